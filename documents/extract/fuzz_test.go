package extract_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/documents/extract"
)

// FuzzFormats: whatever stands in a file, reading it ends with text in bounds or an error of the file.
func FuzzFormats(f *testing.F) {
	for i, text := range []string{ // in the order of the kinds, and then over again
		`<w:document><w:p><w:r><w:t>Trang</w:t><w:br w:type="page"/></w:r></w:p></w:document>`, `<p:presentation><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
		`<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`, `<office:document-content><text:p>Một<text:soft-page-break/></text:p></office:document-content>`,
		"Đa\u0323i hội\f\xff\xfe", `{\rtf1\uc1 Tr\u432?\'e0ng\par\page{\*\x y}\bin3 abc}`,
		`<w:document><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc><w:tc/></w:tr></w:tbl></w:document>`,
		`<p:presentation><a:tbl><a:tr><a:tc><a:p><a:t>a</a:t></a:p><a:p><a:t>b</a:t></a:p></a:tc><a:tc><a:p/></a:tc></a:tr></a:tbl><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
		`<workbook><sheets><sheet name="a" r:id="r1"/></sheets><row><c t="str"><v>a&#10;b</v></c><c><v>2</v></c></row><row><c t="str"><v>c</v></c></row></workbook>`,
		`<office:document-content><table:table><table:table-row><table:table-cell><text:p>a<text:tab/>b</text:p><text:p>c</text:p></table:table-cell><table:table-cell><text:p>d<text:soft-page-break/></text:p></table:table-cell></table:table-row></table:table></office:document-content>`,
		"a\tb\n\x1ec\x1fd\x1d", `{\rtf1\trowd\intbl a\cell b\par c\cell\row\intbl\'1e\par\pard\par\trowd\intbl a\page b\cell\row}`,
	} {
		f.Add(uint8(i), text, `<Relationships><Relationship Id="r1" Type="x/slide" Target="slides/a.xml"/></Relationships>`)
	}
	f.Fuzz(func(t *testing.T, which uint8, text, relations string) {
		if len(text) > 1<<20 {
			return
		}
		kinds := []struct {
			mime  string
			parts map[string]string
		}{
			{docxType, map[string]string{"word/document.xml": text, "word/header1.xml": relations, "docProps/custom.xml": relations}},
			{pptxType, map[string]string{"ppt/presentation.xml": text, "ppt/_rels/presentation.xml.rels": relations, "ppt/slides/a.xml": text}},
			{xlsxType, map[string]string{"xl/workbook.xml": text, "xl/_rels/workbook.xml.rels": relations, "xl/slides/a.xml": text, "xl/sharedStrings.xml": relations}},
			{odtType, map[string]string{"content.xml": text, "styles.xml": relations, "meta.xml": text}},
			{"text/plain", nil}, {"text/rtf", nil},
		}
		kind := kinds[int(which)%len(kinds)]
		content := []byte(text)
		if kind.parts != nil {
			content = packed(t, kind.parts)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		r, err := extract.Extract(ctx, write(t, content), kind.mime, "", nil)
		if err != nil {
			if congress.KindOf(err) != congress.Conflict {
				t.Fatalf("%s: %v", kind.mime, err)
			}
			return
		}
		for _, page := range r.Pages {
			if !utf8.ValidString(page) || !norm.NFC.IsNormalString(page) || len(page) > 1<<20 {
				t.Errorf("%s: a page of %d bytes is no text in NFC", kind.mime, len(page))
			}
		}
		wantRows(t, r)
		for name, value := range r.Properties {
			if !utf8.ValidString(name) || !utf8.ValidString(value) || len(value) > 2000 {
				t.Errorf("%s: property %q is %q", kind.mime, name, value)
			}
		}
	})
}

// FuzzContainer: the bytes of an Office file are a stranger's too, from its list of parts to what they inflate to.
func FuzzContainer(f *testing.F) {
	const text = `<w:document><w:p><w:r><w:t>Trang một</w:t><w:br w:type="page"/></w:r></w:p></w:document>`
	whole := packed(f, map[string]string{"word/document.xml": text, "docProps/core.xml": "<cp><title>Báo cáo</title></cp>"})
	f.Add(uint8(0), whole)
	f.Add(uint8(0), whole[:len(whole)-10])
	f.Add(uint8(0), whole[20:])
	f.Add(uint8(0), bytes.Replace(whole, []byte("word/document.xml"), []byte("../document.xml//"), 2))
	f.Add(uint8(1), packed(f, map[string]string{"ppt/presentation.xml": `<p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst>`, "ppt/_rels/presentation.xml.rels": `<R><Relationship Id="r1" Type="x/slide" Target="slides/a.xml"/></R>`, "ppt/slides/a.xml": "<a:t>Một</a:t>"}))
	f.Add(uint8(2), packed(f, map[string]string{"xl/workbook.xml": `<sheets><sheet name="a" r:id="r1"/></sheets>`, "xl/sharedStrings.xml": "<si><t>Một</t></si>"}))
	f.Add(uint8(3), packed(f, map[string]string{"mimetype": odtType, "content.xml": "<text:p>Một</text:p>"}))
	f.Add(uint8(3), []byte("PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00"))
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		if len(content) > 1<<20 {
			return
		}
		mime := []string{docxType, pptxType, xlsxType, odtType}[which%4]
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		r, err := extract.Extract(ctx, write(t, content), mime, "", nil)
		if err != nil {
			if congress.KindOf(err) != congress.Conflict {
				t.Fatalf("%s: %v", mime, err)
			}
			return
		}
		wantRows(t, r)
		for _, page := range r.Pages {
			if !utf8.ValidString(page) || !norm.NFC.IsNormalString(page) || len(page) > 1<<20 {
				t.Errorf("%s: a page of %d bytes is no text in NFC", mime, len(page))
			}
		}
	})
}

// wantRows checks that the rows are in order and within the pages.
func wantRows(t *testing.T, r extract.Result) {
	t.Helper()
	lines := 0
	for _, page := range r.Pages {
		lines += 1 + strings.Count(page, "\n")
	}
	end := 0
	for _, row := range r.Rows {
		if row[0] < end || row[0] >= lines {
			t.Fatalf("a row begins at line %d, after %d of %d: %v", row[0], end, lines, row)
		}
		last, shares := row[0], true
		for i, cell := range row[1:] {
			if cell == 0 && i > 0 && shares {
				continue
			}
			if cell == 0 {
				t.Fatalf("the row %v has a cell of no line", row)
			}
			if !shares {
				last++
			}
			last += max(cell, -cell) - 1
			shares = cell < 0
		}
		if end = last + 1; end > lines {
			t.Fatalf("the row %v ends behind the %d lines", row, lines)
		}
	}
}
