package search

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"plenum/congress"
	"plenum/congress/messages"
)

// The limits of a query.
const (
	LongestText  = 200 // runes of NFC
	DefaultLimit = 20
	MostHits     = 100

	mostWords = 64 // one bit each
	mostWays  = 64
)

// Query is what somebody looks for. Text is words, all of which a document has to have, and phrases
// in quotes. The last word may be unfinished, unless something follows it. There is no other
// syntax. Short forms (UBND) and dates outside quotes are found in their other forms too.
type Query struct {
	Text   string
	Limit  int // 0: DefaultLimit; never more than MostHits
	Offset int
	May    func(congress.ObjectID) bool // whether the searcher may see the document; nil: none
}

// wanted is a word of the query.
type wanted struct {
	key
	unfinished bool
	term       string // that texts which may have it are found by
	begin      string // of the spellings that may answer it
	twin       string // a number's other form, 9 of 09; "": none
	way        int    // that it is part of
	next       int    // the word of the phrase that has to follow; -1: none
}

// unit is a word or a phrase.
type unit struct {
	weight  float64
	literal bool // in quotes: as it stands
}

// way is a phrase that answers some units: a unit's own words, or others that say the same.
type way struct {
	first    int    // its first word
	words    uint64 // all of them
	from, to int    // the units
	units    uint64
	weight   float64 // of the units together
}

// parsed is a query as we understand it.
type parsed struct {
	words  []wanted // the typed ones, then those of other ways
	units  []unit
	ways   []way  // the one at u is unit u in its own words
	typed  int    // how many words were
	firsts uint64 // the words that begin a way
	marked bool   // somebody typed diacritics
}

func errQuery(fault messages.Fault) error {
	return congress.FieldError(messages.QueryInvalid, "text", fault)
}

// parse reads the text of a query. Signs without letters or digits are nothing.
func parse(text string) (parsed, error) {
	var q parsed
	last, _ := utf8.DecodeLastRuneInString(text)
	if len(text) <= 16*LongestText { // a letter may come as several runes
		text = clean(text)
	}
	if utf8.RuneCountInString(text) > LongestText {
		return q, errQuery(messages.CharactersAtMost(LongestText))
	}
	for i, piece := range strings.Split(strings.Map(quote, text), `"`) {
		if i%2 == 1 {
			q.add(piece, true)
			continue
		}
		for _, chunk := range strings.Fields(piece) { // what is written together belongs together: 01-BC/ĐHM
			q.add(chunk, false)
		}
	}
	if len(q.words) > mostWords {
		return parsed{}, errQuery(messages.WordsAtMost(mostWords))
	}
	if n := len(q.words); n > 0 && (unicode.IsLetter(last) || unicode.IsNumber(last) || unicode.IsMark(last)) {
		w := &q.words[n-1]
		w.unfinished, w.term, w.begin = true, startTerm(w.plain), w.plain
	}
	q.typed = len(q.words)
	q.otherWays()
	for _, w := range q.ways {
		q.firsts |= 1 << w.first
	}
	return q, nil
}

// met gives the units that are answered where these words are.
func (q *parsed) met(words uint64) uint64 {
	units := uint64(0)
	for i := range q.ways {
		if w := &q.ways[i]; w.words&^words == 0 {
			units |= w.units
		}
	}
	return units
}

// all is all units.
func (q *parsed) all() uint64 { return math.MaxUint64 >> (64 - len(q.units)) }

// add makes the words of a piece one unit.
func (q *parsed) add(piece string, literal bool) {
	u := unit{weight: lightly, literal: literal}
	first := len(q.words)
	for begin, end := range words(piece) {
		k := keyOf(piece[begin:end])
		if k.plain == "" {
			continue
		}
		if len(q.words) > first {
			q.words[len(q.words)-1].next = len(q.words)
			u.weight = 1
		}
		if !light(k) {
			u.weight = 1
		}
		q.words = append(q.words, wanted{key: k, term: wholeTerm(k.plain), begin: k.plain + "\x00", way: len(q.units), next: -1})
		q.marked = q.marked || !k.bare()
	}
	if n := len(q.units); len(q.words) > first {
		q.units = append(q.units, u)
		q.ways = append(q.ways, way{first: first, words: run(first, len(q.words)), from: n, to: n, units: run(n, n+1), weight: u.weight})
	}
}

// run has the bits from one up to another.
func run(from, to int) uint64 { return 1<<to - 1<<from }

// quote makes all quotation marks one.
func quote(r rune) rune {
	switch r {
	case '“', '”', '„', '‟', '«', '»', '＂':
		return '"'
	}
	return r
}

// lightly is what a light word weighs against others.
const lightly = 0.2

// light reports whether the word says little of what somebody looks for,
// written with its marks or without any.
func light(k key) bool {
	switch k.letters + k.tones {
	case "va", "va\u0300", "cua", "cua\u0309", "cac", "cac\u0301", "nhung", "nhưng\u0303", "la", "la\u0300", "thi", "thi\u0300", "ma", "ma\u0300",
		"cho", "vơi\u0301", "voi", "đê\u0309", "de", "đươc\u0323", "duoc", "co", "co\u0301", "trong", "vê\u0300", "ve", "tai", "tai\u0323", "theo", "tư\u0300",
		"tu", "nay", "nay\u0300", "đo", "đo\u0301", "se", "se\u0303", "đa", "đa\u0303", "đang", "cung", "cung\u0303", "bi", "bi\u0323", "môt\u0323", "mot", "khi", "o", "ơ\u0309":
		return true
	}
	return false
}
