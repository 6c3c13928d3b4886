package ingest

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/antivirus"
	"plenum/documents/blobs"
	"plenum/documents/convert"
	"plenum/documents/marking"
	"plenum/journal"
)

// Reading is what was found in a file.
type Reading struct {
	Pages      []string             // the text of each page, NFC; empty where there is none
	Rows       [][]int              // of the tables in Pages, or in Compared, as compare.Text has them; nil where they are not known
	Compared   []string             // the pages of a PDF with the rows of its Office file, where it has any
	Properties map[string]string    // title, keywords, …: markings hide there too
	Hidden     []marking.HiddenText // words that no reader sees: for the door alone, never searched or compared
	Warnings   []documents.Warning
	Fonts      []Font // of its Latin letters: those that a PDF shows, or that an Office file names; none where that is not known
}

// Options are what ingest is given. The files, the halls, the clock, the register and the
// processors are required.
type Options struct {
	Register   *documents.Register
	Files      *blobs.Files
	Halls      *journal.Halls
	Now        func() time.Time
	Log        *slog.Logger // nil: nothing is logged
	Processors Processors

	// Read reads a received file, which is at path. An error of kind Unavailable has it read again
	// later; the code of any other is why the file failed. It tells how many pages are read as it
	// goes, if it can. nil: files are ready unread.
	Read func(ctx context.Context, path string, f documents.File, pages func(done, of int)) (Reading, error)
	// Antivirus is asked about a file before it is read. nil: files are read without. It needs Read.
	Antivirus *antivirus.Scanner
	// Convert makes a PDF, at the path it gives, of the Office file at path; whoever called deletes
	// it. nil: Office files have none. An error of kind Unavailable has the file read again later; any
	// other is a warning.
	Convert func(ctx context.Context, path string, f documents.File) (string, error)
	// ShowsChanges says that the PDFs of Word 97-2003 files (.doc) show what was deleted from them,
	// since the converter opens them for nobody.
	ShowsChanges bool
	// ConverterHere answers nil when files can be converted now, and Unavailable when they have to
	// wait. nil: they never have to.
	ConverterHere func(context.Context) error

	// Server is who this server is to others that share the stores; "": one process owns them.
	Server string
}

// Ingest reads received files. It is safe for concurrent use.
type Ingest struct {
	options  Options
	register *documents.Register
	files    *blobs.Files
	steps    *Steps
	waiting  *Queue
	claims   *claims
	outage   outage // of the antivirus
	unmade   outage // of the converter
}

// New makes the room.
func New(o Options) *Ingest {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Ingest{options: o, register: o.Register, files: o.Files, steps: NewSteps(), waiting: NewQueue(), claims: newClaims()}
}

// Steps is what this server does with files right now.
func (s *Ingest) Steps() *Steps { return s.steps }

// readers is how many files are read at once.
const readers = 2

// Run reads the files that wait, a few at a time, until ctx ends. A file that was being read then
// is read again after the next start: the state of every file is in its record.
func (s *Ingest) Run(ctx context.Context) {
	if s.options.Read == nil {
		return
	}
	var all sync.WaitGroup
	for range readers {
		all.Go(func() { Work(ctx, s.waiting, s.ingest) })
	}
	all.Wait()
}

// Work does what a queue holds, one after the other, until ctx ends; f reports whether to try again
// later.
func Work(ctx context.Context, q *Queue, f func(context.Context, documents.Job) (again bool)) {
	for {
		j, ok := q.next(ctx)
		if !ok {
			return
		}
		again := f(ctx, j)
		q.done(j)
		if again && documents.Pause(ctx, retryAfter) {
			q.Add(j)
		}
	}
}

// retryAfter is how long a reader waits when the stores are away.
const retryAfter = 2 * time.Second

// Resume has Run read the files of a congress that wait: those that were received before the last
// stop, and those that nobody could read then. Doing it again does nothing more.
func (s *Ingest) Resume(h *journal.Hall) {
	for r := range h.All(documents.ServerActor(h), congress.KindUpload) {
		u, ok := documents.UploadIn(r)
		j := documents.Job{Stream: h.Stream, Upload: r.Object}
		switch {
		case s.options.Read == nil || !ok || !u.Due():
		case u.Ingest == documents.Checking:
			s.waiting.Add(j)
		default:
			s.waiting.AddLater(j)
		}
	}
}

