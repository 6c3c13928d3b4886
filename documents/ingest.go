package documents

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/antivirus"
	"plenum/documents/blobs"
	"plenum/documents/convert"
	"plenum/documents/marking"
	"plenum/journal"
)

// Reading is what was found in a file.
type Reading struct {
	Pages      []string             // the text of each page, NFC; empty where there is none
	Properties map[string]string    // title, keywords, …: markings hide there too
	Hidden     []marking.HiddenText // words that no reader sees: for the door alone, never searched or compared
	Warnings   []Warning
	Fonts      []Font // of its Latin letters: those that a PDF shows, or that an Office file names; none where that is not known
}

var (
	reasonRejected = messages.Rejected.String()  // an organizer decided that it is a state secret; its bytes are erased
	reasonErasing  = messages.Rejecting.String() // the same, and the erasure is not finished
)

// readers is how many files are read at once.
const readers = 2

// Run does what has to be done in the background until ctx ends: it reads the
// files that wait, a few at a time, draws pictures of their pages, publishes what is planned, and writes down who read
// what. What it was reading at the end is read again after the next start: the state of every file is in its record.
func (s *Service) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { s.publishPlanned(ctx) })
	all.Go(func() { s.audit.run(ctx) })
	all.Go(func() { s.files.Run(ctx) })
	if s.options.Read != nil {
		for range readers {
			all.Go(func() { work(ctx, s.waiting, s.ingest) })
		}
	}
	if s.draws() {
		all.Go(func() { s.drawAsked(ctx) })
		all.Go(func() { work(ctx, s.drawing.later, s.drawDue) })
	}
	all.Wait()
}

// work does what a queue holds, one after the other, until ctx ends; f reports whether to try again later.
func work(ctx context.Context, q *queue, f func(context.Context, job) (again bool)) {
	for {
		j, ok := q.next(ctx)
		if !ok {
			return
		}
		again := f(ctx, j)
		q.done(j)
		if again && pause(ctx, retryAfter) {
			q.add(j)
		}
	}
}

// retryAfter is how long a reader waits when the stores are away.
const retryAfter = 2 * time.Second

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// Resume has Run do what waits in a congress: read files that were received
// before the last stop, and those that nobody could read then, draw the pictures that are missing, and publish what is
// planned or attached to a comment. Doing it again does nothing more.
func (s *Service) Resume(ctx context.Context, h *journal.Hall) {
	s.drawAll(h)
	for r := range h.All(server(h), congress.KindUpload) {
		var u Upload
		j := job{h.Stream, r.Object}
		if r.Decode(&u) != nil {
			continue
		}
		s.publishAttached(ctx, h, r.Object)
		if u.Review.comes() {
			s.planned.put(j, *u.Review.Publish)
		}
		switch {
		case s.options.Read == nil || !u.due():
		case u.Ingest == Checking:
			s.waiting.add(j)
		default:
			s.waiting.addLater(j)
		}
	}
}

// due reports whether the file is to be read: it waits for it, or it was made ready by a server that read nothing.
func (u *Upload) due() bool {
	return u.Ingest == Checking || u.Ingest == Ready && u.Read == nil && u.Blob != ""
}

// ingest reads one file and says in its record what was found. It reports whether to try again later.
func (s *Service) ingest(ctx context.Context, j job) bool {
	log := s.options.Log.With("congress", string(j.stream), "upload", string(j.upload))
	h, leave, err := s.options.Halls.Enter(ctx, j.stream)
	if err != nil {
		log.Warn("a file could not be read for now", "error", err)
		return true
	}
	defer leave()
	r, err := h.Get(server(h), j.upload)
	var u Upload
	if err != nil || r.Decode(&u) != nil || !u.due() && !u.infected() {
		s.claims.forget(j)
		return false // erased, or read by another server
	}
	if u.infected() {
		return later(s.eraseInfected(ctx, h, j.upload))
	}
	defer s.steps.end(j)
	var found Upload
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
		found.Text, err = s.keepText(ctx, blobs.Folder(h.Stream, u.Document), reading.Pages)
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
		found = Upload{Reason: congress.CodeOf(err), Scanned: found.Scanned, Virus: found.Virus}
		if found.Reason == "internal" {
			found.Reason = messages.ExtractFailed.String()
		}
		if found.Virus != "" {
			log = log.With("virus", found.Virus)
		}
		log.Warn("a file cannot be read", "reason", found.Reason, "error", err)
	}
	if err := s.note(ctx, h, j.upload, found); err != nil {
		s.dropFound(ctx, found)
		return later(err)
	}
	if found.Virus == "" {
		return false
	}
	err = s.eraseInfected(ctx, h, j.upload)
	if err != nil {
		log.Warn("a file with a virus could not be erased for now", "error", err)
	}
	return later(err)
}

// tells reports whether the log is to say that a file waits: of an outage once a minute.
func (s *Service) tells(err error) bool {
	switch congress.CodeOf(err) {
	case antivirus.CodeAway:
		return s.outage.begins(s.options.Now())
	case convert.CodeAway:
		return s.unmade.begins(s.options.Now())
	}
	return true
}

