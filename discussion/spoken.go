package discussion

import (
	"context"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Heard is an opinion that was said aloud, on its way in.
type Heard struct {
	ID         congress.RecordID // the comment's object id too
	Discussion congress.ObjectID
	Group      congress.GroupID
	Member     congress.MemberID // who said it; empty: "a member", if the discussion allows it
	Written    *time.Time        // by the tablet's clock, when it could not be sent at once
	Words
}

// Hear records an opinion in the name of a member of the thread, who is asked whether it is what
// they meant. It may be recorded after the thread closed, because it was said before and a tablet
// may send it late: after the signature the chair signs anew, after the seal it is an addition to
// the minutes. The actor needs KeepThreads and to keep the thread. Errors: as of Post; Invalid
// "member_unknown" or "member_needed".
func (s *Service) Hear(ctx context.Context, h *journal.Hall, actor congress.Actor, in Heard) (journal.Result, error) {
	words, err := in.clean()
	if err != nil {
		return journal.Result{}, err
	}
	written, err := writtenAt(in.Written)
	if err != nil {
		return journal.Result{}, err
	}
	beyond := s.beyond(ctx, h, actor, words.Quotes)
	res, err := h.Commit(ctx, journal.Request{ID: in.ID, Kind: congress.KindComment, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, auth.KeepThreads)
		if err != nil {
			return journal.Draft{}, err
		}
		t, err := s.thread(tx, actor, in.Discussion, in.Group)
		switch {
		case err != nil:
			return journal.Draft{}, err
		case !t.keeps(actor):
			return journal.Draft{}, errNotYourGroup
		case in.Member == "" && !t.Unnamed:
			return journal.Draft{}, errNoNames
		}
		if in.Member != "" {
			if m, ok := tx.Member(in.Member); !ok || !t.speaks(m.Groups) {
				return journal.Draft{}, errMemberUnknown
			}
		}
		if _, exists := tx.Get(congress.ObjectID(in.ID)); exists {
			return journal.Draft{}, errIDReused
		}
		c := Comment{Discussion: in.Discussion, Group: in.Group, Author: in.Member, Spoken: &Spoken{By: actor.Member}, Written: written, Addition: t.minutes.State == Sealed}
		if err := s.say(tx, actor, t, &c, words, beyond); err != nil {
			return journal.Draft{}, err
		}
		return draft(t, congress.ObjectID(in.ID), c), nil
	}})
	if err != nil {
		return res, err
	}
	return res, s.reveal(ctx, h, res)
}

// Confirm is the member's answer that what was recorded in their name is what they meant; to
// correct it they edit it. IfMatch is the number of the record that they read. Errors: NotFound,
// Stale, Forbidden "not_your_comment", Conflict "comment_not_spoken".
func (s *Service) Confirm(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID) (journal.Result, error) {
	return s.change(ctx, h, actor, c, object, auth.PostComments, func(_ *journal.Tx, actor congress.Actor, t *thread, comment *Comment) error {
		switch {
		case comment.Author == "" || comment.Author != actor.Member:
			return errNotYours
		case comment.Spoken == nil || comment.Spoken.Confirmed != nil:
			return errNotSpoken
		case c.IfMatch == 0:
			return congress.Changed(object)
		case comment.Withdrawn != nil:
			return errWithdrawn
		case t.minutes.State == Sealed && !comment.Addition:
			return errSealed
		}
		now, spoken := s.now(), *comment.Spoken
		spoken.Confirmed = &now
		comment.Spoken = &spoken
		return nil
	})
}
