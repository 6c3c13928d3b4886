package report

import (
	"strings"
	"testing"
)

// Names of bodies are parted between their words only, into as few lines as there must be.
func TestNamesAreNotPartedAmidTheirWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		width int
		want  string
	}{
		{"Đảng bộ Thành phố", 3050, "Đảng bộ Thành phố"},
		{"Đảng bộ Thành phố", 2700, "Đảng bộ|Thành phố"},
		{"ĐẢNG BỘ THÀNH PHỐ HỒ CHÍ MINH", 3050, "ĐẢNG BỘ THÀNH PHỐ|HỒ CHÍ MINH"},
		{"Đại hội đại biểu Đảng bộ Thành phố Hồ Chí Minh lần thứ II", 3050, "Đại hội đại biểu|Đảng bộ Thành phố|Hồ Chí Minh|lần thứ II"},
		{"Ban Chấp hành Trung ương", 3050, "Ban Chấp hành|Trung ương"},
		{"Ủy ban nhân dân Thành phố Cần Thơ", 3050, "Ủy ban nhân dân|Thành phố Cần Thơ"},
		{"Đoàn Thư ký", 3050, "Đoàn Thư ký"},
		{"Ban Chấp hành", 900, "Ban|Chấp|hành"},
		{"MộtTừRấtDàiKhôngCóKhoảngTrắng", 900, "MộtTừRấtDàiKhôngCóKhoảngTrắng"},
		{"", 900, ""},
	} {
		lines, widest := regular.capitalLines(c.name, 13, c.width)
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.name, c.width, got, c.want)
		}
		if len(lines) > 1 && widest > c.width && !strings.Contains(c.want, "Chấp|") {
			t.Errorf("%q: a line is %d wide in %d", c.name, widest, c.width)
		}
	}
}

// Nghị định 30/2020/NĐ-CP, annex I: the line under a name is a third to a half of its words.
func TestTheLineUnderAName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Đoàn Thư ký", "Ban Tổ chức Đại hội", "Đảng ủy", "Ủy ban nhân dân Thành phố Hồ Chí Minh"} {
		_, words := bold.capitalLines(name, 13, 3050)
		if line := 3150 - 2*ruleIndent(3150, words); 3*line < words-3 || 2*line > words {
			t.Errorf("under %q of %d stands a line of %d", name, words, line)
		}
	}
}
