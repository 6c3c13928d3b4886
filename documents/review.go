package documents

import (
	"context"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
	"plenum/wording"
)

// latestPublication is how far ahead a publication may be planned.
const latestPublication = 366 * 24 * time.Hour

// Submit sends a ready file for review, with the audience that it is meant for (nil: the one that
// was said before) and, if wished, the time at which it is to be published once it is approved. It
// may be sent again at any time before. The actor needs EditDocuments. Errors: as Publish, and
// Invalid "time_invalid".
func (s *Register) Submit(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, audience *congress.Audience, at *time.Time) (journal.Result, error) {
	return s.ChangeUpload(ctx, h, actor, c, upload, auth.EditDocuments, func(tx *journal.Tx, u *Upload, actor congress.Actor) error {
		review, err := s.review(tx, actor, upload, u, audience, at)
		u.Review = review
		return err
	})
}

// review is a new one of the upload, as the document stands now.
func (s *Register) review(tx *journal.Tx, actor congress.Actor, upload congress.ObjectID, u *Upload, audience *congress.Audience, at *time.Time) (*Review, error) {
	switch {
	case u.AnnexTo != "":
		return nil, errAnnex
	case u.Ingest != Ready:
		return nil, ErrNotReady
	}
	all, err := files(tx, u.Document, upload)
	if err != nil {
		return nil, err
	}
	r, ok := tx.Get(u.Document)
	var d Document
	if !ok || r.Decode(&d) != nil {
		return nil, congress.ErrNotFound
	}
	to, err := audienceFor(tx, &d, d.Classification, r, audience)
	if err != nil {
		return nil, err
	}
	now := congress.AsKept(s.options.Now())
	if at != nil {
		t := congress.AsKept(*at)
		if !t.After(now) || t.Sub(now) > latestPublication {
			return nil, errTime
		}
		at = &t
	}
	return &Review{By: actor.Account, At: now, Of: r.N, Files: all, Audience: to, Publish: at}, nil
}

// Approve says that the file may be published as it was sent for review; with a time it then is, by
// itself. The actor needs PublishDocuments and, where two persons are asked for, is neither who
// uploaded it nor who sent it. Errors: NotFound, Stale, Forbidden "second_person", Conflict
// "no_review" or "review_outdated".
func (s *Register) Approve(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID) (journal.Result, error) {
	return s.ChangeUpload(ctx, h, actor, c, upload, auth.PublishDocuments, func(tx *journal.Tx, u *Upload, actor congress.Actor) error {
		switch {
		case u.Review == nil || u.Review.Returned != nil || u.Review.Approved != nil:
			return errNoReview
		case rulesIn(tx, h.Stream).TwoPersons && (actor.Account == u.By || actor.Account == u.Review.By):
			return errSecondPerson
		}
		r, ok := tx.Get(u.Document)
		if !ok {
			return congress.ErrNotFound
		}
		if err := u.Review.holds(tx, r, upload); err != nil {
			return err
		}
		review := *u.Review
		review.Approved = &Said{By: actor.Account, At: congress.AsKept(s.options.Now())}
		u.Review = &review
		return nil
	})
}

// Return ends a review, an approval or a planned publication, with a reason. The actor needs
// PublishDocuments, or has sent it for review. Errors: Invalid "reason_missing", NotFound, Stale,
// Forbidden, Conflict "no_review".
func (s *Register) Return(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, reason string) (journal.Result, error) {
	reason = wording.Paragraphs(reason)
	if err := CheckReason(reason); err != nil {
		return journal.Result{}, err
	}
	return s.ChangeUpload(ctx, h, actor, c, upload, auth.EditDocuments, func(_ *journal.Tx, u *Upload, actor congress.Actor) error {
		switch {
		case u.Review == nil || u.Review.Returned != nil:
			return errNoReview
		case u.Review.By != actor.Account && !s.options.Policy.Allow(actor, auth.PublishDocuments):
			return ErrForbidden
		}
		u.Review = u.Review.returned(Said{By: actor.Account, At: congress.AsKept(s.options.Now()), Reason: reason})
		return nil
	})
}

// Where two persons are asked for, the approval is by somebody who neither uploaded the file nor
// sent it, whatever was asked for when it was given. approvedFor is the review that the publication
// of the file needs.
func approvedFor(tx *journal.Tx, stream congress.StreamID, document *congress.Record, upload congress.ObjectID) (*Review, error) {
	var u Upload
	r, ok := tx.Get(upload)
	switch {
	case !ok || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document.Object:
		return nil, congress.ErrNotFound
	case u.Review == nil || u.Review.Approved == nil:
		return nil, errNotApproved
	case rulesIn(tx, stream).TwoPersons && u.alone():
		return nil, errSecondPerson
	}
	return u.Review, u.Review.holds(tx, document, upload)
}

// alone reports whether who approved the file is who uploaded it or sent it.
func (u *Upload) alone() bool {
	return u.Review != nil && u.Review.Approved != nil && (u.Review.Approved.By == u.By || u.Review.Approved.By == u.Review.By)
}

// holds reports whether what was reviewed is what is there now: the document, the file and its
// annexes.
func (r *Review) holds(tx *journal.Tx, document *congress.Record, upload congress.ObjectID) error {
	now, err := files(tx, document.Object, upload)
	switch {
	case err != nil:
		return err
	case r.Of != document.N || !SameFiles(now, r.Files):
		return errOutdated
	}
	return nil
}

// SameFiles reports whether both have the same files; those that were reviewed long ago may have
// been listed as they came.
func SameFiles(a, b []congress.ObjectID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// audienceFor is for whom a document is to be published: as it is asked, or as it was said or is in
// effect.
func audienceFor(tx *journal.Tx, d *Document, was congress.Classification, old *congress.Record, audience *congress.Audience) (to congress.Audience, err error) {
	switch {
	case d.State == Recalled:
		return to, ErrRecalled
	case d.Classification.Secret():
		return to, ErrClassified
	case audience != nil:
		to = *audience
	case d.State.WithReaders():
		to = Intended(old.Audience, was)
	case d.Audience != nil:
		to = *d.Audience
	}
	to, err = cleanAudience(tx, to)
	switch {
	case err != nil:
		return to, err
	case to.Nobody():
		return to, errAudienceEmpty
	case d.Classification == congress.Restricted && to.Everyone:
		return to, ErrAudienceNamed
	}
	return to, nil
}
