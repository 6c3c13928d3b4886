package marking_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"plenum/documents/marking"
)

// FuzzFind holds every input to the promises: no panic, bounded and well-formed
// findings, places that exist, the same answer again.
func FuzzFind(f *testing.F) {
	for _, s := range written {
		key, value := "Keywords", "mật"
		for k, v := range s.in.Properties {
			key, value = k, v
		}
		f.Add(strings.Join(s.in.Pages, "\f"), s.in.Name, key, value)
	}
	f.Add("M\xc3", "\xff.mật", "Độ mật", "\x00TỐI\u0323")
	f.Add(strings.Repeat("MẬT\n", 50)+"TUYỆT MẬT", strings.Repeat("mật ", 2000), "Title", strings.Repeat("Ậ", 5000))
	f.Fuzz(func(t *testing.T, text, name, key, value string) {
		in := marking.Input{Pages: strings.Split(text, "\f"), Name: name, Properties: map[string]string{key: value}}
		found := marking.Find(in)
		if again := marking.Find(in); !reflect.DeepEqual(found, again) {
			t.Fatalf("got %+v, then %+v", found, again)
		}
		if len(found) > 180 {
			t.Fatalf("got %d findings, want at most 180", len(found))
		}
		for _, f := range found {
			lines := 0
			if f.Where == marking.Text {
				if f.Page < 1 || f.Page > len(in.Pages) {
					t.Fatalf("there is no page %d", f.Page)
				}
				lines = 1 + strings.Count(in.Pages[f.Page-1], "\n") + strings.Count(in.Pages[f.Page-1], "\r") + strings.Count(in.Pages[f.Page-1], "\v") +
					strings.Count(in.Pages[f.Page-1], "\u0085") + strings.Count(in.Pages[f.Page-1], "\u2028") + strings.Count(in.Pages[f.Page-1], "\u2029")
			}
			if !f.Level.Valid() || !f.Level.Secret() || f.Rule == "" || f.Passage == "" || f.Line > lines {
				t.Fatalf("got %+v", f)
			}
			if utf8.RuneCountInString(f.Passage) > 200 || utf8.RuneCountInString(f.Key) > 200 {
				t.Fatalf("the passage has %d characters", utf8.RuneCountInString(f.Passage))
			}
		}
	})
}

func BenchmarkFind300Pages(b *testing.B) {
	page := strings.Repeat(prose+"Luật Bảo vệ bí mật nhà nước quy định ba độ: Tuyệt mật, Tối mật, Mật; việc tiếp nhận tài liệu mật theo pháp luật.", 6)
	in := marking.Input{Name: "bao-cao.pdf", Pages: make([]string, 300)}
	size := 0
	for i := range in.Pages {
		in.Pages[i] = page
		size += len(page)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if found := marking.Find(in); len(found) > 0 {
			b.Fatalf("got %+v, want nothing", found)
		}
	}
}
