package compare_test

import (
	"archive/zip"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"plenum/documents/compare"
	"plenum/internal/need"
	"plenum/vietnamese"
)

// report is a document of five paragraphs.
var report = []string{
	"Năm qua, toàn tỉnh đã thực hiện thắng lợi các mục tiêu đề ra.",
	"Tốc độ tăng trưởng kinh tế đạt 7,2%, cao hơn bình quân của cả nước.",
	"Thu ngân sách đạt 12.000 tỷ đồng; chi đầu tư phát triển được bảo đảm.",
	"Công tác xây dựng Đảng được chú trọng, kết nạp 1.200 đảng viên mới.",
	"Quốc phòng, an ninh được giữ vững.",
}

func joined(sentences ...string) string { return strings.Join(sentences, "\n") }

// brief is a change without what the test does not look at.
type brief struct {
	kind          compare.Kind
	old, new      int
	before, after string
}

// pages is a text of which it is not known which lines are rows.
func pages(pages ...string) compare.Text { return compare.Text{Pages: pages} }

func briefs(r compare.Result) []brief {
	var all []brief
	for _, c := range r.Changes {
		all = append(all, brief{c.Kind, c.Old.Page, c.New.Page, c.Before, c.After})
	}
	return all
}

func TestWhatChanged(t *testing.T) {
	page := joined(report...)
	for what, test := range map[string]struct {
		old, new []string
		want     []brief
		pages    []int
	}{
		"nothing":                         {[]string{page}, []string{page}, nil, nil},
		"no text in either":               {nil, []string{"", " \n"}, nil, nil},
		"spacing":                         {[]string{page}, []string{"  " + strings.ReplaceAll(page, " ", " \t ") + "\n\n"}, nil, nil},
		"lines wrapped elsewhere":         {[]string{page}, []string{strings.ReplaceAll(strings.ReplaceAll(page, "\n", " "), " đạt ", "\nđạt ")}, nil, nil},
		"normal form":                     {[]string{page}, []string{norm.NFD.String(page)}, nil, nil},
		"soft hyphens":                    {[]string{page}, []string{strings.ReplaceAll(page, "ngân", "ngâ\u00adn")}, nil, nil},
		"text moved over a page break":    {[]string{page, page}, []string{joined(report[:2]...), joined(report[2:]...) + "\n" + joined(report[:3]...), joined(report[3:]...)}, nil, nil},
		"a page broken within a sentence": {[]string{page}, []string{page[:strings.Index(page, "kinh tế")], page[strings.Index(page, "kinh tế"):]}, nil, nil},
		"page numbers":                    {[]string{page, page}, []string{page + "\n1", "- 2 -\n" + page}, nil, nil},
		"a list numbered anew":            {[]string{"1. Một việc.\n2. Hai việc.\na) Ba việc."}, []string{"2. Một việc.\n3. Hai việc.\nb) Ba việc."}, nil, nil},
		"articles numbered anew":          {[]string{"Mở đầu.\nĐiều 3. Nguyên tắc chung.\nĐiều 4. Hiệu lực."}, []string{"Mở đầu.\nĐiều 4. Nguyên tắc chung.\nĐiều 5. Hiệu lực."}, nil, nil},
		"Roman numbers":                   {[]string{"II. Kết quả đạt được.\nIII. Nhiệm vụ."}, []string{"IV. Kết quả đạt được.\nV. Nhiệm vụ."}, nil, nil},
		"tone marks moved":                {[]string{"Hoà bình, thuỷ lợi, KHOẺ, uý, toạ đàm, luỹ kế."}, []string{"Hòa bình, thủy lợi, KHỎE, úy, tọa đàm, lũy kế."}, nil, nil},
		"tones that stay":                 {[]string{"Toàn quốc, quý một, hoàn thành, xoè, quỹ."}, []string{"Toàn quốc, quý hai, hoàn thành, xòe, quỹ."}, []brief{{compare.Changed, 1, 1, "Toàn quốc, quý một, hoàn thành, xoè, quỹ.", "Toàn quốc, quý hai, hoàn thành, xòe, quỹ."}}, []int{1}},
		"another tone":                    {[]string{"Hoà bình."}, []string{"Hóa bình."}, []brief{{compare.Changed, 1, 1, "Hoà bình.", "Hóa bình."}}, []int{1}},
		"a word": {
			[]string{page, joined(report[3:]...)},
			[]string{strings.Replace(page, "7,2%", "8,5%", 1), joined(report[3:]...)},
			[]brief{{compare.Changed, 1, 1, report[1], strings.Replace(report[1], "7,2%", "8,5%", 1)}},
			[]int{1},
		},
		"a sentence put in": {
			[]string{"Mở đầu.", page},
			[]string{"Mở đầu.", joined(report[0], "Đây là câu mới hoàn toàn.") + "\n" + joined(report[1:]...)},
			[]brief{{compare.Added, 2, 2, "", "Đây là câu mới hoàn toàn."}},
			[]int{2},
		},
		"a sentence taken out": {
			[]string{"Mở đầu.", page},
			[]string{"Mở đầu.", joined(report[:2]...) + "\n" + joined(report[3:]...)},
			[]brief{{compare.Removed, 2, 2, report[2][:strings.Index(report[2], " chi")] + " " + "chi đầu tư phát triển được bảo đảm.", ""}},
			[]int{2},
		},
		"a page put in": {
			[]string{page, joined(report[3:]...)},
			[]string{page, "Trang này mới được thêm vào.\nNó có hai câu.", joined(report[3:]...)},
			[]brief{{compare.Added, 2, 2, "", "Trang này mới được thêm vào. Nó có hai câu."}},
			[]int{2},
		},
		"the last sentence taken out": {
			[]string{page}, []string{joined(report[:4]...)},
			[]brief{{compare.Removed, 1, 1, report[4], ""}}, []int{1},
		},
		"everything put in":    {nil, []string{"Một câu."}, []brief{{compare.Added, 0, 1, "", "Một câu."}}, []int{1}},
		"everything taken out": {[]string{"Một câu."}, nil, []brief{{compare.Removed, 1, 0, "Một câu.", ""}}, nil},
		"one sentence made two": {
			[]string{"Các đại biểu thảo luận sôi nổi và biểu quyết thông qua nghị quyết của đại hội."},
			[]string{"Các đại biểu thảo luận sôi nổi. Đại hội biểu quyết thông qua nghị quyết của đại hội."},
			[]brief{{compare.Changed, 1, 1, "Các đại biểu thảo luận sôi nổi và biểu quyết thông qua nghị quyết của đại hội.", "Các đại biểu thảo luận sôi nổi. Đại hội biểu quyết thông qua nghị quyết của đại hội."}},
			[]int{1},
		},
		"a sentence over two pages, changed on the second": {
			[]string{"Đại hội quyết nghị các mục tiêu chủ yếu đến", "năm 2030 về phát triển kinh tế - xã hội."},
			[]string{"Đại hội quyết nghị các mục tiêu chủ yếu đến", "năm 2035 về phát triển kinh tế - xã hội."},
			[]brief{{compare.Changed, 1, 1, "Đại hội quyết nghị các mục tiêu chủ yếu đến năm 2030 về phát triển kinh tế - xã hội.", "Đại hội quyết nghị các mục tiêu chủ yếu đến năm 2035 về phát triển kinh tế - xã hội."}},
			[]int{2},
		},
		"a heading": {
			[]string{"BÁO CÁO CHÍNH TRỊ\n" + page}, []string{"DỰ THẢO BÁO CÁO CHÍNH TRỊ\n" + page},
			[]brief{{compare.Changed, 1, 1, "BÁO CÁO CHÍNH TRỊ", "DỰ THẢO BÁO CÁO CHÍNH TRỊ"}}, []int{1},
		},
		"a running line, once": {
			[]string{"Dự thảo lần 3\n" + page, "Dự thảo lần 3\n" + page, "Dự thảo lần 3\n" + page},
			[]string{"Dự thảo lần 4\n" + page, "Dự thảo lần 4\n" + page, "Dự thảo lần 4\n" + page},
			[]brief{{compare.Changed, 1, 1, "Dự thảo lần 3", "Dự thảo lần 4"}}, []int{1},
		},
	} {
		t.Run(what, func(t *testing.T) {
			r := compare.Compare(pages(test.old...), pages(test.new...))
			if diff := cmp.Diff(test.want, briefs(r), cmp.AllowUnexported(brief{})); diff != "" {
				t.Errorf("changes (-want +got)\n%s", diff)
			}
			if !slices.Equal(r.Pages, test.pages) {
				t.Errorf("got changed pages %v, want %v", r.Pages, test.pages)
			}
			reproduces(t, pages(test.old...), pages(test.new...), r)
		})
	}
}

