package report

import (
	"fmt"
	"strings"
	"time"
)

// Minutes are what a group signs of its discussion (biên bản thảo luận tổ), in the state form of
// annex III of Nghị định 30/2020/NĐ-CP.
type Minutes struct {
	Congress, Discussion, Group string
	Place                       string    // the locality, above with the date
	Room                        string    // where the group met
	Date                        time.Time // of the session, shown in its own location; zero leaves room to write it in

	From, To    time.Time // shown in their own location; zero leaves room to write it in
	Chair       string
	Secretaries []string
	Present     []string
	Absent      []Absent
	Opening     string // plain text with paragraphs
	Issues      []MinutesIssue
	Outside     []Comment
	Conclusion  string
	Additions   []Addition // after the seal, in the order in which they came
	AsOf        uint64

	SignedBy, SealedBy string
	SignedAt, SealedAt time.Time // zero: not yet
	Hash               string    // of the opinions that were signed
}

// Absent is who was not there, and why.
type Absent struct{ Name, Reason string }

// MinutesIssue is a point of the outline with what was said of it.
type MinutesIssue struct {
	Title    string
	Comments []Comment
}

// Addition is a text that was added to sealed minutes, or an opinion that came into the thread
// then.
type Addition struct {
	At       time.Time
	By, Text string
	Opinion  *Comment // nil: a text
}

// MinutesDOCX writes the minutes as Office Open XML (.docx). The same Minutes give the
// same bytes from one build of the program. Any text is taken. The error is of the archive only.
func MinutesDOCX(m Minutes) ([]byte, error) {
	return archived(document(m.body), core("Biên bản thảo luận "+oneLine(m.Group)+": "+oneLine(m.Discussion), oneLine(m.Group), m.Date))
}

func (m Minutes) body(w *writer) {
	w.masthead(masthead{superior: m.Congress, issuedBy: m.Group, kind: "BB", place: m.Place, date: m.Date})
	w.paragraph("Title", "BIÊN BẢN")
	w.paragraph("Subtitle", "Thảo luận "+oneLine(m.Group))
	w.paragraph("Subtitle", oneLine(m.Discussion))
	w.titleRule(textWidth, "Thảo luận "+oneLine(m.Group), oneLine(m.Discussion))

	w.paragraph("Heading1", "I. THỜI GIAN, THÀNH PHẦN")
	w.paragraph("", "Thời gian bắt đầu: "+clock(m.From)+".")
	if p := oneLine(m.Room); p != "" {
		w.paragraph("", "Địa điểm: "+p+".")
	}
	w.people("Chủ trì", one(m.Chair))
	w.people("Thư ký", m.Secretaries)
	w.people(fmt.Sprintf("Có mặt (%d)", len(m.Present)), m.Present)
	absent := make([]string, 0, len(m.Absent))
	for _, a := range m.Absent {
		s := oneLine(a.Name)
		if r := oneLine(a.Reason); r != "" {
			s += " (" + r + ")"
		}
		absent = append(absent, s)
	}
	w.people(fmt.Sprintf("Vắng mặt (%d)", len(m.Absent)), absent)

	w.paragraph("Heading1", "II. NỘI DUNG THẢO LUẬN")
	w.text(m.Opening)
	for n, issue := range m.Issues {
		w.paragraph("Heading2", fmt.Sprintf("%d. %s", n+1, oneLine(issue.Title)))
		w.opinions(issue.Comments)
	}
	w.paragraph("Heading2", fmt.Sprintf("%d. Nội dung ngoài đề cương", len(m.Issues)+1))
	w.opinions(m.Outside)
	if strings.TrimSpace(m.Conclusion) != "" {
		w.paragraph("Heading1", "III. KẾT LUẬN CỦA CHỦ TRÌ")
		w.text(m.Conclusion)
	}
	w.paragraph("", "Buổi thảo luận kết thúc vào "+clock(m.To)+".")
	w.signatures(m)
	if len(m.Additions) > 0 {
		w.paragraph("Heading1", "PHẦN BỔ SUNG SAU KHI NIÊM PHONG")
		for _, a := range m.Additions {
			if a.Opinion != nil {
				w.comment(*a.Opinion)
				continue
			}
			w.paragraph("", clock(a.At)+", "+oneLine(a.By)+":")
			w.text(a.Text)
		}
	}
}

// clock is a moment as minutes write it.
func clock(t time.Time) string {
	if t.IsZero() {
		return "      giờ      phút, " + dateLine(t)
	}
	return t.Format("15 giờ 04 phút") + ", " + dateLine(t)
}

func one(name string) []string {
	if oneLine(name) == "" {
		return nil
	}
	return []string{name}
}

// people writes who was what; nobody leaves room to write them in.
func (w *writer) people(what string, names []string) {
	lines := make([]string, 0, len(names))
	for _, n := range names {
		lines = append(lines, oneLine(n))
	}
	if len(lines) == 0 {
		lines = []string{"không có"}
	}
	w.paragraph("", what+": "+strings.Join(lines, "; ")+".")
}

func (w *writer) text(s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	for _, p := range paragraphs(s) {
		w.paragraph("", p)
	}
}

func (w *writer) opinions(comments []Comment) {
	if len(comments) == 0 {
		w.paragraph("", "Không có ý kiến.")
	}
	for _, c := range comments {
		w.comment(c)
	}
}

// signatures is room for both signatures, and what holds the minutes together.
func (w *writer) signatures(m Minutes) {
	half := textWidth / 2
	w.keep()
	w.paragraph("Together", "")
	w.together(textWidth, func() {
		w.plainTable(half, textWidth-half)
		w.row("<w:cantSplit/>", func() {
			w.cell("", half, func() { w.signed("THƯ KÝ", m.Secretaries...) })
			w.cell("", textWidth-half, func() { w.signed("CHỦ TRÌ", m.Chair) })
		})
		w.raw("</w:tbl>")
		w.paragraph("Together", "")
		w.confirmation(m)
	})
	w.paragraph("Between", "")
}

// confirmation is who signed and sealed on the system, and what holds the opinions to it.
func (w *writer) confirmation(m Minutes) {
	if !m.SignedAt.IsZero() {
		w.paragraph("Recipients", "Chủ trì ký trên hệ thống: "+oneLine(m.SignedBy)+", "+clock(m.SignedAt)+".")
	}
	if !m.SealedAt.IsZero() {
		w.paragraph("Recipients", "Niêm phong: "+oneLine(m.SealedBy)+", "+clock(m.SealedAt)+".")
	}
	if m.Hash != "" {
		w.paragraph("Recipients", "Mã kiểm tra (SHA-256) của các ý kiến: "+m.Hash+".")
	}
	w.paragraph("Recipients", fmt.Sprintf("Lập theo bản ghi số %d.", m.AsOf))
}

// signed is room for each one's signature, and the name under it.
func (w *writer) signed(what string, names ...string) {
	w.paragraph("Signature", what)
	for _, name := range names {
		w.paragraph("SignatureRoom", "")
		w.paragraph("Signatory", oneLine(name))
	}
	if len(names) == 0 {
		w.paragraph("SignatureRoom", "")
	}
}
