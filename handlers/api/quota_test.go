package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/handlers"
	"plenum/handlers/handlerstest"
)

func bounded(q auth.Quota) func(*handlers.Options) {
	return func(o *handlers.Options) { o.Quota = q }
}

// seat gives the token of a new account that is in the congress with these roles.
func seat(h *handlerstest.House, in congress.CongressID, administrator bool, roles ...congress.Role) string {
	h.Helper()
	ctx, server := context.Background(), auth.ServerActor("")
	login := "nguoi-" + string(h.ID())
	account, err := h.Auth.CreateAccount(ctx, server, auth.NewAccount{ID: h.ID(), Login: login, Name: "Người Thử", Password: handlerstest.Password, Administrator: administrator})
	if err != nil {
		h.Fatal(err)
	}
	join(h, in, account.ID, roles...)
	_, token, err := h.Auth.SignIn(ctx, auth.SignIn{Login: login, Password: handlerstest.Password, Address: login})
	if err != nil {
		h.Fatal(err)
	}
	return token
}

func join(h *handlerstest.House, in congress.CongressID, account congress.AccountID, roles ...congress.Role) {
	h.Helper()
	hall, leave, err := h.Halls.Enter(context.Background(), in.Stream())
	if err != nil {
		h.Fatal(err)
	}
	defer leave()
	member := congress.Member{Account: account, Name: "Người Thử", Roles: roles}
	if in == h.Congress {
		member.Groups = []congress.GroupID{h.Group}
	}
	if _, err := h.Auth.PutSetup(context.Background(), hall, auth.ServerActor(in), auth.Setup{ID: h.ID(), Object: congress.ObjectID(h.ID()), Member: &member}); err != nil {
		h.Fatal(err)
	}
}

// discuss opens a discussion in the group and gives the path to its comments.
func discuss(h *handlerstest.House) string {
	h.Helper()
	id := string(h.ID())
	if res := h.Do("POST", "~/discussions", `{"title":"Thảo luận","issues":[{"title":"Một"}],"groups":["`+string(h.Group)+`"],"open":["`+string(h.Group)+`"]}`,
		map[string]string{"Idempotency-Key": id}); res.StatusCode != 201 {
		h.Fatalf("%s %s", res.Status, res.Body)
	}
	return "/mobile/v1/congresses/" + string(h.Congress) + "/discussions/" + id + "/comments"
}

func comment(h *handlerstest.House) string {
	return `{"group":"` + string(h.Group) + `","issue":1,"stance":"propose","text":"Đề nghị."}`
}

func as(token string, id congress.RecordID) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token, "Idempotency-Key": string(id)}
}

// tooMany checks a refusal and gives the seconds to wait.
func tooMany(t testing.TB, what string, res handlerstest.Answer, code string) int {
	t.Helper()
	seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if p := res.Problem(t); res.StatusCode != 429 || p.Code != code || err != nil || seconds < 1 || !strings.HasPrefix(p.Detail, "Bạn đã gửi") {
		t.Errorf("%s: %s %s, Retry-After %q, want 429 %s", what, res.Status, res.Body, res.Header.Get("Retry-After"), code)
	}
	return seconds
}

// changing are all operations that may change something, as the contract lists them, with their paths filled in.
func changing(t testing.TB, h *handlerstest.House) (out [][2]string) {
	t.Helper()
	contract, err := handlers.LoadContract()
	if err != nil {
		t.Fatal(err)
	}
	for _, operation := range contract.Operations() {
		method, path, _ := strings.Cut(operation, " ")
		switch method {
		case "GET", "HEAD", "OPTIONS":
			continue
		}
		parts := strings.Split(path, "/")
		for i, part := range parts {
			if part == ":congress" {
				parts[i] = string(h.Congress)
			} else if strings.HasPrefix(part, ":") {
				parts[i] = string(h.ID())
			}
		}
		out = append(out, [2]string{method, strings.Join(parts, "/")})
	}
	if len(out) < 60 {
		t.Fatalf("only %d operations change something", len(out))
	}
	return out
}

