package auth_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

const password = "mật khẩu đủ dài"

// clock is a time that moves only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a server's auth on the embedded store.
type house struct {
	testing.TB
	*auth.Service
	dir    string
	log    journal.Log
	halls  *journal.Halls
	policy *auth.Policy
	clock  *clock

	looking func() // called whenever the rule is asked, for what comes in between
}

func openHouse(t testing.TB) *house {
	t.Helper()
	dir := t.TempDir()
	log, err := sqlite.Open(filepath.Join(dir, "plenum.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	h := serve(t, log, &clock{now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}, nil)
	h.dir = dir
	return h
}

// serve starts one more server on the log.
func serve(t testing.TB, log journal.Log, c *clock, change func(*auth.Options)) *house {
	t.Helper()
	p := policy(t)
	h := &house{TB: t, log: log, policy: p, clock: c}
	visible := func(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) bool {
		if h.looking != nil {
			h.looking()
		}
		return p.Visible(actor, kind, audience)
	}
	halls := journal.New(journal.Options{Log: log, Visible: visible, NewIndex: p.NewIndex, Now: c.Now})
	t.Cleanup(func() { halls.Close(context.Background()) })
	o := auth.Options{
		Halls: halls, Policy: p, Now: c.Now,
		Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16},
	}
	if change != nil {
		change(&o)
	}
	s, err := auth.New(o)
	if err != nil {
		t.Fatal(err)
	}
	h.Service, h.halls = s, halls
	return h
}

func newID() congress.RecordID { return congress.RecordID(congress.NewUUID(time.Now())) }

func (h *house) account(login string) auth.Account {
	h.Helper()
	a, err := h.CreateAccount(h.Context(), auth.ServerActor(""), auth.NewAccount{ID: newID(), Login: login, Name: "Nguyễn Văn An", Password: password})
	if err != nil {
		h.Fatal(err)
	}
	return a
}

func (h *house) administrator() auth.Session {
	h.Helper()
	if _, err := h.CreateAccount(h.Context(), auth.ServerActor(""), auth.NewAccount{ID: newID(), Login: "admin", Name: "Quản trị", Password: password, Administrator: true}); err != nil {
		h.Fatal(err)
	}
	session, _ := h.signIn("admin")
	return session
}

func (h *house) signIn(login string) (auth.Session, string) {
	h.Helper()
	session, token, err := h.SignIn(h.Context(), auth.SignIn{Login: login, Password: password, Address: "192.0.2.1"})
	if err != nil {
		h.Fatal(err)
	}
	return session, token
}

// system is the session's actor in the System stream.
func (h *house) system(session auth.Session) congress.Actor {
	h.Helper()
	seat, leave, err := h.System(h.Context(), session)
	if err != nil {
		h.Fatal(err)
	}
	defer leave()
	return seat.Actor
}

func (h *house) congress(title string) congress.CongressID {
	h.Helper()
	res, err := h.PutCongress(h.Context(), auth.ServerActor(""), newID(), "", congress.Info{Title: title})
	if err != nil {
		h.Fatal(err)
	}
	return congress.CongressID(res.Record.Object)
}

// put puts an object of the congress as the server.
// hall is the congress's, open until the test ends.
func (h *house) hall(id congress.CongressID) *journal.Hall {
	h.Helper()
	hall, leave, err := h.halls.Enter(h.Context(), id.Stream())
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(leave)
	return hall
}

func (h *house) put(id congress.CongressID, object congress.ObjectID, s auth.Setup) congress.ObjectID {
	h.Helper()
	hall, leave, err := h.halls.Enter(h.Context(), id.Stream())
	if err != nil {
		h.Fatal(err)
	}
	defer leave()
	if s.ID = newID(); object == "" {
		object = congress.ObjectID(s.ID)
	}
	s.Object = object
	res, err := h.PutSetup(h.Context(), hall, auth.ServerActor(id), s)
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

func (h *house) seat(id congress.CongressID, object congress.ObjectID, a auth.Account, roles ...congress.Role) congress.ObjectID {
	h.Helper()
	return h.put(id, object, auth.Setup{Member: &congress.Member{Account: a.ID, Name: a.Name, Roles: roles}})
}

func wantCode(t testing.TB, err error, kind congress.Kind, code string) {
	t.Helper()
	if congress.KindOf(err) != kind || congress.CodeOf(err) != code {
		t.Errorf("got %q %q (%v), want %q %q", congress.KindOf(err), congress.CodeOf(err), err, kind, code)
	}
}