// QueueFile has a file read whose record says that it waits for that; a Listener.
func (s *Ingest) QueueFile(_ context.Context, h *journal.Hall, r *congress.Record) {
	if u, ok := documents.UploadIn(r); ok && u.Ingest == documents.Checking && s.Reads() {
		s.waiting.Add(documents.Job{Stream: h.Stream, Upload: r.Object})
	}
}

// ingest reads one file and says in its record what was found. It reports whether to try again
// later.
func (s *Ingest) ingest(ctx context.Context, j documents.Job) bool {
	log := s.options.Log.With("congress", string(j.Stream), "upload", string(j.Upload))
	h, leave, err := s.options.Halls.Enter(ctx, j.Stream)
	if err != nil {
		log.Warn("a file could not be read for now", "error", err)
		return true
	}
	defer leave()
	r, err := h.Get(documents.ServerActor(h), j.Upload)
	var u documents.Upload
	if err != nil || r.Decode(&u) != nil || !u.Due() && !u.Infected() {
		s.claims.forget(j)
		return false // erased, or read by another server
	}
	if u.Infected() {
		return later(s.register.EraseInfected(ctx, h, j.Upload))
	}
	defer s.steps.End(j)
	var found documents.Upload
	var reading Reading
	err = s.toolsHere(ctx, &u) // before the file is claimed: another server may have them
	if err == nil {
		mine, release, claimErr := s.claim(ctx, j)
		if claimErr == nil && !mine {
			return false // another server is at it; see TryClaimed
		}
		if err = claimErr; err == nil {
			defer release()
			found, reading, err = s.read(ctx, j, u)
		}
	}
	if err == nil {
		found.Text, err = s.keepText(ctx, blobs.Folder(h.Stream, u.Document), documents.Text{Pages: reading.Pages, Rows: reading.Rows, Compared: reading.Compared})
	}
	if err != nil {
		s.dropFound(ctx, found)
	}
	switch kind := congress.KindOf(err); {
	case err == nil:
	case ctx.Err() != nil:
		return false
	case kind == congress.Unavailable || kind == congress.Canceled:
		if s.tells(err) {
			log.Warn("a file could not be read for now", "error", err)
		}
		return true
	default:
		found = documents.Upload{Reason: congress.CodeOf(err), Scanned: found.Scanned, Virus: found.Virus}
		if found.Reason == "internal" {
			found.Reason = messages.ExtractFailed.String()
		}
		if found.Virus != "" {
			log = log.With("virus", found.Virus)
		}
		log.Warn("a file cannot be read", "reason", found.Reason, "error", err)
	}
	if err := s.note(ctx, h, j.Upload, found); err != nil {
		s.dropFound(ctx, found)
		return later(err)
	}
	if found.Virus == "" {
		return false
	}
	err = s.register.EraseInfected(ctx, h, j.Upload)
	if err != nil {
		log.Warn("a file with a virus could not be erased for now", "error", err)
	}
	return later(err)
}

// tells reports whether the log is to say that a file waits: of an outage once a minute.
func (s *Ingest) tells(err error) bool {
	switch congress.CodeOf(err) {
	case antivirus.CodeAway:
		return s.outage.begins(s.options.Now())
	case convert.CodeAway:
		return s.unmade.begins(s.options.Now())
	}
	return true
}

// later reports whether what ended so is worth another try.
func later(err error) bool {
	kind := congress.KindOf(err)
	return kind == congress.Unavailable || kind == congress.Canceled
}

// dropFound deletes what was made of a file and no record names.
func (s *Ingest) dropFound(ctx context.Context, found documents.Upload) {
	for _, key := range found.Keys() {
		if err := s.files.Drop(ctx, key, nil); err != nil {
			s.options.Log.Warn("what was made of a file was left behind", "error", err)
		}
	}
}

