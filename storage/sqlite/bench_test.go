package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

const benchStream congress.StreamID = "018f3c5a-0000-7000-8000-000000000001"

func BenchmarkAppend(b *testing.B) {
	for _, size := range []int{1, 64} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			log := openBench(b)
			batches := make([][]congress.Record, 0, b.N/size+1)
			head := congress.Head{}
			for n := 0; n < b.N; n += size {
				batch := sealed(b, &head, min(size, b.N-n))
				batches = append(batches, batch)
			}
			b.ResetTimer()
			for _, batch := range batches {
				if _, err := log.Append(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

func BenchmarkRead100000(b *testing.B) {
	log := openBench(b)
	head := congress.Head{}
	for range 100 {
		if _, err := log.Append(b.Context(), sealed(b, &head, 1000)); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		count := 0
		for {
			records, err := log.Read(b.Context(), benchStream, uint64(count), 4096)
			if err != nil {
				b.Fatal(err)
			}
			if len(records) == 0 {
				break
			}
			count += len(records)
		}
		if count != 100_000 {
			b.Fatalf("read %d records, want 100000", count)
		}
	}
}

func openBench(b *testing.B) *sqlite.Log {
	b.Helper()
	log, err := sqlite.Open(filepath.Join(b.TempDir(), "plenum.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = log.Close() })
	return log
}

// sealed makes the next count comments after head, of about 600 bytes, and moves head on.
func sealed(b *testing.B, head *congress.Head, count int) []congress.Record {
	b.Helper()
	records := make([]congress.Record, count)
	for i := range records {
		r := &records[i]
		*r = congress.Record{
			Stream: benchStream, ID: congress.RecordID(uuid(1, head.N)), Kind: congress.KindComment,
			Object: congress.ObjectID(uuid(2, head.N)), Op: congress.Put, At: time.UnixMilli(1_800_000_000_000 + int64(head.N)),
			By:       congress.By{Account: congress.AccountID(uuid(3, head.N%550)), Member: congress.MemberID(uuid(4, head.N%550)), Device: congress.DeviceID(uuid(5, head.N%550))},
			Audience: congress.Audience{Groups: []congress.GroupID{congress.GroupID(uuid(6, head.N%12))}},
			Body: []byte(fmt.Sprintf(`{"discussion":"%s","issue":%d,"order":%d,"state":"posted","text":"%0400d"}`,
				uuid(7, 1), head.N%9, head.N, head.N)),
		}
		if err := journal.Seal(*head, r); err != nil {
			b.Fatal(err)
		}
		*head = congress.Head{N: r.N, Hash: r.Hash}
	}
	return records
}

func uuid(kind, n uint64) string {
	return fmt.Sprintf("018f3c5a-%04x-7000-8000-%012x", kind, n)
}
