package documents_test

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/readership"
	"plenum/documents/uploads"
)

func (h *house) twoPersons() {
	h.Helper()
	_, n := h.Rules(h.Hall)
	if _, err := h.PutRules(h.Context(), h.Hall, h.organizer, documents.Change{ID: newID(), IfMatch: n}, documents.Rules{TwoPersons: true, Grace: 600}); err != nil {
		h.Fatal(err)
	}
}

func (h *house) submit(document, upload congress.ObjectID, at *time.Time) {
	h.Helper()
	if _, err := h.Submit(h.Context(), h.Hall, h.organizer, change(document), upload, nil, at); err != nil {
		h.Fatal(err)
	}
}

func (h *house) standing(document congress.ObjectID) uploads.Standing {
	h.Helper()
	all, err := h.Standings(h.Hall, h.organizer)
	if err != nil {
		h.Fatal(err)
	}
	for _, s := range all {
		if s.Document == document {
			return s
		}
	}
	h.Fatalf("the register has no %s", document)
	return uploads.Standing{}
}

// eventually waits for what the service does in the background.
func (h *house) eventually(is func() bool) {
	h.Helper()
	for range 500 {
		if is() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	h.Fatal("it did not come within 5 s")
}

// wantNowhere: no record of the log says it.
func (h *house) wantNowhere(word string) {
	h.Helper()
	for _, r := range h.logged() {
		if bytes.Contains(r.Body, []byte(word)) {
			h.Errorf("record %d still says %s", r.N, r.Body)
		}
	}
}

// Where two persons are asked for, nobody publishes alone, on no way.
func TestTwoPersonsPublish(t *testing.T) {
	h := openHouse(t)
	h.twoPersons()
	second := h.seat(nil, congress.Organizer)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "Báo cáo.pdf", pdf("một"))
	publish := func(actor congress.Actor, audience *congress.Audience) error {
		_, err := h.Publish(t.Context(), h.Hall, actor, change(document), upload, audience)
		return err
	}
	approve := func(actor congress.Actor) error {
		_, err := h.Approve(t.Context(), h.Hall, actor, change(document), upload)
		return err
	}
	wantCode(t, publish(h.organizer, nil), congress.Conflict, "not_approved")
	_, err := h.Plan(t.Context(), h.Hall, h.organizer, change(document), upload, nil, h.clock.Now().Add(time.Hour))
	wantCode(t, err, congress.Conflict, "not_approved")
	wantCode(t, approve(second), congress.Conflict, "no_review")
	h.submit(document, upload, nil)
	if s := h.standing(document); s.State != documents.InReview {
		t.Errorf("it is %s", s.State)
	}
	wantCode(t, publish(second, nil), congress.Conflict, "not_approved")
	wantCode(t, approve(h.organizer), congress.Forbidden, "second_person")
	wantCode(t, approve(h.secretariat), congress.Forbidden, "forbidden")
	if err := approve(second); err != nil {
		t.Fatal(err)
	}
	if s := h.standing(document); s.State != documents.Approved {
		t.Errorf("it is %s", s.State)
	}
	wantCode(t, publish(h.organizer, &congress.Audience{Roles: []congress.Role{congress.Press}}), congress.Conflict, "review_outdated")

	// What is changed after the approval is not what was approved.
	if _, err := h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "Báo cáo khác"}, nil); err != nil {
		t.Fatal(err)
	}
	wantCode(t, publish(h.organizer, nil), congress.Conflict, "review_outdated")
	wantCode(t, approve(second), congress.Conflict, "no_review")
	if s := h.standing(document); s.State != documents.Draft || !s.Files[0].Outdated {
		t.Errorf("it is %+v", s)
	}
	h.submit(document, upload, nil)
	if err := approve(second); err != nil {
		t.Fatal(err)
	}
	if err := publish(h.organizer, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Error(err)
	}
	// Neither a wider audience nor a lower level without a second person.
	wantCode(t, publish(h.organizer, &congress.Audience{Everyone: true, Roles: []congress.Role{congress.Press}}), congress.Conflict, "review_outdated")
	_, err = h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "Báo cáo khác", Classification: congress.Public}, nil)
	wantCode(t, err, congress.Forbidden, "second_person")
}

