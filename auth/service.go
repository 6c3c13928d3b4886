package auth

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"

	"plenum/congress"
	"plenum/journal"
)

// Options are what the service needs. Halls, Policy and Now are required.
type Options struct {
	Halls  *journal.Halls
	Policy *Policy
	Now    func() time.Time

	Argon       *argon2id.Params // nil: m=19456 KiB, t=2, p=1 (OWASP's first choice)
	MaxHashing  int              // passwords looked at at once; 0: as many as there are processors
	SessionLife time.Duration    // 0: 14 days
}

// Service keeps accounts and sessions. It is safe for concurrent use.
type Service struct {
	options  Options
	hashing  chan struct{}
	waiting  atomic.Int64
	throttle *throttle
	tickets  *tickets
	dummy    string // a hash that unknown logins are compared with, so that they take as long
}

// New makes the service.
func New(o Options) (*Service, error) {
	if o.Argon == nil {
		o.Argon = &argon2id.Params{Memory: 19456, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	}
	if o.MaxHashing == 0 {
		o.MaxHashing = runtime.NumCPU()
	}
	if o.SessionLife == 0 {
		o.SessionLife = 14 * 24 * time.Hour
	}
	dummy, err := argon2id.CreateHash("nobody has this password", o.Argon)
	if err != nil {
		return nil, err
	}
	return &Service{
		options: o, hashing: make(chan struct{}, o.MaxHashing), dummy: dummy,
		throttle: newThrottle(o.Now), tickets: newTickets(o.Now),
	}, nil
}

// Seat is where a session is: a hall, and who it is there.
type Seat struct {
	Hall  *journal.Hall
	Actor congress.Actor
}

// Enter finds who the session is in the congress. The hall is held until leave
// is called. A congress that does not exist and one that the account has no part in are the same ErrNotFound.
func (s *Service) Enter(ctx context.Context, session Session, id congress.CongressID) (*Seat, func(), error) {
	if !id.Valid() {
		return nil, nil, congress.ErrNotFound
	}
	system, leaveSystem, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return nil, nil, err
	}
	_, err = system.Get(ServerActor(""), congress.ObjectID(id))
	leaveSystem()
	if err != nil {
		return nil, nil, err
	}
	h, leave, err := s.options.Halls.Enter(ctx, id.Stream())
	if err != nil {
		return nil, nil, err
	}
	actor, err := s.Refresh(h, congress.Actor{
		Account: session.Account, Session: session.ID, Device: session.Device, Congress: id,
		Roles: session.systemRoles(),
	})
	if err != nil {
		leave()
		return nil, nil, err
	}
	return &Seat{Hall: h, Actor: actor}, leave, nil
}

// System gives the System stream; an administrator's actor has that role there, others have none.
func (s *Service) System(ctx context.Context, session Session) (*Seat, func(), error) {
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return nil, nil, err
	}
	actor := congress.Actor{Account: session.Account, Session: session.ID, Device: session.Device, Roles: session.systemRoles()}
	return &Seat{Hall: h, Actor: actor}, leave, nil
}

// Refresh gives the actor with the membership as the hall knows it now. An
// account that is neither a member nor an administrator is ErrNotFound.
func (s *Service) Refresh(h *journal.Hall, actor congress.Actor) (congress.Actor, error) {
	if isServer(actor) {
		return actor, nil
	}
	index, ok := h.Index.(*memberIndex)
	if !ok {
		return actor, nil
	}
	var id congress.MemberID
	h.Look(func() { id = index.members[actor.Account] })
	m, _ := h.Member(id)
	return s.seated(actor, id, m)
}

// seated gives the actor the roles of the membership, besides an administrator's own.
func (s *Service) seated(actor congress.Actor, id congress.MemberID, m congress.Member) (congress.Actor, error) {
	administrator := actor.Has(congress.Administrator)
	actor.Member, actor.Roles, actor.Groups = "", nil, nil
	if id != "" && m.Account == actor.Account && actor.Account != "" {
		actor.Member, actor.Groups = id, m.Groups
		for _, role := range m.Roles {
			if role != congress.Administrator { // comes from the account alone
				actor.Roles = append(actor.Roles, role)
			}
		}
	} else if !administrator {
		return actor, congress.ErrNotFound
	}
	if administrator {
		actor.Roles = append(actor.Roles, congress.Administrator)
	}
	return actor, nil
}

// Require is for changes (journal.Request.Make): it gives the actor as of the
// state that the change is made on, or refuses. Whoever is no longer there gets ErrNotFound, who may not
// do the action Forbidden "forbidden".
func (s *Service) Require(tx *journal.Tx, actor congress.Actor, action Action) (congress.Actor, error) {
	if isServer(actor) {
		return actor, nil
	}
	if actor.Congress != "" {
		m, _ := tx.Member(actor.Member)
		var err error
		if actor, err = s.seated(actor, actor.Member, m); err != nil {
			return actor, err
		}
	}
	if !s.options.Policy.Allow(actor, action) {
		return actor, errForbidden
	}
	return actor, nil
}

var errForbidden = congress.E(congress.Forbidden, "forbidden", "this is not allowed for you here")
