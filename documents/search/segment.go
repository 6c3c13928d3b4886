package search

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
	segments "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// longestStart is how many letters of an unfinished word are looked up; what
// follows them is compared afterwards.
const longestStart = 6

// field is the one field of all text.
const field = "text"

// termsOf are what a word is found by: itself without its marks, and the
// beginnings of it that are seen while it is typed. They find too much rather than too little.
func termsOf(k key) analysis.TokenStream {
	if k.plain == "" {
		return nil
	}
	stream := analysis.TokenStream{token(wholeTerm(k.plain))}
	for end := range k.plain {
		if end > 0 {
			stream = append(stream, token(">"+k.plain[:end]))
		}
		if len(stream) > longestStart {
			return stream
		}
	}
	return append(stream, token(startTerm(k.plain)))
}

func token(term string) *analysis.Token {
	return &analysis.Token{Term: []byte(term), Type: analysis.AlphaNumeric}
}

func wholeTerm(plain string) string { return "=" + plain }

// startTerm is the term of the words that begin so.
func startTerm(plain string) string {
	letters := 0
	for end := range plain {
		if letters == longestStart {
			return ">" + plain[:end]
		}
		letters++
	}
	return ">" + plain
}

// analyzed hands bleve the terms of a text that was read before: the analyzer is
// the reader in entry.go, which needs its words in any case.
type analyzed analysis.TokenStream

// Analyze implements analysis.Analyzer.
func (a analyzed) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(a) }

// segment says in which texts of one document a word is. It lives in memory,
// never changes and is safe for concurrent use; nothing has to close it.
type segment struct{ in segments.Segment }

// exactBuffers makes the library give each segment a buffer of the size that it
// needs. By default it makes room for a hundred texts more and keeps it: 148
// instead of 25 MiB for 2,000 pages in 300 documents. No other package uses the library.
var exactBuffers = sync.OnceFunc(func() { zap.NewSegmentBufferAvgBytesPerDocFactor = 0 })

// newSegment indexes texts by the terms of their words; texts are numbered from 0.
func newSegment(texts []analysis.TokenStream) (segment, error) {
	exactBuffers()
	docs := make([]index.Document, len(texts))
	for i, stream := range texts {
		d := document.NewDocument(strconv.Itoa(i))
		d.AddField(document.NewTextFieldCustom(field, nil, nil, index.IndexField|index.SkipFreqNorm, analyzed(stream)))
		d.AddIDField()
		d.VisitFields(func(f index.Field) { f.Analyze() })
		docs[i] = d
	}
	in, _, err := new(zap.ZapPlugin).New(docs)
	if err != nil {
		return segment{}, fmt.Errorf("index %d texts: %w", len(texts), err)
	}
	return segment{in}, nil
}

// term is what a word of the query is looked up by.
type term struct {
	text string
	word int
}

// mark sets bit w of has[n] for each text n that may have a term of word w.
func (s segment) mark(has []uint64, terms []term) error {
	dictionary, err := s.in.Dictionary(field)
	if err != nil {
		return fmt.Errorf("open the dictionary: %w", err)
	}
	var list segments.PostingsList
	var postings segments.PostingsIterator
	for _, t := range terms {
		list, err = dictionary.PostingsList([]byte(t.text), nil, list)
		if err != nil {
			return fmt.Errorf("look up a term: %w", err)
		}
		postings = list.Iterator(false, false, false, postings)
		for {
			p, err := postings.Next()
			if err != nil {
				return fmt.Errorf("read postings: %w", err)
			}
			if p == nil {
				break
			}
			if n := p.Number(); n < uint64(len(has)) {
				has[n] |= 1 << t.word
			}
		}
	}
	return nil
}
