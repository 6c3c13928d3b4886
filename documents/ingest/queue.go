package ingest

import (
	"context"
	"sync"

	"plenum/documents"
)

// Queue holds the files that wait to be read, in the order they came, each once; those that
// somebody waits for go before those that may be read some time. It lives in memory only: Resume
// fills it from the records.
type Queue struct {
	mu    sync.Mutex
	jobs  []documents.Job // somebody waits for them
	later []documents.Job
	known map[documents.Job]bool // waiting, or being read
	wake  chan struct{}          // has room for one: that there is something
}

// NewQueue is an empty queue.
func NewQueue() *Queue { return &Queue{known: map[documents.Job]bool{}, wake: make(chan struct{}, 1)} }

// Add has a file read that somebody waits for; a file that waits or is being read already stays
// where it is.
func (q *Queue) Add(j documents.Job) { q.put(j, &q.jobs) }

// AddLater is add for a file that nobody waits for.
func (q *Queue) AddLater(j documents.Job) { q.put(j, &q.later) }

func (q *Queue) put(j documents.Job, list *[]documents.Job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.known[j] {
		return
	}
	q.known[j] = true
	*list = append(*list, j)
	q.signal()
}

func (q *Queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// next waits for a file; false when ctx ended. done must follow.
func (q *Queue) next(ctx context.Context) (documents.Job, bool) {
	for {
		q.mu.Lock()
		list := &q.jobs
		if len(q.jobs) == 0 {
			list = &q.later
		}
		if len(*list) > 0 {
			j := (*list)[0]
			*list = (*list)[1:]
			if len(q.jobs)+len(q.later) > 0 {
				q.signal() // for the next reader
			}
			q.mu.Unlock()
			return j, true
		}
		q.mu.Unlock()
		select {
		case <-ctx.Done():
			return documents.Job{}, false
		case <-q.wake:
		}
	}
}

func (q *Queue) done(j documents.Job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.known, j)
}
