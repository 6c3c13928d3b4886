package vietnamese

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Plain is a text in small letters without diacritics: its words of letters and digits, with a
// space between them.
func Plain(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(s) {
		r = bare(unicode.ToLower(r))
		switch {
		case unicode.IsMark(r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
			gap = false
		default:
			gap = true
		}
	}
	return b.String()
}

// Fold is Plain without the spaces, so that people need not write exactly: "Số, ký hiệu" is
// "sokyhieu". Two numbers stay two: Tổ 1.1 is not Tổ 11.
func Fold(s string) string {
	var b strings.Builder
	last := ' '
	for word := range strings.SplitSeq(Plain(s), " ") {
		if word == "" {
			continue
		}
		if unicode.IsDigit(last) && unicode.IsDigit([]rune(word)[0]) {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		last, _ = lastRune(word)
	}
	return b.String()
}

func lastRune(s string) (rune, bool) {
	r := []rune(s)
	if len(r) == 0 {
		return 0, false
	}
	return r[len(r)-1], true
}

// Bare is a text without diacritics, as it is typed where there is none: capitals, blanks and signs
// stay.
func Bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return bare(r)
	}, norm.NFD.String(s))
}

// bare is the letter without a stroke. Fonts and converters mistake eth and the African d for đ.
func bare(r rune) rune {
	switch r {
	case 'đ', 'ð', 'ɖ':
		return 'd'
	case 'Đ', 'Ð', 'Ɖ':
		return 'D'
	}
	return r
}

// Blanks is a text whose blanks of any kind and number (also the no-break space) are one space,
// with none at its ends.
func Blanks(s string) string { return strings.Join(strings.Fields(s), " ") }
