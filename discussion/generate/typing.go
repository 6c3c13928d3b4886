package generate

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

// figures writes the numbers of a demand as different people do.
func (m *maker) figures(s string) string {
	if chance(m.Rand, 45) {
		s = strings.ReplaceAll(s, " phần trăm", "%")
	}
	if chance(m.Rand, 8) {
		s = strings.NewReplacer("20 phần trăm", "hai mươi phần trăm", "30 phần trăm", "ba mươi phần trăm", "50 phần trăm", "năm mươi phần trăm").Replace(s)
	}
	if chance(m.Rand, 30) {
		s = strings.NewReplacer("1.000", "1000", "1.200", "1200", "1.500", "1500", "2.000", "2000", "3.000", "3000", "5.000", "5000", "8.000", "8000", "10.000", "10000").Replace(s)
	}
	if chance(m.Rand, 25) {
		s = strings.ReplaceAll(s, " tỷ ", " tỉ ")
	}
	return s
}

var (
	abbreviations = strings.NewReplacer("khoa học, công nghệ", "KHCN", "khoa học và công nghệ", "KH&CN", "nông thôn mới", "NTM", "ủy ban nhân dân", "UBND", "hội đồng nhân dân", "HĐND",
		"bảo hiểm xã hội", "BHXH", "khu công nghiệp", "KCN", "giải phóng mặt bằng", "GPMB", "doanh nghiệp", "DN", "thủ tục hành chính", "TTHC", "cán bộ", "CB")
	hasty = strings.NewReplacer(" không ", " ko ", " được ", " đc ", " với ", " vs ", " những ", " nhg ", " nhân dân", " nd")
	// oldTones is the other custom of where the tone stands.
	oldTones = strings.NewReplacer("hòa", "hoà", "hóa", "hoá", "khỏe", "khoẻ", "thủy", "thuỷ", "ủy", "uỷ", "tỷ ", "tỉ ", "quý", "quí", "lý", "lí")
)

// typed makes the text what comes from somebody's tablet.
func (m *maker) typed(s string) string {
	if chance(m.Rand, 14) {
		s = abbreviations.Replace(s)
	}
	if chance(m.Rand, 5) {
		s = hasty.Replace(s)
	}
	if chance(m.Rand, 15) {
		s = oldTones.Replace(s)
	}
	if chance(m.Rand, 10) {
		s = m.mistyped(s)
	}
	switch n := m.IntN(100); {
	case n < 8:
		s = strings.ToLower(s)
	case n < 9:
		s = strings.ToUpper(s)
	}
	switch n := m.IntN(100); {
	case n < 4:
		s = strings.NewReplacer(". ", " ", ", ", " ").Replace(s)
	case n < 8:
		s = strings.NewReplacer(", ", ",", ". ", ".").Replace(s)
	case n < 12:
		s = strings.ReplaceAll(s, ". ", "...  ")
	case n < 15:
		s = strings.TrimRight(s, ".")
	}
	switch n := m.IntN(100); {
	case n < 6:
		return vietnamese.Bare(s)
	case n < 21:
		return norm.NFD.String(s)
	}
	return s
}

// mistyped swaps two letters or leaves one out, once in about fifty.
func (m *maker) mistyped(s string) string {
	letters := []rune(s)
	for i := 1; i+1 < len(letters); i++ {
		if !unicode.IsLetter(letters[i]) || !unicode.IsLetter(letters[i+1]) || !chance(m.Rand, 2) {
			continue
		}
		if chance(m.Rand, 50) {
			letters[i], letters[i+1] = letters[i+1], letters[i]
		} else {
			letters = append(letters[:i], letters[i+1:]...)
		}
	}
	return string(letters)
}
