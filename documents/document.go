package documents

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/documents/marking"
	"plenum/journal"
	"plenum/wording"
)

// State is where a document stands.
type State string

// The states.
const (
	Draft      State = "draft"      // for organizers
	Published  State = "published"  // for its audience
	Superseded State = "superseded" // for its audience still; another one is to be read instead
	Withdrawn  State = "withdrawn"  // for organizers again; may be published again
	Recalled   State = "recalled"   // taken back from everybody for good

	// These are of a draft's or withdrawn document's newest file, see Standing; the document's body
	// never has them.
	InReview State = "in-review"
	Approved State = "approved"
	Planned  State = "planned" // approved, and to be published at its time
)

// next are the states that may follow one another.
var next = map[State][]State{
	Draft:      {Draft, Published, Recalled},
	Published:  {Published, Superseded, Withdrawn, Recalled, Draft}, // Draft: undone
	Superseded: {Superseded, Published, Withdrawn, Recalled},
	Withdrawn:  {Withdrawn, Published, Recalled},
	Recalled:   {Recalled},
}

// May reports whether a document may go from one state to the other.
func (s State) May(to State) bool { return slices.Contains(next[s], to) }

// WithReaders reports whether readers have it.
func (s State) WithReaders() bool { return s == Published || s == Superseded }

// Document is the body of a KindDocument record.
type Document struct {
	Entry
	State        State              `json:"state"`
	Versions     []Version          `json:"versions"`              // published to no fewer than may see it now, oldest first; the last is in force
	Audience     *congress.Audience `json:"audience,omitempty"`    // for whom it will be; only while readers do not have it
	PublishedAt  *time.Time         `json:"publishedAt,omitempty"` // of the newest version
	Publication  uint64             `json:"publication,omitempty"` // number of the record that published it last
	Before       uint64             `json:"before,omitempty"`      // number of the record that stood before that, or before others came to have the document: it may list more versions
	Numbered     int                `json:"numbered,omitempty"`    // the highest number that a version ever had; none is used twice
	SupersededBy congress.ObjectID  `json:"supersededBy,omitempty"`
	Recall       *Recall            `json:"recall,omitempty"`
	Attachment   *Attachment        `json:"attachment,omitempty"` // it came with a comment, and is no material of the congress
}

// Entry is what the register says of a document.
type Entry struct {
	Number         string                  `json:"number,omitempty"` // số, ký hiệu
	Title          string                  `json:"title"`
	Kind           string                  `json:"kind,omitempty"` // báo cáo, tờ trình, …
	IssuedBy       string                  `json:"issuedBy,omitempty"`
	Date           string                  `json:"date,omitempty"` // YYYY-MM-DD
	Language       string                  `json:"language,omitempty"`
	Agenda         congress.ObjectID       `json:"agenda,omitempty"`
	Order          int                     `json:"order,omitempty"`
	Tags           []string                `json:"tags,omitempty"`
	Classification congress.Classification `json:"classification"`
}

// says reports whether both say the same of the document itself; where it is in the congress's
// materials does not count.
func (r Entry) says(other Entry) bool {
	r.Agenda, r.Order, r.Tags = other.Agenda, other.Order, other.Tags
	return reflect.DeepEqual(r, other)
}

// Version is a file that readers have.
type Version struct {
	Number      int               `json:"number"` // from 1; numbers may be missing before the first
	Upload      congress.ObjectID `json:"upload"`
	PublishedAt *time.Time        `json:"publishedAt,omitempty"`
	File
	Shown
	Annexes []Annex `json:"annexes,omitempty"` // files that belong to it, numbered from 1
}

// Annex is a further file of a version (phụ lục).
type Annex struct {
	Upload congress.ObjectID `json:"upload"`
	File
	Shown
}

// Shown says of a file that readers have how it can be read by pages.
type Shown struct {
	PDF   bool `json:"pdf,omitempty"`   // there is a PDF of it to read, which has pictures; itself, if it is one
	Pages int  `json:"pages,omitempty"` // of that; absent when nobody had read the file yet
}

// File describes received bytes.
type File struct {
	Name   string        `json:"name"` // NFC, as a person named it
	Size   int64         `json:"size"`
	SHA256 congress.Hash `json:"sha256"`
	Type   string        `json:"type"` // by its content
	Note   string        `json:"note,omitempty"`
}

