package documents_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/documents"
	"plenum/documents/compare"
	"plenum/documents/extract"
	"plenum/documents/ingest"
)

// Rows of tables are written here with a bar between cells: "¶" is the end of a paragraph, "^" a cell that goes on from above, "<" one that goes on
// from the left, "[a,b;c,d]" a table within the cell. A row that begins with "!" is hidden.
const tableHead = "STT|Họ và tên|Năm sinh|Chức vụ|Đơn vị"

var tableRows = []string{
	"1|Nguyễn Văn Mẫu|1970|Bí thư|Xã Một",
	"2|Trần Thị Thử|1975|Phó Bí thư|Xã Hai",
	"3|Lê Văn Ví Dụ|1980|Ủy viên|Phường Ba",
	"4|Phạm Thị Giả Định|1985|Ủy viên|Phường Bốn",
	"5|Hoàng Văn Tưởng Tượng|1990|Chuyên viên|Xã Năm",
}

const tableNew = "0|Đỗ Thị Mới|1991|Trưởng phòng|Xã Sáu"

// listed is the table with its head, the rows numbered anew from a number.
func listed(from int, rows ...string) []string {
	all := []string{tableHead}
	for i, row := range rows {
		number, rest, _ := strings.Cut(row, "|")
		all = append(all, fmt.Sprintf("%s%d|%s", strings.TrimRight(number, "0123456789"), from+i, rest))
	}
	return all
}

// tableCase is what happens to a table, and the passages that are told.
type tableCase struct {
	old, new []string
	want     []string
	formats  string // that can have it; "": all
}

