package auth_test

import (
	"testing"
	"time"

	"plenum/auth"
	"plenum/congress"
)

// Each session is a record, so who knows a password does not open them without end; and others are not kept out by it.
func TestSessionsOfAnAccountAreBounded(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.account("delegate")
	h.account("neighbour")
	try := func(login string) error {
		_, _, err := h.SignIn(t.Context(), auth.SignIn{Login: login, Password: password, Address: "192.0.2.1"})
		return err
	}
	for i := range 120 {
		if err := try("delegate"); err != nil {
			t.Fatalf("session %d: %v", i+1, err)
		}
	}
	err := try("delegate")
	wantCode(t, err, congress.TooMany, "too_many_sessions")
	if wait := congress.AsError(err).RetryAfter; wait != 60 {
		t.Errorf("retry after %d s, want 60", wait)
	}
	if err := try("neighbour"); err != nil {
		t.Errorf("the neighbour: %v", err)
	}
	h.clock.Pass(time.Minute)
	if err := try("delegate"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}
