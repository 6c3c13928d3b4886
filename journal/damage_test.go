package journal_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// A history is a log of 200 records that was left as a killed process leaves it: all of it in the write-ahead log, or all in the file.
type history struct {
	db, wal []byte
	heads   []byte
	texts   map[congress.ObjectID]string // what every object says in the end
	n       map[congress.ObjectID]uint64
	head    congress.Head
	older   map[string]bool
}

func makeHistory(t *testing.T, settled bool) history {
	t.Helper()
	dir := t.TempDir()
	path, headsPath := filepath.Join(dir, "plenum.db"), filepath.Join(dir, "plenum.heads")
	log, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := journal.OpenHeads(headsPath, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	h, _ := enter(t, log, func(o *journal.Options) { o.Heads = heads })
	out := history{texts: map[congress.ObjectID]string{}, n: map[congress.ObjectID]uint64{}, older: map[string]bool{}}
	objects := make([]string, 40)
	for i := range objects {
		objects[i] = newID()
	}
	for i := range 200 { // objects 0 to 39 are written five times each
		object := congress.ObjectID(objects[i%40])
		if old := out.texts[object]; old != "" {
			out.older[old] = true
		}
		text := fmt.Sprintf("Ý kiến số %d về văn kiện trình đại hội.", i)
		r := commit(t, h, post(string(object), text, everyone))
		out.texts[object], out.n[object] = text, r.N
	}
	out.head = h.Head()
	if settled {
		if err := log.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	read := func(path string) []byte {
		v, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		return v
	}
	out.db, out.wal, out.heads = read(path), read(path+"-wal"), read(headsPath)
	if settled {
		out.wal = nil
	}
	t.Cleanup(func() { _ = heads.Close(); _ = log.Close() })
	return out
}

// outcome is what a server makes of a damaged history.
type outcome struct {
	opened, loaded bool
	damage         []journal.Damage
	shown          map[congress.ObjectID]string
	lost           int // shown as damaged
	head           congress.Head
	verified       bool
}

func (x history) open(t *testing.T, db, wal, noted []byte) (o outcome, h *journal.Hall) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "plenum.db")
	for name, v := range map[string][]byte{path: db, path + "-wal": wal, filepath.Join(dir, "plenum.heads"): noted} {
		if v == nil {
			continue
		}
		if err := os.WriteFile(name, v, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	log, err := sqlite.Open(path)
	if err != nil {
		return o, nil
	}
	t.Cleanup(func() { _ = log.Close() })
	o.opened = true
	heads, err := journal.OpenHeads(filepath.Join(dir, "plenum.heads"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = heads.Close() })
	if f, err := journal.Verify(t.Context(), log, stream, heads.Of(stream)...); err == nil && f.Bad == 0 {
		faults, err := log.Check(t.Context())
		o.verified = err == nil && len(faults) == 0
	}
	halls := journal.New(journal.Options{Log: log, Visible: visible, Now: time.Now, Heads: heads})
	t.Cleanup(func() { halls.Close(context.Background()) })
	h, _, err = halls.Enter(t.Context(), stream)
	if err != nil {
		if len(halls.Damage()) == 0 {
			t.Errorf("the hall is refused (%v) and nothing is told", err)
		}
		return o, nil
	}
	o.loaded, o.damage, o.head, o.shown = true, h.Damage(), h.Head(), map[congress.ObjectID]string{}
	for r := range h.All(congress.Actor{}, congress.KindComment) {
		var body struct{ Text string }
		if err := r.Decode(&body); err != nil {
			t.Errorf("record %d: %v", r.N, err)
		}
		o.shown[r.Object] = body.Text
	}
	for _, r := range h.Changes(congress.Actor{}, journal.Cursor{}, 1000).Records {
		if journal.WireOf(r).Damaged {
			o.lost++
		}
	}
	return o, h
}

// judge holds that nothing is silently lost: every object says what it said last, or something is told; no older state comes back unless
// the end of the log is told to be missing; and a damaged congress takes nothing.
func (x history) judge(t *testing.T, what string, o outcome, h *journal.Hall) (class string) {
	t.Helper()
	if !o.loaded {
		if o.verified {
			t.Errorf("%s: nothing is served, and verify passes", what)
		}
		return "refused, told"
	}
	right := 0
	missing := false
	for _, d := range o.damage {
		missing = missing || d.What == journal.EndMissing
	}
	for object, text := range x.texts {
		switch got := o.shown[object]; {
		case got == text:
			right++
		case got == "" && len(o.damage) > 0:
		case x.older[got] && missing:
		default:
			t.Errorf("%s: object says %q, want %q; told: %v", what, got, text, o.damage)
		}
	}
	if len(o.damage) == 0 {
		if right != len(x.texts) || o.head != x.head {
			t.Errorf("%s: %d of %d objects are right, head %d, and nothing is told", what, right, len(x.texts), o.head.N)
		}
		if o.verified {
			return "served right"
		}
		return "served right, told by verify"
	}
	if o.verified {
		t.Errorf("%s: damaged (%v), and verify passes", what, o.damage)
	}
	if _, err := h.Commit(t.Context(), post(newID(), "Sau khi hỏng", everyone)); congress.CodeOf(err) != journal.CodeDamaged {
		t.Errorf("%s: a comment is answered with %v, want %s", what, err, journal.CodeDamaged)
	}
	if missing {
		return "end missing, told, read-only"
	}
	return fmt.Sprintf("served read-only, told (%s)", o.damage[0].What)
}

// One byte is flipped at many places of the write-ahead log and of the file: each time everything is right, or it is told what is not.
func TestAFlippedByteIsNeverSilent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		settled bool
		every   int
	}{{"in the write-ahead log", false, 9973}, {"in the file", true, 977}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			x := makeHistory(t, c.settled)
			content := x.wal
			if c.settled {
				content = x.db
			}
			places := []int{0, 5, 16, 18, 24, 31, 32, 40, 56, 60, 80, 99, 100, 101, 105, 107, 108, 111}
			for at := 150; at < len(content); at += c.every {
				places = append(places, at)
			}
			for _, at := range []int{1, 2, 100, 2000, 4000} { // the last page
				places = append(places, len(content)-at)
			}
			classes := map[string]int{}
			for i, at := range places {
				damaged := append([]byte(nil), content...)
				damaged[at] ^= 1 << (i % 8)
				db, wal := x.db, damaged
				if c.settled {
					db, wal = damaged, nil
				}
				o, h := x.open(t, db, wal, x.heads)
				classes[x.judge(t, fmt.Sprintf("byte %d of %d", at, len(content)), o, h)]++
			}
			t.Logf("%d places: %v", len(places), classes)
		})
	}
}

