package storagetest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
)

func (s LogStore) erase(t *testing.T) {
	place := s.New(t)
	log := s.openAt(t, place)
	c := Chain{Stream: Stream(1)}
	object := congress.ObjectID(UUID(30, 1))
	var want []congress.Record
	for i := range 12 {
		want = append(want, c.Next(t, func(r *congress.Record) {
			if i%3 == 0 {
				r.Object = object // numbers 1, 4, 7, 10
			}
			if i == 6 {
				r.Op, r.Body = congress.Erase, nil // number 7 has no body to erase
			}
		}))
	}
	mustAppend(t, log, want...)
	for _, tt := range []struct {
		object congress.ObjectID
		before uint64
		erased []uint64
	}{
		{object, 0, nil}, {object, 1, nil},
		{congress.ObjectID(UUID(30, 2)), 100, nil},
		{object, 10, []uint64{1, 4}}, {object, 10, nil},
		{object, 1 << 60, []uint64{10}}, {object, 1 << 60, nil},
	} {
		n, err := log.EraseBodies(t.Context(), Stream(1), tt.object, tt.before)
		if err != nil || n != len(tt.erased) {
			t.Fatalf("erasing %s before %d: %d, %v; want %d", tt.object, tt.before, n, err, len(tt.erased))
		}
		for _, n := range tt.erased {
			want[n-1].Body = nil
		}
		for _, log := range []journal.Log{log, s.openAt(t, place)} {
			wantRecords(t, readAll(t, log, Stream(1)), want) // checks the chain too
		}
	}
	got, err := log.ByID(t.Context(), Stream(1), want[0].ID)
	if err != nil || !got.Erased() {
		t.Errorf("by id: body %q, %v; want none", got.Body, err)
	}
	mustAppend(t, log, c.Next(t, func(r *congress.Record) { r.Object = object }))
	wantHead(t, log, Stream(1), c.Head)

	// A log can be copied with what was erased in it.
	copied := s.open(t)
	mustAppend(t, copied, want...)
	wantRecords(t, readAll(t, copied, Stream(1)), want)
}

func (s LogStore) snapshots(t *testing.T) {
	place := s.New(t)
	log := s.openAt(t, place)
	snapshot := func(stream congress.StreamID, n uint64, size int) journal.Snapshot {
		state := make([]byte, size)
		for i := range state {
			state[i] = byte(uint64(i)*7 + uint64(i>>9) + n)
		}
		return journal.Snapshot{
			Stream: stream, Head: congress.Head{N: n, Hash: congress.Hash{1, byte(n)}},
			At: time.UnixMilli(1_800_000_000_123 + int64(n)).UTC(), State: state,
		}
	}
	wantSnapshot := func(want journal.Snapshot) {
		t.Helper()
		for _, log := range []journal.Log{log, s.openAt(t, place)} {
			got, err := log.LoadSnapshot(t.Context(), want.Stream)
			if err != nil {
				t.Fatalf("load: %v", err)
			}
			if got.Stream != want.Stream || got.Head != want.Head || !got.At.Equal(want.At) || !bytes.Equal(got.State, want.State) {
				t.Fatalf("loaded the snapshot at %d of %d bytes, want %d of %d", got.Head.N, len(got.State), want.Head.N, len(want.State))
			}
		}
	}
	save := func(v journal.Snapshot) {
		t.Helper()
		if err := log.SaveSnapshot(t.Context(), v); err != nil {
			t.Fatalf("save at %d: %v", v.Head.N, err)
		}
		wantSnapshot(v)
	}
	other := snapshot(congress.System, 3, 100)
	save(other)
	for i, size := range []int{1, 1000, 20 << 20, 4 << 20, 0} {
		save(snapshot(Stream(1), uint64(10+i), size))
	}
	again := snapshot(Stream(1), 14, 5000) // the same head once more
	save(again)
	if err := log.SaveSnapshot(t.Context(), snapshot(Stream(1), 12, 10)); err != nil { // a slower server's, older
		t.Fatalf("save an older one: %v", err)
	}
	wantSnapshot(again)
	wantSnapshot(other)
	if err := log.DropSnapshots(t.Context(), Stream(1)); err != nil {
		t.Fatal(err)
	}
	_, err := log.LoadSnapshot(t.Context(), Stream(1))
	wantKind(t, err, congress.NotFound, "not_found")
	wantSnapshot(other)
	save(snapshot(Stream(1), 2, 10)) // a lower head than those dropped

	err = log.SaveSnapshot(t.Context(), journal.Snapshot{Stream: "nobody", State: []byte("x")})
	wantKind(t, err, congress.Invalid, "")

	if streams, err := log.Streams(t.Context()); err != nil || len(slices.Compact(streams)) != 0 {
		t.Errorf("snapshots made streams: %v, %v", fmt.Sprint(streams), err)
	}
}
