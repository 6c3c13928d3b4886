package documents

import (
	"context"
	"slices"
	"testing"

	"plenum/congress"
)

func TestFilesThatSomebodyWaitsForAreReadFirst(t *testing.T) {
	q := newQueue()
	name := func(s string) job { return job{"s", congress.ObjectID(s)} }
	q.addLater(name("old 1"))
	q.addLater(name("old 2"))
	q.add(name("new 1"))
	q.add(name("new 1"))
	q.add(name("old 2")) // it waits already
	q.add(name("new 2"))
	var got []congress.ObjectID
	for range 4 {
		j, ok := q.next(t.Context())
		if !ok {
			t.Fatal("nothing comes")
		}
		got = append(got, j.upload)
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
