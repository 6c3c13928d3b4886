package extract

import (
	"cmp"
	"context"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// words collects the text of a part: what stands in text elements, with line
// breaks at the ends of paragraphs. It leaves out what is shown twice (mc:Fallback), deleted or an instruction.
type words struct {
	strings.Builder
	inText int
	skip   int
	breaks bool // page breaks are written as form feeds
}

func (w *words) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		w.start(t)
	case xml.EndElement:
		switch {
		case skipped(t.Name.Local):
			w.skip--
		case w.skip > 0:
		case t.Name.Local == "t":
			w.inText--
		case t.Name.Local == "p", t.Name.Local == "tr":
			w.write("\n")
		case t.Name.Local == "tc":
			w.write("\t")
		}
	case xml.CharData:
		if w.inText > 0 && w.skip == 0 {
			w.write(string(t))
		}
	}
	return nil
}

func (w *words) start(t xml.StartElement) {
	switch name := t.Name.Local; {
	case skipped(name):
		w.skip++
	case w.skip > 0:
	case name == "t":
		w.inText++
	case name == "tab" && t.Name.Space == "w" && len(t.Attr) == 0:
		w.write("\t")
	case name == "br" && attr(t, "type") == "page", name == "lastRenderedPageBreak":
		if w.breaks {
			w.write("\f")
		}
	case name == "br" || name == "cr":
		w.write("\n")
	case name == "noBreakHyphen":
		w.write("-")
	}
}

// write stops taking at twice the limit of the whole text, so that a part cannot fill the memory.
func (w *words) write(s string) {
	if w.Len() < 2*maxText {
		w.WriteString(s)
	}
}

func skipped(name string) bool {
	return name == "Fallback" || name == "delText" || name == "instrText" || name == "del"
}

// text gives the words of a part.
func (c *container) text(name string, breaks bool) (string, error) {
	w := words{breaks: breaks}
	err := c.walk(name, w.token)
	return w.String(), err
}

// all gives the words of several parts.
func (c *container) all(names []string) (string, error) {
	slices.Sort(names)
	var out strings.Builder
	for _, name := range names {
		text, err := c.text(name, false)
		if err != nil {
			return "", err
		}
		if text = strings.TrimSpace(text); text != "" && out.Len() < maxText {
			out.WriteString(text + "\n")
		}
	}
	return out.String(), nil
}

// readDOCX gives the body by pages where the writing program noted their ends.
// Headers stand before the first page and footers after the last, where a marking would be seen; notes and comments follow.
func readDOCX(_ context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	if !c.has("word/document.xml") {
		return ErrBroken
	}
	body, err := c.text("word/document.xml", true)
	if err != nil {
		return err
	}
	headers, err := c.all(c.matching("word/header", ".xml"))
	if err != nil {
		return err
	}
	var rest []string
	for _, begin := range []string{"word/footer", "word/footnotes", "word/endnotes", "word/comments"} {
		rest = append(rest, c.matching(begin, ".xml")...)
	}
	tail, err := c.all(rest)
	if err != nil {
		return err
	}
	pages := strings.Split(body, "\f")
	pages[0] = headers + pages[0]
	pages[len(pages)-1] += "\n" + tail
	for _, page := range pages {
		r.add(page)
	}
	return c.finish(r, "word/")
}

// finish notes programs, properties and fonts of an Open XML file.
func (c *container) finish(r *Result, folder string) error {
	if c.has(folder + "vbaProject.bin") {
		r.warn(Macros, 0)
	}
	if len(c.matching(folder+"embeddings/", "")) > 0 {
		r.warn(Attachments, 0)
	}
	if err := c.properties(r); err != nil {
		return err
	}
	c.fonts(r, folder)
	return nil
}

// readPPTX gives a page for each slide in the order of the show, with its notes.
func readPPTX(_ context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	slides, err := c.ordered("ppt/presentation.xml", "sldId")
	if err != nil {
		return err
	}
	for _, slide := range slides {
		text, err := c.text(slide, false)
		if err != nil {
			return err
		}
		more, err := c.related(slide, "notesSlide", "comments")
		if err != nil {
			return err
		}
		r.add(text + more)
	}
	return c.finish(r, "ppt/")
}

// ordered are the parts that a main part lists by elements of a name.
func (c *container) ordered(main, element string) (names []string, err error) {
	if !c.has(main) {
		return nil, ErrBroken
	}
	relations, err := c.relations(main)
	if err != nil {
		return nil, err
	}
	err = c.walk(main, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == element && len(names) < maxPages {
			if target := relations[attrIn(e, "r", "id")].target; c.has(target) {
				names = append(names, target)
			}
		}
		return nil
	})
	return names, err
}

