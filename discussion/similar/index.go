package similar

import (
	"slices"
	"sync"
)

// Item is an opinion. Issue 0 is outside of the outline; Stance is one of agree, propose, wonder,
// disagree, hold, or none.
type Item struct {
	ID     string
	Text   string
	Issue  int
	Stance string
}

// Options says what counts. The zero value is what the tests hold to the promises.
type Options struct {
	Least float64 // the least score that is a suggestion; 0 is the default
}

// leastScore is a probability: rather the same point than not.
const leastScore = 0.5

// Index holds the opinions of a discussion and finds those that make the point of a given one. It
// is safe for concurrent use.
type Index struct {
	least float32
	words *lexicon

	mu    sync.RWMutex
	read  reader
	ids   map[string]int32 // of opinions, by ID
	all   []*opinion       // nil when removed
	free  []int32
	count int

	terms     terms
	said      [][]int32 // of each term that is a folded pair: the slots of the clauses that have it
	slots     []place   // of each clause
	freeSlots []int32
	sums      sync.Pool // of *[]float32 by slot, all zero
}

type place struct{ opinion, clause int32 }

// NewIndex returns an empty index.
func NewIndex(o Options) *Index {
	if o.Least <= 0 {
		o.Least = leastScore
	}
	return &Index{least: float32(o.Least), words: newLexicon(), read: reader{}, ids: map[string]int32{}, terms: newTerms()}
}

// Len is how many opinions there are.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.count
}

// Add puts an opinion in, in the place of one with the same ID.
func (x *Index) Add(item Item) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(item.ID)
	o := x.terms.opinion(item, x.words.read(x.read, item.Text), true)
	x.terms.count(o, 1)
	at := take(&x.free, &x.all, o)
	x.ids[item.ID] = at
	x.count++
	x.said = append(x.said, make([][]int32, len(x.terms.all)-len(x.said))...)
	for n := range o.clauses {
		c := &o.clauses[n]
		c.slot = take(&x.freeSlots, &x.slots, place{at, int32(n)})
		for _, t := range c.pairs {
			x.said[t] = append(x.said[t], c.slot)
		}
	}
}

// Remove takes an opinion out; it is no error if there is none.
func (x *Index) Remove(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

func (x *Index) remove(id string) {
	at, ok := x.ids[id]
	if !ok {
		return
	}
	o := x.all[at]
	x.terms.count(o, -1)
	for _, c := range o.clauses {
		for _, t := range c.pairs {
			x.said[t] = slices.DeleteFunc(x.said[t], func(slot int32) bool { return slot == c.slot })
		}
		x.freeSlots = append(x.freeSlots, c.slot)
	}
	x.all[at] = nil
	x.free = append(x.free, at)
	delete(x.ids, id)
	x.count--
}

// take puts v in the place that is free or a new one, and gives its number.
func take[T any](free *[]int32, all *[]T, v T) int32 {
	if n := len(*free); n > 0 {
		at := (*free)[n-1]
		*free, (*all)[at] = (*free)[:n-1], v
		return at
	}
	*all = append(*all, v)
	return int32(len(*all) - 1)
}
