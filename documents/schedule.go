package documents

import (
	"sync"
	"time"

	"plenum/congress"
)

// Job is a file to be read.
type Job struct {
	Stream congress.StreamID
	Upload congress.ObjectID
}

// planned are the publications to come. They live in memory only: Resume fills it from the records.
type planned struct {
	mu   sync.Mutex
	by   map[Job]time.Time
	wake chan struct{} // has room for one: that there is something new
}

func newPlanned() *planned {
	return &planned{by: map[Job]time.Time{}, wake: make(chan struct{}, 1)}
}

func (p *planned) put(j Job, at time.Time) {
	p.mu.Lock()
	p.by[j] = at
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// due takes out what is due, and tells how long to wait for the next one.
func (p *planned) due(now time.Time) (jobs []Job, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	wait = time.Hour
	for j, at := range p.by {
		if left := at.Sub(now); left > 0 {
			wait = min(wait, left)
			continue
		}
		jobs = append(jobs, j)
		delete(p.by, j)
	}
	return jobs, wait
}
