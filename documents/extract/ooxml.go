package extract

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// words collects text.
type words struct {
	strings.Builder
}

// write stops taking at twice the limit of the whole text, so that a part cannot fill the memory.
func (w *words) write(s string) {
	if w.Len() < 2*maxText {
		w.WriteString(s)
	}
}

// figure collects the words of a chart or of a SmartArt: paragraphs, and the names that a chart
// shows beside its values.
type figure struct {
	words
	gone   *words // for the door
	inText int
	skip   int
	chosen alternates
	other  unchosen
	kind   string // of values: strCache, numCache, …
}

func (w *figure) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		switch name := t.Name.Local; {
		case w.skip > 0:
			w.skip++
			w.other.take(t, w.gone)
		case name == "AlternateContent":
			w.chosen.begin(w.Len())
		case name == "Choice" || name == "Fallback":
			if w.chosen.passes(t, w.Len()) {
				w.skip, w.other.within = 1, true
			}
		case name == "t", name == "v" && w.kind != "val", name == "pt" && t.Name.Space == "cx":
			w.inText++
		case name == "br":
			w.write("\n")
		case name == "val" || name == "yVal" || name == "xVal" || name == "bubbleSize" || name == "numDim":
			w.kind = "val"
		}
	case xml.EndElement:
		switch name := t.Name.Local; {
		case w.skip > 0:
			w.other.take(t, w.gone)
			if w.skip--; w.skip == 0 {
				w.other = unchosen{}
			}
		case name == "AlternateContent":
			w.chosen.end()
		case name == "t":
			w.inText--
		case name == "v" && w.kind != "val", name == "pt" && t.Name.Space == "cx":
			w.inText--
			w.write("\n")
		case name == "p":
			w.write("\n")
		case name == "val" || name == "yVal" || name == "xVal" || name == "bubbleSize" || name == "numDim":
			w.kind = ""
		}
	case xml.CharData:
		if w.skip > 0 {
			w.other.take(t, w.gone)
		} else if w.inText > 0 {
			w.write(string(t))
		}
	}
	return nil
}

// figureOf gives the words of the part that a chart or a SmartArt points to, of its shapes too.
func (c *container) figureOf(name string) (string, error) {
	if name == "" || !c.has(name) {
		return "", nil
	}
	w := figure{gone: &c.gone}
	if err := c.walk(name, w.token); err != nil {
		return "", err
	}
	more, err := c.relatedBy(name, "chartUserShapes")
	if err != nil {
		return "", err
	}
	for _, shapes := range more {
		if err := c.walk(shapes, w.token); err != nil {
			return "", err
		}
	}
	return w.String(), nil
}

// smartArt gives the words of a SmartArt by its relations: those of its data, which a picture of it
// says again.
func (c *container) smartArt(relations map[string]relation, e xml.StartElement) (string, error) {
	text, err := c.figureOf(relations[attrIn(e, "r", "dm")].target)
	for _, r := range relations {
		if err == nil && (r.kind == "diagramDrawing" || r.kind == "diagramLayout") {
			c.walked[r.target] = c.walked[r.target] || r.kind == "diagramLayout" // examples of its text
			if strings.TrimSpace(text) == "" {
				text, err = c.figureOf(r.target)
			} else {
				err = c.walk(r.target, func(xml.Token) error { return nil })
			}
		}
	}
	return text, err
}

// A picture may carry a stamp where it is shown large enough for one: the smallest of the forms of
// a state secret's marking is about 8 × 3 mm.
const (
	emuPerMM   = 36_000
	stampLong  = 8 * emuPerMM
	stampShort = 3 * emuPerMM
)

// mayBeStamp reports whether a picture of such a size (EMU; 0: not known) is large enough.
func mayBeStamp(width, height int64) bool {
	return width == 0 || height == 0 || max(width, height) >= stampLong && min(width, height) >= stampShort
}

// pictured notes a picture of such a size.
func (c *container) pictured(width, height int64) {
	c.pictures = c.pictures || mayBeStamp(width, height)
}

// extent reads a size in EMU from two attributes.
func extent(e xml.StartElement, width, height string) (w, h int64) {
	w, _ = strconv.ParseInt(attr(e, width), 10, 64)
	h, _ = strconv.ParseInt(attr(e, height), 10, 64)
	return max(w, 0), max(h, 0)
}

// cssExtent reads the size of a VML shape in EMU from its style: width:120pt;height:1in.
func cssExtent(style string) (w, h int64) {
	for item := range strings.SplitSeq(style, ";") {
		key, value, _ := strings.Cut(item, ":")
		value = strings.TrimSpace(value)
		unit := map[string]float64{"pt": 12_700, "in": 914_400, "mm": emuPerMM, "cm": 10 * emuPerMM, "px": 9_525}[value[max(0, len(value)-2):]]
		n, err := strconv.ParseFloat(strings.TrimSpace(value[:max(0, len(value)-2)]), 64)
		if err != nil || n < 0 || n > 1e5 {
			continue
		}
		switch strings.TrimSpace(key) {
		case "width":
			w = int64(n * unit)
		case "height":
			h = int64(n * unit)
		}
	}
	return w, h
}

// alternative gives what a shape's description says to who cannot see it.
func alternative(e xml.StartElement) string {
	text := attr(e, "title")
	for _, name := range []string{"descr", "alt"} {
		if more := attr(e, name); more != "" {
			text += "\n" + more
		}
	}
	return strings.TrimSpace(text)
}
