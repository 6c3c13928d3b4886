package report

import (
	"cmp"
	"fmt"
	"strings"
)

// issuer is who issues the report.
func (r Report) issuer() string { return cmp.Or(oneLine(r.IssuedBy), "Đoàn Thư ký") }

// body writes the document's parts in their order.
func (r Report) body(w *writer) {
	w.masthead(r, "BC")
	w.paragraph("Title", "BÁO CÁO")
	w.paragraph("Subtitle", reportTitle)
	w.paragraph("Subtitle", oneLine(r.Discussion))
	w.titleRule(textWidth, reportTitle, oneLine(r.Discussion))
	w.paragraph("", r.opening())

	w.paragraph("Heading1", "I. VỀ VẤN ĐỀ CHUNG")
	for _, sentence := range r.general() {
		w.paragraph("", sentence)
	}
	w.counts(r)

	w.paragraph("Heading1", "II. VỀ CÁC NỘI DUNG CỤ THỂ")
	for n, issue := range r.Issues {
		w.paragraph("Heading2", fmt.Sprintf("%d. %s", n+1, oneLine(issue.Title)))
		r.byGroup(w, issue)
	}

	w.paragraph("Heading1", "III. NỘI DUNG NGOÀI ĐỀ CƯƠNG")
	r.outside(w)
	w.signature(r)
}

// opening says what was discussed, how much of it is here, and up to where.
func (r Report) opening() string {
	s := "Các tổ"
	if c := inSentence(r.Congress); c != "" {
		s = "Thực hiện chương trình của " + c + ", các tổ"
	}
	s += fmt.Sprintf(" đã thảo luận nội dung “%s”. Báo cáo này tổng hợp %s ý kiến của %s, ghi nhận đến ",
		inSentence(r.Discussion), Number(r.total()), groupsAnd(len(r.Groups), r.Plenary, r.Plenary && r.groupTotal(len(r.Groups)-1) > 0))
	if !r.Date.IsZero() {
		s += r.Date.Format("15 giờ 04 phút") + " " + dateLine(r.Date) + " "
	}
	return s + fmt.Sprintf("(bản ghi số %d), như sau:", r.AsOf)
}

// general says what can be counted.
func (r Report) general() []string {
	if r.total() == 0 {
		return []string{"Chưa có ý kiến."}
	}
	var out, stances, silent []string
	for _, s := range r.stances() {
		stances = append(stances, fmt.Sprintf("%s ý kiến %s", Number(s.n), oneLine(s.stance)))
	}
	if len(stances) > 0 {
		out = append(out, "Trong tổng số ý kiến có: "+strings.Join(stances, "; ")+".")
	}
	for g, name := range r.Groups {
		if r.groupTotal(g) == 0 {
			silent = append(silent, oneLine(name))
		}
	}
	if len(silent) > 0 {
		out = append(out, "Tổ chưa có ý kiến: "+strings.Join(silent, ", ")+".")
	}
	return append(out, "Số ý kiến theo tổ và theo nội dung (đánh số như ở phần II):")
}

// outside writes what the groups said besides the outline. Nobody was asked, so only who spoke is named.
func (r Report) outside(w *writer) {
	silent := true
	for g, name := range r.Groups {
		if comments := r.Outside.of(g); len(comments) > 0 {
			silent = false
			w.group(name, comments)
		}
	}
	if silent {
		w.paragraph("", "Không có ý kiến.")
	}
}

// byGroup writes what each group said of the issue.
func (r Report) byGroup(w *writer, issue Issue) {
	for g, name := range r.Groups {
		w.group(name, issue.of(g))
	}
}

// reportTitle is what a report is about (trích yếu).
const reportTitle = "Tổng hợp ý kiến thảo luận tổ"

// groupsAnd says how many groups there are; the plenary is the last of them where there is one, and is no group: it is
// told when something was said in it.
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

func (w *writer) group(name string, comments []Comment) {
	w.paragraph("Heading3", oneLine(name))
	if len(comments) == 0 {
		w.paragraph("", "Không có ý kiến.")
	}
	for _, c := range comments {
		w.comment(c)
	}
}

// comment writes one opinion, a paragraph for each of its own.
func (w *writer) comment(c Comment) {
	w.open("Comment")
	w.run("<w:b/><w:bCs/>", fmt.Sprintf("Ý kiến số %d", c.Number))
	if c.Withdrawn {
		w.run("", " đã được rút.")
		w.raw("</w:p>")
		return
	}
	if s := oneLine(c.Stance); s != "" {
		w.run("<w:i/><w:iCs/>", " ("+s+")")
	}
	w.run("", ": ")
	for i, text := range paragraphs(c.Text) {
		if i > 0 {
			w.raw("</w:p>")
			w.open("Comment")
		}
		w.run("", text)
	}
	if a := oneLine(c.Author); a != "" {
		w.run("<w:i/><w:iCs/>", " ("+a+")")
	}
	w.raw("</w:p>")
}
