package uploads

import (
	"bufio"
	"context"
	"io"

	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// Attached is a file on its way in for a comment; its record id becomes the document's id.
type Attached struct {
	ID   congress.RecordID
	Name string
	Size int64 // -1: not known
	Body io.Reader
}

// MaxAttachment is the size of an attachment in bytes, unless the server takes smaller files only.
const MaxAttachment = 50 << 20

// Attach takes a file in that a member wants to say something with. It goes the way of every file:
// its type is checked, it is read for viruses and markings of state secrets, and when it is ready
// it is published by itself, to its member alone until Reveal says otherwise; one that is
// quarantined waits for an organizer. The same file under the same id again stores nothing and
// answers the same. Whether the actor may say something is asked before. Errors: as of Receive;
// Conflict "too_many_attachments".
func (s *Uploads) Attach(ctx context.Context, h *journal.Hall, actor congress.Actor, in Attached) (AttachmentState, error) {
	name, err := documents.CleanName(in.Name)
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
	if _, err := h.Get(documents.ServerActor(h), document); err != nil {
		if err := s.files.Room(in.Size, in.Size); err != nil {
			return AttachmentState{}, err
		}
		held, err := s.expect(h, documents.ServerActor(h), Receive{ID: congress.RecordID(attachedUpload(document)), Size: in.Size, For: actor})
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
	_, err = s.register.DraftAttachment(ctx, h, in.ID, actor.Member, name)
	if err != nil {
		return AttachmentState{}, err
	}
	if _, err := s.AttachmentState(h, actor, document); err != nil {
		return AttachmentState{}, documents.ErrIDReused
	}
	upload := attachedUpload(document)
	if _, err = s.Receive(ctx, h, documents.ServerActor(h), Receive{
		ID: congress.RecordID(upload), Derived: true, Document: document, Name: name, Size: in.Size, Body: &atMost{body, MaxAttachment}, For: actor,
	}); err != nil {
		return AttachmentState{}, err
	}
	s.register.PublishAttached(ctx, h, upload)
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
	Ingest   documents.Ingest  `json:"ingest"`
	Reason   string            `json:"reason,omitempty"` // a code, when it failed
	State    documents.State   `json:"state"`
}

// AttachmentState tells the member who attached the document, and nobody else. Errors: NotFound.
func (s *Uploads) AttachmentState(h *journal.Hall, actor congress.Actor, document congress.ObjectID) (AttachmentState, error) {
	d, _, err := s.register.Get(h, documents.ServerActor(h), document)
	if err != nil || d.Attachment == nil || actor.Member == "" || d.Attachment.By != actor.Member {
		return AttachmentState{}, congress.ErrNotFound
	}
	out := AttachmentState{Document: document, Ingest: documents.Receiving, State: d.State}
	var u documents.Upload
	if r, err := h.Get(documents.ServerActor(h), attachedUpload(document)); err == nil && r.Decode(&u) == nil {
		out.Ingest, out.Reason = u.Ingest, u.Reason
	}
	return out, nil
}
