package compare

import (
	"cmp"
	"slices"
)

// A passage has moved when it is gone in one place and new in another. Exactly: its words are the
// same, but for numbers, and it is a row of two words or sentences of five that are gone once and
// new once. Nearly: of a sentence of eight words or more at least four fifths are the same; a row
// of three cells or more, its number apart, keeps the first of them and all others but one. Rows
// and sentences that are gone or new more than once are told in the order of the text.
const (
	leastMoved   = 5
	leastRow     = 2
	leastNear    = 8
	nearlyAlike  = 0.8
	leastCells   = 3
	rareWord     = 8  // a word that so many new passages have does not lead to any of them
	mostSuspects = 32 // new passages that one that is gone is held to
)

// moved finds what moved exactly: blocks of units as they stood together.
func (c *comparison) moved(hunks []pair) []pair {
	c.taken = [2][]bool{make([]bool, c.old.len()), make([]bool, c.new.len())}
	type seen struct{ old, new, at, to, gone int }
	known := map[int]seen{}
	differ := [2][]bool{make([]bool, c.old.len()), make([]bool, c.new.len())}
	for _, h := range hunks {
		for i := h.old.from; i < h.old.to; i++ {
			s := known[c.units[0][i]]
			s.old, s.at, s.gone = s.old+1, i, h.new.from
			known[c.units[0][i]] = s
			differ[0][i] = true
		}
	}
	for _, h := range hunks {
		for j := h.new.from; j < h.new.to; j++ {
			if s, ok := known[c.units[1][j]]; ok {
				s.new, s.to = s.new+1, j
				known[c.units[1][j]] = s
			}
			differ[1][j] = true
		}
	}
	free := func(i, j int) bool {
		return i >= 0 && j >= 0 && i < len(differ[0]) && j < len(differ[1]) && differ[0][i] && differ[1][j] && c.units[0][i] == c.units[1][j]
	}
	var pairs []pair
	for _, h := range hunks {
		for i := h.old.from; i < h.old.to; i++ {
			s := known[c.units[0][i]]
			if s.old != 1 || s.new != 1 || !differ[0][i] {
				continue
			}
			p := pair{old: span{i, i + 1}, new: span{s.to, s.to + 1}, moved: true, exact: true, gone: s.gone}
			for free(p.old.from-1, p.new.from-1) {
				p.old.from, p.new.from = p.old.from-1, p.new.from-1
			}
			for free(p.old.to, p.new.to) {
				p.old.to, p.new.to = p.old.to+1, p.new.to+1
			}
			if !c.worth(p) {
				continue
			}
			for k := range p.old.len() {
				differ[0][p.old.from+k], differ[1][p.new.from+k] = false, false
				c.taken[0][p.old.from+k], c.taken[1][p.new.from+k] = true, true
			}
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// worth reports whether the passage is long enough to be told as moved.
func (c *comparison) worth(p pair) bool {
	from, to := c.new.bounds(p.new.from, p.new.to)
	words := to - from
	for i := from; i < to; i++ {
		if c.new.forms[i] == running {
			words--
		}
	}
	return words >= leastMoved || words >= leastRow && c.new.hasRow(p.new)
}

// nearlyMoved finds among the pairs what is gone in one place and, with a change, new in another.
// It looks where two have a rare word in common, so that its time grows with the text. The pairs
// are in the order of the new version then.
func (c *comparison) nearlyMoved(pairs []pair) []pair {
	if len(pairs) == 0 {
		return nil
	}
	c.number()
	with := map[int32][]int{} // the new passages by their words
	for at, p := range pairs {
		if p.kind() != Added {
			continue
		}
		for _, word := range c.wordsOf(c.new, c.y, p.new.from) {
			if all := with[word]; len(all) <= rareWord && (len(all) == 0 || all[len(all)-1] != at) {
				with[word] = append(all, at)
			}
		}
	}
	gone := make([]bool, len(pairs))
	for at := range pairs {
		p := &pairs[at]
		if p.kind() != Removed || len(with) == 0 {
			continue
		}
		best, to := 0.0, -1
		tried := map[int]bool{}
		for _, word := range c.wordsOf(c.old, c.x, p.old.from) {
			all := with[word]
			if len(all) > rareWord {
				continue
			}
			for _, other := range all {
				if gone[other] || tried[other] || len(tried) == mostSuspects {
					continue
				}
				tried[other] = true
				if s, ok := c.nearly(p.old.from, pairs[other].new.from); ok && s > best {
					best, to = s, other
				}
			}
		}
		if to >= 0 {
			gone[to] = true
			// Where nothing that stayed is between, it was changed in its place.
			p.exact = c.units[0][p.old.from] == c.units[1][pairs[to].new.from]
			p.moved, p.gone, p.new = p.exact || to != at+1 || p.new.from != pairs[to].new.from, p.new.from, pairs[to].new
		}
	}
	var all []pair
	for at, p := range pairs {
		if !gone[at] {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.new.from, b.new.from), cmp.Compare(a.new.to, b.new.to))
	})
	return all
}

// wordsOf are the words of a unit by their numbers, none of one that is too short.
func (c *comparison) wordsOf(t *text, ids []int32, unit int) []int32 {
	from, to := t.bounds(unit, unit+1)
	if to-from < leastNear && !t.rows[unit] || t.rows[unit] && t.cells(unit) < leastCells {
		return nil
	}
	return ids[from:to]
}

// nearly reports whether a unit that is gone is nearly the same as a new one, and how much.
func (c *comparison) nearly(old, new int) (float64, bool) {
	if c.old.rows[old] != c.new.rows[new] {
		return 0, false
	}
	s := c.similarity(span{old, old + 1}, span{new, new + 1})
	if !c.old.rows[old] {
		return s, s >= nearlyAlike
	}
	a, b, cells := c.old.subject(old), c.new.subject(new), c.old.cells(old)
	if cells-a+1 < leastCells || cells-a != c.new.cells(new)-b || !c.sameSubject(old, new) {
		return 0, false
	}
	other := 0
	for k := 1; a+k <= cells; k++ {
		if !c.sameCell(old, a+k, new, b+k) {
			other++
		}
	}
	return s, other <= 1
}
