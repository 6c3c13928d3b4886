package journal_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
)

// Durable comments per second on the embedded store, from 64 callers at once,
// with the p99 of one caller's wait. The goal is 15,000/s with p99 under 20 ms.
func BenchmarkCommit64Callers(b *testing.B) {
	h, _ := enter(b, openLog(b), nil)
	const callers = 64
	waits := make([][]time.Duration, callers)
	var next atomic.Int64
	b.ResetTimer()
	var wait sync.WaitGroup
	for c := range callers {
		wait.Go(func() {
			for next.Add(1) <= int64(b.N) {
				r := post(newID(), "Đề nghị bổ sung chỉ tiêu về nhà ở xã hội cho công nhân khu công nghiệp vào báo cáo.", everyone)
				begin := time.Now()
				if _, err := h.Commit(context.Background(), r); err != nil {
					b.Error(err)
					return
				}
				waits[c] = append(waits[c], time.Since(begin))
			}
		})
	}
	wait.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(percentile(waits, 99).Microseconds())/1000, "p99-ms")
}

func percentile(waits [][]time.Duration, p int) time.Duration {
	var all []time.Duration
	for _, w := range waits {
		all = append(all, w...)
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*p/100)]
}

// A hall of 100,000 records from the disk to its first answer: from the
// records alone, and as a server finds it after kill -9, from a snapshot and a
// tail. The goal is under 1.5 s.
func BenchmarkColdStart100000(b *testing.B) {
	for _, c := range []struct {
		name string
		tail uint64
	}{{"records-only", 100_000}, {"snapshot-and-tail", 9_999}} {
		b.Run(c.name, func(b *testing.B) {
			log := openLog(b)
			every := uint64(1 << 40)
			if c.tail < 100_000 {
				every = 100_000 - c.tail
			}
			fill(b, log, 100_000, every)
			b.ResetTimer()
			for range b.N {
				halls := journal.New(journal.Options{Log: log, Visible: visible, Now: time.Now, SnapshotEvery: 1 << 40})
				h, leave, err := halls.Enter(context.Background(), stream)
				if err != nil || h.Head().N != 100_000 {
					b.Fatalf("head %d: %v", h.Head().N, err)
				}
				leave()
				b.StopTimer()
				h = nil
				halls.Close(context.Background())
				b.StartTimer()
			}
		})
	}
}

// fill writes n records and saves one snapshot when the head reaches at.
func fill(b *testing.B, log journal.Log, n int, at uint64) {
	b.Helper()
	h, halls := enter(b, log, func(o *journal.Options) { o.SnapshotEvery = at })
	const step = 500
	for done := 0; done < n; done += step {
		var wait sync.WaitGroup
		for range step {
			wait.Go(func() {
				to := congress.Audience{Groups: []congress.GroupID{congress.GroupID(fmt.Sprint("g", done%12))}}
				if _, err := h.Commit(context.Background(), post(newID(), "Ý kiến thảo luận tổ về văn kiện trình đại hội, phần giao thông và môi trường.", to)); err != nil {
					b.Error(err)
				}
			})
		}
		wait.Wait()
	}
	_ = halls
}

// What a tablet with nothing new to hear costs, in a hall of 10,000 objects. The goal is under 0.2 ms.
func BenchmarkChangesNothingNew(b *testing.B) {
	log := openLog(b)
	fill(b, log, 10_000, 1<<40)
	h, _ := enter(b, log, nil)
	actor := congress.Actor{Member: "m", Groups: []congress.GroupID{"g0"}}
	cursor := h.Cursor(h.Head().N)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if c := h.Changes(actor, cursor, 500); len(c.Records) != 0 || c.Full {
			b.Fatal("something is new")
		}
	}
}

// The whole set of 1,000 objects for a new tablet. The goal is under 15 ms.
func BenchmarkChangesWholeSet1000(b *testing.B) {
	log := openLog(b)
	fill(b, log, 1000, 1<<40)
	h, _ := enter(b, log, nil)
	actor := congress.Actor{Member: "m", Groups: []congress.GroupID{"g0"}}
	b.ResetTimer()
	for range b.N {
		if c := h.Changes(actor, journal.Cursor{}, 1000); !c.Full || c.More {
			b.Fatal("not the whole set")
		}
	}
}
