package ingest

import (
	"context"
	"slices"
	"testing"

	"plenum/congress"
	"plenum/documents"
)

func TestFilesThatSomebodyWaitsForAreReadFirst(t *testing.T) {
	q := NewQueue()
	name := func(s string) documents.Job { return documents.Job{Stream: "s", Upload: congress.ObjectID(s)} }
	q.AddLater(name("old 1"))
	q.AddLater(name("old 2"))
	q.Add(name("new 1"))
	q.Add(name("new 1"))
	q.Add(name("old 2")) // it waits already
	q.Add(name("new 2"))
	var got []congress.ObjectID
	for range 4 {
		j, ok := q.next(t.Context())
		if !ok {
			t.Fatal("nothing comes")
		}
		got = append(got, j.Upload)
		q.done(j)
	}
	if want := []congress.ObjectID{"new 1", "new 2", "old 1", "old 2"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if j, ok := q.next(ctx); ok {
		t.Errorf("%v comes twice", j)
	}
}
