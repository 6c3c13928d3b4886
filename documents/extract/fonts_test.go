package extract_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/documents/extract"
)

func TestAnOfficeFileNamesTheFontsOfItsLatinLetters(t *testing.T) {
	const a = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`
	theme := `<a:theme ` + a + `><a:minorFont><a:latin typeface="Calibri"/><a:ea typeface="MS Mincho"/><a:font script="Viet" typeface="Arial"/></a:minorFont></a:theme>`
	word := map[string]string{
		"word/document.xml": `<w:document xmlns:w="w"><w:body><w:p><w:r><w:rPr><w:rFonts w:ascii="Chữ Riêng" w:hAnsi="Riêng Hai" w:eastAsia="SimSun" w:cs="Mangal"/></w:rPr><w:t>&amp;"x</w:t></w:r></w:p></w:body></w:document>`,
		"word/styles.xml":   `<w:styles xmlns:w="w"><w:style><w:name w:val="heading 1"/><w:rPr><w:rFonts w:ascii="Cambria"/></w:rPr></w:style></w:styles>`,
		"word/theme/t.xml":  theme, "word/fontTable.xml": `<w:fonts xmlns:w="w"><w:font w:name="Unused"/></w:fonts>`,
	}
	with := func(parts map[string]string, name, text string) map[string]string {
		out := map[string]string{name: text}
		for n, t := range parts {
			if n != name {
				out[n] = t
			}
		}
		return out
	}
	odt := map[string]string{
		"content.xml": `<c><style:font-face style:name="A1" svg:font-family="&apos;Be Vietnam Pro&apos;"/><style:font-face style:name="C" svg:font-family="SimSun"/><style:text-properties style:font-name="A1" style:font-name-asian="C"/><style:text-properties fo:font-family="Lora"/></c>`,
		"styles.xml":  `<c><style:font-face style:name="B" svg:font-family="Roboto"/><style:text-properties style:font-name="B"/></c>`,
	}
	for name, c := range map[string]struct {
		mime  string
		parts map[string]string
		want  string
	}{
		"Word":                            {docxType, word, `Calibri,Cambria,Chữ Riêng,Riêng Hai,Times New Roman,x`},
		"Word with a picture of letters":  {docxType, with(word, "word/media/image1.EMF", ""), ""},
		"Word with a file of other kinds": {docxType, with(word, "word/footer1.xml", `<w:altChunk xmlns:w="w"/>`), ""},
		"Word that names none":            {docxType, map[string]string{"word/document.xml": `<w:document xmlns:w="w"/>`}, ""},
		"Word with broken styles":         {docxType, with(word, "word/styles.xml", `<w:styles`), ""},
		"PowerPoint": {pptxType, map[string]string{
			"ppt/presentation.xml": `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldId r:id="r1"/></p:presentation>`, "ppt/_rels/presentation.xml.rels": `<Relationships><Relationship Id="r1" Type="slide" Target="slides/slide1.xml"/><Relationship Id="r2" Type="slideMaster" Target="slideMasters/m.xml"/><Relationship Id="r3" Type="theme" Target="theme/theme1.xml"/></Relationships>`,
			"ppt/slides/slide1.xml":      `<p:sld xmlns:p="p" ` + a + `><a:latin typeface="+mn-lt"/><a:latin typeface="Lora"/></p:sld>`,
			"ppt/slideMasters/m.xml":     `<p:sldMaster xmlns:p="p" ` + a + `><a:buFont typeface="Wingdings"/><a:latin typeface="Roboto"/></p:sldMaster>`,
			"ppt/theme/theme1.xml":       theme,
			"ppt/notesMasters/notes.xml": `<p:notesMaster xmlns:p="p" ` + a + `><a:latin typeface="Unseen"/></p:notesMaster>`,
		}, "Calibri,Lora,Roboto"},
		"Excel": {xlsxType, map[string]string{
			"xl/workbook.xml": `<workbook xmlns:r="r"><sheet name="A" r:id="r1"/></workbook>`, "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="sheet" Target="worksheets/s.xml"/></Relationships>`,
			"xl/worksheets/s.xml":  `<worksheet><c><v>1</v></c><oddHeader>&amp;L&amp;"Lora,Bold"Trang &amp;"-,Bold"&amp;P</oddHeader></worksheet>`,
			"xl/styles.xml":        `<styleSheet><fonts><font><name val="Verdana"/></font></fonts></styleSheet>`,
			"xl/sharedStrings.xml": `<sst><si><r><rPr><rFont val="Roboto"/></rPr><t>x</t></r></si></sst>`,
		}, "Lora,Roboto,Verdana"},
		"OpenDocument":                {odtType, odt, "Be Vietnam Pro,Lora,Roboto,Times New Roman"},
		"OpenDocument with a table":   {odtType, with(odt, "Pictures/TablePreview1.svm", ""), "Be Vietnam Pro,Lora,Roboto,Times New Roman"},
		"OpenDocument with an object": {odtType, with(odt, "ObjectReplacements/Object 1", ""), ""},
		"too many":                    {docxType, with(word, "word/footer1.xml", "<a "+a+">"+manyFonts(600)+"</a>"), ""},
	} {
		var got []string
		for _, f := range read(t, c.mime, officeOf(t, c.mime, c.parts)).Fonts {
			if got = append(got, f.Name); f.Page != 0 {
				t.Errorf("%s: %+v on a page", name, f)
			}
		}
		slices.Sort(got)
		if s := strings.Join(got, ","); s != c.want {
			t.Errorf("%s names %q, want %q", name, s, c.want)
		}
	}
}

