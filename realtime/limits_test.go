package realtime_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"plenum/congress"
	"plenum/realtime"
)

func last(list []message) message { return list[len(list)-1] }

// closedWith reads to the end and gives the close code.
func closedWith(tb testing.TB, conn *websocket.Conn) int {
	tb.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			var closed *websocket.CloseError
			if !errors.As(err, &closed) {
				tb.Fatalf("the socket ended with %v", err)
			}
			return closed.Code
		}
	}
}

func TestATooLargeFrameIsToldAndEndsTheSocket(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	for name, size := range map[string]int{"a little": 4097, "far": 1 << 20} {
		t.Run(name, func(t *testing.T) {
			conn, _ := a.follow("")
			send(t, conn, map[string]string{"type": "ping", "x": strings.Repeat("x", 4096-len(`{"type":"ping","x":""}`)-1)}) // and its line feed
			readTo(t, conn, "pong")
			_ = conn.WriteMessage(websocket.TextMessage, []byte(strings.Repeat("x", size)))
			if bye := last(readTo(t, conn, "bye")); bye.Reason != "protocol" || bye.Reconnect {
				t.Errorf("it hears %+v", bye)
			}
			if code := closedWith(t, conn); code != websocket.ClosePolicyViolation {
				t.Errorf("close code %d", code)
			}
		})
	}
}

func TestTooManyFramesInAShortTimeEndTheSocket(t *testing.T) {
	h := build(t, realtime.Limits{Frames: 5})
	a := h.attend("mot", 0, congress.Delegate)
	for name, frame := range map[string]func(*websocket.Conn) error{
		"frames": func(c *websocket.Conn) error { return c.WriteJSON(map[string]string{"type": "ping"}) },
		"pings":  func(c *websocket.Conn) error { return c.WriteMessage(websocket.PingMessage, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			conn, _ := a.follow("")
			for range 14 { // with the hello, three seconds' worth at once
				_ = frame(conn)
			}
			if name == "frames" {
				for range 14 {
					readTo(t, conn, "pong")
				}
			}
			for range 40 {
				_ = frame(conn)
			}
			bye := last(readTo(t, conn, "bye"))
			if bye.Reason != "rate" || !bye.Reconnect || bye.AfterMS < 10_000 {
				t.Errorf("it hears %+v", bye)
			}
		})
	}
}

func TestResumingTooOftenIsRefusedAndTheSocketGoesOn(t *testing.T) {
	h := build(t, realtime.Limits{Resumes: 3})
	a := h.attend("mot", 0, congress.Delegate)
	conn, got := a.follow("")
	for range 3 {
		send(t, conn, map[string]any{"type": "resume", "congress": a.congress, "cursor": last(got).Cursor})
		if m := readTo(t, conn, "caught-up"); m[0].Type != "hello" {
			t.Errorf("a resume is answered with %+v", m)
		}
	}
	send(t, conn, map[string]any{"type": "resume", "congress": a.congress})
	if e := last(readTo(t, conn, "error")); e.Code != "resume_too_often" || e.Of != "resume" {
		t.Errorf("it hears %+v", e)
	}
	object := congress.ObjectID(newID())
	h.post(object, h.toGroup(0))
	if m := last(readTo(t, conn, "record")); m.Object != object {
		t.Errorf("afterwards comes %+v", m)
	}
}

func TestAnAddressHasSoManySockets(t *testing.T) {
	h := build(t, realtime.Limits{PerAddress: 2})
	a := h.attend("mot", 0, congress.Delegate)
	first, _ := a.follow("")
	a.follow("")
	third := a.dial(http.Header{"Authorization": {a.token}})
	if bye := last(readTo(t, third, "bye")); bye.Reason != "full" || !bye.Reconnect || bye.AfterMS < 10_000 {
		t.Errorf("it hears %+v", bye)
	}
	if code := closedWith(t, third); code != websocket.CloseTryAgainLater {
		t.Errorf("close code %d", code)
	}
	_ = first.Close()
	waitFor(t, "the first socket's end", func() bool { return h.hub.Count() == 1 })
	a.follow("")
}

