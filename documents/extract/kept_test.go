package extract_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/documents/watermark"
	"plenum/internal/need"
)

var markText = watermark.Text{Across: "Nguyễn Thị Hồng Nhữ Ẫm · Thẻ 0123", Foot: "Bản đọc của Nguyễn Thị Hồng Nhữ Ẫm"}

// qpdfModes are the ways in which qpdf writes a file anew.
var qpdfModes = map[string][]string{
	"preserve":           {"--object-streams=preserve"},
	"generate":           {"--object-streams=generate"},
	"disable":            {"--object-streams=disable"},
	"linearize":          {"--linearize"},
	"linearize streams":  {"--linearize", "--object-streams=generate"},
	"qdf":                {"--qdf"},
	"qdf streams":        {"--qdf", "--object-streams=generate"},
	"uncompressed":       {"--stream-data=uncompress"},
	"compress":           {"--compress-streams=y", "--recompress-flate", "--compression-level=9"},
	"coalesce":           {"--coalesce-contents", "--object-streams=generate"},
	"normalise":          {"--normalize-content=y"},
	"newline":            {"--newline-before-endstream"},
	"unreferenced":       {"--preserve-unreferenced"},
	"own resources":      {"--remove-unreferenced-resources=yes", "--object-streams=generate"},
	"appearances":        {"--generate-appearances"},
	"flatten notes":      {"--flatten-annotations=all"},
	"flatten rotation":   {"--flatten-rotation"},
	"old version":        {"--force-version=1.3", "--object-streams=disable"},
	"decrypt":            {"--decrypt"},
	"encrypt 40":         {"--allow-weak-crypto", "--encrypt", "", "x", "40", "--"},
	"encrypt 128":        {"--allow-weak-crypto", "--encrypt", "", "x", "128", "--use-aes=n", "--"},
	"encrypt 128 AES":    {"--allow-weak-crypto", "--encrypt", "", "x", "128", "--use-aes=y", "--"},
	"encrypt, but XMP":   {"--allow-weak-crypto", "--encrypt", "", "x", "128", "--use-aes=y", "--cleartext-metadata", "--"},
	"encrypt 256":        {"--encrypt", "", "x", "256", "--print=none", "--extract=n", "--modify=none", "--"},
	"encrypt no owner":   {"--object-streams=generate", "--encrypt", "", "", "256", "--allow-insecure", "--"},
	"encrypt, linearize": {"--linearize", "--encrypt", "", "x", "256", "--"},
}

// A reader's copy has the pages, words, fonts and pictures of every PDF that the reader accepts, whoever wrote it and however.
func TestACopyHasAllThatTheFileHas(t *testing.T) {
	t.Parallel()
	qpdf := need.Program(t, "qpdf")
	dir := t.TempDir()
	var files []string
	for _, pattern := range []string{filepath.Join(need.Shared(t), "corpus", "*.pdf"), filepath.Join(need.Shared(t), "cases", "*.pdf"), "../../server/demo/materials/q*.pdf"} {
		some, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, some...)
	}
	for name, content := range oddFiles() {
		path := filepath.Join(dir, name+".pdf")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	copies := 0
	for n, file := range files {
		base := filepath.Base(file)
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		modes := map[string][]string{"as it is": nil, "generate": qpdfModes["generate"]}
		for i, mode := range slices.Sorted(maps.Keys(qpdfModes)) {
			every := 8 // all modes of all files would take minutes
			if strings.HasPrefix(file, dir) {
				every = 2
			}
			if (i+n)%every == 0 && info.Size() < 1<<20 {
				modes[mode] = qpdfModes[mode]
			}
		}
		for mode, args := range modes {
			in := file
			if mode != "as it is" {
				in = filepath.Join(dir, "in.pdf")
				var left *exec.ExitError
				err := exec.CommandContext(t.Context(), qpdf, append(args, file, in)...).Run()
				if warned := errors.As(err, &left) && left.ExitCode() == 3; err != nil && !warned {
					continue // qpdf does not open it
				}
			}
			out := filepath.Join(dir, "out.pdf")
			err := reader.Mark(t.Context(), in, out, markText)
			if err == nil {
				copies++
				err = reader.Kept(t.Context(), in, out)
				_ = os.Remove(out)
			}
			if err != nil && !refused[base] {
				t.Errorf("%s, %s: %v", base, mode, err)
			}
		}
	}
	if copies < 2*len(files) {
		t.Errorf("only %d copies were made", copies)
	}
}

// refused are files that are broken, or locked by a password.
var refused = map[string]bool{
	"attachment.pdf": true, "password-asdfasdf.pdf": true, "fuzzed-bad-page.pdf": true, "fuzzed-blank.pdf": true, "fuzzed-no-pages.pdf": true,
	"fuzzed-unreadable.pdf": true, "page-tree-loop.pdf": true,
}

// writer writes a PDF by hand.
type writer struct {
	bytes.Buffer
	at map[int]int
}

func (w *writer) object(n int, body string) {
	if w.at == nil {
		w.at = map[int]int{}
		w.WriteString("%PDF-1.7\n")
	}
	w.at[n] = w.Len()
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", n, body)
}

func streamOf(dict, body string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
}

