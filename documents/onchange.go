package documents

import (
	"context"

	"plenum/congress"
	"plenum/documents/blobs"
	"plenum/journal"
)

// Listener is told of a record of a document or an upload. It goes by what the object is now where
// that matters: the record may have been followed by others.
type Listener func(ctx context.Context, h *journal.Hall, r *congress.Record)

// OnChange has f told of each record of a document or an upload that this server commits: once the
// record is durable and in the hall, before whoever asked for the change has an answer, and after
// those that asked to be told earlier. A request that is sent again tells of its record again,
// because this server may not have heard that it stands; so telling twice must do no harm. Records
// of other servers are not told. Ask before the register is used.
func (s *Register) OnChange(f Listener) { s.listeners = append(s.listeners, f) }

// Commit commits a record of a document or an upload, and tells of it.
func (s *Register) Commit(ctx context.Context, h *journal.Hall, r journal.Request) (journal.Result, error) {
	res, err := h.Commit(ctx, r)
	if err == nil {
		for _, told := range s.listeners {
			told(ctx, h, res.Record)
		}
	}
	return res, err
}

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

// UploadIn is what a record says of an upload; false when it says nothing of any.
func UploadIn(r *congress.Record) (u Upload, ok bool) {
	return u, r.Kind == congress.KindUpload && r.Body != nil && r.Decode(&u) == nil
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