func waitFor(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			tb.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestAHubThatIsFullRefusesBeforeTheUpgrade(t *testing.T) {
	h := build(t, realtime.Limits{Sockets: 1})
	a := h.attend("mot", 0, congress.Delegate)
	first, _ := a.follow("")
	_, res, err := (&websocket.Dialer{Subprotocols: []string{realtime.Subprotocol}}).Dial(h.url, http.Header{"Authorization": {a.token}})
	if err == nil || res == nil || res.StatusCode != 503 {
		t.Fatalf("one more gets %v %v, want 503", res, err)
	}
	_ = first.Close()
	waitFor(t, "room", func() bool {
		conn, _, err := (&websocket.Dialer{Subprotocols: []string{realtime.Subprotocol}}).Dial(h.url, http.Header{"Authorization": {a.token}})
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// A client that loses its network gets no bye, so it is told before how to come back; and those that came first, when
// there were few, are told again when there are many.
func TestTheMoreAreConnectedTheWiderIsTheWindowToReturn(t *testing.T) {
	h := build(t, realtime.Limits{Return: time.Second, Ping: 100 * time.Millisecond, PerAccount: 10})
	a := h.attend("mot", 0, congress.Delegate)
	first, got := a.follow("")
	if w := got[0].ReconnectMS; w.Min != 200 || w.Max != 1000 {
		t.Errorf("the first is told %+v", w)
	}
	_, got = a.follow("")
	if w := got[0].ReconnectMS; w.Max != 2000 {
		t.Errorf("the second is told %+v", w)
	}
	if w := last(readTo(t, first, "reconnect")).ReconnectMS; w.Max != 2000 {
		t.Errorf("then the first is told %+v", w)
	}
	a.follow("")
	_, got = a.follow("")
	if w := got[0].ReconnectMS; w.Max != 4000 {
		t.Errorf("the fourth is told %+v", w)
	}
	if w := last(readTo(t, first, "reconnect")).ReconnectMS; w.Max != 4000 {
		t.Errorf("then the first is told %+v", w)
	}
}

func TestSocketsAreNotCompressed(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	conn, res, err := (&websocket.Dialer{Subprotocols: []string{realtime.Subprotocol}, EnableCompression: true}).Dial(h.url, http.Header{"Authorization": {a.token}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := res.Header.Get("Sec-WebSocket-Extensions"); got != "" {
		t.Errorf("the server agreed to %q", got)
	}
}

func TestBytesThatAreNoWebSocketFramesEndTheSocketWhileItIsWrittenTo(t *testing.T) {
	h := build(t, realtime.Limits{PerAccount: 50})
	a := h.attend("mot", 0, congress.Delegate)
	for i, wrong := range [][]byte{{0x81, 0x01, 'x'}, {0xc1, 0x80, 0, 0, 0, 0}, {0x83, 0x80, 0, 0, 0, 0}, {0x89, 0xfe, 0, 200, 0, 0, 0, 0}} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			before := h.hub.Count()
			s := a.raw(t)
			for range 20 {
				h.post(congress.ObjectID(newID()), h.toGroup(0))
			}
			s.write(t, wrong)
			s.until(t, "\x03\xea") // close 1002
			waitFor(t, "the socket's end", func() bool { return h.hub.Count() == before })
		})
	}
}

func TestEnteringThreadsTooOftenIsRefusedAndTheSocketGoesOn(t *testing.T) {
	h := build(t, realtime.Limits{Enters: 3})
	one := h.discuss(h.groups...)
	a := h.attend("mot", 0, congress.Delegate)
	conn, _ := a.follow("")
	for range 4 {
		send(t, conn, map[string]any{"type": "enter", "discussion": one, "group": h.groups[0]})
	}
	if m := last(readTo(t, conn, "error")); m.Of != "enter" || m.Code != "enter_too_often" {
		t.Errorf("it hears %+v", m)
	}
	send(t, conn, map[string]any{"type": "ping"})
	readTo(t, conn, "pong")
}

func TestAPeerThatAnswersNoPingIsDropped(t *testing.T) {
	h := build(t, realtime.Limits{Ping: 50 * time.Millisecond})
	a, b := h.attend("cam", 0, congress.Delegate), h.attend("song", 0, congress.Delegate)
	mute := a.raw(t)
	defer mute.close()
	alive, _ := b.follow("")
	pings := make(chan struct{}, 100)
	alive.SetPingHandler(func(data string) error {
		pings <- struct{}{}
		return alive.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
	})
	heard := make(chan message, 10)
	go func() { // ends with the connection
		defer close(heard)
		for {
			var m message
			if alive.ReadJSON(&m) != nil {
				return
			}
			heard <- m
		}
	}()
	waitFor(t, "the mute one's end", func() bool { return h.hub.Count() == 1 })
	for range 6 { // more than a mute one gets
		<-pings
	}
	object := congress.ObjectID(newID())
	h.post(object, h.toGroup(0))
	for m := range heard {
		if m.Type == "record" {
			if m.Object != object {
				t.Errorf("the one that answers hears %+v", m)
			}
			return
		}
	}
	t.Error("the one that answers was dropped too")
}
