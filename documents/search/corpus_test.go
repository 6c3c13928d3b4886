package search

import (
	"archive/zip"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/internal/need"
)

var (
	paragraphs = regexp.MustCompile(`(?s)<w:p[ >].*?</w:p>`)
	runs       = regexp.MustCompile(`<w:t(?: [^>]*)?>([^<]*)</w:t>`)
	article    = regexp.MustCompile(`^Điều (\d+)\. *(.*)$`)
)

// linesOf are the paragraphs of a DOCX of the corpus.
func linesOf(t *testing.T, name string) (lines []string) {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join(need.Corpus(t, name), name))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	part, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	xml, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paragraphs.FindAll(xml, -1) {
		var b strings.Builder
		for _, r := range runs.FindAllSubmatch(p, -1) {
			b.Write(r[1])
		}
		lines = append(lines, strings.TrimSpace(b.String()))
	}
	return lines
}

// articles makes each article of a decree a document of its own, called 30:5, with its heading as title. What stands before the
// first one is 30:0; forms behind the last belong to the last.
func articles(lines []string, decree string) (all []Entry) {
	at := Entry{Document: congress.ObjectID(decree + ":0"), Title: "Nghị định " + decree}
	var b strings.Builder
	flush := func() {
		at.Pages = []string{b.String()}
		all = append(all, at)
		b.Reset()
	}
	for _, line := range lines {
		if m := article.FindStringSubmatch(line); m != nil && m[1] == fmt.Sprint(len(all)+1) {
			flush()
			at = Entry{Document: congress.ObjectID(decree + ":" + m[1]), Title: m[2]}
			continue
		}
		b.WriteString(line + "\n")
	}
	flush()
	return all
}

func TestOfFortyQueriesOverTheCorpusTheRightDocumentIsFirst(t *testing.T) {
	t.Parallel()
	entries := articles(linesOf(t, "nghi-dinh-30-2020.docx"), "30")
	entries = append(entries, articles(linesOf(t, "nghi-dinh-105-2021.docx"), "105")...)
	annex := Entry{Document: "annex", Title: "Phụ lục I"}
	lines := linesOf(t, "nghi-dinh-30-2020-phu-luc-1.docx")
	for at := 0; at < len(lines); at += 40 {
		annex.Pages = append(annex.Pages, strings.Join(lines[at:min(len(lines), at+40)], "\n"))
	}
	x := indexed(t, append(entries, annex)...)
	if len(entries) != 1+38+1+59 {
		t.Fatalf("%d articles were read", len(entries))
	}
	asked := []struct{ text, right string }{ // right: several where each says it in the same words
		{"ký thừa ủy quyền", "30:13"}, {"ký thừa lệnh", "30:13"}, {"thu hồi văn bản", "30:18"}, {"dấu giáp lai", "30:33"},
		{"con dấu", "30:32 30:33"}, {"khoa bi mat", "30:32 30:33"}, {"giá trị pháp lý của bản sao", "30:26"},
		{"giá trị pháp lý văn bản điện tử", "30:5"}, {"danh mục hồ sơ", "30:28"}, {"nộp lưu hồ sơ", "30:30 30:31"},
		{"bóc bì", "30:21"}, {"trích sao", "30:25"}, {"kinh phí văn thư", "30:36"}, {"thẩm quyền sao văn bản", "30:27"},
		{"duyệt bản thảo", "30:11"}, {"khổ A4", "annex"}, {"tập đoàn kinh tế", "30:38"}, {"5/3/2020", "30:0 annex"},
		{"29-5-2003", "105:57 105:58"}, {"09/10/2002", "105:57"}, {"ngày 13.5.2009", "105:57"}, {"1/1/2022", "105:57"},
		{"Nghị định số 58", "105:57 105:58"}, {"QĐ 133", "105:57"}, {"Quyết định số 52", "105:57"}, {"đoàn đặc nhiệm", "105:5"},
		{"lấy máu", "105:46"}, {"người giám hộ", "105:46"}, {"quá cảnh lãnh thổ", "105:19 105:22"},
		{"chuyển đi khỏi nơi cư trú", "105:47"}, {"dừng quản lý", "105:48"}, {"tổ công tác liên ngành", "105:36"},
		{"bo nong nghiep", "105:55"}, {"chế độ giao ban", "105:13"}, {"quy định chuyển tiếp", "105:58"}, {"kho lưu mẫu", "105:28"},
		{"tuyen truyen van dong nhan dan", "105:7"}, {"chuyên án chung", "105:10"}, {"HĐND cấp tỉnh", "105:39"}, {"UBND cấp xã nơi chuyển đến", "105:47"},
	}
	if len(asked) != 40 {
		t.Fatalf("%d queries", len(asked))
	}
	right := 0
	for _, q := range asked {
		res := ask(t, x, q.text)
		check(t, res)
		if len(res.Hits) > 0 && strings.Contains(" "+q.right+" ", " "+string(res.Hits[0].Document)+" ") {
			right++
			continue
		}
		got := names(res)
		t.Logf("%q: want %s first, got %.80s (%q)", q.text, q.right, got, res.Relaxed)
	}
	t.Logf("%d of 40", right)
	if right < 38 {
		t.Errorf("the right document is first for %d of 40, want 38", right)
	}
}

