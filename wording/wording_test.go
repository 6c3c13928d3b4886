package wording

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestTypedWordsAreKeptInOneForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, line, paragraphs string }{
		{"Đề nghị bổ sung.", "Đề nghị bổ sung.", "Đề nghị bổ sung."},
		{"một\r\nhai", "một hai", "một\nhai"},
		{"một\rhai", "một hai", "một\nhai"},
		{"một\vhai", "một hai", "một\nhai"},
		{"một\fhai", "một hai", "một\nhai"},
		{"một\u0085hai", "một hai", "một\nhai"},
		{"một\u2028hai\u2029ba", "một hai ba", "một\nhai\nba"},
		{"\v một \u0085", "một", "một"},
		{"năm 2020\u00962025", "năm 2020–2025", "năm 2020–2025"},
		{"\u0093Đúng\u0094\u0085", "“Đúng”", "“Đúng”"},
		{"a\x00b\x07c\x1b[31md\x7fe", "abc[31mde", "abc[31mde"},
		{"\u0081\u008d\u009dx\u0080", "x€", "x€"},
		{"\ufeffBáo cáo", "Báo cáo", "Báo cáo"},
		{"Báo\u00a0\u00a0 cáo", "Báo cáo", "Báo\u00a0\u00a0 cáo"},
		{"cột\tcột", "cột cột", "cột\tcột"},
		{"Đê\u0300 nghi\u0323", "Đề nghị", "Đề nghị"},
		{" hỏng\xff\v", "hỏng\xff", "hỏng\xff"},
		{"thay\ufffd", "thay\ufffd", "thay\ufffd"},
		{"\u200fvăn", "\u200fvăn", "\u200fvăn"},
		{" \t\n", "", ""},
		{"", "", ""},
	} {
		if got := Line(c.in); got != c.line {
			t.Errorf("Line(%q) = %q, want %q", c.in, got, c.line)
		}
		if got := Paragraphs(c.in); got != c.paragraphs {
			t.Errorf("Paragraphs(%q) = %q, want %q", c.in, got, c.paragraphs)
		}
	}
}

func FuzzTheFormStaysAsItIs(f *testing.F) {
	for _, s := range []string{"Đề nghị", "a\r\n\vb", "\u0085\x00\xff", "e\u0301\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, form := range map[string]func(string) string{"Line": Line, "Paragraphs": Paragraphs} {
			out := form(s)
			if again := form(out); again != out {
				t.Errorf("%s(%q) = %q, and of that %q", name, s, out, again)
			}
			if !utf8.ValidString(s) {
				continue
			}
			if !norm.NFC.IsNormalString(out) {
				t.Errorf("%s(%q) = %q is not NFC", name, s, out)
			}
			for _, r := range out {
				if unicode.IsControl(r) && (name == "Line" || r != '\n' && r != '\t') {
					t.Errorf("%s(%q) = %q keeps %U", name, s, out, r)
				}
			}
		}
	})
}
