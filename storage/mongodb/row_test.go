package mongodb

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/storagetest"
)

func TestARecordIsTheSameAfterItsRow(t *testing.T) {
	for _, edit := range []func(r *congress.Record){
		func(*congress.Record) {},
		func(r *congress.Record) { r.By, r.Audience = congress.By{}, congress.Audience{} },
		func(r *congress.Record) { r.Op, r.Body = congress.Erase, nil },
		func(r *congress.Record) {
			r.Audience = congress.Audience{
				Everyone: true, Roles: []congress.Role{congress.Press},
				Groups: []congress.GroupID{"tổ", "to\u0302\u0309"}, Members: []congress.MemberID{"m"},
			}
		},
	} {
		c := storagetest.Chain{Stream: storagetest.Stream(1)}
		want := c.Next(t, edit)
		if diff := cmp.Diff(want, throughRow(t, want)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		want.Body = nil // erased, or never there
		if diff := cmp.Diff(want, throughRow(t, want)); diff != "" {
			t.Errorf("without its body (-want +got):\n%s", diff)
		}
	}
}

func TestABodyIsTheSameAfterItsRow(t *testing.T) {
	for name, body := range storagetest.Bodies() {
		c := storagetest.Chain{Stream: storagetest.Stream(1)}
		r := c.Next(t, func(r *congress.Record) { r.Body = []byte(body) })
		if got := throughRow(t, r); string(got.Body) != string(r.Body) {
			t.Errorf("%s: the body is\n%.300s, want\n%.300s", name, got.Body, r.Body)
		}
	}
}

func TestOnlyUnusualBodiesAreText(t *testing.T) {
	text := map[string]bool{"nested arrays": true, "mixed arrays": true, "deep arrays": true, "deep": true}
	for name, body := range storagetest.Bodies() {
		canonical, err := journal.Canonical([]byte(body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, ok := bodyDocument(canonical); ok == text[name] {
			t.Errorf("%s: native %v, want %v", name, ok, !text[name])
		}
	}
}

// FuzzBodyRoundTrip: whatever a log accepts as a body comes back byte for byte.
func FuzzBodyRoundTrip(f *testing.F) {
	for _, body := range storagetest.Bodies() {
		if len(body) < 10_000 {
			f.Add([]byte(body))
		}
	}
	f.Add([]byte(`{"a":-0,"b":1E300,"c":1e-400,"d":12345678901234567890,"e":9007199254740993}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		canonical, err := journal.Canonical(body)
		if err != nil {
			return
		}
		r := storagetest.Record(storagetest.Stream(1), 0, 1)
		r.Body = canonical
		if got := throughRow(t, r); string(got.Body) != string(canonical) {
			t.Errorf("the body is\n%s, want\n%s", got.Body, canonical)
		}
		if raw, ok := bodyDocument(canonical); ok && raw.Validate() != nil {
			t.Errorf("the native body of %s is not valid: %v", canonical, raw.Validate())
		}
	})
}

// throughRow writes the record as a document and reads it back.
func throughRow(t *testing.T, r congress.Record) congress.Record {
	t.Helper()
	row, err := rowOf(&r)
	if err != nil {
		t.Fatal(err)
	}
	v, err := bson.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeRow(v)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