// minutes are documents of our own that share syllables: what is asked stands together in one of them only.
func minutes() []Entry {
	return []Entry{
		{Document: "rules", Number: "02-QC/ĐH", Title: "Quy chế làm việc; kế hoạch tổ chức Đại hội", Kind: "Quy chế", Pages: []string{
			"Quy định về kế hoạch, quy trình lập hoạch toán. Quy chế quy định mọi kế hoạch. Kế hoạch, quy mô, quy ước.",
		}},
		{Document: "plan", Number: "11-BC/ĐH", Title: "Báo cáo kinh tế", Kind: "Báo cáo", Pages: []string{
			"Trang đầu nói về ngân sách của thành phố, thu và chi.",
			"Công tác quy hoạch đô thị được phê duyệt ngày 09 tháng 11 năm 2026, có lấy ý kiến của UBND các phường.",
		}},
		{Document: "seven", Number: "14-BC/ĐH", Title: "Báo cáo thực hiện nghị quyết về khoa học", Kind: "Báo cáo", Pages: []string{
			"Thành ủy triển khai Nghị quyết số 57 của Bộ Chính trị về khoa học và công nghệ. Các xã đã họp.",
		}},
		{Document: "many", Number: "15-BC/ĐH", Title: "Nghị quyết số 12: nghị quyết, nghị quyết, số 3, số 4", Kind: "Nghị quyết", Pages: []string{
			"Quyết định số 57 khác Nghị quyết số 12. Nghị quyết này có 57 trang. Nghị quyết, nghị quyết số, số.",
		}},
		{Document: "council", Number: "21-TTr/HĐND", Title: "Tờ trình của Hội đồng nhân dân thành phố", Kind: "Tờ trình", Pages: []string{
			"HĐND đề nghị phát triển KT-XH, giữ vững QP-AN. Kỳ họp ngày 9/11/2025.",
		}},
		{Document: "people", Number: "22-TB/ĐH", Title: "Thông báo của nhân dân", Kind: "Thông báo", Pages: []string{
			"Nhân dân hội ý, đồng lòng. Ủy viên là dân, ban đầu là nhân viên. Hội nghị đồng tình. Phát triển xã, tế lễ, kinh nghiệm, hội hè.",
		}},
		{Document: "front", Number: "23-BC/MTTQ", Title: "Báo cáo của Ủy ban Mặt trận Tổ quốc", Kind: "Báo cáo", Pages: []string{
			"Mặt trận Tổ quốc các cấp vận động nhân dân. Họp vào ngày 2 tháng 3 năm 2026 ở Thành phố Hồ Chí Minh.",
		}},
		{Document: "branch", Number: "57-NQ/TW", Title: "Đột phá phát triển khoa học", Kind: "Văn kiện", Pages: []string{
			"BCH Đảng bộ và BTV quán triệt. Quán triệt trước 31-12-2026, tại TP.Hải Phòng và TP Cần Thơ.",
		}},
		{Document: "bare", Title: "Giay moi", Pages: []string{"Kinh moi du hop ngay 15 thang 4 nam 2026 tai uy ban nhan dan xa"}},
		{Document: "month", Title: "Lịch công tác tháng 05 năm 2026", Pages: []string{"Việc của tháng: 5 việc, năm người, 2026 lượt."}},
	}
}

