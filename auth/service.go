package auth

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/sync/semaphore"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// Options are what the service needs. Halls, Policy and Now are required.
type Options struct {
	Halls  *journal.Halls
	Policy *Policy
	Now    func() time.Time

	NewID       func() string    // nil: UUIDv7 of Now
	Argon       *argon2id.Params // nil: m=19456 KiB, t=2, p=1 (OWASP's first choice)
	MaxHashing  int              // passwords looked at at once; 0: as many as there are processors
	MaxWaiting  int              // people who wait for that before the next is "busy"; 0: 1000, about ten seconds of them on two cores
	Server      string           // who this server is to others that share the log; "": there are none
	SessionLife time.Duration    // from sign-in, used or not; 0: 14 days
}

// Service keeps accounts and sessions. It is safe for concurrent use.
type Service struct {
	options  Options
	hashing  *semaphore.Weighted
	waiting  atomic.Int64
	throttle *throttle
	members  membersOf
	redeemed lately[congress.SessionID] // tickets
	opened   lately[congress.AccountID] // sessions
	process  string                     // this run of the server
	dummy    string                     // a hash that unknown logins are compared with, so that they take as long
}

// New makes the service.
func New(o Options) (*Service, error) {
	if o.Argon == nil {
		o.Argon = &argon2id.Params{Memory: 19456, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	}
	if o.MaxHashing == 0 {
		o.MaxHashing = runtime.NumCPU()
	}
	if o.NewID == nil {
		o.NewID = func() string { return congress.NewUUID(o.Now()) }
	}
	if o.MaxWaiting == 0 {
		o.MaxWaiting = 1000
	}
	if o.SessionLife == 0 {
		o.SessionLife = 14 * 24 * time.Hour
	}
	dummy, err := argon2id.CreateHash("nobody has this password", o.Argon)
	if err != nil {
		return nil, err
	}
	throttle := newThrottle(o.Now)
	throttle.telling.on = o.Server != ""
	return &Service{
		process: congress.NewUUID(o.Now()), options: o, hashing: semaphore.NewWeighted(int64(o.MaxHashing)), dummy: dummy,
		throttle: throttle,
		redeemed: lately[congress.SessionID]{most: ticketsPerSession, while: ticketLife},
		opened:   lately[congress.AccountID]{most: sessionsPerMinute, while: time.Minute},
	}, nil
}

// Seat is where a session is: a hall, and who it is there.
type Seat struct {
	Info  congress.Info // what the congress is; zero in the System stream
	Hall  *journal.Hall
	Actor congress.Actor
}

// Enter finds who the session is in the congress. The hall is held until leave
// is called. A congress that does not exist and one that the account has no
// part in (it is neither a member nor an administrator) are the same ErrNotFound.
func (s *Service) Enter(ctx context.Context, session Session, id congress.CongressID) (*Seat, func(), error) {
	seat, leave, err := s.enter(ctx, session, id)
	if congress.KindOf(err) != congress.NotFound || !id.Valid() {
		return seat, leave, err
	}
	// The congress may have been made, or the account seated, on another server a moment ago.
	if err := s.refreshSystem(ctx); err != nil {
		return nil, nil, err
	}
	if _, err := s.info(ctx, id); err != nil {
		return nil, nil, err
	}
	h, leave, err := s.options.Halls.Enter(ctx, id.Stream())
	if err != nil {
		return nil, nil, err
	}
	defer leave()
	if err := h.Refresh(ctx); err != nil {
		return nil, nil, err
	}
	return s.enter(ctx, session, id)
}

func (s *Service) enter(ctx context.Context, session Session, id congress.CongressID) (*Seat, func(), error) {
	info, err := s.info(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	h, leave, err := s.options.Halls.Enter(ctx, id.Stream())
	if err != nil {
		return nil, nil, err
	}
	actor, err := s.Refresh(h, session.actor(id))
	if err != nil {
		leave()
		return nil, nil, err
	}
	return &Seat{Info: info, Hall: h, Actor: actor}, leave, nil
}

// info is what the System stream says of the congress, or ErrNotFound.
func (s *Service) info(ctx context.Context, id congress.CongressID) (info congress.Info, err error) {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return info, err
	}
	defer leave()
	r, err := system.Get(ServerActor(""), congress.ObjectID(id))
	if err != nil || r.Kind != congress.KindCongress || r.Decode(&info) != nil {
		return info, congress.ErrNotFound
	}
	return info, nil
}

// System gives the System stream; an administrator's actor has that role there, others have none.
func (s *Service) System(ctx context.Context, session Session) (*Seat, func(), error) {
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return nil, nil, err
	}
	if err := h.Fresh(); err != nil {
		leave()
		return nil, nil, err
	}
	return &Seat{Hall: h, Actor: session.actor("")}, leave, nil
}

