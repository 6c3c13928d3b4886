package discussion

import (
	"cmp"
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

// Made is a written document.
type Made struct {
	Name string // file name
	AsOf uint64 // the record it was made as of
	DOCX []byte
}

// MinutesDOCX writes a thread's minutes as a Word document: who was there, the opinions by issue,
// the conclusion, what was added, and the signatures. The same state gives the same bytes; signed
// minutes keep the outline that they were signed with. Names stand only where the minutes name
// people; opinions name theirs. Errors: NotFound, Unavailable.
func (s *Service) MinutesDOCX(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, discussion congress.ObjectID, g congress.GroupID) (Made, error) {
	minutes, at, err := s.Minutes(h, actor, discussion, g)
	if err != nil {
		return Made{}, err
	}
	d, _, err := s.Get(h, actor, discussion)
	if err == nil && minutes.Outline != "" {
		d, err = s.signedOutline(ctx, h, minutes.Outline)
	}
	if err != nil {
		return Made{}, err
	}
	name := plenaryName
	if g != Plenary {
		var group congress.Group
		r, err := h.Get(auth.ServerActor(actor.Congress), congress.ObjectID(g))
		if err != nil {
			return Made{}, err
		}
		if err := r.Decode(&group); err != nil {
			return Made{}, err
		}
		name = group.Name
	}
	made := Made{Name: "Biên bản thảo luận " + name + ".docx", AsOf: at.N}
	date := at.At
	nameOf := func(id congress.MemberID) string {
		m, _ := h.Member(id)
		return m.Name
	}
	m := report.Minutes{
		Congress: info.Title, Place: info.Place, Room: minutes.Place, Discussion: d.Title, Group: name, From: local(minutes.From), To: local(minutes.To),
		Chair: nameOf(minutes.Chair), Opening: minutes.Opening, Conclusion: minutes.Conclusion, Present: names(minutes.Present, nameOf), Secretaries: names(minutes.Secretaries, nameOf),
	}
	for _, a := range minutes.Absent {
		m.Absent = append(m.Absent, report.Absent{Name: nameOf(a.Member), Reason: a.Reason})
	}
	vietnamese.Sort(m.Absent, func(a report.Absent) []string { return vietnamese.Person(a.Name) })
	for _, issue := range d.Issues {
		m.Issues = append(m.Issues, report.MinutesIssue{Title: issue.Title})
	}
	n := 0
	for r := range h.All(actor, congress.KindComment) {
		if err := ctx.Err(); err != nil {
			return Made{}, err
		}
		var c Comment
		if err := r.Decode(&c); err != nil {
			return Made{}, err
		}
		if c.Discussion != discussion || c.Group != g || c.Hidden != nil || c.Late != nil && c.Late.State != LateTaken {
			continue
		}
		if r.N > made.AsOf {
			made.AsOf, date = r.N, r.At
		}
		n++
		opinion := report.Comment{Number: n, Stance: stanceWords[c.Stance], Text: c.Text, Author: cmp.Or(nameOf(c.Author), "một đại biểu"), Withdrawn: c.Withdrawn != nil}
		if c.Spoken != nil && c.Spoken.Confirmed == nil && c.Author != "" {
			opinion.Author += "; thư ký ghi, chưa xác nhận"
		}
		switch {
		case c.Addition:
			m.Additions = append(m.Additions, report.Addition{At: s.added(ctx, h, c, r), Opinion: &opinion})
		case c.Issue >= 1 && c.Issue <= len(m.Issues):
			m.Issues[c.Issue-1].Comments = append(m.Issues[c.Issue-1].Comments, opinion)
		default:
			m.Outside = append(m.Outside, opinion)
		}
	}
	for _, a := range minutes.Additions {
		m.Additions = append(m.Additions, report.Addition{At: a.At.In(congress.Hanoi), By: nameOf(a.By), Text: a.Text})
	}
	slices.SortStableFunc(m.Additions, func(a, b report.Addition) int { return a.At.Compare(b.At) })
	// The minutes are of the day of the session, whenever they are made.
	m.AsOf, m.Date = made.AsOf, date.In(congress.Hanoi)
	for _, of := range []*time.Time{minutes.SignedAt, minutes.From, minutes.To} {
		if of != nil {
			m.Date = of.In(congress.Hanoi)
		}
	}
	if minutes.SignedAt != nil {
		m.SignedBy, m.SignedAt = nameOf(minutes.SignedBy), minutes.SignedAt.In(congress.Hanoi)
	}
	if minutes.SealedAt != nil {
		m.SealedBy, m.SealedAt = nameOf(minutes.SealedBy), minutes.SealedAt.In(congress.Hanoi)
	}
	if minutes.Hash != nil {
		m.Hash = minutes.Hash.String()
	}
	if made.DOCX, err = report.MinutesDOCX(m); err != nil {
		return Made{}, fmt.Errorf("write minutes: %w", err)
	}
	return made, nil
}

// added is when an opinion came into sealed minutes: a late one when it was taken, any other when
// it was recorded; not when it was hidden and shown again.
func (s *Service) added(ctx context.Context, h *journal.Hall, c Comment, now *congress.Record) time.Time {
	if c.Late != nil && c.Late.At != nil {
		return *c.Late.At
	}
	if c.Late == nil {
		if first, err := s.options.Log.ByID(ctx, h.Stream, congress.RecordID(now.Object)); err == nil {
			return first.At
		}
	}
	return now.At
}

// signedOutline is the discussion as it was when its minutes were signed.
func (s *Service) signedOutline(ctx context.Context, h *journal.Hall, id congress.RecordID) (d Discussion, err error) {
	r, err := s.options.Log.ByID(ctx, h.Stream, id)
	if err != nil {
		return d, err
	}
	return d, r.Decode(&d)
}

// MinutesPDF is the same as PDF; the same minutes give the same bytes from one converter. Errors:
// as of MinutesDOCX; Conflict "no_converter"; what the converter says.
func (s *Service) MinutesPDF(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, discussion congress.ObjectID, g congress.GroupID) (Made, []byte, error) {
	made, err := s.MinutesDOCX(ctx, h, actor, info, discussion, g)
	if err != nil {
		return Made{}, nil, err
	}
	if s.options.PDF == nil {
		return Made{}, nil, errNoConverter
	}
	pdf, err := s.options.PDF(ctx, made.DOCX)
	if err != nil {
		return Made{}, nil, err
	}
	return made, report.StablePDF(pdf, made.DOCX), nil
}

func local(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.In(congress.Hanoi)
}

// names are those of the members, in the order in which people are listed.
func names(ids []congress.MemberID, of func(congress.MemberID) string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, of(id))
	}
	vietnamese.Sort(out, vietnamese.Person)
	return out
}

// plenaryName stands for the plenary thread where groups have their names.
const plenaryName = "Phiên toàn thể"
