package compare

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Sentence is a sentence, a heading or an entry of a list.
type Sentence struct {
	Text string
	Key  string // what it is compared by: without the numbers at its start
	Page int    // on which it starts, from 1
	Last int    // on which it ends
}

// Sentences gives the sentences of the pages' text in order.
func Sentences(pages []string) []Sentence {
	t := read(pages)
	all := make([]Sentence, t.len())
	for i := range all {
		first, last := t.pages(i)
		all[i] = Sentence{Text: t.sentence(i), Key: t.key(i), Page: first, Last: last}
	}
	return all
}

// text is a version read into words and sentences.
type text struct {
	words []string
	page  []int // of each word
	ends  []int // of each sentence: the index behind its last word
}

func (t *text) len() int { return len(t.ends) }

// bounds are the words of the sentences from i up to j.
func (t *text) bounds(i, j int) (from, to int) {
	if i > 0 {
		from = t.ends[i-1]
	}
	if j > i {
		return from, t.ends[j-1]
	}
	return from, from
}

func (t *text) sentence(i int) string {
	from, to := t.bounds(i, i+1)
	return strings.Join(t.words[from:to], " ")
}

// key is the sentence without the markers at its start: a list that was numbered anew says the same.
func (t *text) key(i int) string {
	from, to := t.bounds(i, i+1)
	at := from
	for at < to && isMarker(t.words[at]) {
		at++
	}
	if at == to {
		at = from // it is nothing but them
	}
	return strings.Join(t.words[at:to], " ")
}

func (t *text) pages(i int) (first, last int) {
	from, to := t.bounds(i, i+1)
	return t.page[from], t.page[to-1]
}

// read takes the words of the pages, without what stands on each page, and finds where sentences end. Line
// breaks have no say in that: they move when a text is laid out anew.
func read(pages []string) *text {
	t := &text{}
	lines, running := body(pages)
	for _, l := range running {
		t.add(l.text, l.page)
		t.close()
	}
	for _, l := range lines {
		t.add(l.text, l.page)
	}
	start := 0
	if n := t.len(); n > 0 {
		start = t.ends[n-1]
	}
	for i := start; i < len(t.words); i++ {
		if i > start && t.breaks(start, i) {
			t.ends = append(t.ends, i)
			start = i
		}
	}
	if start < len(t.words) {
		t.ends = append(t.ends, len(t.words))
	}
	return t
}

func (t *text) add(line string, page int) {
	for _, word := range strings.Fields(line) {
		t.words = append(t.words, word)
		t.page = append(t.page, page)
	}
}

// close ends the sentence under way.
func (t *text) close() {
	if end := len(t.words); end > 0 && (t.len() == 0 || t.ends[t.len()-1] < end) {
		t.ends = append(t.ends, end)
	}
}

// A text without full stops, such as a table, is cut where a word happens to say so, so that the
// cuts stay with the words when something is put in before them.
const (
	cutFrom = 24
	cutAt   = 80
	cutOdds = 8
)

// breaks reports whether a sentence ends before word i; it started at word start.
func (t *text) breaks(start, i int) bool {
	before, word := t.words[i-1], t.words[i]
	switch {
	case isMarker(before): // "1." belongs to what follows
		return false
	case bullet(word) && (ends(before) || i+1 < len(t.words) && startsCapital(t.words[i+1]) && !startsCapital(before)) || isMarker(word): // kinh tế - xã hội is one
		return true
	case ends(before) && !startsSmall(word):
		return true
	case i-start >= 2 && capitals(before) && capitals(t.words[i-2]) && !capitals(word) && startsCapital(word):
		return true // the end of a heading
	case i+2 < len(t.words) && !capitals(before) && capitals(word) && capitals(t.words[i+1]) && capitals(t.words[i+2]):
		return true // the start of one
	}
	return i-start >= cutAt || i-start >= cutFrom && fnv(before)%cutOdds == 0
}

// fnv is a hash that is the same in each run.
func fnv(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

var marker = regexp.MustCompile(`^\(?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zđ]|[IVXLC]{1,7})[.)]$`)

// isMarker reports whether the word numbers an entry of a list: 1. a) IV.
func isMarker(word string) bool {
	return len(word) <= 24 && (strings.HasSuffix(word, ".") || strings.HasSuffix(word, ")")) && marker.MatchString(word)
}

func bullet(word string) bool {
	switch word {
	case "-", "–", "—", "+", "•", "*", "▪", "\uf0b7", "o":
		return true
	}
	return false
}

// ends reports whether the word ends a sentence.
func ends(word string) bool {
	word = strings.TrimRight(word, `"”»’')]`)
	if word == "" {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(word)
	return strings.ContainsRune(".!?…;:", last)
}

func startsSmall(word string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, `"“«‘'([`))
	return unicode.IsLower(r)
}

func startsCapital(word string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, `"“«‘'([`))
	return unicode.IsUpper(r)
}

// capitals reports whether the word has two letters or more, all of them capitals.
func capitals(word string) bool {
	n := 0
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 2
}

// clean makes text of one form: NFC, without characters that are not seen.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || r == '\ufeff' {
			return -1
		}
		if r == utf8.RuneError {
			return '?'
		}
		return r
	}, s)
	return open.ReplaceAllStringFunc(norm.NFC.String(s), tones().Replace)
}

// open is a syllable's end with the tone on its last vowel: hoà, thuỷ; not toàn, quý.
var open = regexp.MustCompile(`(?:^|[^qQ])(?:[oO][àảãáạÀẢÃÁẠèẻẽéẹÈẺẼÉẸ]|[uU][ỳỷỹýỵỲỶỸÝỴ])(?:\P{L}|$)`)

// tones writes hòa for hoà: both are right, and are one word.
var tones = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, two := range []string{"oa", "oe", "uy", "Oa", "Oe", "Uy", "OA", "OE", "UY"} {
		for _, tone := range []string{"\u0300", "\u0309", "\u0303", "\u0301", "\u0323"} {
			pairs = append(pairs, norm.NFC.String(two+tone), norm.NFC.String(two[:1]+tone+two[1:]))
		}
	}
	return strings.NewReplacer(pairs...)
})
