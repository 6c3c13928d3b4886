package report

import "testing"

func TestNumbersHaveTheirPoint(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 281: "281", 999: "999", 1000: "1.000", 2700: "2.700", 270000: "270.000", 1234567: "1.234.567", -2700: "-2.700", -100: "-100"} {
		if got := Number(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

// What is typed in capitals for the head of a page has small letters within a sentence.
func TestNamesStandInSentencesAsInSentences(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"ĐOÀN THƯ KÝ":               "Đoàn Thư ký",
		"ĐOÀN THƯ KÝ ĐẠI HỘI":       "Đoàn Thư ký Đại hội",
		"BAN TỔ CHỨC HỘI NGHỊ":      "Ban Tổ chức Hội nghị",
		"ỦY BAN NHÂN DÂN THÀNH PHỐ": "Ủy ban nhân dân Thành phố",
		"ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ THÀNH PHỐ HỒ CHÍ MINH LẦN THỨ XII, NHIỆM KỲ 2025 - 2030": "Đại hội đại biểu Đảng bộ Thành phố Hồ Chí Minh lần thứ XII, nhiệm kỳ 2025 - 2030",
		"THẢO LUẬN VỀ DỰ THẢO BÁO CÁO": "Thảo luận về dự thảo báo cáo",
		"Đại hội mẫu":                  "Đại hội mẫu",
		"  Đoàn   Thư ký ":             "Đoàn Thư ký",
		"UBND":                         "UBND",
		"2026":                         "2026",
		"":                             "",
	} {
		if got := inSentence(in); got != want {
			t.Errorf("%q is %q in a sentence, want %q", in, got, want)
		}
	}
}

func TestASentenceGoesOnWithASmallLetter(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Đề nghị bổ sung chỉ tiêu": "đề nghị bổ sung chỉ tiêu",
		"đề nghị":                  "đề nghị",
		"Ủng hộ phương án":         "ủng hộ phương án",
		"Đảng bộ cần làm gương":    "Đảng bộ cần làm gương",
		"Nhà nước hỗ trợ":          "Nhà nước hỗ trợ",
		"UBND cần công khai":       "UBND cần công khai",
		"Hồ Chí Minh là tên gọi":   "Hồ Chí Minh là tên gọi",
		"Nguyễn Văn Mẫu nêu":       "Nguyễn Văn Mẫu nêu",
		"Nghị quyết cần ngắn":      "Nghị quyết cần ngắn",
		"Quận 1 đề nghị":           "Quận 1 đề nghị",
		"2.700 ý kiến":             "2.700 ý kiến",
		"":                         "",
	} {
		if got := goesOn(in); got != want {
			t.Errorf("%q goes on as %q, want %q", in, got, want)
		}
	}
}