// A byte is flipped within each part of one record.
func TestARecordWithABadByteIsShownAsDamagedAndTheRestIsServed(t *testing.T) {
	t.Parallel()
	x := makeHistory(t, true)
	for name, want := range map[string]struct {
		needle []byte
		skip   int
		what   journal.What
		lost   int
	}{
		"in the body of the latest record":     {[]byte("Ý kiến số 170 về"), 12, journal.BodyDamaged, 1},
		"in the body of a replaced record":     {[]byte("Ý kiến số 30 về"), 12, journal.BodyDamaged, 0},
		"that makes the body no JSON":          {[]byte(`{"text":"Ý kiến số 171 về`), 0, journal.BodyDamaged, 1},
		"that makes the body no UTF-8":         {[]byte("Ý kiến số 172 về"), 0, journal.BodyDamaged, 1},
		"in the body of the last record":       {[]byte("Ý kiến số 199 về"), 12, journal.BodyDamaged, 1},
		"in the audience before the body":      {[]byte(`{"everyone":true}{"text":"Ý kiến số 173 về`), 12, journal.RecordDamaged, 1},
		"in the kind":                          {[]byte(`{"everyone":true}{"text":"Ý kiến số 174 về`), -72, journal.RecordDamaged, 1},
		"in the account":                       {[]byte(`a{"everyone":true}{"text":"Ý kiến số 175 về`), 0, journal.RecordDamaged, 1},
		"in the audience of a replaced record": {[]byte(`{"everyone":true}{"text":"Ý kiến số 31 về`), 12, journal.RecordDamaged, 0},
	} {
		t.Run(name, func(t *testing.T) {
			at := find(t, x.db, want.needle)
			if want.skip < 0 {
				for at--; string(x.db[at:at+7]) != "comment"; at-- {
				}
			} else {
				at += want.skip
			}
			db := append([]byte(nil), x.db...)
			db[at] ^= 0x20
			o, h := x.open(t, db, nil, x.heads)
			x.judge(t, name, o, h)
			if !o.loaded || len(o.damage) != 1 || o.damage[0].What != want.what || o.lost != want.lost && want.what == journal.BodyDamaged {
				t.Fatalf("loaded %v, damage %v, %d shown as damaged", o.loaded, o.damage, o.lost)
			}
			if served := len(x.texts) - want.lost; len(o.shown) != served {
				t.Errorf("%d objects are served, want %d", len(o.shown), served)
			}
		})
	}
}

func find(t *testing.T, in, needle []byte) int {
	t.Helper()
	for i := 0; i+len(needle) <= len(in); i++ {
		if string(in[i:i+len(needle)]) == string(needle) {
			return i
		}
	}
	t.Fatalf("%q is not in the file", needle)
	return 0
}

