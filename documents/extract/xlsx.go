package extract

import (
	"context"
	"encoding/xml"
	"strconv"
	"strings"
)

// readXLSX gives a page for each sheet: its name, the headers of its pages, a line for each row
// with its cells as they are shown, its text boxes and charts. Sheets, rows, columns and values
// that are not shown, comments and hints are for the door.
func readXLSX(ctx context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	main, err := c.mainOf("workbook", "xl/workbook.xml")
	if err != nil {
		return err
	}
	relations, err := c.relations(main)
	if err != nil {
		return err
	}
	w := &workbook{c: c, r: r}
	if err := w.open(main); err != nil {
		return err
	}
	defer w.formats.Close()
	type sheet struct{ name, part, state string }
	var sheets []sheet
	if err := c.walk(main, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "sheet" && len(sheets) < maxPages {
			sheets = append(sheets, sheet{attr(e, "name"), relations[attrIn(e, "r", "id")].target, attr(e, "state")})
		}
		return nil
	}); err != nil {
		return err
	}
	for _, s := range sheets {
		if !c.has(s.part) {
			continue
		}
		text, err := w.sheet(s.part, len(r.Pages)+1)
		if err != nil {
			return err
		}
		text = s.name + "\n" + text
		if s.state == "hidden" || s.state == "veryHidden" {
			r.warn(HiddenSheets, 0)
			r.hide(text, 0)
			continue
		}
		r.addTables(text)
	}
	r.hide(w.gone.String(), 0)
	return c.finish(ctx, f, r, main)
}

// workbook is what sheets share.
type workbook struct {
	c       *container
	r       *Result
	shared  []string
	formats *cellFormats
	gone    words
}

func (w *workbook) open(main string) error {
	strings, err := w.c.relatedBy(main, "sharedStrings")
	if err != nil {
		return err
	}
	for _, part := range strings {
		if w.shared, err = w.c.sharedStrings(part); err != nil {
			return err
		}
	}
	styles, err := w.c.relatedBy(main, "styles")
	if err != nil {
		return err
	}
	w.formats = &cellFormats{}
	if err := w.c.walk(main, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "workbookPr" && (attr(e, "date1904") == "1" || attr(e, "date1904") == "true") {
			w.formats.From1904 = true
		}
		return nil
	}); err != nil {
		return err
	}
	for _, part := range styles {
		if err := w.c.walk(part, w.formats.token); err != nil {
			return err
		}
		w.gone.write(w.formats.conditional.String())
	}
	return nil
}

func (w *workbook) sheet(part string, page int) (string, error) {
	s := &cells{workbook: w}
	if err := w.c.walk(part, s.token); err != nil {
		return "", err
	}
	text := s.edges.String() + s.String()
	drawings, err := w.c.relatedBy(part, "drawing")
	if err != nil {
		return "", err
	}
	for _, drawing := range drawings {
		d := &shapes{container: w.c, r: w.r, gone: &w.gone}
		if err := d.part(drawing); err != nil {
			return "", err
		}
		text += d.String()
	}
	old, err := w.c.relatedBy(part, "vmlDrawing")
	if err != nil {
		return "", err
	}
	for _, drawing := range old {
		v := &oldShapes{c: w.c, gone: &w.gone}
		if err := w.c.walk(drawing, v.token); err != nil {
			return "", err
		}
		text += v.String()
	}
	return text, w.c.remarks(w.r, part, page)
}

func (c *container) sharedStrings(part string) (out []string, err error) {
	var text strings.Builder
	total, inText, spoken := 0, false, 0
	err = c.walk(part, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "rPh" { // how it is spoken
				spoken++
			}
			inText = t.Name.Local == "t" && spoken == 0
		case xml.CharData:
			if inText && total < maxText {
				total += len(t)
				text.Write(t)
			}
		case xml.EndElement:
			inText = false
			switch t.Name.Local {
			case "rPh":
				spoken--
			case "si":
				out = append(out, text.String())
				text.Reset()
			}
		}
		return nil
	})
	return out, err
}

// cells collects the values of a sheet.
type cells struct {
	words
	*workbook
	edges words // headers and footers of its pages

	kind    string
	format  int
	value   strings.Builder
	inside  bool
	formula bool
	valued  bool
	spoken  int
	edge    bool

	column    int
	hiddenRow bool
	shown     bool // a cell of the row is
	zero      bool // rows are hidden unless they say otherwise
	hidden    [][2]int
}

func (w *cells) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		w.begin(t)
	case xml.CharData:
		if (w.inside && w.spoken == 0 || w.edge) && w.value.Len() < maxPageText {
			w.value.Write(t)
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "v", "t":
			w.inside = false
		case "rPh":
			w.spoken--
		case "c":
			w.cell()
		case "row":
			if w.shown {
				w.write(rowEnds)
				w.shown = false
			}
			w.write("\n")
			w.gone.write("\n")
		case "oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter":
			w.edge = false
			w.edges.write(edgeText(w.value.String()))
		}
	}
	return nil
}

