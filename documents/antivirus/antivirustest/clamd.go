// Package antivirustest is a clamd for tests: it speaks the daemon's protocol and finds what it is
// told to.
package antivirustest

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Virus is what this daemon finds, by its name, and a file that has it.
const (
	Virus     = "PLENUM-TEST-VIRUS: an invented string that harms nobody"
	Signature = "Plenum.Test.Invented"
)

// Clamd is a daemon on a port of its own, until the test ends or it is closed.
type Clamd struct {
	Address string // as antivirus.Scanner takes it

	answer   func(conn net.Conn, content []byte)
	listener net.Listener
	open     sync.WaitGroup
	mu       sync.Mutex
	scanned  int
	conns    map[net.Conn]bool
	closed   bool
}

// Start starts a daemon. at is the address of one that was closed, or "". answer answers a scan of
// these bytes, and may close the connection; nil: Virus is found, and all else is clean.
func Start(t testing.TB, at string, answer func(net.Conn, []byte)) *Clamd {
	t.Helper()
	if at == "" {
		at = "tcp://127.0.0.1:0"
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", strings.TrimPrefix(at, "tcp://"))
	if err != nil {
		t.Fatal(err)
	}
	c := &Clamd{Address: "tcp://" + listener.Addr().String(), answer: answer, listener: listener, conns: map[net.Conn]bool{}}
	c.open.Go(c.accept)
	t.Cleanup(c.Close)
	return c
}

// Close ends the daemon and its connections.
func (c *Clamd) Close() {
	_ = c.listener.Close()
	c.mu.Lock()
	c.closed = true
	for conn := range c.conns {
		_ = conn.Close()
	}
	c.mu.Unlock()
	c.open.Wait()
}

// Scanned is how many files came whole.
func (c *Clamd) Scanned() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.scanned
}

func (c *Clamd) accept() {
	for {
		conn, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.mu.Lock()
		c.conns[conn] = true
		if c.closed {
			_ = conn.Close()
		}
		c.mu.Unlock()
		c.open.Go(func() {
			c.serve(conn)
			_ = conn.Close()
			c.mu.Lock()
			delete(c.conns, conn)
			c.mu.Unlock()
		})
	}
}

func (c *Clamd) serve(conn net.Conn) {
	in := bufio.NewReader(conn)
	command, err := in.ReadString(0)
	switch {
	case err != nil:
	case command == "zPING\x00":
		_, _ = io.WriteString(conn, "PONG\x00")
	case command == "zINSTREAM\x00":
		content, ok := stream(in)
		if !ok {
			return
		}
		c.mu.Lock()
		c.scanned++
		c.mu.Unlock()
		switch {
		case c.answer != nil:
			c.answer(conn, content)
		case strings.Contains(string(content), Virus):
			_, _ = io.WriteString(conn, "stream: "+Signature+" FOUND\x00")
		default:
			_, _ = io.WriteString(conn, "stream: OK\x00")
		}
	default:
		_, _ = io.WriteString(conn, "UNKNOWN COMMAND\x00")
	}
}

func stream(in io.Reader) (content []byte, ok bool) {
	for {
		var size uint32
		if binary.Read(in, binary.BigEndian, &size) != nil {
			return nil, false
		}
		if size == 0 {
			return content, true
		}
		piece, err := io.ReadAll(io.LimitReader(in, int64(size)))
		if err != nil || len(piece) != int(size) {
			return nil, false
		}
		content = append(content, piece...)
	}
}
