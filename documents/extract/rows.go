package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Readers of Office files mark the rows of tables in the text that they collect, and addTables
// takes the marks out: a page's text is the same with them and without. The marks are controls that
// no text has when it comes here: XML has none, and readers of other formats drop them.
const (
	rowBegins = "\x1e"
	cellNext  = "\x1f" // behind the tab or the line break that ends the cell before
	rowEnds   = "\x1d"
	rowOff    = "\x1c" // there was none after all
)

// unmarked is a stranger's text without what could be taken for marks.
func unmarked(text string) string {
	if !strings.ContainsAny(text, rowBegins+cellNext+rowEnds+rowOff) {
		return text
	}
	return strings.NewReplacer(rowBegins, "", cellNext, "", rowEnds, "", rowOff, "").Replace(text)
}

// rowOf joins the cells of a row, with the marks from its first words to its last.
func rowOf(cells []string, between string) string {
	first, last := -1, -1
	for i, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			last = i
			if first < 0 {
				first = i
			}
		}
	}
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteString(between)
		}
		switch {
		case i == first:
			b.WriteString(rowBegins)
		case first < i && i <= last:
			b.WriteString(cellNext)
		}
		b.WriteString(cell)
		if i == last {
			b.WriteString(rowEnds)
		}
	}
	return b.String()
}

const (
	maxRowNumbers = 1 << 20 // that tell of rows, in all
	maxRowDepth   = 50      // of tables within each other
	maxOuterRow   = 300     // words; a longer row, with tables in it, is a frame around those
)

// tables finds the rows of tables in the pages of a text.
type tables struct {
	rows    [][]int
	numbers int // in rows
	line    int // of all pages
	words   int
	open    []openRow
	deep    int // rows within too many others
}

// openRow is a row that has begun.
type openRow struct {
	row   []int
	cell  int // the line on which its cell began
	words int // that were before its cell
	from  int // that were before it
	full  int // cells with words
	tabs  int // of its cell, on this line
	inner int // the rows that were before those in it
	odd   bool
}

// lift takes the marks out of a page and notes its rows.
func (t *tables) lift(page string) string {
	var out strings.Builder
	out.Grow(len(page))
	blank, inWord, closed := true, false, -1 // blank: nothing but rows begins on this line; closed: which row ended on it
	before := '\n'
	for i := 0; i < len(page); {
		c, size := utf8.DecodeRuneInString(page[i:])
		switch mark := page[i : i+size]; mark {
		case rowBegins:
			t.begin(!blank)
		case cellNext:
			t.next(before == '\t')
		case rowEnds:
			if t.end(before == '\t') {
				closed = len(t.rows) - 1
			}
		case rowOff:
			if n := len(t.open); n > 0 {
				t.open = t.open[:n-1]
			}
		default:
			out.WriteString(mark)
			switch ends := c == '\n' || c == '\u2028' || c == '\u2029' || c == '\r' && !strings.HasPrefix(page[i+size:], "\n"); {
			case ends:
				t.line++
				blank, inWord, closed, c = true, false, -1, '\n'
				t.tabs(false)
			case unicode.IsSpace(c):
				inWord = false
				if c == '\t' {
					t.tabs(true)
				}
			default:
				if closed >= 0 && closed == len(t.rows)-1 { // it does not end its line
					t.drop(closed)
					closed = -1
				}
				t.words += one(!inWord)
				blank, inWord = false, true
			}
			before = c
		}
		i += size
	}
	return out.String()
}

// tabs counts those of cells, anew on each line.
func (t *tables) tabs(another bool) {
	for i := range t.open {
		if o := &t.open[i]; another {
			o.tabs++
		} else {
			o.tabs = 0
		}
	}
}

func (t *tables) begin(odd bool) {
	if len(t.open) == maxRowDepth {
		t.deep++
		return
	}
	t.open = append(t.open, openRow{row: []int{t.line}, cell: t.line, words: t.words, from: t.words, inner: len(t.rows), odd: odd})
}

// next ends a cell: with a tab on its last line, which it shares with the next one then, or with
// that line.
func (t *tables) next(tab bool) {
	if n := len(t.open); n > 0 && t.deep == 0 {
		t.open[n-1].close(t, tab)
	}
}

func (o *openRow) close(t *tables, tab bool) {
	lines := t.line - o.cell
	if tab {
		lines = -lines - 1
	}
	o.full += one(t.words > o.words)
	o.odd = o.odd || lines == 0
	o.row = append(o.row, lines)
	for range o.tabs - 1 { // within it
		if tab && len(o.row) < maxRowNumbers {
			o.row = append(o.row, 0, -1)
		}
	}
	o.cell, o.words, o.tabs = t.line, t.words, 0
}

// end ends a row, with a tab behind its last words or without, and reports whether it is one.
// Within it there are no others then.
func (t *tables) end(tab bool) bool {
	n := len(t.open)
	if n == 0 || t.deep > 0 {
		t.deep = max(0, t.deep-1)
		return false
	}
	o := t.open[n-1]
	t.open = t.open[:n-1]
	o.row = append(o.row, t.line-o.cell+1)
	o.full += one(t.words > o.words)
	if o.odd || len(t.rows) > o.inner && (o.full < 2 || t.words-o.from > maxOuterRow) {
		return false
	}
	for len(t.rows) > o.inner {
		t.drop(len(t.rows) - 1)
	}
	row := o.row
	if o.tabs <= one(tab) {
		row = short(row)
	}
	if t.numbers+len(row) <= maxRowNumbers {
		t.rows = append(t.rows, row)
		t.numbers += len(row)
		return true
	}
	return false
}

func (t *tables) drop(row int) {
	t.numbers -= len(t.rows[row])
	t.rows = t.rows[:row]
}

// short is a row of one line by its number alone.
func short(row []int) []int {
	for i, lines := range row[1:] {
		if last := i == len(row)-2; last && lines != 1 || !last && lines != -1 {
			return row
		}
	}
	return row[:1:1]
}

// cut says at which line the last page ended. A row that had begun or gone on behind it is none.
func (t *tables) cut(end int) {
	if t.line == end {
		t.line++
		return
	}
	for n := len(t.rows); n > 0 && lastLine(t.rows[n-1]) > end; n = len(t.rows) {
		t.drop(n - 1)
	}
	t.line, t.open, t.deep = end+1, nil, 0
}

// lastLine is that of a row.
func lastLine(row []int) int {
	line, shares := row[0], true // the next cell its line with the last one
	for _, lines := range row[1:] {
		if !shares {
			line++
		}
		if shares = lines <= 0; lines < 0 {
			lines = -lines
		}
		line += max(0, lines-1)
	}
	return line
}

// addTables takes the text of a page in which rows of tables are marked.
func (r *Result) addTables(page string) {
	if r.Rows == nil {
		r.Rows = [][]int{}
	}
	first, before := r.tables.line, len(r.Pages)
	r.add(r.tables.lift(page))
	if len(r.Pages) == before {
		r.tables.cut(first - 1)
		return
	}
	r.tables.cut(first + strings.Count(r.Pages[before], "\n"))
	if len(r.tables.rows) > 0 {
		r.Rows = r.tables.rows
	} else {
		r.Rows = [][]int{}
	}
}
