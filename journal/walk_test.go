package journal_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"plenum/congress"
	"plenum/journal"
)

// tablet is what one has of a congress.
type tablet struct {
	actor  congress.Actor
	cursor journal.Cursor
	has    map[congress.ObjectID]uint64
}

// sync takes one answer of changes.
func (c *tablet) sync(h *journal.Hall, limit int) (more bool) {
	found := h.Changes(c.actor, c.cursor, limit)
	if found.Full {
		c.has = map[congress.ObjectID]uint64{}
	}
	for _, r := range found.Records {
		c.has[r.Object] = r.N
	}
	for _, object := range found.Gone {
		delete(c.has, object)
	}
	c.cursor = found.Cursor
	return found.More
}

// TestATabletHasWhatItMaySeeWheneverItAsked changes objects, for whom they are and whether they are
// there, between the parts of tablets' walks.
func TestATabletHasWhatItMaySeeWheneverItAsked(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2, 3, 4} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rest := rand.New(rand.NewPCG(seed, 0))
			h, _ := enter(t, openLog(t), func(o *journal.Options) { o.SnapshotEvery = 40 })
			var tablets []*tablet
			for _, g := range []congress.GroupID{"a", "b", "c"} {
				tablets = append(tablets, &tablet{actor: congress.Actor{Groups: []congress.GroupID{g}}})
			}
			var objects []congress.ObjectID
			for range 400 {
				to := congress.Audience{Groups: [][]congress.GroupID{{"a"}, {"b"}, {"a", "b"}, {"c"}, nil}[rest.IntN(5)]}
				id := congress.RecordID(newID())
				object, op := congress.ObjectID(id), congress.Put
				if len(objects) > 20 && rest.IntN(2) == 0 {
					object = objects[rest.IntN(len(objects))]
					if rest.IntN(4) == 0 {
						op = congress.Erase
					}
				}
				if _, err := h.Commit(t.Context(), journal.Request{ID: id, Kind: congress.KindNotice, Make: func(*journal.Tx) (journal.Draft, error) {
					return journal.Draft{Object: object, Op: op, Audience: to, Body: map[string]string{"text": "Thông báo"}}, nil
				}}); err != nil {
					t.Fatal(err)
				}
				objects = append(objects, object)
				c := tablets[rest.IntN(len(tablets))]
				if rest.IntN(40) == 0 {
					c.cursor = journal.Cursor{} // it was set up anew
				}
				c.sync(h, 1+rest.IntN(9))
			}
			for _, c := range tablets {
				for c.sync(h, 5) {
				}
				want := map[congress.ObjectID]uint64{}
				for r := range h.All(c.actor, congress.KindNotice) {
					want[r.Object] = r.N
				}
				sees := h.Sees(c.actor, congress.KindNotice)
				for _, object := range append(objects, congress.ObjectID(newID())) {
					if _, err := h.Get(c.actor, object); sees(object) != (err == nil) {
						t.Errorf("group %s sees %s: %v, and gets it: %v", c.actor.Groups, object, sees(object), err)
					}
				}
				if len(want) == 0 || !maps.Equal(c.has, want) {
					t.Errorf("group %s: has %d objects, want %d: %v", c.actor.Groups, len(c.has), len(want), missing(want, c.has))
				}
			}
		})
	}
}

func missing(want, has map[congress.ObjectID]uint64) (out []string) {
	for _, object := range slices.Sorted(maps.Keys(want)) {
		if has[object] != want[object] {
			out = append(out, fmt.Sprint(object, has[object], want[object]))
		}
	}
	return out
}