func TestWordsOfSeveralSyllablesRankByNearness(t *testing.T) {
	t.Parallel()
	x := indexed(t, minutes()...)
	for _, tt := range []struct{ text, first string }{
		{"quy hoạch", "plan"}, {"quy hoach", "plan"}, {"QUY HOẠCH", "plan"}, {"quy hoạch đô thị", "plan"}, {"đô thị quy hoạch", "plan"}, {"quy hoạ", "plan"},
		{"kế hoạch", "rules"}, {"quy chế", "rules"}, {"quy định", "rules"},
		{"Nghị quyết số 57 của Bộ Chính trị", "seven"}, {"nghi quyet so 57", "branch"}, {"Nghị quyết 57", "branch"}, {"Nghị quyết số 12", "many"}, {"Quyết định số 57", "many"}, {"quyết định 57", "many"},
		{"hội đồng nhân dân", "council"}, {"phát triển kinh tế xã hội", "council"}, {"nhân dân", "people"}, {"thông báo", "people"},
		{"báo cáo kinh tế", "plan"}, {"khoa học và công nghệ", "seven"}, {"mặt trận tổ quốc", "front"},
	} {
		res := ask(t, x, tt.text)
		check(t, res)
		if len(res.Hits) == 0 || string(res.Hits[0].Document) != tt.first {
			t.Errorf("%q: want %s first, got %s", tt.text, tt.first, names(res))
		}
	}
}

func TestShortFormsFindLongOnesAndBack(t *testing.T) {
	t.Parallel()
	x := indexed(t, minutes()...)
	for _, tt := range []struct{ text, want, mark string }{
		{"UBND", "plan bare", "UBND"}, {"ubnd", "plan bare", "UBND"}, {"ủy ban nhân dân", "plan bare", "UBND"}, {"uỷ ban nhân dân", "plan bare", "UBND"}, {"Uy ban nhan dan", "bare plan", "uy"},
		{"ý kiến của ủy ban nhân dân", "plan", "UBND"}, {"ủy ban nhân dân các phường", "plan", "UBND"}, {"UBND các phường", "plan", "UBND"},
		{"HĐND", "council", "HĐND"}, {"hdnd", "council", "HĐND"}, {"hội đồng nhân dân thành phố", "council", "Hội"}, {"HĐND TP", "council", "Hội đồng nhân dân"},
		{"KT-XH", "council", "KT-XH"}, {"KTXH", "council", "KT-XH"}, {"kinh tế - xã hội", "council", "KT-XH"}, {"kinh tế-xã hội", "council", "KT-XH"}, {"phát triển kinh tế, xã hội", "council", "KT-XH"},
		{"quốc phòng, an ninh", "council", "QP-AN"}, {"quốc phòng - an ninh", "council", "QP-AN"},
		{"MTTQ", "front", "Mặt trận Tổ quốc"}, {"UBMTTQ", "front", "Ủy ban Mặt trận Tổ quốc"}, {"Ủy ban MTTQ", "front", "Ủy"},
		{"ban chấp hành", "branch", "BCH"}, {"BCH đảng bộ", "branch", "BCH"}, {"ban thường vụ quán triệt", "branch", "BTV"}, {"ban chap hanh dang bo", "branch", "BCH"},
		{"TP.HCM", "front", "Thành phố Hồ Chí Minh"}, {"TPHCM", "front", "Thành phố Hồ Chí Minh"}, {"tp hcm", "front", "Thành phố Hồ Chí Minh"}, {"TP. Hồ Chí Minh", "front", "Thành"},
		{"thành phố Hải Phòng", "branch", "TP"}, {"TP.Cần Thơ", "branch", "TP"}, {"thành phố Cần Thơ", "branch", "TP"}, {"TP Hải Phòng", "branch", "TP"},
		{"NQ 57", "branch seven", "57-NQ"}, {"NQ số 57", "branch seven", "57-NQ"}, {"Nghị quyết số 57", "branch seven", "57-NQ"},
		{"KH&CN", "seven", "khoa học và công nghệ"}, {"BCT", "seven", "Bộ Chính trị"}, {"tờ trình 21", "council", "21-TTr"}, {"TTr 21", "council", "21-TTr"},
		{`"UBND"`, "plan", "UBND"}, {`"ủy ban nhân dân"`, "bare", "uy ban nhan dan"}, // in quotes: as it stands
	} {
		found(t, x, tt.text, tt.want, tt.mark)
	}
}

