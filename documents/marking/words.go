package marking

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// word is a run of letters and digits of a line.
type word struct {
	text string // as it is written
	gap  string // what stands between it and the word before
	key  string // in lower case, the tone mark moved to its end: one spelling for one word
	bare string // in lower case without diacritics
	at   int    // its first byte in the line
}

// clean makes text of one form: NFC, no invisible characters, one kind of blank.
func clean(s string) string {
	if isASCII(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || r == '\ufeff':
			return -1
		case r == '\u00a0' || r == '\u2007' || r == '\u202f' || r == '\u3000':
			return ' '
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// split gives the words of a line, and what stands after the last.
func split(s string) (words []word, rest string) {
	gap := 0
	for i := 0; i < len(s); {
		start := strings.IndexFunc(s[i:], isWordRune)
		if start < 0 {
			break
		}
		start += i
		end := strings.IndexFunc(s[start:], func(r rune) bool { return !isWordRune(r) })
		if end < 0 {
			end = len(s)
		} else {
			end += start
		}
		w := word{text: s[start:end], gap: s[gap:start], at: start}
		w.key, w.bare = fold(w.text)
		words = append(words, w)
		gap, i = end, end
	}
	return words, s[gap:]
}

// fold gives a word's two forms for comparison. Tone marks go to the end, so that hoà and hòa,
// and a mark that was typed after the last letter, are one word.
func fold(s string) (key, bare string) {
	if isASCII(s) {
		lower := strings.ToLower(s)
		return lower, lower
	}
	var k, b, tones strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == '\u0300' || r == '\u0301' || r == '\u0303' || r == '\u0309' || r == '\u0323':
			tones.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
			k.WriteRune(r)
		case r == 'đ' || r == 'ð': // Ð, eth, is seen where Đ is meant
			k.WriteRune('đ')
			b.WriteRune('d')
		default:
			k.WriteRune(r)
			b.WriteRune(r)
		}
	}
	return k.String() + tones.String(), b.String()
}

// keyOf is the key of a word written in the code.
func keyOf(s string) string {
	key, _ := fold(s)
	return key
}

// bareText are the words without diacritics, one blank between two.
func bareText(words []word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.bare)
	}
	return b.String()
}

// letters is how the letters of a text are written.
type letters int

const (
	lower  letters = iota // it starts with a small letter
	titled                // it starts with a capital
	upper                 // all are capitals
)

func lettersOf(s string) letters {
	first, small := true, false
	kind := lower
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		if first && unicode.IsUpper(r) {
			kind = titled
		}
		first = false
		small = small || !unicode.IsUpper(r)
	}
	if kind == titled && !small {
		return upper
	}
	return kind
}
