package legacy

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// GuessBytes gives the encoding of a text of bytes that is no UTF-8; "" when the text is not of
// Vietnamese in one of them.
func GuessBytes(text []byte) Encoding {
	best, most := Encoding(""), 0
	for _, e := range all {
		c := countWords(e.Bytes(text))
		if c.right > 2*c.wrong && c.right-c.wrong > most && (c.right > 1 || c.words == c.right) && c.right*20 >= c.words {
			best, most = e, c.right-c.wrong
		}
	}
	return best
}

// GuessText gives the encoding of a text that came as Unicode though a font of an 8-bit encoding
// made its words; "" when it is not garbled so. A few odd signs do not make one.
func GuessText(text string) Encoding {
	const few = 3
	before := countWords(text)
	best, most := Encoding(""), few-1
	for _, e := range []Encoding{TCVN3, VNI} { // fonts of the others never were common
		c := countWords(e.Text(text))
		if gain := c.right - before.right - c.wrong; c.right > 2*c.wrong && gain > most && gain*5 > before.right+before.wrong {
			best, most = e, gain
		}
	}
	return best
}

// Lines decodes the lines of a text that are in the encoding, and leaves the others as they are.
func (e Encoding) Lines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if ascii(line) {
			continue
		}
		decoded := e.Text(line)
		if was, is := countWords(line), countWords(decoded); is.right-is.wrong > was.right-was.wrong {
			if e == TCVN3 && !strings.ContainsFunc(line, func(c rune) bool { return c >= 'a' && c <= 'z' }) {
				decoded = strings.ToUpper(decoded) // it was in a font of capitals
			}
			lines[i] = decoded
		}
	}
	return strings.Join(lines, "\n")
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return c >= 0x80 })
}

// count is how many words there are, how many of those with letters beyond ASCII are syllables of
// Vietnamese, and how many are not.
type count struct{ words, right, wrong int }

// enough is how many such words tell.
const enough = 2000

func countWords(text string) (c count) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < 0x80 && !unicode.IsLetter(r) }) {
		c.words++
		if ascii(word) {
			continue
		}
		letters := strings.TrimFunc(word, func(r rune) bool { return unicode.IsPunct(r) && r > 0xff || r == '«' || r == '»' })
		switch {
		case utf8.RuneCountInString(letters) < 2 || ascii(letters): // one letter may as well be a sign
		case syllable(letters):
			c.right++
		default:
			c.wrong++
		}
		if c.right+c.wrong >= enough {
			break
		}
	}
	return c
}

// syllables is the form of a written syllable of Vietnamese without its tone: onset, glide and
// vowels, final letters.
var syllables = regexp.MustCompile(`^(?:(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|nh|ngh|ng|n|ph|p|qu|r|s|th|tr|t|v|x)?` +
	`(?:(?:oa|oă|oe|ua|uâ|uê|uy|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|yê|uyê|uô|ươ|uya|oo|uơ|ia|ya|ưa|eo)(?:ch|ng|nh|c|m|n|p|t)?|` +
	`(?:oa|ua|a|â|oă|uâ|e|ê|iê|yê|i|o|ô|ơ|u|ư|uô|ươ|uy|uê|oe)(?:i|y|o|u)))$`)

// syllable reports whether a word is a written syllable of Vietnamese, in one case of letters, with
// at most one tone.
func syllable(word string) bool {
	if len(word) > 24 {
		return false
	}
	capitals, small := 0, 0
	for _, r := range word {
		switch {
		case unicode.IsUpper(r):
			capitals++
		case unicode.IsLower(r):
			small++
		}
	}
	if first := []rune(word)[0]; capitals > 0 && small > 0 && (capitals > 1 || !unicode.IsUpper(first)) {
		return false // as where an encoding is taken for another
	}
	var base strings.Builder
	tones := 0
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch r {
		case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
			tones++
		default:
			base.WriteRune(r)
		}
	}
	return tones <= 1 && syllables.MatchString(norm.NFC.String(base.String()))
}
