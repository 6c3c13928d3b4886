package documents

import (
	"slices"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/documents/marking"
)

// File describes received bytes.
type File struct {
	Name   string        `json:"name"` // NFC, as a person named it
	Size   int64         `json:"size"`
	SHA256 congress.Hash `json:"sha256"`
	Type   string        `json:"type"` // by its content
	Note   string        `json:"note,omitempty"`
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

// Scanned is what the antivirus said of a file before it was read. A file with a virus has none:
// its record names the virus.
type Scanned string

// The answers of an antivirus.
const (
	ScannedClean    Scanned = "clean"
	ScannedOff      Scanned = "off"       // no antivirus is configured
	ScannedTooLarge Scanned = "too-large" // the antivirus does not look at files of this size, or not at all of it
)

// PDF is a file's form for reading.
type PDF struct {
	blobs.Stored
	Pages int `json:"pages"`
}

const PDFType = "application/pdf"

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

// Shown says of a file that readers have how it can be read by pages.
type Shown struct {
	PDF   bool `json:"pdf,omitempty"`   // there is a PDF of it to read, which has pictures; itself, if it is one
	Pages int  `json:"pages,omitempty"` // of that; absent when nobody had read the file yet
}

// Cleared reports whether the file may be given to those who sent it: where there is an antivirus,
// not before its word.
func (u *Upload) Cleared(antivirus bool) bool {
	waits := u.Ingest == Checking || u.Ingest == Failed && u.Scanned == "" || u.Ingest == Quarantined && u.Read == nil
	return !antivirus || !waits
}

// Due reports whether the file is to be read: it waits for it, or it was made ready by a server
// that read nothing.
func (u *Upload) Due() bool {
	return u.Ingest == Checking || u.Ingest == Ready && u.Read == nil && u.Blob != ""
}

// Infected reports whether the file carries a virus and its bytes may still be in the store.
func (u *Upload) Infected() bool { return u.Virus != "" && u.Blob != "" }

var (
	reasonRejected = messages.Rejected.String()  // an organizer decided that it is a state secret; its bytes are erased
	ReasonErasing  = messages.Rejecting.String() // the same, and the erasure is not finished
)

// rejected reports whether an organizer found the file to be a state secret.
func (u Upload) rejected() bool { return u.Reason == ReasonErasing || u.Reason == reasonRejected }

// ToWatermark is the PDF of the file; false when it has none.
func (u *Upload) ToWatermark() (PDF, bool) {
	if u.PDF != nil {
		return *u.PDF, true
	}
	return u.Main(), u.Type == PDFType && u.Blob != ""
}

// UploadIn is what a record says of an upload; false when it says nothing of any.
func UploadIn(r *congress.Record) (u Upload, ok bool) {
	return u, r.Kind == congress.KindUpload && r.Body != nil && r.Decode(&u) == nil
}