// related gives the words of the parts of some kinds that a part points to.
func (c *container) related(name string, kinds ...string) (string, error) {
	relations, err := c.relations(name)
	if err != nil {
		return "", err
	}
	var parts []string
	for _, r := range relations {
		if slices.Contains(kinds, r.kind) {
			parts = append(parts, r.target)
		}
	}
	return c.all(parts)
}

// readXLSX gives a page for each sheet: its name, a line for each row, and its text boxes and comments.
func readXLSX(_ context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	shared, err := c.sharedStrings()
	if err != nil {
		return err
	}
	var titles []string
	if err := c.walk("xl/workbook.xml", func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "sheet" && len(titles) < maxPages {
			titles = append(titles, attr(e, "name"))
		}
		return nil
	}); err != nil {
		return err
	}
	sheets, err := c.ordered("xl/workbook.xml", "sheet")
	if err != nil {
		return err
	}
	for i, sheet := range sheets {
		cells := cells{shared: shared}
		if len(titles) == len(sheets) {
			cells.write(titles[i] + "\n")
		}
		if err := c.walk(sheet, cells.token); err != nil {
			return err
		}
		more, err := c.related(sheet, "drawing", "comments", "threadedComment")
		if err != nil {
			return err
		}
		r.add(cells.String() + more)
	}
	return c.finish(r, "xl/")
}

func (c *container) sharedStrings() (out []string, err error) {
	var text strings.Builder
	total, inText := 0, false
	err = c.walk("xl/sharedStrings.xml", func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
		case xml.CharData:
			if inText && total < maxText {
				total += len(t)
				text.Write(t)
			}
		case xml.EndElement:
			inText = false
			if t.Name.Local == "si" {
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
	shared []string
	kind   string
	value  strings.Builder
	inside bool
}

func (w *cells) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "c":
			w.kind = attr(t, "t")
			w.value.Reset()
		case "v", "t":
			w.inside = true
		}
	case xml.CharData:
		if w.inside && w.value.Len() < maxPageText {
			w.value.Write(t)
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "v", "t":
			w.inside = false
		case "c":
			value := w.value.String()
			if w.kind == "s" {
				i, err := strconv.Atoi(value)
				value = ""
				if err == nil && i >= 0 && i < len(w.shared) {
					value = w.shared[i]
				}
			}
			if value != "" {
				w.write(value + "\t")
			}
		case "row":
			w.write("\n")
		}
	}
	return nil
}

// readODF reads OpenDocument: text by its soft page breaks, a page for each sheet or slide.
func readODF(_ context.Context, f source, r *Result) error {
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
	edges := odf{only: []string{"header", "footer", "header-left", "footer-left"}}
	if err := c.walk("styles.xml", edges.token); err != nil {
		return err
	}
	body := odf{}
	if err := c.walk("content.xml", body.token); err != nil {
		return err
	}
	pages := strings.Split(strings.TrimPrefix(body.String(), "\f"), "\f")
	pages[0] = edges.String() + pages[0]
	for _, page := range pages {
		r.add(page)
	}
	if len(c.matching("Basic/", ".xml")) > 0 || len(c.matching("Scripts/", "")) > 0 {
		r.warn(Macros, 0)
	}
	if err := c.odfProperties(r); err != nil {
		return err
	}
	c.fonts(r, "")
	return nil
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
	words
	only       []string // elements whose paragraphs count; nil: all
	within     int
	paragraphs int
	skipping   int
}

func (w *odf) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		switch name := t.Name.Local; {
		case name == "tracked-changes":
			w.skipping++
		case slices.Contains(w.only, name):
			w.within++
		case name == "p" || name == "h":
			w.paragraphs++
		case name == "soft-page-break" && w.only == nil, t.Name.Space == "draw" && name == "page", t.Name.Space == "table" && name == "table" && w.paragraphs == 0 && attrIn(t, "table", "print") != "-":
			w.page(name)
		case w.paragraphs > 0 && name == "tab":
			w.put("\t")
		case w.paragraphs > 0 && name == "s":
			w.put(" ")
		case w.paragraphs > 0 && name == "line-break":
			w.put("\n")
		}
	case xml.EndElement:
		switch name := t.Name.Local; {
		case name == "tracked-changes":
			w.skipping--
		case slices.Contains(w.only, name):
			w.within--
		case name == "p" || name == "h":
			w.put("\n")
			w.paragraphs--
		}
	case xml.CharData:
		if w.paragraphs > 0 {
			w.put(string(t))
		}
	}
	return nil
}

// page begins a page. A table is a page of its own only in a workbook, whose tables are not within a text.
func (w *odf) page(element string) {
	if w.only == nil && (element != "table" || w.Len() == 0 || strings.HasPrefix(w.String(), "\f")) {
		w.write("\f")
	}
}

func (w *odf) put(s string) {
	if w.skipping == 0 && (w.only == nil || w.within > 0) {
		w.write(s)
	}
}
