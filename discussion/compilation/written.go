package compilation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/discussion/report"
)

// whole reports by its error whether each sentence has sources, and each source its sentence: at
// places, where compiled wrote them.
func (v *view) whole(places map[congress.ObjectID]string) error {
	for _, f := range v.findings {
		problem := (*congress.Error)(nil)
		switch {
		case len(f.sources) > 0 && places[f.id] == "":
			problem = errUnwritten
		case f.counted.Opinions == 0:
			problem = errSourceless
		default:
			continue
		}
		named := *problem
		named.Fields = map[string]messages.Fault{"finding": messages.Names(string(f.id))}
		return &named
	}
	return nil
}

// compiled writes the report's model, and gives where each finding stands in it.
func (v *view) compiled(info congress.Info) (report.Compiled, map[congress.ObjectID]string) {
	w := v.report.Settings
	c := report.Compiled{
		Form: w.Form, Superior: w.Superior, IssuedBy: w.IssuedBy, Number: w.Number, Place: w.Place, Recipients: w.Recipients,
		Congress: info.Title, Discussion: v.discussion.Title, AsOf: v.asOf, Date: v.date.In(congress.Hanoi),
		Opinions: len(v.opinions), Members: speakers(v.opinions), Office: w.Office,
	}
	if c.Office == "" {
		c.Office = office(cmp.Or(w.IssuedBy, "Đoàn Thư ký"))
	}
	if c.Place == "" {
		c.Place = info.Place
	}
	for _, g := range v.groups {
		c.Groups = append(c.Groups, g.name)
		c.Plenary = g.id == discussion.Plenary // it is the last one
	}
	var public Map
	column := v.columns(&public)
	c.Public = public.Groups
	for _, g := range v.groups {
		c.Column = append(c.Column, column[g.id])
	}
	places := map[congress.ObjectID]string{}
	// Chapters of which nothing was said have no number, as they are not printed.
	number := 0
	if v.hasChapter(General) {
		number++
	}
	c.General = v.chapter(General, report.Roman(number), places)
	if slices.ContainsFunc(v.discussion.Issues, func(issue discussion.Issue) bool { return v.hasChapter(issue.Number) }) {
		number++
	}
	for i, issue := range v.discussion.Issues {
		chapter := v.chapter(i+1, fmt.Sprintf("%s.%d", report.Roman(number), i+1), places)
		chapter.Title, chapter.Question = issue.Title, issue.Question
		c.Specific = append(c.Specific, chapter)
	}
	if v.hasChapter(0) {
		number++
	}
	c.Outside = v.chapter(0, report.Roman(number), places)
	if !slices.Contains(w.LeaveOut, OpinionsAnnex) {
		c.Annexes = v.annexes(places)
	}
	if !slices.Contains(w.LeaveOut, AnswersAnnex) {
		c.Answers = v.answers(places)
	}
	c.Matrix = v.matrix()
	return c, places
}

// office is what the head of an issuing body is called; "" is not known.
func office(body string) string {
	switch first, _, _ := strings.Cut(strings.ToLower(body), " "); first {
	case "đoàn":
		return "Trưởng đoàn"
	case "tổ":
		return "Tổ trưởng"
	case "nhóm":
		return "Trưởng nhóm"
	}
	return ""
}

// hasChapter reports whether something was found or said of an issue.
func (v *view) hasChapter(issue int) bool {
	return slices.ContainsFunc(v.findings, func(f *finding) bool { return f.Issue == issue && !f.dissents(v) }) ||
		slices.ContainsFunc(v.opinions, func(o *opinion) bool {
			return v.placed(o, issue) || v.chose(o, issue)
		})
}

// placed reports whether a part of the opinion belongs to an issue. The opinion counts there.
func (v *view) placed(o *opinion, issue int) bool {
	return slices.ContainsFunc(o.parts, func(p Part) bool { return v.belongs(p) == issue })
}

// chose reports whether the author spoke of that issue of the outline. The issue is not silent
// then, wherever the secretaries placed the opinion.
func (v *view) chose(o *opinion, issue int) bool { return issue > 0 && v.issue(o.said.Issue) == issue }

// chapter writes what is found of an issue, and notes where each finding stands.
func (v *view) chapter(issue int, number string, places map[congress.ObjectID]string) (c report.Chapter) {
	c.Number = number
	headings := map[string]int{}
	n := 0
	for _, f := range v.findings {
		if f.Issue != issue || f.dissents(v) {
			continue
		}
		at, known := headings[f.Heading]
		if !known {
			at = len(c.Headings)
			headings[f.Heading] = at
			c.Headings = append(c.Headings, report.Heading{Title: f.Heading})
		}
		n++
		c.Headings[at].Findings = append(c.Headings[at].Findings, v.written(f, fmt.Sprintf("%s, ý %d", number, n), places))
	}
	said, chose := map[congress.GroupID]bool{}, map[congress.GroupID]bool{}
	for _, o := range v.opinions {
		switch {
		case v.placed(o, issue):
			said[o.said.Group] = true
		case v.chose(o, issue):
			chose[o.said.Group] = true
		}
	}
	c.Unplaced = n == 0 && len(said) > 0
	for _, g := range v.groups {
		switch {
		case said[g.id] || issue <= 0:
		case chose[g.id]:
			c.Elsewhere = append(c.Elsewhere, g.name)
		case g.id != discussion.Plenary:
			c.Silent = append(c.Silent, g.name)
		}
	}
	return c
}

