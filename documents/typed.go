package documents

import (
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/marking"
)

// typedAs is how the words of the register are looked at, by field: as the property of a file that is named so, see marking. An issuing
// body may be a person, whose name says nothing.
var typedAs = map[string]string{"title": "title", "number": "title", "kind": "title", "note": "title", "issuedBy": "issuer", "language": "language", "tags": "tags"}

// marked is the error of a register entry whose words carry a marking of a
// state secret; nil when none does. What is typed is held to the same as a file's name and properties; but there is no file to be
// quarantined, so it is refused, and who means no secret says it otherwise.
func (r *Register) marked() error {
	return markedWords(map[string]string{
		"title": r.Title, "number": r.Number, "kind": r.Kind, "issuedBy": r.IssuedBy, "language": r.Language, "tags": strings.Join(r.Tags, "\n"),
	})
}

// typed is that error of a document, with what is said of its next version. An attachment's title is the name of its file, which is looked at with it.
func (d *Document) typed(note string) error {
	if d.Attachment == nil {
		if err := d.marked(); err != nil {
			return err
		}
	}
	return markedWords(map[string]string{"note": note})
}

// markedWords is the same of words by their field.
func markedWords(words map[string]string) error {
	fields := map[string]messages.Fault{}
	for field, text := range words {
		text = strings.ReplaceAll(text, ".", ". ") // nothing in them is the ending of a name
		if len(marking.Find(marking.Input{Properties: map[string]string{typedAs[field]: text}})) > 0 {
			fields[field] = messages.SecretMarking()
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &congress.Error{Kind: ErrClassified.Kind, Code: ErrClassified.Code, Fields: fields}
}
