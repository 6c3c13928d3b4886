package extract

import (
	"encoding/xml"
	"maps"
	"strings"
)

// A prefix is the choice of the program that wrote the file: w:p may come as ns0:p, or as p with a
// namespace by default. Elements and attributes are given to readers under the prefixes that the
// standards use, by their namespaces.

// prefixOf are those prefixes. Strict Open XML (ISO 29500-1) has namespaces of its own.
var prefixOf = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":           "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                       "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":    "r",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                "r",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                  "a",
	"http://purl.oclc.org/ooxml/drawingml/main":                              "a",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":             "wp",
	"http://schemas.openxmlformats.org/drawingml/2006/chart":                 "c",
	"http://purl.oclc.org/ooxml/drawingml/chart":                             "c",
	"http://schemas.openxmlformats.org/drawingml/2006/diagram":               "dgm",
	"http://purl.oclc.org/ooxml/drawingml/diagram":                           "dgm",
	"http://schemas.microsoft.com/office/drawing/2014/chartex":               "cx",
	"http://schemas.openxmlformats.org/presentationml/2006/main":             "p",
	"http://purl.oclc.org/ooxml/presentationml/main":                         "p",
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":              "x",
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                          "x",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":             "m",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":            "mc",
	"urn:schemas-microsoft-com:vml":                                          "v",
	"urn:oasis:names:tc:opendocument:xmlns:office:1.0":                       "office",
	"http://openoffice.org/2009/office":                                      "office", // in which Impress writes comments
	"urn:oasis:names:tc:opendocument:xmlns:text:1.0":                         "text",
	"urn:oasis:names:tc:opendocument:xmlns:table:1.0":                        "table",
	"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0":                      "draw",
	"urn:oasis:names:tc:opendocument:xmlns:style:1.0":                        "style",
	"urn:oasis:names:tc:opendocument:xmlns:meta:1.0":                         "meta",
	"urn:oasis:names:tc:opendocument:xmlns:presentation:1.0":                 "presentation",
	"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0":                    "number",
	"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0":                     "manifest",
	"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0":               "svg",
	"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0":            "fo",
	"http://www.w3.org/1998/Math/MathML":                                     "math",
	"http://www.w3.org/1999/xlink":                                           "xlink",
}

// prefixes are those that stand for a namespace in the elements that are open, by what they are
// called in the file.
type prefixes struct {
	now   map[string]string
	all   map[string]string // the namespaces themselves
	outer []outer
	depth int
}

type outer struct {
	depth      int
	names, all map[string]string
}

// open renames an element and its attributes. An unknown namespace keeps its prefix.
func (p *prefixes) open(e *xml.StartElement) {
	p.depth++
	for _, a := range e.Attr {
		if name, ok := declares(a); ok {
			if len(p.outer) == 0 || p.outer[len(p.outer)-1].depth != p.depth {
				p.outer = append(p.outer, outer{p.depth, p.now, p.all})
				p.now, p.all = maps.Clone(p.now), maps.Clone(p.all)
				if p.now == nil {
					p.now, p.all = map[string]string{}, map[string]string{}
				}
			}
			p.all[name] = a.Value
			if known, ok := prefixOf[strings.TrimSpace(a.Value)]; ok {
				p.now[name] = known
			} else {
				delete(p.now, name)
			}
		}
	}
	e.Name.Space = p.called(e.Name.Space)
	ask(e, p.all)
	for i := range e.Attr {
		if a := &e.Attr[i].Name; a.Space != "" {
			a.Space = p.called(a.Space)
		}
	}
}

func (p *prefixes) close(e *xml.EndElement) {
	e.Name.Space = p.called(e.Name.Space)
	if n := len(p.outer); n > 0 && p.outer[n-1].depth == p.depth {
		p.now, p.all, p.outer = p.outer[n-1].names, p.outer[n-1].all, p.outer[:n-1]
	}
	p.depth--
}

func (p *prefixes) called(name string) string {
	if known, ok := p.now[name]; ok {
		return known
	}
	return name
}

// declares gives the prefix that an attribute declares.
func declares(a xml.Attr) (name string, ok bool) {
	if a.Name.Space == "xmlns" {
		return a.Name.Local, true
	}
	return "", a.Name.Space == "" && a.Name.Local == "xmlns"
}
