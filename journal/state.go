package journal

import (
	"slices"
	"sort"

	"plenum/congress"
)

// state is the latest objects of one stream. It is guarded by the hall's lock;
// the records it points to never change once they are in it.
type state struct {
	head    congress.Head
	objects map[congress.ObjectID]*entry
	kinds   map[congress.ObjectKind][]*entry // in order of creation
	newest  map[congress.ObjectKind]uint64   // number of the kind's newest record
	order   []*congress.Record               // by number; entries whose object has a newer record are stale
	stale   int
	shelves shelves // the same by kind and audience

	// memberReach and policyReach are the numbers of the last record that
	// changed what a member, or everybody, may see: cursors older than that get a full answer.
	memberReach map[congress.MemberID]uint64
	policyReach uint64

	written map[congress.AccountID]int64 // bytes of the records that each account made

	marks []Mark // of record 1, 2, …: eight bytes for each, so that any cursor is checked without the log
}

// entry is one object: its latest record and for whom it was meant before.
type entry struct {
	latest *congress.Record
	first  uint64 // number of its first record
	past   []reach
	shelf  *shelf // that its latest record is on; nil when it is gone
}

// reach says that from record n on, until the next reach, the object was meant for the audience.
type reach struct {
	n        uint64
	audience congress.Audience
	gone     bool
}

func newState() *state {
	return &state{
		objects:     map[congress.ObjectID]*entry{},
		kinds:       map[congress.ObjectKind][]*entry{},
		newest:      map[congress.ObjectKind]uint64{},
		memberReach: map[congress.MemberID]uint64{},
		written:     map[congress.AccountID]int64{},
		shelves:     newShelves(),
	}
}

// recordCost is about what a record takes on a disk besides its body.
const recordCost = 512

// apply takes the record after head into the state and gives the one it replaces, nil if there is
// none.
func (s *state) apply(r *congress.Record) (old *congress.Record) {
	s.pass(r.N, r.Hash)
	e := s.objects[r.Object]
	if e == nil {
		e = &entry{first: r.N}
		s.objects[r.Object] = e
		s.kinds[r.Kind] = append(s.kinds[r.Kind], e)
	} else {
		old = e.latest
		s.stale++
		if old.Op != r.Op || !old.Audience.Equal(r.Audience) {
			from := e.first
			if len(e.past) > 0 {
				from = e.past[len(e.past)-1].n
			}
			if len(e.past) == 0 {
				e.past = append(e.past, reach{n: from, audience: old.Audience, gone: old.Op == congress.Erase})
			}
			e.past = append(e.past, reach{n: r.N, audience: r.Audience, gone: r.Op == congress.Erase})
		}
	}
	e.latest = r
	s.newest[r.Kind] = r.N
	was := e.shelf
	s.shelves.put(e)
	s.tidy(was)
	s.written[r.By.Account] += int64(len(r.Body)) + recordCost
	s.order = append(s.order, r)
	if s.stale > 1024 && s.stale > len(s.order)/2 {
		s.compact()
	}
	s.noteReach(old, r)
	return old
}

// pass moves the head to the record.
func (s *state) pass(n uint64, hash congress.Hash) {
	s.head = congress.Head{N: n, Hash: hash}
	if uint64(len(s.marks)) < n {
		s.marks = append(s.marks, MarkOf(hash))
	}
}

// compact drops the stale entries of order. It makes a new slice: readers may hold the old one.
func (s *state) compact() {
	live := make([]*congress.Record, 0, len(s.objects))
	for _, r := range s.order {
		if s.objects[r.Object].latest == r {
			live = append(live, r)
		}
	}
	s.order, s.stale = live, 0
	s.clearShelves()
}

// noteReach keeps the numbers at which somebody's own visibility changed.
func (s *state) noteReach(old, r *congress.Record) {
	switch r.Kind {
	case congress.KindPolicy:
		s.policyReach = r.N
	case congress.KindMember:
		if was, is := memberOf(old), memberOf(r); !slices.Equal(was.Roles, is.Roles) ||
			!slices.Equal(was.Groups, is.Groups) || was.Account != is.Account {
			s.memberReach[congress.MemberID(r.Object)] = r.N
		}
	}
}

func memberOf(r *congress.Record) (m congress.Member) {
	if r == nil || r.Op == congress.Erase || r.Decode(&m) != nil {
		return congress.Member{}
	}
	return m
}

// knows reports whether record n is there and has the mark.
func (s *state) knows(n uint64, mark Mark) bool {
	return n > 0 && n <= uint64(len(s.marks)) && mark != 0 && s.marks[n-1] == mark
}

// after gives the records of order numbered above n.
func (s *state) after(n uint64) []*congress.Record {
	i := sort.Search(len(s.order), func(i int) bool { return s.order[i].N > n })
	return s.order[i:]
}

// at gives for whom the object was meant once record n was applied; false when it was not there.
func (e *entry) at(n uint64) (congress.Audience, bool) {
	if n < e.first {
		return congress.Audience{}, false
	}
	if len(e.past) == 0 {
		return e.latest.Audience, e.latest.Op == congress.Put
	}
	for _, p := range slices.Backward(e.past) {
		if p.n <= n {
			return p.audience, !p.gone
		}
	}
	return congress.Audience{}, false
}