func tableCases() map[string]tableCase {
	insert := func(rows []string, at int, more ...string) []string {
		return slices.Insert(slices.Clone(rows), at, more...)
	}
	instead := func(rows []string, old, new string) []string {
		rows = slices.Clone(rows)
		for i, row := range rows {
			rows[i] = strings.Replace(row, old, new, 1)
		}
		return rows
	}
	all := listed(1, tableRows...)
	long := func(skip int) (rows []string) {
		for i := range 90 {
			if i != skip {
				rows = append(rows, fmt.Sprintf("0|Đại biểu mẫu số %s|%d|Ủy viên|Xã %s", rareWord(i), 1950+i%40, rareWord(i%7)))
			}
		}
		return listed(1, rows...)
	}
	merged := []string{"0|Đoàn thứ nhất|<|<|<", "0|Nguyễn Văn Mẫu|1970|Bí thư|Khối chung", "0|Trần Thị Thử|1975|Phó Bí thư|^", "0|Lê Văn Ví Dụ|1980|Ủy viên|^"}
	nested := []string{"0|Thu ngân sách|2025|[Nội địa,12 tỷ;Xuất khẩu,8 tỷ]|Sở Một", "0|Chi ngân sách|2025|[Đầu tư,9 tỷ;Thường xuyên,7 tỷ]|Sở Hai", "0|Cân đối|2025|bảo đảm|Sở Ba"}
	several := []string{"0|Nguyễn Văn Mẫu|1970|Bí thư Đảng ủy.¶Chủ tịch Hội đồng.|Xã Một", "0|Trần Thị Thử|1975|Phó Bí thư.|Xã Hai¶Tỉnh Mẫu", "0|Lê Văn Ví Dụ|1980|Ủy viên.|Phường Ba"}
	empty := []string{"0|Nguyễn Văn Mẫu||Bí thư|", "0|Trần Thị Thử|||Xã Hai", "0||1980|Ủy viên|Phường Ba", "0|Phạm Thị Giả Định|1985||"}
	hidden := []string{tableRows[0], "!0|Người bị ẩn|1900|Không ai thấy|Xã Ẩn", tableRows[1], tableRows[2]}
	return map[string]tableCase{
		"nothing":       {old: all, new: all},
		"a row put in":  {old: all, new: listed(1, insert(tableRows, 2, tableNew)...), want: []string{"row added:  => 3|Đỗ Thị Mới|1991|Trưởng phòng|Xã Sáu"}},
		"a last row":    {old: all, new: listed(1, append(slices.Clone(tableRows), tableNew)...), want: []string{"row added:  => 6|Đỗ Thị Mới|1991|Trưởng phòng|Xã Sáu"}},
		"a row out":     {old: all, new: listed(1, slices.Delete(slices.Clone(tableRows), 1, 2)...), want: []string{"row removed: 2|Trần Thị Thử|1975|Phó Bí thư|Xã Hai => "}},
		"a cell":        {old: all, new: instead(all, "1985", "1986"), want: []string{"row changed: 4|Phạm Thị Giả Định|1985|Ủy viên|Phường Bốn => 4|Phạm Thị Giả Định|1986|Ủy viên|Phường Bốn"}},
		"other numbers": {old: all, new: listed(12, tableRows...)},
		"a row moved": {old: all, new: listed(1, insert(tableRows[:4], 1, tableRows[4])...),
			want: []string{"moved row changed: 5|Hoàng Văn Tưởng Tượng|1990|Chuyên viên|Xã Năm => 2|Hoàng Văn Tưởng Tượng|1990|Chuyên viên|Xã Năm"}},
		"a table put in":                   {old: nil, new: all[:2], want: []string{"row added:  => STT|Họ và tên|Năm sinh|Chức vụ|Đơn vị", "row added:  => 1|Nguyễn Văn Mẫu|1970|Bí thư|Xã Một"}},
		"a row put in among merged cells":  {old: listed(1, merged...), new: listed(1, insert(merged, 3, "0|Đỗ Thị Mới|1991|Trưởng phòng|^")...), want: []string{"row added:  => 4|Đỗ Thị Mới|1991|Trưởng phòng"}},
		"a cell over columns":              {old: listed(1, merged...), new: listed(1, instead(merged, "thứ nhất", "thứ hai")...), want: []string{"row changed: 1|Đoàn thứ nhất => 1|Đoàn thứ hai"}},
		"a row put in among empty cells":   {old: listed(1, empty...), new: listed(1, insert(empty, 1, "0||1991||Xã Sáu")...), want: []string{"row added:  => 2|1991|Xã Sáu"}},
		"an empty cell is filled":          {old: listed(1, empty...), new: listed(1, instead(empty, "Thử|||", "Thử|1975||")...), want: []string{"row changed: 2|Trần Thị Thử|Xã Hai => 2|Trần Thị Thử|1975|Xã Hai"}},
		"a row put in among several lines": {old: listed(1, several...), new: listed(1, insert(several, 1, "0|Đỗ Thị Mới|1991|Trưởng phòng.¶Ủy viên.|Xã Sáu")...), want: []string{"row added:  => 2|Đỗ Thị Mới|1991|Trưởng phòng. Ủy viên.|Xã Sáu"}},
		"a line of a cell": {old: listed(1, several...), new: listed(1, instead(several, "Chủ tịch", "Phó Chủ tịch")...),
			want: []string{"row changed: 1|Nguyễn Văn Mẫu|1970|Bí thư Đảng ủy. Chủ tịch Hội đồng.|Xã Một => 1|Nguyễn Văn Mẫu|1970|Bí thư Đảng ủy. Phó Chủ tịch Hội đồng.|Xã Một"}},
		"a row put in among tables within": {old: listed(1, nested...), new: listed(1, insert(nested, 1, "0|Vay|2025|[Trong nước,1 tỷ]|Sở Bốn")...), formats: "docx odt rtf",
			want: []string{"row added:  => 2|Vay|2025|Trong nước 1 tỷ|Sở Bốn"}},
		"a row of a table within": {old: listed(1, nested...), new: listed(1, instead(nested, "8 tỷ", "8 tỷ;Khác,2 tỷ")...), formats: "docx odt rtf",
			want: []string{"row changed: 1|Thu ngân sách|2025|Nội địa 12 tỷ Xuất khẩu 8 tỷ|Sở Một => 1|Thu ngân sách|2025|Nội địa 12 tỷ Xuất khẩu 8 tỷ Khác 2 tỷ|Sở Một"}},
		"a row that is hidden": {old: listed(1, hidden...), new: listed(1, instead(hidden, "1900", "1901")...), formats: "docx xlsx ods"},
		"a row put in on the first of pages": {old: long(5), new: long(-1), formats: "docx xlsx odt ods rtf",
			want: []string{"row added:  => 6|Đại biểu mẫu số " + rareWord(5) + "|1955|Ủy viên|Xã " + rareWord(5)}},
		"a row put in on pages with a header": {old: long(5), new: long(-1), formats: "xlsx",
			want: []string{"row added:  => 6|Đại biểu mẫu số " + rareWord(5) + "|1955|Ủy viên|Xã " + rareWord(5)}},
		"a row put in on the last of pages": {old: long(70), new: long(-1), formats: "docx xlsx odt ods rtf",
			want: []string{"row added:  => 71|Đại biểu mẫu số " + rareWord(70) + "|1980|Ủy viên|Xã " + rareWord(0)}},
	}
}

