package search

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// A passage is about so many bytes before its first found word, and in all. A
// Vietnamese letter takes one to three.
const (
	passageLead = 60
	passageSize = 280
)

// hit makes what is shown of a document.
func (s *scan) hit(c candidate) Hit {
	s.answer(c.entry)
	h := Hit{Document: c.document, Version: c.version, Kind: c.kind, IssuedBy: c.issuedBy}
	h.Title = Marked{c.title, s.ranges(s.places(&c.register[0].page))}
	h.Number = Marked{c.number, s.ranges(s.places(&c.register[1].page))}
	for _, p := range c.pages {
		annex, page := c.where(p.page)
		h.Passages = append(h.Passages, Passage{annex, page, s.passage(&c.entry.pages[p.page])})
	}
	return h
}

// place is where a unit is found in a text.
type place struct {
	Range
	way      *way
	quality  float64
	together bool // with the unit before it or behind it, as in the query
	next     int  // the word of the text that follows
}

// places gives all of them, in order.
func (s *scan) places(p *page) []place {
	var all []place
	for at, n := range p.tokens {
		for wants := s.wants[n] & s.query.firsts; wants != 0; wants &= wants - 1 {
			w := bits.TrailingZeros64(wants)
			if quality, end := s.phrase(p.tokens, at, w); quality > 0 {
				way := &s.query.ways[s.query.words[w].way]
				found := place{Range: Range{int(p.spans[at].begin), p.spans[end-1].end()}, way: way, quality: quality, next: end, together: way.from < way.to}
				for i := len(all) - 1; i >= 0 && all[i].next >= at; i-- {
					if all[i].next == at && all[i].way.to == way.from-1 {
						all[i].together, found.together = true, true
					}
				}
				all = append(all, found)
			}
		}
	}
	return all
}

// ranges gives the places as ranges that do not overlap. A syllable means little
// alone: where it stands together with its neighbours of the query, it is not marked elsewhere.
func (s *scan) ranges(places []place) []Range {
	together := uint64(0)
	for _, p := range places {
		if p.together {
			together |= p.way.units
		}
	}
	var all []Range
	for _, p := range places {
		if !p.together && together&p.way.units != 0 {
			continue
		}
		if n := len(all); n > 0 && p.From < all[n-1].To {
			all[n-1].To = max(all[n-1].To, p.To)
			continue
		}
		all = append(all, p.Range)
	}
	return all
}

// passage is the piece of a page that has the most of what is wanted.
func (s *scan) passage(p *page) Marked {
	places := s.places(p)
	if len(places) == 0 {
		return Marked{}
	}
	first, most := 0, -1.0
	best := make([]float64, len(s.query.units))
	for i := range places {
		clear(best)
		worth := 0.0
		for j := i; j < len(places) && places[j].To <= places[i].From+passageSize-passageLead; j++ {
			q := &places[j]
			worth += 0.02 * q.quality
			if q.together {
				worth += 0.3 * q.quality
			}
			for u := q.way.from; u <= q.way.to; u++ {
				if gain := q.quality - best[u]; gain > 0 {
					worth += gain * s.query.units[u].weight
					best[u] = q.quality
				}
			}
		}
		if worth > most+epsilon {
			first, most = i, worth
		}
	}
	from, to := window(p, places[first].Range)
	inside := slices.DeleteFunc(places, func(q place) bool { return q.From < from || q.To > to })
	found := s.ranges(inside)
	for i := range found {
		found[i].From -= from
		found[i].To -= from
	}
	return Marked{strings.ReplaceAll(p.text[from:to], "\n", " "), found}
}

// window is the passage around a place: from a word's beginning to a word's
// end, with the mark right behind it.
func window(p *page, r Range) (from, to int) {
	from, to = r.From, r.To
	begin, _ := slices.BinarySearchFunc(p.spans, max(0, r.From-passageLead), func(s span, at int) int { return int(s.begin) - at })
	if begin < len(p.spans) && int(p.spans[begin].begin) < from {
		from = int(p.spans[begin].begin)
	}
	for i := begin; i < len(p.spans) && p.spans[i].end() <= from+passageSize; i++ {
		to = max(to, p.spans[i].end())
	}
	for n, r := range p.text[to:] { // a full stop, a closing bracket
		if unicode.IsSpace(r) || unicode.IsLetter(r) || unicode.IsNumber(r) || n > 3 {
			return from, to + n
		}
	}
	return from, len(p.text)
}
