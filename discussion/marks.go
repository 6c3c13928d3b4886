package discussion

import (
	"context"
	"slices"
	"sync"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Mark is how far a member has read a thread, and with which comments they agree: the body of a
// KindMark record in the congress's side stream, so that it never delays a comment. Nobody sees
// these objects.
type Mark struct {
	Member     congress.MemberID   `json:"member"`
	Discussion congress.ObjectID   `json:"discussion"`
	Group      congress.GroupID    `json:"group"`
	Read       uint64              `json:"read,omitempty"` // number of the last record that was read
	Agrees     []congress.ObjectID `json:"agrees,omitempty"`
}

// maxAgrees is how many comments of a thread a member agrees with.
const maxAgrees = 2000

func markOf(m congress.MemberID, discussion congress.ObjectID, g congress.GroupID) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("mark", string(m), string(discussion), string(g)))
}

// mark changes the actor's mark of a thread that they may read.
func (s *Service) mark(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, discussion congress.ObjectID, g congress.GroupID, edit func(*Mark) error) error {
	if actor.Member == "" {
		return errForbidden
	}
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(h.Stream).Side())
	if err != nil {
		return err
	}
	defer leave()
	object := markOf(actor.Member, discussion, g)
	res, err := side.Commit(ctx, journal.Request{ID: id, Kind: congress.KindMark, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		m := Mark{Member: actor.Member, Discussion: discussion, Group: g}
		if old, ok := tx.Get(object); ok {
			if err := old.Decode(&m); err != nil {
				return journal.Draft{}, err
			}
		}
		if err := edit(&m); err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{Object: object, Derived: true, Body: m}, nil
	}})
	if err == nil && res.Record.Object != object {
		return errIDReused
	}
	return err
}

// Read notes that the actor has read a thread up to a record; less than before changes nothing.
// Errors: NotFound for a discussion that they do not see, Forbidden for who is no member,
// Unavailable.
func (s *Service) Read(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, discussion congress.ObjectID, g congress.GroupID, n uint64) error {
	d, _, err := s.Get(h, actor, discussion)
	if err != nil || !d.has(g) || !s.options.Visible(actor, congress.KindComment, d.hear(g)) {
		return congress.ErrNotFound
	}
	n = min(n, h.Head().N)
	return s.mark(ctx, h, actor, id, discussion, g, func(m *Mark) error {
		m.Read = max(m.Read, n)
		return nil
	})
}

// ReadUpTo gives how far the actor has read each thread of a discussion. Error: Unavailable.
func (s *Service) ReadUpTo(ctx context.Context, h *journal.Hall, actor congress.Actor, discussion congress.ObjectID) (map[congress.GroupID]uint64, error) {
	t, err := s.tally(ctx, h)
	if err != nil {
		return nil, err
	}
	d, _, err := s.Get(h, actor, discussion)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	out := map[congress.GroupID]uint64{}
	for _, g := range append([]congress.GroupID{Plenary}, d.Groups...) {
		out[g] = t.marks[markOf(actor.Member, discussion, g)].Read
	}
	return out, nil
}

// Agree says that the actor agrees with a comment, or no longer does. Errors: NotFound for a
// comment that they do not see, Conflict "comment_withdrawn", "comment_hidden", "comment_late", or
// "comment_own" for what they said themselves, which counts as theirs already;
// Forbidden for who may not post, Unavailable.
func (s *Service) Agree(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, comment congress.ObjectID, agrees bool) error {
	if !s.options.Allow(actor, auth.PostComments) {
		return errForbidden
	}
	r, err := h.Get(actor, comment)
	var c Comment
	switch {
	case err != nil || r.Kind != congress.KindComment || r.Decode(&c) != nil:
		return congress.ErrNotFound
	case c.Withdrawn != nil && agrees:
		return errWithdrawn
	case c.Hidden != nil && agrees:
		return errHidden
	case !c.Counts() && agrees:
		return errLate
	case c.Author == actor.Member && agrees:
		return errOwnComment
	}
	return s.mark(ctx, h, actor, id, c.Discussion, c.Group, func(m *Mark) error {
		m.Agrees = slices.DeleteFunc(m.Agrees, func(o congress.ObjectID) bool { return o == comment })
		if agrees {
			if len(m.Agrees) >= maxAgrees {
				return errForbidden
			}
			m.Agrees = append(m.Agrees, comment)
		}
		return nil
	})
}

