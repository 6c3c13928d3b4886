package auth_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"plenum/auth"
	"plenum/congress"
)

func TestOnlyAdministratorsMakeAccounts(t *testing.T) {
	h := openHouse(t)
	h.account("delegate")
	session, _ := h.signIn("delegate")
	n := auth.NewAccount{ID: newID(), Login: "another", Name: "B", Password: password}
	_, err := h.CreateAccount(t.Context(), h.system(session), n)
	wantCode(t, err, congress.Forbidden, "forbidden")

	claimed := h.system(session)
	claimed.Roles = []congress.Role{congress.Administrator} // what the account is counts, not what the actor says
	_, err = h.CreateAccount(t.Context(), claimed, n)
	wantCode(t, err, congress.Forbidden, "forbidden")

	admin := h.administrator()
	a, err := h.CreateAccount(t.Context(), h.system(admin), n)
	if err != nil || a.Login != "another" || a.Administrator {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestAnAdministratorWhoIsOutHasNoRequestUnderWay(t *testing.T) {
	for name, c := range map[string]struct {
		out  func(*house, auth.Session) error
		code string
	}{
		"signed out": {func(h *house, s auth.Session) error { return h.SignOut(t.Context(), s) }, "session_unknown"},
		"revoked": {func(h *house, s auth.Session) error {
			_, err := h.RevokeSessions(t.Context(), auth.ServerActor(""), s.Account)
			return err
		}, "session_unknown"},
		"locked": {func(h *house, s auth.Session) error {
			return h.DisableAccount(t.Context(), auth.ServerActor(""), s.Account, newID())
		}, "account_disabled"},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			admin := h.administrator()
			actor := h.system(admin)
			if err := c.out(h, admin); err != nil {
				t.Fatal(err)
			}
			_, err := h.CreateAccount(t.Context(), actor, auth.NewAccount{ID: newID(), Login: "late", Name: "B", Password: password})
			wantCode(t, err, congress.Unauthorized, c.code)
			err = h.SetPassword(t.Context(), actor, admin.Account, newID(), "a new password")
			wantCode(t, err, congress.Unauthorized, c.code)
		})
	}
}

func TestARecordIDBelongsToOneAccount(t *testing.T) {
	h := openHouse(t)
	first, second := h.account("first"), h.account("second")
	id := newID()
	for range 2 { // a retry is no second change
		if err := h.DisableAccount(t.Context(), auth.ServerActor(""), first.ID, id); err != nil {
			t.Fatal(err)
		}
	}
	err := h.DisableAccount(t.Context(), auth.ServerActor(""), second.ID, id)
	wantCode(t, err, congress.Conflict, "id_reused")
	h.signIn("second")
}

func TestARetriedAccountIsTheSameAccount(t *testing.T) {
	h := openHouse(t)
	n := auth.NewAccount{ID: newID(), Login: "an", Name: "An Nguyễn", Password: password}
	login := "an.nguyen"
	n.Login = login
	first, err := h.CreateAccount(t.Context(), auth.ServerActor(""), n)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.CreateAccount(t.Context(), auth.ServerActor(""), n)
	if err != nil || again != first {
		t.Errorf("got %+v, %v, want %+v", again, err, first)
	}
	// On another server too, which has not seen the id before.
	second := serve(t, h.log, h.clock, nil)
	again, err = second.CreateAccount(t.Context(), auth.ServerActor(""), n)
	if err != nil || again != first {
		t.Errorf("another server: got %+v, %v, want %+v", again, err, first)
	}
}

func TestLoginsAreUniqueOverTwoServers(t *testing.T) {
	h := openHouse(t)
	servers := []*house{h, serve(t, h.log, h.clock, nil)}
	const logins, rivals = 6, 6
	var mu sync.Mutex
	made := map[string]int{}
	var wait sync.WaitGroup
	for i := range logins * rivals {
		wait.Go(func() {
			login := fmt.Sprintf("delegate-%d", i%logins)
			_, err := servers[i%2].CreateAccount(t.Context(), auth.ServerActor(""), auth.NewAccount{
				ID: newID(), Login: strings.ToUpper(login), Name: "A", Password: password,
			})
			if err != nil {
				wantCode(t, err, congress.Conflict, "login_taken")
				return
			}
			mu.Lock()
			defer mu.Unlock()
			made[login]++
		})
	}
	wait.Wait()
	for i := range logins {
		if n := made[fmt.Sprintf("delegate-%d", i)]; n != 1 {
			t.Errorf("login %d was given %d times", i, n)
		}
	}
}

// Names are one line in the form that is kept: pasted line breaks, doubled blanks and control characters are no part of them.
func TestNamesAreOneLine(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for i, name := range []string{"Nguyễn Văn Mẫu", " Nguyễn  Văn\u00a0Mẫu ", "Nguyễn\nVăn Mẫu", "Nguyễn\vVăn\u0085Mẫu", "Nguyê\u0303n Va\u0306n Mâ\u0303u", "\ufeffNguyễn Văn\u0000 Mẫu"} {
		account, err := h.CreateAccount(t.Context(), auth.ServerActor(""), auth.NewAccount{ID: newID(), Login: fmt.Sprint("login", i), Name: name, Password: password})
		if err != nil || account.Name != "Nguyễn Văn Mẫu" {
			t.Errorf("%q is kept as %q, %v", name, account.Name, err)
		}
	}
}

