package documents

import (
	"context"
	"strings"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/journal"
	"plenum/wording"
)

// Recall takes a document back from everybody for good. From its record on it is not served; then
// its files and every earlier text of it are erased. If that breaks off (the error is Unavailable),
// the document stays recalled and FinishRecalls erases the rest. Other documents' files with the
// same bytes stay what they are, and are named in the record: the file may belong there. The actor
// needs RecallDocuments. Errors: Invalid "reason_missing", NotFound, Stale, Forbidden.
func (s *Register) Recall(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, reason string) (journal.Result, error) {
	reason = wording.Paragraphs(reason)
	if err := CheckReason(reason); err != nil {
		return journal.Result{}, err
	}
	return s.recall(ctx, h, actor, c, func(_ *journal.Tx, d *Document) (Recall, error) { return Recall{Reason: reason}, nil })
}

// recallTo recalls a document because it is a state secret, and leaves a paper-only line. Other
// documents' files with the same bytes are withheld, because they are that secret too.
func (s *Register) recallTo(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, to congress.Classification, reason string, line PaperLine) (journal.Result, error) {
	return s.recall(ctx, h, actor, c, func(tx *journal.Tx, d *Document) (Recall, error) {
		line.Number, line.Classification = d.Number, to
		line, err := line.clean(tx)
		d.Classification = to
		return Recall{Reason: reason, Line: &line}, err
	})
}

func (s *Register) recall(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, f func(*journal.Tx, *Document) (Recall, error)) (journal.Result, error) {
	res, err := s.change(ctx, h, actor, c, operation{auth.RecallDocuments, Recalled}, func(tx *journal.Tx, d *Document, _ *congress.Record) (congress.Audience, error) {
		if d.State == Recalled {
			return congress.Audience{}, ErrRecalled
		}
		recall, err := f(tx, d)
		if err != nil {
			return congress.Audience{}, err
		}
		recall.Twins = twinsOf(tx.All(congress.KindUpload), c.Document)
		recall.At, recall.By = congress.AsKept(s.options.Now()), actor.Account
		// The number stays, for the ledger; the title may be what should not have been seen.
		*d = Document{Entry: Entry{Number: d.Number, Classification: d.Classification}, State: Recalled, Versions: []Version{}, Recall: &recall}
		return Organizers(), nil
	})
	if err != nil {
		return res, err
	}
	if err := s.erase(ctx, h, c.Document); err != nil {
		return res, err
	}
	return res, nil
}

// FinishRecalls erases what recalls and rejections that broke off have left, and files with a
// virus, in one congress. Call it when the server starts; doing it again does nothing.
func (s *Register) FinishRecalls(ctx context.Context, h *journal.Hall) error {
	for r := range h.All(ServerActor(h), congress.KindUpload) {
		if err := s.EraseRejected(ctx, h, r.Object); err != nil {
			return err
		}
		if err := s.EraseInfected(ctx, h, r.Object); err != nil {
			return err
		}
	}
	for r := range h.All(ServerActor(h), congress.KindDocument) {
		if err := s.erase(ctx, h, r.Object); err != nil {
			return err
		}
	}
	for r := range h.All(ServerActor(h), congress.KindPaper) {
		if err := s.erasePaperTitles(ctx, h, r); err != nil {
			return err
		}
	}
	return nil
}

// erase removes the files of a recalled document, then its uploads, then its earlier bodies, and at
// last notes that it is done. Each step can be done again, also by two servers at once; a document
// that is not recalled, or is erased already, it leaves alone.
func (s *Register) erase(ctx context.Context, h *journal.Hall, document congress.ObjectID) error {
	d, _, err := s.Get(h, ServerActor(h), document)
	if err != nil || d.State != Recalled || d.Recall.Erased != nil {
		return err
	}
	if err := s.putLine(ctx, h, document, d.Recall.Line); err != nil {
		return err
	}
	if d.Classification.Secret() {
		if err := s.withhold(ctx, h, d.Recall); err != nil {
			return err
		}
	}
	for r := range h.All(ServerActor(h), congress.KindUpload) {
		var u Upload
		if err := r.Decode(&u); err != nil {
			return err
		}
		if u.Document == document {
			if err := s.eraseUpload(ctx, h, r.Object, u); err != nil {
				return err
			}
		}
	}
	if err := s.files.EraseFolder(ctx, blobs.Folder(h.Stream, document)); err != nil {
		return err
	}
	s.files.Forget(blobs.Folder(h.Stream, document))
	if err := h.EraseBodies(ctx, document); err != nil {
		return err
	}
	_, err = s.change(ctx, h, ServerActor(h), Change{ID: s.NewID(), Document: document}, operation{auth.RecallDocuments, Recalled},
		func(_ *journal.Tx, d *Document, _ *congress.Record) (congress.Audience, error) {
			if d.Recall.Erased == nil {
				now := congress.AsKept(s.options.Now())
				recall := *d.Recall
				recall.Erased, recall.Line = &now, nil
				d.Recall = &recall
			}
			return Organizers(), nil
		})
	return err
}

