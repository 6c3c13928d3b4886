package stories_test

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"testing"
)

// link is the network between one device and the server: it can be cut at any byte, hold back what the server says, and refuse.
type link struct {
	addr   string
	target string

	mu       sync.Mutex
	conns    map[net.Conn]bool
	left     int64         // bytes until it is cut; -1: it is not
	gate     chan struct{} // closed unless what the server says is held back
	refusing bool
	closed   bool
	cuts     int
}

// newLink starts a link to the target; it ends with the test.
func newLink(tb testing.TB, target string) *link {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	l := &link{addr: listener.Addr().String(), target: target, conns: map[net.Conn]bool{}, left: -1, gate: make(chan struct{})}
	close(l.gate)
	var passing sync.WaitGroup
	passing.Go(func() { // ends when the listener is closed
		for {
			device, err := listener.Accept()
			if err != nil {
				return
			}
			passing.Go(func() { l.pass(device) }) // ends when either side is closed
		}
	})
	tb.Cleanup(func() {
		_ = listener.Close()
		l.mu.Lock()
		l.closed = true
		l.cut()
		l.mu.Unlock()
		l.flow()
		passing.Wait()
	})
	return l
}

// cutAfter breaks all connections once so many more bytes have passed, in the middle of whatever they are.
func (l *link) cutAfter(bytes int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left = bytes
}

// stall holds back what the server says, without breaking a connection, until flow.
func (l *link) stall() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.openGate()
	l.gate = make(chan struct{})
}

func (l *link) flow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.openGate()
}

func (l *link) openGate() {
	select {
	case <-l.gate:
	default:
		close(l.gate)
	}
}

// refuse breaks all connections, and new ones as they come, until accept.
func (l *link) refuse() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refusing = true
	l.cut()
}

func (l *link) accept() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refusing = false
}

// heal puts everything right.
func (l *link) heal() {
	l.cutAfter(-1)
	l.accept()
	l.flow()
}

func (l *link) cut() {
	if len(l.conns) > 0 {
		l.cuts++
	}
	for c := range l.conns {
		_ = c.Close()
	}
}

// narrow makes a connection hold little, so that it is the server who waits for a reader that stands still; and its
// packets as small as on a real network, because a window that is smaller than a packet moves at the pace of timers.
func narrow(_, _ string, raw syscall.RawConn) (err error) {
	failed := raw.Control(func(fd uintptr) {
		err = errors.Join(syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 16<<10),
			syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, 1400))
	})
	return errors.Join(failed, err)
}

func (l *link) pass(device net.Conn) {
	defer device.Close()
	server, err := (&net.Dialer{Control: narrow}).Dial("tcp", l.target)
	if err != nil {
		return
	}
	defer server.Close()
	l.mu.Lock()
	if l.refusing || l.closed {
		l.mu.Unlock()
		return
	}
	l.conns[device], l.conns[server] = true, true
	l.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { l.copy(server, device, false) })
	both.Go(func() { l.copy(device, server, true) })
	both.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, device)
	delete(l.conns, server)
}

// copy moves bytes until one side is closed or the link is cut, and then closes both.
func (l *link) copy(to, from net.Conn, down bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 8<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if down {
				l.mu.Lock()
				gate := l.gate
				l.mu.Unlock()
				<-gate
			}
			pass, cut := l.spend(int64(n))
			if _, err := to.Write(buffer[:pass]); err != nil {
				return
			}
			if cut {
				l.mu.Lock()
				l.cut()
				l.mu.Unlock()
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// spend tells how many of n bytes still pass, and whether the link is cut after them.
func (l *link) spend(n int64) (pass int64, cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.left < 0:
		return n, false
	case n < l.left:
		l.left -= n
		return n, false
	}
	pass, l.left = l.left, -1
	return pass, true
}
