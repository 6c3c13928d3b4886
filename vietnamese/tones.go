package vietnamese

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// OneForm is a text in NFC with each syllable and letter in one of the forms that mean the same:
// the tone of oa, oe and uy on the second vowel (hoà for hòa: both are right), and đ for the
// letters that fonts and converters mistake for it. It is for comparing, not for showing. It has as
// many words as the text.
func OneForm(text string) string { return oneForm.Replace(norm.NFC.String(text)) }

// oneForm is the one table of such forms.
var oneForm = func() *strings.Replacer {
	pairs := []string{"ð", "đ", "Ð", "Đ", "ɖ", "đ", "Ɖ", "Đ"}
	for _, two := range []string{"oa", "oe", "uy", "Oa", "Oe", "Uy", "OA", "OE", "UY"} {
		for _, tone := range []string{"\u0300", "\u0309", "\u0303", "\u0301", "\u0323"} {
			pairs = append(pairs, norm.NFC.String(two[:1]+tone+two[1:]), norm.NFC.String(two+tone))
		}
	}
	return strings.NewReplacer(pairs...)
}()
