package documents

import (
	"cmp"
	"context"
	"log/slog"
	"runtime"
	"slices"
	"time"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/antivirus"
	"plenum/documents/blobs"
	"plenum/journal"
)

// Options are what the service needs. The first four are required.
type Options struct {
	Files   *blobs.Files
	Require func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error)
	Policy  *auth.Policy
	Now     func() time.Time
	Who     func(context.Context, congress.AccountID) (journal.Who, error) // the person of an account, for the audit; nil: it has none
	MaxFile int64                                                          // bytes; 0: 5 GB

	// Total is how many bytes of files may stand in a congress that the actor brought; 0, and nil: any.
	Total func(congress.Actor) int64

	// Keep reports whether files stored at the time stay though no record names them; nil: none do.
	Keep func(time.Time) bool

	// Read reads a received file, which is at path. An error of kind
	// Unavailable has it read again later; the code of any other is why the file failed. It tells how many pages are read as it goes, if it
	// can. nil: files are ready unread.
	Read func(ctx context.Context, path string, f File, pages func(done, of int)) (Reading, error)
	// Antivirus is asked about a file before it is read. nil: files are read without. It needs Read.
	Antivirus *antivirus.Scanner

	Halls *journal.Halls // required with Run, and for what is kept in side streams: receipts and the read audit
	Log   *slog.Logger   // nil: nothing is logged
	Temp  string         // folder for files while they are read; "": the system's

	// Convert makes a PDF, at the path it gives, of the Office file at path; whoever called deletes it. nil: Office files have none.
	// An error of kind Unavailable has the file read again later; any other is a warning.
	Convert func(ctx context.Context, path string, f File) (string, error)
	// ShowsChanges says that the PDFs of Word 97-2003 files (.doc) show what was deleted from them, since the converter opens them for nobody.
	ShowsChanges bool
	// ConverterHere answers nil when files can be converted now, and Unavailable when they have to wait. nil: they never have to.
	ConverterHere func(context.Context) error
	// Draw draws pages of the PDF at path as JPEG and calls each for every one as soon as it is there, in their order, with nil for one that
	// cannot be drawn. An error of each ends it. Where nobody waits (not urgent) it may take its time. nil: there are no pictures of pages. It needs Read.
	Draw func(ctx context.Context, path string, wanted []Picture, urgent bool, each func(Picture, []byte) error) error
	// Mark makes at out a copy of the PDF at path that says the text on every page. nil: restricted documents cannot be read.
	Mark func(ctx context.Context, path, out string, text MarkText) error
	// Kept holds a copy that Mark made to the PDF at path: an error when it does not show all that the PDF does. What one copy has all of the file
	// have, so it is asked once a file. nil: copies are given as they were made.
	Kept func(ctx context.Context, path, copied string) error

	// Server is who this server is to others that share the stores; "": one process owns them.
	Server string

	// Link gives an address at which a reader gets a blob from the store itself for LinkLife, with these headers. nil: files go through the server.
	Link func(ctx context.Context, key, mime, disposition string, life time.Duration) (string, error)
}

// Service is the rules of the register. It is safe for concurrent use.
type Service struct {
	options  Options
	progress *progress
	steps    *steps
	waiting  *queue
	sending  *sending
	planned  *planned
	audit    *audit
	drawing  *drawing
	spare    chan struct{} // has a place for each process that reads or draws in the background
	marking  chan struct{} // has a place for each copy that is being made
	kept     keptFiles
	outage   outage // of the antivirus
	unmade   outage // of the converter
	files    *blobs.Files
	claims   *claims
	brought  *brought

	catalogues *catalogues
	boards     *boards

	listeners []Listener
}

// New makes the service.
func New(o Options) *Service {
	if o.MaxFile == 0 {
		o.MaxFile = 5 << 30
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{options: o, audit: newAudit(&o), progress: newProgress(o.Now), steps: newSteps(), waiting: newQueue(), sending: newSending(), planned: newPlanned(), files: o.Files, claims: newClaims(), brought: newBrought(), drawing: newDrawing(), marking: make(chan struct{}, markers), spare: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), catalogues: newCatalogues(), boards: newBoards()}
	s.follow()
	return s
}

// MaxFile is the largest file that is taken, in bytes.
func (s *Service) MaxFile() int64 { return s.options.MaxFile }

// NewDocument is a document to be registered; its record id becomes its id.
type NewDocument struct {
	ID       congress.RecordID
	Derived  bool // the server made ID; as of journal.Request
	Register Register
	Audience congress.Audience // for whom it will be; may be said later
}