// toolsHere answers nil when what the file needs to be read can be used now, and Unavailable when
// it has to wait.
func (s *Ingest) toolsHere(ctx context.Context, u *documents.Upload) error {
	if err := s.antivirusHere(ctx); err != nil {
		return err
	}
	return s.converterHere(ctx, u)
}

// read brings the file here, holds its bytes to their hash, has it scanned and read, and looks for
// markings.
func (s *Ingest) read(ctx context.Context, j documents.Job, u documents.Upload) (found documents.Upload, reading Reading, err error) {
	path, err := s.files.Bring(ctx, u.Blob, u.SHA256)
	if err != nil {
		return found, reading, err
	}
	defer func() { _ = os.Remove(path) }()
	if s.options.Antivirus != nil {
		s.steps.Set(j, Step{Stage: StageAntivirus})
	}
	if err := s.scan(ctx, path, &found); err != nil {
		return found, reading, err
	}
	if err := s.options.Processors.Take(ctx); err != nil {
		return found, reading, err
	}
	defer s.options.Processors.Give()
	if reading, err = s.options.Read(ctx, path, u.File, s.readingStep(j)); err != nil {
		return found, reading, err
	}
	found.Markings = marking.Find(marking.Input{Pages: reading.Pages, Name: u.Name, Properties: reading.Properties, Hidden: reading.Hidden})
	if s.converts(&u) {
		if err := s.convert(ctx, j, path, u, &found, &reading); err != nil {
			return found, reading, err
		}
	}
	found.Pages, found.Warnings = len(reading.Pages), append(found.Warnings, reading.Warnings...)
	return found, reading, nil
}

// readingStep notes that the file is read, and gives what notes how far.
func (s *Ingest) readingStep(j documents.Job) (pages func(done, of int)) {
	s.steps.Set(j, Step{Stage: StageReading})
	return func(done, of int) { s.steps.Set(j, Step{StageReading, done, of}) }
}

// keepText stores the text beside the file; "" when there is none.
func (s *Ingest) keepText(ctx context.Context, folder string, t documents.Text) (string, error) {
	if strings.Join(t.Pages, "") == "" {
		return "", nil
	}
	text, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	key := folder + congress.NewUUID(s.options.Now())
	_, err = s.files.Put(ctx, key, int64(len(text)), strings.NewReader(string(text)))
	return key, err
}

// note writes what was found into the upload's record. A file with a marking is quarantined, unless
// it was ready before anybody read it: then readers may have it, and organizers are shown the
// marking.
func (s *Ingest) note(ctx context.Context, h *journal.Hall, id congress.ObjectID, found documents.Upload) error {
	_, err := s.register.Commit(ctx, h, journal.Request{ID: s.register.NewID(), Kind: congress.KindUpload, Actor: documents.ServerActor(h), Make: func(tx *journal.Tx) (journal.Draft, error) {
		var u documents.Upload
		r, ok := tx.Get(id)
		if !ok || r.Decode(&u) != nil || !u.Due() {
			return journal.Draft{}, congress.ErrNotFound
		}
		now := congress.AsKept(s.options.Now())
		u.Read, u.Text, u.Pages, u.Warnings, u.Markings, u.PDF = &now, found.Text, found.Pages, found.Warnings, found.Markings, found.PDF
		u.Scanned, u.Virus = found.Scanned, found.Virus
		switch {
		case u.Virus != "": // readers may have had it
			u.Ingest, u.Reason = documents.Failed, found.Reason
		case u.Ingest == documents.Ready && found.Reason != "":
			u.Warnings = []documents.Warning{{Code: found.Reason}}
		case u.Ingest == documents.Ready:
		case found.Reason != "":
			u.Ingest, u.Reason = documents.Failed, found.Reason
		case len(found.Markings) > 0:
			u.Ingest, u.Reason = documents.Quarantined, ""
		default:
			u.Ingest, u.Reason = documents.Ready, ""
		}
		return journal.Draft{Object: id, Audience: documents.Organizers(), Body: u}, nil
	}})
	return err
}
