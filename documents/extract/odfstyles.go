package extract

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"
)

// odfDepth is how many levels a list has.
const odfDepth = 10

// odfLevels are how the items of each level of a list are numbered.
type odfLevels [odfDepth]struct {
	format, prefix, suffix, bullet string
	shown                          int // how many levels a number shows
	start                          int
}

// outline is the list of a text's headings.
const outline = "the outline"

// define takes the definition of a style, and reports whether the element is of one.
func (w *odf) define(t xml.StartElement) bool {
	switch name := t.Name.Local; name {
	case "font-face":
		if len(w.faces) < maxFonts {
			w.faces[attrIn(t, "style", "name")] = firstBytes(strings.Trim(attr(t, "font-family"), `'"`), 200)
		}
	case "style", "default-style":
		if t.Name.Space != "style" {
			return false
		}
		w.style = attrIn(t, "style", "family") + "/" + attrIn(t, "style", "name")
		if len(w.styles) < 50_000 {
			w.styles[w.style] = odfStyle{parent: attrIn(t, "style", "parent-style-name")}
		}
	case "text-properties", "table-properties", "drawing-page-properties":
		if s, ok := w.styles[w.style]; ok && w.style != "" {
			s.font = cmp.Or(attrIn(t, "style", "font-name"), attrIn(t, "fo", "font-family"), s.font)
			s.transform = cmp.Or(attrIn(t, "fo", "text-transform"), attrIn(t, "fo", "font-variant"), s.transform)
			s.display = cmp.Or(attrIn(t, "text", "display"), attrIn(t, "table", "display"), attrIn(t, "presentation", "visibility"), s.display)
			w.styles[w.style] = s
		}
	case "list-style":
		w.listing = attrIn(t, "style", "name")
	case "outline-style":
		w.listing = outline
	case "list-level-style-number", "list-level-style-bullet", "outline-level-style":
		w.level(t)
	default:
		return false
	}
	return true
}

// level takes how one level of a list is numbered.
func (w *odf) level(t xml.StartElement) {
	n, err := strconv.Atoi(attrIn(t, "text", "level"))
	if err != nil || n < 1 || n > odfDepth || w.listing == "" || len(w.lists) > 10_000 {
		return
	}
	levels := w.lists[w.listing]
	l := &levels[n-1]
	l.format, l.prefix, l.suffix = attrIn(t, "style", "num-format"), attrIn(t, "style", "num-prefix"), attrIn(t, "style", "num-suffix")
	l.bullet = attrIn(t, "text", "bullet-char")
	l.start, l.shown = 1, 1
	if start, err := strconv.Atoi(attrIn(t, "text", "start-value")); err == nil {
		l.start = start
	}
	if shown, err := strconv.Atoi(attrIn(t, "text", "display-levels")); err == nil {
		l.shown = shown
	}
	w.lists[w.listing] = levels
}

// enterList begins a list: its style is its own, or that of the list around it.
func (w *odf) enterList(t xml.StartElement, frame *odfFrame) {
	frame.level++
	frame.list = cmp.Or(attrIn(t, "text", "style-name"), frame.list)
	counts := w.counted(frame.list)
	if frame.level > odfDepth {
		return
	}
	if attrIn(t, "text", "continue-numbering") != "true" && attrIn(t, "text", "continue-list") == "" {
		clear(counts[frame.level-1:])
	}
}

func (w *odf) counted(list string) *[odfDepth]int {
	if w.counts[list] == nil {
		if len(w.counts) > 10_000 {
			clear(w.counts)
		}
		w.counts[list] = &[odfDepth]int{}
	}
	return w.counts[list]
}

// item begins an item of a list; its label stands before its first paragraph.
func (w *odf) item(t xml.StartElement, frame *odfFrame) {
	if frame.level < 1 || frame.level > odfDepth {
		return
	}
	w.label = w.next(frame.list, frame.level, attrIn(t, "text", "start-value"))
}

// next counts an item and gives its label.
func (w *odf) next(list string, level int, start string) string {
	counts, levels := w.counted(list), w.lists[list]
	at := level - 1
	switch n, err := strconv.Atoi(start); {
	case err == nil:
		counts[at] = n
	case counts[at] == 0:
		counts[at] = max(1, levels[at].start)
	default:
		counts[at]++
	}
	clear(counts[level:])
	l := levels[at]
	if l.format == "" {
		return l.bullet
	}
	var numbers []string
	for k := max(0, level-max(1, l.shown)); k < level; k++ {
		if levels[k].format != "" {
			numbers = append(numbers, odfNumeral(max(1, counts[k]), levels[k].format))
		}
	}
	return l.prefix + strings.Join(numbers, ".") + l.suffix
}

// number is the label of a paragraph: of the item that it begins, or of a heading in the outline.
func (w *odf) number(t xml.StartElement, frame *odfFrame) string {
	label := w.label
	w.label = ""
	if frame.name != "text:h" || label != "" || frame.level > 0 || attrIn(t, "text", "is-list-header") == "true" {
		return label
	}
	level, err := strconv.Atoi(attrIn(t, "text", "outline-level"))
	if err != nil || level < 1 || level > odfDepth {
		return ""
	}
	return w.next(outline, level, attrIn(t, "text", "start-value"))
}

// odfNumeral writes a number in a format of OpenDocument: 1, a, A, i or I.
func odfNumeral(n int, format string) string {
	switch format {
	case "a", "A":
		var b []byte
		for ; n > 0; n = (n - 1) / 26 {
			b = append([]byte{'a' + byte((n-1)%26)}, b...)
		}
		if format == "A" {
			return strings.ToUpper(string(b))
		}
		return string(b)
	case "i":
		return strings.ToLower(roman(n))
	case "I":
		return roman(n)
	}
	return strconv.Itoa(n)
}
