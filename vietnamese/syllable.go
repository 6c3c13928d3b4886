package vietnamese

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Spell takes a word apart for comparing, in small letters: its letters without any mark (thuy), its letters with the marks of
// quality (thuy, đương), and its tones. A Vietnamese syllable has one tone, and which vowel carries it is custom (hòa or hoà), so tones
// stand apart from the letters. All three are empty for a word that has neither letter nor figure.
func Spell(word string) (plain, letters, tones string) {
	var p, l, t strings.Builder
	for _, r := range norm.NFKD.String(word) {
		r = unicode.ToLower(r)
		switch {
		case Stroked(r):
			p.WriteByte('d')
			l.WriteRune('đ')
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			p.WriteRune(r)
			l.WriteRune(r)
		case Tone(r):
			t.WriteRune(r)
		case unicode.IsMark(r):
			l.WriteRune(r)
		}
	}
	if p.Len() == 0 {
		return "", "", ""
	}
	return p.String(), norm.NFC.String(l.String()), t.String()
}

// Stroked reports whether a letter is đ, or one that fonts, keyboards and converters mistake for it: eth and the African d.
func Stroked(r rune) bool { return r == 'đ' || r == 'Đ' || bare(r) != r }

// Tone reports whether r is the mark of a tone: huyền, sắc, ngã, hỏi, nặng.
func Tone(r rune) bool {
	return r == '\u0300' || r == '\u0301' || r == '\u0303' || r == '\u0309' || r == '\u0323'
}
