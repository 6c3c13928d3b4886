package report

import (
	"cmp"
	"time"
)

// Widths in twentieths of a point. The text is as wide as A4 without 30 mm left and 20 mm right.
const (
	textWidth = 9071
	leastLeft = 2835 // of the masthead's left column: 50 mm
	columnAir = 100  // between the columns of the masthead
)

// masthead is the two columns above: who issues it, under what number, and quốc hiệu, tiêu ngữ,
// place and date.
type masthead struct {
	superior, issuedBy string // superior "" has no line; issuedBy "" is Đoàn Thư ký
	number             string // "" leaves room to write it in before the kind
	kind               string // BC, BB: of the document
	place              string // "" leaves it out
	date               time.Time
}

func (m masthead) issuer() string { return cmp.Or(oneLine(m.issuedBy), "Đoàn Thư ký") }

func (w *writer) masthead(m masthead) {
	number := cmp.Or(oneLine(m.number), blank+"/"+m.kind)
	const nation, motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
	// The right column is as wide as quốc hiệu and the date need to stand in one line each; the left
	// one has the rest.
	date := placeAndDate(m.place, m.date)
	left := max(leastLeft, textWidth-max(bold.width(nation, 13), italic.width(date, 13))*104/100-columnAir) // LibreOffice sets a little wider
	right := textWidth - left
	w.plainTable(left, right)
	w.row("", func() {
		w.cell("", left, func() {
			if c := oneLine(m.superior); c != "" {
				lines, _ := regular.capitalLines(c, 13, left-columnAir)
				w.lines("Superior", lines)
			}
			lines, widest := bold.capitalLines(m.issuer(), 13, left-columnAir)
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