func (w *cells) begin(e xml.StartElement) {
	switch e.Name.Local {
	case "sheetFormatPr":
		w.zero = attr(e, "zeroHeight") == "1" || attr(e, "zeroHeight") == "true"
	case "col":
		if attr(e, "hidden") == "1" || attr(e, "hidden") == "true" {
			from, _ := strconv.Atoi(attr(e, "min"))
			to, _ := strconv.Atoi(attr(e, "max"))
			w.hidden = append(w.hidden, [2]int{from, to})
		}
	case "row":
		w.column = 0
		hidden := attr(e, "hidden")
		w.hiddenRow = hidden == "1" || hidden == "true" || hidden == "" && w.zero
	case "c":
		w.column++
		if at := columnOf(attr(e, "r")); at > 0 {
			w.column = at
		}
		w.kind, w.formula, w.valued = attr(e, "t"), false, false
		w.format, _ = strconv.Atoi(attr(e, "s"))
		w.value.Reset()
	case "f":
		w.formula = true
	case "v", "t":
		w.inside, w.valued = true, true
	case "rPh":
		w.spoken++
	case "oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter":
		w.edge = true
		w.value.Reset()
	case "dataValidation":
		for _, hint := range []string{"promptTitle", "prompt", "errorTitle", "error"} {
			w.hint(attr(e, hint))
		}
	case "numFmt": // of a condition
		w.gone.write(literals(attr(e, "formatCode")) + "\n")
	case "hyperlink":
		w.hint(attr(e, "tooltip"))
	}
}

func (w *cells) hint(text string) {
	if text != "" {
		w.gone.write(text + "\n\n")
	}
}

// cell writes a cell as it is shown; what is not shown goes to the door.
func (w *cells) cell() {
	value := w.value.String()
	if w.formula && !w.valued {
		w.r.warn(Unchecked, 0) // its program left the result to be computed
	}
	if w.kind == "s" {
		i, err := strconv.Atoi(strings.TrimSpace(value))
		value = ""
		if err == nil && i >= 0 && i < len(w.shared) {
			value = w.shared[i]
		}
	}
	if value == "" {
		return
	}
	text := w.formats.show(value, w.kind, w.format)
	hidden := w.hiddenRow
	for _, columns := range w.hidden {
		hidden = hidden || w.column >= columns[0] && w.column <= columns[1]
	}
	if strings.TrimSpace(text) == "" || hidden {
		if strings.TrimSpace(value) != "" && w.kind != "n" && w.kind != "" || hidden {
			w.r.warn(HiddenText, 0)
		}
		w.gone.write(value + "\t" + text + "\t")
		return
	}
	mark := rowBegins
	if w.shown {
		mark = cellNext
	}
	w.write(mark + text + "\t")
	w.shown = true
}

// columnOf is the number of a cell's column: 28 of AB7; 0 when it has no name.
func columnOf(name string) (n int) {
	for i := range len(name) {
		if name[i] < 'A' || name[i] > 'Z' || n > 1<<20 {
			break
		}
		n = n*26 + int(name[i]-'A') + 1
	}
	return n
}

// edgeText gives the words of a header or footer, a line for each of its parts (ECMA-376, part 1,
// 18.3.1.46).
func edgeText(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		if code[i] != '&' || i+1 == len(code) {
			b.WriteByte(code[i])
			continue
		}
		i++
		switch c := code[i]; {
		case c == '&':
			b.WriteByte('&')
		case c == 'L' || c == 'C' || c == 'R':
			b.WriteByte('\n')
		case c == '"': // a font
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case c == 'K': // a colour
			for n := 0; n < 6 && i+1 < len(code) && strings.IndexByte("0123456789ABCDEFabcdef+-", code[i+1]) >= 0; n++ {
				i++
			}
		case c >= '0' && c <= '9': // a size
			for i+1 < len(code) && code[i+1] >= '0' && code[i+1] <= '9' {
				i++
			}
		}
	}
	return strings.TrimSpace(b.String()) + "\n"
}

// oldShapes collects the words of a sheet's drawings in VML: boxes, buttons, watermarks.
type oldShapes struct {
	words
	c      *container
	gone   *words
	inText int
	w, h   int64
}

func (s *oldShapes) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "shape", "rect":
			s.w, s.h = cssExtent(attr(t, "style"))
			if text := alternative(t); text != "" {
				s.gone.write(text + "\n\n")
			}
		case "textbox":
			s.inText++
		case "textpath":
			s.write(attr(t, "string") + "\n")
		case "imagedata":
			s.c.pictured(s.w, s.h)
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "textbox":
			s.inText--
			s.write("\n")
		case "div", "br", "p":
			if s.inText > 0 {
				s.write("\n")
			}
		}
	case xml.CharData:
		if s.inText > 0 {
			s.write(strings.TrimSpace(string(t)) + " ")
		}
	}
	return nil
}
