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

// Change is a passage that differs.
type Change struct {
	Kind   Kind   `json:"kind"`
	Old    Place  `json:"old"` // of an added passage: where it was put in
	New    Place  `json:"new"` // of a removed one: where it was taken out
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	Words  []Part `json:"words,omitempty"` // of a changed passage: its words in order, up to the bound
}

// Place is where a passage stands in a version.
type Place struct {
	Page int `json:"page"` // on which it starts, from 1; 0 in a version without text
	Last int `json:"last"` // on which it ends
	From int `json:"from"` // the index of its first sentence, as Sentences counts them
	To   int `json:"to"`   // the index behind its last; From when it has none
}

// Part is a run of words of a changed passage.
type Part struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}

// Op is what happened to words.
type Op string

// The ops.
const (
	Kept     Op = "kept"
	Dropped  Op = "dropped"
	Inserted Op = "inserted"
)

// What is shown is bounded.
const (
	maxChanges = 2000
	maxPassage = 600 // characters
	maxWords   = 300 // of a passage, in each version
)

// Compare tells what differs between the pages' texts of two versions.
func Compare(before, after []string) Result {
	c := comparison{old: read(before), new: read(after), pages: map[int]bool{}}
	ids := map[string]int{}
	x, y := c.old.ids(ids), c.new.ids(ids)
	for _, h := range diff.Hunks(x, y, diff.Context(0)) {
		c.hunk(span{h.PosX, h.EndX}, span{h.PosY, h.EndY})
	}
	return c.result()
}

// ids numbers the sentences, the same sentence by the same number.
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

// span is a run of sentences: from up to, not including, to.
type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

// pair is a passage of the old version and what it is in the new one; one of the two may be empty.
type pair struct{ old, new span }

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
	changes  []Change
	more     int
	pages    map[int]bool

	x, y  []int32 // the words of the versions by their numbers
	count []int32 // of each word, while two passages are compared
}

// hunk takes up a run of sentences that differ.
func (c *comparison) hunk(before, after span) {
	for _, p := range c.joined(c.matched(before, after)) {
		c.change(p)
	}
}

// change notes a passage, and the pages of the new version that it is on.
func (c *comparison) change(p pair) {
	change := Change{Kind: p.kind(), Old: c.old.place(p.old), New: c.new.place(p.new)}
	oldWords, newWords := c.old.of(p.old), c.new.of(p.new)
	switch change.Kind {
	case Changed:
		change.Words = c.words(p)
	case Added:
		for page := change.New.Page; page <= change.New.Last; page++ {
			c.pages[page] = true
		}
	case Removed:
		if change.New.Page > 0 {
			c.pages[change.New.Page] = true
		}
	}
	if len(c.changes) == maxChanges {
		c.more++
		return
	}
	change.Before, change.After = shown(oldWords), shown(newWords)
	c.changes = append(c.changes, change)
}

// words compares a changed passage by words. Words that are new or gone make their page one that changed.
func (c *comparison) words(p pair) []Part {
	oldFrom, oldTo := c.old.bounds(p.old.from, p.old.to)
	newFrom, newTo := c.new.bounds(p.new.from, p.new.to)
	var parts []Part
	var run []string
	var op Op
	flush := func() {
		if len(run) > 0 {
			parts = append(parts, Part{op, strings.Join(run, " ")})
			run = nil
		}
	}
	at, seenOld, seenNew := newFrom, 0, 0
	for _, e := range diff.Edits(c.old.words[oldFrom:oldTo], c.new.words[newFrom:newTo]) {
		now, word := Kept, e.X
		switch e.Op {
		case diff.Delete:
			now = Dropped
			c.pages[c.new.page[min(at, newTo-1)]] = true
			seenOld++
		case diff.Insert:
			now, word = Inserted, e.Y
			c.pages[c.new.page[at]] = true
			at++
			seenNew++
		case diff.Match:
			at++
			seenOld++
			seenNew++
		}
		if now != op {
			flush()
			op = now
		}
		if seenOld <= maxWords && seenNew <= maxWords {
			run = append(run, bounded(word))
		}
	}
	flush()
	return parts
}

// of are the words of the sentences.
func (t *text) of(s span) []string {
	from, to := t.bounds(s.from, s.to)
	return t.words[from:to]
}

// place is where the sentences stand; where there are none, the page on which they would.
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

// shown is a passage as it is shown, bounded.
func shown(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(bounded(w))
		if b.Len() > maxPassage*utf8.UTFMax {
			break
		}
	}
	return bounded(b.String())
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
