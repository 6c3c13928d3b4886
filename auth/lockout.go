package auth

import (
	"context"
	"slices"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/vietnamese"
)

// A lockout is that a login has no try from one address: after five wrong passwords, or one while
// the login or the address is under attack. All in a hall have one address, so that one person's
// guesses there shut out whoever is not signed in on a device of their own. The organizers of a
// congress see the lockouts of its members, and may lift them:
//
//   - Only a lockout that stands is lifted. It gives that login at most five more tries from that address, within fifteen minutes.
//   - Each of these counts as if it came when it would have been let in anyway, and none comes more than 45 minutes early. So the
//     tries in any span of time are those of before and at most fifteen more, however many organizers lift, and whose accounts.
//   - A login is lifted three times in an hour, by all congresses together; the log decides, so by all servers together.
//   - Organizers are told no address: from their own, from another one, or on a device of the account.
const (
	liftTries  = throttlePair
	liftsMost  = 3 // of a login in liftsSpan
	liftsSpan  = time.Hour
	liftsKept  = 24 * time.Hour // for the organizers to see
	liftsAhead = liftsMost * throttleSpan
	shutsTold  = 5 // of one login
)

// Lockouts are those of a congress's members, as an organizer sees them.
type Lockouts struct {
	Items []Locked `json:"items"` // in Vietnamese order
	Lifts []Lifted `json:"lifts"` // of members of the congress, of the last day, the newest first
	Here  Standing `json:"here"`
}

// Locked is a member who has no try from somewhere.
type Locked struct {
	Member   congress.MemberID `json:"member"`
	Name     string            `json:"name"`
	Login    string            `json:"login"`
	Lockouts []Lockout         `json:"lockouts"` // the newest first
	More     int               `json:"more"`     // that are not told, older ones

	password string // its hash, which no organizer has
	shut     []shut
}

// Lockout keeps a login out from one address.
type Lockout struct {
	ID    string    `json:"lockout"`
	From  string    `json:"from"`  // "here": the asker's own address; "elsewhere": another one; "device": one that the account is signed in on
	Since time.Time `json:"since"` // the last wrong try
	Until time.Time `json:"until"` // unless it is lifted, or there are more
	Tries int       `json:"tries"` // that count
	Left  int       `json:"left"`  // tries of a lift that are left
}

// Lifted is a lift, and who did it: a member of the congress, or (Elsewhere) an organizer of
// another one.
type Lifted struct {
	Member    congress.MemberID `json:"member"`
	Name      string            `json:"name"`
	Login     string            `json:"login"`
	At        time.Time         `json:"at"`
	By        congress.MemberID `json:"by,omitempty"`
	ByName    string            `json:"byName,omitempty"`
	Elsewhere bool              `json:"elsewhere,omitempty"`
}

// Standing is how many tries each login has from the asker's address, with the wrong ones from
// there for all logins. With none it is shut for all until then; no lift opens it for who has not
// tried.
type Standing struct {
	Wrong int        `json:"wrong"`
	Tries int        `json:"tries"`
	Until *time.Time `json:"until,omitempty"`
}

// lifts is the body of a KindLift record: those of one login, the oldest first.
type lifts struct {
	Login string     `json:"login"` // its digest
	List  []liftBody `json:"list"`
}

type liftBody struct {
	Address  string              `json:"address"` // its digest
	At       time.Time           `json:"at"`
	Congress congress.CongressID `json:"congress"`
	By       congress.MemberID   `json:"by"`
}

// shut is a pair that has no try, or only those of a lift.
type shut struct {
	pair
	device       bool
	since, until time.Time
	tries, left  int
}

// shuts gives those of a login, by its digest, the newest first.
func (t *throttle) shuts(login string) (out []shut) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	seen := map[string]bool{}
	for _, a := range recent(t.byLogin[login], now) {
		if seen[a.address] {
			continue
		}
		seen[a.address] = true
		tried, wait := t.stand(a.pair, now)
		if wait <= 0 {
			continue
		}
		one := shut{pair: a.pair, device: a.device, until: now.Add(wait), tries: len(tried)}
		for _, b := range tried {
			if b.made.After(one.since) {
				one.since = b.made
			}
		}
		if l := t.lifts[a.pair]; l != nil && now.Sub(l.at) < throttleSpan {
			one.left = l.left
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b shut) int { return b.since.Compare(a.since) })
	return out
}

// standing is how the address stands.
func (t *throttle) standing(address string) Standing {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	wrong := recent(t.byAddress[digest("address", network(address))], now)
	out := Standing{Wrong: len(wrong), Tries: throttlePair}
	if len(wrong) >= throttleAddress {
		out.Tries = 1
	}
	if over := len(wrong) - throttleClosed; over >= 0 {
		until := wrong[over].at.Add(throttleSpan).UTC()
		out.Tries, out.Until = 0, &until
	}
	return out
}

// lift takes in the lifts of a login; those that it has are no new ones.
func (t *throttle) lift(all lifts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, one := range all.List {
		p := pair{all.Login, one.Address}
		if known := t.lifts[p]; now.Sub(one.At) < throttleSpan && (known == nil || known.at.Before(one.At)) {
			t.lifts[p] = &lift{at: one.At, left: liftTries}
		}
	}
}

