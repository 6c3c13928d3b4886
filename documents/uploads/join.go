package uploads

import (
	"context"
	"errors"
	"io"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/journal"
)

// finish receives a file of which all parts are there, and lets go of them.
func (s *Uploads) finish(ctx context.Context, h *journal.Hall, actor congress.Actor, r Resumable) error {
	if _, ok := received(h, actor, r.Document, r.ID); !ok {
		if err := s.join(ctx, h, actor, r); err != nil {
			// Another server may have been quicker and have taken the parts away meanwhile.
			if refreshErr := h.Refresh(ctx); refreshErr != nil {
				return refreshErr
			}
			if _, ok := received(h, actor, r.Document, r.ID); !ok {
				if typeRefusal(err) {
					err = errors.Join(err, s.dropParts(ctx, h, r.Document, r.ID))
				}
				return err
			}
		}
	}
	return s.dropParts(ctx, h, r.Document, r.ID)
}

// join receives the parts as one file.
func (s *Uploads) join(ctx context.Context, h *journal.Hall, actor congress.Actor, r Resumable) error {
	now, parts, err := s.resumable(ctx, h, r.Document, r.ID)
	if err != nil {
		return err
	}
	if now.Offset != now.Size {
		return congress.Wrap(errors.New("the upload is being received elsewhere"), congress.Unavailable, messages.StorageUnavailable)
	}
	body := &joined{ctx: ctx, blobs: s.files, parts: parts}
	defer body.close()
	_, err = s.Receive(ctx, h, actor, Receive{ID: congress.RecordID(r.ID), Derived: true, Document: r.Document, Name: r.Name, Note: r.Note, AnnexTo: r.AnnexTo, Size: r.Size, Body: body, Metadata: r.Metadata})
	return err
}

// joined reads parts one after another.
type joined struct {
	ctx   context.Context //nolint:containedctx // of the one request that reads
	blobs blobs.Store
	parts []blobs.Info
	now   io.ReadCloser
}

func (j *joined) Read(b []byte) (int, error) {
	for {
		if j.now == nil {
			if len(j.parts) == 0 {
				return 0, io.EOF
			}
			r, err := j.blobs.Open(j.ctx, j.parts[0].Key, 0, -1)
			if err != nil {
				return 0, err
			}
			j.now, j.parts = r, j.parts[1:]
		}
		n, err := j.now.Read(b)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		j.close()
		if n > 0 {
			return n, nil
		}
	}
}

func (j *joined) close() {
	if j.now != nil {
		_ = j.now.Close()
		j.now = nil
	}
}
