package report

import (
	"fmt"
	"strings"
)

// annexes are what each group said.
func (k *compiledWriter) annexes() {
	for i, annex := range k.c.Annexes {
		k.annex(i+1, annex)
	}
}

// annex is every opinion of a group, in a section of its own whose pages count from 1.
func (k *compiledWriter) annex(n int, a Annex) {
	k.annexHead(n, "Ý kiến của "+oneLine(a.Group))
	for _, o := range a.Opinions {
		k.open("Comment")
		k.run("<w:b/><w:bCs/>", fmt.Sprintf("Ý kiến số %d", o.Number))
		about := oneLine(o.Issue)
		if s := oneLine(o.Stance); s != "" {
			about += ", " + s
		}
		k.run("<w:i/><w:iCs/>", " ("+about+")")
		k.run("", ": ")
		for i, text := range paragraphs(o.Text) {
			if i > 0 {
				k.raw("</w:p>")
				k.open("Comment")
			}
			k.run("", text)
		}
		if p := oneLine(o.Place); p != "" {
			k.run("<w:i/><w:iCs/>", " ["+p+"]")
		}
		k.raw("</w:p>")
	}
}

// annexHead is the head of an annex as Nghị định 30/2020/NĐ-CP has it (annex I, II.7): its number,
// its title in capitals, and what it belongs to.
func (k *compiledWriter) annexHead(n int, title string) {
	number := "Phụ lục"
	if len(k.c.Annexes) > 1 || len(k.c.Annexes) > 0 && len(k.c.Answers) > 0 {
		number += " " + Roman(n)
	}
	title = strings.ToUpper(title)
	of := fmt.Sprintf("(Kèm theo Báo cáo số %s %s của %s)", k.c.number(), dateLine(k.c.Date), inSentence(k.c.issuer()))
	if k.plain {
		for i, line := range []string{number, title, of} {
			k.raw(`<w:p><w:pPr><w:keepNext/>` + []string{"<w:pageBreakBefore/>", "", ""}[i] + `<w:jc w:val="center"/></w:pPr>`)
			k.run([]string{"<w:b/><w:bCs/>", "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"}[i], line)
			k.raw("</w:p>")
		}
		return
	}
	k.raw(`<w:p><w:pPr><w:pStyle w:val="Between"/>` + page(k.right, k.annexed) + `</w:pPr></w:p>`)
	k.annexed = true
	k.paragraph("Title", number)
	k.paragraph("Subtitle", title)
	k.centered(of, `<w:i/><w:iCs/><w:sz w:val="26"/><w:szCs w:val="26"/>`)
	k.titleRule(k.width, title)
}

// Roman is a number in Roman numerals; "" for 0.
func Roman(n int) string {
	var b strings.Builder
	for _, r := range []struct {
		of   int
		text string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.of; n -= r.of {
			b.WriteString(r.text)
		}
	}
	return b.String()
}

// answers is the table of what became of the findings.
func (k *compiledWriter) answers() {
	if len(k.c.Answers) == 0 {
		return
	}
	k.annexHead(len(k.c.Annexes)+1, "Tiếp thu, giải trình")
	widths := []int{k.width * 32 / 100, k.width * 18 / 100, k.width * 18 / 100, k.width - 2*(k.width*18/100) - k.width*32/100}
	grid, borders := `<w:tblStyle w:val="TableGrid"/>`, ""
	if k.plain {
		grid, borders = "", "<w:tblBorders>"
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			borders += `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`
		}
		borders += "</w:tblBorders>"
	}
	k.raw(fmt.Sprintf(`<w:tbl><w:tblPr>%s<w:tblW w:w="%d" w:type="dxa"/>%s<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`, grid, k.width, borders))
	for _, w := range widths {
		k.raw(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, w))
	}
	k.raw("</w:tblGrid>")
	line := func(properties, style string, cells ...string) {
		k.row(properties, func() {
			for i, text := range cells {
				k.cell("", widths[i], func() { k.paragraph(style, oneLine(text)) })
			}
		})
	}
	line("<w:cantSplit/><w:tblHeader/>", "TableStrong", "Ý kiến", "Đơn vị", "Kết quả", "Nội dung")
	for _, a := range k.c.Answers {
		text := a.Text
		if d := oneLine(a.Document); d != "" {
			text += " (" + d + ")"
		}
		state := a.State
		if a.Deadline != "" {
			state += ", hạn " + a.Deadline
		}
		line("<w:cantSplit/>", "Table", a.Finding, a.Unit, state, text)
	}
	k.raw("</w:tbl>")
	k.paragraph("Between", "")
}
