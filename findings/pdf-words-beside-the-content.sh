#!/usr/bin/env bash
# PDFium (go-pdfium v1.20.0) and poppler 22.12 (pdftotext): words that both draw on a page, and do not give as its text.
#
# A page draws words in more ways than by its own content and the forms in it: in the cell of a tiling pattern (ISO 32000-2, 8.7.3), in the group
# of a soft mask (11.5), in a glyph procedure of a Type 3 font, which may use any other font (9.6.4). FPDFText_LoadPage reads the content and
# the forms alone, and no call of PDFium leads to the others; pdftotext reads soft masks too. A reader sees all four lines; who searches, copies
# or checks such a file by its text sees one or two. To read them all, each such stream has to be made a page of its own.
#
# Output seen:
#   drawn: of-the-page of-a-pattern of-a-mask of-a-glyph
#   pdftotext: a of-the-page of-a-mask
#   PDFium: of-the-page a
set -euo pipefail
command -v pdftotext >/dev/null || { apt-get install -y -qq poppler-utils >/dev/null || exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >go.mod <<'M'
module finding

go 1.26.0
M
cat >main.go <<'G'
package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
)

func stream(dict, body string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
}

func main() {
	const fonts = "/Resources<</Font<</T 5 0 R>>>>"
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, object := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R/A 8 0 R>>/Pattern<</P 6 0 R>>/ExtGState<</G<</SMask<</Type/Mask/S/Luminosity/G 7 0 R>>>>>>>>>>",
		stream("", "BT /T 20 Tf 20 700 Td (of-the-page) Tj ET BT /A 20 Tf 20 500 Td (a) Tj ET /Pattern cs /P scn 0 600 300 40 re f /G gs 0 g 20 300 500 60 re f"),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		stream("/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 300 40]/XStep 300/YStep 40"+fonts, "BT /T 20 Tf 10 10 Td (of-a-pattern) Tj ET"),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Group<</S/Transparency/CS/DeviceGray>>"+fonts, "1 g BT /T 20 Tf 30 320 Td (of-a-mask) Tj ET"),
		"<</Type/Font/Subtype/Type3/FontBBox[0 0 9000 900]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 9 0 R>>/Encoding<</Type/Encoding/Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9000]" + fonts + ">>",
		stream("", "9000 0 d0 BT /T 1000 Tf 0 0 Td (of-a-glyph) Tj ET"),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	file := b.Bytes()
	check(os.WriteFile("a.pdf", file, 0o600))
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 1, MaxIdle: 1, MaxTotal: 1})
	check(err)
	in, err := pool.GetInstance(time.Minute)
	check(err)
	doc, err := in.OpenDocument(&requests.OpenDocument{File: &file})
	check(err)
	text, err := in.GetPageText(&requests.GetPageText{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: 0}}})
	check(err)
	fmt.Println("PDFium:", strings.Join(strings.Fields(text.Text), " "))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
G
go get github.com/klippa-app/go-pdfium@v1.20.0 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
pdfium=$(GOFLAGS=-mod=mod go run .)
poppler="pdftotext: $(pdftotext a.pdf - | tr -s '\n\f ' ' ')"
echo "drawn: of-the-page of-a-pattern of-a-mask of-a-glyph"
echo "$poppler"
echo "$pdfium"
[[ "$pdfium" != *of-a-* && "$poppler" != *of-a-pattern* && "$poppler" != *of-a-glyph* ]]
