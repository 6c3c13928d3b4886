package discussion

import (
	"context"
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// asBefore is the actor with the groups that they belonged to, for what was written then and comes
// now.
func asBefore(tx *journal.Tx, actor congress.Actor) congress.Actor {
	m, _ := tx.Member(actor.Member)
	actor.Groups = slices.Concat(actor.Groups, m.Former)
	return actor
}

// editLate keeps the words of an edit that was made offline and found the thread closed, its
// minutes sealed, or its author in another group: they wait in the late tray as a comment of their
// own, which says what it would have changed. Attachments of the refused edit stay with the late
// comment.
func (s *Service) editLate(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, object congress.ObjectID, words Words, beyond []Quote) (journal.Result, error) {
	res, err := h.Commit(ctx, journal.Request{ID: c.ID, Kind: congress.KindComment, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, auth.PostComments)
		if err != nil {
			return journal.Draft{}, err
		}
		r, ok := tx.Get(object)
		var was Comment
		if !ok || r.Kind != congress.KindComment || r.Decode(&was) != nil || was.Author == "" || was.Author != actor.Member {
			return journal.Draft{}, congress.ErrNotFound
		}
		if _, exists := tx.Get(congress.ObjectID(c.ID)); exists {
			return journal.Draft{}, errIDReused
		}
		author := asBefore(tx, actor)
		t, err := s.thread(tx, author, was.Discussion, was.Group)
		if err != nil {
			return journal.Draft{}, err
		}
		words.Attached = slices.DeleteFunc(slices.Clone(words.Attached), func(a congress.ObjectID) bool { return slices.Contains(was.Attached, a) })
		late := Comment{
			Discussion: was.Discussion, Group: was.Group, Author: actor.Member, ReplyTo: was.ReplyTo, Quotes: was.Quotes, Mentions: was.Mentions,
			Written: c.Written, Edits: object, Late: &Late{State: LateWaiting},
		}
		if err := s.say(tx, author, t, &late, words, beyond); err != nil {
			return journal.Draft{}, err
		}
		return draft(t, congress.ObjectID(c.ID), late), nil
	}})
	if err != nil {
		return res, err
	}
	var made Comment
	if res.Record.Decode(&made) != nil || made.Edits != object || res.Record.Object != congress.ObjectID(c.ID) {
		return journal.Result{}, errIDReused
	}
	return res, s.reveal(ctx, h, res)
}
