package extract

import (
	"encoding/xml"
	"slices"
	"strings"
)

// aside collects words that stand in the XML of an Office file beside the text that its readers
// take: attributes, comments of the XML, words of elements that no reader knows, and the words of
// number formats and formulas. Only somebody who takes the file apart finds them, or a program that
// knows more: they are for the door.
type aside struct {
	off    bool // the part is read for its properties, which are looked at as such
	inText int  // elements around whose text readers take
	text   strings.Builder
	known  map[string]bool
	said   []string
	size   int
}

// Bounds of what is collected.
const (
	maxAside  = 20_000
	asideLine = 2000 // bytes
)

// isRead reports whether readers take the text of an element.
func isRead(name xml.Name) bool {
	switch name.Local {
	case "t", "delText", "v", "oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter", "footer-decl", "header-decl", "date-time-decl", "desc", "title":
		return true
	case "pt":
		return name.Space == "cx"
	case "p", "h":
		return name.Space == "text"
	case "text":
		return name.Space == "x" || name.Space == "p"
	}
	return name.Space == "math"
}

func (a *aside) token(t xml.Token) {
	if a.off || len(a.said) >= maxAside {
		return
	}
	switch t := t.(type) {
	case xml.StartElement:
		a.flush("")
		if isRead(t.Name) {
			a.inText++
		}
		for _, at := range t.Attr {
			if _, ok := declares(at); !ok && len(at.Value) >= fewest && !isCode(at.Value) {
				a.take(at.Name.Local, at.Value)
			}
		}
	case xml.EndElement:
		a.flush(t.Name.Local)
		if isRead(t.Name) {
			a.inText = max(0, a.inText-1)
		}
	case xml.CharData:
		if a.inText == 0 && a.text.Len() < maxPageText {
			a.text.Write(t)
		}
	case xml.Comment:
		a.say(string(t))
	}
}

// flush ends the text of an element.
func (a *aside) flush(name string) {
	if a.text.Len() > 0 {
		a.take(name, a.text.String())
		a.text.Reset()
	}
}

// take takes the text of an element, or the value of an attribute, of a name.
func (a *aside) take(name, value string) {
	switch name {
	case "formatCode", "format-code":
		a.say(literals(value))
	case "f", "formula", "formula1", "formula2", "instrText", "instr", "definedName", "condition":
		for i, part := range strings.Split(value, `"`) {
			if i%2 == 1 {
				a.say(strings.NewReplacer(",", "\n", ";", "\n").Replace(part)) // entries to choose from
			}
		}
		a.say(strings.ReplaceAll(value, `"`, " "))
	case "Requires", "Ignorable", "style", "path", "d", "adj": // prefixes, and how shapes are drawn
	default:
		a.say(value)
	}
}

func (a *aside) say(text string) {
	for line := range strings.Lines(clean(text)) {
		line = strings.TrimSpace(firstBytes(line, asideLine))
		if key := squeezed(line); wordy(line) && !a.known[key] && len(a.said) < maxAside && a.size < maxText {
			if a.known == nil {
				a.known = map[string]bool{}
			}
			a.known[key] = true
			a.size += len(line)
			a.said = append(a.said, line)
		}
	}
}

// isCode reports whether it is a word that programs have for something: a name of theirs, a number, a
// colour, an address. Most attributes are.
func isCode(text string) bool {
	name, sign := true, false
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 0x80 || c <= ' ':
			return false
		case c >= '0' && c <= '9' || strings.IndexByte(`/\:@{}=_`, c) >= 0:
			sign = true
		case c >= 'a' && c <= 'z' || i > 0 && (c >= 'A' && c <= 'Z' || c == '.' || c == '-'):
		default:
			name = false
		}
	}
	return sign || name
}

// wordy reports whether a line may be words of people.
func wordy(line string) bool { return !isCode(line) && letters(line) >= fewest }

// beyond gives the lines that are not yet in the text, a blank one between them: each stood
// elsewhere.
func (a *aside) beyond(r *Result) string {
	known := map[string]bool{}
	take := func(text string) {
		for _, unit := range strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\t' }) {
			known[squeezed(unit)] = true
		}
	}
	for _, page := range r.Pages {
		take(page)
	}
	for _, hidden := range r.Hidden {
		take(hidden.Text)
	}
	for _, value := range r.Properties {
		take(value)
	}
	lines := slices.DeleteFunc(slices.Clone(a.said), func(line string) bool { return known[squeezed(line)] })
	return strings.Join(lines, "\n\n")
}
