package compilation

import (
	"context"
	"slices"
	"strings"
	"time"

	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
)

// Filter chooses opinions of the workbench; zero fields choose all.
type Filter struct {
	Issue   *int // where a part belongs; 0: outside of the outline
	Group   congress.GroupID
	Stance  discussion.Stance
	Kind    string // "written", "spoken" or "unnamed"
	State   string // "waiting", "placed", "aside", "duplicate", "changed", "unread" or "mine" (in my hand)
	Finding congress.ObjectID
	Tag     string
	Query   string // words, with or without diacritics; all of them are in the text
	Sort    string // "new", "old" (as it is when empty), "group" or "long"
	After   int    // how many to pass over
	Limit   int    // at most 200; 0: 50
}

// Row is an opinion of the workbench.
type Row struct {
	Comment   congress.ObjectID  `json:"comment"`
	N         uint64             `json:"n"` // of the comment's record
	Group     congress.GroupID   `json:"group"`
	Number    int                `json:"number"` // in its group
	Author    congress.MemberID  `json:"author,omitempty"`
	Spoken    bool               `json:"spoken,omitempty"`
	Confirmed bool               `json:"confirmed,omitempty"` // by the member, of a spoken one
	Text      string             `json:"text"`
	Quotes    []discussion.Quote `json:"quotes,omitempty"`
	Unread    bool               `json:"unread,omitempty"`
	Changed   bool               `json:"changed,omitempty"` // the text is another than the one that was placed
	Placement uint64             `json:"placement"`         // number of its record, for If-Match; 0: none yet
	Object    congress.ObjectID  `json:"object"`            // the placement's, for its steps
	Claim     *Claim             `json:"claim,omitempty"`
	Parts     []Part             `json:"parts"` // one may name a finding that the actor does not see: it is placed there
}

// List is a part of the workbench.
type List struct {
	Rows     []Row    `json:"rows"`
	Total    int      `json:"total"` // that the filter chooses
	Next     int      `json:"next"`  // give it as after; 0: this was the last part
	Coverage Coverage `json:"coverage"`
	AsOf     uint64   `json:"asOf"`
}

