package realtime_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/gorilla/websocket"
	"github.com/valyala/fasthttp"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/journal"
	"plenum/realtime"
	"plenum/storage/sqlite"
	"plenum/vietnamese/vietnamesetest"
)

// house is a congress with members, a hub, and a server for its sockets alone.
type house struct {
	tb       testing.TB
	halls    *journal.Halls
	auth     *auth.Service
	hub      *realtime.Hub
	threads  *discussion.Service
	url      string
	congress congress.CongressID
	hall     *journal.Hall
	groups   []congress.GroupID

	looking atomic.Pointer[func(congress.Actor, congress.ObjectKind)] // called whenever the rule is asked, for what comes in between
}

func build(tb testing.TB, limits realtime.Limits) *house {
	tb.Helper()
	return buildWith(tb, limits, time.Now, 0)
}

// buildWith makes a house with a clock of its own, in which sessions last so long (0: as usual).
func buildWith(tb testing.TB, limits realtime.Limits, now func() time.Time, sessions time.Duration) *house {
	tb.Helper()
	log, err := sqlite.Open(filepath.Join(tb.TempDir(), "plenum.db"))
	if err != nil {
		tb.Fatal(err)
	}
	policy, err := auth.NewPolicy()
	if err != nil {
		tb.Fatal(err)
	}
	h := &house{tb: tb}
	visible := func(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) bool {
		if f := h.looking.Load(); f != nil {
			(*f)(actor, kind)
		}
		return policy.Visible(actor, kind, audience)
	}
	h.halls = journal.New(journal.Options{Log: log, Visible: visible, Now: now, NewIndex: policy.NewIndex})
	h.auth, err = auth.New(auth.Options{
		Halls: h.halls, Policy: policy, Now: now, NewID: newID, SessionLife: sessions,
		Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.threads = discussion.New(discussion.Options{Halls: h.halls, Log: log, Require: h.auth.Require, Visible: policy.Visible, Allow: policy.Allow, Now: now})
	h.hub = realtime.New(ctx, realtime.Options{
		Auth: h.auth, Halls: h.halls, Policy: policy, Now: now, Log: slog.New(slog.DiscardHandler), Limits: limits, Discussions: h.threads,
	})
	var running sync.WaitGroup
	running.Go(func() { _ = h.hub.Run(ctx) })

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	server := &fasthttp.Server{KeepHijackedConns: true, Handler: func(c *fasthttp.RequestCtx) {
		var session *auth.Session
		if token := string(c.Request.Header.Peek("Authorization")); token != "" {
			found, err := h.auth.Authenticate(ctx, token)
			if err != nil {
				c.SetStatusCode(401)
				return
			}
			session = &found
		}
		if err := h.hub.Upgrade(c, realtime.Client{Session: session, Address: "192.0.2.1", Language: messages.Language(c.Request.Header.Peek("Accept-Language"))}); err != nil {
			c.SetStatusCode(map[congress.Kind]int{congress.Invalid: 400, congress.Unavailable: 503}[congress.KindOf(err)])
		}
	}}
	running.Go(func() { _ = server.Serve(listener) })
	h.url = "ws://" + listener.Addr().String()

	made, err := h.auth.PutCongress(ctx, auth.ServerActor(""), congress.RecordID(newID()), "", congress.Info{Title: "Thử"})
	if err != nil {
		tb.Fatal(err)
	}
	h.congress = congress.CongressID(made.Record.Object)
	var leave func()
	if h.hall, leave, err = h.halls.Enter(ctx, h.congress.Stream()); err != nil {
		tb.Fatal(err)
	}
	for i := range 2 {
		g := congress.GroupID(newID())
		h.setup(auth.Setup{Object: congress.ObjectID(g), Group: &congress.Group{Name: fmt.Sprint("Tổ ", i+1), Number: i + 1}})
		h.groups = append(h.groups, g)
	}
	tb.Cleanup(func() {
		closing, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		h.hub.Close(closing)
		_ = listener.Close()
		cancel()
		running.Wait()
		leave()
		h.halls.Close(closing)
		_ = log.Close()
	})
	return h
}

func newID() string { return congress.NewUUID(time.Now()) }

func (h *house) setup(s auth.Setup) {
	h.tb.Helper()
	s.ID = congress.RecordID(newID())
	if _, err := h.auth.PutSetup(context.Background(), h.hall, auth.ServerActor(h.congress), s); err != nil {
		h.tb.Fatal(err)
	}
}

// guest is a member with an account and a session.
type attendee struct {
	*house
	account congress.AccountID
	login   string
	member  congress.ObjectID
	session auth.Session
	token   string
}

func (h *house) attend(login string, group int, roles ...congress.Role) *attendee {
	h.tb.Helper()
	who := h.account(login, false)
	who.sit(group, roles...)
	who.session, who.token = who.signIn("")
	return who
}

// administer makes an administrator who is no member.
func (h *house) administer(login string) *attendee {
	h.tb.Helper()
	who := h.account(login, true)
	who.session, who.token = who.signIn("")
	return who
}

func (h *house) account(login string, administrator bool) *attendee {
	h.tb.Helper()
	a, err := h.auth.CreateAccount(context.Background(), auth.ServerActor(""), auth.NewAccount{
		ID: congress.RecordID(newID()), Login: login, Name: "Thử", Password: "mật khẩu dài", Administrator: administrator,
	})
	if err != nil {
		h.tb.Fatal(err)
	}
	return &attendee{house: h, account: a.ID, login: login, member: congress.ObjectID(newID())}
}

func (a *attendee) signIn(device congress.DeviceID) (auth.Session, string) {
	a.tb.Helper()
	session, token, err := a.auth.SignIn(context.Background(), auth.SignIn{Login: a.login, Password: "mật khẩu dài", Device: device, Address: a.login})
	if err != nil {
		a.tb.Fatal(err)
	}
	return session, token
}

// on is the same member signed in on a device.
func (a *attendee) on(device congress.DeviceID) *attendee {
	a.tb.Helper()
	b := *a
	b.session, b.token = a.signIn(device)
	return &b
}

// sit gives the member roles and a group.
func (a *attendee) sit(group int, roles ...congress.Role) {
	a.tb.Helper()
	m := &congress.Member{Account: a.account, Name: "Thử", Roles: roles}
	if group >= 0 {
		m.Groups = []congress.GroupID{a.groups[group]}
	}
	a.setup(auth.Setup{Object: a.member, Member: m})
}

// post puts a comment for an audience straight into the hall.
func (h *house) post(object congress.ObjectID, to congress.Audience) *congress.Record {
	h.tb.Helper()
	res, err := h.hall.Commit(context.Background(), journal.Request{
		ID: congress.RecordID(newID()), Kind: congress.KindComment, Actor: auth.ServerActor(h.congress),
		Make: func(*journal.Tx) (journal.Draft, error) {
			return journal.Draft{Object: object, Audience: to, Body: map[string]string{"text": "Đề nghị bổ sung chỉ tiêu về nhà ở xã hội."}}, nil
		},
	})
	if err != nil {
		h.tb.Fatal(err)
	}
	return res.Record
}

func (h *house) toGroup(g int) congress.Audience {
	return congress.Audience{Groups: []congress.GroupID{h.groups[g]}}
}

type message struct {
	Type, Cursor, Reason string
	Object               congress.ObjectID
	N                    uint64
	Full, Reconnect      bool
	AfterMS              int64
	Time                 time.Time
	ReconnectMS          struct{ Min, Max int64 }

	Of, Code   string // of an error
	Message    string // of an error or a bye
	Discussion congress.ObjectID
	Group      congress.GroupID
	Whole      bool
	Here, Left []congress.ObjectID
	Typing     []struct{ Member, Object congress.ObjectID }
	Hands      []raised
	Counts     map[congress.ObjectID]int
}

type raised struct {
	Member congress.ObjectID
	Called bool
}

func (a *attendee) dial(header http.Header) *websocket.Conn {
	a.tb.Helper()
	conn, res, err := (&websocket.Dialer{Subprotocols: []string{realtime.Subprotocol}}).Dial(a.url, header)
	if err != nil {
		a.tb.Fatal(err, res)
	}
	a.tb.Cleanup(func() { _ = conn.Close() })
	return conn
}

// follow opens a socket, says hello with the cursor and reads to caught-up.
func (a *attendee) follow(cursor string) (*websocket.Conn, []message) {
	a.tb.Helper()
	conn := a.dial(http.Header{"Authorization": {a.token}})
	send(a.tb, conn, map[string]any{"type": "hello", "congress": a.congress, "cursor": cursor})
	return conn, readTo(a.tb, conn, "caught-up")
}

func send(tb testing.TB, conn *websocket.Conn, v any) {
	tb.Helper()
	if err := conn.WriteJSON(v); err != nil {
		tb.Fatal(err)
	}
}

// readTo reads messages until one is of the type.
func readTo(tb testing.TB, conn *websocket.Conn, kind string) (all []message) {
	tb.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		var m message
		if err := conn.ReadJSON(&m); err != nil {
			tb.Fatalf("waiting for %s after %d frames, at last %+v: %v", kind, len(all), all[max(0, len(all)-3):], err)
		}
		all = append(all, m)
		if m.Type == kind {
			return all
		}
	}
}

func objects(list []message, kind string) (out []congress.ObjectID) {
	for _, m := range list {
		if m.Type == kind {
			out = append(out, m.Object)
		}
	}
	return out
}

func TestWhatIsNoLongerVisibleIsGoneFromOpenSockets(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	b := h.attend("hai", 1, congress.Delegate)
	object := congress.ObjectID(newID())
	h.post(object, h.toGroup(0))
	onA, got := a.follow("")
	onB, _ := b.follow("")
	if list := objects(got, "record"); list[len(list)-1] != object {
		t.Fatalf("the first has %v", list)
	}
	h.post(object, h.toGroup(1)) // it moves to the other group
	if m := readTo(t, onA, "gone"); m[len(m)-1].Object != object {
		t.Errorf("the first hears %+v", m)
	}
	if m := readTo(t, onB, "record"); m[len(m)-1].Object != object {
		t.Errorf("the second hears %+v", m)
	}
}

func TestANamedAudienceReachesTheNamedAndNobodyElse(t *testing.T) {
	h := build(t, realtime.Limits{})
	a, b := h.attend("mot", 0, congress.Delegate), h.attend("hai", 0, congress.Delegate)
	onA, _ := a.follow("")
	onB, _ := b.follow("")
	secret, open := congress.ObjectID(newID()), congress.ObjectID(newID())
	h.post(secret, congress.Audience{Members: []congress.MemberID{congress.MemberID(a.member)}})
	h.post(open, h.toGroup(0))
	if got := objects(readTo(t, onA, "record"), "record"); got[0] != secret {
		t.Errorf("the named member hears %v first", got)
	}
	if got := objects(readTo(t, onB, "record"), "record"); got[0] != open {
		t.Errorf("the other member hears %v first, want only %s", got, open)
	}
}

func TestAChangedRoleTakesEffectOnOpenSockets(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	inOne, inTwo := congress.ObjectID(newID()), congress.ObjectID(newID())
	h.post(inOne, h.toGroup(0))
	h.post(inTwo, h.toGroup(1))
	conn, _ := a.follow("")
	a.sit(1, congress.Delegate)
	got := readTo(t, conn, "caught-up")
	if got[0].Type != "hello" || !got[0].Full {
		t.Fatalf("the socket hears %+v first, want a full hello", got[0])
	}
	list := fmt.Sprint(objects(got, "record"))
	if strings.Contains(list, string(inOne)) || !strings.Contains(list, string(inTwo)) {
		t.Errorf("the whole set is %s; want %s in it and not %s", list, inTwo, inOne)
	}
	// And it goes on live as the new person.
	next := congress.ObjectID(newID())
	h.post(congress.ObjectID(newID()), h.toGroup(0))
	h.post(next, h.toGroup(1))
	if m := readTo(t, conn, "record"); len(m) != 1 || m[0].Object != next {
		t.Errorf("afterwards comes %+v, want %s", m, next)
	}
}

func TestWhoIsNoLongerAMemberIsToldSo(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	conn, _ := a.follow("")
	a.setup(auth.Setup{Object: a.member, Member: &congress.Member{Name: "Thử", Roles: []congress.Role{congress.Delegate}}}) // the account stands up
	m := readTo(t, conn, "bye")
	if last := m[len(m)-1]; last.Reason != "not-here" || last.Reconnect {
		t.Errorf("the socket hears %+v", last)
	}
}

func TestARevokedSessionEndsItsSocketsAtOnce(t *testing.T) {
	h := build(t, realtime.Limits{})
	a, b := h.attend("mot", 0, congress.Delegate), h.attend("hai", 0, congress.Delegate)
	onA, _ := a.follow("")
	onB, _ := b.follow("")
	if err := h.auth.SignOut(t.Context(), a.session); err != nil {
		t.Fatal(err)
	}
	m := readTo(t, onA, "bye")
	if last := m[len(m)-1]; last.Reason != "revoked" || last.Reconnect {
		t.Errorf("the socket hears %+v", last)
	}
	if _, err := h.auth.RevokeSessions(t.Context(), auth.ServerActor(""), b.account); err != nil {
		t.Fatal(err)
	}
	m = readTo(t, onB, "bye")
	if last := m[len(m)-1]; last.Reason != "revoked" {
		t.Errorf("the other socket hears %+v", last)
	}
}

func TestATicketOpensOneSocket(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	ticket, err := h.auth.IssueTicket(t.Context(), a.session)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"caught-up", "bye"} {
		conn := a.dial(nil)
		send(t, conn, map[string]any{"type": "hello", "congress": a.congress, "ticket": ticket})
		m := readTo(t, conn, want)
		if want == "bye" && (m[0].Reason != "ticket" || !m[0].Reconnect) {
			t.Errorf("use %d: %+v", i+1, m)
		}
	}
}

