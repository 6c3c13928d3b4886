package sheets_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents/sheets"
)

// Names of parts are free (ECMA-376, part 2), and programs use that; the library knows the usual ones alone, and takes words for numbers.
func TestAWorkbookIsReadByItsRelationshipsWhateverItsPartsAreCalled(t *testing.T) {
	rows := [][]any{{"Tệp", "Tên"}, {"a.pdf", "Báo cáo"}, {"b.pdf", "Tờ trình"}}
	book, err := sheets.Write(sheets.Sheet{Name: "Một", Rows: rows}, sheets.Sheet{Name: "Hai", Rows: rows[:1]})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		parts   map[string]string // new names
		targets []string          // pairs of what the relationships say, and say now
		more    map[string]string
	}{
		"as they are":               {},
		"shared texts":              {map[string]string{"xl/sharedStrings.xml": "xl/words.xml"}, []string{`"sharedStrings.xml"`, `"words.xml"`}, nil},
		"styles":                    {map[string]string{"xl/styles.xml": "xl/looks/s.xml"}, []string{`"styles.xml"`, `"looks/s.xml"`}, nil},
		"sheets":                    {map[string]string{"xl/worksheets/sheet1.xml": "xl/one.xml"}, []string{`"worksheets/sheet1.xml"`, `"one.xml"`}, nil},
		"from the root":             {map[string]string{"xl/sharedStrings.xml": "words/all.xml"}, []string{`"sharedStrings.xml"`, `"/words/all.xml"`}, nil},
		"from the folder above":     {map[string]string{"xl/sharedStrings.xml": "words/all.xml"}, []string{`"sharedStrings.xml"`, `"../words/all.xml"`}, nil},
		"of the same length":        {map[string]string{"xl/sharedStrings.xml": "xl/sharedStringz.xml"}, []string{`"sharedStrings.xml"`, `"sharedStringz.xml"`}, nil},
		"another of the usual name": {map[string]string{"xl/sharedStrings.xml": "xl/words.xml"}, []string{`"sharedStrings.xml"`, `"words.xml"`}, map[string]string{"xl/sharedStrings.xml": `<sst><si><t>sai</t></si></sst>`}},
		"in other letters":          {map[string]string{"xl/sharedStrings.xml": "xl/SharedStrings.xml"}, []string{`"sharedStrings.xml"`, `"SharedStrings.xml"`}, nil},
		"in small letters, another": {map[string]string{"xl/sharedStrings.xml": "xl/words.xml"}, []string{`"sharedStrings.xml"`, `"words.xml"`}, map[string]string{"xl/sharedstrings.xml": `<sst><si><t>sai</t></si></sst>`}},
		"in another folder": {map[string]string{
			"xl/workbook.xml": "book/main.xml", "xl/_rels/workbook.xml.rels": "book/_rels/main.xml.rels", "xl/sharedStrings.xml": "book/t.xml", "xl/styles.xml": "book/s.xml",
			"xl/worksheets/sheet1.xml": "book/1.xml", "xl/worksheets/sheet2.xml": "book/2.xml",
		}, []string{`"xl/workbook.xml"`, `"book/main.xml"`, `"sharedStrings.xml"`, `"t.xml"`, `"styles.xml"`, `"s.xml"`, `"worksheets/sheet1.xml"`, `"1.xml"`, `"worksheets/sheet2.xml"`, `"2.xml"`}, nil},
	} {
		tables, err := sheets.Read(repacked(t, book, c.parts, strings.NewReplacer(append(c.targets, `"/xl/`, `"/xl/`)...), c.more), 10)
		if err != nil || len(tables) != 2 {
			t.Errorf("%s: %d sheets, %v", name, len(tables), err)
			continue
		}
		want := [][]string{{"Tệp", "Tên"}, {"a.pdf", "Báo cáo"}, {"b.pdf", "Tờ trình"}}
		if diff := cmp.Diff([][][]string{want, want[:1]}, [][][]string{tables[0].Rows, tables[1].Rows}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	heavy := repacked(t, repeating(t), map[string]string{"xl/sharedStrings.xml": "xl/none.xml"}, strings.NewReplacer(), map[string]string{
		"xl/words.xml": `<sst><si><t>` + strings.Repeat("a", 1<<20) + `</t></si></sst>`, "_rels/.rels": `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="b" Type="x/sharedStrings" Target="words.xml"/></Relationships>`,
	})
	if _, err := sheets.Read(heavy, 10); congress.CodeOf(err) != "sheet_unreadable" || !strings.Contains(err.Error(), "repeats too much") {
		t.Errorf("a workbook that repeats long texts under another name: %v", err)
	}
}

// repacked is the archive with its files under other names, other words in its relationships, and more files.
func repacked(t *testing.T, archive []byte, names map[string]string, say *strings.Replacer, more map[string]string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	write := func(name, text string) {
		w, err := to.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name, said := part.Name, string(text)
		if strings.HasSuffix(name, ".rels") {
			said = say.Replace(strings.ReplaceAll(said, `"/xl/`, `"`))
		}
		if other := names[name]; other != "" {
			name = other
		}
		write(name, said)
	}
	for name, text := range more {
		write(name, text)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
