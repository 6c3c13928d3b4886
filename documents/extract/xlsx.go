package extract

import (
	"context"
	"encoding/xml"
	"strconv"
	"strings"
)

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
