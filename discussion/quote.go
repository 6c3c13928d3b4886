package discussion

import (
	"context"
	"slices"
	"unicode/utf8"

	"plenum/congress"
	"plenum/journal"
)

// Quote is a passage of a document: its place, not its words, so that whoever reads the comment
// reads the passage by their own right, and a recall takes it away. From and To are characters of
// the page's text, from 0; both 0: the page.
type Quote struct {
	Document congress.ObjectID `json:"document"`
	Version  int               `json:"version"`
	Page     int               `json:"page,omitempty"` // from 1; 0: the whole document
	From     int               `json:"from,omitempty"`
	To       int               `json:"to,omitempty"`
}

// Shaped reports whether the quote says a place that there could be: from a character of a page to
// a later one.
func (q Quote) Shaped() bool {
	return q.Version >= 1 && q.Page >= 0 && q.From >= 0 && q.To >= q.From && (q.Page > 0 || q.To == 0)
}

// Passage prepares the check of a quote that is no comment's: it reads the document's text now, and
// what it gives holds the quote, within the change, to what is there for the actor, as a comment's
// is. The errors of that: Invalid "quote_unknown", "quote_place".
func (s *Service) Passage(ctx context.Context, h *journal.Hall, actor congress.Actor, q Quote) func(*journal.Tx, congress.Actor) error {
	beyond := s.beyond(ctx, h, actor, []Quote{q})
	return func(tx *journal.Tx, actor congress.Actor) error { return s.quoted(tx, actor, q, beyond) }
}

// quoted holds a quote to what is there for the actor.
func (s *Service) quoted(tx *journal.Tx, actor congress.Actor, q Quote, beyond []Quote) error {
	pages, ok := s.quotable(tx, actor, q.Document, q.Version)
	switch {
	case !ok:
		return errQuoteUnknown
	case pages > 0 && q.Page > pages || slices.Contains(beyond, q):
		return errQuotePlace
	}
	return nil
}

// quotable reports whether the version of the document is there for the actor, and how many pages
// it has; 0: that is not known.
func (s *Service) quotable(tx *journal.Tx, actor congress.Actor, document congress.ObjectID, version int) (pages int, ok bool) {
	var d struct {
		Versions []struct {
			Number int `json:"number"`
			Pages  int `json:"pages"`
		} `json:"versions"`
	}
	r, ok := tx.Get(document)
	if !ok || r.Kind != congress.KindDocument || !s.options.Visible(actor, r.Kind, r.Audience) || r.Decode(&d) != nil {
		return 0, false
	}
	for _, v := range d.Versions {
		if v.Number == version {
			return v.Pages, true
		}
	}
	return 0, false
}

// beyond are the quotes of pages and passages that the documents' text does not have. Where the
// text is not known, or cannot be read now, they are taken as they are: a comment is worth more
// than its quote's place. It reads files, so it is asked before a change is made.
func (s *Service) beyond(ctx context.Context, h *journal.Hall, actor congress.Actor, quotes []Quote) (out []Quote) {
	if s.options.Pages == nil {
		return nil
	}
	type version struct {
		document congress.ObjectID
		number   int
	}
	read := map[version][]string{}
	for _, q := range quotes {
		if q.Page == 0 {
			continue
		}
		v := version{q.Document, q.Version}
		pages, known := read[v]
		if !known {
			pages, _ = s.options.Pages(ctx, h, actor, q.Document, q.Version)
			read[v] = pages
		}
		switch {
		case len(pages) == 0:
		case q.Page > len(pages):
			out = append(out, q)
		case pages[q.Page-1] != "" && q.To > utf8.RuneCountInString(pages[q.Page-1]):
			out = append(out, q)
		}
	}
	return out
}
