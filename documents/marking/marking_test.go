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

	"plenum/documents/marking"
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
	for label, samples := range map[string]map[string]sample{"written with the rules": written, "held out": heldOut, "held out again": heldOutAgain, "last held out": lastHeldOut} {
		s := judge(t, samples)
		t.Logf("%s: %d samples: precision %.3f (%d right, %d false alarms), recall %.3f (%d missed), %d rightly passed",
			label, len(samples), s.precision(), s.right, s.wrong, s.recall(), s.missed, s.passed)
		if s.precision() < 0.95 || s.recall() < 0.95 {
			t.Errorf("%s: got precision %.3f and recall %.3f, want at least 0.95 of each", label, s.precision(), s.recall())
		}
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
	files, err := filepath.Glob(filepath.FromSlash("../../../shared/corpus/nghi-*.docx"))
	if err != nil || len(files) == 0 {
		t.Skip("the test documents are not here: put the decrees (nghi-dinh-*.docx) into shared/corpus beside the repository to run this")
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
