package journal

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
)

// Cursor is a client's place in a stream. N is the last record it has seen;
// while it walks through a full answer, Base is the head at which that walk
// began (0 otherwise), so that what happened before the walk does not start it anew.
//
// Mark is the beginning of the hash of the later of the two records. Each record's hash covers all
// before it, so a cursor whose mark fits was given by this very history of the stream; another
// history (an older copy of the log that was restored and went on) has other hashes. A cursor
// without a mark, of an older server, is treated as one that does not fit.
type Cursor struct {
	N    uint64
	Base uint64
	Mark Mark
}

// Mark is the beginning of a record's hash; 0 is none.
type Mark uint64

// MarkOf gives the mark of a record's hash.
func MarkOf(hash congress.Hash) Mark { return Mark(binary.BigEndian.Uint64(hash[:8])) }

// CursorAt is the cursor of who has seen everything up to the record.
func CursorAt(r *congress.Record) Cursor { return Cursor{N: r.N, Mark: MarkOf(r.Hash)} }

// String gives "17.0123456789abcdef", "17-42.0123456789abcdef" inside a full walk, or "0". Clients
// keep it as it is.
func (c Cursor) String() string {
	s := strconv.FormatUint(c.N, 10)
	if c.Base > c.N {
		s += "-" + strconv.FormatUint(c.Base, 10)
	}
	if c.Mark != 0 {
		s += fmt.Sprintf(".%016x", uint64(c.Mark))
	}
	return s
}

// ParseCursor reads what String gives, now and before cursors had marks; "" is the beginning.
func ParseCursor(s string) (c Cursor, err error) {
	if s == "" {
		return c, nil
	}
	s, mark, marked := strings.Cut(s, ".")
	n, base, walk := strings.Cut(s, "-")
	if c.N, err = strconv.ParseUint(n, 10, 64); err == nil && walk {
		c.Base, err = strconv.ParseUint(base, 10, 64)
	}
	if err == nil && marked {
		var v uint64
		if v, err = strconv.ParseUint(mark, 16, 64); len(mark) != 16 {
			err = strconv.ErrSyntax
		}
		c.Mark = Mark(v)
	}
	if err != nil {
		return Cursor{}, congress.FieldError(messages.CursorInvalid, "cursor", messages.CursorInvalid.Fault())
	}
	return c, nil
}

// Changes is what became of the stream since a cursor, for one actor.
type Changes struct {
	Full    bool                // the client drops everything it has first
	Records []*congress.Record  // the latest state of each visible object that changed, in the log's order
	Gone    []congress.ObjectID // were visible at the cursor and are erased or no longer so
	Cursor  Cursor              // the client's new place
	More    bool                // there is more after Cursor already
}

// Changes answers what changed for the actor after since: at most limit records and gone ids
// together. It answers Full, from the beginning, when the actor's own visibility changed after
// since (role, group, account, policy) or since does not belong to this history of the stream (an
// older copy of the log was restored). A cursor of zero gives everything visible.
func (h *Hall) Changes(actor congress.Actor, since Cursor, limit int) Changes {
	h.mu.RLock()
	head := h.state.head.N
	seen := max(since.N, since.Base)
	full := since.N == 0 || !h.state.knows(seen, since.Mark) ||
		h.state.policyReach > seen || h.state.memberReach[actor.Member] > seen
	if full {
		since = Cursor{N: 0, Base: head}
	}
	walks := since.Base > since.N
	var all []*shelf
	if walks {
		all = h.state.shelves.all()
	}
	h.mu.RUnlock()

	// The rule is asked outside the lock. A shelf that comes meanwhile has newer records only.
	mine := slices.DeleteFunc(all, func(s *shelf) bool { return !h.options.Visible(actor, s.kind, s.audience) })
	out := Changes{Full: full, Cursor: since}
	h.mu.RLock()
	if walks { // of what stood when the walk began nothing is gone
		out.Records, out.More = h.state.walk(mine, since, limit)
		if out.Cursor.N = since.Base; out.More {
			out.Cursor.N = out.Records[len(out.Records)-1].N
		}
	}
	var records []*congress.Record
	if !out.More {
		records = h.state.after(out.Cursor.N)
	}
	h.mu.RUnlock()

	for _, r := range records {
		if len(out.Records)+len(out.Gone) >= limit {
			out.More = true
			break
		}
		// The lock is held per record only, so a long walk delays no commit.
		latest, was, there := h.now(r, since.N)
		switch {
		case !latest: // a newer record of the object comes later in the order
		case r.Op == congress.Put && h.options.Visible(actor, r.Kind, r.Audience):
			out.Records = append(out.Records, r)
		case !full && there && h.options.Visible(actor, r.Kind, was):
			out.Gone = append(out.Gone, r.Object)
		}
		out.Cursor.N = r.N
	}
	if !out.More && out.Cursor.N < head {
		out.Cursor.N = head
	}
	if out.Cursor.Base <= out.Cursor.N {
		out.Cursor.Base = 0
	}
	out.Cursor.Mark = h.mark(max(out.Cursor.N, out.Cursor.Base))
	return out
}

