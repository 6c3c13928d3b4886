package extract

import (
	"encoding/xml"
	"strings"
)

// alternates tells which of several alternatives of the same (mc:AlternateContent, ISO/IEC 29500-3)
// Word takes: the first mc:Choice whose namespaces it knows, and else mc:Fallback. Other programs
// take others, so that the door has the words of all.
type alternates struct {
	open []alternate // within one another
}

type alternate struct {
	read  int  // how much had been read where they began
	taken bool // one of them was
}

func (a *alternates) begin(read int) { a.open = append(a.open, alternate{read: read}) }

func (a *alternates) end() { a.open = a.open[:max(0, len(a.open)-1)] }

// passes reports whether an alternative is passed over, where so much was read. What stands in place
// of one that has no words that can be read is taken too.
func (a *alternates) passes(e xml.StartElement, read int) bool {
	n := len(a.open)
	if n == 0 {
		return e.Name.Local == "Fallback"
	}
	at := &a.open[n-1]
	if e.Name.Local == "Fallback" {
		return at.taken && read > at.read
	}
	if at.taken || attrIn(e, "mc", strange) != "" {
		return true
	}
	at.taken = true
	return false
}

// strange is the attribute that a walk adds to an mc:Choice that asks for a namespace unknown to
// Word.
const strange = "strange"

// officeSpaces are the beginnings of the namespaces that Office's programs know.
var officeSpaces = []string{"http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/", "urn:schemas-microsoft-com:"}

// ask adds that attribute. spaces are the namespaces by their prefixes.
func ask(e *xml.StartElement, spaces map[string]string) {
	if e.Name.Local != "Choice" || e.Name.Space != "mc" {
		return
	}
	for name := range strings.FieldsSeq(attr(*e, "Requires")) {
		understood := false
		for _, begin := range officeSpaces {
			understood = understood || strings.HasPrefix(spaces[name], begin)
		}
		if !understood {
			e.Attr = append(e.Attr, xml.Attr{Name: xml.Name{Space: "mc", Local: strange}, Value: "1"})
			return
		}
	}
}

// unchosen collects the words of alternatives that were not taken: another program than the
// reader's shows them, so they are for the door.
type unchosen struct {
	within bool // such an alternative is being passed over
	inText int
}

// take takes a token within the alternative.
func (u *unchosen) take(t xml.Token, door *words) {
	if !u.within {
		return
	}
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "t", "delText":
			u.inText++
		case "textpath":
			door.write(attr(t, "string") + "\n")
		case "tab", "br", "cr":
			door.write(" ")
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "t", "delText":
			u.inText = max(0, u.inText-1)
		case "p":
			door.write("\n")
		}
	case xml.CharData:
		if u.inText > 0 {
			door.write(string(t))
		}
	}
}
