package handlers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/prometheus/client_golang/prometheus"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/documents/blobs"
	"plenum/documents/rooms"
	"plenum/handlers"
	"plenum/journal"
	mobileapi "plenum/mobile-api"
	"plenum/realtime"
	"plenum/storage/files"
	"plenum/storage/sqlite"
)

// house is the whole HTTP side on the embedded stores, on a port of its own, with a clock that the test moves.
type house struct {
	testing.TB
	url      string
	auth     *auth.Service
	log      *buffer
	clock    *clock
	halls    *journal.Halls
	congress congress.CongressID
	token    string // of an organizer who is also a delegate of the group
	group    congress.GroupID
}

// contract is read once for all houses: under the race detector that takes seconds.
var contract = sync.OnceValues(handlers.LoadContract)

const password = "mật khẩu đủ dài"

// open serves with the options changed and the routes added.
func open(t testing.TB, change func(*handlers.Options), routes ...handlers.Route) *house {
	t.Helper()
	h := &house{TB: t, log: &buffer{}, clock: &clock{now: time.Date(2027, 3, 2, 8, 0, 0, 0, time.UTC)}}
	app, err := h.build(change, routes...)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- app.Listener(handlers.Strict(listener)) }()
	t.Cleanup(func() {
		if err := app.ShutdownWithTimeout(10 * time.Second); err != nil {
			t.Error(err)
		}
		<-served
	})
	h.url = "http://" + listener.Addr().String()
	h.settle()
	return h
}

type app interface {
	Listener(net.Listener) error
	ShutdownWithTimeout(time.Duration) error
}

func (h *house) build(change func(*handlers.Options), routes ...handlers.Route) (app, error) {
	h.Helper()
	dir := h.TempDir()
	log, err := sqlite.Open(filepath.Join(dir, "plenum.db"))
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = log.Close() })
	store, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = store.Close() })
	policy, err := auth.NewPolicy()
	if err != nil {
		h.Fatal(err)
	}
	halls := journal.New(journal.Options{Log: log, Visible: policy.Visible, NewIndex: policy.NewIndex, Now: h.clock.Now})
	h.Cleanup(func() { halls.Close(context.Background()) })
	h.halls = halls
	if h.auth, err = auth.New(auth.Options{
		Halls: halls, Policy: policy, Now: h.clock.Now,
		Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16},
	}); err != nil {
		h.Fatal(err)
	}
	logger := slog.New(slog.NewJSONHandler(h.log, nil))
	kept := blobs.NewFiles(blobs.Options{Store: store, Now: h.clock.Now})
	register := rooms.New(rooms.Options{Files: kept, Require: h.auth.Require, Policy: policy, Now: h.clock.Now, Halls: halls})
	threads := discussion.New(discussion.Options{Halls: halls, Log: log, Require: h.auth.Require, Visible: policy.Visible, Allow: policy.Allow, Now: h.clock.Now})
	compiling := compilation.New(compilation.Options{
		Halls: halls, Log: log, Discussions: threads, Require: h.auth.Require, Visible: policy.Visible, Allow: policy.Allow, Now: h.clock.Now,
	})
	hub := realtime.New(context.Background(), realtime.Options{Auth: h.auth, Halls: halls, Policy: policy, Now: h.clock.Now, Log: logger, Discussions: threads})
	h.Cleanup(func() { hub.Close(context.Background()) })
	o := handlers.Options{
		Auth: h.auth, Policy: policy, Now: h.clock.Now, NewID: func() string { return congress.NewUUID(h.clock.Now()) },
		Log: logger, Registry: prometheus.NewRegistry(), Context: context.Background(),
	}
	if o.Contract, err = contract(); err != nil {
		h.Fatal(err)
	}
	if change != nil {
		change(&o)
	}
	return handlers.New(o, handlers.CongressRoutes(h.auth, policy), handlers.DocumentRoutes(handlers.DocumentOptions{
		Rooms: register, Stall: time.Minute, Stop: context.Background(), Online: hub.Online,
	}), handlers.DiscussionRoutes(threads), handlers.CompilationRoutes(handlers.CompilationOptions{
		Service: compiling, Register: register.Register, Uploads: register.Uploads, Delivery: register.Delivery, Stall: time.Minute, Stop: context.Background(),
	}),
		mobileapi.Routes(mobileapi.Options{Auth: h.auth, Documents: register, Discussion: threads, Compilation: compiling, Hub: hub, Stall: time.Minute}), routes)
}

// settle makes an account, a congress, a group and a member, and signs in.
func (h *house) settle() {
	h.Helper()
	ctx, server := context.Background(), auth.ServerActor("")
	account, err := h.auth.CreateAccount(ctx, server, auth.NewAccount{ID: h.id(), Login: "bantochuc", Name: "Ban Tổ Chức", Password: password})
	if err != nil {
		h.Fatal(err)
	}
	res, err := h.auth.PutCongress(ctx, server, h.id(), "", congress.Info{Title: "Đại hội thử"})
	if err != nil {
		h.Fatal(err)
	}
	h.congress = congress.CongressID(res.Record.Object)
	_, token, err := h.auth.SignIn(ctx, auth.SignIn{Login: "bantochuc", Password: password, Address: "127.0.0.1"})
	if err != nil {
		h.Fatal(err)
	}
	h.token = token
	hall, leave, err := h.halls.Enter(ctx, h.congress.Stream())
	if err != nil {
		h.Fatal(err)
	}
	defer leave()
	h.group = congress.GroupID(h.id())
	group := congress.Group{Name: "Tổ 1", Number: 1}
	if _, err := h.auth.PutSetup(ctx, hall, auth.ServerActor(h.congress), auth.Setup{ID: h.id(), Object: congress.ObjectID(h.group), Group: &group}); err != nil {
		h.Fatal(err)
	}
	member := congress.Member{Account: account.ID, Name: "Ban Tổ Chức", Roles: []congress.Role{congress.Organizer, congress.Delegate}, Groups: []congress.GroupID{h.group}}
	if _, err := h.auth.PutSetup(ctx, hall, auth.ServerActor(h.congress), auth.Setup{ID: h.id(), Object: congress.ObjectID(h.id()), Member: &member}); err != nil {
		h.Fatal(err)
	}
}

func (h *house) id() congress.RecordID { return congress.RecordID(congress.NewUUID(h.clock.Now())) }

// answer is read whole.
type answer struct {
	*http.Response
	body []byte
}

func (a answer) problem(t testing.TB) (p handlers.Problem) {
	t.Helper()
	if err := json.Unmarshal(a.body, &p); err != nil || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("not a problem document: %s %s", a.Status, a.body)
	}
	return p
}

// do sends a request with the organizer's token unless the header says who.
func (h *house) do(method, path, body string, header map[string]string) answer {
	h.Helper()
	res, err := h.try(method, path, body, header)
	if err != nil {
		h.Fatal(err)
	}
	return res
}

var client = &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8}}

func (h *house) try(method, path, body string, header map[string]string) (answer, error) {
	request, err := http.NewRequest(method, h.url+strings.Replace(path, "~", "/api/v1/congresses/"+string(h.congress), 1), strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Authorization", "Bearer "+h.token)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		if request.Header.Set(name, value); value == "" {
			request.Header.Del(name)
		}
	}
	res, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	return answer{res, all}, err
}

// lines are what the log says of requests, one map each.
func (h *house) lines() (out []map[string]any) {
	for line := range strings.Lines(h.log.String()) {
		var v map[string]any
		if json.Unmarshal([]byte(line), &v) == nil {
			out = append(out, v)
		}
	}
	return out
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