// List lists the opinions that the actor may see. Errors: NotFound, Forbidden, Unavailable.
func (s *Service) List(ctx context.Context, h *journal.Hall, actor congress.Actor, d congress.ObjectID, f Filter) (List, error) {
	v, err := s.current(h, actor, d)
	if err != nil {
		return List{}, err
	}
	read, err := s.options.Discussions.ReadUpTo(ctx, h, actor, d)
	if err != nil {
		return List{}, err
	}
	words := strings.Fields(folded(f.Query))
	tag := strings.TrimSpace(folded(f.Tag))
	var chosen []*opinion
	for _, o := range v.opinions {
		if s.fits(v, o, f, words, tag, actor.Member, read[o.said.Group]) {
			chosen = append(chosen, o)
		}
	}
	switch f.Sort {
	case "new":
		slices.Reverse(chosen)
	case "long":
		slices.SortStableFunc(chosen, func(a, b *opinion) int { return b.runes - a.runes })
	case "group":
		order := map[congress.GroupID]int{}
		for i, g := range v.groups {
			order[g.id] = i
		}
		slices.SortStableFunc(chosen, func(a, b *opinion) int { return order[a.said.Group] - order[b.said.Group] })
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	out := List{Rows: []Row{}, Total: len(chosen), Coverage: v.covers, AsOf: v.asOf}
	from := min(max(f.After, 0), len(chosen))
	to := min(from+min(limit, 200), len(chosen))
	for _, o := range chosen[from:to] {
		out.Rows = append(out.Rows, s.row(o, o.n > read[o.said.Group]))
	}
	if to < len(chosen) {
		out.Next = to
	}
	return out, nil
}

func (s *Service) row(o *opinion, unread bool) Row {
	r := Row{
		Comment: o.id, N: o.n, Group: o.said.Group, Number: o.number, Author: o.said.Author, Text: o.said.Text, Quotes: o.said.Quotes,
		Unread: unread, Changed: o.changed, Placement: o.placedN, Object: o.place, Parts: o.parts,
	}
	if sp := o.said.Spoken; sp != nil {
		r.Spoken, r.Confirmed = true, sp.Confirmed != nil
	}
	if c := o.placement.Claim; c != nil && s.now().Sub(c.At) < claimHolds {
		r.Claim = c
	}
	return r
}

// fits reports whether the filter chooses the opinion.
func (s *Service) fits(v *view, o *opinion, f Filter, words []string, tag string, me congress.MemberID, read uint64) bool {
	part := func(is func(p Part) bool) bool { return slices.ContainsFunc(o.parts, is) }
	switch {
	case f.Group != "" && o.said.Group != f.Group,
		f.Issue != nil && !part(func(p Part) bool { return v.belongs(p) == *f.Issue }),
		f.Stance != "" && !part(func(p Part) bool { return p.Stance == f.Stance }),
		f.Finding != "" && !part(func(p Part) bool { return p.Finding != "" && v.by[p.Finding] == v.by[f.Finding] }),
		tag != "" && !part(func(p Part) bool {
			return slices.ContainsFunc(p.Tags, func(t string) bool { return strings.TrimSpace(folded(t)) == tag })
		}),
		f.Kind == "spoken" && o.said.Spoken == nil,
		f.Kind == "written" && o.said.Spoken != nil,
		f.Kind == "unnamed" && o.said.Author != "":
		return false
	}
	switch f.State {
	case "waiting":
		if !part(func(p Part) bool { return !p.placed() }) {
			return false
		}
	case "placed":
		if part(func(p Part) bool { return !p.placed() }) {
			return false
		}
	case "aside":
		if !part(func(p Part) bool { return p.Aside != "" }) {
			return false
		}
	case "duplicate":
		if !part(func(p Part) bool { return p.Duplicate }) {
			return false
		}
	case "changed":
		if !o.changed {
			return false
		}
	case "unread":
		if o.n <= read {
			return false
		}
	case "mine":
		if c := o.placement.Claim; c == nil || c.By != me || s.now().Sub(c.At) >= claimHolds {
			return false
		}
	}
	return says(o.folded, words)
}

// Line is a finding as the workbench shows it, with its sources.
type Line struct {
	Object congress.ObjectID `json:"object"`
	N      uint64            `json:"n"`
	Finding
	Counted Counted  `json:"counted"`
	Sources []Source `json:"sources"`
}

// Source is a part that is in a finding.
type Source struct {
	Comment   congress.ObjectID `json:"comment"`
	Part      int               `json:"part"`
	Group     congress.GroupID  `json:"group"`
	Number    int               `json:"number"`
	N         uint64            `json:"n"`
	At        time.Time         `json:"at"` // when it was last said so
	Stance    discussion.Stance `json:"stance,omitempty"`
	Text      string            `json:"text"`
	Duplicate bool              `json:"duplicate,omitempty"`
}

// Outline is the report as it stands: its settings and state, its findings with what was counted,
// and the coverage.
type Outline struct {
	Report   Report   `json:"report"`
	N        uint64   `json:"n"` // of the last record that is in it: the If-Match of the signature, and of every change of the report
	Findings []Line   `json:"findings"`
	Coverage Coverage `json:"coverage"`
	AsOf     uint64   `json:"asOf"` // the same number, as of every answer here
}

// Outline gives the findings that stand, in the report's order within each issue, with all their
// sources. The presidium reads it from the report's review on. Errors: NotFound, Forbidden.
func (s *Service) Outline(h *journal.Hall, actor congress.Actor, d congress.ObjectID) (Outline, error) {
	v, err := s.current(h, actor, d)
	if err == errForbidden { //nolint:errorlint // it is that value itself
		v, err = s.reviewed(h, actor, d)
	}
	if err != nil {
		return Outline{}, err
	}
	out := Outline{Report: v.report, N: v.asOf, Findings: []Line{}, Coverage: v.covers, AsOf: v.asOf}
	out.Report.Discussion = d
	for _, f := range v.findings {
		if !f.hidden {
			out.Findings = append(out.Findings, v.line(f))
		}
	}
	return out, nil
}

func (v *view) line(f *finding) Line {
	l := Line{Object: f.id, N: f.n, Finding: f.Finding, Counted: f.counted, Sources: []Source{}}
	for _, s := range f.sources {
		p := s.parts[s.part]
		l.Sources = append(l.Sources, Source{s.id, s.part, s.said.Group, s.number, s.n, s.at, p.Stance, s.text(s.part), p.Duplicate})
	}
	return l
}
