package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/readership"
	"plenum/journal"
)

// Copies made at once, and how long a reader waits for their turn.
const (
	watermarkers  = 2
	watermarkWait = 20 * time.Second
)

// watermarked is the content of a restricted version for one reader: a copy that is made when it is
// opened, with their name, card and the time on every page, and is gone when it is closed. It has
// no known size or hash, and can only be opened whole.
func (s *Delivery) watermarked(h *journal.Hall, actor congress.Actor, f documents.VersionFile, u documents.Upload) (Content, error) {
	from, ok := u.ToWatermark()
	if !ok || s.options.Watermarker == nil {
		return Content{}, documents.ErrNeedsPDF
	}
	m, ok := h.Member(actor.Member)
	if !ok {
		return Content{}, documents.ErrForbidden // nobody reads without a name
	}
	now := s.options.Now().In(congress.Hanoi)
	who := m.Name
	if m.Card != "" {
		who += " · Thẻ " + m.Card
	}
	text := Watermark{Across: who + " · " + now.Format("02/01/2006 15:04"), Foot: fmt.Sprintf("Bản đọc của %s · %s · không sao chụp, không phổ biến", who, now.Format("02/01/2006 15:04:05"))}
	return Content{
		File:        documents.File{Name: strings.TrimSuffix(u.Name, path.Ext(u.Name)) + ".pdf", Type: documents.PDFType, Size: -1},
		Watermarked: true,
		access: func(ctx context.Context) error {
			return s.audit.Note(ctx, h.Stream, readership.AccessOf(actor, f, readership.ReadContent), true)
		},
		copy: func(ctx context.Context) (io.ReadCloser, error) {
			return s.options.Watermarker.watermark(ctx, from.Stored, text)
		},
	}, nil
}

// Watermark is what a reader's copy says on each page: again and again across it, and at its foot.
type Watermark struct{ Across, Foot string }

// WatermarkerOptions are what a Watermarker is given; Log and Kept may be nil.
type WatermarkerOptions struct {
	Files *blobs.Files
	Log   *slog.Logger
	// Watermark makes at out a copy of the PDF at path that says the text on every page.
	Watermark func(ctx context.Context, path, out string, text Watermark) error
	// Kept holds a copy that Watermark made to the PDF at path: an error when it does not show all
	// that the PDF does. What one copy has all of the file have, so it is asked once a file. nil:
	// copies are given as they were made.
	Kept func(ctx context.Context, path, copied string) error
}

// Watermarker makes readers' copies, a few at once. It is safe for concurrent use.
type Watermarker struct {
	options WatermarkerOptions
	turns   chan struct{} // has a place for each copy that is being made
	kept    keptFiles
}

// NewWatermarker makes a Watermarker.
func NewWatermarker(o WatermarkerOptions) *Watermarker {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Watermarker{options: o, turns: make(chan struct{}, watermarkers)}
}

// Try makes a copy of the PDF that nobody gets: nil when readers can be given theirs.
func (m *Watermarker) Try(ctx context.Context, pdf blobs.Stored) error {
	c, err := m.watermark(ctx, pdf, Watermark{"thử", "thử"})
	if err != nil {
		return err
	}
	return c.Close()
}

// watermark makes a copy and opens it; it is deleted already then, and takes no room once it is
// closed.
func (m *Watermarker) watermark(ctx context.Context, from blobs.Stored, text Watermark) (io.ReadCloser, error) {
	wait, cancel := context.WithTimeout(ctx, watermarkWait)
	defer cancel()
	select {
	case m.turns <- struct{}{}:
		defer func() { <-m.turns }()
	case <-wait.Done():
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, errWatermarkBusy
	}
	in, err := m.options.Files.Bring(ctx, from.Key, from.SHA256)
	switch congress.CodeOf(err) {
	case messages.StorageFull.String():
		return nil, errWatermarkBusy
	case blobs.CodeChanged:
		return nil, m.options.Files.Damaged(from.Key, "it has other bytes than were received")
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(in) }()
	out := in + ".marked"
	if err := m.options.Watermark(ctx, in, out, text); err != nil {
		return nil, err
	}
	if err := m.holdCopy(ctx, from.SHA256, in, out); err != nil {
		return nil, errors.Join(err, os.Remove(out))
	}
	file, err := os.Open(out)
	if err := os.Remove(out); err != nil {
		m.options.Log.Warn("a reader's copy was not deleted", "error", err)
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
func (m *Watermarker) holdCopy(ctx context.Context, hash congress.Hash, file, copied string) error {
	if m.options.Kept == nil {
		return nil
	}
	m.kept.mu.Lock()
	known := m.kept.hashes[hash]
	m.kept.mu.Unlock()
	if known {
		return nil
	}
	if err := m.options.Kept(ctx, file, copied); err != nil {
		return err
	}
	m.kept.mu.Lock()
	defer m.kept.mu.Unlock()
	if m.kept.hashes == nil || len(m.kept.hashes) >= mostKept {
		m.kept.hashes = map[congress.Hash]bool{}
	}
	m.kept.hashes[hash] = true
	return nil
}
