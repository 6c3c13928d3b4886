package documents_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/ingest"
	"plenum/documents/marking"
)

// openReading is a house whose reader takes each line of a file for a page.
func openReading(t *testing.T, reader func(ctx context.Context, path string, f documents.File) (ingest.Reading, error)) *house {
	t.Helper()
	h := openHouse(t)
	if reader == nil {
		reader = readLines
	}
	h.leave()
	h.reader = reader
	h.serve(h.Stream, 0)
	return h
}

func readLines(_ context.Context, path string, _ documents.File) (ingest.Reading, error) {
	text, err := os.ReadFile(path)
	return ingest.Reading{Pages: strings.Split(string(text), "\f"), Warnings: []documents.Warning{{Code: "fonts_missing", Page: 1}}}, err
}

// await waits until the file is in the state.
func (h *house) await(upload congress.ObjectID, state documents.Ingest) documents.Upload {
	h.Helper()
	for {
		n := h.Head().N
		if u := h.upload(upload); u.Ingest == state {
			return u
		}
		if !h.Hall.Wait(h.Context(), n) {
			h.Fatalf("the file is %s and never becomes %s", h.upload(upload).Ingest, state)
		}
	}
}

func TestAFileIsReadBeforeItIsReady(t *testing.T) {
	begin := make(chan struct{})
	h := openReading(t, func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		<-begin
		return readLines(ctx, path, f)
	})
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("trang một\ftrang hai"))
	if u := h.upload(upload); u.Ingest != documents.Checking {
		t.Fatalf("before it is read it is %s", u.Ingest)
	}
	_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), upload, nil)
	wantCode(t, err, congress.Conflict, "upload_not_ready")
	close(begin)
	u := h.await(upload, documents.Ready)
	if u.Pages != 2 || u.Read == nil || len(u.Warnings) != 1 || u.Warnings[0] != (documents.Warning{Code: "fonts_missing", Page: 1}) {
		t.Errorf("%+v", u)
	}
	h.publish(document, upload, nil)
	pages, err := h.Text(t.Context(), h.Hall, h.delegate, document, 1)
	if err != nil || len(pages) != 2 || !strings.Contains(pages[1], "trang hai") {
		t.Errorf("the text is %q %v", pages, err)
	}
	for name, actor := range map[string]congress.Actor{"a guest": h.guest, "press": h.press} {
		if _, err := h.Text(t.Context(), h.Hall, actor, document, 1); congress.KindOf(err) != congress.NotFound {
			t.Errorf("%s reads the text: %v", name, err)
		}
	}
}

func TestAMarkedFileWaitsForADecision(t *testing.T) {
	secret := pdf("BAN TỔ CHỨC\nTỐI MẬT\nKế hoạch")
	h := openReading(t, nil)
	document := h.draft("Kế hoạch")
	upload := h.receive(document, "a.pdf", secret)
	u := h.await(upload, documents.Quarantined)
	if len(u.Markings) == 0 || u.Markings[0].Level != congress.ToiMat || u.Markings[0].Page != 1 || u.Markings[0].Line != 3 || u.Markings[0].Where != marking.Text {
		t.Errorf("the markings are %+v", u.Markings)
	}
	if rows, err := h.Standings(h.Hall, h.organizer); err != nil || len(rows) != 1 || !slices.Equal(rows[0].Files[0].Markings, u.Markings) || !strings.Contains(u.Markings[0].Passage, "TỐI MẬT") {
		t.Errorf("in the register it is %+v, %v", rows, err)
	}
	_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), upload, nil)
	wantCode(t, err, congress.Conflict, "upload_not_ready")
	for name, actor := range h.everybody() {
		if _, err := h.Decide(t.Context(), h.Hall, actor, change(document), upload, documents.Decision{Release: true, Reason: "nhầm"}); err == nil {
			t.Errorf("%s decides", name)
		}
	}
	_, err = h.Decide(t.Context(), h.Hall, h.organizer, change(document), upload, documents.Decision{Release: true, Reason: " "})
	wantCode(t, err, congress.Invalid, "reason_missing")
	if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(document), upload, documents.Decision{Release: true, Reason: "Văn bản đã giải mật."}); err != nil {
		t.Fatal(err)
	}
	u = h.upload(upload)
	if u.Ingest != documents.Ready || u.Decision == nil || u.Decision.By != h.organizer.Member || u.Decision.Reason != "Văn bản đã giải mật." {
		t.Errorf("released it is %+v", u)
	}
	if rows, err := h.Standings(h.Hall, h.organizer); err != nil || rows[0].Files[0].Decision == nil {
		t.Errorf("released, in the register it is %+v, %v", rows, err)
	}
	_, err = h.Decide(t.Context(), h.Hall, h.organizer, change(document), upload, documents.Decision{Reason: "đổi ý"})
	wantCode(t, err, congress.Conflict, "not_quarantined")
	h.publish(document, upload, nil)
	if got, err := h.read(h.delegate, document, 1); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("published it reads %q %v", got, err)
	}
}

