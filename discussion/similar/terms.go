package similar

import "slices"

// terms numbers the syllables and the pairs of neighbours, folded and marked, and counts who has
// them.
type terms struct {
	spellings map[string]uint32 // a number for each syllable
	numbers   map[uint64]int32
	all       []term
}

type term struct {
	in     int32 // opinions that have it
	names  int32 // opinions in which both syllables begin with a capital
	issues []inIssue
	spread int32 // opinions that have it, those of the issue with the most of them counted as few
	scale  float32
}

// inIssue is how many opinions of an issue have a term.
type inIssue struct {
	issue int
	in    int32
}

// atHome is how many opinions count as one in the issue to which a term belongs: there it is what
// the issue is about, and all over the outline it is a turn of speech.
const atHome = 8

// How much a term weighs beside its rarity.
const (
	weightSyllable = 0.7
	weightPair     = 1
	weightFaint    = 0.25
)

// opinion is an item as it was read.
type opinion struct {
	item    Item
	bare    bool
	clauses []known
	reasons []int32 // the first clauses that are no demands
	terms   []int32 // each once
	names   []int32
}

// known is a clause in numbers.
type known struct {
	clause
	slot          int32
	pairs         []int32 // folded: where candidates come from
	folded, exact side
}

// side is a clause as it is compared, by folded or by marked spelling.
type side struct {
	terms  []int32 // sorted, each once
	unseen float32 // weight of terms that no opinion of the index has
	words  int32   // syllables that are not faint
}

func newTerms() terms {
	return terms{spellings: map[string]uint32{}, numbers: map[uint64]int32{}}
}

// opinion puts a text in numbers. With add, what is new in it gets a number.
func (x *terms) opinion(item Item, t text, add bool) *opinion {
	o := &opinion{item: item, bare: t.bare, clauses: make([]known, 0, len(t.clauses))}
	for _, c := range t.clauses {
		k := known{clause: c}
		for i, w := range c.words {
			scale := float32(weightSyllable)
			if w.faint {
				scale *= weightFaint
			}
			x.put(&k.folded, add, scale, 0, w.fold, "")
			if !t.bare {
				x.put(&k.exact, add, scale, isExact, w.marked, "")
			}
			if i == 0 {
				continue
			}
			v := c.words[i-1]
			switch scale = weightPair; {
			case v.faint && w.faint:
				scale *= weightFaint
			case v.faint || w.faint:
				scale *= (1 + weightFaint) / 2
			}
			if n := x.put(&k.folded, add, scale, 0, v.fold, w.fold); n >= 0 {
				k.pairs = append(k.pairs, n)
				if v.capital && w.capital {
					o.names = append(o.names, n)
				}
			}
			if !t.bare {
				x.put(&k.exact, add, scale, isExact, v.marked, w.marked)
			}
		}
		k.pairs = once(k.pairs)
		for _, s := range []*side{&k.folded, &k.exact} {
			s.terms = once(s.terms)
			for _, n := range s.terms {
				if x.all[n].syllable() {
					s.words++
				}
			}
			o.terms = append(o.terms, s.terms...)
		}
		if !c.demand && len(o.reasons) < mostReasons {
			o.reasons = append(o.reasons, int32(len(o.clauses)))
		}
		o.clauses = append(o.clauses, k)
	}
	o.terms, o.names = once(o.terms), once(o.names)
	return o
}

// put adds a syllable, or a pair if b is not empty, and gives its number or -1.
func (x *terms) put(s *side, add bool, scale float32, key uint64, a, b string) int32 {
	n := x.number(add, scale, key, a, b)
	if n >= 0 {
		s.terms = append(s.terms, n)
		return n
	}
	s.unseen += scale
	if scale == weightSyllable {
		s.words++
	}
	return n
}

// isExact is the bit of the key of what is compared by marked spelling.
const isExact = 1 << 63

// number of a term, or -1 if there is none and none is to be made.
func (x *terms) number(add bool, scale float32, key uint64, a, b string) int32 {
	for i, syllable := range [...]string{a, b} {
		n, ok := x.spellings[syllable]
		if !ok {
			if !add {
				return -1
			}
			n = uint32(len(x.spellings) + 1)
			x.spellings[syllable] = n
		}
		key |= uint64(n) << (31 * i)
	}
	n, ok := x.numbers[key]
	if !ok {
		if !add {
			return -1
		}
		n = int32(len(x.all))
		x.numbers[key] = n
		x.all = append(x.all, term{scale: scale})
	}
	return n
}

// count notes that one more opinion has its terms, or one less.
func (x *terms) count(o *opinion, by int32) {
	for _, n := range o.terms {
		x.all[n].count(o.item.Issue, by)
	}
	for _, n := range o.names {
		x.all[n].names += by
	}
}

func (t *term) count(issue int, by int32) {
	t.in += by
	if issue != 0 {
		at := slices.IndexFunc(t.issues, func(i inIssue) bool { return i.issue == issue })
		if at < 0 {
			at = len(t.issues)
			t.issues = append(t.issues, inIssue{issue: issue})
		}
		t.issues[at].in += by
	}
	var most int32
	for _, i := range t.issues {
		most = max(most, i.in)
	}
	t.spread = t.in - most + most/atHome
}

// syllable reports whether the term is one that says something.
func (t *term) syllable() bool { return t.scale == weightSyllable }

// name reports whether the pair is more often than not written with two capitals.
func (t *term) name() bool { return t.names > 0 && t.names*2 >= t.in }

func once(all []int32) []int32 {
	slices.Sort(all)
	return slices.Compact(all)
}
