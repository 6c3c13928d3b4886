package marking

import "strings"

// Before Unicode most Vietnamese documents were typed in fonts of the TCVN3 (ABC) or VNI
// encodings; a PDF of such a document gives the bytes as if they were Latin letters: MËT, MAÄT.

// tcvn3 are the letters of TCVN 5712 (VN3) at each byte from 0xA1 on; a blank where it has none.
// Capitals with a tone are the same bytes in a font of capitals (.VnTimeH).
const tcvn3 = "ĂÂÊÔƠƯĐăâêôơưđ" + // A1 to AE
	"      àảãáạ ằẳẵắ       ặầẩẫấậè" + // to CC
	" ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ"

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

// decoding is a legacy encoding that a line may be in.
type decoding struct {
	decode func(string) string
	loose  bool
}

// decodings are the encodings whose way to write ậ is in the line.
func decodings(s string) []decoding {
	var all []decoding
	if strings.ContainsAny(s, "Ë\u0086†") {
		all = append(all, decoding{fromTCVN3, true})
	}
	if strings.Contains(s, "aä") || strings.Contains(s, "AÄ") || strings.Contains(s, "Aä") {
		all = append(all, decoding{fromVNI, false})
	}
	return all
}

// fromTCVN3 reads TCVN3 that was taken for Latin-1 or Windows-1252. A line whose plain letters are
// all capitals was in a font of capitals, and is one of capitals then.
func fromTCVN3(s string) string {
	table := []rune(tcvn3)
	var b strings.Builder
	small := false
	for _, r := range s {
		switch {
		case r == '\u0086' || r == '†': // Ậ of VN1
			b.WriteRune('Ậ')
			continue
		case r >= 0xa1 && r <= 0xfe && int(r-0xa1) < len(table) && table[r-0xa1] != ' ':
			r = table[r-0xa1]
		case r >= 'a' && r <= 'z':
			small = true
		}
		b.WriteRune(r)
	}
	if small {
		return b.String()
	}
	return strings.ToUpper(b.String())
}

// fromVNI reads VNI that was taken for Latin-1 or Windows-1252.
func fromVNI(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		small := r
		if r >= 'À' && r <= 'Þ' {
			small = r + 0x20
		}
		if mark, ok := vniMarks[small]; ok && strings.ContainsRune("aeouyAEOUYôöÔÖ", last) {
			b.WriteString(mark)
		} else if letter, ok := vniLetters[small]; ok {
			if small != r {
				letter = strings.ToUpper(letter)
			}
			b.WriteString(letter)
		} else {
			b.WriteRune(r)
		}
		last = r
	}
	return clean(b.String())
}
