package search

import (
	"runtime"
	"strings"
	"testing"
	"weak"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
)

// secrets are documents for a few. They share words with the others, are better
// answers than those, and have words that nobody else has.
func secrets() []Entry {
	return []Entry{
		{Document: "personnel", Version: 1, Number: "99-ĐA/NS", Title: "Đề án nhân sự: chuyển đổi số, đại hội, thủy lợi", Kind: "Đề án", Tags: []string{"xuyênvũtrụ"}, Pages: []string{
			"Chuyển đổi số chuyển đổi số chuyển đổi số. Quyhoạchmật của cán bộ.",
			"Niêm phong vũ trụ. Chuyễn đổi số. Khủng long. Lộ trình dữ liệu dùng chung.",
		}},
		{Document: "another", Version: 1, Title: "chuyen doi so o dai hoi", Pages: []string{"Đại biểu, bàn, ban, bạn: 30/2020/NĐ-CP, 01-BC/ĐHM. chuyên đề, chuyện kể, chuỵen"}},
	}
}

func TestWhatMayNotBeSeenHasNoInfluence(t *testing.T) {
	open := materials()
	for n := range 8 {
		open = append(open, report(n, 3))
	}
	hidden := secrets()
	for n := 100; n < 108; n++ {
		hidden = append(hidden, report(n, 4))
	}
	secret := map[congress.ObjectID]bool{}
	for _, e := range hidden {
		secret[e.Document] = true
	}
	without := indexed(t, open...)
	mixed := indexed(t, append(append(hidden[:5:5], open...), hidden[5:]...)...)
	may := func(d congress.ObjectID) bool { return !secret[d] }

	asked := append([]string{
		"đại biểu", "bàn", "ban", "chuyên", "chuyễn đổi số", "niêm phong vũ trụ", "khủng long", "lộ trình dữ liệu dùng chung", "quyh", "quyhoạchmật",
		"xuyênvũtrụ", "99-ĐA/NS", "99", "thủy lợi", `"nhân sự"`, "nhân sự đại hội", "01-BC/ĐHM", "NQ 3", "ủy ban nhân dân", "UBND", "9/11/2026", "báo cáo số 12", "a", "c", "d", "q", "x",
	}, questions...)
	for _, text := range asked {
		for _, q := range []Query{{Limit: 100}, {Limit: 3, Offset: 2}} {
			q.Text, q.May = text, may
			got, err := mixed.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			want, err := without.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q: the answer knows of what it may not (-without +mixed):\n%s", text, diff)
			}
		}
	}
	if res, err := mixed.Search(t.Context(), Query{Text: "số"}); err != nil || res.Total != 0 {
		t.Errorf("nobody is let in by default: got %+v, %v", res, err)
	}
}

func TestARemovedDocumentLeavesNothing(t *testing.T) {
	x := indexed(t, append(materials(), secrets()...)...)
	texts := []string{"quyhoạchmật", "quyhoachmat", "quyh", "quy", "qu", "q", "xuyênvũtrụ", "xu", "99-ĐA", "99", `"khủng long"`, "khủng", "nhân sự", "chuyễn đổi số"}
	for _, text := range texts {
		if !strings.Contains(names(ask(t, x, text)), "personnel") {
			t.Fatalf("%q does not find what it is to find before the removal", text)
		}
	}
	var held []weak.Pointer[entry]
	for _, e := range x.docs {
		if strings.Contains("personnel another", string(e.document)) {
			held = append(held, weak.Make(e))
		}
	}
	for _, e := range secrets() {
		x.Remove(e.Document)
		x.Remove(e.Document) // again is the same
	}
	without := indexed(t, materials()...)
	for _, text := range append(texts, questions...) {
		if diff := cmp.Diff(ask(t, without, text), ask(t, x, text)); diff != "" {
			t.Errorf("%q after removal (-never there +removed):\n%s", text, diff)
		}
	}
	runtime.GC()
	if len(held) != len(secrets()) {
		t.Fatalf("want to watch %d documents, got %d", len(secrets()), len(held))
	}
	for _, e := range held {
		if e.Value() != nil {
			t.Errorf("%s is still in memory", e.Value().document)
		}
	}
}

func TestPutReplacesEverythingThatWasKnown(t *testing.T) {
	x := indexed(t, materials()...)
	if err := x.Put(Entry{Document: "politics", Version: 3, Title: "Báo cáo mới", Pages: []string{"Một trang."}}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"thủy lợi": "", "01-BC/ĐHM": "", "báo cáo mới": "politics", "một trang": "politics"} {
		if got := names(ask(t, x, text)); got != want {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
	if h := ask(t, x, "báo cáo mới").Hits[0]; h.Version != 3 {
		t.Errorf("want version 3, got %d", h.Version)
	}
}
