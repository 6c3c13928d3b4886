package compare

// lookahead is how many units may be skipped to find the one that a unit became.
const lookahead = 4

// alike is from which share of common words on two units are one that was changed.
const alike = 0.5

// matched finds among units that differ those that are the same with changes; what moved is left
// out. It looks only a few units ahead, so that its time grows with their number.
func (c *comparison) matched(hunk pair) []pair {
	before, after := left(hunk.old, c.taken[0]), left(hunk.new, c.taken[1])
	at := func(units []int, i int, all span) int { // where unit i is, or would be
		if i < len(units) {
			return units[i]
		}
		return all.to
	}
	var pairs []pair
	i, j := 0, 0
	x, y := i, j // from here on nothing has a counterpart so far
	flush := func() {
		for k := x; k < i; k++ {
			next := at(after, y, hunk.new)
			pairs = append(pairs, pair{old: span{before[k], before[k] + 1}, new: span{next, next}})
		}
		for k := y; k < j; k++ {
			next := at(before, i, hunk.old)
			pairs = append(pairs, pair{old: span{next, next}, new: span{after[k], after[k] + 1}})
		}
	}
	for i < len(before) && j < len(after) {
		di, dj, ok := c.nearest(before[i:], after[j:])
		if !ok { // neither has a counterpart near
			i, j = i+1, j+1
			continue
		}
		i, j = i+di, j+dj
		flush()
		pairs = append(pairs, pair{old: span{before[i], before[i] + 1}, new: span{after[j], after[j] + 1}})
		i, j = i+1, j+1
		x, y = i, j
	}
	i, j = len(before), len(after)
	flush()
	return pairs
}

// left are the units of a span that are not taken.
func left(s span, taken []bool) []int {
	units := make([]int, 0, s.len())
	for i := s.from; i < s.to; i++ {
		if !taken[i] {
			units = append(units, i)
		}
	}
	return units
}

// nearest is how many units to skip on both sides to the nearest two that are alike.
func (c *comparison) nearest(before, after []int) (di, dj int, ok bool) {
	for d := 0; d <= lookahead; d++ {
		best := alike
		for k := 0; k <= d; k++ {
			if k >= len(before) || d-k >= len(after) {
				continue
			}
			if s := c.likeness(before[k], after[d-k]); s >= best && !c.elsewhere(before[k:], after[d-k:]) {
				best, di, dj, ok = s, k, d-k, true
			}
		}
		if ok {
			return di, dj, true
		}
	}
	return 0, 0, false
}

// elsewhere reports whether one of two rows, which are not of the same, has a row of the same near.
func (c *comparison) elsewhere(before, after []int) bool {
	if !c.old.rows[before[0]] || !c.new.rows[after[0]] || c.sameSubject(before[0], after[0]) {
		return false
	}
	for k := 1; k <= lookahead; k++ {
		if k < len(before) && c.sameSubject(before[k], after[0]) || k < len(after) && c.sameSubject(before[0], after[k]) {
			return true
		}
	}
	return false
}

// likeness is how much two units are alike, from 0 to 1: rows more if they are of the same, and
// less if not, unless half of their cells are the same.
func (c *comparison) likeness(old, new int) float64 {
	s := c.similarity(span{old, old + 1}, span{new, new + 1})
	switch {
	case !c.old.rows[old] || !c.new.rows[new]:
		return s
	case c.sameSubject(old, new):
		return (1 + s) / 2
	}
	a, b := c.old.subject(old), c.new.subject(new)
	cells, same := c.old.cells(old)-a+1, 0
	if cells != c.new.cells(new)-b+1 {
		return 0.7 * s
	}
	for k := range cells {
		if c.sameCell(old, a+k, new, b+k) {
			same++
		}
	}
	if 2*same >= cells {
		return max(0.7*s, alike)
	}
	return 0.7 * s
}

// sameSubject reports whether two units are rows of the same, by the first cell after the number.
func (c *comparison) sameSubject(old, new int) bool {
	return c.old.rows[old] && c.new.rows[new] && c.sameCell(old, c.old.subject(old), new, c.new.subject(new))
}

// subject is the cell that says what a row is of: the first one after its number.
func (t *text) subject(row int) int {
	if from, _ := t.first(row); t.forms[from] == running && t.cells(row) > 1 {
		return 2
	}
	return 1
}

