package search

import "strconv"

// dates adds the other ways to write the date that begins at word i, and gives the word behind it:
// 9/11/2026, 09-11-2026, 9.11.26, 2026-11-09 and ngày 09 tháng 11 năm 2026 are one; so are 9/11 and
// ngày 9 tháng 11, and 11/2026 and tháng 11 năm 2026.
func (q *parsed) dates(i int) (end int) {
	at := i
	for at < q.typed && (q.is(at, "ngày") || at > i && (q.is(at, "mùng") || q.is(at, "mồng"))) {
		at++
	}
	d, end := q.date(at)
	if end == at || !q.borders(i, end) {
		return i
	}
	for k := i; k < end; k++ {
		if q.units[q.words[k].way].literal {
			return i
		}
	}
	year := step{key: keyOf(d.year)}
	ngay, thang, nam := padded(d.day), step{key: keyOf("tháng")}, step{key: keyOf("năm")}
	month := padded(d.month)
	switch {
	case d.day == 0:
		q.say(i, end, []step{month, nam, year})
		q.say(i, end, []step{month, year})
	case d.year == "":
		q.say(i, end, []step{ngay, thang, month})
		q.say(i, end, []step{ngay, month})
	default:
		q.say(i, end, []step{ngay, thang, month, nam, year})
		q.say(i, end, []step{ngay, month, year})
		q.say(i, end, []step{ngay, month, nam, year})
		q.say(i, end, []step{year, month, ngay})
	}
	return end
}

// day is a date; the day or the year may be missing.
type day struct {
	day, month int
	year       string
}

// date reads one at word i, and gives the word behind it; i when there is none.
func (q *parsed) date(i int) (d day, end int) {
	none := day{}
	if q.is(i, "tháng") { // tháng 11 năm 2026, tháng 11/2026
		if d.month = q.count(i+1, 12); d.month == 0 {
			return none, i
		}
		if d.year, end = q.year(i + 1); d.year == "" {
			return none, i
		}
		return d, end
	}
	if y := q.typedYear(i, false); y != "" && q.together(i, i+1) && q.together(i, i+2) { // 2026-11-09
		d = day{q.count(i+2, 31), q.count(i+1, 12), y}
		if d.day == 0 || d.month == 0 {
			return none, i
		}
		return d, i + 3
	}
	first := q.count(i, 31)
	if first == 0 {
		return none, i
	}
	m := i + 1
	if q.is(m, "tháng") {
		m++
	} else if !q.together(i, m) {
		return none, i
	}
	if d.month = q.count(m, 12); d.month == 0 {
		if y := q.typedYear(m, false); y != "" && first <= 12 && m == i+1 { // 11/2026
			return day{0, first, y}, m + 1
		}
		return none, i
	}
	d.day = first
	if d.year, end = q.year(m); d.year == "" {
		end = m + 1
	}
	return d, end
}

// year reads the year behind the month at word m: năm 2026, or /2026 and /26.
func (q *parsed) year(m int) (year string, end int) {
	if q.is(m+1, "năm") {
		return q.typedYear(m+2, false), m + 3
	}
	if q.together(m, m+1) {
		return q.typedYear(m+1, true), m + 2
	}
	return "", m + 1
}

// typedYear is the year at a word, "" for what is none.
func (q *parsed) typedYear(i int, short bool) string {
	if i >= q.typed {
		return ""
	}
	s := q.words[i].plain
	n, err := strconv.Atoi(s)
	switch {
	case err != nil || !figures(s):
	case len(s) == 4 && n >= 1900 && n < 2200:
		return s
	case short && len(s) == 2:
		return "20" + s
	}
	return ""
}

// count is the number at a word, from 1 to most; 0 for what is none.
func (q *parsed) count(i, most int) int {
	if i >= q.typed || len(q.words[i].plain) > 2 || !figures(q.words[i].plain) {
		return 0
	}
	n, err := strconv.Atoi(q.words[i].plain)
	if err != nil || n > most {
		return 0
	}
	return n
}

// is reports whether word i is this one, with its marks or without any.
func (q *parsed) is(i int, word string) bool {
	if i >= q.typed {
		return false
	}
	w, k := q.words[i].key, keyOf(word)
	return w == k || w.bare() && w.plain == k.plain
}

// together reports whether two words are written together.
func (q *parsed) together(i, j int) bool { return j < q.typed && q.words[i].way == q.words[j].way }

// padded is a number that may be written with a zero before it.
func padded(n int) step {
	s := strconv.Itoa(n)
	if n > 9 {
		return step{key: keyOf(s)}
	}
	return step{key: keyOf(s), twin: "0" + s}
}

func figures(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