func TestDatesInFiguresFindDatesInWordsAndBack(t *testing.T) {
	t.Parallel()
	x := indexed(t, minutes()...)
	for _, tt := range []struct{ text, want, mark string }{
		{"9/11/2026", "plan", "09 tháng 11 năm 2026"}, {"09/11/2026", "plan", "09 tháng 11 năm 2026"}, {"09-11-2026", "plan", "09 tháng 11 năm 2026"}, {"9.11.2026", "plan", "09 tháng 11 năm 2026"},
		{"2026-11-09", "plan", "09 tháng 11 năm 2026"}, {"9/11/26", "plan", "09 tháng 11 năm 2026"}, {"ngày 9/11/2026", "plan", "09 tháng 11 năm 2026"}, {"ngày 9 tháng 11 năm 2026", "plan", "09 tháng 11 năm 2026"},
		{"ngay 9 thang 11 nam 2026", "plan", "09 tháng 11 năm 2026"}, {"9 tháng 11 năm 2026", "plan", "09 tháng 11 năm 2026"}, {"quy hoạch 9/11/2026", "plan", "09 tháng 11 năm 2026"},
		{"ngày 09 tháng 11 năm 2025", "council", "9/11/2025"}, {"ngày 9-11-2025", "council", "9/11/2025"}, {"9 tháng 11/2025", "council", "9/11/2025"}, {"9/11 năm 2025", "council", "9/11/2025"}, {"ngày 9, tháng 11, năm 2025", "council", "9/11/2025"},
		{"9/11", "council plan", "9/11"}, {"ngày 9 tháng 11", "plan council", "09 tháng 11"}, {"ngày 31 tháng 12 năm 2026", "branch", "31-12-2026"}, {"31/12/2026", "branch", "31-12-2026"},
		{"02/03/2026", "front", "2 tháng 3 năm 2026"}, {"ngày mùng 2 tháng 3 năm 2026", "front", "2 tháng 3 năm 2026"}, {"2/3", "front", "2 tháng 3"}, {"15/4/2026", "bare", "15 thang 4 nam 2026"}, {"15.04.2026", "bare", "15 thang 4 nam 2026"},
		{"5/2026", "month", "05 năm 2026"}, {"05/2026", "month", "05 năm 2026"}, {"tháng 5/2026", "month", "05 năm 2026"}, {"tháng 5 năm 2026", "month", "tháng"},
		{"8/11/2026", "", ""}, {"9/12/2026", "", ""}, {"9/11/2027", "", ""}, {"31/13/2026", "", ""}, {"0/11/2026", "", ""}, {`"9/11/2026"`, "", ""},
	} {
		found(t, x, tt.text, tt.want, tt.mark)
	}
}

// found wants these documents before all others, none for "", and the mark on what was found in the first.
func found(t *testing.T, x *Index, text, want, mark string) {
	t.Helper()
	res := ask(t, x, text)
	check(t, res)
	if got := names(res); want == "" && got != "" || !strings.HasPrefix(got+" ", want+" ") && want != "" || res.Relaxed != Asked {
		t.Errorf("%q: want %q, got %q (%q)", text, want, got, res.Relaxed)
		return
	}
	if want == "" {
		return
	}
	h := res.Hits[0]
	seen := shown(h.Title) + "\n" + shown(h.Number)
	for _, p := range h.Passages {
		seen += "\n" + shown(p.Marked)
	}
	if !strings.Contains(seen, "["+mark+"]") && !strings.Contains(seen, "["+mark) {
		t.Errorf("%q: want %q marked, got %s", text, mark, seen)
	}
}
