package documents_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"plenum/congress"
	"plenum/documents/readership"
)

// A line is kept until something that it is counted from changes.
func TestAMembersProgressFollowsReceiptsDocumentsAndMembers(t *testing.T) {
	h := openHouse(t)
	first, _ := h.published("Một")
	line := func() readership.MemberProgress {
		t.Helper()
		all, err := h.ProgressOfMembers(t.Context(), h.Hall, h.organizer, readership.ProgressOf{})
		if err != nil {
			t.Fatal(err)
		}
		alone, err := h.ProgressOfMembers(t.Context(), h.Hall, h.organizer, readership.ProgressOf{Member: h.delegate.Member})
		if err != nil || len(alone) > 1 {
			t.Fatal(alone, err)
		}
		for _, one := range all {
			if one.Member == h.delegate.Member {
				if len(alone) != 1 || one.Figures != alone[0].Figures {
					t.Errorf("among all %+v, alone %+v", one, alone)
				}
				return one
			}
		}
		if len(alone) > 0 {
			t.Errorf("only alone: %+v", alone)
		}
		return readership.MemberProgress{}
	}
	steps := []struct {
		what string
		do   func()
		want readership.Figures
	}{
		{"nothing", func() {}, readership.Figures{Meant: 1}},
		{"they confirm it", func() {
			h.acknowledge(h.delegate, readership.Fact{ID: newID(), Document: first, Version: 1, Confirmed: h.now()})
		}, readership.Figures{Meant: 1, Received: 1, Studied: 1, Confirmed: 1}},
		{"another tells something", func() {
			h.acknowledge(h.other, readership.Fact{ID: newID(), Document: first, Version: 1, Opened: h.now()})
		}, readership.Figures{Meant: 1, Received: 1, Studied: 1, Confirmed: 1}},
		{"a second document", func() { h.published("Hai") }, readership.Figures{Meant: 2, Received: 1, Studied: 1, Confirmed: 1}},
		{"a new version", func() { h.publish(first, h.receive(first, "b.pdf", pdf("mới")), nil) }, readership.Figures{Meant: 2}},
		{"they are a guest", func() {
			h.put(congress.KindMember, congress.ObjectID(h.delegate.Member), congress.Member{Account: h.delegate.Account, Name: "Trần Thị Bình", Roles: []congress.Role{congress.Guest}})
		}, readership.Figures{}},
	}
	for _, step := range steps {
		step.do()
		if got := line(); got.Figures != step.want {
			t.Errorf("after %s: %+v, want %+v", step.what, got.Figures, step.want)
		}
	}
}

func TestTheProgressOf550MembersOver3000DocumentsIsUnderAMegabyte(t *testing.T) {
	h := openHouse(t)
	h.crowd(550)
	h.registered(3_000)
	all, err := h.ProgressOfMembers(t.Context(), h.Hall, h.organizer, readership.ProgressOf{})
	if err != nil || len(all) < 550 {
		t.Fatal(len(all), err)
	}
	b, err := json.Marshal(all)
	if err != nil || len(b) > 1_000_000 {
		t.Errorf("it has %d bytes, %v", len(b), err)
	}
	one, err := h.ProgressOfMembers(t.Context(), h.Hall, h.organizer, readership.ProgressOf{Member: all[0].Member})
	if err != nil || len(one) != 1 || len(one[0].Missing) != 3_000 || len(all[0].Missing) != readership.FirstMissing {
		t.Errorf("of one member %+v, %v", one, err)
	}
}

// crowd seats so many delegates.
func (h *house) crowd(members int) {
	h.Helper()
	for i := range members {
		h.put(congress.KindMember, "", congress.Member{Account: congress.AccountID(newID()), Name: fmt.Sprint("Đại biểu ", i), Roles: []congress.Role{congress.Delegate}, Groups: h.groups[i%2 : i%2+1]})
	}
}

func BenchmarkProgress(b *testing.B) {
	h := openHouse(b)
	h.crowd(550)
	h.registered(3_000)
	b.ReportAllocs()
	for b.Loop() {
		if all, err := h.ProgressOfMembers(b.Context(), h.Hall, h.organizer, readership.ProgressOf{}); err != nil || len(all) < 550 {
			b.Fatal(len(all), err)
		}
	}
}