// tallies keeps, per congress, the marks and how many agree with each comment, brought up to date
// by what is new in the side stream, and let go when nobody has asked for an hour.
type tallies struct {
	mu sync.Mutex
	of map[congress.StreamID]*tally
}

const tallyLife = time.Hour

type tally struct {
	used time.Time // guarded by tallies

	mu    sync.RWMutex
	at    uint64
	marks map[congress.ObjectID]Mark
	agree map[congress.ObjectID]*Agreement
	in    map[threadName]map[congress.ObjectID]*Agreement // the same, by thread
}

// Agreement is how many agree with a comment.
type Agreement struct {
	Discussion congress.ObjectID
	Group      congress.GroupID
	Comment    congress.ObjectID
	Count      int
	at         uint64 // number of the record that changed it
}

// Agreements gives those that changed after a record of the congress's side stream, and the number
// of its last record. Error: Unavailable.
func (s *Service) Agreements(ctx context.Context, h *journal.Hall, since uint64) ([]Agreement, uint64, error) {
	t, err := s.tally(ctx, h)
	if err != nil {
		return nil, since, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	var out []Agreement
	for _, a := range t.agree {
		if a.at > since {
			out = append(out, *a)
		}
	}
	return out, t.at, nil
}

func (all *tallies) take(stream congress.StreamID, now time.Time) *tally {
	all.mu.Lock()
	defer all.mu.Unlock()
	for other, t := range all.of {
		if now.Sub(t.used) > tallyLife {
			delete(all.of, other)
		}
	}
	if all.of == nil {
		all.of = map[congress.StreamID]*tally{}
	}
	t := all.of[stream]
	if t == nil {
		t = &tally{marks: map[congress.ObjectID]Mark{}, agree: map[congress.ObjectID]*Agreement{}, in: map[threadName]map[congress.ObjectID]*Agreement{}}
		all.of[stream] = t
	}
	t.used = now
	return t
}

func (s *Service) tally(ctx context.Context, h *journal.Hall) (*tally, error) {
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(h.Stream).Side())
	if err != nil {
		return nil, err
	}
	defer leave()
	t := s.tallies.take(h.Stream, s.now())
	if t.isAt(side.Head().N) {
		return t, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	news, head := side.News(t.at)
	for _, item := range news {
		if item.Record.Kind != congress.KindMark {
			continue
		}
		old := t.marks[item.Record.Object]
		t.count(old, item.Record.N, -1)
		var m Mark
		if item.Record.Decode(&m) != nil {
			delete(t.marks, item.Record.Object)
			continue
		}
		t.marks[item.Record.Object] = m
		t.count(m, item.Record.N, 1)
	}
	t.at = head
	return t, nil
}

// isAt reports whether the tally has all that there is.
func (t *tally) isAt(head uint64) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.at >= head
}

// count adds a mark's agreements, or takes them away.
func (t *tally) count(m Mark, n uint64, by int) {
	for _, c := range m.Agrees {
		a := t.agree[c]
		if a == nil {
			a = &Agreement{Discussion: m.Discussion, Group: m.Group, Comment: c}
			t.agree[c] = a
			in := threadName{m.Discussion, m.Group}
			if t.in[in] == nil {
				t.in[in] = map[congress.ObjectID]*Agreement{}
			}
			t.in[in][c] = a
		}
		a.Count += by
		a.at = n
	}
}