func TestWhoBreaksTheProtocolIsToldWhyAndClosed(t *testing.T) {
	h := build(t, realtime.Limits{Hello: 200 * time.Millisecond})
	a := h.attend("mot", 0, congress.Delegate)
	for name, tt := range map[string]struct {
		say    any
		binary bool
		reason string
	}{
		"not JSON":         {say: json.RawMessage(`hello`), reason: "protocol"},
		"unknown type":     {say: map[string]any{"type": "shout"}, reason: "protocol"},
		"no congress":      {say: map[string]any{"type": "hello"}, reason: "protocol"},
		"bad cursor":       {say: map[string]any{"type": "hello", "congress": a.congress, "cursor": "x"}, reason: "protocol"},
		"unknown congress": {say: map[string]any{"type": "hello", "congress": newID()}, reason: "not-here"},
		"binary":           {say: map[string]any{"type": "ping"}, binary: true, reason: "protocol"},
		"before hello":     {say: map[string]any{"type": "hand", "up": true}, reason: "protocol"},
		"no member":        {say: map[string]any{"type": "call"}, reason: "protocol"},
		"no thread":        {say: map[string]any{"type": "enter"}, reason: "protocol"},
		"no object":        {say: map[string]any{"type": "typing", "object": "x"}, reason: "protocol"},
		"a long ticket":    {say: map[string]any{"type": "hello", "congress": a.congress, "ticket": strings.Repeat("a", 300)}, reason: "protocol"},
		"a long frame":     {say: map[string]any{"type": strings.Repeat("a", 4090)}, reason: "protocol"},
		"nothing at all":   {reason: "idle"},
	} {
		t.Run(name, func(t *testing.T) {
			lang := []string{"vi", "en"}[len(name)%2]
			conn := a.dial(http.Header{"Authorization": {a.token}, "Accept-Language": {lang}})
			if tt.say != nil {
				kind := websocket.TextMessage
				if tt.binary {
					kind = websocket.BinaryMessage
				}
				text, ok := tt.say.(json.RawMessage)
				if !ok {
					text, _ = json.Marshal(tt.say)
				}
				if err := conn.WriteMessage(kind, text); err != nil {
					t.Fatal(err)
				}
			}
			m := readTo(t, conn, "bye")
			if m[0].Reason != tt.reason || m[0].Reconnect {
				t.Errorf("it hears %+v, want %s", m[0], tt.reason)
			}
			inLanguage(t, lang, m[0].Message)
			if _, _, err := conn.ReadMessage(); err == nil {
				t.Error("the socket stays open")
			}
		})
	}
}

