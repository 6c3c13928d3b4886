package journal_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"plenum/congress"
	"plenum/internal/cost"
	"plenum/journal"
)

// grown are the sizes of a congress at which the same request has to cost the same: comments, in
// fifty groups.
var grown = []int{500, 5_000, 50_000}

// grow brings the stream to so many comments, from 64 callers.
func grow(t testing.TB, h *journal.Hall, size int) {
	t.Helper()
	work := make(chan int)
	var wait sync.WaitGroup
	for range 64 {
		wait.Go(func() {
			for i := range work {
				to := congress.Audience{Groups: []congress.GroupID{congress.GroupID(fmt.Sprint("g", i%50))}}
				if _, err := h.Commit(context.Background(), post(newID(), "Ý kiến thảo luận tổ về văn kiện trình đại hội, phần giao thông.", to)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := int(h.Head().N); i < size; i++ {
		work <- i
	}
	close(work)
	wait.Wait()
}

// firstAnswers are what a tablet of one group asks for when it comes into the congress.
func firstAnswers(t testing.TB, h *journal.Hall) map[string]func() {
	actor := congress.Actor{Member: "m", Groups: []congress.GroupID{"g49"}}
	first := h.Changes(actor, journal.Cursor{}, 5).Cursor
	return map[string]func(){
		"first part of the first sync": func() {
			if c := h.Changes(actor, journal.Cursor{}, 9); len(c.Records) != 9 || !c.Full {
				t.Fatalf("%d records, full %v", len(c.Records), c.Full)
			}
		},
		"a further part": func() {
			if c := h.Changes(actor, first, 4); len(c.Records) != 4 || c.Full {
				t.Fatalf("%d records, full %v", len(c.Records), c.Full)
			}
		},
		"first page of a list": func() {
			if page := h.List(congress.Actor{Groups: []congress.GroupID{"g49"}}, congress.KindComment, 0, 9, nil); len(page.Records) != 9 {
				t.Fatal(len(page.Records))
			}
		},
	}
}

func TestFirstAnswersCostTheSameHoweverLargeTheCongressIs(t *testing.T) {
	h, _ := enter(t, openLog(t), func(o *journal.Options) { o.SnapshotEvery = 1 << 40 })
	cost.Flat(t, grown, func(size int) { grow(t, h, size) }, func() map[string]func() { return firstAnswers(t, h) })
}

func BenchmarkGrowth(b *testing.B) {
	h, _ := enter(b, openLog(b), func(o *journal.Options) { o.SnapshotEvery = 1 << 40 })
	for _, size := range grown {
		grow(b, h, size)
		for name, do := range firstAnswers(b, h) {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					do()
				}
			})
		}
	}
}
