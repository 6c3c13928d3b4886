package documents_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/uploads"
	"plenum/journal"
)

// zipOf is a container whose named part stands behind a big first one.
func zipOf(t testing.TB, part string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"first.bin", part} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(make([]byte, 8000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAnOfficeFileIsKnownByItsPartsWhereverTheyStand(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	for name, part := range map[string]string{"a.docx": "word/document.xml", "b.PPTX": "ppt/presentation.xml", "c.xlsx": "xl/workbook.xml"} {
		if u := h.upload(h.receive(document, name, zipOf(t, part))); u.Ingest != documents.Ready || !strings.Contains(u.Type, "openxmlformats") {
			t.Errorf("%s: %s %q, type %s", name, u.Ingest, u.Reason, u.Type)
		}
	}
}

var secret = []congress.Classification{congress.Mat, congress.ToiMat, congress.TuyetMat, "MẬT", "top-secret", "Public"}

func TestClassifiedLevelsAreRefusedOnEveryWayInWhoeverAsks(t *testing.T) {
	h := openHouse(t)
	document, upload := h.published("Báo cáo")
	head := h.Head().N
	actors := h.everybody()
	actors["organizer"] = h.organizer
	for role, actor := range actors {
		for _, level := range secret {
			register := documents.Entry{Title: "Phương án bảo vệ", Classification: level}
			_, err := h.Create(t.Context(), h.Hall, actor, documents.NewDocument{ID: newID(), Entry: register, Audience: everyone})
			if wantCode(t, err, congress.Invalid, "classified_refused"); t.Failed() {
				t.Fatalf("create as %s with %s", role, level)
			}
			_, err = h.Edit(t.Context(), h.Hall, actor, h.seen(document), register, nil)
			if wantCode(t, err, congress.Invalid, "classified_refused"); t.Failed() {
				t.Fatalf("edit as %s with %s", role, level)
			}
		}
	}
	if n := h.Head().N; n != head {
		t.Errorf("the head went from %d to %d", head, n)
	}
	// No way leads to such a document; were there one, it would take no bytes and give none.
	for _, level := range secret {
		d := h.document(h.organizer, document)
		d.State, d.Classification = documents.Draft, level
		h.put(congress.KindDocument, document, d)
		_, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Size: -1, Body: unread{t}})
		wantCode(t, err, congress.Invalid, "classified_refused")
		for _, u := range []congress.ObjectID{"", upload} {
			_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(document), u, &everyone)
			wantCode(t, err, congress.Invalid, "classified_refused")
		}
	}
	h.wantBlobs(1)
}

func TestAFileComesInNeitherWhenTheLevelRisesMeanwhile(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	body := &watched{r: bytes.NewReader(pdf("x")), look: func() {
		d := h.document(h.organizer, document)
		d.Classification = congress.Mat
		h.put(congress.KindDocument, document, d)
	}}
	_, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Size: -1, Body: body})
	wantCode(t, err, congress.Invalid, "classified_refused")
	h.wantBlobs(0)
}

func TestOnlyOrganizersChangeTheRegister(t *testing.T) {
	h := openHouse(t)
	document, upload := h.published("Báo cáo")
	draft := h.draft("Bản nháp")
	ctx := t.Context()
	for role, actor := range h.everybody() {
		for _, id := range []congress.ObjectID{document, draft} {
			calls := map[string]error{}
			_, calls["create"] = h.Create(ctx, h.Hall, actor, documents.NewDocument{ID: newID(), Entry: documents.Entry{Title: "x"}})
			_, calls["edit"] = h.Edit(ctx, h.Hall, actor, h.seen(id), documents.Entry{Title: "x"}, nil)
			_, calls["publish"] = h.Publish(ctx, h.Hall, actor, change(id), upload, &everyone)
			_, calls["withdraw"] = h.Withdraw(ctx, h.Hall, actor, change(id))
			_, calls["recall"] = h.Recall(ctx, h.Hall, actor, change(id), "x")
			_, calls["receive"] = h.Receive(ctx, h.Hall, actor, uploads.Receive{ID: newID(), Document: id, Name: "a.pdf", Size: -1, Body: unread{t}})
			for call, err := range calls {
				if kind := congress.KindOf(err); kind != congress.Forbidden && kind != congress.NotFound {
					t.Errorf("%s as %s: %v", call, role, err)
				}
			}
		}
		// What is not seen is not there: the answers about a draft are those about nothing.
		_, draftErr := h.Receive(ctx, h.Hall, actor, uploads.Receive{ID: newID(), Document: draft, Name: "a.pdf", Size: -1, Body: unread{t}})
		wantNothing(t, draftErr)
		_, hidden := h.Edit(ctx, h.Hall, actor, h.seen(draft), documents.Entry{Title: "x"}, nil)
		_, nothing := h.Edit(ctx, h.Hall, actor, h.seen(congress.ObjectID(newID())), documents.Entry{Title: "x"}, nil)
		if congress.CodeOf(hidden) != congress.CodeOf(nothing) {
			t.Errorf("%s can tell a draft (%v) from nothing (%v)", role, hidden, nothing)
		}
	}
}

