package extract

import (
	"cmp"
	"context"
	"encoding/xml"
	"slices"
	"strings"
)

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
	c.text = true
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