// What readers have says what a second person approved; only its place among the materials is free.
func TestNobodyChangesAloneWhatTwoApproved(t *testing.T) {
	h := openHouse(t)
	second := h.seat(nil, congress.Organizer)
	document, upload := h.published("Báo cáo")
	h.twoPersons()
	approved := h.document(h.organizer, document).Entry
	edit := func(actor congress.Actor, f func(*documents.Entry)) error {
		r := approved
		f(&r)
		_, err := h.Edit(t.Context(), h.Hall, actor, h.seen(document), r, nil)
		return err
	}
	for name, f := range map[string]func(*documents.Entry){
		"number": func(r *documents.Entry) { r.Number = "02" }, "title": func(r *documents.Entry) { r.Title = "Khác" },
		"kind": func(r *documents.Entry) { r.Kind = "Tờ trình" }, "issuer": func(r *documents.Entry) { r.IssuedBy = "Ban" },
		"date": func(r *documents.Entry) { r.Date = "2027-01-01" }, "language": func(r *documents.Entry) { r.Language = "en" },
		"level": func(r *documents.Entry) { r.Classification = congress.Public },
	} {
		for _, actor := range []congress.Actor{h.organizer, second} {
			if err := edit(actor, f); congress.CodeOf(err) != "second_person" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if err := edit(h.organizer, func(r *documents.Entry) { r.Classification = congress.Restricted }); congress.CodeOf(err) != "reclassify_recalls" {
		t.Errorf("a higher level: %v", err)
	}
	if err := edit(h.organizer, func(r *documents.Entry) { r.Tags, r.Order = []string{"kinh tế"}, 7 }); err != nil {
		t.Errorf("tags and order: %v", err)
	}
	// The way: taken back, changed, approved by another, and given again.
	if _, err := h.Withdraw(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
		t.Fatal(err)
	}
	if err := edit(h.organizer, func(r *documents.Entry) { r.Title = "Khác" }); err != nil {
		t.Fatal(err)
	}
	_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), upload, nil)
	wantCode(t, err, congress.Conflict, "not_approved")
	h.submit(document, upload, nil)
	if _, err := h.Approve(t.Context(), h.Hall, second, change(document), upload); err != nil {
		t.Fatal(err)
	}
	h.publish(document, upload, nil)
	if d := h.document(h.delegate, document); d.Title != "Khác" {
		t.Errorf("readers have %q", d.Title)
	}
}

// The one who only uploaded the file is not the second person either.
func TestWhoUploadedDoesNotApprove(t *testing.T) {
	h := openHouse(t)
	h.twoPersons()
	document := h.draft("Báo cáo")
	upload := h.receive(document, "Báo cáo.pdf", pdf("một"))
	if _, err := h.Submit(t.Context(), h.Hall, h.seat(nil, congress.Organizer), change(document), upload, nil, nil); err != nil {
		t.Fatal(err)
	}
	_, err := h.Approve(t.Context(), h.Hall, h.organizer, change(document), upload)
	wantCode(t, err, congress.Forbidden, "second_person")
}

func TestAReviewIsReturnedWithAReason(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "Báo cáo.pdf", pdf("một"))
	_, err := h.Return(t.Context(), h.Hall, h.organizer, change(document), upload, "sai phụ lục")
	wantCode(t, err, congress.Conflict, "no_review")
	h.submit(document, upload, nil)
	_, err = h.Return(t.Context(), h.Hall, h.organizer, change(document), upload, " ")
	wantCode(t, err, congress.Invalid, "reason_missing")
	if _, err := h.Return(t.Context(), h.Hall, h.organizer, change(document), upload, "sai phụ lục"); err != nil {
		t.Fatal(err)
	}
	if s := h.standing(document); s.State != documents.Draft || s.Files[0].Review.Returned.Reason != "sai phụ lục" {
		t.Errorf("it is %+v", s)
	}
	h.submit(document, upload, nil) // mended
	if s := h.standing(document); s.State != documents.InReview {
		t.Errorf("it is %s", s.State)
	}
	for name, actor := range h.everybody() {
		if _, err := h.Standings(h.Hall, actor); err == nil {
			t.Errorf("%s sees the organizers' register", name)
		}
	}
}

