package compare

import (
	"slices"
	"strings"

	"znkr.io/diff"
)

// OnPages gives the text of pages on which a file is shown, such as those of its PDF, with the rows
// of the file's tables where their words stand: each is a line there, with a tab between its cells,
// whole where the pages cut it. A row of which less than half is found stays as the pages have it,
// and a heading, or a line at a page's edge, that a later page repeats is there once. All other
// words, their pages and their order are those of the pages. Rows is nil where the file knows none,
// or where the texts are too long to look.
func OnPages(file Text, pages []string) Text {
	if file.Rows == nil {
		return Text{Pages: pages}
	}
	p := placing{file: read(file.Pages, file.Rows)}
	countRows(p.file, p.file)
	if p.view(pages); len(p.words)+len(p.file.words) > mostPlaced {
		return Text{Pages: pages}
	}
	p.find()
	p.settle()
	return p.text(len(pages))
}

const (
	mostPlaced = 1 << 20 // words of a file and its pages, together
	mostLooks  = 4       // for cells that stand elsewhere than the rest of their rows, such as on the next sheet of paper
	mostLines  = 8       // of a heading that is repeated
)

// placing finds rows of a file on the pages that show it.
type placing struct {
	file  *text
	words []string // of the pages
	lines []shownLine

	at     []int         // of each word of the file: the word of the pages that it is, or -1
	is     []int         // of each word of the pages: the word of the file, or -1
	placed []bool        // which units of the file are rows that are
	row    map[int][]int // the rows that begin at a word of the pages
	kept   map[int]bool  // the words of the pages that are of rows
}

// shownLine is a line of the pages, and where its words begin and end.
type shownLine struct{ page, from, to int }

func (p *placing) view(pages []string) {
	for i, page := range pages {
		for text := range strings.SplitSeq(clean(page), "\n") {
			l := shownLine{page: i, from: len(p.words)}
			p.words = append(p.words, strings.Fields(text)...)
			if l.to = len(p.words); l.to > l.from {
				p.lines = append(p.lines, l)
			}
		}
	}
}

// find looks for the words of the file on the pages: in one order first, and then for cells that
// stand together elsewhere.
func (p *placing) find() {
	known := map[string]int{}
	x, y := numbered(p.file.words, known), numbered(p.words, known)
	p.at, p.is = slices.Repeat([]int{-1}, len(x)), slices.Repeat([]int{-1}, len(y))
	p.match(x, y, upTo(len(x)), upTo(len(y)))
	p.gather()
	p.mend()
	for range mostLooks {
		var left, free []int
		for i := range p.file.len() {
			if from, to := p.file.bounds(i, i+1); p.file.rows[i] {
				for k := from; k < to; k++ {
					if p.at[k] < 0 {
						left = append(left, k)
					}
				}
			}
		}
		for k, word := range p.is {
			if word < 0 {
				free = append(free, k)
			}
		}
		if len(left) == 0 || len(free) == 0 || !p.match(x, y, left, free) {
			return
		}
	}
}

// gather gives rows the words next to theirs on the pages that they begin or end with, where other
// text of the file that says the same was found there: such as the sheet's name, which is not
// shown.
func (p *placing) gather() {
	take := func(k, next, at int) {
		if p.at[k] >= 0 || next < 0 || next >= len(p.at) || p.at[next] < 0 || p.cell(k)[0] < 0 || p.unit(k) != p.unit(next) {
			return
		}
		if at += p.at[next]; at < 0 || at >= len(p.words) || p.words[at] != p.file.words[k] {
			return
		}
		if other := p.is[at]; other >= 0 && p.cell(other)[0] >= 0 {
			return
		} else if other >= 0 {
			p.at[other] = -1
		}
		p.at[k], p.is[at] = at, k
	}
	for k := range p.at {
		take(k, k-1, 1)
	}
	for k := range slices.Backward(p.at) {
		take(k, k+1, -1)
	}
}

