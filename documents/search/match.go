package search

import (
	"math/bits"
	"slices"
	"strings"
)

// How well a word of the text answers a word of the query.
const (
	same      = 1.0  // the same word
	unmarked  = 0.5  // one of the two is written without any diacritics
	differs   = 0.3  // the diacritics differ
	beginning = 0.75 // times, when it only begins so; more than unmarked
)

// answers are the spellings that answer a word: a run of neighbours.
type answers struct {
	from    int
	quality []float64 // 0: not at all
}

// of is how well a spelling answers. A spelling outside the neighbours is the number in its other
// form.
func (a *answers) of(spelling uint32) float64 {
	if at := int(spelling) - a.from; at >= 0 && at < len(a.quality) {
		return a.quality[at]
	}
	return same
}

// sighting is how a unit was seen in a text.
type sighting struct {
	times int
	best  float64
	near  float64 // the most of the query that stands together, this unit in it
	end   int     // of the last one
	chain float64 // what stands together up to there, less what is between,
	units uint64  // and is these
}

// answer finds the spellings that answer each word of the query. It reports false as
// soon as it knows that the document lacks what it has to have.
func (s *scan) answer(e *entry) bool {
	s.spellings = e.spellings
	s.wants = slices.Grow(s.wants[:0], len(e.spellings))[:len(e.spellings)]
	clear(s.wants)
	s.ways = slices.Grow(s.ways[:0], len(s.query.words))[:len(s.query.words)]
	answered, there := uint64(0), uint64(0)
	for w := range s.query.words {
		word := &s.query.words[w]
		from, _ := slices.BinarySearch(e.spellings, word.begin)
		quality, best := s.ways[w].quality[:0], 0.0
		for i := from; i < len(e.spellings) && strings.HasPrefix(e.spellings[i], word.begin); i++ {
			q := s.quality(word, e.spellings[i])
			if q > 0 {
				s.wants[i] |= 1 << w
			}
			quality, best = append(quality, q), max(best, q)
		}
		s.ways[w] = answers{from, quality}
		if word.twin != "" {
			if at, ok := slices.BinarySearch(e.spellings, word.twin); ok {
				s.wants[at] |= 1 << w
				there, best = there|1<<w, same
			}
		}
		if len(quality) > 0 {
			there |= 1 << w
		} else if s.relaxed != FewerWords && len(s.query.ways) == len(s.query.units) {
			return false
		}
		if best > 0 {
			answered |= 1 << w
		}
	}
	if s.relaxed == FewerWords {
		return s.query.weightOf(s.query.met(answered)) >= s.least-epsilon
	}
	if s.query.met(there) != s.query.all() {
		return false
	}
	if s.relaxed == Asked {
		s.complete = append(s.complete, e)
	}
	return s.query.met(answered) == s.query.all()
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

// Words between two units part them, the more the farther, and beyond farthest altogether; so does
// the other order.
const (
	farthest = 8
	reversed = 0.25
	reach    = 3 // how many units of the query may be left out between two that stand together
)

// chained sees units at a place, together with those that were seen right before it. Ease is how
// much words between count.
func (s *scan) chained(w *way, at, end int, quality, ease float64) {
	own := w.weight
	if quality < beginning {
		own *= quality
	}
	chain, units := own, w.units
	for u := max(0, w.from-reach); u <= min(len(s.seen)-1, w.to+reach); u++ {
		before := &s.seen[u]
		gap := at - before.end
		if before.times == 0 || gap < 0 || gap > farthest || before.units&w.units != 0 {
			continue
		}
		parted := float64(gap) / float64(gap+1) * ease
		if u > w.to {
			parted += reversed
		}
		if longer := before.chain + own - parted; longer > chain+epsilon {
			chain, units = longer, before.units|w.units
		}
	}
	for u := w.from; u <= w.to; u++ {
		if seen := &s.seen[u]; seen.end < end || seen.chain < chain {
			seen.end, seen.chain, seen.units = end, chain, units
		}
	}
	for rest := units; rest != 0; rest &= rest - 1 {
		seen := &s.seen[bits.TrailingZeros64(rest)]
		seen.near = max(seen.near, chain)
	}
}

// text reads one.
func (s *scan) text(tokens []uint32, ease float64) text {
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
			way := &s.query.ways[s.query.words[w].way]
			s.chained(way, at, end, quality, ease)
			for u := way.from; u <= way.to; u++ {
				seen := &s.seen[u]
				seen.times++
				seen.best = max(seen.best, quality)
			}
			t.units |= way.units
			if quality >= beginning {
				t.exact |= way.units
			}
		}
	}
	length := float64(len(tokens)) / 400 // about a page
	for u, seen := range s.seen {
		if seen.times == 0 {
			continue
		}
		often := float64(seen.times) / (float64(seen.times) + 1 + length)
		t.score += s.query.units[u].weight * (seen.best*(0.6+0.4*often) + seen.near/s.whole)
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
		here := way.of(tokens[at])
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
