package similar

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

func (s *scorer) match(o *opinion, h hit) Match {
	other := s.all[h.opinion]
	a, b := o.clauses[h.i].words, other.clauses[h.j].words
	bare := o.bare || other.bare
	m := Match{ID: other.item.ID, Score: float64(h.score), A: span(a), B: span(b)}
	for _, r := range runs(a, b, bare) {
		from, to := Span{a[r.i].from, a[r.i+r.n-1].to}, Span{b[r.j].from, b[r.j+r.n-1].to}
		m.Shared = append(m.Shared, Phrase{Text: norm.NFC.String(strings.Join(strings.Fields(o.item.Text[from.From:from.To]), " ")), A: from, B: to})
	}
	return m
}

func span(words []word) Span { return Span{words[0].from, words[len(words)-1].to} }

// run is a stretch of n words at i in one clause and at j in another.
type run struct{ i, j, n int }

// runs gives the stretches of two words or more that two clauses have in common, the longest first,
// each word once.
func runs(a, b []word, bare bool) []run {
	var all []run
	before := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			up := before[j+1]
			n := 0
			if a[i].fold == b[j].fold && (bare || a[i].marked == b[j].marked) {
				n = diagonal + 1
				ends := i+1 == len(a) || j+1 == len(b) || a[i+1].fold != b[j+1].fold || !bare && a[i+1].marked != b[j+1].marked
				if n > 1 && ends {
					all = append(all, run{i - n + 1, j - n + 1, n})
				}
			}
			before[j+1], diagonal = n, up
		}
	}
	slices.SortStableFunc(all, func(a, b run) int { return cmp.Compare(b.n, a.n) })
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	return slices.DeleteFunc(all, func(r run) bool {
		faint := true
		for k := range r.n {
			if usedA[r.i+k] || usedB[r.j+k] {
				return true
			}
			faint = faint && a[r.i+k].faint
		}
		for k := range r.n {
			usedA[r.i+k], usedB[r.j+k] = true, true
		}
		return faint
	})
}
