package extract

import "encoding/xml"

// unchosen collects the words of alternatives that were not taken (mc:Fallback, ISO/IEC 29500-3):
// another program than the reader's shows them, so they are for the door.
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
