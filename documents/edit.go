package documents

import (
	"context"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// NewDocument is a document to be registered; its record id becomes its id.
type NewDocument struct {
	ID       congress.RecordID
	Derived  bool // the server made ID; as of journal.Request
	Entry    Entry
	Audience congress.Audience // for whom it will be; may be said later
}

// Create registers a draft. The actor needs EditDocuments. Errors:
// ErrClassified, Invalid "document_invalid" or "audience_unknown", Forbidden.
func (s *Register) Create(ctx context.Context, h *journal.Hall, actor congress.Actor, n NewDocument) (journal.Result, error) {
	register, err := n.Entry.Clean()
	if err != nil {
		return journal.Result{}, err
	}
	res, err := s.commit(ctx, h, actor, Change{ID: n.ID, Derived: n.Derived}, auth.EditDocuments, func(tx *journal.Tx, _ congress.Actor) (journal.Draft, error) {
		if _, exists := tx.Get(congress.ObjectID(n.ID)); exists {
			return journal.Draft{}, ErrIDReused
		}
		if err := checkAgenda(tx, register.Agenda); err != nil {
			return journal.Draft{}, err
		}
		audience, err := cleanAudience(tx, n.Audience)
		if err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{
			Object: congress.ObjectID(n.ID), Derived: n.Derived, Audience: Organizers(),
			Body: Document{Entry: register, State: Draft, Versions: []Version{}, Audience: &audience},
		}, nil
	})
	if err == nil && res.Record.Object != congress.ObjectID(n.ID) {
		return journal.Result{}, ErrIDReused
	}
	return res, err
}

// Edit changes what the register says, at once also where readers have the document. For whom that
// is, by audience or level, changes by another publication alone (Conflict "by_publication";
// "reclassify_recalls" for a higher level). IfMatch is the number of the record that was read.
// Where two persons are asked for, what readers have changes its tags, order and agenda item only
// (Forbidden "second_person"): the rest is changed in a withdrawn document, whose files need an
// approval then. Before, a change ends the approval. Errors as Create, and NotFound, Stale,
// Conflict "document_recalled".
func (s *Register) Edit(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, register Entry, audience *congress.Audience) (journal.Result, error) {
	register, err := register.Clean()
	if err != nil {
		return journal.Result{}, err
	}
	res, err := s.change(ctx, h, actor, c, operation{auth.EditDocuments, ""}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if old.N != c.IfMatch {
			return congress.Audience{}, congress.Changed(c.Document)
		}
		if d.State == Recalled {
			return congress.Audience{}, ErrRecalled
		}
		if register.Agenda != d.Agenda { // one that was taken off the programme since does not stop other changes
			if err := checkAgenda(tx, register.Agenda); err != nil {
				return congress.Audience{}, err
			}
		}
		if audience != nil {
			to, err := cleanAudience(tx, *audience)
			if err != nil {
				return to, err
			}
			audience = &to
		}
		was, same := d.Classification, register.says(d.Entry)
		d.Entry = register
		if !d.State.WithReaders() {
			if audience != nil {
				d.Audience = audience
			}
			return Organizers(), nil
		}
		switch {
		case register.Classification.Above(was):
			return congress.Audience{}, errReclassify
		case !same && rulesIn(tx, h.Stream).TwoPersons: // what a second person approved, nobody changes alone while readers have it
			return congress.Audience{}, errSecondPerson
		case register.Classification != was || audience != nil && !inEffect(*audience, was).Equal(old.Audience):
			return congress.Audience{}, errByPublication
		}
		return old.Audience, nil
	})
	if err != nil {
		return res, err
	}
	return res, s.hide(ctx, h, c.Document)
}