func TestAChangeOfWhatChangedSinceIsStale(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	_, r, err := h.Rooms.Get(h.Hall, h.organizer, document)
	if err != nil {
		t.Fatal(err)
	}
	at := func() documents.Change { return documents.Change{ID: newID(), Document: document, IfMatch: r.N} }
	mine := at()
	first, err := h.Edit(t.Context(), h.Hall, h.organizer, mine, documents.Entry{Title: "Báo cáo chính trị"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Edit(t.Context(), h.Hall, h.organizer, at(), documents.Entry{Title: "Khác"}, nil)
	wantCode(t, err, congress.Stale, "stale")
	_, err = h.Publish(t.Context(), h.Hall, h.organizer, at(), "", nil)
	wantCode(t, err, congress.Stale, "stale")
	_, err = h.Withdraw(t.Context(), h.Hall, h.organizer, at())
	wantCode(t, err, congress.Stale, "stale")
	_, err = h.Recall(t.Context(), h.Hall, h.organizer, at(), "nhầm")
	wantCode(t, err, congress.Stale, "stale")
	again, err := h.Edit(t.Context(), h.Hall, h.organizer, mine, documents.Entry{Title: "Báo cáo chính trị"}, nil)
	if err != nil || !again.Again || again.Record.N != first.Record.N {
		t.Errorf("the retry got %+v, %v", again, err)
	}
	if got := h.document(h.delegate, document).Title; got != "Báo cáo chính trị" {
		t.Errorf("the title is %q", got)
	}
}

func TestOfTwoPublicationsAtOnceOneIsStale(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	uploads := []congress.ObjectID{h.receive(document, "a.pdf", pdf("a")), h.receive(document, "b.pdf", pdf("b"))}
	_, r, err := h.Rooms.Get(h.Hall, h.organizer, document)
	if err != nil {
		t.Fatal(err)
	}
	var errs [2]error
	var wait sync.WaitGroup
	for i := range uploads {
		wait.Go(func() {
			_, errs[i] = h.Publish(t.Context(), h.Hall, h.organizer, documents.Change{ID: newID(), Document: document, IfMatch: r.N}, uploads[i], nil)
		})
	}
	wait.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("got %v and %v", errs[0], errs[1])
	}
	if d := h.document(h.organizer, document); len(d.Versions) != 1 {
		t.Errorf("versions %+v", d.Versions)
	}
}

// An id that stood for one change is not taken for another that was never made.
func TestAnIDThatStoodForAnotherChangeIsRefused(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: newID(), Entry: documents.Entry{Title: "Khác"}})
	if err != nil {
		t.Fatal(err)
	}
	edited, err := h.Edit(t.Context(), h.Hall, h.organizer, h.seen(res.Record.Object), documents.Entry{Title: "Khác hơn"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, used := range []congress.RecordID{res.Record.ID, edited.Record.ID} {
		for _, on := range []congress.ObjectID{document, res.Record.Object} {
			c := documents.Change{ID: used, Document: on}
			_, err = h.Publish(t.Context(), h.Hall, h.organizer, c, "", nil)
			wantCode(t, err, congress.Conflict, journal.CodeIDReused)
			_, err = h.Withdraw(t.Context(), h.Hall, h.organizer, c)
			wantCode(t, err, congress.Conflict, journal.CodeIDReused)
			_, err = h.Recall(t.Context(), h.Hall, h.organizer, c, "nhầm")
			wantCode(t, err, congress.Conflict, journal.CodeIDReused)
		}
		_, err = h.Edit(t.Context(), h.Hall, h.organizer, documents.Change{ID: used, Document: document}, documents.Entry{Title: "x"}, nil)
		wantCode(t, err, congress.Conflict, journal.CodeIDReused)
	}
	_, err = h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: edited.Record.ID, Entry: documents.Entry{Title: "x"}})
	wantCode(t, err, congress.Conflict, journal.CodeIDReused)
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Errorf("after recalls that were refused the document is not served: %v", err)
	}
	h.wantBlobs(1)
}

