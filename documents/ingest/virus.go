package ingest

import (
	"context"
	"errors"
	"sync"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/antivirus"
	"plenum/documents/convert"
)

// antivirusHere answers nil when files can be scanned now, or need not be; it is asked before a
// file is brought.
func (s *Ingest) antivirusHere(ctx context.Context) error {
	if s.options.Antivirus == nil {
		return nil
	}
	err := s.options.Antivirus.Ping(ctx)
	if err == nil {
		s.outage.answered()
	}
	return err
}

// scan asks the antivirus about the file at path, and notes in found what it said. Errors:
// antivirus.ErrFound, Unavailable.
func (s *Ingest) scan(ctx context.Context, path string, found *documents.Upload) error {
	if s.options.Antivirus == nil {
		found.Scanned = documents.ScannedOff
		return nil
	}
	virus, err := s.options.Antivirus.Scan(ctx, path)
	switch {
	case err == nil:
		found.Scanned = documents.ScannedClean
	case errors.Is(err, antivirus.ErrTooLarge):
		found.Scanned, found.Warnings = documents.ScannedTooLarge, []documents.Warning{{Code: congress.CodeOf(err)}}
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

// Reason says why a file failed, or why it waits longer than others.
func (s *Ingest) Reason(u *documents.Upload) string {
	if u.Ingest == documents.Checking && s.options.Antivirus != nil && s.outage.lasts() {
		return antivirus.CodeAway
	}
	if u.Ingest == documents.Checking && s.converts(u) && s.unmade.lasts() {
		return convert.CodeAway
	}
	return u.Reason
}

// outage knows whether the antivirus, or the converter, is away, so that organizers are told, and
// the log once a minute at most.
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
