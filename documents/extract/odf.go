package extract

import (
	"cmp"
	"context"
	"encoding/xml"
	"strconv"
	"strings"

	"plenum/documents/legacy"
)

// readODF reads OpenDocument as it is shown: text by its soft page breaks, a page for each sheet or
// slide. Headers, footers and master pages stand before the first page, embedded charts and tables
// after the last. Changes are in their final view.
func readODF(ctx context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	if !c.has("content.xml") {
		return ErrBroken
	}
	encrypted := false
	if err := c.walk("META-INF/manifest.xml", func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		encrypted = encrypted || ok && e.Name.Local == "encryption-data"
		return nil
	}); err != nil {
		return err
	}
	if encrypted {
		return ErrEncrypted
	}
	w := newODF(r)
	w.edges = true
	if err := c.walk("styles.xml", w.token); err != nil {
		return err
	}
	edges := w.take()
	w.edges = false
	if err := c.walk("content.xml", w.token); err != nil {
		return err
	}
	pages := strings.Split(strings.TrimPrefix(w.take(), "\f"), "\f")
	for _, object := range c.matching("", "/content.xml") {
		if err := c.walk(object, w.token); err != nil {
			return err
		}
	}
	pages[0] = edges + pages[0]
	if more := strings.ReplaceAll(w.take(), "\f", "\n"); more != "" {
		pages[len(pages)-1] += "\n" + more
	}
	for _, page := range pages {
		r.addTables(page)
	}
	r.hideAll(w.door.String())
	if len(c.matching("Basic/", ".xml")) > 0 || len(c.matching("Scripts/", "")) > 0 {
		r.warn(Macros, 0)
	}
	if err := c.odfProperties(r); err != nil {
		return err
	}
	c.text = true
	c.fonts(r, "")
	if err := c.leftXML(r); err != nil {
		return err
	}
	c.asides(r)
	return c.carried(ctx, f, r)
}

func (c *container) odfProperties(r *Result) error {
	name := ""
	var text strings.Builder
	return c.walk("meta.xml", func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			name = cmp.Or(attrIn(t, "meta", "name"), t.Name.Local)
			text.Reset()
		case xml.CharData:
			if text.Len() < 4096 {
				text.Write(t)
			}
		case xml.EndElement:
			r.property(name, text.String())
			text.Reset()
			name = ""
		}
		return nil
	})
}

// odf collects the text of OpenDocument's paragraphs.
type odf struct {
	r      *Result
	styles map[string]odfStyle // by family and name
	faces  map[string]string   // families of fonts by the name that styles have for them
	lists  map[string]odfLevels
	counts map[string]*[odfDepth]int // of the items of each list, by its style

	frames []odfFrame
	sinks  []*strings.Builder
	door   strings.Builder

	style   string // that is being defined
	listing string // the same of a list
	label   string // of the next paragraph
	columns []bool // of the table: which are hidden
	cell    int    // of the row
	size    int
	edges   bool // it is the styles that are read, whose text is in headers, footers and master pages
}

// odfFrame is what holds within an element.
type odfFrame struct {
	name   string
	hide   bool // no reader sees it
	caps   bool
	fonts  legacy.Encoding
	text   *strings.Builder // of the paragraph; nil: between paragraphs
	list   string           // its style
	level  int              // of the list, from 1
	kind   string           // spreadsheet or presentation
	edge   bool             // a header, a footer or a master page is around it
	silent bool             // what stands here is nobody's text
	unseen bool             // a row or a column is not shown: its words are told of
	size   string           // of a drawing's frame, as in a style of HTML
}

// odfStyle is what a style says, and its parent's where it says nothing.
type odfStyle struct {
	parent, font, transform, display string
}

func newODF(r *Result) *odf {
	return &odf{r: r, styles: map[string]odfStyle{}, faces: map[string]string{}, lists: map[string]odfLevels{}, counts: map[string]*[odfDepth]int{}, sinks: []*strings.Builder{{}}, frames: []odfFrame{{}}}
}

// take gives what was collected so far.
func (w *odf) take() string {
	text := w.sinks[0].String()
	w.sinks, w.frames = []*strings.Builder{{}}, []odfFrame{{}}
	return text
}

func (w *odf) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		frame := w.frames[len(w.frames)-1]
		frame.name = t.Name.Space + ":" + t.Name.Local
		w.begin(t, &frame)
		w.frames = append(w.frames, frame)
	case xml.EndElement:
		if len(w.frames) > 1 {
			frame := w.frames[len(w.frames)-1]
			w.frames = w.frames[:len(w.frames)-1]
			w.finish(frame)
		}
	case xml.CharData:
		frame := w.frames[len(w.frames)-1]
		if frame.text != nil && !frame.silent {
			w.put(frame, blanks(string(t)))
		}
	}
	return nil
}

