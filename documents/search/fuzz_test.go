package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
)

// check holds a result to what every result promises.
func check(t testing.TB, res Result) {
	t.Helper()
	if res.Total < len(res.Hits) {
		t.Errorf("%d hits of %d", len(res.Hits), res.Total)
	}
	for _, h := range res.Hits {
		if len(h.Passages) > mostPassages {
			t.Errorf("%s has %d passages", h.Document, len(h.Passages))
		}
		all := []Marked{h.Title, h.Number}
		for _, p := range h.Passages {
			if p.Page < 1 || len(p.Found) == 0 || strings.ContainsAny(p.Text, "\n\r") {
				t.Errorf("%s: passage %+v", h.Document, p)
			}
			all = append(all, p.Marked)
		}
		for _, m := range all {
			at := 0
			for _, r := range m.Found {
				if r.From < at || r.To <= r.From || r.To > len(m.Text) || !utf8.ValidString(m.Text[r.From:r.To]) {
					t.Fatalf("%s: %v is no range behind %d in %q", h.Document, r, at, m.Text)
				}
				at = r.To
			}
			if !utf8.ValidString(m.Text) {
				t.Errorf("%s: %q", h.Document, m.Text)
			}
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, text := range append([]string{
		`"`, `""`, `"a`, `a"b"c`, "+a -b", "a:b^2", "title:*", "/.*/", "a~2", "(a OR b)", `\`, "\x00", "\xff", "đ\u0301", "\u0301", "a\u00ad", "NĐ-\nCP", "…", "a\u200b", "ﬁ", "İ",
		"ngày 9 tháng 11 năm 2026", "2026-11-09", "9/11", "ngày", "tháng 1/", "TP.Hải", "TP.HCM", "NQ số 57", "ủy ban nhân dân", strings.Repeat("9/1/26 ", 20), strings.Repeat("NQ 1 ", 32), `"UBND 9/11/2026"`,
	}, questions...) {
		f.Add(text, 0, 0)
	}
	hidden := secrets()
	open := append(materials(), report(1, 2))
	without := indexed(f, open...)
	mixed := indexed(f, append(hidden, open...)...)
	may := func(d congress.ObjectID) bool {
		return !slices.ContainsFunc(hidden, func(e Entry) bool { return e.Document == d })
	}
	f.Fuzz(func(t *testing.T, text string, limit, offset int) {
		got, err := mixed.Search(t.Context(), Query{Text: text, Limit: limit, Offset: offset, May: may})
		if err != nil {
			if congress.CodeOf(err) != "query_invalid" {
				t.Fatal(err)
			}
			return
		}
		check(t, got)
		for _, h := range got.Hits {
			if !may(h.Document) {
				t.Fatalf("%q found %s", text, h.Document)
			}
		}
		want, err := without.Search(t.Context(), Query{Text: text, Limit: limit, Offset: offset, May: everything})
		if err != nil || want.Total != got.Total || want.Relaxed != got.Relaxed || names(want) != names(got) {
			t.Fatalf("%q: want %d %q, got %d %q, %v", text, want.Total, names(want), got.Total, names(got), err)
		}
	})
}

// FuzzText reads strangers' pages in and looks for their own words.
func FuzzText(f *testing.F) {
	for _, text := range []string{"Chuyển đổi số", "\xff\xfe", "a\u0301\u0323", "infor-\nmation", "\u00ad\n", "NÐ-CP 30/2020", strings.Repeat("ữ", 200), "İıſß", "²½ⅷ"} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, title, text string) {
		x := indexed(t, Entry{Document: "d", Title: title, Tags: []string{text}, Pages: []string{text, title}})
		if cleaned := clean(text); !norm.NFC.IsNormalString(cleaned) || strings.Contains(cleaned, "  ") {
			t.Errorf("%q is not clean: %q", text, cleaned)
		}
		n := 0
		for begin, end := range words(clean(text)) {
			word := clean(text)[begin:end]
			if n++; n > 20 || keyOf(word).plain == "" || len(word) > longestWord {
				continue
			}
			for _, asked := range []string{word, word + " "} {
				if utf8.RuneCountInString(asked) > LongestText {
					continue
				}
				res := ask(t, x, asked)
				check(t, res)
				if res.Total != 1 {
					t.Errorf("%q of %q is not found as %q", word, text, asked)
				}
			}
		}
	})
}
