package report

import (
	"cmp"
	"fmt"
	"strings"

	"rsc.io/qr"
)

// CompiledDOCX writes the report as Office Open XML (.docx) in the congress's form. The same report
// gives the same bytes. Any text is taken; the error is of the archive or of an address too long
// for a QR code.
func CompiledDOCX(c Compiled) ([]byte, error) {
	k := &compiledWriter{writer: &writer{}, c: c, width: textWidth, right: 1134} // 20 mm
	if c.Form == PartyForm {
		k.right, k.width = 850, textWidth+284 // 15 mm
	}
	picture, err := c.picture()
	if err != nil {
		return nil, err
	}
	k.raw(xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	k.body()
	k.raw(page(k.right, k.annexed) + `</w:body></w:document>`)

	types, relations := strings.Replace(contentTypes, "</Types>", `  <Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>
</Types>`, 1), strings.Replace(documentRels, "</Relationships>", `  <Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>
</Relationships>`, 1)
	if picture != nil {
		types = strings.Replace(types, `  <Default Extension="xml"`, `  <Default Extension="png" ContentType="image/png"/>
  <Default Extension="xml"`, 1)
		relations = strings.Replace(relations, "</Relationships>", `  <Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/verify.png"/>
</Relationships>`, 1)
	}
	parts := []part{
		{"[Content_Types].xml", types}, {"_rels/.rels", rels}, {"docProps/app.xml", app},
		{"docProps/core.xml", core("Báo cáo tổng hợp ý kiến thảo luận tổ: "+oneLine(c.Discussion), c.issuer(), c.Date)},
		{"word/document.xml", k.b.String()}, {"word/_rels/document.xml.rels", relations},
		{"word/styles.xml", strings.Replace(styles, "</w:styles>", noteStyles+"</w:styles>", 1)},
		{"word/settings.xml", strings.Replace(settings, `<w:compat>`, `<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat>`, 1)},
		{"word/header1.xml", header}, {"word/footnotes.xml", k.footnotes()},
	}
	if picture != nil {
		parts = append(parts, part{"word/media/verify.png", string(picture)})
	}
	return zipped(parts)
}

// picture is the QR code of the verification page; nil: there is none to lead to.
func (c Compiled) picture() ([]byte, error) {
	if c.Verify == "" || c.Hash == "" {
		return nil, nil
	}
	code, err := qr.Encode(c.Verify, qr.M)
	if err != nil {
		return nil, fmt.Errorf("write the QR code: %w", err)
	}
	code.Scale = 6
	return code.PNG(), nil
}

// compiledWriter writes a report from findings, and gathers its footnotes.
type compiledWriter struct {
	*writer
	c     Compiled
	width int // of the text
	right int // the margin there
	notes []string
	plain bool // into a template: no styles, no footnotes, no sections

	annexed bool // the section that is written is an annex
}

// number is số, ký hiệu, with room to write them in the congress's form: that of the Party ends in
// the issuer's letters (-BC/TU).
func (c Compiled) number() string {
	if c.Form == PartyForm {
		return cmp.Or(oneLine(c.Number), blank+"-BC/"+blank)
	}
	return cmp.Or(oneLine(c.Number), blank+"/BC")
}

// blank is room to write a number by hand, which a line keeps at its end too.
const blank = "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0"

func (c Compiled) issuer() string { return cmp.Or(oneLine(c.IssuedBy), "Đoàn Thư ký") }

func (k *compiledWriter) body() {
	c := k.c
	// LibreOffice puts an empty line of text before a table that begins a document with footnotes; a
	// point of nothing before it keeps the first line at the margin.
	k.paragraph("Top", "")
	if c.Form == PartyForm {
		k.partyHead()
	} else {
		k.masthead(masthead{superior: c.Superior, issuedBy: c.IssuedBy, number: c.number(), kind: "BC", place: c.Place, date: c.Date})
	}
	if c.Draft {
		k.paragraph("Draft", "DỰ THẢO")
	}
	k.open("Title")
	if c.Form == PartyForm {
		k.run(`<w:sz w:val="32"/><w:szCs w:val="32"/>`, "BÁO CÁO")
	} else {
		k.run("", "BÁO CÁO")
	}
	k.raw("</w:p>")
	k.paragraph("Subtitle", reportTitle)
	k.paragraph("Subtitle", oneLine(c.Discussion))
	if c.Form == PartyForm {
		k.paragraph("Subtitle", "-----")
		k.paragraph("Between", "")
	} else {
		k.titleRule(k.width, reportTitle, oneLine(c.Discussion))
	}
	k.paragraph("", k.opening())
	k.chapters()
	k.keep()
	k.paragraph("Together", "")
	if c.Hash == "" {
		k.signatures()
	} else {
		k.together(k.width, func() {
			k.signatures()
			k.confirmation()
		})
	}
	k.paragraph("Between", "")
	k.annexes()
	k.answers()
}

// looks are what a template may have no style for.
var looks = map[string]string{
	"Heading1": "<w:b/><w:bCs/>", "Heading2": "<w:b/><w:bCs/>", "Heading3": "<w:b/><w:bCs/><w:i/><w:iCs/>", "TableStrong": "<w:b/><w:bCs/>",
}

// paragraph writes a paragraph of a style; into a template with the style's looks, because it may
// not have the style.
func (k *compiledWriter) paragraph(style, text string) {
	if !k.plain {
		k.writer.paragraph(style, text)
		return
	}
	k.open("")
	if text != "" {
		k.run(looks[style], text)
	}
	k.raw("</w:p>")
}

// open begins a paragraph of a style; the caller ends it.
func (k *compiledWriter) open(style string) {
	if k.plain {
		style = ""
	}
	k.writer.open(style)
}

// chapters writes what was found. A chapter of which nothing was said is left out; the issues of
// which nothing was said are named in one sentence.
func (k *compiledWriter) chapters() {
	c := k.c
	said := !c.General.Empty() || !c.Outside.Empty()
	if !c.General.Empty() {
		k.paragraph("Heading1", c.General.Number+". VỀ VẤN ĐỀ CHUNG")
		k.chapter(c.General)
	}
	var silent []string
	opened := false
	for i, chapter := range c.Specific {
		if chapter.Empty() {
			silent = append(silent, oneLine(chapter.Title))
			continue
		}
		if !opened {
			number, _, _ := strings.Cut(chapter.Number, ".")
			k.paragraph("Heading1", number+". VỀ CÁC NỘI DUNG CỤ THỂ")
			opened, said = true, true
		}
		k.paragraph("Heading2", fmt.Sprintf("%d. %s", i+1, oneLine(chapter.Title)))
		k.chapter(chapter)
	}
	if len(silent) > 0 && said {
		k.paragraph("", "Không có ý kiến về: "+strings.Join(silent, "; ")+".")
	}
	if !c.Outside.Empty() {
		k.paragraph("Heading1", c.Outside.Number+". NỘI DUNG NGOÀI ĐỀ CƯƠNG")
		k.chapter(c.Outside)
	}
	if !said {
		k.paragraph("", "Không có ý kiến.")
	}
}

// opening says what was discussed, by how many, and up to where.
func (k *compiledWriter) opening() string {
	c, s := k.c, "Các tổ"
	if title := inSentence(c.Congress); title != "" {
		s = "Thực hiện chương trình của " + title + ", các tổ"
	}
	s += fmt.Sprintf(" đã thảo luận nội dung “%s”, với %s ý kiến của %s đại biểu ở %s. ",
		inSentence(c.Discussion), Number(c.Opinions), Number(c.Members), groupsAnd(len(c.Groups), c.Plenary, c.plenarySpoke()))
	s += fmt.Sprintf("%s tổng hợp các ý kiến ghi nhận đến ", inSentence(c.issuer()))
	if c.Date.IsZero() {
		return s + fmt.Sprintf("bản ghi số %d của hệ thống, như sau:", c.AsOf)
	}
	return s + c.Date.Format("15 giờ 04 phút") + " " + dateLine(c.Date) + ", như sau:"
}

func (k *compiledWriter) chapter(c Chapter) {
	if c.Unplaced {
		where := "biên bản thảo luận tổ"
		if len(k.c.Annexes) > 0 {
			where = "phụ lục"
		}
		k.paragraph("", "Các ý kiến về nội dung này được ghi trong "+where+".")
	}
	for _, heading := range c.Headings {
		if title := oneLine(heading.Title); title != "" {
			k.paragraph("Heading3", title)
		}
		for _, f := range heading.Findings {
			k.finding(f, "- ")
		}
	}
	if len(c.Elsewhere) > 0 {
		k.paragraph("", "Ý kiến của "+listed(c.Elsewhere)+" về nội dung này được tổng hợp ở nội dung khác.")
	}
	if len(c.Silent) > 0 {
		k.paragraph("", listed(c.Silent)+": không có ý kiến.")
	}
}

func listed(names []string) string {
	lines := make([]string, len(names))
	for i, name := range names {
		lines[i] = oneLine(name)
	}
	return strings.Join(lines, ", ")
}

// finding writes a sentence with its footnote, and right under it who sees it otherwise.
func (k *compiledWriter) finding(f Finding, mark string) {
	text := oneLine(f.Text)
	if q := oneLine(f.Quantifier); q != "" {
		text = q + " " + goesOn(text)
	}
	if text = upperFirst(text); strings.HasSuffix(mark, ": ") {
		text = goesOn(text)
	}
	if text != "" && !strings.ContainsAny(text[len(text)-1:], ".;:!?…") {
		text += "."
	}
	note := oneLine(f.Note)
	if k.plain {
		if note != "" {
			text += " (" + strings.TrimSuffix(note, ".") + ".)"
		}
		k.paragraph("", mark+text)
		for _, d := range f.Dissent {
			k.finding(d, "+ Ý kiến khác: ")
		}
		return
	}
	k.open("Comment")
	k.run("", mark+text)
	if note != "" {
		k.notes = append(k.notes, note)
		k.raw(fmt.Sprintf(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, len(k.notes)))
	}
	k.raw("</w:p>")
	for _, d := range f.Dissent {
		k.finding(d, "+ Ý kiến khác: ")
	}
}

// footnotes are the notes of the findings; -1 and 0 are the lines that Word draws above them.
func (k *compiledWriter) footnotes() string {
	w := &writer{}
	w.raw(xmlHead + `<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
		`<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` +
		`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`)
	for i, note := range k.notes {
		w.raw(fmt.Sprintf(`<w:footnote w:id="%d"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>`, i+1))
		w.run("", " "+note)
		w.raw("</w:p></w:footnote>")
	}
	w.raw("</w:footnotes>")
	return w.b.String()
}

// partyHead is the two columns of the Party's form: the issuing body with a star and the number at
// left, the Party's name with a line, place and date at right.
func (k *compiledWriter) partyHead() {
	c := k.c
	const party = "ĐẢNG CỘNG SẢN VIỆT NAM"
	date := placeAndDate(c.Place, c.Date)
	left := k.width * 33 / 100 // the right column takes a long place with the date in one line
	k.plainTable(left, k.width-left)
	k.row("", func() {
		k.cell("", left, func() {
			if s := oneLine(c.Superior); s != "" {
				lines, _ := regular.capitalLines(s, 14, left-columnAir)
				k.centered(strings.Join(lines, "\n"), "<w:caps/>")
			}
			lines, _ := bold.capitalLines(c.issuer(), 14, left-columnAir)
			k.centered(strings.Join(lines, "\n"), "<w:b/><w:bCs/><w:caps/>")
			k.centered("*", "")
			k.centered("Số "+c.number(), "")
		})
		k.cell("", k.width-left, func() {
			k.centered(party, `<w:b/><w:bCs/><w:sz w:val="30"/><w:szCs w:val="30"/><w:u w:val="single"/>`)
			k.paragraph("Between", "")
			k.centered(date, "<w:i/><w:iCs/>")
		})
	})
	k.raw("</w:tbl>")
}

func (k *compiledWriter) centered(text, properties string) {
	k.raw(`<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/><w:jc w:val="center"/></w:pPr>`)
	k.run(properties, text)
	k.raw("</w:p>")
}

// signatures are who gets the report, and who signs it.
func (k *compiledWriter) signatures() {
	c := k.c
	recipients := c.Recipients
	if recipients == nil {
		recipients = []string{"Đoàn Chủ tịch", "Các tổ thảo luận", "Lưu: " + inSentence(c.issuer())}
	}
	by := "TM. " + c.issuer()
	if c.Form == PartyForm {
		by = "T/M " + c.issuer()
	}
	half := k.width / 2
	k.plainTable(half, k.width-half)
	k.row("<w:cantSplit/>", func() {
		k.cell("", half, func() {
			if c.Form == PartyForm {
				k.raw(`<w:p><w:pPr><w:keepNext/><w:spacing w:before="120" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/><w:jc w:val="left"/></w:pPr>`)
				k.run(`<w:u w:val="single"/>`, "Nơi nhận:")
				k.raw("</w:p>")
			} else {
				k.paragraph("RecipientsHead", "Nơi nhận:")
			}
			for i, to := range recipients {
				end := ";"
				if i == len(recipients)-1 {
					end = "."
				}
				k.paragraph("Recipients", "- "+oneLine(to)+end)
			}
		})
		k.cell("", k.width-half, func() {
			k.paragraph("Signature", by)
			if office := oneLine(c.Office); office != "" {
				k.paragraph("Signature", office)
			}
			k.paragraph("SignatureRoom", "")
			if name := oneLine(c.SignedBy); name != "" {
				k.paragraph("Signatory", name)
			}
		})
	})
	k.raw("</w:tbl>")
}

// confirmation is what holds the signed report to what it says, with the way to check it.
func (k *compiledWriter) confirmation() {
	c := k.c
	k.paragraph("Together", "")
	k.paragraph("Recipients", fmt.Sprintf("Ký trên hệ thống: %s, %s; tổng hợp đến bản ghi số %d.", oneLine(c.SignedBy), clock(c.SignedAt), c.AsOf))
	k.paragraph("Recipients", "Mã kiểm tra (SHA-256) của nội dung: "+c.Hash+".")
	if c.Verify == "" {
		return
	}
	k.paragraph("Recipients", "Xác nhận tại: "+oneLine(c.Verify))
	k.qr("rId5")
}

// qr draws the code of the verification page, which is the picture with that relation.
func (k *compiledWriter) qr(relation string) {
	const side = 990_000 // EMU: 27.5 mm
	k.raw(fmt.Sprintf(`<w:p><w:pPr><w:ind w:firstLine="0"/><w:jc w:val="left"/></w:pPr><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[1]d"/>`+
		`<wp:docPr id="1" name="QR" descr="%[2]s"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">`+
		`<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="verify.png"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="%[3]s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[1]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		side, escape(clean("Mã QR của "+oneLine(k.c.Verify))), relation))
}
