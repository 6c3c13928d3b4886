package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/documents/compare"
)

var chapters = []string{
	"Điều chỉnh quy hoạch sử dụng đất phải được lấy ý kiến của nhân dân trong khu vực. Kết quả được công khai tại trụ sở ủy ban.",
	"Thu ngân sách trên địa bàn hằng năm tăng bình quân từ mười phần trăm trở lên.",
	"Mỗi xã có ít nhất một trường đạt chuẩn quốc gia mức độ hai vào cuối nhiệm kỳ.",
	"Các thủ tục hành chính được tiếp nhận và trả kết quả hoàn toàn trên môi trường mạng.",
	"Tỷ lệ che phủ rừng được giữ ổn định, mỗi năm trồng mới năm trăm héc ta.",
	"Cán bộ lãnh đạo các cấp được đánh giá bằng sản phẩm công việc cụ thể.",
}

func page(order ...int) string {
	var all []string
	for _, i := range order {
		all = append(all, chapters[i])
	}
	return strings.Join(all, "\n")
}

func TestWhatMovedIsToldAsMoved(t *testing.T) {
	t.Parallel()
	all := page(0, 1, 2, 3, 4, 5)
	filler := strings.Repeat("\nCâu này đứng giữa để các đoạn cách xa nhau, không đổi gì.", 1)
	const zero = "Điều chỉnh quy hoạch sử dụng đất phải được lấy ý kiến của nhân dân trong khu vực. Kết quả được công khai tại trụ sở ủy ban."
	for what, test := range map[string]struct {
		old, new []string
		want     []string
		from, to int
		pages    []int
	}{
		"a paragraph of two sentences, down": {[]string{all}, []string{page(1, 2, 3, 4, 5, 0)}, []string{"moved changed: " + zero + " => " + zero}, 1, 1, []int{1}},
		"a paragraph, up":                    {[]string{all}, []string{page(5, 0, 1, 2, 3, 4)}, []string{"moved changed: " + chapters[5] + " => " + chapters[5]}, 1, 1, []int{1}},
		"over pages": {[]string{page(0, 1, 2), page(3, 4), page(5)}, []string{page(1, 2), page(3, 4), page(5, 0)},
			[]string{"moved changed: " + zero + " => " + zero}, 1, 3, []int{1, 3}},
		"and was broken over a page there": {[]string{page(0, 1, 2), page(3)}, []string{page(1, 2, 3) + "\n" + zero[:40], zero[40:]},
			[]string{"moved changed: " + zero + " => " + zero}, 1, 1, []int{1, 2}},
		"two paragraphs, swapped": {[]string{page(1, 2)}, []string{page(2, 1)}, []string{"moved changed: " + chapters[2] + " => " + chapters[2]}, 1, 1, []int{1}},
		"nearly": {[]string{all}, []string{strings.Replace(page(1, 2, 3, 4, 5)+"\n"+chapters[0], "khu vực", "địa bàn", 1)},
			[]string{"moved changed: " + zero + " => " + strings.Replace(zero, "khu vực", "địa bàn", 1)}, 1, 1, []int{1}},
		"in capitals is another": {[]string{all}, []string{page(0, 1, 2, 3, 4) + "\nMở đầu. " + strings.ToUpper(chapters[5])}, []string{"removed: " + chapters[5] + " => ", "added:  => Mở đầu. " + strings.ToUpper(chapters[5])}, 1, 1, []int{1}},
		"with its number":        {[]string{"1. " + chapters[1] + "\n2. " + chapters[2] + "\n3. " + chapters[3]}, []string{"1. " + chapters[2] + "\n2. " + chapters[3] + "\n3. " + chapters[1]}, []string{"moved changed: 1. " + chapters[1] + " => 3. " + chapters[1]}, 1, 1, []int{1}},
		"too short to be told":   {[]string{"Hết phần một.\n" + all}, []string{all + "\nHết phần một."}, []string{"removed: Hết phần một. => ", "added:  => Hết phần một."}, 1, 1, []int{1}},
		"less than nearly":       {[]string{all}, []string{page(0, 1, 2, 4, 5) + "\nCác thủ tục hành chính thì vẫn làm ở trụ sở ủy ban như từ trước đến nay."}, []string{"removed: " + chapters[3] + " => ", "added:  => Các thủ tục hành chính thì vẫn làm ở trụ sở ủy ban như từ trước đến nay."}, 1, 1, []int{1}},
		"a copy is an addition":  {[]string{all}, []string{all + "\n" + chapters[1]}, []string{"added:  => " + chapters[1]}, 1, 1, []int{1}},
		"twice gone and once new is not known from where": {[]string{chapters[1] + "\n" + page(2, 3) + "\n" + chapters[1] + "\n" + page(4, 5)}, []string{page(2, 3, 4, 5) + filler + "\n" + chapters[1]},
			nil, 0, 0, []int{1}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := compare.Compare(pages(test.old...), pages(test.new...))
			reproduces(t, pages(test.old...), pages(test.new...), r)
			if test.want == nil { // which way it is told is open
				return
			}
			var got []string
			for _, c := range r.Changes {
				got = append(got, told(c))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("changes (-want +got)\n%s", diff)
			}
			if len(r.Changes) > 0 && r.Changes[0].Moved && (r.Changes[0].Old.Page != test.from || r.Changes[0].New.Page != test.to) {
				t.Errorf("got %+v, want from page %d to %d", r.Changes[0], test.from, test.to)
			}
			if !slices.Equal(r.Pages, test.pages) {
				t.Errorf("got pages %v, want %v", r.Pages, test.pages)
			}
		})
	}
}

// A block moves as one, with its tables.
func TestAChapterWithATableMovesAsOnePassage(t *testing.T) {
	t.Parallel()
	text := func(table bool, order ...int) compare.Text {
		made := compare.Text{Rows: [][]int{}}
		var lines []string
		for _, i := range order {
			lines = append(lines, strings.Split(chapters[i], "\n")...)
			if i == 0 && table {
				for n := range 20 {
					made.Rows = append(made.Rows, []int{len(lines)})
					lines = append(lines, fmt.Sprintf("%d\tXã số %d\t%d hộ", n+1, n+1, 100+n))
				}
			}
		}
		made.Pages = []string{strings.Join(lines, "\n")}
		return made
	}
	others := []int{1, 2, 3, 4, 5, 1, 2, 3, 5, 4, 1, 5, 4, 3, 3, 2, 1, 4, 2, 5, 1, 1, 2, 3, 4, 5, 5, 4}
	old, new := text(true, append([]int{0}, others...)...), text(true, append(slices.Clone(others), 0)...)
	r := compare.Compare(old, new)
	reproduces(t, old, new, r)
	if len(r.Changes) != 1 || !r.Changes[0].Moved || r.Changes[0].Row || r.Changes[0].Words != nil || r.Changes[0].Old.To-r.Changes[0].Old.From != 22 {
		t.Errorf("got %d changes: %+v", len(r.Changes), r.Changes)
	}
}
