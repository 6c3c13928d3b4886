package journal

import (
	"cmp"
	"hash/maphash"
	"slices"

	"plenum/congress"
)

// shelf has the latest records of the objects of one kind that are meant for one audience, by
// number. The visibility rule is asked once for a shelf, so that an actor's walk through everything
// passes by what is not theirs. Shelves are guarded by the hall's lock.
type shelf struct {
	kind     congress.ObjectKind
	audience congress.Audience
	records  []*congress.Record // some are stale: their object has a newer record
	stale    int
}

// shelves finds them: by a hash of kind and audience, as there are audiences of many members.
type shelves struct {
	seed maphash.Seed
	by   map[uint64][]*shelf
}

func newShelves() shelves {
	return shelves{seed: maphash.MakeSeed(), by: map[uint64][]*shelf{}}
}

// put puts the object's latest record onto its shelf; an object that is gone is on none.
func (s *shelves) put(e *entry) {
	r, was := e.latest, e.shelf
	if r.Op == congress.Put {
		if was == nil || !was.audience.Equal(r.Audience) {
			e.shelf = s.of(r)
		}
		e.shelf.records = append(e.shelf.records, r)
	} else {
		e.shelf = nil
	}
	if was != nil {
		was.stale++
	}
}

// of is the record's shelf.
func (s *shelves) of(r *congress.Record) *shelf {
	key := s.key(r)
	for _, one := range s.by[key] {
		if one.kind == r.Kind && one.audience.Equal(r.Audience) {
			return one
		}
	}
	one := &shelf{kind: r.Kind, audience: r.Audience}
	s.by[key] = append(s.by[key], one)
	return one
}

func (s *shelves) key(r *congress.Record) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	_, _ = h.WriteString(string(r.Kind))
	if r.Audience.Everyone {
		_ = h.WriteByte(1)
	}
	words(&h, r.Audience.Roles)
	words(&h, r.Audience.Groups)
	words(&h, r.Audience.Members)
	words(&h, r.Audience.Keepers)
	return h.Sum64()
}

func words[T ~string](h *maphash.Hash, all []T) {
	_ = h.WriteByte(0)
	for _, one := range all {
		_, _ = h.WriteString(string(one))
		_ = h.WriteByte(0)
	}
}

// tidy drops the stale records of a shelf when they are most of it.
func (s *state) tidy(one *shelf) {
	if one != nil && one.stale > 64 && one.stale > len(one.records)/2 {
		s.clear(one)
	}
}

func (s *state) clear(one *shelf) {
	one.records = slices.DeleteFunc(one.records, func(r *congress.Record) bool { return s.objects[r.Object].latest != r })
	one.stale = 0
}

// clearShelves drops all stale records, and shelves that have nothing more.
func (s *state) clearShelves() {
	for key, list := range s.shelves.by {
		for _, one := range list {
			s.clear(one)
		}
		if list = slices.DeleteFunc(list, func(one *shelf) bool { return len(one.records) == 0 }); len(list) == 0 {
			delete(s.shelves.by, key)
		} else {
			s.shelves.by[key] = list
		}
	}
}

// all gives every shelf.
func (s *shelves) all() (out []*shelf) {
	for _, list := range s.by {
		out = append(out, list...)
	}
	return out
}

// walk gives the latest records on the shelves that a walk has before it, by number, at most limit,
// and whether there are more.
func (s *state) walk(on []*shelf, since Cursor, limit int) (out []*congress.Record, more bool) {
	var rests [][]*congress.Record // a heap: the rest of each shelf, the one with the lowest number first
	for _, one := range on {
		at, _ := slices.BinarySearchFunc(one.records, since.N+1, func(r *congress.Record, n uint64) int { return cmp.Compare(r.N, n) })
		if at < len(one.records) {
			rests = append(rests, one.records[at:])
		}
	}
	for i := len(rests)/2 - 1; i >= 0; i-- {
		sink(rests, i)
	}
	for len(rests) > 0 {
		r := rests[0][0]
		if r.N > since.Base {
			return out, false
		}
		if s.objects[r.Object].latest == r {
			if len(out) == limit {
				return out, true
			}
			out = append(out, r)
		}
		if rests[0] = rests[0][1:]; len(rests[0]) == 0 {
			rests[0] = rests[len(rests)-1]
			rests = rests[:len(rests)-1]
		}
		sink(rests, 0)
	}
	return out, false
}

// sink brings the rest at i to its place in the heap.
func sink(rests [][]*congress.Record, i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(rests); child++ {
			if rests[child][0].N < rests[least][0].N {
				least = child
			}
		}
		if least == i {
			return
		}
		rests[i], rests[least] = rests[least], rests[i]
		i = least
	}
}
