package extract

import (
	"bytes"
	"encoding/xml"
)

// finalXLSX leaves out the comments of a workbook, which LibreOffice shows, and puts the results
// that its program saw in the place of its formulas: LibreOffice computes those of most programs
// anew, to other results now and then (of TODAY always). The formulas stay where the program left
// one of them to be computed.
func finalXLSX(c *container) (map[string][]byte, error) {
	main, err := c.mainOf("workbook", "xl/workbook.xml")
	if err != nil {
		return nil, err
	}
	sheets, err := c.ordered(main, "sheet")
	if err != nil {
		return nil, err
	}
	made, valued := map[string][]byte{}, map[string][]byte{}
	for _, sheet := range sheets {
		for kind, nothing := range map[string]string{
			"comments":        `<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors/><commentList/></comments>`,
			"threadedComment": `<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>`,
		} {
			names, err := c.relatedBy(sheet, kind)
			if err != nil {
				return nil, err
			}
			for _, name := range names {
				made[name] = []byte(nothing)
			}
		}
		v := &valuing{}
		if err := c.edit(sheet, v.token); err != nil {
			return nil, err
		}
		if v.left {
			return made, nil
		}
		if v.changed {
			valued[sheet] = v.out
		}
	}
	for sheet, text := range valued {
		made[sheet] = text
	}
	return made, nil
}

// valuing copies a sheet without its formulas.
type valuing struct {
	out           []byte
	changed, left bool // left: a formula has no result

	text, inValue, valued bool // of the cell
	from, to              int  // its formula in the copy
	depth                 int  // within the formula
}

func (v *valuing) token(t xml.Token, _ xml.Name, raw []byte) error {
	begin := len(v.out)
	v.out = append(v.out, raw...)
	switch t := t.(type) {
	case xml.StartElement:
		switch name := t.Name.Local; {
		case v.depth > 0:
			v.depth++
		case name == "c":
			v.text, v.valued, v.from, v.to = attr(t, "t") == "str", false, 0, 0
		case name == "f":
			v.from, v.depth = begin, 1
		case name == "v":
			v.inValue = true
			v.valued = v.valued || v.text
		}
	case xml.CharData:
		v.valued = v.valued || v.inValue && len(bytes.TrimSpace(t)) > 0
	case xml.EndElement:
		switch name := t.Name.Local; {
		case v.depth > 0:
			if v.depth--; v.depth == 0 {
				v.to = len(v.out)
			}
		case name == "v":
			v.inValue = false
		case name == "c" && v.to > v.from:
			if v.left = v.left || !v.valued; v.valued {
				v.out = append(v.out[:v.from], v.out[v.to:]...)
				v.changed = true
			}
		}
	}
	return nil
}
