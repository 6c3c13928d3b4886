package compare_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/documents/compare"
)

// table is a page that begins with a sentence, with a table, and ends with one. A cell of several lines has them.
func table(rows ...[]string) compare.Text {
	t := compare.Text{Rows: [][]int{}}
	lines := []string{"Danh sách được lập theo các quy định hiện hành."}
	for _, cells := range rows {
		if !strings.Contains(strings.Join(cells, ""), "\n") {
			t.Rows = append(t.Rows, []int{len(lines)})
			lines = append(lines, strings.Join(cells, "\t"))
			continue
		}
		row := []int{len(lines)}
		for _, cell := range cells {
			row = append(row, 1+strings.Count(cell, "\n"))
			lines = append(lines, strings.Split(cell, "\n")...)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Pages = []string{strings.Join(append(lines, "Danh sách này có hiệu lực kể từ ngày ký."), "\n")}
	return t
}

// people is a list of delegates who are invented, by numbers, with a heading or without.
func people(heading string, rows ...string) compare.Text {
	var all [][]string
	if heading != "" {
		all = append(all, strings.Split(heading, "|"))
	}
	for _, row := range rows {
		all = append(all, strings.Split(row, "|"))
	}
	return table(all...)
}

// told is a change in short: "moved row: before => after".
func told(c compare.Change) string {
	var b strings.Builder
	if c.Moved {
		b.WriteString("moved ")
	}
	if c.Row {
		b.WriteString("row ")
	}
	fmt.Fprintf(&b, "%s: %s => %s", c.Kind, c.Before, c.After)
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\t", "|"), "\n", " / ")
}

const heading = "STT|Họ và tên|Năm sinh|Chức vụ|Đơn vị"

var delegates = []string{
	"1|Nguyễn Văn Mẫu|1970|Bí thư|Xã Một",
	"2|Trần Thị Thử|1975|Phó Bí thư|Xã Hai",
	"3|Lê Văn Ví Dụ|1980|Ủy viên|Phường Ba",
	"4|Phạm Thị Giả Định|1985|Ủy viên|Phường Bốn",
	"5|Hoàng Văn Tưởng Tượng|1990|Chuyên viên|Xã Năm",
}

// with gives the delegates, some of them in another way, numbered anew.
func with(change func(all []string) []string) compare.Text {
	rows := change(slices.Clone(delegates))
	for i, row := range rows {
		_, rest, _ := strings.Cut(row, "|")
		rows[i] = fmt.Sprintf("%d|%s", i+1, rest)
	}
	return people(heading, rows...)
}

func TestARowIsAUnit(t *testing.T) {
	t.Parallel()
	all := people(heading, delegates...)
	anew := "0|Đỗ Thị Mới|1991|Trưởng phòng|Xã Sáu"
	for what, test := range map[string]struct {
		old, new compare.Text
		want     []string
	}{
		"nothing": {all, all, nil},
		"a row put in amid": {all, with(func(a []string) []string { return slices.Insert(a, 2, anew) }),
			[]string{"row added:  => 3|Đỗ Thị Mới|1991|Trưởng phòng|Xã Sáu"}},
		"a row put in first": {all, with(func(a []string) []string { return slices.Insert(a, 0, anew) }),
			[]string{"row added:  => 1|Đỗ Thị Mới|1991|Trưởng phòng|Xã Sáu"}},
		"a row put in last": {all, with(func(a []string) []string { return append(a, anew) }),
			[]string{"row added:  => 6|Đỗ Thị Mới|1991|Trưởng phòng|Xã Sáu"}},
		"two rows put in are two passages": {all, with(func(a []string) []string {
			return slices.Insert(a, 2, anew, "0|Vũ Văn Nữa|1966|Kế toán|Xã Bảy")
		}),
			[]string{"row added:  => 3|Đỗ Thị Mới|1991|Trưởng phòng|Xã Sáu", "row added:  => 4|Vũ Văn Nữa|1966|Kế toán|Xã Bảy"}},
		"a row taken out": {all, with(func(a []string) []string { return slices.Delete(a, 1, 2) }),
			[]string{"row removed: 2|Trần Thị Thử|1975|Phó Bí thư|Xã Hai => "}},
		"a cell": {all, with(func(a []string) []string { a[3] = strings.Replace(a[3], "Ủy viên", "Chủ tịch", 1); return a }),
			[]string{"row changed: 4|Phạm Thị Giả Định|1985|Ủy viên|Phường Bốn => 4|Phạm Thị Giả Định|1985|Chủ tịch|Phường Bốn"}},
		"a name spelled anew": {all, with(func(a []string) []string { a[2] = strings.Replace(a[2], "Ví Dụ", "Ví Dự", 1); return a }),
			[]string{"row changed: 3|Lê Văn Ví Dụ|1980|Ủy viên|Phường Ba => 3|Lê Văn Ví Dự|1980|Ủy viên|Phường Ba"}},
		"a cell that was empty": {people(heading, "1|Nguyễn Văn Mẫu|1970||Xã Một", delegates[1]), people(heading, delegates[:2]...),
			[]string{"row changed: 1|Nguyễn Văn Mẫu|1970|Xã Một => 1|Nguyễn Văn Mẫu|1970|Bí thư|Xã Một"}},
		"a row put in before one that changed": {all, with(func(a []string) []string {
			a[3] = strings.Replace(a[3], "1985", "1986", 1)
			return slices.Insert(a, 3, "0|Lý Văn Khác|1985|Ủy viên|Phường Bốn")
		}), []string{"row added:  => 4|Lý Văn Khác|1985|Ủy viên|Phường Bốn", "row changed: 4|Phạm Thị Giả Định|1985|Ủy viên|Phường Bốn => 5|Phạm Thị Giả Định|1986|Ủy viên|Phường Bốn"}},
		"a row that moved up": {all, with(func(a []string) []string { return slices.Insert(a[:4:4], 0, a[4]) }),
			[]string{"moved row changed: 5|Hoàng Văn Tưởng Tượng|1990|Chuyên viên|Xã Năm => 1|Hoàng Văn Tưởng Tượng|1990|Chuyên viên|Xã Năm"}},
		"a row that moved down, with another office": {all, with(func(a []string) []string {
			return append(a[1:], strings.Replace(a[0], "Bí thư", "Phó Chủ tịch", 1))
		}), []string{"moved row changed: 1|Nguyễn Văn Mẫu|1970|Bí thư|Xã Một => 5|Nguyễn Văn Mẫu|1970|Phó Chủ tịch|Xã Một"}},
		"a row like another one did not move": {all, with(func(a []string) []string {
			return append(a[1:], strings.Replace(a[0], "Nguyễn Văn Mẫu", "Nguyễn Văn Khác", 1))
		}), []string{"row removed: 1|Nguyễn Văn Mẫu|1970|Bí thư|Xã Một => ", "row added:  => 5|Nguyễn Văn Khác|1970|Bí thư|Xã Một"}},
		"only the numbers, by STT":     {people(heading, delegates[1:]...), people(heading, strings.ReplaceAll(delegates[1], "2|", "1|"), "12|"+delegates[2][2:], "IV|"+delegates[3][2:], "0005.|"+delegates[4][2:]), nil},
		"only the numbers, by TT":      {people("TT|Nội dung|Số", "I|Thu|10", "1.1|Chi|9"), people("TT|Nội dung|Số", "A|Thu|10", "2.3|Chi|9"), nil},
		"only the numbers, by Số TT":   {people("Số TT|Nội dung", "1|Thu", "2|Chi"), people("Số TT|Nội dung", "7|Thu", "8|Chi"), nil},
		"numbers that count":           {people("", "1|Thu|10", "2|Chi|9", "3|Dư|1"), people("", "1|Chi|9", "2|Dư|1"), []string{"row removed: 1|Thu|10 => "}},
		"amounts that counted before":  {people("", "1|Thu|10", "2|Chi|9", "3|Dư|1"), people("", "1|Thu|10", "3|Chi|9", "3|Dư|1"), []string{"row changed: 2|Chi|9 => 3|Chi|9"}},
		"amounts that came to count":   {people("", "1|Thu|10", "3|Chi|9", "3|Dư|1"), people("", "1|Thu|10", "2|Chi|9", "3|Dư|1"), []string{"row changed: 3|Chi|9 => 2|Chi|9"}},
		"one of each":                  {people("", "1|Thu|10", "1|Chi|9", "1|Dư|1"), people("", "1|Thu|10", "2|Chi|9", "1|Dư|1"), []string{"row changed: 1|Chi|9 => 2|Chi|9"}},
		"one of two":                   {people("", "1|Thu|10", "1|Chi|9"), people("", "1|Thu|10", "2|Chi|9"), []string{"row changed: 1|Chi|9 => 2|Chi|9"}},
		"lists that begin again":       {people("", "1|Thu|10", "2|Chi|9", "1|Dư|1", "2|Nợ|4"), people("", "1|Thu|10", "2|Chi|9", "3|Vay|7", "1|Dư|1", "2|Nợ|4"), []string{"row added:  => 3|Vay|7"}},
		"numbers with dots":            {people("", "3.|Thu|10", "b)|Chi|9"), people("", "4.|Thu|10", "c)|Chi|9"), nil},
		"tones and spaces in cells":    {people(heading, "1|Hoà  Thị Thuỷ|1970|Uỷ viên|Xã"), people(heading, "2|Hòa Thị Thủy|1970|Ủy viên |Xã"), nil},
		"years are no running numbers": {people("Năm|Chỉ tiêu", "2024|7,5%", "2025|8%"), people("Năm|Chỉ tiêu", "2025|7,5%", "2026|8%"), []string{"row removed: 2024|7,5% => ", "row changed: 2025|8% => 2025|7,5%", "row added:  => 2026|8%"}},
		"amounts are none":             {people("", "12|Thu", "40|Chi"), people("", "13|Thu", "40|Chi"), []string{"row changed: 12|Thu => 13|Thu"}},
		"a number behind the first":    {people(heading, "1|Xã Một|2|Bí thư|x"), people(heading, "1|Xã Một|3|Bí thư|x"), []string{"row changed: 1|Xã Một|2|Bí thư|x => 1|Xã Một|3|Bí thư|x"}},
		"a number alone in its row":    {people(heading, "1|a", "2"), people(heading, "1|a", "3"), []string{"row removed: 2 => ", "row added:  => 3"}},
		"cells of several lines": {table([]string{"1", "Xây dựng nông thôn mới.\nGiảm nghèo.", "Sở Một"}, []string{"2", "Một việc.", "Sở Hai"}),
			table([]string{"1", "Xây dựng nông thôn mới.\nGiảm nghèo bền vững.", "Sở Một"}, []string{"2", "Một việc.", "Sở Hai"}),
			[]string{"row changed: 1|Xây dựng nông thôn mới. Giảm nghèo.|Sở Một => 1|Xây dựng nông thôn mới. Giảm nghèo bền vững.|Sở Một"}},
		"a cell that came to have two lines": {table([]string{"x", "Một việc. Hai việc.", "y"}), table([]string{"x", "Một việc.\nHai việc.", "y"}), nil},
		"a frame of one cell is text":        {table([]string{"Một việc.\nHai việc."}), table([]string{"Một việc.\nBa việc lớn khác hẳn."}), []string{"removed: Hai việc. => ", "added:  => Ba việc lớn khác hẳn."}},
		"a row of a page of words is text": {table([]string{"a\nb", "Câu đầu. " + strings.Repeat("chữ ", 300) + ". Câu cuối cùng."}), table([]string{"a\nb", "Câu đầu. " + strings.Repeat("chữ ", 300) + ". Câu cuối cùng ở đây."}),
			[]string{"changed: Câu cuối cùng. => Câu cuối cùng ở đây."}},
		"a column put in is a change of each row": {people("", "Thu|10", "Chi|9"), people("", "Thu|tỷ|10", "Chi|tỷ|9"), []string{"row changed: Thu|10 => Thu|tỷ|10", "row changed: Chi|9 => Chi|tỷ|9"}},
		"a table that came":                       {people(""), people("", "Thu ngân sách|10", "Chi ngân sách|9"), []string{"row added:  => Thu ngân sách|10", "row added:  => Chi ngân sách|9"}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := compare.Compare(test.old, test.new)
			var got []string
			for _, c := range r.Changes {
				got = append(got, told(c))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("changes (-want +got)\n%s", diff)
			}
			reproduces(t, test.old, test.new, r)
		})
	}
}

func TestTheWordsOfARowAreTheirCells(t *testing.T) {
	t.Parallel()
	r := compare.Compare(people(heading, delegates...), with(func(a []string) []string {
		a[1] = "0|Trần Thị Thử|1976|Phó Bí thư Thường trực|Xã Hai"
		return slices.Delete(a, 0, 1)
	}))
	want := []compare.Part{
		{Op: compare.Kept, Text: "1", Cell: 1}, {Op: compare.Kept, Text: "Trần Thị Thử", Cell: 2},
		{Op: compare.Dropped, Text: "1975", Cell: 3}, {Op: compare.Inserted, Text: "1976", Cell: 3},
		{Op: compare.Kept, Text: "Phó Bí thư", Cell: 4}, {Op: compare.Inserted, Text: "Thường trực", Cell: 4},
		{Op: compare.Kept, Text: "Xã Hai", Cell: 5},
	}
	if len(r.Changes) != 2 || !r.Changes[1].Row || r.Changes[1].Moved {
		t.Fatalf("got %+v", r.Changes)
	}
	if diff := cmp.Diff(want, r.Changes[1].Words); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A table of 49 cells in a row was told as many passages once.
func TestARowOfManyCellsIsOnePassage(t *testing.T) {
	t.Parallel()
	wide := func(n int) string {
		var cells []string
		for k := range 49 {
			cells = append(cells, fmt.Sprintf("Chỉ tiêu %d.%d", n, k))
		}
		return strings.Join(cells, "|")
	}
	old, new := people("", wide(1), wide(2), wide(4)), people("", wide(1), wide(2), wide(3), wide(4))
	for _, pair := range [][2]compare.Text{{old, new}, {new, old}} {
		if r := compare.Compare(pair[0], pair[1]); len(r.Changes) != 1 || !r.Changes[0].Row {
			t.Errorf("got %d changes, want one row", len(r.Changes))
		}
	}
}

// Rows count when both versions know theirs; a text from before rows were kept knows those with tabs.
func TestTextsThatKnowNoRowsAreComparedBySentences(t *testing.T) {
	t.Parallel()
	known := people(heading, delegates...)
	tabs := compare.Text{Pages: known.Pages}
	if r := compare.Compare(known, tabs); !r.Same() {
		t.Errorf("with tabs: %+v", r.Changes)
	}
	lines := compare.Text{Pages: []string{strings.ReplaceAll(known.Pages[0], "\t", " ")}}
	if r := compare.Compare(known, lines); !r.Same() {
		t.Errorf("without tabs: %+v", r.Changes)
	}
	list := compare.Text{Pages: []string{"1.\tMột việc. Hai việc.\n-\tBa việc.\nTừ:\tđến"}}
	x, _ := compare.Units(list, list)
	var rows []bool
	for _, u := range x {
		rows = append(rows, u.Row)
	}
	if !slices.Equal(rows, []bool{false, false, false, true}) {
		t.Errorf("got %+v, want one row of four", x)
	}
}

// Readers of sheets, OpenDocument and RTF put tabs between cells, of several lines too; a tab within a cell ends none.
func TestCellsEndWithTabsOrWithLines(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		text string
		row  []int
		want string
	}{
		"tabs":                          {"a\tb\tc", []int{0}, "a|b|c"},
		"lines":                         {"a\nb\nc", []int{0, 1, 1, 1}, "a|b|c"},
		"a cell of lines amid tabs":     {"a\tb1\nb2\tc", []int{0, -1, -2, 1}, "a|b1 b2|c"},
		"cells of lines amid tabs":      {"a1\na2\tb1\nb2\nb3\tc1\nc2", []int{0, -2, -3, 2}, "a1 a2|b1 b2 b3|c1 c2"},
		"an empty cell first":           {"\tb1\nb2\tc", []int{0, -1, -2, 1}, "b1 b2|c"},
		"empty cells amid":              {"a\t\t\tb1\nb2", []int{0, -1, -1, -1, 2}, "a|b1 b2"},
		"a tab at the end":              {"a\tb1\nb2\t", []int{0, -1, -2}, "a|b1 b2"},
		"a cell of lines before lines":  {"a\tb1\nb2\nc", []int{0, -1, 2, 1}, "a|b1 b2|c"},
		"a tab within a cell":           {"a\tb\tb\tc", []int{0, -1, -1, 0, -1, 1}, "a|b b|c"},
		"tabs within cells of lines":    {"a\tb\n\tb\tb\tc\td", []int{0, -1, -2, 0, -1, 0, -1, 1}, "a|b b b|c d"},
		"a tab within a cell of a line": {"a\nb\tb\nc", []int{0, 1, 1, 1}, "a|b b|c"},
	} {
		text := compare.Text{Pages: []string{test.text + "\nSau bảng."}, Rows: [][]int{test.row}}
		x, _ := compare.Units(text, text)
		if len(x) != 2 || !x[0].Row || strings.ReplaceAll(x[0].Text, "\t", "|") != test.want {
			t.Errorf("%s: got %+v, want %q and a sentence", what, x, test.want)
		}
	}
	for _, row := range [][]int{{0, 0, 1}, {0, 1, 0, 1}, {0, 5}, {0, -5, 1}, {0, -1 << 63}, {0, 1, 1 << 62, 1 << 62, 1 << 62}, {9}, {-1, 1}, {}} {
		text := compare.Text{Pages: []string{"a\nb\nSau bảng."}, Rows: [][]int{row}}
		if x, _ := compare.Units(text, text); len(x) != 1 || x[0].Row {
			t.Errorf("%v: got %+v, want a sentence", row, x)
		}
	}
}

// A row at the edge of a page is no page number and no running line.
func TestRowsAtEdgesOfPagesCount(t *testing.T) {
	t.Parallel()
	old := compare.Text{Pages: []string{"Một.\nHai\t1\n12", "13\nBa\t2\nBốn."}, Rows: [][]int{{1}, {2, 1}, {3, 1}, {4}}}
	new := compare.Text{Pages: []string{"Một.\nHai\t1\n14", "13\nBa\t2\nBốn."}, Rows: old.Rows}
	if r := compare.Compare(old, new); len(r.Changes) != 2 || r.Changes[0].Before != "12" || r.Changes[1].After != "14" {
		t.Errorf("got %+v", r.Changes)
	}
	over := compare.Text{Pages: []string{"Một.\nHai", "hai\nBa"}, Rows: [][]int{{1, 2, 1}}}
	if x, _ := compare.Units(over, over); len(x) != 2 || x[1].Text != "Hai hai\tBa" || x[1].Page != 1 || x[1].Last != 2 {
		t.Errorf("a row over two pages: %+v", x)
	}
}

// BenchmarkCompareTables compares a list of 20,000 rows with one in another order, and with one in which every row nearly moved.
func BenchmarkCompareTables(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var rows, near []string
	for i := range 20_000 {
		row := fmt.Sprintf("0|Đại biểu số %d|%d|Ủy viên|Xã số %d", i, 1950+i%50, i%100)
		rows = append(rows, row)
		near = append(near, strings.Replace(row, "Ủy viên", "Bí thư", 1))
	}
	shuffled := func(rows []string) compare.Text {
		rows = slices.Clone(rows)
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		return people(heading, rows...)
	}
	before := people(heading, rows...)
	for what, after := range map[string]compare.Text{"moved": shuffled(rows), "nearly moved": shuffled(near)} {
		b.Run(what, func(b *testing.B) {
			b.SetBytes(int64(len(before.Pages[0])))
			b.ReportAllocs()
			for b.Loop() {
				moved := 0
				for _, c := range compare.Compare(before, after).Changes {
					if c.Moved {
						moved++
					}
				}
				if moved < 1000 {
					b.Fatalf("got %d that moved", moved)
				}
			}
		})
	}
}
