package discussion

import (
	"context"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// thread is one group's part of a discussion, or the plenary one, as a change finds it.
type thread struct {
	Discussion
	congress congress.CongressID
	id       congress.ObjectID // the discussion's
	n        uint64            // the discussion's record
	outline  congress.RecordID // as well
	group    congress.GroupID
	minutes  Minutes // zero: there are none yet
	minutesN uint64  // their record; 0 as well
}

// thread finds a thread of a discussion that is there for the actor.
func (s *Service) thread(tx *journal.Tx, actor congress.Actor, id congress.ObjectID, g congress.GroupID) (*thread, error) {
	r, ok := tx.Get(id)
	if !ok || r.Kind != congress.KindDiscussion || !s.options.Visible(actor, r.Kind, r.Audience) {
		return nil, congress.ErrNotFound
	}
	t := &thread{congress: actor.Congress, id: id, n: r.N, outline: r.ID, group: g}
	if err := r.Decode(&t.Discussion); err != nil {
		return nil, err
	}
	if !t.has(g) {
		return nil, errNotYourGroup
	}
	if r, ok := tx.Get(minutesOf(id, g)); ok {
		t.minutesN = r.N
		if err := r.Decode(&t.minutes); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Floor is what an actor may do about who speaks next in a thread that they read.
type Floor struct {
	Ask  bool // raise a hand: it is their group's thread
	Give bool // call those who raised theirs: they keep the thread, or preside over the plenary one
}

// Floor finds what the actor may do in a thread. Error: NotFound for a thread that they may not
// read.
func (s *Service) Floor(h *journal.Hall, actor congress.Actor, discussion congress.ObjectID, g congress.GroupID) (Floor, error) {
	d, _, err := s.Get(h, actor, discussion)
	if err != nil || !d.has(g) || !s.options.Visible(actor, congress.KindComment, d.hear(g)) {
		return Floor{}, congress.ErrNotFound
	}
	if actor.Member == "" {
		return Floor{}, nil
	}
	t := thread{Discussion: d, id: discussion, group: g}
	return Floor{Ask: t.speaks(actor.Groups), Give: t.keeps(actor) || g == Plenary && actor.Has(congress.Presidium)}, nil
}

// takes reports whether comments come into the thread now.
func (t *thread) takes(now time.Time) bool {
	return t.IsOpen(t.group, now) && t.minutes.State != Sealed
}

// speaks reports whether a member of these groups speaks in the thread: in that of a group they
// belong to, and in no other.
func (t *thread) speaks(groups []congress.GroupID) bool {
	if t.group == Plenary {
		return slices.ContainsFunc(groups, func(g congress.GroupID) bool { return slices.Contains(t.Groups, g) })
	}
	return slices.Contains(groups, t.group)
}

// keeps reports whether the actor keeps the thread: chair, deputies and
// secretaries that of their group, the secretariat every one. Besides, the action is needed.
func (t *thread) keeps(a congress.Actor) bool {
	return a.Has(congress.Secretariat) || a.Keeps(t.group)
}

// Keepers is who keeps the group's thread, whoever that is at the time; nobody but the secretariat
// keeps the plenary one.
func Keepers(g congress.GroupID) congress.Audience {
	to := congress.Audience{Roles: []congress.Role{congress.Secretariat}}
	if g != Plenary && g != "" {
		to.Keepers = []congress.GroupID{g}
	}
	return to
}

// SetOpen opens or closes one thread by hand; from then on no clock does. The actor needs
// EditDiscussions, or OpenThreads and be the chair of the group. Errors: NotFound, Stale, Forbidden
// "not_your_group", Conflict "minutes_sealed".
func (s *Service) SetOpen(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID, open bool) (journal.Result, error) {
	return h.Commit(ctx, journal.Request{ID: c.ID, Kind: congress.KindDiscussion, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, auth.OpenThreads)
		if err != nil {
			return journal.Draft{}, err
		}
		t, err := s.thread(tx, actor, discussion, g)
		switch {
		case err != nil:
			return journal.Draft{}, err
		case c.IfMatch != 0 && c.IfMatch != t.n:
			return journal.Draft{}, congress.Changed(discussion)
		case !s.options.Allow(actor, auth.EditDiscussions) && !(actor.In(g) && actor.Has(congress.Chair)):
			return journal.Draft{}, errNotYourGroup
		case open && t.minutes.State == Sealed:
			return journal.Draft{}, errSealed
		}
		d := t.Discussion
		d.Clock = slices.DeleteFunc(slices.Clone(d.Clock), func(c Clock) bool { return c.Group == g })
		d.Open = slices.DeleteFunc(slices.Clone(d.Open), func(o congress.GroupID) bool { return o == g })
		if open {
			d.Open = append(d.Open, g)
		}
		return journal.Draft{Object: discussion, Body: d, Audience: d.announced()}, nil
	}})
}