// inLanguage: what a person reads is there, and in the language of the socket.
func inLanguage(t *testing.T, lang, message string) {
	t.Helper()
	foreign := vietnamesetest.Foreign(message, "hello", "congress", "cursor", "ticket", "discussion", "group", "object", "member", "hand", "call", "enter", "typing", "shout", strings.Repeat("a", 40))
	if message == "" || (len(foreign) == 0) != (lang == "vi") {
		t.Errorf("in %s it reads %q (%q)", lang, message, foreign)
	}
}

func TestASocketSpeaksTheLanguageInWhichItWasOpened(t *testing.T) {
	h := build(t, realtime.Limits{PerAccount: 1})
	a := h.attend("mot", 0, congress.Delegate)
	for _, lang := range []string{"vi", "en"} {
		conn := a.dial(http.Header{"Authorization": {a.token}, "Accept-Language": {lang}})
		send(t, conn, map[string]any{"type": "hello", "congress": a.congress})
		readTo(t, conn, "caught-up")
		for _, frame := range []map[string]any{
			{"type": "hand", "up": true},
			{"type": "typing"},
			{"type": "call", "member": newID()},
			{"type": "enter", "discussion": newID(), "group": "plenary"},
		} {
			send(t, conn, frame)
			m := last(readTo(t, conn, "error"))
			if m.Of != frame["type"] || m.Code == "" {
				t.Errorf("%v is answered by %+v", frame, m)
			}
			inLanguage(t, lang, m.Message)
		}
		a.dial(http.Header{"Authorization": {a.token}})
		bye := last(readTo(t, conn, "bye"))
		inLanguage(t, lang, bye.Message)
	}
}

