package search

import (
	"math"
	"math/bits"
	"slices"
	"sort"
)

// epsilon is for sums of weights that ought to be equal.
const epsilon = 1e-9

// scan reads documents for one query. Not safe for concurrent use.
type scan struct {
	query    *parsed
	relaxed  Relaxation
	complete []*entry // that have every word, with whatever diacritics
	least    float64  // with fewer words: what a document has to cover, as far as is known

	// Of the present document.
	spellings []string
	wants     []uint64   // for each spelling, the words of the query that it answers
	ways      []answers  // for each word of the query
	has       []uint64   // for each text, the words that it may have
	seen      []sighting // for each unit, in the present text
	terms     []string
}

// candidate is a document that the query finds.
type candidate struct {
	*entry
	score   float64
	covered float64 // weight of the units that were found
	exact   bool    // all of them with the diacritics of the query
	pages   []scored
}

type scored struct {
	page    int // from 0
	score   float64
	covered float64
}

// every is all words.
func (q *parsed) every() uint64 { return math.MaxUint64 >> (64 - len(q.words)) }

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
	every := s.query.every()
	var register text
	for _, p := range e.register {
		t := s.text(p.tokens)
		register.score += p.weight * t.score
		register.units |= t.units
		register.exact |= t.exact
	}
	units := uint64(math.MaxUint64) >> (64 - len(s.query.units))
	whole := s.query.weight()
	if register.units == units || s.relaxed == FewerWords {
		c.covered = s.query.weightOf(register.units)
		c.exact = register.exact == units
	}
	matching := 0
	for n := range e.pages {
		has := s.has[n+1]
		if has == 0 || s.relaxed != FewerWords && has|s.has[0] != every || s.relaxed == FewerWords && s.mayCover(has|s.has[0]) < s.least-epsilon {
			continue
		}
		t := s.text(e.pages[n].tokens)
		if t.units == 0 || s.relaxed != FewerWords && t.units|register.units != units {
			continue
		}
		if s.relaxed != FewerWords {
			matching++
		}
		p := scored{page: n, score: t.score, covered: s.query.weightOf(t.units | register.units)}
		c.covered = max(c.covered, p.covered)
		c.exact = c.exact || t.exact|register.exact == units
		c.keep(p)
	}
	c.pages = slices.DeleteFunc(c.pages, func(p scored) bool { return p.covered < c.covered-epsilon })
	best := 0.0
	for _, p := range c.pages {
		best = max(best, p.score)
	}
	c.score = 2.5*register.score + best + 0.1*math.Log1p(float64(matching))*best/whole
	if s.relaxed == FewerWords {
		s.least = max(s.least, c.covered)
	}
	return c, c.covered > 0, nil
}

// mayCover is the weight of the units that may be where these words are.
func (s *scan) mayCover(words uint64) float64 {
	sum := 0.0
	for words &= s.query.firsts; words != 0; words &= words - 1 {
		sum += s.query.units[s.query.words[bits.TrailingZeros64(words)].unit].weight
	}
	return sum
}

// keep takes the page among the best.
func (c *candidate) keep(p scored) {
	at := sort.Search(len(c.pages), func(i int) bool {
		q := c.pages[i]
		return q.covered < p.covered-epsilon || q.covered <= p.covered+epsilon && q.score < p.score
	})
	if at < mostPassages {
		c.pages = slices.Insert(c.pages[:min(len(c.pages), mostPassages-1)], at, p)
	}
}

// lookUp asks the segment which texts may have which words.
func (s *scan) lookUp(e *entry) error {
	if s.terms == nil {
		for _, w := range s.query.words {
			s.terms = append(s.terms, w.term)
		}
	}
	s.has = slices.Grow(s.has[:0], len(e.pages)+1)[:len(e.pages)+1]
	clear(s.has)
	return e.segment.mark(s.has, s.terms)
}
