package compilation

import (
	"fmt"
	"slices"
	"strings"

	"plenum/congress"
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

// tally counts everything, once the view is whole.
func (v *view) tally() {
	v.covers = v.coverage()
	of := base{all: len(v.opinions), speakers: speakers(v.opinions), byIssue: map[int]int{General: len(v.opinions)}}
	for _, o := range v.opinions {
		for i := range o.parts {
			issue := v.belongs(o.parts[i])
			if issue != General && !slices.ContainsFunc(o.parts[:i], func(p Part) bool { return v.belongs(p) == issue }) {
				of.byIssue[issue]++
			}
		}
	}
	for _, f := range v.findings {
		f.counted = v.count(f, of)
	}
}

// base is of what per cent are taken.
type base struct {
	all, speakers int
	byIssue       map[int]int // opinions that have a part that belongs to the issue
}

func (v *view) coverage() (c Coverage) {
	c.Opinions = len(v.opinions)
	for _, o := range v.opinions {
		if o.changed {
			c.Changed++
		}
		for _, p := range o.parts {
			c.Parts++
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
		}
	}
	c.Placed = c.Parts - c.Waiting
	return c
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
func (v *view) count(f *finding, of base) Counted {
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
			parts = append(parts, fmt.Sprintf("%s có %02d ý kiến", g.name, n))
		}
	}
	if len(parts) > 0 {
		c.Note = "Gồm: " + strings.Join(parts, "; ") + "."
	}
	rule, n := v.report.Rule, c.Opinions
	switch rule.Base {
	case OfSpeakers:
		n, c.Of = c.Members, of.speakers
	case OfIssue:
		c.Of = of.byIssue[f.Issue]
	default:
		c.Of = of.all
	}
	c.Quantifier = rule.word(n, c.Of)
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