func TestTheOldestSocketOfAnAccountGoesWhenThereAreTooMany(t *testing.T) {
	h := build(t, realtime.Limits{PerAccount: 2})
	a := h.attend("mot", 0, congress.Delegate)
	first, _ := a.follow("")
	a.follow("")
	third, _ := a.follow("")
	if m := readTo(t, first, "bye"); m[0].Reason != "replaced" {
		t.Errorf("the first hears %+v", m)
	}
	send(t, third, map[string]any{"type": "ping"})
	readTo(t, third, "pong")
}

func TestASlowReaderLeavesAndNobodyElseWaits(t *testing.T) {
	h := build(t, realtime.Limits{})
	slow, quick := h.attend("cham", 0, congress.Delegate), h.attend("nhanh", 0, congress.Delegate)
	stuck, _ := slow.follow("") // and reads no more
	conn, _ := quick.follow("")
	body := map[string]string{"text": strings.Repeat("dài ", 100_000)}
	for range 40 {
		if _, err := h.hall.Commit(t.Context(), journal.Request{
			ID: congress.RecordID(newID()), Kind: congress.KindComment, Actor: auth.ServerActor(h.congress),
			Make: func(*journal.Tx) (journal.Draft, error) {
				return journal.Draft{Object: congress.ObjectID(newID()), Audience: h.toGroup(0), Body: body}, nil
			},
		}); err != nil {
			t.Fatal(err)
		}
		readTo(t, conn, "record")
	}
	// It gets what was on its way, at most a bye, and then the end; never everything.
	got := 0
	_ = stuck.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		var m message
		if err := stuck.ReadJSON(&m); err != nil {
			break
		}
		switch {
		case m.Type == "record":
			got++
		case m.Type == "bye" && (m.Reason != "slow" || !m.Reconnect):
			t.Errorf("the slow reader hears %+v", m)
		}
	}
	if got == 40 {
		t.Error("the slow reader was served to the end")
	}
	// The client sees the end of the connection a moment before the hub has let go of the socket.
	for deadline := time.Now().Add(20 * time.Second); h.hub.Count() != 1; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d sockets are open, want the quick one", h.hub.Count())
		}
	}
}

