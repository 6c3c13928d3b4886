package marking

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

// word is a run of letters and digits of a line.
type word struct {
	text string // as it is written
	gap  string // what stands between it and the word before
	key  string // in lower case, the tone mark moved to its end: one spelling for one word
	bare string // in lower case without diacritics
	at   int    // its first byte in the line
}

// clean makes text of one form, as a reader sees it: no invisible characters, one kind of blank,
// letters of other looks (full-width, mathematical) as letters, and lookalikes as what they look like.
func clean(s string) string {
	if isASCII(s) {
		return s
	}
	s = inOrder(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || r == '\u2007' || r == '\u202f' || r == '\u3000':
			return ' '
		case unseen(r):
			return -1
		}
		return r
	}, s)
	return latin(norm.NFKC.String(s))
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
	end := 0
	for {
		start, next := nextWord(s, end)
		if start == next {
			break
		}
		words = append(words, word{text: s[start:next], gap: s[end:start], at: start})
		end = next
	}
	folded := strings.ToLower(s)
	if !isASCII(s) {
		folded = norm.NFD.String(folded) // once for the line: it is what costs
	}
	at := 0
	for i := range words {
		start, next := nextWord(folded, at)
		words[i].key, words[i].bare = fold(folded[start:next])
		at = next
	}
	return words, s[end:]
}

// nextWord is where the first word from a byte on starts and ends.
func nextWord(s string, from int) (start, end int) {
	start = strings.IndexFunc(s[from:], isWordRune)
	if start < 0 {
		return len(s), len(s)
	}
	start += from
	end = strings.IndexFunc(s[start:], func(r rune) bool { return !isWordRune(r) })
	if end < 0 {
		return start, len(s)
	}
	return start, start + end
}

// fold gives the two forms for comparison of a word that is decomposed and in small letters. Tone
// marks go to the end, so that hoà and hòa, and a mark that was typed after the last letter, are
// one word.
func fold(s string) (key, bare string) {
	if isASCII(s) {
		return s, s
	}
	k, b, tones := make([]byte, 0, 24), make([]byte, 0, 24), make([]byte, 0, 8)
	for _, r := range s {
		switch {
		case vietnamese.Tone(r):
			tones = utf8.AppendRune(tones, r)
		case vietnamese.Stroked(r):
			k = append(k, "đ"...)
			b = append(b, 'd')
		case r >= 0x300 && unicode.Is(unicode.Mn, r):
			k = utf8.AppendRune(k, r)
		default:
			k = utf8.AppendRune(k, r)
			b = utf8.AppendRune(b, r)
		}
	}
	return string(append(k, tones...)), string(b)
}

func foldWord(s string) (key, bare string) { return fold(norm.NFD.String(strings.ToLower(s))) }

// keyOf is the key of a word written in the code.
func keyOf(s string) string {
	key, _ := foldWord(s)
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
