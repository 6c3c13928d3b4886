package documents

import (
	"context"
	"strings"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents/blobs"
	"plenum/journal"
	"plenum/wording"
)

// Decide says what a quarantined file is: released, it is no state secret and
// may be published; else its bytes, its text and what its records say of it are erased. The actor
// needs PublishDocuments. One that nobody had read yet is read first. If the erasure breaks off (the error is Unavailable), the file stays rejected
// and FinishRecalls erases the rest. Errors: Invalid "reason_missing", NotFound, Stale, Forbidden, Conflict "not_quarantined".
func (s *Service) Decide(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, d Decision) (journal.Result, error) {
	d.Reason = wording.Paragraphs(d.Reason)
	if err := checkReason(d.Reason); err != nil {
		return journal.Result{}, err
	}
	res, err := s.changeUpload(ctx, h, actor, c, upload, auth.PublishDocuments, func(_ *journal.Tx, u *Upload, actor congress.Actor) error {
		if u.Ingest != Quarantined {
			return errNotQuarantined
		}
		decision := Decision{Release: d.Release, Reason: d.Reason, By: actor.Member, At: s.options.Now().UTC().Truncate(time.Millisecond)}
		u.Decision = &decision
		u.Ingest, u.Reason = Ready, ""
		switch {
		case d.Release && u.Read == nil && s.options.Read != nil:
			u.Ingest = Checking // it was withheld before anybody looked into it
		case !d.Release:
			u.Ingest, u.Reason = Failed, reasonErasing
		}
		return nil
	})
	if err != nil || d.Release {
		return res, err
	}
	return res, s.eraseRejected(ctx, h, upload)
}

// Retry has a file read again that failed while it was read, or an Office
// file of which no PDF was made and that readers do not have yet. The actor needs
// EditDocuments. Errors: NotFound, Stale, Forbidden, Conflict "not_retried".
func (s *Service) Retry(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID) (journal.Result, error) {
	return s.changeUpload(ctx, h, actor, c, upload, auth.EditDocuments, func(tx *journal.Tx, u *Upload, _ congress.Actor) error {
		var d Document
		r, ok := tx.Get(u.Document)
		if !ok || r.Decode(&d) != nil {
			return congress.ErrNotFound
		}
		failed := u.Ingest == Failed && (strings.HasPrefix(u.Reason, "extract_") || u.Reason == blobs.CodeChanged)
		unmade := u.Ingest == Ready && u.PDF == nil && s.converts(u) && d.number(upload) == 0
		if s.options.Read == nil || !failed && !unmade {
			return errNotRetried
		}
		u.Ingest, u.Reason, u.Read, u.Warnings, u.Scanned, u.Decision = Checking, "", nil, nil, "", nil
		return nil
	})
}

// changeUpload is for a known upload of a document that the actor sees.
func (s *Service) changeUpload(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, action auth.Action, f func(*journal.Tx, *Upload, congress.Actor) error) (journal.Result, error) {
	res, err := s.commitAndTell(ctx, h, journal.Request{ID: c.ID, Kind: congress.KindUpload, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		now, err := s.options.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		r, ok := tx.Get(upload)
		var u Upload
		if !ok || r.Kind != congress.KindUpload || !s.options.Policy.Visible(now, r.Kind, r.Audience) || r.Decode(&u) != nil || u.Document != c.Document {
			return journal.Draft{}, congress.ErrNotFound
		}
		if c.IfMatch != 0 && r.N != c.IfMatch {
			return journal.Draft{}, congress.Changed(upload)
		}
		was := u.Ingest
		if err := f(tx, &u, now); err != nil {
			return journal.Draft{}, err
		}
		if u.Ingest != was && !was.May(u.Ingest) {
			return journal.Draft{}, errState
		}
		return journal.Draft{Object: upload, Audience: organizers(), Body: u}, nil
	}})
	if err == nil && res.Record.Object != upload {
		return journal.Result{}, errIDReused
	}
	return res, err
}

// eraseRejected removes a rejected file, then what its records said of it; what
// stays is that a file came, and who decided what and why. Each step can be done again, also by two servers at once.
func (s *Service) eraseRejected(ctx context.Context, h *journal.Hall, upload congress.ObjectID) error {
	r, err := h.Get(server(h), upload)
	var u Upload
	if err != nil || r.Decode(&u) != nil || u.Reason != reasonErasing {
		return nil //nolint:nilerr // erased since, with its document
	}
	if err := s.deleteBlobs(ctx, h.Stream, upload, u); err != nil {
		return err
	}
	left := Upload{Document: u.Document, By: u.By, Ingest: Failed, Reason: reasonErasing, Read: u.Read, Decision: u.Decision}
	if err := s.replaceRejected(ctx, h, upload, left); err != nil {
		return err
	}
	if err := h.EraseBodies(ctx, upload); err != nil {
		return err
	}
	left.Reason = reasonRejected
	return s.replaceRejected(ctx, h, upload, left)
}

func (s *Service) replaceRejected(ctx context.Context, h *journal.Hall, upload congress.ObjectID, left Upload) error {
	_, err := s.commitAndTell(ctx, h, journal.Request{ID: s.newID(), Kind: congress.KindUpload, Actor: server(h), Make: func(tx *journal.Tx) (journal.Draft, error) {
		r, ok := tx.Get(upload)
		var now Upload
		if !ok || r.Decode(&now) != nil || now.Reason != reasonErasing {
			return journal.Draft{}, congress.ErrNotFound
		}
		return journal.Draft{Object: upload, Audience: organizers(), Body: left}, nil
	}})
	if congress.KindOf(err) == congress.NotFound {
		return nil
	}
	return err
}
