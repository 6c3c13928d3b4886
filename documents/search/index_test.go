package search

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"plenum/congress"
)

func TestSearchesGoOnWhileDocumentsComeAndGo(t *testing.T) {
	x := indexed(t, materials()...)
	steady := names(ask(t, x, "niêm phong"))
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	for n := range 3 {
		writers.Go(func() {
			for i := range 8 {
				if err := x.Put(report(n*2+i%2, 6)); err != nil {
					t.Error(err)
				}
				x.Remove(report(n*2, 0).Document)
			}
		})
	}
	for range 3 {
		readers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				res, err := x.Search(t.Context(), Query{Text: questions[i%len(questions)], May: everything})
				if err != nil {
					t.Error(err)
				}
				check(t, res)
				if got := names(ask(t, x, "niêm phong")); got != steady {
					t.Errorf("want %q, got %q", steady, got)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
}

// A document of 300 pages takes a tenth of a second and more to read in. Whoever
// searches meanwhile sees what was there before, at once.
func TestASearchDoesNotWaitForALongDocument(t *testing.T) {
	x := indexed(t, materials()...)
	long := report(1, 300)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := x.Put(long); err != nil {
			t.Error(err)
		}
	}()
	before := 0
	for under := true; under; {
		select {
		case <-done:
			under = false
		default:
			if ask(t, x, long.Number).Total == 0 && ask(t, x, "niêm phong").Total == 1 {
				before++
			}
		}
	}
	if before < 3 {
		t.Errorf("want many answers while the document is read in, got %d", before)
	}
	if got := ask(t, x, long.Number).Total; got != 1 {
		t.Errorf("want the document afterwards, got %d", got)
	}
}

func TestARemovalWinsOverAPutThatBeganBefore(t *testing.T) {
	x := New()
	long := report(1, 100)
	for range 5 {
		var put sync.WaitGroup
		put.Go(func() {
			if err := x.Put(long); err != nil {
				t.Error(err)
			}
		})
		for begun := false; !begun; {
			x.mu.Lock()
			begun = x.coming[long.Document] != 0 || len(x.docs) > 0
			x.mu.Unlock()
		}
		x.Remove(long.Document)
		put.Wait()
		if got := ask(t, x, long.Number).Total; got != 0 || len(x.coming) != 0 {
			t.Fatalf("the removed document is back: %d", got)
		}
	}
}

func TestASearchEndsWithItsContext(t *testing.T) {
	x := indexed(t, materials()...)
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	_, err := x.Search(ctx, Query{Text: "số", May: func(congress.ObjectID) bool { asked++; cancel(); return true }})
	if !errors.Is(err, context.Canceled) || congress.KindOf(err) != congress.Canceled {
		t.Errorf("want canceled, got %v", err)
	}
}

func TestAClosedIndexKnowsNothing(t *testing.T) {
	x := indexed(t, materials()...)
	x.Close()
	if _, err := x.Search(t.Context(), Query{Text: "số", May: everything}); congress.CodeOf(err) != "search_closed" {
		t.Errorf("want search_closed, got %v", err)
	}
	if err := x.Put(materials()[0]); congress.CodeOf(err) != "search_closed" {
		t.Errorf("want search_closed, got %v", err)
	}
	x.Remove("politics")
}

func TestPagesOfResults(t *testing.T) {
	x := New()
	for n := range 130 {
		if err := x.Put(Entry{Document: congress.ObjectID(fmt.Sprintf("d%03d", n)), Title: "Báo cáo", Pages: []string{"một trang"}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ limit, offset, hits int }{{0, 0, 20}, {5, 0, 5}, {1000, 0, 100}, {100, 100, 30}, {10, 130, 0}, {10, 1 << 60, 0}} {
		res, err := x.Search(t.Context(), Query{Text: "báo cáo", Limit: tt.limit, Offset: tt.offset, May: everything})
		if err != nil || len(res.Hits) != tt.hits || res.Total != 130 {
			t.Errorf("%+v: got %d of %d, %v", tt, len(res.Hits), res.Total, err)
		}
		for i, h := range res.Hits {
			if want := fmt.Sprintf("d%03d", tt.offset+i); string(h.Document) != want {
				t.Fatalf("%+v: want %s at %d, got %s", tt, want, i, h.Document)
			}
		}
	}
}

func TestOddTextsAreReadIn(t *testing.T) {
	x := indexed(t,
		Entry{Document: "empty"},
		Entry{Document: "blank", Title: " ", Tags: []string{"", " "}, Pages: []string{"", "\x00\x01", "\n\n"}},
		Entry{Document: "broken", Title: "\xff\xfechữ\xff", Pages: []string{"\xc3\x28 a\u0301\u0301\u0301 \u0301 ﬁ ² ½ " + strings.Repeat("x", 5000) + " \U0001F600 cuối trang " + strings.Repeat("…", 300)}},
		Entry{Document: "sign", Pages: []string{"tài \u200bliệu m\u00adật, tài\u00a0liệu, TÀI\tLIỆU, tài\r\nliệu, nghị quyết-\nchỉ thị, NÐ-CP, re-\nport"}},
	)
	for text, want := range map[string]string{
		"chữ": "broken", "cuối trang": "broken", "fi": "broken", "xxxx": "", "mật": "sign", `"tài liệu tài liệu"`: "sign", `"quyết chỉ"`: "sign", "nđ-cp": "sign", "report": "sign",
	} {
		res := ask(t, x, text)
		check(t, res)
		if got := names(res); got != want {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
}
