package search

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"plenum/congress"
	"plenum/congress/messages"
)

// Relaxation says how far a search had to go from what was asked.
type Relaxation string

// The relaxations, each tried only when the one before it finds nothing.
const (
	Asked      Relaxation = ""           // every word, as it was written; without diacritics in the query or in the text counts as well
	OtherMarks Relaxation = "diacritics" // every word, with other diacritics than in the query
	FewerWords Relaxation = "words"      // as many of the words as any document has, and no fewer than half
)

// Result is the answer to a query.
type Result struct {
	Hits    []Hit
	Total   int // of the documents that the searcher may see, beyond the limit too
	Relaxed Relaxation
}

// Hit is a document.
type Hit struct {
	Document       congress.ObjectID
	Version        int
	Number, Title  Marked
	Kind, IssuedBy string
	Passages       []Passage // at most three, the best first; none when only the register entry has the words
}

// Passage is a piece of a page, on one line.
type Passage struct {
	Annex int // from 1; 0: the main file
	Page  int // from 1
	Marked
}

// Marked is plain text with the places that were found in it.
type Marked struct {
	Text  string
	Found []Range // in order, not overlapping
}

// Range is from a byte of the text up to another; both are borders of runes.
type Range struct{ From, To int }

// mostPassages is how many passages a hit has.
const mostPassages = 3

// Search finds the documents that the query asks for, the best first, as they were when it began. A
// document has all words when one of its pages has them together with its register entry. Errors:
// Invalid "query_invalid", Unavailable "search_closed"; an ended context.
func (x *Index) Search(ctx context.Context, q Query) (Result, error) {
	asked, err := parse(q.Text)
	if err != nil {
		return Result{}, err
	}
	if q.Offset < 0 || q.Limit < 0 {
		return Result{}, errQuery(messages.BelowZero())
	}
	all, err := x.present()
	if err != nil || len(asked.units) == 0 || q.May == nil {
		return Result{}, err
	}
	// Documents that the searcher may not see are not there from here on.
	room := rooms.Get().(*[]*entry) //nolint:forcetypeassert // nothing else is put into it
	visible := (*room)[:0]
	defer func() {
		clear(visible) // what is removed is not kept by a search of before
		*room = visible[:0]
		rooms.Put(room)
	}()
	for _, e := range all {
		if q.May(e.document) {
			visible = append(visible, e)
		}
	}

	s := scan{query: &asked, relaxed: Asked, whole: asked.weight()}
	found, err := s.all(ctx, visible)
	if err == nil && len(found) == 0 {
		s.relaxed = OtherMarks
		found, err = s.all(ctx, s.complete)
	}
	if err == nil && len(found) == 0 && len(asked.units) > 1 {
		s.relaxed, s.least = FewerWords, asked.weight()/2
		found, err = s.all(ctx, visible)
	}
	if err != nil {
		return Result{}, err
	}
	if len(found) == 0 {
		return Result{}, nil
	}
	slices.SortFunc(found, func(a, b candidate) int {
		if a.near == b.near && a.exact != b.exact {
			if a.exact {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.near, a.near), cmp.Compare(b.score, a.score), cmp.Compare(a.title, b.title), cmp.Compare(a.document, b.document))
	})
	res := Result{Total: len(found), Relaxed: s.relaxed}
	from := min(q.Offset, len(found))
	to := min(from+min(cmp.Or(q.Limit, DefaultLimit), MostHits), len(found))
	for _, c := range found[from:to] {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		res.Hits = append(res.Hits, s.hit(c))
	}
	return res, nil
}

// rooms are for the lists of documents that a searcher may see.
//
//nolint:gochecknoglobals // a pool is shared by its nature
var rooms = sync.Pool{New: func() any { return new([]*entry) }}

// all gives every document that the query finds.
func (s *scan) all(ctx context.Context, visible []*entry) ([]candidate, error) {
	var found []candidate
	for _, e := range visible {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, ok, err := s.entry(e)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, c)
		}
	}
	if s.relaxed != FewerWords {
		return found, nil
	}
	return slices.DeleteFunc(found, func(c candidate) bool { return c.covered < s.least-epsilon }), nil
}
