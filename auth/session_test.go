package auth_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"plenum/auth"
	"plenum/congress"
)

func TestWhoSignsInIsKnownByTheToken(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	session, token, err := h.SignIn(t.Context(), auth.SignIn{
		Login: " Delegate ", Password: password, Address: "192.0.2.1", Device: "tablet-17", Agent: strings.Repeat("ă", 500) + "\x00",
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.Authenticate(t.Context(), token)
	if err != nil || got != session {
		t.Errorf("got %+v, %v, want %+v", got, err, session)
	}
	want := auth.Session{
		ID: got.ID, Account: a.ID, Login: "delegate", Name: "Nguyễn Văn An", Device: "tablet-17",
		Expires: h.clock.Now().Add(14 * 24 * time.Hour),
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAWrongPasswordAndAnUnknownLoginAreTheSame(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	_, _, wrong := h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: "a wrong password"})
	_, _, unknown := h.SignIn(t.Context(), auth.SignIn{Login: "nobody", Password: "a wrong password"})
	wantCode(t, wrong, congress.Unauthorized, "credentials_wrong")
	if wrong.Error() != unknown.Error() {
		t.Errorf("%v and %v can be told apart", wrong, unknown)
	}
	for _, in := range []auth.SignIn{
		{}, {Login: "delegate"}, {Login: "delegate", Password: password + " "}, {Login: "delegate", Password: strings.Repeat("x", 1<<20)},
		{Login: "\xff\xfe\xfd", Password: password}, {Login: strings.Repeat("d", 1<<20), Password: password}, {Login: "nobody", Password: "nobody has this password"},
	} {
		in.Address = "198.51.100.1"
		_, _, err := h.SignIn(t.Context(), in)
		wantCode(t, err, congress.Unauthorized, "credentials_wrong")
	}
	_, _, err := h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: password, Device: "tablet\x00"})
	wantCode(t, err, congress.Invalid, "device_invalid")
}

func TestAPasswordIsTheSameFromEveryKeyboard(t *testing.T) {
	h := openHouse(t)
	nfc, nfd := norm.NFC.String("Đại hội tiếng Việt"), norm.NFD.String("Đại hội tiếng Việt")
	if nfc == nfd {
		t.Fatal("the forms do not differ")
	}
	for login, in := range map[string]string{"composed": nfc, "decomposed": nfd} {
		if _, err := h.CreateAccount(t.Context(), auth.ServerActor(""), auth.NewAccount{ID: newID(), Login: login, Name: nfd, Password: in}); err != nil {
			t.Fatal(err)
		}
		for _, typed := range []string{nfc, nfd} {
			session, _, err := h.SignIn(t.Context(), auth.SignIn{Login: login, Password: typed})
			if err != nil || session.Name != nfc {
				t.Errorf("%s: %+v, %v", login, session, err)
			}
		}
	}
}

func TestTokensThatAreNone(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	_, token := h.signIn("delegate")
	_, err := h.Authenticate(t.Context(), "")
	wantCode(t, err, congress.Unauthorized, "session_missing")
	for _, bad := range []string{
		" ", token[:42], token + "A", token + "=", strings.ToUpper(token), strings.Repeat("A", 43), strings.Repeat("A", 1<<20), token[:42] + "\n", "\xff" + token[1:],
	} {
		_, err := h.Authenticate(t.Context(), bad)
		wantCode(t, err, congress.Unauthorized, "session_unknown")
	}
}

func TestASessionEndsBySigningOut(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	session, token := h.signIn("delegate")
	other, kept := h.signIn("delegate")
	for range 2 { // the second time is no error
		if err := h.SignOut(t.Context(), session); err != nil {
			t.Fatal(err)
		}
	}
	_, err := h.Authenticate(t.Context(), token)
	wantCode(t, err, congress.Unauthorized, "session_unknown")
	if got, err := h.Authenticate(t.Context(), kept); err != nil || got.ID != other.ID {
		t.Errorf("the other session: %+v, %v", got, err)
	}
	if h.SessionAlive(t.Context(), session.ID) == nil || h.SessionAlive(t.Context(), other.ID) != nil || h.SessionAlive(t.Context(), "unknown") == nil {
		t.Error("the wrong sessions are alive")
	}
}

