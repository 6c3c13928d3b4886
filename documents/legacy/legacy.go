package legacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Encoding is an 8-bit encoding of Vietnamese.
type Encoding string

// The encodings. Capitals with a tone are the same bytes as small letters in TCVN3, in a font of
// capitals (.VnTimeH).
const (
	TCVN3       Encoding = "tcvn3"
	TCVN3Upper  Encoding = "tcvn3-capitals"
	VNI         Encoding = "vni"
	VISCII      Encoding = "viscii"
	Windows1258 Encoding = "windows-1258"
)

// all are the encodings that are guessed, in the order in which they are preferred.
var all = []Encoding{TCVN3, VNI, Windows1258, VISCII}

// Of tells the encoding of a font by its name; "" for a font of Unicode.
func Of(font string) Encoding {
	name := strings.ToLower(strings.TrimLeft(strings.TrimSpace(font), `@"'`))
	name = strings.TrimRight(name, `"'`)
	switch {
	case strings.HasPrefix(name, ".vn"):
		if strings.HasSuffix(name, "h") {
			return TCVN3Upper
		}
		return TCVN3
	case strings.HasPrefix(name, "vni-") || strings.HasPrefix(name, "vni "):
		return VNI
	case strings.HasPrefix(name, "vi times") || strings.HasPrefix(name, "vi arial"):
		return VISCII
	}
	return ""
}

// Bytes decodes bytes.
func (e Encoding) Bytes(text []byte) string {
	switch e {
	case Windows1258:
		out, err := charmap.Windows1258.NewDecoder().Bytes(text)
		if err != nil {
			return Latin(text)
		}
		return norm.NFC.String(strings.ReplaceAll(string(out), "\ufffd", ""))
	case VISCII:
		var b strings.Builder
		for _, c := range text {
			b.WriteRune(fromVISCII(c))
		}
		return b.String()
	}
	return e.Text(Latin(text))
}

// Text decodes what was taken for Latin-1 or Windows-1252, as a program does that does not know the
// font.
func (e Encoding) Text(text string) string {
	switch e {
	case TCVN3:
		return raised(norm.NFC.String(fromTCVN3(text)))
	case TCVN3Upper:
		return strings.ToUpper(norm.NFC.String(fromTCVN3(text)))
	case VNI:
		return norm.NFC.String(fromVNI(text))
	case VISCII, Windows1258:
		var b strings.Builder
		var run []byte
		flush := func() {
			b.WriteString(e.Bytes(run))
			run = run[:0]
		}
		for _, c := range text {
			if one, ok := byteOf(c); ok {
				run = append(run, one)
				continue
			}
			flush()
			b.WriteRune(c)
		}
		flush()
		return norm.NFC.String(b.String())
	}
	return text
}

// Latin decodes bytes as Windows-1252, and what that has no letter for as Latin-1.
func Latin(text []byte) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, c := range text {
		r := charmap.Windows1252.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// byteOf gives the byte that was taken for the letter. Symbol fonts show theirs at U+F000 on.
func byteOf(c rune) (byte, bool) {
	switch {
	case c < 0x100:
		return byte(c), true
	case c >= 0xf020 && c <= 0xf0ff:
		return byte(c - 0xf000), true
	}
	return charmap.Windows1252.EncodeRune(c)
}

// tcvn3 are the letters of TCVN3 at each byte from 0xA1 on; a blank where it has none.
var tcvn3 = []rune("ĂÂÊÔƠƯĐăâêôơưđ" + // A1 to AE
	"      àảãáạ ằẳẵắ       ặầẩẫấậè" + // to CC
	" ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ")

// vn1 are the capitals with a tone that TCVN 5712 (VN1) has where Windows-1252 has signs; other
// bytes of it are of TCVN3.
var vn1 = map[byte]rune{0x80: 'À', 0x81: 'Ả', 0x82: 'Ã', 0x83: 'Á', 0x84: 'Ạ', 0x85: 'Ặ', 0x86: 'Ậ', 0x87: 'È', 0x88: 'Ẻ', 0x89: 'Ẽ', 0x8a: 'É', 0x8b: 'Ẹ', 0x8c: 'Ệ',
	0x8d: 'Ì', 0x8e: 'Ỉ', 0x8f: 'Ĩ', 0x90: 'Í', 0x91: 'Ị', 0x92: 'Ò', 0x93: 'Ỏ', 0x94: 'Õ', 0x95: 'Ó', 0x96: 'Ọ', 0x97: 'Ộ', 0x98: 'Ờ', 0x99: 'Ở', 0x9a: 'Ỡ', 0x9b: 'Ớ', 0x9c: 'Ợ', 0x9d: 'Ù', 0x9e: 'Ủ', 0x9f: 'Ũ'}

// raised writes a word in capitals whose letters of ASCII are capitals, two at least: TCVN3 has no
// capitals with a tone, and a font makes them of the small ones ("TèI" is TỐI).
func raised(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		letters := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		if letters < 0 {
			letters = len(text)
		}
		word := text[:letters]
		capitals, small := 0, 0
		for i := range len(word) {
			switch c := word[i]; {
			case c >= 'A' && c <= 'Z':
				capitals++
			case c >= 'a' && c <= 'z':
				small++
			}
		}
		if capitals >= 2 && small == 0 {
			word = strings.ToUpper(word)
		}
		b.WriteString(word)
		if text = text[letters:]; text != "" {
			_, size := utf8.DecodeRuneInString(text)
			b.WriteString(text[:size])
			text = text[size:]
		}
	}
	return b.String()
}

