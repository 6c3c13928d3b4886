package journal_test

import (
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
)

// The ids that exist in the wild: what a client may bring is one of them.
var ids = map[string]struct {
	id      string
	brought bool
}{
	"UUIDv7":               {"0190a000-0000-7000-8000-0000000000a1", true},
	"UUIDv7, last variant": {"0190a000-0000-7000-bfff-0000000000a2", true},
	"UUIDv1":               {"0190a000-0000-1000-8000-0000000000a3", false},
	"UUIDv3":               {"0190a000-0000-3000-8000-0000000000a4", false},
	"UUIDv4":               {"0190a000-0000-4000-8000-0000000000a5", false},
	"UUIDv5":               {"0190a000-0000-5000-8000-0000000000a6", false},
	"UUIDv6":               {"0190a000-0000-6000-8000-0000000000a7", false},
	"derived":              {congress.DerivedUUID("report", "a"), false},
	"version 9":            {"0190a000-0000-9000-8000-0000000000a8", false},
	"version f":            {"0190a000-0000-f000-8000-0000000000a9", false},
	"variant of NCS":       {"0190a000-0000-7000-0000-0000000000b1", false},
	"variant of Microsoft": {"0190a000-0000-7000-c000-0000000000b2", false},
	"nil":                  {"00000000-0000-0000-0000-000000000000", false},
	"max":                  {"ffffffff-ffff-ffff-ffff-ffffffffffff", false},
	"capitals":             {"0190A000-0000-7000-8000-0000000000B3", false},
	"no hyphens":           {"0190a0000000700080000000000000b4", false},
	"empty":                {"", false},
}

func TestOnlyUUIDv7IsBroughtForSomethingNew(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	for name, c := range ids {
		if got := congress.Brought(c.id); got != c.brought {
			t.Errorf("%s: brought is %v, want %v", name, got, c.brought)
		}
		asRecord, asObject := post(newID(), "x", everyone), post(c.id, "x", everyone)
		asRecord.ID = congress.RecordID(c.id)
		for code, r := range map[string]journal.Request{"record_id_invalid": asRecord, "object_id_invalid": asObject} {
			_, err := h.Commit(t.Context(), r)
			switch got := congress.CodeOf(err); {
			case c.brought && err != nil:
				t.Errorf("%s: refused by %v", name, err)
			case !c.brought && got != code && !(got == "record_invalid" && !congress.ObjectID(c.id).Valid()):
				t.Errorf("%s: %v, want %s", name, err, code)
			}
		}
	}
}

func TestTheServersOwnIDsAreTakenAndOthersAreNotInTheirName(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	derived := congress.DerivedUUID("report", "b")
	r := post(derived, "x", everyone)
	r.ID, r.Derived = congress.RecordID(congress.DerivedUUID("record", "b")), true
	if _, err := h.Commit(t.Context(), r); congress.CodeOf(err) != "object_id_invalid" {
		t.Errorf("a derived record's id does not make its object's: %v", err)
	}
	r.Make = func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(derived), Derived: true, Audience: everyone, Body: map[string]string{}}, nil
	}
	if _, err := h.Commit(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	commit(t, h, post(derived, "it is there, and named by a client", everyone))
}

func TestAnObjectKeepsItsKindAlsoWhenItIsErased(t *testing.T) {
	h, _ := enter(t, openLog(t), nil)
	object := newID()
	commit(t, h, post(object, "x", everyone))
	other := func() error {
		r := post(object, "y", everyone)
		r.Kind = congress.KindNotice
		_, err := h.Commit(t.Context(), r)
		return err
	}
	if err := other(); congress.CodeOf(err) != journal.CodeIDReused {
		t.Errorf("another kind: %v", err)
	}
	r := post(object, "", everyone)
	r.Make = func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(object), Op: congress.Erase}, nil
	}
	commit(t, h, r)
	if err := other(); congress.CodeOf(err) != journal.CodeIDReused {
		t.Errorf("another kind after it was erased: %v", err)
	}
	commit(t, h, post(object, "again", everyone))
}

// What was written before only UUIDv7 was taken is read, retried and changed as ever.
func TestOldIDsStayReadableAndChangeable(t *testing.T) {
	log := openLog(t)
	old := congress.Record{
		Stream: stream, ID: congress.RecordID(ids["UUIDv4"].id), Kind: congress.KindComment, Object: congress.ObjectID(ids["UUIDv1"].id), Op: congress.Put,
		At: time.Date(2027, 3, 2, 8, 0, 0, 0, time.UTC), By: congress.By{Account: "a"}, Audience: everyone, Body: []byte(`{"text":"cũ"}`),
	}
	if err := journal.Seal(congress.Head{}, &old); err != nil {
		t.Fatal(err)
	}
	if _, err := log.Append(t.Context(), []congress.Record{old}); err != nil {
		t.Fatal(err)
	}
	h, _ := enter(t, log, nil)
	if r, err := h.Get(congress.Actor{}, old.Object); err != nil || text(r) != "cũ" {
		t.Errorf("read: %v, %v", r, err)
	}
	again := post(string(old.Object), "cũ", everyone)
	again.ID = old.ID
	if res, err := h.Commit(t.Context(), again); err != nil || !res.Again || res.Record.N != 1 {
		t.Errorf("retried: %+v, %v", res, err)
	}
	if r := commit(t, h, post(string(old.Object), "mới", everyone)); r.N != 2 {
		t.Errorf("changed at %d", r.N)
	}
}
