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
// of other servers are not told. Ask before the service is used.
func (s *Service) OnChange(f Listener) { s.listeners = append(s.listeners, f) }

// follow is the list of what happens after a publication, a recall, an undo, or any other change,
// in this order. Only the erasing of a recall is not here, because it can fail: see erase.
func (s *Service) follow() {
	s.OnChange(s.dropFromIndex)   // the search has no text of what is not given as it is any more
	s.OnChange(s.dropFromCache)   // nor has the cache its bytes
	s.OnChange(s.queueFile)       // a file that waits to be read is read
	s.OnChange(s.planPublication) // an approved file is published at its time
	s.OnChange(s.drawChanged)     // pictures are drawn of a file that became ready or was published
	s.OnChange(s.publishReady)    // an attachment whose file became ready is published
}

// commitAndTell commits a record of a document or an upload, and tells of it.
func (s *Service) commitAndTell(ctx context.Context, h *journal.Hall, r journal.Request) (journal.Result, error) {
	res, err := h.Commit(ctx, r)
	if err == nil {
		for _, told := range s.listeners {
			told(ctx, h, res.Record)
		}
	}
	return res, err
}

// notGiven is the document whose files are not given as they are any more by what the record says:
// it was recalled or restricted, or one of its files is withheld. "" when there is none.
func notGiven(r *congress.Record) congress.ObjectID {
	switch r.Kind {
	case congress.KindDocument:
		var d Document
		if r.Body != nil && r.Decode(&d) == nil && (d.State == Recalled || d.Classification == congress.Restricted || d.Classification.Secret()) {
			return r.Object
		}
	case congress.KindUpload:
		if u, ok := uploadIn(r); ok && u.Ingest == Quarantined {
			return u.Document
		}
	}
	return ""
}

// uploadIn is what a record says of an upload; false when it says nothing of any.
func uploadIn(r *congress.Record) (u Upload, ok bool) {
	return u, r.Kind == congress.KindUpload && r.Body != nil && r.Decode(&u) == nil
}

func (s *Service) dropFromIndex(_ context.Context, h *journal.Hall, r *congress.Record) {
	if document := notGiven(r); document != "" {
		s.catalogues.forget(h.Stream, document)
	}
}

func (s *Service) dropFromCache(_ context.Context, h *journal.Hall, r *congress.Record) {
	if document := notGiven(r); document != "" {
		s.files.Forget(blobs.Folder(h.Stream, document))
	}
}

func (s *Service) queueFile(_ context.Context, h *journal.Hall, r *congress.Record) {
	if u, ok := uploadIn(r); ok && u.Ingest == Checking && s.options.Read != nil {
		s.waiting.add(job{h.Stream, r.Object})
	}
}

func (s *Service) planPublication(_ context.Context, h *journal.Hall, r *congress.Record) {
	if u, ok := uploadIn(r); ok && u.Review.comes() {
		s.planned.put(job{h.Stream, r.Object}, *u.Review.Publish)
	}
}

func (s *Service) drawChanged(_ context.Context, h *journal.Hall, r *congress.Record) {
	if u, ok := uploadIn(r); ok && u.Ingest == Ready && u.Review == nil { // with a review it was ready before
		s.drawFirst(h, r.Object)
	}
	if r.Kind == congress.KindDocument {
		s.drawPublished(h, r)
	}
}

func (s *Service) publishReady(ctx context.Context, h *journal.Hall, r *congress.Record) {
	if u, ok := uploadIn(r); ok && u.Ingest == Ready {
		s.publishAttached(ctx, h, r.Object)
	}
}
