package uploads

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/ingest"
	"plenum/journal"
)

// Options are what the way in is given. Log may be nil.
type Options struct {
	Register *documents.Register
	Files    *blobs.Files
	Ingest   *ingest.Ingest
	Require  func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error)
	Policy   *auth.Policy
	Now      func() time.Time
	MaxFile  int64  // bytes; 0: 5 GB
	Temp     string // folder for an import's ZIP while it is worked on; "": the system's

	// Total is how many bytes of files may stand in a congress that the actor brought; 0, and nil:
	// any.
	Total func(congress.Actor) int64
}

// Uploads is the way in of files. It is safe for concurrent use.
type Uploads struct {
	options  Options
	register *documents.Register
	files    *blobs.Files
	ingest   *ingest.Ingest
	steps    *ingest.Steps
	progress *progress
	sending  *sending
	brought  *brought
}

// New makes the room.
func New(o Options) *Uploads {
	if o.MaxFile == 0 {
		o.MaxFile = 5 << 30
	}
	return &Uploads{options: o, register: o.Register, files: o.Files, ingest: o.Ingest, steps: o.Ingest.Steps(), progress: newProgress(o.Now), sending: newSending(), brought: newBrought()}
}

// MaxFile is the largest file that is taken, in bytes.
func (s *Uploads) MaxFile() int64 { return s.options.MaxFile }

// Receive is a file on its way in for a document.
type Receive struct {
	ID       congress.RecordID // becomes the upload's id
	Derived  bool              // the server made ID, or took it when an upload began that comes in parts; as of journal.Request
	Document congress.ObjectID
	Name     string
	Note     string            // what changed
	AnnexTo  congress.ObjectID // the upload of the same document that it is published with; "": it is a version's main file
	Size     int64             // -1: not known
	Body     io.Reader
	For      congress.Actor // whose file it is, if the server takes it in for them; zero: the actor's
	Metadata string         // what a client that sends the file in parts said of it, for itself: see Resumable
}

// Receive takes a file in, in bounded memory, and checks its type. Whether it failed that in its
// last bytes or goes on to be read (see Run), it stands as an upload for organizers; readers get it
// when it is ready and published. A type that is not taken, by the name or the first bytes, is
// refused there, and nothing stands. The same file under the same id again, once it stands, stores
// nothing and answers the same; another one is journal.KeyReused. A body that breaks off, is of
// another length than was said, empty, or over the limit leaves nothing. The actor needs
// EditDocuments. Errors: NotFound, Forbidden, ErrClassified, Conflict "document_recalled", Invalid
// "file_name_invalid", "file_empty", "type_refused", "type_mismatch", "encrypted",
// "blob_size_mismatch" or "body_truncated" (the body's reader failed), TooLarge "file_too_large",
// Unavailable (as Options.Room too), Canceled.
func (s *Uploads) Receive(ctx context.Context, h *journal.Hall, actor congress.Actor, in Receive) (journal.Result, error) {
	name, note, err := s.admit(h, actor, in)
	if err != nil {
		return journal.Result{}, err
	}
	if r, err := h.Get(actor, congress.ObjectID(in.ID)); err == nil {
		var u documents.Upload
		if r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.By != actor.Account {
			return journal.Result{}, documents.ErrIDReused
		}
		if err := again(&u, in, name, note); err != nil {
			return journal.Result{}, err
		}
		return journal.Result{Record: r, Again: true}, nil
	}
	if !in.Derived && !congress.Brought(in.ID) {
		return journal.Result{}, documents.ErrRecordID
	}
	return s.store(ctx, h, actor, in, name, note)
}

// admit is the door of every way in: who may upload for the document, and what
// can be said of a file before its first byte. It gives name and note as they are kept.
func (s *Uploads) admit(h *journal.Hall, actor congress.Actor, in Receive) (name, note string, err error) {
	d, _, err := s.register.Get(h, actor, in.Document)
	if err != nil {
		return "", "", err
	}
	if !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return "", "", documents.ErrForbidden
	}
	fields := map[string]messages.Fault{}
	name, err = documents.CleanName(in.Name)
	note = documents.Line(fields, "note", in.Note, 0, 1000)
	typed, untaken := d.CheckWords(note), s.nameFault(name)
	switch {
	case !in.ID.Valid():
		return "", "", documents.ErrRecordID
	case d.Classification.Secret():
		return "", "", documents.ErrClassified
	case d.State == documents.Recalled:
		return "", "", documents.ErrRecalled
	case err != nil:
		return "", "", err
	case untaken != nil:
		return "", "", untaken
	case typed != nil:
		return "", "", typed
	case in.AnnexTo != "" && (!in.AnnexTo.Valid() || string(in.AnnexTo) == string(in.ID)):
		return "", "", congress.FieldError(messages.DocumentInvalid, "annexTo", messages.AnnexOf())
	case len(fields) > 0:
		return "", "", congress.FieldErrors(messages.DocumentInvalid, fields)
	case in.Size > s.options.MaxFile:
		return "", "", errFileTooLarge
	case in.Size == 0:
		return "", "", errFileEmpty
	}
	return name, note, nil
}

