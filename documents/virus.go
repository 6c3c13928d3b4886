package documents

import (
	"context"
	"errors"
	"sync"
	"time"

	"plenum/congress"
	"plenum/documents/antivirus"
	"plenum/documents/convert"
	"plenum/journal"
)

// Scanned is what the antivirus said of a file before it was read. A file with a virus has none: its record names the virus.
type Scanned string

// What can be said.
const (
	ScannedClean    Scanned = "clean"
	ScannedOff      Scanned = "off"       // no antivirus is configured
	ScannedTooLarge Scanned = "too-large" // the antivirus does not look at files of this size, or not at all of it
)

// antivirusHere answers nil when files can be scanned now, or need not be; it is asked before a file is brought.
func (s *Service) antivirusHere(ctx context.Context) error {
	if s.options.Antivirus == nil {
		return nil
	}
	err := s.options.Antivirus.Ping(ctx)
	if err == nil {
		s.outage.answered()
	}
	return err
}

// scan asks the antivirus about the file at path, and notes in found what it said. Errors: antivirus.ErrFound, Unavailable.
func (s *Service) scan(ctx context.Context, path string, found *Upload) error {
	if s.options.Antivirus == nil {
		found.Scanned = ScannedOff
		return nil
	}
	virus, err := s.options.Antivirus.Scan(ctx, path)
	switch {
	case err == nil:
		found.Scanned = ScannedClean
	case errors.Is(err, antivirus.ErrTooLarge):
		found.Scanned, found.Warnings = ScannedTooLarge, []Warning{{Code: congress.CodeOf(err)}}
	case errors.Is(err, antivirus.ErrFound):
		found.Virus = virus
	default:
		return err
	}
	if s.outage.over() {
		s.options.Log.Info("the antivirus answers again")
	}
	if found.Virus != "" {
		return err
	}
	return nil
}

// scanned reports whether the file may be given to those who sent it: with an antivirus, not before its word.
func (s *Service) scanned(u *Upload) bool {
	waits := u.Ingest == Checking || u.Ingest == Failed && u.Scanned == "" || u.Ingest == Quarantined && u.Read == nil
	return s.options.Antivirus == nil || !waits
}

// reason says why a file failed, or why it waits longer than others.
func (s *Service) reason(u *Upload) string {
	if u.Ingest == Checking && s.options.Antivirus != nil && s.outage.lasts() {
		return antivirus.CodeAway
	}
	if u.Ingest == Checking && s.converts(u) && s.unmade.lasts() {
		return convert.CodeAway
	}
	return u.Reason
}

// eraseInfected removes the bytes of a file with a virus. Its record stays, for organizers to know which file it was; it can be done
// again, also by two servers at once, and leaves other files alone.
func (s *Service) eraseInfected(ctx context.Context, h *journal.Hall, upload congress.ObjectID) error {
	r, err := h.Get(server(h), upload)
	var u Upload
	if err != nil || r.Decode(&u) != nil || !u.infected() {
		return nil //nolint:nilerr // erased since, with its document
	}
	if err := s.deleteBlobs(ctx, h.Stream, upload, u); err != nil {
		return err
	}
	_, err = s.commitAndTell(ctx, h, journal.Request{ID: s.newID(), Kind: congress.KindUpload, Actor: server(h), Make: func(tx *journal.Tx) (journal.Draft, error) {
		r, ok := tx.Get(upload)
		var u Upload
		if !ok || r.Decode(&u) != nil || !u.infected() {
			return journal.Draft{}, congress.ErrNotFound
		}
		u.Blob, u.Text, u.PDF = "", "", nil
		return journal.Draft{Object: upload, Audience: organizers(), Body: u}, nil
	}})
	if congress.KindOf(err) == congress.NotFound {
		return nil
	}
	return err
}

// infected reports whether the file carries a virus and its bytes may still be in the store.
func (u *Upload) infected() bool { return u.Virus != "" && u.Blob != "" }

// outage knows whether the antivirus, or the converter, is away, so that organizers are told, and the log once a minute at most.
type outage struct {
	mu   sync.Mutex
	away bool
	told bool // and not yet that it is over
	at   time.Time
}

// begins notes that it did not do its work, and reports whether to say so.
func (o *outage) begins(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.away = true
	if !o.at.IsZero() && now.Sub(o.at) < time.Minute {
		return false
	}
	o.told, o.at = true, now
	return true
}

func (o *outage) answered() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.away = false
}

// over notes that it did its work, and reports whether to say so.
func (o *outage) over() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	told := o.told
	o.away, o.told = false, false
	return told
}

func (o *outage) lasts() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.away
}