// Recall says why and when a document was taken back.
type Recall struct {
	Reason string             `json:"reason"`
	At     time.Time          `json:"at"`
	By     congress.AccountID `json:"by,omitempty"`
	Erased *time.Time         `json:"erased,omitempty"` // when the last of its bytes was gone from the store; its twins may be there
	Line   *PaperLine         `json:"line,omitempty"`   // that the register is to have instead, until it has it
	Twins  []Twin             `json:"twins,omitempty"`  // other documents' files that had the same bytes then
}

// Ingest is how far a received file is.
type Ingest string

// The states of ingest. Receiving is seen only as progress.
const (
	Receiving   Ingest = "receiving"
	Checking    Ingest = "checking"    // received, and being read for markings and text
	Ready       Ingest = "ready"       // may be published
	Quarantined Ingest = "quarantined" // it carries a marking of a state secret, or has the bytes of one; an organizer decides
	Failed      Ingest = "failed"      // Reason says why
)

// nextIngest are the states that may follow one another. A file that failed while it was read may
// be read again, and a file without a PDF.
var nextIngest = map[Ingest][]Ingest{
	Receiving:   {Checking, Failed},
	Checking:    {Ready, Quarantined, Failed},
	Ready:       {Checking, Quarantined}, // as a document with the same bytes is found to be a state secret
	Quarantined: {Ready, Checking, Failed},
	Failed:      {Checking},
}

// May reports whether a file may go from one state of ingest to the other.
func (i Ingest) May(to Ingest) bool { return slices.Contains(nextIngest[i], to) }

// Upload is the body of a KindUpload record: a file that came for a document.
type Upload struct {
	Document congress.ObjectID  `json:"document"`
	By       congress.AccountID `json:"by"` // who sent it
	File
	Blob   string `json:"blob"`
	Ingest Ingest `json:"ingest"`
	Reason string `json:"reason,omitempty"` // a code, when ingest failed

	AnnexTo congress.ObjectID `json:"annexTo,omitempty"` // the upload with which it is published, as its annex
	SameAs  congress.ObjectID `json:"sameAs,omitempty"`  // an earlier upload with the same bytes

	Declared string `json:"declared,omitempty"` // digest of what a client that sent it in parts said of it; see declared

	Scanned Scanned `json:"scanned,omitempty"`
	Virus   string  `json:"virus,omitempty"` // what the antivirus found; the bytes are erased

	Read     *time.Time        `json:"read,omitempty"` // when it was read; what follows is from then
	Text     string            `json:"text,omitempty"` // the blob of its pages' text
	Pages    int               `json:"pages,omitempty"`
	Warnings []Warning         `json:"warnings,omitempty"`
	Markings []marking.Finding `json:"markings,omitempty"`
	Decision *Decision         `json:"decision,omitempty"`
	PDF      *PDF              `json:"pdf,omitempty"` // made of an Office file, for reading; Text and Pages are of it

	Review *Review `json:"review,omitempty"`
}

// PDF is a file's form for reading.
type PDF struct {
	blobs.Stored
	Pages int `json:"pages"`
}

// Keys are the keys of what is kept of the file, but for the pictures of its pages.
func (u *Upload) Keys() []string {
	keys := []string{u.Blob, u.Text}
	if u.PDF != nil {
		keys = append(keys, u.PDF.Key)
	}
	return slices.DeleteFunc(keys, func(key string) bool { return key == "" })
}

// Main are the bytes that were received.
func (u *Upload) Main() PDF {
	return PDF{Stored: blobs.Stored{Key: u.Blob, Size: u.Size, SHA256: u.SHA256}, Pages: u.Pages}
}

const PDFType = "application/pdf"

// shown is how readers can read the file.
func (u *Upload) shown() Shown {
	if u.Type == PDFType || u.PDF != nil {
		return Shown{PDF: true, Pages: u.Pages}
	}
	return Shown{}
}

// ForReading is the file's form for reading; false when it has none, or nobody read it yet.
func (u *Upload) ForReading() (PDF, bool) {
	switch {
	case u.PDF != nil:
		return *u.PDF, true
	case u.Type == PDFType && u.Pages > 0:
		return u.Main(), true
	}
	return PDF{}, false
}

