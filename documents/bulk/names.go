package bulk

import (
	"archive/zip"
	"encoding/binary"
	"hash/crc32"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

// nameOf is the name of an entry as its maker meant it: that of the Unicode path field while it
// belongs to the entry's own name (APPNOTE 4.6.9), else UTF-8 with or without its flag, else what
// the code pages of Windows make of it.
func nameOf(f *zip.File) string {
	const unicodePath = 0x7075
	for extra := f.Extra; len(extra) >= 4; {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; size > len(extra) {
			break
		}
		if field := extra[:size]; id == unicodePath && size > 5 && field[0] == 1 && binary.LittleEndian.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) && utf8.Valid(field[5:]) {
			return string(field[5:])
		}
		extra = extra[size:]
	}
	if utf8.ValidString(f.Name) {
		return f.Name
	}
	if name, ok := windows1258(f.Name); ok {
		return name
	}
	name, err := charmap.CodePage437.NewDecoder().String(f.Name) // which APPNOTE has for names without the flag
	if err != nil {
		return strings.ToValidUTF8(f.Name, "_")
	}
	return name
}

// windows1258 reads the code page of Vietnamese Windows; ok only when all that is not ASCII comes
// out as Vietnamese.
func windows1258(s string) (text string, ok bool) {
	text, err := charmap.Windows1258.NewDecoder().String(s)
	if err != nil {
		return "", false
	}
	text = norm.NFC.String(text)
	for _, r := range text {
		if r >= utf8.RuneSelf && !strings.ContainsRune(vietnameseLetters, unicode.ToLower(r)) && !strings.ContainsRune("–—“”‘’…\u00a0\ufeff", r) {
			return "", false
		}
	}
	return text, true
}

const vietnameseLetters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"

// drive begins an absolute path of Windows.
var drive = regexp.MustCompile(`^[A-Za-z]:/`)

// cleanPath gives a path of the archive in one form: NFC, slashes, single blanks, without what is
// not seen. It refuses what leads elsewhere.
func cleanPath(name string) (string, error) {
	if strings.ContainsRune(name, 0) || !utf8.ValidString(name) {
		return "", ErrPath
	}
	name = strings.ReplaceAll(name, `\`, "/")
	if strings.HasPrefix(name, "/") || drive.MatchString(name) {
		return "", ErrPath
	}
	name = norm.NFC.String(strings.Map(plainRune, name))
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		switch part = vietnamese.Blanks(part); part {
		case "", ".":
		case "..":
			return "", ErrPath
		default:
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "", ErrPath
	}
	return strings.Join(parts, "/"), nil
}

// plainRune drops what is not seen or turns text around, and gives a line for the colon, which
// names of macOS have.
func plainRune(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return ' '
	case r == ':':
		return '_'
	case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// shown is a name that was refused, fit to be read.
func shown(name string) string {
	out := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(name, "\ufffd"))
	if runes := []rune(out); len(runes) > 300 {
		return string(runes[:300]) + "…"
	}
	return out
}