func TestRevokedSessionsEndAtOnce(t *testing.T) {
	h := openHouse(t)
	admin := h.administrator()
	a := h.account("delegate")
	h.account("other")
	_, first := h.signIn("delegate")
	session, second := h.signIn("delegate")
	_, kept := h.signIn("other")

	_, err := h.RevokeSessions(t.Context(), h.system(session), a.ID)
	wantCode(t, err, congress.Forbidden, "forbidden")
	if n, err := h.RevokeSessions(t.Context(), h.system(admin), a.ID); n != 2 || err != nil {
		t.Errorf("revoked %d, %v, want 2", n, err)
	}
	for _, token := range []string{first, second} {
		_, err := h.Authenticate(t.Context(), token)
		wantCode(t, err, congress.Unauthorized, "session_unknown")
	}
	if _, err := h.Authenticate(t.Context(), kept); err != nil {
		t.Error(err)
	}
	if n, err := h.RevokeSessions(t.Context(), h.system(admin), a.ID); n != 0 || err != nil {
		t.Errorf("again: revoked %d, %v, want 0", n, err)
	}
	_, err = h.RevokeSessions(t.Context(), h.system(admin), congress.AccountID(newID()))
	wantCode(t, err, congress.NotFound, "not_found")

	// The next sign-in is not touched, here or after a restart.
	_, fresh := h.signIn("delegate")
	for _, server := range []*house{h, serve(t, h.log, h.clock, nil)} {
		if _, err := server.Authenticate(t.Context(), fresh); err != nil {
			t.Error(err)
		}
		_, err = server.Authenticate(t.Context(), first)
		wantCode(t, err, congress.Unauthorized, "session_unknown")
	}
}

func TestASessionRunsOut(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	session, token := h.signIn("delegate")
	h.clock.Pass(14*24*time.Hour - time.Second)
	if _, err := h.Authenticate(t.Context(), token); err != nil {
		t.Error(err)
	}
	later, _ := h.signIn("delegate")
	if n, err := h.SweepSessions(t.Context()); n != 0 || err != nil {
		t.Errorf("swept %d, %v, want 0", n, err)
	}
	h.clock.Pass(time.Second)
	_, err := h.Authenticate(t.Context(), token)
	wantCode(t, err, congress.Unauthorized, "session_expired")
	if h.SessionAlive(t.Context(), session.ID) == nil {
		t.Error("an expired session is alive")
	}
	if n, err := h.SweepSessions(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d, %v, want 1", n, err)
	}
	_, err = h.Authenticate(t.Context(), token)
	wantCode(t, err, congress.Unauthorized, "session_unknown")
	if h.SessionAlive(t.Context(), later.ID) != nil {
		t.Error("the sweep took a session that holds")
	}
}

func TestASessionOfAnotherServerIsKnownWithoutWaiting(t *testing.T) {
	h := openHouse(t)
	second := serve(t, h.log, h.clock, nil)
	_, err := second.Authenticate(t.Context(), strings.Repeat("A", 43)) // the second server's hall is loaded
	wantCode(t, err, congress.Unauthorized, "session_unknown")

	h.account("delegate")
	_, token := h.signIn("delegate")
	if _, err := second.Authenticate(t.Context(), token); err != nil {
		t.Error(err)
	}
	h.account("late")
	if _, _, err := second.SignIn(t.Context(), auth.SignIn{Login: "late", Password: password}); err != nil {
		t.Error(err)
	}
}

// A sign-in whose password is being changed elsewhere leaves no session behind.
func TestAPasswordChangedDuringSignInIsNotEnough(t *testing.T) {
	h := openHouse(t)
	second := serve(t, h.log, h.clock, nil)
	a := h.account("delegate")
	second.signIn("delegate") // the second server knows the old password
	if err := h.SetPassword(t.Context(), auth.ServerActor(""), a.ID, newID(), "the new password"); err != nil {
		t.Fatal(err)
	}
	_, _, err := second.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: password})
	wantCode(t, err, congress.Unauthorized, "credentials_wrong")
}

func TestNeitherTokenNorPasswordIsInTheData(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	session, token := h.signIn("delegate")
	ticket, err := h.IssueTicket(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	seen := false
	err = filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path) //nolint:gosec // the test's own folder
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		seen = seen || bytes.Contains(content, []byte("delegate"))
		for name, secret := range map[string]string{"token": token, "password": password, "decomposed password": norm.NFD.String(password), "ticket": ticket} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("the %s is in %s", name, filepath.Base(path))
			}
		}
		return err
	})
	if err != nil || !seen {
		t.Errorf("the scan found the login: %v, %v; want it found, so that the scan means something", seen, err)
	}
}

