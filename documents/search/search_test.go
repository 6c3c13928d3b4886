package search

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"plenum/congress"
)

func everything(congress.ObjectID) bool { return true }

// indexed makes an index of the entries.
func indexed(t testing.TB, entries ...Entry) *Index {
	t.Helper()
	x := New()
	t.Cleanup(x.Close)
	for _, e := range entries {
		if err := x.Put(e); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

// ask searches among everything.
func ask(t testing.TB, x *Index, text string) Result {
	t.Helper()
	res, err := x.Search(t.Context(), Query{Text: text, May: everything})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return res
}

// names are the documents of a result, in order.
func names(res Result) string {
	all := []string{}
	for _, h := range res.Hits {
		all = append(all, string(h.Document))
	}
	return strings.Join(all, " ")
}

// shown is a marked text with [brackets] around what was found.
func shown(m Marked) string {
	var b strings.Builder
	at := 0
	for _, r := range m.Found {
		b.WriteString(m.Text[at:r.From] + "[" + m.Text[r.From:r.To] + "]")
		at = r.To
	}
	return b.String() + m.Text[at:]
}

// materials are a small congress of our own making.
func materials() []Entry {
	return []Entry{
		{Document: "politics", Version: 2, Number: "01-BC/ĐHM", Title: "Báo cáo chính trị trình Đại hội", Kind: "Báo cáo", IssuedBy: "Ban Chấp hành Đảng bộ", Pages: []string{
			"Năm năm qua, thành phố giữ được nhịp tăng trưởng kinh tế. Hạ tầng giao thông có nhiều\nđổi mới, dân cư ven sông được di dời an toàn.",
			"Chuyển đổi số là khâu đột phá. Đến cuối nhiệm kỳ, mọi thủ tục hành chính\nđược làm trên mạng; việc chuyển\nđổi  số ở phường, xã đi vào nề nếp.",
			"Phát triển kinh tế -\nxã hội gắn với quốc phòng. Hòa bình và ổn định là tiền đề; thủy lợi được đầu tư.",
		}},
		{Document: "digital", Version: 1, Number: "30/2020/NĐ-CP", Title: "Chuyên đề chuyển đổi số trong cơ quan", Kind: "Chuyên đề", Tags: []string{"công nghệ", "dữ liệu"}, Pages: []string{
			"Dữ liệu dùng chung là nền. Mỗi cơ quan số hóa hồ sơ rồi mới chuyển hồ sơ lên mạng, đổi cách làm trước khi đổi máy.",
			"Lộ trình gồm ba bước, mức độ hoàn thành 7,5% trong năm 2026.",
		}},
		{Document: "guide", Version: 1, Number: "36-HD/VPTW", Title: "Hướng dẫn thảo luận tổ", Kind: "Hướng dẫn", Pages: []string{
			"Tổ trưởng điều hành, thư ký ghi biên bản. Đại biểu phát biểu không quá bảy phút.",
			"Bản ghi được ký số rồi niêm phong. Đồng chí thư ký gửi bản ghi về Đoàn Thư ký.",
		}},
		{Document: "letter", Version: 1, Number: "12-TB/BTC", Title: "Thong bao cho o cua dai bieu", Kind: "Thông báo", Pages: []string{
			"Dai bieu o xa den truoc ngay hop. Xe don tai ga, chuyen doi gio an trua sang 11 gio 30.",
		}},
		{Document: "water", Version: 1, Number: "05-TTr/UBND", Title: "Tờ trình về chống ngập và thoát nước", Kind: "Tờ trình", Pages: []string{
			"Ba trận mưa lớn làm ngập khu thấp trũng; bạn hàng, bàn ghế, bán buôn đều thiệt hại.",
			"Hệ thống quan trắc đo mực nước từng giờ, infor-\nmation được gửi về trung tâm. Đang thi công cống ngăn triều.",
		}},
	}
}

func TestQueriesFindInOrder(t *testing.T) {
	x := indexed(t, materials()...)
	for _, tt := range []struct {
		text, want string
		relaxed    Relaxation
	}{
		{"chuyển đổi số", "digital politics", Asked},
		{"chuyen doi so", "digital politics", Asked},
		{"CHUYỂN ĐỔI SỐ", "digital politics", Asked},
		{norm.NFD.String("chuyển đổi số"), "digital politics", Asked},
		{"chuyển đổi giờ", "letter", Asked},               // its text was typed without diacritics
		{"chuyển đổi ", "digital politics letter", Asked}, // exact ones first
		{"thuỷ lợi", "politics", Asked},
		{"thủy lợi", "politics", Asked},
		{"hoà bình", "politics", Asked},
		{"hòa bình", "politics", Asked},
		{"đại hội", "politics", Asked},
		{"dai hoi", "politics", Asked},
		{"đại biểu", "guide letter", Asked},
		{"dai bieu", "letter guide", Asked},
		{`"chuyển đổi số ở phường"`, "politics", Asked},
		{`“chuyen doi so” lộ trình`, "digital", Asked},
		{`"chuyển đổi"`, "digital politics letter", Asked},
		{`"chuyen doi"`, "digital politics letter", Asked},
		{`"đổi chuyển"`, "", Asked},
		{`"kinh tế xã hội"`, "politics", Asked},
		{"kinh tế-xã hội", "politics", Asked},
		{"chuy", "digital politics letter", Asked},
		{"chuyển đổi s", "digital politics letter", Asked},
		{"niêm ph", "guide", Asked},
		{"01-BC/ĐHM", "politics", Asked},
		{"01-bc/dhm", "politics", Asked},
		{"bc/đhm", "politics", Asked},
		{"36-HD", "guide", Asked},
		{"VPTW", "guide", Asked},
		{"30/2020/NĐ-CP", "digital", Asked},
		{"30/2020/N", "digital", Asked},
		{"2020", "digital", Asked},
		{"NĐ-CP 30", "digital", Asked},
		{"1-BC/ĐHM", "", Asked},
		{"7,5%", "digital", Asked},
		{"information", "water", Asked},
		{"bàn ", "water", Asked},
		{"công nghệ", "digital", Asked},
		{"báo cáo thủy lợi", "politics", Asked}, // the register entry and a page together
		{"lộ trình dữ liệu dùng chung", "digital", FewerWords},
		{"chuyễn đổi số", "digital politics", OtherMarks},
		{"niêm phong vũ trụ", "guide", FewerWords},
		{"khủng long", "", Asked},
		{"", "", Asked},
		{`"" - / "`, "", Asked},
	} {
		res := ask(t, x, tt.text)
		if got := names(res); got != tt.want || res.Relaxed != tt.relaxed || res.Total != len(res.Hits) {
			t.Errorf("%q: want %q (%q), got %q (%q), total %d", tt.text, tt.want, tt.relaxed, got, res.Relaxed, res.Total)
		}
	}
}

func TestAWordWithDiacriticsIsNotOneWithOthers(t *testing.T) {
	x := indexed(t,
		Entry{Document: "friend", Pages: []string{"bạn của tôi"}},
		Entry{Document: "table", Pages: []string{"cái bàn"}},
		Entry{Document: "bare", Pages: []string{"cai ban"}},
		Entry{Document: "party", Pages: []string{"đảng"}},
		Entry{Document: "now", Pages: []string{"đang"}},
	)
	for text, want := range map[string]string{"bàn": "table bare", "bạn": "friend bare", "ban": "bare table friend", "đang": "now", "đảng": "party", "dang": "now party"} {
		if got := names(ask(t, x, text)); got != want {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
}

func TestAHitShowsWhereItWasFound(t *testing.T) {
	x := indexed(t, materials()...)
	res := ask(t, x, "chuyen doi so")
	got := []string{}
	for _, h := range res.Hits {
		got = append(got, fmt.Sprintf("%s %d %s | %s", h.Document, h.Version, shown(h.Title), shown(h.Number)))
		for _, p := range h.Passages {
			got = append(got, fmt.Sprintf("%d: %s", p.Page, shown(p.Marked)))
		}
	}
	want := []string{
		"digital 1 Chuyên đề [chuyển] [đổi] [số] trong cơ quan | 30/2020/NĐ-CP",
		"1: Dữ liệu dùng chung là nền. Mỗi cơ quan [số] hóa hồ [sơ] rồi mới [chuyển] hồ [sơ] lên mạng, [đổi] cách làm trước khi [đổi] máy.",
		"politics 2 Báo cáo chính trị trình Đại hội | 01-BC/ĐHM",
		"2: [Chuyển] [đổi] [số] là khâu đột phá. Đến cuối nhiệm kỳ, mọi thủ tục hành chính được làm trên mạng; việc [chuyển] [đổi] [số] ở phường, xã đi vào nề nếp.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAHitSaysInWhichAnnexItWasFound(t *testing.T) {
	x := indexed(t, Entry{
		Document: "d", Title: "Báo cáo", Pages: []string{"lời đầu", "kinh tế"},
		Annexes: [][]string{nil, {"biểu một", "biểu hai thủy lợi"}, {"kinh tế nông thôn"}},
	})
	for text, want := range map[string]string{"lời đầu": "0:1", "thủy lợi": "2:2", "nông thôn": "3:1", "kinh tế": "0:2 3:1"} {
		var got []string
		for _, h := range ask(t, x, text).Hits {
			for _, p := range h.Passages {
				got = append(got, fmt.Sprintf("%d:%d", p.Annex, p.Page))
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%q is found in %q, want %q", text, got, want)
		}
	}
}

func TestAQueryThatIsTooLongIsInvalid(t *testing.T) {
	x := indexed(t, materials()...)
	for _, q := range []Query{
		{Text: strings.Repeat("ố", LongestText+1)}, {Text: strings.Repeat("a ", 100)[:LongestText-1]}, {Text: "a", Limit: -1}, {Text: "a", Offset: -1},
	} {
		q.May = everything
		if _, err := x.Search(t.Context(), q); congress.CodeOf(err) != "query_invalid" || congress.KindOf(err) != congress.Invalid {
			t.Errorf("%+v: want query_invalid, got %v", q.Text, err)
		}
	}
	for _, text := range []string{strings.Repeat("ố", LongestText), norm.NFD.String(strings.Repeat("ố", LongestText))} {
		if _, err := x.Search(t.Context(), Query{Text: text, May: everything}); err != nil {
			t.Errorf("%d bytes: %v", len(text), err)
		}
	}
	var e *congress.Error
	if _, err := x.Search(t.Context(), Query{Text: strings.Repeat("a", 201)}); !errors.As(err, &e) || e.Fields["text"].Code() == "" {
		t.Errorf("want the field named, got %v", err)
	}
}
