package documents

import (
	"encoding/json"
	"strings"

	"plenum/documents/compare"
)

// Text is the text of a file as it is kept beside it: readers are shown, search and quote its
// pages, and comparisons know its rows besides.
type Text struct {
	Pages    []string `json:"pages"`
	Rows     [][]int  `json:"rows"`               // of the tables in them, or in Compared, as compare.Text has them; nil where they are not known
	Compared []string `json:"compared,omitempty"` // as pages of a PDF with the rows of its Office file
}

// ForComparison is the text for a comparison with another one.
func (t Text) ForComparison(other Text) compare.Text {
	switch {
	case t.Compared == nil:
		return compare.Text{Pages: t.Pages, Rows: t.Rows}
	case other.Rows != nil:
		return compare.Text{Pages: t.Compared, Rows: t.Rows}
	}
	return compare.Text{Pages: t.Pages}
}

// UnmarshalJSON reads a list of pages as well, which a text was before its rows were kept.
func (t *Text) UnmarshalJSON(text []byte) error {
	if strings.HasPrefix(string(text[:1]), "[") {
		return json.Unmarshal(text, &t.Pages)
	}
	type plain Text
	return json.Unmarshal(text, (*plain)(t))
}
