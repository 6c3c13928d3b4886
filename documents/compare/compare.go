package compare

import (
	"slices"
	"strings"
	"unicode/utf8"

	"znkr.io/diff"
)

// Kind is what happened to a passage.
type Kind string

// The kinds.
const (
	Changed Kind = "changed"
	Added   Kind = "added"
	Removed Kind = "removed"
)

// Result is what differs between two versions.
type Result struct {
	Changes []Change `json:"changes"`        // in the order of the text, at most 2,000
	Pages   []int    `json:"pages"`          // of the new version that differ, ascending; where text is gone, the page it is gone from
	More    int      `json:"more,omitempty"` // how many changes were left out
}

// Same reports whether the versions have the same text.
func (r Result) Same() bool { return len(r.Changes) == 0 }

// Change is a passage that differs: sentences of a page, or one row of a table.
//
// A passage that moved is Changed, from its old place to its new one, with Moved; a reader that
// does not know of moves shows it as one that was changed. It has words if some of them differ
// besides. Where a block moved, rows may be together and with sentences.
type Change struct {
	Kind   Kind   `json:"kind"`
	Moved  bool   `json:"moved,omitempty"`
	Row    bool   `json:"row,omitempty"` // it is of rows alone, here with a tab between cells and a line for each
	Old    Place  `json:"old"`           // of an added passage: where it was put in
	New    Place  `json:"new"`           // of a removed one: where it was taken out
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	Words  []Part `json:"words,omitempty"` // of a changed passage: its words in order, up to the bound; numbers of lists and rows as they are now
}

// Place is where a passage stands in a version.
type Place struct {
	Page int `json:"page"` // on which it starts, from 1; 0 in a version without text
	Last int `json:"last"` // on which it ends
	From int `json:"from"` // the index of its first unit, as Units counts them
	To   int `json:"to"`   // the index behind its last; From when it has none
}

// Part is a run of words of a changed passage.
type Part struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
	Cell int    `json:"cell,omitempty"` // of a row: in which of its cells with words, from 1; of dropped words, in the old row
}

// Op is what happened to words.
type Op string

// The ops.
const (
	Kept     Op = "kept"
	Dropped  Op = "dropped"
	Inserted Op = "inserted"
)

// Bounds of what a comparison shows.
const (
	maxChanges = 2000
	maxPassage = 600 // characters
	maxWords   = 300 // of a passage, in each version
)

// Compare tells what differs between two versions.
func Compare(before, after Text) Result {
	old, new := readBoth(before, after)
	c := comparison{old: old, new: new, pages: map[int]bool{}}
	ids := map[string]int{}
	c.units[0], c.units[1] = old.ids(ids), new.ids(ids)
	var hunks []pair
	for _, h := range diff.Hunks(c.units[0], c.units[1], diff.Context(0)) {
		hunks = append(hunks, pair{old: span{h.PosX, h.EndX}, new: span{h.PosY, h.EndY}})
	}
	pairs := c.moved(hunks)
	for _, h := range hunks {
		pairs = append(pairs, c.matched(h)...)
	}
	for _, p := range c.joined(c.nearlyMoved(pairs)) {
		c.change(p)
	}
	return c.result()
}

// ids numbers the units, the same unit by the same number.
func (t *text) ids(known map[string]int) []int {
	ids := make([]int, t.len())
	for i := range ids {
		key := t.key(i)
		id, ok := known[key]
		if !ok {
			id = len(known)
			known[key] = id
		}
		ids[i] = id
	}
	return ids
}

// span is a run of units: from up to, not including, to.
type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

// pair is a passage of the old version and what it is in the new one; one of the two may be empty.
type pair struct {
	old, new span
	moved    bool
	exact    bool // it moved without another change
	gone     int  // where it would be in the new version, had it not moved
}

func (p pair) kind() Kind {
	switch {
	case p.old.len() == 0:
		return Added
	case p.new.len() == 0:
		return Removed
	}
	return Changed
}

// comparison is a comparison under way.
type comparison struct {
	old, new *text
	units    [2][]int  // by their numbers
	taken    [2][]bool // which have moved
	changes  []Change
	more     int
	pages    map[int]bool

	x, y  []int32 // the words of the versions by their numbers
	count []int32 // of each word, while two passages are compared
}

// change notes a passage, and the pages of the new version that it is on.
func (c *comparison) change(p pair) {
	change := Change{Kind: p.kind(), Moved: p.moved, Row: c.old.isRow(p.old) && c.new.isRow(p.new), Old: c.old.place(p.old), New: c.new.place(p.new)}
	switch {
	case p.moved:
		c.differs(c.new.place(span{p.gone, p.gone}).Page)
		c.differs(change.New.Page, change.New.Last)
	case change.Kind == Added:
		c.differs(change.New.Page, change.New.Last)
	case change.Kind == Removed:
		c.differs(change.New.Page)
	}
	if change.Kind == Changed && !p.exact {
		change.Words = c.words(p)
	}
	if len(c.changes) == maxChanges {
		c.more++
		return
	}
	change.Before, change.After = bounded(c.old.shown(p.old)), bounded(c.new.shown(p.new))
	c.changes = append(c.changes, change)
}

