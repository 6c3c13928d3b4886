package documents

import (
	"time"

	"plenum/congress"
	"plenum/journal"
)

// Rules are what a congress asks of its register: the body of its one KindRules record, for
// organizers.
type Rules struct {
	TwoPersons bool `json:"twoPersons"` // a file is approved before it is published, by somebody who neither uploaded it nor sent it for review
	Grace      int  `json:"grace"`      // seconds after a publication within which it can be undone
}

const (
	defaultGrace = 10 * 60
	maxGrace     = 24 * 60 * 60
)

// rulesOf is the one object of a congress's rules.
func rulesOf(stream congress.StreamID) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("document-rules", string(stream)))
}

// Rules are those of the congress; without any, one person publishes and has ten minutes to undo
// it.
func (s *Register) Rules(h *journal.Hall) (Rules, uint64) {
	rules := Rules{Grace: defaultGrace}
	r, err := h.Get(ServerActor(h), rulesOf(h.Stream))
	if err != nil || r.Decode(&rules) != nil {
		return Rules{Grace: defaultGrace}, 0
	}
	return rules, r.N
}

func rulesIn(tx *journal.Tx, stream congress.StreamID) Rules {
	rules := Rules{Grace: defaultGrace}
	if r, ok := tx.Get(rulesOf(stream)); ok && r.Decode(&rules) != nil {
		return Rules{TwoPersons: true} // what cannot be read forbids
	}
	return rules
}

// GracePeriod is how long after a publication it can be undone.
func (r Rules) GracePeriod() time.Duration { return time.Duration(r.Grace) * time.Second }
