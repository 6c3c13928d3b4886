package report

// reportTitle is what a report is about (trích yếu).
const reportTitle = "Tổng hợp ý kiến thảo luận tổ"

// groupsAnd says how many groups there are; the plenary is the last of them where there is one, and
// is no group: it is told when something was said in it.
func groupsAnd(n int, plenary, spoke bool) string {
	switch {
	case !plenary:
		return Number(n) + " tổ"
	case n == 1:
		return "phiên toàn thể"
	case !spoke:
		return Number(n-1) + " tổ"
	default:
		return Number(n-1) + " tổ và phiên toàn thể"
	}
}

// titleRule is the line under a title of several lines, centred in the width.
func (w *writer) titleRule(width int, title ...string) {
	widest := 0
	for _, line := range title {
		widest = max(widest, bold.width(line, 14))
	}
	w.ruled("TitleRule", ruleIndent(width, widest))
}
