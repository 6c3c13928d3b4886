package extract_test

import (
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
		r, err := extract.Extract(ctx, write(t, content), kind.mime, "")
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
