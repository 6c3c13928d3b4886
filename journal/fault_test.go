package journal_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// shaky is a log whose appends fail while told so, before or after they stored.
type shaky struct {
	journal.Log
	mode atomic.Int32
}

const (
	well = iota
	refuses
	storesButFails
)

func (l *shaky) Append(ctx context.Context, rs []congress.Record) (int, error) {
	away := congress.Wrap(errors.New("connection reset"), congress.Unavailable, messages.StorageUnavailable)
	switch l.mode.Load() {
	case refuses:
		return 0, away
	case storesButFails:
		if _, err := l.Log.Append(ctx, rs); err != nil {
			return 0, err
		}
		return 0, away
	}
	return l.Log.Append(ctx, rs)
}

func TestAStorageThatIsAwayIsUnavailableAndARetrySettlesIt(t *testing.T) {
	for name, mode := range map[string]int32{"refused": refuses, "stored but the answer was lost": storesButFails} {
		t.Run(name, func(t *testing.T) {
			log := &shaky{Log: openLog(t)}
			h, _ := enter(t, log, nil)
			r := post(newID(), "once", everyone)
			log.mode.Store(mode)
			res, err := h.Commit(t.Context(), r)
			stands := mode == storesButFails // the hall asks the log before it says anything
			if stands && (err != nil || res.Again) || !stands && congress.KindOf(err) != congress.Unavailable {
				t.Fatalf("got %+v, %v", res, err)
			}
			if n := h.Head().N; (n == 1) != stands {
				t.Errorf("readers see %d records", n)
			}
			log.mode.Store(well)
			if _, err := h.Commit(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			commit(t, h, post(newID(), "next", everyone))
			f, err := journal.Verify(t.Context(), log, stream)
			if err != nil || f.Bad != 0 || f.Records != 2 {
				t.Errorf("verify: %+v, %v; want 2 records", f, err)
			}
		})
	}
}
