package documents

import (
	"slices"
	"strconv"
	"time"

	"plenum/congress"
)

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

// Recall says why and when a document was taken back.
type Recall struct {
	Reason string             `json:"reason"`
	At     time.Time          `json:"at"`
	By     congress.AccountID `json:"by,omitempty"`
	Erased *time.Time         `json:"erased,omitempty"` // when the last of its bytes was gone from the store; its twins may be there
	Line   *PaperLine         `json:"line,omitempty"`   // that the register is to have instead, until it has it
	Twins  []Twin             `json:"twins,omitempty"`  // other documents' files that had the same bytes then
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

// CheckWords is that error of a document, with what is said of its next version. An attachment's
// title is the name of its file, which is looked at with it.
func (d *Document) CheckWords(note string) error {
	if d.Attachment == nil {
		if err := d.marked(); err != nil {
			return err
		}
	}
	return markedWords(map[string]string{"note": note})
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

// publishedSince reports whether the file was published after the time, also if it is withdrawn
// again.
func (d *Document) publishedSince(at time.Time, upload congress.ObjectID) bool {
	n := len(d.Versions)
	return n > 0 && d.Versions[n-1].Upload == upload && d.PublishedAt != nil && d.PublishedAt.After(at)
}

// Attachment says with whose comment a document came.
type Attachment struct {
	By congress.MemberID `json:"by"`
}

// Twin is a file of another document that has the same bytes.
type Twin struct {
	Document congress.ObjectID `json:"document"`
	Upload   congress.ObjectID `json:"upload"`
}

// Paper is the body of a KindPaper record: a state secret, of which the register has a line and
// nothing else. It is an object of another kind than documents, so that no way leads from it to
// bytes.
type Paper struct {
	Number         string                  `json:"number"`
	Title          string                  `json:"title,omitempty"` // never of tuyet-mat
	Classification congress.Classification `json:"classification"`
	Collect        string                  `json:"collect"` // where, when and from whom readers get it
	Agenda         congress.ObjectID       `json:"agenda,omitempty"`
	Order          int                     `json:"order,omitempty"`
}

// InOrder are the words by which lines for paper are listed, as documents are.
func (p Paper) InOrder() []string { return []string{strconv.Itoa(p.Order), p.Number, p.Title} }

// PaperLine is a line together with who sees it.
type PaperLine struct {
	Paper
	Audience congress.Audience `json:"audience"`
}