func manyFonts(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`<a:latin typeface="F` + strings.Repeat("x", i%50) + string(rune('a'+i/50)) + `"/>`)
	}
	return b.String()
}

// Digits and bullets may come from another font than the words; letters in a form are seen too.
func TestAPDFShowsTheFontsOfItsLettersByTheirFirstPage(t *testing.T) {
	const digits = "BT /T 12 Tf 20 700 Td (12 345 \\267) Tj ET"
	for name, c := range map[string]struct {
		contents []string
		want     []extract.Font
	}{
		"digits":          {[]string{digits, digits}, nil},
		"letters":         {[]string{digits, textPage, textPage}, []extract.Font{{Name: "Lo", Page: 2}}},
		"within a form":   {[]string{digits, digits, "/F Do"}, []extract.Font{{Name: "Lo", Page: 3}}},
		"after a picture": {[]string{picturePage, textPage}, []extract.Font{{Name: "Lo", Page: 2}}},
	} {
		subset := bytes.Replace(pages("", c.contents...), []byte("/Helvetica"), []byte("/ABCDEF+Lo"), 1)
		if diff := cmp.Diff(c.want, read(t, pdfType, subset).Fonts); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// officeOf packs an Open XML file with its relations, and an OpenDocument file as it is.
func officeOf(t testing.TB, mime string, parts map[string]string) []byte {
	t.Helper()
	if main := map[string]string{docxType: "word/document.xml", pptxType: "ppt/presentation.xml", xlsxType: "xl/workbook.xml"}[mime]; main != "" {
		return office(t, main, parts)
	}
	return packed(t, parts)
}

// A font that is not in the file is no trouble where another one of its widths stands in.
func TestFontsWithATwinAreNotMissing(t *testing.T) {
	t.Parallel()
	for font, missing := range map[string]bool{"Arial": false, "ArialMT": false, "Calibri": false, "Cambria": false, "Carlito": false, "Georgia": false, "Courier": false, "Tahoma": true, "Verdana": true, "SegoeUI": true, ".VnTime": true} {
		called := []byte("/BaseFont/" + font + strings.Repeat(" ", len("Helvetica")-len(font)))
		file := bytes.Replace(pages("", textPage), []byte("/BaseFont/Helvetica"), called, 1)
		var told []string
		for _, w := range read(t, pdfType, file).Warnings {
			if w.Code == extract.FontsMissing {
				told = append(told, w.Fonts)
			}
		}
		if want := map[bool]int{true: 1}[missing]; len(told) != want || missing && told[0] != font {
			t.Errorf("%s is told as missing: %q, want %v", font, told, missing)
		}
	}
}
