package storagetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
)

func (s LogStore) refused(t *testing.T) {
	for _, tt := range []struct {
		name   string
		clash  int                                          // the offending record of a batch of five after three
		change func(r *congress.Record, at congress.Record) // how it clashes with a stored one
		want   error
		either bool
		beyond bool // the batch starts at a stored number
	}{
		{name: "first number taken", clash: 0, want: journal.ErrNumberTaken, beyond: true},
		{name: "id known to the first", clash: 0, want: journal.ErrIDKnown, change: sameID},
		{name: "id known in the middle", clash: 2, want: journal.ErrIDKnown, change: sameID},
		{name: "id known to the last", clash: 4, want: journal.ErrIDKnown, change: sameID},
		{name: "the very same record again", clash: 0, either: true, beyond: true, change: sameID},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := s.open(t)
			c := Chain{Stream: Stream(1)}
			stored := c.Batch(t, 3)
			mustAppend(t, log, stored...)
			if tt.beyond {
				c.Head = congress.Head{N: stored[1].N, Hash: stored[1].Hash}
			}
			c.Salt = 40
			var batch []congress.Record
			for i := range 5 {
				batch = append(batch, c.Next(t, func(r *congress.Record) {
					if i == tt.clash && tt.change != nil {
						tt.change(r, stored[2])
					}
				}))
			}
			n, err := log.Append(t.Context(), batch)
			ok := errors.Is(err, tt.want) || tt.either && (errors.Is(err, journal.ErrNumberTaken) || errors.Is(err, journal.ErrIDKnown))
			if !ok {
				t.Fatalf("the error is %v, want %v", err, tt.want)
			}
			if n != tt.clash {
				t.Errorf("stored %d, want the %d before the offending one", n, tt.clash)
			}
			wantRecords(t, readAll(t, log, Stream(1)), append(stored, batch[:n]...))
			// The stream goes on behind what was stored.
			c.Head = congress.Head{N: stored[2].N, Hash: stored[2].Hash}
			if n > 0 {
				c.Head = congress.Head{N: batch[n-1].N, Hash: batch[n-1].Hash}
			}
			c.Salt = 80
			mustAppend(t, log, c.Batch(t, 3)...)
			readAll(t, log, Stream(1))
		})
	}
	t.Run("number taken in the middle", func(t *testing.T) {
		log := s.open(t)
		c := Chain{Stream: Stream(1)}
		batch := c.Batch(t, 5)
		ahead := batch[3]
		ahead.ID = congress.RecordID(UUID(90, 1)) // as if another server were ahead; no hall leaves such a gap
		if _, err := log.Append(t.Context(), []congress.Record{ahead}); congress.KindOf(err) == congress.Invalid {
			return // it refuses the gap, so there is nothing in the middle to clash with
		} else if err != nil {
			t.Fatal(err)
		}
		n, err := log.Append(t.Context(), batch)
		if n != 3 || !errors.Is(err, journal.ErrNumberTaken) {
			t.Fatalf("stored %d, %v; want 3 and number_taken", n, err)
		}
		got, err := log.Read(t.Context(), Stream(1), 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		wantRecords(t, got, append(batch[:3:3], ahead))
	})
}

func sameID(r *congress.Record, at congress.Record) { r.ID = at.ID }

func (s LogStore) invalid(t *testing.T) {
	log := s.open(t)
	for name, spoil := range map[string]func(batch []congress.Record){
		"stream":      func(b []congress.Record) { b[0].Stream = "Congress" },
		"two streams": func(b []congress.Record) { b[1].Stream = Stream(2) },
		"number 0":    func(b []congress.Record) { b[0].N = 0 },
		"a gap":       func(b []congress.Record) { b[1].N++ },
		"id":          func(b []congress.Record) { b[1].ID = "1" },
		"object":      func(b []congress.Record) { b[1].Object = "" },
		"kind":        func(b []congress.Record) { b[1].Kind = "" },
		"operation":   func(b []congress.Record) { b[1].Op = "patch" },
		"time":        func(b []congress.Record) { b[1].At = time.Time{} },
		"body":        func(b []congress.Record) { b[1].Body = []byte(`{"a":`) },
		"body's text": func(b []congress.Record) { b[1].Body = []byte("{\"a\":\"\xff\"}") },
		"device":      func(b []congress.Record) { b[1].By.Device = "\xff" },
		"group":       func(b []congress.Record) { b[1].Audience.Groups = []congress.GroupID{"\xff"} },
		"keepers":     func(b []congress.Record) { b[1].Audience.Keepers = []congress.GroupID{"\xff"} },
		"erase body":  func(b []congress.Record) { b[1].Op = congress.Erase },
	} {
		c := Chain{Stream: Stream(1)}
		batch := c.Batch(t, 2)
		spoil(batch)
		n, err := log.Append(t.Context(), batch)
		if n != 0 || congress.KindOf(err) != congress.Invalid {
			t.Errorf("%s: stored %d, %v; want invalid", name, n, err)
		}
	}
	for name, spoil := range map[string]func(r *congress.Record){
		"body": func(r *congress.Record) {
			r.Body = fmt.Appendf(nil, `{"text":"%s"}`, bytes.Repeat([]byte("x"), congress.MaxBody))
		},
		"audience": func(r *congress.Record) {
			r.Audience.Members = make([]congress.MemberID, congress.MaxAudience/10)
			for i := range r.Audience.Members {
				r.Audience.Members[i] = "someone---"
			}
		},
	} {
		r := Record(Stream(1), 0, 1)
		r.N = 1
		spoil(&r)
		n, err := log.Append(t.Context(), []congress.Record{r})
		if n != 0 || congress.KindOf(err) != congress.TooLarge {
			t.Errorf("%s: stored %d, %v; want too_large", name, n, err)
		}
	}
	if got := readAll(t, log, Stream(1)); len(got) != 0 {
		t.Errorf("%d records were stored, want none", len(got))
	}
}