func TestTheWordsOfAChangedPassage(t *testing.T) {
	r := compare.Compare(pages(report[1]), pages(strings.Replace(report[1], "7,2%, cao hơn", "8,5%, vượt xa", 1)))
	want := []compare.Part{
		{Op: compare.Kept, Text: "Tốc độ tăng trưởng kinh tế đạt"},
		{Op: compare.Dropped, Text: "7,2%, cao hơn"},
		{Op: compare.Inserted, Text: "8,5%, vượt xa"},
		{Op: compare.Kept, Text: "bình quân của cả nước."},
	}
	if len(r.Changes) != 1 {
		t.Fatalf("got %+v, want one change", r.Changes)
	}
	if diff := cmp.Diff(want, r.Changes[0].Words); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatIsShownIsBounded(t *testing.T) {
	long := strings.Repeat("chữ ", 200_000)
	r := compare.Compare(pages("Một "+long), pages("Hai "+strings.Repeat("từ ", 200_000)+strings.Repeat("ế", 1<<20)))
	shown := 0
	for _, c := range r.Changes {
		shown += len(c.Before) + len(c.After)
		for _, p := range c.Words {
			shown += len(p.Text)
		}
		if n := len([]rune(c.Before)); n > 601 {
			t.Errorf("got a passage of %d characters", n)
		}
	}
	if len(r.Changes) == 0 || len(r.Changes) > 2000 || shown > 32<<20 {
		t.Errorf("got %d changes with %d bytes", len(r.Changes), shown)
	}
	many := compare.Compare(pages(), pages(slices.Repeat([]string{"Một câu."}, 5000)...))
	if len(many.Changes) != 2000 || many.More != 3000 || len(many.Pages) != 5000 {
		t.Errorf("got %d changes, %d more and %d pages, want 2000, 3000 and 5000", len(many.Changes), many.More, len(many.Pages))
	}
}

// reproduces takes the old passages out of the old version and puts the new ones, those that moved from where they were, at their places, and
// wants the new version; and wants the words of changed passages to give both versions of them.
func reproduces(tb testing.TB, before, after compare.Text, r compare.Result) {
	tb.Helper()
	if r.More > 0 {
		return
	}
	x, y := compare.Units(before, after)
	out, in := make([]bool, len(x)), map[int]string{}
	at := 0 // in the old version, what moved apart
	for i, c := range r.Changes {
		if c.Old.From < 0 || c.Old.To < c.Old.From || c.Old.To > len(x) || c.New.From < 0 || c.New.To < c.New.From || c.New.To > len(y) {
			tb.Fatalf("change %+v does not stand in the versions of %d and %d units", c, len(x), len(y))
		}
		if i > 0 && c.New.From < r.Changes[i-1].New.To {
			tb.Fatalf("change %+v stands before the one before it", c)
		}
		if !c.Moved && c.Old.From < at {
			tb.Fatalf("change %+v was before the one before it", c)
		} else if !c.Moved {
			at = c.Old.To
		}
		for k := c.Old.From; k < c.Old.To; k++ {
			if out[k] {
				tb.Fatalf("change %+v takes out what another one did", c)
			}
			out[k] = true
		}
		for k := c.New.From; k < c.New.To; k++ {
			in[k] = y[k].Key
			if c.Moved && c.Words == nil {
				in[k] = x[c.Old.From+k-c.New.From].Key // it is taken from where it was
			}
		}
		if (c.Kind == compare.Added) != (c.Old.From == c.Old.To) || (c.Kind == compare.Removed) != (c.New.From == c.New.To) || c.Moved && c.Kind != compare.Changed {
			tb.Fatalf("change %+v is not of its kind", c)
		}
		wordsFit(tb, c, x, y)
	}
	var got []string
	put := func() {
		for {
			key, ok := in[len(got)]
			if !ok {
				return
			}
			got = append(got, key)
		}
	}
	for k, u := range x {
		put()
		if !out[k] {
			got = append(got, u.Key)
		}
	}
	put()
	want := make([]string, 0, len(y))
	for _, u := range y {
		want = append(want, u.Key)
	}
	if !slices.Equal(got, want) {
		tb.Fatalf("the changes give\n%q, want\n%q", got, want)
	}
	if r.Same() != slices.EqualFunc(x, y, func(a, b compare.Unit) bool { return a.Key == b.Key }) {
		tb.Fatalf("got same %v", r.Same())
	}
	for i, p := range r.Pages {
		if p < 1 || p > len(after.Pages) || i > 0 && r.Pages[i-1] >= p {
			tb.Fatalf("got changed pages %v of %d", r.Pages, len(after.Pages))
		}
	}
}

func wordsFit(tb testing.TB, c compare.Change, x, y []compare.Unit) {
	tb.Helper()
	if c.Kind != compare.Changed {
		return
	}
	text := func(all []compare.Unit) []string {
		var parts []string
		for _, u := range all {
			parts = append(parts, strings.Fields(u.Text)...)
		}
		return parts
	}
	before, after := text(x[c.Old.From:c.Old.To]), text(y[c.New.From:c.New.To])
	if c.Moved && c.Words == nil {
		return // the keys are looked at
	}
	if len(before) > 300 || len(after) > 300 || len(strings.Join(before, " "))+len(strings.Join(after, " ")) > 600 {
		return // bounded
	}
	var was, is []string
	for _, p := range c.Words {
		if p.Op != compare.Inserted {
			was = append(was, strings.Fields(p.Text)...)
		}
		if p.Op != compare.Dropped {
			is = append(is, strings.Fields(p.Text)...)
		}
		if (p.Cell > 0) != (c.Row && c.Old.To-c.Old.From == 1) {
			tb.Fatalf("the words %+v are in cells, or not", c.Words)
		}
	}
	if !slices.Equal(is, after) || len(was) != len(before) {
		tb.Fatalf("the words %+v do not give\n%q and\n%q", c.Words, before, after)
	}
	for i := range was {
		if was[i] != before[i] && !number.MatchString(before[i]) && vietnamese.OneForm(was[i]) != vietnamese.OneForm(before[i]) {
			tb.Fatalf("the words %+v do not give\n%q", c.Words, before)
		}
	}
}

// number is a number of a list or a row, which is told as it is now.
var number = regexp.MustCompile(`^\(?(?:\d{1,5}(?:\.\d{1,3}){0,4}|[IVXLC]{1,7}|[A-Za-zđĐ])[.)]?$`)

func TestAnyEditIsReproduced(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 14))
	words := strings.Fields(joined(report...) + " 1. a) - BÁO CÁO CHÍNH TRỊ Điều 5. TP. Hà Nội")
	write := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(words[random.IntN(len(words))])
			b.WriteByte(" \n"[random.IntN(8)/7])
		}
		return b.String()
	}
	for range 300 {
		before := []string{write(random.IntN(200)), write(random.IntN(200)), write(random.IntN(200))}
		after := slices.Clone(before)
		for range random.IntN(4) {
			switch i := random.IntN(len(after)); random.IntN(4) {
			case 0:
				after[i] += write(random.IntN(30))
			case 1:
				after = slices.Delete(after, i, i+1)
				after = append(after, write(5))
			case 2:
				after[i] = strings.Replace(after[i], words[random.IntN(len(words))], "khác", 1)
			case 3:
				after = slices.Insert(after, i, write(60))
			}
		}
		reproduces(t, pages(before...), pages(after...), compare.Compare(pages(before...), pages(after...)))
	}
}