func TestAPlannedPublicationComesAtItsTime(t *testing.T) {
	h := openHouse(t)
	past := h.clock.Now().Add(-time.Second)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "Báo cáo.pdf", pdf("một"))
	for _, at := range []time.Time{past, h.clock.Now().Add(400 * 24 * time.Hour)} {
		_, err := h.Plan(t.Context(), h.Hall, h.organizer, change(document), upload, nil, at)
		wantCode(t, err, congress.Invalid, "time_invalid")
	}
	if _, err := h.Plan(t.Context(), h.Hall, h.organizer, change(document), upload, nil, h.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if s := h.standing(document); s.State != documents.Planned {
		t.Errorf("it is %s", s.State)
	}
	_, err := h.read(h.delegate, document, 1)
	wantNothing(t, err)
	h.restart()
	h.Resume(t.Context(), h.Hall)
	_, err = h.read(h.delegate, document, 1)
	wantNothing(t, err)
	h.clock.Pass(time.Hour)
	h.restart() // the clock of the test stands still for the timer; a start looks at what is due
	h.Resume(t.Context(), h.Hall)
	h.eventually(func() bool { _, err := h.read(h.delegate, document, 1); return err == nil })
	if s := h.standing(document); s.State != documents.Published || s.Next != "" {
		t.Errorf("it is %+v", s)
	}
}

