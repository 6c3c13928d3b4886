package compare

import (
	"regexp"
	"strconv"
	"strings"

	"plenum/vietnamese"
)

// Text is the text of a version.
type Text struct {
	Pages []string

	// Rows are those of its tables in order, by the lines of all pages: the line with which a row
	// begins, from 0, and then of each of its cells how many lines it has, or below 0, of a cell that
	// ends with a tab on a line which it shares with the next one: -1 of one line, -2 of two. A row of
	// one number is one line, with a tab between its cells. 0 says that the cell goes on behind the
	// tab. Nil where it is not known which lines are rows: then those with a tab between words are.
	// Rows out of order are left out.
	Rows [][]int
}

// tables gives the rows of both versions. Rows are compared as such when both versions know theirs;
// else a table is compared by sentences in both.
func tables(before, after Text) (x, y [][]int) {
	x, y = before.rows(), after.rows()
	if x == nil || y == nil {
		return nil, nil
	}
	return x, y
}

// rows are those that the text has; nil where it knows none.
func (t Text) rows() [][]int {
	if t.Rows != nil {
		return t.Rows
	}
	var rows [][]int
	at := 0
	for _, page := range t.Pages {
		for text := range strings.SplitSeq(page, "\n") {
			first, rest, tab := strings.Cut(strings.TrimSpace(text), "\t")
			if tab && (!isMarker(strings.TrimSpace(first)) && !bullet(strings.TrimSpace(first)) || strings.Contains(strings.TrimSpace(rest), "\t")) {
				rows = append(rows, []int{at})
			}
			at++
		}
	}
	return rows
}

// cellAt says of a line which row it is of and with which of its cells it begins, both from 1; 0
// outside of tables.
type cellAt struct {
	row, cell int
	behind    []int // the cells behind its tabs; tabs beyond them are of the last one
	each      bool  // every tab ends a cell
}

// places says it of each line of the pages, if any is of a row.
type places []cellAt

func (p places) at(line int) cellAt {
	if line < len(p) {
		return p[line]
	}
	return cellAt{}
}

func layout(rows [][]int, pages []string) places {
	if len(rows) == 0 {
		return nil
	}
	lines := len(pages)
	for _, page := range pages {
		lines += strings.Count(page, "\n")
	}
	all := make(places, lines)
	end, n := 0, 0
	for _, row := range rows {
		if len(row) == 0 || row[0] < end {
			continue
		}
		high := height(row, lines)
		if high == 0 || high > lines-row[0] {
			continue
		}
		n++
		end = row[0] + high
		lay(row, n, all[row[0]:end])
	}
	return all
}

