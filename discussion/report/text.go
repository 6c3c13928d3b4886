package report

import (
	"encoding/xml"
	"strings"
	"time"
	"unicode"
)

// clean takes out of a text what a printed page cannot have: broken UTF-8 and
// control characters become U+FFFD, every kind of line end becomes a line
// feed, and the marks that turn the direction of the text around them are left
// out (Bidi_Control of Unicode, all of it), because they could make a number or
// a name read differently from what it is. Right-to-left letters keep their own direction.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r == '\u061C' || r == '\u200E' || r == '\u200F' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069':
			return -1
		case unicode.IsControl(r) || r&0xFFFE == 0xFFFE || r >= '\uFDD0' && r <= '\uFDEF':
			return '\uFFFD'
		}
		return r
	}, s)
}

// oneLine is the text as a title has it: no line ends, single spaces.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// paragraphs are the lines of the text that have something in them; at least one, which may be
// empty.
func paragraphs(s string) []string {
	var out []string
	for line := range strings.SplitSeq(clean(s), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	if out == nil {
		out = []string{""}
	}
	return out
}

// escape writes the text as XML 1.0 character data.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

// dateLine is the date as the state form writes it: a zero before days below ten and before the
// months 1 and 2 only.
func dateLine(t time.Time) string {
	switch {
	case t.IsZero():
		return "ngày      tháng      năm         "
	case t.Month() <= time.February:
		return t.Format("ngày 02 tháng 01 năm 2006")
	default:
		return t.Format("ngày 02 tháng 1 năm 2006")
	}
}

// placeAndDate is the line above the title. If it is too long for one, the date is whole on the
// next.
func placeAndDate(place string, t time.Time) string {
	date := dateLine(t)
	if !t.IsZero() {
		date = strings.ReplaceAll(date, " ", "\u00A0")
	}
	if p := oneLine(place); p != "" {
		return p + ", " + date
	}
	return date
}
