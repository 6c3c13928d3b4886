package compilation

import (
	"fmt"
	"slices"
	"strings"

	"plenum/congress"
	"plenum/discussion/report"
)

// Coverage is how much of what was said is at its place.
type Coverage struct {
	Opinions   int `json:"opinions"` // that count
	Parts      int `json:"parts"`
	Placed     int `json:"placed"` // parts in a finding, duplicate or set aside
	InFindings int `json:"inFindings"`
	Duplicates int `json:"duplicates"`
	Aside      int `json:"aside"`
	Waiting    int `json:"waiting"`
	Changed    int `json:"changed"` // opinions whose text changed after they were placed; they wait again
}

// counts are what was counted for the findings of the view before, as it is without base and
// quantifier. The same sources of the same groups have the same.
type counts struct {
	groups []group
	of     map[congress.ObjectID]*tallied
}

// tallied is what was counted of sources.
type tallied struct {
	sources []source
	counted Counted
}

// tally counts everything, once the view is whole. Counts of unchanged opinions and findings are
// taken over from the previous view.
func (v *view) tally(was *counts) {
	if !slices.Equal(was.groups, v.groups) {
		was.groups, was.of = v.groups, nil
	}
	of := base{all: len(v.opinions), byIssue: map[int]int{General: len(v.opinions)}}
	for _, o := range v.opinions {
		if o.issues == nil {
			o.tally(v)
		}
		v.covers.add(o.covers)
		for _, issue := range o.issues {
			of.byIssue[issue]++
		}
	}
	if v.report.Rule.Base == OfSpeakers {
		of.speakers = speakers(v.opinions)
	}
	now := make(map[congress.ObjectID]*tallied, len(v.findings))
	for _, f := range v.findings {
		t := was.of[f.id]
		if t == nil || !slices.Equal(t.sources, f.sources) {
			t = &tallied{f.sources, v.count(f)}
		}
		now[f.id] = t
		f.counted = v.report.Rule.judge(t.counted, f.Issue, of)
	}
	was.of = now
}

// tally counts an opinion's parts, which are the same in every view that has the opinion.
func (o *opinion) tally(v *view) {
	c := &o.covers
	c.Opinions, c.Parts, o.issues = 1, len(o.parts), []int{}
	if o.changed {
		c.Changed = 1
	}
	for _, p := range o.parts {
		switch {
		case p.Duplicate:
			c.Duplicates++
		case p.Finding != "":
			c.InFindings++
		case p.Aside != "":
			c.Aside++
		default:
			c.Waiting++
		}
		if issue := v.belongs(p); issue != General && !slices.Contains(o.issues, issue) {
			o.issues = append(o.issues, issue)
		}
	}
	c.Placed = c.Parts - c.Waiting
}

func (c *Coverage) add(o Coverage) {
	c.Opinions += o.Opinions
	c.Parts += o.Parts
	c.Placed += o.Placed
	c.InFindings += o.InFindings
	c.Duplicates += o.Duplicates
	c.Aside += o.Aside
	c.Waiting += o.Waiting
	c.Changed += o.Changed
}

// base is of what per cent are taken.
type base struct {
	all, speakers int
	byIssue       map[int]int // opinions that have a part that belongs to the issue
}

// Rule says by which counts a finding is called what.
type Rule struct {
	Base Base `json:"base"`
	Most int  `json:"most"` // per cent of the base, more than which is "Đa số"
	Many int  `json:"many"` // per cent, from which on it is "Nhiều"
	Some int  `json:"some"` // opinions, from which on it is "Một số"; fewer are "Có ý kiến"
}

// Base is of what the per cent are.
type Base string

// The bases.
const (
	OfAll      Base = "all"      // opinions of the discussion
	OfIssue    Base = "issue"    // opinions of the finding's issue
	OfSpeakers Base = "speakers" // members who spoke; then members are counted, not opinions
)

// Counted is what was counted for a finding. Nobody types it.
type Counted struct {
	Opinions   int          `json:"opinions"` // with a part in it that is no duplicate
	Duplicates int          `json:"duplicates"`
	Members    int          `json:"members"` // whose opinions those are; each unnamed one counts
	Of         int          `json:"of"`      // the base
	Quantifier string       `json:"quantifier"`
	Groups     []GroupCount `json:"groups"`
	Note       string       `json:"note"` // the footnote
}

// GroupCount is how many opinions of a group are in a finding.
type GroupCount struct {
	Group    congress.GroupID `json:"group"`
	Name     string           `json:"name"`
	Opinions int              `json:"opinions"`
}

// count counts what is in a finding.
func (v *view) count(f *finding) Counted {
	c := Counted{Groups: []GroupCount{}}
	opinions := map[congress.ObjectID]bool{}
	duplicates := map[congress.ObjectID]bool{}
	byGroup := map[congress.GroupID]int{}
	var said []*opinion
	for _, s := range f.sources {
		switch {
		case s.parts[s.part].Duplicate:
			duplicates[s.id] = true
		case !opinions[s.id]:
			opinions[s.id] = true
			byGroup[s.said.Group]++
			said = append(said, s.opinion)
		}
	}
	c.Opinions, c.Members = len(opinions), speakers(said)
	for id := range duplicates {
		if !opinions[id] {
			c.Duplicates++
		}
	}
	var parts []string
	for _, g := range v.groups {
		if n := byGroup[g.id]; n > 0 {
			c.Groups = append(c.Groups, GroupCount{g.id, g.name, n})
			count := report.Number(n)
			if n < 10 {
				count = "0" + count
			}
			parts = append(parts, fmt.Sprintf("%s có %s ý kiến", g.name, count))
		}
	}
	if len(parts) > 0 {
		c.Note = "Gồm: " + strings.Join(parts, "; ") + "."
	}
	return c
}

// judge gives what was counted its base and its quantifier.
func (r Rule) judge(c Counted, issue int, of base) Counted {
	n := c.Opinions
	switch r.Base {
	case OfSpeakers:
		n, c.Of = c.Members, of.speakers
	case OfIssue:
		c.Of = of.byIssue[issue]
	default:
		c.Of = of.all
	}
	c.Quantifier = r.word(n, c.Of)
	return c
}

// word is what so many of so many are called.
func (r Rule) word(n, of int) string {
	switch {
	case n == 0:
		return ""
	case n >= 2 && n*100 > of*r.Most:
		return "Đa số ý kiến"
	case n >= max(2, r.Some) && n*100 >= of*r.Many:
		return "Nhiều ý kiến"
	case n >= r.Some:
		return "Một số ý kiến"
	default:
		return "Có ý kiến"
	}
}

// speakers is how many members spoke; an opinion of nobody that is named is one more.
func speakers(said []*opinion) (n int) {
	seen := map[congress.MemberID]bool{}
	for _, o := range said {
		if a := o.said.Author; a == "" || !seen[a] {
			seen[a] = true
			n++
		}
	}
	return n
}