// Written is how many bytes the records of the seat's account take in its congress, with those of
// the side stream, as all servers know it.
func (s *Service) Written(ctx context.Context, seat *Seat) int64 {
	n := seat.Hall.Written(seat.Actor.Account)
	side, leave, err := s.options.Halls.Enter(ctx, seat.Actor.Congress.Side())
	if err != nil { // what is written there will be refused as well
		return n
	}
	defer leave()
	return n + side.Written(seat.Actor.Account)
}

// Refresh gives the actor of a congress with the membership as the hall knows it now. An account
// that is neither a member nor an administrator is ErrNotFound. A hall that has not heard from the
// log for too long knows nobody's rights: Unavailable (see journal.Hall.Fresh).
func (s *Service) Refresh(h *journal.Hall, actor congress.Actor) (congress.Actor, error) {
	if isServer(actor) {
		return actor, nil
	}
	if err := h.Fresh(); err != nil {
		return congress.Actor{}, err
	}
	index, ok := h.Index.(*memberIndex)
	if !ok {
		return congress.Actor{}, congress.ErrNotFound
	}
	var id congress.MemberID
	h.Look(func() { id = index.members[actor.Account] })
	m, _ := h.Member(id)
	return seated(actor, id, m)
}

// Changes is the hall's Changes for who the seat's account is now. It looks again when that changed
// meanwhile: what was chosen for who they were would come with a cursor beyond the change, and so
// be all they ever hear of it.
func (s *Service) Changes(seat *Seat, since journal.Cursor, limit int) (journal.Changes, error) {
	for {
		known := seat.Hall.Head().N
		actor, err := s.Refresh(seat.Hall, seat.Actor)
		if err != nil {
			return journal.Changes{}, err
		}
		if found := seat.Hall.Changes(actor, since, limit); !s.Reached(seat.Hall, actor, known) {
			return found, nil
		}
	}
}

// Reached reports whether what the actor may see changed after record n: by their membership, by
// the policy, or because an administrator became a member.
func (s *Service) Reached(h *journal.Hall, actor congress.Actor, n uint64) bool {
	if h.Reach(actor.Member, n) {
		return true
	}
	if actor.Member != "" || isServer(actor) {
		return false
	}
	now, err := s.Refresh(h, actor)
	return err != nil || now.Member != ""
}

// seated gives the actor the roles of the membership, besides an administrator's own.
func seated(actor congress.Actor, id congress.MemberID, m congress.Member) (congress.Actor, error) {
	administrator := actor.Has(congress.Administrator)
	actor.Member, actor.Roles, actor.Groups = "", nil, nil
	member := id != "" && m.Account == actor.Account && actor.Account != ""
	if !member && !administrator {
		return congress.Actor{}, congress.ErrNotFound
	}
	if member {
		actor.Member, actor.Groups = id, m.Groups
		for _, role := range m.Roles {
			if role != congress.Administrator { // comes from the account alone
				actor.Roles = append(actor.Roles, role)
			}
		}
	}
	if administrator {
		actor.Roles = append(actor.Roles, congress.Administrator)
	}
	return actor, nil
}

// Require is for changes (journal.Request.Make): it gives the actor as of the state that the change
// is made on, or refuses. In a congress, whoever is no longer part of it gets ErrNotFound; in the
// System stream, whose session was ended or account locked gets Unauthorized. An actor who may not
// do the action gets Forbidden "forbidden".
func (s *Service) Require(tx *journal.Tx, actor congress.Actor, action Action) (congress.Actor, error) {
	if !isServer(actor) {
		var err error
		if actor, err = actorIn(tx, actor); err != nil {
			return congress.Actor{}, err
		}
	}
	if !s.options.Policy.Allow(actor, action) {
		return actor, errForbidden
	}
	return actor, nil
}

func actorIn(tx *journal.Tx, actor congress.Actor) (congress.Actor, error) {
	if actor.Congress != "" {
		m, _ := tx.Member(actor.Member)
		return seated(actor, actor.Member, m)
	}
	account, err := standing(tx, actor)
	actor.Roles = systemRoles(account.Administrator)
	return actor, err
}

// standing gives the account of an actor in the System stream, whose session still holds.
func standing(tx *journal.Tx, actor congress.Actor) (accountBody, error) {
	account, ok := accountIn(tx, actor.Account)
	r, open := tx.Get(congress.ObjectID(actor.Session))
	switch {
	case ok && account.Disabled:
		return accountBody{}, errDisabled
	case !ok || !open || r.Kind != congress.KindSession || r.N <= account.SessionsAfter:
		return accountBody{}, errUnknown
	}
	return account, nil
}

func systemRoles(administrator bool) []congress.Role {
	if administrator {
		return []congress.Role{congress.Administrator}
	}
	return nil
}

var errForbidden = congress.E(congress.Forbidden, messages.Forbidden)
