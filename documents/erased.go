package documents

import (
	"context"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

var (
	reasonRejected = messages.Rejected.String()  // an organizer decided that it is a state secret; its bytes are erased
	ReasonErasing  = messages.Rejecting.String() // the same, and the erasure is not finished
)

// EraseRejected removes a rejected file, then what its records said of it; what stays is that a
// file came, and who decided what and why. Each step can be done again, also by two servers at
// once.
func (s *Register) EraseRejected(ctx context.Context, h *journal.Hall, upload congress.ObjectID) error {
	r, err := h.Get(ServerActor(h), upload)
	var u Upload
	if err != nil || r.Decode(&u) != nil || u.Reason != ReasonErasing {
		return nil //nolint:nilerr // erased since, with its document
	}
	if err := s.deleteBlobs(ctx, h.Stream, upload, u); err != nil {
		return err
	}
	left := Upload{Document: u.Document, By: u.By, Ingest: Failed, Reason: ReasonErasing, Read: u.Read, Decision: u.Decision}
	if err := s.replaceRejected(ctx, h, upload, left); err != nil {
		return err
	}
	if err := h.EraseBodies(ctx, upload); err != nil {
		return err
	}
	left.Reason = reasonRejected
	return s.replaceRejected(ctx, h, upload, left)
}

func (s *Register) replaceRejected(ctx context.Context, h *journal.Hall, upload congress.ObjectID, left Upload) error {
	_, err := s.Commit(ctx, h, journal.Request{ID: s.NewID(), Kind: congress.KindUpload, Actor: ServerActor(h), Make: func(tx *journal.Tx) (journal.Draft, error) {
		r, ok := tx.Get(upload)
		var now Upload
		if !ok || r.Decode(&now) != nil || now.Reason != ReasonErasing {
			return journal.Draft{}, congress.ErrNotFound
		}
		return journal.Draft{Object: upload, Audience: Organizers(), Body: left}, nil
	}})
	if congress.KindOf(err) == congress.NotFound {
		return nil
	}
	return err
}

// EraseInfected removes the bytes of a file with a virus. Its record stays, for organizers to know
// which file it was; it can be done again, also by two servers at once, and leaves other files
// alone.
func (s *Register) EraseInfected(ctx context.Context, h *journal.Hall, upload congress.ObjectID) error {
	r, err := h.Get(ServerActor(h), upload)
	var u Upload
	if err != nil || r.Decode(&u) != nil || !u.Infected() {
		return nil //nolint:nilerr // erased since, with its document
	}
	if err := s.deleteBlobs(ctx, h.Stream, upload, u); err != nil {
		return err
	}
	_, err = s.Commit(ctx, h, journal.Request{ID: s.NewID(), Kind: congress.KindUpload, Actor: ServerActor(h), Make: func(tx *journal.Tx) (journal.Draft, error) {
		r, ok := tx.Get(upload)
		var u Upload
		if !ok || r.Decode(&u) != nil || !u.Infected() {
			return journal.Draft{}, congress.ErrNotFound
		}
		u.Blob, u.Text, u.PDF = "", "", nil
		return journal.Draft{Object: upload, Audience: Organizers(), Body: u}, nil
	}})
	if congress.KindOf(err) == congress.NotFound {
		return nil
	}
	return err
}

// Infected reports whether the file carries a virus and its bytes may still be in the store.
func (u *Upload) Infected() bool { return u.Virus != "" && u.Blob != "" }
