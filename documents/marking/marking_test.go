package marking_test

import (
	"archive/zip"
	"cmp"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents/marking"
	"plenum/internal/need"
)

// score counts what a set of samples came to.
type score struct{ right, wrong, missed, passed int }

func (s score) precision() float64 { return float64(s.right) / float64(max(1, s.right+s.wrong)) }
func (s score) recall() float64    { return float64(s.right) / float64(max(1, s.right+s.missed)) }

// judge finds the level of each sample. A wrong level is a miss; it is no false alarm, as it holds the file back too.
func judge(t *testing.T, samples map[string]sample) (s score) {
	t.Helper()
	for _, what := range slices.Sorted(maps.Keys(samples)) {
		want := samples[what].want
		found := marking.Find(samples[what].in)
		got := marking.Highest(found)
		switch {
		case got == want && want == none:
			s.passed++
		case got == want:
			s.right++
		case want == none:
			s.wrong++
			t.Logf("false alarm: %s: %+v", what, found)
		default:
			s.missed++
			t.Logf("missed: %s: got %q, want %q, %+v", what, got, want, found)
		}
	}
	return s
}

func TestMarkingsAreFoundAndProseIsNot(t *testing.T) {
	var all score
	for _, list := range []struct {
		label   string
		samples map[string]sample
	}{
		{"written with the rules", written}, {"first held out", firstHeldOut}, {"second held out", secondHeldOut},
		{"third held out", thirdHeldOut}, {"fourth held out", fourthHeldOut}, {"fifth held out", fifthHeldOut},
		{"carried by titles, footers and sentences", carried},
	} {
		s := judge(t, list.samples)
		s.demand(t, list.label)
		all.right, all.wrong, all.missed, all.passed = all.right+s.right, all.wrong+s.wrong, all.missed+s.missed, all.passed+s.passed
	}
	all.demand(t, "all")
}

// demand logs the figures and wants both to be high.
func (s score) demand(t *testing.T, label string) {
	t.Helper()
	t.Logf("%s: %d samples: precision %.3f (%d right, %d false alarms), recall %.3f (%d missed), %d rightly passed",
		label, s.right+s.wrong+s.missed+s.passed, s.precision(), s.right, s.wrong, s.recall(), s.missed, s.passed)
	if s.precision() < 0.95 || s.recall() < 0.95 {
		t.Errorf("%s: got precision %.3f and recall %.3f, want at least 0.95 of each", label, s.precision(), s.recall())
	}
}

func TestAFindingShowsThePlace(t *testing.T) {
	got := marking.Find(marking.Input{
		Name:       "Tờ trình mật.docx",
		Properties: map[string]string{"Title": "Tờ trình", "Độ mật": "Tối mật"},
		Pages: []string{
			"TỈNH ỦY\r\n\r\nSố: 12-BC/TU     TUYỆT   MẬT\r\nBáo cáo",
			"không có gì",
			"Phần 2\nba\n" + strings.Repeat("mở đầu, ", 60) + "Độ mật: Mật",
		},
	})
	want := []marking.Finding{
		{Level: mat, Where: marking.Name, Passage: "Tờ trình mật.docx", Rule: marking.RuleName},
		{Level: toi, Where: marking.Property, Key: "Độ mật", Passage: "Tối mật", Rule: marking.RuleProperty},
		{Level: tuyet, Where: marking.Text, Page: 1, Line: 3, Passage: "Số: 12-BC/TU TUYỆT MẬT", Rule: marking.RuleHeading},
		{Level: mat, Where: marking.Text, Page: 3, Line: 3, Passage: passageEnd, Rule: marking.RuleLabel},
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// passageEnd is what is shown of a long line with a marking at its end.
const passageEnd = "mở đầu, mở đầu, mở đầu, mở đầu, mở đầu, mở đầu, mở đầu, Độ mật: Mật"

func TestTheHighestLevelIsFoundBehindManyLowerOnes(t *testing.T) {
	pages := slices.Repeat([]string{"MẬT" + prose + "MẬT"}, 300)
	pages[290] = "TUYỆT MẬT" + prose
	found := marking.Find(marking.Input{Pages: pages})
	if len(found) != 21 || marking.Highest(found) != tuyet || found[20].Page != 291 || found[20].Line != 1 {
		t.Errorf("got %d findings, the highest %q, want 20 of the lowest level and TUYỆT MẬT on page 291", len(found), marking.Highest(found))
	}
}

func TestNothingIsFoundInNothing(t *testing.T) {
	if found := marking.Find(marking.Input{}); len(found) != 0 || marking.Highest(found) != none {
		t.Errorf("got %+v, want nothing", found)
	}
}

var (
	paragraphs = regexp.MustCompile(`(?s)<w:p[ >].*?</w:p>`)
	runs       = regexp.MustCompile(`<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(?:tab|br)/>`)
)

// wordsOf gives the paragraphs of a .docx file, one on a line.
func wordsOf(tb testing.TB, path string) string {
	tb.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer z.Close()
	part, err := z.Open("word/document.xml")
	if err != nil {
		tb.Fatal(err)
	}
	defer part.Close()
	xml, err := io.ReadAll(part)
	if err != nil {
		tb.Fatal(err)
	}
	var b strings.Builder
	for _, p := range paragraphs.FindAll(xml, -1) {
		for _, r := range runs.FindAllSubmatch(p, -1) {
			b.WriteString(cmp.Or(string(r[1]), "\t"))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestRealDecreesCarryNoMarking(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(need.Corpus(t), "nghi-*.docx"))
	if err != nil || len(files) == 0 {
		t.Fatal("no decrees in the corpus: ", err)
	}
	for _, file := range files {
		all := wordsOf(t, file)
		lines := strings.Split(all, "\n")
		if len(lines) < 100 || !strings.Contains(all, "mật") {
			t.Fatalf("%s: got %d lines, want the text of a decree", file, len(lines))
		}
		pages := []string{all}
		for page := range slices.Chunk(lines, 40) { // any line may come to the top of a page
			pages = append(pages, strings.Join(page, "\n"))
		}
		if found := marking.Find(marking.Input{Pages: pages, Name: filepath.Base(file)}); len(found) > 0 {
			t.Errorf("%s: got %+v, want nothing", file, found)
		}
	}
}

func TestAMarkingInHiddenTextIsFoundAndSaysThatItIsHidden(t *testing.T) {
	in := marking.Input{Pages: []string{"Báo cáo"}, Hidden: []marking.HiddenText{{Page: 3, Text: "Giữ bí mật"}, {Page: 2, Text: "TỐI MẬT"}, {Text: "MẬT"}}}
	found := marking.Find(in)
	if len(found) != 2 || found[0].Where != marking.Hidden || found[0].Page != 2 || found[0].Level != congress.ToiMat || found[1].Where != marking.Hidden || found[1].Page != 0 {
		t.Errorf("found %+v", found)
	}
}
