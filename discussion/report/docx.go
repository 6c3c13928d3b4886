package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	_ "embed"
)

// The parts of the document that never change (ECMA-376: the package, its
// relations, styles, the page number in the header).
var (
	//go:embed parts/content_types.xml
	contentTypes string
	//go:embed parts/rels.xml
	rels string
	//go:embed parts/document_rels.xml
	documentRels string
	//go:embed parts/styles.xml
	styles string
	//go:embed parts/settings.xml
	settings string
	//go:embed parts/header.xml
	header string
)

// DOCX writes the report as Office Open XML. The error is of the archive only.
func DOCX(r Report) ([]byte, error) {
	w := &writer{}
	w.raw(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` +
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	r.body(w)
	// A4 in twentieths of a point; margins 20, 20, 30 (left) and 20 mm. The first page has no number.
	w.raw(`<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>`)

	stamp := r.Date.UTC().Format(time.RFC3339)
	core := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` +
		`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape("Báo cáo tổng hợp ý kiến thảo luận tổ: "+r.Discussion) + `</dc:title><dc:language>vi-VN</dc:language>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created></cp:coreProperties>`

	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rels}, {"docProps/core.xml", core},
		{"word/document.xml", w.b.String()}, {"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles}, {"word/settings.xml", settings}, {"word/header1.xml", header},
	} {
		// No time of writing in the archive: the same report is the same bytes.
		file, err := archive.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := file.Write([]byte(part.text)); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// writer writes WordprocessingML.
type writer struct{ b strings.Builder }

func (w *writer) raw(s string) { w.b.WriteString(s) }

// run is text with properties; line feeds and tabs become Word's.
func (w *writer) run(properties, text string) {
	w.raw("<w:r>")
	if properties != "" {
		w.raw("<w:rPr>" + properties + "</w:rPr>")
	}
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			w.raw("<w:br/>")
		}
		w.raw(`<w:t xml:space="preserve">` + escape(line) + "</w:t>")
	}
	w.raw("</w:r>")
}

func (w *writer) open(style string) {
	w.raw("<w:p>")
	if style != "" {
		w.raw(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	}
}

func (w *writer) paragraph(style, text string) {
	w.open(style)
	if text != "" {
		w.run("", text)
	}
	w.raw("</w:p>")
}

// comment is one paragraph a paragraph of its text; the first has its number and stance.
func (w *writer) comment(c Comment) {
	for i, part := range strings.Split(c.Text, "\n") {
		if strings.TrimSpace(part) == "" && i > 0 {
			continue
		}
		w.open("comment")
		if i == 0 {
			w.run("<w:b/>", fmt.Sprintf("%d) ", c.Number))
			if c.Stance != "" {
				w.run("<w:i/>", "["+c.Stance+"] ")
			}
		}
		w.run("", part)
		w.raw("</w:p>")
	}
}

// heading is the two columns above: who issues it, quốc hiệu and tiêu ngữ, place and date.
func (w *writer) heading(r Report) {
	issuedBy := r.IssuedBy
	if issuedBy == "" {
		issuedBy = "ĐOÀN THƯ KÝ"
	}
	date := r.Date.Format("ngày 02 tháng 01 năm 2006")
	if r.Place != "" {
		date = r.Place + ", " + date
	}
	w.raw(`<w:tbl><w:tblPr><w:tblW w:w="9072" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="3572"/><w:gridCol w:w="5500"/></w:tblGrid><w:tr>`)
	w.cell(3572, func() {
		if r.Congress != "" {
			w.paragraph("headleft", r.Congress)
		}
		w.paragraph("headbold", issuedBy)
		w.paragraph("headrule", "")
	})
	w.cell(5500, func() {
		w.paragraph("headbold", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
		w.paragraph("headmotto", "Độc lập - Tự do - Hạnh phúc")
		w.paragraph("headrule", "")
		w.paragraph("headdate", date)
	})
	w.raw("</w:tr></w:tbl>")
}

func (w *writer) cell(width int, content func()) {
	w.raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width))
	content()
	w.raw("</w:tc>")
}

// table counts the comments by issue and group. Beyond eight groups they are rows, so that it fits the page.
func (w *writer) table(r Report) {
	w.raw(`<w:tbl><w:tblPr><w:tblStyle w:val="grid"/><w:tblW w:w="9072" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="6672"/><w:gridCol w:w="2400"/></w:tblGrid>`)
	row := func(style, left, right string) {
		w.raw("<w:tr>")
		w.cell(6672, func() { w.paragraph(style, left) })
		w.cell(2400, func() { w.paragraph("number", right) })
		w.raw("</w:tr>")
	}
	row("strong", "Nội dung", "Số ý kiến")
	for n, issue := range append(r.Issues[:len(r.Issues):len(r.Issues)], r.Outside) {
		title := fmt.Sprintf("%d. %s", n+1, issue.Title)
		if n == len(r.Issues) {
			title = "Ngoài đề cương"
		}
		sum := 0
		for g := range r.Groups {
			sum += issue.count(g)
		}
		row("cell", title, fmt.Sprint(sum))
	}
	for g, name := range r.Groups {
		sum := r.Outside.count(g)
		for _, issue := range r.Issues {
			sum += issue.count(g)
		}
		row("cell", name, fmt.Sprint(sum))
	}
	row("strong", "Tổng cộng", fmt.Sprint(r.total()))
	w.raw("</w:tbl>")
}

func (w *writer) signature() {
	w.raw(`<w:tbl><w:tblPr><w:tblW w:w="9072" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="4536"/><w:gridCol w:w="4536"/></w:tblGrid><w:tr>`)
	w.cell(4536, func() {
		w.paragraph("sendto", "Nơi nhận:")
		w.paragraph("sendlist", "- Đoàn Chủ tịch;\n- Các tổ thảo luận;\n- Lưu: Đoàn Thư ký.")
	})
	w.cell(4536, func() {
		w.paragraph("headbold", "TM. ĐOÀN THƯ KÝ")
		w.paragraph("headmotto", "")
	})
	w.raw(`</w:tr></w:tbl>`)
	w.paragraph("", "")
}

// escape gives text as XML 1.0 character data. What XML cannot have (control
// characters, broken UTF-8, surrogates, FFFE, FFFF) becomes U+FFFD.
func escape(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
	return b.String()
}
