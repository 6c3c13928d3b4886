package extract

import (
	"sync"
	"sync/atomic"
	"time"
)

// Pulse keeps the processes of files out of the server's way where their low priority alone does not. Linux looks whether somebody
// who waits should have a processor only when a thread wakes up on it, sleeps, or at a tick, which is 4 ms apart: a thread of the server that is
// about to sleep and is woken just then can lose its turn to an idle one (EEVDF, sched(7)) and waits until the tick, also
// while another processor has nothing to do. While a process of a file runs, a thread on each processor therefore sleeps
// a millisecond at a time and does nothing: its waking up has the kernel look. A comment's p99 beside a large file is half as long with it.
//
// The zero value is ready, nil does nothing, and so does any on other systems. It is safe for concurrent use.
type Pulse struct {
	mu      sync.Mutex
	running int          // processes of files
	stop    *atomic.Bool // ends the threads, within two periods
}

// period is how long a thread of a pulse sleeps. Half of it did no better, and costs twice the 0.3% of a processor.
const period = time.Millisecond

// during beats until the end is called, for everybody who has not called it.
func (p *Pulse) during() (end func()) {
	if p == nil {
		return func() {}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running++; p.running == 1 {
		p.stop = new(atomic.Bool)
		beat(p.stop)
	}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.running--; p.running == 0 {
			p.stop.Store(true)
		}
	}
}
