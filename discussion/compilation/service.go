package compilation

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
	"plenum/vietnamese"
)

// Options are what the service needs; all but PDF.
type Options struct {
	Halls       *journal.Halls
	Log         journal.Log // earlier states are read from it
	Discussions *discussion.Service
	Require     func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error)
	Visible     journal.Visible
	Allow       func(congress.Actor, auth.Action) bool
	Now         func() time.Time
	Materials   Materials

	// PDF turns a Word file into PDF; nil: there is no converter.
	PDF func(ctx context.Context, docx []byte) ([]byte, error)
	// Stop ends the PDFs that are being made; needed with PDF.
	Stop context.Context //nolint:containedctx // the server's
}

// Service is the rules of compilation. It is safe for concurrent use.
type Service struct {
	options  Options
	printing printing
}

// New makes the service.
func New(o Options) *Service {
	return &Service{options: o}
}

// desk is what is kept in memory of a discussion, as long as its hall is.
type desk struct {
	mu     sync.Mutex
	kept   *readings
	views  map[class]*view // of the last record that was asked for; shared, and not to be changed
	signed *view           // what was signed, of the last signature that was asked for

	likes likes
}

type deskKey struct{ discussion congress.ObjectID }

func deskOf(h *journal.Hall, d congress.ObjectID) *desk {
	v, _ := h.Kept(deskKey{d}, func() any { return &desk{kept: newReadings(), views: map[class]*view{}} }).(*desk)
	return v
}

func (s *Service) now() time.Time { return congress.AsKept(s.options.Now()) }

// commit makes a record of an object that secretaries work on.
func (s *Service) commit(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, kind congress.ObjectKind, object congress.ObjectID, action auth.Action,
	draft func(*journal.Tx, congress.Actor) (journal.Draft, error),
) (journal.Result, error) {
	res, err := h.Commit(ctx, journal.Request{ID: c.ID, Derived: c.Derived, Kind: kind, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		return draft(tx, actor)
	}})
	if err == nil && res.Record.Object != object {
		return journal.Result{}, errIDReused
	}
	return res, err
}

func tooLong(s string, characters int) bool { return utf8.RuneCountInString(s) > characters }

// folded is a text as a search without diacritics sees it: its syllables in small letters, each
// between spaces.
func folded(s string) string {
	if plain := vietnamese.Plain(s); plain != "" {
		return " " + plain + " "
	}
	return " "
}

// says reports whether the folded text has all the words, the last one as a beginning, because it
// may still be typed.
func says(text string, words []string) bool {
	for i, w := range words {
		if w = " " + w; i < len(words)-1 {
			w += " "
		}
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
