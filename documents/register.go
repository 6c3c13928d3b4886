package documents

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"time"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/journal"
)

// Options are what the register is given. Log, Halls, TryMark and Keep may be nil.
type Options struct {
	Files   *blobs.Files
	Require func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error)
	Policy  *auth.Policy
	Now     func() time.Time
	Log     *slog.Logger
	Halls   *journal.Halls // required with Run

	// TryMark answers nil when readers could be given watermarked copies of the PDF. nil: nobody can
	// be given any on this server, and restricted documents are published all the same.
	TryWatermark func(ctx context.Context, pdf blobs.Stored) error

	// Keep reports whether files stored at the time stay though no record names them; nil: none do.
	Keep func(time.Time) bool
}

// Register is the rules of the register. It is safe for concurrent use.
type Register struct {
	options   Options
	files     *blobs.Files
	planned   *planned
	listeners []Listener
}

// New makes the register. Whoever follows its records asks to be told with OnChange.
func New(o Options) *Register {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Register{options: o, files: o.Files, planned: newPlanned()}
}

// NewDocument is a document to be registered; its record id becomes its id.
type NewDocument struct {
	ID       congress.RecordID
	Derived  bool // the server made ID; as of journal.Request
	Entry    Entry
	Audience congress.Audience // for whom it will be; may be said later
}

