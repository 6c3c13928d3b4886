package extract_test

import (
	"archive/zip"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"plenum/documents/extract"
)

// A converter computes some fields anew, where and when it runs; its copy of the file has the results that their author saw instead.
func TestACopyForAConverterHasTheSavedResultsOfFields(t *testing.T) {
	t.Parallel()
	run := func(s string) string { return `<w:r><w:t>` + s + `</w:t></w:r>` }
	char := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
	code := func(s string) string { return `<w:r><w:instrText xml:space="preserve"> ` + s + ` </w:instrText></w:r>` }
	field := func(s, result string) string {
		return char("begin") + code(s) + char("separate") + result + char("end")
	}
	dirty := strings.Replace(field("DATE", run("cũ")), `w:fldCharType="begin"`, `w:fldCharType="begin" w:dirty="true"`, 1)
	for name, c := range map[string]struct {
		body string
		kept bool   // the field is gone, its result is there
		text string // of the copy
	}{
		"a date":                    {`<w:p>` + run("Ngày ") + field(`DATE \@ "dd/MM/yyyy"`, run("15/03/2026")) + run(".") + `</w:p>`, true, "Ngày 15/03/2026."},
		"a file's name":             {`<w:p>` + field(`FILENAME \p`, run("Báo cáo.docx")) + `</w:p>`, true, "Báo cáo.docx"},
		"in small letters":          {`<w:p>` + field("time", run("7 giờ")) + `</w:p>`, true, "7 giờ"},
		"a code in two runs":        {`<w:p>` + char("begin") + `<w:r><w:instrText>SAVE</w:instrText></w:r><w:r><w:instrText>DATE \\@ x</w:instrText></w:r>` + char("separate") + run("hôm qua") + char("end") + `</w:p>`, true, "hôm qua"},
		"a simple field":            {`<w:p><w:fldSimple w:instr=" DATE ">` + run("15/03/2026") + `</w:fldSimple></w:p>`, true, "15/03/2026"},
		"a simple field, empty":     {`<w:p>` + run("x") + `<w:fldSimple w:instr=" DATE "/></w:p>`, false, "x"},
		"two in a paragraph":        {`<w:p>` + field("DATE", run("một")) + field("TITLE", run(" hai")) + `</w:p>`, true, "một hai"},
		"a condition":               {`<w:p>` + field(`IF "a" = "a" "có" "không"`, run("có")) + `</w:p>`, true, "có"},
		"a field within a result":   {`<w:p>` + field(`IF 1 = 1 "x" "y"`, run("ngày ")+field("DATE", run("15/03/2026"))) + `</w:p>`, true, "ngày 15/03/2026"},
		"a field within a code":     {`<w:p>` + char("begin") + code("IF ") + field("DATE", run("15/03/2026")) + code(`= "x" "có" "không"`) + char("separate") + run("không") + char("end") + `</w:p>`, false, ""},
		"a page's number":           {`<w:p>` + field("PAGE", run("7")) + `</w:p>`, false, "7"},
		"the author":                {`<w:p>` + field("AUTHOR", run("Lê Văn Mẫu")) + `</w:p>`, false, "Lê Văn Mẫu"},
		"to be made anew":           {`<w:p>` + dirty + `</w:p>`, false, "cũ"},
		"without a result":          {`<w:p>` + run("x") + char("begin") + code("DATE") + char("end") + `</w:p>`, false, "x"},
		"an empty result":           {`<w:p>` + run("x") + field("DATE", run(" ")) + `</w:p>`, false, "x"},
		"over two paragraphs":       {`<w:p>` + char("begin") + code("IF 1 = 1") + char("separate") + run("một") + `</w:p><w:p>` + run("hai") + char("end") + `</w:p>`, false, "một\nhai"},
		"never ended":               {`<w:p>` + char("begin") + code("DATE") + char("separate") + run("một") + `</w:p>`, false, "một"},
		"ended and never begun":     {`<w:p>` + run("một") + char("end") + char("separate") + `</w:p>`, false, "một"},
		"with other words deleted":  {`<w:p>` + field("DATE", run("15/03/2026")+`<w:del w:id="1"><w:r><w:delText>XOA</w:delText></w:r></w:del>`) + `</w:p>`, true, "15/03/2026"},
		"with closing tags":         {`<w:p>` + strings.ReplaceAll(field("DATE", run("15/03/2026")), `"/></w:r>`, `"></w:fldChar></w:r>`) + `</w:p>`, true, "15/03/2026"},
		"beside words in its runs":  {`<w:p><w:r><w:t>Ngày </w:t><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>15/03</w:t><w:fldChar w:fldCharType="end"/><w:t>/2026</w:t></w:r></w:p>`, true, "Ngày 15/03/2026"},
		"in a cell":                 {`<w:tbl><w:tr><w:tc><w:p>` + field("DATE", run("15/03/2026")) + `</w:p></w:tc></w:tr></w:tbl>`, true, "15/03/2026"},
		"before a paragraph's mark": {`<w:p><w:pPr><w:rPr><w:del w:id="2"/></w:rPr></w:pPr>` + field("DATE", run("15/03")) + `</w:p><w:p>` + run("/2026") + `</w:p>`, true, "15/03/2026"},
	} {
		file := write(t, office(t, "word/document.xml", map[string]string{"word/document.xml": `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + c.body + `</w:body></w:document>`}))
		out := filepath.Join(t.TempDir(), "out")
		made, err := extract.ForReaders(file, docxType, out)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !made {
			out = file
		}
		document := partOf(t, out, "word/document.xml")
		if left := strings.Contains(document, "fldChar") || strings.Contains(document, "instrText") || strings.Contains(document, "fldSimple"); left == c.kept {
			t.Errorf("%s: the result is kept %v, want %v: %s", name, !left, c.kept, document)
		}
		read, err := reader.Read(t.Context(), out, docxType, nil)
		if got := strings.TrimSpace(strings.Join(read.Pages, "|")); err != nil || c.text != "" && got != c.text {
			t.Errorf("%s: the copy says %q, %v, want %q", name, got, err, c.text)
		}
	}
}

// partOf is a part of a file.
func partOf(t *testing.T, file, name string) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
