package report

import (
	"fmt"
	"strings"
)

// Widths in twentieths of a point. The text is as wide as A4 without 30 mm left and 20 mm right.
const (
	textWidth    = 9071
	leastLeft    = 2835 // of the masthead's left column: 50 mm
	columnAir    = 100  // between the columns of the masthead
	columnWidth  = 850  // of a count
	countColumns = 7    // issues side by side; more begin another table
)

// masthead is the two columns above: who issues it, under what number, and
// quốc hiệu, tiêu ngữ, place and date. The kind stands where a number is still to be written in.
func (w *writer) masthead(r Report, kind string) {
	number := oneLine(r.Number)
	if number == "" {
		number = "        /" + kind
	}
	const nation, motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
	// The right column is as wide as quốc hiệu and the date need to stand in one line each; the left one has the rest.
	date := placeAndDate(r.Place, r.Date)
	left := max(leastLeft, textWidth-max(bold.width(nation, 13), italic.width(date, 13))*104/100-columnAir) // LibreOffice sets a little wider
	right := textWidth - left
	w.plainTable(left, right)
	w.row("", func() {
		w.cell("", left, func() {
			if c := oneLine(r.Congress); c != "" {
				lines, _ := regular.capitalLines(c, 13, left-columnAir)
				w.lines("Superior", lines)
			}
			lines, widest := bold.capitalLines(r.issuer(), 13, left-columnAir)
			w.lines("Issuer", lines)
			w.ruled("IssuerRule", ruleIndent(left, widest))
			w.paragraph("DocumentNumber", "Số: "+number)
		})
		w.cell("", right, func() {
			w.paragraph("Nation", nation)
			w.paragraph("Motto", motto)
			w.ruled("MottoRule", max(0, right-bold.width(motto, 14))/2) // as long as the words
			w.paragraph("PlaceAndDate", date)
		})
	})
	w.raw("</w:tbl>")
}

// counts is the table of comments by group (rows) and issue (columns).
func (w *writer) counts(r Report) {
	parts := r.parts()
	for from := 0; from < len(parts); from += countColumns {
		to := min(from+countColumns, len(parts))
		last := to == len(parts)
		columns := to - from
		if last {
			columns++
		}
		if from > 0 {
			w.paragraph("Between", "")
		}
		w.countTable(r, from, to, columns, last)
	}
	w.paragraph("Between", "")
}

// countTable is the table of the parts from (included) to (not included); the last one has the sums.
func (w *writer) countTable(r Report, from, to, columns int, last bool) {
	parts := r.parts()
	name := textWidth - columns*columnWidth
	w.raw(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/>%s</w:tblGrid>`,
		textWidth, name, strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, columnWidth), columns)))
	line := func(properties, style, head string, text func(part int) string, sum string) {
		w.row(properties, func() {
			w.cell(`<w:vAlign w:val="center"/>`, name, func() { w.paragraph(style, head) })
			for part := from; part < to; part++ {
				w.cell(`<w:vAlign w:val="center"/>`, columnWidth, func() { w.paragraph(style+"Number", text(part)) })
			}
			if last {
				w.cell(`<w:vAlign w:val="center"/>`, columnWidth, func() { w.paragraph("TableStrongNumber", sum) })
			}
		})
	}
	// The head stands again on each page that the table reaches.
	line("<w:cantSplit/><w:tblHeader/>", "TableStrong", "Tổ", func(part int) string {
		if part == len(r.Issues) {
			return "Ngoài ĐC"
		}
		return fmt.Sprintf("ND %d", part+1)
	}, "Cộng")
	for g, group := range r.Groups {
		line("<w:cantSplit/>", "Table", oneLine(group), func(part int) string { return fmt.Sprint(parts[part].count(g)) }, fmt.Sprint(r.groupTotal(g)))
	}
	line("<w:cantSplit/>", "TableStrong", "Tổng cộng", func(part int) string {
		n := 0
		for g := range r.Groups {
			n += parts[part].count(g)
		}
		return fmt.Sprint(n)
	}, fmt.Sprint(r.total()))
	w.raw("</w:tbl>")
}

// signature is who gets the report, and room for the signature.
func (w *writer) signature(r Report) {
	recipients := r.Recipients
	if recipients == nil {
		recipients = []string{"Đoàn Chủ tịch", "Các tổ thảo luận", "Lưu: " + r.issuer()}
	}
	half := textWidth / 2
	w.keep()
	w.paragraph("Together", "")
	w.plainTable(half, textWidth-half)
	w.row("<w:cantSplit/>", func() {
		w.cell("", half, func() {
			w.paragraph("RecipientsHead", "Nơi nhận:")
			for i, to := range recipients {
				end := ";"
				if i == len(recipients)-1 {
					end = "."
				}
				w.paragraph("Recipients", "- "+oneLine(to)+end)
			}
		})
		w.cell("", textWidth-half, func() {
			w.paragraph("Signature", "TM. "+r.issuer())
			w.paragraph("SignatureRoom", "")
		})
	})
	w.raw("</w:tbl>")
	w.paragraph("Between", "") // a table does not end a document
}
