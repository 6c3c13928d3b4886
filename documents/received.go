package documents

import (
	"context"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Job is a file to be read.
type Job struct {
	Stream congress.StreamID
	Upload congress.ObjectID
}

// Scanned is what the antivirus said of a file before it was read. A file with a virus has none:
// its record names the virus.
type Scanned string

// The answers of an antivirus.
const (
	ScannedClean    Scanned = "clean"
	ScannedOff      Scanned = "off"       // no antivirus is configured
	ScannedTooLarge Scanned = "too-large" // the antivirus does not look at files of this size, or not at all of it
)

// Cleared reports whether the file may be given to those who sent it: where there is an antivirus,
// not before its word.
func (u *Upload) Cleared(antivirus bool) bool {
	waits := u.Ingest == Checking || u.Ingest == Failed && u.Scanned == "" || u.Ingest == Quarantined && u.Read == nil
	return !antivirus || !waits
}

// Due reports whether the file is to be read: it waits for it, or it was made ready by a server
// that read nothing.
func (u *Upload) Due() bool {
	return u.Ingest == Checking || u.Ingest == Ready && u.Read == nil && u.Blob != ""
}

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

// Pause waits; false when ctx ended first.
func Pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
