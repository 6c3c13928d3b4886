package realtime_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"plenum/realtime"
)

// rawSocket is a client that is only a file descriptor, so that measuring the server's memory measures nothing else.
type rawSocket struct{ fd int }

// raw opens a socket by hand (RFC 6455) and says hello.
func (a *attendee) raw(tb testing.TB) *rawSocket {
	tb.Helper()
	var port int
	if _, err := fmt.Sscanf(a.url[strings.LastIndex(a.url, ":")+1:], "%d", &port); err != nil {
		tb.Fatal(err)
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		tb.Fatal(err)
	}
	s := &rawSocket{fd}
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		tb.Fatal(err)
	}
	s.write(tb, []byte("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: "+realtime.Subprotocol+"\r\nAuthorization: "+a.token+"\r\n\r\n"))
	s.until(tb, "\r\n\r\n")
	hello, err := json.Marshal(map[string]any{"type": "hello", "congress": a.congress})
	if err != nil {
		tb.Fatal(err)
	}
	s.write(tb, append([]byte{0x81, 0x80 | byte(len(hello)), 0, 0, 0, 0}, hello...)) // a mask of zeros changes nothing
	s.until(tb, "caught-up")
	return s
}

func (s *rawSocket) write(tb testing.TB, b []byte) {
	tb.Helper()
	if _, err := syscall.Write(s.fd, b); err != nil {
		tb.Fatal(err)
	}
}

func (s *rawSocket) until(tb testing.TB, mark string) {
	tb.Helper()
	var got []byte
	buffer := make([]byte, 4096)
	for !strings.Contains(string(got), mark) {
		n, err := syscall.Read(s.fd, buffer)
		if err != nil || n == 0 {
			tb.Fatalf("read: %v after %q", err, got)
		}
		got = append(got, buffer[:n]...)
	}
}

func (s *rawSocket) close() { _ = syscall.Close(s.fd) }
