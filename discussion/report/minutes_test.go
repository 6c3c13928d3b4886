package report

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sample are minutes of two issues, with an absence, what came late and both signatures.
func sample() Minutes {
	at := time.Date(2026, time.March, 5, 16, 4, 0, 0, hanoi)
	return Minutes{
		Congress: "Đại hội mẫu lần thứ nhất", Place: "Hà Nội", Room: "Phòng họp 3", Discussion: "Dự thảo Báo cáo chính trị trình Đại hội", Group: "Tổ 1",
		AsOf: 1234, Date: at, From: at.Add(-2 * time.Hour), To: at, Chair: "Nguyễn Văn Mẫu", Secretaries: []string{"Trần Thị Mẫu"},
		Present: []string{"Nguyễn Văn Mẫu", "Trần Thị Mẫu"}, Absent: []Absent{{"Lê Văn Vắng", "ốm"}}, Opening: "Tổ trưởng nêu mục đích.\nĐại biểu thảo luận.",
		Issues: []MinutesIssue{
			{Title: "Chủ đề và phương châm của Đại hội", Comments: []Comment{
				{Number: 1, Stance: "nhất trí", Text: "Nhất trí với chủ đề Đại hội."},
				{Number: 4, Stance: "đề nghị", Text: "Đề nghị bổ sung cụm từ “chuyển đổi số” vào phương châm.\n\nLý do: đây là khâu đột phá đã được nêu ở mục III của dự thảo."},
				{Number: 5, Withdrawn: true, Text: "không in"},
			}},
			{Title: "Chỉ tiêu phát triển đến năm 2030", Comments: []Comment{
				{Number: 3, Stance: "không tán thành", Text: "Chỉ tiêu tăng trưởng 12% là quá cao so với dự báo < 9% & khả năng huy động vốn.", Author: "Phạm Thị Thử"},
			}},
		},
		Outside: []Comment{{Number: 2, Text: "Đề nghị Ban tổ chức bố trí thêm thời gian thảo luận tại tổ."}}, Conclusion: "Tổ thống nhất cao.",
		Additions: []Addition{
			{Opinion: &Comment{Number: 6, Text: "Ý kiến đến muộn."}}, {at.Add(time.Hour), "Trần Thị Mẫu", "Đính chính số liệu.", nil},
			{Opinion: &Comment{Number: 7, Text: "Ý kiến sau đính chính."}},
		},
		SignedBy: "Nguyễn Văn Mẫu", SignedAt: at, SealedBy: "Trần Thị Mẫu", SealedAt: at.Add(time.Minute), Hash: strings.Repeat("0a", 32),
	}
}

func TestMinutesReadAsReviewed(t *testing.T) {
	t.Parallel()
	got := outline(t, write(t, sample()))
	const golden = "testdata/minutes.golden"
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
		t.Errorf("the minutes read differently (-want +got); -update writes them anew:\n%s", diff)
	}
}

func TestEmptyMinutesAreWhole(t *testing.T) {
	t.Parallel()
	got := outline(t, write(t, Minutes{}))
	for _, want := range []string{"[Title] BIÊN BẢN", "ngày      tháng      năm", "Có mặt (0): không có.", "1. Nội dung ngoài đề cương\n[Normal] Không có ý kiến."} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in:\n%s", want, got)
		}
	}
}

func TestSameMinutesAreTheSameBytes(t *testing.T) {
	t.Parallel()
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

func TestWritingChangesNothingOfTheMinutes(t *testing.T) {
	t.Parallel()
	m := sample()
	m.Issues = append(make([]MinutesIssue, 0, 10), m.Issues...) // room behind the last issue
	write(t, m)
	if behind := m.Issues[:3][2]; behind.Comments != nil || behind.Title != "" {
		t.Errorf("want nothing behind the issues, got %v", behind)
	}
	if diff := cmp.Diff(sample(), m, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Error(diff)
	}
}

func TestAWithdrawnCommentKeepsItsNumberAndLosesItsWords(t *testing.T) {
	t.Parallel()
	got := outline(t, write(t, sample()))
	if strings.Contains(got, "không in") || !strings.Contains(got, "Ý kiến số 5 đã được rút.") {
		t.Errorf("got:\n%s", got)
	}
}

func TestAnAuthorIsNamedOnlyWhenGiven(t *testing.T) {
	t.Parallel()
	got := outline(t, write(t, sample()))
	if !strings.Contains(got, "huy động vốn. (Phạm Thị Thử)") || !strings.Contains(got, "với chủ đề Đại hội.\n") {
		t.Errorf("got:\n%s", got)
	}
}
