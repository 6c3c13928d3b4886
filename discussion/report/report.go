// Package report writes the compiled report (báo cáo tổng hợp ý kiến thảo luận
// tổ) as a Word document, in the state form: layout and heading follow Nghị
// định 30/2020/NĐ-CP, annex I. It promises that the same Report gives the same
// bytes, that any text gives a document that opens, and that text is only ever text: nothing in a comment becomes a
// field, a link or a formula.
package report

import (
	"fmt"
	"time"
)

// Report is what is written. It has no personal names.
type Report struct {
	Congress   string // name of the congress; "" leaves it out
	IssuedBy   string // above left; "" is "ĐOÀN THƯ KÝ"
	Place      string // before the date; "" leaves it open
	Discussion string
	AsOf       uint64 // record number
	Date       time.Time
	Groups     []string // names; comments are by their order
	Issues     []Issue
	Outside    Issue // nội dung ngoài đề cương; its title is not used
}

// Issue is a point of the outline with what each group said of it.
type Issue struct {
	Title    string
	Question string
	Comments [][]Comment // by group
}

// Comment is one opinion, numbered within its group.
type Comment struct {
	Number int
	Stance string
	Text   string // paragraphs by line feed
}

func (i Issue) count(group int) int {
	if group >= len(i.Comments) {
		return 0
	}
	return len(i.Comments[group])
}

func (r Report) total() (all int) {
	for _, i := range append(r.Issues, r.Outside) {
		for g := range r.Groups {
			all += i.count(g)
		}
	}
	return all
}

// body writes the document's parts in their order.
func (r Report) body(w *writer) {
	w.heading(r)
	w.paragraph("title", "BÁO CÁO")
	w.paragraph("subtitle", "Tổng hợp ý kiến thảo luận tổ: "+r.Discussion)
	w.paragraph("rule", "")
	w.paragraph("", fmt.Sprintf("Báo cáo tổng hợp %d ý kiến của %d tổ, ghi nhận đến %s (bản ghi số %d).",
		r.total(), len(r.Groups), r.Date.Format("15:04 02/01/2006"), r.AsOf))
	w.paragraph("h1", "I. TÌNH HÌNH THẢO LUẬN")
	w.table(r)
	w.paragraph("h1", "II. VỀ CÁC NỘI DUNG CỤ THỂ")
	for n, issue := range r.Issues {
		w.paragraph("h2", fmt.Sprintf("%d. %s", n+1, issue.Title))
		if issue.Question != "" {
			w.paragraph("question", issue.Question)
		}
		r.groups(w, issue)
	}
	w.paragraph("h1", "III. NỘI DUNG NGOÀI ĐỀ CƯƠNG")
	r.groups(w, r.Outside)
	w.signature()
}

func (r Report) groups(w *writer, issue Issue) {
	for g, name := range r.Groups {
		w.paragraph("h3", name)
		if issue.count(g) == 0 {
			w.paragraph("", "Không có ý kiến.")
			continue
		}
		for _, c := range issue.Comments[g] {
			w.comment(c)
		}
	}
}
