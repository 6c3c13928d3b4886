package documents_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/search"
	"plenum/internal/cost"
	"plenum/journal"
)

// grown are the sizes of a register at which the same request has to cost the same.
var grown = []int{30, 300, 3_000}

// registered brings the register to so many published documents that have no text.
func (h *house) registered(size int) {
	h.Helper()
	server := auth.ServerActor(congress.CongressID(h.Stream))
	have := 0
	for range h.All(server, congress.KindDocument) {
		have++
	}
	work := make(chan int)
	var wait sync.WaitGroup
	for range 32 {
		wait.Go(func() {
			for i := range work {
				id := newID()
				_, err := h.Commit(context.Background(), journal.Request{ID: id, Kind: congress.KindDocument, Actor: server, Make: func(*journal.Tx) (journal.Draft, error) {
					return journal.Draft{Object: congress.ObjectID(id), Audience: everyone, Body: documents.Document{
						Entry: documents.Entry{Number: fmt.Sprintf("%d-BC/ĐH", i), Title: fmt.Sprint("Báo cáo về nông thôn mới ", i), Classification: congress.InternalUse},
						State: documents.Published, Versions: []documents.Version{{Number: 1, Upload: congress.ObjectID(newID())}},
					}}, nil
				}})
				if err != nil {
					h.Error(err)
				}
			}
		})
	}
	for i := have; i < size; i++ {
		work <- i
	}
	close(work)
	wait.Wait()
}

// lookups are what is asked of a register, at any size.
func (h *house) lookups() map[string]func() {
	return map[string]func(){
		"a search for a word that is nowhere": func() {
			if res, err := h.Find(h.Context(), h.Hall, h.delegate, search.Query{Text: "khủng long"}); err != nil || res.Total != 0 {
				h.Fatal(res, err)
			}
		},
	}
}

func TestARegisterCostsTheSameHoweverManyDocumentsItHas(t *testing.T) {
	h := openHouse(t)
	cost.Flat(t, grown, h.registered, h.lookups)
}

func BenchmarkGrowth(b *testing.B) {
	h := openHouse(b)
	for _, size := range grown {
		h.registered(size)
		for name, do := range h.lookups() {
			do()
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					do()
				}
			})
		}
	}
}
