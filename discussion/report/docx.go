package report

import (
	"fmt"
	"strings"
	"time"

	_ "embed"
)

// The parts of the document that never change (ECMA-376): the package and its
// relations, styles, settings, and the page number above the second and later pages.
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
	//go:embed parts/app.xml
	app string
)

// partTime is the time of every part in the archive: the oldest that a zip can
// say, because the same report is the same bytes whenever it is made.
var partTime = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// archived puts the parts together; main and properties are the two that differ.
func archived(main, properties string) ([]byte, error) {
	return zipped([]part{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", rels},
		{"docProps/app.xml", app},
		{"docProps/core.xml", properties},
		{"word/document.xml", main},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles},
		{"word/settings.xml", settings},
		{"word/header1.xml", header},
	})
}

// page is the end of a section: A4, margins 20 mm above and below, 30 mm left, and a right one in
// twentieths of a point. The page number stands above from its second page on; that of an annex
// counts anew (Nghị định 30/2020/NĐ-CP, annex I, II.8).
func page(right int, annex bool) string {
	kind, number := "", ""
	if annex {
		kind, number = `<w:type w:val="nextPage"/>`, `<w:pgNumType w:start="1"/>`
	}
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>%s<w:pgSz w:w="11906" w:h="16838"/>`+
		`<w:pgMar w:top="1134" w:right="%d" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>%s<w:titlePg/></w:sectPr>`, kind, right, number)
}

// document is the main part: the body, and the page.
func document(body func(*writer)) string {
	w := &writer{}
	w.raw(xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	body(w)
	w.raw(page(1134, false) + `</w:body></w:document>`)
	return w.b.String()
}

// core is the document's properties. Created is the document's date, not now.
func core(title, creator string, date time.Time) string {
	s := xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(title) + `</dc:title>` +
		`<dc:creator>` + escape(creator) + `</dc:creator><dc:language>vi-VN</dc:language>`
	if t := date.UTC(); !t.IsZero() && t.Year() >= 1 && t.Year() <= 9999 {
		stamp := t.Format(time.RFC3339)
		s += `<dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:modified>`
	}
	return s + `</cp:coreProperties>`
}

// writer writes WordprocessingML. Only raw takes markup; everything else takes text.
type writer struct {
	b      strings.Builder
	begins [2]int // where the paragraph that was opened last begins, and the one before it
}

func (w *writer) raw(markup string) { w.b.WriteString(markup) }

// run is text with run properties (markup, may be empty); tabs and line feeds become Word's own.
func (w *writer) run(properties, text string) {
	w.raw("<w:r>")
	if properties != "" {
		w.raw("<w:rPr>" + properties + "</w:rPr>")
	}
	for i, line := range strings.Split(clean(text), "\n") {
		if i > 0 {
			w.raw("<w:br/>")
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				w.raw("<w:tab/>")
			}
			w.raw(`<w:t xml:space="preserve">` + escape(piece) + "</w:t>")
		}
	}
	w.raw("</w:r>")
}

// open begins a paragraph; the caller ends it. Style "" is Normal.
func (w *writer) open(style string) {
	w.begins = [2]int{w.b.Len(), w.begins[0]}
	w.raw("<w:p>")
	if style != "" {
		w.raw(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	}
}

// keep holds the last two paragraphs on the page of what follows: with the styles' widow control at
// least two lines of text stand there. It is called between paragraphs.
func (w *writer) keep() {
	all := w.b.String()
	last, before := w.begins[0], w.begins[1]
	w.b.Reset()
	w.raw(all[:before])
	w.raw(kept(all[before:last]))
	w.raw(kept(all[last:]))
}

// kept is a paragraph, with what stands behind it, that stays on the page of the next one.
func kept(paragraph string) string {
	switch {
	case strings.HasPrefix(paragraph, `<w:p><w:pPr><w:pStyle w:val="`):
		return strings.Replace(paragraph, `"/>`, `"/><w:keepNext/>`, 1)
	case strings.HasPrefix(paragraph, "<w:p><w:r>"):
		return strings.Replace(paragraph, "<w:p>", "<w:p><w:pPr><w:keepNext/></w:pPr>", 1)
	}
	return paragraph
}

// together holds what the body writes on one page: a row that does not split. Programs part a table
// from the paragraph behind it, whatever its paragraphs say (LibreOffice). The body ends with a
// paragraph.
func (w *writer) together(width int, body func()) {
	w.plainTable(width)
	w.row("<w:cantSplit/>", func() { w.cell("", width, body) })
	w.raw("</w:tbl>")
}

// ruled is a paragraph of a style that is a line, as far from both sides as said, in twentieths of
// a point.
func (w *writer) ruled(style string, indent int) {
	w.raw(fmt.Sprintf(`<w:p><w:pPr><w:pStyle w:val="%s"/><w:ind w:left="%[2]d" w:right="%[2]d" w:firstLine="0"/></w:pPr></w:p>`, style, indent))
}

// lines is one paragraph of a style with so many lines.
func (w *writer) lines(style string, lines []string) {
	w.paragraph(style, strings.Join(lines, "\n"))
}

func (w *writer) paragraph(style, text string) {
	w.open(style)
	if text != "" {
		w.run("", text)
	}
	w.raw("</w:p>")
}

// plainTable begins a table of two columns without lines; the caller ends it.
func (w *writer) plainTable(columns ...int) {
	grid, all := "", 0
	for _, c := range columns {
		grid, all = grid+fmt.Sprintf(`<w:gridCol w:w="%d"/>`, c), all+c
	}
	w.raw(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid>%s</w:tblGrid>`, all, grid))
}

// row is a row of a table; its properties are markup and may be empty.
func (w *writer) row(properties string, cells func()) {
	w.raw("<w:tr>")
	if properties != "" {
		w.raw("<w:trPr>" + properties + "</w:trPr>")
	}
	cells()
	w.raw("</w:tr>")
}

// cell is a cell of a row; content writes at least one paragraph.
func (w *writer) cell(properties string, width int, content func()) {
	w.raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>`, width, properties))
	content()
	w.raw("</w:tc>")
}
