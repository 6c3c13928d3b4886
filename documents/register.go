package documents

import (
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents/marking"
	"plenum/journal"
	"plenum/vietnamese"
)

// Standing is where a document stands, with its files on their way to readers.
type Standing struct {
	Document congress.ObjectID `json:"document"`
	Record   uint64            `json:"record"` // its number is what If-Match takes
	Register
	State       State             `json:"state"` // of the document, or how far the newest file is when readers have none
	Next        State             `json:"next,omitempty"`
	Versions    int               `json:"versions"`
	PublishedAt *time.Time        `json:"publishedAt,omitempty"`
	UndoUntil   *time.Time        `json:"undoUntil,omitempty"` // the newest publication can be undone until then
	Audience    congress.Audience `json:"audience"`            // in effect, or intended when readers have none
	Files       []FileStanding    `json:"files"`               // newest first
}

// FileStanding is where a received file stands.
type FileStanding struct {
	Upload   congress.ObjectID `json:"upload"`
	Record   uint64            `json:"record"`
	Name     string            `json:"name,omitempty"`
	Note     string            `json:"note,omitempty"` // what changed, which readers see
	Size     int64             `json:"size"`
	SameAs   congress.ObjectID `json:"sameAs,omitempty"` // an earlier upload with the same bytes
	Ingest   Ingest            `json:"ingest"`
	Reason   string            `json:"reason,omitempty"`
	Detail   string            `json:"detail,omitempty"` // in words, by who shows it: the reason, or why a planned publication was returned
	Scanned  Scanned           `json:"scanned,omitempty"`
	Pages    int               `json:"pages,omitempty"`
	Warnings []Warning         `json:"warnings,omitempty"`
	Markings []marking.Finding `json:"markings,omitempty"` // why it is quarantined, or was: where, and the words found
	Decision *Decision         `json:"decision,omitempty"`
	AnnexTo  congress.ObjectID `json:"annexTo,omitempty"`
	Version  int               `json:"version,omitempty"` // which of the versions it is, or is an annex of
	Review   *Review           `json:"review,omitempty"`
	Outdated bool              `json:"outdated,omitempty"` // the document or the file's annexes changed since it was sent for review
}

// Standings is the organizers' register: every document with its files, in
// the register's order. The actor needs EditDocuments. Errors: Forbidden.
func (s *Service) Standings(h *journal.Hall, actor congress.Actor) ([]Standing, error) {
	if !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return nil, errForbidden
	}
	files := map[congress.ObjectID][]FileStanding{}
	for r := range h.All(actor, congress.KindUpload) {
		var u Upload
		if err := r.Decode(&u); err != nil {
			return nil, err
		}
		files[u.Document] = append(files[u.Document], FileStanding{
			Upload: r.Object, Record: r.N, Name: u.Name, Note: u.Note, Size: u.Size, SameAs: u.SameAs, Ingest: u.Ingest, Reason: s.reason(&u), Scanned: u.Scanned, Pages: u.Pages, Warnings: u.Warnings, Markings: u.Markings, Decision: u.Decision, Review: u.Review, AnnexTo: u.AnnexTo,
		})
	}
	rules, _ := s.Rules(h)
	out := []Standing{}
	for r := range h.All(actor, congress.KindDocument) {
		var d Document
		if err := r.Decode(&d); err != nil {
			return nil, err
		}
		out = append(out, standing(r, d, files[r.Object], rules))
	}
	vietnamese.Sort(out, func(s Standing) []string { return s.InOrder() })
	return out, nil
}

func standing(r *congress.Record, d Document, files []FileStanding, rules Rules) Standing {
	s := Standing{Document: r.Object, Record: r.N, Register: d.Register, State: d.State, Versions: len(d.Versions), PublishedAt: d.PublishedAt, Files: []FileStanding{}}
	switch {
	case d.State.read():
		s.Audience = intended(r.Audience, d.Classification)
	case d.Audience != nil:
		s.Audience = *d.Audience
	}
	if d.State == Published && d.Publication != 0 {
		until := d.PublishedAt.Add(rules.grace())
		s.UndoUntil = &until
	}
	for _, f := range slices.Backward(files) {
		f.Version = d.number(f.Upload)
		f.Outdated = f.Review != nil && (f.Review.Of != r.N || !sameFiles(f.Review.Files, withAnnexes(f.Upload, files)))
		if next := f.Review.state(); next != "" && s.Next == "" && !f.Outdated && f.Version == 0 {
			s.Next = next
		}
		s.Files = append(s.Files, f)
	}
	if s.Next != "" && !d.State.read() && d.State != Recalled {
		s.State, s.Next = s.Next, ""
	}
	return s
}