// eraseUpload takes away the file, then what the upload said of it, then the
// upload. While earlier bodies stand the upload stands too, so that whoever
// goes on after a crash finds it.
func (s *Register) eraseUpload(ctx context.Context, h *journal.Hall, id congress.ObjectID, u Upload) error {
	if err := s.deleteBlobs(ctx, h.Stream, id, u); err != nil {
		return err
	}
	steps := []journal.Draft{
		{Object: id, Audience: Organizers(), Body: Upload{Document: u.Document, Ingest: Failed, Reason: messages.Recalled.String()}},
		{Object: id, Op: congress.Erase},
	}
	for _, draft := range steps {
		_, err := s.Commit(ctx, h, journal.Request{
			ID: s.NewID(), Kind: congress.KindUpload, Actor: ServerActor(h),
			Make: func(tx *journal.Tx) (journal.Draft, error) {
				if _, ok := tx.Get(id); !ok {
					return draft, congress.ErrNotFound // another server was quicker
				}
				return draft, nil
			},
		})
		if congress.KindOf(err) == congress.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if err := h.EraseBodies(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// ResumableLife is how long an upload that can be resumed may take, from its creation.
const ResumableLife = 24 * time.Hour

// Sweep deletes the files of a congress that no record names and that are older than age: attempts
// that broke off between bytes and record; and, however old, those of documents whose recall is
// finished, and pictures of files that may have none, such as one whose drawing a recall overtook.
// It answers how many. Files of a time that Options.Keep names stay, and in a congress that is
// damaged, or has lost a record of a file to damage, nothing is deleted.
func (s *Register) Sweep(ctx context.Context, h *journal.Hall, age time.Duration) (int, error) {
	if len(h.Damage()) > 0 || h.Lost(congress.KindUpload, congress.KindDocument, congress.KindLost) {
		return 0, nil // the record that names a file may be the one that was lost
	}
	named, drawn, recalled := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for r := range h.All(ServerActor(h), congress.KindDocument) {
		var d Document
		if err := r.Decode(&d); err != nil {
			return 0, err
		}
		recalled[blobs.Folder(h.Stream, r.Object)] = d.State == Recalled && d.Recall.Erased != nil
	}
	for r := range h.All(ServerActor(h), congress.KindUpload) {
		var u Upload
		if err := r.Decode(&u); err != nil {
			return 0, err
		}
		for _, key := range u.Keys() {
			named[key] = true
		}
		if _, _, err := Drawable(h, r.Object); err == nil {
			drawn[blobs.Pictures(h.Stream, u.Document, r.Object)] = true
		}
	}
	return s.files.DeleteWhere(ctx, blobs.Folders(h.Stream), func(b blobs.Info) bool {
		if recalled[blobs.FolderOf(b.Key)] {
			return true
		}
		parts := strings.Contains(b.Key, "/parts/")
		picture := strings.Contains(b.Key, "/pictures/")
		switch {
		case named[b.Key], picture && drawn[b.Key[:strings.LastIndexByte(b.Key, '/')+1]]:
			return false
		case !parts && s.options.Keep != nil && s.options.Keep(b.Modified): // at whatever age: it is told of them too
			return false
		case picture:
			return true
		case parts: // an upload that has just come to its end is still being received
			return s.options.Now().Sub(b.Modified) > max(age, ResumableLife+time.Hour)
		}
		return s.options.Now().Sub(b.Modified) > age
	})
}
