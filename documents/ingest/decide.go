package ingest

import (
	"context"
	"strings"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/journal"
	"plenum/wording"
)

// Decide says what a quarantined file is: released, it is no state secret and may be published;
// else its bytes, its text and what its records say of it are erased. The actor needs
// PublishDocuments. A file that nobody had read yet is read first. If the erasure breaks off (the
// error is Unavailable), the file stays rejected and FinishRecalls erases the rest. Errors: Invalid
// "reason_missing", NotFound, Stale, Forbidden, Conflict "not_quarantined".
func (s *Ingest) Decide(ctx context.Context, h *journal.Hall, actor congress.Actor, c documents.Change, upload congress.ObjectID, d documents.Decision) (journal.Result, error) {
	d.Reason = wording.Paragraphs(d.Reason)
	if err := documents.CheckReason(d.Reason); err != nil {
		return journal.Result{}, err
	}
	res, err := s.register.ChangeUpload(ctx, h, actor, c, upload, auth.PublishDocuments, func(_ *journal.Tx, u *documents.Upload, actor congress.Actor) error {
		if u.Ingest != documents.Quarantined {
			return errNotQuarantined
		}
		decision := documents.Decision{Release: d.Release, Reason: d.Reason, By: actor.Member, At: congress.AsKept(s.options.Now())}
		u.Decision = &decision
		u.Ingest, u.Reason = documents.Ready, ""
		switch {
		case d.Release && u.Read == nil && s.options.Read != nil:
			u.Ingest = documents.Checking // it was withheld before anybody looked into it
		case !d.Release:
			u.Ingest, u.Reason = documents.Failed, documents.ReasonErasing
		}
		return nil
	})
	if err != nil || d.Release {
		return res, err
	}
	return res, s.register.EraseRejected(ctx, h, upload)
}

// Retry has a file read again that failed while it was read, or an Office
// file of which no PDF was made and that readers do not have yet. The actor needs
// EditDocuments. Errors: NotFound, Stale, Forbidden, Conflict "not_retried".
func (s *Ingest) Retry(ctx context.Context, h *journal.Hall, actor congress.Actor, c documents.Change, upload congress.ObjectID) (journal.Result, error) {
	return s.register.ChangeUpload(ctx, h, actor, c, upload, auth.EditDocuments, func(tx *journal.Tx, u *documents.Upload, _ congress.Actor) error {
		var d documents.Document
		r, ok := tx.Get(u.Document)
		if !ok || r.Decode(&d) != nil {
			return congress.ErrNotFound
		}
		failed := u.Ingest == documents.Failed && (strings.HasPrefix(u.Reason, "extract_") || u.Reason == blobs.CodeChanged)
		unmade := u.Ingest == documents.Ready && u.PDF == nil && s.converts(u) && d.VersionOf(upload) == 0
		if s.options.Read == nil || !failed && !unmade {
			return errNotRetried
		}
		u.Ingest, u.Reason, u.Read, u.Warnings, u.Scanned, u.Decision = documents.Checking, "", nil, nil, "", nil
		return nil
	})
}
