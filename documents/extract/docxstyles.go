package extract

import (
	"cmp"
	"encoding/xml"
	"strconv"

	"plenum/documents/legacy"
)

// toggles are the settings of letters that change what is read; nil: not said (ECMA-376, part 1,
// 17.7.3).
type toggles struct {
	caps, small, vanish *bool
	font                string // of Latin letters; "": not said
}

// set takes an element of run properties.
func (g *toggles) set(e xml.StartElement) {
	on := switched(e)
	switch e.Name.Local {
	case "caps":
		g.caps = &on
	case "smallCaps":
		g.small = &on
	case "vanish":
		g.vanish = &on
	case "rFonts":
		g.font = cmp.Or(attr(e, "ascii"), attr(e, "hAnsi"), g.font)
	}
}

// switched reports whether an element that switches something does it on.
func switched(e xml.StartElement) bool {
	switch attr(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// over are the settings of a style over those of the one that it is based on.
func (g toggles) over(base toggles) toggles {
	return toggles{either(g.caps, base.caps), either(g.small, base.small), either(g.vanish, base.vanish), cmp.Or(g.font, base.font)}
}

func either(own, base *bool) *bool {
	if own != nil {
		return own
	}
	return base
}

// style is one of a Word file.
type style struct {
	base  string
	runs  toggles
	num   string // the list that its paragraphs are of; "": not said
	level int
}

// styles are those of a Word file by their id.
type styles struct {
	all       map[string]*style
	known     map[string]style // with what they inherit
	defaults  toggles
	paragraph string // the style of paragraphs that name none
}

const maxStyles = 20_000

func (c *container) styles(name string) (*styles, error) {
	s := &styles{all: map[string]*style{}, known: map[string]style{}}
	var now *style
	var path []string
	err := c.walk(name, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			switch name := t.Name.Local; {
			case name == "style" && len(s.all) < maxStyles:
				now = &style{}
				s.all[attrIn(t, "w", "styleId")] = now
				if attrIn(t, "w", "type") == "paragraph" && attrIn(t, "w", "default") != "" && attrIn(t, "w", "default") != "0" && attrIn(t, "w", "default") != "false" {
					s.paragraph = attrIn(t, "w", "styleId")
				}
			case now == nil && inside(path, "rPrDefault"):
				s.defaults.set(t)
			case now == nil || inside(path, "tblStylePr"):
			case name == "basedOn":
				now.base = attr(t, "val")
			case inside(path, "rPr"):
				now.runs.set(t)
			case name == "numId":
				now.num = attr(t, "val")
			case name == "ilvl":
				now.level, _ = strconv.Atoi(attr(t, "val"))
			}
		case xml.EndElement:
			if path = path[:max(0, len(path)-1)]; t.Name.Local == "style" {
				now = nil
			}
		}
		return nil
	})
	return s, err
}

func inside(path []string, name string) bool {
	for _, p := range path[:max(0, len(path)-1)] {
		if p == name {
			return true
		}
	}
	return false
}

// maxBases bounds how far a style's bases are followed; they may be a circle.
const maxBases = 20

// of gives the settings of a style with those that it inherits.
func (s *styles) of(id string) (out style) {
	if known, ok := s.known[id]; ok || s.all[id] == nil {
		return known
	}
	defer func(id string) { s.known[id] = out }(id)
	for range maxBases {
		now := s.all[id]
		if now == nil {
			break
		}
		out.runs = out.runs.over(now.runs)
		if out.num == "" && now.num != "" {
			out.num, out.level = now.num, now.level
		}
		id = now.base
	}
	return out
}

// shown are the settings of a run: its own, or those of its paragraph's style and its own style, of
// which two cancel each other out.
func (s *styles) shown(paragraph, run string, own toggles) (capitals, vanish bool) {
	p, r := s.of(paragraph).runs, s.of(run).runs
	is := func(own, p, r, base *bool) bool {
		switch {
		case own != nil:
			return *own
		case p == nil && r == nil:
			return base != nil && *base
		}
		return (p != nil && *p) != (r != nil && *r)
	}
	return is(own.caps, p.caps, r.caps, s.defaults.caps) || is(own.small, p.small, r.small, s.defaults.small), is(own.vanish, p.vanish, r.vanish, s.defaults.vanish)
}

// encoding is that of a run whose font is of before Unicode; "" for any other.
func (s *styles) encoding(paragraph, run string, own toggles) legacy.Encoding {
	return legacy.Of(cmp.Or(own.font, s.of(run).runs.font, s.of(paragraph).runs.font, s.defaults.font))
}
