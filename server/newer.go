package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"plenum/congress"
	"plenum/journal"
)

// newer knows the times in which this log was not written though files were: after an older copy of
// the log was restored, nothing in it names the files that came since, and the sweep would take
// them for leftovers. Such a stretch begins with the last sign of life (of the newest record, or in
// the heads) and ends with the start of the server; it is noted in the heads, so that it holds
// after the next start too.
type newer struct {
	mu     sync.Mutex
	heads  *journal.Heads
	gap    journal.Span // before this start; zero: none
	spans  []journal.Span
	stream congress.StreamID
	counts map[congress.StreamID]int
	failed error
}

// signOfLife is how far apart signs of life are at most, and clocks of servers and stores with it.
const signOfLife = 2 * time.Minute

// begin finds the stretch before this start.
func (n *newer) begin(ctx context.Context, s *stores, now time.Time) error {
	noted := s.heads.Noted()
	alive := noted.Alive
	streams, err := s.log.Streams(ctx)
	if err != nil {
		return err
	}
	for _, stream := range streams {
		head, err := s.log.Head(ctx, stream)
		if err != nil || head.N == 0 {
			continue // a damaged stream is told elsewhere
		}
		if last, err := s.log.Read(ctx, stream, head.N-1, 1); err == nil && len(last) == 1 && last[0].At.After(alive) && last[0].At.Before(now) {
			alive = last[0].At
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.heads, n.spans, n.counts = s.heads, noted.Kept, map[congress.StreamID]int{}
	if !alive.IsZero() && now.Sub(alive) > signOfLife {
		n.gap = journal.Span{From: alive.Add(signOfLife), To: now}
	}
	return nil
}

// keep reports whether a file of the time stays, and counts it.
func (n *newer) keep(at time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	inGap := !n.gap.To.IsZero() && n.gap.Holds(at)
	if inGap && !slices.Contains(n.spans, n.gap) {
		n.spans = append(n.spans, n.gap)
		n.failed = n.heads.Keep(n.gap)
	}
	if !inGap && !slices.ContainsFunc(n.spans, func(s journal.Span) bool { return s.Holds(at) }) {
		return false
	}
	n.counts[n.stream]++
	return true
}

// next begins to count for a congress.
func (n *newer) next(stream congress.StreamID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stream = stream
	delete(n.counts, stream)
}

// last is the count of the congress at hand.
func (n *newer) last() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.counts[n.stream]
}

// told is what readiness says of it.
func (n *newer) told() (out []journal.Damage) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for stream := range n.counts {
		out = append(out, journal.Damage{Stream: stream, What: journal.FilesNewer})
	}
	return out
}
