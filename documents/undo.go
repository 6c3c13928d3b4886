package documents

import (
	"cmp"
	"context"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/wording"
)

// Undo takes the newest publication back, within the congress's grace period: what readers had
// before it they have again, and who had nothing has nothing; their tablets are told to erase it.
// The file stays with the organizers. The actor needs PublishDocuments. Errors: NotFound, Stale,
// Forbidden, Conflict "document_state", "undo_too_late" or "upload_not_ready", Unavailable.
func (s *Register) Undo(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change) (journal.Result, error) {
	was, of, err := s.beforePublication(ctx, h, actor, c.Document)
	if err != nil {
		return journal.Result{}, err
	}
	res, err := s.change(ctx, h, actor, c, operation{auth.PublishDocuments, ""}, func(tx *journal.Tx, d *Document, _ *congress.Record) (congress.Audience, error) {
		switch {
		case d.State != Published || d.Publication == 0:
			return congress.Audience{}, errState
		case d.Publication != of:
			return congress.Audience{}, congress.Changed(c.Document)
		case s.options.Now().Sub(*d.PublishedAt) > rulesIn(tx, h.Stream).GracePeriod():
			return congress.Audience{}, errUndoLate
		case was.State.WithReaders() && withheld(tx, was.Versions):
			return congress.Audience{}, ErrNotReady
		}
		d.Classification = was.Classification // which a publication may lower, and nothing else while readers have it
		before, there := tx.AudienceAt(c.Document, of-1)
		d.State, d.Versions, d.PublishedAt, d.SupersededBy, d.Publication, d.Before = was.State, was.Versions, was.PublishedAt, was.SupersededBy, 0, was.Before
		if there && d.State.WithReaders() {
			return before, nil
		}
		d.Audience, d.PublishedAt = was.Audience, nil
		return Organizers(), nil
	})
	if err != nil {
		return res, err
	}
	return res, s.hide(ctx, h, c.Document)
}

// beforePublication is what the document was before its newest publication, and the number of that.
func (s *Register) beforePublication(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID) (was Document, publication uint64, err error) {
	d, _, err := s.Get(h, actor, document)
	if err != nil || d.Publication == 0 {
		return d, 0, err
	}
	for was, publication = d, d.Publication; was.Before >= publication || was.Publication == publication; {
		earlier, _, ok, err := s.Before(ctx, h, document, was)
		if err != nil || !ok {
			return was, 0, cmp.Or(err, error(errState))
		}
		was = earlier
	}
	return was, publication, nil
}

// Supersede says that another published document is to be read instead. It stays with its readers,
// who must all have the other too. Publish makes it valid again. The actor needs PublishDocuments.
// Errors: NotFound, Stale, Forbidden, Conflict "document_state" or "successor_not_read".
func (s *Register) Supersede(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, by congress.ObjectID) (journal.Result, error) {
	return s.change(ctx, h, actor, c, operation{auth.PublishDocuments, Superseded}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if !d.State.WithReaders() {
			return congress.Audience{}, errState
		}
		var successor Document
		r, ok := tx.Get(by)
		if !ok || by == c.Document || r.Kind != congress.KindDocument || r.Decode(&successor) != nil {
			return congress.Audience{}, errSuccessor
		}
		if successor.State != Published || !within(old.Audience, r.Audience) {
			return congress.Audience{}, errSuccessor
		}
		d.State, d.SupersededBy = Superseded, by
		return old.Audience, nil
	})
}

// Reclassify raises a document's level, with a reason. Readers do not have it any more from its
// record on. To restricted or internal, it goes back to the organizers, to be published anew under
// its new level; of a restricted one the pictures are deleted at once, the file and its text stay
// for the copies that are made of it, and Ledger tells which devices have erased what they had. To
// a state secret, it is recalled as Recall does, and what stays in the register is a paper-only
// line, for the audience of the line. The actor needs RecallDocuments. Errors: as Recall, and
// Conflict "reclassify_down" for a level that is not higher (Edit lowers it), Invalid as PutPaper.
func (s *Register) Reclassify(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, to congress.Classification, reason string, line PaperLine) (journal.Result, error) {
	reason = wording.Paragraphs(reason)
	if err := CheckReason(reason); err != nil {
		return journal.Result{}, err
	}
	if !to.Valid() {
		return journal.Result{}, congress.FieldError(messages.DocumentInvalid, "classification", messages.NoLevel())
	}
	if to.Secret() {
		return s.recallTo(ctx, h, actor, c, to, reason, line)
	}
	res, err := s.change(ctx, h, actor, c, operation{auth.RecallDocuments, ""}, func(_ *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		switch {
		case d.State == Recalled:
			return congress.Audience{}, ErrRecalled
		case !to.Above(d.Classification):
			return congress.Audience{}, errReclassifyDown
		case d.State.WithReaders():
			meant := Intended(old.Audience, d.Classification)
			d.State, d.Audience, d.SupersededBy = Withdrawn, &meant, ""
		}
		d.Classification = to
		return Organizers(), nil
	})
	if err != nil {
		return res, err
	}
	return res, s.hide(ctx, h, c.Document)
}

// Before gives the record that stood before the document's newest publication, or before others
// came to have it, and what it said; false when there is none, or it was erased.
func (s *Register) Before(ctx context.Context, h *journal.Hall, document congress.ObjectID, d Document) (was Document, r *congress.Record, ok bool, err error) {
	r, err = h.Past(ctx, d.Before)
	switch {
	case congress.KindOf(err) == congress.NotFound:
		return was, nil, false, nil
	case err != nil:
		return was, nil, false, err
	}
	ok = r.Object == document && r.Body != nil && r.Decode(&was) == nil && was.Before < d.Before
	return was, r, ok, nil
}
