package extract

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// settings are what holds by the place of a slide and the level of a paragraph, "" where it is not
// said: for capital letters "all", "small" or "none", for automatic numbers the scheme and its
// start, or "none".
type settings map[string]*[9]string

func (c settings) put(place string, level int, value string) {
	if c[place] == nil {
		c[place] = &[9]string{}
	}
	c[place][level] = value
}

func (c settings) get(place string, level int) string {
	if c[place] == nil {
		return ""
	}
	return c[place][level]
}

// shapes collects the words of shapes, in a slide, or in the drawing of a sheet.
type shapes struct {
	words
	*container
	r    *Result
	gone *words // for the door
	caps settings
	auto settings // how paragraphs are numbered

	pattern bool     // it is a layout or a master: what stands in its places is an example
	below   []*layer // the layout and the master
	covered bool     // it does not show what lies below
	unshown bool     // the slide is not shown
	master  bool

	relations map[string]relation
	path      []string
	skip      int
	other     unchosen
	dark      []int
	chosen    alternates

	kind, index string // of the place that the shape is in
	placed      bool
	styled      string // the part of a master whose settings are read

	line   words
	inText int
	level  int
	cap    string
	number string // how the paragraph is numbered; "": not said
	counts slideCounts
	rows   []row
	cell   []int // where the cells begin

	picture       bool
	width, height int64
}

func (s *shapes) part(name string) (err error) {
	if s.relations, err = s.container.relations(name); err != nil {
		return err
	}
	s.caps, s.auto = settings{}, settings{}
	return s.walk(name, s.token)
}

func (s *shapes) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		if s.skip > 0 {
			s.skip++
			s.other.take(t, s.gone)
			return nil
		}
		s.path = append(s.path, t.Name.Local)
		return s.begin(t)
	case xml.EndElement:
		if s.skip > 0 {
			s.other.take(t, s.gone)
			if s.skip--; s.skip > 0 {
				return nil
			}
			s.other = unchosen{}
		} else {
			s.end(t.Name.Local)
		}
		if n := len(s.dark); n > 0 && s.dark[n-1] == len(s.path) {
			s.dark = s.dark[:n-1]
		}
		s.path = s.path[:max(0, len(s.path)-1)]
	case xml.CharData:
		if s.skip > 0 {
			s.other.take(t, s.gone)
		} else if s.inText > 0 {
			s.say(string(t))
		}
	}
	return nil
}

func (s *shapes) begin(e xml.StartElement) error {
	switch name := e.Name.Local; name {
	case "sld":
		s.unshown = attr(e, "show") == "0" || attr(e, "show") == "false"
		s.covered = attr(e, "showMasterSp") == "0" || attr(e, "showMasterSp") == "false"
	case "sldLayout":
		s.covered = attr(e, "showMasterSp") == "0" || attr(e, "showMasterSp") == "false"
	case "sldMaster":
		s.master = true
	case "AlternateContent":
		s.chosen.begin(s.Len() + s.gone.Len())
	case "Choice", "Fallback":
		if s.chosen.passes(e, s.Len()+s.gone.Len()) {
			s.skip, s.other.within = 1, true
		}
	case "sp", "graphicFrame", "pic", "cxnSp":
		s.kind, s.index, s.placed, s.picture, s.width, s.height = "", "", false, false, 0, 0
		s.counts = slideCounts{}
	case "ph":
		s.placed, s.kind, s.index = true, attr(e, "type"), attr(e, "idx")
		if s.kind == "" {
			s.kind = "body"
		}
	case "titleStyle", "bodyStyle", "otherStyle":
		s.styled = strings.TrimSuffix(name, "Style")
	case "cNvPr":
		if attr(e, "hidden") == "1" || attr(e, "hidden") == "true" {
			s.dark = append(s.dark, len(s.path)-2)
		}
		if text := alternative(e); text != "" {
			s.gone.write(text + "\n\n")
		}
	case "defRPr":
		s.defaults(s.caps, attr(e, "cap"))
	case "ext":
		if inside(s.path, "xfrm") {
			s.width, s.height = extent(e, "cx", "cy")
		}
	case "blip":
		if !inside(s.path, "bgPr") || !s.pattern {
			s.picture = true
			if !inside(s.path, "pic") {
				s.pictured(0, 0)
			}
		}
	case "chart":
		text, err := s.figureOf(s.relations[attrIn(e, "r", "id")].target)
		s.lines(text)
		return err
	case "relIds":
		text, err := s.smartArt(s.relations, e)
		s.lines(text)
		return err
	default:
		s.paragraph(e)
	}
	return nil
}

