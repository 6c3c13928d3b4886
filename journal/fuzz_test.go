package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"testing"
	"time"

	"plenum/congress"
)

func sealed(t testing.TB) *congress.Record {
	t.Helper()
	r := &congress.Record{
		Stream: "0190a000-0000-7000-8000-000000000001", ID: "0190a000-0000-7000-8000-000000000002", Kind: congress.KindComment,
		Object: "0190a000-0000-7000-8000-000000000003", Op: congress.Put, At: time.Unix(1_800_000_000, 0),
		Audience: congress.Audience{Everyone: true, Roles: []congress.Role{congress.Guest}}, Body: json.RawMessage(`{"text":"ý kiến"}`),
	}
	if err := Seal(congress.Head{}, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Whatever bytes a snapshot has, decoding ends with a state or an error.
func FuzzSnapshotDecoding(f *testing.F) {
	s := newState()
	s.apply(sealed(f))
	h := &Hall{state: s}
	whole, err := h.image().encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole[:len(whole)-32])
	f.Add([]byte(snapshotMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		sum := sha256.Sum256(b) // a right sum, so that the decoder itself is reached
		st, err := decodeState(Snapshot{State: append(bytes.Clone(b), sum[:]...)})
		if (st == nil) == (err == nil) {
			t.Fatalf("state %v, error %v", st, err)
		}
	})
}

// What Canonical accepts it accepts again, unchanged.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `{"b":[1.0,2e3,-0],"a":"é"}`, `{"$a":1}`, `[]`, `{"a":{"":1}}`, "{\"a\":\"\xff\"}", `{"a":1,"a":2}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Canonical(b)
		if err != nil {
			return
		}
		again, err := Canonical(c)
		if err != nil || !bytes.Equal(c, again) {
			t.Fatalf("%s became %s: %v", c, again, err)
		}
	})
}

func TestASnapshotComesBackAsItWas(t *testing.T) {
	r := sealed(t)
	b, err := appendRecord(nil, r)
	if err != nil {
		t.Fatal(err)
	}
	d := &decoder{b: b}
	back := d.record(r.Stream)
	if d.err != nil || len(d.b) != 0 {
		t.Fatalf("decode: %v, %d bytes left", d.err, len(d.b))
	}
	if err := Check(congress.Head{}, back); err != nil || !back.Audience.Equal(r.Audience) || !back.At.Equal(r.At) {
		t.Errorf("got %+v, want %+v: %v", back, r, err)
	}
}

// FuzzParseCursor: what String gives is what is read; any other text is the client's fault or the same place.
func FuzzParseCursor(f *testing.F) {
	for _, s := range []string{"", "0", "17", "17-42", "42-17", "-1", "1-", "1-2-3", "18446744073709551615-18446744073709551616", "+5", " 5", "0x10", "1_000", "17.0123456789abcdef", "17-42.0123456789abcdef", "17.", "17.0123", "17.0123456789abcdeg", "17.+123456789abcdef", "17-42.0123456789ABCDEF", "1.2.3"} {
		f.Add(s, uint64(17), uint64(42))
	}
	f.Fuzz(func(t *testing.T, s string, n, base uint64) {
		c, err := ParseCursor(s)
		if err != nil && (c != Cursor{} || congress.KindOf(err) != congress.Invalid || congress.CodeOf(err) != "cursor_invalid") {
			t.Errorf("%q: %+v %v", s, c, err)
		}
		for _, want := range []Cursor{c, {N: n, Base: base}, {N: n}, {N: n, Base: base, Mark: Mark(base)}, {N: n, Mark: Mark(n)}} {
			if want.Base <= want.N {
				want.Base = 0 // no walk
			}
			if got, err := ParseCursor(want.String()); err != nil || got != want {
				t.Errorf("%+v comes back as %+v, %v", want, got, err)
			}
		}
	})
}
