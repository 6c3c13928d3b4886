package handlers_test

import (
	"strings"
	"testing"

	"plenum/auth"
	"plenum/congress"
)

// What an administrator from outside does is told with their name and login, in each answer that has records.
func TestOrganizersSeeWhoActedFromOutside(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	if _, err := h.auth.CreateAccount(t.Context(), auth.ServerActor(""), auth.NewAccount{ID: h.id(), Login: "quantri", Name: "Quản Trị", Password: password, Administrator: true}); err != nil {
		t.Fatal(err)
	}
	_, token, err := h.auth.SignIn(t.Context(), auth.SignIn{Login: "quantri", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	group := string(h.id())
	key := map[string]string{"Idempotency-Key": string(h.id()), "Authorization": "Bearer " + token}
	if res := h.do("PUT", "~/groups/"+group, `{"name":"Tổ của quản trị viên","number":9}`, key); res.StatusCode != 201 || !strings.Contains(string(res.body), `"login":"quantri"`) {
		t.Fatalf("%d %s", res.StatusCode, res.body)
	}
	const want = `"accounts":{"` // with whose it is
	for _, path := range []string{"~/groups", "/mobile/v1/congresses/" + string(h.congress) + "/changes"} {
		res := h.do("GET", path, "", nil)
		text := string(res.body)
		if res.StatusCode != 200 || strings.Count(text, want) != 1 || !strings.Contains(text, `{"name":"Quản Trị","login":"quantri","outside":true}`) {
			t.Errorf("%s: %d %s", path, res.StatusCode, text)
		}
	}
	// A member who does not edit members is told the id alone.
	made, err := h.auth.CreateAccount(t.Context(), auth.ServerActor(""), auth.NewAccount{ID: h.id(), Login: "daibieu", Name: "Đại Biểu Thử", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	hall, leave, err := h.halls.Enter(t.Context(), congress.StreamID(h.congress))
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	m := &congress.Member{Account: made.ID, Name: "Đại Biểu Thử", Roles: []congress.Role{congress.Delegate}}
	if _, err := h.auth.PutSetup(t.Context(), hall, auth.ServerActor(h.congress), auth.Setup{ID: h.id(), Object: congress.ObjectID(h.id()), Member: m}); err != nil {
		t.Fatal(err)
	}
	if _, token, err = h.auth.SignIn(t.Context(), auth.SignIn{Login: "daibieu", Password: password}); err != nil {
		t.Fatal(err)
	}
	res := h.do("GET", "~/groups", "", map[string]string{"Authorization": "Bearer " + token})
	if text := string(res.body); res.StatusCode != 200 || !strings.Contains(text, "Tổ của quản trị viên") || strings.Contains(text, "accounts") || strings.Contains(text, "quantri") || !strings.Contains(text, `"account":"`) {
		t.Errorf("a delegate: %d %s", res.StatusCode, text)
	}
}