// defaults takes a setting of a list of styles: of a place, or of a master's titles, bodies or
// others. It reports whether it is one.
func (s *shapes) defaults(of settings, value string) bool {
	if value == "" || len(s.path) < 2 {
		return false
	}
	level := s.path[len(s.path)-2] // lvl1pPr
	if !strings.HasPrefix(level, "lvl") || len(level) < 4 || level[3] < '1' || level[3] > '9' {
		return false
	}
	n := int(level[3] - '1')
	if s.styled != "" && !inside(s.path, "sp") {
		of.put(s.styled, n, value)
		return true
	}
	of.put("own", n, value)
	if s.placed {
		of.put("="+s.kind, n, value)
		of.put("#"+s.index, n, value)
	}
	return true
}

func (s *shapes) paragraph(e xml.StartElement) {
	switch e.Name.Local {
	case "lstStyle":
		delete(s.caps, "own")
		delete(s.auto, "own")
	case "p":
		s.line = words{}
		s.level, s.cap, s.number = 0, "", ""
	case "pPr":
		n, _ := strconv.Atoi(attr(e, "lvl"))
		s.level = min(max(n, 0), 8)
	case "buAutoNum", "buNone", "buChar", "buBlip":
		number := "none"
		if e.Name.Local == "buAutoNum" {
			number = attr(e, "type") + " " + attr(e, "startAt")
		}
		if !s.defaults(s.auto, number) && len(s.path) > 1 && s.path[len(s.path)-2] == "pPr" {
			s.number = number
		}
	case "r", "fld":
		s.cap = ""
	case "rPr":
		s.cap = attr(e, "cap")
	case "t":
		s.inText++
	case "br":
		s.line.write("\n")
	case "tr":
		s.rows = append(s.rows, row{})
	case "tc":
		s.cell = append(s.cell, s.Len())
	}
}

// say takes words in the letters that they are shown in.
func (s *shapes) say(text string) {
	value := s.cap
	if value == "" {
		value = s.look(s.caps, func(l *layer) settings { return l.caps })
	}
	if value == "all" || value == "small" {
		text = strings.ToUpper(text)
	}
	s.line.write(text)
}

// look gives a setting for the paragraph: the shape's own, or what its layout or master says of the
// shape's place.
func (s *shapes) look(own settings, of func(*layer) settings) string {
	value := own.get("own", s.level)
	for _, l := range s.below {
		if value == "" && s.placed {
			if value = of(l).get("#"+s.index, s.level); value == "" || s.index == "" {
				value = of(l).get("="+s.kind, s.level)
			}
		}
		if value == "" && l.master {
			switch {
			case s.kind == "title" || s.kind == "ctrTitle":
				value = of(l).get("title", s.level)
			case s.placed:
				value = of(l).get("body", s.level)
			default:
				value = of(l).get("other", s.level)
			}
		}
	}
	return value
}

func (s *shapes) end(name string) {
	switch name {
	case "t":
		s.inText--
	case "p":
		s.lines(s.numbered() + s.line.String())
		s.line = words{}
	case "lstStyle":
	case "txBody":
		delete(s.caps, "own")
		delete(s.auto, "own")
	case "AlternateContent":
		s.chosen.end()
	case "pic":
		if s.picture {
			s.pictured(s.width, s.height)
		}
		s.placed, s.kind, s.index = false, "", ""
	case "sp", "graphicFrame", "cxnSp":
		s.placed, s.kind, s.index = false, "", ""
	case "titleStyle", "bodyStyle", "otherStyle":
		s.styled = ""
	case "tc":
		if n := len(s.cell); n > 0 && len(s.rows) > 0 {
			all := s.String()
			text := strings.Trim(all[min(s.cell[n-1], len(all)):], "\n")
			at := min(s.cell[n-1], len(all))
			s.words = words{}
			s.write(all[:at])
			s.cell = s.cell[:n-1]
			s.rows[len(s.rows)-1].cells = append(s.rows[len(s.rows)-1].cells, text)
		}
	case "tr":
		if n := len(s.rows); n > 0 {
			between := "\t"
			for _, cell := range s.rows[n-1].cells {
				if strings.Contains(cell, "\n") {
					between = "\n"
				}
			}
			text := rowOf(s.rows[n-1].cells, between)
			s.rows = s.rows[:n-1]
			s.lines(text)
		}
	}
}

// lines takes a paragraph, or several.
func (s *shapes) lines(text string) {
	text = strings.TrimRight(text, "\n")
	switch {
	case strings.TrimSpace(text) == "":
	case len(s.dark) > 0:
		s.r.warn(HiddenText, 0)
		s.gone.write(text + "\n")
	case s.pattern && s.placed:
		s.gone.write(text + "\n")
	default:
		s.write(text + "\n")
	}
}
