package ingest

import (
	"context"

	"plenum/congress"
	"plenum/congress/messages"
)

// Processors has a place for each process that reads or draws in the background: all of the
// machine's processors but one, which is for people.
type Processors chan struct{}

// NewProcessors has so many places, at least one.
func NewProcessors(n int) Processors { return make(Processors, max(1, n)) }

// Take waits for a place; Give must follow. Canceled when ctx ends first.
func (p Processors) Take(ctx context.Context) error {
	select {
	case p <- struct{}{}:
		return nil
	case <-ctx.Done():
		return congress.Wrap(ctx.Err(), congress.Canceled, messages.Canceled)
	}
}

// Give gives the place back.
func (p Processors) Give() { <-p }
