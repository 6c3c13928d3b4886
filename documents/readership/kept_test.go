package readership

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// gate is a log that is away as the test says.
type gate struct {
	journal.Log
	mu     sync.Mutex
	closed map[congress.StreamID]bool // writes nothing there
	deaf   bool                       // writes, and says nothing of it
}

func (g *gate) Append(ctx context.Context, records []congress.Record) (int, error) {
	g.mu.Lock()
	closed, deaf := g.closed[records[0].Stream], g.deaf
	g.mu.Unlock()
	away := congress.E(congress.Unavailable, messages.StorageUnavailable)
	if closed {
		return 0, away
	}
	n, err := g.Log.Append(ctx, records)
	if deaf {
		return 0, away
	}
	return n, err
}

func (g *gate) Read(ctx context.Context, stream congress.StreamID, after uint64, limit int) ([]congress.Record, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.deaf {
		return nil, congress.E(congress.Unavailable, messages.StorageUnavailable)
	}
	return g.Log.Read(ctx, stream, after, limit)
}

func (g *gate) ByID(ctx context.Context, stream congress.StreamID, id congress.RecordID) (congress.Record, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.deaf {
		return congress.Record{}, congress.E(congress.Unavailable, messages.StorageUnavailable)
	}
	return g.Log.ByID(ctx, stream, id)
}

func (g *gate) set(deaf bool, closed ...congress.StreamID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.deaf, g.closed = deaf, map[congress.StreamID]bool{}
	for _, stream := range closed {
		g.closed[congress.CongressID(stream).Side()] = true
	}
}

// auditHouse has two congresses and the folder of kept lines.
type auditHouse struct {
	testing.TB
	log    *gate
	halls  *journal.Halls
	folder string
	first  congress.StreamID
	second congress.StreamID
	told   *strings.Builder // what the log of the server says
}