// book is a document of so many pages, each sentence another.
func book(pages int) []string {
	all := make([]string, pages)
	for i := range all {
		var b strings.Builder
		for k := range 30 {
			s := report[(i+k)%len(report)]
			fmt.Fprintf(&b, "%s Mục %d khoản %d nêu rõ điều này.\n", s, i, k)
		}
		all[i] = b.String()
	}
	return all
}

func TestAFewEditsInABookAreAFewChanges(t *testing.T) {
	before := book(300)
	text := strings.Join(before, "")
	text = strings.Replace(text, "Mục 7 khoản 3 nêu rõ điều này.", "Mục 7 khoản 3 đã được bỏ.", 1)
	text = strings.Replace(text, "Mục 150 khoản 0 nêu rõ điều này.", "Mục 150 khoản 0 nêu rõ điều này. Câu này được thêm vào.", 1)
	text = strings.Replace(text, "Mục 299 khoản 29 nêu rõ điều này.\n", "", 1)
	var after []string // laid out anew, 41 lines to a page
	for page := range slices.Chunk(strings.SplitAfter(text, "\n"), 41) {
		after = append(after, strings.Join(page, ""))
	}
	r := compare.Compare(pages(before...), pages(after...))
	want := []int{1 + (7*30+3)/41, 1 + (150*30)/41, 1 + (299*30+28)/41}
	if len(r.Changes) != 3 || !slices.Equal(r.Pages, want) || r.Changes[1].Old.Page != 151 {
		t.Errorf("got %d changes on pages %v, want 3 on %v", len(r.Changes), r.Pages, want)
	}
	reproduces(t, pages(before...), pages(after...), r)
}

