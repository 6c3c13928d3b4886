package search

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"

	"plenum/congress"
)

// entry is one document, read in. It never changes.
type entry struct {
	document                      congress.ObjectID
	version                       int
	number, title, kind, issuedBy string
	register                      []part
	pages                         []page   // of all files
	files                         []int    // how many of them each file has: the main one, then the annexes
	spellings                     []string // the different words, in order; tokens name them by number
	segment                       segment  // text 0 is the register entry, n is page n; none for a small document
}

// page is a text with its words.
type page struct {
	text   string
	tokens []uint32 // which spelling
	spans  []span   // and where
}

// span is where in its text a word is.
type span struct {
	begin uint32
	size  uint8
}

func (s span) end() int { return int(s.begin) + int(s.size) }

// part is something that the register says, and what finding it there counts.
type part struct {
	page
	weight float64
}

// newEntry reads a document in.
func newEntry(e Entry) (*entry, error) {
	made := &entry{
		document: e.Document, version: e.Version,
		number: oneLine(e.Number), title: oneLine(e.Title), kind: oneLine(e.Kind), issuedBy: oneLine(e.IssuedBy),
	}
	r := reader{known: map[string]uint32{}}
	r.next()
	made.say(&r, made.title, 1)
	made.say(&r, made.number, 1.5)
	made.say(&r, made.kind, 0.3)
	made.say(&r, made.issuedBy, 0.3)
	for _, tag := range e.Tags {
		made.say(&r, oneLine(tag), 0.6)
	}
	for _, file := range append([][]string{e.Pages}, e.Annexes...) {
		made.files = append(made.files, len(file))
		for _, text := range file {
			r.next()
			made.pages = append(made.pages, r.read(clean(text)))
		}
	}
	spellings, place := r.order()
	made.spellings = spellings
	for _, p := range made.register {
		p.renumber(place)
	}
	for _, p := range made.pages {
		p.renumber(place)
	}
	if r.count <= smallest {
		return made, nil
	}
	var err error
	made.segment, err = newSegment(r.streams)
	return made, err
}

// smallest is how many words a document may have that has no segment: reading them all takes no
// longer than asking a segment, which takes more memory than they do.
const smallest = 4_000

// where is the annex, or 0, and the page in it of the entry's nth page.
func (e *entry) where(n int) (annex, page int) {
	for n >= e.files[annex] {
		n -= e.files[annex]
		annex++
	}
	return annex, n + 1
}

func (e *entry) say(r *reader, text string, weight float64) {
	e.register = append(e.register, part{r.read(text), weight})
}

func (p page) renumber(place []uint32) {
	for i, n := range p.tokens {
		p.tokens[i] = place[n]
	}
}

// reader reads the texts of one document: it numbers their words and keeps, for
// each text, the terms that it is found by.
type reader struct {
	known   map[string]uint32 // by the word as it stands
	words   []known
	count   int                    // of words in all texts
	streams []analysis.TokenStream // one for each text; the last is the present one
}

// known is a word of the document.
type known struct {
	key   key
	terms analysis.TokenStream
	last  int // the newest stream that has them
}

// next begins another text.
func (r *reader) next() { r.streams = append(r.streams, nil) }

// read cuts a piece of the present text into words.
func (r *reader) read(text string) page {
	p := page{text: text}
	now := len(r.streams) - 1
	for begin, end := range words(text) {
		if end-begin > longestWord {
			continue
		}
		n, ok := r.known[text[begin:end]]
		if !ok {
			n = uint32(len(r.words))
			k := keyOf(text[begin:end])
			r.known[text[begin:end]] = n
			r.words = append(r.words, known{key: k, terms: termsOf(k), last: -1})
		}
		w := &r.words[n]
		if w.key.plain == "" {
			continue
		}
		r.count++
		p.tokens = append(p.tokens, n)
		p.spans = append(p.spans, span{uint32(begin), uint8(end - begin)})
		if w.last != now {
			w.last = now
			r.streams[now] = append(r.streams[now], w.terms...)
		}
	}
	p.tokens, p.spans = slices.Clip(p.tokens), slices.Clip(p.spans)
	return p
}

// order gives the different spellings in order, and for each word as it was
// numbered the place of its spelling.
func (r *reader) order() (spellings []string, place []uint32) {
	all := make([]string, len(r.words))
	for n, w := range r.words {
		all[n] = w.key.spelling()
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(all)))
	place = make([]uint32, len(all))
	for n, s := range all {
		at, _ := slices.BinarySearch(sorted, s)
		place[n] = uint32(at)
	}
	// One string holds them all: a few thousand small ones cost more than what is in them.
	joined := strings.Join(sorted, "")
	spellings = make([]string, len(sorted))
	for n, s := range sorted {
		spellings[n], joined = joined[:len(s)], joined[len(s):]
	}
	return spellings, place
}