func openAuditHouse(t *testing.T) *auditHouse {
	t.Helper()
	log, err := sqlite.Open(filepath.Join(t.TempDir(), "plenum.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	h := &auditHouse{TB: t, log: &gate{Log: log}, folder: filepath.Join(t.TempDir(), "reads"), told: &strings.Builder{}}
	h.first, h.second = congress.StreamID(someID()), congress.StreamID(someID())
	policy, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	h.halls = journal.New(journal.Options{Log: h.log, Visible: policy.Visible, NewIndex: policy.NewIndex, Now: time.Now})
	t.Cleanup(func() { h.halls.Close(context.Background()) })
	for _, stream := range []congress.StreamID{h.first, h.second} {
		hall, leave, err := h.halls.Enter(t.Context(), stream)
		if err != nil {
			t.Fatal(err)
		}
		id := congress.RecordID(someID())
		if _, err := hall.Commit(t.Context(), journal.Request{ID: id, Kind: congress.KindGroup, Actor: auth.ServerActor(congress.CongressID(stream)), Make: func(*journal.Tx) (journal.Draft, error) {
			return journal.Draft{Object: congress.ObjectID(id), Body: congress.Group{Name: "Tổ 1", Number: 1}}, nil
		}}); err != nil {
			t.Fatal(err)
		}
		leave()
	}
	return h
}

func someID() string { return congress.NewUUID(time.Now()) }

// start is the audit of a server that starts; nothing runs by itself. end is its kill.
func (h *auditHouse) start() (a *Audit, end func()) {
	h.Helper()
	reads, err := OpenKeptReads(h.folder)
	if err != nil && !errors.Is(err, ErrReadsTaken) {
		h.Fatal(err)
	}
	a = NewAudit(AuditOptions{Halls: h.halls, Now: time.Now, Log: slog.New(slog.NewTextHandler(h.told, nil)), Reads: reads})
	return a, func() { _ = reads.Close() }
}

func (h *auditHouse) note(a *Audit, stream congress.StreamID, device string) {
	h.Helper()
	if err := a.Note(h.Context(), stream, someAccess(device), false); err != nil {
		h.Fatal(err)
	}
}

func someAccess(device string) Access {
	return Access{At: time.Now().UTC().Truncate(time.Millisecond), Account: "0199a000-0000-7000-8000-000000000001", Device: congress.DeviceID(device), Document: "0199a000-0000-7000-8000-000000000002", Version: 1, What: ReadContent}
}

// written are the devices of the lines that the log has, in their order.
func (h *auditHouse) written(stream congress.StreamID) (devices string) {
	h.Helper()
	records, err := h.log.Read(h.Context(), congress.CongressID(stream).Side(), 0, 10_000)
	if err != nil {
		h.Fatal(err)
	}
	var all []string
	for _, r := range records {
		var list accesses
		if err := r.Decode(&list); err != nil {
			h.Fatal(err)
		}
		for _, x := range list.List {
			all = append(all, string(x.Device))
		}
	}
	return strings.Join(all, " ")
}

func (h *auditHouse) files() (names []string) {
	h.Helper()
	entries, err := os.ReadDir(h.folder)
	if err != nil {
		h.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// A server that ends while the log is away, at any moment of a flush, leaves lines that the next one writes, once.
func TestLinesOfTheReadAuditOutlastTheServer(t *testing.T) {
	for name, outage := range map[string]func(h *auditHouse, a *Audit){
		"killed before it wrote": func(*auditHouse, *Audit) {},
		"stopped while the log is away": func(h *auditHouse, a *Audit) {
			h.log.set(false, h.first, h.second)
			a.flushAll(h.Context())
		},
		"killed after the log had it and before it was told": func(h *auditHouse, a *Audit) {
			h.log.set(true)
			a.flushAll(h.Context())
		},
		"killed before the kept lines were taken away": func(h *auditHouse, a *Audit) {
			kept := map[string][]byte{}
			for _, name := range h.files() {
				kept[name], _ = os.ReadFile(filepath.Join(h.folder, name))
			}
			a.flushAll(h.Context())
			if len(h.files()) != 0 || len(kept) != 2 {
				h.Errorf("%d files were kept, and %d are", len(kept), len(h.files()))
			}
			for name, text := range kept {
				if err := os.WriteFile(filepath.Join(h.folder, name), text, 0o600); err != nil {
					h.Fatal(err)
				}
			}
		},
		"stopped when all was written": func(h *auditHouse, a *Audit) { a.flushAll(h.Context()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openAuditHouse(t)
			a, end := h.start()
			for _, device := range []string{"a", "b", "c"} {
				h.note(a, h.first, device)
			}
			h.note(a, h.second, "d")
			outage(h, a)
			end()
			for _, after := range []string{"a start", "a second start"} {
				h.log.set(false)
				a, end = h.start()
				a.flushAll(t.Context())
				end()
				if first, second := h.written(h.first), h.written(h.second); first != "a b c" || second != "d" {
					t.Errorf("after %s: %q and %q\n%s", after, first, second, h.told)
				}
				if left := h.files(); len(left) != 0 || a.held != 0 {
					t.Errorf("after %s %v are kept, and %d lines held", after, left, a.held)
				}
			}
		})
	}
}

// Lines of a batch that was sent are the record; what is read after that is another one.
func TestABatchThatWasSentTakesNoMoreLines(t *testing.T) {
	t.Parallel()
	h := openAuditHouse(t)
	a, end := h.start()
	h.note(a, h.first, "a")
	h.log.set(true)
	a.flushAll(t.Context())
	h.note(a, h.first, "b")
	h.note(a, h.first, "c")
	if n := len(h.files()); n != 2 {
		t.Errorf("%d files, want one of what was sent and one of what was not", n)
	}
	a.flushAll(t.Context())
	h.note(a, h.first, "d")
	if n := len(h.files()); n != 2 {
		t.Errorf("%d files: what waits behind a record takes more lines", n)
	}
	end()
	h.log.set(false)
	a, end = h.start()
	defer end()
	a.flushAll(t.Context())
	got := strings.Fields(h.written(h.first))
	slices.Sort(got) // records of one millisecond are in any order
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A congress that cannot be written keeps its own lines waiting alone, and nobody of another waits for them.
func TestEachCongressHasItsLinesForItself(t *testing.T) {
	t.Parallel()
	h := openAuditHouse(t)
	a, end := h.start()
	defer end()
	h.log.set(false, h.first)
	for range 3 { // whichever comes first
		h.note(a, h.first, someID())
		h.note(a, h.second, someID())
		a.flushAll(t.Context())
	}
	if first, second := h.written(h.first), strings.Fields(h.written(h.second)); first != "" || len(second) != 3 {
		t.Errorf("%q and %q", first, second)
	}
	if err := a.flush(t.Context(), h.second); err != nil {
		t.Errorf("the other's audit: %v", err)
	}
	if err := a.flush(t.Context(), h.first); congress.KindOf(err) != congress.Unavailable {
		t.Errorf("its own: %v", err)
	}
	h.log.set(false)
	a.flushAll(t.Context())
	if got := strings.Fields(h.written(h.first)); len(got) != 3 || len(h.files()) != 0 {
		t.Errorf("%q, and %v are kept", got, h.files())
	}
	if waits, over := strings.Count(h.told.String(), "wait for the log"), strings.Count(h.told.String(), "that waited are"); waits != 1 || over != 1 {
		t.Errorf("the beginning is told %d times, the end %d times:\n%s", waits, over, h.told)
	}
}

// An outage does not fill memory or disk: the oldest lines are given up, and it is said.
func TestTheOldestLinesAreGivenUpWhenTheyAreTooMany(t *testing.T) {
	t.Parallel()
	h := openAuditHouse(t)
	a, end := h.start()
	defer end()
	h.log.set(false, h.first)
	for range accessesMost + 1 {
		h.note(a, h.first, someID())
	}
	if n := len(h.files()); n != 2 {
		t.Fatalf("%d files, want that of a full record and the next", n)
	}
	a.held = accessesHeld
	h.note(a, h.first, "last")
	if n := len(h.files()); n != 1 || a.held != accessesHeld+1-accessesMost || !strings.Contains(h.told.String(), "count=500") {
		t.Errorf("%d files, %d lines held\n%s", n, a.held, h.told)
	}
	h.log.set(false)
	a.flushAll(t.Context())
	if got := strings.Fields(h.written(h.first)); len(got) != 2 || got[1] != "last" {
		t.Errorf("%d lines: %.100q", len(got), got)
	}
}

// Whatever stands in the folder at a start, its whole lines are written, and the rest is said.
func TestWhatIsKeptIsReadAsFarAsItCanBe(t *testing.T) {
	line := func(devices ...string) string {
		var b strings.Builder
		for _, device := range devices {
			text, _ := json.Marshal(someAccess(device))
			b.WriteString("\n" + string(text))
		}
		return b.String()
	}
	for name, tt := range map[string]struct {
		stream, file string // "": the first congress, an id
		text         string
		want         string // of what is written
		stays, told  bool
	}{
		"whole":                              {text: line("a", "b"), want: "a b"},
		"half a line at its end":             {text: line("a", "b")[:len(line("a", "b"))-20], want: "a", told: true},
		"half a line amid":                   {text: line("a")[:40] + line("b"), want: "b", told: true},
		"a line with other things":           {text: line("a") + "\n{}\n[1]\n\"x\"\nnull", want: "a", told: true},
		"a line of nobody":                   {text: "\n" + `{"document":"0199a000-0000-7000-8000-000000000002","what":"content"}` + line("a"), want: "a", told: true},
		"zeros of a power cut":               {text: string(make([]byte, 4096)), stays: true, told: true},
		"whole lines and zeros":              {text: line("a") + "\n" + string(make([]byte, 100)), want: "a", told: true},
		"nothing but half a line":            {text: line("a")[:30], stays: true, told: true},
		"empty":                              {},
		"ends of lines alone":                {text: "\n\n\n"},
		"larger than any":                    {text: line("a") + strings.Repeat(" ", keptMost), stays: true, told: true},
		"more lines than a record has":       {text: strings.Repeat(line("a"), accessesMost+1), stays: true, told: true},
		"as many lines as a record has":      {text: strings.Repeat(line("a"), accessesMost), want: strings.TrimSpace(strings.Repeat("a ", accessesMost))},
		"a congress that the log has not":    {stream: someID(), text: line("a"), stays: true, told: true},
		"a congress that is none":            {stream: "x", text: line("a"), stays: true, told: true},
		"the stream of the server":           {stream: "system", text: line("a"), stays: true, told: true},
		"an id that no record has":           {file: "x", text: line("a"), stays: true, told: true},
		"an id that the server made of some": {file: congress.DerivedUUID("x", "y"), text: line("a"), stays: true, told: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openAuditHouse(t)
			if err := os.MkdirAll(h.folder, 0o700); err != nil {
				t.Fatal(err)
			}
			stream, file := string(h.first), someID()
			if tt.stream != "" {
				stream = tt.stream
			}
			if tt.file != "" {
				file = tt.file
			}
			for path, text := range map[string]string{stream + "." + file: tt.text, string(h.second) + "." + someID(): line("z")} {
				if err := os.WriteFile(filepath.Join(h.folder, path), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			a, end := h.start()
			defer end()
			a.flushAll(t.Context())
			if got := h.written(h.first); got != tt.want {
				t.Errorf("written: %.200q, want %.200q", got, tt.want)
			}
			if got := h.written(h.second); got != "z" {
				t.Errorf("of the other congress: %q", got)
			}
			if left := h.files(); slices.Contains(left, stream+"."+file) != tt.stays || len(left) > 1 {
				t.Errorf("%v are left", left)
			}
			if told := strings.Contains(h.told.String(), stream); told != tt.told {
				t.Errorf("it is told: %v, want %v\n%s", told, tt.told, h.told)
			}
		})
	}
}

// A folder has one process; another one keeps its lines in memory, as when there is no folder, and takes nothing of the first's.
func TestAFolderOfKeptLinesHasOneProcess(t *testing.T) {
	t.Parallel()
	h := openAuditHouse(t)
	first, end := h.start()
	h.note(first, h.first, "a")
	second, _ := h.start()
	if second.options.Reads != nil {
		t.Fatal("two have it")
	}
	h.note(second, h.second, "b")
	if n := len(h.files()); n != 1 {
		t.Errorf("%d files are kept", n)
	}
	second.flushAll(t.Context())
	if h.written(h.first) != "" || h.written(h.second) != "b" {
		t.Errorf("the second wrote %q and %q", h.written(h.first), h.written(h.second))
	}
	end()
	third, end := h.start()
	defer end()
	third.flushAll(t.Context())
	if got := h.written(h.first); got != "a" {
		t.Errorf("the next one wrote %q", got)
	}
}

// A folder that cannot be written costs nobody a line or a page; it is said once a minute.
func TestLinesThatCannotBeKeptAreInMemory(t *testing.T) {
	t.Parallel()
	h := openAuditHouse(t)
	a, end := h.start()
	defer end()
	if err := os.RemoveAll(h.folder); err != nil {
		t.Fatal(err)
	}
	for _, device := range []string{"a", "b"} {
		h.note(a, h.first, device)
	}
	a.flushAll(t.Context())
	if got := h.written(h.first); got != "a b" || strings.Count(h.told.String(), "in memory alone") != 1 {
		t.Errorf("%q\n%s", got, h.told)
	}
}
