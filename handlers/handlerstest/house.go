package handlerstest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
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
	"plenum/handlers/api"
	"plenum/handlers/discussions"
	"plenum/handlers/register"
	"plenum/journal"
	mobileapi "plenum/mobile-api"
	"plenum/realtime"
	"plenum/storage/files"
	"plenum/storage/sqlite"
)

// House is the whole HTTP side on the embedded stores, on a port of its own, with a clock that the
// test moves.
type House struct {
	testing.TB
	URL      string
	Auth     *auth.Service
	Logged   *Buffer
	Clock    *Clock
	Halls    *journal.Halls
	Congress congress.CongressID
	Token    string // of an organizer who is also a delegate of the group
	Group    congress.GroupID
}

// contract is read once for all houses: under the race detector that takes seconds.
var contract = sync.OnceValues(handlers.LoadContract)

// Password is that of the organizer.
const Password = "mật khẩu đủ dài"

// Open serves with the options changed and the routes added.
func Open(t testing.TB, change func(*handlers.Options), routes ...api.Route) *House {
	t.Helper()
	h := &House{TB: t, Logged: &Buffer{}, Clock: &Clock{At: time.Date(2027, 3, 2, 8, 0, 0, 0, time.UTC)}}
	app, err := h.Build(change, routes...)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- app.Listener(api.Strict(listener)) }()
	t.Cleanup(func() {
		if err := app.ShutdownWithTimeout(10 * time.Second); err != nil {
			t.Error(err)
		}
		<-served
	})
	h.URL = "http://" + listener.Addr().String()
	h.settle()
	return h
}

type app interface {
	Listener(net.Listener) error
	ShutdownWithTimeout(time.Duration) error
}

// Build makes the app on stores of its own, and serves nothing.
func (h *House) Build(change func(*handlers.Options), routes ...api.Route) (app, error) {
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
	halls := journal.New(journal.Options{Log: log, Visible: policy.Visible, NewIndex: policy.NewIndex, Now: h.Clock.Now})
	h.Cleanup(func() { halls.Close(context.Background()) })
	h.Halls = halls
	if h.Auth, err = auth.New(auth.Options{
		Halls: halls, Policy: policy, Now: h.Clock.Now,
		Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16},
	}); err != nil {
		h.Fatal(err)
	}
	logger := slog.New(slog.NewJSONHandler(h.Logged, nil))
	kept := blobs.NewFiles(blobs.Options{Store: store, Now: h.Clock.Now})
	docs := rooms.New(rooms.Options{Files: kept, Require: h.Auth.Require, Policy: policy, Now: h.Clock.Now, Halls: halls})
	threads := discussion.New(discussion.Options{Halls: halls, Log: log, Require: h.Auth.Require, Visible: policy.Visible, Allow: policy.Allow, Now: h.Clock.Now})
	compiling := compilation.New(compilation.Options{
		Halls: halls, Log: log, Discussions: threads, Require: h.Auth.Require, Visible: policy.Visible, Allow: policy.Allow, Now: h.Clock.Now,
		Materials: discussions.Materials(docs),
	})
	hub := realtime.New(context.Background(), realtime.Options{Auth: h.Auth, Halls: halls, Policy: policy, Now: h.Clock.Now, Log: logger, Discussions: threads})
	h.Cleanup(func() { hub.Close(context.Background()) })
	o := handlers.Options{
		Options: api.Options{
			Auth: h.Auth, Policy: policy, Now: h.Clock.Now, NewID: func() string { return congress.NewUUID(h.Clock.Now()) },
			Log: logger, Registry: prometheus.NewRegistry(), Context: context.Background(),
		},
		Documents:   register.Options{Rooms: docs, Stall: time.Minute, Stop: context.Background(), Online: hub.Online},
		Discussion:  threads,
		Compilation: discussions.CompilationOptions{Service: compiling, Stall: time.Minute, Stop: context.Background()},
	}
	if o.Contract, err = contract(); err != nil {
		h.Fatal(err)
	}
	if change != nil {
		change(&o)
	}
	tablets := mobileapi.Options{Auth: h.Auth, Documents: docs, Discussion: threads, Compilation: compiling, Hub: hub, Stall: time.Minute}
	return handlers.New(o, mobileapi.Routes(tablets), routes)
}

