package documents

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Options are what the service needs. All but MaxFile are required.
type Options struct {
	Blobs   Blobs
	Require func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error)
	Policy  *auth.Policy
	Now     func() time.Time
	MaxFile int64 // bytes; 0: 5 GB
}

// Service is the rules of the register. It is safe for concurrent use.
type Service struct {
	options  Options
	progress *progress
}

// New makes the service.
func New(o Options) *Service {
	if o.MaxFile == 0 {
		o.MaxFile = 5 << 30
	}
	return &Service{options: o, progress: newProgress(o.Now)}
}

// NewDocument is a document to be registered; its record id becomes its id.
type NewDocument struct {
	ID       congress.RecordID
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
	return s.commit(ctx, h, actor, n.ID, auth.EditDocuments, func(tx *journal.Tx) (journal.Draft, error) {
		if _, exists := tx.Get(congress.ObjectID(n.ID)); exists {
			return journal.Draft{}, congress.E(congress.Conflict, journal.CodeIDReused, "this id belongs to something else")
		}
		if err := checkAudience(tx, n.Audience); err != nil {
			return journal.Draft{}, err
		}
		audience := n.Audience
		return journal.Draft{
			Object: congress.ObjectID(n.ID), Audience: organizers(),
			Body: Document{Register: register, State: Draft, Versions: []Version{}, Audience: &audience},
		}, nil
	})
}

// Change says what an operation on a known document is about.
type Change struct {
	ID       congress.RecordID
	Document congress.ObjectID
	IfMatch  uint64 // the record number it was read at; 0: whatever it is
}

// Edit changes what the register says. A published document's audience stays
// until it is published again. Errors as Create, and NotFound, Stale, Conflict "document_recalled".
func (s *Service) Edit(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, register Register, audience *congress.Audience) (journal.Result, error) {
	register, err := register.clean()
	if err != nil {
		return journal.Result{}, err
	}
	return s.change(ctx, h, actor, c, auth.EditDocuments, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if d.State == Recalled {
			return congress.Audience{}, errRecalled
		}
		if audience != nil {
			if err := checkAudience(tx, *audience); err != nil {
				return congress.Audience{}, err
			}
		}
		was := d.Classification
		d.Register = register
		if d.State != Published {
			if audience != nil {
				d.Audience = audience
			}
			return organizers(), nil
		}
		meant := intended(old.Audience, was)
		if register.Classification == congress.Restricted && meant.Everyone {
			return congress.Audience{}, errAudienceNamed
		}
		return inEffect(meant, register.Classification), nil
	})
}

// Publish gives the document to its audience: with the named upload as its
// next version, or, without one, as it is. A nil audience is the one that was said before. The actor needs
// PublishDocuments. Errors: NotFound, Stale, Conflict "document_recalled", "upload_not_ready" or "no_file",
// Invalid "audience_empty", "audience_not_named" or "audience_unknown".
func (s *Service) Publish(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, upload congress.ObjectID, audience *congress.Audience) (journal.Result, error) {
	return s.change(ctx, h, actor, c, auth.PublishDocuments, func(tx *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		var to congress.Audience
		switch {
		case d.State == Recalled:
			return to, errRecalled
		case d.Classification.Secret():
			return to, ErrClassified
		case audience != nil:
			to = *audience
		case d.State == Published:
			to = intended(old.Audience, d.Classification)
		case d.Audience != nil:
			to = *d.Audience
		}
		if err := checkAudience(tx, to); err != nil {
			return to, err
		}
		if to.Nobody() {
			return to, errAudienceEmpty
		}
		if d.Classification == congress.Restricted && to.Everyone {
			return to, errAudienceNamed
		}
		if upload != "" {
			version, err := versionOf(tx, c.Document, upload, len(d.Versions)+1)
			if err != nil {
				return to, err
			}
			if !slices.ContainsFunc(d.Versions, func(v Version) bool { return v.Upload == upload }) {
				d.Versions = append(slices.Clone(d.Versions), version)
			}
		}
		if len(d.Versions) == 0 {
			return to, errNoFile
		}
		now := s.options.Now().UTC().Truncate(time.Millisecond)
		d.State, d.Audience, d.PublishedAt = Published, nil, &now
		return inEffect(to, d.Classification), nil
	})
}

// versionOf makes a version of a received file of this document.
func versionOf(tx *journal.Tx, document, upload congress.ObjectID, number int) (Version, error) {
	r, ok := tx.Get(upload)
	var u Upload
	if !ok || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document {
		return Version{}, congress.ErrNotFound
	}
	if u.Ingest != Ready {
		return Version{}, errNotReady
	}
	return Version{Number: number, Upload: upload, File: u.File}, nil
}

// Withdraw takes a published document back to the organizers; it can be published again.
func (s *Service) Withdraw(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change) (journal.Result, error) {
	return s.change(ctx, h, actor, c, auth.PublishDocuments, func(_ *journal.Tx, d *Document, old *congress.Record) (congress.Audience, error) {
		if d.State != Published {
			return congress.Audience{}, errState
		}
		to := intended(old.Audience, d.Classification)
		d.State, d.Audience = Withdrawn, &to
		return organizers(), nil
	})
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

// commit is for new objects of this package.
func (s *Service) commit(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, action auth.Action, make func(*journal.Tx) (journal.Draft, error)) (journal.Result, error) {
	return h.Commit(ctx, journal.Request{ID: id, Kind: congress.KindDocument, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.options.Require(tx, actor, action); err != nil {
			return journal.Draft{}, err
		}
		return make(tx)
	}})
}

// change is for known documents: f alters the document and says for whom it is now.
func (s *Service) change(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, action auth.Action, f func(*journal.Tx, *Document, *congress.Record) (congress.Audience, error)) (journal.Result, error) {
	return s.commit(ctx, h, actor, c.ID, action, func(tx *journal.Tx) (journal.Draft, error) {
		old, ok := tx.Get(c.Document)
		if !ok || old.Kind != congress.KindDocument {
			return journal.Draft{}, congress.ErrNotFound
		}
		if c.IfMatch != 0 && old.N != c.IfMatch {
			return journal.Draft{}, errStale
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
}

// checkAudience: what an audience names must be in the congress.
func checkAudience(tx *journal.Tx, a congress.Audience) error {
	for _, role := range a.Roles {
		if !role.Valid() || role == congress.Administrator {
			return errAudienceUnknown
		}
	}
	known := func(id congress.ObjectID, kind congress.ObjectKind) bool {
		r, ok := tx.Get(id)
		return ok && r.Kind == kind
	}
	for _, g := range a.Groups {
		if !known(congress.ObjectID(g), congress.KindGroup) {
			return errAudienceUnknown
		}
	}
	for _, m := range a.Members {
		if !known(congress.ObjectID(m), congress.KindMember) {
			return errAudienceUnknown
		}
	}
	return nil
}

func checkReason(reason string) error {
	if n := utf8.RuneCountInString(reason); n < 1 || n > 1000 || !utf8.ValidString(reason) {
		return errReason
	}
	return nil
}
