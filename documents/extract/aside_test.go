package extract_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"plenum/documents/extract"
)

// Whatever stands in the XML of an Office file beside its text is for the door, and the text is not said twice.
func TestWhatStandsBesideTheTextOfAnOfficeFileIsForTheDoor(t *testing.T) {
	t.Parallel()
	const (
		spaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:q="urn:example:q"`
		para   = `<w:p><w:r><w:t>Trong văn bản</w:t></w:r></w:p>`
	)
	word := func(body string, parts map[string]string) (string, []byte) {
		all := map[string]string{"word/document.xml": `<w:document` + spaces + `><w:body>` + para + body + `</w:body></w:document>`}
		for name, text := range parts {
			all[name] = text
		}
		return docxType, office(t, "word/document.xml", all)
	}
	chart := func(inside string) (string, []byte) {
		return word(`<w:p><w:r><w:drawing><c:chart r:id="word-charts-c.xml"/></w:drawing></w:r></w:p>`, map[string]string{"word/charts/c.xml": `<c:chartSpace` + spaces + `>` + inside + `</c:chartSpace>`})
	}
	smart := func(inside string) (string, []byte) {
		return word(`<w:p><w:r><w:drawing><dgm:relIds r:dm="word-diagrams-d.xml"/></w:drawing></w:r></w:p>`, map[string]string{"word/diagrams/d.xml": `<dgm:dataModel` + spaces + `>` + inside + `</dgm:dataModel>`})
	}
	sheet := func(after, styles string) (string, []byte) {
		return xlsxType, office(t, "xl/workbook.xml", map[string]string{
			"xl/workbook.xml":            `<workbook><sheets><sheet name="Số liệu" r:id="a"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="x/styles" Target="styles.xml"/></Relationships>`,
			"xl/styles.xml":              `<styleSheet>` + styles + `</styleSheet>`,
			"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row><c t="inlineStr"><is><t>Trong văn bản</t></is></c></row></sheetData>` + after + `</worksheet>`,
		})
	}
	open := func(automatic, body string, more map[string]string) (string, []byte) {
		const ns = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"`
		parts := map[string]string{"content.xml": `<office:document-content` + ns + `><office:automatic-styles>` + automatic + `</office:automatic-styles><office:body><office:text><text:p>Trong văn bản</text:p>` + body + `</office:text></office:body></office:document-content>`}
		for name, text := range more {
			parts[name] = text
		}
		return odtType, packed(t, parts)
	}
	type file struct {
		mime    string
		content []byte
	}
	of := func(mime string, content []byte) file { return file{mime, content} }
	for name, f := range map[string]file{
		"an attribute":                       of(word(`<w:p q:note="TỐI MẬT"/>`, nil)),
		"an attribute of a known name":       of(word(`<w:p><w:bookmarkStart w:name="TỐI MẬT"/></w:p>`, nil)),
		"an element that nobody knows":       of(word(`<q:note>TỐI MẬT</q:note>`, nil)),
		"a comment of the XML":               of(word(`<!-- TỐI MẬT -->`, nil)),
		"the code of a field":                of(word(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE "TỐI MẬT"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, nil)),
		"the code of a simple field":         of(word(`<w:p><w:fldSimple w:instr="QUOTE &quot;TỐI MẬT&quot;"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>`, nil)),
		"an element of a part that is extra": of(word("", map[string]string{"word/extra.xml": `<q><note>TỐI MẬT</note></q>`})),
		"an attribute of such a part":        of(word("", map[string]string{"word/extra.xml": `<q note="TỐI MẬT"/>`})),
		"the name of a style":                of(word("", map[string]string{"word/styles.xml": `<w:styles` + spaces + `><w:style w:styleId="a"><w:name w:val="TỐI MẬT"/></w:style></w:styles>`})),
		"a chart's alternative":              of(chart(`<mc:AlternateContent><mc:Choice Requires="c"><a:p><a:r><a:t>x</a:t></a:r></a:p></mc:Choice><mc:Fallback><a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></mc:Fallback></mc:AlternateContent>`)),
		"a chart's second alternative":       of(chart(`<mc:AlternateContent><mc:Choice Requires="c"><a:p><a:r><a:t>x</a:t></a:r></a:p></mc:Choice><mc:Choice Requires="a"><a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></mc:Choice></mc:AlternateContent>`)),
		"a SmartArt's alternative":           of(smart(`<mc:AlternateContent><mc:Choice Requires="dgm"><a:p><a:r><a:t>x</a:t></a:r></a:p></mc:Choice><mc:Fallback><a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></mc:Fallback></mc:AlternateContent>`)),
		"the number format of an axis":       of(chart(`<c:valAx><c:numFmt formatCode="0;0;&quot;TỐI MẬT&quot;" sourceLinked="0"/></c:valAx>`)),
		"the number format of values":        of(chart(`<c:val><c:numRef><c:numCache><c:formatCode>"TỐI MẬT"</c:formatCode><c:pt><c:v>0</c:v></c:pt></c:numCache></c:numRef></c:val>`)),
		"the format of a later condition":    of(sheet(`<extLst><ext><conditionalFormattings><cfRule><dxf><numFmt numFmtId="1" formatCode="&quot;TỐI MẬT&quot;"/></dxf></cfRule></conditionalFormattings></ext></extLst>`, "")),
		"a later style of conditions":        of(sheet("", `<extLst><ext><dxfs><dxf><numFmt numFmtId="1" formatCode="\T\Ố\I\ \M\Ậ\T"/></dxf></dxfs></ext></extLst>`)),
		"words of a formula":                 of(sheet(`<conditionalFormatting><cfRule><formula>IF(A1=1,"TỐI MẬT","")</formula></cfRule></conditionalFormatting>`, "")),
		"the name of a column":               of(sheet(`<tableParts><tableColumn name="TỐI MẬT"/></tableParts>`, "")),
		"the text of a number style":         of(open(`<number:number-style style:name="N1"><number:text>TỐI MẬT</number:text></number:number-style>`, "", nil)),
		"a style that a condition takes":     of(open(`<number:number-style style:name="N2"><number:number/><style:map style:condition="value()=0" style:apply-style-name="TỐI MẬT"/></number:number-style>`, "", nil)),
		"a condition":                        of(open(`<style:style style:name="c" style:family="table-cell"><style:map style:condition="cell-content()=&quot;TỐI MẬT&quot;" style:apply-style-name="a"/></style:style>`, "", nil)),
		"a value that is not shown":          of(open("", `<table:table><table:table-row><table:table-cell office:value-type="string" office:string-value="TỐI MẬT"/></table:table-row></table:table>`, nil)),
		"a formula of OpenDocument":          of(open("", `<table:table><table:table-row><table:table-cell table:formula="of:=&quot;TỐI MẬT&quot;"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`, nil)),
		"the name of a drawing":              of(open("", `<text:p><draw:frame draw:name="TỐI MẬT"/></text:p>`, nil)),
		"settings of OpenDocument":           of(open("", "", map[string]string{"settings.xml": `<q><item name="TỐI MẬT"/></q>`})),
		"a part of OpenDocument that is new": of(open("", "", map[string]string{"Configurations2/a.xml": `<q>TỐI MẬT</q>`})),
	} {
		r := read(t, f.mime, f.content)
		pages, door := strings.Join(r.Pages, "|"), ""
		for _, h := range r.Hidden {
			door += h.Text + "\n"
		}
		if strings.Contains(pages, "MẬT") || !strings.Contains("\n"+door, "\nTỐI MẬT\n") {
			t.Errorf("%s: the pages have %q, the door %q", name, pages, door)
		}
		if !strings.Contains(pages, "Trong văn bản") || strings.Contains(door, "Trong văn bản") {
			t.Errorf("%s: the text is in the pages %q, and not in the door's %q", name, pages, door)
		}
	}
}

