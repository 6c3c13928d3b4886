package documents

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

// maxName is how many letters a file's name has at most, which is what file systems have room for.
const maxName = 255

// CleanName gives the file name that is kept: NFC, with single blanks, without the folders some
// clients send, of at most 255 letters. Errors: Invalid "file_name_too_long", and
// "file_name_invalid" for what no file can be called.
func CleanName(name string) (string, error) {
	if len(name) > 20_000 {
		return "", errFileNameLong
	}
	if !utf8.ValidString(name) {
		return "", errFileName
	}
	name = norm.NFC.String(name)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if strings.ContainsFunc(name, Unprintable) {
		return "", errFileName
	}
	switch name = vietnamese.Blanks(name); {
	case strings.Trim(name, ". ") == "":
		return "", errFileName
	case utf8.RuneCountInString(name) > maxName:
		return "", errFileNameLong
	}
	return name, nil
}

// Unprintable are characters that are not seen or turn text around (controls, bidirectional marks),
// which could make a name look like another.
func Unprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError || r == '\ufeff'
}