func TestAccountsThatCannotBe(t *testing.T) {
	h := openHouse(t)
	for name, c := range map[string]struct {
		n     auth.NewAccount
		field string
	}{
		"short login":        {auth.NewAccount{Login: "an", Name: "A", Password: password}, "login"},
		"long login":         {auth.NewAccount{Login: strings.Repeat("a", 65), Name: "A", Password: password}, "login"},
		"endless login":      {auth.NewAccount{Login: strings.Repeat("a", 1<<20), Name: "A", Password: password}, "login"},
		"letters of others":  {auth.NewAccount{Login: "аdmin" /* Cyrillic а */, Name: "A", Password: password}, "login"},
		"space in login":     {auth.NewAccount{Login: "an nguyen", Name: "A", Password: password}, "login"},
		"NUL in login":       {auth.NewAccount{Login: "an\x00nguyen", Name: "A", Password: password}, "login"},
		"no name":            {auth.NewAccount{Login: "login", Name: " ", Password: password}, "name"},
		"only blanks":        {auth.NewAccount{Login: "login", Name: "\v\u0085\u00a0", Password: password}, "name"},
		"name not UTF-8":     {auth.NewAccount{Login: "login", Name: "A\xff", Password: password}, "name"},
		"short password":     {auth.NewAccount{Login: "login", Name: "A", Password: "1234567"}, "password"},
		"long password":      {auth.NewAccount{Login: "login", Name: "A", Password: strings.Repeat("x", 257)}, "password"},
		"endless password":   {auth.NewAccount{Login: "login", Name: "A", Password: strings.Repeat("x", 1<<20)}, "password"},
		"password not UTF-8": {auth.NewAccount{Login: "login", Name: "A", Password: "12345678\xff"}, "password"},
	} {
		t.Run(name, func(t *testing.T) {
			c.n.ID = newID()
			_, err := h.CreateAccount(t.Context(), auth.ServerActor(""), c.n)
			wantCode(t, err, congress.Invalid, "account_invalid")
			if fields := congress.AsError(err).Fields; len(fields) != 1 || fields[c.field].Code() == "" {
				t.Errorf("fields %v, want only %s", fields, c.field)
			}
			if strings.Contains(err.Error(), c.n.Password) {
				t.Error("the error tells the password")
			}
		})
	}
}

func TestANewPasswordEndsAllSessions(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	session, token := h.signIn("delegate")
	_, second := h.signIn("delegate")
	const fresh = "một mật khẩu khác"
	if err := h.SetPassword(t.Context(), h.system(session), a.ID, newID(), fresh); err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{token, second} {
		_, err := h.Authenticate(t.Context(), old)
		wantCode(t, err, congress.Unauthorized, "session_unknown")
	}
	_, _, err := h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: password})
	wantCode(t, err, congress.Unauthorized, "credentials_wrong")
	_, token, err = h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: fresh})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Authenticate(t.Context(), token); err != nil {
		t.Error(err)
	}
}

func TestNobodySetsThePasswordOfAnother(t *testing.T) {
	h := openHouse(t)
	victim := h.account("victim")
	h.account("delegate")
	session, _ := h.signIn("delegate")
	err := h.SetPassword(t.Context(), h.system(session), victim.ID, newID(), "chosen by another")
	wantCode(t, err, congress.Forbidden, "forbidden")
	h.signIn("victim")
	err = h.SetPassword(t.Context(), auth.ServerActor(""), congress.AccountID(newID()), newID(), "chosen by the server")
	wantCode(t, err, congress.NotFound, "not_found")
}

func TestALockedAccountIsOutAtOnce(t *testing.T) {
	h := openHouse(t)
	admin := h.system(h.administrator())
	a := h.account("delegate")
	session, token := h.signIn("delegate")
	if err := h.DisableAccount(t.Context(), admin, a.ID, newID()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Authenticate(t.Context(), token); congress.KindOf(err) != congress.Unauthorized {
		t.Errorf("the token still holds: %v", err)
	}
	if h.SessionAlive(t.Context(), session.ID) == nil {
		t.Error("the session is alive")
	}
	_, _, err := h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: password})
	wantCode(t, err, congress.Unauthorized, "account_disabled")
	_, _, err = h.SignIn(t.Context(), auth.SignIn{Login: "delegate", Password: "a wrong password"})
	wantCode(t, err, congress.Unauthorized, "credentials_wrong") // who does not know the password learns nothing

	if err := h.EnableAccount(t.Context(), admin, a.ID, newID()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Authenticate(t.Context(), token); congress.KindOf(err) != congress.Unauthorized {
		t.Errorf("the old token came back: %v", err)
	}
	h.signIn("delegate")
}
