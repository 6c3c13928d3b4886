package marking

import (
	"slices"
	"strings"
	"unicode"
)

// unseen reports whether the character has no look of its own (Default_Ignorable_Code_Point of the
// Unicode Character Database, and format characters).
func unseen(r rune) bool {
	return r >= 0xad && unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// Controls of direction (UAX #9).
const (
	leftOverride  = '\u202d'
	rightOverride = '\u202e'
	popDirection  = '\u202c'
)

// inOrder gives letters that an override shows from right to left in the order in which they are read.
func inOrder(s string) string {
	for {
		from := strings.IndexRune(s, rightOverride)
		if from < 0 {
			return s
		}
		rest := s[from+len(string(rightOverride)):]
		to := strings.IndexFunc(rest, func(r rune) bool { return r == popDirection || r == leftOverride || r == rightOverride })
		if to < 0 {
			to = len(rest)
		}
		s = s[:from] + turned(rest[:to]) + rest[to:]
	}
}

// turned gives the letters from the last to the first, each with its marks behind it.
func turned(s string) string {
	var letters []string
	for _, r := range s {
		if n := len(letters); n > 0 && unicode.Is(unicode.Mn, r) {
			letters[n-1] += string(r)
			continue
		}
		letters = append(letters, string(r))
	}
	slices.Reverse(letters)
	return strings.Join(letters, "")
}

// lookalikes are letters of the Cyrillic and the Greek script that look like Latin ones in common
// fonts, each with the one that it looks like (UTS #39, confusables).
var lookalikes = strings.NewReplacer(
	"А", "A", "В", "B", "Е", "E", "К", "K", "М", "M", "Н", "H", "О", "O", "Р", "P", "С", "C", "Т", "T", "У", "Y", "Х", "X", "І", "I", "Ј", "J", "Ѕ", "S",
	"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "і", "i", "ј", "j", "ѕ", "s",
	"Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M", "Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X", "ο", "o",
)

// latin gives words that mix the Latin script with lookalikes in Latin letters. Words of one script
// are words of that script.
func latin(s string) string {
	if !strings.ContainsFunc(s, other) {
		return s
	}
	var b strings.Builder
	for from := 0; from < len(s); {
		start, end := nextWord(s, from)
		b.WriteString(s[from:start])
		word := s[start:end]
		if strings.ContainsFunc(word, other) && strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
			word = lookalikes.Replace(word)
		}
		b.WriteString(word)
		from = end
	}
	return b.String()
}

// disguised reports whether the text has letters that look like others, or characters without a look:
// suspicious knows words by their own letters alone.
func disguised(s string) bool {
	return !isASCII(s) && strings.ContainsFunc(s, func(r rune) bool {
		return other(r) || unseen(r) || r >= 0x2100 && r < 0x2150 || r >= 0x2460 && r < 0x2500 || // letterlike, enclosed
			r >= 0xff00 && r < 0xfff0 || r >= 0x1d400 && r < 0x1d800 || r >= 0x1f100 && r < 0x1f200 // full-width, mathematical, enclosed
	})
}

func other(r rune) bool { return r >= 0x370 && unicode.In(r, unicode.Cyrillic, unicode.Greek) }