// Warning is something that organizers should know of a file before they publish it.
type Warning struct {
	Code   string `json:"code"`
	Page   int    `json:"page,omitempty"`   // from 1; 0: the whole file
	Pages  string `json:"pages,omitempty"`  // all of them, where the code is said once for a file: "1-3, 7"
	Folder string `json:"folder,omitempty"` // of a row of an import, that says nothing
	Rows   string `json:"rows,omitempty"`   // of a row of an import: the others that it is about: "3, 7-9"
	Fonts  string `json:"fonts,omitempty"`  // of fonts_missing: those that are, or in their place; at most ten names
	Detail string `json:"detail,omitempty"` // the code in words, where people read it; no record has it
}

// Decision is what an organizer said of a quarantined file.
type Decision struct {
	Release bool              `json:"release"` // it is no state secret, and may be published; else its bytes are erased
	Reason  string            `json:"reason"`
	By      congress.MemberID `json:"by"`
	At      time.Time         `json:"at"`
}

// open makes the audience the one in effect, instead of the record's. An older
// version was published to those before; when others come, it is not theirs to know and
// leaves the body. Its file stays with the organizers as an upload.
func (d *Document) open(old *congress.Record, to congress.Audience) congress.Audience {
	if n := len(d.Versions); n > 1 && !within(to, old.Audience) {
		d.Versions, d.Before = slices.Clone(d.Versions[n-1:]), old.N
	}
	return to
}

// Before gives the record that stood before the document's newest publication, or before others
// came to have it, and what it said; false when there is none, or it was erased.
func (s *Register) Before(ctx context.Context, h *journal.Hall, document congress.ObjectID, d Document) (was Document, r *congress.Record, ok bool, err error) {
	r, err = h.Past(ctx, d.Before)
	switch {
	case congress.KindOf(err) == congress.NotFound:
		return was, nil, false, nil
	case err != nil:
		return was, nil, false, err
	}
	ok = r.Object == document && r.Body != nil && r.Decode(&was) == nil && was.Before < d.Before
	return was, r, ok, nil
}

// Clean brings a register entry into the form that is kept, or says what is wrong. A classified
// level is refused before anything else is looked at, words that carry a marking as soon as they
// can be read.
func (r Entry) Clean() (Entry, error) {
	if r.Classification == "" {
		r.Classification = congress.InternalUse
	}
	if r.Classification.Secret() {
		return r, ErrClassified
	}
	fields := map[string]messages.Fault{}
	for _, f := range []struct {
		name  string
		value *string
		least int
		most  int
	}{
		{"number", &r.Number, 0, 100}, {"title", &r.Title, 1, 500}, {"kind", &r.Kind, 0, 100}, {"issuedBy", &r.IssuedBy, 0, 300},
		{"language", &r.Language, 0, 20},
	} {
		*f.value = Line(fields, f.name, *f.value, f.least, f.most)
	}
	if r.Date != "" {
		if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
			fields["date"] = messages.Date()
		}
	}
	if r.Agenda != "" && !r.Agenda.Valid() {
		fields["agenda"] = messages.AgendaID()
	}
	if r.Order < 0 || r.Order > 1_000_000 {
		fields["order"] = messages.Number(0, 1_000_000)
	}
	if len(r.Tags) > 50 {
		fields["tags"] = messages.TagsAtMost(50)
	}
	r.Tags = slices.Clone(r.Tags)
	for i := range r.Tags {
		r.Tags[i] = Line(fields, "tags", r.Tags[i], 1, 100)
	}
	if err := r.marked(); err != nil {
		return r, err
	}
	if len(fields) > 0 {
		return r, congress.FieldErrors(messages.DocumentInvalid, fields)
	}
	return r, nil
}

// InOrder are the words by which the register is listed: the order that organizers gave, the
// number, the title.
func (r Entry) InOrder() []string { return []string{strconv.Itoa(r.Order), r.Number, r.Title} }

// Line gives one line of text in NFC with single blanks, noting what is wrong with it.
func Line(fields map[string]messages.Fault, field, s string, least, most int) string {
	s = wording.Line(s)
	if n := utf8.RuneCountInString(s); n < least || n > most || !utf8.ValidString(s) || strings.ContainsFunc(s, Unprintable) {
		fields[field] = messages.OneLine(least, most)
	}
	return s
}
