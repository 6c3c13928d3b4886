package extract

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"slices"
	"strings"
)

// finalDOCX accepts the tracked changes of a Word file, and says of each run that a style hides
// that it is hidden: LibreOffice 7.4 passes over styles without a name. Fields that it would compute
// anew have their saved results (docxresults.go).
func finalDOCX(c *container) (map[string][]byte, error) {
	main, err := c.mainOf("document", "word/document.xml")
	if err != nil {
		return nil, err
	}
	names, err := c.relatedBy(main, "header", "footer", "footnotes", "endnotes")
	if err != nil {
		return nil, err
	}
	hiding, err := c.hidingStyles(main)
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	for _, name := range append(names, main) {
		a := &accepting{containers: []inner{{}}, styles: hiding}
		kept := &results{accepting: a, from: -1}
		err := c.edit(name, func(token xml.Token, written xml.Name, raw []byte) error {
			switch e := token.(type) {
			case xml.StartElement:
				if len(a.path) > maxDepth {
					return errTooMuch
				}
				if a.start(e, written, raw); a.skip == 0 {
					kept.begin(e, max(0, len(a.out)-len(raw)))
				}
			case xml.EndElement:
				from, skipped := len(a.out), a.skip > 0
				if a.end(e.Name, written, raw); !skipped {
					kept.ended(e.Name, from)
				}
			default:
				if a.skip == 0 {
					a.out = append(a.out, raw...)
					kept.text(raw)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if a.changed {
			made[name] = a.out
		}
	}
	return made, nil
}

// hidingStyles are the styles of the file; nil when none hides text.
func (c *container) hidingStyles(main string) (*styles, error) {
	names, err := c.relatedBy(main, "styles")
	if err != nil || len(names) == 0 {
		return nil, err
	}
	all, err := c.styles(names[0])
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // a text without its styles is read too
	}
	for _, s := range all.all {
		if s.runs.vanish != nil && *s.runs.vanish {
			return all, nil
		}
	}
	return nil, nil //nolint:nilnil // as is said above
}

// accepting copies a part without what was deleted and the marks of what was inserted.
type accepting struct {
	out     []byte
	changed bool
	path    []string
	skip    int
	lines   []line // paragraphs within each other
	rows    []cut
	cells   []cut

	chosen     alternates
	drawings   []cut   // within each other, by way of text boxes
	containers []inner // the bodies, cells and boxes within each other

	styles *styles // nil: none hides text
	runs   []run   // within each other, by way of text boxes
}

// run is one whose letters are alike.
type run struct {
	style  string
	own    toggles
	said   bool // whether it is hidden
	closed bool // its properties came as an empty element
}

// line is a paragraph: where it begins in the copy, and where its words do.
type line struct {
	at, words int
	name      string // as the file writes it
	closed    bool   // it came as an empty element
	gone      bool   // its mark
	section   bool
	style     string
}

// cut is a row, a cell or a drawing.
type cut struct {
	at   int
	gone bool
}

// inner is what holds paragraphs.
type inner struct {
	carry      []byte // words of paragraphs whose mark is deleted
	paragraphs int
}

func (a *accepting) parent(n int) string {
	if i := len(a.path) - n; i >= 0 {
		return a.path[i]
	}
	return ""
}

func (a *accepting) start(e xml.StartElement, written xml.Name, raw []byte) {
	name := e.Name
	if a.skip > 0 {
		a.skip++
		return
	}
	a.path = append(a.path, name.Local)
	within := a.parent(2)
	if a.styles != nil {
		raw = a.inRun(e, written, raw)
	}
	switch { // LibreOffice shows drawings that are hidden, and of alternatives each one that it knows
	case name.Space == "mc" && name.Local == "AlternateContent":
		a.chosen.begin(0)
	case name.Space == "mc" && name.Local == "Choice" && a.chosen.passes(e, 0):
		a.changed = true
		a.drop()
		return
	case name.Local == "drawing":
		a.drawings = append(a.drawings, cut{at: len(a.out)})
	case name.Local == "docPr" && len(a.drawings) > 0 && (attr(e, "hidden") == "1" || attr(e, "hidden") == "true"):
		a.drawings[len(a.drawings)-1].gone, a.changed = true, true
	case name.Space == "v" && strings.Contains(strings.ReplaceAll(attr(e, "style"), " ", ""), "visibility:hidden"):
		a.changed = true
		a.drop()
		return
	}
	if name.Space == "w" {
		switch n := name.Local; {
		case n == "del" || n == "moveFrom" || n == "ins" || n == "moveTo" || n == "cellDel" || n == "cellIns" || n == "cellMerge":
			a.changed = true
			gone := n == "del" || n == "moveFrom" || n == "cellDel"
			switch within {
			case "rPr":
				if i := len(a.lines); i > 0 && gone && a.parent(3) == "pPr" {
					a.lines[i-1].gone = true
				}
			case "trPr":
				if i := len(a.rows); i > 0 && gone {
					a.rows[i-1].gone = true
				}
			case "tcPr":
				if i := len(a.cells); i > 0 && gone {
					a.cells[i-1].gone = true
				}
			case "numPr", "ctrlPr":
			default:
				if !gone {
					return // what is inserted stays, without its mark
				}
			}
			a.drop()
			return
		case strings.HasSuffix(n, "Change") && n != "trackChange" || strings.HasPrefix(n, "moveFromRange") || strings.HasPrefix(n, "moveToRange") || n == "numberingChange":
			a.changed = true
			a.drop()
			return
		case n == "p":
			closed := bytes.HasSuffix(raw, []byte("/>"))
			a.lines = append(a.lines, line{at: len(a.out), closed: closed, name: qualified(written)})
			if closed {
				raw = append(slices.Clone(raw[:len(raw)-2]), '>')
			}
			a.out = append(a.out, raw...)
			a.lines[len(a.lines)-1].words = len(a.out)
			return
		case n == "hidden" && within == "trPr" && switched(e):
			if i := len(a.rows); i > 0 { // LibreOffice shows such rows
				a.rows[i-1].gone, a.changed = true, true
			}
		case n == "sectPr" && len(a.lines) > 0 && within == "pPr":
			a.lines[len(a.lines)-1].section = true
		case n == "tr":
			a.rows = append(a.rows, cut{at: len(a.out)})
		case n == "tc":
			a.cells = append(a.cells, cut{at: len(a.out)})
			a.containers = append(a.containers, inner{})
		case holds[n]:
			a.containers = append(a.containers, inner{})
		}
	}
	a.out = append(a.out, raw...)
}

// holds are the elements, besides cells, that hold paragraphs.
var holds = map[string]bool{"body": true, "txbxContent": true, "footnote": true, "endnote": true, "hdr": true, "ftr": true}

// drop leaves out the element that has begun.
func (a *accepting) drop() {
	a.path = a.path[:len(a.path)-1]
	a.skip = 1
}

func qualified(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}

// inRun notes how a run is written, and hides it in its own words where its style does.
func (a *accepting) inRun(e xml.StartElement, written xml.Name, raw []byte) []byte {
	within, n := a.parent(2), len(a.runs)
	switch {
	case e.Name.Space != "w":
	case e.Name.Local == "pStyle" && within == "pPr" && len(a.lines) > 0:
		a.lines[len(a.lines)-1].style = attr(e, "val")
	case e.Name.Local == "rPr" && within == "r" && n > 0:
		if a.runs[n-1].closed = bytes.HasSuffix(raw, []byte("/>")); a.runs[n-1].closed {
			return append(slices.Clone(raw[:len(raw)-2]), '>')
		}
		return raw
	case within == "rPr" && a.parent(3) == "r" && n > 0:
		if a.runs[n-1].own.set(e); e.Name.Local == "rStyle" {
			a.runs[n-1].style = attr(e, "val")
		}
	case e.Name.Local == "r":
		a.runs = append(a.runs, run{})
		return raw
	}
	if within == "r" && n > 0 && a.hides() {
		prefix := strings.TrimSuffix(qualified(written), written.Local)
		a.out = append(a.out, "<"+prefix+"rPr><"+prefix+"vanish/></"+prefix+"rPr>"...)
	}
	return raw
}

// hides reports, once, whether the styles of the run hide it.
func (a *accepting) hides() bool {
	r := &a.runs[len(a.runs)-1]
	if r.said || len(a.lines) == 0 {
		return false
	}
	r.said = true
	style := cmp.Or(a.lines[len(a.lines)-1].style, a.styles.paragraph)
	_, vanish := a.styles.shown(style, r.style, r.own)
	if !vanish || r.own.vanish != nil {
		return false
	}
	a.changed = true
	return true
}

func (a *accepting) end(name, written xml.Name, raw []byte) {
	if a.skip > 0 {
		a.skip--
		return
	}
	a.path = a.path[:max(0, len(a.path)-1)]
	if n := len(a.runs); n > 0 && name.Space == "w" {
		switch {
		case name.Local == "rPr" && a.parent(1) == "r":
			if a.hides() {
				a.out = append(a.out, "<"+strings.TrimSuffix(qualified(written), written.Local)+"vanish/>"...)
			}
			if a.runs[n-1].said = true; a.runs[n-1].closed {
				raw = []byte("</" + qualified(written) + ">")
			}
		case name.Local == "r":
			a.runs = a.runs[:n-1]
		}
	}
	if name.Space != "w" {
		if name.Space == "mc" && name.Local == "AlternateContent" {
			a.chosen.end()
		}
		a.out = append(a.out, raw...)
		return
	}
	switch n := name.Local; {
	case n == "drawing" && len(a.drawings) > 0:
		d := a.drawings[len(a.drawings)-1]
		a.drawings = a.drawings[:len(a.drawings)-1]
		if a.out = append(a.out, raw...); d.gone {
			a.out = a.out[:d.at]
		}
		return
	case n == "ins" || n == "moveTo":
		return
	case n == "pPr" && len(a.lines) > 0 && a.parent(1) == "p":
		a.out = append(a.out, raw...)
		a.lines[len(a.lines)-1].words = len(a.out)
		return
	case n == "p" && len(a.lines) > 0:
		a.paragraph(raw)
		return
	case n == "tc" && len(a.cells) > 0:
		a.close(raw)
		c := a.cells[len(a.cells)-1]
		a.cells = a.cells[:len(a.cells)-1]
		if a.out = append(a.out, raw...); c.gone {
			a.out = a.out[:c.at]
		}
		return
	case n == "tr" && len(a.rows) > 0:
		r := a.rows[len(a.rows)-1]
		a.rows = a.rows[:len(a.rows)-1]
		if a.out = append(a.out, raw...); r.gone {
			a.out = a.out[:r.at]
		}
		return
	case holds[n]:
		a.close(raw)
	}
	a.out = append(a.out, raw...)
}

// paragraph ends one: without its mark its words go on in the next.
func (a *accepting) paragraph(raw []byte) {
	l := a.lines[len(a.lines)-1]
	a.lines = a.lines[:len(a.lines)-1]
	holder := &a.containers[len(a.containers)-1]
	if l.gone && !l.section {
		holder.carry = append(holder.carry, a.out[l.words:]...)
		a.out = a.out[:l.at]
		return
	}
	if len(holder.carry) > 0 {
		a.out = slices.Insert(a.out, l.words, holder.carry...)
		holder.carry = nil
	}
	holder.paragraphs++
	if l.closed {
		raw = []byte("</" + l.name + ">")
	}
	a.out = append(a.out, raw...)
}

// close ends what holds paragraphs: the last one's words stay, and there is one at least.
func (a *accepting) close(raw []byte) {
	holder := a.containers[len(a.containers)-1]
	if len(a.containers) > 1 {
		a.containers = a.containers[:len(a.containers)-1]
	}
	if len(holder.carry) == 0 && holder.paragraphs > 0 || len(raw) == 0 {
		return
	}
	prefix, _, found := strings.Cut(strings.TrimPrefix(string(raw), "</"), ":")
	name := "p"
	if found {
		name = prefix + ":p"
	}
	a.out = append(a.out, ("<" + name + ">" + string(holder.carry) + "</" + name + ">")...)
}
