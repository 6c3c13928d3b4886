package extract_test

import (
	"slices"
	"strings"
	"testing"

	"plenum/documents/extract"
)

// How a word is spoken stands above it, and is a line of its own: it is not glued to the word.
func TestWhatStandsAboveAWordIsALineOfItsOwn(t *testing.T) {
	t.Parallel()
	ruby := func(above, base string) string {
		return `<w:ruby><w:rubyPr><w:rubyAlign w:val="center"/></w:rubyPr><w:rt>` + above + `</w:rt><w:rubyBase>` + base + `</w:rubyBase></w:ruby>`
	}
	run := func(text string) string { return `<w:r><w:t>` + text + `</w:t></w:r>` }
	for name, c := range map[string]struct {
		body  string
		lines []string
		door  string
	}{
		"a word":              {`<w:p><w:r><w:t xml:space="preserve">Chữ </w:t></w:r><w:r>` + ruby(run("trên"), run("dưới")) + `</w:r></w:p>`, []string{"Chữ dưới", "trên"}, ""},
		"amid others":         {`<w:p>` + run("một") + `<w:r>` + ruby(run("hai"), run("ba")) + `</w:r>` + run("bốn") + `</w:p>` + `<w:p>` + run("năm") + `</w:p>`, []string{"mộtbabốn", "hai", "năm"}, ""},
		"two of a paragraph":  {`<w:p><w:r>` + ruby(run("a1"), run("b1")) + `</w:r><w:r>` + ruby(run("a2"), run("b2")) + `</w:r></w:p>`, []string{"b1b2", "a1", "a2"}, ""},
		"of several runs":     {`<w:p><w:r>` + ruby(run("TỐI ")+run("MẬT"), run("x")) + `</w:r></w:p>`, []string{"x", "TỐI MẬT"}, ""},
		"in a cell":           {`<w:tbl><w:tr><w:tc><w:p><w:r>` + ruby(run("trên"), run("dưới")) + `</w:r></w:p></w:tc></w:tr></w:tbl>`, []string{"dưới", "trên"}, ""},
		"deleted":             {`<w:p>` + run("x") + `<w:del><w:r>` + ruby(`<w:r><w:delText>trên</w:delText></w:r>`, `<w:r><w:delText>dưới</w:delText></w:r>`) + `</w:r></w:del></w:p>`, []string{"x"}, "trên"},
		"hidden":              {`<w:p>` + run("x") + `<w:r>` + ruby(`<w:r><w:rPr><w:vanish/></w:rPr><w:t>trên</w:t></w:r>`, run("dưới")) + `</w:r></w:p>`, []string{"xdưới"}, "trên"},
		"nothing above it":    {`<w:p><w:r>` + ruby("", run("dưới")) + `</w:r></w:p>`, []string{"dưới"}, ""},
		"outside of its word": {`<w:p><w:rt>` + run("x") + `</w:rt></w:p>`, []string{"x"}, ""},
	} {
		r := read(t, docxType, office(t, "word/document.xml", map[string]string{"word/document.xml": `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + c.body + `</w:body></w:document>`}))
		if got := strings.FieldsFunc(strings.Join(r.Pages, "\n"), func(c rune) bool { return c == '\n' }); !slices.Equal(got, c.lines) {
			t.Errorf("%s: %q, want %q", name, got, c.lines)
		}
		if c.door != "" && !slices.ContainsFunc(r.Hidden, func(h extract.Hidden) bool { return strings.Contains(h.Text, c.door) }) {
			t.Errorf("%s: the door has %v, want %q in it", name, r.Hidden, c.door)
		}
	}
}
