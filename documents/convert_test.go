package documents_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
)

// openOffice is a house whose converter makes a PDF of this text; an empty one cannot be made.
func openOffice(t *testing.T, e *easel, made string) *house {
	t.Helper()
	h := openHouse(t)
	h.leave()
	dir := t.TempDir()
	h.reader, h.drawer = readLines, e.draw
	h.office = func(_ context.Context, path string, f documents.File) (string, error) {
		if source, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(source, []byte(`{\rtf`)) || f.Type != "text/rtf" {
			t.Errorf("to convert: %q %v, %+v", source, err, f)
		}
		if made == "" {
			return "", errors.New("the converter gave up")
		}
		out := filepath.Join(dir, string(newID()))
		return out, os.WriteFile(out, pdf(made), 0o600)
	}
	h.serve(h.Stream, 0)
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); len(left) > 0 || err != nil {
			t.Errorf("the converter's files are left: %v %v", left, err)
		}
	})
	return h
}

const rtf = `{\rtf1 Trang một và hai}`

func TestAnOfficeFileGetsAPDFForReading(t *testing.T) {
	e := newEasel()
	h := openOffice(t, e, "trang một\ftrang hai")
	document := h.draft("Báo cáo")
	upload := h.receive(document, "Báo cáo.rtf", []byte(rtf))
	u := h.await(upload, documents.Ready)
	if u.Pages != 2 || u.PDF == nil || u.PDF.Pages != 2 || u.Type != "text/rtf" || !strings.Contains(u.PDF.Key, "/pdf/") {
		t.Errorf("it is %+v, its PDF %+v", u, u.PDF)
	}
	next(t, e.ended)
	h.publish(document, upload, nil)
	next(t, e.ended)
	if v := h.document(h.delegate, document).Versions[0]; !v.PDF || v.Pages != 2 || v.Type != "text/rtf" {
		t.Errorf("tablets are told %+v", v)
	}
	if got, err := h.read(h.delegate, document, 1); err != nil || string(got) != rtf {
		t.Errorf("the file itself is %q, %v", got, err)
	}
	c, err := h.PDF(h.Hall, h.delegate, mainFile(document, 1))
	if err != nil || c.Name != "Báo cáo.pdf" || c.Type != "application/pdf" || c.Size != int64(len(pdf("trang một\ftrang hai"))) {
		t.Fatalf("the PDF is %+v, %v", c.File, err)
	}
	if _, err := h.PDF(h.Hall, h.guest, mainFile(document, 1)); congress.KindOf(err) != congress.NotFound {
		t.Errorf("a guest gets the PDF: %v", err)
	}
	if got, err := h.picture(h.delegate, document, 1, page(2)); err != nil || !strings.Contains(got, "trang hai") {
		t.Errorf("page 2 is %q, %v", got, err)
	}
	if pages, err := h.Text(t.Context(), h.Hall, h.delegate, document, 1); err != nil || len(pages) != 2 || !strings.Contains(pages[1], "trang hai") {
		t.Errorf("the text is %q, %v, want that of the pages that are seen", pages, err)
	}
	if p, err := h.VerifyFiles(t.Context(), h.Hall); err != nil || p.Files != 2 || len(p.Faults) > 0 {
		t.Errorf("verify: %+v, %v", p, err)
	}
	h.clock.Pass(48 * 3600e9)
	if n, err := h.Sweep(t.Context(), h.Hall, 0); n != 0 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	h.wantBlobs(3 + 3) // the file, its text, its PDF; a thumbnail and two pages
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
}

func TestAnOfficeFileThatIsNotConvertedIsOfferedAsItIs(t *testing.T) {
	e := newEasel()
	h := openOffice(t, e, "")
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.rtf", []byte(rtf))
	u := h.await(upload, documents.Ready)
	if len(u.Warnings) != 2 || u.Warnings[1].Code != "pdf_not_made" || u.PDF != nil || u.Pages != 1 {
		t.Errorf("it is %+v", u)
	}
	h.publish(document, upload, nil)
	if got, err := h.read(h.delegate, document, 1); err != nil || string(got) != rtf {
		t.Errorf("%q %v", got, err)
	}
	_, err := h.PDF(h.Hall, h.delegate, mainFile(document, 1))
	wantCode(t, err, congress.Conflict, "no_pdf")
	_, err = h.picture(h.delegate, document, 1, page(1))
	wantCode(t, err, congress.Conflict, "no_pictures")
	if len(e.began) > 0 {
		t.Error("something was drawn")
	}
}