// Create registers a draft. The actor needs EditDocuments. Errors:
// ErrClassified, Invalid "document_invalid" or "audience_unknown", Forbidden.
func (s *Service) Create(ctx context.Context, h *journal.Hall, actor congress.Actor, n NewDocument) (journal.Result, error) {
	register, err := n.Register.clean()
	if err != nil {
		return journal.Result{}, err
	}
	res, err := s.commit(ctx, h, actor, Change{ID: n.ID, Derived: n.Derived}, auth.EditDocuments, func(tx *journal.Tx, _ congress.Actor) (journal.Draft, error) {
		if _, exists := tx.Get(congress.ObjectID(n.ID)); exists {
			return journal.Draft{}, errIDReused
		}
		if err := checkAgenda(tx, register.Agenda); err != nil {
			return journal.Draft{}, err
		}
		audience, err := cleanAudience(tx, n.Audience)
		if err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{
			Object: congress.ObjectID(n.ID), Derived: n.Derived, Audience: organizers(),
			Body: Document{Register: register, State: Draft, Versions: []Version{}, Audience: &audience},
		}, nil
	})
	if err == nil && res.Record.Object != congress.ObjectID(n.ID) {
		return journal.Result{}, errIDReused
	}
	return res, err
}

// Change says what an operation on a known document is about.
type Change struct {
	ID       congress.RecordID
	Derived  bool // the server made ID; as of journal.Request
	Document congress.ObjectID
	IfMatch  uint64 // the record number it was read at; 0: whatever it is
}

// Edit changes what the register says, at once also where readers have the document. For whom that is, by audience or level, changes by another
// publication alone (Conflict "by_publication"; "reclassify_recalls" for a higher level). IfMatch is the number of the record that was read. Where two persons are asked for, what readers have changes its tags, order and agenda item only (Forbidden
// "second_person"): the rest is changed in a withdrawn document, whose files need an approval then. Before, a change
// ends the approval. Errors as Create, and NotFound, Stale, Conflict "document_recalled".
func (s *Service) Edit(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, register Register, audience *congress.Audience) (journal.Result, error) {
	register, err := register.clean()
	if err != nil {
		return journal.Result{}, err
	}
	res, err := s.change(ctx, h, actor, c, operation{auth.EditDocuments, ""}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if old.N != c.IfMatch {
			return congress.Audience{}, congress.Changed(c.Document)
		}
		if d.State == Recalled {
			return congress.Audience{}, errRecalled
		}
		if register.Agenda != d.Agenda { // one that was taken off the programme since does not stop other changes
			if err := checkAgenda(tx, register.Agenda); err != nil {
				return congress.Audience{}, err
			}
		}
		if audience != nil {
			to, err := cleanAudience(tx, *audience)
			if err != nil {
				return to, err
			}
			audience = &to
		}
		was, same := d.Classification, register.says(d.Register)
		d.Register = register
		if !d.State.read() {
			if audience != nil {
				d.Audience = audience
			}
			return organizers(), nil
		}
		switch {
		case register.Classification.Above(was):
			return congress.Audience{}, errReclassify
		case !same && rulesIn(tx, h.Stream).TwoPersons: // what a second person approved, nobody changes alone while readers have it
			return congress.Audience{}, errSecondPerson
		case register.Classification != was || audience != nil && !inEffect(*audience, was).Equal(old.Audience):
			return congress.Audience{}, errByPublication
		}
		return old.Audience, nil
	})
	if err != nil {
		return res, err
	}
	return res, s.hide(ctx, h, c.Document)
}

// Publish gives the document to its audience: with the named upload as its
// next version, or, without one, as it is. A nil audience is the one that was said before. The actor needs
// PublishDocuments. Versions with a file that was rejected since are none any more once another follows them; one with a
// file that waits for a decision stops the publication. Errors: NotFound, Stale, Conflict "document_recalled", "upload_not_ready" or "no_file",
// Invalid "audience_empty", "audience_not_named" or "audience_unknown", TooLarge "audience_too_large", ErrClassified.
func (s *Service) Publish(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, audience *congress.Audience) (journal.Result, error) {
	return s.PublishAs(ctx, h, actor, c, Publication{Upload: upload, Audience: audience})
}

