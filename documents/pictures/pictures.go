package pictures

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"path"
	"strings"
	"sync"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/delivery"
	"plenum/documents/ingest"
	"plenum/documents/readership"
	"plenum/journal"
)

// Options are what the room is given. Log and Draw may be nil.
type Options struct {
	Register   *documents.Register
	Files      *blobs.Files
	Delivery   *delivery.Delivery
	Halls      *journal.Halls
	Log        *slog.Logger
	Steps      *ingest.Steps
	Processors ingest.Processors

	// Draw draws pages of the PDF at path as JPEG and calls each for every one as soon as it is there,
	// in their order, with nil for one that cannot be drawn. An error of each ends it. Where nobody
	// waits (not urgent) it may take its time. nil: there are no pictures of pages.
	Draw func(ctx context.Context, path string, wanted []Picture, urgent bool, each func(Picture, []byte) error) error
}

// Pictures are the pictures of pages. It is safe for concurrent use.
type Pictures struct {
	options  Options
	register *documents.Register
	files    *blobs.Files
	delivery *delivery.Delivery
	steps    *ingest.Steps
	drawing  *drawing
}

// New makes the room.
func New(o Options) *Pictures {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Pictures{options: o, register: o.Register, files: o.Files, delivery: o.Delivery, steps: o.Steps, drawing: newDrawing()}
}

// Run draws what somebody waits for, and in the background what is missing, until ctx ends.
func (s *Pictures) Run(ctx context.Context) {
	if !s.draws() {
		return
	}
	var all sync.WaitGroup
	all.Go(func() { s.drawAsked(ctx) })
	all.Go(func() { ingest.Work(ctx, s.drawing.later, s.drawDue) })
	all.Wait()
}

// Resume has Run draw the pictures of a congress that are missing.
func (s *Pictures) Resume(h *journal.Hall) { s.drawAll(h) }

// Picture names a picture of a page.
type Picture struct {
	Page  int // from 1
	Width int // in pixels: PageWidth or ThumbnailWidth
}

// The widths of pictures.
const (
	PageWidth      = 1600 // for reading on a tablet
	ThumbnailWidth = 320
)

// thumbnail stands for the file in lists.
var thumbnail = Picture{1, ThumbnailWidth}

func (p Picture) name() string { return fmt.Sprintf("%d-%05d", p.Width, p.Page) }

// Picture gives a picture of a page, as JPEG, of a version's file that the document's body lists to
// who may see the document. A picture that is not there yet is drawn at once, before those that are
// drawn in the background; asking waits for it, half a minute at most. Errors: NotFound as for
// Content, and for a page or width that there is not; Conflict "no_pictures" (there is no PDF of
// it), "picture_failed" or "restricted_watermarked_only"; Unavailable; Canceled.
func (s *Pictures) Picture(ctx context.Context, h *journal.Hall, actor congress.Actor, f documents.VersionFile, p Picture) (delivery.Content, error) {
	for again := false; ; again = true {
		d, upload, u, err := s.register.Listed(h, actor, f) // also after a wait: what was recalled then is not given
		if err != nil {
			return delivery.Content{}, err
		}
		pdf, ok := u.ForReading()
		switch {
		case d.Classification == congress.Restricted:
			return delivery.Content{}, delivery.ErrWatermarkedOnly
		case !ok || u.Ingest != documents.Ready:
			return delivery.Content{}, errNoPictures
		case p.Page < 1 || p.Page > pdf.Pages || p.Width != PageWidth && p.Width != ThumbnailWidth:
			return delivery.Content{}, congress.ErrNotFound
		}
		key := blobs.Pictures(h.Stream, f.Document, upload) + p.name()
		info, err := s.files.Stat(ctx, key)
		switch {
		case err == nil:
			return s.delivery.Made(h.Stream, d.Classification, f, pictureFile(u, pdf, p, info.Size), key, readership.AccessOf(actor, f, readership.ReadPicture)), nil
		case congress.KindOf(err) != congress.NotFound:
			return delivery.Content{}, err
		case !s.draws():
			return delivery.Content{}, errNoPictures
		case again:
			return delivery.Content{}, errDrawnLater
		}
		if err := s.drawing.wait(ctx, documents.Job{Stream: h.Stream, Upload: upload}, p); err != nil {
			return delivery.Content{}, err
		}
	}
}

// pictureFile describes a picture. Its hash stands for the bytes: the same page of the same file is
// drawn once.
func pictureFile(u documents.Upload, pdf documents.PDF, p Picture, size int64) documents.File {
	base := strings.TrimSuffix(u.Name, path.Ext(u.Name))
	return documents.File{
		Name: fmt.Sprintf("%s - trang %d.jpg", base, p.Page), Size: size, Type: "image/jpeg",
		SHA256: congress.Hash(sha256.Sum256(fmt.Appendf(pdf.SHA256[:], " %s", p.name()))),
	}
}

func (s *Pictures) draws() bool { return s.options.Draw != nil }

// due are the pictures that are drawn before anybody asks, in their order: the thumbnail of a file
// that is ready, and the pages of a published one. A restricted document has none: readers see it
// with their name on it only.
func (s *Pictures) due(h *journal.Hall, upload congress.ObjectID) []Picture {
	d, u, err := documents.Drawable(h, upload)
	pdf, ok := u.ForReading()
	if err != nil || !ok {
		return nil
	}
	wanted := []Picture{thumbnail}
	if d.State.WithReaders() && d.VersionOf(upload) != 0 {
		for page := range pdf.Pages {
			wanted = append(wanted, Picture{page + 1, PageWidth})
		}
	}
	return wanted
}
