package documents

import (
	"context"
	"log/slog"
	"time"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
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

// Change says what an operation on a known document is about.
type Change struct {
	ID       congress.RecordID
	Derived  bool // the server made ID; as of journal.Request
	Document congress.ObjectID
	IfMatch  uint64 // the record number it was read at; 0: whatever it is
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

// Listener is told of a record of a document or an upload. It goes by what the object is now where
// that matters: the record may have been followed by others.
type Listener func(ctx context.Context, h *journal.Hall, r *congress.Record)

// OnChange has f told of each record of a document or an upload that this server commits: once the
// record is durable and in the hall, before whoever asked for the change has an answer, and after
// those that asked to be told earlier. A request that is sent again tells of its record again,
// because this server may not have heard that it stands; so telling twice must do no harm. Records
// of other servers are not told. Ask before the register is used.
func (s *Register) OnChange(f Listener) { s.listeners = append(s.listeners, f) }

// Commit commits a record of a document or an upload, and tells of it.
func (s *Register) Commit(ctx context.Context, h *journal.Hall, r journal.Request) (journal.Result, error) {
	res, err := h.Commit(ctx, r)
	if err == nil {
		for _, told := range s.listeners {
			told(ctx, h, res.Record)
		}
	}
	return res, err
}

// NewID is the id of a record that the server makes.
func (s *Register) NewID() congress.RecordID {
	return congress.RecordID(congress.NewUUID(s.options.Now()))
}

// Pause waits; false when ctx ended first.
func Pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