func numbered(words []string, known map[string]int) []int {
	ids := make([]int, len(words))
	for i, word := range words {
		id, ok := known[word]
		if !ok {
			id = len(known)
			known[word] = id
		}
		ids[i] = id
	}
	return ids
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// match finds words of the file among those of the pages, both in order, and reports whether it
// found any. When it is not all that is looked for, words of a cell are found only together, or
// when they are all that is left of it.
func (p *placing) match(x, y, left, free []int) bool {
	all := len(left) == len(x)
	pick := func(ids, which []int) []int {
		out := make([]int, len(which))
		for i, k := range which {
			out[i] = ids[k]
		}
		return out
	}
	found := map[int]int{}
	i, j := 0, 0
	for _, e := range diff.Edits(pick(x, left), pick(y, free)) {
		switch e.Op {
		case diff.Delete:
			i++
		case diff.Insert:
			j++
		case diff.Match:
			found[left[i]] = free[j]
			i, j = i+1, j+1
		}
	}
	some := false
	for i := 0; i < len(left); {
		n, ok := 1, false
		at, is := found[left[i]]
		for i+n < len(left) && left[i+n] == left[i]+n && p.cell(left[i+n]) == p.cell(left[i]) {
			next, is := found[left[i+n]]
			if !is || next != at+n {
				break
			}
			n++
		}
		if ok = is && (all || n > 1 || p.alone(left, i)); ok {
			for k := range n {
				p.at[left[i]+k], p.is[at+k] = at+k, left[i]+k
			}
			some = true
		}
		i += n
	}
	return some
}

// alone reports whether the word is all that is left of its cell.
func (p *placing) alone(left []int, i int) bool {
	return (i == 0 || p.cell(left[i-1]) != p.cell(left[i])) && (i+1 == len(left) || p.cell(left[i+1]) != p.cell(left[i]))
}

// cell is the one that a word of the file is in: its row and the place in it; outside of tables
// {-1, 0}.
func (p *placing) cell(word int) [2]int {
	if unit := p.unit(word); unit < p.file.len() && p.file.rows[unit] {
		return [2]int{unit, int(p.file.cell[word])}
	}
	return [2]int{-1, 0}
}

// unit is the one that has the word.
func (p *placing) unit(word int) int {
	unit, _ := slices.BinarySearch(p.file.ends, word+1)
	return unit
}

// mend finds words that the pages break or cut, as in narrow cells: between two that were found,
// each cell begins as it does in the file.
func (p *placing) mend() {
	i, j := 0, 0 // behind the last two that were found
	for k := 0; k <= len(p.at); k++ {
		end := len(p.is)
		if k < len(p.at) {
			if p.at[k] < 0 {
				continue
			}
			end = p.at[k]
		}
		if i < k && j < end && k-i <= maxRow && end-j <= maxRow && p.begins(i, k, strings.Join(p.words[j:end], "")) {
			for w := i; w < k; w++ {
				p.at[w] = j
			}
			for w := j; w < end; w++ {
				p.is[w] = i
			}
		}
		i, j = k+1, end+1
	}
}

// begins reports whether letters are those with which the cells of some words of the file begin,
// one after the other.
func (p *placing) begins(from, to int, shown string) bool {
	for from < to {
		end := from + 1
		for end < to && p.cell(end) == p.cell(from) {
			end++
		}
		text := strings.Join(p.file.words[from:end], "")
		n := 0
		for _, c := range text {
			if !strings.HasPrefix(shown[n:], string(c)) {
				break
			}
			n += len(string(c))
		}
		if n == 0 || n < len(text) && p.cell(from)[0] < 0 {
			return false
		}
		shown, from = shown[n:], end
	}
	return shown == ""
}

// settle decides which rows are placed, and where: half of a row's words are found, with those that
// stand in another order near its first one.
func (p *placing) settle() {
	p.row, p.kept = map[int][]int{}, map[int]bool{}
	free, page := p.free()
	for i := range p.file.len() {
		from, to := p.file.bounds(i, i+1)
		first := slices.IndexFunc(p.at[from:to], func(at int) bool { return at >= 0 })
		if !p.file.rows[i] || first < 0 {
			continue
		}
		first = p.at[from+first]
		var near [][2]int
		n := 0
		for k := from; k < to; k++ {
			if p.at[k] >= 0 {
				n++
				continue
			}
			for on := page[first]; on <= page[first]+1; on++ {
				key := wordOn{on, p.file.words[k]}
				if all := free[key]; len(all) > 0 {
					free[key], near = all[1:], append(near, [2]int{k, all[0]})
					break
				}
			}
		}
		if 2*(n+len(near)) < to-from {
			for _, found := range slices.Backward(near) {
				key := wordOn{page[found[1]], p.words[found[1]]}
				free[key] = append([]int{found[1]}, free[key]...)
			}
			continue
		}
		for _, found := range near {
			p.at[found[0]], p.is[found[1]] = found[1], found[0]
		}
		p.row[first] = append(p.row[first], i)
		p.placed[i] = true
	}
	for word, from := range p.is {
		if from >= 0 && p.placed[p.unit(from)] {
			p.kept[word] = true
		}
	}
}

// wordOn is a word on a page.
type wordOn struct {
	page int
	word string
}

// free are the words of the pages that were not found in the file; page is that of each word.
func (p *placing) free() (free map[wordOn][]int, page []int) {
	free, page = map[wordOn][]int{}, make([]int, len(p.words))
	p.placed = make([]bool, p.file.len())
	for _, l := range p.lines {
		for word := l.from; word < l.to; word++ {
			page[word] = l.page
			if p.is[word] < 0 {
				key := wordOn{l.page, p.words[word]}
				free[key] = append(free[key], word)
			}
		}
	}
	return free, page
}

// cells are the words of a row as its line.
func (p *placing) cells(row int) string {
	var cells []string
	for cell := 1; cell <= p.file.cells(row); cell++ {
		from, to := p.file.cellOf(row, cell)
		cells = append(cells, strings.Join(p.file.words[from:to], " "))
	}
	return strings.Join(cells, "\t")
}

// text writes the pages with the rows.
func (p *placing) text(pages int) Text {
	out := make([][]string, pages)
	var rows [][2]int // page and line
	heads, edges := map[string]int{}, map[string]pageEdge{}
	top := 0 // the first line of the page but for its number
	for i := 0; i < len(p.lines); i++ {
		l := p.lines[i]
		if i > 0 && p.lines[i-1].page != l.page {
			top = i
		}
		if n := p.numbers(i); n > 0 {
			if i == top {
				top += n
			}
			i += n - 1
			continue
		}
		if n := p.recurs(i, i == top, edges); n > 0 {
			i += n - 1
			continue
		}
		if n := p.repeats(i, heads); n > 0 {
			i += n - 1
			continue
		}
		var rest []string
		end := func() {
			if text := p.unnumbered(i, strings.Join(rest, " ")); text != "" && !(len(rest) < l.to-l.from && pageNumber.MatchString(text) && inWords(text)) {
				out[l.page] = append(out[l.page], text)
			}
			rest = nil
		}
		for word := l.from; word < l.to; word++ {
			for _, row := range p.row[word] {
				end()
				rows = append(rows, [2]int{l.page, len(out[l.page])})
				line := p.cells(row)
				out[l.page] = append(out[l.page], line)
				if _, ok := heads[head(line)]; !ok {
					heads[head(line)] = l.page
				}
			}
			if !p.kept[word] {
				rest = append(rest, p.words[word])
			}
		}
		end()
	}
	t := Text{Pages: make([]string, pages), Rows: [][]int{}}
	first := make([]int, pages)
	at := 0
	for i, lines := range out {
		t.Pages[i] = strings.Join(lines, "\n")
		first[i] = at
		at += max(1, len(lines))
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, []int{first[r[0]] + r[1]})
	}
	return t
}
