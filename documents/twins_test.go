package documents_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/ingest"
	"plenum/documents/readership"
	"plenum/documents/uploads"
)

func (h *house) ledger(document congress.ObjectID) readership.Ledger {
	h.Helper()
	l, err := h.Ledger(h.Context(), h.Hall, h.organizer, document, nil)
	if err != nil {
		h.Fatal(err)
	}
	return l
}

func (h *house) proof() documents.Proof {
	h.Helper()
	p, err := h.VerifyFiles(h.Context(), h.Hall)
	if err != nil {
		h.Fatal(err)
	}
	return p
}

// A recall names the other documents that have the same file, before and after; they stay, and nobody says that no byte is left.
func TestARecallNamesTheSameBytesUnderOtherDocuments(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Đăng nhầm chỗ")
	other, twin := h.published("Đúng chỗ")
	different := h.draft("Khác")
	h.receive(different, "b.pdf", pdf("hai"))
	want := []documents.TwinStanding{{Twin: documents.Twin{Document: other, Upload: twin}, Number: "01-BC/ĐH", State: documents.Published, Ingest: documents.Ready, Kept: true}}
	if diff := cmp.Diff(want, h.ledger(document).Twins); diff != "" {
		t.Errorf("before the recall: %s", diff)
	}
	res, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm")
	var answered documents.Document
	if err != nil || res.Record.Decode(&answered) != nil || !slices.Equal(answered.Recall.Twins, []documents.Twin{want[0].Twin}) {
		t.Errorf("the answer is %+v, %v", answered.Recall, err)
	}
	if diff := cmp.Diff(want, h.ledger(document).Twins); diff != "" {
		t.Errorf("after it: %s", diff)
	}
	if !h.sees(h.delegate, other, 1) {
		t.Error("the other document is not there any more")
	}
	if p := h.proof(); p.Erased != 0 || len(p.Faults) != 0 || len(p.Twins) != 1 || !strings.Contains(p.Twins[0], string(document)) || !strings.Contains(p.Twins[0], string(twin)) {
		t.Errorf("the proof: %+v", p)
	}
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(other), "cũng nhầm"); err != nil {
		t.Fatal(err)
	}
	if p := h.proof(); p.Erased != 2 || len(p.Faults)+len(p.Twins) != 0 {
		t.Errorf("with both recalled: %+v", p)
	}
	if twins := h.ledger(document).Twins; len(twins) != 1 || twins[0].Kept || twins[0].State != documents.Recalled {
		t.Errorf("with both recalled: %+v", twins)
	}
	// Nothing of a recalled file is kept, its hash neither.
	records, err := h.log.Read(t.Context(), h.Stream, 0, 1000)
	hash := congress.Hash(sha256.Sum256(pdf("một"))).String()
	for _, r := range records {
		if strings.Contains(string(r.Body), hash) {
			t.Errorf("record %d has the hash: %s", r.N, r.Body)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// What is found to be a state secret is withheld wherever it is, until an organizer decides on each.
func TestAStateSecretIsWithheldUnderOtherDocumentsToo(t *testing.T) {
	line := documents.PaperLine{Paper: documents.Paper{Collect: "Phòng 201"}, Audience: everyone}
	for deletes := range 3 {
		h := openHouse(t)
		document, _ := h.published("Một")
		other, inForce := h.published("Hai")
		draft := h.draft("Ba")
		waiting := h.receive(draft, "c.pdf", pdf("một"))
		apart, _ := h.published("Bốn")
		next := h.receive(apart, "mới.pdf", pdf("khác"))
		h.publish(apart, next, nil) // its first version has the bytes as well
		h.blobs.failAfter(deletes)
		_, err := h.Reclassify(t.Context(), h.Hall, h.organizer, change(document), congress.ToiMat, "xác định lại", line)
		if broke := deletes < 1; broke != (congress.KindOf(err) == congress.Unavailable) {
			t.Fatalf("with %d deletions: %v", deletes, err)
		}
		h.blobs.failAfter(-1)
		h.restart()
		if err := h.FinishRecalls(t.Context(), h.Hall); err != nil {
			t.Fatal(err)
		}
		for _, upload := range []congress.ObjectID{inForce, waiting} {
			if u := h.upload(upload); u.Ingest != documents.Quarantined || u.Reason != "same_as_secret" {
				t.Errorf("a twin is %s %q", u.Ingest, u.Reason)
			}
		}
		for name, actor := range h.everybody() {
			for _, document := range []congress.ObjectID{document, other, draft, apart} {
				if h.sees(actor, document, 1) {
					t.Errorf("%s still reads %s", name, document)
				}
			}
		}
		_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(other), "", nil)
		wantCode(t, err, congress.Conflict, "upload_not_ready")
		_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(draft), waiting, nil)
		wantCode(t, err, congress.Conflict, "upload_not_ready")
		if _, err := h.Content(h.Hall, h.organizer, mainFile(other, 1)); congress.KindOf(err) != congress.NotFound {
			t.Errorf("the version is given: %v", err)
		}
		if p := h.proof(); p.Erased != 0 || len(p.Faults) != 3 {
			t.Errorf("the proof: %+v", p)
		}

		decide := func(document, upload congress.ObjectID, release bool) {
			t.Helper()
			h.clock.Pass(1e9)
			if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(document), upload, documents.Decision{Release: release, Reason: "đã xem"}); err != nil {
				t.Fatal(err)
			}
		}
		decide(draft, waiting, false)
		decide(other, inForce, true)
		if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(apart), "cũng là nó"); err != nil {
			t.Fatal(err)
		}
		if p := h.proof(); len(p.Faults) != 0 || len(p.Twins) != 2 { // the released one is a twin of both that are recalled
			t.Errorf("decided: %+v", p)
		}
		h.restart()
		if err := h.FinishRecalls(t.Context(), h.Hall); err != nil {
			t.Fatal(err)
		}
		h.publish(other, "", nil)
		if !h.sees(h.delegate, other, 1) {
			t.Error("what was released is not there")
		}
	}
}

