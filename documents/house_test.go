package documents_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/antivirus"
	"plenum/documents/blobs"
	"plenum/documents/delivery"
	"plenum/documents/ingest"
	"plenum/documents/pictures"
	"plenum/documents/rooms"
	"plenum/documents/uploads"
	"plenum/documents/watermark"
	"plenum/journal"
	"plenum/storage/files"
	"plenum/storage/sqlite"
)

// house is a congress with its register, on the embedded stores.
type house struct {
	testing.TB
	*rooms.Rooms
	*journal.Hall
	log   journal.Log
	blobs *faulty
	files *blobs.Files // of blobs
	clock *clock
	leave func()
	temp  string // where files are while they are worked on
	most  int64  // bytes of files at hand

	kept   func(ctx context.Context, path, copied string) error                             // nil: copies are not held to their files
	reader func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) // nil: files are not read
	pages  func(done func(done, of int))                                                    // what the reader tells before it reads; nil: nothing

	drawer        func(ctx context.Context, path string, wanted []pictures.Picture, urgent bool, each func(pictures.Picture, []byte) error) error // nil: there are no pictures
	office        func(ctx context.Context, path string, f documents.File) (string, error)                                                        // nil: Office files have no PDF
	converterHere func(context.Context) error                                                                                                     // nil: it always is
	scanner       *antivirus.Scanner                                                                                                              // nil: files are not scanned
	newer         func(time.Time) bool                                                                                                            // nil: no file is newer than the log
	logger        slog.Handler                                                                                                                    // nil: nothing is logged

	organizer, delegate, other, secretariat, guest, press congress.Actor
	groups                                                [2]congress.GroupID
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