// blanks makes one blank of white space, as OpenDocument does (1.3, 6.1.2).
func blanks(s string) string {
	if !strings.ContainsAny(s, "\n\r\t") && !strings.Contains(s, "  ") {
		return s
	}
	out := strings.Join(strings.Fields(s), " ")
	if out == "" {
		return " "
	}
	if strings.ContainsAny(s[:1], " \n\r\t") {
		out = " " + out
	}
	if strings.ContainsAny(s[len(s)-1:], " \n\r\t") {
		out += " "
	}
	return out
}

// put writes text where the frame says.
func (w *odf) put(frame odfFrame, s string) {
	if frame.fonts != "" && !ascii(s) {
		s = frame.fonts.Text(s)
		w.r.warn(TextLegacy, 0)
	}
	if frame.caps {
		s = strings.ToUpper(s)
	}
	if w.size += len(s); w.size > 2*maxText {
		return
	}
	if frame.hide {
		if frame.unseen && strings.TrimSpace(s) != "" {
			w.r.warn(HiddenText, 0)
		}
		w.door.WriteString(s)
	} else {
		frame.text.WriteString(s)
	}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// begin enters an element.
func (w *odf) begin(t xml.StartElement, frame *odfFrame) {
	if w.define(t) {
		frame.silent = true
		return
	}
	switch frame.name {
	case "text:p", "text:h":
		frame.text = &strings.Builder{}
		w.sinks = append(w.sinks, &strings.Builder{})
		w.shape(frame, "paragraph", attrIn(t, "text", "style-name"))
		frame.silent = false
		if label := w.number(t, frame); label != "" {
			w.put(*frame, label+" ")
		}
	case "text:span", "text:a":
		w.shape(frame, "text", attrIn(t, "text", "style-name"))
	case "text:s":
		n, _ := strconv.Atoi(attrIn(t, "text", "c"))
		w.within(frame, strings.Repeat(" ", min(max(1, n), 100)), true)
	case "text:tab":
		w.within(frame, "\t", true)
	case "text:line-break":
		w.within(frame, "\n", true)
	case "text:soft-page-break":
		if frame.text != nil {
			w.within(frame, "\f", !frame.hide)
		} else if !frame.hide {
			w.sink("\f")
		}
	case "text:tracked-changes":
		frame.hide = true
	case "text:changed-region", "table:tracked-changes":
		w.r.warn(TrackedChanges, 0)
		frame.hide = true
	case "office:annotation":
		w.r.warn(Comments, 0)
		frame.hide, frame.text = true, nil
	case "text:section":
		w.hidden(frame, attrIn(t, "text", "display") == "none" || attrIn(t, "text", "is-hidden") == "true", HiddenText)
	case "text:hidden-paragraph":
		if attrIn(t, "text", "is-hidden") == "true" {
			w.hideParagraph(frame)
		}
	case "text:hidden-text": // by a condition
		if hidden := attrIn(t, "text", "is-hidden") == "true"; !hidden {
			w.within(frame, attrIn(t, "text", "string-value"), true)
		} else if frame.text != nil {
			w.hidden(frame, true, HiddenText)
			w.put(*frame, attrIn(t, "text", "string-value")+"\n")
		}
		frame.silent = true
	case "text:conditional-text": // one of the two is shown
		w.door.WriteString(firstBytes(attrIn(t, "text", "string-value-if-true")+"\n"+attrIn(t, "text", "string-value-if-false")+"\n", 2000))
	case "math:mi", "math:mn", "math:mo", "math:ms", "math:mtext":
		frame.text, frame.silent = &strings.Builder{}, false
	case "text:note-citation":
		w.label = "" // it is in the paragraph; the note follows that
	case "text:list":
		w.enterList(t, frame)
	case "text:list-item":
		w.item(t, frame)
	case "text:list-header":
		w.label = ""
	case "svg:title", "svg:desc":
		frame.hide, frame.text, frame.silent = true, &strings.Builder{}, false
	case "presentation:footer-decl", "presentation:header-decl", "presentation:date-time-decl":
		frame.text, frame.silent = &strings.Builder{}, false
	case "office:spreadsheet", "office:presentation":
		frame.kind = t.Name.Local
	case "draw:page":
		w.sink("\f")
		w.hidden(frame, w.look("drawing-page", attrIn(t, "draw", "style-name")).display == "hidden", HiddenSheets)
	case "draw:frame":
		frame.silent = attrIn(t, "presentation", "placeholder") == "true"
		frame.size = "width:" + attrIn(t, "svg", "width") + ";height:" + attrIn(t, "svg", "height")
	case "draw:image":
		if from := strings.TrimPrefix(attrIn(t, "xlink", "href"), "./"); !strings.HasPrefix(from, "ObjectReplacements/") && !strings.HasPrefix(from, "Pictures/TablePreview") &&
			mayBeStamp(cssExtent(frame.size)) {
			w.r.warn(Unchecked, 0)
		}
	case "table:table":
		w.columns = nil
		if frame.kind == "spreadsheet" {
			w.sink("\f" + attrIn(t, "table", "name") + "\n")
			w.hidden(frame, w.look("table", attrIn(t, "table", "style-name")).display == "false", HiddenSheets)
		}
	case "table:table-column":
		n, _ := strconv.Atoi(attrIn(t, "table", "number-columns-repeated"))
		for range min(max(1, n), 1024-len(w.columns)) {
			w.columns = append(w.columns, away(attrIn(t, "table", "visibility")))
		}
	case "table:table-row":
		w.cell = 0
		if away(attrIn(t, "table", "visibility")) {
			frame.hide, frame.unseen = true, !frame.hide
		}
		w.sinks = append(w.sinks, &strings.Builder{})
	case "table:table-cell", "table:covered-table-cell":
		w.sinks = append(w.sinks, &strings.Builder{})
		if w.cell < len(w.columns) && w.columns[w.cell] {
			frame.hide, frame.unseen = true, frame.unseen || !frame.hide
		}
		n, _ := strconv.Atoi(attrIn(t, "table", "number-columns-repeated"))
		w.cell += max(1, n)
	case "style:header", "style:footer", "style:header-left", "style:footer-left", "style:header-first", "style:footer-first":
		frame.edge, frame.hide = true, frame.hide || attrIn(t, "style", "display") == "false"
	case "style:master-page":
		frame.edge = true
	case "presentation:notes":
		frame.edge = false // those of the master say nothing
	}
	for _, name := range []string{"label", "current-value"} { // of a form's field
		if value := attrIn(t, "form", name); value != "" && !frame.hide {
			w.sink(value + "\n")
		}
	}
}

func away(visibility string) bool { return visibility == "collapse" || visibility == "filter" }

// within writes what an element stands for, if it is in a paragraph.
func (w *odf) within(frame *odfFrame, s string, really bool) {
	if frame.text != nil && really {
		w.put(*frame, s)
	}
}

func (w *odf) sink(s string) {
	if w.size += len(s); w.size < 2*maxText {
		w.sinks[len(w.sinks)-1].WriteString(s)
	}
}

func (w *odf) hidden(frame *odfFrame, hide bool, code string) {
	if hide && !frame.hide {
		w.r.warn(code, 0)
		frame.hide = true
	}
}

// hideParagraph takes the paragraph around out of what is shown.
func (w *odf) hideParagraph(frame *odfFrame) {
	if frame.text == nil {
		return
	}
	w.r.warn(HiddenText, 0)
	w.door.WriteString(frame.text.String())
	frame.text.Reset()
	for i := len(w.frames) - 1; i > 0 && w.frames[i].text == frame.text; i-- {
		w.frames[i].hide = true
	}
	frame.hide = true
}

// shape gives the frame the form of a style.
func (w *odf) shape(frame *odfFrame, family, name string) {
	s := w.look(family, name)
	if s.transform != "" {
		frame.caps = s.transform == "uppercase" || s.transform == "small-caps"
	}
	if s.font != "" {
		frame.fonts = legacy.Of(cmp.Or(w.faces[s.font], s.font))
	}
	w.hidden(frame, s.display == "none", HiddenText)
}

// look gives a style with what its parents say.
func (w *odf) look(family, name string) odfStyle {
	s := w.styles[family+"/"+name]
	parent := s.parent
	for range 20 {
		up, ok := w.styles[family+"/"+parent]
		if !ok {
			break
		}
		s.font, s.transform, s.display = cmp.Or(s.font, up.font), cmp.Or(s.transform, up.transform), cmp.Or(s.display, up.display)
		if parent == "" {
			break
		}
		parent = up.parent // the style without a name is the default
	}
	return s
}

// finish leaves an element.
func (w *odf) finish(frame odfFrame) {
	outer := w.frames[len(w.frames)-1]
	switch frame.name {
	case "text:p", "text:h":
		after := w.pop()
		if frame.hide {
			w.door.WriteByte('\n')
			return
		}
		if frame.edge || !w.edges {
			w.sink(frame.text.String() + "\n" + after)
		}
	case "presentation:footer-decl", "presentation:header-decl", "presentation:date-time-decl":
		w.sink(frame.text.String() + "\n")
	case "table:table-cell", "table:covered-table-cell":
		if text := strings.TrimRight(w.pop(), "\n"); text != "" {
			w.sink(cellNext + text + "\t")
		}
	case "table:table-row":
		if text := strings.TrimSuffix(w.pop(), "\t"); text != "" {
			w.sink(rowBegins + strings.TrimPrefix(text, cellNext) + rowEnds + "\n")
		}
	case "math:mi", "math:mn", "math:mo", "math:ms", "math:mtext":
		w.sink(frame.text.String() + " ")
	case "math:math":
		w.sink("\n")
	case "style:style", "style:default-style":
		w.style = ""
	case "text:list-style", "text:outline-style":
		w.listing = ""
	}
	if frame.hide && !outer.hide {
		w.door.WriteByte('\n')
	}
}

func (w *odf) pop() string {
	if len(w.sinks) < 2 {
		return ""
	}
	text := w.sinks[len(w.sinks)-1].String()
	w.sinks = w.sinks[:len(w.sinks)-1]
	return text
}
