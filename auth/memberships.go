package auth

import (
	"context"
	"sync"

	"plenum/congress"
	"plenum/journal"
)

// Membership is a congress that an account has part in.
type Membership struct {
	Congress congress.CongressID `json:"congress"`
	Info     congress.Info       `json:"info"`
	Member   congress.MemberID   `json:"member,omitempty"` // empty for an administrator who is no member
	Roles    []congress.Role     `json:"roles"`
	Groups   []congress.GroupID  `json:"groups"`
}

// Congresses lists the congresses that the session's account has part in, in order of their
// creation. A hall that nobody is in is loaded once, to know its members; afterwards only the
// account's own are, and those that changed since.
func (s *Service) Congresses(ctx context.Context, session Session) ([]Membership, error) {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	list := []Membership{}
	for r := range system.All(ServerActor(""), congress.KindCongress) {
		id := congress.CongressID(r.Object)
		if s.hasNoPart(ctx, session, id) {
			continue
		}
		one, err := s.membership(ctx, session, id)
		if congress.KindOf(err) == congress.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// membership is the session's account's part in a congress; ErrNotFound for none.
func (s *Service) membership(ctx context.Context, session Session, id congress.CongressID) (Membership, error) {
	info, err := s.info(ctx, id)
	if err != nil {
		return Membership{}, err
	}
	h, leave, err := s.options.Halls.Enter(ctx, id.Stream())
	if err != nil {
		return Membership{}, err
	}
	defer leave()
	s.members.note(id, h)
	actor, err := s.Refresh(h, session.actor(id))
	if err != nil {
		return Membership{}, err
	}
	return Membership{Congress: id, Info: info, Member: actor.Member, Roles: actor.Roles, Groups: append([]congress.GroupID{}, actor.Groups...)}, nil
}

// hasNoPart reports whether the account is surely neither a member of the congress nor an
// administrator: nothing was written there since its members were noted.
func (s *Service) hasNoPart(ctx context.Context, session Session, id congress.CongressID) bool {
	known, ok := s.members.of(id)
	if !ok || known.accounts[session.Account] || session.actor(id).Has(congress.Administrator) {
		return false
	}
	head, err := s.options.Halls.Head(ctx, id.Stream())
	return err == nil && head == known.at
}

// membersOf keeps which accounts are members of each congress, as its hall had them at a head.
type membersOf struct {
	mu sync.Mutex
	by map[congress.CongressID]noted
}

type noted struct {
	at       congress.Head
	newest   uint64                      // number of the newest member's record
	accounts map[congress.AccountID]bool // not changed
}

func (m *membersOf) of(id congress.CongressID) (noted, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.by[id]
	return n, ok
}

func (m *membersOf) note(id congress.CongressID, h *journal.Hall) {
	index, ok := h.Index.(*memberIndex)
	if !ok {
		return
	}
	was, _ := m.of(id)
	now := noted{at: h.Head(), newest: h.Newest(congress.KindMember), accounts: was.accounts}
	if now.accounts == nil || now.newest != was.newest {
		now.accounts = map[congress.AccountID]bool{}
		h.Look(func() {
			for account := range index.members {
				now.accounts[account] = true
			}
		})
	}
	if h.Newest(congress.KindMember) != now.newest || h.Head().N != now.at.N {
		return // it changed meanwhile; whoever asks next notes it
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by == nil {
		m.by = map[congress.CongressID]noted{}
	}
	m.by[id] = now
}
