package discussion

import (
	"context"

	"plenum/congress"
	"plenum/journal"
)

// ThreadState is a thread as a member finds it.
type ThreadState struct {
	Group    congress.GroupID          `json:"group"`
	Open     bool                      `json:"open"`
	Clock    *Clock                    `json:"clock,omitempty"`
	Minutes  MinutesState              `json:"minutes,omitempty"` // absent: there are none yet
	Record   MinutesState              `json:"record,omitempty"`  // the same, by its former name (until 0.2)
	Comments int                       `json:"comments"`          // that I may see, and that count
	Unread   int                       `json:"unread"`            // of those, changed after what I have read, and not by me
	Mentions int                       `json:"mentions"`          // of those, that mention me, answer me or record my words
	Late     int                       `json:"late,omitempty"`    // that I see in the late tray
	Last     uint64                    `json:"last"`              // number of its last record: what to say once read
	Read     uint64                    `json:"read"`
	Agree    map[congress.ObjectID]int `json:"agree"` // how many agree with each comment
	Mine     []congress.ObjectID       `json:"mine"`  // with which I agree
}

// Threads gives the threads of a discussion that the actor may read, the plenary one first, then
// the groups in the discussion's order. It costs by the number of threads, and of comments that
// somebody agrees with, whatever was said in them. Errors: NotFound, Unavailable.
func (s *Service) Threads(ctx context.Context, h *journal.Hall, actor congress.Actor, discussion congress.ObjectID) ([]ThreadState, error) {
	r, err := h.Get(actor, discussion)
	if err != nil || r.Kind != congress.KindDiscussion {
		return nil, congress.ErrNotFound
	}
	d, err := congress.Body[Discussion](r)
	if err != nil {
		return nil, err
	}
	marks, err := s.tally(ctx, h)
	if err != nil {
		return nil, err
	}
	said := saidIn(h)
	out := []ThreadState{}
	marks.mu.RLock()
	defer marks.mu.RUnlock()
	said.mu.RLock()
	defer said.mu.RUnlock()
	if d.Plenary {
		out = s.state(out, h, actor, d, threadName{discussion, Plenary}, marks, said)
	}
	for _, g := range d.Groups {
		out = s.state(out, h, actor, d, threadName{discussion, g}, marks, said)
	}
	return out, nil
}

// state adds a thread as the actor finds it, if they may read it. The marks and what was said are
// locked.
func (s *Service) state(out []ThreadState, h *journal.Hall, actor congress.Actor, d *Discussion, name threadName, marks *tally, said *said) []ThreadState {
	g := name.group
	if !s.options.Visible(actor, congress.KindComment, d.hear(g)) {
		return out
	}
	mark := marks.marks[markOf(actor.Member, name.discussion, g)]
	state := ThreadState{Group: g, Open: d.IsOpen(g, s.now()), Read: mark.Read, Agree: map[congress.ObjectID]int{}, Mine: append([]congress.ObjectID{}, mark.Agrees...)}
	for _, c := range d.Clock {
		if c.Group == g {
			state.Clock = &c
		}
	}
	if r, err := h.Get(actor, minutesOf(name.discussion, g)); err == nil && r.Kind == congress.KindMinutes {
		if m, err := congress.Body[Minutes](r); err == nil {
			state.Minutes, state.Record = m.State, m.State
			state.Open = state.Open && m.State != Sealed
		}
	}
	seen := map[*heard]bool{}
	if t := said.threads[name]; t != nil {
		for _, c := range t.heard {
			if s.options.Visible(actor, congress.KindComment, c.audience) {
				seen[c] = true
				c.count(&state, actor.Member)
			}
		}
	}
	for comment, a := range marks.in[name] {
		if one := said.comments[comment]; a.Count > 0 && one != nil && seen[one.heard] {
			state.Agree[comment] = a.Count
		}
	}
	return append(out, state)
}
