package realtime

import (
	"crypto/tls"
	"net"
	"runtime"
	"syscall"
	"testing"
)

// While a catch-up goes out nobody reads, so no pong is heard: that the client takes what it is sent is proof enough of life.
func TestAClientThatTakesItsTimeWithTheCatchUpIsNotTakenForDead(t *testing.T) {
	s := &socket{hub: &Hub{}, writing: true} // and its writer is this test
	f := encode("x")
	for range queueFrames / 2 {
		if s.pings = 2; !s.sendPatiently(f) || s.pings != 2 {
			t.Fatal("a frame for which there is room says nothing of the client")
		}
	}
	sent := make(chan bool)
	go func() { sent <- s.sendPatiently(f) }()
	for waits := false; !waits; runtime.Gosched() {
		s.mu.Lock()
		waits = s.room != nil
		s.mu.Unlock()
	}
	s.mu.Lock()
	if s.pings != 2 {
		t.Errorf("a client that takes nothing is alive: %d pings", s.pings)
	}
	s.queue, s.bytes = nil, 0 // the client took it
	s.room.Broadcast()
	s.mu.Unlock()
	if !<-sent || s.pings != 0 {
		t.Errorf("a client that took what it was sent has %d pings unanswered", s.pings)
	}
}

// What the kernel keeps for a slow client stands before the next ping, and is memory that nobody counts.
func TestTheKernelKeepsLittleOfWhatIsSent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for name, wrap := range map[string]func(net.Conn) net.Conn{
		"plain": func(c net.Conn) net.Conn { return c },
		"TLS":   func(c net.Conn) net.Conn { return tls.Server(c, &tls.Config{MinVersion: tls.VersionTLS12}) },
	} {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		keepLittle(wrap(conn))
		raw, err := conn.(*net.TCPConn).SyscallConn() //nolint:forcetypeassert // Dial says so
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		if controlErr := raw.Control(func(fd uintptr) { size, err = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF) }); controlErr != nil || err != nil {
			t.Fatal(controlErr, err)
		}
		if size > 2*kernelQueue || size < kernelQueue/2 { // Linux answers twice what is set, for its own bookkeeping, and at most what the machine allows
			t.Errorf("%s: the kernel keeps %d bytes", name, size)
		}
		_ = conn.Close()
	}
}