func fromTCVN3(text string) string {
	var b strings.Builder
	for _, c := range text {
		one, ok := byteOf(c)
		switch {
		case ok && one == 0xad && c == 0xad:
			c = 'ư' // not a soft hyphen
		case ok && one >= 0xa1 && int(one-0xa1) < len(tcvn3) && tcvn3[one-0xa1] != ' ':
			c = tcvn3[one-0xa1]
		case ok && c >= 0x80 && c < 0xa0:
			if letter, known := vn1[one]; known {
				c = letter
			}
		case ok && c >= 0xf000:
			c = rune(one)
		}
		b.WriteRune(c)
	}
	return b.String()
}

// vniMarks are the second letters of VNI's pairs with the mark that each puts on the vowel before
// it.
var vniMarks = map[rune]string{
	'ù': "\u0301", 'ø': "\u0300", 'û': "\u0309", 'õ': "\u0303", 'ï': "\u0323",
	'â': "\u0302", 'á': "\u0302\u0301", 'à': "\u0302\u0300", 'å': "\u0302\u0309", 'ã': "\u0302\u0303", 'ä': "\u0302\u0323",
	'ê': "\u0306", 'é': "\u0306\u0301", 'è': "\u0306\u0300", 'ú': "\u0306\u0309", 'ü': "\u0306\u0303", 'ë': "\u0306\u0323",
}

// vniLetters are the letters that VNI writes as one.
var vniLetters = map[rune]string{
	'ñ': "đ", 'ô': "ơ", 'ö': "ư", 'í': "í", 'ì': "ì", 'æ': "ỉ", 'ó': "ĩ", 'ò': "ị", 'î': "ỵ",
}

func fromVNI(text string) string {
	var b strings.Builder
	var last rune
	for _, c := range text {
		if one, ok := byteOf(c); ok && c >= 0xf000 {
			c = rune(one)
		}
		small := c
		if c >= 'À' && c <= 'Þ' {
			small = c + 0x20
		}
		if mark, ok := vniMarks[small]; ok && strings.ContainsRune("aeouyAEOUYôöÔÖ", last) {
			b.WriteString(mark)
		} else if letter, ok := vniLetters[small]; ok {
			if small != c {
				letter = strings.ToUpper(letter)
			}
			b.WriteString(letter)
		} else {
			b.WriteRune(c)
		}
		last = c
	}
	return b.String()
}

// viscii are the letters of VISCII 1.1 (RFC 1456) from 0x80 on.
var viscii = []rune("ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ")

func fromVISCII(c byte) rune {
	switch c {
	case 0x02:
		return 'Ẳ'
	case 0x05:
		return 'Ẵ'
	case 0x06:
		return 'Ẫ'
	case 0x14:
		return 'Ỷ'
	case 0x19:
		return 'Ỹ'
	case 0x1e:
		return 'Ỵ'
	}
	if c >= 0x80 {
		return viscii[c-0x80]
	}
	return rune(c)
}
