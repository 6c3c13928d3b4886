package documents

import (
	"bufio"
	"context"
	"io"
	"iter"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Attachment says with whose comment a document came.
type Attachment struct {
	By congress.MemberID `json:"by"`
}

// Attached is a file on its way in for a comment; its record id becomes the document's id.
type Attached struct {
	ID   congress.RecordID
	Name string
	Size int64 // -1: not known
	Body io.Reader
}

// MaxAttachment is the size of an attachment in bytes, unless the server takes smaller files only.
const MaxAttachment = 50 << 20

// maxAttachments is how many a member may have in a congress.
const maxAttachments = 200

// Attach takes a file in that a member wants to say something with. It goes
// the way of every file: its type is checked, it is read for viruses and markings of state secrets, and when it is ready it
// is published by itself, to its member alone until Reveal says otherwise; one that is quarantined waits for an organizer. The same
// file under the same id again stores nothing and answers the same. Whether the actor may say something is asked before. Errors: as of Receive; Conflict "too_many_attachments".
func (s *Service) Attach(ctx context.Context, h *journal.Hall, actor congress.Actor, in Attached) (AttachmentState, error) {
	name, err := CleanName(in.Name)
	if err != nil {
		return AttachmentState{}, err
	}
	if in.Size > MaxAttachment {
		return AttachmentState{}, errFileTooLarge
	}
	if err := s.nameFault(name); err != nil {
		return AttachmentState{}, err
	}
	// The type is looked at before anything stands of the attachment.
	body := bufio.NewReaderSize(in.Body, sniffLength)
	document := congress.ObjectID(in.ID)
	if _, err := h.Get(server(h), document); err != nil {
		if err := s.files.Room(in.Size, in.Size); err != nil {
			return AttachmentState{}, err
		}
		held, err := s.expect(h, server(h), Receive{ID: congress.RecordID(attachedUpload(document)), Size: in.Size, For: actor})
		if err != nil {
			return AttachmentState{}, err
		}
		held.end()
		if head, _ := body.Peek(sniffLength); len(head) > 0 {
			if _, fault := sniff(head, name); typeFault(fault) != nil {
				return AttachmentState{}, typeFault(fault)
			}
		}
	}
	_, err = s.commit(ctx, h, server(h), Change{ID: in.ID}, auth.EditDocuments, func(tx *journal.Tx, _ congress.Actor) (journal.Draft, error) {
		if _, exists := tx.Get(document); exists {
			return journal.Draft{}, errIDReused
		}
		of := 0
		for r := range tx.All(congress.KindDocument) {
			var d Document
			if r.Decode(&d) == nil && d.Attachment != nil && d.Attachment.By == actor.Member {
				of++
			}
		}
		if of >= maxAttachments {
			return journal.Draft{}, errAttachments
		}
		return journal.Draft{Object: document, Audience: organizers(), Body: Document{
			Register: Register{Title: name, Classification: congress.InternalUse}, State: Draft, Versions: []Version{},
			Audience: &congress.Audience{Members: []congress.MemberID{actor.Member}}, Attachment: &Attachment{By: actor.Member},
		}}, nil
	})
	if err != nil {
		return AttachmentState{}, err
	}
	if _, err := s.AttachmentState(h, actor, document); err != nil {
		return AttachmentState{}, errIDReused
	}
	upload := attachedUpload(document)
	if _, err = s.Receive(ctx, h, server(h), Receive{
		ID: congress.RecordID(upload), Derived: true, Document: document, Name: name, Size: in.Size, Body: &atMost{body, MaxAttachment}, For: actor,
	}); err != nil {
		return AttachmentState{}, err
	}
	s.publishAttached(ctx, h, upload)
	return s.AttachmentState(h, actor, document)
}

// atMost is a body that is refused when it is longer.
type atMost struct {
	r    io.Reader
	left int64
}

func (a *atMost) Read(b []byte) (int, error) {
	n, err := a.r.Read(b)
	if a.left -= int64(n); a.left < 0 {
		return 0, errFileTooLarge
	}
	return n, err
}

// attachedUpload is the upload of an attachment.
func attachedUpload(document congress.ObjectID) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("attached", string(document)))
}

