package auth

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// throttle slows down guessing. Wrong sign-ins count for 15 minutes:
//
//   - From one address, a login has five tries.
//   - Once a login has 20 wrong ones from anywhere, or an address 50 for any
//     logins, five becomes one: each login has one try from each address.
//   - An address with 500 wrong ones has none.
//
// So nobody can lock out somebody else who is elsewhere: however many addresses guess at a login,
// its owner at another one still has a try, and whoever knows the password needs no second one.
// Somebody at the same address, as in a hall, can: five wrong ones shut the login out there. A
// device that the account is signed in on counts as an address of its own, so that a guesser in the
// same hall cannot keep it out; a rule for other devices is to come (issue 22). A right sign-in
// forgets the wrong ones of that login from that address, in all counts: a hall of 550 tablets
// behind one address is not kept out by its typing mistakes, and a guesser gains nothing by signing
// in to an account of their own. Addresses of IPv6 count by their /64.
//
// An organizer may lift what keeps a login out from one address (lockout.go): it has five more
// tries from there, which are taken from those to come, so that a guesser has no more of them in
// the long run.
//
// A try counts against its login from when it begins, so that many at once have no more tries than
// one after the other. Counts are in memory; other servers hear of them (shared.go). Safe for
// concurrent use.
type throttle struct {
	now func() time.Time

	mu        sync.Mutex
	byLogin   map[string][]*attempt // wrong ones and those under way, by time
	byAddress map[string][]*attempt // wrong ones, by time
	lifts     map[pair]*lift
	sweepAt   time.Time

	telling telling // to other servers
}

// pair is a login and the address that it is tried from, by their digests.
type pair struct{ login, address string }

// attempt is one try. It counts from at, which is when it was made, or, of one that a lift let in,
// when it would have been let in anyway.
type attempt struct {
	at, made time.Time
	pair
	device bool // the address is a device that the account is signed in on
}

// lift lets some tries in that would be refused.
type lift struct {
	at   time.Time
	left int
}

const (
	throttleSpan    = 15 * time.Minute
	throttlePair    = 5
	throttleLogin   = 20
	throttleAddress = 50
	throttleClosed  = 500
	throttleKept    = 1000    // attempts kept of one login
	throttleKeys    = 100_000 // logins, and addresses, kept; beyond that some are forgotten
)

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, byLogin: map[string][]*attempt{}, byAddress: map[string][]*attempt{}, lifts: map[pair]*lift{}}
}

// begin counts a try, or refuses it: TooMany "login_throttled". Exactly one of
// wrong, right and withdraw follows.
func (t *throttle) begin(login, address string) (*attempt, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	a := &attempt{at: now, made: now, pair: pairOf(login, address), device: strings.HasPrefix(address, onDevice)}
	t.sweep(now)
	_, wait := t.stand(a.pair, now)
	if wait > 0 {
		l := t.lifts[a.pair]
		if l == nil || l.left == 0 || now.Sub(l.at) >= throttleSpan || wait > liftsAhead {
			return nil, errThrottled(wait)
		}
		l.left--
		a.at = now.Add(wait)
	}
	makeRoom(t.byLogin)
	t.byLogin[a.login] = inOrder(recent(t.byLogin[a.login], now), a, throttleKept)
	return a, nil
}

// onDevice begins what stands for the address on a device that the account is signed in on.
const onDevice = "device "

func pairOf(login, address string) pair {
	return pair{digest("login", login), digest("address", network(address))}
}

// stand is how the pair stands: its tries that count, and how long the next one has to wait. t.mu
// is held.
func (t *throttle) stand(p pair, now time.Time) (tried []*attempt, wait time.Duration) {
	all, wrongHere := recent(t.byLogin[p.login], now), recent(t.byAddress[p.address], now)
	for _, b := range all {
		if b.address == p.address {
			tried = append(tried, b)
		}
	}
	tries := throttlePair
	if len(all) >= throttleLogin || len(wrongHere) >= throttleAddress {
		tries = 1
	}
	if over := len(tried) - tries; over >= 0 {
		wait = tried[over].at.Add(throttleSpan).Sub(now)
	}
	if over := len(wrongHere) - throttleClosed; over >= 0 {
		wait = max(wait, wrongHere[over].at.Add(throttleSpan).Sub(now))
	}
	return tried, wait
}

func errThrottled(wait time.Duration) error {
	return &congress.Error{Kind: congress.TooMany, Code: messages.LoginThrottled, RetryAfter: inSeconds(wait)}
}

func inSeconds(wait time.Duration) int { return int((wait + time.Second - 1) / time.Second) }

// wrong keeps the try as a wrong one.
func (t *throttle) wrong(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	makeRoom(t.byAddress)
	t.byAddress[a.address] = inOrder(recent(t.byAddress[a.address], a.made), a, throttleKept)
	t.telling.add(eventOf(a))
}

// right forgets the wrong tries of the login from the address.
func (t *throttle) right(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.ContainsFunc(t.byLogin[a.login], func(b *attempt) bool { return b != a && b.pair == a.pair }) {
		e := eventOf(a)
		e.Right = true
		t.telling.add(e)
	}
	t.forgetUntil(a.pair, t.now())
}

// forgetUntil forgets what the pair had tried until then, and the rest of a lift. t.mu is held.
func (t *throttle) forgetUntil(p pair, then time.Time) {
	before := func(a *attempt) bool { return a.pair == p && !a.made.After(then) }
	forget(t.byLogin, p.login, before)
	forget(t.byAddress, p.address, before)
	if l := t.lifts[p]; l != nil && !l.at.After(then) {
		l.left = 0
	}
}

// withdraw forgets a try that came to no answer.
func (t *throttle) withdraw(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	forget(t.byLogin, a.login, func(b *attempt) bool { return b == a })
	if l := t.lifts[a.pair]; l != nil && !a.at.Equal(a.made) {
		l.left++
	}
}

func forget(m map[string][]*attempt, key string, which func(*attempt) bool) {
	if list := slices.DeleteFunc(m[key], which); len(list) == 0 {
		delete(m, key)
	} else {
		m[key] = list
	}
}

func recent(list []*attempt, now time.Time) []*attempt {
	for len(list) > 0 && now.Sub(list[0].at) >= throttleSpan {
		list = list[1:]
	}
	return list
}

// sweep forgets, once a minute, what no longer counts.
func (t *throttle) sweep(now time.Time) {
	if now.Before(t.sweepAt) {
		return
	}
	t.sweepAt = now.Add(time.Minute)
	for _, m := range []map[string][]*attempt{t.byLogin, t.byAddress} {
		for key, list := range m {
			if len(recent(list, now)) == 0 {
				delete(m, key)
			}
		}
	}
	for p, l := range t.lifts {
		if now.Sub(l.at) >= throttleSpan {
			delete(t.lifts, p)
		}
	}
}

// makeRoom keeps a map bounded; which key goes is left to chance, so that nobody can choose it.
func makeRoom(m map[string][]*attempt) {
	for key := range m {
		if len(m) < throttleKeys {
			return
		}
		delete(m, key)
	}
}

// network is the part of an address that one guesser cannot easily change.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, _ := ip.Prefix(64) // 64 fits every IPv6 address
	return prefix.String()
}