func TestATicketOpensOnceAndSoon(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	session, token := h.signIn("delegate")
	issue := func() string {
		ticket, err := h.IssueTicket(t.Context(), session)
		if err != nil || ticket == token {
			t.Fatal(err)
		}
		return ticket
	}
	ticket := issue()
	if got, err := h.RedeemTicket(t.Context(), ticket); err != nil || got != session {
		t.Errorf("got %+v, %v, want %+v", got, err, session)
	}
	for _, bad := range []string{ticket, "", "unknown", token} {
		_, err := h.RedeemTicket(t.Context(), bad)
		wantCode(t, err, congress.Unauthorized, "ticket_unknown")
	}
	ticket = issue()
	h.clock.Pass(30 * time.Second)
	_, err := h.RedeemTicket(t.Context(), ticket)
	wantCode(t, err, congress.Unauthorized, "ticket_unknown")

	// Each use is a record, so that one session may not use any number.
	var err429 error
	for range 40 {
		if _, err := h.RedeemTicket(t.Context(), issue()); err != nil {
			err429 = err
		}
	}
	wantCode(t, err429, congress.TooMany, "tickets_many")
	ticket = issue()
	if err := h.SignOut(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	_, err = h.RedeemTicket(t.Context(), ticket)
	wantCode(t, err, congress.Unauthorized, "session_unknown")
}

// A ticket of one server opens a socket on another, once among all of them; nobody makes one of another's.
func TestATicketIsOfEveryServer(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	h.account("other")
	second := serve(t, h.log, h.clock, nil)
	session, _ := h.signIn("delegate")
	others, _ := h.signIn("other")
	for range 5 {
		ticket, err := h.IssueTicket(t.Context(), session)
		if err != nil {
			t.Fatal(err)
		}
		// On both at once: one of them has it.
		var wait sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wait.Go(func() {
				server := []*auth.Service{h.Service, second.Service}[i%2]
				_, errs[i] = server.RedeemTicket(t.Context(), ticket)
			})
		}
		wait.Wait()
		used := 0
		for _, err := range errs {
			if err == nil {
				used++
				continue
			}
			wantCode(t, err, congress.Unauthorized, "ticket_unknown")
		}
		if used != 1 {
			t.Errorf("the ticket opened %d sockets", used)
		}
		h.clock.Pass(time.Minute)
	}
	ticket, err := h.IssueTicket(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := h.IssueTicket(t.Context(), others)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := base64.RawURLEncoding.DecodeString(ticket)
	their, _ := base64.RawURLEncoding.DecodeString(theirs)
	for i := range raw {
		changed := bytes.Clone(raw)
		changed[i] ^= 1
		if _, err := second.RedeemTicket(t.Context(), base64.RawURLEncoding.EncodeToString(changed)); congress.KindOf(err) != congress.Unauthorized {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	mixed := append(bytes.Clone(raw[:16]), their[16:]...)
	for _, bad := range []string{base64.RawURLEncoding.EncodeToString(mixed), ticket + "A", ticket[1:], ticket + "=", " " + ticket} {
		_, err := second.RedeemTicket(t.Context(), bad)
		wantCode(t, err, congress.Unauthorized, "ticket_unknown")
	}
	if got, err := second.RedeemTicket(t.Context(), ticket); err != nil || got != session {
		t.Errorf("%+v %v", got, err)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	try := func(address, password string) error {
		_, _, err := h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: password, Address: address})
		return err
	}
	for range 5 {
		wantCode(t, try("192.0.2.1", "wrong password"), congress.Unauthorized, "credentials_wrong")
		h.clock.Pass(time.Minute)
	}
	err := try("192.0.2.1", password) // the right one is not looked at either
	wantCode(t, err, congress.TooMany, "login_throttled")
	seconds := congress.AsError(err).RetryAfter
	if seconds != 600 {
		t.Errorf("retry after %d s, want 600", seconds)
	}
	if err := try("192.0.2.2", password); err != nil {
		t.Errorf("the owner, elsewhere, is kept out: %v", err)
	}
	h.clock.Pass(time.Duration(seconds)*time.Second - time.Second)
	wantCode(t, try("192.0.2.1", password), congress.TooMany, "login_throttled")
	h.clock.Pass(time.Second)
	if err := try("192.0.2.1", password); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	for range 5 { // the right one made the slate clean
		wantCode(t, try("192.0.2.1", "wrong password"), congress.Unauthorized, "credentials_wrong")
	}
}

// Many at once have no more tries than one after the other.
func TestGuessingAtOnceGainsNothing(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	var mu sync.Mutex
	looked := 0
	var wait sync.WaitGroup
	for range 60 {
		wait.Go(func() {
			_, _, err := h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: "wrong password", Address: "192.0.2.1"})
			if congress.CodeOf(err) == "credentials_wrong" {
				mu.Lock()
				looked++
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if looked > 5 {
		t.Errorf("%d guesses were looked at, want at most 5", looked)
	}
}

func TestTooManySignInsAtOnceAreBusyAndCountForNobody(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	busy := serve(t, h.log, h.clock, func(o *auth.Options) { o.MaxWaiting = -1 })
	for range 10 {
		_, _, err := busy.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: password, Address: "192.0.2.1"})
		wantCode(t, err, congress.TooMany, "busy")
	}
}

// Somebody who guesses from the same hall cannot keep out a tablet that is signed in.
func TestAKnownDeviceIsNotKeptOutByItsNeighbours(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	try := func(device congress.DeviceID, password string) error {
		_, _, err := h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: password, Address: "192.0.2.1", Device: device})
		return err
	}
	if err := try("tablet", password); err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		err := try(congress.DeviceID("guess-"+strconv.Itoa(i)), "wrong password") // new names of devices gain nothing
		if want := i >= 5; (congress.CodeOf(err) == "login_throttled") != want {
			t.Errorf("guess %d: %v", i, err)
		}
	}
	wantCode(t, try("", password), congress.TooMany, "login_throttled")
	if err := try("tablet", password); err != nil {
		t.Errorf("the known tablet: %v", err)
	}
	for range 5 {
		wantCode(t, try("tablet", "wrong password"), congress.Unauthorized, "credentials_wrong")
	}
	wantCode(t, try("tablet", password), congress.TooMany, "login_throttled")
}