func TestARejectedFileLeavesNoByteAndNoWord(t *testing.T) {
	for deletes := range 3 {
		h := openReading(t, nil)
		document := h.draft("Kế hoạch")
		upload := h.receive(document, "Phương án tác chiến.pdf", pdf("TUYỆT MẬT\nNội dung mà không ai được đọc"))
		h.await(upload, documents.Quarantined)
		h.wantBlobs(2) // the file and its text
		h.blobs.failAfter(deletes)
		_, err := h.Decide(t.Context(), h.Hall, h.organizer, change(document), upload, documents.Decision{Reason: "Là tài liệu mật."})
		if broke := deletes < 2; broke != (congress.KindOf(err) == congress.Unavailable) {
			t.Fatalf("with %d deletions: %v", deletes, err)
		}
		if _, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), upload, nil); err == nil {
			t.Fatal("a rejected file is published")
		}
		if _, err := h.UploadContent(h.Hall, h.organizer, document, upload); congress.KindOf(err) != congress.NotFound {
			t.Errorf("a rejected file is given: %v", err)
		}
		h.blobs.failAfter(-1)
		h.restart()
		if err := h.FinishRecalls(t.Context(), h.Hall); err != nil {
			t.Fatal(err)
		}
		h.wantBlobs(0)
		u := h.upload(upload)
		if rows, err := h.Standings(h.Hall, h.organizer); err != nil || rows[0].Files[0].Markings != nil || rows[0].Files[0].Name != "" {
			t.Errorf("in the register it is still %+v, %v", rows, err)
		}
		if u.Ingest != documents.Failed || u.Reason != "rejected" || u.Name != "" || u.Markings != nil || u.Decision == nil || u.Decision.Reason != "Là tài liệu mật." {
			t.Errorf("with %d deletions it is %+v", deletes, u)
		}
		records, err := h.log.Read(t.Context(), h.Stream, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if text := string(r.Body); strings.Contains(text, "tác chiến") || strings.Contains(text, "không ai được đọc") || strings.Contains(text, "TUYỆT MẬT") {
				t.Errorf("record %d still says %s", r.N, text)
			}
		}
		if err := h.FinishRecalls(t.Context(), h.Hall); err != nil {
			t.Errorf("finishing again: %v", err)
		}
	}
}

func TestAMarkingInTheNameIsFoundToo(t *testing.T) {
	h := openReading(t, nil)
	upload := h.receive(h.draft("Kế hoạch"), "Kế hoạch (TUYỆT MẬT).pdf", pdf("nội dung"))
	if u := h.await(upload, documents.Quarantined); u.Markings[0].Where != marking.Name || u.Markings[0].Level != congress.TuyetMat {
		t.Errorf("%+v", u.Markings)
	}
}

func TestAFileThatCannotBeReadFailsAndMayBeTriedAgain(t *testing.T) {
	var mu sync.Mutex
	fault := error(congress.E(congress.Conflict, messages.ExtractTimeout))
	h := openReading(t, func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		mu.Lock()
		defer mu.Unlock()
		if fault != nil {
			return ingest.Reading{}, fault
		}
		return readLines(ctx, path, f)
	})
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("một"))
	if u := h.await(upload, documents.Failed); u.Reason != "extract_timeout" {
		t.Errorf("it failed by %q", u.Reason)
	}
	wrong := h.receive(document, "b.docx", zipOf(h, "readme.md"))
	_, err := h.Retry(t.Context(), h.Hall, h.organizer, change(document), wrong)
	wantCode(t, err, congress.Conflict, "not_retried")
	_, err = h.Retry(t.Context(), h.Hall, h.delegate, change(document), upload)
	wantCode(t, err, congress.Forbidden, "forbidden")
	mu.Lock()
	fault = nil
	mu.Unlock()
	if _, err := h.Retry(t.Context(), h.Hall, h.organizer, change(document), upload); err != nil {
		t.Fatal(err)
	}
	h.await(upload, documents.Ready)
	_, err = h.Retry(t.Context(), h.Hall, h.organizer, change(document), upload)
	wantCode(t, err, congress.Conflict, "not_retried")
}

