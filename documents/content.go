package documents

import (
	"context"
	"io"
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Content is a file that may be read.
type Content struct {
	File
	blobs Blobs
	key   string
}

// Open gives length bytes from offset; see Blobs.Open.
func (c Content) Open(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
	return c.blobs.Open(ctx, c.key, offset, length)
}

// Content gives the file of a version that the document's body lists to who
// may see the document; ErrNotFound for everybody else, and when the document is
// not published any more and the actor is no organizer.
func (s *Service) Content(h *journal.Hall, actor congress.Actor, document congress.ObjectID, version int) (Content, error) {
	d, _, err := s.Get(h, actor, document)
	if err != nil {
		return Content{}, err
	}
	i := slices.IndexFunc(d.Versions, func(v Version) bool { return v.Number == version })
	if d.State == Recalled || i < 0 {
		return Content{}, congress.ErrNotFound
	}
	// The upload is for organizers; whoever may see the document may read what was published of it.
	return s.file(h, auth.ServerActor(congress.CongressID(h.Stream)), document, d.Versions[i].Upload)
}

// UploadContent gives organizers a received file, published or not.
func (s *Service) UploadContent(h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (Content, error) {
	if d, _, err := s.Get(h, actor, document); err != nil || d.State == Recalled {
		return Content{}, congress.ErrNotFound
	}
	return s.file(h, actor, document, upload)
}

func (s *Service) file(h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (Content, error) {
	r, err := h.Get(actor, upload)
	var u Upload
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document || u.Blob == "" {
		return Content{}, congress.ErrNotFound
	}
	return Content{File: u.File, blobs: s.options.Blobs, key: u.Blob}, nil
}
