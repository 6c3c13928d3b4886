package extract

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"
)

// start takes the beginning of an element.
func (s *story) start(e xml.StartElement) error {
	name, p := e.Name.Local, s.at()
	switch name {
	case "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange", "tblGridChange", "numberingChange":
		s.r.warn(TrackedChanges, 0)
		s.skip = 1
	case "AlternateContent":
		s.chosen.begin(s.read)
	case "Choice", "Fallback":
		if s.chosen.passes(e, s.read) {
			s.skip, s.other.within = 1, true
		}
	case "t", "delText":
		s.inText++
	case "p":
		s.all = append(s.all, &paragraph{level: -1})
	case "r":
		if p != nil {
			p.own, p.run = toggles{}, ""
		}
	case "ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel":
		s.change(name, p)
	case "rt": // how a word is spoken, above it
		if s.parent(1) == "ruby" && p != nil {
			s.out = append(s.out, &sink{})
			s.all = append(s.all, &paragraph{level: -1, counted: true, style: p.style})
		}
	case "tr":
		s.rows = append(s.rows, row{})
	case "tc":
		s.out = append(s.out, &sink{})
	case "txbxContent":
		s.out = append(s.out, &sink{})
	case "hidden":
		if n := len(s.rows); n > 0 && s.parent(1) == "trPr" && switched(e) && !s.rows[n-1].hidden {
			s.rows[n-1].hidden = true
			s.dark = append(s.dark, len(s.path)-2)
		}
	case "footnoteReference":
		s.notedNow = true
	case "numRestart":
		s.restarts = s.restarts || attr(e, "val") == "eachSect" && s.parent(1) == "footnotePr"
	default:
		if p != nil && s.inParagraph(e, p) {
			return nil
		}
		return s.drawing(e)
	}
	return nil
}

// inParagraph takes what is in a paragraph besides its words.
func (s *story) inParagraph(e xml.StartElement, p *paragraph) bool {
	switch e.Name.Local {
	case "pStyle":
		p.style = attr(e, "val")
	case "numId":
		p.num = attr(e, "val")
		if p.level < 0 {
			p.level = 0
		}
	case "ilvl":
		p.level = levelOf(attr(e, "val"))
	case "rStyle":
		if s.parent(2) != "pPr" {
			p.run = attr(e, "val")
		}
	case "caps", "smallCaps", "vanish", "rFonts":
		switch {
		case s.parent(1) != "rPr":
		case s.parent(2) == "pPr":
			p.mark.set(e)
		default:
			p.own.set(e)
		}
	case "tab":
		if len(e.Attr) > 0 || s.parent(1) != "r" {
			return true // a stop
		}
		s.say("\t")
	case "ptab":
		s.say("\t")
	case "br", "cr":
		if attr(e, "type") == "page" {
			s.breakPage()
		} else {
			s.say("\n")
		}
	case "lastRenderedPageBreak":
		if !s.fresh {
			s.breakPage()
		}
	case "noBreakHyphen":
		s.say("-")
	case "sym":
		s.say(symbolOf(attr(e, "font"), attr(e, "char")))
	default:
		return s.inField(e)
	}
	return true
}

// symbolOf is a sign of a font of signs: boxes, of which one may be ticked, are read.
func symbolOf(font, char string) string {
	n, err := strconv.ParseUint(char, 16, 32)
	if err != nil {
		return ""
	}
	if box := map[string]map[uint64]string{
		"Wingdings":   {0xfd: "☒", 0xfe: "☑", 0xa8: "☐", 0x6f: "☐", 0x71: "☐", 0xfc: "✓", 0x78: "☒"},
		"Wingdings 2": {0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xa3: "☐", 0x50: "✓", 0x2a: "☐"},
	}[font][n&0xff]; box != "" {
		return box
	}
	if n >= 0xf000 && n <= 0xf0ff {
		return "•"
	}
	return string(rune(n)) //nolint:gosec // 32 bits were read
}

// change takes the beginning of what was inserted, deleted or moved: of words, of a paragraph's
// mark, of a row or a cell.
func (s *story) change(name string, p *paragraph) {
	gone := name == "del" || name == "moveFrom" || name == "cellDel"
	switch within := s.parent(1); {
	case within == "rPr" && s.parent(2) == "pPr":
		s.r.warn(TrackedChanges, 0)
		if p != nil {
			p.markGone = p.markGone || gone
		}
	case within == "rPr" || within == "ctrlPr" || within == "numPr":
	case within == "trPr":
		s.r.warn(TrackedChanges, 0)
		if n := len(s.rows); n > 0 && gone && !s.rows[n-1].deleted {
			s.rows[n-1].deleted = true
			s.deleted++
		}
	case within == "tcPr":
		s.r.warn(TrackedChanges, 0)
		if n := len(s.rows); n > 0 && gone && !s.rows[n-1].cell {
			s.rows[n-1].cell = true
			s.deleted++
		}
	case gone:
		s.deleted++
	default:
		s.inserted++
	}
}

