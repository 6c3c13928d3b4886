package extract

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// field is one whose result stands in the text: a cross reference, the number of a caption, a page.
type field struct {
	code   words
	result bool // its result has begun
	dirty  bool // its result is to be made anew
	from   int  // where in the paragraph the result begins
	in     *paragraph

	ticked  *bool // of a form's box
	entries []string
	entry   int
}

// inField takes what makes fields.
func (s *story) inField(e xml.StartElement) bool {
	var now *field
	if n := len(s.fields); n > 0 {
		now = s.fields[n-1]
	}
	switch e.Name.Local {
	case "fldChar":
		switch attr(e, "fldCharType") {
		case "begin":
			if len(s.fields) < maxDepth {
				s.fields = append(s.fields, &field{dirty: attr(e, "dirty") != "" && attr(e, "dirty") != "0" && attr(e, "dirty") != "false"})
			}
		case "separate":
			if now != nil {
				now.result, now.in, now.from = true, s.at(), s.at().text.Len()
			}
		case "end":
			s.endOf(now)
		}
	case "fldSimple":
		f := &field{result: true, in: s.at(), from: s.at().text.Len(), dirty: attr(e, "dirty") == "1" || attr(e, "dirty") == "true"}
		f.code.write(firstBytes(attr(e, "instr"), 1000))
		s.fields = append(s.fields, f)
	case "checkBox":
		if now != nil {
			now.ticked = new(bool)
		}
	case "checked", "default":
		if now != nil && now.ticked != nil {
			*now.ticked = switched(e)
		}
		if n, err := strconv.Atoi(attr(e, "val")); err == nil && now != nil {
			now.entry = n
		}
	case "listEntry":
		if now != nil && len(now.entries) < 1000 {
			now.entries = append(now.entries, attr(e, "val"))
		}
	case "result":
		if n, err := strconv.Atoi(attr(e, "val")); err == nil && now != nil {
			now.entry = n
		}
	default:
		return false
	}
	return true
}

func (s *story) endField(name string) {
	if n := len(s.fields); name == "fldSimple" && n > 0 {
		s.endOf(s.fields[n-1])
	}
}

// endOf ends a field. A field that a program left for Word to fill is filled, as far as it is
// counted.
func (s *story) endOf(f *field) {
	if f == nil {
		return
	}
	s.fields = s.fields[:len(s.fields)-1]
	p := s.at()
	empty := !f.result || f.in == p && strings.TrimSpace(p.text.String()[min(f.from, p.text.Len()):]) == ""
	code := strings.Fields(f.code.String())
	if len(code) == 0 || s.deleted > 0 {
		return
	}
	switch strings.ToUpper(code[0]) {
	case "SEQ":
		if n := s.sequence(code[1:]); empty {
			s.say(n)
		}
	case "MACROBUTTON":
		if empty && len(code) > 2 {
			s.say(strings.Join(code[2:], " "))
		}
	case "FORMCHECKBOX":
		if empty && f.ticked != nil {
			s.say(map[bool]string{true: "☒", false: "☐"}[*f.ticked])
		}
	case "FORMDROPDOWN":
		if empty && f.entry >= 0 && f.entry < len(f.entries) {
			s.say(f.entries[f.entry])
		}
	}
}

// sequence counts a caption: SEQ Bảng \* ARABIC.
func (s *story) sequence(code []string) string {
	if len(code) == 0 {
		return ""
	}
	name, format, step := code[0], "decimal", 1
	for i, word := range code {
		next := ""
		if i+1 < len(code) {
			next = code[i+1]
		}
		switch {
		case word == `\c`:
			step = 0
		case word == `\h`:
			format = "none"
		case strings.HasPrefix(word, `\r`):
			if n, err := strconv.Atoi(strings.TrimPrefix(word, `\r`) + next); err == nil {
				s.seqs[name], step = n, 0
			}
		case word == "ROMAN":
			format = "upperRoman"
		case word == "roman":
			format = "lowerRoman"
		case word == "ALPHABETIC":
			format = "upperLetter"
		case word == "alphabetic":
			format = "lowerLetter"
		}
	}
	s.seqs[name] += step
	return numeral(format, s.seqs[name])
}
