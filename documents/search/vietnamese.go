package search

import (
	"iter"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

// longestWord is in bytes. Nobody looks for a longer word.
const longestWord = 128

// key is what two spellings of a word are compared by.
//
// Vietnamese marks a letter's quality (ă â đ ê ô ơ ư) and the tone of a syllable. A syllable has
// one tone, and which vowel carries it is custom (hòa or hoà), so the tones are taken out and stand
// apart from the letters.
type key struct {
	plain   string // lower case, without any mark: thuy
	letters string // with the marks of quality, without tones
	tones   string
}

// bare reports whether the word is written without any mark.
func (k key) bare() bool { return k.tones == "" && k.letters == k.plain }

// spelling orders and compares words: those that differ by marks alone stand
// together. Nothing follows the separator when the word is bare.
func (k key) spelling() string {
	if k.bare() {
		return k.plain + "\x00"
	}
	return k.plain + "\x00" + k.letters + k.tones
}

// keyOf gives the key of a word. It is empty for what has no letter or digit.
func keyOf(word string) key {
	plain, letters, tones := vietnamese.Spell(word)
	return key{plain, letters, tones}
}

// words gives where each word of the text begins and ends, in bytes. A word is
// a run of letters and digits: 30/2020/NĐ-CP is four.
func words(text string) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		begin := -1
		for i, r := range text {
			inside := 'a' <= r && r <= 'z' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r)) ||
				'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
			switch {
			case inside && begin < 0:
				begin = i
			case !inside && begin >= 0:
				if !yield(begin, i) {
					return
				}
				begin = -1
			}
		}
		if begin >= 0 {
			yield(begin, len(text))
		}
	}
}

// clean gives the text in NFC and without what cannot be seen. Each run of
// spaces becomes one: a line break where it has one, else a space. Words that a line break
// cut with a hyphen are whole again.
func clean(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, " "))
	var b strings.Builder
	b.Grow(len(text))
	space, soft := rune(0), false // what is due before the next letter; the last one was a soft hyphen
	for _, r := range text {
		switch {
		case r == '\u00AD':
			soft = true
			continue
		case unicode.Is(unicode.Cf, r):
			continue
		case r == '\n' || r == '\r' || r == '\f' || r == '\u2028' || r == '\u2029':
			if !soft {
				space = '\n'
			}
			continue
		case unicode.IsSpace(r) || unicode.IsControl(r):
			if space == 0 && !soft {
				space = ' '
			}
			continue
		}
		if space != 0 && b.Len() > 0 {
			b.WriteRune(space)
		}
		space, soft = 0, false
		b.WriteRune(r)
	}
	text = b.String()
	if strings.Contains(text, "-\n") || strings.Contains(text, "‐\n") {
		text = cut.ReplaceAllStringFunc(text, whole)
	}
	return norm.NFC.String(text) // what was taken out may have stood between a letter and its mark
}

// oneLine is clean on one line.
func oneLine(text string) string { return strings.ReplaceAll(clean(text), "\n", " ") }

var (
	// cut is a word that may have been cut at the end of a line.
	cut = regexp.MustCompile(`\p{Ll}+[-‐]\n\p{Ll}+`)
	// syllable is the form of a Vietnamese syllable without its marks.
	syllable = regexp.MustCompile(`^(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu?|r|s|t|th|tr|v|x)?[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?$`)
)

// whole joins a word that a line break cut. Vietnamese writes each syllable for itself and is not
// cut inside of one, so a hyphen between two syllables is one that was meant (kinh tế-xã hội).
func whole(s string) string {
	at := strings.IndexAny(s, "-‐")
	before, after := s[:at], s[strings.IndexByte(s, '\n')+1:]
	if syllable.MatchString(keyOf(before).plain) && syllable.MatchString(keyOf(after).plain) {
		return s
	}
	return before + after
}