func (c *clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// faulty is a store whose deletions and puts fail while told so.
type faulty struct {
	blobs.Store
	mu      sync.Mutex
	deletes int // that still succeed; negative: all
	puts    int // as well
}

var errAway = congress.E(congress.Unavailable, messages.StorageUnavailable)

func (f *faulty) failAfter(deletes int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deletes = deletes
}

func (f *faulty) failPutAfter(puts int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.puts = puts
}

func (f *faulty) Put(ctx context.Context, key string, size int64, r io.Reader) (int64, error) {
	f.mu.Lock()
	left := f.puts
	if left > 0 {
		f.puts--
	}
	f.mu.Unlock()
	if left == 0 {
		return 0, errAway
	}
	return f.Store.Put(ctx, key, size, r)
}

func (f *faulty) Delete(ctx context.Context, key string) error {
	f.mu.Lock()
	left := f.deletes
	if left > 0 {
		f.deletes--
	}
	f.mu.Unlock()
	if left == 0 {
		return errAway
	}
	return f.Store.Delete(ctx, key)
}

func openHouse(t testing.TB) *house {
	t.Helper()
	dir := t.TempDir()
	log, err := sqlite.Open(filepath.Join(dir, "plenum.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	store, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	h := &house{TB: t, log: log, blobs: &faulty{Store: store, deletes: -1, puts: -1}, clock: &clock{now: time.Now().UTC()}}
	h.serve(congress.CongressID(newID()).Stream(), 0)
	h.people()
	t.Cleanup(func() { // whoever asked what records say has left it as it was
		for _, kind := range []congress.ObjectKind{congress.KindDocument, congress.KindUpload, congress.KindMember} {
			h.Follow(0, kind, func(r *congress.Record, _ uint64) {
				if !r.Unchanged() {
					t.Errorf("what record %d says was changed in memory", r.N)
				}
			})
		}
	})
	return h
}

// serve starts a server on the stores, as after a restart.
func (h *house) serve(stream congress.StreamID, maxFile int64) {
	h.Helper()
	policy, err := auth.NewPolicy()
	if err != nil {
		h.Fatal(err)
	}
	halls := journal.New(journal.Options{Log: h.log, Visible: policy.Visible, NewIndex: policy.NewIndex, Now: h.clock.Now})
	service, err := auth.New(auth.Options{
		Halls: halls, Policy: policy, Now: h.clock.Now,
		Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16},
	})
	if err != nil {
		h.Fatal(err)
	}
	hall, leave, err := halls.Enter(h.Context(), stream)
	if err != nil {
		h.Fatal(err)
	}
	h.Hall = hall
	if h.logger == nil {
		h.logger = slog.DiscardHandler
	}
	h.temp = h.TempDir()
	h.files = blobs.NewFiles(blobs.Options{Store: h.blobs, Now: h.clock.Now, Log: slog.New(h.logger), Temp: h.temp, Cache: h.most})
	h.Rooms = rooms.New(rooms.Options{
		Files: h.files, Require: service.Require, Policy: policy, Now: h.clock.Now, MaxFile: maxFile,
		Read: h.readTelling(), Halls: halls, Log: slog.New(h.logger), Temp: h.temp,
		Draw: h.drawer, Convert: h.office, ConverterHere: h.converterHere,
		Watermark: func(_ context.Context, path, out string, text delivery.Watermark) error {
			_, err := watermark.Mark(path, out, h.TempDir(), watermark.Text(text))
			return err
		},
		Kept:      h.kept,
		Keep:      h.newer,
		Antivirus: h.scanner,
	})
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { h.Run(ctx) })
	h.leave = sync.OnceFunc(func() { stop(); running.Wait(); leave(); halls.Close(context.Background()) })
	h.Cleanup(h.leave)
}

func (h *house) readTelling() func(context.Context, string, documents.File, func(done, of int)) (ingest.Reading, error) {
	reader := h.reader
	if reader == nil {
		return nil
	}
	return func(ctx context.Context, path string, f documents.File, pages func(done, of int)) (ingest.Reading, error) {
		if h.pages != nil {
			h.pages(pages)
		}
		return reader(ctx, path, f)
	}
}

func (h *house) restart() {
	h.Helper()
	h.leave()
	h.serve(h.Stream, 0)
}

// secondServer is one more server on the same stores.
func (h *house) secondServer() *house {
	h.Helper()
	second := *h
	second.serve(h.Stream, 0)
	return &second
}

func (h *house) people() {
	for i, name := range []string{"Tổ 1", "Tổ 2"} {
		h.groups[i] = congress.GroupID(h.put(congress.KindGroup, "", congress.Group{Name: name, Number: i + 1}))
	}
	h.organizer = h.seat(nil, congress.Organizer)
	h.delegate = h.seat(h.groups[:1], congress.Delegate)
	h.other = h.seat(h.groups[1:], congress.Delegate)
	h.secretariat = h.seat(nil, congress.Secretariat)
	h.guest = h.seat(nil, congress.Guest)
	h.press = h.seat(nil, congress.Press)
}

// put writes an object as the server, past the rules of its package.
func (h *house) put(kind congress.ObjectKind, object congress.ObjectID, body any) congress.ObjectID {
	h.Helper()
	id := newID()
	if object == "" {
		object = congress.ObjectID(id)
	}
	if _, err := h.Commit(h.Context(), journal.Request{ID: id, Kind: kind, Actor: auth.ServerActor(h.congress()), Make: func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: object, Audience: congress.Audience{Roles: []congress.Role{congress.Organizer}}, Body: body}, nil
	}}); err != nil {
		h.Fatal(err)
	}
	return object
}

func (h *house) congress() congress.CongressID { return congress.CongressID(h.Stream) }

func (h *house) seat(groups []congress.GroupID, roles ...congress.Role) congress.Actor {
	h.Helper()
	account := congress.AccountID(newID())
	member := h.put(congress.KindMember, "", congress.Member{Account: account, Name: "Trần Thị Bình", Roles: roles, Groups: groups})
	return congress.Actor{Account: account, Session: congress.SessionID(newID()), Congress: h.congress(), Member: congress.MemberID(member), Roles: roles, Groups: groups}
}

// everybody are those who are no organizers.
func (h *house) everybody() map[string]congress.Actor {
	return map[string]congress.Actor{
		"delegate": h.delegate, "other delegate": h.other, "secretariat": h.secretariat, "guest": h.guest, "press": h.press,
		"stranger":      {Account: congress.AccountID(newID()), Congress: h.congress()},
		"administrator": {Account: congress.AccountID(newID()), Congress: h.congress(), Roles: []congress.Role{congress.Administrator}},
	}
}

