package documents

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync"
	"time"

	"plenum/congress"
	"plenum/journal"
)

// wholes remembers of which files this server has read every byte and held them to their hash, and how they stood in
// the store then. One that changes there is read again before it is given to anybody.
type wholes struct {
	mu     sync.Mutex
	known  map[string]found         // by key
	turns  map[string]chan struct{} // by key; closed when the reading under way ends
	places chan struct{}            // for files that are read at once
}

// found is how a file stood in the store when it was read.
type found struct {
	BlobInfo
	sound bool
	until time.Time // when a damaged one is looked at again though it looks the same
}

// damagedFor is how long a damaged file is taken for it without being read again.
const damagedFor = 10 * time.Second

func newWholes() *wholes {
	return &wholes{known: map[string]found{}, turns: map[string]chan struct{}{}, places: make(chan struct{}, 2)}
}

func (w *wholes) note(f found) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.known[f.Key] = f
}

// forget lets go of the files whose keys begin so, which are gone.
func (w *wholes) forget(folder string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	maps.DeleteFunc(w.known, func(key string, _ found) bool { return strings.HasPrefix(key, folder) })
}

// held is whole for content that may be given as long as still says so.
func (s *Service) held(h *journal.Hall, actor congress.Actor, f PDF, still func(*journal.Hall, congress.Actor) error) func(context.Context) error {
	return func(ctx context.Context) error {
		return s.whole(ctx, h, f, func() error { return still(h, actor) })
	}
}

// whole fails with errDamaged unless the store has the file as it was received. A file that this server has not read since it started, or
// that changed in the store, is read for that first; who asks meanwhile waits for the one who reads. given tells, when the bytes are
// not there, whether the file is to be given at all: it may have been recalled a moment ago.
func (s *Service) whole(ctx context.Context, h *journal.Hall, f PDF, given func() error) error {
	for {
		info, err := s.options.Blobs.Stat(ctx, f.Blob)
		if congress.KindOf(err) == congress.NotFound {
			if err := h.Refresh(ctx); err != nil {
				return err
			}
			if err := given(); err != nil {
				return err
			}
			return s.damaged(f.Blob, "it is missing")
		}
		if err != nil {
			return err
		}
		w := s.wholes
		w.mu.Lock()
		k, ok := w.known[f.Blob]
		if ok && k.Size == info.Size && k.Modified.Equal(info.Modified) && k.Tag == info.Tag && (k.sound || s.options.Now().Before(k.until)) {
			w.mu.Unlock()
			if !k.sound {
				return errDamaged
			}
			return nil
		}
		other, busy := w.turns[f.Blob]
		if !busy {
			w.turns[f.Blob] = make(chan struct{})
		}
		w.mu.Unlock()
		if !busy {
			return s.hold(ctx, f, info)
		}
		select {
		case <-other:
		case <-ctx.Done():
			return congress.AsError(ctx.Err())
		}
	}
}

// hold reads the file and notes what it found.
func (s *Service) hold(ctx context.Context, f PDF, info BlobInfo) error {
	w := s.wholes
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		close(w.turns[f.Blob])
		delete(w.turns, f.Blob)
	}()
	select {
	case w.places <- struct{}{}:
		defer func() { <-w.places }()
	case <-ctx.Done():
		return congress.AsError(ctx.Err())
	}
	fault, err := s.verifyFile(ctx, f)
	if err != nil {
		return err
	}
	w.note(found{BlobInfo: info, sound: fault == "", until: s.options.Now().Add(damagedFor)})
	if fault != "" {
		return s.damaged(f.Blob, fault)
	}
	return nil
}

func (s *Service) damaged(key, fault string) error {
	s.options.Log.Error("a file is damaged in the store and withheld", "blob", key, "fault", fault)
	return errDamaged
}

// verifyFile reads a file and says what is wrong with it; "" when it is what its record says.
func (s *Service) verifyFile(ctx context.Context, u PDF) (fault string, err error) {
	r, err := s.options.Blobs.Open(ctx, u.Blob, 0, -1)
	if congress.KindOf(err) == congress.NotFound {
		return "its file is missing: " + u.Blob, nil
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	sum := sha256.New()
	n, err := io.Copy(sum, r)
	switch {
	case err != nil:
		return "", congress.Wrap(err, congress.Unavailable, journal.CodeUnavailable, "a file cannot be read")
	case n != u.Size:
		return fmt.Sprintf("its file has %d bytes, not %d: %s", n, u.Size, u.Blob), nil
	case congress.Hash(sum.Sum(nil)) != u.SHA256:
		return "its file has other bytes than were received: " + u.Blob, nil
	}
	return "", nil
}
