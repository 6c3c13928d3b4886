package storagetest

import (
	"context"
	"fmt"
	"os"
	"testing"

	"plenum/congress"
	"plenum/journal"
)

// writeRecords is the child's work: it appends batches behind the head and
// prints the last number that was acknowledged, for ever.
func writeRecords(open func(string) (journal.Log, error), place string) error {
	log, err := open(place)
	if err != nil {
		return err
	}
	ctx := context.Background()
	head, err := log.Head(ctx, Stream(1))
	if err != nil {
		return err
	}
	for i := 1; ; i++ {
		batch := make([]congress.Record, 1+i*i%13)
		for j := range batch {
			batch[j] = Record(Stream(1), 0, head.N+1)
			if err := journal.Seal(head, &batch[j]); err != nil {
				return err
			}
			head = congress.Head{N: batch[j].N, Hash: batch[j].Hash}
		}
		if _, err := log.Append(ctx, batch); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(os.Stdout, head.N); err != nil {
			return err
		}
	}
}

func (s LogStore) killedClient(t *testing.T) {
	// After ten kills the log is a new one: some servers look at every record for each answer, and the
	// kills are not more telling beside thousands of records.
	const inOne = 10
	all := rounds(t)
	for first := 0; first < all; first += inOne {
		s.killClients(t, s.New(t), first, min(first+inOne, all))
	}
}

// killClients has one child after another append to the log at place, and kills each.
func (s LogStore) killClients(t *testing.T, place string, first, end int) {
	t.Helper()
	if err := s.prepare(place); err != nil {
		t.Fatal(err)
	}
	var head congress.Head
	for round := first; round < end; round++ {
		lines := killChild(t, place, fmt.Sprint(round+1))
		var acknowledged uint64
		if _, err := fmt.Sscan(lines[len(lines)-1], &acknowledged); err != nil {
			t.Fatalf("the child printed %q", lines[len(lines)-1])
		}
		log, err := s.Open(place)
		if err != nil {
			t.Fatalf("open after kill %d: %v", round+1, err)
		}
		records := readFrom(t, log, Stream(1), head) // checks numbers and chain
		if len(records) > 0 {
			last := records[len(records)-1]
			head = congress.Head{N: last.N, Hash: last.Hash}
		}
		if head.N < acknowledged {
			t.Fatalf("after kill %d the log ends at %d, but %d was acknowledged", round+1, head.N, acknowledged)
		}
		wantHead(t, log, Stream(1), head)
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
	}
	log := s.openAt(t, place)
	seen := map[congress.RecordID]bool{}
	for _, r := range readAll(t, log, Stream(1)) {
		if seen[r.ID] {
			t.Fatalf("the id %s is there twice", r.ID)
		}
		seen[r.ID] = true
	}
	t.Logf("kills %d to %d, %d records", first+1, end, len(seen))
}

// prepare makes the empty log, so that the children find it.
func (s LogStore) prepare(place string) error {
	log, err := s.Open(place)
	if err != nil {
		return err
	}
	return log.Close()
}

// killedServer kills the server while a client appends. The client goes on as
// a hall does: after Unavailable it reads the head again.
func (s LogStore) killedServer(t *testing.T) {
	const kills = 3
	place, restart := s.Server(t)
	log := s.openAt(t, place)
	for kill := range kills {
		reached, restarted, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
		go func() { // ends after the restart, or with an error
			defer close(done)
			if err := persist(t, log, uint16(kill)*16, reached, restarted); err != nil {
				t.Errorf("kill %d: %v", kill+1, err)
			}
		}()
		select {
		case <-reached:
		case <-done:
			t.FailNow()
		}
		restart()
		close(restarted)
		<-done
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d kills, %d records", kills, len(readAll(t, log, Stream(1))))
}

// persist appends to the stream, whatever happens, until restarted is closed
// and ten more batches are stored. It closes reached after the first ten.
func persist(t *testing.T, log journal.Log, salt uint16, reached chan<- struct{}, restarted <-chan struct{}) error {
	c := Chain{Stream: Stream(1), Salt: salt}
	head, err := log.Head(t.Context(), c.Stream)
	if err != nil {
		return err
	}
	c.Head = head
	for batches, rest := 0, 10; rest > 0; {
		batch := c.Batch(t, 1+batches%5)
		_, err := log.Append(t.Context(), batch)
		switch congress.KindOf(err) {
		case "":
			if batches++; batches == 10 {
				close(reached)
			}
			select {
			case <-restarted:
				rest--
			default:
			}
			continue
		case congress.Unavailable:
		default:
			return err
		}
		acknowledged := congress.Head{N: batch[0].N - 1, Hash: batch[0].Prev}
		for {
			head, err = log.Head(t.Context(), c.Stream)
			if congress.KindOf(err) != congress.Unavailable {
				break
			}
		}
		if err != nil {
			return err
		}
		if head.N < acknowledged.N {
			return fmt.Errorf("the head is %d, but %d was acknowledged", head.N, acknowledged.N)
		}
		c.Head = head
	}
	return nil
}