func TestAPlannedPublicationThatWasReturnedDoesNotCome(t *testing.T) {
	h := openHouse(t)
	document, other := h.draft("Báo cáo"), h.draft("Tài liệu khác")
	upload, next := h.receive(document, "Báo cáo.pdf", pdf("một")), h.receive(other, "Khác.pdf", pdf("hai"))
	at := h.clock.Now().Add(time.Hour)
	for d, u := range map[congress.ObjectID]congress.ObjectID{document: upload, other: next} {
		if _, err := h.Plan(t.Context(), h.Hall, h.organizer, change(d), u, nil, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Return(t.Context(), h.Hall, h.organizer, change(document), upload, "hoãn"); err != nil {
		t.Fatal(err)
	}
	h.clock.Pass(time.Hour)
	h.restart()
	h.Resume(t.Context(), h.Hall)
	h.eventually(func() bool { _, err := h.read(h.delegate, other, 1); return err == nil })
	_, err := h.read(h.delegate, document, 1)
	wantNothing(t, err)
}

func TestAMistakenPublicationIsUndone(t *testing.T) {
	h := openHouse(t)
	undo := func(document congress.ObjectID) error {
		_, err := h.Undo(t.Context(), h.Hall, h.organizer, change(document))
		return err
	}
	document, upload := h.published("Báo cáo")
	if err := undo(document); err != nil {
		t.Fatal(err)
	}
	wantNothing(t, errorOf(h.read(h.delegate, document, 1)))
	if d := h.document(h.organizer, document); d.State != documents.Draft || len(d.Versions) != 0 || !d.Audience.Everyone {
		t.Errorf("it is %+v", d)
	}
	wantCode(t, undo(document), congress.Conflict, "document_state")

	// The file stays, and its number is not given twice.
	h.publish(document, upload, nil)
	if d := h.document(h.delegate, document); len(d.Versions) != 1 || d.Versions[0].Number != 2 {
		t.Errorf("it has %+v", d.Versions)
	}
	// A second version to more people: undone, the first is there for those who had it.
	h.publish(document, upload, &congress.Audience{Groups: h.groups[:1]})
	wantNothing(t, errorOf(h.read(h.other, document, 2)))
	h.clock.Pass(time.Minute)
	third := h.receive(document, "Báo cáo (2).pdf", pdf("hai"))
	h.publish(document, third, &congress.Audience{Groups: h.groups[:1], Roles: []congress.Role{congress.Press}})
	if _, err := h.read(h.press, document, 3); err != nil {
		t.Fatal(err)
	}
	if err := undo(document); err != nil {
		t.Fatal(err)
	}
	wantNothing(t, errorOf(h.read(h.press, document, 3)))
	wantNothing(t, errorOf(h.read(h.delegate, document, 3)))
	if content, err := h.read(h.delegate, document, 2); err != nil || string(content) != string(pdf("một")) {
		t.Errorf("who had the first has %q, %v", content, err)
	}
	wantNothing(t, errorOf(h.read(h.press, document, 2)))
	wantNothing(t, errorOf(h.read(h.other, document, 2)))

	// The same, with its level lowered before anybody noticed, and after a withdrawal.
	if _, err := h.PublishAs(t.Context(), h.Hall, h.organizer, change(document), documents.Publication{
		Upload: third, Audience: &congress.Audience{Groups: h.groups[:]}, Level: congress.Public,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.read(h.press, document, 4); err != nil {
		t.Fatal(err)
	}
	if err := undo(document); err != nil {
		t.Fatal(err)
	}
	wantNothing(t, errorOf(h.read(h.press, document, 4)))
	if d := h.document(h.organizer, document); d.Classification != congress.InternalUse {
		t.Errorf("undone, it is %s", d.Classification)
	}
	if _, err := h.read(h.delegate, document, 2); err != nil {
		t.Error("who had the first has nothing:", err)
	}
	if _, err := h.Withdraw(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
		t.Fatal(err)
	}
	h.publish(document, third, nil)
	if err := undo(document); err != nil {
		t.Fatal(err)
	}
	if d := h.document(h.organizer, document); d.State != documents.Withdrawn || len(d.Versions) != 1 || d.Versions[0].Number != 2 {
		t.Errorf("it is %+v, want what it was before it was published", d)
	}
	wantNothing(t, errorOf(h.read(h.delegate, document, 2)))

	later, _ := h.published("Tờ trình")
	h.clock.Pass(11 * time.Minute)
	wantCode(t, undo(later), congress.Conflict, "undo_too_late")
}

func TestAVersionUndoneGivesTheOneBeforeBack(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	h.clock.Pass(time.Minute)
	h.publish(document, h.receive(document, "Báo cáo (2).pdf", pdf("hai")), nil)
	if _, err := h.Undo(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
		t.Fatal(err)
	}
	if content, err := h.read(h.delegate, document, 1); err != nil || string(content) != string(pdf("một")) {
		t.Errorf("%q %v", content, err)
	}
	wantNothing(t, errorOf(h.read(h.organizer, document, 2)))
	if d := h.document(h.delegate, document); d.State != documents.Published || len(d.Versions) != 1 {
		t.Errorf("it is %+v", d)
	}
}

func TestASupersededDocumentNamesAnotherThatItsReadersHave(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	supersede := func(by congress.ObjectID) error {
		_, err := h.Supersede(t.Context(), h.Hall, h.organizer, change(document), by)
		return err
	}
	few := h.draft("Cho tổ 1")
	h.publish(few, h.receive(few, "a.pdf", pdf("x")), &congress.Audience{Groups: h.groups[:1]})
	for _, by := range []congress.ObjectID{few, document, h.draft("Chưa công bố"), congress.ObjectID(newID())} {
		wantCode(t, supersede(by), congress.Invalid, "successor_not_read")
	}
	successor, _ := h.published("Báo cáo mới")
	if err := supersede(successor); err != nil {
		t.Fatal(err)
	}
	if d := h.document(h.delegate, document); d.State != documents.Superseded || d.SupersededBy != successor {
		t.Errorf("it is %+v", d)
	}
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Error("it is not read any more:", err)
	}
	h.publish(document, "", nil) // valid again
	if d := h.document(h.delegate, document); d.State != documents.Published || d.SupersededBy != "" {
		t.Errorf("it is %+v", d)
	}
}

func TestReclassifyingTakesADocumentBack(t *testing.T) {
	h := openHouse(t)
	up := func(document congress.ObjectID, to congress.Classification, line documents.PaperLine) error {
		_, err := h.Reclassify(t.Context(), h.Hall, h.organizer, change(document), to, "xác định lại độ mật", line)
		return err
	}
	document, _ := h.published("Phương án nhân sự")
	wantCode(t, up(document, congress.Public, documents.PaperLine{}), congress.Conflict, "reclassify_down")
	if err := up(document, congress.Restricted, documents.PaperLine{}); err != nil {
		t.Fatal(err)
	}
	wantNothing(t, errorOf(h.read(h.delegate, document, 1)))
	if d := h.document(h.organizer, document); d.State != documents.Withdrawn || d.Classification != congress.Restricted {
		t.Errorf("it is %+v", d)
	}

	line := documents.PaperLine{Paper: documents.Paper{Collect: "Phòng 201, từ 7 giờ 30"}, Audience: everyone}
	line.Title = "Phương án nhân sự"
	wantCode(t, up(document, congress.TuyetMat, line), congress.Invalid, "paper_title")
	line.Title, line.Collect = "", ""
	wantCode(t, up(document, congress.TuyetMat, line), congress.Invalid, "document_invalid")
	line.Collect = "Phòng 201, từ 7 giờ 30"
	if err := up(document, congress.TuyetMat, line); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
	var found []documents.Paper
	for r := range h.All(h.delegate, congress.KindPaper) {
		var p documents.Paper
		if err := r.Decode(&p); err != nil {
			t.Fatal(err)
		}
		found = append(found, p)
	}
	if want := (documents.Paper{Number: "01-BC/ĐH", Classification: congress.TuyetMat, Collect: "Phòng 201, từ 7 giờ 30"}); len(found) != 1 || found[0] != want {
		t.Errorf("the lines are %+v", found)
	}
	if proof, err := h.VerifyFiles(t.Context(), h.Hall); err != nil || len(proof.Faults) > 0 || proof.Erased != 1 {
		t.Errorf("%+v %v", proof, err)
	}
}

func TestAPaperLineTakesNoBytes(t *testing.T) {
	h := openHouse(t)
	object := congress.ObjectID(newID())
	put := func(p documents.Paper) error {
		_, err := h.PutPaper(t.Context(), h.Hall, h.organizer, h.seen(object), documents.PaperLine{Paper: p, Audience: congress.Audience{Groups: h.groups[:1]}})
		return err
	}
	for _, level := range []congress.Classification{"", congress.Public, congress.InternalUse, congress.Restricted, "unknown"} {
		wantCode(t, put(documents.Paper{Number: "03", Classification: level, Collect: "Phòng 201"}), congress.Invalid, "paper_level")
	}
	if err := put(documents.Paper{Number: "03-TTr/ĐH", Title: "Tờ trình", Classification: congress.ToiMat, Collect: "Phòng 201"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Hall.Get(h.delegate, object); err != nil {
		t.Error("who is meant does not see the line:", err)
	}
	for _, actor := range []congress.Actor{h.other, h.guest, h.press} {
		wantNothing(t, errorOf(h.Hall.Get(actor, object)))
	}
	_, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: object, Name: "a.pdf", Size: -1, Body: unread{t}})
	wantNothing(t, err)
	wantNothing(t, errorOf(h.Begin(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: object, Name: "a.pdf", Size: 10})))

	// A line that becomes tuyet-mat loses its title, in earlier records too.
	if err := put(documents.Paper{Number: "03-TTr/ĐH", Classification: congress.TuyetMat, Collect: "Phòng 201"}); err != nil {
		t.Fatal(err)
	}
	h.wantNowhere("Tờ trình")
	if err := h.DropPaper(t.Context(), h.Hall, h.organizer, h.seen(object)); err != nil {
		t.Fatal(err)
	}
	h.wantNowhere("03-TTr")
	wantNothing(t, h.DropPaper(t.Context(), h.Hall, h.organizer, h.seen(object)))
}

func TestThePreviewSaysWhoGainsAndWhoLoses(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo") // everyone: delegates, secretariat, organizer
	p, err := h.PreviewAudience(h.Hall, h.organizer, document, &congress.Audience{Groups: h.groups[:1], Roles: []congress.Role{congress.Press}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if p.Members != 2 || p.Gains != 1 || p.Gain[0].Member != h.press.Member || p.Loses != 2 || p.Roles["delegate"] != 1 || p.Groups[string(h.groups[0])] != 1 {
		t.Errorf("%+v", p)
	}
	if p, err := h.PreviewAudience(h.Hall, h.organizer, document, nil, congress.Public); err != nil || p.Gains != 2 || p.Loses != 0 {
		t.Errorf("public: %+v %v", p, err)
	}
	if p, err := h.PreviewAudience(h.Hall, h.organizer, h.draft("Nháp"), nil, ""); err != nil || p.Members != 4 || p.Gains != 3 { // organizers have it already
		t.Errorf("a draft: %+v %v", p, err)
	}
	wantCode(t, errorOf(h.PreviewAudience(h.Hall, h.organizer, document, &congress.Audience{Keepers: h.groups[:1]}, "")), congress.Invalid, "audience_unknown")
	wantCode(t, errorOf(h.PreviewAudience(h.Hall, h.organizer, document, &congress.Audience{Members: []congress.MemberID{congress.MemberID(newID())}}, "")), congress.Invalid, "audience_unknown")
	wantCode(t, errorOf(h.PreviewAudience(h.Hall, h.delegate, document, nil, "")), congress.Forbidden, "forbidden")
}

// "What changed since I confirmed" needs no number: the member's own receipts tell it.
func TestAComparisonBeginsAtTheVersionConfirmedLast(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Báo cáo")
	for _, text := range []string{"hai", "ba"} {
		h.publish(document, h.receive(document, text+".txt", []byte(text)), nil)
	}
	_, err := h.Comparison(t.Context(), h.Hall, h.delegate, mainFile(document, 3), 0)
	wantCode(t, err, congress.Conflict, "not_confirmed")
	now := h.clock.Now()
	if _, err := h.Acknowledge(t.Context(), h.Hall, h.delegate, []readership.Fact{{ID: newID(), Document: document, Version: 2, Confirmed: &now}}); err != nil {
		t.Fatal(err)
	}
	_, err = h.Comparison(t.Context(), h.Hall, h.delegate, mainFile(document, 3), 0)
	wantCode(t, err, congress.Conflict, "no_text") // it was found; nobody reads files here
	_, err = h.Comparison(t.Context(), h.Hall, h.other, mainFile(document, 3), 0)
	wantCode(t, err, congress.Conflict, "not_confirmed")
}

// due lets the time of a planned publication come; the clock of the test stands still for the timer, and a start looks at what is due.
func (h *house) due() {
	h.Helper()
	h.clock.Pass(2 * time.Hour)
	h.restart()
	h.Resume(h.Context(), h.Hall)
}

// wantMissed waits until the register says that the publication did not come and why.
func (h *house) wantMissed(document, upload congress.ObjectID, code string) {
	h.Helper()
	h.eventually(func() bool { return h.upload(upload).Review.Missed() != "" })
	if r := h.upload(upload).Review; r.Missed() != code || r.Approved != nil || r.Publish != nil {
		h.Errorf("the review is %+v", r)
	}
	if s := h.standing(document); s.State != documents.Draft || s.Next != "" {
		h.Errorf("it is %s, %s", s.State, s.Next)
	}
}

// What cannot be published at its time is returned to the organizers: it does not come later by surprise.
func TestAPlannedPublicationThatCannotComeIsReturned(t *testing.T) {
	h := openReading(t, readLines)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "Báo cáo.txt", []byte("một"))
	h.await(upload, documents.Ready)
	if _, err := h.Plan(t.Context(), h.Hall, h.organizer, change(document), upload, nil, h.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	annex := h.annex(document, upload, "Phụ lục.txt", []byte("BÍ MẬT\nTUYỆT MẬT\n"))
	h.await(annex, documents.Quarantined)
	if s := h.standing(document); s.State == documents.Planned || !s.Files[1].Outdated {
		t.Errorf("with an annex that nobody planned it is %+v", s)
	}
	h.due()
	h.wantMissed(document, upload, "upload_not_ready")
	if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(document), annex, documents.Decision{Reason: "Là tài liệu mật."}); err != nil {
		t.Fatal(err)
	}
	later := h.draft("Sau")
	next := h.receive(later, "Sau.txt", []byte("hai"))
	h.await(next, documents.Ready)
	if _, err := h.Plan(t.Context(), h.Hall, h.organizer, change(later), next, nil, h.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.due()
	h.eventually(func() bool { _, err := h.read(h.delegate, later, 1); return err == nil })
	wantNothing(t, errorOf(h.read(h.delegate, document, 1)))
}

// What is published at its time is what was planned, with one person as with two.
func TestAnAnnexAfterThePlanIsNotPublishedWithIt(t *testing.T) {
	for name, two := range map[string]bool{"one person": false, "two persons": true} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			document := h.draft("Báo cáo")
			upload := h.receive(document, "Báo cáo.pdf", pdf("một"))
			at := h.clock.Now().Add(time.Hour)
			if two {
				h.twoPersons()
				h.submit(document, upload, &at)
				if _, err := h.Approve(t.Context(), h.Hall, h.seat(nil, congress.Organizer), change(document), upload); err != nil {
					t.Fatal(err)
				}
			} else if _, err := h.Plan(t.Context(), h.Hall, h.organizer, change(document), upload, nil, at); err != nil {
				t.Fatal(err)
			}
			if s := h.standing(document); s.State != documents.Planned {
				t.Errorf("it is %s", s.State)
			}
			h.annex(document, upload, "Phụ lục.txt", []byte("a"))
			if s := h.standing(document); s.State != documents.Draft || !s.Files[1].Outdated {
				t.Errorf("with an annex that nobody planned it is %+v", s)
			}
			h.due()
			h.wantMissed(document, upload, "review_outdated")
			wantNothing(t, errorOf(h.read(h.delegate, document, 1)))
		})
	}
}

// What was done at its time is not done, nor returned, again.
func TestAPlannedPublicationThatWasUndoneStaysUndone(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "Báo cáo.pdf", pdf("một"))
	if _, err := h.Plan(t.Context(), h.Hall, h.organizer, change(document), upload, nil, h.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.due()
	h.eventually(func() bool { _, err := h.read(h.delegate, document, 1); return err == nil })
	if _, err := h.Undo(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
		t.Fatal(err)
	}
	later := h.draft("Sau")
	next := h.receive(later, "Sau.pdf", pdf("hai"))
	if _, err := h.Plan(t.Context(), h.Hall, h.organizer, change(later), next, nil, h.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.due()
	h.eventually(func() bool { _, err := h.read(h.delegate, later, 1); return err == nil })
	wantNothing(t, errorOf(h.read(h.delegate, document, 1)))
	if missed := h.upload(upload).Review.Missed(); missed != "" {
		t.Errorf("it is returned as %s", missed)
	}
}

// When others come to have the document, its older versions leave the body; who confirmed one of them still hears what changed since.
func TestAComparisonBeginsAtAConfirmedVersionThatOthersDoNotHave(t *testing.T) {
	h := openReading(t, readLines)
	document := h.draft("Báo cáo")
	publish := func(text string, groups ...congress.GroupID) congress.ObjectID {
		t.Helper()
		upload := h.receive(document, text+".txt", []byte(text))
		h.await(upload, documents.Ready)
		h.publish(document, upload, &congress.Audience{Groups: groups})
		h.clock.Pass(time.Minute)
		return upload
	}
	compared := func(actor congress.Actor, to int) (string, error) {
		r, err := h.Comparison(t.Context(), h.Hall, actor, mainFile(document, to), 0)
		if err != nil || len(r.Changes) == 0 {
			return "", err
		}
		return r.Changes[0].Before, nil
	}
	publish("Mục tiêu thứ nhất.", h.groups[0])
	now := h.clock.Now()
	confirm := func(actor congress.Actor, version int) {
		t.Helper()
		if codes := h.acknowledge(actor, readership.Fact{ID: newID(), Document: document, Version: version, Confirmed: &now}); codes[0] != "" {
			t.Fatal(codes)
		}
	}
	confirm(h.delegate, 1)
	publish("Mục tiêu thứ hai.", h.groups[0])
	publish("Mục tiêu thứ ba.", h.groups[:]...)
	if d := h.document(h.delegate, document); len(d.Versions) != 1 {
		t.Fatalf("it lists %+v", d.Versions)
	}
	if old, err := compared(h.delegate, 3); err != nil || old != "Mục tiêu thứ nhất." {
		t.Errorf("it changed from %q, %v", old, err)
	}
	_, err := compared(h.other, 3)
	wantCode(t, err, congress.Conflict, "not_confirmed")
	_, err = h.Comparison(t.Context(), h.Hall, h.delegate, mainFile(document, 3), 1)
	wantNothing(t, err) // by number only what the document lists

	// What was undone or withdrawn was taken back.
	confirm(h.other, 3)
	if _, err := h.Undo(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
		t.Fatal(err)
	}
	publish("Mục tiêu thứ tư.", h.groups[:]...)
	_, err = compared(h.other, 4)
	wantCode(t, err, congress.Conflict, "confirmed_gone")
	if old, err := compared(h.delegate, 4); err != nil || old != "Mục tiêu thứ nhất." {
		t.Errorf("it changed from %q, %v", old, err)
	}
	if _, err := h.Withdraw(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
		t.Fatal(err)
	}
	publish("Mục tiêu thứ năm.", h.groups[:]...)
	_, err = compared(h.delegate, 5)
	wantCode(t, err, congress.Conflict, "confirmed_gone")

	// So was what was taken from a group, also when they have the document again.
	confirm(h.other, 5)
	publish("Mục tiêu thứ sáu.", h.groups[0])
	publish("Mục tiêu thứ bảy.", h.groups[:]...)
	_, err = compared(h.other, 7)
	wantCode(t, err, congress.Conflict, "confirmed_gone")
}

// What was made of a document goes as it becomes restricted; the file stays for the copies, and the ledger says who erased theirs.
func TestADocumentThatBecomesRestrictedKeepsItsFileOnly(t *testing.T) {
	h := openHouse(t)
	for name, raise := range map[string]func(document congress.ObjectID) error{
		"reclassified": func(document congress.ObjectID) error {
			_, err := h.Reclassify(t.Context(), h.Hall, h.organizer, change(document), congress.Restricted, "xác định lại", documents.PaperLine{})
			return err
		},
		"edited": func(document congress.ObjectID) error {
			if _, err := h.Withdraw(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
				return err
			}
			_, err := h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "Nhân sự", Classification: congress.Restricted}, nil)
			return err
		},
	} {
		document, upload := h.published("Nhân sự")
		if _, err := h.read(h.delegate, document, 1); err != nil {
			t.Fatal(err)
		}
		blob := h.upload(upload).Blob
		picture := path.Dir(blob) + "/pictures/" + string(upload) + "/320-00001"
		draw := func() {
			if _, err := h.blobs.Put(t.Context(), picture, 4, strings.NewReader("JPEG")); err != nil {
				t.Fatal(err)
			}
		}
		draw()
		if err := raise(document); err != nil {
			t.Fatal(name, err)
		}
		if keys := h.keys(); slices.Contains(keys, picture) || !slices.Contains(keys, blob) {
			t.Errorf("%s: the store has %v", name, keys)
		}
		if l, err := h.Ledger(t.Context(), h.Hall, h.organizer, document, nil); err != nil || l.Outstanding != 1 || l.Erased != 0 {
			t.Errorf("%s: %+v %v", name, l, err)
		}
		if codes, err := h.NoteErased(t.Context(), h.Hall, h.delegate, []congress.ObjectID{document}); err != nil || codes[0] != "" {
			t.Errorf("%s: %v %v", name, codes, err)
		}
		if l, err := h.Ledger(t.Context(), h.Hall, h.organizer, document, nil); err != nil || l.Outstanding != 0 || l.Erased != 1 {
			t.Errorf("%s: %+v %v", name, l, err)
		}
		draw() // what was left behind
		if p, err := h.VerifyFiles(t.Context(), h.Hall); err != nil || len(p.Faults) != 1 || !strings.Contains(p.Faults[0], picture) {
			t.Errorf("%s: %+v %v", name, p, err)
		}
		if n, err := h.Sweep(t.Context(), h.Hall, time.Hour); err != nil || n != 1 || !slices.Contains(h.keys(), blob) {
			t.Errorf("%s: %d were swept, %v", name, n, err)
		}
	}
}
