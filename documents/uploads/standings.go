package uploads

import (
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/marking"
	"plenum/journal"
	"plenum/vietnamese"
)

// Standing is where a document stands, with its files on their way to readers.
type Standing struct {
	Document congress.ObjectID `json:"document"`
	Record   uint64            `json:"record"` // its number is what If-Match takes
	documents.Entry
	State       documents.State   `json:"state"` // of the document, or how far the newest file is when readers have none
	Next        documents.State   `json:"next,omitempty"`
	Versions    int               `json:"versions"`
	PublishedAt *time.Time        `json:"publishedAt,omitempty"`
	UndoUntil   *time.Time        `json:"undoUntil,omitempty"` // the newest publication can be undone until then
	Audience    congress.Audience `json:"audience"`            // in effect, or intended when readers have none
	Files       []FileStanding    `json:"files"`               // newest first
}

// FileStanding is where a received file stands.
type FileStanding struct {
	Upload   congress.ObjectID   `json:"upload"`
	Record   uint64              `json:"record"`
	Name     string              `json:"name,omitempty"`
	Note     string              `json:"note,omitempty"` // what changed, which readers see
	Size     int64               `json:"size"`
	SameAs   congress.ObjectID   `json:"sameAs,omitempty"` // an earlier upload with the same bytes
	Ingest   documents.Ingest    `json:"ingest"`
	Reason   string              `json:"reason,omitempty"`
	Detail   string              `json:"detail,omitempty"` // in words, by who shows it: the reason, or why a planned publication was returned
	Scanned  documents.Scanned   `json:"scanned,omitempty"`
	Pages    int                 `json:"pages,omitempty"`
	Warnings []documents.Warning `json:"warnings,omitempty"`
	Markings []marking.Finding   `json:"markings,omitempty"` // why it is quarantined, or was: where, and the words found
	Decision *documents.Decision `json:"decision,omitempty"`
	AnnexTo  congress.ObjectID   `json:"annexTo,omitempty"`
	Version  int                 `json:"version,omitempty"` // which of the versions it is, or is an annex of
	Review   *documents.Review   `json:"review,omitempty"`
	Outdated bool                `json:"outdated,omitempty"` // the document or the file's annexes changed since it was sent for review
}

// Standings is the organizers' register: every document with its files, in
// the register's order. The actor needs EditDocuments. Errors: Forbidden.
func (s *Uploads) Standings(h *journal.Hall, actor congress.Actor) ([]Standing, error) {
	if !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return nil, documents.ErrForbidden
	}
	files := map[congress.ObjectID][]FileStanding{}
	for r := range h.All(actor, congress.KindUpload) {
		var u documents.Upload
		if err := r.Decode(&u); err != nil {
			return nil, err
		}
		files[u.Document] = append(files[u.Document], FileStanding{
			Upload: r.Object, Record: r.N, Name: u.Name, Note: u.Note, Size: u.Size, SameAs: u.SameAs, Ingest: u.Ingest, Reason: s.ingest.Reason(&u), Scanned: u.Scanned, Pages: u.Pages, Warnings: u.Warnings, Markings: u.Markings, Decision: u.Decision, Review: u.Review, AnnexTo: u.AnnexTo,
		})
	}
	rules, _ := s.register.Rules(h)
	out := []Standing{}
	for r := range h.All(actor, congress.KindDocument) {
		var d documents.Document
		if err := r.Decode(&d); err != nil {
			return nil, err
		}
		out = append(out, standing(r, d, files[r.Object], rules))
	}
	vietnamese.Sort(out, func(s Standing) []string { return s.InOrder() })
	return out, nil
}

func standing(r *congress.Record, d documents.Document, files []FileStanding, rules documents.Rules) Standing {
	s := Standing{Document: r.Object, Record: r.N, Entry: d.Entry, State: d.State, Versions: len(d.Versions), PublishedAt: d.PublishedAt, Files: []FileStanding{}}
	switch {
	case d.State.WithReaders():
		s.Audience = documents.Intended(r.Audience, d.Classification)
	case d.Audience != nil:
		s.Audience = *d.Audience
	}
	if d.State == documents.Published && d.Publication != 0 {
		until := d.PublishedAt.Add(rules.GracePeriod())
		s.UndoUntil = &until
	}
	for _, f := range slices.Backward(files) {
		f.Version = d.VersionOf(f.Upload)
		f.Outdated = f.Review != nil && (f.Review.Of != r.N || !documents.SameFiles(f.Review.Files, withAnnexes(f.Upload, files)))
		if next := f.Review.State(); next != "" && s.Next == "" && !f.Outdated && f.Version == 0 {
			s.Next = next
		}
		s.Files = append(s.Files, f)
	}
	if s.Next != "" && !d.State.WithReaders() && d.State != documents.Recalled {
		s.State, s.Next = s.Next, ""
	}
	return s
}

// withAnnexes are the files that would be published with the upload, were they all ready.
func withAnnexes(upload congress.ObjectID, files []FileStanding) []congress.ObjectID {
	all := []congress.ObjectID{upload}
	for _, f := range files {
		if f.AnnexTo == upload && f.Ingest != documents.Failed {
			all = append(all, f.Upload)
		}
	}
	return all
}