// written is a finding with its dissent right under it, however deep it goes: none leads back to
// itself.
func (v *view) written(f *finding, place string, places map[congress.ObjectID]string) report.Finding {
	places[f.id] = place
	counted := f.counted
	out := report.Finding{Quantifier: counted.Quantifier, Text: f.Text, Note: counted.Note, Opinions: counted.Opinions, Groups: make([]int, len(v.groups))}
	for i, g := range v.groups {
		for _, n := range counted.Groups {
			if n.Group == g.id {
				out.Groups[i] = n.Opinions
			}
		}
	}
	for i, d := range f.dissent {
		out.Dissent = append(out.Dissent, v.written(d, fmt.Sprintf("%s.%d", place, i+1), places))
	}
	return out
}

// belongs is the issue of a part: that of its finding, if it has one.
func (v *view) belongs(p Part) int {
	if f := v.by[p.Finding]; p.Finding != "" && f != nil {
		return f.Issue
	}
	return p.Issue
}

// annexes are what was said, one for each group that spoke.
func (v *view) annexes(places map[congress.ObjectID]string) (out []report.Annex) {
	at := map[congress.GroupID]int{}
	for _, g := range v.groups {
		if slices.ContainsFunc(v.opinions, func(o *opinion) bool { return o.said.Group == g.id }) {
			at[g.id] = len(out)
			out = append(out, report.Annex{Group: g.name})
		}
	}
	for _, o := range v.opinions {
		i, known := at[o.said.Group]
		if !known {
			continue
		}
		for n, p := range o.parts {
			place := "Chưa xếp"
			switch {
			case p.Duplicate:
				place = "Trùng, " + places[p.Finding]
			case p.Finding != "":
				place = places[p.Finding]
			case p.Aside != "":
				place = "Không đưa vào báo cáo: " + p.Aside
			}
			out[i].Opinions = append(out[i].Opinions, report.AnnexOpinion{Number: o.number, Issue: issueName(p.Issue), Stance: discussion.StanceWord(p.Stance), Text: o.text(n), Place: place})
		}
	}
	return out
}

func issueName(issue int) string {
	if issue <= 0 {
		return "Ngoài đề cương"
	}
	return fmt.Sprintf("Nội dung %d", issue)
}

var answerWords = map[AnswerState]string{Asked: "Đang xử lý", Accepted: "Tiếp thu", Explained: "Giải trình"}

func (v *view) answers(places map[congress.ObjectID]string) (out []report.AnswerRow) {
	for _, f := range v.findings {
		a := f.Answer
		if a == nil {
			continue
		}
		row := report.AnswerRow{Finding: places[f.id] + ": " + f.Text, Unit: a.Unit, State: answerWords[a.State], Text: a.Text}
		if day, err := time.Parse(time.DateOnly, a.Deadline); err == nil {
			row.Deadline = day.Format("02/01/2006")
		}
		if a.Quote != nil {
			row.Document = v.cited[a.Document] + fmt.Sprintf(", bản %d", a.Version)
			if a.Page > 0 {
				row.Document += fmt.Sprintf(", trang %d", a.Page)
			}
		}
		out = append(out, row)
	}
	return out
}

// matrix counts opinions by the issue where they are placed and by group; one with parts of two
// issues is in both. The chapter of an issue whose opinions are all elsewhere says so.
func (v *view) matrix() (m report.Matrix) {
	for i := range v.discussion.Issues {
		m.Rows = append(m.Rows, issueName(i+1))
	}
	m.Rows = append(m.Rows, "Ngoài đề cương", "Vấn đề chung")
	m.Counts = make([][]int, len(m.Rows))
	for i := range m.Counts {
		m.Counts[i] = make([]int, len(v.groups))
	}
	at := map[congress.GroupID]int{}
	for i, g := range v.groups {
		at[g.id] = i
	}
	for _, o := range v.opinions {
		g, known := at[o.said.Group]
		if !known {
			continue
		}
		seen := map[int]bool{}
		for _, p := range o.parts {
			row := len(v.discussion.Issues)
			switch issue := v.belongs(p); {
			case issue == General:
				row++
			case issue > 0 && issue <= len(v.discussion.Issues):
				row = issue - 1
			}
			if !seen[row] {
				seen[row] = true
				m.Counts[row][g]++
			}
		}
	}
	return m
}