// mark gives the mark of record n; 0 when there is no such record.
func (h *Hall) mark(n uint64) Mark {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if n == 0 || n > uint64(len(h.state.marks)) {
		return 0
	}
	return h.state.marks[n-1]
}

// Cursor is the cursor of who has seen everything up to record n.
func (h *Hall) Cursor(n uint64) Cursor { return Cursor{N: n, Mark: h.mark(n)} }

// now reports whether r is its object's latest record, and for whom the object was meant at n.
func (h *Hall) now(r *congress.Record, n uint64) (latest bool, was congress.Audience, there bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	e := h.state.objects[r.Object]
	was, there = e.at(n)
	return e.latest == r, was, there
}

// News is one changed object as the hub needs it: unfiltered.
type News struct {
	Record *congress.Record
	First  uint64 // number of the object's first record
}

// News gives every object changed after n, in the log's order, and the head
// that it leads to. It is not filtered: only the hub, which applies the
// visibility rule per reader, and the board of receipts, whose objects nobody sees, may call it.
func (h *Hall) News(n uint64) ([]News, uint64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	records := h.state.after(n)
	news := make([]News, 0, len(records))
	for _, r := range records {
		if e := h.state.objects[r.Object]; e.latest == r {
			news = append(news, News{Record: r, First: e.first})
		}
	}
	return news, h.state.head.N
}

// Newest is the number of the newest record of an object of the kinds; 0 when there is none. What
// was made of the objects at that number is what there is.
func (h *Hall) Newest(kinds ...congress.ObjectKind) (n uint64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, kind := range kinds {
		n = max(n, h.state.newest[kind])
	}
	return n
}

// Follow calls take with each object of the kind that changed after record n, in the log's order:
// its latest record, and the number of its first. It gives the head that this leads to, at which
// every object was as take last heard of it. It is not filtered: only counts and lists that ask the
// visibility rule themselves may be made of it. take is called outside the hall's lock.
func (h *Hall) Follow(n uint64, kind congress.ObjectKind, take func(r *congress.Record, first uint64)) (head uint64) {
	for {
		h.mu.RLock()
		head = h.state.head.N
		records := h.state.after(n)
		h.mu.RUnlock()
		if n == head {
			return head
		}
		for part := range slices.Chunk(records, followed) {
			for _, item := range h.latest(part, kind) {
				take(item.record, item.first)
			}
		}
		n = head // what changed while this was told comes with the next round
	}
}

// followed is how many records are looked at under one lock.
const followed = 512

// latest gives those of the records that are their object's latest.
func (h *Hall) latest(records []*congress.Record, kind congress.ObjectKind) (out []listed) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, r := range records {
		if r.Kind != kind {
			continue
		}
		if e := h.state.objects[r.Object]; e.latest == r {
			out = append(out, listed{r, e.first})
		}
	}
	return out
}

// VisibleAt reports whether the object was there and visible to the actor, as
// it is now, once record n was applied.
func (h *Hall) VisibleAt(actor congress.Actor, object congress.ObjectID, n uint64) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	e := h.state.objects[object]
	if e == nil {
		return false
	}
	was, there := e.at(n)
	return there && h.options.Visible(actor, e.latest.Kind, was)
}

// Reach reports whether the actor's own visibility changed after record n.
func (h *Hall) Reach(member congress.MemberID, n uint64) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.state.policyReach > n || h.state.memberReach[member] > n
}