// end takes the end of an element.
func (s *story) end(name string) {
	switch name {
	case "t", "delText":
		s.inText--
	case "p":
		if p := s.at(); p != nil {
			s.finish()
			s.endSection(p.section)
		}
	case "rt":
		if s.parent(1) == "ruby" && len(s.all) > 1 && len(s.out) > 1 {
			s.finish()
			text := s.sink().all()
			s.out = s.out[:len(s.out)-1]
			s.box(text)
		}
	case "AlternateContent":
		s.chosen.end()
	case "ins", "del", "moveFrom", "moveTo":
		switch s.parent(1) {
		case "rPr", "ctrlPr", "numPr", "trPr", "tcPr":
			return
		}
		if name == "del" || name == "moveFrom" {
			s.deleted--
		} else {
			s.inserted--
		}
	case "txbxContent":
		if len(s.out) > 1 {
			text := s.sink().all()
			s.out = s.out[:len(s.out)-1]
			s.box(text)
		}
	case "tc":
		s.endCell()
	case "tr":
		s.endRow()
	case "sectPr":
		if p := s.at(); p != nil { // which is the last of its section
			p.section = true
		}
		s.endSection(s.at() == nil)
	case "inline", "anchor", "pict", "object":
		s.sized = false
	default:
		s.endField(name)
	}
}

// endSection counts a section with footnotes where it ends.
func (s *story) endSection(ends bool) {
	if ends {
		s.noted += one(s.notedNow)
		s.notedNow = false
	}
}

func (s *story) endCell() {
	n := len(s.rows)
	if len(s.out) < 2 || n == 0 {
		return
	}
	text := strings.Trim(s.sink().all(), "\n")
	s.out = s.out[:len(s.out)-1]
	if s.rows[n-1].cell {
		s.rows[n-1].cell = false
		s.deleted--
		return
	}
	s.rows[n-1].cells = append(s.rows[n-1].cells, text)
}

// endRow writes a row as a line, or the lines of its cells one cell after the other where one has
// several.
func (s *story) endRow() {
	n := len(s.rows)
	if n == 0 {
		return
	}
	r := s.rows[n-1]
	s.rows = s.rows[:n-1]
	if r.deleted {
		s.deleted--
		return
	}
	between := "\t"
	for _, cell := range r.cells {
		if strings.ContainsAny(cell, "\n\f") {
			between = "\n"
		}
	}
	if text := rowOf(r.cells, between); strings.TrimSpace(text) != "" {
		s.sink().write(text + "\n")
	}
}

// drawing takes what is drawn: charts, SmartArt, watermarks, pictures and their descriptions.
func (s *story) drawing(e xml.StartElement) error {
	switch name := e.Name.Local; name {
	case "extent":
		s.size[0], s.size[1] = extent(e, "cx", "cy")
		s.sized = true
	case "docPr", "cNvPr":
		if attr(e, "hidden") == "1" || attr(e, "hidden") == "true" {
			s.dark = append(s.dark, len(s.path)-1)
		}
		s.describe(e)
	case "shape", "rect", "roundrect", "oval", "line", "polyline":
		if strings.Contains(strings.ReplaceAll(attr(e, "style"), " ", ""), "visibility:hidden") {
			s.dark = append(s.dark, len(s.path))
		}
		if w, h := cssExtent(attr(e, "style")); w > 0 || h > 0 {
			s.size, s.sized = [2]int64{w, h}, true
		}
		s.describe(e)
	case "textpath":
		s.box(attr(e, "string"))
	case "imagedata", "blip":
		if cmp.Or(attrIn(e, "r", "id"), attrIn(e, "r", "embed"), attrIn(e, "r", "link")) == "" || s.deleted > 0 {
			return nil
		}
		if !s.sized {
			s.size = [2]int64{}
		}
		s.c.pictured(s.size[0], s.size[1])
	case "chart":
		return s.figure(s.c.figureOf(s.relations[attrIn(e, "r", "id")].target))
	case "relIds":
		return s.figure(s.c.smartArt(s.relations, e))
	}
	return nil
}

func (s *story) figure(text string, err error) error {
	s.box(text)
	return err
}

// describe gives the door what a description says.
func (s *story) describe(e xml.StartElement) {
	if text := alternative(e); text != "" {
		s.gone.write(text + "\n\n")
	}
}