var (
	paragraphs = regexp.MustCompile(`(?s)<w:p[ >].*?</w:p>`)
	runs       = regexp.MustCompile(`<w:t(?: [^>]*)?>([^<]*)</w:t>`)
)

func TestARealDecreeLaidOutAnewIsTheSame(t *testing.T) {
	const decree = "nghi-dinh-30-2020.docx"
	z, err := zip.OpenReader(filepath.Join(need.Corpus(t, decree), decree))
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
	var words []string
	for _, p := range paragraphs.FindAll(xml, -1) {
		var b strings.Builder
		for _, r := range runs.FindAllSubmatch(p, -1) {
			b.Write(r[1])
		}
		words = append(words, strings.Fields(b.String())...)
	}
	if len(words) < 5000 {
		t.Fatalf("got %d words, want those of a decree", len(words))
	}
	layout := func(words []string, perLine, perPage int) (pages []string) {
		for page := range slices.Chunk(words, perLine*perPage) {
			var b strings.Builder
			for line := range slices.Chunk(page, perLine) {
				b.WriteString(strings.Join(line, " ") + "\n")
			}
			fmt.Fprintf(&b, "%d\n", len(pages)+1)
			pages = append(pages, b.String())
		}
		return pages
	}
	before, after := layout(words, 14, 40), layout(words, 11, 33)
	if r := compare.Compare(pages(before...), pages(after...)); !r.Same() {
		t.Errorf("got %d changes, the first %+v, want none", len(r.Changes), r.Changes[0])
	}
	edited := slices.Clone(words)
	edited[4000] = "NGOẠI-LỆ"
	edited = slices.Insert(edited, 7000, strings.Fields("Đây là một câu được thêm vào.")...)
	after = layout(edited, 11, 33)
	r := compare.Compare(pages(before...), pages(after...))
	if len(r.Changes) == 0 || len(r.Changes) > 3 || !slices.Contains(r.Pages, 1+4000/363) || !slices.Contains(r.Pages, 1+7000/363) || len(r.Pages) > 3 {
		t.Errorf("got %d changes on pages %v, want two or three on %d and %d", len(r.Changes), r.Pages, 1+4000/363, 1+7000/363)
	}
	reproduces(t, pages(before...), pages(after...), r)
}

