package documents

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path"
	"strings"

	"plenum/congress"
	"plenum/documents/blobs"
	"plenum/journal"
)

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

// Picture gives a picture of a page, as JPEG, of a version's file that the document's
// body lists to who may see the document. One that is not there yet is drawn at once, before those that are
// drawn in the background; asking waits for it, half a minute at most. Errors: NotFound as for Content, and for a page or width that there
// is not; Conflict "no_pictures" (there is no PDF of it), "picture_failed" or "restricted_watermarked_only"; Unavailable; Canceled.
func (s *Service) Picture(ctx context.Context, h *journal.Hall, actor congress.Actor, f VersionFile, p Picture) (Content, error) {
	for again := false; ; again = true {
		d, upload, u, err := s.listed(h, actor, f) // also after a wait: what was recalled then is not given
		if err != nil {
			return Content{}, err
		}
		pdf, ok := u.pdf()
		switch {
		case d.Classification == congress.Restricted:
			return Content{}, errWatermarkedOnly
		case !ok || u.Ingest != Ready:
			return Content{}, errNoPictures
		case p.Page < 1 || p.Page > pdf.Pages || p.Width != PageWidth && p.Width != ThumbnailWidth:
			return Content{}, congress.ErrNotFound
		}
		key := blobs.Pictures(h.Stream, f.Document, upload) + p.name()
		info, err := s.files.Stat(ctx, key)
		switch {
		case err == nil:
			c := s.made(h.Stream, pictureFile(u, pdf, p, info.Size), key, accessOf(actor, f, ReadPicture))
			c.still = s.still(f, d.Classification)
			return c, nil
		case congress.KindOf(err) != congress.NotFound:
			return Content{}, err
		case !s.draws():
			return Content{}, errNoPictures
		case again:
			return Content{}, errDrawnLater
		}
		if err := s.drawing.wait(ctx, job{h.Stream, upload}, p); err != nil {
			return Content{}, err
		}
	}
}

// pictureFile describes a picture. Its hash stands for the bytes: the same page of the same file is drawn once.
func pictureFile(u Upload, pdf PDF, p Picture, size int64) File {
	base := strings.TrimSuffix(u.Name, path.Ext(u.Name))
	return File{
		Name: fmt.Sprintf("%s - trang %d.jpg", base, p.Page), Size: size, Type: "image/jpeg",
		SHA256: congress.Hash(sha256.Sum256(fmt.Appendf(pdf.SHA256[:], " %s", p.name()))),
	}
}

// made is content that was made of a file of a document that is not restricted.
func (s *Service) made(stream congress.StreamID, f File, key string, a Access) Content {
	c := Content{File: f, files: s.files, key: key, access: func(ctx context.Context) error { return s.audit.note(ctx, stream, a, false) }}
	if s.options.Link != nil {
		c.link = func(ctx context.Context, mime, disposition string) (string, error) {
			return s.options.Link(ctx, key, mime, disposition, LinkLife)
		}
	}
	return c
}

// listed gives the upload of a version's file, and the document, to who may see it.
func (s *Service) listed(h *journal.Hall, actor congress.Actor, f VersionFile) (Document, congress.ObjectID, Upload, error) {
	var u Upload
	d, _, err := s.Get(h, actor, f.Document)
	if err != nil {
		return d, "", u, err
	}
	id, ok := d.fileOf(f.Version, f.Annex)
	if !ok {
		return d, "", u, congress.ErrNotFound
	}
	r, err := h.Get(server(h), id)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != f.Document || u.Blob == "" || u.Virus != "" || u.Reason == reasonErasing || u.Ingest == Quarantined {
		return d, "", u, congress.ErrNotFound
	}
	return d, r.Object, u, nil
}

func (s *Service) draws() bool { return s.options.Read != nil && s.options.Draw != nil }

// due are the pictures that are drawn before anybody asks, in their order: the
// thumbnail of a file that is ready, and the pages of a published one. A restricted document has none: readers see it with their name on it only.
func (s *Service) due(h *journal.Hall, upload congress.ObjectID) []Picture {
	d, u, err := drawable(h, upload)
	pdf, ok := u.pdf()
	if err != nil || !ok {
		return nil
	}
	wanted := []Picture{thumbnail}
	if d.State.read() && d.number(upload) != 0 {
		for page := range pdf.Pages {
			wanted = append(wanted, Picture{page + 1, PageWidth})
		}
	}
	return wanted
}

// drawable gives the upload and its document if pictures may be made of it now;
// else ErrNotFound: it waits for a decision, was rejected, failed, was recalled, or is restricted.
func drawable(h *journal.Hall, upload congress.ObjectID) (d Document, u Upload, err error) {
	r, err := h.Get(server(h), upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Ingest != Ready {
		return d, u, congress.ErrNotFound
	}
	r, err = h.Get(server(h), u.Document)
	if err != nil || r.Kind != congress.KindDocument || r.Decode(&d) != nil || d.State == Recalled || d.Classification == congress.Restricted || d.Classification.Secret() {
		return d, u, congress.ErrNotFound
	}
	return d, u, nil
}
