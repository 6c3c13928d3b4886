package compare

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/vietnamese"
)

// Unit is a sentence, a heading or an entry of a list, or a row of a table.
type Unit struct {
	Text string // with a tab between the cells of a row
	Key  string // what it is compared by: without the numbers at its start, in one form
	Row  bool
	Page int // on which it starts, from 1
	Last int // on which it ends
}

// Units gives the units of both texts in order, as Compare counts them.
func Units(before, after Text) (x, y []Unit) {
	old, new := readBoth(before, after)
	return old.units(), new.units()
}

func (t *text) units() []Unit {
	all := make([]Unit, t.len())
	for i := range all {
		first, last := t.pages(i)
		all[i] = Unit{Text: t.shown(span{i, i + 1}), Key: t.key(i), Row: t.rows[i], Page: first, Last: last}
	}
	return all
}

// text is a version read into words and units.
type text struct {
	words []string
	forms []string // what each word is compared by
	page  []int32  // of each word
	cell  []int32  // of each word: of the row, from 1; 0 outside of tables
	ends  []int    // of each unit: the index behind its last word
	rows  []bool   // which units are rows

	tables []span // of units
}

// shortWord is how many bytes a word has with the blank after it, at least where many words are
// together.
const shortWord = 5

// running is what all numbers of lists and rows are compared by.
const running = "\x00"

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

// key is the unit without the numbers at its start: a list that was numbered anew says the same.
func (t *text) key(i int) string {
	from, to := t.bounds(i, i+1)
	for from < to && t.forms[from] == running {
		from++
	}
	if to == from+1 {
		return t.forms[from]
	}
	return strings.Join(t.forms[from:to], " ")
}

func (t *text) pages(i int) (first, last int) {
	from, to := t.bounds(i, i+1)
	return int(t.page[from]), int(t.page[to-1])
}

// readBoth reads both versions.
func readBoth(before, after Text) (x, y *text) {
	old, new := tables(before, after)
	x, y = read(before.Pages, old), read(after.Pages, new)
	countRows(x, y)
	return x, y
}

// read takes the words of the pages, without what stands on each page, and finds where units end.
// Line breaks have no say in where sentences do: they move when a text is laid out anew.
func read(pages []string, rows [][]int) *text {
	size := 0
	for _, page := range pages {
		size += len(page)/shortWord + 1
	}
	t := &text{words: make([]string, 0, size), forms: make([]string, 0, size), page: make([]int32, 0, size), cell: make([]int32, 0, size)}
	lines, once := body(pages, rows)
	for _, l := range once {
		t.add(l.text, l.page, 0)
		t.close(false)
	}
	for i := 0; i < len(lines); i++ {
		if lines[i].row == 0 {
			t.add(lines[i].text, lines[i].page, 0)
			continue
		}
		t.cut()
		row := lines[i : i+rowEnds(lines[i:])]
		if !t.addRow(row) {
			for _, l := range row {
				t.add(l.text, l.page, 0)
			}
			t.cut()
		}
		i += len(row) - 1
	}
	t.cut()
	t.number()
	t.numberRows()
	return t
}

func (t *text) add(line string, page, cell int) {
	n := len(t.words)
	for word := range strings.FieldsSeq(line) {
		t.words = append(t.words, word)
		t.page = append(t.page, int32(page)) //nolint:gosec // the pages of a document
		t.cell = append(t.cell, int32(cell)) //nolint:gosec // there are no more cells than words
	}
	if form := vietnamese.OneForm(line); form == line {
		t.forms = append(t.forms, t.words[n:]...)
	} else {
		for word := range strings.FieldsSeq(form) {
			t.forms = append(t.forms, word)
		}
	}
}

// open is the index of the first word that is in no unit yet.
func (t *text) open() int {
	if n := t.len(); n > 0 {
		return t.ends[n-1]
	}
	return 0
}

// close ends the unit under way.
func (t *text) close(row bool) {
	if end := len(t.words); t.open() < end {
		t.ends, t.rows = append(t.ends, end), append(t.rows, row)
	}
}

// cut makes sentences of the words that are in no unit yet.
func (t *text) cut() {
	start := t.open()
	for i := start + 1; i < len(t.words); i++ {
		if t.breaks(start, i) {
			t.ends, t.rows = append(t.ends, i), append(t.rows, false)
			start = i
		}
	}
	t.close(false)
}

// number finds the numbers at the start of units, unless the unit is nothing but them.
func (t *text) number() {
	for i := range t.ends {
		from, to := t.bounds(i, i+1)
		at := from
		for at < to && isMarker(t.words[at]) {
			at++
		}
		if at < to {
			for k := from; k < at; k++ {
				t.forms[k] = running
			}
		}
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
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || r == '\ufeff' || r == 0 {
			return -1
		}
		if r == utf8.RuneError {
			return '?'
		}
		return r
	}, s))
}
