package storagetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/journal"
)

// Stream gives the stream of test congress number i.
func Stream(i int) congress.StreamID { return congress.StreamID(UUID(0xc0, uint64(i))) }

// UUID makes a UUID that is the same in every run.
func UUID(kind uint16, n uint64) string {
	return fmt.Sprintf("018f3c5a-%04x-7000-8000-%012x", kind, n)
}

// Chain makes records that follow each other in a stream.
type Chain struct {
	Stream congress.StreamID
	Head   congress.Head
	Salt   uint16 // chains with different salts make different ids
}

// Next seals the record that the edit describes and moves the head on. What
// the edit leaves out is filled in.
func (c *Chain) Next(tb testing.TB, edit func(r *congress.Record)) congress.Record {
	tb.Helper()
	r := Record(c.Stream, c.Salt, c.Head.N+1)
	if edit != nil {
		edit(&r)
	}
	if err := journal.Seal(c.Head, &r); err != nil {
		tb.Fatalf("seal: %v", err)
	}
	c.Head = congress.Head{N: r.N, Hash: r.Hash}
	return r
}

// Batch makes count plain records.
func (c *Chain) Batch(tb testing.TB, count int) []congress.Record {
	tb.Helper()
	records := make([]congress.Record, count)
	for i := range records {
		records[i] = c.Next(tb, nil)
	}
	return records
}

// Record is a comment that is not sealed yet.
func Record(stream congress.StreamID, salt uint16, n uint64) congress.Record {
	r := congress.Record{
		Stream: stream, ID: congress.RecordID(UUID(salt, n)), Kind: congress.KindComment,
		Object: congress.ObjectID(UUID(salt+1, n)), Op: congress.Put,
		At:       time.UnixMilli(1_800_000_000_000 + int64(n)).UTC(),
		By:       congress.By{Account: congress.AccountID(UUID(3, n%550)), Member: congress.MemberID(UUID(4, n%550)), Device: "tablet-7"},
		Audience: congress.Audience{Groups: []congress.GroupID{congress.GroupID(UUID(5, n%12))}},
		Body:     json.RawMessage(fmt.Sprintf(`{"order":%d,"text":"Tôi nhất trí với dự thảo, số %d"}`, n, n)),
	}
	if n%2 == 1 { // as older records, and those that no client asked for
		r.Asked = journal.Asked(r.ID, r.Body)
	}
	return r
}

func mustAppend(tb testing.TB, log journal.Log, records ...congress.Record) {
	tb.Helper()
	stored, err := log.Append(tb.Context(), records)
	if err != nil || stored != len(records) {
		tb.Fatalf("append from %d: stored %d of %d: %v", records[0].N, stored, len(records), err)
	}
}

// readAll reads the stream page by page and checks that it is a chain.
func readAll(tb testing.TB, log journal.Log, stream congress.StreamID) []congress.Record {
	tb.Helper()
	return readFrom(tb, log, stream, congress.Head{})
}

func readFrom(tb testing.TB, log journal.Log, stream congress.StreamID, head congress.Head) []congress.Record {
	tb.Helper()
	var all []congress.Record
	for {
		page, err := log.Read(tb.Context(), stream, head.N, 1000)
		if err != nil {
			tb.Fatalf("read after %d: %v", head.N, err)
		}
		if len(page) == 0 {
			return all
		}
		for i := range page {
			if err := journal.Check(head, &page[i]); err != nil {
				tb.Fatalf("check: %v", err)
			}
			head = congress.Head{N: page[i].N, Hash: page[i].Hash}
		}
		all = append(all, page...)
	}
}

func wantRecords(tb testing.TB, got, want []congress.Record) {
	tb.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Fatalf("records differ (-want +got):\n%.4000s", diff)
	}
}

func wantHead(tb testing.TB, log journal.Log, stream congress.StreamID, want congress.Head) {
	tb.Helper()
	got, err := log.Head(tb.Context(), stream)
	if err != nil || got != want {
		tb.Fatalf("head is %d %s (%v), want %d %s", got.N, got.Hash, err, want.N, want.Hash)
	}
}

func wantKind(tb testing.TB, err error, kind congress.Kind, code string) {
	tb.Helper()
	if congress.KindOf(err) != kind || code != "" && congress.CodeOf(err) != code {
		tb.Fatalf("the error is %s %s (%v), want %s %s", congress.KindOf(err), congress.CodeOf(err), err, kind, code)
	}
}
