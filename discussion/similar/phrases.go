package similar

import (
	_ "embed"
	"strings"
	"unicode/utf8"
)

//go:embed phrases.txt
var phrasesText string

// meaning is what a phrase of the lists does to the clause in which it stands.
type meaning struct {
	drop   bool   // says nothing about the point
	begins bool   // a clause begins here
	demand bool   // and says what somebody wants or thinks
	must   bool   // it says what must be
	doubt  bool   // it asks whether that is wise
	not    bool   // it turns the demand around
	but    bool   // what went before in the sentence is conceded
	way    string // the phrase it is read as: one for all of a kind, or what an abbreviation stands for
	turn   int8   // 1 for more and keeping, -1 for less and ending
}

// meanings are the lists of plain phrases; of [kinds] each line is a list with a mark and the
// phrase that stands for all.
func meanings() map[string]meaning {
	return map[string]meaning{
		"against": {begins: true, demand: true, not: true, drop: true},
		"doubt":   {begins: true, demand: true, doubt: true, drop: true},
		"demand":  {begins: true, demand: true, drop: true},
		"must":    {must: true, drop: true},
		"but":     {begins: true, but: true, drop: true},
		"link":    {begins: true, drop: true},
		"polite":  {drop: true},
		"whole":   {}, // read as they stand, so that no part of them is taken for another phrase
	}
}

// lexicon is the lists as they are looked up: by marked spelling, and by fold for texts without
// marks.
type lexicon struct {
	marked, fold *tree
	faint        map[string]bool // syllables that hold a sentence together, by marked spelling
	faintFold    map[string]bool
	ways         map[string][]spelling // the syllables of a meaning's way
}

func newLexicon() *lexicon {
	l := &lexicon{marked: &tree{}, fold: &tree{}, faint: map[string]bool{}, faintFold: map[string]bool{}, ways: map[string][]spelling{}}
	plain, section := meanings(), ""
	for line := range strings.Lines(phrasesText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		case section == "faint":
			for w := range strings.FieldsSeq(line) {
				s := spell(w)
				l.faint[s.marked], l.faintFold[s.fold] = true, true
			}
		case section == "kinds":
			l.kind(line[:1], line[1:])
		case section != "":
			l.list(line, plain[section])
		}
	}
	return l
}

// kind adds phrases that are read as the first of them. The mark is + for more, - for less and =
// for neither.
func (l *lexicon) kind(mark, phrases string) {
	first, _, _ := strings.Cut(phrases, ",")
	m := meaning{way: strings.TrimSpace(first)}
	switch mark {
	case "+":
		m.turn = 1
	case "-":
		m.turn = -1
	}
	l.list(phrases, m)
	l.ways[m.way] = nil
	for w := range strings.FieldsSeq(m.way) {
		l.ways[m.way] = append(l.ways[m.way], spell(w))
	}
}

// list adds phrases. A short syllable without marks may be anything, so it is not among the folded
// ones.
func (l *lexicon) list(phrases string, m meaning) {
	for phrase := range strings.SplitSeq(phrases, ",") {
		phrase = strings.TrimSpace(phrase)
		l.marked.add(phrase, marked, &m)
		if utf8.RuneCountInString(phrase) > 3 || strings.Contains(phrase, " ") {
			l.fold.add(phrase, folded, &m)
		}
	}
}

// at gives the longest phrase that begins at i, and how many tokens it has; 0 if there is none.
func (l *lexicon) at(tokens []token, i int, bare bool) (meaning, int) {
	t, by := l.marked, marked
	if bare {
		t, by = l.fold, folded
	}
	var found meaning
	n := 0
	for j := i; j < len(tokens) && (j == i || !tokens[j].stop); j++ {
		if t = t.next[by(tokens[j].spelling)]; t == nil {
			break
		}
		if t.is != nil {
			found, n = *t.is, j-i+1
		}
	}
	return found, n
}

// tree holds phrases by their syllables.
type tree struct {
	next map[string]*tree
	is   *meaning
}

// add puts a phrase in, unless it is there.
func (t *tree) add(phrase string, by func(spelling) string, m *meaning) {
	for w := range strings.FieldsSeq(phrase) {
		key := by(spell(w))
		if t.next == nil {
			t.next = map[string]*tree{}
		}
		if t.next[key] == nil {
			t.next[key] = &tree{}
		}
		t = t.next[key]
	}
	if t.is == nil {
		t.is = m
	}
}

func marked(s spelling) string { return s.marked }
func folded(s spelling) string { return s.fold }
