package extract_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents/extract"
	"plenum/internal/need"
)

// drawn draws the pictures and gives them, nil for those that cannot be.
func drawn(t testing.TB, r extract.Reader, path string, wanted ...extract.Picture) (got [][]byte, err error) {
	t.Helper()
	err = r.Draw(t.Context(), path, wanted, true, func(p extract.Picture, jpeg []byte) error {
		if p != wanted[len(got)] {
			t.Errorf("picture %d is %v, want %v", len(got), p, wanted[len(got)])
		}
		got = append(got, jpeg)
		return nil
	})
	return got, err
}

func decoded(t testing.TB, content []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// onePage is a PDF of one page, with a black square in its lower left corner as the page is before it is turned.
func onePage(width, height int, more string) []byte {
	const ink = "0 0 0 rg 0 0 40 40 re f"
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.7\n")
	for i, object := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R%s>>", width, height, more),
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(ink), ink),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

func TestPagesAreDrawnAsTheyAreSeen(t *testing.T) {
	for name, c := range map[string]struct {
		content       []byte
		width, height int
		dark          image.Point // in tenths: the corner where the square is
	}{
		"upright":      {onePage(400, 200, ""), 320, 160, image.Pt(0, 9)},
		"turned right": {onePage(400, 200, "/Rotate 90"), 320, 640, image.Pt(0, 0)},
		"upside down":  {onePage(400, 200, "/Rotate 180"), 320, 160, image.Pt(9, 0)},
		"turned left":  {onePage(400, 200, "/Rotate 270"), 320, 640, image.Pt(9, 9)},
		"very tall":    {onePage(100, 10_000, ""), 10, 960, image.Pt(0, 9)},
	} {
		got, err := drawn(t, reader, write(t, c.content), extract.Picture{Page: 1, Width: 320})
		if err != nil || got[0] == nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m := decoded(t, got[0])
		if size := m.Bounds().Size(); size != image.Pt(c.width, c.height) {
			t.Errorf("%s: it is %v, want %d × %d", name, size, c.width, c.height)
		}
		if name == "very tall" {
			continue // its square is a few pixels
		}
		for _, corner := range []image.Point{{0, 0}, {9, 0}, {0, 9}, {9, 9}} {
			x, y := corner.X*c.width/10+c.width/20, corner.Y*c.height/10+c.height/20
			if r, _, _, _ := m.At(x, y).RGBA(); (r < 0x4000) != (corner == c.dark) {
				t.Errorf("%s: at %v the brightness is %x, and the square is at %v", name, corner, r, c.dark)
			}
		}
	}
}

func TestManyPagesAreDrawnInTheOrderAsked(t *testing.T) {
	const path = "../../server/demo/materials/bao-cao-tong-hop.pdf" // 43 pages
	got, err := drawn(t, reader, path, extract.Picture{Page: 3, Width: 1600}, extract.Picture{Page: 1, Width: 320}, extract.Picture{Page: 44, Width: 320}, extract.Picture{Page: 2, Width: 320})
	if err != nil || len(got) != 4 || got[2] != nil {
		t.Fatalf("%d pictures, %v; the third is of a page that is not there", len(got), err)
	}
	for i, width := range []int{1600, 320, 0, 320} {
		if width > 0 && decoded(t, got[i]).Bounds().Dx() != width {
			t.Errorf("picture %d is %v, want %d wide", i, decoded(t, got[i]).Bounds(), width)
		}
	}
	stop := errors.New("enough")
	calls := 0
	err = reader.Draw(t.Context(), path, []extract.Picture{{Page: 1, Width: 320}, {Page: 2, Width: 320}}, false, func(extract.Picture, []byte) error {
		calls++
		return stop
	})
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("after %d calls: %v, want that of the first", calls, err)
	}
}