// writers has 64 callers write a record each into one stream at the same time. A caller who finds
// the number taken writes after the new head; every record is sent twice, as a
// client does that did not hear the answer. So the first number has 64 rivals and the last has one.
func (s LogStore) writers(t *testing.T) {
	const callers, each = 64, 1
	place := s.New(t)
	logs := []journal.Log{s.openAt(t, place), s.openAt(t, place)}
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			log := logs[caller%len(logs)]
			for i := range each {
				if err := insist(t, log, Stream(1), congress.RecordID(UUID(50+uint16(caller), uint64(i)))); err != nil {
					t.Errorf("caller %d: %v", caller, err)
					return
				}
			}
		})
	}
	wg.Wait()
	all := readAll(t, logs[0], Stream(1))
	if len(all) != callers*each {
		t.Fatalf("there are %d records, want %d", len(all), callers*each)
	}
	seen := map[congress.RecordID]bool{}
	for _, r := range all {
		if seen[r.ID] {
			t.Errorf("the id %s is there twice", r.ID)
		}
		seen[r.ID] = true
	}
}

// insist appends a record behind whatever others wrote, and then again, which
// must be refused.
func insist(t *testing.T, log journal.Log, stream congress.StreamID, id congress.RecordID) error {
	for done := false; ; {
		head, err := log.Head(t.Context(), stream)
		if err != nil {
			return err
		}
		r := Record(stream, 0, head.N+1)
		r.ID = id
		if err := journal.Seal(head, &r); err != nil {
			return err
		}
		_, err = log.Append(t.Context(), []congress.Record{r})
		switch {
		case err == nil && done:
			return fmt.Errorf("the id %s was taken twice", id)
		case errors.Is(err, journal.ErrIDKnown) && done:
			return nil
		case err == nil:
			done = true
		case !errors.Is(err, journal.ErrNumberTaken):
			return err
		}
	}
}

// many keeps the number of the issue: a congress of 100,000 records. They are
// not sealed, because hashing is not what is tested here.
func (s LogStore) many(t *testing.T) {
	const total, batch, page = 100_000, 1000, 50_000 // large pages: some servers look at every record for each
	log := s.open(t)
	at := time.Now()
	for n := uint64(1); n <= total; n += batch {
		records := make([]congress.Record, batch)
		for i := range records {
			records[i] = Record(Stream(1), 0, n+uint64(i))
			records[i].N = n + uint64(i)
			records[i].Hash[0] = byte(i)
		}
		mustAppend(t, log, records...)
	}
	t.Logf("appended %d in %v", total, time.Since(at))
	at = time.Now()
	head, err := log.Head(t.Context(), Stream(1))
	if err != nil || head.N != total {
		t.Fatalf("head is %d, %v; want %d", head.N, err, total)
	}
	var last uint64
	for last < total { // the head says that there are no more
		records, err := log.Read(t.Context(), Stream(1), last, page)
		if err != nil {
			t.Fatal(err)
		}
		if len(records) == 0 {
			break
		}
		for _, r := range records {
			if last++; r.N != last || string(r.ID) != UUID(0, last) {
				t.Fatalf("record %d with id %s stands at place %d", r.N, r.ID, last)
			}
		}
	}
	if last != total {
		t.Fatalf("read %d records, want %d", last, total)
	}
	t.Logf("read %d in %v", total, time.Since(at))
	r, err := log.ByID(t.Context(), Stream(1), congress.RecordID(UUID(0, 77_777)))
	if err != nil || r.N != 77_777 || !strings.Contains(string(r.Body), "77777") {
		t.Errorf("by id: %d, %v; want 77777", r.N, err)
	}
}
