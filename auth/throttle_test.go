package auth

import (
	"fmt"
	"testing"
	"time"

	"plenum/congress"
)

type throttleTest struct {
	*testing.T
	*throttle
	now time.Time
}

func newThrottleTest(t *testing.T) *throttleTest {
	tt := &throttleTest{T: t, now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	tt.throttle = newThrottle(func() time.Time { return tt.now })
	return tt
}

// guess tries a wrong password and reports whether it was looked at.
func (t *throttleTest) guess(login, address string) bool {
	try, err := t.begin(login, address)
	if err != nil {
		if congress.CodeOf(err) != "login_throttled" {
			t.Error(err)
		}
		return false
	}
	t.wrong(try)
	return true
}

func (t *throttleTest) signIn(login, address string) bool {
	try, err := t.begin(login, address)
	if err == nil {
		t.throttle.right(try)
	}
	return err == nil
}

func TestALoginUnderAttackFromEverywhereIsStillOpenToItsOwner(t *testing.T) {
	tt := newThrottleTest(t)
	looked := 0
	for i := range 2000 {
		for range 10 {
			if tt.guess("delegate", fmt.Sprintf("10.0.%d.%d", i/250, i%250)) {
				looked++
			}
		}
	}
	if looked > 2000+throttleLogin {
		t.Errorf("2000 addresses had %d tries at one login", looked)
	}
	if !tt.signIn("delegate", "192.0.2.1") {
		t.Error("the owner is kept out")
	}
	if n := len(tt.byLogin["delegate"]); n > throttleKept {
		t.Errorf("%d tries of one login are kept", n)
	}
}

func TestAnAddressThatTriesManyLoginsHasFewTries(t *testing.T) {
	tt := newThrottleTest(t)
	looked := 0
	for i := range 5000 {
		if tt.guess(fmt.Sprint("login", i), "192.0.2.1") {
			looked++
		}
	}
	if looked != throttleClosed {
		t.Errorf("%d tries, want %d", looked, throttleClosed)
	}
	if !tt.guess("login1", "192.0.2.2") {
		t.Error("another address is kept out")
	}
	tt.now = tt.now.Add(throttleSpan)
	if !tt.guess("login1", "192.0.2.1") {
		t.Error("kept out for longer than the span")
	}
}

// All tablets of a hall may come from one address.
func TestAHallThatMistypesIsNotKeptOut(t *testing.T) {
	tt := newThrottleTest(t)
	for i := range 1586 {
		login := fmt.Sprint("delegate", i)
		for range 4 {
			if !tt.guess(login, "192.0.2.1") {
				t.Fatalf("%s is kept out", login)
			}
		}
		if !tt.signIn(login, "192.0.2.1") {
			t.Fatalf("%s is kept out", login)
		}
	}
	if len(tt.byLogin)+len(tt.byAddress) != 0 {
		t.Errorf("%d and %d keys are kept of people who are in", len(tt.byLogin), len(tt.byAddress))
	}
}

func TestSigningInToOnesOwnAccountBuysNoGuesses(t *testing.T) {
	tt := newThrottleTest(t)
	looked := 0
	for range 100 {
		if tt.guess("victim", "192.0.2.1") {
			looked++
		}
		tt.signIn("guesser", "192.0.2.1")
	}
	if looked != throttlePair {
		t.Errorf("%d tries, want %d", looked, throttlePair)
	}
}

func TestTriesThatCameToNoAnswerDoNotCount(t *testing.T) {
	tt := newThrottleTest(t)
	for range 100 {
		try, err := tt.begin("delegate", "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		tt.withdraw(try)
	}
	if len(tt.byLogin) != 0 {
		t.Error("something is kept")
	}
}

func TestTheThrottlesMemoryIsBounded(t *testing.T) {
	tt := newThrottleTest(t)
	for i := range throttleKeys + 5000 {
		tt.guess(fmt.Sprint("login", i), fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255))
	}
	if len(tt.byLogin) > throttleKeys || len(tt.byAddress) > throttleKeys {
		t.Errorf("%d logins and %d addresses are kept, want at most %d", len(tt.byLogin), len(tt.byAddress), throttleKeys)
	}
	tt.now = tt.now.Add(throttleSpan)
	tt.guess("one", "192.0.2.1")
	if len(tt.byLogin) != 1 || len(tt.byAddress) != 1 {
		t.Errorf("%d logins and %d addresses are kept after the span", len(tt.byLogin), len(tt.byAddress))
	}
}

func TestAddressesCountAsTheirNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8::1": "2001:db8::/64", "2001:db8::ffff:1": "2001:db8::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "no address": "no address",
	} {
		if got := network(in); got != want {
			t.Errorf("%q counts as %q, want %q", in, got, want)
		}
	}
}
