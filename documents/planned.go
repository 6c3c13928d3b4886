package documents

import (
	"context"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Plan publishes a ready file at a time to come; the review that this needs is made and approved by
// the actor, unless two persons are asked for: then an approved one must stand, and keeps its
// audience. Return ends the plan. The actor needs PublishDocuments. Errors as Publish, and Invalid
// "time_invalid".
func (s *Register) Plan(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, audience *congress.Audience, at time.Time) (journal.Result, error) {
	return s.ChangeUpload(ctx, h, actor, c, upload, auth.PublishDocuments, func(tx *journal.Tx, u *Upload, actor congress.Actor) error {
		var approved *Review
		if rulesIn(tx, h.Stream).TwoPersons {
			document, ok := tx.Get(c.Document)
			if !ok {
				return congress.ErrNotFound
			}
			before, err := approvedFor(tx, h.Stream, document, upload)
			if err != nil {
				return err
			}
			if audience != nil && !audience.Equal(before.Audience) {
				return errOutdated
			}
			approved, audience = before, &before.Audience
		}
		review, err := s.review(tx, actor, upload, u, audience, &at)
		if err != nil {
			return err
		}
		if approved != nil {
			review.By, review.Approved = approved.By, approved.Approved // who plans it has not sent it
		} else {
			review.Approved = &Said{By: actor.Account, At: review.At}
		}
		u.Review = review
		return nil
	})
}

// plannedAgain is how soon a publication that the stores stopped is tried again.
const plannedAgain = 5 * time.Second

// Run publishes what is planned, each at its time, until ctx ends.
func (s *Register) Run(ctx context.Context) { s.publishPlanned(ctx) }

// Resume publishes the attachments of a congress that are ready, and has Run publish what is
// planned. Doing it again does nothing more.
func (s *Register) Resume(ctx context.Context, h *journal.Hall) {
	for r := range h.All(ServerActor(h), congress.KindUpload) {
		s.PublishAttached(ctx, h, r.Object)
	}
	s.TakeUp(h)
}

// TakeUp has Run publish what the records of a congress say is planned. Doing it again does nothing
// more.
func (s *Register) TakeUp(h *journal.Hall) {
	for r := range h.All(ServerActor(h), congress.KindUpload) {
		if u, ok := UploadIn(r); ok && u.Review.comes() {
			s.planned.put(Job{h.Stream, r.Object}, *u.Review.Publish)
		}
	}
}

// publishPlanned publishes what is planned, each at its time, until ctx ends. A publication that
// the stores stop is tried again every few seconds; a file that cannot be published any more is
// returned to the organizers.
func (s *Register) publishPlanned(ctx context.Context) {
	for {
		jobs, wait := s.planned.due(s.options.Now())
		for _, j := range jobs {
			if err := s.publishOne(ctx, j); err != nil && ctx.Err() == nil {
				s.options.Log.Warn("a planned publication was not done", "congress", string(j.Stream), "upload", string(j.Upload), "error", err)
				if kind := congress.KindOf(err); kind == congress.Unavailable || kind == congress.Canceled || kind == congress.Internal {
					s.planned.put(j, s.options.Now().Add(plannedAgain))
				}
			}
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-s.planned.wake:
			t.Stop()
		case <-t.C:
		}
	}
}

func (s *Register) publishOne(ctx context.Context, j Job) error {
	h, leave, err := s.options.Halls.Enter(ctx, j.Stream)
	if err != nil {
		return err
	}
	defer leave()
	var u Upload
	r, err := h.Get(ServerActor(h), j.Upload)
	if err != nil || r.Decode(&u) != nil || !u.Review.comes() {
		return nil //nolint:nilerr // it is gone, or was returned
	}
	if at := *u.Review.Publish; at.After(s.options.Now()) { // it was planned anew
		s.planned.put(j, at)
		return nil
	}
	d, _, err := s.Get(h, ServerActor(h), u.Document)
	if err != nil || d.State == Recalled || d.publishedSince(u.Review.At, j.Upload) {
		return nil //nolint:nilerr // recalled, or published by somebody
	}
	_, err = s.PublishAs(ctx, h, ServerActor(h), Change{
		ID:       congress.RecordID(congress.DerivedUUID("planned", string(j.Upload), u.Review.At.Format(time.RFC3339Nano))),
		Derived:  true,
		Document: u.Document,
	}, Publication{Upload: j.Upload, planned: u.Review})
	switch congress.KindOf(err) {
	case "", congress.Stale:
		return nil
	case congress.Unavailable, congress.Canceled, congress.Internal:
		return err
	}
	s.options.Log.Warn("a planned publication is returned", "congress", string(j.Stream), "upload", string(j.Upload), "error", err)
	return s.returnPlanned(ctx, h, j.Upload, u, congress.CodeOf(err))
}

// returnPlanned ends a planned publication that cannot be done, so that the register says so and it
// does not come later by surprise.
func (s *Register) returnPlanned(ctx context.Context, h *journal.Hall, upload congress.ObjectID, planned Upload, code string) error {
	_, err := s.ChangeUpload(ctx, h, ServerActor(h), Change{ID: s.NewID(), Document: planned.Document}, upload, auth.PublishDocuments, func(_ *journal.Tx, u *Upload, actor congress.Actor) error {
		if !u.Review.comes() || !u.Review.At.Equal(planned.Review.At) {
			return congress.Changed(upload)
		}
		u.Review = u.Review.returned(Said{By: actor.Account, At: congress.AsKept(s.options.Now()), Reason: code})
		return nil
	})
	if kind := congress.KindOf(err); kind == congress.Stale || kind == congress.NotFound {
		return nil
	}
	return err
}

// returnAlone returns what is planned on the approval of one person, when two come to be asked for:
// the organizers hear of it now and not at its time, when it would not be published.
func (s *Register) returnAlone(ctx context.Context, h *journal.Hall) error {
	for r := range h.All(ServerActor(h), congress.KindUpload) {
		if u, ok := UploadIn(r); ok && u.Review.comes() && u.alone() {
			if err := s.returnPlanned(ctx, h, r.Object, u, errSecondPerson.Code.String()); err != nil {
				return err
			}
		}
	}
	return nil
}
