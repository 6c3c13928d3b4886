package delivery

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/readership"
	"plenum/journal"
)

// PDF gives a file of a version for reading, as a PDF, to who may see the document: itself if it is
// one, or what was made of it. Errors: those of Content; Conflict "no_pdf".
func (s *Delivery) PDF(h *journal.Hall, actor congress.Actor, f documents.VersionFile) (Content, error) {
	d, _, u, err := s.register.Listed(h, actor, f)
	switch {
	case err != nil:
		return Content{}, err
	case u.Type == documents.PDFType || d.Classification == congress.Restricted:
		return s.Content(h, actor, f)
	case u.PDF == nil:
		return Content{}, errNoPDF
	}
	c := s.Made(h.Stream, d.Classification, f, documents.File{Name: strings.TrimSuffix(u.Name, path.Ext(u.Name)) + ".pdf", Size: u.PDF.Size, SHA256: u.PDF.SHA256, Type: documents.PDFType}, u.PDF.Key, readership.AccessOf(actor, f, readership.ReadContent))
	return s.held(c, h, actor, f.Document, u.PDF.Stored, d.Classification), nil
}

// Text gives the text of the pages of a version's main file to who may see the document; no pages
// when it has none.
func (s *Delivery) Text(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, version int) ([]string, error) {
	d, _, err := s.register.Get(h, actor, document)
	if err != nil {
		return nil, err
	}
	file, ok := d.FileOf(version, 0)
	if !ok {
		return nil, congress.ErrNotFound
	}
	text, err := s.text(ctx, h, document, file)
	return text.Pages, err
}

// text is that of a file; no pages when it has none, or none any more.
func (s *Delivery) text(ctx context.Context, h *journal.Hall, document, upload congress.ObjectID) (documents.Text, error) {
	var u documents.Upload
	r, err := h.Get(documents.ServerActor(h), upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document || u.Text == "" || u.Reason == documents.ReasonErasing || u.Ingest == documents.Quarantined {
		return documents.Text{}, nil //nolint:nilerr // as is said above
	}
	return s.kept(ctx, u.Text)
}

// PageText gives the text of a page of a version's file to who may see the document, so that a
// passage can be quoted. It is empty where the page has none. Errors: NotFound; Conflict
// "restricted_watermarked_only"; Unavailable; Canceled.
func (s *Delivery) PageText(ctx context.Context, h *journal.Hall, actor congress.Actor, f documents.VersionFile, page int) (string, error) {
	d, _, err := s.register.Get(h, actor, f.Document)
	switch {
	case err != nil:
		return "", err
	case d.Classification == congress.Restricted:
		return "", ErrWatermarkedOnly
	}
	file, ok := d.FileOf(f.Version, f.Annex)
	if !ok {
		return "", congress.ErrNotFound
	}
	text, err := s.text(ctx, h, f.Document, file)
	pages := text.Pages
	switch {
	case err != nil:
		return "", err
	case page < 1 || page > max(len(pages), 1):
		return "", congress.ErrNotFound
	case len(pages) == 0:
		return "", nil
	}
	return pages[page-1], s.audit.Note(ctx, h.Stream, readership.AccessOf(actor, f, readership.ReadText), false)
}

// kept reads a text that was stored when its file was read.
func (s *Delivery) kept(ctx context.Context, key string) (t documents.Text, err error) {
	blob, err := s.files.Open(ctx, key, 0, -1)
	if err != nil {
		return t, err
	}
	defer func() { _ = blob.Close() }()
	if err := json.NewDecoder(blob).Decode(&t); err != nil {
		if congress.KindOf(err) != congress.Internal {
			return documents.Text{}, err
		}
		return documents.Text{}, congress.Wrap(fmt.Errorf("the text of the file cannot be read: %w", err), congress.Unavailable, messages.StorageUnavailable)
	}
	return t, nil
}
