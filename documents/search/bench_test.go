package search

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"
)

// hall is a congress of 300 documents and 2,000 pages.
func hall() []Entry {
	var all []Entry
	for n := range 300 {
		pages := 5
		switch {
		case n == 0:
			pages = 300
		case n < 5:
			pages = 60
		}
		all = append(all, report(n, pages))
	}
	return all
}

func inUse() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// BenchmarkSearch asks everything that people ask, one after another, over
// 2,000 pages. The goal is a p99 under 20 ms.
func BenchmarkSearch(b *testing.B) {
	entries := hall()
	before := inUse()
	x := indexed(b, entries...)
	mib := inUse() - before
	each := map[string]time.Duration{}
	for _, text := range questions {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				ask(b, x, text)
			}
			each[text] = b.Elapsed() / time.Duration(b.N)
		})
	}
	b.Run("all", func(b *testing.B) {
		var took []time.Duration
		for i := 0; b.Loop(); i++ {
			start := time.Now()
			if _, err := x.Search(context.Background(), Query{Text: questions[i%len(questions)], May: everything}); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(mib, "MiB")
	})
}

// BenchmarkBuild reads the 2,000 pages in.
func BenchmarkBuild(b *testing.B) {
	entries := hall()
	for b.Loop() {
		x := indexed(b, entries...)
		x.Close()
	}
}

// BenchmarkPut300Pages reads the longest document in.
func BenchmarkPut300Pages(b *testing.B) {
	e := report(1, 300)
	x := New()
	for b.Loop() {
		if err := x.Put(e); err != nil {
			b.Fatal(err)
		}
	}
}