// Publication is what PublishAs is asked for.
type Publication struct {
	Upload   congress.ObjectID
	Audience *congress.Audience
	Level    congress.Classification // to which it is lowered; "": its own

	planned *Review // that must stand still, and hold; nil: a person publishes now
}

// PublishAs is Publish with a lower level, which more readers may have. Where two persons are asked for, nobody lowers it alone (Forbidden
// "second_person"): that is an edit of the withdrawn document, and an approval. Errors as Publish, and Conflict "reclassify_recalls" for a higher level.
func (s *Service) PublishAs(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, p Publication) (journal.Result, error) {
	upload, audience := p.Upload, p.Audience
	switch {
	case p.Level != "" && !p.Level.Valid():
		return journal.Result{}, congress.FieldError(messages.DocumentInvalid, "classification", messages.NoLevel())
	case p.Level != "" && p.Level.Secret():
		return journal.Result{}, ErrClassified
	}
	if s.options.Policy.Allow(actor, auth.PublishDocuments) && (p.Level == "" || p.Level == congress.Restricted) {
		if err := s.tryMark(ctx, h, c.Document, upload); err != nil {
			return journal.Result{}, err
		}
	}
	return s.change(ctx, h, actor, c, operation{auth.PublishDocuments, Published}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if p.planned != nil || rulesIn(tx, h.Stream).TwoPersons && d.Attachment == nil {
			file := upload
			if n := len(d.Versions); file == "" && n > 0 {
				file = d.Versions[n-1].Upload
			}
			review, err := approvedFor(tx, old, file)
			switch {
			case err != nil:
				return congress.Audience{}, err
			case p.planned != nil && !review.At.Equal(p.planned.At):
				return congress.Audience{}, congress.Changed(c.Document)
			case audience != nil && !audience.Equal(review.Audience):
				return congress.Audience{}, errOutdated
			}
			audience = &review.Audience
		}
		was := d.Classification
		switch level := cmp.Or(p.Level, was); {
		case level.Above(was):
			return congress.Audience{}, errReclassify
		case level != was && rulesIn(tx, h.Stream).TwoPersons:
			return congress.Audience{}, errSecondPerson
		default:
			d.Classification = level
		}
		to, err := audienceFor(tx, d, was, old, audience)
		if err != nil {
			return to, err
		}
		now := s.options.Now().UTC().Truncate(time.Millisecond)
		if upload != "" {
			version, err := versionOf(tx, c.Document, upload)
			if err != nil {
				return to, err
			}
			// An older version's file published again is a new version; the one in force stays what it is.
			if n := len(d.Versions); n == 0 || !slices.Equal(d.Versions[n-1].files(), version.files()) {
				if n > 0 {
					d.Numbered = max(d.Numbered, d.Versions[n-1].Number)
				}
				d.Numbered++
				version.Number, version.PublishedAt = d.Numbered, &now
				d.Versions = append(withoutRejected(tx, d.Versions), version)
			}
		}
		if len(d.Versions) == 0 {
			return to, errNoFile
		}
		if withheld(tx, d.Versions) {
			return to, errNotReady
		}
		if err := d.typed(d.Versions[len(d.Versions)-1].Note); err != nil {
			return to, err
		}
		d.State, d.Audience, d.PublishedAt, d.SupersededBy = Published, nil, &now, ""
		d.Publication, d.Before = tx.Head().N+1, old.N
		return d.open(old, inEffect(to, d.Classification)), nil
	})
}

// versionOf makes a version, without a number, of a received file of this document.
func versionOf(tx *journal.Tx, document, upload congress.ObjectID) (Version, error) {
	r, ok := tx.Get(upload)
	var u Upload
	if !ok || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document {
		return Version{}, congress.ErrNotFound
	}
	switch {
	case u.AnnexTo != "":
		return Version{}, errAnnex
	case u.Ingest != Ready:
		return Version{}, errNotReady
	}
	annexes, err := annexesOf(tx, document, upload)
	if err != nil {
		return Version{}, err
	}
	return Version{Upload: upload, File: u.File, Shown: u.shown(), Annexes: annexes}, nil
}

// Withdraw takes a published document back to the organizers; it can be published again.
func (s *Service) Withdraw(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change) (journal.Result, error) {
	return s.change(ctx, h, actor, c, operation{auth.PublishDocuments, Withdrawn}, func(_ *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		return d.withdraw(old)
	})
}

