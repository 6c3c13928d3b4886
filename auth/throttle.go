package auth

import (
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"plenum/congress"
)

// throttle slows down guessing. Wrong sign-ins count for 15 minutes:
//
//   - From one address, a login has five tries.
//   - Once a login has 20 wrong ones from anywhere, or an address 50 for any
//     logins, five becomes one: each login has one try from each address.
//   - An address with 500 wrong ones has none.
//
// So nobody can lock out somebody else: however many addresses guess at a
// login, its owner, elsewhere, still has a try, and whoever knows the password
// needs no second one. A right sign-in forgets the wrong ones of that login
// from that address, in all counts: a hall of 550 tablets behind one address is not kept out by its
// typing mistakes, and a guesser gains nothing by signing in to an account of their own. A device that the account is
// signed in on counts as an address of its own, so that a guesser in the same hall cannot keep it out. Addresses of IPv6 count by their /64.
//
// A try counts against its login from when it begins, so that many at once
// have no more tries than one after the other. Safe for concurrent use.
type throttle struct {
	now func() time.Time

	mu        sync.Mutex
	byLogin   map[string][]*attempt // wrong ones and those under way, by time
	byAddress map[string][]*attempt // wrong ones, by time
	sweepAt   time.Time

	telling telling // to other servers
}

// attempt names login and address by their digests.
type attempt struct {
	at             time.Time
	login, address string
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
	return &throttle{now: now, byLogin: map[string][]*attempt{}, byAddress: map[string][]*attempt{}}
}

// begin counts a try, or refuses it: TooMany "login_throttled". Exactly one of
// wrong, right and withdraw follows.
func (t *throttle) begin(login, address string) (*attempt, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := &attempt{at: t.now(), login: digest("login", login), address: digest("address", network(address))}
	t.sweep(a.at)
	tried := recent(t.byLogin[a.login], a.at)
	wrongHere := recent(t.byAddress[a.address], a.at)
	var pair []*attempt
	for _, b := range tried {
		if b.address == a.address {
			pair = append(pair, b)
		}
	}
	tries := throttlePair
	if len(tried) >= throttleLogin || len(wrongHere) >= throttleAddress {
		tries = 1
	}
	var wait time.Duration
	if over := len(pair) - tries; over >= 0 {
		wait = pair[over].at.Add(throttleSpan).Sub(a.at)
	}
	if over := len(wrongHere) - throttleClosed; over >= 0 {
		wait = max(wait, wrongHere[over].at.Add(throttleSpan).Sub(a.at))
	}
	if wait > 0 {
		return nil, errThrottled(wait)
	}
	makeRoom(t.byLogin)
	if len(tried) >= throttleKept {
		tried = tried[1:]
	}
	t.byLogin[a.login] = append(tried, a)
	return a, nil
}

func errThrottled(wait time.Duration) error {
	seconds := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
	return &congress.Error{
		Kind: congress.TooMany, Code: "login_throttled", Message: "too many wrong sign-ins; wait " + seconds + " seconds",
		Fields: map[string]string{"retryAfter": seconds},
	}
}

// wrong keeps the try as a wrong one.
func (t *throttle) wrong(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	makeRoom(t.byAddress)
	t.byAddress[a.address] = append(recent(t.byAddress[a.address], a.at), a)
	t.telling.add(signInEvent{Login: a.login, Address: a.address, At: a.at})
}

// right forgets the wrong tries of the login from the address.
func (t *throttle) right(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	same := func(b *attempt) bool { return b.login == a.login && b.address == a.address }
	if slices.ContainsFunc(t.byLogin[a.login], func(b *attempt) bool { return b != a && same(b) }) {
		t.telling.add(signInEvent{Login: a.login, Address: a.address, At: a.at, Right: true})
	}
	forget(t.byLogin, a.login, same)
	forget(t.byAddress, a.address, same)
}

// withdraw forgets a try that came to no answer.
func (t *throttle) withdraw(a *attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	forget(t.byLogin, a.login, func(b *attempt) bool { return b == a })
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
