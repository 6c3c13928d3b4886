package similar

import (
	"cmp"
	"math"
	"slices"
)

// Span is a stretch of a text, in bytes.
type Span struct{ From, To int }

// Phrase is a stretch that two opinions have in common but for capitals, spelling, abbreviations,
// words of one kind (tăng, nâng) and courtesies in between.
type Phrase struct {
	Text string // as the opinion that was asked about writes it, in NFC
	A, B Span   // where it stands in that opinion and in the other
}

// Match is an opinion that makes the point of the one that was asked about.
type Match struct {
	ID     string
	Score  float64  // 0 to 1
	A, B   Span     // the clauses that are alike
	Shared []Phrase // what they have in common, the longest first
}

// Suggestion is a pair of opinions that make the same point. A was put in before B.
type Suggestion struct {
	A, B             string
	Score            float64
	ClauseA, ClauseB Span
	Shared           []Phrase
}

// Find gives all pairs of opinions that seem to make the same point, the surest first. Items with
// the same ID count once, the last.
func Find(items []Item, o Options) []Suggestion {
	x := NewIndex(o)
	order := make(map[string]int, len(items))
	for i, item := range items {
		x.Add(item)
		order[item.ID] = i
	}
	s := x.scorer()
	var all []Suggestion
	for i, item := range items {
		if order[item.ID] != i {
			continue
		}
		at := x.ids[item.ID]
		for _, h := range s.near(x.all[at], at) {
			other := x.all[h.opinion]
			if order[other.item.ID] < i {
				continue
			}
			m := s.match(x.all[at], h)
			all = append(all, Suggestion{A: item.ID, B: other.item.ID, Score: m.Score, ClauseA: m.A, ClauseB: m.B, Shared: m.Shared})
		}
	}
	slices.SortStableFunc(all, func(a, b Suggestion) int { return cmp.Compare(b.Score, a.Score) })
	return all
}

// Similar gives at most limit opinions that make the point of the one with the ID, the surest
// first. For an ID that is not there it gives none.
func (x *Index) Similar(id string, limit int) []Match {
	x.mu.RLock()
	defer x.mu.RUnlock()
	at, ok := x.ids[id]
	if !ok {
		return nil
	}
	return x.scorer().matches(x.all[at], at, limit)
}

// SimilarTo is Similar for an opinion that is not in the index, such as one that is being written.
// Its ID does not matter.
func (x *Index) SimilarTo(item Item, limit int) []Match {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.scorer().matches(x.terms.opinion(item, x.words.read(reader{}, item.Text), false), -1, limit)
}

func (s *scorer) matches(o *opinion, at int32, limit int) []Match {
	hits := s.near(o, at)
	all := make([]Match, 0, min(len(hits), max(limit, 0)))
	for _, h := range hits[:cap(all)] {
		all = append(all, s.match(o, h))
	}
	return all
}

// hit is the best pair of clauses with another opinion.
type hit struct {
	opinion int32
	i, j    int32
	score   float32 // log odds while it is looked for, then 0 to 1
}

// near gives the opinions above the least score, the surest first.
func (s *scorer) near(o *opinion, at int32) []hit {
	least := float32(math.Log(float64(s.least / (1 - s.least))))
	var hits []hit
	for other, h := range s.candidates(o, at) {
		if h.score+gainReason < least {
			continue
		}
		h.opinion = other
		h.score = 1 / (1 + float32(math.Exp(-float64(h.score+gainReason*s.reasons(o, s.all[other])))))
		if h.score >= s.least {
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(s.all[a.opinion].item.ID, s.all[b.opinion].item.ID))
	})
	return hits
}

// candidates gives the best pair of demands with each opinion that has pairs of syllables in common
// with one of them.
func (s *scorer) candidates(o *opinion, at int32) map[int32]hit {
	sums, _ := s.sums.Get().(*[]float32)
	if sums == nil || len(*sums) < len(s.slots) {
		fresh := make([]float32, len(s.slots)+len(s.slots)/4)
		sums = &fresh
	}
	defer s.sums.Put(sums)
	best := map[int32]hit{}
	most := s.common()
	var touched []int32
	for i := range o.clauses {
		c := &o.clauses[i]
		if !c.demand {
			continue
		}
		touched = touched[:0]
		for _, t := range c.pairs {
			if s.terms.all[t].in > most {
				continue
			}
			w := s.weight(t)
			for _, slot := range s.said[t] {
				if (*sums)[slot] == 0 {
					touched = append(touched, slot)
				}
				(*sums)[slot] += w
			}
		}
		for _, slot := range touched {
			sum, p := (*sums)[slot], s.slots[slot]
			(*sums)[slot] = 0
			if sum < leastSum || p.opinion == at {
				continue
			}
			other := s.all[p.opinion]
			d := &other.clauses[p.clause]
			if !d.demand {
				continue
			}
			odds := s.pair(o, other, c, d)
			if h, ok := best[p.opinion]; !ok || odds > h.score || odds == h.score && int32(i) == h.i && p.clause < h.j {
				best[p.opinion] = hit{i: int32(i), j: p.clause, score: odds}
			}
		}
	}
	return best
}