func TestNothingIsMissedOrDoubledWhenJoiningDuringATorrent(t *testing.T) {
	h := build(t, realtime.Limits{PerAccount: 100})
	a := h.attend("mot", 0, congress.Delegate)
	const total = 600
	var wait sync.WaitGroup
	wait.Go(func() {
		for range total {
			h.post(congress.ObjectID(newID()), h.toGroup(0))
		}
	})
	var seen [8]map[congress.ObjectID]int
	for i := range seen {
		seen[i] = map[congress.ObjectID]int{}
		wait.Go(func() {
			conn := a.dial(http.Header{"Authorization": {a.token}})
			if err := conn.WriteJSON(map[string]any{"type": "hello", "congress": a.congress}); err != nil {
				t.Error(err)
				return
			}
			_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
			comments := 0
			var last uint64
			for comments < total {
				var m message
				if err := conn.ReadJSON(&m); err != nil {
					t.Errorf("socket %d after %d: %v", i, comments, err)
					return
				}
				if m.Type != "record" {
					continue
				}
				if m.N <= last {
					t.Errorf("record %d came after %d", m.N, last)
				}
				last = m.N
				if seen[i][m.Object]++; m.N > 3 { // after the setup's groups and member
					comments++
				}
			}
		})
	}
	wait.Wait()
	for i, objects := range seen {
		for object, n := range objects {
			if n != 1 {
				t.Errorf("socket %d got %s %d times", i, object, n)
			}
		}
	}
}

func TestCloseTellsEverySocketToComeBackAndTakesNoMore(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	conn, _ := a.follow("")
	done := make(chan struct{})
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		h.hub.Close(ctx)
		close(done)
	}()
	m := readTo(t, conn, "bye")
	if m[0].Reason != "restart" || !m[0].Reconnect || m[0].AfterMS < 200 || m[0].AfterMS > 5200 {
		t.Errorf("it hears %+v", m[0])
	}
	<-done
	if h.hub.Count() != 0 {
		t.Errorf("%d sockets are left", h.hub.Count())
	}
	if _, _, err := (&websocket.Dialer{Subprotocols: []string{realtime.Subprotocol}}).Dial(h.url, nil); err == nil {
		t.Error("a closed hub takes a socket")
	}
}