// Files within a file are read for the door, by what they are and not by what they are called, to a depth.
func TestFilesWithinAnOfficeFileAreReadForTheDoor(t *testing.T) {
	t.Parallel()
	text := func(words string, parts map[string]string) []byte {
		all := map[string]string{"[Content_Types].xml": `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
			"word/document.xml": `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + words + `</w:t></w:r></w:p></w:body></w:document>`}
		for name, content := range parts {
			all[name] = content
		}
		return packed(t, all)
	}
	nested := text("trong cùng", nil)
	for range 3 {
		nested = text("giữa", map[string]string{"word/embeddings/a.docx": string(nested)})
	}
	book := packed(t, map[string]string{
		"[Content_Types].xml":        `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"xl/workbook.xml":            `<workbook><sheets><sheet name="trong cùng" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>`,
		"xl/worksheets/s.xml":        `<worksheet><sheetData/></worksheet>`,
	})
	deck := packed(t, map[string]string{
		"[Content_Types].xml":             `<Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>`,
		"ppt/presentation.xml":            `<p:presentation><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels": `<Relationships><Relationship Id="r1" Type="x/slide" Target="slides/slide1.xml"/></Relationships>`,
		"ppt/slides/slide1.xml":           `<p:sld><a:p><a:r><a:t>trong cùng</a:t></a:r></a:p></p:sld>`,
	})
	odt := packed(t, map[string]string{"mimetype": odtType, "content.xml": `<office:document-content><office:body><office:text><text:p>trong cùng</text:p></office:text></office:body></office:document-content>`})
	rtf := `{\rtf1 trong c\u249?ng}`
	pdf := string(odd{content: "BT /T 12 Tf 20 600 Td (within) Tj ET"}.bytes())
	within := func(name, content string) []byte { return text("ngoài", map[string]string{name: content}) }
	ole := func(name, content string) string { return string(compound(name, []byte(content))) }
	for name, c := range map[string]struct {
		mime    string
		content []byte
		want    string
		told    bool // could_not_be_checked
	}{
		"a text":                       {docxType, within("word/embeddings/a.docx", string(text("trong cùng", nil))), "trong cùng", false},
		"a workbook":                   {docxType, within("word/embeddings/a.xlsx", string(book)), "trong cùng", false},
		"a presentation":               {docxType, within("word/embeddings/a.pptx", string(deck)), "trong cùng", false},
		"OpenDocument":                 {docxType, within("word/embeddings/a.odt", string(odt)), "trong cùng", false},
		"rich text":                    {docxType, within("word/embeddings/a.rtf", rtf), "trong cùng", false},
		"a PDF":                        {docxType, within("word/embeddings/a.pdf", pdf), "within", false},
		"a text under another name":    {docxType, within("word/media/image1.png", string(text("trong cùng", nil))), "trong cùng", false},
		"a PDF under another name":     {docxType, within("word/media/image1.emf", pdf), "within", false},
		"a text within an object":      {docxType, within("word/embeddings/oleObject1.bin", ole("Package", string(text("trong cùng", nil)))), "trong cùng", false},
		"a PDF behind a head":          {docxType, within("word/embeddings/oleObject1.bin", ole("\x01Ole10Native", "\x00\x00\x02\x00a.pdf\x00"+pdf)), "within", false},
		"a text within a text":         {docxType, within("word/embeddings/a.docx", string(within("word/embeddings/b.docx", string(text("trong cùng", nil))))), "trong cùng", false},
		"deeper than is read":          {docxType, within("word/embeddings/a.docx", string(nested)), "giữa", true},
		"a broken file":                {docxType, within("word/embeddings/a.docx", "PK\x03\x04broken"), "", true},
		"a file within OpenDocument":   {odtType, packed(t, map[string]string{"mimetype": odtType, "content.xml": `<text:p xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">ngoài</text:p>`, "Object 1": string(text("trong cùng", nil))}), "trong cùng", false},
		"a text attached to a PDF":     {pdfType, odd{catalog: "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/UF(a)/EF<</F 6 0 R>>>>]>>>>", more: []string{pdfStream("/Type/EmbeddedFile", string(text("trong cùng", nil)))}}.bytes(), "trong cùng", false},
		"a PDF within an attached one": {pdfType, odd{catalog: "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/UF(a)/EF<</F 6 0 R>>>>]>>>>", more: []string{pdfStream("/Type/EmbeddedFile", string(within("word/embeddings/a.pdf", pdf)))}}.bytes(), "within", false},
	} {
		r := read(t, c.mime, c.content)
		if door := fmt.Sprint(r.Hidden); !strings.Contains(door, c.want) || strings.Contains(strings.Join(r.Pages, ""), "trong cùng") {
			t.Errorf("%s: the door has %q, the pages %q", name, door, r.Pages)
		}
		if !has(r, extract.Attachments) || has(r, extract.Unchecked) != c.told {
			t.Errorf("%s: %v, want it told that it could not be checked: %v", name, r.Warnings, c.told)
		}
	}
}

