package extract_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plenum/documents/extract"
)

// What is accepted in the copy is what is shown of the file itself; nothing that was deleted is left in its bytes.
func TestTheFinalViewOfAWordFileIsACopyWithoutItsTrackedChanges(t *testing.T) {
	t.Parallel()
	const w = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	run := func(s string) string { return `<w:r><w:t>` + s + `</w:t></w:r>` }
	del := func(s string) string { return `<w:del w:id="1"><w:r><w:delText>` + s + `</w:delText></w:r></w:del>` }
	mark := func(s string) string { return `<w:pPr><w:rPr><w:` + s + ` w:id="2"/></w:rPr></w:pPr>` }
	for name, c := range map[string]struct{ body, want string }{
		"words":                      {`<w:p>` + run("một") + del("XOA") + `<w:ins w:id="2">` + run(" hai") + `</w:ins></w:p>`, "một hai"},
		"deleted within inserted":    {`<w:p>` + run("một") + `<w:ins w:id="2">` + del("XOA") + run(" ba") + `</w:ins></w:p>`, "một ba"},
		"moved":                      {`<w:p><w:moveFromRangeStart w:id="1"/><w:moveFrom w:id="1">` + run("XOA") + `</w:moveFrom><w:moveFromRangeEnd w:id="1"/>` + run("một") + `</w:p><w:p><w:moveTo w:id="2">` + run("hai") + `</w:moveTo></w:p>`, "một\nhai"},
		"a paragraph's mark":         {`<w:p>` + mark("del") + run("một ") + `</w:p><w:p><w:pPr><w:jc w:val="center"/></w:pPr>` + run("hai") + `</w:p>`, "một hai"},
		"two marks":                  {`<w:p>` + mark("del") + run("một ") + `</w:p><w:p>` + mark("del") + run("hai ") + `</w:p><w:p/>`, "một hai "},
		"a whole paragraph":          {`<w:p>` + run("một") + `</w:p><w:p>` + mark("del") + del("XOA") + `</w:p><w:p>` + run("hai") + `</w:p>`, "một\nhai"},
		"an inserted mark":           {`<w:p>` + mark("ins") + run("một") + `</w:p><w:p>` + run("hai") + `</w:p>`, "một\nhai"},
		"the last paragraph's mark":  {`<w:p>` + run("một") + `</w:p><w:p>` + mark("del") + run("hai") + `</w:p>`, "một\nhai"},
		"a row":                      {`<w:tbl><w:tr><w:tc><w:p>` + run("một") + `</w:p></w:tc></w:tr><w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc><w:p>` + run("XOA") + `</w:p></w:tc></w:tr></w:tbl>`, "một"},
		"a cell":                     {`<w:tbl><w:tr><w:tc><w:p>` + run("một") + `</w:p></w:tc><w:tc><w:tcPr><w:cellDel w:id="1"/></w:tcPr><w:p>` + run("XOA") + `</w:p></w:tc></w:tr></w:tbl>`, "một"},
		"a cell without a paragraph": {`<w:tbl><w:tr><w:tc><w:p>` + mark("del") + del("XOA") + `</w:p></w:tc><w:tc><w:p>` + run("hai") + `</w:p></w:tc></w:tr></w:tbl>`, "\thai"},
		"how it looked":              {`<w:p><w:pPr><w:jc w:val="left"/><w:pPrChange w:id="1"><w:pPr><w:jc w:val="right"/></w:pPr></w:pPrChange></w:pPr>` + `<w:r><w:rPr><w:b/><w:rPrChange w:id="2"><w:rPr><w:caps/></w:rPr></w:rPrChange></w:rPr><w:t>một</w:t></w:r></w:p>`, "một"},
		"another prefix":             {strings.NewReplacer("<w:", "<q:", "</w:", "</q:", "w:id", "q:id").Replace(`<w:p xmlns:q="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` + run("một") + del("XOA") + `</w:p>`), "một"},
	} {
		file := write(t, office(t, "word/document.xml", map[string]string{"word/document.xml": `<w:document` + w + `><w:body>` + c.body + `</w:body></w:document>`}))
		shown, err := reader.Read(t.Context(), file, docxType, nil)
		if err != nil || strings.Trim(strings.Join(shown.Pages, "|"), "\n") != c.want || !has(shown, extract.TrackedChanges) {
			t.Errorf("%s: shown is %q, %v, %v", name, shown.Pages, shown.Warnings, err)
		}
		out := filepath.Join(t.TempDir(), "out")
		if made, err := reader.Final(t.Context(), file, docxType, out); !made || err != nil {
			t.Errorf("%s: %v %v", name, made, err)
			continue
		}
		final, err := reader.Read(t.Context(), out, docxType, nil)
		if err != nil || strings.Trim(strings.Join(final.Pages, "|"), "\n") != c.want || has(final, extract.TrackedChanges) || len(final.Hidden) > 0 {
			t.Errorf("%s: the copy is %q, %v, %v, %v", name, final.Pages, final.Hidden, final.Warnings, err)
		}
	}
	plain := write(t, office(t, "word/document.xml", map[string]string{"word/document.xml": `<w:document` + w + `><w:body><w:p>` + run("một") + `</w:p></w:body></w:document>`}))
	out := filepath.Join(t.TempDir(), "out")
	if made, err := reader.Final(t.Context(), plain, docxType, out); made || err != nil {
		t.Errorf("without changes: %v %v", made, err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("there is a copy of a file without changes")
	}
}

func FuzzForReaders(f *testing.F) {
	f.Add(`<w:p><w:del><w:r/></w:del></w:p>`)
	f.Add(`<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>`)
	f.Add(`</w:tc></w:p><w:p><w:pPr><w:rPr><w:del/>`)
	f.Fuzz(func(t *testing.T, body string) {
		file := write(t, packed(t, map[string]string{"word/document.xml": `<w:document><w:body>` + body}))
		_, _ = extract.ForReaders(file, docxType, file+"-out")
	})
}
