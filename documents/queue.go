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
// once; those that somebody waits for go before those that may be read some time. It lives in memory only: Resume
// fills it from the records.
type queue struct {
	mu    sync.Mutex
	jobs  []job // somebody waits for them
	later []job
	known map[job]bool  // waiting, or being read
	wake  chan struct{} // has room for one: that there is something
}

func newQueue() *queue { return &queue{known: map[job]bool{}, wake: make(chan struct{}, 1)} }

func (q *queue) add(j job) { q.put(j, &q.jobs) }

// addLater is add for a file that nobody waits for.
func (q *queue) addLater(j job) { q.put(j, &q.later) }

func (q *queue) put(j job, list *[]job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.known[j] {
		return
	}
	q.known[j] = true
	*list = append(*list, j)
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