func TestWhatCannotBePublished(t *testing.T) {
	h := openHouse(t)
	public := congress.Audience{Everyone: true, Groups: h.groups[:1]}
	many := congress.Audience{Members: make([]congress.MemberID, 5001)}
	for name, c := range map[string]struct {
		level    congress.Classification
		audience *congress.Audience
		kind     congress.Kind
		code     string
	}{
		"to nobody":              {congress.InternalUse, nil, congress.Invalid, "audience_empty"},
		"public to nobody":       {congress.Public, nil, congress.Invalid, "audience_empty"},
		"restricted to everyone": {congress.Restricted, &public, congress.Invalid, "audience_not_named"},
		"to an unknown role":     {"", &congress.Audience{Roles: []congress.Role{"king"}}, congress.Invalid, "audience_unknown"},
		"to administrators":      {"", &congress.Audience{Roles: []congress.Role{congress.Administrator}}, congress.Invalid, "audience_unknown"},
		"to keepers of a group":  {"", &congress.Audience{Keepers: h.groups[:1]}, congress.Invalid, "audience_unknown"},
		"to an unknown group":    {"", &congress.Audience{Groups: []congress.GroupID{congress.GroupID(newID())}}, congress.Invalid, "audience_unknown"},
		"to a member as a group": {"", &congress.Audience{Groups: []congress.GroupID{congress.GroupID(h.delegate.Member)}}, congress.Invalid, "audience_unknown"},
		"to an unknown member":   {"", &congress.Audience{Members: []congress.MemberID{congress.MemberID(newID())}}, congress.Invalid, "audience_unknown"},
		"to too many by name":    {"", &many, congress.TooLarge, "audience_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			h.TB = t
			res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: newID(), Entry: documents.Entry{Title: "x", Classification: c.level}})
			if err != nil {
				t.Fatal(err)
			}
			document := res.Record.Object
			_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(document), h.receive(document, "a.pdf", pdf("x")), c.audience)
			wantCode(t, err, c.kind, c.code)
		})
	}
	h.TB = t
	document, upload := h.published("Báo cáo")
	_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(h.draft("Không tệp")), "", nil)
	wantCode(t, err, congress.Conflict, "no_file")
	_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(h.draft("Tệp của tài liệu khác")), upload, nil)
	wantNothing(t, err)
	_, err = h.Withdraw(t.Context(), h.Hall, h.organizer, change(h.draft("Chưa công bố")))
	wantCode(t, err, congress.Conflict, "document_state")
	_, err = h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "x", Classification: congress.Restricted}, nil)
	wantCode(t, err, congress.Conflict, "reclassify_recalls")
}

func TestTheRegisterKeepsVietnameseInOneForm(t *testing.T) {
	h := openHouse(t)
	agenda := h.put(congress.KindAgenda, "", congress.Agenda{Title: "Khai mạc"})
	in := documents.Entry{
		Number: " 12-NQ/ĐH ", Title: "Nghi\u0323 quye\u0302\u0301t", Kind: "nghị quyết", IssuedBy: "Ban Chấp hành", Date: "2026-11-23",
		Language: "vi", Agenda: agenda, Order: 3, Tags: []string{"kinh te\u0302\u0301"},
	}
	res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: newID(), Entry: in})
	if err != nil {
		t.Fatal(err)
	}
	want := in
	want.Number, want.Title, want.Tags, want.Classification = "12-NQ/ĐH", "Nghị quyết", []string{"kinh tế"}, congress.InternalUse
	if diff := cmp.Diff(want, h.document(h.organizer, res.Record.Object).Entry); diff != "" {
		t.Error(diff)
	}
}

