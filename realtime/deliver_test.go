package realtime

import (
	"slices"
	"testing"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// What a class has not taken yet, because it is paced, is judged by what holds when it is taken.
func TestWhatWaitsForAClassIsTheNewestOfEachObject(t *testing.T) {
	policy, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	const mine, other congress.GroupID = "group-1", "group-2"
	put := func(n, first uint64, object congress.ObjectID, group congress.GroupID) journal.News {
		return journal.News{First: first, Record: &congress.Record{
			N: n, Op: congress.Put, Kind: congress.KindComment, Object: object, Audience: congress.Audience{Groups: []congress.GroupID{group}},
		}}
	}
	erase := func(n, first uint64, object congress.ObjectID) journal.News {
		return journal.News{First: first, Record: &congress.Record{N: n, Op: congress.Erase, Kind: congress.KindComment, Object: object}}
	}
	type want struct {
		n   uint64
		all bool
	}
	for name, c := range map[string]struct {
		at, sat uint64
		news    [][]journal.News // of each look
		wants   []want
	}{
		"a comment of the group":                             {10, 0, [][]journal.News{{put(11, 11, "a", mine)}}, []want{{11, true}}},
		"a comment of another group":                         {10, 0, [][]journal.News{{put(11, 11, "a", other)}}, nil},
		"two, looked at one after the other":                 {10, 0, [][]journal.News{{put(11, 11, "a", mine)}, {put(12, 12, "b", mine)}}, []want{{11, true}, {12, true}}},
		"the later of two records of one comment":            {10, 0, [][]journal.News{{put(11, 11, "a", mine)}, {put(12, 11, "a", mine)}}, []want{{12, true}}},
		"a comment that left the group before it was sent":   {10, 0, [][]journal.News{{put(11, 11, "a", mine)}, {put(12, 11, "a", other)}}, nil},
		"a comment erased before it was sent":                {10, 0, [][]journal.News{{put(11, 11, "a", mine)}, {erase(12, 11, "a")}}, nil},
		"a comment sent before that leaves the group":        {11, 0, [][]journal.News{{put(11, 11, "a", mine)}, {put(12, 11, "a", other)}}, []want{{12, false}}},
		"a comment that one who sat down later has, erased":  {10, 11, [][]journal.News{{put(11, 11, "a", mine)}, {erase(12, 11, "a")}}, []want{{12, false}}},
		"what the class has taken while another still waits": {12, 0, [][]journal.News{{put(11, 11, "a", mine), put(12, 12, "b", mine)}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := &room{hub: &Hub{options: Options{Policy: policy}}}
			for _, news := range c.news {
				r.add(news)
			}
			member := congress.Actor{Member: "any", Roles: []congress.Role{congress.Delegate}, Groups: []congress.GroupID{mine}}
			var got []want
			for _, chosen := range r.choose(&class{actor: member, at: c.at, sat: c.sat}) {
				got = append(got, want{chosen.Record.N, chosen.all})
			}
			if !slices.Equal(got, c.wants) {
				t.Errorf("chosen %v, want %v", got, c.wants)
			}
		})
	}
}