func TestAMarkingInTheFileOrItsPDFIsFound(t *testing.T) {
	for _, c := range []struct{ file, made string }{
		{`{\rtf1` + "\nTỐI MẬT\n}", "trang một"},
		{rtf, "trang một\fBAN TỔ CHỨC\nTỐI MẬT\nKế hoạch"},
		{`{\rtf1` + "\nTỐI MẬT\n}", "một\fTỐI MẬT"},
	} {
		e := newEasel()
		h := openOffice(t, e, c.made)
		document := h.draft("Kế hoạch")
		upload := h.receive(document, "a.rtf", []byte(c.file))
		u := h.await(upload, documents.Quarantined)
		if len(u.Markings) != 1 || u.Markings[0].Level != congress.ToiMat {
			t.Errorf("%q and %q: %+v", c.file, c.made, u.Markings)
		}
		if strings.Contains(c.made, "MẬT") && u.Markings[0].Page != 2 {
			t.Errorf("shown on page %d, want the one that is seen", u.Markings[0].Page)
		}
		h.wantBlobs(3)
		if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(document), upload, documents.Decision{Reason: "Là tài liệu mật."}); err != nil {
			t.Fatal(err)
		}
		h.wantBlobs(0)
		if left := h.upload(upload); left.PDF != nil {
			t.Errorf("its record still says %+v", left.PDF)
		}
		if len(e.began) > 0 {
			t.Error("something was drawn")
		}
	}
}

func TestARecallWhileAFileIsConvertedLeavesNothing(t *testing.T) {
	e := newEasel()
	h := openOffice(t, e, "một")
	converting, goOn := make(chan struct{}), make(chan struct{})
	convert := h.office
	h.leave()
	h.office = func(ctx context.Context, path string, f documents.File) (string, error) {
		close(converting)
		<-goOn
		return convert(ctx, path, f)
	}
	h.serve(h.Stream, 0)
	document := h.draft("Báo cáo")
	h.receive(document, "a.rtf", []byte(rtf))
	<-converting
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	close(goOn)
	h.leave()
	if diff := cmp.Diff([]string{}, h.keys()); diff != "" {
		t.Error(diff)
	}
}

// The converter is away for a while: the file waits, organizers are told why, and it gets its PDF.
func TestAnOfficeFileWaitsForItsConverter(t *testing.T) {
	for name, at := range map[string]int{"before the file is brought": 0, "while it is converted": 1} {
		t.Run(name, func(t *testing.T) {
			h := openOffice(t, newEasel(), "trang một")
			made := h.office
			var away atomic.Bool
			away.Store(true)
			state := func() error {
				if away.Load() {
					return congress.E(congress.Unavailable, messages.ConverterAway)
				}
				return nil
			}
			h.leave()
			log := newLines()
			h.logger = log
			h.office = func(ctx context.Context, path string, f documents.File) (string, error) {
				if err := state(); err != nil {
					return "", err
				}
				return made(ctx, path, f)
			}
			if at == 0 {
				h.converterHere = func(context.Context) error { return state() }
			}
			h.serve(h.Stream, 0)
			document := h.draft("Báo cáo")
			upload := h.receive(document, "Báo cáo.rtf", []byte(rtf))
			const waits = "a file could not be read for now"
			for <-log.came != waits {
			}
			if p, err := h.Progress(h.Hall, h.organizer, document, upload); err != nil || p.State != documents.Checking || p.Reason != "converter_away" {
				t.Errorf("organizers are told %+v, %v", p, err)
			}
			h.await(h.receive(document, "a.txt", []byte("chữ")), documents.Ready) // what needs no converter does not wait
			away.Store(false)
			if u := h.await(upload, documents.Ready); u.PDF == nil || len(u.Warnings) > 1 {
				t.Errorf("it is %+v", u)
			}
			if away, back := log.count(waits), log.count("the converter answers again"); away != 1 || back != 1 {
				t.Errorf("the log says %d times that it is away and %d times that it is back, want once each", away, back)
			}
		})
	}
}

// A converter that is set up later, or mended, makes a PDF of what readers do not have yet.
func TestAFileWithoutPDFIsConvertedWhenItIsAskedFor(t *testing.T) {
	h := openOffice(t, newEasel(), "")
	document := h.draft("Báo cáo")
	published := h.receive(document, "a.rtf", []byte(rtf))
	draft := h.receive(document, "b.rtf", []byte(rtf))
	text := h.receive(document, "c.txt", []byte("chữ"))
	for _, upload := range []congress.ObjectID{published, draft, text} {
		h.await(upload, documents.Ready)
	}
	h.publish(document, published, nil)
	retry := func(upload congress.ObjectID) error {
		_, err := h.Retry(t.Context(), h.Hall, h.organizer, change(document), upload)
		return err
	}
	dir := t.TempDir()
	h.leave()
	h.office = nil
	h.serve(h.Stream, 0)
	wantCode(t, retry(draft), congress.Conflict, "not_retried") // nobody could convert it
	h.leave()
	h.office = func(context.Context, string, documents.File) (string, error) {
		out := filepath.Join(dir, string(newID()))
		return out, os.WriteFile(out, pdf("trang một"), 0o600)
	}
	h.serve(h.Stream, 0)
	wantCode(t, retry(published), congress.Conflict, "not_retried") // a version does not change
	wantCode(t, retry(text), congress.Conflict, "not_retried")
	if err := retry(draft); err != nil {
		t.Fatal(err)
	}
	if u := h.await(draft, documents.Ready); u.PDF == nil || u.Pages != 1 || len(u.Warnings) > 1 {
		t.Errorf("it is %+v", u)
	}
	wantCode(t, retry(draft), congress.Conflict, "not_retried")
}