// A file that was withheld before it was scanned and read is given to nobody, and released it is scanned and read first.
func TestATwinThatNobodyHadReadIsReadWhenItIsReleased(t *testing.T) {
	reading, goOn := make(chan struct{}, 10), make(chan struct{})
	h, _ := openScanning(t, nil)
	document := h.draft("Một")
	h.await(h.receive(document, "a.pdf", pdf("MẬT")), documents.Quarantined)
	h.leave()
	h.reader = func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		reading <- struct{}{}
		<-goOn
		return readLines(ctx, path, f)
	}
	h.serve(h.Stream, 0)
	other := h.draft("Hai")
	twin := h.receive(other, "b.pdf", pdf("MẬT"))
	<-reading
	if _, err := h.Reclassify(t.Context(), h.Hall, h.organizer, change(document), congress.Mat, "xác định lại", documents.PaperLine{Paper: documents.Paper{Collect: "Phòng 201"}}); err != nil {
		t.Fatal(err)
	}
	if u := h.upload(twin); u.Ingest != documents.Quarantined || u.Read != nil {
		t.Fatalf("the twin is %+v", u)
	}
	_, err := h.UploadContent(h.Hall, h.organizer, other, twin)
	wantCode(t, err, congress.Conflict, "upload_not_ready")
	close(goOn)
	h.clock.Pass(1e9)
	if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(other), twin, documents.Decision{Release: true, Reason: "đã xem"}); err != nil {
		t.Fatal(err)
	}
	if u := h.await(twin, documents.Quarantined); u.Scanned != documents.ScannedClean || len(u.Markings) == 0 || u.Reason != "" {
		t.Errorf("released and read it is %+v", u)
	}
}

// A server that died between the record and the rest has it done at the next start.
func TestATwinIsWithheldAfterACrashToo(t *testing.T) {
	h := openHouse(t)
	document, _ := h.published("Một")
	other, twin := h.published("Hai")
	h.put(congress.KindDocument, document, documents.Document{
		Entry: documents.Entry{Classification: congress.Mat}, State: documents.Recalled, Versions: []documents.Version{},
		Recall: &documents.Recall{Reason: "xác định lại", At: h.clock.Now(), Twins: []documents.Twin{{Document: other, Upload: twin}, {Document: other, Upload: congress.ObjectID(newID())}}},
	})
	if err := h.FinishRecalls(t.Context(), h.Hall); err != nil {
		t.Fatal(err)
	}
	if h.sees(h.delegate, other, 1) || h.upload(twin).Ingest != documents.Quarantined {
		t.Error("it is still there")
	}
}