const signIn = "/api/v1/sessions" // has a bound of its own: auth.TestSessionsOfAnAccountAreBounded

// The bound stands before every door, also one that is made tomorrow: the doors are those of the contract.
func TestNobodyBringsMoreThanTheyMayByAnyDoor(t *testing.T) {
	t.Parallel()
	everything := []congress.Role{congress.Organizer, congress.Secretariat, congress.Presidium, congress.Chair, congress.GroupSecretary, congress.Delegate}
	t.Run("writes", func(t *testing.T) {
		t.Parallel()
		h := handlerstest.Open(t, bounded(auth.Quota{Member: auth.Allowance{Writes: 1}, Organizer: auth.Allowance{Writes: 1}}))
		token := seat(h, h.Congress, true, everything...)
		for range 5 { // a minute's, and what may come at once
			h.Do("POST", "~/documents", "", as(token, h.ID()))
			h.Do("POST", "/api/v1/accounts", "", as(token, h.ID()))
			h.Do("POST", "/mobile/v1/tickets", "", as(token, h.ID())) // of no congress, as a member
		}
		for _, door := range changing(t, h) {
			if door[1] != signIn {
				tooMany(t, door[0]+" "+door[1], h.Do(door[0], door[1], "{}", as(token, h.ID())), "too_many_writes")
			}
		}
		for _, path := range []string{"~/documents", "~/members", "/api/v1/session", "/mobile/v1/congresses/" + string(h.Congress) + "/changes"} {
			if res := h.Do("GET", path, "", as(token, h.ID())); res.StatusCode != 200 {
				t.Errorf("reading %s: %s", path, res.Status)
			}
		}
		if res := h.Do("POST", "~/documents", `{"title":"Tài liệu"}`, map[string]string{"Idempotency-Key": string(h.ID())}); res.StatusCode != 201 {
			t.Errorf("somebody else: %s %s", res.Status, res.Body)
		}
	})
	t.Run("bytes", func(t *testing.T) {
		t.Parallel()
		h := handlerstest.Open(t, bounded(auth.Quota{Member: auth.Allowance{Bytes: 200}, Organizer: auth.Allowance{Bytes: 200}}))
		token := seat(h, h.Congress, true, everything...)
		long := strings.Repeat(" ", 5000) // longer than all that may come at once, so it takes all
		h.Do("POST", "~/documents", long, as(token, h.ID()))
		h.Do("POST", "/api/v1/accounts", long, as(token, h.ID()))
		h.Do("POST", "/mobile/v1/tickets", long, as(token, h.ID()))
		for _, door := range changing(t, h) {
			if door[1] == signIn {
				continue
			}
			tooMany(t, door[0]+" "+door[1], h.Do(door[0], door[1], "{}", as(token, h.ID())), "too_many_bytes")
			if door[0] == "DELETE" && door[1] != "/api/v1/session" {
				if res := h.Do(door[0], door[1], "", as(token, h.ID())); res.StatusCode == 429 {
					t.Errorf("%s without a byte: %s", door, res.Body)
				}
			}
		}
	})
}