// height is how many lines a row has; 0 when it is none, or has more than there are.
func height(row []int, lines int) int {
	if len(row) == 1 {
		return one(row[0] < lines)
	}
	high, shares := 0, false // the next cell its line with the last one
	for _, cell := range row[1:] {
		if cell == 0 && shares {
			continue
		}
		if cell == 0 || cell > lines || cell < -lines {
			return 0
		}
		high += max(cell, -cell) - one(shares)
		if shares = cell < 0; high > lines {
			return 0
		}
	}
	return high
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// lay says of the lines of a row, which are as many as it is high, where its cells are.
func lay(row []int, n int, lines []cellAt) {
	if len(row) == 1 {
		lines[0] = cellAt{row: n, cell: 1, each: true}
		return
	}
	at, of, same := 0, 0, false
	for _, cell := range row[1:] {
		if cell == 0 {
			same = true
			continue
		}
		of += one(!same)
		for k := range max(cell, -cell) {
			if l := &lines[at+k]; l.row == 0 {
				*l = cellAt{row: n, cell: of}
			} else {
				l.behind = append(l.behind, of)
			}
		}
		if at += max(cell, -cell); cell < 0 {
			at--
		}
		same = false
	}
}

// A row of more words is a page rather than a row: its sentences are compared.
const maxRow = maxWords

// rowEnds is how many of the lines, the first of which is of a row, are of the same.
func rowEnds(lines []line) int {
	n := 1
	for n < len(lines) && lines[n].row == lines[0].row {
		n++
	}
	return n
}

// addRow takes the lines of a row, if they are one: text that stands in one cell is text, when it
// is of several lines.
func (t *text) addRow(lines []line) bool {
	words, one := 0, true
	for _, l := range lines {
		words += len(strings.Fields(l.text))
		one = one && l.cell == lines[0].cell && len(l.behind) == 0
	}
	if words > maxRow || one && len(lines) > 1 {
		return false
	}
	cell, of := 0, 0 // cells without words do not count
	for _, l := range lines {
		most := -1
		if !l.each {
			most = len(l.behind) + 1
		}
		for k, part := range strings.SplitN(l.text, "\t", most) {
			if strings.TrimSpace(part) == "" {
				continue
			}
			at := l.cell + k
			if k > 0 && !l.each {
				at = l.behind[k-1]
			}
			if at != of {
				cell++
				of = at
			}
			t.add(part, l.page, cell)
		}
	}
	t.close(true)
	return true
}

// first are the words of a row's first cell.
func (t *text) first(unit int) (from, to int) { return t.cellOf(unit, 1) }

// cellOf are the words of a row's cell.
func (t *text) cellOf(unit, cell int) (from, to int) {
	from, end := t.bounds(unit, unit+1)
	for from < end && int(t.cell[from]) < cell {
		from++
	}
	to = from
	for to < end && int(t.cell[to]) == cell {
		to++
	}
	return from, to
}

// cells is how many cells of a row have words.
func (t *text) cells(unit int) int {
	from, to := t.bounds(unit, unit+1)
	if to == from {
		return 0
	}
	return int(t.cell[to-1])
}

// numberRows finds the tables, and the running numbers of those whose heading calls them so (STT,
// TT); countRows those of others. They are none where they are years or amounts, which say
// something.
func (t *text) numberRows() {
	for i := 0; i < t.len(); i++ {
		if !t.rows[i] {
			continue
		}
		table := i
		for i < t.len() && (t.rows[i] || t.goesOn(i)) {
			i++
		}
		t.tables = append(t.tables, span{table, i})
		t.numberTable(table, i)
	}
}

// mostBetween is how many words may stand between the rows of a table: what a page has at its
// edges.
const mostBetween = 40

// goesOn reports whether the table before goes on behind what stands at this place: with a row of
// as many cells as its last one.
func (t *text) goesOn(at int) bool {
	last := at
	for last > 0 && !t.rows[last] {
		last--
	}
	from, _ := t.bounds(at, at)
	for ; at < t.len(); at++ {
		if t.rows[at] {
			from, to := t.first(at)
			return t.cells(at) == t.cells(last) && !headsNumbers(t.words[from:to])
		}
		if _, to := t.bounds(at, at+1); to-from > mostBetween {
			return false
		}
	}
	return false
}

func (t *text) numberTable(from, to int) {
	headed := false
	for i := from; i < to; i++ {
		first, last := t.first(i)
		if !t.rows[i] || t.cells(i) < 2 {
			continue
		}
		if headed && last == first+1 && rowNumber.MatchString(t.words[first]) {
			t.forms[first] = running
		}
		headed = headed || headsNumbers(t.words[first:last])
	}
}

// countRows finds the running numbers of tables without a heading over them: first cells that count
// 1, 2, 3. Where both versions have as many tables, they count in both: an amount that a change has
// made to count, or no longer to, is an amount.
func countRows(x, y *text) {
	alike := len(x.tables) == len(y.tables)
	counts := func(t, other *text, table int) bool {
		s := t.tables[table]
		if !t.count(s.from, s.to) {
			return false
		}
		if !alike {
			return true
		}
		s = other.tables[table]
		return other.count(s.from, s.to)
	}
	var counted [2][]bool
	for table := range x.tables {
		counted[0] = append(counted[0], counts(x, y, table))
	}
	for table := range y.tables {
		counted[1] = append(counted[1], counts(y, x, table))
	}
	x.mark(counted[0])
	y.mark(counted[1])
}

// mark has the plain numbers in first cells of these tables compared as running numbers.
func (t *text) mark(counts []bool) {
	for table, s := range t.tables {
		for i := s.from; counts[table] && i < s.to; i++ {
			if _, ok := t.plainNumber(i); ok && t.rows[i] {
				first, _ := t.first(i)
				t.forms[first] = running
			}
		}
	}
}

// count reports whether the whole numbers in first cells count up from 1, by one, once or again and
// again. A 1 behind a 1 is no count: where each row has one, it is an amount.
func (t *text) count(from, to int) bool {
	last, seen := 0, 0
	for i := from; i < to; i++ {
		n, ok := t.plainNumber(i)
		if !t.rows[i] || !ok {
			continue
		}
		if n != last+1 && n != 1 || n == 1 && last == 1 {
			return false
		}
		last = n
		seen++
	}
	return seen >= 2
}

func (t *text) plainNumber(unit int) (int, bool) {
	first, last := t.first(unit)
	if last != first+1 || t.cells(unit) < 2 || len(t.words[first]) > 6 {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimRight(t.words[first], ".)"))
	return n, err == nil && n > 0
}

// rowNumber is a number that a row has in a column for them: 12 012 1.2 IV a) A.
var rowNumber = regexp.MustCompile(`^\(?(?:\d{1,5}(?:\.\d{1,3}){0,4}|[IVXLC]{1,7}|[A-Za-zđĐ])[.)]?$`)

// headsNumbers reports whether a heading stands over running numbers.
func headsNumbers(words []string) bool {
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	switch vietnamese.Fold(strings.Join(words, " ")) {
	case "stt", "tt", "sott", "sothutu", "thutu", "no":
		return true
	}
	return words[0] == "#" && len(words) == 1
}
