package discussion

import (
	"context"
	"fmt"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion/report"
	"plenum/journal"
	"plenum/vietnamese"
)

// Made is a compiled report.
type Made struct {
	Name string // file name
	AsOf uint64 // the record it was made as of
	DOCX []byte
}

// Report compiles the comments of a discussion that the actor may see into the
// first report: by issue of the outline, then by group, numbered within the group. Its date is that of the last record it
// counts in, so the same state gives the same bytes. The actor needs CompileReport.
func (s *Service) Report(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, id congress.ObjectID) (Made, error) {
	d, r, err := s.Get(h, actor, id)
	if err != nil {
		return Made{}, err
	}
	made := Made{Name: "Báo cáo tổng hợp ý kiến thảo luận tổ.docx", AsOf: r.N}
	date := r.At
	groups := map[congress.GroupID]int{}
	doc := report.Report{Congress: info.Title, Place: info.Place, Discussion: d.Title}
	type listed struct {
		id   congress.GroupID
		body congress.Group
	}
	var found []listed
	for g := range h.All(auth.ServerActor(actor.Congress), congress.KindGroup) {
		of := listed{id: congress.GroupID(g.Object)}
		// Groups whose thread the actor may not read do not appear as silent.
		if !s.options.Visible(actor, congress.KindComment, d.hear(of.id)) || !slices.Contains(d.Groups, of.id) {
			continue
		}
		if err := g.Decode(&of.body); err != nil {
			return Made{}, err
		}
		found = append(found, of)
		if g.N > made.AsOf {
			made.AsOf, date = g.N, g.At
		}
	}
	vietnamese.Sort(found, func(l listed) []string { return l.body.InOrder() })
	for _, l := range found {
		groups[l.id] = len(doc.Groups)
		doc.Groups = append(doc.Groups, l.body.Name)
	}
	if d.Plenary && s.options.Visible(actor, congress.KindComment, d.hear(Plenary)) {
		groups[Plenary], doc.Plenary = len(doc.Groups), true
		doc.Groups = append(doc.Groups, plenaryName)
	}
	for _, issue := range d.Issues {
		doc.Issues = append(doc.Issues, report.Issue{Title: issue.Title, Question: issue.Question, Comments: make([][]report.Comment, len(doc.Groups))})
	}
	doc.Outside.Comments = make([][]report.Comment, len(doc.Groups))

	count := make([]int, len(doc.Groups))
	for r := range h.All(actor, congress.KindComment) {
		if err := ctx.Err(); err != nil {
			return Made{}, err
		}
		var c Comment
		if err := r.Decode(&c); err != nil {
			return Made{}, err
		}
		g, known := groups[c.Group]
		if c.Discussion != id || !known || c.Hidden != nil || c.Late != nil && c.Late.State != LateTaken {
			continue
		}
		count[g]++
		part := &doc.Outside
		if c.Issue >= 1 && c.Issue <= len(doc.Issues) {
			part = &doc.Issues[c.Issue-1]
		}
		part.Comments[g] = append(part.Comments[g], report.Comment{Number: count[g], Stance: stanceWords[c.Stance], Text: c.Text, Withdrawn: c.Withdrawn != nil})
		if r.N > made.AsOf {
			made.AsOf, date = r.N, r.At
		}
	}
	doc.AsOf, doc.Date = made.AsOf, date.In(hanoi)
	if made.DOCX, err = report.DOCX(doc); err != nil {
		return Made{}, fmt.Errorf("write report: %w", err)
	}
	return made, nil
}

// hanoi is the time of Việt Nam, which has had no other since 1975.
var hanoi = time.FixedZone("+07", 7*60*60)

// plenaryName stands for the plenary thread where groups have their names.
const plenaryName = "Phiên toàn thể"

// StanceWord is the word that reports use for a stance; "" for none.
func StanceWord(s Stance) string { return stanceWords[s] }

// stanceWords are the words that reports use.
var stanceWords = map[Stance]string{
	Agree: "nhất trí", Propose: "đề nghị", Wonder: "băn khoăn", Disagree: "không tán thành", Hold: "cho rằng",
}
