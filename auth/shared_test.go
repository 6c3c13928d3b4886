package auth

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// twoServers are services on one log that tell each other of wrong sign-ins.
func twoServers(t testing.TB) (a, b *Service) {
	t.Helper()
	log, err := sqlite.Open(filepath.Join(t.TempDir(), "plenum.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	serve := func(name string) *Service {
		policy, err := NewPolicy()
		if err != nil {
			t.Fatal(err)
		}
		halls := journal.New(journal.Options{Log: log, Visible: policy.Visible, Now: time.Now, NewIndex: policy.NewIndex, Poll: 20 * time.Millisecond})
		s, err := New(Options{Halls: halls, Policy: policy, Now: time.Now, Server: name, Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() { // ends with the test
			defer close(ended)
			s.ShareSignIns(ctx, func(err error) { t.Error(err) })
		}()
		t.Cleanup(func() { stop(); <-ended; halls.Close(context.Background()) })
		return s
	}
	return serve("a"), serve("b")
}

// counted is how many tries a service counts against the login.
func (s *Service) counted(login string) int {
	s.throttle.mu.Lock()
	defer s.throttle.mu.Unlock()
	return len(s.throttle.byLogin[digest("login", login)])
}

func hears(t *testing.T, s *Service, login string, want int) {
	t.Helper()
	eventually(t, fmt.Sprintf("%d tries of %s are counted", want, login), func() bool { return s.counted(login) == want })
}

// eventually waits, a minute at most, for what another server hears of.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not after a minute: " + what)
		}
	}
}

// Tries count whatever server they come to; a right one forgets on all of them.
func TestWrongSignInsCountOnEveryServer(t *testing.T) {
	t.Parallel()
	a, b := twoServers(t)
	const right = "the right password"
	if _, err := a.CreateAccount(t.Context(), ServerActor(""), NewAccount{ID: congress.RecordID(congress.NewUUID(time.Now())), Login: "delegate", Name: "Nguyễn Văn An", Password: right}); err != nil {
		t.Fatal(err)
	}
	try := func(s *Service, login, address, password string) string {
		_, _, err := s.SignIn(t.Context(), SignIn{Login: login, Password: password, Address: address})
		return congress.CodeOf(err)
	}
	for _, login := range []string{"delegate", "nobody", "matkhau-go-nham"} { // also where there is no such login
		for i := range 3 {
			if got := try(a, login, "192.0.2.1", "wrong"); got != "credentials_wrong" {
				t.Fatalf("%s, try %d: %s", login, i, got)
			}
		}
		hears(t, b, login, 3)
		for i := range 2 {
			if got := try(b, login, "192.0.2.1", "wrong"); got != "credentials_wrong" {
				t.Fatalf("%s, try %d on b: %s", login, i, got)
			}
		}
		if got := try(b, login, "192.0.2.1", right); got != "login_throttled" {
			t.Errorf("%s, the sixth try on b: %s", login, got)
		}
		hears(t, a, login, 5)
		if got := try(a, login, "192.0.2.1", right); got != "login_throttled" {
			t.Errorf("%s, the sixth try on a: %s", login, got)
		}
	}
	if got := try(b, "delegate", "198.51.100.7", right); got != "" {
		t.Errorf("from elsewhere: %s", got)
	}
	// A right one forgets the wrong ones from its address, on the other server too.
	if got := try(a, "delegate", "203.0.113.9", "wrong"); got != "credentials_wrong" {
		t.Fatal(got)
	}
	hears(t, b, "delegate", 6)
	if got := try(b, "delegate", "203.0.113.9", right); got != "" {
		t.Fatal(got)
	}
	hears(t, a, "delegate", 5)
}

