package documents_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/readership"
)

func (h *house) acknowledge(actor congress.Actor, facts ...readership.Fact) []string {
	h.Helper()
	codes, err := h.Acknowledge(h.Context(), h.Hall, actor, facts)
	if err != nil {
		h.Fatal(err)
	}
	return codes
}

func (h *house) now() *time.Time {
	t := h.clock.Now()
	return &t
}

func (h *house) readiness(document congress.ObjectID) readership.Readiness {
	h.Helper()
	all, err := h.Readiness(h.Context(), h.Hall, h.organizer)
	if err != nil {
		h.Fatal(err)
	}
	for _, r := range all {
		if r.Document == document {
			return r
		}
	}
	h.Fatalf("%s is not on the board: %+v", document, all)
	return readership.Readiness{}
}

func TestTheBoardFollowsWhatTabletsSay(t *testing.T) {
	h := openReading(t, nil)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("1\f2\f3\f4"))
	h.await(upload, documents.Ready)
	h.publish(document, upload, nil)
	want := readership.Readiness{
		Document: document, Version: 1, Number: "01-BC/ĐH", Title: "Báo cáo", Pages: 4, Figures: readership.Figures{Meant: 4}, // two delegates, the secretariat and the organizer
		Groups: []readership.GroupFigures{{Group: h.groups[0], Figures: readership.Figures{Meant: 1}}, {Group: h.groups[1], Figures: readership.Figures{Meant: 1}}},
	}
	slices.SortFunc(want.Groups, func(a, b readership.GroupFigures) int { return strings.Compare(string(a.Group), string(b.Group)) })
	first, second := &want.Groups[0].Figures, &want.Groups[1].Figures
	if want.Groups[0].Group != h.groups[0] {
		first, second = second, first
	}
	if d := cmp.Diff(want, h.readiness(document)); d != "" {
		t.Errorf("at first: %s", d)
	}
	step := func(actor congress.Actor, f readership.Fact, count func()) {
		t.Helper()
		f.ID, f.Document, f.Version = newID(), document, 1
		if codes := h.acknowledge(actor, f); codes[0] != "" {
			t.Errorf("%+v: %s", f, codes[0])
		}
		count()
		if d := cmp.Diff(want, h.readiness(document)); d != "" {
			t.Errorf("after %+v: %s", f, d)
		}
	}
	step(h.delegate, readership.Fact{Received: h.now()}, func() { want.Received++; first.Received++ })
	step(h.delegate, readership.Fact{Opened: h.now(), Seconds: 30, Pages: []readership.Stretch{{From: 1, To: 1}}}, func() { want.Opened++; first.Opened++ })
	step(h.delegate, readership.Fact{Seconds: 60, Pages: []readership.Stretch{{From: 4, To: 4}}}, func() { want.Studied++; first.Studied++ })
	step(h.other, readership.Fact{Confirmed: h.now()}, func() {
		for _, f := range []*readership.Figures{&want.Figures, second} {
			f.Received++
			f.Studied++
			f.Confirmed++
		}
	})

	members, err := h.Members(t.Context(), h.Hall, h.organizer, document)
	if err != nil || len(members) != 4 {
		t.Fatalf("%+v %v", members, err)
	}
	for _, m := range members {
		switch m.Member {
		case h.delegate.Member:
			if m.Receipt == nil || m.Receipt.Seconds != 90 || len(m.Receipt.Pages) != 2 || m.Receipt.Confirmed != nil || !m.Studied || !slices.Equal(m.Groups, h.groups[:1]) {
				t.Errorf("the delegate: %+v", m)
			}
		case h.secretariat.Member:
			if m.Receipt != nil || m.Studied || m.Name == "" {
				t.Errorf("who was not heard of: %+v", m)
			}
		}
	}
	// A new version begins anew, and a restart changes nothing.
	next := h.receive(document, "a.pdf", pdf("1\f2"))
	h.await(next, documents.Ready)
	h.restart()
	if d := cmp.Diff(want, h.readiness(document)); d != "" {
		t.Errorf("after a restart: %s", d)
	}
	h.publish(document, next, nil)
	if got := h.readiness(document); got.Version != 2 || got.Received != 0 || got.Meant != 4 {
		t.Errorf("a new version: %+v", got)
	}
	mine, err := h.Receipts(t.Context(), h.Hall, h.delegate)
	if err != nil || len(mine) != 1 || mine[0].Seconds != 90 {
		t.Errorf("the member's own: %+v %v", mine, err)
	}
}

