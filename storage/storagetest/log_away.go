package storagetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"plenum/congress"
	"plenum/journal"
)

func (s LogStore) canceled(t *testing.T) {
	log := s.open(t)
	c := Chain{Stream: Stream(1)}
	mustAppend(t, log, c.Batch(t, 10)...)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	next := c
	r := next.Next(t, nil)
	for name, call := range map[string]func() error{
		"append":         func() error { _, err := log.Append(ended, []congress.Record{r}); return err },
		"read":           func() error { _, err := log.Read(ended, Stream(1), 0, 10); return err },
		"by id":          func() error { _, err := log.ByID(ended, Stream(1), r.ID); return err },
		"head":           func() error { _, err := log.Head(ended, Stream(1)); return err },
		"streams":        func() error { _, err := log.Streams(ended); return err },
		"erase":          func() error { _, err := log.EraseBodies(ended, Stream(1), r.Object, 5); return err },
		"save snapshot":  func() error { return log.SaveSnapshot(ended, journal.Snapshot{Stream: Stream(1)}) },
		"load snapshot":  func() error { _, err := log.LoadSnapshot(ended, Stream(1)); return err },
		"drop snapshots": func() error { return log.DropSnapshots(ended, Stream(1)) },
		"ping":           func() error { return log.Ping(ended) },
	} {
		if err := call(); congress.KindOf(err) != congress.Canceled {
			t.Errorf("%s: the error is %v, want canceled", name, err)
		}
	}
	wantHead(t, log, Stream(1), c.Head)

	// While calls run: what was acknowledged stays, the rest may or may not.
	for round := range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		stored := make([]uint64, 4)
		for caller := range stored {
			wg.Go(func() {
				c := Chain{Stream: Stream(10 + round*10 + caller)}
				for i := 0; ; i++ {
					if i == 3 && caller == 0 {
						cancel()
					}
					batch := c.Batch(t, 20)
					n, err := log.Append(ctx, batch)
					if err == nil && n == len(batch) {
						stored[caller] = c.Head.N
						continue
					}
					if congress.KindOf(err) != congress.Canceled {
						t.Errorf("stored %d, the error is %v, want canceled", n, err)
					}
					return
				}
			})
		}
		wg.Wait()
		cancel()
		for caller, n := range stored {
			if got := readAll(t, log, Stream(10+round*10+caller)); uint64(len(got)) < n {
				t.Errorf("%d records are there, %d were acknowledged", len(got), n)
			}
		}
	}
	mustAppend(t, log, r)
}

func (s LogStore) away(t *testing.T) {
	log, cut, mend := s.Away(t)
	c := Chain{Stream: Stream(1)}
	mustAppend(t, log, c.Batch(t, 5)...)
	body := []byte(`{"text":"` + strings.Repeat("x", 200_000) + `"}`)
	for round := range 3 {
		t.Logf("cut %d", round+1)
		cut()
		acknowledged := c.Head
		var err error
		for i := 0; err == nil && i < 200; i++ {
			r := c.Next(t, func(r *congress.Record) { r.Body = body })
			if _, err = log.Append(t.Context(), []congress.Record{r}); err == nil {
				acknowledged = c.Head
			}
		}
		wantKind(t, err, congress.Unavailable, journal.CodeUnavailable)
		mend()
		if err := log.Ping(t.Context()); err != nil {
			t.Fatalf("ping after it was mended: %v", err)
		}
		head, err := log.Head(t.Context(), Stream(1))
		if err != nil || head.N < acknowledged.N || head.N > acknowledged.N+1 {
			t.Fatalf("head is %d, %v; %d was acknowledged", head.N, err, acknowledged.N)
		}
		c.Head = head
		c.Salt += 7
		mustAppend(t, log, c.Batch(t, 5)...)
		readAll(t, log, Stream(1))
	}
}

func (s LogStore) closed(t *testing.T) {
	place := s.New(t)
	log := s.openAt(t, place)
	c := Chain{Stream: Stream(1)}
	mustAppend(t, log, c.Batch(t, 3)...)
	if err := log.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	if err := log.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
	next := c
	_, err := log.Append(t.Context(), next.Batch(t, 1))
	wantKind(t, err, congress.Unavailable, journal.CodeUnavailable)
	_, err = log.Read(t.Context(), Stream(1), 0, 1)
	wantKind(t, err, congress.Unavailable, journal.CodeUnavailable)
	wantKind(t, log.Ping(t.Context()), congress.Unavailable, journal.CodeUnavailable)
	wantHead(t, s.openAt(t, place), Stream(1), c.Head)

	// Calls under way when it closes end well or are unavailable.
	log = s.openAt(t, place)
	started, ended := make(chan struct{}), make(chan error)
	go func() { // ends when log is closed
		for i := 0; ; i++ {
			if i == 2 {
				close(started)
			}
			if _, err := log.Append(t.Context(), c.Batch(t, 1)); err != nil {
				ended <- err
				return
			}
		}
	}()
	<-started
	if err := log.Close(); err != nil {
		t.Errorf("close while appending: %v", err)
	}
	if err := <-ended; congress.KindOf(err) != congress.Unavailable || errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want unavailable", err)
	}
}
