package realtime

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// pair is the two ends of a WebSocket over TCP with small kernel buffers.
func pair(t *testing.T) (server, client *websocket.Conn) {
	t.Helper()
	opened := make(chan *websocket.Conn, 1)
	upgrader := websocket.Upgrader{}
	at := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
		}
		opened <- c
	}))
	defer at.Close()
	client, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(at.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	server = <-opened
	_ = server.NetConn().(*net.TCPConn).SetWriteBuffer(64 << 10)
	_ = client.NetConn().(*net.TCPConn).SetReadBuffer(64 << 10)
	t.Cleanup(func() { _, _ = server.Close(), client.Close() })
	return server, client
}

func TestFramesAreReadByAWebSocketClientAtEveryBorderOfTheirLength(t *testing.T) {
	server, client := pair(t)
	kinds := map[int]bool{websocket.TextMessage: true, websocket.BinaryMessage: true}
	for _, size := range []int{0, 1, 125, 126, 127, 1<<16 - 1, 1 << 16, 1<<16 + 1, 1 << 20} {
		for kind := range kinds {
			data := bytes.Repeat([]byte("đ"), size)[:size]
			go func() { _, _ = server.NetConn().Write(frameOf(kind, data).wire) }()
			gotKind, got, err := client.ReadMessage()
			if err != nil || gotKind != kind || !bytes.Equal(got, data) {
				t.Fatalf("kind %d, %d bytes: %v, kind %d, %d bytes", kind, size, err, gotKind, len(got))
			}
		}
	}
}

// What the kernel does not take at once is written by a goroutine, and nothing passes it.
func TestAClientThatReadsLateGetsEveryFrameInOrder(t *testing.T) {
	for _, joined := range []bool{false, true} {
		server, client := pair(t)
		h := New(t.Context(), Options{})
		s := newSocket(h, &conn{Conn: server, wire: newWire(server.NetConn())}, Client{})
		var want bytes.Buffer
		waited := false
		for i := range 400 {
			frames := []*frame{frameOf(websocket.TextMessage, bytes.Repeat([]byte{byte(i)}, 1000+i))}
			if joined {
				frames = append(frames, frameOf(websocket.TextMessage, []byte{byte(i)}))
				s.sendJoined(frames, join(frames))
			} else {
				s.send(frames...)
			}
			for _, f := range frames {
				want.Write(f.wire)
			}
			s.mu.Lock()
			waited = waited || s.writing
			s.mu.Unlock()
		}
		if !waited {
			t.Fatal("the kernel took everything at once, so nothing was tested")
		}
		got := make([]byte, want.Len())
		if _, err := io.ReadFull(client.NetConn(), got); err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("joined %v: %v; equal: %v", joined, err, bytes.Equal(got, want.Bytes()))
		}
		if err := s.conn.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestATryBesideAnotherWriterWritesNothingAndDoesNotWait(t *testing.T) {
	server, _ := pair(t)
	w := newWire(server.NetConn())
	w.mu.Lock() // gorilla, that answers bytes which are no frame, to a client that reads nothing
	n, err := w.try([]byte("x"))
	w.mu.Unlock()
	if n != 0 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if n, err = w.try([]byte("x")); n != 1 || err != nil {
		t.Errorf("afterwards: %d bytes, %v", n, err)
	}
}

func TestATryOnAConnectionThatIsGoneFails(t *testing.T) {
	server, _ := pair(t)
	w := newWire(server.NetConn())
	_ = server.Close()
	if n, err := w.try([]byte("x")); n != 0 || err == nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