// settle makes an account, a congress, a group and a member, and signs in.
func (h *House) settle() {
	h.Helper()
	ctx, server := context.Background(), auth.ServerActor("")
	account, err := h.Auth.CreateAccount(ctx, server, auth.NewAccount{ID: h.ID(), Login: "bantochuc", Name: "Ban Tổ Chức", Password: Password})
	if err != nil {
		h.Fatal(err)
	}
	res, err := h.Auth.PutCongress(ctx, server, h.ID(), "", congress.Info{Title: "Đại hội thử"})
	if err != nil {
		h.Fatal(err)
	}
	h.Congress = congress.CongressID(res.Record.Object)
	_, token, err := h.Auth.SignIn(ctx, auth.SignIn{Login: "bantochuc", Password: Password, Address: "127.0.0.1"})
	if err != nil {
		h.Fatal(err)
	}
	h.Token = token
	hall, leave, err := h.Halls.Enter(ctx, h.Congress.Stream())
	if err != nil {
		h.Fatal(err)
	}
	defer leave()
	h.Group = congress.GroupID(h.ID())
	group := congress.Group{Name: "Tổ 1", Number: 1}
	if _, err := h.Auth.PutSetup(ctx, hall, auth.ServerActor(h.Congress), auth.Setup{ID: h.ID(), Object: congress.ObjectID(h.Group), Group: &group}); err != nil {
		h.Fatal(err)
	}
	member := congress.Member{Account: account.ID, Name: "Ban Tổ Chức", Roles: []congress.Role{congress.Organizer, congress.Delegate}, Groups: []congress.GroupID{h.Group}}
	if _, err := h.Auth.PutSetup(ctx, hall, auth.ServerActor(h.Congress), auth.Setup{ID: h.ID(), Object: congress.ObjectID(h.ID()), Member: &member}); err != nil {
		h.Fatal(err)
	}
}

func (h *House) ID() congress.RecordID { return congress.RecordID(congress.NewUUID(h.Clock.Now())) }

// Answer is read whole.
type Answer struct {
	*http.Response
	Body []byte
}

// Problem is the answer as a problem document.
func (a Answer) Problem(t testing.TB) (p api.Problem) {
	t.Helper()
	if err := json.Unmarshal(a.Body, &p); err != nil || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("not a problem document: %s %s", a.Status, a.Body)
	}
	return p
}

// Do sends a request with the organizer's token unless the header says who.
func (h *House) Do(method, path, body string, header map[string]string) Answer {
	h.Helper()
	res, err := h.Try(method, path, body, header)
	if err != nil {
		h.Fatal(err)
	}
	return res
}

// Client is what requests are sent with.
var Client = &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8}}

// Try is Do without a fault where no answer came.
func (h *House) Try(method, path, body string, header map[string]string) (Answer, error) {
	request, err := http.NewRequest(method, h.URL+strings.Replace(path, "~", "/api/v1/congresses/"+string(h.Congress), 1), strings.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	request.Header.Set("Authorization", "Bearer "+h.Token)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		if request.Header.Set(name, value); value == "" {
			request.Header.Del(name)
		}
	}
	res, err := Client.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	return Answer{res, all}, err
}

// Lines are what the log says of requests, one map each.
func (h *House) Lines() (out []map[string]any) {
	for line := range strings.Lines(h.Logged.String()) {
		var v map[string]any
		if json.Unmarshal([]byte(line), &v) == nil {
			out = append(out, v)
		}
	}
	return out
}

// Clock is the time of a house.
type Clock struct {
	mu sync.Mutex
	At time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.At
}

// Pass lets time go by.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.At = c.At.Add(d)
}

// Buffer is what a house has logged.
type Buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write takes a line of the log.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String is all that was logged.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// Begin registers a document and announces a file of size bytes; it gives the upload's address.
func (h *House) Begin(size int, header map[string]string) (Answer, string) {
	h.Helper()
	document := string(h.ID())
	if res := h.Do("POST", "~/documents", `{"title":"Tài liệu"}`, map[string]string{"Idempotency-Key": document}); res.StatusCode != 201 {
		h.Fatal(res.Status)
	}
	all := map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Length": fmt.Sprint(size), "Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte("Tệp.txt")) + ",filetype dGV4dA==",
	}
	for name, value := range header {
		all[name] = value
	}
	res := h.Do("POST", "~/documents/"+document+"/tus", "", all)
	return res, res.Header.Get("Location")
}

// Part is the header of a part of a resumable upload that begins at offset, with more names and
// values.
func Part(offset int, more ...string) map[string]string {
	header := map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": fmt.Sprint(offset), "Content-Type": "application/offset+octet-stream"}
	for i := 0; i < len(more); i += 2 {
		header[more[i]] = more[i+1]
	}
	return header
}

// Tus is the header of a client of resumable uploads.
var Tus = map[string]string{"Tus-Resumable": "1.0.0"}
