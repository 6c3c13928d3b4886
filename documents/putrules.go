package documents

import (
	"context"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

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
