package journal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// Order gives a function that tells a record's place in a list: places are compared word by word,
// as bytes. The function is used by one goroutine, for one list.
type Order func() func(*congress.Record) []string

// Part says which part of a list is wanted.
type Part struct {
	After string // the cursor that the part before gave; empty: from the beginning
	Limit int
}

// InOrder gives the actor a part of the visible objects of a kind in an order, which is always the
// same for the kind, and the cursor of the next part, empty at the end. The parts go on in the
// order that stood when the first was given: whatever was there throughout is in exactly one of
// them, though its place changed meanwhile, and is given as it is now. Only a server that began to
// keep the order meanwhile, as after a restart, takes what changed before that by its new place.
// Errors: Invalid "cursor_invalid", also when the last object of the part before was erased long
// ago.
func (h *Hall) InOrder(actor congress.Actor, kind congress.ObjectKind, order Order, part Part) ([]*congress.Record, string, error) {
	kept, _ := h.Kept(orderKey{kind}, func() any { return &ordered{known: map[congress.ObjectID]*placed{}} }).(*ordered)
	kept.mu.Lock()
	defer kept.mu.Unlock()
	asOf := kept.take(h, kind, order)
	list := kept.list
	if part.After != "" {
		first, last, _ := strings.Cut(part.After, "-")
		n, err := strconv.ParseUint(first, 10, 64)
		from := kept.known[congress.ObjectID(last)]
		if err != nil || from == nil {
			return nil, "", errOrderCursor
		}
		asOf = n
		byPlace := func(a, b *placed) int { return a.compare(b, asOf) }
		if kept.moved > asOf {
			list = slices.SortedFunc(slices.Values(list), byPlace)
		}
		at, found := slices.BinarySearchFunc(list, from, byPlace)
		if found {
			at++
		}
		list = list[at:]
	}
	var out []*congress.Record
	for _, p := range list {
		if !h.options.Visible(actor, kind, p.latest.Audience) {
			continue
		}
		if len(out) == part.Limit {
			return out, strconv.FormatUint(asOf, 10) + "-" + string(out[len(out)-1].Object), nil
		}
		out = append(out, p.latest)
	}
	return out, "", nil
}

var errOrderCursor = congress.FieldError(messages.CursorInvalid, "cursor", messages.CursorInvalid.Fault())

const (
	placesKept = 16        // of one object: those that it had before
	goneKept   = time.Hour // for how long the place of what was erased is known
)

type orderKey struct{ kind congress.ObjectKind }

// ordered is the order of a kind's objects, kept with the hall: it is sorted when a place changed,
// not for each part of a list.
type ordered struct {
	mu    sync.Mutex
	known map[congress.ObjectID]*placed
	list  []*placed // those that are there, by their latest places
	moved uint64    // the newest record that gave an object its place
	taken uint64    // the newest record of the kind that it has
}

// placed is an object with the places that it had, oldest first.
type placed struct {
	first  uint64
	latest *congress.Record
	places []place
	gone   time.Time
}

type place struct {
	n     uint64 // of the record
	words []string
}

// at is the place that the object had when record n stood; its oldest known one when that is
// younger.
func (p *placed) at(n uint64) []string {
	for _, was := range slices.Backward(p.places) {
		if was.n <= n {
			return was.words
		}
	}
	return p.places[0].words
}

func (p *placed) compare(other *placed, n uint64) int {
	return cmp.Or(slices.Compare(p.at(n), other.at(n)), cmp.Compare(p.first, other.first))
}

// take brings the order up to what the hall knows, and says as of which record that is.
func (o *ordered) take(h *Hall, kind congress.ObjectKind, order Order) (asOf uint64) {
	h.mu.RLock()
	asOf = h.state.head.N
	if newest := h.state.newest[kind]; newest == o.taken && o.list != nil {
		h.mu.RUnlock()
		return asOf
	}
	o.taken = h.state.newest[kind]
	all := make([]listed, 0, len(h.state.kinds[kind]))
	for _, e := range h.state.kinds[kind] {
		all = append(all, listed{e.latest, e.first})
	}
	h.mu.RUnlock()
	var placeOf func(*congress.Record) []string
	changed := false
	for _, l := range all {
		r, p := l.record, o.known[l.record.Object]
		switch {
		case p == nil && r.Op == congress.Erase, p != nil && p.latest == r:
			continue
		case p == nil:
			p = &placed{first: l.first}
			o.known[r.Object] = p
			changed = true
		default:
			changed = changed || r.Op != p.latest.Op
		}
		p.latest = r
		if r.Op == congress.Erase {
			p.gone = h.options.Now()
			continue
		}
		if placeOf == nil {
			placeOf = order()
		}
		words := placeOf(r)
		if n := len(p.places); n > 0 && slices.Equal(p.places[n-1].words, words) {
			continue
		}
		p.places = append(p.places, place{r.N, words})
		p.places = slices.Clone(p.places[max(0, len(p.places)-placesKept):])
		o.moved = max(o.moved, r.N)
		changed = true
	}
	if !changed {
		return asOf
	}
	o.list = make([]*placed, 0, len(all))
	for id, p := range o.known {
		switch {
		case p.latest.Op == congress.Put:
			o.list = append(o.list, p)
		case h.options.Now().Sub(p.gone) > goneKept:
			delete(o.known, id)
		}
	}
	slices.SortFunc(o.list, func(a, b *placed) int { return a.compare(b, asOf) })
	return asOf
}