// A body whose length nobody said is counted as it comes, at each door that reads one.
func TestBytesThatWereNotSaidAreCountedAsTheyCome(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, bounded(auth.Quota{Organizer: auth.Allowance{Bytes: 64 << 10}}))
	mobile := discuss(h)
	document := string(h.ID())
	if res := h.Do("POST", "~/documents", `{"title":"Tài liệu"}`, map[string]string{"Idempotency-Key": document}); res.StatusCode != 201 {
		t.Fatal(res.Status)
	}
	begun, location := h.Begin(1<<20, nil)
	if begun.StatusCode != 201 {
		t.Fatal(begun.Status)
	}
	long := strings.Repeat("Ý kiến dài.\n", 80<<10)
	attachment := strings.TrimSuffix(mobile, "/comments") + "/threads/" + string(h.Group) + "/attachments/" + string(h.ID())
	for name, try := range map[string]struct {
		method, path string
		header       map[string]string
	}{
		"a comment":            {"POST", mobile, map[string]string{"Content-Type": "application/json"}},
		"a document":           {"POST", "~/documents", map[string]string{"Content-Type": "application/json"}},
		"a file":               {"PUT", "~/documents/" + document + "/uploads/" + string(h.ID()) + "?name=a.txt", nil},
		"a file without an id": {"POST", "~/documents/" + document + "/uploads?name=a.txt", nil},
		"an attachment":        {"PUT", attachment + "?name=a.txt", nil},
		"an import":            {"POST", "~/imports", nil},
		"a part":               {"PATCH", location, handlerstest.Part(0)},
	} {
		h.Clock.Pass(time.Hour)
		request, err := http.NewRequest(try.method, h.URL+strings.Replace(try.path, "~", "/api/v1/congresses/"+string(h.Congress), 1), io.NopCloser(strings.NewReader(long)))
		if err != nil {
			t.Fatal(err)
		}
		request.ContentLength = -1
		request.Header.Set("Authorization", "Bearer "+h.Token)
		request.Header.Set("Idempotency-Key", string(h.ID()))
		for k, v := range try.header {
			request.Header.Set(k, v)
		}
		res, err := handlerstest.Client.Do(request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		all, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		tooMany(t, name, handlerstest.Answer{Response: res, Body: all}, "too_many_bytes")
	}
	if res := h.Do("HEAD", location, "", handlerstest.Tus); res.Header.Get("Upload-Offset") == "0" || res.StatusCode != 200 {
		t.Errorf("what came of a part before that is not kept: %s %v", res.Status, res.Header)
	}
}

// A tablet comes back after an hour with what its delegate wrote meanwhile; who goes on and on is told when to come again, and the same key stands once.
func TestWhatATabletKeptComesInAtOnceAndNothingIsLost(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, bounded(auth.Quota{Member: auth.Allowance{Writes: 20}, Organizer: auth.Allowance{Writes: 1000}}))
	path := discuss(h)
	other := congress.CongressID(h.ID())
	if res, err := h.Auth.PutCongress(context.Background(), auth.ServerActor(""), congress.RecordID(other), "", congress.Info{Title: "Hội nghị khác"}); err != nil {
		t.Fatal(res, err)
	}
	token, neighbour := seat(h, h.Congress, false, congress.Delegate), seat(h, h.Congress, false, congress.Delegate)
	for i := range 100 { // five minutes' worth
		if res := h.Do("POST", path, comment(h), as(token, h.ID())); res.StatusCode != 201 {
			t.Fatalf("comment %d: %s %s", i, res.Status, res.Body)
		}
	}
	late := h.ID()
	wait := tooMany(t, "one more", h.Do("POST", path, comment(h), as(token, late)), "too_many_writes")
	if wait != 3 {
		t.Errorf("to wait: %d s, want 3: 20 in a minute", wait)
	}
	if res := h.Do("POST", path, comment(h), as(neighbour, h.ID())); res.StatusCode != 201 {
		t.Errorf("the neighbour: %s %s", res.Status, res.Body)
	}
	session, err := h.Auth.Authenticate(context.Background(), token)
	if err != nil {
		t.Fatal(err)
	}
	join(h, other, session.Account, congress.Guest)
	if res := h.Do("POST", "/mobile/v1/congresses/"+string(other)+"/receipts", `{"facts":[]}`, as(token, h.ID())); res.StatusCode == 429 {
		t.Errorf("in another congress: %s", res.Body)
	}
	english := as(token, late)
	english["Accept-Language"] = "en"
	if res := h.Do("POST", path, comment(h), english); !strings.Contains(res.Problem(t).Detail, "nothing is lost") {
		t.Errorf("in English: %s", res.Body)
	}
	h.Clock.Pass(time.Duration(wait) * time.Second)
	for _, status := range []int{201, 429} {
		if res := h.Do("POST", path, comment(h), as(token, late)); res.StatusCode != status {
			t.Errorf("after that time: %s %s, want %d", res.Status, res.Body, status)
		}
	}
	h.Clock.Pass(time.Minute)
	if res := h.Do("POST", path, comment(h), as(token, late)); res.StatusCode != 200 {
		t.Errorf("the same key again: %s %s, want 200: it stands once", res.Status, res.Body)
	}
	h.Clock.Pass(time.Hour)
	for range 100 {
		if res := h.Do("POST", path, comment(h), as(token, h.ID())); res.StatusCode != 201 {
			t.Fatalf("an hour later: %s %s", res.Status, res.Body)
		}
	}
	metrics := h.Do("GET", "/metrics", "", as(seat(h, h.Congress, true, congress.Guest), h.ID()))
	if !strings.Contains(string(metrics.Body), `plenum_quota_refused_total{of="writes"} 3`) {
		t.Errorf("the metric: %s", metrics.Body)
	}
}