// What every request costs before it is looked at.
func BenchmarkAuthenticate(b *testing.B) {
	h := openHouse(b)
	h.account("delegate")
	_, token := h.signIn("delegate")
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if _, err := h.Authenticate(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}

func TestOneDeviceOfAnAccountIsRevoked(t *testing.T) {
	h := openHouse(t)
	admin := h.administrator()
	a := h.account("delegate")
	h.account("other")
	on := func(login string, device congress.DeviceID) string {
		t.Helper()
		h.clock.Pass(time.Second)
		_, token, err := h.SignIn(t.Context(), auth.SignIn{Login: login, Password: password, Device: device, Agent: "Thử 1.0", Address: "192.0.2.1"})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	lost := []string{on("delegate", "tablet-1"), on("delegate", "tablet-1")}
	kept := []string{on("delegate", "tablet-2"), on("delegate", ""), on("other", "tablet-1")}
	alive := func(token string) bool {
		_, err := h.Authenticate(t.Context(), token)
		return err == nil
	}
	session, err := h.Authenticate(t.Context(), kept[0])
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.SignedIn(t.Context(), h.system(session), a.ID)
	wantCode(t, err, congress.Forbidden, "forbidden")
	_, err = h.RevokeDevice(t.Context(), h.system(session), a.ID, "tablet-1")
	wantCode(t, err, congress.Forbidden, "forbidden")
	_, err = h.RevokeDevice(t.Context(), h.system(admin), congress.AccountID(newID()), "tablet-1")
	wantCode(t, err, congress.NotFound, "not_found")

	devices := func() (out []congress.DeviceID) {
		t.Helper()
		list, err := h.SignedIn(t.Context(), h.system(admin), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			if out = append(out, one.Device); one.Agent != "Thử 1.0" || !one.Expires.After(one.Created) {
				t.Errorf("%+v", one)
			}
		}
		return out
	}
	if diff := cmp.Diff([]congress.DeviceID{"tablet-1", "tablet-1", "tablet-2", ""}, devices()); diff != "" {
		t.Error(diff)
	}
	for _, want := range []int{2, 0} {
		if n, err := h.RevokeDevice(t.Context(), h.system(admin), a.ID, "tablet-1"); n != want || err != nil {
			t.Errorf("revoked %d, %v, want %d", n, err, want)
		}
	}
	if alive(lost[0]) || alive(lost[1]) || !alive(kept[0]) || !alive(kept[1]) || !alive(kept[2]) {
		t.Error("the wrong sessions are alive")
	}
	if diff := cmp.Diff([]congress.DeviceID{"tablet-2", ""}, devices()); diff != "" {
		t.Error(diff)
	}

	// An administrator whose own session was ended meanwhile ends nobody's.
	actor := h.system(admin)
	if err := h.SignOut(t.Context(), admin); err != nil {
		t.Fatal(err)
	}
	_, err = h.RevokeDevice(t.Context(), actor, a.ID, "tablet-2")
	wantCode(t, err, congress.Unauthorized, "session_unknown")
	if !alive(kept[0]) {
		t.Error("an administrator without a session ended one")
	}
}
