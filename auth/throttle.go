package auth

import (
	"strconv"
	"sync"
	"time"

	"plenum/congress"
)

// throttle slows down guessing. Failures count for 15 minutes: per login and
// address together (5), per address (50), and per login from anywhere (100).
// Whoever is over a limit waits until the oldest failure no longer counts. The limit per login is so high that
// somebody who guesses from elsewhere cannot easily keep the owner out, and
// a right sign-in forgets the failures of its own login and address.
type throttle struct {
	now func() time.Time

	mu       sync.Mutex
	failures map[string][]time.Time
	sweepAt  time.Time
}

const (
	throttleSpan   = 15 * time.Minute
	throttlePair   = 5
	throttleAddr   = 50
	throttleLogin  = 100
	throttleMost   = 100_000 // keys; beyond that the oldest are forgotten at the next sweep
	throttleSweeps = time.Minute
)

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, failures: map[string][]time.Time{}}
}

func pairKey(login, address string) string { return "p " + login + " " + address }

// check refuses with TooMany who has failed too often.
func (t *throttle) check(login, address string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	var wait time.Duration
	for key, limit := range map[string]int{pairKey(login, address): throttlePair, "a " + address: throttleAddr, "l " + login: throttleLogin} {
		recent := t.recent(key, now)
		if len(recent) >= limit {
			wait = max(wait, recent[len(recent)-limit].Add(throttleSpan).Sub(now))
		}
	}
	if wait <= 0 {
		return nil
	}
	seconds := strconv.Itoa(int(wait/time.Second) + 1)
	return &congress.Error{
		Kind: congress.TooMany, Code: "login_throttled", Message: "too many wrong sign-ins; wait " + seconds + " seconds",
		Fields: map[string]string{"retryAfter": seconds},
	}
}

func (t *throttle) failed(login, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.sweep(now)
	for _, key := range []string{pairKey(login, address), "a " + address, "l " + login} {
		if len(t.failures) < throttleMost || t.failures[key] != nil {
			t.failures[key] = append(t.recent(key, now), now)
		}
	}
}

func (t *throttle) succeeded(login, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.failures, pairKey(login, address))
}

func (t *throttle) recent(key string, now time.Time) []time.Time {
	list := t.failures[key]
	for len(list) > 0 && now.Sub(list[0]) >= throttleSpan {
		list = list[1:]
	}
	return list
}

func (t *throttle) sweep(now time.Time) {
	if now.Before(t.sweepAt) {
		return
	}
	t.sweepAt = now.Add(throttleSweeps)
	for key := range t.failures {
		if len(t.recent(key, now)) == 0 {
			delete(t.failures, key)
		}
	}
}