// The log has lost its end, or is an older copy that went on; the heads themselves have bad lines.
func TestWhatIsMissingIsToldByTheHeads(t *testing.T) {
	t.Parallel()
	x := makeHistory(t, false)
	frame := 24 + int(binary.BigEndian.Uint32(x.wal[8:12]))
	cut := func(frames int) []byte { return x.wal[:32+frames*frame] }
	all := (len(x.wal) - 32) / frame
	flip := func(v []byte, at int) []byte { v = append([]byte(nil), v...); v[at] ^= 4; return v }
	for name, c := range map[string]struct {
		wal, heads []byte
		told       bool
	}{
		"nothing is missing":                          {x.wal, x.heads, false},
		"half of it is missing":                       {cut(all / 2), x.heads, true},
		"the last records are missing":                {cut(all - 8), x.heads, true},
		"all of it is missing":                        {nil, x.heads, true},
		"the last line of the heads is bad":           {cut(all / 2), flip(x.heads, len(x.heads)-30), true},
		"the last line of the heads is half":          {cut(all / 2), x.heads[:len(x.heads)-30], true},
		"nothing is missing, and a line is bad":       {x.wal, flip(x.heads, len(x.heads)/2), false},
		"nothing is missing, and there are no heads":  {x.wal, nil, false},
		"nothing is missing, and the heads are noise": {x.wal, []byte("\x00\xff head head\nhead a 1 b c\n"), false},
	} {
		o, h := x.open(t, x.db, c.wal, c.heads)
		told := len(o.damage) > 0
		if told != c.told || o.verified == c.told {
			t.Errorf("%s: told %v, verify passes: %v", name, o.damage, o.verified)
		}
		if told {
			x.judge(t, name, o, h)
			if d := o.damage[0]; d.What != journal.EndMissing || d.From != o.head.N+1 || d.To < 199 {
				t.Errorf("%s: %v", name, d)
			}
		}
	}
}

// Heads survive what may become of their file.
func TestHeads(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "plenum.heads")
	now := func() time.Time { return time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC) }
	h, err := journal.OpenHeads(path, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.OpenHeads(path, now); !errors.Is(err, journal.ErrHeadsTaken) {
		t.Errorf("a second one: %v", err)
	}
	other := congress.System
	for n := uint64(1); n <= 20_000; n++ { // more than the file takes before it is written anew
		if err := h.Note(stream, congress.Head{N: n, Hash: congress.Hash{byte(n), byte(n >> 8)}}); err != nil {
			t.Fatal(err)
		}
		if n == 5 {
			if err := errors.Join(h.Note(other, congress.Head{N: 7, Hash: congress.Hash{7}}), h.Live(), h.Keep(journal.Span{From: now(), To: now().Add(time.Hour)})); err != nil {
				t.Fatal(err)
			}
		}
		if n%1000 == 0 {
			if err := h.Sync(); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := h.Noted()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > 2<<20 || info.Mode() != 0o600 {
		t.Errorf("the file: %v %v", info, err)
	}
	for i := range 2 {
		if h, err = journal.OpenHeads(path, now); err != nil {
			t.Fatal(err)
		}
		got := h.Noted()
		if list := got.Streams[stream]; len(list) != 4 || list[3].N != 20_000 || list[3] != want.Streams[stream][3] || len(got.Streams[other]) != 1 || !got.Alive.Equal(now()) || len(got.Kept) != 1 || !got.Kept[0].Holds(now().Add(time.Minute)) || got.Bad != 0 {
			t.Errorf("opened %d times: %+v", i+1, got)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if h, err = journal.OpenHeads(path, now); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(h.Forget(stream), h.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := journal.ReadHeads(f); err != nil || len(got.Streams[stream]) != 0 || len(got.Streams[other]) != 1 {
		t.Errorf("after it was forgotten: %+v, %v", got, err)
	}
	var none *journal.Heads
	if err := errors.Join(none.Note(stream, congress.Head{N: 1}), none.Live(), none.Sync(), none.Forget(stream), none.Close()); err != nil || none.Of(stream) != nil {
		t.Errorf("no heads: %v", err)
	}
}

// FuzzReadHeads: any bytes are read, and what is read holds.
func FuzzReadHeads(f *testing.F) {
	f.Add([]byte("head system 7 0700000000000000000000000000000000000000000000000000000000000000 00000000\n"))
	f.Add([]byte("alive 2026-11-30T08:00:00Z 1\nforget\nkept a b c\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		noted, err := journal.ReadHeads(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for stream, heads := range noted.Streams {
			if !stream.Valid() || len(heads) == 0 || len(heads) > 4 {
				t.Errorf("%q: %v", stream, heads)
			}
		}
	})
}

func writeFile(t *testing.T, path string, v []byte) {
	t.Helper()
	if err := os.WriteFile(path, v, 0o600); err != nil {
		t.Fatal(err)
	}
}
