package auth_test

import (
	"fmt"
	"testing"
	"time"

	"plenum/auth"
	"plenum/congress"
)

func TestAListOfCongressesLoadsTheAccountsOwn(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	session, _ := h.signIn("delegate")
	var all []congress.CongressID
	for i := range 6 {
		all = append(all, h.congress(fmt.Sprint("Đại hội ", i)))
	}
	h.seat(all[2], "", a, congress.Delegate)
	list := func(what string, want ...congress.CongressID) {
		t.Helper()
		h.clock.Pass(time.Hour) // longer than a hall stays that nobody is in
		h.halls.LetGo(t.Context())
		got, err := h.Congresses(t.Context(), session)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%s: %+v, %v", what, got, err)
		}
		for i := range want {
			if got[i].Congress != want[i] || got[i].Member == "" {
				t.Errorf("%s: %+v, want %s", what, got[i], want[i])
			}
		}
	}
	list("at first", all[2])
	list("again", all[2])
	if n := h.halls.Len(); n != 2 {
		t.Errorf("%d halls are loaded, want System and the account's own", n)
	}
	member := h.seat(all[4], "", a, congress.Delegate)
	list("seated in another", all[2], all[4])
	h.put(all[4], member, auth.Setup{Member: &congress.Member{Name: "An", Roles: []congress.Role{congress.Delegate}}})
	list("the seat is nobody's", all[2])
	list("again", all[2])
	if n := h.halls.Len(); n != 2 {
		t.Errorf("%d halls are loaded, want System and the account's own", n)
	}
	administrator := h.administrator()
	if got, err := h.Congresses(t.Context(), administrator); err != nil || len(got) != len(all) {
		t.Errorf("an administrator has %d congresses, %v", len(got), err)
	}
}
