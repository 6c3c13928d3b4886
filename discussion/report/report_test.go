package report

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

var hanoi = time.FixedZone("+07", 7*60*60)

// sample is a report of four issues and four groups, one of them silent.
func sample() Report {
	return Report{
		Congress: "Đại hội mẫu lần thứ nhất", Place: "Hà Nội", Discussion: "Dự thảo Báo cáo chính trị trình Đại hội",
		AsOf: 1234, Date: time.Date(2026, time.March, 5, 16, 4, 0, 0, hanoi),
		Groups: []string{"Tổ 1", "Tổ 2", "Tổ 3", "Tổ 4"},
		Issues: []Issue{
			{Title: "Chủ đề và phương châm của Đại hội", Question: "Đại biểu nhất trí với chủ đề được nêu hay đề nghị bổ sung?", Comments: [][]Comment{
				{
					{Number: 1, Stance: "nhất trí", Text: "Nhất trí với chủ đề Đại hội. Chủ đề ngắn gọn, dễ nhớ, thể hiện được khát vọng phát triển của thành phố trong giai đoạn mới."},
					{Number: 4, Stance: "đề nghị", Text: "Đề nghị bổ sung cụm từ “chuyển đổi số” vào phương châm.\n\nLý do: đây là khâu đột phá đã được nêu ở mục III của dự thảo, nhưng chưa có trong phương châm."},
				},
				{{Number: 1, Stance: "nhất trí", Text: "Cơ bản nhất trí."}},
				nil,
				{{Number: 2, Stance: "băn khoăn", Text: "Còn băn khoăn về tính khả thi của mốc thời gian đến năm 2030."}, {Number: 3, Withdrawn: true, Text: "không in"}},
			}},
			{Title: "Đánh giá kết quả nhiệm kỳ qua", Comments: [][]Comment{
				{{Number: 2, Stance: "cho rằng", Text: "Phần đánh giá hạn chế còn chung chung, cần có số liệu so sánh giữa các năm."}},
				{{Number: 2, Stance: "đề nghị", Text: "Đề nghị tách riêng đánh giá về cải cách hành chính."}},
				nil, nil,
			}},
			{Title: "Chỉ tiêu phát triển đến năm 2030", Comments: [][]Comment{
				{{Number: 3, Stance: "không tán thành", Text: "Chỉ tiêu tăng trưởng 12% là quá cao so với dự báo < 9% & khả năng huy động vốn."}},
			}},
			{Title: "Nhiệm vụ, giải pháp trọng tâm"},
		},
		Outside: Issue{Comments: [][]Comment{nil, {{Number: 3, Text: "Đề nghị Ban tổ chức bố trí thêm thời gian thảo luận tại tổ."}}}},
	}
}

func TestReportReadsAsReviewed(t *testing.T) {
	got := outline(t, write(t, sample()))
	const golden = "testdata/report.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the report reads differently (-want +got); -update writes it anew:\n%s", diff)
	}
}

func TestEmptyReportIsWhole(t *testing.T) {
	got := outline(t, write(t, Report{}))
	for _, want := range []string{"[Title] BÁO CÁO", "ngày      tháng      năm", "Chưa có ý kiến.", "[Heading1] III. NỘI DUNG NGOÀI ĐỀ CƯƠNG\n[Normal] Không có ý kiến."} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in:\n%s", want, got)
		}
	}
}

func TestSameReportIsTheSameBytes(t *testing.T) {
	first := write(t, sample())
	for range 20 {
		if got := write(t, sample()); string(got) != string(first) {
			t.Fatal("want the same bytes")
		}
	}
	other := sample()
	other.AsOf++
	if string(write(t, other)) == string(first) {
		t.Error("another record number gives the same bytes")
	}
}

