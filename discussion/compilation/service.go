package compilation

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/report"
	"plenum/journal"
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

	// PDF turns a Word file into PDF; nil: there is no converter.
	PDF func(ctx context.Context, docx []byte) ([]byte, error)
}

// Service is the rules of compilation. It is safe for concurrent use.
type Service struct {
	options Options

	mu    sync.Mutex
	kept  map[congress.ObjectID]*readings // by discussion
	likes map[congress.ObjectID]*likes
}

// New makes the service.
func New(o Options) *Service {
	return &Service{options: o, kept: map[congress.ObjectID]*readings{}, likes: map[congress.ObjectID]*likes{}}
}

func (s *Service) now() time.Time { return s.options.Now().UTC().Truncate(time.Millisecond) }

// commit makes a record of an object that secretaries work on.
func (s *Service) commit(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, kind congress.ObjectKind, object congress.ObjectID, action auth.Action,
	draft func(*journal.Tx, congress.Actor) (journal.Draft, error),
) (journal.Result, error) {
	res, err := h.Commit(ctx, journal.Request{ID: id, Kind: kind, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
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

// PDF turns the report into PDF, the same bytes of the same file. Error: Conflict "no_converter", and those of the converter.
func (s *Service) PDF(ctx context.Context, docx []byte) ([]byte, error) {
	if s.options.PDF == nil {
		return nil, errNoConverter
	}
	pdf, err := s.options.PDF(ctx, docx)
	if err != nil {
		return nil, err
	}
	return report.StablePDF(pdf, docx), nil
}

// Restore brings an object back to one of its earlier records, as a new one; undo, and undo of an undo. What that state needs must be
// there still. The answer of a finding is another's work: it goes back only by a step that changed nothing else. Errors: NotFound; Stale; Forbidden; Conflict
// "text_changed", "finding_missing", "finding_has_sources", "finding_answered", "finding_circle", "placed_elsewhere", "report_signed".
func (s *Service) Restore(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, object congress.ObjectID, to congress.RecordID) (journal.Result, error) {
	now, err := h.Get(actor, object)
	if err != nil {
		return journal.Result{}, err
	}
	was, err := s.options.Log.ByID(ctx, h.Stream, to)
	if err != nil || was.Object != object || was.Kind != now.Kind {
		return journal.Result{}, congress.ErrNotFound
	}
	switch now.Kind {
	case congress.KindPlacement:
		var old Placement
		if err := was.Decode(&old); err != nil {
			return journal.Result{}, err
		}
		return s.placement(ctx, h, actor, c, old.Comment, func(tx *journal.Tx, who hand, said discussion.Comment, p *Placement) error {
			p.Unlike = old.Unlike
			switch {
			case len(old.Parts) == 0:
				return s.unplace(tx, who, said, p)
			case old.Sum != sumOf(said.Text):
				return errText
			default:
				return s.place(tx, who, said, p, old.Parts)
			}
		})
	case congress.KindFinding:
		var old Finding
		if err := was.Decode(&old); err != nil {
			return journal.Result{}, err
		}
		return s.finding(ctx, h, actor, c, object, func(tx *journal.Tx, who hand, f *Finding) error {
			was := old
			was.Before, was.Answer = f.Before, f.Answer
			switch {
			case was == *f: // the step was an answer and nothing else
				was.Answer = old.Answer
			case who.signed:
				return errSigned
			}
			*f = was
			return f.fits(tx, who, object)
		}, errSigned)
	default:
		return journal.Result{}, congress.ErrNotFound
	}
}

// Step is an earlier state of a placement or finding.
type Step struct {
	Record congress.RecordID `json:"record"`
	N      uint64            `json:"n"`
	At     string            `json:"at"`
	By     congress.MemberID `json:"by,omitempty"`
	Body   any               `json:"body"`
}

const maxSteps = 50

// Steps gives the states of a placement or finding that came before, the latest first, at most 50. Errors: NotFound, Unavailable.
func (s *Service) Steps(ctx context.Context, h *journal.Hall, actor congress.Actor, object congress.ObjectID) ([]Step, error) {
	r, err := h.Get(actor, object)
	if err != nil || r.Kind != congress.KindPlacement && r.Kind != congress.KindFinding {
		return nil, congress.ErrNotFound
	}
	out := []Step{}
	var chain struct {
		Before congress.RecordID `json:"before"`
	}
	if err := r.Decode(&chain); err != nil {
		return nil, err
	}
	for chain.Before != "" && len(out) < maxSteps {
		was, err := s.options.Log.ByID(ctx, h.Stream, chain.Before)
		if err != nil {
			return nil, err
		}
		out = append(out, Step{Record: was.ID, N: was.N, At: was.At.UTC().Format(time.RFC3339Nano), By: was.By.Member, Body: was.Body})
		chain.Before = ""
		if was.Decode(&chain) != nil {
			break // erased since
		}
	}
	return out, nil
}

// oneLine is text without line breaks and doubled spaces, in NFC.
func oneLine(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "�")
	}
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

func tooLong(s string, characters int) bool { return utf8.RuneCountInString(s) > characters }

// folded is a text as a search without diacritics sees it: its syllables in small letters, each between spaces.
func folded(s string) string {
	var b strings.Builder
	b.WriteByte(' ')
	space := true
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == 'đ' || r == 'Đ':
			r = 'd'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		space = false
		b.WriteRune(unicode.ToLower(r))
	}
	if !space {
		b.WriteByte(' ')
	}
	return b.String()
}

// says reports whether the folded text has all the words, the last one as a beginning, because it may still be typed.
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
