package journal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

const stream = congress.StreamID("0190a000-0000-7000-8000-000000000001")

var everyone = congress.Audience{Everyone: true}

// visible is a small rule of the tests' own: the real one is auth's.
func visible(a congress.Actor, _ congress.ObjectKind, to congress.Audience) bool {
	return to.Everyone || slices.ContainsFunc(a.Groups, func(g congress.GroupID) bool { return slices.Contains(to.Groups, g) }) ||
		slices.Contains(to.Members, a.Member)
}

func openLog(t testing.TB) *sqlite.Log {
	t.Helper()
	log, err := sqlite.Open(filepath.Join(t.TempDir(), "plenum.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	return log
}

func enter(t testing.TB, log journal.Log, change func(*journal.Options)) (*journal.Hall, *journal.Halls) {
	t.Helper()
	o := journal.Options{Log: log, Visible: visible, Now: time.Now}
	if change != nil {
		change(&o)
	}
	halls := journal.New(o)
	h, _, err := halls.Enter(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { halls.Close(context.Background()) })
	return h, halls
}

func newID() string { return congress.NewUUID(time.Now()) }

func post(object, text string, to congress.Audience) journal.Request {
	return journal.Request{
		ID: congress.RecordID(newID()), Kind: congress.KindComment, Actor: congress.Actor{Account: "a"},
		Make: func(*journal.Tx) (journal.Draft, error) {
			return journal.Draft{Object: congress.ObjectID(object), Audience: to, Body: map[string]string{"text": text}}, nil
		},
	}
}

func commit(t testing.TB, h *journal.Hall, r journal.Request) *congress.Record {
	t.Helper()
	res, err := h.Commit(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return res.Record
}

func text(r *congress.Record) string {
	var b struct{ Text string }
	_ = r.Decode(&b)
	return b.Text
}

func TestConcurrentCommitsAreNumberedWithoutGapsAndVerify(t *testing.T) {
	log := openLog(t)
	h, _ := enter(t, log, nil)
	var wait sync.WaitGroup
	for w := range 64 {
		wait.Go(func() {
			for i := range 20 {
				if _, err := h.Commit(t.Context(), post(newID(), fmt.Sprintf("ý kiến %d/%d", w, i), everyone)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if got := h.Head().N; got != 64*20 {
		t.Fatalf("head is %d, want %d", got, 64*20)
	}
	f, err := journal.Verify(t.Context(), log, stream)
	if err != nil || f.Bad != 0 || f.Records != 64*20 {
		t.Fatalf("verify: %+v, %v", f, err)
	}
}

func TestTwoHallsOnOneStreamLoseAndDoubleNothing(t *testing.T) {
	log := openLog(t)
	a, _ := enter(t, log, nil)
	b, _ := enter(t, log, nil)
	var wait sync.WaitGroup
	for w := range 16 {
		h := a
		if w%2 == 1 {
			h = b
		}
		wait.Go(func() {
			for range 25 {
				if _, err := h.Commit(t.Context(), post(newID(), "x", everyone)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	for _, h := range []*journal.Hall{a, b} {
		if err := h.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := len(slices.Collect(h.All(congress.Actor{}, congress.KindComment))); got != 400 {
			t.Errorf("a hall has %d comments, want 400", got)
		}
	}
	if a.Head() != b.Head() {
		t.Errorf("heads differ: %v, %v", a.Head(), b.Head())
	}
}

func TestAPollingHallHearsOfAnotherServersRecords(t *testing.T) {
	log := openLog(t)
	a, _ := enter(t, log, nil)
	b, _ := enter(t, log, func(o *journal.Options) { o.Poll = 5 * time.Millisecond })
	r := commit(t, a, post(newID(), "from a", everyone))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if !b.Wait(ctx, r.N-1) {
		t.Fatal("the other hall never heard of the record")
	}
}

func TestTheSameIDIsTheSameRecord(t *testing.T) {
	log := openLog(t)
	h, halls := enter(t, log, nil)
	r := post(newID(), "one", everyone)
	first := commit(t, h, r)

	again, err := h.Commit(t.Context(), r)
	if err != nil || !again.Again || again.Record.N != first.N {
		t.Fatalf("again: %+v, %v; want record %d", again, err, first.N)
	}
	other := r
	other.Actor.Account = "b"
	if _, err := h.Commit(t.Context(), other); congress.CodeOf(err) != journal.CodeIDReused {
		t.Errorf("another account with that id: %v, want %s", err, journal.CodeIDReused)
	}

	// A server that starts anew has no memory of ids; the log has.
	halls.Close(t.Context())
	fresh, _ := enter(t, log, func(o *journal.Options) { o.SnapshotEvery = 1 })
	for range 3 {
		again, err = fresh.Commit(t.Context(), r)
		if err != nil || !again.Again || again.Record.N != first.N || fresh.Head().N != 1 {
			t.Fatalf("after a restart: %+v, %v, head %d; want record %d", again, err, fresh.Head().N, first.N)
		}
	}
}

func TestTheSameIDAtTheSameMomentStandsOnce(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	r := post(newID(), "one", everyone)
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			if _, err := h.Commit(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if h.Head().N != 1 {
		t.Errorf("head is %d, want 1", h.Head().N)
	}
}

func TestChangesValidateOnWhatTheirBatchDidBefore(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	object := newID()
	var wait sync.WaitGroup
	for range 40 {
		wait.Go(func() {
			r := post(object, "", everyone)
			r.Make = func(tx *journal.Tx) (journal.Draft, error) {
				var b struct{ Count int }
				if old, ok := tx.Get(congress.ObjectID(object)); ok {
					_ = old.Decode(&b)
				}
				b.Count++
				return journal.Draft{Object: congress.ObjectID(object), Audience: everyone, Body: b}, nil
			}
			if _, err := h.Commit(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	r, err := h.Get(congress.Actor{}, congress.ObjectID(object))
	if err != nil || string(r.Body) != `{"Count":40}` {
		t.Errorf("the object is %s, %v; want a count of 40", r.Body, err)
	}
}

func TestARefusedOrBrokenChangeChangesNothing(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	for name, c := range map[string]struct {
		make func(*journal.Tx) (journal.Draft, error)
		id   string
		code string
	}{
		"refused":     {func(*journal.Tx) (journal.Draft, error) { return journal.Draft{}, congress.ErrNotFound }, newID(), "not_found"},
		"panics":      {func(*journal.Tx) (journal.Draft, error) { panic("oh") }, newID(), "internal"},
		"bad id":      {nil, "42", "record_id_invalid"},
		"no object":   {func(*journal.Tx) (journal.Draft, error) { return journal.Draft{Body: 1}, nil }, newID(), "body_invalid"},
		"not UTF-8":   {draft(json.RawMessage("{\"a\":\"\xff\"}")), newID(), "internal"},
		"name twice":  {draft(json.RawMessage(`{"a":1,"a":2}`)), newID(), "body_invalid"},
		"dollar name": {draft(json.RawMessage(`{"x":[{"$where":1}]}`)), newID(), "body_invalid"},
		"dotted name": {draft(json.RawMessage(`{"a.b":1}`)), newID(), "body_invalid"},
		"NUL":         {draft(json.RawMessage(`{"a":"\u0000"}`)), newID(), "body_invalid"},
		"too large":   {draft(map[string]string{"a": string(make([]byte, congress.MaxBody))}), newID(), "body_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.Commit(t.Context(), journal.Request{ID: congress.RecordID(c.id), Kind: congress.KindComment, Make: c.make})
			if name != "not UTF-8" && congress.CodeOf(err) != c.code || err == nil {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
	if h.Head().N != 0 {
		t.Errorf("head is %d, want 0", h.Head().N)
	}
	commit(t, h, post(newID(), "giá trị $ . \"\" ổn", everyone)) // and the hall goes on
}

func draft(body any) func(*journal.Tx) (journal.Draft, error) {
	return func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(newID()), Body: body}, nil
	}
}

func TestChangesGiveWhatChangedAndWhatIsGone(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	a, b := congress.GroupID("g-a"), congress.GroupID("g-b")
	inA := congress.Actor{Member: "m1", Groups: []congress.GroupID{a}}
	toA, toB := congress.Audience{Groups: []congress.GroupID{a}}, congress.Audience{Groups: []congress.GroupID{b}}
	stays, moves, erased, hidden := newID(), newID(), newID(), newID()
	for _, o := range []string{stays, moves, erased} {
		commit(t, h, post(o, "1", toA))
	}
	commit(t, h, post(hidden, "never theirs", toB))

	all := h.Changes(inA, journal.Cursor{}, 100)
	if !all.Full || len(all.Records) != 3 || len(all.Gone) != 0 || all.Cursor.N != 4 || all.More {
		t.Fatalf("from nothing: %+v", all)
	}
	commit(t, h, post(stays, "2", toA))
	commit(t, h, post(moves, "2", toB))
	commit(t, h, post(hidden, "2", toB))
	e := post(erased, "", congress.Audience{})
	e.Make = func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(erased), Op: congress.Erase}, nil
	}
	commit(t, h, e)

	got := h.Changes(inA, all.Cursor, 100)
	if got.Full || len(got.Records) != 1 || text(got.Records[0]) != "2" ||
		!slices.Equal(got.Gone, []congress.ObjectID{congress.ObjectID(moves), congress.ObjectID(erased)}) || got.Cursor.N != 8 {
		t.Errorf("since 4: %+v", got)
	}
	none := h.Changes(inA, got.Cursor, 100)
	if none.Full || len(none.Records)+len(none.Gone) != 0 || none.Cursor != got.Cursor {
		t.Errorf("nothing new: %+v", none)
	}
	if _, err := h.Get(inA, congress.ObjectID(moves)); congress.KindOf(err) != congress.NotFound {
		t.Errorf("what is no longer theirs: %v, want not found", err)
	}
	if ahead := h.Changes(inA, journal.Cursor{N: 99}, 100); !ahead.Full {
		t.Errorf("a cursor beyond the log must give everything, got %+v", ahead)
	}
}

func TestPagesOfAFullAnswerEndAndMissNothing(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	member := newID()
	seat := func(groups ...congress.GroupID) {
		r := post(member, "", everyone)
		r.Kind = congress.KindMember
		r.Make = func(*journal.Tx) (journal.Draft, error) {
			return journal.Draft{Object: congress.ObjectID(member), Audience: everyone, Body: congress.Member{Name: "Mẫu", Groups: groups}}, nil
		}
		commit(t, h, r)
	}
	seat("g-a")
	for range 50 {
		commit(t, h, post(newID(), "x", everyone))
	}
	seat("g-b") // the reach changes after most of what there is
	actor := congress.Actor{Member: congress.MemberID(member), Groups: []congress.GroupID{"g-b"}}

	cursor, seen, pages := h.Cursor(10), 0, 0
	for {
		page := h.Changes(actor, cursor, 7)
		if page.Full != (pages == 0) {
			t.Fatalf("page %d: full is %v", pages, page.Full)
		}
		seen += len(page.Records)
		if parsed, err := journal.ParseCursor(page.Cursor.String()); err != nil || parsed != page.Cursor {
			t.Fatalf("cursor %q reads as %v, %v", page.Cursor, parsed, err)
		}
		cursor = page.Cursor
		if pages++; !page.More || pages > 20 {
			break
		}
		if pages == 3 {
			commit(t, h, post(newID(), "meanwhile", everyone))
		}
	}
	if seen != 52 || cursor.N != h.Head().N {
		t.Errorf("%d records on %d pages to %v, want 52 to %d", seen, pages, cursor, h.Head().N)
	}
}

func TestARestartFromSnapshotAndTailGivesTheSameHall(t *testing.T) {
	log := openLog(t)
	h, halls := enter(t, log, func(o *journal.Options) { o.SnapshotEvery = 40 })
	objects := make([]string, 20)
	for i := range objects {
		objects[i] = newID()
	}
	group := congress.Actor{Groups: []congress.GroupID{"g"}}
	for i := range 100 {
		to := everyone
		if i%3 == 0 {
			to = congress.Audience{Groups: []congress.GroupID{"g"}}
		}
		commit(t, h, post(objects[i%20], fmt.Sprint(i), to))
	}
	before := h.Changes(group, h.Cursor(90), 100)
	outsider := h.Changes(congress.Actor{}, h.Cursor(80), 100)
	halls.Close(t.Context())
	if s, err := log.LoadSnapshot(t.Context(), stream); err != nil || s.Head.N < 40 {
		t.Fatalf("no snapshot: %v", err)
	}

	fresh, _ := enter(t, log, nil)
	if fresh.Head() != h.Head() {
		t.Errorf("head %v, want %v", fresh.Head(), h.Head())
	}
	after := fresh.Changes(group, fresh.Cursor(90), 100)
	if len(after.Records) != len(before.Records) || after.Cursor != before.Cursor {
		t.Errorf("changes: %+v, want %+v", after, before)
	}
	if got := fresh.Changes(congress.Actor{}, h.Cursor(80), 100); !slices.Equal(got.Gone, outsider.Gone) {
		t.Errorf("gone for an outsider: %v, want %v", got.Gone, outsider.Gone)
	}
}

func TestADamagedSnapshotIsPassedOver(t *testing.T) {
	log := openLog(t)
	h, halls := enter(t, log, nil)
	commit(t, h, post(newID(), "x", everyone))
	head := h.Head()
	halls.Close(t.Context())
	if err := log.SaveSnapshot(t.Context(), journal.Snapshot{Stream: stream, Head: head, At: time.Now(), State: []byte("rubbish")}); err != nil {
		t.Fatal(err)
	}
	var reported []string
	fresh, _ := enter(t, log, func(o *journal.Options) {
		o.Report = func(_ congress.StreamID, doing string, _ error) { reported = append(reported, doing) }
	})
	if fresh.Head() != head || len(reported) != 1 {
		t.Errorf("head %v, reported %v; want %v and one report", fresh.Head(), reported, head)
	}
}

func TestErasedBodiesAreGoneEverywhereAndTheChainVerifies(t *testing.T) {
	log := openLog(t)
	h, _ := enter(t, log, func(o *journal.Options) { o.SnapshotEvery = 1 })
	object := newID()
	secret := post(object, "không được ở lại", everyone)
	commit(t, h, secret)
	commit(t, h, post(newID(), "bystander", everyone))
	commit(t, h, post(object, "", everyone))
	if err := h.EraseBodies(t.Context(), congress.ObjectID(object)); err != nil {
		t.Fatal(err)
	}
	f, err := journal.Verify(t.Context(), log, stream)
	if err != nil || f.Bad != 0 || f.Erased != 1 || f.Records != 3 {
		t.Errorf("verify: %+v, %v; want 3 records, 1 erased", f, err)
	}
	again, err := h.Commit(t.Context(), secret)
	if err != nil || !again.Again || again.Record.Body != nil {
		t.Errorf("a retry of the erased record: %+v, %v; want it again without body", again, err)
	}
	r, err := log.ByID(t.Context(), stream, secret.ID)
	if err != nil || r.Body != nil || r.BodyHash == (congress.Hash{}) {
		t.Errorf("the log still has %s, %v", r.Body, err)
	}
	if r, err := h.Past(t.Context(), 1); err != nil || r.N != 1 || r.Body != nil {
		t.Errorf("the hall's past has %+v, %v", r, err)
	}
}

// savedLog tells of each snapshot that is saved.
type savedLog struct {
	journal.Log
	saved chan congress.Head
	bytes atomic.Int64 // of all snapshots
	last  atomic.Int64 // of the last one
}

func (l *savedLog) SaveSnapshot(ctx context.Context, s journal.Snapshot) error {
	err := l.Log.SaveSnapshot(ctx, s)
	l.bytes.Add(int64(len(s.State)))
	l.last.Store(int64(len(s.State)))
	l.saved <- s.Head
	return err
}

func TestErasuresOneAfterTheOtherMakeFewSnapshots(t *testing.T) {
	log := &savedLog{Log: openLog(t), saved: make(chan congress.Head, 1000)}
	h, _ := enter(t, log, func(o *journal.Options) { o.SnapshotEvery = 100 })
	for range 100 {
		commit(t, h, post(newID(), "x", everyone))
	}
	if first := <-log.saved; first.N != 100 {
		t.Fatalf("the first snapshot is of %d", first.N)
	}
	const erasures = 60
	for range erasures {
		object := newID()
		commit(t, h, post(object, "không được ở lại", everyone))
		if err := h.EraseBodies(t.Context(), congress.ObjectID(object)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(log.saved); n > erasures/10 {
		t.Errorf("%d snapshots beside %d erasures, want one for every 10 records at most", n, erasures)
	}
	erased := h.Head().N
	for range 20 {
		commit(t, h, post(newID(), "x", everyone))
	}
	for head := range log.saved {
		if head.N >= erased {
			break
		}
	}
	if s, err := log.LoadSnapshot(t.Context(), stream); err != nil || s.Head.N < erased {
		t.Errorf("the snapshot after the erasures is of %d, %v", s.Head.N, err)
	}
}

func TestAllSnapshotsTogetherAreAtMostThreeTimesTheRecords(t *testing.T) {
	t.Parallel()
	log := &savedLog{Log: openLog(t), saved: make(chan congress.Head, 1000)}
	h, halls := enter(t, log, func(o *journal.Options) { o.SnapshotEvery = 50 })
	for _, size := range []int{500, 5_000} { // ten times the records, ten times the bytes
		grow(t, h, size)
	}
	halls.Close(context.Background()) // waits for the last one
	records := log.last.Load()        // of the last one: nothing was replaced, so it has all that there were
	if written := log.bytes.Load(); written > 3*records || len(log.saved) < 5 {
		t.Errorf("%d snapshots have %d bytes, %.1f times those of the records", len(log.saved), written, float64(written)/float64(records))
	} else {
		t.Logf("%d snapshots, %.2f times the records", len(log.saved), float64(written)/float64(records))
	}
}

func TestTheHallGivesARecordThatWasReplaced(t *testing.T) {
	h, _ := enter(t, openLog(t), func(*journal.Options) {})
	object := newID()
	first := commit(t, h, post(object, "một", everyone))
	commit(t, h, post(object, "hai", everyone))
	r, err := h.Past(t.Context(), 1)
	if err != nil || r.N != 1 || string(r.Body) != string(first.Body) {
		t.Errorf("%+v, %v", r, err)
	}
	for _, n := range []uint64{0, 3} {
		if _, err := h.Past(t.Context(), n); congress.KindOf(err) != congress.NotFound {
			t.Errorf("record %d: %v", n, err)
		}
	}
}

func TestVerifyNamesTheFirstBadRecord(t *testing.T) {
	var records []congress.Record
	head := congress.Head{}
	for i := range 5 {
		r := congress.Record{
			Stream: stream, ID: congress.RecordID(newID()), Kind: congress.KindComment, Object: congress.ObjectID(newID()),
			Op: congress.Put, At: time.Now(), Audience: everyone, Body: json.RawMessage(fmt.Sprintf(`{"text":"%d"}`, i)),
		}
		if err := journal.Seal(head, &r); err != nil {
			t.Fatal(err)
		}
		head = congress.Head{N: r.N, Hash: r.Hash}
		records = append(records, r)
	}
	for name, c := range map[string]struct {
		damage func(rs []congress.Record)
		bad    uint64
	}{
		"nothing":          {func([]congress.Record) {}, 0},
		"a body":           {func(rs []congress.Record) { rs[2].Body = json.RawMessage(`{"text":"other"}`) }, 3},
		"who wrote it":     {func(rs []congress.Record) { rs[1].By.Member = "m" }, 2},
		"the audience":     {func(rs []congress.Record) { rs[3].Audience = congress.Audience{} }, 4},
		"the time":         {func(rs []congress.Record) { rs[0].At = rs[0].At.Add(time.Second) }, 1},
		"a link":           {func(rs []congress.Record) { rs[4].Prev[0] ^= 1 }, 5},
		"a hash":           {func(rs []congress.Record) { rs[1].Hash[0] ^= 1 }, 2},
		"an erased header": {func(rs []congress.Record) { rs[2].Body, rs[2].Kind = nil, "other" }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			rs := slices.Clone(records)
			c.damage(rs)
			log := openLog(t)
			if _, err := log.Append(t.Context(), rs); err != nil {
				t.Fatal(err)
			}
			f, err := journal.Verify(t.Context(), log, stream)
			if err != nil || f.Bad != c.bad {
				t.Errorf("first bad record %d (%s), %v; want %d", f.Bad, f.Problem, err, c.bad)
			}
		})
	}
}

func TestIdleHallsAreLetGoAndComeBack(t *testing.T) {
	now := time.Now()
	log := openLog(t)
	halls := journal.New(journal.Options{Log: log, Visible: visible, Now: func() time.Time { return now }, Idle: time.Minute})
	defer halls.Close(context.Background())
	h, leave, err := halls.Enter(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, h, post(newID(), "x", everyone))
	now = now.Add(time.Hour)
	if n := halls.LetGo(t.Context()); n != 0 {
		t.Errorf("let go of %d halls with somebody in it", n)
	}
	leave()
	leave()
	if n := halls.LetGo(t.Context()); n != 0 {
		t.Errorf("let go of %d halls just left", n)
	}
	now = now.Add(time.Minute)
	if n := halls.LetGo(t.Context()); n != 1 || halls.Len() != 0 {
		t.Errorf("let go of %d halls, %d left; want 1 and 0", n, halls.Len())
	}
	back, leave, err := halls.Enter(t.Context(), stream)
	if err != nil || back.Head().N != 1 {
		t.Fatalf("back: %v", err)
	}
	leave()
	halls.Close(t.Context())
	if _, _, err := halls.Enter(t.Context(), stream); congress.KindOf(err) != congress.Unavailable {
		t.Errorf("after the end: %v, want unavailable", err)
	}
	if _, err := back.Commit(t.Context(), post(newID(), "x", everyone)); congress.KindOf(err) != congress.Unavailable {
		t.Errorf("commit after the end: %v, want unavailable", err)
	}
}

func TestACallerThatGaveUpIsToldSo(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Commit(ctx, post(newID(), "x", everyone)); congress.KindOf(err) != congress.Canceled {
		t.Errorf("got %v, want canceled", err)
	}
}