func newID() congress.RecordID { return congress.RecordID(congress.NewUUID(time.Now())) }

// draft registers a document that is meant for everyone.
func (h *house) draft(title string) congress.ObjectID {
	h.Helper()
	res, err := h.Create(h.Context(), h.Hall, h.organizer, documents.NewDocument{
		ID: newID(), Entry: documents.Entry{Number: "01-BC/ĐH", Title: title}, Audience: everyone,
	})
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

var everyone = congress.Audience{Everyone: true}

func (h *house) receive(document congress.ObjectID, name string, content []byte) congress.ObjectID {
	h.Helper()
	res, err := h.Receive(h.Context(), h.Hall, h.organizer, uploads.Receive{
		ID: newID(), Document: document, Name: name, Size: int64(len(content)), Body: bytes.NewReader(content),
	})
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

func (h *house) publish(document, upload congress.ObjectID, audience *congress.Audience) *congress.Record {
	h.Helper()
	res, err := h.Publish(h.Context(), h.Hall, h.organizer, change(document), upload, audience)
	if err != nil {
		h.Fatal(err)
	}
	return res.Record
}

// published is a document that everyone has.
func (h *house) published(title string) (document, upload congress.ObjectID) {
	h.Helper()
	document = h.draft(title)
	upload = h.receive(document, "Báo cáo.pdf", pdf("một"))
	h.publish(document, upload, nil)
	return document, upload
}

// seen is a change of an object that was read now.
func (h *house) seen(object congress.ObjectID) documents.Change {
	c := change(object)
	if r, err := h.Hall.Get(auth.ServerActor(congress.CongressID(h.Stream)), object); err == nil {
		c.IfMatch = r.N
	}
	return c
}

func change(document congress.ObjectID) documents.Change {
	return documents.Change{ID: newID(), Document: document}
}

func (h *house) upload(id congress.ObjectID) documents.Upload {
	h.Helper()
	var u documents.Upload
	r, err := h.Hall.Get(h.organizer, id)
	if err != nil || r.Decode(&u) != nil {
		h.Fatalf("upload %s: %v", id, err)
	}
	return u
}

func (h *house) document(actor congress.Actor, id congress.ObjectID) documents.Document {
	h.Helper()
	d, _, err := h.Rooms.Get(h.Hall, actor, id)
	if err != nil {
		h.Fatal(err)
	}
	return d
}

// keys are the blobs in the store.
func (h *house) keys() []string {
	h.Helper()
	list, err := h.blobs.List(context.Background(), "", "", 10_000)
	if err != nil {
		h.Fatal(err)
	}
	keys := make([]string, len(list))
	for i, b := range list {
		keys[i] = b.Key
	}
	return keys
}

func (h *house) wantBlobs(n int) {
	h.Helper()
	if keys := h.keys(); len(keys) != n {
		h.Errorf("the store has %d blobs %v, want %d", len(keys), keys, n)
	}
}

func mainFile(document congress.ObjectID, version int) documents.VersionFile {
	return documents.VersionFile{Document: document, Version: version}
}

// read gives the version's bytes as the actor gets them.
func (h *house) read(actor congress.Actor, document congress.ObjectID, version int) ([]byte, error) {
	h.Helper()
	c, err := h.Content(h.Hall, actor, mainFile(document, version))
	if err != nil {
		return nil, err
	}
	r, err := c.Open(h.Context(), 0, -1)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(r)
}

// pdf is one with an empty page.
func pdf(text string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%%PDF-1.4\n%% %s\n", text)
	var at []int
	for i, object := range []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func wantCode(t testing.TB, err error, kind congress.Kind, code string) {
	t.Helper()
	if congress.KindOf(err) != kind || congress.CodeOf(err) != code {
		t.Errorf("got %q %q (%v), want %q %q", congress.KindOf(err), congress.CodeOf(err), err, kind, code)
	}
}

// wantNothing: what is not for the actor is the one not_found, not another that looks like it.
func wantNothing(t testing.TB, err error) {
	t.Helper()
	if !errors.Is(err, congress.ErrNotFound) {
		t.Errorf("got %v, want %v", err, congress.ErrNotFound)
	}
}
