package sheets_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents/sheets"
)

func TestWhatIsWrittenIsReadAgainAsText(t *testing.T) {
	out, err := sheets.Write(sheets.Sheet{Name: "Một", Rows: [][]any{{"Tệp", "Số"}, {"=1+1", 7}, {"@SUM(A1)", -1}}}, sheets.Sheet{Name: "Hai"})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := sheets.Read(out, 10)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Tệp", "Số"}, {"=1+1", "7"}, {"@SUM(A1)", "-1"}}, tables[0].Rows); diff != "" {
		t.Error(diff)
	}
	if len(tables) != 2 || tables[1].Name != "Hai" || len(tables[1].Rows) != 0 {
		t.Errorf("the second sheet: %+v", tables[1:])
	}
	z, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(r); err != nil || strings.Contains(text.String(), "<f>") {
			t.Errorf("%s has a formula, %v", f.Name, err)
		}
	}
}

func TestWhatIsNoWorkbookOrTooMuchIsUnreadable(t *testing.T) {
	long, err := sheets.Write(sheets.Sheet{Name: "A", Rows: make([][]any, 20)}, sheets.Sheet{Name: "B"})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"empty": nil, "text": []byte("chữ"), "cut": long[:len(long)/2], "repeats": repeating(t)} {
		if _, err := sheets.Read(content, 10); congress.CodeOf(err) != "sheet_unreadable" {
			t.Errorf("%s: %v", name, err)
		}
	}
	many := make([][]any, 12)
	for i := range many {
		many[i] = []any{"x"}
	}
	rows, err := sheets.Write(sheets.Sheet{Name: "A", Rows: many})
	if err != nil {
		t.Fatal(err)
	}
	if tables, err := sheets.Read(rows, 11); err != nil || !tables[0].More || len(tables[0].Rows) != 11 {
		t.Errorf("more rows than are taken: %+v, %v", tables, err)
	}
	if tables, err := sheets.Read(rows, 12); err != nil || tables[0].More || len(tables[0].Rows) != 12 {
		t.Errorf("as many rows as are taken: %+v, %v", tables, err)
	}
}

// repeating is a small workbook whose cells name one long text very often.
func repeating(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	var cells strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&cells, `<row r="%d"><c t="s"><v>0</v></c></row>`, i+1)
	}
	for name, text := range map[string]string{
		"xl/sharedStrings.xml":     `<sst><si><t>` + strings.Repeat("a", 1<<20) + `</t></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + cells.String() + `</sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzRead(f *testing.F) {
	out, err := sheets.Write(sheets.Sheet{Name: "A", Rows: [][]any{{"Tệp", "Tên"}, {"a.pdf", 46349}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(out)
	f.Fuzz(func(t *testing.T, content []byte) {
		tables, err := sheets.Read(content, 5)
		for _, table := range tables {
			filled := 0
			for _, row := range table.Rows {
				if strings.TrimSpace(strings.Join(row, "")) != "" {
					filled++
				}
			}
			if err != nil || filled > 5 {
				t.Errorf("%d rows, %v", filled, err)
			}
		}
	})
}
