package compilation

import (
	"cmp"
	"slices"
	"sync"
	"unicode/utf8"

	"plenum/congress"
	"plenum/discussion/similar"
	"plenum/journal"
)

// Suggestion is a pair of opinions that seem to make the same point, with the reasons: the clauses
// that are alike, and what they have in common. It says nothing until a person places them.
type Suggestion struct {
	A      congress.ObjectID `json:"a"`
	B      congress.ObjectID `json:"b"`
	Score  float64           `json:"score"` // 0 to 1: how likely they make the same point
	InA    Stretch           `json:"inA"`
	InB    Stretch           `json:"inB"`
	Shared []string          `json:"shared"` // the longest first
}

// Stretch is a stretch of a text, in characters.
type Stretch struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Suggestions is a part of the list of them.
type Suggestions struct {
	Items []Suggestion `json:"items"`
	Total int          `json:"total"`
	Next  int          `json:"next"` // give it as after; 0: this was the last part
}

// likes keeps what was found in a discussion, as long as its opinions are the same.
type likes struct {
	mu    sync.Mutex
	of    map[congress.ObjectID]uint64 // the record that each opinion was read at
	index *similar.Index
	pairs []similar.Suggestion // nil: not looked for yet
}

// bring makes the index that of the view's opinions, and looks again for the pairs of those that
// changed. The lock is held.
func (l *likes) bring(v *view) {
	var gone []congress.ObjectID
	for id := range l.of {
		if v.at[id] == nil {
			gone = append(gone, id)
		}
	}
	if l.index == nil || len(gone) > len(l.of)/4 {
		l.index, l.of, l.pairs, gone = similar.NewIndex(similar.Options{}), map[congress.ObjectID]uint64{}, nil, nil
	}
	other := map[string]bool{} // opinions whose pairs hold no longer
	for _, id := range gone {
		l.index.Remove(string(id))
		delete(l.of, id)
		other[string(id)] = true
	}
	var changed []*opinion
	for _, o := range v.opinions {
		if n, known := l.of[o.id]; !known || n != o.n {
			l.index.Add(itemOf(o))
			l.of[o.id] = o.n
			other[string(o.id)] = true
			changed = append(changed, o)
		}
	}
	switch {
	case l.pairs == nil || len(other) == 0:
		return
	case len(changed) > len(v.opinions)/4: // from the beginning is quicker
		l.pairs = nil
		return
	}
	l.pairs = slices.DeleteFunc(l.pairs, func(p similar.Suggestion) bool { return other[p.A] || other[p.B] })
	for _, o := range changed {
		delete(other, string(o.id)) // a pair of two that changed is found with the later one
		for _, m := range l.index.Similar(string(o.id), len(v.opinions)) {
			if !other[m.ID] {
				l.pairs = append(l.pairs, pairOf(o.id, m))
			}
		}
	}
	slices.SortStableFunc(l.pairs, func(a, b similar.Suggestion) int { return cmp.Compare(b.Score, a.Score) })
}

func pairOf(id congress.ObjectID, m similar.Match) similar.Suggestion {
	return similar.Suggestion{A: string(id), B: m.ID, Score: m.Score, ClauseA: m.A, ClauseB: m.B, Shared: m.Shared}
}

func itemOf(o *opinion) similar.Item {
	return similar.Item{ID: string(o.id), Text: o.said.Text, Issue: o.said.Issue, Stance: string(o.said.Stance)}
}

// maxSuggestions is how many alike opinions are given for one.
const maxSuggestions = 20

// Suggest gives the opinions that seem to make the same point: as one of them, or, without one, all
// pairs, the surest first. Those that a person refused, and those that are in the same finding
// already, are left out. Computed here, from the texts alone. Errors: NotFound, Forbidden.
func (s *Service) Suggest(h *journal.Hall, actor congress.Actor, d, comment congress.ObjectID, after, limit int) (Suggestions, error) {
	v, err := s.current(h, actor, d)
	if err != nil {
		return Suggestions{}, err
	}
	if comment != "" && v.at[comment] == nil {
		return Suggestions{}, congress.ErrNotFound
	}
	if !s.compiles(actor) { // who keeps one thread looks for alike ones there, in an index of the moment
		l := &likes{}
		l.bring(v)
		return v.suggest(l, comment, after, limit), nil
	}
	l := &deskOf(h, d).likes
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bring(v)
	return v.suggest(l, comment, after, limit), nil
}

func (v *view) suggest(l *likes, comment congress.ObjectID, after, limit int) Suggestions {
	var pairs []similar.Suggestion
	if comment != "" {
		for _, m := range l.index.Similar(string(comment), maxSuggestions) {
			pairs = append(pairs, pairOf(comment, m))
		}
	} else {
		if l.pairs == nil {
			items := make([]similar.Item, len(v.opinions))
			for i, o := range v.opinions {
				items[i] = itemOf(o)
			}
			if l.pairs = similar.Find(items, similar.Options{}); l.pairs == nil {
				l.pairs = []similar.Suggestion{}
			}
		}
		pairs = l.pairs
	}
	out := Suggestions{Items: []Suggestion{}}
	if limit <= 0 {
		limit = 50
	}
	for _, p := range pairs {
		a, b := v.at[congress.ObjectID(p.A)], v.at[congress.ObjectID(p.B)]
		if a == nil || b == nil || a.refused(b) || b.refused(a) || together(a, b) {
			continue
		}
		if out.Total++; out.Total > after && len(out.Items) < min(limit, 200) {
			s := Suggestion{A: a.id, B: b.id, Score: p.Score, InA: stretchOf(a.said.Text, p.ClauseA), InB: stretchOf(b.said.Text, p.ClauseB), Shared: []string{}}
			for _, phrase := range p.Shared {
				s.Shared = append(s.Shared, phrase.Text)
			}
			out.Items = append(out.Items, s)
		}
	}
	if n := max(after, 0) + len(out.Items); n < out.Total {
		out.Next = n
	}
	return out
}

func (o *opinion) refused(other *opinion) bool { return slices.Contains(o.placement.Unlike, other.id) }

// together reports whether both have a part in the same finding.
func together(a, b *opinion) bool {
	return slices.ContainsFunc(a.parts, func(p Part) bool {
		return p.Finding != "" && slices.ContainsFunc(b.parts, func(q Part) bool { return q.Finding == p.Finding })
	})
}

// stretchOf is a stretch of bytes in characters.
func stretchOf(text string, s similar.Span) Stretch {
	from, to := min(s.From, len(text)), min(s.To, len(text))
	begin := utf8.RuneCountInString(text[:from])
	return Stretch{begin, begin + utf8.RuneCountInString(text[from:to])}
}
