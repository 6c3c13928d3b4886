package stories_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// frame is what the server says on a socket.
type frame struct {
	Type    string
	Cursor  string
	Full    bool
	N       uint64
	Kind    string
	Object  string
	Body    map[string]any
	Reason  string
	AfterMS int64
	Whole   bool
	Hands   []struct {
		Member string
		Called bool
	}
	Reconnect bool
}

// tablet is an open live socket with what it received.
type tablet struct {
	tb     testing.TB
	conn   *websocket.Conn
	frames chan frame
	cursor string
	seen   map[string]map[string]any // latest body by object
	order  []string                  // objects as they came
}

// live opens a socket from a cursor.
func (w *person) live(cursor string) *tablet {
	w.tb.Helper()
	t := w.dial(http.Header{"Authorization": {"Bearer " + w.token}})
	t.send(map[string]string{"type": "hello", "congress": w.congress, "cursor": cursor})
	return t
}

func (w *person) dial(header http.Header) *tablet {
	w.tb.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"plenum.v1"}, HandshakeTimeout: 10 * time.Second}
	conn, res, err := dialer.Dial("ws"+strings.TrimPrefix(w.url, "http")+"/mobile/v1/live", header)
	if err != nil {
		w.tb.Fatalf("dial: %v %v", err, res)
	}
	t := &tablet{tb: w.tb, conn: conn, frames: make(chan frame, 4096), seen: map[string]map[string]any{}}
	w.tb.Cleanup(func() { _ = conn.Close() })
	go func() { // ends with the connection
		defer close(t.frames)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				return
			}
			var f frame
			if json.Unmarshal(data, &f) == nil {
				t.frames <- f
			}
		}
	}()
	return t
}

func (t *tablet) send(v any) {
	t.tb.Helper()
	if err := t.conn.WriteJSON(v); err != nil {
		t.tb.Fatal(err)
	}
}

// until takes frames until one fits, within the time; it fails when none does.
func (t *tablet) until(what string, within time.Duration, fits func(frame) bool) frame {
	t.tb.Helper()
	deadline := time.After(within)
	for {
		select {
		case f, ok := <-t.frames:
			if !ok {
				t.tb.Fatalf("the socket closed while waiting for %s", what)
			}
			t.take(f)
			if fits(f) {
				return f
			}
		case <-deadline:
			t.tb.Fatalf("no %s within %v", what, within)
		}
	}
}

func (t *tablet) take(f frame) {
	switch f.Type {
	case "hello":
		if f.Full {
			t.seen, t.order = map[string]map[string]any{}, nil
		}
	case "record":
		t.seen[f.Object] = f.Body
		t.order = append(t.order, f.Object)
	case "gone":
		delete(t.seen, f.Object)
	case "caught-up":
		t.cursor = f.Cursor
	}
}

func (t *tablet) caughtUp() {
	t.tb.Helper()
	t.until("caught-up", 10*time.Second, func(f frame) bool { return f.Type == "caught-up" })
}

func drained(x *tablet) string {
	var out bytes.Buffer
	for {
		select {
		case f, ok := <-x.frames:
			if !ok {
				return out.String()
			}
			_ = json.NewEncoder(&out).Encode(f)
		default:
			return out.String()
		}
	}
}

// lastForAll writes an item of the agenda, which every seat of the congress may see, and gives its id:
// a socket that has it has heard of all that was written before.
func (w *person) lastForAll() string {
	w.tb.Helper()
	id := newID()
	item := map[string]any{"day": "2027-01-01", "from": "07:00", "to": "08:00", "title": "Bế mạc"}
	if res := w.do("PUT", "~/agenda/"+id, item, key(newID())); res.status >= 300 {
		w.tb.Fatal(res)
	}
	return id
}

// heard is what the socket was told up to the object. A socket that the server ended hears no more.
func (t *tablet) heard(object string) string {
	t.tb.Helper()
	var out bytes.Buffer
	for late := time.After(60 * time.Second); ; {
		select {
		case f, ok := <-t.frames:
			if !ok {
				return out.String()
			}
			_ = json.NewEncoder(&out).Encode(f)
			if f.Object == object {
				return out.String()
			}
		case <-late:
			t.tb.Fatalf("the socket was not told of %s", object)
		}
	}
}

// never holds that no frame fits until the given other event has surely passed
// the hub: a ping, whose pong is queued behind everything that came before.
func (t *tablet) never(what string, fits func(frame) bool) {
	t.tb.Helper()
	t.send(map[string]string{"type": "ping"})
	t.until("pong", 10*time.Second, func(f frame) bool {
		if fits(f) {
			t.tb.Errorf("%s came", what)
		}
		return f.Type == "pong"
	})
}
