package delivery

import (
	"context"
	"io"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/readership"
	"plenum/journal"
)

// Options are what the way out is given.
type Options struct {
	Register    *documents.Register
	Files       *blobs.Files
	Audit       *readership.Audit
	Board       *readership.Board
	Policy      *auth.Policy
	Now         func() time.Time
	Watermarker *Watermarker // nil: restricted documents cannot be read
	Scans       bool         // there is an antivirus, and nobody is given a file before its word

	// Link gives an address at which a reader gets a blob from the store itself for LinkLife, with
	// these headers. nil: files go through the server.
	Link func(ctx context.Context, key, mime, disposition string, life time.Duration) (string, error)
}

// Delivery is the way out of files, texts and what is found in them. It is safe for concurrent use.
type Delivery struct {
	options    Options
	register   *documents.Register
	files      *blobs.Files
	audit      *readership.Audit
	board      *readership.Board
	catalogues *catalogues
}

// New makes the room.
func New(o Options) *Delivery {
	return &Delivery{options: o, register: o.Register, files: o.Files, audit: o.Audit, board: o.Board, catalogues: newCatalogues()}
}

// Content is a file that may be read.
type Content struct {
	documents.File
	files  *blobs.Files
	key    string
	cached bool // it may be in the cache
	access func(context.Context) error
	whole  func(context.Context) error // fails while the store has other bytes than were received; nil: nobody knows better

	link func(ctx context.Context, mime, disposition string) (string, error) // nil: there is no link to it

	still func(*journal.Hall, congress.Actor) error // see Still

	Watermarked bool // a copy for this reader alone, see marked
	copy        func(context.Context) (io.ReadCloser, error)
}

// Open gives length bytes from offset; see blobs.Store. The reader is noted first. A file whose
// bytes in the store are not those that were received is given to nobody: Unavailable
// "file_damaged".
func (c Content) Open(ctx context.Context, offset, length int64) (io.ReadCloser, error) {
	if err := c.sound(ctx); err != nil {
		return nil, err
	}
	if c.Watermarked {
		return c.copy(ctx)
	}
	if c.cached {
		return c.files.OpenCached(ctx, c.key, offset, length)
	}
	return c.files.Open(ctx, c.key, offset, length)
}

// Still answers nil as long as the actor may have this, as the hall knows the document now;
// ErrNotFound from then on. Whoever sends long files asks again and again.
func (c Content) Still(h *journal.Hall, actor congress.Actor) error { return c.still(h, actor) }

// LinkLife is how long a link to a file in the store holds. A recall ends it at once, because it
// deletes the file; a withdrawal does not.
const LinkLife = time.Minute

// Link gives an address at which the reader gets the file from the store itself, with these
// headers; false when there is none. The reader is noted first. The address is a secret of the
// reader.
func (c Content) Link(ctx context.Context, mime, disposition string) (url string, ok bool, err error) {
	if c.link == nil {
		return "", false, nil
	}
	if err := c.sound(ctx); err != nil {
		return "", false, err
	}
	url, err = c.link(ctx, mime, disposition)
	return url, err == nil, err
}

func (c Content) sound(ctx context.Context) error {
	if c.whole != nil {
		if err := c.whole(ctx); err != nil {
			return err
		}
	}
	return c.access(ctx)
}

// Content gives a file of a version that the document's body lists to who may see the document;
// ErrNotFound for everybody else, and when the document is not published any more and the actor is
// no organizer. Everybody, organizers too, gets of a restricted document a copy that says their
// name: Conflict "restricted_needs_pdf" when there is no PDF of it.
func (s *Delivery) Content(h *journal.Hall, actor congress.Actor, f documents.VersionFile) (Content, error) {
	return s.content(h, actor, f, readership.ReadContent)
}

func (s *Delivery) content(h *journal.Hall, actor congress.Actor, f documents.VersionFile, what readership.What) (Content, error) {
	d, _, u, err := s.register.Listed(h, actor, f)
	if err != nil {
		return Content{}, err
	}
	if d.Classification == congress.Restricted {
		c, err := s.watermarked(h, actor, f, u)
		c.still = s.still(f, d.Classification)
		return c, err
	}
	c := s.Made(h.Stream, d.Classification, f, u.File, u.Blob, readership.AccessOf(actor, f, what))
	return s.held(c, h, actor, f.Document, u.Main().Stored, d.Classification), nil
}

// still asks for a version's file again. A document that was restricted since is given as copies
// only, so its file is not this one any more.
func (s *Delivery) still(f documents.VersionFile, level congress.Classification) func(*journal.Hall, congress.Actor) error {
	return func(h *journal.Hall, actor congress.Actor) error {
		d, _, _, err := s.register.Listed(h, actor, f)
		if err == nil && (d.Classification == congress.Restricted) != (level == congress.Restricted) {
			err = congress.ErrNotFound
		}
		return err
	}
}

// UploadContent gives organizers a received file, published or not; where there is an antivirus,
// not before its word (Conflict "upload_not_ready").
func (s *Delivery) UploadContent(h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (Content, error) {
	d, _, err := s.register.Get(h, actor, document)
	if err != nil || d.State == documents.Recalled {
		return Content{}, congress.ErrNotFound
	}
	c, u, err := s.file(h, actor, document, upload)
	if err == nil && !u.Cleared(s.options.Scans) {
		return Content{}, documents.ErrNotReady
	}
	c.access = func(ctx context.Context) error {
		return s.audit.Note(ctx, h.Stream, readership.AccessOf(actor, documents.VersionFile{Document: document}, readership.ReadUpload), d.Classification == congress.Restricted)
	}
	c.still = func(h *journal.Hall, actor congress.Actor) error {
		_, err := s.UploadContent(h, actor, document, upload)
		return err
	}
	return s.held(c, h, actor, document, u.Main().Stored, d.Classification), err
}

func (s *Delivery) file(h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (c Content, u documents.Upload, err error) {
	r, err := h.Get(actor, upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document || u.Blob == "" || u.Virus != "" || u.Reason == documents.ReasonErasing {
		return Content{}, u, congress.ErrNotFound
	}
	return Content{File: u.File, files: s.files, key: u.Blob}, u, nil
}

// held has a content of the document given only while the store has it as it was received, and
// while the actor may still have it. A restricted file is never cached.
func (s *Delivery) held(c Content, h *journal.Hall, actor congress.Actor, document congress.ObjectID, f blobs.Stored, level congress.Classification) Content {
	c.cached = level != congress.Restricted
	given := func() error {
		if d, _, err := s.register.Get(h, documents.ServerActor(h), document); err == nil && level != congress.Restricted && d.Classification == congress.Restricted {
			return congress.ErrNotFound
		}
		return c.still(h, actor)
	}
	c.whole = func(ctx context.Context) error {
		return s.files.Sound(ctx, f, blobs.Asked{Cache: c.cached, Given: given, Refresh: h.Refresh})
	}
	return c
}

// Made is content that was made of a file of a document that is not restricted.
func (s *Delivery) Made(stream congress.StreamID, level congress.Classification, of documents.VersionFile, f documents.File, key string, a readership.Access) Content {
	c := Content{File: f, still: s.still(of, level), files: s.files, key: key, access: func(ctx context.Context) error { return s.audit.Note(ctx, stream, a, false) }}
	if s.options.Link != nil {
		c.link = func(ctx context.Context, mime, disposition string) (string, error) {
			return s.options.Link(ctx, key, mime, disposition, LinkLife)
		}
	}
	return c
}
