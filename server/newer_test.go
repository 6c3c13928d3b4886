package main

import (
	"path/filepath"
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// After an older log was put back, files of the time in which it was not written stay, with the heads of that time and without.
func TestFilesNewerThanTheLogStay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	at := func(ago time.Duration) time.Time { return now.Add(-ago) }
	for name, c := range map[string]struct {
		record time.Duration // ago, of the newest record; 0: the log is empty
		alive  time.Duration // ago, in the heads; 0: there is no such file
		kept   []time.Duration
		swept  []time.Duration
	}{
		"no heads, a log of yesterday":        {24 * time.Hour, 0, []time.Duration{0, time.Minute, time.Hour, 23 * time.Hour}, []time.Duration{24 * time.Hour, 25 * time.Hour, 24*time.Hour - time.Minute}},
		"heads older than the log":            {time.Hour, 24 * time.Hour, []time.Duration{0, 30 * time.Minute}, []time.Duration{2 * time.Hour, 23 * time.Hour, time.Hour}},
		"heads newer than the log":            {24 * time.Hour, time.Hour, []time.Duration{0, 30 * time.Minute}, []time.Duration{2 * time.Hour, 23 * time.Hour}},
		"heads of just now":                   {24 * time.Hour, time.Minute, nil, []time.Duration{0, time.Hour, 23 * time.Hour}},
		"no heads, a log of just now":         {time.Minute, 0, nil, []time.Duration{0, time.Hour, 23 * time.Hour}},
		"no heads, two minutes, to the limit": {2 * time.Minute, 0, nil, []time.Duration{0, time.Minute}},
		"no heads and an empty log":           {0, 0, nil, []time.Duration{0, time.Hour}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			log, err := sqlite.Open(filepath.Join(dir, "plenum.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer log.Close()
			if c.record > 0 {
				halls := journal.New(journal.Options{
					Log: log, Now: func() time.Time { return at(c.record) }, Visible: func(congress.Actor, congress.ObjectKind, congress.Audience) bool { return true },
				})
				h, leave, err := halls.Enter(t.Context(), congress.System)
				if err != nil {
					t.Fatal(err)
				}
				id := congress.NewUUID(now)
				if _, err := h.Commit(t.Context(), journal.Request{ID: congress.RecordID(id), Kind: congress.KindNotice, Make: func(*journal.Tx) (journal.Draft, error) {
					return journal.Draft{Object: congress.ObjectID(id), Body: map[string]string{"text": "Thử"}}, nil
				}}); err != nil {
					t.Fatal(err)
				}
				leave()
				halls.Close(t.Context())
			}
			open := func(when time.Time) *journal.Heads {
				heads, err := journal.OpenHeads(filepath.Join(dir, "plenum.heads"), func() time.Time { return when })
				if err != nil {
					t.Fatal(err)
				}
				return heads
			}
			if c.alive > 0 {
				heads := open(at(c.alive))
				if err := heads.Live(); err != nil {
					t.Fatal(err)
				}
				if err := heads.Close(); err != nil {
					t.Fatal(err)
				}
			}
			for _, start := range []time.Time{now, now.Add(time.Second)} { // what stays holds after the next start too
				heads := open(start)
				n := &newer{}
				if err := n.begin(t.Context(), &stores{log: log, heads: heads}, start); err != nil {
					t.Fatal(err)
				}
				n.next("stream")
				for _, ago := range c.swept {
					if n.keep(at(ago)) {
						t.Errorf("started at %s, a leftover of %s ago stays", start, ago)
					}
				}
				for _, ago := range c.kept {
					if !n.keep(at(ago)) {
						t.Errorf("started at %s, a file of %s ago goes", start, ago)
					}
				}
				if n.last() != len(c.kept) || len(n.told()) > 0 != (len(c.kept) > 0) {
					t.Errorf("%d are counted, want %d; told is %+v", n.last(), len(c.kept), n.told())
				}
				if err := heads.Live(); err != nil {
					t.Fatal(err)
				}
				if err := heads.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