// store brings the bytes into the store and then the record into the log. The
// bytes of one attempt have a key of their own; without a record they are nobody's and go.
func (s *Uploads) store(ctx context.Context, h *journal.Hall, actor congress.Actor, in Receive, name, note string) (res journal.Result, err error) {
	temporary := in.Size
	if _, inParts := in.Body.(*joined); inParts { // which make room for that
		temporary = 0
	}
	if err := s.files.Room(in.Size, temporary); err != nil {
		return journal.Result{}, err
	}
	held, err := s.expect(h, actor, in)
	if err != nil {
		return journal.Result{}, err
	}
	defer held.end()
	track := s.progress.begin(progressKey{h.Stream, in.Document, in.ID}, name, in.Size)
	defer func() { track.end(err) }()
	key := blobs.Folder(h.Stream, in.Document) + congress.NewUUID(s.options.Now())
	m := &measure{r: held.bound(in.Body), name: name, sum: sha256.New(), track: track, most: s.options.MaxFile, open: func() error { return s.takesFiles(h, in.Document) }}
	size, err := s.files.Put(ctx, key, in.Size, m)
	if err != nil {
		if congress.KindOf(err) == congress.Unavailable { // the recall on another server may have given it up
			_ = h.Refresh(ctx)
			if gone := s.takesFiles(h, in.Document); gone != nil {
				return journal.Result{}, gone
			}
		}
		if m.err != nil && m.err != io.EOF { //nolint:errorlint // as io.Reader says it
			err = broken(m.err)
		}
		return journal.Result{}, err
	}
	track.checking()
	if size == 0 {
		return journal.Result{}, s.files.Drop(ctx, key, errFileEmpty)
	}
	u := documents.Upload{Document: in.Document, By: actor.Account, Blob: key, AnnexTo: in.AnnexTo, Ingest: documents.Ready, Declared: declared(in.Metadata), File: documents.File{Name: name, Size: size, Note: note}}
	m.sum.Sum(u.SHA256[:0])
	if u.Type, u.Reason, err = s.check(ctx, key, size, m, name); err != nil {
		return journal.Result{}, s.files.Drop(ctx, key, err)
	}
	u.SameAs = sameFile(h, u)
	switch {
	case u.Reason != "":
		u.Ingest = documents.Failed
	case s.ingest.Reads():
		u.Ingest = documents.Checking
	}
	res, err = s.register.Commit(ctx, h, journal.Request{ID: in.ID, Derived: in.Derived, Kind: congress.KindUpload, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.options.Require(tx, actor, auth.EditDocuments); err != nil {
			return journal.Draft{}, err
		}
		var d documents.Document
		r, ok := tx.Get(in.Document)
		if !ok || r.Kind != congress.KindDocument || r.Decode(&d) != nil {
			return journal.Draft{}, congress.ErrNotFound
		}
		switch {
		case d.State == documents.Recalled:
			return journal.Draft{}, documents.ErrRecalled
		case d.Classification.Secret():
			return journal.Draft{}, documents.ErrClassified
		}
		return journal.Draft{Object: congress.ObjectID(in.ID), Derived: in.Derived, Audience: documents.Organizers(), Body: u}, nil
	}})
	switch kind := congress.KindOf(err); {
	case err == nil && !res.Again:
		return res, nil
	case err == nil: // another attempt was first
		if err := s.files.Drop(ctx, key, nil); err != nil {
			return journal.Result{}, err
		}
		var stands documents.Upload
		switch {
		case res.Record.Object != congress.ObjectID(in.ID) || res.Record.Body != nil && res.Record.Decode(&stands) != nil:
			return journal.Result{}, documents.ErrIDReused
		case res.Record.Body != nil && !(described(&stands, in, name, note) && stands.SHA256 == u.SHA256):
			return journal.Result{}, journal.KeyReused(res.Record.Object)
		}
		return res, nil
	case kind == congress.Unavailable || kind == congress.Canceled:
		return res, err // the record may stand; if it does not, Sweep finds the bytes
	default:
		return res, s.files.Drop(ctx, key, err)
	}
}

