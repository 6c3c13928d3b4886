// Package vietnamesetest tells tests whether what the product says in Vietnamese is Vietnamese.
package vietnamesetest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// syllable is a syllable of Vietnamese without its tone: what may begin it, its vowels, what may
// end it.
var syllable = regexp.MustCompile(`^(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|n|nh|ngh?|ph?|qu|r|s|th?|tr|v|x)?(?:` +
	`a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|` +
	`ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oa|oă|oai|oay|oe|oeo|oi|ôi|ơi|oo|ua|uâ|uây|ui|uê|uô|uôi|uơ|uy|uya|uyê|uyu|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu` +
	`)(?:c|ch|m|n|ng|nh|p|t)?$`)

// english are English words that are spelt as a syllable of Vietnamese could be.
var english = []string{"the", "not", "on", "at", "it", "by", "we", "up", "him", "then", "that", "such", "much"}

// names are foreign words that Vietnamese takes as they are.
var names = []string{"email", "byte", "bytes", "tus", "plenum", "excel", "powerpoint", "word", "websocket", "macro", "base64", "video", "web", "gzip"}

// Foreign lists the words of a text that no Vietnamese is: neither syllables, nor names, nor
// figures and what is written as machines write it (capitals, 2026-12-31, If-Match, {{body}},
// a.docx). Words of except are let through.
func Foreign(text string, except ...string) (out []string) {
	for _, token := range strings.Fields(norm.NFC.String(text)) {
		if strings.HasPrefix(strings.TrimLeft(token, "("), ".") || technical(strings.TrimFunc(token, edge)) {
			continue
		}
		for _, word := range strings.FieldsFunc(token, func(r rune) bool { return !unicode.IsLetter(r) }) {
			lower := strings.ToLower(word)
			if technical(word) || slices.Contains(except, lower) || slices.Contains(names, lower) {
				continue
			}
			if !syllable.MatchString(toneless(lower)) || slices.Contains(english, lower) {
				out = append(out, word)
			}
		}
	}
	return out
}

// edge is what stands around words.
func edge(r rune) bool { return unicode.IsPunct(r) && r != '{' && r != '}' || unicode.IsSymbol(r) }

// technical reports whether a word is written as machines write: in capitals, with figures, or with
// a sign or a capital inside.
func technical(word string) bool {
	if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune("-_./{}+@:=", r) }) {
		return true
	}
	inner := []rune(word)
	if len(inner) < 2 || strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII }) {
		return len(inner) < 2
	}
	return strings.ContainsFunc(string(inner[1:]), unicode.IsUpper)
}

// toneless takes the tones off the letters and leaves the letters themselves: ế becomes ê.
func toneless(word string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch r {
		case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
			return -1
		}
		return r
	}, norm.NFD.String(word)))
}