func TestAFactSentTwiceCountsOnce(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	f := readership.Fact{ID: newID(), Document: document, Version: 1, Opened: h.now(), Seconds: 10, Pages: []readership.Stretch{{From: 3, To: 5}}}
	var wait sync.WaitGroup
	for range 10 {
		wait.Go(func() { h.acknowledge(h.delegate, f, f) })
	}
	wait.Wait()
	other := f
	other.ID, other.Pages = newID(), []readership.Stretch{{From: 9, To: 9}, {From: 1, To: 2}, {From: 5, To: 6}}
	h.acknowledge(h.delegate, other)
	mine, err := h.Receipts(t.Context(), h.Hall, h.delegate)
	if err != nil || len(mine) != 1 || mine[0].Seconds != 20 || !slices.Equal(mine[0].Pages, []readership.Stretch{{From: 1, To: 6}, {From: 9, To: 9}}) || mine[0].Seen() != 7 {
		t.Errorf("%+v %v", mine, err)
	}
	if codes := h.acknowledge(h.other, f); codes[0] != "id_reused" {
		t.Errorf("another member's fact with the id: %q", codes)
	}
}

func TestOnlyWhatOneMaySeeIsAcknowledged(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	draft := h.draft("Nháp")
	private := h.draft("Tổ 2")
	h.publish(private, h.receive(private, "a.pdf", pdf("x")), &congress.Audience{Groups: h.groups[1:]})
	if got := h.readiness(private); got.Meant != 1 {
		t.Errorf("for group 2: %+v, want one whom it is meant for, and not the organizer", got)
	}
	fact := func(d congress.ObjectID, edit func(*readership.Fact)) readership.Fact {
		f := readership.Fact{ID: newID(), Document: d, Version: 1, Received: h.now()}
		if edit != nil {
			edit(&f)
		}
		return f
	}
	for i, c := range []struct {
		fact readership.Fact
		code string
	}{
		{fact(document, nil), ""},
		{fact(draft, nil), "not_found"},
		{fact(private, nil), "not_found"},
		{fact(congress.ObjectID(newID()), nil), "not_found"},
		{fact(document, func(f *readership.Fact) { f.Version = 2 }), "not_found"},
		{fact(document, func(f *readership.Fact) { f.ID = "x" }), "receipt_invalid"},
		{fact(document, func(f *readership.Fact) { f.Seconds = -1 }), "receipt_invalid"},
		{fact(document, func(f *readership.Fact) { f.Seconds = 1 << 30 }), "receipt_invalid"},
		{fact(document, func(f *readership.Fact) { f.Pages = []readership.Stretch{{From: 2, To: 1}} }), "receipt_invalid"},
		{fact(document, func(f *readership.Fact) { f.Pages = []readership.Stretch{{From: 0, To: 1}} }), "receipt_invalid"},
		{fact(document, func(f *readership.Fact) { f.Pages = []readership.Stretch{{From: 1, To: 1 << 40}} }), "receipt_invalid"},
	} {
		if got := h.acknowledge(h.delegate, c.fact)[0]; got != c.code {
			t.Errorf("%d: %q, want %q", i, got, c.code)
		}
	}
	late := fact(document, func(f *readership.Fact) {
		future := h.clock.Now().Add(48 * time.Hour)
		f.Received, f.Confirmed = &future, &future
	})
	h.acknowledge(h.other, late)
	if mine, err := h.Receipts(t.Context(), h.Hall, h.other); err != nil || len(mine) != 1 || mine[0].Confirmed.After(h.clock.Now()) {
		t.Errorf("a clock that is ahead: %+v %v", mine, err)
	}
	for name, actor := range h.everybody() {
		if _, err := h.Readiness(t.Context(), h.Hall, actor); congress.KindOf(err) != congress.Forbidden {
			t.Errorf("%s reads the board: %v", name, err)
		}
		if _, err := h.Members(t.Context(), h.Hall, actor, document); err == nil {
			t.Errorf("%s reads who has confirmed", name)
		}
	}
	administrator := h.everybody()["administrator"]
	_, err := h.Acknowledge(t.Context(), h.Hall, administrator, []readership.Fact{fact(document, nil)})
	wantCode(t, err, congress.Forbidden, "forbidden")
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm"); err != nil {
		t.Fatal(err)
	}
	if got := h.acknowledge(h.delegate, fact(document, nil))[0]; got != "not_found" {
		t.Errorf("of a recalled one: %q", got)
	}
	if mine, err := h.Receipts(t.Context(), h.Hall, h.delegate); err != nil || len(mine) != 0 {
		t.Errorf("a member's own list names what was recalled: %+v %v", mine, err)
	}
}

// What a tablet noted offline keeps its time when a newer version came in between.
func TestTimesOfAnOlderVersionStandAfterANewOne(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	h.clock.Pass(time.Hour)
	opened := h.clock.Now().Truncate(time.Millisecond)
	h.clock.Pass(time.Hour)
	h.publish(document, h.receive(document, "b.pdf", pdf("mới")), nil)
	h.clock.Pass(time.Hour)
	before := opened.Add(-24 * time.Hour)
	h.acknowledge(h.delegate, readership.Fact{ID: newID(), Document: document, Version: 1, Opened: &opened})
	h.acknowledge(h.delegate, readership.Fact{ID: newID(), Document: document, Version: 2, Opened: &before}) // no clock says that
	mine, err := h.Receipts(t.Context(), h.Hall, h.delegate)
	if err != nil || len(mine) != 2 || !mine[0].Opened.Equal(opened) || mine[1].Opened.Before(opened.Add(time.Hour)) {
		t.Errorf("%+v %v, want version 1 opened at %s and version 2 now", mine, err, opened)
	}
}