// toldOf is a change in short.
func toldOf(c compare.Change) string {
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

// In tables of every format rows are compared, as the file is read and as LibreOffice shows it.
func TestRowsAreComparedInTablesOfEveryFormat(t *testing.T) {
	t.Parallel()
	for setup, converter := range map[string]bool{"without a converter": false, "with a converter": true} {
		t.Run(setup, func(t *testing.T) {
			t.Parallel()
			compareTables(t, converter)
		})
	}
}

func compareTables(t *testing.T, converter bool) {
	t.Helper()
	type pair struct {
		what   string
		format string
		want   []string
		files  [2]*trial
	}
	var pairs []*pair
	var trials []*trial
	cases := tableCases()
	for _, what := range slices.Sorted(maps.Keys(cases)) {
		c := cases[what]
		for _, format := range slices.Sorted(maps.Keys(tableFormats)) {
			if c.formats != "" && !strings.Contains(c.formats, format) {
				continue
			}
			p := &pair{what: what, format: format, want: c.want}
			for i, rows := range [][]string{c.old, c.new} {
				p.files[i] = &trial{place: place{format: format}, content: tableFormats[format](what, rows)}
			}
			pairs = append(pairs, p)
			trials = append(trials, p.files[:]...)
		}
	}
	h := openHouse(t)
	h.leave()
	h.reader = readReally(t)
	if converter {
		h.office = convertAll(t, trials)
	}
	h.serve(h.Stream, 0)
	for i, p := range pairs {
		document := h.draft("Danh sách số " + strconv.Itoa(i))
		for _, f := range p.files {
			f.document, f.file = document, h.receive(document, "danh-sach."+p.format, f.content)
		}
	}
	for _, p := range pairs {
		t.Run(p.format+": "+p.what, func(t *testing.T) {
			for _, f := range p.files {
				if u := h.awaitEnd(f.file); u.Ingest != documents.Ready || converter && u.PDF == nil {
					t.Fatalf("the file is %s (%s), its PDF %+v: %v", u.Ingest, u.Reason, u.PDF, u.Warnings)
				}
				h.publish(f.document, f.file, nil)
			}
			r, err := h.Comparison(t.Context(), h.Hall, h.delegate, mainFile(p.files[0].document, 2), 1)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range r.Changes {
				got = append(got, toldOf(c))
			}
			if diff := cmp.Diff(p.want, got); diff != "" {
				t.Errorf("passages (-want +got)\n%s", diff)
			}
			if last := len(r.Changes) - 1; converter && p.what == "a row put in on the last of pages" && (last < 0 || r.Changes[last].New.Page < 2) {
				t.Errorf("it is not on its page: %+v", r.Changes)
			}
		})
	}
}

// FuzzTables: the units of a table are its rows, cell by cell, whatever of lines, tabs and tables within is in the cells.
func FuzzTables(f *testing.F) {
	f.Add([]byte("12345678"), uint8(0))
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"), uint8(1))
	f.Add([]byte("abcdefghijklmnopqrstuvwxyz"), uint8(2))
	f.Add([]byte("54321012345543210"), uint8(3))
	f.Fuzz(func(t *testing.T, cells []byte, which uint8) {
		format := []string{"docx", "odt", "rtf", "xlsx"}[which%4]
		const width = 4
		var rows, want []string
		for row := range slices.Chunk(cells[:min(len(cells), 200)], width) {
			words := []string{fmt.Sprintf("hàng%d", len(rows)), "hai"}
			seen := slices.Clone(words)
			for _, c := range row {
				text := []string{"", "một", "một¶hai", "¶một", "một\thai", "[a,b;c,d]", "[a,]", "một hai¶ba\tbốn¶", "¶", "\tmột"}[c%10]
				if format == "xlsx" && strings.HasPrefix(text, "[") {
					text = ""
				}
				words = append(words, text)
				plain := strings.NewReplacer("¶", " ", "\t", " ", "[", "", "]", "", ",", " ", ";", " ").Replace(text)
				if plain = strings.Join(strings.Fields(plain), " "); plain != "" {
					seen = append(seen, plain)
				}
			}
			rows, want = append(rows, strings.Join(words, "|")), append(want, strings.Join(seen, "\t"))
		}
		if len(rows) == 0 {
			return
		}
		file := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(file, tableFormats[format]("", rows), 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := extract.Extract(t.Context(), file, typesOf[format], "", nil)
		if err != nil {
			t.Fatal(err)
		}
		text := compare.Text{Pages: found.Pages, Rows: found.Rows}
		units, _ := compare.Units(text, text)
		var got []string
		for _, u := range units {
			if strings.HasPrefix(u.Text, "hàng") {
				got = append(got, u.Text)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: rows (-want +got)\n%s\n%q %v", format, diff, found.Pages, found.Rows)
		}
	})
}

// A text that was kept before rows were is read as it is.
func TestTextsFromBeforeRowsAreCompared(t *testing.T) {
	t.Parallel()
	h := openReading(t, func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		r, err := readLines(ctx, path, f)
		r.Rows = [][]int{{0}}
		return r, err
	})
	document := h.draft("Danh sách")
	texts := []string{"Xã Một\t1970\nHết.", "Xã Hai\t1970\nHết."}
	for _, text := range texts {
		file := h.receive(document, "a.pdf", pdf(text))
		key := h.await(file, documents.Ready).Text
		if err := h.blobs.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		before := fmt.Sprintf("[%q]", text)
		if _, err := h.blobs.Put(t.Context(), key, int64(len(before)), strings.NewReader(before)); err != nil {
			t.Fatal(err)
		}
		h.publish(document, file, nil)
	}
	r, err := h.Comparison(t.Context(), h.Hall, h.delegate, mainFile(document, 2), 1)
	if err != nil || len(r.Changes) != 1 || toldOf(r.Changes[0]) != "row changed: Xã Một|1970 => Xã Hai|1970" {
		t.Errorf("got %+v, %v", r.Changes, err)
	}
	if text, err := h.PageText(t.Context(), h.Hall, h.delegate, mainFile(document, 2), 1); text != texts[1] || err != nil {
		t.Errorf("the page is %q, %v", text, err)
	}
}
