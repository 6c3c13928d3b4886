package extract

import (
	"cmp"
	"encoding/xml"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// Font is a font that Latin letters are in: one that a PDF shows, under the PostScript name that
// stands in it, or a family that an Office file names for them.
type Font struct {
	Name string `json:"name"`
	Page int    `json:"page,omitempty"` // the first of a PDF's, from 1; 0 in an Office file
}

const maxFonts = 500

// MaxFontNames is how many fonts a warning names.
const MaxFontNames = 10

// lacks notes the name of a font that is not in the file, without the tag of a part of it
// ("ABCDEF+").
func (r *Result) lacks(name string) {
	if tag, whole, ok := strings.Cut(name, "+"); ok && len(tag) == 6 {
		name = whole
	}
	if name = firstBytes(strings.TrimSpace(clean(name)), 100); name != "" && len(r.lacking) < maxFonts && !slices.Contains(r.lacking, name) {
		r.lacking = append(r.lacking, name)
	}
}

// families are those that the parts of an Office file name for Latin letters, wherever they do: not
// each is in use.
type families struct {
	names  map[string]bool
	faces  map[string]string // OpenDocument's fonts by their name in it, which are also those of other scripts
	unsure bool              // there may be others
}

// token takes what names one: in Word, DrawingML, the cells and the headers of a workbook, and
// OpenDocument.
func (f *families) token(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "rFonts":
			f.add(attr(t, "ascii"))
			f.add(attr(t, "hAnsi"))
		case "latin":
			f.add(attr(t, "typeface"))
		case "rFont", "name":
			if t.Name.Space != "w" { // there it is that of a style
				f.add(attr(t, "val"))
			}
		case "font-face":
			if len(f.faces) < maxFonts {
				f.faces[attrIn(t, "style", "name")] = firstBytes(attr(t, "font-family"), 200)
			}
		case "text-properties":
			f.add(attr(t, "font-family"))
			if name := attr(t, "font-name"); name != "" {
				f.add(cmp.Or(f.faces[name], name))
			}
		case "altChunk":
			f.unsure = true // a file of another format
		}
	case xml.CharData:
		for rest, found := string(t), true; found; {
			var name string
			if _, rest, found = strings.Cut(rest, `&"`); found {
				name, _, _ = strings.Cut(rest, `,`)
				f.add(firstBytes(name, 100))
			}
		}
	}
}

func (f *families) add(name string) {
	if f.names[name] { // as for most of the many that a long text has
		return
	}
	name = strings.Trim(strings.TrimSpace(clean(name)), `'"`)
	switch {
	case name == "" || name == "-" || strings.HasPrefix(name, "+"): // the theme's, which it names itself
	case len(f.names) >= maxFonts || len(name) > 100:
		f.unsure = true
	default:
		f.names[name] = true
	}
}

// styled are the kinds of parts of an Open XML file that say how its text looks.
var styled = []string{"styles", "numbering", "theme", "chart", "chartUserShapes", "diagramData", "diagramDrawing", "diagramColors", "diagramQuickStyle", "drawing", "slide", "slideLayout", "slideMaster", "worksheet", "chartsheet"}

// stylesOf are the parts that say how the text of a part looks, and of what it points to.
func (c *container) stylesOf(main string) (names []string) {
	known := map[string]bool{main: true}
	for next := []string{main}; len(next) > 0; next = next[1:] {
		more, err := c.relatedBy(next[0], styled...)
		if err != nil {
			return names
		}
		for _, name := range more {
			if !known[name] {
				known[name] = true
				names, next = append(names, name), append(next, name)
			}
		}
	}
	return names
}

// fonts notes the fonts that the file names, when it is clear which they are: not where pictures
// made of letters are in it, whose fonts are the pictures' own. main is the main part of an Open
// XML file; "" in OpenDocument, whose parts were all read.
func (c *container) fonts(r *Result, main string) {
	for name := range c.parts {
		switch strings.ToLower(path.Ext(name)) {
		case ".emf", ".wmf", ".emz", ".wmz", ".svm", ".svg":
			if !strings.HasPrefix(name, "Pictures/TablePreview") { // of a table that is there itself
				return
			}
		}
		if strings.HasPrefix(name, "ObjectReplacements/") {
			return
		}
	}
	if main != "" {
		for _, name := range c.stylesOf(main) {
			if c.faulty[name] || !c.walked[name] && c.walk(name, func(xml.Token) error { return nil }) != nil {
				return
			}
		}
	}
	if c.named.unsure || len(c.named.names) == 0 {
		return
	}
	if c.text {
		c.named.names["Times New Roman"] = true // of what has no font named, and of formulas
	}
	for name := range c.named.names {
		r.Fonts = append(r.Fonts, Font{Name: name})
	}
}

// latin leaves out the wide letters of East Asian fonts.
func latin(c rune) bool { return c < 0x2000 && unicode.Is(unicode.Latin, c) }

// shows notes the font of a text object when Latin letters are in it, once.
func (l *looker) shows(object references.FPDF_PAGEOBJECT, name string) {
	if name == "" || l.shown[name] || len(l.shown) >= maxFonts {
		return
	}
	if l.text == "" {
		text, err := l.in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: l.at})
		if err != nil {
			return
		}
		l.text = text.TextPage
	}
	text, err := l.in.FPDFTextObj_GetText(&requests.FPDFTextObj_GetText{PageObject: object, TextPage: l.text})
	if err == nil && strings.ContainsFunc(text.Text, latin) {
		l.shown[name] = true
		l.r.Fonts = append(l.r.Fonts, Font{Name: firstBytes(clean(name), 100), Page: l.page})
	}
}
