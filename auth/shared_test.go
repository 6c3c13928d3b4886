package auth

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// twoServers are services on one log that tell each other of wrong sign-ins.
func twoServers(t *testing.T) (a, b *Service) {
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

func heard(t *testing.T, s *Service, login string, want int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); s.counted(login) != want; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d tries of %s are counted, want %d", s.counted(login), login, want)
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
		heard(t, b, login, 3)
		for i := range 2 {
			if got := try(b, login, "192.0.2.1", "wrong"); got != "credentials_wrong" {
				t.Fatalf("%s, try %d on b: %s", login, i, got)
			}
		}
		if got := try(b, login, "192.0.2.1", right); got != "login_throttled" {
			t.Errorf("%s, the sixth try on b: %s", login, got)
		}
		heard(t, a, login, 5)
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
	heard(t, b, "delegate", 6)
	if got := try(b, "delegate", "203.0.113.9", right); got != "" {
		t.Fatal(got)
	}
	heard(t, a, "delegate", 5)
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
	// One event is less than 100 bytes, so that a record with all of them is well under a record's limit.
	if tellMost*130 > congress.MaxBody {
		t.Error("a record may become too large")
	}
}