func TestWhatTheRegisterDoesNotTake(t *testing.T) {
	h := openHouse(t)
	for field, r := range map[string]documents.Entry{
		"title":    {},
		"number":   {Title: "x", Number: strings.Repeat("ệ", 101)},
		"kind":     {Title: "x", Kind: strings.Repeat("ệ", 201)},
		"issuedBy": {Title: "x", IssuedBy: "quay \u202e ngược"},
		"language": {Title: "x", Language: "\xff"},
		"date":     {Title: "x", Date: "23/11/2026"},
		"agenda":   {Title: "x", Agenda: "mục 1"},
		"order":    {Title: "x", Order: -1},
		"tags":     {Title: "x", Tags: []string{""}},
	} {
		_, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: newID(), Entry: r})
		wantCode(t, err, congress.Invalid, "document_invalid")
		if fields := congress.AsError(err).Fields; len(fields) != 1 || fields[field].Code() == "" {
			t.Errorf("%s: the fields are %v", field, fields)
		}
	}
	_, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: newID(), Entry: documents.Entry{Title: "x", Agenda: congress.ObjectID(h.groups[0])}})
	wantCode(t, err, congress.Invalid, "document_invalid")
	_, err = h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: "no id", Entry: documents.Entry{Title: "x"}})
	wantCode(t, err, congress.Invalid, "record_id_invalid")
}

func TestStatesFollowOneAnotherOnlyAsSaid(t *testing.T) {
	states := []documents.State{documents.Draft, documents.Published, documents.Superseded, documents.Withdrawn, documents.Recalled, documents.InReview, "unknown"}
	may := map[documents.State]string{
		documents.Draft:      "draft published recalled",
		documents.Published:  "draft published superseded withdrawn recalled", // draft: undone
		documents.Superseded: "superseded published withdrawn recalled",
		documents.Withdrawn:  "published withdrawn recalled",
		documents.Recalled:   "recalled",
	}
	for _, from := range states {
		for _, to := range states {
			if got, want := from.May(to), strings.Contains(may[from], string(to)); got != want {
				t.Errorf("%s to %s: %v, want %v", from, to, got, want)
			}
		}
	}
	ingest := []documents.Ingest{documents.Receiving, documents.Checking, documents.Ready, documents.Quarantined, documents.Failed, "unknown"}
	mayIngest := map[documents.Ingest]string{
		documents.Receiving:   "checking failed",
		documents.Checking:    "ready quarantined failed",
		documents.Ready:       "checking quarantined", // to get its PDF, see Retry; as a state secret's twin
		documents.Quarantined: "ready checking failed",
		documents.Failed:      "checking",
	}
	for _, from := range ingest {
		for _, to := range ingest {
			if got, want := from.May(to), strings.Contains(mayIngest[from], string(to)); got != want {
				t.Errorf("%s to %s: %v, want %v", from, to, got, want)
			}
		}
	}
}

// Who approves sees what the version says of itself, and readers see the same; that the bytes were there before is told too.
func TestTheNoteOfAVersionReachesWhoApprovesAndWhoReads(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	first := h.receive(document, "a.txt", []byte("một"))
	res, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{
		ID: newID(), Document: document, Name: "b.txt", Note: "sửa trang 3", Size: -1, Body: strings.NewReader("một"),
	})
	if err != nil {
		t.Fatal(err)
	}
	second := res.Record.Object
	if f := h.standing(document).Files[0]; f.Note != "sửa trang 3" || f.SameAs != first {
		t.Errorf("the register has %+v", f)
	}
	if p, err := h.Progress(h.Hall, h.organizer, document, second); err != nil || p.Note != "sửa trang 3" || p.SameAs != first {
		t.Errorf("its progress is %+v, %v", p, err)
	}
	h.publish(document, second, nil)
	if v := h.document(h.delegate, document).Versions[0]; v.Note != "sửa trang 3" {
		t.Errorf("readers are told %q", v.Note)
	}
}
