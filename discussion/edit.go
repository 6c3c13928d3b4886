package discussion

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/wording"
)

// change makes the next record of a comment that the actor sees; edit says how.
func (s *Service) change(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID, action auth.Action, edit func(*journal.Tx, congress.Actor, *thread, *Comment) error) (journal.Result, error) {
	var left []congress.ObjectID
	res, err := h.Commit(ctx, journal.Request{ID: c.ID, Kind: congress.KindComment, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		r, ok := tx.Get(object)
		if !ok || r.Kind != congress.KindComment || !s.options.Visible(actor, r.Kind, r.Audience) {
			return journal.Draft{}, congress.ErrNotFound
		}
		if c.IfMatch != 0 && c.IfMatch != r.N {
			return journal.Draft{}, congress.Changed(object)
		}
		var comment Comment
		if err := r.Decode(&comment); err != nil {
			return journal.Draft{}, err
		}
		t, err := s.thread(tx, actor, comment.Discussion, comment.Group)
		if err != nil {
			return journal.Draft{}, err
		}
		text, attached := comment.Text, comment.Attached
		if err := edit(tx, actor, t, &comment); err != nil {
			return journal.Draft{}, err
		}
		if comment.Text != text && len(comment.Before) < MaxWordings {
			comment.Before = append(comment.Before, r.ID)
		}
		left = slices.DeleteFunc(slices.Clone(attached), func(id congress.ObjectID) bool { return slices.Contains(comment.Attached, id) })
		return draft(t, object, comment), nil
	}})
	if err == nil && res.Record.Object != object {
		return journal.Result{}, errIDReused
	}
	if err != nil {
		return res, err
	}
	return res, s.reveal(ctx, h, res, left...)
}

// mayReword says whether the actor may change the comment's words or take it back. Its author may
// while the thread is open, and while it waits in the late tray. Words that a secretary recorded
// may be changed by those who keep the thread until the member has confirmed it, and the member
// until the minutes are sealed, because that is the answer to "is this what you meant?"; what was
// recorded after the seal, both until the member has confirmed it. Nothing else changes under
// sealed minutes, additions neither. Anybody but its author says which wording they read.
func (s *Service) mayReword(actor congress.Actor, change Change, object congress.ObjectID, t *thread, c *Comment) error {
	own := c.Author != "" && c.Author == actor.Member
	waiting := c.Late != nil && c.Late.State == LateWaiting
	asked := c.Addition && c.Spoken != nil && c.Spoken.Confirmed == nil
	switch {
	case c.Withdrawn != nil:
		return errWithdrawn
	case c.Hidden != nil:
		return errHidden
	case t.minutes.State == Sealed && !waiting && !asked:
		return errSealed
	case c.Late != nil && c.Late.State == LateReturned:
		return errThreadClosed
	case own && !s.options.Allow(actor, auth.PostComments):
		return errForbidden
	case c.Spoken != nil && own:
		return nil
	case c.Spoken != nil && c.Spoken.Confirmed == nil && t.keeps(actor) && s.options.Allow(actor, auth.KeepThreads):
		if change.IfMatch == 0 {
			return congress.Changed(object)
		}
		return nil
	case !own:
		return errNotYours
	case !waiting && !t.takes(s.now()):
		return errThreadClosed
	}
	return nil
}

// Edit changes the words of a comment; its earlier wordings stay in the log. A member who edits
// what was recorded in their name has corrected and so confirmed it. An edit that was written
// offline and comes too late waits in the late tray, as a comment of its own. Errors: as of Post;
// NotFound; Stale; Forbidden "not_your_comment"; Conflict "thread_closed", "minutes_sealed",
// "comment_withdrawn" or "comment_hidden".
func (s *Service) Edit(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID, w Words) (journal.Result, error) {
	words, err := w.clean()
	if err != nil {
		return journal.Result{}, err
	}
	if c.Written, err = writtenAt(c.Written); err != nil {
		return journal.Result{}, err
	}
	beyond := s.beyond(ctx, h, actor, words.Quotes)
	res, err := s.change(ctx, h, actor, c, object, auth.ReadComments, func(tx *journal.Tx, actor congress.Actor, t *thread, comment *Comment) error {
		if err := s.mayReword(actor, c, object, t, comment); err != nil {
			return err
		}
		if comment.Spoken != nil && comment.Author == actor.Member && comment.Author != "" {
			now, spoken := s.now(), *comment.Spoken
			spoken.Confirmed, spoken.Corrected = &now, true
			comment.Spoken = &spoken
		}
		return s.say(tx, actor, t, comment, words, beyond)
	})
	if c.Written != nil && (errors.Is(err, errThreadClosed) || errors.Is(err, errSealed) || errors.Is(err, errIDReused) || errors.Is(err, congress.ErrNotFound)) {
		return s.editLate(ctx, h, actor, c, object, words, beyond)
	}
	return res, err
}

// Withdraw takes a comment back: its place in the thread stays, without words.
// Errors: as of Edit.
func (s *Service) Withdraw(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID) (journal.Result, error) {
	return s.change(ctx, h, actor, c, object, auth.ReadComments, func(_ *journal.Tx, actor congress.Actor, t *thread, comment *Comment) error {
		if err := s.mayReword(actor, c, object, t, comment); err != nil {
			return err
		}
		now := s.now()
		comment.Withdrawn = &now
		comment.Text, comment.Stance, comment.Quotes, comment.Mentions, comment.Attached = "", "", nil, nil, nil
		return nil
	})
}

