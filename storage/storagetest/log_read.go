package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/journal"
)

func (s LogStore) empty(t *testing.T) {
	log := s.open(t)
	wantHead(t, log, Stream(1), congress.Head{})
	wantHead(t, log, "nobody's stream", congress.Head{})
	if got := readAll(t, log, Stream(1)); len(got) != 0 {
		t.Errorf("an empty stream has %d records", len(got))
	}
	if streams, err := log.Streams(t.Context()); err != nil || len(streams) != 0 {
		t.Errorf("streams of an empty log: %v %v", streams, err)
	}
	_, err := log.ByID(t.Context(), Stream(1), congress.RecordID(UUID(1, 1)))
	wantKind(t, err, congress.NotFound, "not_found")
	_, err = log.LoadSnapshot(t.Context(), Stream(1))
	wantKind(t, err, congress.NotFound, "not_found")
	if n, err := log.EraseBodies(t.Context(), Stream(1), congress.ObjectID(UUID(1, 1)), 9); n != 0 || err != nil {
		t.Errorf("erasing in an empty log: %d, %v", n, err)
	}
	if err := log.DropSnapshots(t.Context(), Stream(1)); err != nil {
		t.Errorf("dropping no snapshots: %v", err)
	}
	if n, err := log.Append(t.Context(), nil); n != 0 || err != nil {
		t.Errorf("appending nothing: %d, %v", n, err)
	}
	if err := log.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
}

func (s LogStore) readBack(t *testing.T) {
	place := s.New(t)
	log := s.openAt(t, place)
	c := Chain{Stream: Stream(1)}
	want := []congress.Record{
		c.Next(t, nil),
		c.Next(t, func(r *congress.Record) { r.By, r.Audience = congress.By{}, congress.Audience{} }),
		c.Next(t, func(r *congress.Record) { r.Op, r.Body = congress.Erase, nil }),
		c.Next(t, func(r *congress.Record) {
			r.Audience = congress.Audience{Everyone: true, Roles: []congress.Role{congress.Press}, Members: []congress.MemberID{"a", "b"}}
		}),
	}
	mustAppend(t, log, want[0])
	mustAppend(t, log, want[1:]...)
	for _, log := range []journal.Log{log, s.openAt(t, place)} {
		wantRecords(t, readAll(t, log, Stream(1)), want)
		wantHead(t, log, Stream(1), c.Head)
		for _, r := range want {
			got, err := log.ByID(t.Context(), r.Stream, r.ID)
			if err != nil {
				t.Fatalf("by id: %v", err)
			}
			wantRecords(t, []congress.Record{got}, []congress.Record{r})
		}
	}
	tail, err := log.Read(t.Context(), Stream(1), 2, 10)
	if err != nil {
		t.Fatal(err)
	}
	wantRecords(t, tail, want[2:])
	for _, after := range []uint64{4, 5, 1 << 62} {
		if got, err := log.Read(t.Context(), Stream(1), after, 10); err != nil || len(got) != 0 {
			t.Errorf("after %d there are %d records, %v", after, len(got), err)
		}
	}
}

func (s LogStore) apart(t *testing.T) {
	log := s.open(t)
	streams := []congress.StreamID{Stream(2), congress.System, Stream(1)}
	want := map[congress.StreamID][]congress.Record{}
	for round := range 3 {
		for _, stream := range streams {
			c := Chain{Stream: stream}
			if have := want[stream]; round > 0 {
				c.Head = congress.Head{N: have[round-1].N, Hash: have[round-1].Hash}
			}
			r := c.Next(t, nil) // the same ids and numbers in all streams
			mustAppend(t, log, r)
			want[stream] = append(want[stream], r)
		}
	}
	for _, stream := range streams {
		wantRecords(t, readAll(t, log, stream), want[stream])
		got, err := log.ByID(t.Context(), stream, want[stream][1].ID)
		if err != nil || got.Stream != stream || got.N != 2 {
			t.Errorf("by id: %s %d, %v", got.Stream, got.N, err)
		}
	}
	got, err := log.Streams(t.Context())
	slices.Sort(streams)
	if diff := cmp.Diff(streams, got); diff != "" || err != nil {
		t.Errorf("streams (-want +got), %v:\n%s", err, diff)
	}
	if n, err := log.EraseBodies(t.Context(), Stream(1), want[Stream(1)][0].Object, 9); n != 1 || err != nil {
		t.Errorf("erased %d, %v; want 1", n, err)
	}
	wantRecords(t, readAll(t, log, Stream(2)), want[Stream(2)])
}

func (s LogStore) pages(t *testing.T) {
	log := s.open(t)
	c := Chain{Stream: Stream(1)}
	// Bodies of 1, 900 KB each: nine pass 8 MB; then 30 small ones.
	body := fmt.Sprintf(`{"text":"%s"}`, strings.Repeat("ế", 300_000))
	for range 20 {
		mustAppend(t, log, c.Next(t, func(r *congress.Record) { r.Body = []byte(body) }))
	}
	mustAppend(t, log, c.Batch(t, 30)...)
	enough := journal.ReadBytes/len(body) + 1
	for _, tt := range []struct {
		after     uint64
		limit     int
		low, high int
	}{
		{0, 1, 1, 1}, {0, 3, 3, 3}, {0, 1000, 1, enough + 1}, {19, 5, 5, 5}, {20, 1000, 30, 30},
		{49, 1000, 1, 1}, {50, 1000, 0, 0}, {0, 0, 0, 0},
	} {
		got, err := log.Read(t.Context(), Stream(1), tt.after, tt.limit)
		if err != nil || len(got) < tt.low || len(got) > tt.high {
			t.Errorf("after %d at most %d: %d records, %v; want %d to %d", tt.after, tt.limit, len(got), err, tt.low, tt.high)
		}
	}
	if got := readAll(t, log, Stream(1)); len(got) != 50 {
		t.Errorf("page by page there are %d records, want 50", len(got))
	}
}
