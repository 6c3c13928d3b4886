package documents_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/antivirus/antivirustest"
	"plenum/documents/ingest"
	"plenum/documents/uploads"
)

// watch follows the register as the actor: each event is a list of lines.
func (h *house) watch(ctx context.Context, actor congress.Actor) (<-chan []uploads.Underway, <-chan error) {
	events, ended := make(chan []uploads.Underway, 1000), make(chan error, 1)
	go func() {
		ended <- h.WatchIngest(ctx, h.Hall, func(context.Context) (congress.Actor, error) { return actor, nil }, func(lines []uploads.Underway) error {
			events <- lines
			return nil
		})
	}()
	return events, ended
}

// hear waits for a line of the upload in that stage.
func hear(t *testing.T, events <-chan []uploads.Underway, upload congress.ObjectID, stage ingest.Stage) uploads.Underway {
	t.Helper()
	for {
		select {
		case lines := <-events:
			for _, line := range lines {
				if line.Upload == upload && line.Stage == stage {
					return line
				}
			}
		case <-t.Context().Done():
			t.Fatalf("nothing more is heard; want %s", stage)
		}
	}
}

func TestARegisterThatIsWatchedTellsEachStageOfAFile(t *testing.T) {
	asked, goOn := make(chan struct{}), make(chan struct{})
	h, _ := openScanning(t, nil)
	h.leave()
	h.reader = func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		<-goOn
		return readLines(ctx, path, f)
	}
	h.pages = func(done func(done, of int)) { done(3, 12); close(asked) }
	h.serve(h.Stream, 0)
	old := h.receive(h.draft("Cũ"), "cũ.docx", zipOf(h, "readme.md")) // has failed before anybody watches
	document := h.draft("Báo cáo")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events, ended := h.watch(ctx, h.organizer)
	if first := <-events; len(first) != 0 {
		t.Errorf("what has ended is told at first: %+v", first)
	}

	upload, content := congress.ObjectID(newID()), pdf("MẬT\fhai")
	body, in := io.Pipe()
	received := make(chan error)
	go func() {
		_, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: congress.RecordID(upload), Document: document, Name: "Báo cáo.pdf", Size: int64(len(content)), Body: body})
		received <- err
	}()
	_, _ = in.Write(content[:10])
	line := hear(t, events, upload, ingest.StageReceiving)
	for line.Received != 10 {
		line = hear(t, events, upload, ingest.StageReceiving)
	}
	if line.Document != document || line.Name != "Báo cáo.pdf" || line.Size != int64(len(content)) {
		t.Errorf("%+v", line)
	}
	_, _ = in.Write(content[10:])
	_ = in.Close()
	if err := <-received; err != nil {
		t.Fatal(err)
	}
	<-asked
	if line = hear(t, events, upload, ingest.StageReading); line.Page != 3 || line.Pages != 12 || line.Name != "Báo cáo.pdf" {
		t.Errorf("%+v", line)
	}
	close(goOn)
	hear(t, events, upload, ingest.StageQuarantined)

	// One that is quick is told too, with how it ended; what broke off says why; nothing of the old one.
	h.leave()
	h.pages = nil
	h.serve(h.Stream, 0)
	cancel()
	<-ended
	events, ended = h.watch(t.Context(), h.organizer)
	<-events
	infected := h.receive(document, "b.pdf", pdf(antivirustest.Virus))
	if line := hear(t, events, infected, ingest.StageFailed); line.Reason != "virus_found" {
		t.Errorf("%+v", line)
	}
	cut := newID()
	_, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: cut, Document: document, Name: "c.pdf", Size: 100, Body: io.MultiReader(bytes.NewReader(pdf("x")[:20]), errReader{})})
	wantCode(t, err, congress.Invalid, "body_truncated")
	if line := hear(t, events, congress.ObjectID(cut), ingest.StageFailed); line.Reason != "body_truncated" {
		t.Errorf("%+v", line)
	}
	_ = old
	select {
	case err := <-ended:
		t.Errorf("it ended: %v", err)
	default:
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errCut }

// What is under way when its document is recalled is told to be gone; nobody but organizers is told anything, and who stops being one is cut.
func TestOnlyOrganizersWatchTheRegister(t *testing.T) {
	reading, goOn := make(chan struct{}), make(chan struct{})
	h := openReading(t, func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		close(reading)
		<-goOn
		return readLines(ctx, path, f)
	})
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("một"))
	<-reading
	for name, actor := range h.everybody() {
		err := h.WatchIngest(t.Context(), h.Hall, func(context.Context) (congress.Actor, error) { return actor, nil }, func(lines []uploads.Underway) error {
			t.Errorf("%s is told %+v", name, lines)
			return nil
		})
		if congress.KindOf(err) != congress.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	events, ended := h.watch(t.Context(), h.organizer)
	hear(t, events, upload, ingest.StageReading)
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	hear(t, events, upload, ingest.StageGone)
	close(goOn)
	h.leave()
	select {
	case <-ended:
	case <-events:
	}

	left := errors.New("the session ended")
	rounds := 0
	err := h.WatchIngest(t.Context(), h.Hall, func(context.Context) (congress.Actor, error) {
		if rounds++; rounds == 3 {
			return congress.Actor{}, left
		}
		return h.organizer, nil
	}, func([]uploads.Underway) error { return nil })
	if !errors.Is(err, left) {
		t.Errorf("it ended with %v, want %v", err, left)
	}
}
