package watermark

import (
	"errors"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// note is an annotation's appearance and where it goes on the page.
type note struct {
	form   types.IndirectRef
	matrix [6]float64
}

// maxNotes is how many annotations of a page are drawn.
const maxNotes = 5000

// annotations gives what the page's annotations show, to be drawn under the mark, and its links. An
// annotation that leaves its look to the reader's program is not drawn: the copy is bare then.
func (m *marks) annotations(p page) ([]note, types.Array, error) {
	if p.dict["Annots"] == nil {
		return nil, nil, nil
	}
	list, err := m.x.DereferenceArray(p.dict["Annots"])
	if err != nil {
		return nil, nil, err
	}
	if len(list) > maxNotes {
		return nil, nil, errors.New("the page has too many annotations")
	}
	var notes []note
	var links types.Array
	for _, o := range list {
		a, err := m.x.DereferenceDict(o)
		if err != nil || a == nil {
			continue // no program shows it either
		}
		const hidden, noView = 2, 32
		if flags, err := m.x.DereferenceInteger(a["F"]); err == nil && flags != nil && (flags.Value()&(hidden|noView)) != 0 {
			continue
		}
		switch kind := a.Subtype(); {
		case kind == nil || *kind == "Popup":
		case *kind == "Link":
			if link := m.link(a); link != nil {
				links = append(links, link)
			}
		default:
			if n, ok := m.look(a); ok {
				notes = append(notes, n)
			} else if a["AP"] == nil && m.drawnAnyway(a, *kind) {
				m.bare = true
			}
		}
	}
	return notes, links, nil
}

// drawnAnyway reports whether programs give an annotation a look that has none: marks in the text
// and drawings, and fields that have a value.
func (m *marks) drawnAnyway(a types.Dict, kind string) bool {
	switch kind {
	case "FreeText", "Text", "Highlight", "Underline", "StrikeOut", "Squiggly", "Square", "Circle", "Ink", "Line", "Polygon", "PolyLine":
		return true
	case "Widget":
		for depth := 0; a != nil && depth < maxDepth; depth++ {
			if a["V"] != nil {
				return true
			}
			above, err := m.x.DereferenceDict(a["Parent"])
			if err != nil {
				return false
			}
			a = above
		}
	}
	return false
}

// link keeps of a link where it is and where it leads, in this file or to a web page.
func (m *marks) link(a types.Dict) types.Object {
	r, ok := box(m.x, a["Rect"])
	if !ok {
		return nil
	}
	kept := types.Dict{"Type": types.Name("Annot"), "Subtype": types.Name("Link"), "Rect": r.array(), "Border": types.Array{types.Integer(0), types.Integer(0), types.Integer(0)}}
	if kept["Dest"] = a["Dest"]; kept["Dest"] == nil {
		kept["Dest"] = destination(m.x, a["A"])
	}
	if kept["Dest"] != nil {
		return kept
	}
	delete(kept, "Dest")
	action, err := m.x.DereferenceDict(a["A"])
	if err != nil || action == nil {
		return nil
	}
	if s := action.NameEntry("S"); s == nil || *s != "URI" || action["URI"] == nil {
		return nil
	}
	kept["A"] = types.Dict{"S": types.Name("URI"), "URI": action["URI"]}
	return kept
}

// look is the normal appearance of an annotation (PDF 32000-1, 12.5.5).
func (m *marks) look(a types.Dict) (note, bool) {
	looks, err := m.x.DereferenceDict(a["AP"])
	if err != nil || looks == nil {
		return note{}, false
	}
	normal := looks["N"]
	if states, err := m.x.Dereference(normal); err == nil {
		if d, ok := states.(types.Dict); ok {
			state := a.NameEntry("AS")
			if state == nil {
				return note{}, false
			}
			normal = d[*state]
		}
	}
	ref, ok := normal.(types.IndirectRef)
	if !ok {
		return note{}, false
	}
	s, _, err := m.x.DereferenceStreamDict(ref)
	if err != nil || s == nil {
		return note{}, false
	}
	s.Dict["Type"], s.Dict["Subtype"] = types.Name("XObject"), types.Name("Form")
	to, ok := box(m.x, a["Rect"])
	from, fine := transformed(m.x, s.Dict)
	if !ok || !fine {
		return note{}, false
	}
	sx, sy := to.w/from.w, to.h/from.h
	return note{form: ref, matrix: [6]float64{sx, 0, 0, sy, to.x - from.x*sx, to.y - from.y*sy}}, true
}

// transformed is the bounding box of a form after its own matrix.
func transformed(x *model.XRefTable, form types.Dict) (rect, bool) {
	b, ok := box(x, form["BBox"])
	if !ok {
		return b, false
	}
	t, err := numbers(x, form["Matrix"], 6)
	if err != nil {
		return b, form["Matrix"] == nil
	}
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, at := range [][2]float64{{b.x, b.y}, {b.x + b.w, b.y}, {b.x, b.y + b.h}, {b.x + b.w, b.y + b.h}} {
		px, py := at[0]*t[0]+at[1]*t[2]+t[4], at[0]*t[1]+at[1]*t[3]+t[5]
		minX, minY, maxX, maxY = min(minX, px), min(minY, py), max(maxX, px), max(maxY, py)
	}
	r := rect{minX, minY, maxX - minX, maxY - minY}
	return r, r.w > 0 && r.h > 0
}
