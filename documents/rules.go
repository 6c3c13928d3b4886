package documents

import (
	"context"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
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

// PutRules sets them. IfMatch is the number that Rules gives. Where two persons are asked for from
// now on, what one person planned is returned ("second_person"). The actor needs EditCongress.
// Errors: Invalid "document_invalid", Stale, Forbidden.
func (s *Register) PutRules(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, rules Rules) (journal.Result, error) {
	if rules.Grace < 0 || rules.Grace > maxGrace {
		return journal.Result{}, congress.FieldError(messages.DocumentInvalid, "grace", messages.Seconds(0, maxGrace))
	}
	object := rulesOf(h.Stream)
	res, err := h.Commit(ctx, journal.Request{ID: c.ID, Kind: congress.KindRules, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.options.Require(tx, actor, auth.EditCongress); err != nil {
			return journal.Draft{}, err
		}
		var n uint64
		if old, ok := tx.Get(object); ok {
			n = old.N
		}
		if c.IfMatch != n {
			return journal.Draft{}, congress.Changed(object)
		}
		return journal.Draft{Object: object, Derived: true, Audience: Organizers(), Body: rules}, nil
	}})
	if err == nil && res.Record.Object != object {
		return journal.Result{}, ErrIDReused
	}
	if err == nil && rules.TwoPersons {
		err = s.returnAlone(ctx, h)
	}
	return res, err
}

// GracePeriod is how long after a publication it can be undone.
func (r Rules) GracePeriod() time.Duration { return time.Duration(r.Grace) * time.Second }