// withdraw gives the document back to the organizers.
func (d *Document) withdraw(old *congress.Record) (congress.Audience, error) {
	if !d.State.read() {
		return congress.Audience{}, errState
	}
	to := intended(old.Audience, d.Classification)
	d.State, d.Audience, d.SupersededBy = Withdrawn, &to, ""
	return organizers(), nil
}

// Get gives the document as the actor may see it, with its record.
func (s *Service) Get(h *journal.Hall, actor congress.Actor, id congress.ObjectID) (Document, *congress.Record, error) {
	var d Document
	r, err := h.Get(actor, id)
	if err != nil || r.Kind != congress.KindDocument {
		return d, nil, congress.ErrNotFound
	}
	return d, r, r.Decode(&d)
}

// commit is for document records. make gets the actor as of the state that the change is made on.
func (s *Service) commit(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, action auth.Action, make func(*journal.Tx, congress.Actor) (journal.Draft, error)) (journal.Result, error) {
	return s.commitAndTell(ctx, h, journal.Request{ID: c.ID, Derived: c.Derived, Kind: congress.KindDocument, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		now, err := s.options.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		return make(tx, now)
	}})
}

// operation is what a change of a known document needs, and the state that it leads to; "" for none of its own.
type operation struct {
	action auth.Action
	to     State
}

// change is for known documents: f alters the document and says for whom it is now.
func (s *Service) change(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, o operation, f func(*journal.Tx, *Document, *congress.Record) (congress.Audience, error)) (journal.Result, error) {
	res, err := s.commit(ctx, h, actor, c, o.action, func(tx *journal.Tx, actor congress.Actor) (journal.Draft, error) {
		old, ok := tx.Get(c.Document)
		if !ok || old.Kind != congress.KindDocument || !s.options.Policy.Visible(actor, old.Kind, old.Audience) {
			return journal.Draft{}, congress.ErrNotFound
		}
		if c.IfMatch != 0 && old.N != c.IfMatch {
			return journal.Draft{}, congress.Changed(c.Document)
		}
		var d Document
		if err := old.Decode(&d); err != nil {
			return journal.Draft{}, err
		}
		was := d.State
		audience, err := f(tx, &d, old)
		if err != nil {
			return journal.Draft{}, err
		}
		if !was.May(d.State) {
			return journal.Draft{}, errState
		}
		return journal.Draft{Object: c.Document, Audience: audience, Body: d}, nil
	})
	if err != nil || !res.Again {
		return res, err
	}
	// The id stood for something before; nobody may take that for this change, done.
	var was Document
	if res.Record.Object != c.Document || o.to != "" && res.Record.Body != nil && (res.Record.Decode(&was) != nil || was.State != o.to) {
		return journal.Result{}, errIDReused
	}
	return res, nil
}

func checkAgenda(tx *journal.Tx, id congress.ObjectID) error {
	if r, ok := tx.Get(id); id != "" && (!ok || r.Kind != congress.KindAgenda) {
		return errAgenda
	}
	return nil
}

// maxNamed keeps an audience well under congress.MaxAudience.
const maxNamed = 5000

// cleanAudience gives the audience in order and without repetitions. What it
// names must be in the congress.
func cleanAudience(tx *journal.Tx, a congress.Audience) (congress.Audience, error) {
	if len(a.Roles)+len(a.Groups)+len(a.Members) > maxNamed {
		return a, errAudienceLarge
	}
	known := func(id congress.ObjectID, kind congress.ObjectKind) bool {
		r, ok := tx.Get(id)
		return ok && r.Kind == kind
	}
	for _, role := range a.Roles {
		if !role.Valid() || role == congress.Administrator {
			return a, errAudienceUnknown
		}
	}
	for _, g := range a.Groups {
		if !known(congress.ObjectID(g), congress.KindGroup) {
			return a, errAudienceUnknown
		}
	}
	for _, m := range a.Members {
		if !known(congress.ObjectID(m), congress.KindMember) {
			return a, errAudienceUnknown
		}
	}
	if len(a.Keepers) > 0 {
		return a, errAudienceUnknown // that is for what is said in a thread
	}
	a.Roles, a.Groups, a.Members = ordered(a.Roles), ordered(a.Groups), ordered(a.Members)
	return a, nil
}

func ordered[T ~string](list []T) []T { return slices.Compact(slices.Sorted(slices.Values(list))) }

func checkReason(reason string) error {
	if n := utf8.RuneCountInString(reason); n < 1 || n > 1000 || !utf8.ValidString(reason) {
		return errReason
	}
	return nil
}
