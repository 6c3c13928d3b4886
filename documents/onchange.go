package documents

import (
	"context"

	"plenum/congress"
	"plenum/documents/blobs"
	"plenum/journal"
)

// NotGiven is the document whose files are not given as they are any more by what the record says:
// it was recalled or restricted, or one of its files is withheld. "" when there is none.
func NotGiven(r *congress.Record) congress.ObjectID {
	switch r.Kind {
	case congress.KindDocument:
		var d Document
		if r.Body != nil && r.Decode(&d) == nil && (d.State == Recalled || d.Classification == congress.Restricted || d.Classification.Secret()) {
			return r.Object
		}
	case congress.KindUpload:
		if u, ok := UploadIn(r); ok && u.Ingest == Quarantined {
			return u.Document
		}
	}
	return ""
}

// DropFromCache lets go of the cached bytes of files that are not given any more.
func (s *Register) DropFromCache(_ context.Context, h *journal.Hall, r *congress.Record) {
	if document := NotGiven(r); document != "" {
		s.files.Forget(blobs.Folder(h.Stream, document))
	}
}

// PlanPublication has an approved file published at its time.
func (s *Register) PlanPublication(_ context.Context, h *journal.Hall, r *congress.Record) {
	if u, ok := UploadIn(r); ok && u.Review.comes() {
		s.planned.put(Job{h.Stream, r.Object}, *u.Review.Publish)
	}
}

// PublishReady publishes an attachment whose file became ready.
func (s *Register) PublishReady(ctx context.Context, h *journal.Hall, r *congress.Record) {
	if u, ok := UploadIn(r); ok && u.Ingest == Ready {
		s.PublishAttached(ctx, h, r.Object)
	}
}