// sameCell reports whether two rows have the same in a cell.
func (c *comparison) sameCell(old, oldCell, new, newCell int) bool {
	from, to := c.old.cellOf(old, oldCell)
	at, end := c.new.cellOf(new, newCell)
	if to-from != end-at {
		return false
	}
	for i := range to - from {
		if c.x[from+i] != c.y[at+i] {
			return false
		}
	}
	return true
}

// similarity is the share of words that two passages have in common, from 0 to 1.
func (c *comparison) similarity(before, after span) float64 {
	c.number()
	oldFrom, oldTo := c.old.bounds(before.from, before.to)
	newFrom, newTo := c.new.bounds(after.from, after.to)
	x, y := c.x[oldFrom:oldTo], c.y[newFrom:newTo]
	for _, id := range x {
		c.count[id]++
	}
	common := 0
	for _, id := range y {
		if c.count[id] > 0 {
			c.count[id]--
			common++
		}
	}
	for _, id := range x {
		c.count[id] = 0
	}
	return 2 * float64(common) / float64(len(x)+len(y))
}

// number numbers the words of both versions, once, when there is something to compare by words.
func (c *comparison) number() {
	if c.count != nil {
		return
	}
	known := map[string]int32{}
	ids := func(words []string) []int32 {
		all := make([]int32, len(words))
		for i, w := range words {
			id, ok := known[w]
			if !ok {
				id = int32(len(known)) //nolint:gosec // a text of so many words is not taken
				known[w] = id
			}
			all[i] = id
		}
		return all
	}
	c.x, c.y = ids(c.old.forms), ids(c.new.forms)
	c.count = make([]int32, len(known))
}

// maxJoined is how many sentences a changed passage has at most.
const maxJoined = 4

// joined puts a sentence that was cut in two, or two that became one, into one changed passage, and
// what was added or removed in one place of a page, or moved to one place, into one passage. A row
// is a passage of its own.
func (c *comparison) joined(pairs []pair) []pair {
	var all []pair
	for _, p := range pairs {
		if n := len(all); n > 0 && c.joins(all[n-1], p) {
			last := &all[n-1]
			last.old.to, last.new.to, last.exact = p.old.to, p.new.to, last.exact && p.exact
			continue
		}
		all = append(all, p)
	}
	return all
}

func (c *comparison) joins(last, p pair) bool {
	adjacent := last.old.to == p.old.from && last.new.to == p.new.from
	if last.moved || p.moved {
		return last.moved && p.moved && adjacent && (last.exact && p.exact || !c.hasRow(last) && !c.hasRow(p) && c.short(last) && c.short(p))
	}
	a, b := last.kind(), p.kind()
	switch {
	case !adjacent || c.hasRow(last) || c.hasRow(p):
		return false
	case a == b && a == Added:
		return c.new.place(last.new).Last == c.new.place(p.new).Page
	case a == b && a == Removed:
		return c.old.place(last.old).Last == c.old.place(p.old).Page
	case a == b || a != Changed && b != Changed || last.old.len()+last.new.len() > maxJoined:
		return false
	}
	both := c.similarity(span{last.old.from, p.old.to}, span{last.new.from, p.new.to})
	if a == Changed {
		return both > c.similarity(last.old, last.new)
	}
	return both > c.similarity(p.old, p.new)
}

// short reports whether two such passages are shown in full.
func (c *comparison) short(p pair) bool {
	from, to := c.new.bounds(p.new.from, p.new.to)
	return to-from <= maxWords/2
}

// isRow reports whether the units are rows.
func (t *text) isRow(s span) bool {
	for i := s.from; i < s.to; i++ {
		if !t.rows[i] {
			return false
		}
	}
	return true
}

// hasRow reports whether a row is among the units.
func (c *comparison) hasRow(p pair) bool { return c.old.hasRow(p.old) || c.new.hasRow(p.new) }

func (t *text) hasRow(s span) bool {
	for i := s.from; i < s.to; i++ {
		if t.rows[i] {
			return true
		}
	}
	return false
}

// isRowPair reports whether it is one row that was changed.
func (c *comparison) isRowPair(p pair) bool {
	return p.old.len() == 1 && p.new.len() == 1 && c.old.rows[p.old.from] && c.new.rows[p.new.from]
}
