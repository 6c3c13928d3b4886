package extract

import (
	"context"
	"encoding/xml"
	"strings"
)

// readPPTX gives a page for each slide in the order of the show: its words, those of its layout and
// master that are seen on it, and its notes. Slides that are not shown, comments and descriptions
// are for the door.
func readPPTX(ctx context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	main, err := c.mainOf("presentation", "ppt/presentation.xml")
	if err != nil {
		return err
	}
	slides, err := c.ordered(main, "sldId")
	if err != nil {
		return err
	}
	d := &deck{c: c, r: r, layers: map[string]*layer{}}
	for _, slide := range slides {
		if err := d.slide(slide); err != nil {
			return err
		}
	}
	r.hide(d.gone.String(), 0)
	return c.finish(ctx, f, r, main)
}

// ordered are the parts that a main part lists by elements of a name.
func (c *container) ordered(main, element string) (names []string, err error) {
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

// deck is what the slides of a file share.
type deck struct {
	c      *container
	r      *Result
	layers map[string]*layer
	gone   words
}

func (d *deck) slide(name string) error {
	layouts, err := d.c.relatedBy(name, "slideLayout")
	if err != nil {
		return err
	}
	var below []*layer
	for _, layout := range layouts {
		masters, err := d.c.relatedBy(layout, "slideMaster")
		if err != nil {
			return err
		}
		for _, part := range append([]string{layout}, masters...) {
			l, err := d.layer(part)
			if err != nil {
				return err
			}
			below = append(below, l)
		}
	}
	s := &shapes{container: d.c, r: d.r, gone: &d.gone, below: below}
	if err := s.part(name); err != nil {
		return err
	}
	text := s.String()
	for _, l := range below {
		if l.covered && l.master || s.covered {
			continue
		}
		text += l.text
		if l.hides {
			break // the master
		}
	}
	notes, err := d.c.relatedBy(name, "notesSlide")
	if err != nil {
		return err
	}
	for _, part := range notes {
		n := &shapes{container: d.c, r: d.r, gone: &d.gone}
		if err := n.part(part); err != nil {
			return err
		}
		text += n.String()
	}
	if err := d.c.remarks(d.r, name, len(d.r.Pages)+1); err != nil {
		return err
	}
	if s.unshown {
		d.r.warn(HiddenSheets, 0)
		d.r.hide(text, 0)
		return nil
	}
	d.r.addTables(text)
	return nil
}

// layer is a layout or a master: what every slide of it shows, and how it writes what a slide puts
// in its places.
type layer struct {
	text    string
	hides   bool // what lies below it
	covered bool
	master  bool
	caps    settings
	auto    settings
}

func (d *deck) layer(name string) (*layer, error) {
	if l := d.layers[name]; l != nil {
		return l, nil
	}
	s := &shapes{container: d.c, r: d.r, gone: &d.gone, pattern: true}
	if err := s.part(name); err != nil {
		return nil, err
	}
	l := &layer{text: s.String(), hides: s.covered, master: s.master, caps: s.caps, auto: s.auto}
	d.layers[name] = l
	return l, nil
}

// remarks gives the comments of a part to the door.
func (c *container) remarks(r *Result, name string, page int) error {
	parts, err := c.relatedBy(name, "comments", "threadedComment")
	if err != nil {
		return err
	}
	for _, part := range parts {
		var w words
		inText := 0
		if err := c.walk(part, func(t xml.Token) error {
			switch t := t.(type) {
			case xml.StartElement:
				if t.Name.Local == "t" || t.Name.Local == "text" && t.Name.Space != "x" {
					inText++
				}
			case xml.EndElement:
				switch {
				case t.Name.Local == "t" || t.Name.Local == "text" && t.Name.Space != "x":
					if inText--; t.Name.Local == "text" {
						w.write("\n")
					}
				case t.Name.Local == "p" || t.Name.Local == "comment":
					w.write("\n")
				}
			case xml.CharData:
				if inText > 0 {
					w.write(string(t))
				}
			}
			return nil
		}); err != nil {
			return err
		}
		if strings.TrimSpace(w.String()) != "" {
			c.commented = true
			r.hide(w.String(), page)
		}
	}
	return nil
}
