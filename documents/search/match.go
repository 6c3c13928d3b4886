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

// sighting is how a unit was seen in a text.
type sighting struct {
	times   int
	best    float64
	pair    float64 // right behind the unit before it
	end     int     // of the last one
	quality float64
}

// answer finds the spellings that answer each word of the query. It reports false as
// soon as it knows that the document lacks what it has to have.
func (s *scan) answer(e *entry) bool {
	s.spellings = e.spellings
	s.wants = slices.Grow(s.wants[:0], len(e.spellings))[:len(e.spellings)]
	clear(s.wants)
	s.ways = slices.Grow(s.ways[:0], len(s.query.words))[:len(s.query.words)]
	answered := uint64(0)
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
		if len(quality) == 0 && s.relaxed != FewerWords {
			return false
		}
		if best > 0 {
			answered |= 1 << w
		}
	}
	if s.relaxed == Asked {
		s.complete = append(s.complete, e)
	}
	if s.relaxed == FewerWords {
		return s.mayCover(answered) >= s.least-epsilon
	}
	return answered == s.query.every()
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
