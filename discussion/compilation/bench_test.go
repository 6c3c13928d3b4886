package compilation_test

import (
	"slices"
	"sync"
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

// A page of the workbench with the coverage, and the outline, for each of 20 secretaries who take opinions in hand and look again, once a second each.
func BenchmarkWorkbench(b *testing.B) {
	h, comments := busy(b)
	const secretaries, pause = 20, time.Second
	var mu sync.Mutex
	var list, outline []time.Duration
	timed := func(into *[]time.Duration, look func() error) {
		begun := time.Now()
		if err := look(); err != nil {
			b.Error(err)
		}
		took := time.Since(begun)
		mu.Lock()
		*into = append(*into, took)
		mu.Unlock()
	}
	var seats []congress.Actor
	for range secretaries {
		seats = append(seats, h.seat(nil, congress.Secretariat))
	}
	h.outline()    // the first one of a hall reads everything
	for b.Loop() { // each of them looks 10 times
		var working sync.WaitGroup
		for s := range secretaries {
			who := seats[s]
			working.Go(func() {
				time.Sleep(pause * time.Duration(s) / secretaries)
				for i := range 10 {
					begun := time.Now()
					comment := comments[(s*len(comments)/secretaries+i)%len(comments)]
					n := uint64(0)
					if r, err := h.Get(who, congress.ObjectID(congress.DerivedUUID("placement", string(comment)))); err == nil {
						n = r.N
					}
					_, _ = h.Claim(b.Context(), h.Hall, who, next(n), comment, true)
					timed(&list, func() error {
						_, err := h.Service.List(b.Context(), h.Hall, who, h.discussion, compilation.Filter{State: "waiting", Query: "de nghi"})
						return err
					})
					timed(&outline, func() error { _, err := h.Outline(h.Hall, who, h.discussion); return err })
					time.Sleep(pause - time.Since(begun))
				}
			})
		}
		working.Wait()
	}
	for name, took := range map[string][]time.Duration{"list": list, "outline": outline} {
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, name+"-p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, name+"-p99-ms")
	}
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