// withAnnexes are the files that would be published with the upload, were they all ready.
func withAnnexes(upload congress.ObjectID, files []FileStanding) []congress.ObjectID {
	all := []congress.ObjectID{upload}
	for _, f := range files {
		if f.AnnexTo == upload && f.Ingest != Failed {
			all = append(all, f.Upload)
		}
	}
	return all
}

// state is how far the file is on its way to readers.
func (r *Review) state() State {
	switch {
	case r == nil || r.Returned != nil:
		return ""
	case r.Approved == nil:
		return InReview
	case r.Publish != nil:
		return Planned
	default:
		return Approved
	}
}

// Preview is who would have a document with an audience, and who would lose it.
type Preview struct {
	Members int            `json:"members"` // who would have it; organizers only if they are meant
	Roles   map[string]int `json:"roles"`
	Groups  map[string]int `json:"groups"`
	Gain    []Person       `json:"gain"`
	Lose    []Person       `json:"lose"`
	Gains   int            `json:"gains"` // how many, where the lists are cut
	Loses   int            `json:"loses"`
}

// Person is a member by name.
type Person struct {
	Member congress.MemberID `json:"member"`
	Name   string            `json:"name"`
	Card   string            `json:"card,omitempty"`
}

const maxPersons = 200

// PreviewAudience tells who would have the document if it were published now
// with the audience (nil: the one that was said before) and the level ("": its own). The actor needs PublishDocuments.
// Errors: NotFound, Forbidden, Conflict "document_recalled", Invalid "audience_unknown".
func (s *Service) PreviewAudience(h *journal.Hall, actor congress.Actor, document congress.ObjectID, audience *congress.Audience, level congress.Classification) (Preview, error) {
	d, r, err := s.Get(h, actor, document)
	switch {
	case err != nil:
		return Preview{}, err
	case !s.options.Policy.Allow(actor, auth.PublishDocuments):
		return Preview{}, errForbidden
	case d.State == Recalled:
		return Preview{}, errRecalled
	case level.Valid() && level.Secret():
		return Preview{}, ErrClassified
	case !level.Valid():
		level = d.Classification
	}
	was := r.Audience
	var to congress.Audience
	switch {
	case audience != nil && len(audience.Keepers) > 0:
		return Preview{}, errAudienceUnknown
	case audience != nil:
		to = *audience
	case d.State.read():
		to = intended(r.Audience, d.Classification)
	case d.Audience != nil:
		to = *d.Audience
	}
	for _, m := range to.Members {
		if _, ok := h.Member(m); !ok {
			return Preview{}, errAudienceUnknown
		}
	}
	for _, g := range to.Groups {
		if g, err := h.Get(server(h), congress.ObjectID(g)); err != nil || g.Kind != congress.KindGroup {
			return Preview{}, errAudienceUnknown
		}
	}
	effect, meant := inEffect(to, level), intended(inEffect(to, level), congress.InternalUse)
	p := Preview{Roles: map[string]int{}, Groups: map[string]int{}, Gain: []Person{}, Lose: []Person{}}
	for _, m := range listed(membersOf(h)) {
		person := Person{m.actor.Member, m.Name, m.Card}
		before := s.options.Policy.Visible(m.actor, congress.KindDocument, was)
		after := s.options.Policy.Visible(m.actor, congress.KindDocument, effect)
		if s.options.Policy.Visible(m.actor, congress.KindDocument, meant) {
			p.Members++
			for _, role := range m.Roles {
				p.Roles[string(role)]++
			}
			for _, g := range m.Groups {
				p.Groups[string(g)]++
			}
		}
		switch {
		case after && !before:
			p.Gains++
			if len(p.Gain) < maxPersons {
				p.Gain = append(p.Gain, person)
			}
		case before && !after:
			p.Loses++
			if len(p.Lose) < maxPersons {
				p.Lose = append(p.Lose, person)
			}
		}
	}
	return p, nil
}
