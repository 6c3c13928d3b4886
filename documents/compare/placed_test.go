package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"plenum/documents/compare"
)

func TestRowsArePlacedWhereThePagesShowThem(t *testing.T) {
	t.Parallel()
	file := people(heading, delegates[:3]...)
	shown := "Danh sách được lập theo các quy định hiện hành.\nSTT Họ và tên Năm sinh Chức vụ Đơn vị\n1 Nguyễn Văn Mẫu 1970\nBí thư Xã Một\n2 Trần Thị Thử 1975 Phó Bí thư Xã Hai\n"
	rest := "3 Lê Văn Ví Dụ 1980 Ủy viên Phường Ba\nDanh sách này có hiệu lực kể từ ngày ký."
	want := []string{"|STT|Họ và tên|Năm sinh|Chức vụ|Đơn vị", "|1|Nguyễn Văn Mẫu|1970|Bí thư|Xã Một", "|2|Trần Thị Thử|1975|Phó Bí thư|Xã Hai", "|3|Lê Văn Ví Dụ|1980|Ủy viên|Phường Ba"}
	for what, test := range map[string]struct {
		file  compare.Text
		pages []string
		want  []string // rows begin with a bar
	}{
		"on one page":                       {file, []string{shown + rest}, append(append([]string{"1: Danh sách được lập theo các quy định hiện hành."}, on(1, want)...), "1: Danh sách này có hiệu lực kể từ ngày ký.")},
		"over two pages, the head repeated": {file, []string{shown, "STT Họ và tên Năm\nsinh Chức vụ Đơn vị\n" + rest}, slices.Concat([]string{"1: Danh sách được lập theo các quy định hiện hành."}, on(1, want[:3]), on(2, want[3:]), []string{"2: Danh sách này có hiệu lực kể từ ngày ký."})},
		"a row broken by the page, with lines at its edges": {file, []string{shown + "3 Lê Văn\nVăn phòng Đại hội.", "Ví Dụ 1980 Ủy viên Phường Ba\nDanh sách này có hiệu lực kể từ ngày ký.\nVăn phòng Đại hội."},
			slices.Concat([]string{"1: Danh sách được lập theo các quy định hiện hành."}, on(1, want), []string{"1: Văn phòng Đại hội.", "2: Danh sách này có hiệu lực kể từ ngày ký."})},
		"columns on the next sheet of paper": {file, []string{"STT Họ và tên Năm sinh\n1 Nguyễn Văn Mẫu 1970\n2 Trần Thị Thử 1975\n3 Lê Văn Ví Dụ 1980", "Chức vụ Đơn vị\nBí thư Xã Một\nPhó Bí thư Xã Hai\nỦy viên Phường Ba"}, on(1, want)},
		"a name cut by its narrow cell":      {file, []string{strings.Replace(shown, "Trần Thị Thử 1975", "Trần Thị Th1975", 1) + rest}, append(append([]string{"1: Danh sách được lập theo các quy định hiện hành."}, on(1, want)...), "1: Danh sách này có hiệu lực kể từ ngày ký.")},
		"a cell that is cut off":             {file, []string{strings.Replace(shown, "1975 ", "", 1) + rest}, append(append([]string{"1: Danh sách được lập theo các quy định hiện hành."}, on(1, want)...), "1: Danh sách này có hiệu lực kể từ ngày ký.")},
		"a row that is not shown":            {file, []string{strings.Replace(shown, "2 Trần Thị Thử 1975 Phó Bí thư Xã Hai\n", "", 1) + rest}, append(append([]string{"1: Danh sách được lập theo các quy định hiện hành."}, on(1, slices.Delete(slices.Clone(want), 2, 3))...), "1: Danh sách này có hiệu lực kể từ ngày ký.")},
		"what a program prints at the edges of pages": {file, []string{"Trang tính\nTrang 1\n" + shown, "Trang tính\nTrang \n2\n" + rest},
			slices.Concat([]string{"1: Trang tính Danh sách được lập theo các quy định hiện hành."}, on(1, want[:3]), on(2, want[3:]), []string{"2: Danh sách này có hiệu lực kể từ ngày ký."})},
		"a heading with the page's number, in pieces": {file, []string{"Sở Mẫu - Trang 1/2\n" + shown, "Sở Mẫu - Trang \n2/\n2\n" + rest},
			slices.Concat([]string{"1: Sở Mẫu Danh sách được lập theo các quy định hiện hành."}, on(1, want[:3]), on(2, want[3:]), []string{"2: Danh sách này có hiệu lực kể từ ngày ký."})},
		"words at the edges that say other numbers": {file, []string{"Biểu đồ 1 đạt 5%\n" + shown, "Biểu đồ 2 đạt 9%\n" + rest},
			slices.Concat([]string{"1: Biểu đồ 1 đạt 5% Danh sách được lập theo các quy định hiện hành."}, on(1, want[:3]), []string{"2: Biểu đồ 2 đạt 9%"}, on(2, want[3:]), []string{"2: Danh sách này có hiệu lực kể từ ngày ký."})},
		"a sheet's name that is not shown": {compare.Text{Pages: []string{"Danh sách\nDanh sách năm nay\nMột\tHai\nBa\tBốn"}, Rows: [][]int{{1}, {2}, {3}}}, []string{"Danh sách năm nay\nMột Hai\nBa Bốn"}, []string{"1: |Danh sách năm nay", "1: |Một|Hai", "1: |Ba|Bốn"}},
		"nothing of it":                    {file, []string{"Một trang khác hẳn."}, []string{"1: Một trang khác hẳn."}},
		"no page":                          {file, nil, nil},
		"no table":                         {compare.Text{Pages: []string{"Một."}, Rows: [][]int{}}, []string{"Một.\nHai\tba."}, []string{"1: Một.", "1: Hai ba."}},
		"rows not known":                   {compare.Text{Pages: []string{"a\tb"}}, []string{"Một.\nHai\tba."}, []string{"1: Một.", "|Hai|ba."}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			placed := compare.OnPages(test.file, test.pages)
			units, _ := compare.Units(placed, placed)
			var got []string
			for _, u := range units {
				if u.Row && test.file.Rows != nil {
					got = append(got, fmt.Sprintf("%d: |%s", u.Page, strings.ReplaceAll(u.Text, "\t", "|")))
				} else if u.Row {
					got = append(got, "|"+strings.ReplaceAll(u.Text, "\t", "|"))
				} else {
					got = append(got, fmt.Sprintf("%d: %s", u.Page, u.Text))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("units (-want +got)\n%s\n%q %v", diff, placed.Pages, placed.Rows)
			}
			if len(placed.Pages) != len(test.pages) {
				t.Errorf("%d pages became %d", len(test.pages), len(placed.Pages))
			}
		})
	}
}

