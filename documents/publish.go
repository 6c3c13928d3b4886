package documents

import (
	"cmp"
	"context"
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// Publish gives the document to its audience: with the named upload as its next version, or,
// without one, as it is. A nil audience is the one that was said before. The actor needs
// PublishDocuments. Versions with a file that was rejected since are none any more once another
// follows them; one with a file that waits for a decision stops the publication. Errors: NotFound,
// Stale, Conflict "document_recalled", "upload_not_ready" or "no_file", Invalid "audience_empty",
// "audience_not_named" or "audience_unknown", TooLarge "audience_too_large", ErrClassified.
func (s *Register) Publish(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, audience *congress.Audience) (journal.Result, error) {
	return s.PublishAs(ctx, h, actor, c, Publication{Upload: upload, Audience: audience})
}

// Publication is what PublishAs is asked for.
type Publication struct {
	Upload   congress.ObjectID
	Audience *congress.Audience
	Level    congress.Classification // to which it is lowered; "": its own

	planned *Review // that must stand still, and hold; nil: a person publishes now
}

// PublishAs is Publish with a lower level, which more readers may have. Where two persons are asked
// for, nobody lowers it alone (Forbidden "second_person"): that is an edit of the withdrawn
// document, and an approval. Errors as Publish, and Conflict "reclassify_recalls" for a higher
// level.
func (s *Register) PublishAs(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, p Publication) (journal.Result, error) {
	upload, audience := p.Upload, p.Audience
	switch {
	case p.Level != "" && !p.Level.Valid():
		return journal.Result{}, congress.FieldError(messages.DocumentInvalid, "classification", messages.NoLevel())
	case p.Level != "" && p.Level.Secret():
		return journal.Result{}, ErrClassified
	}
	if s.options.Policy.Allow(actor, auth.PublishDocuments) && (p.Level == "" || p.Level == congress.Restricted) {
		if err := s.tryWatermark(ctx, h, c.Document, upload); err != nil {
			return journal.Result{}, err
		}
	}
	return s.change(ctx, h, actor, c, operation{auth.PublishDocuments, Published}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if p.planned != nil || rulesIn(tx, h.Stream).TwoPersons && d.Attachment == nil {
			file := upload
			if n := len(d.Versions); file == "" && n > 0 {
				file = d.Versions[n-1].Upload
			}
			review, err := approvedFor(tx, h.Stream, old, file)
			switch {
			case err != nil:
				return congress.Audience{}, err
			case p.planned != nil && !review.At.Equal(p.planned.At):
				return congress.Audience{}, congress.Changed(c.Document)
			case audience != nil && !audience.Equal(review.Audience):
				return congress.Audience{}, errOutdated
			}
			audience = &review.Audience
		}
		was, before, added := d.Classification, d.State, false
		switch level := cmp.Or(p.Level, was); {
		case level.Above(was):
			return congress.Audience{}, errReclassify
		case level != was && rulesIn(tx, h.Stream).TwoPersons:
			return congress.Audience{}, errSecondPerson
		default:
			d.Classification = level
		}
		to, err := audienceFor(tx, d, was, old, audience)
		if err != nil {
			return to, err
		}
		now := congress.AsKept(s.options.Now())
		if upload != "" {
			version, err := versionOf(tx, c.Document, upload)
			if err != nil {
				return to, err
			}
			// An older version's file published again is a new version; the one in force stays what it is.
			if n := len(d.Versions); n == 0 || !slices.Equal(d.Versions[n-1].Uploads(), version.Uploads()) {
				if n > 0 {
					d.Numbered = max(d.Numbered, d.Versions[n-1].Number)
				}
				d.Numbered++
				version.Number, version.PublishedAt = d.Numbered, &now
				d.Versions, added = append(withoutRejected(tx, d.Versions), version), true
			}
		}
		if len(d.Versions) == 0 {
			return to, errNoFile
		}
		if withheld(tx, d.Versions) {
			return to, ErrNotReady
		}
		if err := d.CheckWords(d.Versions[len(d.Versions)-1].Note); err != nil {
			return to, err
		}
		to = inEffect(to, d.Classification)
		// A publication that readers have already is not made again: an undo takes it back as a whole.
		if p.planned != nil || before != Published || added || d.Classification != was || !to.Equal(old.Audience) {
			d.PublishedAt, d.Publication, d.Before = &now, tx.Head().N+1, old.N
		}
		d.State, d.Audience, d.SupersededBy = Published, nil, ""
		return d.open(old, to), nil
	})
}

// versionOf makes a version, without a number, of a received file of this document.
func versionOf(tx *journal.Tx, document, upload congress.ObjectID) (Version, error) {
	r, ok := tx.Get(upload)
	var u Upload
	if !ok || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document {
		return Version{}, congress.ErrNotFound
	}
	switch {
	case u.AnnexTo != "":
		return Version{}, errAnnex
	case u.Ingest != Ready:
		return Version{}, ErrNotReady
	}
	annexes, err := annexesOf(tx, document, upload)
	if err != nil {
		return Version{}, err
	}
	return Version{Upload: upload, File: u.File, Shown: u.shown(), Annexes: annexes}, nil
}

// Withdraw takes a published document back to the organizers; it can be published again.
func (s *Register) Withdraw(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change) (journal.Result, error) {
	return s.change(ctx, h, actor, c, operation{auth.PublishDocuments, Withdrawn}, func(_ *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		return d.withdraw(old)
	})
}
