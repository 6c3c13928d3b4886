package stories_test

import (
	"net/http"
	"testing"
)

// Wrong passwords count at whatever server they come to, an organizer sees the lockout on either and lifts it for both, and guessing gets no
// easier by going to the other one.
func TestALockoutHoldsAndIsLiftedOnEveryServerOfOneLog(t *testing.T) {
	p := newPair(t, nil, "--poll", "50ms")
	organizer, _ := thread(t, p.a) // who is a delegate too, and signs in as dai-bieu
	const right = "mật khẩu dài"
	admin := p.a.signIn("quantri", right)
	admin.congress = organizer.congress
	account := admin.do("POST", "/api/v1/accounts", map[string]any{"login": "bi-khoa", "name": "Đại biểu Bị Khóa", "password": right}, key(newID()))
	if account.status != http.StatusCreated {
		t.Fatal(account)
	}
	if res := admin.do("PUT", "~/members/"+newID(), map[string]any{"name": "Đại biểu Bị Khóa", "account": account.str("account"), "roles": []string{"delegate"}}, key(newID())); res.status != http.StatusCreated {
		t.Fatal(res)
	}
	try := func(at *process, password string) int {
		t.Helper()
		return (&person{process: at}).do("POST", "/api/v1/sessions", map[string]string{"login": "bi-khoa", "password": password}, nil).status
	}
	lockout := func(at *process) string {
		list, _ := organizer.on(at).get("~/lockouts").json()["items"].([]any)
		if len(list) == 0 {
			return ""
		}
		item, _ := list[0].(map[string]any)
		all, _ := item["lockouts"].([]any)
		if len(all) == 0 {
			return ""
		}
		first, _ := all[0].(map[string]any)
		id, _ := first["lockout"].(string)
		return id
	}
	eventually(t, "the account is known to both", func() bool { return try(p.b, "sai mật khẩu") == http.StatusUnauthorized })
	for n := 1; n < 5; n++ { // by turns
		at := []*process{p.a, p.b}[n%2]
		if status := try(at, "sai mật khẩu"); status != http.StatusUnauthorized {
			t.Fatalf("wrong try %d: %d", n+1, status)
		}
	}
	for name, at := range map[string]*process{"a": p.a, "b": p.b} {
		eventually(t, "server "+name+" shows the lockout", func() bool { return lockout(at) != "" })
		if status := try(at, right); status != http.StatusTooManyRequests {
			t.Fatalf("server %s lets them in: %d", name, status)
		}
	}
	if a, b := lockout(p.a), lockout(p.b); a != b {
		t.Fatalf("the servers have lockouts %s and %s", a, b)
	}
	if res := organizer.on(p.b).do("POST", "~/lockouts/"+lockout(p.b)+"/lift", nil, key(newID())); res.status != http.StatusNoContent {
		t.Fatal(res)
	}
	eventually(t, "server a lets them try after the lift on b", func() bool { return try(p.a, right) == http.StatusCreated })
}
