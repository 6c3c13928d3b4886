package watermark_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"plenum/congress"
	"plenum/documents/watermark"
	"plenum/internal/need"
)

var text = watermark.Text{Across: "Nguyễn Thị Hồng Nhữ Ẫm · Thẻ 0123 · 23/11/2026 09:41", Foot: "Bản đọc của Nguyễn Thị Hồng Nhữ Ẫm"}

func mark(t testing.TB, in string) (string, error) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.pdf")
	_, err := watermark.Mark(in, out, t.TempDir(), text)
	return out, err
}

func write(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// marked counts the pages and fails unless each draws its mark last, and nothing else than forms.
func marked(t testing.TB, path string) int {
	t.Helper()
	pdf, err := api.ReadContextFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= pdf.PageCount; n++ {
		d, _, _, err := pdf.PageDict(n, false)
		if err != nil {
			t.Fatal(err)
		}
		content, err := pdf.PageContent(d, n)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Split(strings.TrimSpace(string(content)), "\n"); !strings.HasSuffix(lines[len(lines)-1], "/Mark Do Q") {
			t.Errorf("page %d ends with %q", n, lines[len(lines)-1])
		}
	}
	return pdf.PageCount
}

// page is a PDF of one page with these entries and this content.
func page(entries, content string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << >> " + entries + " >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// Whatever a page is, and whatever its content leaves behind, the mark comes last and whole.
func TestEveryPageIsMarked(t *testing.T) {
	for name, in := range map[string][]byte{
		"portrait":          page("/MediaBox [0 0 595 842]", "0 0 m 100 100 l S"),
		"landscape":         page("/MediaBox [0 0 842 595]", ""),
		"turned":            page("/MediaBox [0 0 595 842] /Rotate 90", ""),
		"turned backwards":  page("/MediaBox [0 0 595 842] /Rotate -90", ""),
		"cropped":           page("/MediaBox [0 0 595 842] /CropBox [100 100 300 300]", ""),
		"elsewhere":         page("/MediaBox [-500 -500 95 342]", ""),
		"without size":      page("", ""),
		"unbalanced":        page("/MediaBox [0 0 595 842]", "q q q 0 0 1 1 re W n 5 0 0 5 0 0 cm"),
		"closes more":       page("/MediaBox [0 0 595 842]", "Q Q Q Q BT"),
		"hides what follow": page("/MediaBox [0 0 595 842]", "/OC /Off BDC"),
		"breaks off":        page("/MediaBox [0 0 595 842]", "(text that is never clos"),
	} {
		t.Run(name, func(t *testing.T) {
			out, err := mark(t, write(t, in))
			if err != nil {
				t.Fatal(err)
			}
			if n := marked(t, out); n != 1 {
				t.Errorf("%d pages", n)
			}
			if copied, err := os.ReadFile(out); err != nil || bytes.Contains(copied, []byte("JavaScript")) {
				t.Errorf("a script came along, %v", err)
			}
		})
	}
}

func TestWhatIsNoPDFGivesNoCopy(t *testing.T) {
	for name, in := range map[string][]byte{"empty": {}, "text": []byte("chữ"), "cut": page("/MediaBox [0 0 595 842]", "")[:200]} {
		out, err := mark(t, write(t, in))
		if congress.CodeOf(err) != congress.CodeOf(watermark.ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: a copy was left", name)
		}
	}
}

// Each real document gives a copy of as many pages, every one marked, or an error and nothing.
func TestRealDocuments(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(need.Corpus(t), "*.pdf"))
	if err != nil || len(files) == 0 {
		t.Fatal("no PDF in the corpus: ", err)
	}
	copies := 0
	for _, in := range files {
		out, err := mark(t, in)
		switch {
		case err == nil:
			copies++
			if n := marked(t, out); n == 0 {
				t.Errorf("%s: no pages", filepath.Base(in))
			}
		case congress.KindOf(err) != congress.Conflict:
			t.Errorf("%s: %v", filepath.Base(in), err)
		default:
			if _, err := os.Stat(out); err == nil {
				t.Errorf("%s: a copy was left", filepath.Base(in))
			}
		}
	}
	if copies < 10 {
		t.Errorf("only %d copies of %d", copies, len(files))
	}
}

// BenchmarkMark makes readers' copies of a report of 43 pages.
func BenchmarkMark(b *testing.B) {
	const in = "../../server/demo/materials/bao-cao-tong-hop.pdf"
	for b.Loop() {
		out := filepath.Join(b.TempDir(), "out.pdf")
		if _, err := watermark.Mark(in, out, b.TempDir(), text); err != nil {
			b.Fatal(err)
		}
	}
	pages := 43
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*pages), "ms/page")
}
