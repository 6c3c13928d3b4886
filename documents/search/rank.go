package search

import (
	"math"
	"math/bits"
	"slices"
	"sort"
	"strings"
)

// How well a word of the text answers a word of the query.
const (
	same      = 1.0 // the same word
	unmarked  = 0.7 // one of the two is written without any diacritics
	differs   = 0.4 // the diacritics differ
	beginning = 0.8 // times, when it only begins so
)

// epsilon is for sums of weights that ought to be equal.
const epsilon = 1e-9

// scan reads documents for one query. Not safe for concurrent use.
type scan struct {
	query    *parsed
	relaxed  Relaxation
	complete bool    // a document has every word, with whatever diacritics
	least    float64 // with fewer words: what a document has to cover, as far as is known

	// Of the present document.
	spellings []string
	wants     []uint64   // for each spelling, the words of the query that it answers
	ways      []answers  // for each word of the query
	has       []uint64   // for each text, the words that it may have
	seen      []sighting // for each unit, in the present text
	terms     []string
}

// answers are the spellings that answer a word: a run of neighbours.
type answers struct {
	from    int
	quality []float64 // 0: not at all
}

// sighting is how a unit was seen in a text.
type sighting struct {
	times   int
	best    float64
	pair    float64 // right behind the unit before it
	end     int     // of the last one
	quality float64
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
	complete, err := s.lookUp(e)
	if err != nil || !complete && s.relaxed != FewerWords {
		return c, false, err
	}
	s.complete = true
	s.answer(e)
	every := uint64(math.MaxUint64) >> (64 - len(s.query.words))
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
func (s *scan) lookUp(e *entry) (complete bool, err error) {
	if s.terms == nil {
		for _, w := range s.query.words {
			s.terms = append(s.terms, w.term)
		}
	}
	s.has = slices.Grow(s.has[:0], len(e.pages)+1)[:len(e.pages)+1]
	clear(s.has)
	return e.segment.mark(s.has, s.terms, s.relaxed != FewerWords)
}

// answer finds the spellings that answer each word of the query.
func (s *scan) answer(e *entry) {
	s.spellings = e.spellings
	s.wants = slices.Grow(s.wants[:0], len(e.spellings))[:len(e.spellings)]
	clear(s.wants)
	s.ways = slices.Grow(s.ways[:0], len(s.query.words))[:len(s.query.words)]
	for w := range s.query.words {
		word := &s.query.words[w]
		begin := word.plain
		if !word.unfinished {
			begin += "\x00"
		}
		from := sort.SearchStrings(e.spellings, begin)
		quality := s.ways[w].quality[:0]
		for i := from; i < len(e.spellings) && strings.HasPrefix(e.spellings[i], begin); i++ {
			q := s.quality(word, e.spellings[i])
			if q > 0 {
				s.wants[i] |= 1 << w
			}
			quality = append(quality, q)
		}
		s.ways[w] = answers{from, quality}
	}
}

// quality is how well a spelling, whose plain letters are or begin with the
// word's, answers it.
//
// A word without diacritics finds the ones with them, and a word with
// diacritics finds itself and its text typed without. Other diacritics are
// another word, until nothing else is found.
func (s *scan) quality(w *wanted, spelling string) float64 {
	plain, marked, _ := strings.Cut(spelling, "\x00")
	q := differs
	switch {
	case marked == "" && w.bare():
		q = same
	case w.bare() && s.query.marked: // who types diacritics elsewhere may mean none here
		q = unmarked
	case w.bare():
		q = same
	case marked == "":
		q = unmarked
	case marked == w.letters+w.tones:
		q = same
	case w.unfinished && plain != w.plain && strings.HasPrefix(marked, w.letters) && strings.HasSuffix(marked, w.tones):
		q = same
	}
	if q == differs && s.relaxed == Asked {
		return 0
	}
	if plain != w.plain {
		q *= beginning
	}
	return q
}

// text is what was found in one.
type text struct {
	score        float64
	units, exact uint64 // which are there; which with the diacritics of the query
}

// text reads one.
func (s *scan) text(tokens []uint32) text {
	var t text
	s.seen = slices.Grow(s.seen[:0], len(s.query.units))[:len(s.query.units)]
	clear(s.seen)
	for at, n := range tokens {
		for wants := s.wants[n] & s.query.firsts; wants != 0; wants &= wants - 1 {
			w := bits.TrailingZeros64(wants)
			quality, end := s.phrase(tokens, at, w)
			if quality == 0 {
				continue
			}
			u := s.query.words[w].unit
			seen := &s.seen[u]
			seen.times++
			seen.best = max(seen.best, quality)
			seen.end, seen.quality = end, quality
			if u > 0 {
				if before := &s.seen[u-1]; before.times > 0 && before.end == at {
					seen.pair = max(seen.pair, min(before.quality, quality))
				}
			}
			t.units |= 1 << u
			if quality >= beginning {
				t.exact |= 1 << u
			}
		}
	}
	length := float64(len(tokens)) / 400 // about a page
	for u, seen := range s.seen {
		if seen.times == 0 {
			continue
		}
		often := float64(seen.times) / (float64(seen.times) + 1 + length)
		t.score += s.query.units[u].weight * (seen.best*(0.6+0.4*often) + seen.pair)
	}
	return t
}

// phrase gives how well the tokens from at on answer the unit that begins with
// word w, and where they end.
func (s *scan) phrase(tokens []uint32, at, w int) (quality float64, end int) {
	quality = same
	for ; w >= 0; w = s.query.words[w].next {
		if at == len(tokens) || s.wants[tokens[at]]&(1<<w) == 0 {
			return 0, 0
		}
		way := &s.ways[w]
		here := way.quality[int(tokens[at])-way.from]
		if here < beginning && !s.query.words[w].bare() && s.bare(tokens[at]) && !s.typedBare(tokens, at) {
			if s.relaxed == Asked {
				return 0, 0
			}
			here = min(here, differs)
		}
		quality = min(quality, here)
		at++
	}
	return quality, at
}

// bare reports whether the spelling has no diacritics.
func (s *scan) bare(n uint32) bool { return strings.HasSuffix(s.spellings[n], "\x00") }

// typedBare reports whether the text around a bare word was typed without
// diacritics too. Otherwise the word means itself: Ban Tổ chức is about no bàn.
func (s *scan) typedBare(tokens []uint32, at int) bool {
	for _, n := range tokens[max(0, at-2):min(len(tokens), at+3)] {
		if !s.bare(n) {
			return false
		}
	}
	return true
}
