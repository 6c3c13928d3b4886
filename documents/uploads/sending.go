package uploads

import (
	"context"
	"sync"
)

// sending has one request at a time on each upload. A new request stops the one that is there: a
// client opens a second connection when it has lost the first, which the server may not know yet.
type sending struct {
	mu sync.Mutex
	by map[string]*sender // by the folder of the upload
}

type sender struct {
	stop func() // may be nil
	done chan struct{}
}

func newSending() *sending { return &sending{by: map[string]*sender{}} }

// take waits for the turn; release must be called.
func (s *sending) take(ctx context.Context, upload string, stop func()) (release func(), err error) {
	me := &sender{done: make(chan struct{})}
	if stop != nil {
		me.stop = sync.OnceFunc(stop)
	}
	for {
		s.mu.Lock()
		there := s.by[upload]
		if there == nil {
			s.by[upload] = me
			s.mu.Unlock()
			return func() {
				s.mu.Lock()
				delete(s.by, upload)
				s.mu.Unlock()
				close(me.done)
			}, nil
		}
		s.mu.Unlock()
		if there.stop != nil {
			there.stop()
		}
		select {
		case <-there.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
