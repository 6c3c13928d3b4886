package compare

// lookahead is how many sentences may be skipped to find the one that a sentence became.
const lookahead = 4

// alike is from which share of common words on two sentences are one that was changed.
const alike = 0.5

// matched finds among sentences that differ those that are the same with changes. It looks only a few sentences ahead, so
// that its time grows with their number.
func (c *comparison) matched(before, after span) []pair {
	var pairs []pair
	i, j := before.from, after.from
	x, y := i, j // from here on nothing has a counterpart so far
	flush := func() {
		for k := x; k < i; k++ {
			pairs = append(pairs, pair{span{k, k + 1}, span{y, y}})
		}
		for k := y; k < j; k++ {
			pairs = append(pairs, pair{span{i, i}, span{k, k + 1}})
		}
	}
	for i < before.to && j < after.to {
		di, dj, ok := c.nearest(span{i, before.to}, span{j, after.to})
		if !ok { // neither has a counterpart near
			i, j = i+1, j+1
			continue
		}
		i, j = i+di, j+dj
		flush()
		pairs = append(pairs, pair{span{i, i + 1}, span{j, j + 1}})
		i, j = i+1, j+1
		x, y = i, j
	}
	i, j = before.to, after.to
	flush()
	return pairs
}

// nearest is how many sentences to skip on both sides to the nearest two that are alike.
func (c *comparison) nearest(before, after span) (di, dj int, ok bool) {
	for d := 0; d <= lookahead; d++ {
		best := alike
		for k := 0; k <= d; k++ {
			i, j := before.from+k, after.from+d-k
			if i >= before.to || j >= after.to {
				continue
			}
			if s := c.similarity(span{i, i + 1}, span{j, j + 1}); s >= best {
				best, di, dj, ok = s, k, d-k, true
			}
		}
		if ok {
			return di, dj, true
		}
	}
	return 0, 0, false
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
				id = int32(len(known))
				known[w] = id
			}
			all[i] = id
		}
		return all
	}
	c.x, c.y = ids(c.old.words), ids(c.new.words)
	c.count = make([]int32, len(known))
}

// maxJoined is how many sentences a changed passage has at most.
const maxJoined = 4

// joined puts a sentence that was cut in two, or two that became one, into one changed passage, and what was added
// or removed in one place of a page into one passage.
func (c *comparison) joined(pairs []pair) []pair {
	var all []pair
	for _, p := range pairs {
		if n := len(all); n > 0 && c.joins(all[n-1], p) {
			all[n-1] = pair{span{all[n-1].old.from, p.old.to}, span{all[n-1].new.from, p.new.to}}
			continue
		}
		all = append(all, p)
	}
	return all
}

func (c *comparison) joins(last, p pair) bool {
	a, b := last.kind(), p.kind()
	switch {
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
