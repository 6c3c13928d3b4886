package journal

import (
	"slices"

	"plenum/congress"
)

// Tx is the state that a change is made on: the hall's, and on top of it what
// earlier changes of the same batch made. It is unfiltered, because rules
// need to see everything; what it gives must not reach the actor unfiltered. It
// is valid only during Make.
type Tx struct {
	state *state
	head  congress.Head
	over  map[congress.ObjectID]*congress.Record
	fresh []*congress.Record // objects the batch created or changed, in order
}

// Get gives the latest record of the object; false when there is none or it was erased.
func (tx *Tx) Get(object congress.ObjectID) (*congress.Record, bool) {
	if r, ok := tx.over[object]; ok {
		return r, there(r)
	}
	if e := tx.state.objects[object]; e != nil {
		return e.latest, there(e.latest)
	}
	return nil, false
}

// kind is that of the object, also of one that was erased; "" when there never was one.
func (tx *Tx) kind(object congress.ObjectID) congress.ObjectKind {
	if r, ok := tx.over[object]; ok {
		return r.Kind
	}
	if e := tx.state.objects[object]; e != nil {
		return e.latest.Kind
	}
	return ""
}

// All gives the objects of a kind. Objects that the batch made come last.
func (tx *Tx) All(kind congress.ObjectKind) func(yield func(*congress.Record) bool) {
	return func(yield func(*congress.Record) bool) {
		for _, e := range tx.state.kinds[kind] {
			if r, ok := tx.Get(e.latest.Object); ok && !yield(r) {
				return
			}
		}
		for i, r := range tx.fresh {
			if r.Kind != kind || tx.state.objects[r.Object] != nil || slices.ContainsFunc(tx.fresh[:i], func(f *congress.Record) bool { return f.Object == r.Object }) {
				continue
			}
			if latest, ok := tx.Get(r.Object); ok && !yield(latest) {
				return
			}
		}
	}
}

// AudienceAt gives for whom the object was meant once record n was applied,
// which is before the batch; false when it was not there.
func (tx *Tx) AudienceAt(object congress.ObjectID, n uint64) (congress.Audience, bool) {
	e := tx.state.objects[object]
	if e == nil {
		return congress.Audience{}, false
	}
	return e.at(n)
}

// Member gives the body of the member; false when there is none.
func (tx *Tx) Member(id congress.MemberID) (congress.Member, bool) {
	r, ok := tx.Get(congress.ObjectID(id))
	if !ok || r.Kind != congress.KindMember {
		return congress.Member{}, false
	}
	return memberOf(r), true
}

// Head is the end of the stream as this change finds it.
func (tx *Tx) Head() congress.Head { return tx.head }

// take puts a made record on top.
func (tx *Tx) take(r *congress.Record) {
	tx.head = congress.Head{N: r.N, Hash: r.Hash}
	tx.over[r.Object] = r
	tx.fresh = append(tx.fresh, r)
}

// recentIDs remembers the records of the last ids, for retries.
type recentIDs struct {
	byID map[congress.RecordID]*congress.Record
	ring []congress.RecordID
	next int
}

const recentSize = 4096

func (m *recentIDs) add(r *congress.Record) {
	if m.byID == nil {
		m.byID = make(map[congress.RecordID]*congress.Record, recentSize)
		m.ring = make([]congress.RecordID, recentSize)
	}
	if _, ok := m.byID[r.ID]; ok {
		return
	}
	delete(m.byID, m.ring[m.next])
	m.ring[m.next] = r.ID
	m.byID[r.ID] = r
	m.next = (m.next + 1) % recentSize
}

func (m *recentIDs) get(id congress.RecordID) (*congress.Record, bool) {
	r, ok := m.byID[id]
	return r, ok
}

// forget drops what was remembered of the object, because its bodies are erased.
func (m *recentIDs) forget(object congress.ObjectID) {
	for id, r := range m.byID {
		if r.Object == object {
			delete(m.byID, id)
		}
	}
}