// compound is a compound file ([MS-CFB]) with one stream, which is at least 4096 bytes long.
func compound(name string, content []byte) []byte {
	const sector = 512
	content = append(bytes.Clone(content), make([]byte, max(0, 4096-len(content)))...)
	sectors := (len(content) + sector - 1) / sector
	tables := (sectors + 2 + 127) / 128
	for tables*128 < sectors+1+tables {
		tables++
	}
	le := func(b []byte, at int, values ...uint32) {
		for i, v := range values {
			b[at+4*i], b[at+4*i+1], b[at+4*i+2], b[at+4*i+3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
		}
	}
	const free, end, table = 0xffffffff, 0xfffffffe, 0xfffffffd
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le(head, 24, 0x0003003e, 0x0009fffe, 6)
	le(head, 44, uint32(tables), uint32(tables), 0, 4096, end, 0, end, 0)
	for i := range 109 {
		le(head, 76+4*i, free)
		if i < tables {
			le(head, 76+4*i, uint32(i))
		}
	}
	fat := make([]byte, tables*sector)
	for i := range tables * 128 {
		v := uint32(free)
		switch at := i - tables - 1; {
		case i < tables:
			v = table
		case at < 0 || at == sectors-1:
			v = end
		case at < sectors:
			v = uint32(i + 1)
		}
		le(fat, 4*i, v)
	}
	folder := make([]byte, sector)
	entry := func(at int, name string, kind byte, child, start, size uint32) {
		b := folder[128*at:]
		for i, c := range []byte(name) {
			b[2*i] = c
		}
		b[64], b[66], b[67] = byte(2*len(name)+2), kind, 1
		le(b, 68, free, free, child)
		le(b, 116, start, size)
	}
	entry(0, "Root Entry", 5, 1, end, 0)
	entry(1, name, 2, free, uint32(tables+1), uint32(len(content)))
	for i := 2; i < 4; i++ {
		le(folder[128*i:], 68, free, free, free)
	}
	out := append(append(head, fat...), folder...)
	out = append(out, content...)
	return append(out, make([]byte, (sector-len(content)%sector)%sector)...)
}
