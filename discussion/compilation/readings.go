package compilation

import (
	"time"
	"unicode/utf8"

	"plenum/congress"
	"plenum/discussion"
)

// reading is a comment as it was decoded once.
type reading struct {
	id     congress.ObjectID
	n      uint64
	at     time.Time // of that record
	said   discussion.Comment
	sum    string
	place  congress.ObjectID // of its placement
	folded string
	runes  int

	last   *opinion // as the view before had it, which is not changed any more
	lastOf basis
}

// basis is what an opinion of a view is made of, besides its comment.
type basis struct {
	placement *congress.Record
	number    int
	issues    int
	findings  uint64 // the latest record of a finding
}

// readings are a discussion's, by record, so that a list need not decode 2,700 comments.
type readings struct {
	comments map[*congress.Record]*reading
	others   map[*congress.Record]any // bodies of placements, findings
	counts   map[class]*counts
}

func newReadings() *readings {
	return &readings{comments: map[*congress.Record]*reading{}, others: map[*congress.Record]any{}, counts: map[class]*counts{}}
}

// counted is what was counted for those who see the same.
func (k *readings) counted(who class) *counts {
	if k.counts[who] == nil {
		k.counts[who] = &counts{}
	}
	return k.counts[who]
}

// comment decodes a comment, or finds that it did before.
func (k *readings) comment(r *congress.Record) (*reading, error) {
	if was := k.comments[r]; was != nil {
		return was, nil
	}
	c := &reading{id: r.Object, n: r.N, at: r.At}
	if err := r.Decode(&c.said); err != nil {
		return nil, err
	}
	c.place = placementOf(c.id)
	c.sum, c.folded, c.runes = sumOf(c.said.Text), folded(c.said.Text), utf8.RuneCountInString(c.said.Text)
	k.comments[r] = c
	return c, nil
}

// decoded is a record's body, decoded once. It is not to be changed.
func decoded[T any](k *readings, r *congress.Record) (*T, error) {
	if was, ok := k.others[r].(*T); ok {
		return was, nil
	}
	body := new(T)
	if err := r.Decode(body); err != nil {
		return nil, err
	}
	k.others[r] = body
	return body, nil
}

// tooMany reports whether most of what is kept is of records that others took the place of.
func (k *readings) tooMany(comments int) bool {
	return len(k.comments)+len(k.others) > 4*comments+10_000
}
