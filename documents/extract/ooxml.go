package extract

import (
	"encoding/xml"
	"slices"
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
