package watermark_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/documents/watermark"
)

// FuzzMark: whatever a page, its annotations and the tree above it say, the copy has the mark last on every page, or there is none.
func FuzzMark(f *testing.F) {
	for _, in := range [][4]string{
		{"/Kids [3 0 R] /Count 1", "/MediaBox [0 0 595 842]", "", "0 0 m 100 100 l S"},
		{"/Kids [3 0 R 3 0 R] /Count 2", "/MediaBox [0 0 595 842]", "", ""},
		{"/Kids [2 0 R] /Count 1", "", "", ""},
		{"/Kids [3 0 R] /Count 1 /MediaBox [842 595 0 0] /Rotate 270", "/CropBox [100 100 50 50] /Rotate -90", "", "Q Q Q"},
		{"/Kids [3 0 R null] /Count 99", "/Rotate 45", "", "BT"},
		{"/Kids [3 0 R] /Count 1", "/MediaBox [0 0 595 842] /Annots [5 0 R]", "/Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://x) >>", ""},
		{"/Kids [3 0 R] /Count 1", "/MediaBox [0 0 595 842] /Annots [5 0 R 5 0 R]", "/Subtype /Stamp /Rect [0 0 9 9] /AP << /N 6 0 R >>", "q"},
		{"/Kids [3 0 R] /Count 1", "/MediaBox [0 0 595 842] /Annots [5 0 R]", "/Subtype /Widget /Rect [0 0 9 9] /AS /On /AP << /N << /On 6 0 R >> >>", ""},
		{"/Kids [3 0 R] /Count 1", "/MediaBox [0 0 595 842] /Annots 5 0 R", "/Subtype /Text /F 2 /Rect [0 0 9 9]", "/OC /Off BDC"},
		{"/Kids [3 0 R] /Count 1", "/Contents [4 0 R null 4 0 R] /Annots [[[]]]", "/Subtype /Link /Dest [3 0 R /Fit] /Rect 3", "(x"},
	} {
		f.Add(in[0], in[1], in[2], in[3])
	}
	f.Fuzz(func(t *testing.T, tree, leaf, annotation, content string) {
		if len(tree)+len(leaf)+len(annotation)+len(content) > 8<<10 {
			return
		}
		path, err := mark(t, write(t, tangled(tree, leaf, annotation, content)))
		if err != nil {
			if congress.KindOf(err) != congress.Conflict || congress.CodeOf(err) != congress.CodeOf(watermark.ErrBroken) && congress.CodeOf(err) != congress.CodeOf(watermark.ErrEncrypted) {
				t.Errorf("%q %q %q: %v", tree, leaf, annotation, err)
			}
			if _, err := os.Stat(path); err == nil {
				t.Error("a copy was left")
			}
			return
		}
		if marked(t, path) == 0 {
			t.Error("a copy of no pages")
		}
	})
}

// tangled is a PDF whose page tree, page, annotation and content say this.
func tangled(tree, leaf, annotation, content string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	if !strings.Contains(leaf, "/Contents") {
		leaf += " /Contents 4 0 R"
	}
	var at []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages " + tree + " >>", "<< /Type /Page /Parent 2 0 R /Resources << >> " + leaf + " >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content), "<< /Type /Annot " + annotation + " >>",
		"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 1 >>\nstream\nq\nendstream",
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
