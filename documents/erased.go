package documents

import (
	"context"

	"plenum/congress"
	"plenum/documents/blobs"
	"plenum/journal"
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

// deleteBlobs removes everything that was made of an upload.
func (s *Register) deleteBlobs(ctx context.Context, stream congress.StreamID, id congress.ObjectID, u Upload) error {
	for _, key := range u.Keys() {
		s.files.Forget(key)
	}
	for _, key := range u.Keys() {
		if err := s.files.Erase(ctx, key); err != nil {
			return err
		}
	}
	for _, folder := range blobs.Made(stream, u.Document, id) {
		if err := s.files.EraseFolder(ctx, folder); err != nil {
			return err
		}
	}
	return nil
}

// hide deletes the pictures of a document that is restricted now. A picture that could not be
// deleted is given to nobody, and Sweep deletes it.
func (s *Register) hide(ctx context.Context, h *journal.Hall, document congress.ObjectID) error {
	d, _, err := s.Get(h, ServerActor(h), document)
	if err != nil || d.Classification != congress.Restricted {
		return err
	}
	_, err = s.files.DeleteWhere(ctx, blobs.AllPictures(h.Stream, document), func(blobs.Info) bool { return true })
	return err
}