func TestAReaderWaitsWhileTheStoresAreAway(t *testing.T) {
	var mu sync.Mutex
	tries := 0
	h := openReading(t, func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		mu.Lock()
		defer mu.Unlock()
		if tries++; tries == 1 {
			return ingest.Reading{}, errAway
		}
		return readLines(ctx, path, f)
	})
	h.await(h.receive(h.draft("Báo cáo"), "a.pdf", pdf("một")), documents.Ready)
	mu.Lock()
	defer mu.Unlock()
	if tries != 2 {
		t.Errorf("it was tried %d times, want 2", tries)
	}
}

func TestWhatWasBeingReadIsReadAfterTheNextStart(t *testing.T) {
	reading := make(chan struct{})
	h := openReading(t, func(ctx context.Context, _ string, _ documents.File) (ingest.Reading, error) {
		close(reading)
		<-ctx.Done()
		return ingest.Reading{}, ctx.Err()
	})
	upload := h.receive(h.draft("Báo cáo"), "a.pdf", pdf("một"))
	<-reading
	h.reader = readLines
	h.restart()
	if u := h.upload(upload); u.Ingest != documents.Checking {
		t.Fatalf("after the restart it is %s", u.Ingest)
	}
	h.Resume(t.Context(), h.Hall)
	h.await(upload, documents.Ready)
}

func TestFilesOfATimeWithoutReaderAreReadAndStayReady(t *testing.T) {
	h := openHouse(t)
	document, upload := h.published("Báo cáo")
	marked := h.receive(h.draft("Khác"), "b.pdf", pdf("TỐI MẬT"))
	h.leave()
	h.reader = readLines
	h.serve(h.Stream, 0)
	h.Resume(t.Context(), h.Hall)
	for _, id := range []congress.ObjectID{upload, marked} {
		for u := h.upload(id); u.Read == nil; u = h.upload(id) {
			if u.Ingest != documents.Ready {
				t.Fatalf("it is %s", u.Ingest)
			}
			h.Hall.Wait(t.Context(), h.Head().N)
		}
	}
	if u := h.upload(marked); u.Ingest != documents.Ready || len(u.Markings) == 0 {
		t.Errorf("a file that was ready: %+v", u)
	}
	if pages, err := h.Text(t.Context(), h.Hall, h.delegate, document, 1); err != nil || len(pages) == 0 {
		t.Errorf("%v %v", pages, err)
	}
}

func TestBytesThatChangedInTheStoreAreFound(t *testing.T) {
	h := openHouse(t)
	upload := h.receive(h.draft("Báo cáo"), "a.pdf", pdf("một"))
	key := h.keys()[0]
	if err := h.blobs.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if _, err := h.blobs.Put(t.Context(), key, -1, bytes.NewReader(pdf("hai"))); err != nil {
		t.Fatal(err)
	}
	h.leave()
	h.reader = func(context.Context, string, documents.File) (ingest.Reading, error) {
		t.Error("changed bytes are read")
		return ingest.Reading{}, nil
	}
	h.serve(h.Stream, 0)
	h.Resume(t.Context(), h.Hall)
	for u := h.upload(upload); u.Read == nil; u = h.upload(upload) {
		h.Hall.Wait(t.Context(), h.Head().N)
	}
	if u := h.upload(upload); len(u.Warnings) != 1 || u.Warnings[0].Code != "bytes_changed" {
		t.Errorf("organizers are not told: %+v", u)
	}
}

func TestARecallWhileAFileIsReadLeavesNothing(t *testing.T) {
	reading, goOn := make(chan struct{}), make(chan struct{})
	h := openReading(t, func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		close(reading)
		<-goOn
		return readLines(ctx, path, f)
	})
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("một"))
	<-reading
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	close(goOn)
	h.leave() // waits for the reader
	h.wantBlobs(0)
	if r, err := h.Hall.Get(h.organizer, upload); err == nil {
		t.Errorf("the upload is still there: %s", r.Body)
	}
}

func TestManyFilesAreReadAFewAtATime(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	h := openReading(t, func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		defer func() { mu.Lock(); now--; mu.Unlock() }()
		return readLines(ctx, path, f)
	})
	document := h.draft("Báo cáo")
	var uploads []congress.ObjectID
	for range 20 {
		uploads = append(uploads, h.receive(document, "a.pdf", pdf("một")))
	}
	for _, u := range slices.Backward(uploads) {
		h.await(u, documents.Ready)
	}
	if most > 2 {
		t.Errorf("%d files were read at once, want at most 2", most)
	}
}