func TestOrganizersSeeWhoLacksWhatOverAllDocuments(t *testing.T) {
	h := openHouse(t)
	all, _ := h.published("Báo cáo")
	own := h.draft("Của Tổ 2")
	h.publish(own, h.receive(own, "a.pdf", pdf("x")), &congress.Audience{Groups: h.groups[1:]})
	h.acknowledge(h.delegate, readership.Fact{ID: newID(), Document: all, Version: 1, Confirmed: h.now()})
	h.acknowledge(h.other, readership.Fact{ID: newID(), Document: own, Version: 1, Opened: h.now()})
	members, err := h.ProgressOfMembers(t.Context(), h.Hall, h.organizer, readership.ProgressOf{})
	if err != nil || len(members) != 4 {
		t.Fatalf("%+v %v", members, err)
	}
	for _, m := range members {
		switch m.Member {
		case h.delegate.Member:
			if (m.Figures != readership.Figures{Meant: 1, Received: 1, Studied: 1, Confirmed: 1}) || len(m.Missing) != 0 {
				t.Errorf("who confirmed: %+v", m)
			}
		case h.other.Member:
			if (m.Figures != readership.Figures{Meant: 2, Received: 1, Opened: 1}) || len(m.Missing) != 2 {
				t.Errorf("who did not: %+v", m)
			}
		}
	}
	if group, err := h.ProgressOfMembers(t.Context(), h.Hall, h.organizer, readership.ProgressOf{Group: h.groups[1]}); err != nil || len(group) != 1 || group[0].Member != h.other.Member {
		t.Errorf("of group 2: %+v %v", group, err)
	}
	sheet, err := h.ReadinessSheet(t.Context(), h.Hall, h.organizer, h.groups[1])
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(sheet))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Đại biểu")
	if err != nil || len(rows) != 3 || rows[2][4] != "Tổ 2" || rows[2][10] != "2" || strings.Count(rows[2][11], "; ") != 1 {
		t.Errorf("%q %v", rows, err)
	}
	rows, err = f.GetRows("Tài liệu theo tổ")
	if err != nil || len(rows) != 4 || rows[2][2] != "Tổ 2" {
		t.Errorf("%q %v", rows, err)
	}
	for name, actor := range h.everybody() {
		if _, err := h.ProgressOfMembers(t.Context(), h.Hall, actor, readership.ProgressOf{}); congress.KindOf(err) != congress.Forbidden {
			t.Errorf("%s reads who lacks what: %v", name, err)
		}
		if _, err := h.ReadinessSheet(t.Context(), h.Hall, actor, ""); congress.KindOf(err) != congress.Forbidden {
			t.Errorf("%s gets the workbook: %v", name, err)
		}
	}
}

func TestTheCallSheetHasWhoIsMissingFirstAndNoFormula(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	h.put(congress.KindMember, "", congress.Member{Name: `=HYPERLINK("http://evil.example","x")`, Card: "+84", Roles: []congress.Role{congress.Delegate}, Groups: h.groups[:1]})
	h.acknowledge(h.delegate, readership.Fact{ID: newID(), Document: document, Version: 1, Confirmed: h.now(), Seconds: 125})
	sheet, err := h.CallSheet(t.Context(), h.Hall, h.organizer, document)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(sheet))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Danh sách")
	if err != nil || len(rows) != 7 {
		t.Fatalf("%d rows, want a title, a heading and five members: %v %v", len(rows), rows, err)
	}
	last := rows[6]
	if last[0] != "5" || last[4] != "Tổ 1" || last[7] != "2" || last[9] == "" || len(rows[2]) > 9 && rows[2][9] != "" {
		t.Errorf("who confirmed stands last: %q", rows)
	}
	found := false
	for i, row := range rows {
		if len(row) > 1 && strings.HasPrefix(row[1], "=") {
			found = true
			formula, err := f.GetCellFormula("Danh sách", fmt.Sprintf("B%d", i+1))
			if err != nil || formula != "" {
				t.Errorf("a name became a formula: %s %v", formula, err)
			}
		}
	}
	if !found {
		t.Error("a name is not there as it is written")
	}
	for name, actor := range h.everybody() {
		if _, err := h.CallSheet(t.Context(), h.Hall, actor, document); err == nil {
			t.Errorf("%s gets the call sheet", name)
		}
	}
}
