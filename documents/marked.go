package documents

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/journal"
)

// Copies made at once, and how long a reader waits for their turn.
const (
	markers  = 2
	markWait = 20 * time.Second
)

// marked is the content of a restricted version for one reader: a copy that
// is made when it is opened, with their name, card and the time on every page, and is gone when it is closed. It has no known size or
// hash, and can only be opened whole.
func (s *Service) marked(h *journal.Hall, actor congress.Actor, f VersionFile, u Upload) (Content, error) {
	from, ok := u.toMark()
	if !ok || s.options.Mark == nil {
		return Content{}, errNeedsPDF
	}
	m, ok := h.Member(actor.Member)
	if !ok {
		return Content{}, errForbidden // nobody reads without a name
	}
	now := s.options.Now().In(hanoi)
	who := m.Name
	if m.Card != "" {
		who += " · Thẻ " + m.Card
	}
	text := MarkText{Across: who + " · " + now.Format("02/01/2006 15:04"), Foot: fmt.Sprintf("Bản đọc của %s · %s · không sao chụp, không phổ biến", who, now.Format("02/01/2006 15:04:05"))}
	return Content{
		File:   File{Name: strings.TrimSuffix(u.Name, path.Ext(u.Name)) + ".pdf", Type: pdfType, Size: -1},
		Marked: true,
		access: func(ctx context.Context) error {
			return s.audit.note(ctx, h.Stream, accessOf(actor, f, ReadContent), true)
		},
		copy: func(ctx context.Context) (io.ReadCloser, error) { return s.mark(ctx, from, text) },
	}, nil
}

// MarkText is what a reader's copy says on each page: again and again across it, and at its foot.
type MarkText struct{ Across, Foot string }

// toMark is the PDF of the file; false when it has none.
func (u *Upload) toMark() (PDF, bool) {
	if u.PDF != nil {
		return *u.PDF, true
	}
	return u.main(), u.Type == pdfType && u.Blob != ""
}

// mark makes a copy and opens it; it is deleted already then, and takes no room once it is closed.
func (s *Service) mark(ctx context.Context, from PDF, text MarkText) (io.ReadCloser, error) {
	wait, cancel := context.WithTimeout(ctx, markWait)
	defer cancel()
	select {
	case s.marking <- struct{}{}:
		defer func() { <-s.marking }()
	case <-wait.Done():
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errMarkBusy
	}
	in, err := s.files.Bring(ctx, from.Key, from.SHA256)
	switch congress.CodeOf(err) {
	case messages.StorageFull.String():
		return nil, errMarkBusy
	case blobs.CodeChanged:
		return nil, s.files.Damaged(from.Key, "it has other bytes than were received")
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(in) }()
	out := in + ".marked"
	if err := s.options.Mark(ctx, in, out, text); err != nil {
		return nil, err
	}
	if err := s.holdCopy(ctx, from.SHA256, in, out); err != nil {
		return nil, errors.Join(err, os.Remove(out))
	}
	file, err := os.Open(out)
	if err := os.Remove(out); err != nil {
		s.options.Log.Warn("a reader's copy was not deleted", "error", err)
	}
	return file, err
}

// keptFiles are files of which a copy was found to show all that they do.
type keptFiles struct {
	mu     sync.Mutex
	hashes map[congress.Hash]bool
}

// mostKept bounds how many are remembered; those forgotten are looked at once more.
const mostKept = 10_000

// holdCopy holds the first copy of a file to it. Its readers get no copy that shows less.
func (s *Service) holdCopy(ctx context.Context, hash congress.Hash, file, copied string) error {
	if s.options.Kept == nil {
		return nil
	}
	s.kept.mu.Lock()
	known := s.kept.hashes[hash]
	s.kept.mu.Unlock()
	if known {
		return nil
	}
	if err := s.options.Kept(ctx, file, copied); err != nil {
		return err
	}
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	if s.kept.hashes == nil || len(s.kept.hashes) >= mostKept {
		s.kept.hashes = map[congress.Hash]bool{}
	}
	s.kept.hashes[hash] = true
	return nil
}

// tryMark tells organizers before a restricted document is published when its
// readers could not be given copies. Without an upload it is about the version in force.
func (s *Service) tryMark(ctx context.Context, h *journal.Hall, document, upload congress.ObjectID) error {
	d, _, err := s.Get(h, server(h), document)
	if err != nil || d.Classification != congress.Restricted || d.State == Recalled {
		return nil //nolint:nilerr // the publication itself says what is wrong
	}
	if n := len(d.Versions); upload == "" && n > 0 {
		upload = d.Versions[n-1].Upload
	}
	var u Upload
	r, err := h.Get(server(h), upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document || u.Ingest != Ready {
		return nil //nolint:nilerr // as above
	}
	all := []Upload{u}
	for a := range h.All(server(h), congress.KindUpload) {
		var annex Upload
		if a.Decode(&annex) == nil && annex.Document == document && annex.AnnexTo == upload && annex.Ingest == Ready {
			all = append(all, annex)
		}
	}
	for _, u := range all {
		from, ok := u.toMark()
		switch {
		case !ok:
			return errNeedsPDF
		case s.options.Mark == nil: // nor can anybody read it, on this server
			continue
		}
		c, err := s.mark(ctx, from, MarkText{"thử", "thử"})
		if err != nil {
			return err
		}
		if err := c.Close(); err != nil {
			return err
		}
	}
	return nil
}