// A lockout of one server is seen, lifted and used up on the other.
func TestLockoutsAreSeenAndLiftedOnEveryServer(t *testing.T) {
	t.Parallel()
	a, b := twoServers(t)
	const right = "the right password"
	id := func() congress.RecordID { return congress.RecordID(congress.NewUUID(time.Now())) }
	account := func(login string) congress.AccountID {
		made, err := a.CreateAccount(t.Context(), ServerActor(""), NewAccount{ID: id(), Login: login, Name: "Nguyễn Văn An", Password: right})
		if err != nil {
			t.Fatal(err)
		}
		return made.ID
	}
	try := func(s *Service, password string) string {
		_, _, err := s.SignIn(t.Context(), SignIn{Login: "delegate", Password: password, Address: "192.0.2.1"})
		return congress.CodeOf(err)
	}
	res, err := a.PutCongress(t.Context(), ServerActor(""), id(), "", congress.Info{Title: "Đại hội"})
	if err != nil {
		t.Fatal(err)
	}
	in := congress.CongressID(res.Record.Object)
	seats := map[congress.Role]congress.AccountID{congress.Organizer: account("organizer"), congress.Delegate: account("delegate")}
	hall, leave, err := a.options.Halls.Enter(t.Context(), in.Stream())
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	for role, who := range seats {
		m := &congress.Member{Account: who, Name: "Lê Thị " + string(role), Roles: []congress.Role{role}}
		if _, err := a.PutSetup(t.Context(), hall, ServerActor(in), Setup{ID: id(), Object: congress.ObjectID(id()), Member: m}); err != nil {
			t.Fatal(err)
		}
	}
	session, _, err := b.SignIn(t.Context(), SignIn{Login: "organizer", Password: right, Address: "198.51.100.7"})
	if err != nil {
		t.Fatal(err)
	}
	seat, away, err := b.Enter(t.Context(), session, in)
	if err != nil {
		t.Fatal(err)
	}
	defer away()

	for range throttlePair {
		if got := try(a, "wrong"); got != "credentials_wrong" {
			t.Fatal(got)
		}
	}
	hears(t, b, "delegate", throttlePair)
	list, err := b.Lockouts(t.Context(), seat.Hall, seat.Actor, "192.0.2.1")
	if err != nil || len(list.Items) != 1 || list.Items[0].Lockouts[0].From != "here" || list.Items[0].Lockouts[0].Tries != throttlePair {
		t.Fatalf("b tells %+v, %v", list, err)
	}
	if err := b.LiftLockout(t.Context(), seat.Hall, seat.Actor, list.Items[0].Lockouts[0].ID, id()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a hears of the lift", func() bool { return try(a, "wrong") == "credentials_wrong" })
	hears(t, b, "delegate", throttlePair+1)
	if left := b.throttle.shuts(digest("login", "delegate"))[0].left; left != liftTries-1 {
		t.Errorf("b thinks that %d tries are left", left)
	}
	for i := range liftTries - 1 { // what a used is used on b
		if got := try(b, "wrong"); got != "credentials_wrong" {
			t.Fatalf("try %d: %s", i, got)
		}
	}
	if got := try(b, right); got != "login_throttled" {
		t.Errorf("one more: %q", got)
	}
	hears(t, a, "delegate", throttlePair+liftTries)
	if got := try(a, right); got != "login_throttled" {
		t.Errorf("one more on a: %q", got)
	}
}

// However many are wrong, the records that tell of them are few, and name no login.
func TestTellingOfWrongSignInsIsBounded(t *testing.T) {
	t.Parallel()
	var l telling
	l.on = true
	for i := range 3 * tellMost {
		l.add(signInEvent{Login: "l", At: time.Unix(int64(i), 0)})
	}
	list := l.take()
	if len(list) != tellMost || list[len(list)-1].At.Unix() != 3*tellMost-1 {
		t.Errorf("%d events wait", len(list))
	}
	l.add(signInEvent{Login: "new"})
	l.putBack(list)
	if again := l.take(); len(again) != tellMost || again[tellMost-1].Login != "new" {
		t.Errorf("%d events wait after they were put back", len(again))
	}
	if d := digest("login", "dai-bieu"); len(d) != 24 || d == digest("address", "dai-bieu") {
		t.Errorf("the digest is %s", d)
	}
	// One event is less than 200 bytes, so that a record with all of them is well under a record's limit.
	if tellMost*200 > congress.MaxBody {
		t.Error("a record may become too large")
	}
}
