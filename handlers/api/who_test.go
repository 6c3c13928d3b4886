package api_test

import (
	"strings"
	"testing"

	"plenum/auth"
	"plenum/congress"
	"plenum/handlers/handlerstest"
)

// What an administrator from outside does is told with their name and login, in each answer that has records.
func TestOrganizersSeeWhoActedFromOutside(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	if _, err := h.Auth.CreateAccount(t.Context(), auth.ServerActor(""), auth.NewAccount{ID: h.ID(), Login: "quantri", Name: "Quản Trị", Password: handlerstest.Password, Administrator: true}); err != nil {
		t.Fatal(err)
	}
	_, token, err := h.Auth.SignIn(t.Context(), auth.SignIn{Login: "quantri", Password: handlerstest.Password})
	if err != nil {
		t.Fatal(err)
	}
	group := string(h.ID())
	key := map[string]string{"Idempotency-Key": string(h.ID()), "Authorization": "Bearer " + token}
	if res := h.Do("PUT", "~/groups/"+group, `{"name":"Tổ của quản trị viên","number":9}`, key); res.StatusCode != 201 || !strings.Contains(string(res.Body), `"login":"quantri"`) {
		t.Fatalf("%d %s", res.StatusCode, res.Body)
	}
	const want = `"accounts":{"` // with whose it is
	for _, path := range []string{"~/groups", "/mobile/v1/congresses/" + string(h.Congress) + "/changes"} {
		res := h.Do("GET", path, "", nil)
		text := string(res.Body)
		if res.StatusCode != 200 || strings.Count(text, want) != 1 || !strings.Contains(text, `{"name":"Quản Trị","login":"quantri","outside":true}`) {
			t.Errorf("%s: %d %s", path, res.StatusCode, text)
		}
	}
	// A member who does not edit members is told the id alone.
	made, err := h.Auth.CreateAccount(t.Context(), auth.ServerActor(""), auth.NewAccount{ID: h.ID(), Login: "daibieu", Name: "Đại Biểu Thử", Password: handlerstest.Password})
	if err != nil {
		t.Fatal(err)
	}
	hall, leave, err := h.Halls.Enter(t.Context(), congress.StreamID(h.Congress))
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	m := &congress.Member{Account: made.ID, Name: "Đại Biểu Thử", Roles: []congress.Role{congress.Delegate}}
	if _, err := h.Auth.PutSetup(t.Context(), hall, auth.ServerActor(h.Congress), auth.Setup{ID: h.ID(), Object: congress.ObjectID(h.ID()), Member: m}); err != nil {
		t.Fatal(err)
	}
	if _, token, err = h.Auth.SignIn(t.Context(), auth.SignIn{Login: "daibieu", Password: handlerstest.Password}); err != nil {
		t.Fatal(err)
	}
	res := h.Do("GET", "~/groups", "", map[string]string{"Authorization": "Bearer " + token})
	if text := string(res.Body); res.StatusCode != 200 || !strings.Contains(text, "Tổ của quản trị viên") || strings.Contains(text, "accounts") || strings.Contains(text, "quantri") || !strings.Contains(text, `"account":"`) {
		t.Errorf("a delegate: %d %s", res.StatusCode, text)
	}
}