// A document one of whose versions was rejected goes on with a clean one: readers see nothing of the rejected, not even its name, and
// its number is given to no other. While a file waits for the decision nothing is published over it.
func TestACleanVersionFollowsARejectedOne(t *testing.T) {
	line := documents.PaperLine{Paper: documents.Paper{Collect: "Phòng 201"}, Audience: everyone}
	for _, where := range []string{"the first version", "the newest version", "an annex"} {
		h := openHouse(t)
		secret, _ := h.published("Một")
		document := h.draft("Hai")
		twin := h.receive(document, "mật-danh.pdf", pdf("một"))
		plain := h.receive(document, "thường.pdf", pdf("thường"))
		kept := 2 // number of the version that stands
		switch where {
		case "the first version":
			h.publish(document, twin, nil)
			h.publish(document, plain, nil)
		case "the newest version":
			kept = 1
			h.publish(document, plain, nil)
			h.publish(document, twin, nil)
		case "an annex":
			kept = 1
			h.publish(document, plain, nil)
			main := h.receive(document, "chính.pdf", pdf("chính"))
			twin = congress.ObjectID(newID())
			if _, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: congress.RecordID(twin), Document: document, AnnexTo: main, Name: "mật-danh.pdf", Size: -1, Body: bytes.NewReader(pdf("một"))}); err != nil {
				t.Fatal(err)
			}
			h.publish(document, main, nil)
		}
		if _, err := h.Reclassify(t.Context(), h.Hall, h.organizer, change(secret), congress.ToiMat, "xác định lại", line); err != nil {
			t.Fatal(err)
		}
		clean := h.receive(document, "sạch.pdf", pdf("sạch"))
		_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), clean, nil)
		wantCode(t, err, congress.Conflict, "upload_not_ready") // the twin waits for a decision
		h.clock.Pass(time.Second)
		if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(document), twin, documents.Decision{Reason: "cũng là nó"}); err != nil {
			t.Fatal(err)
		}
		_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(document), "", nil)
		wantCode(t, err, congress.Conflict, "upload_not_ready") // as it is, it has the rejected file
		_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(document), twin, nil)
		wantCode(t, err, congress.Conflict, "upload_not_ready")
		h.publish(document, clean, &congress.Audience{Roles: []congress.Role{congress.Organizer}}) // who had the older versions too
		d := h.document(h.organizer, document)
		var numbers []int
		for _, v := range d.Versions {
			numbers = append(numbers, v.Number)
			if v.File.Name == "mật-danh.pdf" || len(v.Annexes) > 0 {
				t.Errorf("%s: readers see %+v", where, v)
			}
		}
		if want := []int{kept, 3}; !slices.Equal(numbers, want) {
			t.Errorf("%s: versions %v, want %v", where, numbers, want)
		}
		if got, err := h.read(h.organizer, document, 3); err != nil || !bytes.Equal(got, pdf("sạch")) {
			t.Errorf("%s: it reads %q %v", where, got, err)
		}
		if _, err := h.read(h.organizer, document, 3-kept); congress.KindOf(err) != congress.NotFound {
			t.Errorf("%s: the rejected version: %v", where, err)
		}
		if got, err := h.read(h.organizer, document, kept); err != nil || len(got) == 0 {
			t.Errorf("%s: the other version: %v", where, err)
		}
		if _, err := h.Undo(t.Context(), h.Hall, h.organizer, change(document)); err != nil { // it was withdrawn before, and is again
			t.Errorf("%s: %v", where, err)
		}
		_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(document), "", nil)
		wantCode(t, err, congress.Conflict, "upload_not_ready")
		h.publish(document, clean, &everyone)
		if d := h.document(h.delegate, document); len(d.Versions) != 1 || d.Versions[0].Number != 4 || d.Versions[0].File.Name != "sạch.pdf" {
			t.Errorf("%s: published again after the undoing it has %+v", where, d.Versions)
		}
	}
}