func on(page int, rows []string) (out []string) {
	for _, row := range rows {
		out = append(out, fmt.Sprintf("%d: %s", page, row))
	}
	return out
}

// FuzzOnPages: whatever a file and its pages say, no word comes that neither has, and pages stay as many.
func FuzzOnPages(f *testing.F) {
	f.Add("STT\tTên\n1\tNguyễn Văn Mẫu\n2\tTrần Thị Thử", "STT Tên\n1 Nguyễn Văn\fMẫu\n2 Trần Thị Thử", []byte{1, 1, 1})
	f.Add("a\tb\nc\td", "c d\na b", []byte{1, 1})
	f.Add("a b c d e f\ng", "g\fa b\fc", []byte{0x24})
	f.Add("\xff\t\u200b\n", "\u200b\xff\f\f", []byte{1})
	f.Fuzz(func(t *testing.T, file, shown string, rows []byte) {
		text := rowed(file, rows)
		if text.Rows == nil {
			text.Rows = [][]int{}
		}
		pages := strings.Split(shown, "\f")
		placed := compare.OnPages(text, pages)
		if len(placed.Pages) != len(pages) {
			t.Fatalf("%d pages became %d", len(pages), len(placed.Pages))
		}
		known := map[string]bool{}
		for _, page := range slices.Concat(text.Pages, pages) {
			for word := range strings.FieldsSeq(plain(page)) {
				known[word] = true
			}
		}
		for _, page := range placed.Pages {
			for word := range strings.FieldsSeq(page) {
				if !known[word] {
					t.Fatalf("the word %q is in neither: %q", word, placed.Pages)
				}
			}
		}
		if r := compare.Compare(placed, compare.OnPages(text, pages)); !r.Same() {
			t.Fatalf("placed twice it differs: %+v", r)
		}
	})
}

// plain is a text without what is not seen.
func plain(s string) string {
	return norm.NFC.String(strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u200e", "", "\u200f", "", "\u2060", "", "\ufeff", "", "\x00", "").Replace(strings.ReplaceAll(string([]rune(s)), "\ufffd", "?")))
}
