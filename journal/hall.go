package journal

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// Visible is the one visibility rule: may the actor see an object of this kind
// that is meant for this audience? It must be quick and depend on nothing but its arguments and
// the policy, whose changes are KindPolicy records.
type Visible func(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) bool

// Index is kept in line with the hall's state by whoever needs to look objects up by something else
// than their id. Apply is called for every record in order, under the hall's lock: it must be quick
// and must not call the hall. old is the object's record before, or nil.
type Index interface {
	Apply(old, latest *congress.Record)
}

// Options are what a hall needs to know. Log, Visible and Now are required.
type Options struct {
	Log     Log
	Visible Visible
	Now     func() time.Time

	// NewIndex makes the index of a stream's hall; nil for none.
	NewIndex func(congress.StreamID) Index

	// Poll is how often a hall looks for records of other servers; 0 is never,
	// right where one process owns the log.
	Poll time.Duration

	// StaleAfter is for how long a hall may not have heard from the log before nobody is served from
	// it (see Hall.Fresh); 0 is for ever, right where one process owns the log. It needs Poll.
	StaleAfter time.Duration

	// Patience is how long a change may wait for the log, with finding out whether it stands; 0 means
	// 6 seconds.
	Patience time.Duration

	// SnapshotEvery is after how many records a snapshot is saved; 0 means 10,000. It is half of what
	// the last one had when that is more. A snapshot that an erasure dropped is made anew after a tenth
	// of it, or of the records.
	SnapshotEvery uint64

	// Heads keeps the last heads of the streams apart from the log; nil: nothing does.
	Heads *Heads

	// Idle is how long a hall that nobody is in stays in memory; 0 means 10 minutes.
	Idle time.Duration

	// Report hears of faults that no caller hears of (a snapshot that could not be saved); nil for
	// nobody.
	Report func(stream congress.StreamID, doing string, err error)
}

// Hall is one stream live in memory. Reads are served from its state; writes
// go through Commit. All methods are safe for concurrent use.
type Hall struct {
	Stream congress.StreamID
	Index  Index // what Options.NewIndex made

	options Options
	queue   chan *request
	stopped chan struct{} // closed when the committer has ended

	damage []Damage // found while it was loaded
	loaded bool     // and compared with its heads

	mu      sync.RWMutex
	state   *state
	changed chan struct{} // closed and renewed at every change of state

	heard     atomic.Pointer[time.Time] // the state holds all that the log had then, by this process's own clock
	recent    recentIDs                 // the committer's own
	uncertain bool                      // the committer's own: the log may be ahead of the state
	snapshotN atomic.Uint64
	dropped   uint64 // the committer's own: the head when an erasure dropped the last snapshot
	saving    sync.Mutex
	saves     sync.WaitGroup
	kept      sync.Map
}

// Fresh answers nil as long as the state is no older than Options.StaleAfter. Beyond it an ended
// session, a lost role or a withdrawn document may be known to everybody but this server, so that
// nothing which needs a right is served from it: the error is Unavailable.
func (h *Hall) Fresh() error {
	if h.options.StaleAfter == 0 {
		return nil
	}
	if age := time.Since(*h.heard.Load()); age > h.options.StaleAfter {
		return congress.Wrap(fmt.Errorf("log: nothing was heard of it for %v", age.Round(time.Millisecond)), congress.Unavailable, messages.StorageUnavailable)
	}
	return nil
}

// hear notes that the state holds all that the log had at the time.
func (h *Hall) hear(at time.Time) { h.heard.Store(&at) }

// Kept gives what is kept with the hall under the key, at first what fresh makes (it may be called
// in vain). It goes when the hall is let go. The key is of a type of the caller's own.
func (h *Hall) Kept(key any, fresh func() any) any {
	if v, ok := h.kept.Load(key); ok {
		return v
	}
	v, _ := h.kept.LoadOrStore(key, fresh())
	return v
}

// Get gives the actor the latest record of the object; congress.ErrNotFound
// when it is not there, was erased, or is not for the actor.
func (h *Hall) Get(actor congress.Actor, object congress.ObjectID) (*congress.Record, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	e := h.state.objects[object]
	if e == nil || !there(e.latest) || !h.options.Visible(actor, e.latest.Kind, e.latest.Audience) {
		return nil, congress.ErrNotFound
	}
	return e.latest, nil
}

// Sees gives a function that tells which objects of the kind the actor sees, for whoever asks about
// many: the rule is asked once for each audience that there is now. An object that came to another
// audience since is not seen.
func (h *Hall) Sees(actor congress.Actor, kind congress.ObjectKind) func(congress.ObjectID) bool {
	h.mu.RLock()
	all := h.state.shelves.all()
	h.mu.RUnlock()
	mine := make(map[*shelf]bool, len(all))
	for _, s := range all {
		if s.kind == kind && h.options.Visible(actor, kind, s.audience) {
			mine[s] = true
		}
	}
	return func(object congress.ObjectID) bool {
		h.mu.RLock()
		defer h.mu.RUnlock()
		e := h.state.objects[object]
		return e != nil && e.shelf != nil && mine[e.shelf]
	}
}

// All gives the actor the visible objects of a kind in order of their creation. Of one that changes
// meanwhile it gives one state.
func (h *Hall) All(actor congress.Actor, kind congress.ObjectKind) iter.Seq[*congress.Record] {
	return func(yield func(*congress.Record) bool) {
		for l := range h.made(kind, 0) {
			if h.options.Visible(actor, l.record.Kind, l.record.Audience) && !yield(l.record) {
				return
			}
		}
	}
}