// takeSpare waits for a processor that reading and drawing in the background
// may have: all but one, which is for people. Canceled when ctx ends first.
func (s *Service) takeSpare(ctx context.Context) error {
	select {
	case s.spare <- struct{}{}:
		return nil
	case <-ctx.Done():
		return congress.Wrap(ctx.Err(), congress.Canceled, messages.Canceled)
	}
}

func (s *Service) giveSpare() { <-s.spare }

// later reports whether what ended so is worth another try.
func later(err error) bool {
	kind := congress.KindOf(err)
	return kind == congress.Unavailable || kind == congress.Canceled
}

// dropFound deletes what was made of a file and no record names.
func (s *Service) dropFound(ctx context.Context, found Upload) {
	for _, key := range found.blobs() {
		if err := s.drop(ctx, key, nil); err != nil {
			s.options.Log.Warn("what was made of a file was left behind", "error", err)
		}
	}
}

// toolsHere answers nil when what the file needs to be read can be used now, and Unavailable when it has to wait.
func (s *Service) toolsHere(ctx context.Context, u *Upload) error {
	if err := s.antivirusHere(ctx); err != nil {
		return err
	}
	return s.converterHere(ctx, u)
}

// read brings the file here, holds its bytes to their hash, has it scanned and read, and looks for markings.
func (s *Service) read(ctx context.Context, j job, u Upload) (found Upload, reading Reading, err error) {
	path, err := s.files.Bring(ctx, u.Blob, u.SHA256)
	if err != nil {
		return found, reading, err
	}
	defer func() { _ = os.Remove(path) }()
	if s.options.Antivirus != nil {
		s.steps.set(j, step{Stage: StageAntivirus})
	}
	if err := s.scan(ctx, path, &found); err != nil {
		return found, reading, err
	}
	if err := s.takeSpare(ctx); err != nil {
		return found, reading, err
	}
	defer s.giveSpare()
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
func (s *Service) readingStep(j job) (pages func(done, of int)) {
	s.steps.set(j, step{Stage: StageReading})
	return func(done, of int) { s.steps.set(j, step{StageReading, done, of}) }
}

// keepText stores the text of pages beside the file; "" when there is none.
func (s *Service) keepText(ctx context.Context, folder string, pages []string) (string, error) {
	if strings.Join(pages, "") == "" {
		return "", nil
	}
	text, err := json.Marshal(pages)
	if err != nil {
		return "", err
	}
	key := folder + congress.NewUUID(s.options.Now())
	_, err = s.files.Put(ctx, key, int64(len(text)), strings.NewReader(string(text)))
	return key, err
}

// note writes what was found into the upload's record. A file with a marking
// is quarantined, unless it was ready before anybody read it: then readers may have it, and organizers are shown the marking.
func (s *Service) note(ctx context.Context, h *journal.Hall, id congress.ObjectID, found Upload) error {
	_, err := s.commitAndTell(ctx, h, journal.Request{ID: s.newID(), Kind: congress.KindUpload, Actor: server(h), Make: func(tx *journal.Tx) (journal.Draft, error) {
		var u Upload
		r, ok := tx.Get(id)
		if !ok || r.Decode(&u) != nil || !u.due() {
			return journal.Draft{}, congress.ErrNotFound
		}
		now := s.options.Now().UTC().Truncate(time.Millisecond)
		u.Read, u.Text, u.Pages, u.Warnings, u.Markings, u.PDF = &now, found.Text, found.Pages, found.Warnings, found.Markings, found.PDF
		u.Scanned, u.Virus = found.Scanned, found.Virus
		switch {
		case u.Virus != "": // readers may have had it
			u.Ingest, u.Reason = Failed, found.Reason
		case u.Ingest == Ready && found.Reason != "":
			u.Warnings = []Warning{{Code: found.Reason}}
		case u.Ingest == Ready:
		case found.Reason != "":
			u.Ingest, u.Reason = Failed, found.Reason
		case len(found.Markings) > 0:
			u.Ingest, u.Reason = Quarantined, ""
		default:
			u.Ingest, u.Reason = Ready, ""
		}
		return journal.Draft{Object: id, Audience: organizers(), Body: u}, nil
	}})
	return err
}

// Text gives the text of the pages of a version's main file to who may see the document; no pages when it has none.
func (s *Service) Text(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, version int) ([]string, error) {
	d, _, err := s.Get(h, actor, document)
	if err != nil {
		return nil, err
	}
	file, ok := d.fileOf(version, 0)
	if !ok {
		return nil, congress.ErrNotFound
	}
	return s.text(ctx, h, document, file)
}

// text is that of a file's pages; none when it has none, or none any more.
func (s *Service) text(ctx context.Context, h *journal.Hall, document, upload congress.ObjectID) ([]string, error) {
	var u Upload
	r, err := h.Get(server(h), upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document || u.Text == "" || u.Reason == reasonErasing || u.Ingest == Quarantined {
		return nil, nil //nolint:nilerr // as is said above
	}
	return s.pages(ctx, u.Text)
}
