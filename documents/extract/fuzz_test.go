package extract_test

import (
	"bytes"
	"context"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/documents/extract"
)

// FuzzFormats: whatever stands in a file, reading it ends with text in bounds or an error of the file.
func FuzzFormats(f *testing.F) {
	for i, text := range []string{
		`<w:document><w:p><w:r><w:t>Trang</w:t><w:br w:type="page"/></w:r></w:p></w:document>`, `<p:presentation><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
		`<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`, `<office:document-content><text:p>Một<text:soft-page-break/></text:p></office:document-content>`,
		"Đa\u0323i hội\f\xff\xfe", `{\rtf1\uc1 Tr\u432?\'e0ng\par\page{\*\x y}\bin3 abc}`,
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
		for _, page := range r.Pages {
			if !utf8.ValidString(page) || !norm.NFC.IsNormalString(page) || len(page) > 1<<20 {
				t.Errorf("%s: a page of %d bytes is no text in NFC", mime, len(page))
			}
		}
	})
}
