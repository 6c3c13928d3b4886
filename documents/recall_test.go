package documents_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"testing"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/uploads"
	"plenum/journal"
)

// logged is everything that the log still says.
func (h *house) logged() []congress.Record {
	h.Helper()
	var all []congress.Record
	for {
		after := uint64(0)
		if len(all) > 0 {
			after = all[len(all)-1].N
		}
		records, err := h.log.Read(h.Context(), h.Stream, after, 1000)
		if err != nil {
			h.Fatal(err)
		}
		if len(records) == 0 {
			return all
		}
		all = append(all, records...)
	}
}

// wantErased: nothing but number and reason is left of the document, and the chain verifies.
func (h *house) wantErased(document congress.ObjectID) {
	h.Helper()
	h.wantBlobs(0)
	for _, r := range h.logged() {
		for _, word := range []string{"Lộ bí mật", "bimat", "Bí mật một", "Bí mật hai", "ghi chú lộ"} {
			if bytes.Contains(r.Body, []byte(word)) {
				h.Errorf("record %d still says %s", r.N, r.Body)
			}
		}
	}
	if s, err := h.log.LoadSnapshot(h.Context(), h.Stream); err == nil && bytes.Contains(s.State, []byte("Lộ bí mật")) {
		h.Error("a snapshot still has the title")
	}
	f, err := journal.Verify(h.Context(), h.log, h.Stream)
	if err != nil || f.Bad != 0 || f.Erased == 0 {
		h.Errorf("verify: %+v, %v", f, err)
	}
	d := h.document(h.organizer, document)
	if d.State != documents.Recalled || d.Recall == nil || d.Recall.Reason != "đăng nhầm" || d.Recall.Erased == nil || d.Number != "77-TM/ĐH" || d.Title != "" || len(d.Versions) != 0 {
		h.Errorf("the document is %+v, recall %+v", d, d.Recall)
	}
	for range h.All(h.organizer, congress.KindUpload) {
		h.Error("an upload is left")
	}
}

// leak is a document that everyone has and should not, with a file more that nobody has yet.
func (h *house) leak() congress.ObjectID {
	h.Helper()
	res, err := h.Create(h.Context(), h.Hall, h.organizer, documents.NewDocument{
		ID: newID(), Audience: everyone, Entry: documents.Entry{Number: "77-TM/ĐH", Title: "Lộ bí mật", Tags: []string{"bimat"}},
	})
	if err != nil {
		h.Fatal(err)
	}
	document := res.Record.Object
	first := h.receive(document, "Bí mật một.pdf", pdf("một"))
	if _, err := h.Receive(h.Context(), h.Hall, h.organizer, uploads.Receive{
		ID: newID(), Document: document, Name: "Bí mật hai.pdf", Note: "ghi chú lộ", Size: -1, Body: bytes.NewReader(pdf("hai")),
	}); err != nil {
		h.Fatal(err)
	}
	h.publish(document, first, nil)
	if _, err := h.Edit(h.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Number: "77-TM/ĐH", Title: "Lộ bí mật lần hai"}, nil); err != nil {
		h.Fatal(err)
	}
	return document
}

func TestARecallErasesTheBytesAndTheEarlierTexts(t *testing.T) {
	h := openHouse(t)
	document := h.leak()
	cursor := h.Cursor(h.Head().N)
	c := change(document)
	res, err := h.Recall(t.Context(), h.Hall, h.organizer, c, " đăng nhầm ")
	if err != nil {
		t.Fatal(err)
	}
	for role, actor := range h.everybody() {
		if h.sees(actor, document, 1) {
			t.Errorf("%s sees it", role)
		}
	}
	if gone := h.Changes(h.delegate, cursor, 100).Gone; len(gone) != 1 || gone[0] != document {
		t.Errorf("the tablets are told that %v are gone, want %s", gone, document)
	}
	_, err = h.Content(h.Hall, h.organizer, mainFile(document, 1))
	wantNothing(t, err)
	h.wantErased(document)

	head := h.Head().N
	again, err := h.Recall(t.Context(), h.Hall, h.organizer, c, "đăng nhầm")
	if err != nil || !again.Again || again.Record.N != res.Record.N {
		t.Errorf("the retry got %+v, %v", again, err)
	}
	if err := h.FinishRecalls(t.Context(), h.Hall); err != nil || h.Head().N != head {
		t.Errorf("with nothing to finish the head went from %d to %d: %v", head, h.Head().N, err)
	}
	h.restart()
	h.wantErased(document)

	_, err = h.Recall(t.Context(), h.Hall, h.organizer, change(document), "lần nữa")
	wantCode(t, err, congress.Conflict, "document_recalled")
	_, err = h.Edit(t.Context(), h.Hall, h.organizer, h.seen(document), documents.Entry{Title: "x"}, nil)
	wantCode(t, err, congress.Conflict, "document_recalled")
	_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(document), "", &everyone)
	wantCode(t, err, congress.Conflict, "document_recalled")
	_, err = h.Withdraw(t.Context(), h.Hall, h.organizer, change(document))
	wantCode(t, err, congress.Conflict, "document_state")
	_, err = h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Size: -1, Body: unread{t}})
	wantCode(t, err, congress.Conflict, "document_recalled")
}

