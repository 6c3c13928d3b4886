package documents

import (
	"context"
	"errors"
	"iter"
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// TwinStanding is a twin as it is now.
type TwinStanding struct {
	Twin
	Number string `json:"number,omitempty"` // of its document
	State  State  `json:"state"`            // of its document
	Ingest Ingest `json:"ingest,omitempty"` // of the file; absent when it is erased
	Kept   bool   `json:"kept"`             // the store has its bytes
}

// reasonTwin is why a file is quarantined that carries no marking: a document with the same bytes
// was found to be a state secret.
var reasonTwin = messages.SameAsSecret.String()

// twinsOf are the files of other documents that have the bytes of one of the document's, and are
// kept.
func twinsOf(uploads iter.Seq[*congress.Record], document congress.ObjectID) (twins []Twin) {
	own, others := map[congress.Hash]bool{}, map[Twin]congress.Hash{}
	var order []Twin
	for r := range uploads {
		var u Upload
		switch {
		case r.Decode(&u) != nil || u.Blob == "":
		case u.Document == document:
			own[u.SHA256] = true
		default:
			t := Twin{u.Document, r.Object}
			others[t], order = u.SHA256, append(order, t)
		}
	}
	for _, t := range order {
		if own[others[t]] {
			twins = append(twins, t)
		}
	}
	return twins
}

// Twins are those of a document as the actor may see them: of a recalled one those that it had
// then, because nothing of its files is kept, their hashes neither.
func (s *Register) Twins(h *journal.Hall, actor congress.Actor, document congress.ObjectID, d Document) []TwinStanding {
	var list []Twin
	if d.State == Recalled {
		list = d.Recall.Twins
	} else {
		list = twinsOf(h.All(actor, congress.KindUpload), document)
	}
	out := []TwinStanding{}
	for _, t := range list {
		of, _, err := s.Get(h, actor, t.Document)
		if err != nil {
			continue
		}
		one := TwinStanding{Twin: t, Number: of.Number, State: of.State}
		if u, ok := t.now(h); ok {
			one.Ingest, one.Kept = u.Ingest, u.Blob != ""
		}
		out = append(out, one)
	}
	return out
}

// now is the file as it is; false when it is erased.
func (t Twin) now(h *journal.Hall) (u Upload, ok bool) {
	r, err := h.Get(ServerActor(h), t.Upload)
	return u, err == nil && r.Kind == congress.KindUpload && r.Decode(&u) == nil
}

// withhold takes the twins of a state secret from their readers: each is quarantined, for an
// organizer to decide on as on a file that carries a marking, and a document that gives it to
// readers is withdrawn. It can be done again; what an organizer has released since stays so.
func (s *Register) withhold(ctx context.Context, h *journal.Hall, recall *Recall) error {
	for _, t := range recall.Twins {
		released := false
		_, err := s.ChangeUpload(ctx, h, ServerActor(h), Change{ID: s.NewID(), Document: t.Document}, t.Upload, auth.PublishDocuments, func(_ *journal.Tx, u *Upload, _ congress.Actor) error {
			released = u.Decision != nil && u.Decision.At.After(recall.At)
			if released || u.Ingest != Ready && u.Ingest != Checking {
				return ErrNotReady // it is given to nobody already
			}
			u.Ingest, u.Reason, u.Review, u.Decision = Quarantined, reasonTwin, nil, nil
			return nil
		})
		if released {
			continue
		}
		if err == nil || errors.Is(err, ErrNotReady) {
			_, err = s.change(ctx, h, ServerActor(h), Change{ID: s.NewID(), Document: t.Document}, operation{auth.PublishDocuments, Withdrawn}, func(_ *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
				if d.VersionOf(t.Upload) == 0 {
					return congress.Audience{}, errState
				}
				return d.withdraw(old)
			})
		}
		if err != nil && !errors.Is(err, errState) && congress.KindOf(err) != congress.NotFound {
			return err
		}
	}
	return nil
}

// withheld reports whether one of the versions has a file that an organizer has to decide on, or
// has rejected.
func withheld(tx *journal.Tx, versions []Version) bool {
	return slices.ContainsFunc(versions, func(v Version) bool {
		return v.has(tx, func(u Upload) bool { return u.Ingest == Quarantined || u.rejected() })
	})
}

// withoutRejected are the versions none of whose files was rejected: of the others readers see not
// even a name.
func withoutRejected(tx *journal.Tx, versions []Version) []Version {
	return slices.DeleteFunc(slices.Clone(versions), func(v Version) bool { return v.has(tx, Upload.rejected) })
}

// has reports whether one of the version's files is so.
func (v Version) has(tx *journal.Tx, so func(Upload) bool) bool {
	return slices.ContainsFunc(v.Uploads(), func(upload congress.ObjectID) bool {
		var u Upload
		r, ok := tx.Get(upload)
		return ok && r.Decode(&u) == nil && so(u)
	})
}
