package handlers_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenum/handlers/handlerstest"
)

// The whole way over HTTP, held to the contract by h.do.
func TestOrganizersSeeAndLiftLockouts(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	path := "/api/v1/congresses/" + string(h.Congress) + "/lockouts"
	signIn := func(word string) (int, string) {
		res := h.Do("POST", "/api/v1/sessions", `{"login":"bantochuc","password":"`+word+`"}`, nil)
		return res.StatusCode, string(res.Body)
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
		res := h.Do("GET", path, "", nil)
		if err := json.Unmarshal(res.Body, &l); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", res.StatusCode, res.Body)
		}
		if strings.Contains(string(res.Body), "127.0.0.1") {
			t.Errorf("an address is told: %s", res.Body)
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
	if code, body := signIn(handlerstest.Password); code != http.StatusTooManyRequests {
		t.Fatal(code, body)
	}
	l := look()
	if len(l.Items) != 1 || l.Items[0].Login != "bantochuc" || len(l.Items[0].Lockouts) != 1 || l.Items[0].Lockouts[0].From != "here" || l.Here.Wrong != 5 {
		t.Fatalf("%+v", l)
	}
	lift := func(lockout, key string) handlerstest.Answer {
		return h.Do("POST", path+"/"+lockout+"/lift", "", map[string]string{"Idempotency-Key": key})
	}
	for lockout, want := range map[string]int{string(h.ID()): 404, "no-id": 404} {
		if res := lift(lockout, string(h.ID())); res.StatusCode != want {
			t.Errorf("%s: %d %s", lockout, res.StatusCode, res.Body)
		}
	}
	if res := lift(l.Items[0].Lockouts[0].Lockout, "no key"); res.StatusCode != 400 {
		t.Errorf("without a key: %d %s", res.StatusCode, res.Body)
	}
	key := string(h.ID())
	for range 2 {
		if res := lift(l.Items[0].Lockouts[0].Lockout, key); res.StatusCode != http.StatusNoContent {
			t.Fatalf("%d %s", res.StatusCode, res.Body)
		}
	}
	for range 3 { // the hour's: each after its tries are used up
		for range 5 {
			if code, body := signIn("a wrong password"); code != http.StatusUnauthorized {
				t.Fatal(code, body)
			}
		}
		h.Clock.Pass(time.Second)
		res := lift(l.Items[0].Lockouts[0].Lockout, string(h.ID()))
		if res.StatusCode == http.StatusTooManyRequests {
			if res.Header.Get("Retry-After") == "" || !strings.Contains(string(res.Body), "lifts_many") || !strings.Contains(string(res.Body), "ba lần") {
				t.Errorf("%v %s", res.Header, res.Body)
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
	if !strings.Contains(h.Logged.String(), "lockout lifted") {
		t.Error("the log does not tell of it")
	}
}