// Moment gives the actor the visible objects of several kinds as all of them were at one record,
// whose number it gives, each kind in order of creation.
func (h *Hall) Moment(actor congress.Actor, kinds ...congress.ObjectKind) (map[congress.ObjectKind][]*congress.Record, uint64) {
	all := make(map[congress.ObjectKind][]*congress.Record, len(kinds))
	h.mu.RLock()
	n := h.state.head.N
	for _, kind := range kinds {
		list := make([]*congress.Record, 0, len(h.state.kinds[kind]))
		for _, e := range h.state.kinds[kind] {
			if there(e.latest) {
				list = append(list, e.latest)
			}
		}
		all[kind] = list
	}
	h.mu.RUnlock()
	for kind, list := range all {
		all[kind] = slices.DeleteFunc(list, func(r *congress.Record) bool { return !h.options.Visible(actor, kind, r.Audience) })
	}
	return all, n
}

// Page is a part of a list.
type Page struct {
	Records []*congress.Record
	Next    uint64 // give it as after for the next part; 0 when this was the last
}

// List gives the actor the visible objects of a kind in order of their creation, at most limit of
// them, from those created after record number after, that keep accepts (nil: all).
func (h *Hall) List(actor congress.Actor, kind congress.ObjectKind, after uint64, limit int, keep func(*congress.Record) bool) Page {
	var page Page
	var last uint64
	for l := range h.made(kind, after) {
		if !h.options.Visible(actor, kind, l.record.Audience) || keep != nil && !keep(l.record) {
			continue
		}
		if len(page.Records) == limit {
			page.Next = last
			break
		}
		page.Records = append(page.Records, l.record)
		last = l.first
	}
	return page
}

type listed struct {
	record *congress.Record
	first  uint64
}

// made gives the objects of a kind that are there, in order of creation, from those created after a
// record. They are looked at some at a time, so that filters run outside the lock and nothing is
// looked at that nobody asks for.
func (h *Hall) made(kind congress.ObjectKind, after uint64) iter.Seq[listed] {
	return func(yield func(listed) bool) {
		h.mu.RLock()
		entries := h.state.kinds[kind] // later ones are appended
		h.mu.RUnlock()
		at, _ := slices.BinarySearchFunc(entries, after+1, func(e *entry, n uint64) int { return cmp.Compare(e.first, n) })
		var some [128]listed
		for part := range slices.Chunk(entries[at:], len(some)) {
			for _, l := range h.present(some[:0], part) {
				if !yield(l) {
					return
				}
			}
		}
	}
}

// present adds those of the entries that are there, as they are now.
func (h *Hall) present(to []listed, entries []*entry) []listed {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, e := range entries {
		if there(e.latest) {
			to = append(to, listed{e.latest, e.first})
		}
	}
	return to
}

// Past gives the record with the number from the log, for rules that need what stood before:
// unfiltered, and without its body when that was erased. Errors: congress.ErrNotFound, Unavailable,
// Canceled.
func (h *Hall) Past(ctx context.Context, n uint64) (*congress.Record, error) {
	if n == 0 {
		return nil, congress.ErrNotFound
	}
	records, err := h.options.Log.Read(ctx, h.Stream, n-1, 1)
	switch {
	case err != nil:
		return nil, err
	case len(records) == 0 || records[0].N != n:
		return nil, congress.ErrNotFound
	}
	return &records[0], nil
}

// Written is how many bytes the records that the account made in this stream take, about. Bodies
// that were erased may count or not.
func (h *Hall) Written(account congress.AccountID) int64 {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.state.written[account]
}

// Head is the last record that readers can see.
func (h *Hall) Head() congress.Head {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.state.head
}

// Look runs f under the hall's read lock, for reading the index. f must not call the hall.
func (h *Hall) Look(f func()) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	f()
}

// Member gives the body of the member, seen by the server itself; false when there is none.
func (h *Hall) Member(id congress.MemberID) (congress.Member, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	e := h.state.objects[congress.ObjectID(id)]
	if e == nil || !there(e.latest) || e.latest.Kind != congress.KindMember {
		return congress.Member{}, false
	}
	return memberOf(e.latest), true
}

// Wait returns once the head is beyond n (true), or ctx ended or the hall closed (false).
func (h *Hall) Wait(ctx context.Context, n uint64) bool {
	for {
		h.mu.RLock()
		head, changed := h.state.head.N, h.changed
		h.mu.RUnlock()
		if head > n {
			return true
		}
		select {
		case <-changed:
		case <-h.stopped:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// apply takes durable records into the state, wakes whoever waits, and gives the records as the
// state holds them.
func (h *Hall) apply(records []congress.Record) []*congress.Record {
	if len(records) == 0 {
		return nil
	}
	kept := make([]*congress.Record, len(records))
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range records {
		r := records[i].Held() // a copy, so that one record keeps no batch in memory
		kept[i] = r
		old := h.state.apply(r)
		if h.Index != nil {
			h.Index.Apply(old, r)
		}
		h.recent.add(r)
	}
	close(h.changed)
	h.changed = make(chan struct{})
	return kept
}

func (h *Hall) report(doing string, err error) {
	if h.options.Report != nil {
		h.options.Report(h.Stream, doing, err)
	}
}