// FuzzCompare holds any two texts to the promises, with rows wherever they are said to be; moves is how the second text is made of the first.
func FuzzCompare(f *testing.F) {
	page := joined(report...)
	rows := "STT\tTên\tNăm\n1\tNguyễn Văn Mẫu\t1970\n2\tTrần Thị Thử\t1980\n3\tLê Ví Dụ\t1990\nHai\ndòng\nx"
	f.Add(page, page, []byte(nil), []byte(nil), []byte(nil))
	f.Add(page, strings.Replace(page, "7,2%", "8,5%", 1), []byte{0}, []byte{0}, []byte{1, 3})
	f.Add("1\f2\f3", "", []byte{0, 1}, []byte{9}, []byte{0, 0})
	f.Add("1. a) b) – • -\f- 3 -", "\xff\xfe\u0323\f\u00ad", []byte{1}, []byte{1}, []byte{0})
	f.Add("A A A A A A\fA A A\fA a. A", "A A A\n\n\fB\fA a. A b", []byte{0, 1, 1}, []byte{2, 3}, []byte{1})
	f.Add(strings.Repeat("Điều 1.\nhai\nba\f", 5), strings.Repeat("Điều 2.\nhai\nbốn\f", 6), []byte{4, 2}, []byte{4, 2}, []byte{7})
	f.Add(rows, rows+"\n"+rows, []byte{1, 1, 1, 1, 2}, []byte{1, 1, 1, 1, 2, 1, 1}, []byte{1, 3, 0, 2})
	f.Add(page+"\n"+page+"\n"+rows, rows+"\n"+page, []byte{0x80, 1, 1}, []byte{1}, []byte{2, 9, 5, 1})
	f.Fuzz(func(t *testing.T, old, new string, oldRows, newRows, moves []byte) {
		lines := strings.Split(old, "\n")
		for i := 0; i+1 < len(moves); i += 2 {
			from, to := int(moves[i])%len(lines), int(moves[i+1])%len(lines)
			line := lines[from]
			lines = slices.Insert(slices.Delete(slices.Clone(lines), from, from+1), to, line)
		}
		before, after, moved := rowed(old, oldRows), rowed(new, newRows), rowed(strings.Join(lines, "\n"), oldRows)
		reproduces(t, before, after, compare.Compare(before, after))
		reproduces(t, before, moved, compare.Compare(before, moved))
		if r := compare.Compare(before, before); !r.Same() || len(r.Pages) > 0 {
			t.Fatalf("a text differs from itself: %+v", r)
		}
	})
}

