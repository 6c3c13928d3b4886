package documents

import (
	"context"
	"sync"

	"plenum/congress"
)

// job is a file to be read.
type job struct {
	stream congress.StreamID
	upload congress.ObjectID
}

// queue holds the files that wait to be read, in the order they came, each
// once. It lives in memory only: Resume fills it from the records.
type queue struct {
	mu    sync.Mutex
	jobs  []job
	known map[job]bool  // waiting, or being read
	wake  chan struct{} // has room for one: that there is something
}

func newQueue() *queue { return &queue{known: map[job]bool{}, wake: make(chan struct{}, 1)} }

func (q *queue) add(j job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.known[j] {
		return
	}
	q.known[j] = true
	q.jobs = append(q.jobs, j)
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// next waits for a file; false when ctx ended. done must follow.
func (q *queue) next(ctx context.Context) (job, bool) {
	for {
		q.mu.Lock()
		if len(q.jobs) > 0 {
			j := q.jobs[0]
			q.jobs = q.jobs[1:]
			if len(q.jobs) > 0 {
				q.signal() // for the next reader
			}
			q.mu.Unlock()
			return j, true
		}
		q.mu.Unlock()
		select {
		case <-ctx.Done():
			return job{}, false
		case <-q.wake:
		}
	}
}

func (q *queue) done(j job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.known, j)
}
