package compare

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

var (
	pageNumber = regexp.MustCompile(`^[-–—\s]*(?:(?i:trang|page|tr\.?)\s*)?\d{1,4}(?:\s*(?:/|(?i:of|trên))\s*\d{1,4})?[-–—\s]*$`)
	pageWord   = regexp.MustCompile(`^[-–—\s]*(?i:trang|page|tr\.?)$`)
)

// mostNumber is how many lines a page's number may take: its word, itself, "of" and how many pages
// there are, as where a field is read apart from the text around it.
const mostNumber = 4

// numbersPage is how many of the first lines are a page's number; 0 when they are none.
func numbersPage(lines []string) (n int) {
	if len(lines) == 0 || !pageWord.MatchString(lines[0]) {
		return one(len(lines) > 0 && pageNumber.MatchString(lines[0]))
	}
	for k := 2; k <= min(len(lines), mostNumber); k++ {
		if pageNumber.MatchString(strings.Join(lines[:k], " ")) {
			n = k
		}
	}
	return n
}

// pageOf is a page's number within a line.
var pageOf = regexp.MustCompile(`(?:(?:^|\s)[-–—|]+)?(?:^|\s)(?i:trang|page|tr\.?)\s*\d{1,4}(?:\s*(?:/|(?i:of|trên))\s*\d{1,4})?(?:\s|$)`)

// inWords reports whether a page's number is called so.
func inWords(number string) bool { return strings.ContainsAny(number, "rRgG") }

// head is a row as a page may repeat it.
func head(line string) string { return strings.ReplaceAll(line, "\t", " ") }

// mostEdge is how many lines a page may have above or below its text.
const mostEdge = 8

// pageEdge is the text at the edge of a page but for its letters: its numbers, and which page it
// was on.
type pageEdge struct {
	page    int
	numbers []int
}

// recurs is how many lines from this one on are at the edge of the page, in no place of the file,
// and were at that edge of a page before, with the same numbers or such as count the pages. It
// notes the lines in edges by their letters.
func (p *placing) recurs(i int, top bool, edges map[string]pageEdge) (n int) {
	page, end := p.lines[i].page, i
	for end < len(p.lines) && end-i <= mostEdge && p.lines[end].page == page {
		end++
	}
	seen := map[string]pageEdge{}
	if top {
		for to := i + 1; to <= min(end, i+mostEdge) && !p.keeps(p.lines[to-1]); to++ {
			if p.before("above ", [2]int{i, to}, edges, seen) {
				n = to - i
			}
		}
	}
	if end-i <= mostEdge && p.before("below ", [2]int{i, end}, edges, seen) {
		n = end - i
	}
	maps.Copy(edges, seen)
	return n
}

// before reports whether lines recur, and notes them in seen.
func (p *placing) before(where string, lines [2]int, edges, seen map[string]pageEdge) bool {
	letters, now := p.edge(lines[0], lines[1])
	if letters == "" {
		return false
	}
	seen[where+letters] = now
	was, ok := edges[where+letters]
	return ok && was.page < now.page && p.strange(lines[0], lines[1]) && slices.EqualFunc(was.numbers, now.numbers, func(x, y int) bool {
		return x == y || y-x == now.page-was.page
	})
}

// edge are some lines of a page by their letters and their numbers.
func (p *placing) edge(from, to int) (string, pageEdge) {
	var letters strings.Builder
	e := pageEdge{page: p.lines[from].page}
	for _, l := range p.lines[from:to] {
		for _, word := range p.words[l.from:l.to] {
			for _, digits := range strings.FieldsFunc(word, func(c rune) bool { return c < '0' || c > '9' }) {
				number, _ := strconv.Atoi(digits) // the largest there is, if it is larger
				e.numbers = append(e.numbers, number)
			}
			for _, c := range word {
				if unicode.IsLetter(c) {
					letters.WriteRune(c)
				}
			}
		}
	}
	return letters.String(), e
}

// strange reports whether the file has none of some lines.
func (p *placing) strange(from, to int) bool {
	for _, l := range p.lines[from:to] {
		if !p.unknown(l) {
			return false
		}
	}
	return true
}

// unnumbered is text of a line, at a page's edge without the page's number that it has, unless the
// file has numbers in it too.
func (p *placing) unnumbered(i int, text string) string {
	l := p.lines[i]
	if i >= 3 && i+3 < len(p.lines) && p.lines[i-3].page == l.page && p.lines[i+3].page == l.page {
		return text
	}
	for word := l.from; word < l.to; word++ {
		if p.is[word] >= 0 && strings.ContainsAny(p.words[word], "0123456789") {
			return text
		}
	}
	return strings.TrimSpace(pageOf.ReplaceAllString(text, " "))
}

// numbers is how many lines from this one on are the page's number: in words, or at the page's edge
// or next to that.
func (p *placing) numbers(i int) int {
	l := p.lines[i]
	edge := i < 2 || i+2 >= len(p.lines) || p.lines[i-2].page != l.page || p.lines[i+2].page != l.page
	var texts []string
	for k := i; k < len(p.lines) && len(texts) < mostNumber && p.lines[k].page == l.page && !p.keeps(p.lines[k]); k++ {
		texts = append(texts, strings.Join(p.words[p.lines[k].from:p.lines[k].to], " "))
	}
	n := numbersPage(texts)
	if n == 1 && (edge || inWords(texts[0])) || n > 1 && edge {
		return n
	}
	return 0
}

// keeps reports whether a word of the line is of a row.
func (p *placing) keeps(l shownLine) bool {
	for word := l.from; word < l.to; word++ {
		if p.kept[word] {
			return true
		}
	}
	return false
}

// unknown reports whether the file has none of the line.
func (p *placing) unknown(l shownLine) bool {
	for word := l.from; word < l.to; word++ {
		if p.is[word] >= 0 {
			return false
		}
	}
	return true
}

// repeats is how many lines from this one on are a row that stood on a page before.
func (p *placing) repeats(i int, heads map[string]int) int {
	if len(heads) == 0 {
		return 0
	}
	page := p.lines[i].page
	for n := 1; n <= mostLines && i+n <= len(p.lines) && p.lines[i+n-1].page == page; n++ {
		l := p.lines[i+n-1]
		if !p.unknown(l) || l.to-p.lines[i].from > maxRow {
			return 0
		}
		if on, ok := heads[strings.Join(p.words[p.lines[i].from:l.to], " ")]; ok && on < page {
			return n
		}
	}
	return 0
}
