package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// giveUpEvery is how often uploads of servers that are gone are looked for.
const giveUpEvery = 10 * time.Second

// giveUpDead removes, at the start and from then on until ctx ends, what servers that died left in
// the file store of uploads that never came to their end.
func (s *server) giveUpDead(ctx context.Context) {
	ticker := time.NewTicker(giveUpEvery)
	defer ticker.Stop()
	for {
		n, err := s.stores.blobs.GiveUpDead(ctx)
		if n > 0 {
			s.log.Info("uploads that a server left unfinished were removed", "count", n)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("uploads that a server left unfinished were not removed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Work of other servers is looked for so often, and what a server should have finished by itself is
// finished for it after so long.
const (
	takeOverEvery = 2 * time.Second
	finishAfter   = 10 * time.Second
)

// takeOver looks, until ctx ends, at what other servers wrote, and has done what a server that died
// has left: files that wait to be read, planned publications, and recalls and attachments that
// broke off. It does nothing where one process owns the log.
func (s *server) takeOver(ctx context.Context) {
	if !s.stores.shared {
		return
	}
	known := map[congress.StreamID]uint64{}
	changed := map[congress.StreamID]time.Time{} // since when there may be something to finish
	ticker := time.NewTicker(takeOverEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := s.lookAround(ctx, known, changed); err != nil && ctx.Err() == nil {
			s.log.Warn("what other servers left was not looked for", "error", err)
		}
		s.documents.TryClaimed()
	}
}

// lookAround does it once in every congress; what goes wrong in one keeps it from no other.
func (s *server) lookAround(ctx context.Context, known map[congress.StreamID]uint64, changed map[congress.StreamID]time.Time) error {
	system, leave, err := s.halls.Enter(ctx, congress.System)
	if err != nil {
		return err
	}
	defer leave()
	var all []error
	for r := range system.All(auth.ServerActor(""), congress.KindCongress) {
		if err := s.lookInto(ctx, congress.StreamID(r.Object), known, changed); err != nil {
			all = append(all, fmt.Errorf("congress %s: %w", r.Object, err))
		}
	}
	return errors.Join(all...)
}

func (s *server) lookInto(ctx context.Context, stream congress.StreamID, known map[congress.StreamID]uint64, changed map[congress.StreamID]time.Time) error {
	head, err := s.halls.Head(ctx, stream)
	if err != nil {
		return err
	}
	since, waits := changed[stream]
	finish := waits && time.Since(since) >= finishAfter
	if head.N == known[stream] && !finish {
		return nil
	}
	err = s.inside(ctx, stream, func(h *journal.Hall) error {
		if len(h.Damage()) > 0 {
			return nil // nothing is written there until it is repaired
		}
		if h.Head().N < head.N {
			if err := h.Refresh(ctx); err != nil {
				return err
			}
		}
		s.documents.TakeUp(h)
		if !finish {
			return nil
		}
		if err := s.documents.FinishRecalls(ctx, h); err != nil {
			return err
		}
		return s.discussion.Resume(ctx, h)
	})
	if err != nil {
		return err
	}
	switch {
	case finish:
		delete(changed, stream)
	case !waits:
		changed[stream] = time.Now()
	}
	known[stream] = head.N
	return nil
}

// inside runs f in the stream's hall.
func (s *server) inside(ctx context.Context, stream congress.StreamID, f func(*journal.Hall) error) error {
	h, leave, err := s.halls.Enter(ctx, stream)
	if err != nil {
		return err
	}
	defer leave()
	return f(h)
}
