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
	copies *copies
}

// found is how a file stood in the store when it was read.
type found struct {
	BlobInfo
	sound bool
	until time.Time // when a damaged one is looked at again though it looks the same
}

// damagedFor is how long a damaged file is taken for it without being read again.
const damagedFor = 10 * time.Second

func newWholes(o *Options) *wholes {
	return &wholes{known: map[string]found{}, turns: map[string]chan struct{}{}, places: make(chan struct{}, 2), copies: newCopies(o)}
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
	w.copies.forget(folder)
}

// held has a content of the document given only while it is whole and still says so. A restricted one is not kept at hand.
func (s *Service) held(c Content, h *journal.Hall, actor congress.Actor, document congress.ObjectID, f PDF, level congress.Classification) Content {
	if level != congress.Restricted {
		c.copies = s.wholes.copies
	}
	given := func() error {
		if d, _, err := s.Get(h, server(h), document); err == nil && level != congress.Restricted && d.Classification == congress.Restricted {
			return congress.ErrNotFound
		}
		return c.still(h, actor)
	}
	c.whole = func(ctx context.Context) error { return s.whole(ctx, h, f, c.copies, given) }
	return c
}

// whole fails with errDamaged unless the store has the file as it was received. A file that this server has not read since it started, or
// that changed in the store, is read for that first; who asks meanwhile waits for the one who reads. It is copied to copies, unless
// they are nil. given tells, before it is copied and when the bytes are not there, whether the file is to be given at all and as it was: it may
// have been recalled a moment ago.
func (s *Service) whole(ctx context.Context, h *journal.Hall, f PDF, copies *copies, given func() error) error {
	w := s.wholes
	for {
		info, err := s.options.Blobs.Stat(ctx, f.Blob)
		if congress.KindOf(err) == congress.NotFound {
			w.copies.forget(f.Blob)
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
		w.copies.seen(info)
		w.mu.Lock()
		k, ok := w.known[f.Blob]
		ok = ok && k.same(info) && (k.sound || s.options.Now().Before(k.until))
		if ok && !k.sound {
			w.mu.Unlock()
			return errDamaged
		}
		turn, busy := w.turns[f.Blob]
		var one *copied
		if !busy {
			if one = copies.begin(info); ok && one == nil {
				w.mu.Unlock()
				return nil
			}
			turn = make(chan struct{})
			w.turns[f.Blob] = turn
		}
		w.mu.Unlock()
		if one != nil && given() != nil { // what takes it back from now on forgets this copy too
			copies.forget(f.Blob)
		}
		switch {
		case ok && !busy:
			go s.copyInBackground(ctx, f, info, one) // ends with the file or its patience
			fallthrough
		case ok:
			return waitForCopy(ctx, turn)
		case !busy:
			return s.hold(ctx, f, info, one)
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return congress.AsError(ctx.Err())
		}
	}
}

// waitForCopy waits for a while; whoever waits can have the file from the store as well.
func waitForCopy(ctx context.Context, turn <-chan struct{}) error {
	t := time.NewTimer(copyWait)
	defer t.Stop()
	select {
	case <-turn:
	case <-t.C:
	case <-ctx.Done():
		return congress.AsError(ctx.Err())
	}
	return nil
}

// hold reads the file, notes what it found, and ends the copy, if there is to be one.
func (s *Service) hold(ctx context.Context, f PDF, info BlobInfo, one *copied) (err error) {
	w := s.wholes
	defer func() {
		w.copies.end(one, err)
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
	fault, err := s.verifyFile(ctx, f, one)
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

// verifyFile reads a file, to where it is written too, and says what is wrong with it; "" when it is what its record says.
func (s *Service) verifyFile(ctx context.Context, u PDF, to io.Writer) (fault string, err error) {
	r, err := s.options.Blobs.Open(ctx, u.Blob, 0, -1)
	if congress.KindOf(err) == congress.NotFound {
		return "its file is missing: " + u.Blob, nil
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(sum, to), r)
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
