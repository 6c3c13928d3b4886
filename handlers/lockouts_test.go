package handlers_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The whole way over HTTP, held to the contract by h.do.
func TestOrganizersSeeAndLiftLockouts(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	path := "/api/v1/congresses/" + string(h.congress) + "/lockouts"
	signIn := func(word string) (int, string) {
		res := h.do("POST", "/api/v1/sessions", `{"login":"bantochuc","password":"`+word+`"}`, nil)
		return res.StatusCode, string(res.body)
	}
	type list struct {
		Items []struct {
			Name, Login string
			Lockouts    []struct {
				Lockout, From string
				Tries, Left   int
			}
		}
		Lifts []struct{ Name, ByName string }
		Here  struct{ Wrong, Tries int }
	}
	look := func() (l list) {
		t.Helper()
		res := h.do("GET", path, "", nil)
		if err := json.Unmarshal(res.body, &l); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", res.StatusCode, res.body)
		}
		if strings.Contains(string(res.body), "127.0.0.1") {
			t.Errorf("an address is told: %s", res.body)
		}
		return l
	}
	if l := look(); len(l.Items)+len(l.Lifts)+l.Here.Wrong != 0 || l.Here.Tries != 5 {
		t.Errorf("before: %+v", l)
	}
	for range 5 {
		if code, body := signIn("a wrong password"); code != http.StatusUnauthorized {
			t.Fatal(code, body)
		}
	}
	if code, body := signIn(password); code != http.StatusTooManyRequests {
		t.Fatal(code, body)
	}
	l := look()
	if len(l.Items) != 1 || l.Items[0].Login != "bantochuc" || len(l.Items[0].Lockouts) != 1 || l.Items[0].Lockouts[0].From != "here" || l.Here.Wrong != 5 {
		t.Fatalf("%+v", l)
	}
	lift := func(lockout, key string) answer {
		return h.do("POST", path+"/"+lockout+"/lift", "", map[string]string{"Idempotency-Key": key})
	}
	for lockout, want := range map[string]int{string(h.id()): 404, "no-id": 404} {
		if res := lift(lockout, string(h.id())); res.StatusCode != want {
			t.Errorf("%s: %d %s", lockout, res.StatusCode, res.body)
		}
	}
	if res := lift(l.Items[0].Lockouts[0].Lockout, "no key"); res.StatusCode != 400 {
		t.Errorf("without a key: %d %s", res.StatusCode, res.body)
	}
	key := string(h.id())
	for range 2 {
		if res := lift(l.Items[0].Lockouts[0].Lockout, key); res.StatusCode != http.StatusNoContent {
			t.Fatalf("%d %s", res.StatusCode, res.body)
		}
	}
	for range 3 { // the hour's: each after its tries are used up
		for range 5 {
			if code, body := signIn("a wrong password"); code != http.StatusUnauthorized {
				t.Fatal(code, body)
			}
		}
		h.clock.pass(time.Second)
		res := lift(l.Items[0].Lockouts[0].Lockout, string(h.id()))
		if res.StatusCode == http.StatusTooManyRequests {
			if res.Header.Get("Retry-After") == "" || !strings.Contains(string(res.body), "lifts_many") || !strings.Contains(string(res.body), "ba lần") {
				t.Errorf("%v %s", res.Header, res.body)
			}
			break
		}
	}
	if code, body := signIn("a wrong password"); code != http.StatusTooManyRequests {
		t.Errorf("after three lifts: %d %s", code, body)
	}
	if l := look(); len(l.Lifts) != 3 || l.Lifts[0].ByName == "" || l.Items[0].Lockouts[0].Tries != 20 {
		t.Errorf("after three lifts: %+v", l)
	}
	if !strings.Contains(h.log.String(), "lockout lifted") {
		t.Error("the log does not tell of it")
	}
}
