package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Number is a number as Vietnamese documents write it, with a point between thousands: 2.700.
func Number(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "." + s[at:]
	}
	return s
}

// proper are names as they stand in a sentence; what is typed in capitals only gets their form
// back.
var proper = []string{
	"Đảng Cộng sản Việt Nam", "Đảng bộ", "Đảng ủy", "Đảng", "Nhà nước", "Quốc hội", "Chính phủ", "Việt Nam", "Hồ Chí Minh", "Hà Nội", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Huế",
	"Thành phố", "Thành ủy", "Tỉnh ủy", "Trung ương", "Ban Chấp hành", "Ban Thường vụ", "Ban Tổ chức", "Ban Tuyên giáo", "Ban Dân vận", "Đoàn Chủ tịch", "Đoàn Thư ký", "Đoàn Thanh niên", "Đại hội", "Hội nghị",
	"Hội thảo", "Hội đồng nhân dân", "Ủy ban nhân dân", "Ủy ban", "Mặt trận Tổ quốc", "Hội Liên hiệp Phụ nữ", "Hội Nông dân", "Công đoàn", "Văn phòng", "Nghị quyết", "Nghị định", "Tổ",
}

// inSentence is a name or title within a sentence: one that is typed in capitals only has small
// letters but for its beginning, proper names and Roman numerals.
func inSentence(s string) string {
	s = oneLine(s)
	if strings.ContainsFunc(s, unicode.IsLower) || !strings.ContainsFunc(s, unicode.IsUpper) {
		return s
	}
	words := strings.Fields(s)
	if len(words) == 1 && utf8.RuneCountInString(s) <= 5 {
		return s // an abbreviation
	}
	small := make([]string, len(words))
	for i, w := range words {
		if small[i] = strings.ToLower(w); isRoman(strings.Trim(w, ",.;:()–-")) {
			small[i] = w
		}
	}
	for i := 0; i < len(small); {
		n := 0
		var form []string
		for _, name := range proper {
			parts := strings.Fields(name)
			if len(parts) > n && i+len(parts) <= len(small) && strings.EqualFold(strings.Trim(strings.Join(small[i:i+len(parts)], " "), ",.;:"), name) {
				n, form = len(parts), parts
			}
		}
		for j, w := range form {
			small[i+j] = w + small[i+j][len(strings.TrimRight(small[i+j], ",.;:")):]
		}
		i += max(n, 1)
	}
	return upperFirst(strings.Join(small, " "))
}

func isRoman(s string) bool {
	return s != "" && strings.Trim(s, "IVXLC") == "" && s != "CC" && s != "L" && s != "C"
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// goesOn is a sentence that goes on after other words: its first letter is small, unless its first
// word is a name, an abbreviation, or the beginning of one of several capitals.
func goesOn(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return s
	}
	first, n := utf8.DecodeRuneInString(s)
	if !unicode.IsUpper(first) || strings.ContainsFunc(words[0][n:], unicode.IsUpper) {
		return s
	}
	if len(words) > 1 {
		if next, _ := utf8.DecodeRuneInString(words[1]); unicode.IsUpper(next) || unicode.IsDigit(next) {
			return s
		}
	}
	if slices.ContainsFunc(proper, func(name string) bool { return strings.HasPrefix(s, name) }) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}
