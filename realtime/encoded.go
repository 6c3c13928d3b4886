package realtime

import (
	"sync"
	"time"

	"plenum/congress"
)

const (
	encodedBytes = 16 << 20
	encodedFor   = 30 * time.Second
)

// encoded keeps the frames of records for a short time, because the sockets that come back at once,
// or at the opening, ask for the same ones: without it a room encodes each record for each socket.
// It keeps so many bytes at most, and nothing for longer than so long. It is safe for concurrent
// use; its zero value is ready.
type encoded struct {
	mu     sync.Mutex
	frames map[*congress.Record]*frame
	bytes  int
}

// frame is the record's frame. Two who ask at once may each encode it.
func (e *encoded) frame(r *congress.Record) *frame {
	e.mu.Lock()
	f := e.frames[r]
	e.mu.Unlock()
	if f != nil {
		return f
	}
	f = recordOf(r)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.frames == nil {
		time.AfterFunc(encodedFor, e.forget)
	}
	if e.frames == nil || e.bytes > encodedBytes {
		e.frames, e.bytes = map[*congress.Record]*frame{}, 0
	}
	e.frames[r] = f
	e.bytes += len(f.wire)
	return f
}

func (e *encoded) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.frames, e.bytes = nil, 0
}
