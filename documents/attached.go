package documents

import (
	"context"
	"iter"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// maxAttachments is how many a member may have in a congress.
const maxAttachments = 200

// DraftAttachment registers what a member attaches to a comment, for that member alone. Errors: as
// Create, and Conflict "too_many_attachments".
func (s *Register) DraftAttachment(ctx context.Context, h *journal.Hall, id congress.RecordID, by congress.MemberID, title string) (journal.Result, error) {
	document := congress.ObjectID(id)
	return s.commit(ctx, h, ServerActor(h), Change{ID: id}, auth.EditDocuments, func(tx *journal.Tx, _ congress.Actor) (journal.Draft, error) {
		if _, exists := tx.Get(document); exists {
			return journal.Draft{}, ErrIDReused
		}
		of := 0
		for r := range tx.All(congress.KindDocument) {
			var d Document
			if r.Decode(&d) == nil && d.Attachment != nil && d.Attachment.By == by {
				of++
			}
		}
		if of >= maxAttachments {
			return journal.Draft{}, errAttachments
		}
		return journal.Draft{Object: document, Audience: Organizers(), Body: Document{
			Entry: Entry{Title: title, Classification: congress.InternalUse}, State: Draft, Versions: []Version{},
			Audience: &congress.Audience{Members: []congress.MemberID{by}}, Attachment: &Attachment{By: by},
		}}, nil
	})
}

// PublishAttached publishes the attachment whose file it is, if that is ready now. Resume does
// later what cannot be done now.
func (s *Register) PublishAttached(ctx context.Context, h *journal.Hall, upload congress.ObjectID) {
	var u Upload
	r, err := h.Get(ServerActor(h), upload)
	if err != nil || r.Decode(&u) != nil || u.Ingest != Ready {
		return
	}
	d, _, err := s.Get(h, ServerActor(h), u.Document)
	if err != nil || d.Attachment == nil || d.State != Draft {
		return
	}
	id := congress.RecordID(congress.DerivedUUID("attached", string(upload)))
	if _, err := s.Publish(ctx, h, ServerActor(h), Change{ID: id, Derived: true, Document: u.Document}, upload, nil); err != nil {
		s.options.Log.Warn("an attachment was not published", "congress", string(h.Stream), "document", string(u.Document), "error", err)
	}
}

// Reveal says for whom attachments are now: for those who read the comment that carries them, as it
// is at this moment, besides the organizers; one that no comment carries is for its member alone.
// carried gives, of the comments, for whom the attachments in them are, of all or of one. Other
// records are left as they are. Errors: Unavailable, Canceled.
func (s *Register) Reveal(ctx context.Context, h *journal.Hall, attachments []congress.ObjectID, carried func(comments iter.Seq[*congress.Record], one congress.ObjectID) map[congress.ObjectID]congress.Audience) error {
	if len(attachments) == 0 {
		return nil
	}
	now := carried(h.All(ServerActor(h), congress.KindComment), "")
	for _, document := range attachments {
		d, r, err := s.Get(h, ServerActor(h), document)
		if err != nil || d.Attachment == nil || d.State == Recalled || d.shownTo(r, d.readers(now, document)) {
			continue
		}
		_, err = s.change(ctx, h, ServerActor(h), Change{ID: s.NewID(), Document: document}, operation{auth.EditDocuments, ""}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
			to := d.readers(carried(tx.All(congress.KindComment), document), document)
			switch {
			case d.State == Recalled:
				return old.Audience, nil
			case d.State.WithReaders():
				return d.open(old, inEffect(to, d.Classification)), nil
			}
			d.Audience = &to
			return Organizers(), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readers is for whom the attachment is to be: for who reads the comment that carries it, or for
// who attached it.
func (d *Document) readers(carried map[congress.ObjectID]congress.Audience, document congress.ObjectID) congress.Audience {
	if to, ok := carried[document]; ok {
		return to
	}
	return congress.Audience{Members: []congress.MemberID{d.Attachment.By}}
}

// shownTo reports whether the document is, or will be, for that audience.
func (d *Document) shownTo(r *congress.Record, to congress.Audience) bool {
	if d.Audience != nil {
		return d.Audience.Equal(to)
	}
	return r.Audience.Equal(inEffect(to, d.Classification))
}
