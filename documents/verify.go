package documents

import (
	"context"
	"fmt"

	"plenum/congress"
	"plenum/documents/blobs"
	"plenum/journal"
)

// Proof is what VerifyFiles found in one congress.
type Proof struct {
	Files  int      // whose bytes are what their records say
	Erased int      // recalled documents of which the store has no byte, under other documents neither
	Twins  []string // recalled documents whose bytes it has under other documents, a line each
	Begun  []string // keys of uploads that are under way, or were left by a server that died, of documents that may have files
	Faults []string // what is not so, a line each; they name ids and keys, never titles
	Unseen []Unseen // what was not looked at
}

// VerifyFiles reads every file that a record names and holds it to its size and SHA-256, and proves
// that the store has nothing of a recalled or classified document, neither files nor parts of
// uploads that never came to their end, of a file that was rejected, and of one with a virus. It
// changes nothing. It knows the other documents' files with the same bytes that stood at the
// recall; of a state secret they are a fault unless an organizer has released them since. A recall
// whose erasure broke off is a fault until it is finished.
//
// Proof has the faults, and all that was not looked at. The error is that the store is away: what
// the Proof says was found until then.
func (s *Register) VerifyFiles(ctx context.Context, h *journal.Hall) (Proof, error) {
	var p Proof
	if len(h.Damage()) > 0 {
		p.unseen("files and recalls of the damaged records of congress "+string(h.Stream), "nothing else says what those records named")
	}
	looked := map[string]bool{} // by key
	for r := range h.All(ServerActor(h), congress.KindUpload) {
		var u Upload
		if err := r.Decode(&u); err != nil {
			return p, err
		}
		if u.Reason == reasonRejected || u.Reason == ReasonErasing || u.Virus != "" {
			left, err := s.leftOf(ctx, h.Stream, r.Object, u)
			if err != nil {
				return p, err
			}
			for _, key := range left {
				looked[key] = true
				p.Faults = append(p.Faults, fmt.Sprintf("upload %s of document %s was rejected or has a virus, and the store has %s", r.Object, u.Document, key))
			}
			continue
		}
		if u.Blob == "" {
			continue
		}
		kept := []blobs.Stored{u.Main().Stored}
		if u.PDF != nil {
			kept = append(kept, u.PDF.Stored)
		}
		for _, file := range kept {
			looked[file.Key] = true
			fault, err := s.files.Fault(ctx, file)
			switch {
			case err != nil && (ctx.Err() != nil || s.files.Ping(ctx) != nil):
				return p, err
			case err != nil: // the store is there, and does not give this file
				p.unseen(fmt.Sprintf("the bytes of upload %s of document %s", r.Object, u.Document), "the store does not give them: "+cause(err))
			case fault != "":
				p.Faults = append(p.Faults, fmt.Sprintf("upload %s of document %s: %s", r.Object, u.Document, fault))
			default:
				p.Files++
			}
		}
	}
	begun, err := s.files.Begun(ctx, blobs.Folders(h.Stream))
	if err != nil {
		return p, err
	}
	left := map[string]string{} // by the folder of its document, a key
	for _, key := range begun {
		left[blobs.FolderOf(key)] = key
	}
	for r := range h.All(ServerActor(h), congress.KindDocument) {
		var d Document
		if err := r.Decode(&d); err != nil {
			return p, err
		}
		if key := left[blobs.Folder(h.Stream, r.Object)]; key != "" && (d.State == Recalled || d.Classification.Secret()) {
			p.Faults = append(p.Faults, fmt.Sprintf("document %s is recalled or classified, and the store has a part of an upload to %s", r.Object, key))
			delete(left, blobs.Folder(h.Stream, r.Object))
			continue
		}
		none := blobs.Folder(h.Stream, r.Object)
		switch {
		case d.State == Recalled || d.Classification.Secret():
		case d.Classification == congress.Restricted:
			none = blobs.AllPictures(h.Stream, r.Object)
		default:
			continue
		}
		stored, err := s.files.List(ctx, none, "", 1)
		if err != nil {
			return p, err
		}
		if len(stored) > 0 {
			p.Faults = append(p.Faults, fmt.Sprintf("document %s is recalled, classified or restricted, and the store has %s", r.Object, stored[0].Key))
			continue
		}
		if d.State == Recalled && p.twins(h, r.Object, d) || d.State != Recalled && d.Classification == congress.Restricted {
			continue
		}
		p.Erased++
	}
	for _, key := range begun {
		if left[blobs.FolderOf(key)] != "" {
			p.Begun = append(p.Begun, key)
		}
	}
	return p, s.unread(ctx, h.Stream, looked, &p)
}

// twins notes the twins of a recalled document that are kept, and reports whether there are any.
func (p *Proof) twins(h *journal.Hall, document congress.ObjectID, d Document) (kept bool) {
	for _, t := range d.Recall.Twins {
		u, ok := t.now(h)
		if !ok || u.Blob == "" {
			continue
		}
		kept = true
		line := fmt.Sprintf("document %s is recalled, and the store has the same bytes as upload %s of document %s", document, t.Upload, t.Document)
		if released := u.Decision != nil && u.Decision.Release && u.Decision.At.After(d.Recall.At); d.Classification.Secret() && !released {
			p.Faults = append(p.Faults, line)
		} else {
			p.Twins = append(p.Twins, line)
		}
	}
	return kept
}

// leftOf are blobs of an upload that is to have none; of each folder the first.
func (s *Register) leftOf(ctx context.Context, stream congress.StreamID, id congress.ObjectID, u Upload) (left []string, err error) {
	for _, at := range append(u.Keys(), blobs.Made(stream, u.Document, id)...) {
		list, err := s.files.List(ctx, at, "", 1)
		if err != nil {
			return nil, err
		}
		for _, b := range list {
			left = append(left, b.Key)
		}
		begun, err := s.files.Begun(ctx, at)
		if err != nil {
			return nil, err
		}
		left = append(left, begun...)
	}
	return left, nil
}