func TestAPageThatBreaksItsProcessIsNotDrawnAndTheOthersAre(t *testing.T) {
	hasty := reader
	hasty.Time = 500 * time.Millisecond
	wanted := []extract.Picture{{Page: 1, Width: 320}, {Page: 2, Width: 320}, {Page: 3, Width: 320}, {Page: 1, Width: 1600}}
	for _, kind := range []string{"hangs", "crashes", "stops", "lies"} {
		got, err := drawn(t, hasty, write(t, []byte("test/"+kind)), wanted...)
		var there []bool
		for _, jpeg := range got {
			there = append(there, jpeg != nil)
		}
		if diff := cmp.Diff([]bool{true, false, true, true}, there); diff != "" || err != nil {
			t.Errorf("%s: %v %s", kind, err, diff)
		}
	}
	// A file all of whose pages do it is given up.
	_, err := drawn(t, hasty, write(t, []byte("test/crashes")), slicesOf(extract.Picture{Page: 2, Width: 320}, 20)...)
	if congress.CodeOf(err) != "extract_failed" {
		t.Errorf("a file that always crashes: %v, want extract_failed", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	err = reader.Draw(ctx, write(t, []byte("test/hangs")), wanted[1:], false, func(extract.Picture, []byte) error { return nil })
	if congress.KindOf(err) != congress.Canceled {
		t.Errorf("given up: %v", err)
	}
}

func slicesOf(p extract.Picture, n int) (out []extract.Picture) {
	for range n {
		out = append(out, p)
	}
	return out
}

func TestAFileThatDoesNotOpenIsNotDrawn(t *testing.T) {
	for name, content := range map[string]string{"no PDF": "%PDF-1.7 and nothing more", "empty": ""} {
		if got, err := drawn(t, reader, write(t, []byte(content)), extract.Picture{Page: 1, Width: 320}); congress.CodeOf(err) != "broken" || len(got) != 0 {
			t.Errorf("%s: %d pictures, %v; want broken", name, len(got), err)
		}
	}
	for _, p := range []extract.Picture{{}, {Page: 1}, {Page: 1, Width: 100_000}, {Page: -1, Width: 320}} {
		if _, err := drawn(t, reader, write(t, nil), p); congress.KindOf(err) != congress.Invalid {
			t.Errorf("%v: %v", p, err)
		}
	}
	small := reader
	small.Memory = 40 << 20
	if _, err := drawn(t, small, "../../server/demo/materials/chuong-trinh.pdf", extract.Picture{Page: 1, Width: 320}, extract.Picture{Page: 1, Width: 1600}, extract.Picture{Page: 2, Width: 320}, extract.Picture{Page: 2, Width: 1600}); congress.CodeOf(err) != "extract_memory" {
		t.Errorf("with 40 MB: %v, want extract_memory", err)
	}
}

func TestRealFilesAreDrawn(t *testing.T) {
	corpus := need.Corpus(t)
	for name, code := range map[string]string{
		"article-14-pages.pdf": "", "rotated.pdf": "", "nghi-quyet-202-2025-scan.pdf": "", "xfa-form.pdf": "", "page-tree-loop.pdf": "", "broken-xref.pdf": "",
		"password-asdfasdf.pdf": "encrypted", "fuzzed-unreadable.pdf": "broken",
	} {
		got, err := drawn(t, reader, filepath.Join(corpus, name), extract.Picture{Page: 1, Width: 320})
		if congress.CodeOf(err) != code || code == "" && (len(got) != 1 || got[0] == nil) {
			t.Errorf("%s: %d pictures, %v; want %q", name, len(got), err, code)
		}
	}
}

// BenchmarkDraw43Pages also reports how many pages a second and the bytes of a page.
func BenchmarkDraw43Pages(b *testing.B) {
	var wanted []extract.Picture
	for page := range 43 {
		wanted = append(wanted, extract.Picture{Page: page + 1, Width: 1600})
	}
	size, pages := 0, 0
	for b.Loop() {
		if err := reader.Draw(b.Context(), "../../server/demo/materials/bao-cao-tong-hop.pdf", wanted, true, func(_ extract.Picture, jpeg []byte) error {
			size += len(jpeg)
			pages++
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(size)/float64(pages), "bytes/page")
}

// BenchmarkDrawOnePage is what a tablet waits for when a picture is not there yet.
func BenchmarkDrawOnePage(b *testing.B) {
	for b.Loop() {
		if got, err := drawn(b, reader, "../../server/demo/materials/bao-cao-tong-hop.pdf", extract.Picture{Page: 20, Width: 1600}); err != nil || got[0] == nil {
			b.Fatal(err)
		}
	}
}
