package documents

import (
	"context"
	"strings"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Recall takes a document back from everybody for good. From its record on it
// is not served; then its files and every earlier text of it are erased. If
// that breaks off (the error is Unavailable), the document stays recalled and FinishRecalls erases the rest.
// The actor needs RecallDocuments. Errors: Invalid "reason_missing", NotFound, Stale, Forbidden.
func (s *Service) Recall(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, reason string) (journal.Result, error) {
	reason = strings.TrimSpace(reason)
	if err := checkReason(reason); err != nil {
		return journal.Result{}, err
	}
	res, err := s.change(ctx, h, actor, c, auth.RecallDocuments, func(_ *journal.Tx, d *Document, _ *congress.Record) (congress.Audience, error) {
		if d.State == Recalled {
			return congress.Audience{}, errRecalled
		}
		// What stays is the number, for the ledger; the title may be what should not have been seen.
		*d = Document{
			Register: Register{Number: d.Number, Classification: d.Classification}, State: Recalled, Versions: []Version{},
			Recall: &Recall{Reason: reason, At: s.options.Now().UTC().Truncate(time.Millisecond)},
		}
		return organizers(), nil
	})
	if err != nil {
		return res, err
	}
	if err := s.erase(ctx, h, actor.Congress, c.Document); err != nil {
		return res, err
	}
	return res, nil
}

// FinishRecalls erases what recalls that broke off have left, in one
// congress. Call it when the server starts; doing it again does nothing.
func (s *Service) FinishRecalls(ctx context.Context, h *journal.Hall) error {
	id := congress.CongressID(h.Stream)
	for r := range h.All(auth.ServerActor(id), congress.KindDocument) {
		var d Document
		if err := r.Decode(&d); err != nil {
			return err
		}
		if d.State == Recalled && d.Recall.Erased == nil {
			if err := s.erase(ctx, h, id, r.Object); err != nil {
				return err
			}
		}
	}
	return nil
}

// erase removes the files, then the uploads, then the earlier bodies, and at last notes that it is done; each step can be done again.
func (s *Service) erase(ctx context.Context, h *journal.Hall, id congress.CongressID, document congress.ObjectID) error {
	server := auth.ServerActor(id)
	for r := range h.All(server, congress.KindUpload) {
		var u Upload
		if err := r.Decode(&u); err != nil {
			return err
		}
		if u.Document != document {
			continue
		}
		if err := s.options.Blobs.Delete(ctx, u.Blob); err != nil {
			return err
		}
		if _, err := h.Commit(ctx, journal.Request{
			ID: congress.RecordID(congress.NewUUID(s.options.Now())), Kind: congress.KindUpload, Actor: server,
			Make: func(*journal.Tx) (journal.Draft, error) {
				return journal.Draft{Object: r.Object, Op: congress.Erase}, nil
			},
		}); err != nil {
			return err
		}
		if err := h.EraseBodies(ctx, r.Object); err != nil {
			return err
		}
	}
	if err := h.EraseBodies(ctx, document); err != nil {
		return err
	}
	_, err := s.change(ctx, h, server, Change{ID: congress.RecordID(congress.NewUUID(s.options.Now())), Document: document}, auth.RecallDocuments,
		func(_ *journal.Tx, d *Document, _ *congress.Record) (congress.Audience, error) {
			now := s.options.Now().UTC().Truncate(time.Millisecond)
			d.Recall.Erased = &now
			return organizers(), nil
		})
	return err
}

// Sweep deletes the files of a congress that no record names and that are
// older than age: attempts that broke off between bytes and record. It answers how many.
func (s *Service) Sweep(ctx context.Context, h *journal.Hall, age time.Duration) (int, error) {
	id := congress.CongressID(h.Stream)
	named := map[string]bool{}
	for r := range h.All(auth.ServerActor(id), congress.KindUpload) {
		var u Upload
		if err := r.Decode(&u); err != nil {
			return 0, err
		}
		named[u.Blob] = true
	}
	swept, after := 0, ""
	for {
		list, err := s.options.Blobs.List(ctx, "files/"+string(id)+"/", after, 1000)
		if err != nil || len(list) == 0 {
			return swept, err
		}
		for _, b := range list {
			after = b.Key
			if !named[b.Key] && s.options.Now().Sub(b.Modified) > age {
				if err := s.options.Blobs.Delete(ctx, b.Key); err != nil {
					return swept, err
				}
				swept++
			}
		}
	}
}