func TestARecallLeavesOtherDocumentsAlone(t *testing.T) {
	h := openHouse(t)
	document := h.leak()
	other, _ := h.published("Báo cáo khác")
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "đăng nhầm"); err != nil {
		t.Fatal(err)
	}
	if got, err := h.read(h.delegate, other, 1); err != nil || !bytes.Equal(got, pdf("một")) {
		t.Errorf("the other document is %q, %v", got, err)
	}
	h.wantBlobs(1)
}

// A store that is away at any point of the erasure: the document is not
// served from the first moment, and the next start finishes.
func TestARecallThatBreaksOffIsFinishedAtTheNextStart(t *testing.T) {
	for deletes := range 3 {
		h := openHouse(t)
		document := h.leak()
		orphan := "files/" + string(h.Stream) + "/" + string(document) + "/" + string(newID())
		if _, err := h.blobs.Put(t.Context(), orphan, -1, bytes.NewReader(pdf("chưa có bản ghi"))); err != nil {
			t.Fatal(err)
		}
		h.blobs.failAfter(deletes)
		c := change(document)
		_, err := h.Recall(t.Context(), h.Hall, h.organizer, c, "đăng nhầm")
		wantCode(t, err, congress.Unavailable, journal.CodeUnavailable)
		for _, actor := range []congress.Actor{h.delegate, h.organizer} {
			_, err = h.Content(h.Hall, actor, mainFile(document, 1))
			wantNothing(t, err)
		}
		_, _, err = h.Rooms.Get(h.Hall, h.delegate, document)
		wantNothing(t, err)
		h.restart()
		wantCode(t, h.FinishRecalls(t.Context(), h.Hall), congress.Unavailable, journal.CodeUnavailable)
		h.blobs.failAfter(-1)
		if deletes == 1 { // the organizer may also just ask again
			_, err = h.Recall(t.Context(), h.Hall, h.organizer, c, "đăng nhầm")
		} else {
			err = h.FinishRecalls(t.Context(), h.Hall)
		}
		if err != nil {
			t.Fatal(err)
		}
		h.wantErased(document)
	}
}

// A crash can fall between any two records of the erasure. Each prefix of
// what it writes is a state to go on from; the log refuses after so many records.
func TestARecallThatBreaksOffAfterAnyRecordIsFinished(t *testing.T) {
	for records := range 6 {
		h := openHouse(t)
		document := h.leak()
		limited := &limitedLog{Log: h.log}
		whole := h.log
		h.leave()
		h.log = limited
		h.serve(h.Stream, 0)
		limited.left, limited.on = 1+records, true
		if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "đăng nhầm"); (err == nil) != (records >= 5) {
			t.Fatalf("after %d records: %v", records, err)
		}
		h.leave()
		h.log = whole
		h.serve(h.Stream, 0)
		if err := h.FinishRecalls(t.Context(), h.Hall); err != nil {
			t.Fatal(err)
		}
		h.wantErased(document)
	}
}

func TestTwoServersMayFinishARecallAtOnce(t *testing.T) {
	h := openHouse(t)
	document := h.leak()
	h.blobs.failAfter(0)
	_, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "đăng nhầm")
	wantCode(t, err, congress.Unavailable, journal.CodeUnavailable)
	h.blobs.failAfter(-1)
	second := h.secondServer()
	done := make(chan error, 2)
	for _, server := range []*house{h, second} {
		go func() { done <- server.FinishRecalls(t.Context(), server.Hall) }()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if err := h.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.wantErased(document)
}

func TestARecallNeedsAReason(t *testing.T) {
	h := openHouse(t)
	document := h.leak()
	for _, reason := range []string{"", "  ", "\xff", string(bytes.Repeat([]byte("x"), 1001))} {
		_, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), reason)
		wantCode(t, err, congress.Invalid, "reason_missing")
	}
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Error(err)
	}
}

func TestADraftMayBeRecalled(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Lộ bí mật")
	h.receive(document, "Bí mật một.pdf", pdf("một"))
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm"); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
}

// A file on its way in while its document is recalled does not come to stay.
func TestAFileOnItsWayInIsNotLeftByARecall(t *testing.T) {
	h := openHouse(t)
	document := h.leak()
	body := io.MultiReader(bytes.NewReader(pdf("Lộ bí mật")), stop{func() {
		if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "đăng nhầm"); err != nil {
			t.Error(err)
		}
	}})
	in := uploads.Receive{ID: newID(), Document: document, Name: "Bí mật hai.pdf", Size: -1, Body: body}
	_, err := h.Receive(t.Context(), h.Hall, h.organizer, in)
	wantCode(t, err, congress.Conflict, "document_recalled")
	_, err = h.Progress(h.Hall, h.organizer, document, congress.ObjectID(in.ID))
	wantNothing(t, err)
	h.wantErased(document)
}

func TestTheRecallRecordIsWhatReadersOfTheLedgerGet(t *testing.T) {
	h := openHouse(t)
	document := h.leak()
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "đăng nhầm"); err != nil {
		t.Fatal(err)
	}
	r, err := h.Hall.Get(h.organizer, document)
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(r.Body, &body); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"number", "title", "classification", "state", "versions", "recall"} {
		delete(body, name)
	}
	if len(body) != 0 {
		t.Errorf("the record also has %v", body)
	}
}

// limitedLog is a log that is away after so many more records.
type limitedLog struct {
	journal.Log
	on   bool
	left int
}

func (l *limitedLog) Append(ctx context.Context, records []congress.Record) (int, error) {
	if l.on && l.left < len(records) {
		return 0, errAway
	}
	l.left -= len(records)
	return l.Log.Append(ctx, records)
}
