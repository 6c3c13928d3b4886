package ingest

import (
	"context"
	"sync"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// Where several servers share the stores, each finds in the records what there is to do: planned
// publications, and files that wait to be read. A planned publication has a record id made of it,
// so that all who do it at its time do it once. A file is read for minutes, so that whoever begins
// claims it first: by a record in the congress's side stream, which the log lets only one be the
// next of, and renewed while it is at it. A claim that stands still is of a server that died.

const (
	renewClaim = 2 * time.Second
	claimDead  = 7 * time.Second // how long another server's claim must stand still, by this one's own clock
)

// claim is the body of a KindClaim record.
type claim struct {
	Server string `json:"server"` // "": nobody's any more
	Turn   int    `json:"turn"`   // another with each renewal
}

func claimOf(upload congress.ObjectID) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("claim", string(upload)))
}

// claims is what this server saw of others' claims.
type claims struct {
	mu   sync.Mutex
	seen map[documents.Job]sighting
}

type sighting struct {
	n     uint64 // of the claim's record
	since time.Time
}

func newClaims() *claims { return &claims{seen: map[documents.Job]sighting{}} }

// standsStill reports whether the claim's record has been the same for so long that its server must
// be gone.
func (c *claims) standsStill(j documents.Job, n uint64, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	last, ok := c.seen[j]
	if !ok || last.n != n {
		c.seen[j] = sighting{n, now}
		return false
	}
	return now.Sub(last.since) >= claimDead
}

func (c *claims) forget(j documents.Job) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.seen, j)
}

// waiting are the files that other servers have claimed.
func (c *claims) waiting() []documents.Job {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]documents.Job, 0, len(c.seen))
	for j := range c.seen {
		out = append(out, j)
	}
	return out
}

// claim takes the file for this server until release is called; mine is false while another server
// has it. Where one process owns the stores it always has.
func (s *Ingest) claim(ctx context.Context, j documents.Job) (mine bool, release func(), err error) {
	if s.options.Server == "" {
		return true, func() {}, nil
	}
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(j.Stream).Side())
	if err != nil {
		return false, nil, err
	}
	if err := side.Refresh(ctx); err != nil { // another server may have it since
		leave()
		return false, nil, err
	}
	mine, err = s.stake(ctx, side, j, false)
	if err != nil || !mine {
		leave()
		return false, nil, err
	}
	s.claims.forget(j)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // ends with the reading of the file
		defer close(stopped)
		ticker := time.NewTicker(renewClaim)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				// A claim that cannot be renewed is taken over; what is found then is written once all the
				// same.
				_, _ = s.stake(ctx, side, j, true)
			}
		}
	}()
	return true, func() {
		close(stop)
		<-stopped
		leave()
	}, nil
}

// stake writes the claim of this server, anew where it has it already. False: another server has
// it.
func (s *Ingest) stake(ctx context.Context, side *journal.Hall, j documents.Job, renewal bool) (mine bool, err error) {
	object := claimOf(j.Upload)
	taken := false
	_, err = side.Commit(ctx, journal.Request{ID: s.register.NewID(), Kind: congress.KindClaim, Actor: documents.ServerActor(side), Make: func(tx *journal.Tx) (journal.Draft, error) {
		var c claim
		taken = false
		if r, ok := tx.Get(object); ok && r.Decode(&c) == nil && c.Server != s.options.Server && c.Server != "" {
			if taken = renewal || !s.claims.standsStill(j, r.N, time.Now()); taken {
				return journal.Draft{}, congress.ErrNotFound
			}
		}
		return journal.Draft{Object: object, Derived: true, Body: claim{Server: s.options.Server, Turn: c.Turn + 1}}, nil
	}})
	if taken {
		return false, nil
	}
	return err == nil, err
}

// TakeUp has Run read the files of a congress that wait, also those that another server has
// claimed, once it is gone. Doing it again does nothing more.
func (s *Ingest) TakeUp(h *journal.Hall) {
	for r := range h.All(documents.ServerActor(h), congress.KindUpload) {
		if u, ok := documents.UploadIn(r); ok && s.options.Read != nil && u.Ingest == documents.Checking {
			s.waiting.Add(documents.Job{Stream: h.Stream, Upload: r.Object})
		}
	}
}

// TryClaimed looks again at the files that other servers have claimed.
func (s *Ingest) TryClaimed() {
	for _, j := range s.claims.waiting() {
		s.waiting.Add(j)
	}
}