// differs notes pages of the new version that differ: from one to the other, of which 0 is none.
func (c *comparison) differs(pages ...int) {
	for page := pages[0]; page > 0 && page <= pages[len(pages)-1]; page++ {
		c.pages[page] = true
	}
}

// words compares a changed passage by words, a row that kept its columns cell by cell. Words that
// are new or gone make their page one that changed.
func (c *comparison) words(p pair) []Part {
	c.number()
	w := spelling{comparison: c, row: c.isRowPair(p)}
	if n := c.old.cells(p.old.from); w.row && n == c.new.cells(p.new.from) {
		for cell := 1; cell <= n; cell++ {
			oldFrom, oldTo := c.old.cellOf(p.old.from, cell)
			newFrom, newTo := c.new.cellOf(p.new.from, cell)
			w.compare(span{oldFrom, oldTo}, span{newFrom, newTo})
		}
	} else {
		oldFrom, oldTo := c.old.bounds(p.old.from, p.old.to)
		newFrom, newTo := c.new.bounds(p.new.from, p.new.to)
		w.compare(span{oldFrom, oldTo}, span{newFrom, newTo})
	}
	w.flush()
	return w.parts
}

// spelling is the comparison of a passage by words.
type spelling struct {
	*comparison
	row              bool
	parts            []Part
	run              []string
	now              Part // the run's, without its text
	seenOld, seenNew int
}

// compare takes the words of the old and the new version.
func (s *spelling) compare(old, new span) {
	i, j := old.from, new.from
	for _, e := range diff.Edits(s.x[old.from:old.to], s.y[new.from:new.to]) {
		switch e.Op {
		case diff.Delete:
			s.pages[int(s.new.page[max(0, min(j, new.to-1))])] = true
			s.seenOld++
			s.say(Dropped, s.old, i)
			i++
		case diff.Insert:
			s.pages[int(s.new.page[j])] = true
			s.seenNew++
			s.say(Inserted, s.new, j)
			j++
		case diff.Match:
			s.seenOld++
			s.seenNew++
			s.say(Kept, s.new, j)
			i, j = i+1, j+1
		}
	}
}

// say takes a word.
func (s *spelling) say(op Op, t *text, word int) {
	next := Part{Op: op}
	if s.row {
		next.Cell = int(t.cell[word])
	}
	if next != s.now {
		s.flush()
		s.now = next
	}
	if s.seenOld <= maxWords && s.seenNew <= maxWords {
		s.run = append(s.run, bounded(t.words[word]))
	}
}

func (s *spelling) flush() {
	if len(s.run) > 0 {
		s.now.Text = strings.Join(s.run, " ")
		s.parts = append(s.parts, s.now)
		s.now.Text, s.run = "", nil
	}
}

// place is where the units stand; where there are none, the page on which they would.
func (t *text) place(s span) Place {
	p := Place{From: s.from, To: s.to}
	switch {
	case s.len() > 0:
		p.Page, _ = t.pages(s.from)
		_, p.Last = t.pages(s.to - 1)
	case s.from < t.len():
		p.Page, _ = t.pages(s.from)
		p.Last = p.Page
	case t.len() > 0:
		_, p.Page = t.pages(t.len() - 1)
		p.Last = p.Page
	}
	return p
}

func (c *comparison) result() Result {
	r := Result{Changes: append([]Change{}, c.changes...), Pages: make([]int, 0, len(c.pages)), More: c.more}
	for page := range c.pages {
		r.Pages = append(r.Pages, page)
	}
	slices.Sort(r.Pages)
	return r
}

// shown is a passage as it is shown, not much longer than what is: with a tab between cells, and a
// line for each row.
func (t *text) shown(s span) string {
	from, to := t.bounds(s.from, s.to)
	var b strings.Builder
	unit := s.from
	for i := from; i < to && b.Len() <= maxPassage*utf8.UTFMax; i++ {
		if i > from {
			next := i == t.ends[unit]
			if next {
				unit++
			}
			switch {
			case next && (t.rows[unit-1] || t.rows[unit]):
				b.WriteByte('\n')
			case !next && t.cell[i] != t.cell[i-1]:
				b.WriteByte('\t')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString(bounded(t.words[i]))
	}
	return b.String()
}

// bounded cuts what is longer than a passage may be.
func bounded(s string) string {
	if len(s) <= maxPassage {
		return s
	}
	n := 0
	for i := range s {
		if n == maxPassage {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
