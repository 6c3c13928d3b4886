package documents_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/antivirus"
	"plenum/documents/antivirus/antivirustest"
	"plenum/documents/ingest"
)

// openScanning is a house whose files an antivirus looks at; answer as for antivirustest.Start.
func openScanning(t *testing.T, answer func(net.Conn, []byte)) (*house, *antivirustest.Clamd) {
	t.Helper()
	c := antivirustest.Start(t, "", answer)
	h := openHouse(t)
	h.leave()
	h.reader, h.scanner = readLines, &antivirus.Scanner{Address: c.Address}
	h.serve(h.Stream, 0)
	return h, c
}

func TestAFileWithAVirusIsErasedAndReachesNobody(t *testing.T) {
	for deletes := range 2 {
		h, _ := openScanning(t, nil)
		h.leave()
		h.reader = func(context.Context, string, documents.File) (ingest.Reading, error) {
			t.Error("a file with a virus is read")
			return ingest.Reading{}, nil
		}
		h.serve(h.Stream, 0)
		document := h.draft("Báo cáo")
		h.blobs.failAfter(deletes) // the first time it cannot be erased
		upload := h.receive(document, "Báo cáo.pdf", pdf(antivirustest.Virus))
		u := h.await(upload, documents.Failed)
		if u.Reason != "virus_found" || u.Virus != antivirustest.Signature || u.Scanned != "" || u.Name != "Báo cáo.pdf" {
			t.Errorf("it is %+v", u)
		}
		for name, actor := range map[string]congress.Actor{"the organizer": h.organizer, "a delegate": h.delegate} {
			if _, err := h.UploadContent(h.Hall, actor, document, upload); congress.KindOf(err) != congress.NotFound {
				t.Errorf("%s gets it: %v", name, err)
			}
		}
		_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), upload, nil)
		wantCode(t, err, congress.Conflict, "upload_not_ready")
		_, err = h.Retry(t.Context(), h.Hall, h.organizer, change(document), upload)
		wantCode(t, err, congress.Conflict, "not_retried")
		h.leave()
		h.blobs.failAfter(-1)
		h.serve(h.Stream, 0)
		if _, err := h.UploadContent(h.Hall, h.organizer, document, upload); congress.KindOf(err) != congress.NotFound {
			t.Errorf("after a restart it is given: %v", err)
		}
		for range 2 {
			if err := h.FinishRecalls(t.Context(), h.Hall); err != nil {
				t.Fatal(err)
			}
		}
		h.wantBlobs(0)
		if u := h.upload(upload); u.Blob != "" || u.Ingest != documents.Failed || u.Reason != "virus_found" || u.Virus != antivirustest.Signature {
			t.Errorf("with %d deletions, after a restart it is %+v", deletes, u)
		}
		p, err := h.Progress(h.Hall, h.organizer, document, upload)
		if err != nil || p.State != documents.Failed || p.Reason != "virus_found" {
			t.Errorf("organizers are told %+v %v", p, err)
		}
	}
}

func TestOrganizersSeeWhetherAFileWasScanned(t *testing.T) {
	for name, c := range map[string]struct {
		answer   string
		want     documents.Scanned
		warnings []documents.Warning
	}{
		"clean":     {"stream: OK\x00", documents.ScannedClean, nil},
		"too large": {"INSTREAM size limit exceeded. ERROR\x00", documents.ScannedTooLarge, []documents.Warning{{Code: "not_scanned_too_large"}}},
		"off":       {"", documents.ScannedOff, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h, _ := openScanning(t, func(conn net.Conn, _ []byte) { _, _ = io.WriteString(conn, c.answer) })
			if c.answer == "" {
				h.leave()
				h.scanner = nil
				h.serve(h.Stream, 0)
			}
			document := h.draft("Báo cáo")
			upload := h.receive(document, "a.pdf", pdf("một"))
			u := h.await(upload, documents.Ready)
			if want := append(c.warnings, documents.Warning{Code: "fonts_missing", Page: 1}); u.Scanned != c.want || !slices.Equal(u.Warnings, want) {
				t.Errorf("%q %v, want %q %v", u.Scanned, u.Warnings, c.want, want)
			}
			if p, err := h.Progress(h.Hall, h.organizer, document, upload); err != nil || p.Scanned != c.want {
				t.Errorf("the progress says %q %v", p.Scanned, err)
			}
			if _, err := h.UploadContent(h.Hall, h.organizer, document, upload); err != nil {
				t.Error(err)
			}
		})
	}
}