// Create registers a draft. The actor needs EditDocuments. Errors:
// ErrClassified, Invalid "document_invalid" or "audience_unknown", Forbidden.
func (s *Register) Create(ctx context.Context, h *journal.Hall, actor congress.Actor, n NewDocument) (journal.Result, error) {
	register, err := n.Entry.Clean()
	if err != nil {
		return journal.Result{}, err
	}
	res, err := s.commit(ctx, h, actor, Change{ID: n.ID, Derived: n.Derived}, auth.EditDocuments, func(tx *journal.Tx, _ congress.Actor) (journal.Draft, error) {
		if _, exists := tx.Get(congress.ObjectID(n.ID)); exists {
			return journal.Draft{}, ErrIDReused
		}
		if err := checkAgenda(tx, register.Agenda); err != nil {
			return journal.Draft{}, err
		}
		audience, err := cleanAudience(tx, n.Audience)
		if err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{
			Object: congress.ObjectID(n.ID), Derived: n.Derived, Audience: Organizers(),
			Body: Document{Entry: register, State: Draft, Versions: []Version{}, Audience: &audience},
		}, nil
	})
	if err == nil && res.Record.Object != congress.ObjectID(n.ID) {
		return journal.Result{}, ErrIDReused
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

// Edit changes what the register says, at once also where readers have the document. For whom that
// is, by audience or level, changes by another publication alone (Conflict "by_publication";
// "reclassify_recalls" for a higher level). IfMatch is the number of the record that was read.
// Where two persons are asked for, what readers have changes its tags, order and agenda item only
// (Forbidden "second_person"): the rest is changed in a withdrawn document, whose files need an
// approval then. Before, a change ends the approval. Errors as Create, and NotFound, Stale,
// Conflict "document_recalled".
func (s *Register) Edit(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, register Entry, audience *congress.Audience) (journal.Result, error) {
	register, err := register.Clean()
	if err != nil {
		return journal.Result{}, err
	}
	res, err := s.change(ctx, h, actor, c, operation{auth.EditDocuments, ""}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if old.N != c.IfMatch {
			return congress.Audience{}, congress.Changed(c.Document)
		}
		if d.State == Recalled {
			return congress.Audience{}, ErrRecalled
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
		was, same := d.Classification, register.says(d.Entry)
		d.Entry = register
		if !d.State.WithReaders() {
			if audience != nil {
				d.Audience = audience
			}
			return Organizers(), nil
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

// Publish gives the document to its audience: with the named upload as its next version, or,
// without one, as it is. A nil audience is the one that was said before. The actor needs
// PublishDocuments. Versions with a file that was rejected since are none any more once another
// follows them; one with a file that waits for a decision stops the publication. Errors: NotFound,
// Stale, Conflict "document_recalled", "upload_not_ready" or "no_file", Invalid "audience_empty",
// "audience_not_named" or "audience_unknown", TooLarge "audience_too_large", ErrClassified.
func (s *Register) Publish(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, audience *congress.Audience) (journal.Result, error) {
	return s.PublishAs(ctx, h, actor, c, Publication{Upload: upload, Audience: audience})
}

// Publication is what PublishAs is asked for.
type Publication struct {
	Upload   congress.ObjectID
	Audience *congress.Audience
	Level    congress.Classification // to which it is lowered; "": its own

	planned *Review // that must stand still, and hold; nil: a person publishes now
}

// PublishAs is Publish with a lower level, which more readers may have. Where two persons are asked
// for, nobody lowers it alone (Forbidden "second_person"): that is an edit of the withdrawn
// document, and an approval. Errors as Publish, and Conflict "reclassify_recalls" for a higher
// level.
func (s *Register) PublishAs(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, p Publication) (journal.Result, error) {
	upload, audience := p.Upload, p.Audience
	switch {
	case p.Level != "" && !p.Level.Valid():
		return journal.Result{}, congress.FieldError(messages.DocumentInvalid, "classification", messages.NoLevel())
	case p.Level != "" && p.Level.Secret():
		return journal.Result{}, ErrClassified
	}
	if s.options.Policy.Allow(actor, auth.PublishDocuments) && (p.Level == "" || p.Level == congress.Restricted) {
		if err := s.tryWatermark(ctx, h, c.Document, upload); err != nil {
			return journal.Result{}, err
		}
	}
	return s.change(ctx, h, actor, c, operation{auth.PublishDocuments, Published}, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if p.planned != nil || rulesIn(tx, h.Stream).TwoPersons && d.Attachment == nil {
			file := upload
			if n := len(d.Versions); file == "" && n > 0 {
				file = d.Versions[n-1].Upload
			}
			review, err := approvedFor(tx, h.Stream, old, file)
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
		was, before, added := d.Classification, d.State, false
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
			if n := len(d.Versions); n == 0 || !slices.Equal(d.Versions[n-1].Uploads(), version.Uploads()) {
				if n > 0 {
					d.Numbered = max(d.Numbered, d.Versions[n-1].Number)
				}
				d.Numbered++
				version.Number, version.PublishedAt = d.Numbered, &now
				d.Versions, added = append(withoutRejected(tx, d.Versions), version), true
			}
		}
		if len(d.Versions) == 0 {
			return to, errNoFile
		}
		if withheld(tx, d.Versions) {
			return to, ErrNotReady
		}
		if err := d.CheckWords(d.Versions[len(d.Versions)-1].Note); err != nil {
			return to, err
		}
		to = inEffect(to, d.Classification)
		// A publication that readers have already is not made again: an undo takes it back as a whole.
		if p.planned != nil || before != Published || added || d.Classification != was || !to.Equal(old.Audience) {
			d.PublishedAt, d.Publication, d.Before = &now, tx.Head().N+1, old.N
		}
		d.State, d.Audience, d.SupersededBy = Published, nil, ""
		return d.open(old, to), nil
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
		return Version{}, ErrNotReady
	}
	annexes, err := annexesOf(tx, document, upload)
	if err != nil {
		return Version{}, err
	}
	return Version{Upload: upload, File: u.File, Shown: u.shown(), Annexes: annexes}, nil
}

// Withdraw takes a published document back to the organizers; it can be published again.
func (s *Register) Withdraw(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change) (journal.Result, error) {
	return s.change(ctx, h, actor, c, operation{auth.PublishDocuments, Withdrawn}, func(_ *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		return d.withdraw(old)
	})
}

// withdraw gives the document back to the organizers.
func (d *Document) withdraw(old *congress.Record) (congress.Audience, error) {
	if !d.State.WithReaders() {
		return congress.Audience{}, errState
	}
	to := Intended(old.Audience, d.Classification)
	d.State, d.Audience, d.SupersededBy = Withdrawn, &to, ""
	return Organizers(), nil
}

// Get gives the document as the actor may see it, with its record.
func (s *Register) Get(h *journal.Hall, actor congress.Actor, id congress.ObjectID) (Document, *congress.Record, error) {
	var d Document
	r, err := h.Get(actor, id)
	if err != nil || r.Kind != congress.KindDocument {
		return d, nil, congress.ErrNotFound
	}
	return d, r, r.Decode(&d)
}

// commit is for document records. make gets the actor as of the state that the change is made on.
func (s *Register) commit(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, action auth.Action, make func(*journal.Tx, congress.Actor) (journal.Draft, error)) (journal.Result, error) {
	return s.Commit(ctx, h, journal.Request{ID: c.ID, Derived: c.Derived, Kind: congress.KindDocument, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		now, err := s.options.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		return make(tx, now)
	}})
}

// operation is what a change of a known document needs, and the state that it leads to; "" for none
// of its own.
type operation struct {
	action auth.Action
	to     State
}

// change is for known documents: f alters the document and says for whom it is now.
func (s *Register) change(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, o operation, f func(*journal.Tx, *Document, *congress.Record) (congress.Audience, error)) (journal.Result, error) {
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
		return journal.Result{}, ErrIDReused
	}
	return res, nil
}

func checkAgenda(tx *journal.Tx, id congress.ObjectID) error {
	if r, ok := tx.Get(id); id != "" && (!ok || r.Kind != congress.KindAgenda) {
		return errAgenda
	}
	return nil
}

// CheckReason answers Invalid "reason_missing" for a reason of no letters, or of more than 1,000.
func CheckReason(reason string) error {
	if n := utf8.RuneCountInString(reason); n < 1 || n > 1000 || !utf8.ValidString(reason) {
		return errReason
	}
	return nil
}
