package main

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// partly is a log that is away for the heads of one stream.
type partly struct {
	journal.Log
	away congress.StreamID
}

func (p *partly) Head(ctx context.Context, stream congress.StreamID) (congress.Head, error) {
	if stream == p.away {
		return congress.Head{}, congress.E(congress.Unavailable, messages.StorageUnavailable)
	}
	return p.Log.Head(ctx, stream)
}

// A congress that cannot be looked at keeps a dead server's work in no other from being finished, and is looked at again.
func TestACongressThatFailsKeepsNoOtherFromBeingLookedAt(t *testing.T) {
	t.Parallel()
	s, err := open(t.Context(), &Config{Data: t.TempDir(), SessionDays: 1, StoreTimeout: time.Second}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close(context.Background()) })
	var congresses []congress.StreamID
	for range 3 {
		res, err := s.auth.PutCongress(t.Context(), auth.ServerActor(""), congress.RecordID(congress.NewUUID(time.Now())), "", congress.Info{Title: "Đại hội"})
		if err != nil {
			t.Fatal(err)
		}
		stream := congress.StreamID(res.Record.Object)
		congresses = append(congresses, stream)
		if err := s.inside(t.Context(), stream, func(h *journal.Hall) error {
			id := congress.RecordID(congress.NewUUID(time.Now()))
			_, err := h.Commit(t.Context(), journal.Request{ID: id, Kind: congress.KindGroup, Actor: auth.ServerActor(congress.CongressID(stream)), Make: func(*journal.Tx) (journal.Draft, error) {
				return journal.Draft{Object: congress.ObjectID(id), Body: congress.Group{Name: "Tổ 1", Number: 1}}, nil
			}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	own := s.halls
	defer func() { s.halls = own }() // that close ends
	for _, away := range congresses {
		log := &partly{Log: s.stores.log, away: away}
		s.halls = journal.New(journal.Options{Log: log, Visible: s.policy.Visible, NewIndex: s.policy.NewIndex, Now: time.Now})
		known, changed := map[congress.StreamID]uint64{}, map[congress.StreamID]time.Time{}
		look := func() error { return s.lookAround(t.Context(), known, changed) }
		wantLooked := func(when string, want ...congress.StreamID) {
			t.Helper()
			slices.Sort(want)
			if got := slices.Sorted(maps.Keys(known)); !slices.Equal(got, want) {
				t.Errorf("%s: looked at %v, want %v", when, got, want)
			}
		}
		others := slices.DeleteFunc(slices.Clone(congresses), func(c congress.StreamID) bool { return c == away })
		if err := look(); congress.KindOf(err) != congress.Unavailable || !strings.Contains(err.Error(), string(away)) {
			t.Errorf("the error does not tell of the congress: %v", err)
		}
		wantLooked("at first", others...)
		for _, c := range congresses { // so that there is something to finish
			changed[c] = time.Now().Add(-2 * finishAfter)
		}
		if err := look(); err == nil {
			t.Error("no error when there is something to finish")
		}
		if got := slices.Collect(maps.Keys(changed)); !slices.Equal(got, []congress.StreamID{away}) {
			t.Errorf("to be finished in %v, want in %s alone", got, away)
		}
		log.away = ""
		if err := look(); err != nil {
			t.Error(err)
		}
		wantLooked("when the log is back", congresses...)
		s.halls.Close(context.Background())
	}
}