// lines is a log that keeps its messages and tells of each.
type lines struct {
	slog.Handler
	mu   *sync.Mutex
	all  *[]string
	came chan string
}

func newLines() lines {
	return lines{slog.DiscardHandler, &sync.Mutex{}, &[]string{}, make(chan string, 100)}
}

func (l lines) Enabled(context.Context, slog.Level) bool { return true }
func (l lines) WithAttrs([]slog.Attr) slog.Handler       { return l }
func (l lines) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	*l.all = append(*l.all, r.Message)
	l.came <- r.Message
	return nil
}

func (l lines) count(message string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range *l.all {
		if m == message {
			n++
		}
	}
	return n
}

func TestFilesWaitWhileTheAntivirusIsAway(t *testing.T) {
	h, c := openScanning(t, nil)
	c.Close()
	log := newLines()
	h.leave()
	h.logger = log
	h.serve(h.Stream, 0)
	document := h.draft("Báo cáo")
	var uploads []congress.ObjectID
	for range 3 {
		uploads = append(uploads, h.receive(document, "a.pdf", pdf("một")))
	}
	const waits = "a file could not be read for now"
	for <-log.came != waits {
	}
	for _, upload := range uploads {
		p, err := h.Progress(h.Hall, h.organizer, document, upload)
		if err != nil || p.State != documents.Checking || p.Reason != "antivirus_away" || p.Scanned != "" {
			t.Errorf("organizers are told %+v %v", p, err)
		}
		_, err = h.UploadContent(h.Hall, h.organizer, document, upload)
		wantCode(t, err, congress.Conflict, "upload_not_ready")
	}
	standings, err := h.Standings(h.Hall, h.organizer)
	if err != nil || len(standings) != 1 || standings[0].Files[0].Reason != "antivirus_away" {
		t.Errorf("the register says %+v %v", standings, err)
	}
	antivirustest.Start(t, c.Address, nil)
	for _, upload := range uploads {
		h.await(upload, documents.Ready)
		if p, err := h.Progress(h.Hall, h.organizer, document, upload); err != nil || p.Reason != "" || p.Scanned != documents.ScannedClean {
			t.Errorf("then organizers are told %+v %v", p, err)
		}
	}
	if away, back := log.count(waits), log.count("the antivirus answers again"); away != 1 || back != 1 {
		t.Errorf("the log says %d times that it is away and %d times that it is back, want once each", away, back)
	}
}

func TestAFileThatWasRefusedIsNotGivenUnscanned(t *testing.T) {
	h, c := openScanning(t, nil)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.docx", zipOf(h, "readme.md"))
	if u := h.upload(upload); u.Ingest != documents.Failed {
		t.Fatalf("it is %+v", u)
	}
	_, err := h.UploadContent(h.Hall, h.organizer, document, upload)
	wantCode(t, err, congress.Conflict, "upload_not_ready")
	if n := c.Scanned(); n != 0 {
		t.Errorf("%d files were scanned", n)
	}
}

// A file of a time when nothing was read may be with readers already.
func TestAVirusInAPublishedFileTakesItAway(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf(antivirustest.Virus))
	h.publish(document, upload, nil)
	h.leave()
	h.reader, h.scanner = readLines, &antivirus.Scanner{Address: antivirustest.Start(t, "", nil).Address}
	h.serve(h.Stream, 0)
	if _, err := h.read(h.delegate, document, 1); err != nil {
		t.Fatal(err)
	}
	h.Resume(t.Context(), h.Hall)
	h.await(upload, documents.Failed)
	if _, err := h.read(h.delegate, document, 1); congress.KindOf(err) != congress.NotFound {
		t.Errorf("a delegate reads it: %v", err)
	}
	var b bytes.Buffer
	if err := h.Archive(t.Context(), h.Hall, h.delegate, &b); err != nil {
		t.Fatal(err)
	}
	if z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len())); err != nil || len(z.File) != 0 {
		t.Errorf("the ZIP has %d files, %v", len(z.File), err)
	}
	for n := h.Head().N; h.upload(upload).Blob != ""; n = h.Head().N {
		h.Hall.Wait(t.Context(), n)
	}
	h.wantBlobs(0)
}
