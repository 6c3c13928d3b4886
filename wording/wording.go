package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Line is s as one line: every kind of line end and blank, the no-break ones
// too, is a single space, and none is at the ends.
func Line(s string) string {
	return norm.NFC.String(strings.Join(strings.Fields(plain(s)), " "))
}

// Paragraphs is s as text of several lines: each kind of line end is a line
// feed, tabs stay, and blanks at both ends of the whole go.
func Paragraphs(s string) string {
	return norm.NFC.String(strings.TrimSpace(plain(s)))
}

// plain takes the control characters (Unicode's Cc) out of s.
// Those that end a line become line feeds: CR, CRLF, vertical tab (a line break
// that is pasted from Word), form feed, NEL, U+2028 and U+2029. The other ones
// of C1 are letters of Windows-1252 that some program took for Latin-1 ("2020–2025"),
// and become what they were (as the HTML standard does, 13.2.5.80). What remains
// has no meaning for a reader and is left out, U+FEFF with it.
func plain(s string) string {
	if !utf8.ValidString(s) || !strings.ContainsFunc(s, odd) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case r >= 0x80 && r <= 0x9f:
			if r = charmap.Windows1252.DecodeByte(byte(r)); r != utf8.RuneError {
				return r
			}
			return -1
		case odd(r):
			return -1
		}
		return r
	}, s)
}

func odd(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}
