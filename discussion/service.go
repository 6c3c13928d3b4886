package discussion

import (
	"context"
	"iter"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Options are what the service needs; all but Reveal, Pages and PDF.
type Options struct {
	Halls   *journal.Halls
	Log     journal.Log // earlier wordings are read from it
	Require func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error)
	Visible journal.Visible
	Allow   func(congress.Actor, auth.Action) bool
	Now     func() time.Time

	// Reveal gives attachments to whom carried says, which it asks about the comments as they are when
	// it does so; nil: there are no attachments.
	Reveal func(ctx context.Context, h *journal.Hall, attachments []congress.ObjectID, carried func(comments iter.Seq[*congress.Record], one congress.ObjectID) map[congress.ObjectID]congress.Audience) error

	// Pages gives the text of a version's pages to who may see it, none when it is not known; nil: it
	// never is.
	Pages func(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, version int) ([]string, error)

	// PDF turns a Word file into PDF; nil: there is no converter.
	PDF func(ctx context.Context, docx []byte) ([]byte, error)
}

// Service is the rules of discussions. It is safe for concurrent use.
type Service struct {
	options Options
	tallies tallies
}

// New makes the service.
func New(o Options) *Service { return &Service{options: o} }

func (s *Service) now() time.Time { return congress.AsKept(s.options.Now()) }

// Change is a change of something that there is. Where two people may change the same, it says
// which state it is a change of.
type Change struct {
	ID      congress.RecordID
	Derived bool       // the server made ID; as of journal.Request
	IfMatch uint64     // the record number it was read at; 0: whatever it is, where that is allowed
	Written *time.Time // of Edit: by the tablet's clock, when it could not be sent at once
}
