package documents

import (
	"context"
	"errors"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// clean brings the line into the form that is kept, or says what is wrong.
func (p PaperLine) clean(tx *journal.Tx) (PaperLine, error) {
	if !p.Classification.Valid() || !p.Classification.Secret() {
		return p, errPaperLevel
	}
	if p.Classification == congress.TuyetMat && p.Title != "" {
		return p, errPaperTitle
	}
	fields := map[string]messages.Fault{}
	p.Number = Line(fields, "number", p.Number, 0, 100)
	p.Title = Line(fields, "title", p.Title, 0, 500)
	p.Collect = Line(fields, "collect", p.Collect, 1, 500)
	if p.Order < 0 || p.Order > 1_000_000 {
		fields["order"] = messages.Number(0, 1_000_000)
	}
	if len(fields) > 0 {
		return p, congress.FieldErrors(messages.DocumentInvalid, fields)
	}
	if err := checkAgenda(tx, p.Agenda); err != nil {
		return p, err
	}
	var err error
	p.Audience, err = cleanAudience(tx, p.Audience)
	return p, err
}

// PutPaper sets a paper-only line; an unknown id makes a new one, and of a known one IfMatch is the
// number of the record that was read; so it is of DropPaper. Organizers always see it. The actor
// needs EditDocuments. Errors: Invalid "paper_level", "paper_title", "document_invalid" or
// "audience_unknown", NotFound, Stale, Forbidden.
func (s *Register) PutPaper(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, p PaperLine) (journal.Result, error) {
	res, err := h.Commit(ctx, journal.Request{ID: c.ID, Kind: congress.KindPaper, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.options.Require(tx, actor, auth.EditDocuments); err != nil {
			return journal.Draft{}, err
		}
		old, ok := tx.Get(c.Document)
		switch {
		case ok && old.Kind != congress.KindPaper:
			return journal.Draft{}, congress.ErrNotFound
		case ok && old.N != c.IfMatch || !ok && c.IfMatch != 0:
			return journal.Draft{}, congress.Changed(c.Document)
		}
		line, err := p.clean(tx)
		if err != nil {
			return journal.Draft{}, err
		}
		return line.draft(c.Document), nil
	}})
	switch {
	case err != nil:
		return res, err
	case res.Record.Object != c.Document:
		return journal.Result{}, ErrIDReused
	}
	return res, s.erasePaperTitles(ctx, h, res.Record)
}

// erasePaperTitles takes away what earlier records say of a line that has no title any more.
func (s *Register) erasePaperTitles(ctx context.Context, h *journal.Hall, r *congress.Record) error {
	var p Paper
	if err := r.Decode(&p); err != nil || p.Classification != congress.TuyetMat {
		return nil //nolint:nilerr // erased since
	}
	return h.EraseBodies(ctx, r.Object)
}

func (p PaperLine) draft(object congress.ObjectID) journal.Draft {
	return journal.Draft{Object: object, Audience: inEffect(p.Audience, p.Classification), Body: p.Paper}
}

// DropPaper takes a line off the register, with all that earlier records say of it. The actor needs
// EditDocuments. Errors: NotFound, Stale, Forbidden.
func (s *Register) DropPaper(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change) error {
	res, err := h.Commit(ctx, journal.Request{ID: c.ID, Kind: congress.KindPaper, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		now, err := s.options.Require(tx, actor, auth.EditDocuments)
		if err != nil {
			return journal.Draft{}, err
		}
		old, ok := tx.Get(c.Document)
		switch {
		case !ok || old.Kind != congress.KindPaper || !s.options.Policy.Visible(now, old.Kind, old.Audience):
			return journal.Draft{}, congress.ErrNotFound
		case old.N != c.IfMatch:
			return journal.Draft{}, congress.Changed(c.Document)
		}
		return journal.Draft{Object: c.Document, Op: congress.Erase}, nil
	}})
	if err != nil {
		return err
	}
	if res.Record.Object != c.Document {
		return ErrIDReused
	}
	return h.EraseBodies(ctx, c.Document)
}

// putLine makes the line of a document that became a state secret; once.
func (s *Register) putLine(ctx context.Context, h *journal.Hall, document congress.ObjectID, p *PaperLine) error {
	if p == nil {
		return nil
	}
	object := congress.ObjectID(congress.DerivedUUID("paper", string(document)))
	_, err := h.Commit(ctx, journal.Request{ID: s.NewID(), Kind: congress.KindPaper, Actor: ServerActor(h), Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, there := tx.Get(object); there {
			return journal.Draft{}, errPaperThere
		}
		line := p.draft(object)
		line.Derived = true
		return line, nil
	}})
	if errors.Is(err, errPaperThere) {
		return nil
	}
	return err
}

var errPaperThere = errors.New("the line stands")
