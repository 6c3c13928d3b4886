package extract

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// computed are the fields whose saved result LibreOffice throws away for what it finds where it
// runs: the day, the name and folder under which the server keeps the file, properties that are not
// there. Their authors saw the saved one.
var computed = map[string]bool{
	"DATE": true, "TIME": true, "FILENAME": true, "FILESIZE": true, "SAVEDATE": true, "PRINTDATE": true, "EDITTIME": true, "REVNUM": true, "TEMPLATE": true,
	"TITLE": true, "SUBJECT": true, "KEYWORDS": true, "COMMENTS": true, "NUMWORDS": true, "NUMCHARS": true, "IF": true,
}

// results puts the saved results of fields in the place of the fields, in the copy that a converter
// is given. A field without a result, one that its program left to be made anew, and one that goes
// over several paragraphs stay fields.
type results struct {
	*accepting
	fields []saved
	simple []bool // of the elements fldSimple within each other: one of fields
	from   int    // where the element that makes a field begins in the copy; -1: none
	last   bool   // that element ends the field
}

// saved is a field under way.
type saved struct {
	code   []byte
	cuts   [][2]int // what makes it a field, in the copy
	lines  int      // of the paragraph that it began in
	at     int
	result bool
	words  bool // its result has some
	stays  bool // it is to be made anew, or has another field in its code, or is in another's
}

func (r *results) line() (lines, at int) {
	if n := len(r.lines); n > 0 {
		return n, r.lines[n-1].at
	}
	return 0, 0
}

// begin follows an element that the copy has from a place on.
func (r *results) begin(e xml.StartElement, from int) {
	if e.Name.Space != "w" {
		return
	}
	switch e.Name.Local {
	case "fldChar":
		r.from = from
		n := len(r.fields)
		switch attr(e, "fldCharType") {
		case "begin":
			if n < maxDepth {
				lines, at := r.line()
				within := n > 0 && !r.fields[n-1].result
				if within {
					r.fields[n-1].stays = true
				}
				r.fields = append(r.fields, saved{lines: lines, at: at, stays: within || on(attr(e, "dirty"))})
			}
		case "separate":
			if n > 0 {
				r.fields[n-1].result = true
			}
		case "end":
			r.last = n > 0
		}
	case "instrText":
		r.from = from
	case "fldSimple":
		lines, at := r.line()
		f := saved{code: []byte(attr(e, "instr")), lines: lines, at: at, result: true, stays: on(attr(e, "dirty"))}
		f.cuts = append(f.cuts, [2]int{from, len(r.out)})
		is := len(r.fields) < maxDepth && !bytes.HasSuffix(r.out, []byte("/>"))
		if is {
			r.fields = append(r.fields, f)
		}
		r.simple = append(r.simple, is)
	}
}

func on(s string) bool { return s == "1" || s == "true" || s == "on" }

// ended follows the end of an element, which the copy has from a place on.
func (r *results) ended(name xml.Name, from int) {
	if name.Space != "w" {
		return
	}
	n := len(r.fields)
	switch name.Local {
	case "fldChar", "instrText":
		if r.from >= 0 && n > 0 {
			r.fields[n-1].cuts = append(r.fields[n-1].cuts, [2]int{r.from, len(r.out)})
			if r.last {
				f := r.fields[n-1]
				r.fields = r.fields[:n-1]
				r.end(f)
			}
		}
		r.from, r.last = -1, false
	case "fldSimple":
		if s := len(r.simple); s > 0 {
			if r.simple[s-1] && n > 0 {
				f := r.fields[n-1]
				f.cuts = append(f.cuts, [2]int{from, len(r.out)})
				r.fields = r.fields[:n-1]
				r.end(f)
			}
			r.simple = r.simple[:s-1]
		}
	}
}

// text follows characters of the copy.
func (r *results) text(chars []byte) {
	n := len(r.fields)
	if n == 0 {
		return
	}
	switch within := r.parent(1); {
	case within == "instrText" && !r.fields[n-1].result && len(r.fields[n-1].code) < 1000:
		r.fields[n-1].code = append(r.fields[n-1].code, chars...)
	case within == "t" && len(bytes.TrimSpace(chars)) > 0:
		for i := range r.fields {
			f := &r.fields[i]
			f.words, f.stays = f.words || f.result, f.stays || !f.result
		}
	}
}

// end leaves out what makes the field one.
func (r *results) end(f saved) {
	code := strings.Fields(string(f.code))
	lines, at := r.line()
	if len(code) == 0 || !computed[strings.ToUpper(code[0])] || !f.result || !f.words || f.stays || lines != f.lines || at != f.at {
		return
	}
	for i := len(f.cuts) - 1; i >= 0; i-- {
		r.out = append(r.out[:f.cuts[i][0]], r.out[f.cuts[i][1]:]...)
	}
	r.changed = true
}