func TestWritingChangesNothingOfTheReport(t *testing.T) {
	r := sample()
	r.Issues = append(make([]Issue, 0, 10), r.Issues...) // room behind the last issue
	write(t, r)
	if behind := r.Issues[:5][4]; behind.Comments != nil {
		t.Errorf("want nothing behind the issues, got %v", behind)
	}
	if diff := cmp.Diff(sample(), r, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Error(diff)
	}
}

func TestAuthorIsNamedOnlyWhenGiven(t *testing.T) {
	r := sample()
	r.Outside.Comments[1][0].Author = "Đại biểu Mẫu"
	if got := outline(t, write(t, r)); !strings.Contains(got, "thảo luận tại tổ. (Đại biểu Mẫu)") {
		t.Errorf("want the author, got:\n%s", got)
	}
}

func TestWithdrawnCommentKeepsItsNumberAndDoesNotCount(t *testing.T) {
	r := Report{Groups: []string{"Tổ 1"}, Issues: []Issue{{Title: "Một", Comments: [][]Comment{{
		{Number: 1, Stance: "nhất trí", Text: "bí mật", Withdrawn: true}, {Number: 2, Text: "hai"},
	}}}}}
	got := outline(t, write(t, r))
	if strings.Contains(got, "bí mật") || !strings.Contains(got, "Ý kiến số 1 đã được rút.") || !strings.Contains(got, "tổng hợp 1 ý kiến") {
		t.Errorf("got:\n%s", got)
	}
}

func TestCommentsBeyondTheGroupsAreNeitherPrintedNorCounted(t *testing.T) {
	r := Report{Groups: []string{"Tổ 1"}, Issues: []Issue{{Title: "Một", Comments: [][]Comment{nil, {{Number: 1, Text: "lạc"}}}}}}
	if got := outline(t, write(t, r)); strings.Contains(got, "lạc") || !strings.Contains(got, "tổng hợp 0 ý kiến") {
		t.Errorf("got:\n%s", got)
	}
}

func TestManyIssuesGiveSeveralTables(t *testing.T) {
	r := Report{Groups: []string{"Tổ 1"}}
	for n := range 50 {
		r.Issues = append(r.Issues, Issue{Title: fmt.Sprint("Nội dung ", n+1), Comments: [][]Comment{{{Number: n + 1, Text: "có"}}}})
	}
	got := outline(t, write(t, r))
	for _, want := range []string{"| Tổ | ND 1 | ND 2 |", "| Tổ | ND 50 | Ngoài ĐC | Cộng |", "| Tổ 1 | 1 | 0 | 50 |"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in:\n%s", want, got)
		}
	}
}

func TestDateHasItsZerosWhereTheStateFormHasThem(t *testing.T) {
	for _, c := range []struct {
		month time.Month
		day   int
		want  string
	}{
		{time.January, 9, "ngày 09 tháng 01 năm 2026"},
		{time.February, 10, "ngày 10 tháng 02 năm 2026"},
		{time.March, 5, "ngày 05 tháng 3 năm 2026"},
		{time.December, 31, "ngày 31 tháng 12 năm 2026"},
	} {
		if got := dateLine(time.Date(2026, c.month, c.day, 0, 0, 0, 0, hanoi)); got != c.want {
			t.Errorf("want %q, got %q", c.want, got)
		}
	}
}

func BenchmarkReport2700Comments(b *testing.B) {
	r := Report{Discussion: "Dự thảo", Date: time.Unix(0, 0)}
	for g := range 12 {
		r.Groups = append(r.Groups, fmt.Sprint("Tổ ", g+1))
	}
	text := strings.Repeat("Đề nghị bổ sung giải pháp cụ thể cho từng lĩnh vực. ", 8)
	for range 4 {
		i := Issue{Title: "Nội dung", Comments: make([][]Comment, 12)}
		for g := range i.Comments {
			for n := range 2700 / 48 {
				i.Comments[g] = append(i.Comments[g], Comment{Number: n + 1, Stance: "đề nghị", Text: text})
			}
		}
		r.Issues = append(r.Issues, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DOCX(r); err != nil {
			b.Fatal(err)
		}
	}
}