// rowed is a text with rows as the bytes say: how many lines before each, and how many cells, each of a line or two, or one line with tabs.
func rowed(text string, rows []byte) compare.Text {
	t := compare.Text{Pages: strings.Split(text, "\f")}
	at := 0
	for _, b := range rows {
		at += int(b & 3)
		row := []int{at}
		for k := range b >> 2 & 3 {
			row = append(row, []int{1, 2, -1, -2, 0, 1 << 62, -1 << 63}[(int(b>>4>>k&1)+2*len(row)*int(b&1))%7])
		}
		if b&0x80 != 0 {
			row[0] -= 2 // out of order
		}
		at++
		t.Rows = append(t.Rows, row)
	}
	return t
}

func BenchmarkCompare300Pages(b *testing.B) {
	before := book(300)
	edited := slices.Clone(before)
	for i := 0; i < 300; i += 10 {
		edited[i] = strings.Replace(edited[i], "nêu rõ", "quy định", 3)
	}
	other := make([]string, 300)
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(joined(report...))
	for i := range other {
		var w strings.Builder
		for range 600 {
			w.WriteString(words[random.IntN(len(words))] + " ")
		}
		other[i] = w.String()
	}
	size := 0
	for _, p := range before {
		size += len(p)
	}
	for _, test := range []struct {
		what  string
		after []string
	}{{"same", before}, {"edited", edited}, {"another text", other}} {
		b.Run(test.what, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if r := compare.Compare(pages(before...), pages(test.after...)); r.Same() != (test.what == "same") {
					b.Fatalf("got same %v", r.Same())
				}
			}
		})
	}
}