// Lockouts lists the lockouts of the congress's members. The actor needs LiftLockouts; address is
// theirs. The counts of another server are known as soon as it tells (shared.go). Errors:
// Forbidden, Unavailable.
func (s *Service) Lockouts(ctx context.Context, h *journal.Hall, actor congress.Actor, address string) (Lockouts, error) {
	out := Lockouts{Items: []Locked{}, Lifts: []Lifted{}, Here: s.throttle.standing(address)}
	members, err := s.tried(ctx, h, actor)
	if err != nil {
		return Lockouts{}, err
	}
	here := digest("address", network(address))
	byLogin := map[string]Locked{}
	for _, m := range members {
		byLogin[digest("login", m.Login)] = m
		slices.SortStableFunc(m.shut, func(a, b shut) int { return flag(b.address == here) - flag(a.address == here) })
		for i, one := range m.shut {
			if i == shutsTold {
				m.More = len(m.shut) - i
				break
			}
			m.Lockouts = append(m.Lockouts, Lockout{
				ID: lockoutID(actor.Congress, m, one), From: fromWhere(one, here), Since: one.since.UTC(), Until: one.until.UTC(), Tries: one.tries, Left: one.left,
			})
		}
		if len(m.Lockouts) > 0 {
			out.Items = append(out.Items, m)
		}
	}
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(congress.System).Side())
	if err != nil {
		return Lockouts{}, err
	}
	defer leave()
	news, _ := side.News(0)
	for _, one := range news {
		var of lifts
		if one.Record.Kind != congress.KindLift || one.Record.Decode(&of) != nil {
			continue
		}
		m, ok := byLogin[of.Login]
		for _, l := range of.List {
			if !ok || s.options.Now().Sub(l.At) >= liftsKept {
				continue
			}
			lifted := Lifted{Member: m.Member, Name: m.Name, Login: m.Login, At: l.At}
			if lifted.Elsewhere = l.Congress != actor.Congress; !lifted.Elsewhere {
				by, _ := h.Member(l.By)
				lifted.By, lifted.ByName = l.By, by.Name
			}
			out.Lifts = append(out.Lifts, lifted)
		}
	}
	slices.SortStableFunc(out.Lifts, func(a, b Lifted) int { return b.At.Compare(a.At) })
	return out, nil
}

// LiftLockout lets the login of a lockout try again from its address. The record is in System's
// side stream; id again is the same lift. The actor needs LiftLockouts. Errors: NotFound (no such
// lockout stands, or it is of no member of the congress), TooMany "lifts_many" with the seconds to
// wait in Fields["retryAfter"], Forbidden, Unavailable.
func (s *Service) LiftLockout(ctx context.Context, h *journal.Hall, actor congress.Actor, lockout string, id congress.RecordID) error {
	members, err := s.tried(ctx, h, actor)
	if err != nil {
		return err
	}
	var target *shut
	for _, m := range members {
		for _, one := range m.shut {
			if lockoutID(actor.Congress, m, one) == lockout {
				target = &one
			}
		}
	}
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(congress.System).Side())
	if err != nil {
		return err
	}
	defer leave()
	res, err := side.Commit(ctx, journal.Request{ID: id, Kind: congress.KindLift, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if target == nil {
			return journal.Draft{}, congress.ErrNotFound
		}
		now := congress.AsKept(s.options.Now())
		object := congress.ObjectID(congress.DerivedUUID("lifts", target.login))
		body := lifts{Login: target.login}
		if r, ok := tx.Get(object); ok {
			if err := r.Decode(&body); err != nil {
				return journal.Draft{}, err
			}
		}
		body.List = slices.DeleteFunc(body.List, func(l liftBody) bool { return now.Sub(l.At) >= liftsKept })
		if over := len(body.List) - liftsMost; over >= 0 {
			if wait := body.List[over].At.Add(liftsSpan).Sub(now); wait > 0 {
				return journal.Draft{}, errManyLifts(wait)
			}
		}
		if wait := target.until.Sub(now) - liftsAhead; wait > 0 { // it would let nothing in
			return journal.Draft{}, errManyLifts(wait)
		}
		body.List = append(body.List, liftBody{Address: target.address, At: now, Congress: actor.Congress, By: actor.Member})
		return journal.Draft{Object: object, Derived: true, Body: body}, nil
	}})
	if err != nil {
		return err
	}
	var made lifts
	if err := res.Record.Decode(&made); err != nil {
		return err
	}
	s.throttle.lift(made)
	return nil
}

func errManyLifts(wait time.Duration) error {
	return &congress.Error{Kind: congress.TooMany, Code: messages.LiftsMany, RetryAfter: inSeconds(wait)}
}

// tried gives the members of the hall who can sign in, in Vietnamese order, with what keeps them
// out.
func (s *Service) tried(ctx context.Context, h *journal.Hall, actor congress.Actor) ([]Locked, error) {
	if !s.options.Policy.Allow(actor, LiftLockouts) {
		return nil, errForbidden
	}
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	var out []Locked
	for r := range h.All(ServerActor(actor.Congress), congress.KindMember) {
		m, ok := memberBody(r)
		if !ok || m.Account == "" {
			continue
		}
		var account accountBody
		system.Look(func() { account = system.index.accounts[m.Account] })
		if account.Login != "" {
			out = append(out, Locked{
				Member: congress.MemberID(r.Object), Name: m.Name, Login: account.Login, Lockouts: []Lockout{},
				password: account.Password, shut: s.throttle.shuts(digest("login", account.Login)),
			})
		}
	}
	vietnamese.Sort(out, func(l Locked) []string { return append(vietnamese.Person(l.Name), l.Login) })
	return out, nil
}

// lockoutID names a lockout in one congress. The password's hash is in it so that nobody finds the
// address by trying all.
func lockoutID(id congress.CongressID, m Locked, one shut) string {
	return congress.DerivedUUID("lockout", string(id), m.password, one.address)
}

func fromWhere(s shut, here string) string {
	switch {
	case s.device:
		return "device"
	case s.address == here:
		return "here"
	}
	return "elsewhere"
}

func flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