// Who writes for others has more writes; only who brings documents has more bytes.
func TestWhoWritesForOthersMayWriteMore(t *testing.T) {
	t.Parallel()
	quota := auth.Quota{Member: auth.Allowance{Writes: 1, Bytes: 2, Total: 3}, Organizer: auth.Allowance{Writes: 10, Bytes: 20, Total: 30}}
	keeps := auth.Allowance{Writes: 10, Bytes: 2, Total: 3}
	policy, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		roles []congress.Role
		want  auth.Allowance
	}{
		{[]congress.Role{congress.Delegate}, quota.Member},
		{[]congress.Role{congress.Presidium}, quota.Member},
		{[]congress.Role{congress.Guest}, quota.Member},
		{[]congress.Role{congress.Press}, quota.Member},
		{nil, quota.Member},
		{[]congress.Role{congress.Chair}, keeps},
		{[]congress.Role{congress.Deputy}, keeps},
		{[]congress.Role{congress.GroupSecretary}, keeps},
		{[]congress.Role{congress.Secretariat}, keeps},
		{[]congress.Role{congress.Administrator}, keeps},
		{[]congress.Role{congress.Organizer}, quota.Organizer},
		{[]congress.Role{congress.Delegate, congress.Organizer}, quota.Organizer},
	} {
		if got := quota.Of(policy, congress.Actor{Account: "a", Congress: "c", Roles: tt.roles}); got != tt.want {
			t.Errorf("%v: %+v, want %+v", tt.roles, got, tt.want)
		}
	}
}

// What comes at the same time is counted exactly.
func TestWritesAtTheSameTimeAreCountedEach(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, bounded(auth.Quota{Member: auth.Allowance{Writes: 8, Bytes: 1 << 20}, Organizer: auth.Allowance{Writes: 1000}}))
	path := discuss(h)
	tokens := []string{seat(h, h.Congress, false, congress.Delegate), seat(h, h.Congress, false, congress.Delegate)}
	var taken, refused [2]atomic.Int64
	var all sync.WaitGroup
	places := make(chan struct{}, 8)
	for i := range 120 {
		all.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			res, err := h.Try("POST", path, comment(h), as(tokens[i%2], h.ID()))
			switch {
			case err != nil:
				t.Error(err)
			case res.StatusCode == 201:
				taken[i%2].Add(1)
			case res.StatusCode == 429:
				refused[i%2].Add(1)
			default:
				t.Errorf("%s %s", res.Status, res.Body)
			}
		})
	}
	all.Wait()
	if got := fmt.Sprint(taken[0].Load(), refused[0].Load(), taken[1].Load(), refused[1].Load()); got != "40 20 40 20" {
		t.Errorf("taken and refused of each: %s, want 40 20 40 20", got)
	}
}
