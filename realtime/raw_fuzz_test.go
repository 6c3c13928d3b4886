package realtime_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/realtime"
)

// Whatever bytes come after the upgrade, before or after a hello, at once or in two parts: the server goes on with them or closes, and when the
// client has said all it lets go of the socket, within the time that a bye may take.
func FuzzBytesAfterTheUpgrade(f *testing.F) {
	h := build(f, realtime.Limits{Sockets: 2}) // so that one that is not let go of is soon missed
	one := h.discuss(h.groups...)
	a := h.attend("mot", 0, congress.Delegate)
	hello, err := json.Marshal(map[string]any{"type": "hello", "congress": a.congress})
	if err != nil {
		f.Fatal(err)
	}
	hello = masked(0x81, hello)
	enter := masked(0x81, fmt.Appendf(nil, `{"type":"enter","discussion":%q,"group":%q}`, one, h.groups[0]))
	text := masked(0x81, []byte(`{"type":"ping"}`))
	for _, seed := range [][]byte{
		nil, {0x81}, text, text[:5], hello, append(hello, text...), enter, append(enter, masked(0x81, []byte(`{"type":"hand","up":true}`))...),
		masked(0x89, []byte("x")), masked(0x8a, nil), masked(0x88, []byte{0x03, 0xe8}), masked(0x88, []byte{0x03}), masked(0x88, []byte{0, 0, 0xff}),
		masked(0x82, []byte("x")), append(masked(0x01, []byte(`{"type":`)), masked(0x80, []byte(`"ping"}`))...), masked(0x80, []byte("x")), masked(0x01, nil),
		{0x81, 0x01, 'x'}, {0xc1, 0x80, 0, 0, 0, 0}, {0x83, 0x80, 0, 0, 0, 0}, {0x89, 0xfe, 0, 200, 0, 0, 0, 0}, {0x09, 0x80, 0, 0, 0, 0},
		{0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}, {0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 'x'},
		{0x81, 0x85, 1, 2, 3, 4, 'x', 'y', 'z', 0xff, 0}, []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), []byte(strings.Repeat("\x89\x80\x00\x00\x00\x00", 100)),
	} {
		f.Add(seed, uint(0), false)
		f.Add(seed, uint(len(seed)/2), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, cut uint, greeted bool) {
		raw := a.upgraded(t)
		defer raw.Close()
		_ = raw.SetDeadline(time.Now().Add(8 * time.Second))
		if greeted {
			if _, err := raw.Write(hello); err != nil {
				t.Fatal(err)
			}
		}
		cut = min(cut, uint(len(data)))
		_, _ = raw.Write(data[:cut]) // the server may have closed already
		_, _ = raw.Write(data[cut:])
		if err := raw.CloseWrite(); err == nil {
			if _, err := io.Copy(io.Discard, raw); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatal("the server does not close a socket whose client has said all")
			}
		}
		for deadline := time.Now().Add(8 * time.Second); h.hub.Count() > 0; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%d sockets are left", h.hub.Count())
			}
		}
	})
}

// masked is a frame of a client, short, with a mask of zeros, which changes nothing.
func masked(first byte, payload []byte) []byte {
	frame := []byte{first, 0x80 | byte(len(payload)), 0, 0, 0, 0}
	if len(payload) > 125 {
		frame = []byte{first, 0x80 | 126, byte(len(payload) >> 8), byte(len(payload)), 0, 0, 0, 0}
	}
	return append(frame, payload...)
}

// upgraded is a connection right after its upgrade.
func (a *attendee) upgraded(t *testing.T) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(a.url, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: %s\r\nAuthorization: %s\r\n\r\n", realtime.Subprotocol, a.token)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || res.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("the upgrade is answered with %v %v", res, err)
	}
	raw, ok := conn.(*net.TCPConn)
	if !ok {
		t.Fatalf("the connection is a %T", conn)
	}
	return raw
}
