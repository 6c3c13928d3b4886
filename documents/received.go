package documents

import (
	"context"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// ChangeUpload is for a known upload of a document that the actor sees.
func (s *Register) ChangeUpload(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, action auth.Action, f func(*journal.Tx, *Upload, congress.Actor) error) (journal.Result, error) {
	res, err := s.Commit(ctx, h, journal.Request{ID: c.ID, Kind: congress.KindUpload, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		now, err := s.options.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		r, ok := tx.Get(upload)
		var u Upload
		if !ok || r.Kind != congress.KindUpload || !s.options.Policy.Visible(now, r.Kind, r.Audience) || r.Decode(&u) != nil || u.Document != c.Document {
			return journal.Draft{}, congress.ErrNotFound
		}
		if c.IfMatch != 0 && r.N != c.IfMatch {
			return journal.Draft{}, congress.Changed(upload)
		}
		was := u.Ingest
		if err := f(tx, &u, now); err != nil {
			return journal.Draft{}, err
		}
		if u.Ingest != was && !was.May(u.Ingest) {
			return journal.Draft{}, errState
		}
		return journal.Draft{Object: upload, Audience: Organizers(), Body: u}, nil
	}})
	if err == nil && res.Record.Object != upload {
		return journal.Result{}, ErrIDReused
	}
	return res, err
}
