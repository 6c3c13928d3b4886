package compilation_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/discussion/generate"
	"plenum/discussion/report"
)

// busy is a discussion of 2,700 invented opinions in 12 groups, half of them placed in 60 findings.
func busy(b *testing.B) (h *house, comments []congress.ObjectID) {
	b.Helper()
	h = openHouse(b, 12, 45)
	var findings []congress.ObjectID
	for range 60 {
		findings = append(findings, h.found(1, "đề nghị"))
	}
	var mu sync.Mutex
	all := generate.Opinions(1, generate.Options{})
	var posting sync.WaitGroup
	for part := range slices.Chunk(all, len(all)/16+1) {
		posting.Go(func() {
			for i, o := range part {
				text := o.Text
				res, err := h.threads.Post(b.Context(), h.Hall, h.delegates[o.Group-1][o.Member], discussion.Post{
					ID: newID(), Discussion: h.discussion, Group: h.groups[o.Group-1], Words: discussion.Words{Issue: o.Issue % 3, Text: text},
				})
				if err != nil {
					b.Error(err)
					return
				}
				if mu.Lock(); true {
					comments = append(comments, res.Record.Object)
					mu.Unlock()
				}
				if i%2 == 0 {
					var said discussion.Comment
					if err := res.Record.Decode(&said); err != nil {
						b.Error(err)
					}
					_, err := h.Place(b.Context(), h.Hall, h.secretariat, next(0), res.Record.Object, []compilation.Part{{To: utf8.RuneCountInString(said.Text), Issue: 1, Finding: findings[i%60]}})
					if err != nil {
						b.Error(err)
					}
				}
			}
		})
	}
	posting.Wait()
	return h, comments
}

// A page of the workbench with the coverage, and the outline, while 20 secretaries take opinions in hand.
func BenchmarkWorkbench(b *testing.B) {
	h, comments := busy(b)
	var stop atomic.Bool
	var working sync.WaitGroup
	var steps atomic.Int64
	for s := range 20 {
		working.Go(func() {
			for i := s; !stop.Load(); i += 20 {
				who := h.secretariat
				if i%2 == 0 {
					who = h.second
				}
				comment := comments[i%len(comments)]
				if r, err := h.Get(who, congress.ObjectID(congress.DerivedUUID("placement", string(comment)))); err == nil {
					_, _ = h.Claim(b.Context(), h.Hall, who, next(r.N), comment, i%3 == 0)
				} else {
					_, _ = h.Claim(b.Context(), h.Hall, who, next(0), comment, true)
				}
				steps.Add(1)
				time.Sleep(50 * time.Millisecond) // 400 steps a second, far more than people make
			}
		})
	}
	for name, look := range map[string]func() error{
		"list": func() error {
			_, err := h.Service.List(b.Context(), h.Hall, h.secretariat, h.discussion, compilation.Filter{State: "waiting", Query: "de nghi"})
			return err
		},
		"outline": func() error { _, err := h.Outline(h.Hall, h.secretariat, h.discussion); return err },
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				begun := time.Now()
				if err := look(); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
	stop.Store(true)
	working.Wait()
}

// The report over all of it, as DOCX: of now, and of a record in the log.
func BenchmarkReport2700Opinions(b *testing.B) {
	h, _ := busy(b)
	for name, asOf := range map[string]uint64{"now": 0, "from the log": h.Head().N - 1} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				made, _, err := h.Compiled(b.Context(), h.Hall, h.secretariat, info, h.discussion, asOf)
				if err == nil {
					_, err = report.CompiledDOCX(made)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
