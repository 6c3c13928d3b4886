package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// reader reads all sockets in one thread (epoll(7)), because a goroutine for each would take the processors from the server
// that is measured.
type reader struct {
	due     func(mark int) time.Time
	arrived atomic.Int64
	took    *hdrhistogram.Histogram // microseconds
	fault   error
	stop    atomic.Bool
	done    chan struct{}
}

// read begins; the caller stops it and waits for done.
func read(sockets []*socket, due func(int) time.Time) (*reader, error) {
	r := &reader{due: due, took: hdrhistogram.New(1, 60_000_000, 3), done: make(chan struct{})}
	poll, err := syscall.EpollCreate1(0)
	if err != nil {
		return nil, err
	}
	for i, s := range sockets {
		raw, err := s.conn.(syscall.Conn).SyscallConn()
		if err != nil {
			return nil, err
		}
		if err := raw.Control(func(fd uintptr) { s.fd = int(fd) }); err != nil {
			return nil, err
		}
		if n := s.r.Buffered(); n > 0 {
			begun, _ := s.r.Peek(n)
			s.rest = append(s.rest, begun...)
		}
		if err := syscall.EpollCtl(poll, syscall.EPOLL_CTL_ADD, s.fd, &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}); err != nil {
			return nil, err
		}
	}
	go func() {
		defer close(r.done)
		defer func() { _ = syscall.Close(poll) }()
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		events, buf := make([]syscall.EpollEvent, 1024), make([]byte, 1<<20)
		for !r.stop.Load() {
			n, err := syscall.EpollWait(poll, events, 100)
			if err != nil && !errors.Is(err, syscall.EINTR) {
				r.fault = err
				return
			}
			for _, e := range events[:max(n, 0)] {
				if err := r.some(sockets[e.Fd], buf); err != nil {
					r.fault = err
					return
				}
			}
		}
	}()
	return r, nil
}

// some reads what a socket has now.
func (r *reader) some(s *socket, buf []byte) error {
	begun := copy(buf, s.rest)
	n, err := syscall.Read(s.fd, buf[begun:])
	switch {
	case errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EINTR):
		return nil
	case err != nil:
		return err
	case n == 0:
		return errors.New("the server closed a socket")
	}
	now, left := time.Now(), buf[:begun+n]
	for {
		opcode, payload, size := frame(left)
		if size == 0 {
			break
		}
		left = left[size:]
		switch {
		case opcode == 8:
			return fmt.Errorf("the socket was closed: %s", payload)
		case opcode == 9:
			err = s.say(10, payload)
		case len(payload) == 2: // centrifuge's own ping
			err = s.say(1, payload)
		default:
			r.marks(s, payload, now)
		}
		if err != nil {
			return err
		}
	}
	s.rest = append(s.rest[:0], left...)
	return nil
}

// marks notes each comment in the payload, and how long after its due time it came.
func (r *reader) marks(s *socket, rest []byte, now time.Time) {
	for {
		at := bytes.IndexByte(rest, '#')
		if at < 0 || at+9 >= len(rest) || rest[at+9] != '#' {
			return
		}
		i := 0
		for _, c := range rest[at+1 : at+9] {
			i = i*10 + int(c-'0')
		}
		rest = rest[at+10:]
		if s.seen[i/64]&(1<<(i%64)) != 0 {
			s.twice++
			continue
		}
		s.seen[i/64] |= 1 << (i % 64)
		_ = r.took.RecordValue(max(now.Sub(r.due(i)).Microseconds(), 1))
		r.arrived.Add(1)
	}
}

// frame takes a whole unmasked frame from the front (RFC 6455, 5.2); size 0: it is not whole yet.
func frame(b []byte) (opcode byte, payload []byte, size int) {
	if len(b) < 2 {
		return 0, nil, 0
	}
	head, length := 2, int(b[1]&0x7F)
	switch {
	case length == 126 && len(b) >= 4:
		head, length = 4, int(binary.BigEndian.Uint16(b[2:]))
	case length == 127 && len(b) >= 10:
		head, length = 10, int(binary.BigEndian.Uint64(b[2:]))
	case length >= 126:
		return 0, nil, 0
	}
	if len(b) < head+length {
		return 0, nil, 0
	}
	return b[0] & 0xF, b[head : head+length], head + length
}
