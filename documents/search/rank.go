package search

import (
	"math"
	"slices"
	"sort"
	"strings"
)

// epsilon is for sums of weights that ought to be equal.
const epsilon = 1e-9

// scan reads documents for one query. Not safe for concurrent use.
type scan struct {
	query    *parsed
	relaxed  Relaxation
	complete []*entry // that have every word, with whatever diacritics
	least    float64  // with fewer words: what a document has to cover, as far as is known
	whole    float64  // what all units weigh

	// The present document's.
	spellings []string
	wants     []uint64   // for each spelling, the words of the query that it answers
	ways      []answers  // for each word of the query
	has       []uint64   // for each text, the words that it may have
	seen      []sighting // for each unit, in the present text
	said      []float64  // for each unit, how near the others the register entry has it
	terms     []term
}

// candidate is a document that the query finds.
type candidate struct {
	*entry
	score   float64
	covered float64 // weight of the units that were found
	near    int     // how much of the query stands together, in quarters
	exact   bool    // all of them with the diacritics of the query
	pages   []scored
}

type scored struct {
	page    int // from 0
	score   float64
	covered float64
	near    int
}

// weight is what all units weigh together.
func (q *parsed) weight() float64 { return q.weightOf(math.MaxUint64) }

// weightOf is what some units weigh.
func (q *parsed) weightOf(units uint64) float64 {
	sum := 0.0
	for u := range q.units {
		if units&(1<<u) != 0 {
			sum += q.units[u].weight
		}
	}
	return sum
}

// entry reads one document. Its score depends on nothing but it and the query.
func (s *scan) entry(e *entry) (candidate, bool, error) {
	c := candidate{entry: e}
	if !s.answer(e) {
		return c, false, nil
	}
	if err := s.lookUp(e); err != nil {
		return c, false, err
	}
	var register text
	s.said = slices.Grow(s.said[:0], len(s.query.units))[:len(s.query.units)]
	clear(s.said)
	for _, p := range e.register {
		t := s.text(p.tokens, registerEase)
		for u := range s.said {
			s.said[u] = max(s.said[u], s.seen[u].near)
		}
		register.score += p.weight * t.score
		register.units |= t.units
		register.exact |= t.exact
	}
	units := s.query.all()
	if register.units == units || s.relaxed == FewerWords {
		c.covered = s.query.weightOf(register.units)
		c.exact = register.exact == units
		c.near = s.near(nil)
	}
	matching, matchingNear := 0, 0 // the pages where it stands nearest
	for n := range e.pages {
		has := s.has[n+1]
		if has == 0 || !s.enough(has|s.has[0]) {
			continue
		}
		t := s.text(e.pages[n].tokens, 1)
		if t.units == 0 || s.relaxed != FewerWords && t.units|register.units != units {
			continue
		}
		p := scored{page: n, score: t.score, covered: s.query.weightOf(t.units | register.units), near: s.near(s.seen)}
		switch {
		case s.relaxed == FewerWords:
		case matching == 0 || p.near > matchingNear:
			matching, matchingNear = 1, p.near
		case p.near == matchingNear:
			matching++
		}
		c.covered = max(c.covered, p.covered)
		c.exact = c.exact || t.exact|register.exact == units
		c.keep(p)
	}
	c.pages = slices.DeleteFunc(c.pages, func(p scored) bool { return p.covered < c.covered-epsilon })
	best := 0.0
	for _, p := range c.pages {
		best, c.near = max(best, p.score), max(c.near, p.near)
	}
	c.score = 2.5*register.score + best + 0.1*math.Log1p(float64(matching))*best/s.whole
	if s.relaxed == FewerWords {
		s.least = max(s.least, c.covered)
	}
	return c, c.covered > 0, nil
}

// registerEase is for the short texts of the register: a title says much in few words.
const registerEase = 0.5

// near is how much of the query stands together in the register entry and a page, in quarters: 4 is
// all of it in one place.
func (s *scan) near(page []sighting) int {
	sum := 0.0
	for u, n := range s.said {
		if page != nil {
			n = max(n, page[u].near)
		}
		sum += s.query.units[u].weight * n
	}
	return int(4*sum/(s.whole*s.whole) + 0.5 + epsilon)
}

// enough reports whether a text that may have these words may be one that is wanted.
func (s *scan) enough(words uint64) bool {
	if s.relaxed == FewerWords {
		return s.query.weightOf(s.query.met(words)) >= s.least-epsilon
	}
	return words&run(0, s.query.typed) == run(0, s.query.typed) || len(s.query.ways) > len(s.query.units) && s.query.met(words) == s.query.all()
}

// keep takes the page among the best.
func (c *candidate) keep(p scored) {
	at := sort.Search(len(c.pages), func(i int) bool {
		q := c.pages[i]
		if q.covered < p.covered-epsilon || q.covered > p.covered+epsilon {
			return q.covered < p.covered
		}
		return q.near < p.near || q.near == p.near && q.score < p.score
	})
	if at < mostPassages {
		c.pages = slices.Insert(c.pages[:min(len(c.pages), mostPassages-1)], at, p)
	}
}

// lookUp finds which texts may have which words: by the segment, or from the words of a document
// that is so small that it has none.
func (s *scan) lookUp(e *entry) error {
	s.has = slices.Grow(s.has[:0], len(e.pages)+1)[:len(e.pages)+1]
	clear(s.has)
	if e.segment.in == nil {
		for _, p := range e.register {
			s.has[0] |= s.wanted(p.tokens)
		}
		for n := range e.pages {
			s.has[n+1] = s.wanted(e.pages[n].tokens)
		}
		return nil
	}
	if s.terms == nil {
		for w, word := range s.query.words {
			s.terms = append(s.terms, term{word.term, w})
			if word.twin != "" {
				s.terms = append(s.terms, term{wholeTerm(strings.TrimSuffix(word.twin, "\x00")), w})
			}
		}
	}
	return e.segment.mark(s.has, s.terms)
}

// wanted are the words of the query that the tokens answer.
func (s *scan) wanted(tokens []uint32) (words uint64) {
	for _, t := range tokens {
		words |= s.wants[t]
	}
	return words
}