// takesFiles refuses a document that was recalled, as this server knows it.
func (s *Uploads) takesFiles(h *journal.Hall, document congress.ObjectID) error {
	d, _, err := s.register.Get(h, documents.ServerActor(h), document)
	switch {
	case err != nil:
		return err
	case d.State == documents.Recalled:
		return documents.ErrRecalled
	case d.Classification.Secret():
		return documents.ErrClassified
	}
	return nil
}

// again answers nil when the upload is what comes in once more, reading it to its end. Where the
// file's bytes are erased since, nothing is known to compare with. Errors: journal.KeyReused,
// Invalid "body_truncated".
func again(u *documents.Upload, in Receive, name, note string) error {
	reused := journal.KeyReused(congress.ObjectID(in.ID))
	switch {
	case u.Document != in.Document:
		return reused
	case u.Blob == "":
		return nil
	case !described(u, in, name, note):
		return reused
	}
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(in.Body, u.Size+1))
	switch {
	case err != nil:
		return broken(err)
	case n < u.Size && in.Size >= 0:
		return broken(io.ErrUnexpectedEOF)
	case n != u.Size || congress.Hash(sum.Sum(nil)) != u.SHA256:
		return reused
	}
	return nil
}

// described reports whether the upload is what was said of the one that comes in.
func described(u *documents.Upload, in Receive, name, note string) bool {
	return u.Document == in.Document && u.Name == name && u.Note == note && u.AnnexTo == in.AnnexTo && (in.Size < 0 || u.Size == in.Size)
}

// sameFile finds another upload of the congress that has the same bytes; "" when there is none.
func sameFile(h *journal.Hall, u documents.Upload) congress.ObjectID {
	for r := range h.All(documents.ServerActor(h), congress.KindUpload) {
		var other documents.Upload
		if r.Decode(&other) == nil && other.SHA256 == u.SHA256 && other.Blob != "" {
			return r.Object
		}
	}
	return ""
}

// check finds the type of stored bytes, whose first ones were taken, and the code of what is wrong
// with it; an error says that the store could not be read.
func (s *Uploads) check(ctx context.Context, key string, size int64, m *measure, name string) (mime, fault string, err error) {
	if m.fault != "container" {
		return m.mime, m.fault, nil
	}
	// The parts of an Office file may be named behind the first bytes; a container's list of parts is
	// at its end.
	r, err := s.files.Open(ctx, key, max(0, size-tailLength), -1)
	if err != nil {
		return "", "", err
	}
	tail, err := io.ReadAll(r)
	if closeErr := r.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return "", "", err
	}
	mime, fault = sniffParts(tail, name)
	return mime, fault, nil
}

// broken gives an error of the body its kind: one that ended early, unless it says something else
// of itself.
func broken(err error) error {
	if congress.KindOf(err) != congress.Internal {
		return err
	}
	return congress.Wrap(err, congress.Invalid, messages.BodyTruncated)
}

// measure counts and hashes a stream, and ends it at the limit, once the document takes no files
// any more, or at its first bytes when they are of a type that is not taken under this name.
type measure struct {
	open  func() error
	r     io.Reader
	name  string
	sum   hash.Hash
	head  bytes.Buffer
	mime  string // as sniff found them
	fault string
	track *tracked
	n     int64
	most  int64
	err   error
}

func (m *measure) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.n += int64(n)
	if m.n > m.most {
		m.err = errFileTooLarge
		return 0, m.err
	}
	if m.n>>20 != (m.n-int64(n))>>20 { // with each megabyte
		if m.err = m.open(); m.err != nil {
			return 0, m.err
		}
	}
	m.sum.Write(b[:n])
	m.track.received(m.n)
	if err != nil {
		m.err = err
	}
	if m.mime != "" {
		return n, err
	}
	m.head.Write(b[:min(n, sniffLength-m.head.Len())])
	if m.head.Len() == sniffLength || errors.Is(err, io.EOF) && m.n > 0 {
		m.mime, m.fault = sniff(m.head.Bytes(), m.name)
		if refused := typeFault(m.fault); refused != nil {
			m.err = refused
			return 0, refused
		}
	}
	return n, err
}
