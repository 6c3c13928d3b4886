package bulk_test

import (
	"strings"
	"testing"
)

// The text of a section's row stands in whichever column the office put it.
func TestASectionIsAHeadingInAnyColumn(t *testing.T) {
	t.Parallel()
	const heading = "STT\tSố và ký hiệu\tTrích yếu nội dung\tTên tệp\n"
	for _, c := range []struct {
		name, row string
		passed    bool
	}{
		{"in the second column", "I\tTÀI LIỆU CHUNG\t\t", true},
		{"in the title's column", "II\t\tTài liệu thảo luận\t", true},
		{"in the file's column", "III.\t\t\tPhụ lục", true},
		{"by a letter", "A\tVăn kiện trình đại hội\t\t", true},
		{"a number and no section", "I\t01-BC/TU\t\t", false},
		{"a file that is missing", "I\t\t\tthiếu.pdf", false},
		{"a row of its own", "I\t01-BC/TU\tBáo cáo chính trị\t", false},
		{"an Arabic number and a title", "4\t\tChưa có tệp\t", false},
	} {
		p := plan(t, file{"a.pdf", "x"}, file{"x.csv", heading + c.row + "\n1\t02-BC/TU\tBáo cáo\ta.pdf\n"})
		passed := len(p.Passed) == 1 && p.Passed[0].Why == "heading" && p.Passed[0].Row == 2
		above := strings.Join(p.Rows[len(p.Rows)-1].Above, "; ")
		if passed != c.passed || len(p.Rows) != map[bool]int{true: 1, false: 2}[c.passed] || passed != strings.Contains(above, strings.Fields(c.row)[1]) {
			t.Errorf("%s: passed %+v, %d rows, above the last %q", c.name, p.Passed, len(p.Rows), above)
		}
	}
}
