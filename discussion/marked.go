package discussion

import (
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/marking"
)

// Unmarked refuses words, given by their field and with the lines that they came in, that carry a
// marking of a state secret as a page would: on a line of its own, after a label, behind a title. A
// comment flows to a whole hall at once and its bytes would stay in the log, so nothing is stored,
// and the author's tablet keeps the words (ADR 0014). Prose about secrets passes. Error: Invalid
// "words_marked" with fields.
func Unmarked(words map[string]string) error {
	fields := map[string]messages.Fault{}
	for field, text := range words {
		if text != "" && len(marking.Find(marking.Input{Pages: []string{text}})) > 0 {
			fields[field] = messages.SecretMarking()
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return congress.FieldErrors(messages.WordsMarked, fields)
}
