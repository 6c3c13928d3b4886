package realtime

import (
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// wire is the connection below a socket. The socket writes whole frames to it; besides, gorilla
// writes by itself when a client's bytes are no WebSocket frames: its close of 1002.
type wire struct {
	net.Conn
	raw syscall.RawConn // nil where the kernel's buffer is not right below, as with TLS

	mu sync.Mutex // held by whoever writes

	// Of the write that is tried now; here, so that it costs no allocation.
	bytes   []byte
	written int
	failed  error
	once    func(fd uintptr) bool
}

func newWire(conn net.Conn) *wire {
	w := &wire{Conn: conn}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if raw, err := tcp.SyscallConn(); err == nil {
			w.raw, w.once = raw, w.writeOnce
		}
	}
	return w
}

// Write waits until the kernel has taken all of b, the connection failed, or finishBy's time came.
func (w *wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Conn.Write(b)
}

// try gives the kernel as much of b as it takes at once, and never waits: n is how many bytes that
// were, 0 when somebody else is writing.
func (w *wire) try(b []byte) (n int, err error) {
	if w.raw == nil || !w.mu.TryLock() {
		return 0, nil
	}
	defer w.mu.Unlock()
	w.bytes, w.written, w.failed = b, 0, nil
	err = w.raw.Write(w.once)
	w.bytes = nil
	return w.written, errors.Join(err, w.failed)
}

// writeOnce is called with the connection's descriptor, which does not wait.
func (w *wire) writeOnce(fd uintptr) bool {
	for {
		n, err := syscall.Write(int(fd), w.bytes)
		switch {
		case err == nil:
			w.written = n
		case errors.Is(err, syscall.EINTR):
			continue
		case !errors.Is(err, syscall.EAGAIN):
			w.failed = err
		}
		return true
	}
}

// SetWriteDeadline does nothing. gorilla calls it for every frame, and setting a timer costs as
// much as the frame; the deadline is finishBy's.
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

// finishBy lets writes fail that last longer, the one that is waiting now too.
func (w *wire) finishBy(t time.Time) { _ = w.Conn.SetWriteDeadline(t) }
