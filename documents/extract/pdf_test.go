package extract_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"plenum/documents/extract"
)

// pages makes a PDF of pages with these contents; /I is a picture, /F a form with a picture and the number of a stamp, /N a form with /F in
// it, /T a font. more stands in the catalogue.
func pages(more string, contents ...string) []byte {
	var kids strings.Builder
	for i := range contents {
		fmt.Fprintf(&kids, "%d 0 R ", 7+2*i)
	}
	stream := func(dict, body string) string {
		return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
	}
	const form = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R" + more + ">>", fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(contents)),
		stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x"),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		stream(form+"/Resources<</XObject<</I 3 0 R>>/Font<</T 4 0 R>>>>", "q 500 0 0 700 0 0 cm /I Do Q BT /T 12 Tf 20 20 Td (So 12) Tj ET"),
		stream(form+"/Resources<</XObject<</F 5 0 R>>>>", "/F Do"),
	}
	for i, content := range contents {
		objects = append(objects, fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</XObject<</I 3 0 R/F 5 0 R/N 6 0 R>>/Font<</T 4 0 R>>>>>>", 8+2*i), stream("", content))
	}
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.7\n")
	for i, object := range objects {
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

const (
	textPage    = "BT /T 12 Tf 20 700 Td (This page says what it says in words that can be read) Tj ET"
	picturePage = "q 500 0 0 700 0 0 cm /I Do Q"
)

// A page that is a picture could not be checked for markings, wherever it stands and however its picture is put there.
func TestPagesThatArePicturesAreNamed(t *testing.T) {
	file := func(picture ...string) []string { return append(slices.Repeat([]string{textPage}, 4), picture...) }
	for name, c := range map[string]struct {
		contents []string
		want     []extract.Warning
	}{
		"text only":               {file(), nil},
		"text under a picture":    {file(textPage + " " + picturePage), []extract.Warning{{Code: extract.Unchecked, Page: 5, Pages: "5"}}},
		"a scan with its text":    {slices.Repeat([]string{textPage + " " + picturePage}, 3), []extract.Warning{{Code: extract.Unchecked}}},
		"a stamp at the head":     {file(textPage + " q 120 0 0 40 60 740 cm /I Do Q"), []extract.Warning{{Code: extract.Unchecked, Page: 5, Pages: "5"}}},
		"a letterhead":            {slices.Repeat([]string{textPage + " q 120 0 0 40 60 740 cm /I Do Q"}, 5), []extract.Warning{{Code: extract.Unchecked, Page: 1, Pages: "1"}}},
		"a chart":                 {file(textPage + " q 300 0 0 200 100 200 cm /I Do Q"), nil},
		"a seal at the foot":      {file(textPage + " q 100 0 0 100 400 60 cm /I Do Q"), nil},
		"a small sign":            {file(textPage + " q 20 0 0 10 60 740 cm /I Do Q"), nil},
		"a wide rule":             {file(textPage + " q 500 0 0 2 50 740 cm /I Do Q"), nil},
		"one picture":             {file(picturePage), []extract.Warning{{Code: extract.Unchecked, Page: 5, Pages: "5"}}},
		"in a form, with a stamp": {file("/F Do"), []extract.Warning{{Code: extract.Unchecked, Page: 5, Pages: "5"}}},
		"in a form within a form": {file("/N Do", textPage, picturePage), []extract.Warning{{Code: extract.Unchecked, Page: 5, Pages: "5, 7"}}},
		"behind many pages":       {append(slices.Repeat([]string{textPage}, 230), picturePage), []extract.Warning{{Code: extract.Unchecked, Page: 231, Pages: "231"}}},
		"half of it":              {[]string{textPage, "/F Do"}, []extract.Warning{{Code: extract.ScannedWithoutText}, {Code: extract.Unchecked}}},
		"a page with nothing":     {file(""), nil},
	} {
		if got := read(t, pdfType, pages("", c.contents...)).Warnings; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	many := []extract.Warning{{Code: extract.Unchecked, Page: 71, Pages: "71-130"}}
	if got := read(t, pdfType, pages("", append(slices.Repeat([]string{textPage}, 70), slices.Repeat([]string{picturePage}, 60)...)...)).Warnings; !slices.Equal(got, many) {
		t.Errorf("of 60 pages that are pictures: %v, want %v", got, many)
	}
}

func TestAPDFWithScriptsCarriesPrograms(t *testing.T) {
	script := "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>"
	if r := read(t, pdfType, pages(script, textPage)); !has(r, extract.Macros) {
		t.Errorf("warnings %v", r.Warnings)
	}
}
