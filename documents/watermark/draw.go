package watermark

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// marks draws one text on the pages of one file.
type marks struct {
	x      *model.XRefTable
	font   *lettering
	across []byte // the texts as glyphs, in hexadecimal
	foot   []byte
	text   Text

	bare      bool // something that programs draw by themselves is not drawn
	resources types.Dict
	drawn     map[[2]float64]types.IndirectRef // the mark for a size of page
}

func newMarks(x *model.XRefTable, scratch string, text Text) (*marks, error) {
	font, err := newLettering(x, scratch)
	if err != nil {
		return nil, err
	}
	m := &marks{x: x, font: font, text: text, drawn: map[[2]float64]types.IndirectRef{}}
	m.across, m.foot = font.glyphs(text.Across), font.glyphs(text.Foot)
	if len(m.across) == 0 || len(m.foot) == 0 {
		return nil, errors.New("there is nothing to say")
	}
	embedded, err := font.embed()
	if err != nil {
		return nil, err
	}
	m.resources = types.Dict{
		"Font": types.Dict{"F": *embedded},
		"ExtGState": types.Dict{
			"Faint": types.Dict{"ca": types.Float(0.26), "CA": types.Float(0.26)},
			"Clear": types.Dict{"ca": types.Float(0.8), "CA": types.Float(0.8)},
		},
	}
	return m, nil
}

// page makes what the page shows a form, and draws it, the annotations and the mark, in this order.
func (m *marks) page(p page) error {
	content, err := m.content(p)
	if err != nil {
		return err
	}
	annotations, links, err := m.annotations(p)
	if err != nil {
		return err
	}
	w, h, upright := p.upright()
	mark, err := m.mark(w, h)
	if err != nil {
		return err
	}
	forms := types.Dict{"Mark": mark}
	var b bytes.Buffer
	if content != nil {
		forms["Page"] = *content
		b.WriteString("q /Page Do Q\n")
	}
	for i, a := range annotations {
		name := fmt.Sprintf("Note%d", i)
		forms[name] = a.form
		fmt.Fprintf(&b, "q %s cm /%s Do Q\n", matrix(a.matrix), name)
	}
	fmt.Fprintf(&b, "q %s cm /Mark Do Q\n", matrix(upright))
	contents, err := m.stream(types.Dict{}, b.Bytes())
	if err != nil {
		return err
	}
	old := maps.Clone(p.dict)
	clear(p.dict)
	p.dict["Type"] = types.Name("Page")
	p.dict["MediaBox"] = p.box.array()
	p.dict["Resources"] = types.Dict{"XObject": forms}
	p.dict["Contents"] = *contents
	if p.turn != 0 {
		p.dict["Rotate"] = types.Integer(90 * p.turn)
	}
	for _, key := range []string{"Group", "UserUnit"} {
		if old[key] != nil {
			p.dict[key] = old[key]
		}
	}
	if len(links) > 0 {
		p.dict["Annots"] = links
	}
	return nil
}

// content is what the page shows, as a form; nil for an empty page.
func (m *marks) content(p page) (*types.IndirectRef, error) {
	o, err := m.x.Dereference(p.dict["Contents"])
	if err != nil {
		return nil, err
	}
	form := types.Dict{"Type": types.Name("XObject"), "Subtype": types.Name("Form"), "BBox": p.box.array()}
	if p.resources != nil {
		form["Resources"] = p.resources
	} else {
		form["Resources"] = types.Dict{}
	}
	switch o := o.(type) {
	case nil:
		return nil, nil //nolint:nilnil // as said above
	case types.StreamDict: // its bytes stay as they are
		for _, key := range []string{"Filter", "DecodeParms", "Length"} {
			if o.Dict[key] != nil {
				form[key] = o.Dict[key]
			}
		}
		o.Dict = form
		return m.x.IndRefForNewObject(o)
	case types.Array: // parts, which may break off anywhere between two words
		var all []byte
		for _, part := range o {
			if part == nil {
				continue
			}
			s, _, err := m.x.DereferenceStreamDict(part)
			if err != nil {
				return nil, err
			}
			if s == nil {
				continue
			}
			if err := s.Decode(); err != nil {
				return nil, fmt.Errorf("read its content: %w", err)
			}
			all = append(append(all, s.Content...), '\n')
		}
		return m.stream(form, all)
	default:
		return nil, fmt.Errorf("its content is %T", o)
	}
}