// table writes the table of these objects and the trailer, and gives where the table stands.
func (w *writer) table(trailer string, objects ...int) int {
	start := w.Len()
	w.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for _, n := range objects {
		fmt.Fprintf(w, "%d 1\n%010d 00000 n \n", n, w.at[n])
	}
	fmt.Fprintf(w, "trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n", trailer, start)
	return start
}

// oddFiles are files that qpdf does not write: with hybrid references, with later states appended, and with what a page has from above.
func oddFiles() map[string][]byte {
	const says = "BT /T 12 Tf 60 700 Td (words that every reader sees) Tj ET q 50 0 0 50 60 60 cm /I Do Q"
	begin := func(pages, page string) *writer {
		w := &writer{}
		w.object(1, "<</Type/Catalog/Pages 2 0 R>>")
		w.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1"+pages+">>")
		w.object(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R"+page+">>")
		w.object(4, streamOf("", says))
		w.object(6, streamOf("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x"))
		return w
	}
	const font = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"
	const resources = "/Resources<</Font<</T 5 0 R>>/XObject<</I 6 0 R>>>>"
	all := []int{1, 2, 3, 4, 5, 6}
	files := map[string][]byte{}
	for name, c := range map[string][2]string{
		"inherited":       {"/MediaBox[0 0 600 800]/CropBox[50 50 550 750]/Rotate 90" + resources, ""},
		"rotated":         {"", "/MediaBox[0 0 600 800]/Rotate 270" + resources},
		"cropped":         {"", "/MediaBox[-100 -100 700 900]/CropBox[0 0 300 750]" + resources},
		"in larger units": {"", "/MediaBox[0 0 600 800]/UserUnit 2" + resources},
	} {
		w := begin(c[0], c[1])
		w.object(5, font)
		w.table("/Size 7/Root 1 0 R", all...)
		files[name] = w.Bytes()
	}

	w := begin("", "/MediaBox[0 0 600 800]"+resources)
	w.object(5, font)
	w.object(4, streamOf("", says))
	first := w.table("/Size 7/Root 1 0 R", all...)
	w.object(4, streamOf("", strings.ReplaceAll(says, "every reader", "the later reader")+" BT /U 9 Tf 60 600 Td (a second font) Tj ET"))
	w.object(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 600 800]/Resources<</Font<</T 5 0 R/U 7 0 R>>/XObject<</I 6 0 R>>>>>>")
	w.object(7, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>")
	w.table(fmt.Sprintf("/Size 8/Root 1 0 R/Prev %d", first), 3, 4, 7)
	files["a later state"] = w.Bytes()

	// Hybrid: programs of PDF 1.4 do not see the font, which stands in an object stream that only a stream of references names.
	w = begin("", "/MediaBox[0 0 600 800]"+resources)
	w.object(8, streamOf("/Type/ObjStm/N 1/First 4", "5 0 "+font))
	w.at[9] = w.Len()
	var entries bytes.Buffer
	z := zlib.NewWriter(&entries)
	fmt.Fprintf(z, "\x02%c%c\x00", 0, 8)                     // 5: in the stream 8, the first
	fmt.Fprintf(z, "\x01%c%c\x00", w.at[8]>>8, w.at[8]&0xff) // 8
	_ = z.Close()
	w.object(9, streamOf("/Type/XRef/W[1 2 1]/Index[5 1 8 1]/Size 10/Root 1 0 R/Filter/FlateDecode", entries.String()))
	w.table(fmt.Sprintf("/Size 10/Root 1 0 R/XRefStm %d", w.at[9]), 1, 2, 3, 4, 6)
	files["hybrid"] = w.Bytes()
	return files
}

func inCourier(content []byte) []byte {
	return bytes.ReplaceAll(content, []byte("/Helvetica"), []byte("/Courier  "))
}

// A copy that lacks anything of the file is none.
func TestACopyThatLacksSomethingIsRefused(t *testing.T) {
	t.Parallel()
	const both = textPage + " " + picturePage
	other := pages("", both, both)
	original := inCourier(other)
	for name, c := range map[string]struct {
		copied []byte
		whole  bool
	}{
		"the same":           {original, true},
		"more":               {inCourier(pages("", both+" "+textPage, both+" "+picturePage)), true},
		"no words":           {inCourier(pages("", picturePage, both)), false},
		"a word less":        {bytes.ReplaceAll(original, []byte("can be read"), []byte("can be    ")), false},
		"no picture":         {inCourier(pages("", textPage, both)), false},
		"on the last page":   {inCourier(pages("", both, textPage)), false},
		"a page less":        {inCourier(pages("", both)), false},
		"a page more":        {inCourier(pages("", both, both, both)), false},
		"another font":       {other, false},
		"the font is gone":   {bytes.ReplaceAll(original, []byte("/T 4 0 R"), []byte("/T 9999 0 R")), false},
		"it opens no more":   {[]byte("%PDF-1.7"), false},
		"the page is a form": {inCourier(pages("", "/P Do", "/P Do")), false},
	} {
		err := reader.Kept(t.Context(), write(t, original), write(t, c.copied))
		if c.whole && err != nil || !c.whole && congress.CodeOf(err) != "mark_incomplete" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