// Hide takes a comment out of the sight of all but its author, who reads the reason, and those who
// keep the thread; Show undoes it. The actor needs KeepThreads and to keep the thread. Errors:
// Invalid "reason_missing", NotFound, Stale, Forbidden, Conflict "comment_hidden",
// "comment_withdrawn" or "minutes_sealed".
func (s *Service) Hide(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID, reason string) (journal.Result, error) {
	reason, err := cleanReason(reason)
	if err != nil {
		return journal.Result{}, err
	}
	return s.keeping(ctx, h, actor, c, object, func(_ *journal.Tx, actor congress.Actor, t *thread, comment *Comment) error {
		switch {
		case comment.Hidden != nil:
			return errHidden
		case comment.Withdrawn != nil:
			return errWithdrawn
		case t.minutes.State == Sealed && !comment.Addition:
			return errSealed
		}
		comment.Hidden = &Hidden{By: actor.Member, Reason: reason, At: s.now()}
		return nil
	})
}

// Show brings a hidden comment back. Errors: as of Hide.
func (s *Service) Show(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID) (journal.Result, error) {
	return s.keeping(ctx, h, actor, c, object, func(_ *journal.Tx, _ congress.Actor, t *thread, comment *Comment) error {
		if t.minutes.State == Sealed && !comment.Addition {
			return errSealed
		}
		comment.Hidden = nil
		return nil
	})
}

// TakeLate brings a late comment into the thread; after its minutes are sealed
// it is an addition to it. Errors: NotFound, Stale, Forbidden, Conflict "comment_not_late".
func (s *Service) TakeLate(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID) (journal.Result, error) {
	return s.keeping(ctx, h, actor, c, object, func(_ *journal.Tx, actor congress.Actor, t *thread, comment *Comment) error {
		if comment.Late == nil || comment.Late.State == LateTaken || comment.Withdrawn != nil {
			return errNotLate
		}
		now := s.now()
		comment.Late = &Late{State: LateTaken, By: actor.Member, At: &now}
		comment.Addition = t.minutes.State == Sealed
		return nil
	})
}

// ReturnLate gives a late comment back to its author, with the reason; TakeLate
// undoes it. Errors: as of TakeLate, and Invalid "reason_missing".
func (s *Service) ReturnLate(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID, reason string) (journal.Result, error) {
	reason, err := cleanReason(reason)
	if err != nil {
		return journal.Result{}, err
	}
	return s.keeping(ctx, h, actor, c, object, func(_ *journal.Tx, actor congress.Actor, _ *thread, comment *Comment) error {
		if comment.Late == nil || comment.Late.State != LateWaiting || comment.Withdrawn != nil {
			return errNotLate
		}
		comment.Late = &Late{State: LateReturned, By: actor.Member, Reason: reason}
		return nil
	})
}

// keeping is change by somebody who keeps the thread.
func (s *Service) keeping(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID, edit func(*journal.Tx, congress.Actor, *thread, *Comment) error) (journal.Result, error) {
	return s.change(ctx, h, actor, c, object, auth.KeepThreads, func(tx *journal.Tx, actor congress.Actor, t *thread, comment *Comment) error {
		if !t.keeps(actor) {
			return errForbidden
		}
		return edit(tx, actor, t, comment)
	})
}

func cleanReason(reason string) (string, error) {
	reason = wording.Paragraphs(reason)
	if n := utf8.RuneCountInString(reason); !utf8.ValidString(reason) || n == 0 || n > maxReason {
		return "", congress.FieldError(messages.ReasonMissing, "reason", messages.ReasonMissing.Fault())
	}
	return reason, Unmarked(map[string]string{"reason": reason})
}

// Wording is an earlier state of a comment.
type Wording struct {
	N      uint64 `json:"n"`
	At     string `json:"at"` // RFC 3339, UTC
	Issue  int    `json:"issue"`
	Stance Stance `json:"stance,omitempty"`
	Text   string `json:"text"`
}

// Wordings gives the earlier wordings of a comment that the actor sees, oldest first. Those of one
// that was withdrawn or hidden are for its author and for those who keep the thread: nobody else
// may read what was taken out of sight. Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Wordings(ctx context.Context, h *journal.Hall, actor congress.Actor, object congress.ObjectID) ([]Wording, error) {
	r, err := h.Get(actor, object)
	if err != nil || r.Kind != congress.KindComment {
		return nil, congress.ErrNotFound
	}
	var c Comment
	if err := r.Decode(&c); err != nil {
		return nil, err
	}
	own := c.Author != "" && c.Author == actor.Member
	if (c.Withdrawn != nil || c.Hidden != nil) && !own && !s.options.Visible(actor, r.Kind, Keepers(c.Group)) {
		return nil, errForbidden
	}
	out := []Wording{}
	for _, id := range c.Before {
		r, err := s.options.Log.ByID(ctx, h.Stream, id)
		if err != nil {
			return nil, err
		}
		var was Comment
		if r.Decode(&was) != nil {
			continue // erased since
		}
		out = append(out, Wording{N: r.N, At: r.At.UTC().Format("2006-01-02T15:04:05.000Z07:00"), Issue: was.Issue, Stance: was.Stance, Text: was.Text})
	}
	return out, nil
}