// stream adds a compressed stream to the file.
func (m *marks) stream(d types.Dict, content []byte) (*types.IndirectRef, error) {
	s, err := m.x.NewStreamDictForBuf(content)
	if err != nil {
		return nil, err
	}
	maps.Copy(s.Dict, d)
	if err := s.Encode(); err != nil {
		return nil, err
	}
	return m.x.IndRefForNewObject(*s)
}

// Sizes of the mark, in parts of the page's shorter side: 15 and 8 points on A4.
const (
	acrossSize = 40
	footSize   = 74
	slant      = math.Pi / 6
)

// mark is the form that marks a page of this size, drawn from 0, 0 to its upper right corner.
func (m *marks) mark(w, h float64) (types.IndirectRef, error) {
	key := [2]float64{w, h}
	if ref, ok := m.drawn[key]; ok {
		return ref, nil
	}
	short := max(min(w, h), max(w, h)/8) // a strip is not filled with thousands of lines
	var b bytes.Buffer
	m.drawAcross(&b, w, h, short/acrossSize)
	m.drawFoot(&b, w, short/footSize)
	form, err := m.stream(types.Dict{
		"Type": types.Name("XObject"), "Subtype": types.Name("Form"), "BBox": rect{0, 0, w, h}.array(), "Resources": m.resources,
	}, b.Bytes())
	if err != nil {
		return types.IndirectRef{}, err
	}
	m.drawn[key] = *form
	return *form, nil
}

// drawAcross fills the page with slanted lines of the text: grey with a light rim, so that it shows
// on dark pictures too.
func (m *marks) drawAcross(b *bytes.Buffer, w, h, size float64) {
	width := m.font.width(m.text.Across) * size
	if most := 0.8 * math.Hypot(w, h); width > most { // a very long name
		size *= most / width
		width = most
	}
	sin, cos := math.Sincos(slant)
	fmt.Fprintf(b, "q /Faint gs %s cm 1 G 0.35 g %s w BT /F %s Tf\n", matrix([6]float64{cos, sin, -sin, cos, w / 2, h / 2}), number(size/18), number(size))
	reach := math.Hypot(w, h) / 2
	step, line := width+3*size, 7*size
	rows := int(reach/line) + 1
	for row := -rows; row <= rows; row++ {
		y := float64(row) * line
		shift := 0.0
		if row%2 != 0 {
			shift = step / 2
		}
		columns := int(reach/step) + 2
		for column := -columns; column <= columns; column++ {
			left := float64(column)*step + shift - width/2
			if !touches(left, y-size/2, width, 1.5*size, w, h) {
				continue
			}
			fmt.Fprintf(b, "1 0 0 1 %s %s Tm 2 Tr <%s> Tj\n", number(left), number(y), m.across)
		}
	}
	b.WriteString("ET Q\n")
}

// touches reports whether a slanted box may be seen on the page; it never says no to one that can.
func touches(left, low, width, height, w, h float64) bool {
	sin, cos := math.Sincos(slant)
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, at := range [][2]float64{{left, low}, {left + width, low}, {left, low + height}, {left + width, low + height}} {
		x, y := at[0]*cos-at[1]*sin+w/2, at[0]*sin+at[1]*cos+h/2
		minX, minY, maxX, maxY = min(minX, x), min(minY, y), max(maxX, x), max(maxY, y)
	}
	return maxX > 0 && maxY > 0 && minX < w && minY < h
}

// drawFoot writes the line at the foot: dark, on a light rim.
func (m *marks) drawFoot(b *bytes.Buffer, w, size float64) {
	width := m.font.width(m.text.Foot) * size
	if most := 0.94 * w; width > most {
		size *= most / width
		width = most
	}
	at := fmt.Sprintf("BT /F %s Tf 1 0 0 1 %s %s Tm", number(size), number((w-width)/2), number(size*0.9))
	fmt.Fprintf(b, "q /Clear gs 1 G 1 j %s w %s 1 Tr <%s> Tj ET 0.25 g %s 0 Tr <%s> Tj ET Q\n", number(size/3), at, m.foot, at, m.foot)
}

func number(v float64) string { return fmt.Sprintf("%.4f", v) }

func matrix(m [6]float64) string {
	return fmt.Sprintf("%.5f %.5f %.5f %.5f %.4f %.4f", m[0], m[1], m[2], m[3], m[4], m[5])
}