// AttachmentState is how far a member's attachment is.
type AttachmentState struct {
	Document congress.ObjectID `json:"document"`
	Ingest   Ingest            `json:"ingest"`
	Reason   string            `json:"reason,omitempty"` // a code, when it failed
	State    State             `json:"state"`
}

// AttachmentState tells the member who attached the document, and nobody else. Errors: NotFound.
func (s *Service) AttachmentState(h *journal.Hall, actor congress.Actor, document congress.ObjectID) (AttachmentState, error) {
	d, _, err := s.Get(h, server(h), document)
	if err != nil || d.Attachment == nil || actor.Member == "" || d.Attachment.By != actor.Member {
		return AttachmentState{}, congress.ErrNotFound
	}
	out := AttachmentState{Document: document, Ingest: Receiving, State: d.State}
	var u Upload
	if r, err := h.Get(server(h), attachedUpload(document)); err == nil && r.Decode(&u) == nil {
		out.Ingest, out.Reason = u.Ingest, u.Reason
	}
	return out, nil
}

// publishAttached publishes the attachment whose file it is, if that is ready now. What cannot be done for now, Resume does.
func (s *Service) publishAttached(ctx context.Context, h *journal.Hall, upload congress.ObjectID) {
	var u Upload
	r, err := h.Get(server(h), upload)
	if err != nil || r.Decode(&u) != nil || u.Ingest != Ready {
		return
	}
	d, _, err := s.Get(h, server(h), u.Document)
	if err != nil || d.Attachment == nil || d.State != Draft {
		return
	}
	id := congress.RecordID(congress.DerivedUUID("attached", string(upload)))
	if _, err := s.Publish(ctx, h, server(h), Change{ID: id, Derived: true, Document: u.Document}, upload, nil); err != nil {
		s.options.Log.Warn("an attachment was not published", "congress", string(h.Stream), "document", string(u.Document), "error", err)
	}
}

// Reveal says for whom attachments are now: for those who read the comment that
// carries them, as it is at this moment, besides the organizers; one that no comment carries is for its member alone. carried gives,
// of the comments, for whom the attachments in them are, of all or of one. What is no attachment is left as it is. Errors: Unavailable, Canceled.
func (s *Service) Reveal(ctx context.Context, h *journal.Hall, attachments []congress.ObjectID, carried func(comments iter.Seq[*congress.Record], one congress.ObjectID) map[congress.ObjectID]congress.Audience) error {
	if len(attachments) == 0 {
		return nil
	}
	now := carried(h.All(server(h), congress.KindComment), "")
	for _, document := range attachments {
		d, r, err := s.Get(h, server(h), document)
		if err != nil || d.Attachment == nil || d.State == Recalled || d.shownTo(r, d.readers(now, document)) {
			continue
		}
		_, err = s.change(ctx, h, server(h), Change{ID: s.newID(), Document: document}, operation{auth.EditDocuments, ""}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
			to := d.readers(carried(tx.All(congress.KindComment), document), document)
			switch {
			case d.State == Recalled:
				return old.Audience, nil
			case d.State.read():
				return d.open(old, inEffect(to, d.Classification)), nil
			}
			d.Audience = &to
			return organizers(), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readers is for whom the attachment is to be: for who reads the comment that carries it, or for who attached it.
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

// PageText gives the text of a page of a version's file to who may see the document,
// so that a passage can be quoted. It is empty where the page has none. Errors: NotFound; Conflict "restricted_watermarked_only"; Unavailable; Canceled.
func (s *Service) PageText(ctx context.Context, h *journal.Hall, actor congress.Actor, f VersionFile, page int) (string, error) {
	d, _, err := s.Get(h, actor, f.Document)
	switch {
	case err != nil:
		return "", err
	case d.Classification == congress.Restricted:
		return "", errWatermarkedOnly
	}
	file, ok := d.fileOf(f.Version, f.Annex)
	if !ok {
		return "", congress.ErrNotFound
	}
	pages, err := s.text(ctx, h, f.Document, file)
	switch {
	case err != nil:
		return "", err
	case page < 1 || page > max(len(pages), 1):
		return "", congress.ErrNotFound
	case len(pages) == 0:
		return "", nil
	}
	return pages[page-1], s.audit.note(ctx, h.Stream, accessOf(actor, f, ReadText), false)
}
