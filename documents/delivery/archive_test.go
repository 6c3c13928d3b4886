package delivery

import (
	"strings"
	"testing"
	"unicode/utf8"

	"plenum/documents"
)

func TestNamesOfTheArchiveSayNothingTwiceAndAreNotTheSame(t *testing.T) {
	t.Parallel()
	document := func(number, title string) documents.Document {
		return documents.Document{Entry: documents.Entry{Number: number, Title: title}}
	}
	for want, c := range map[string]struct {
		n, annex int
		document documents.Document
		file     string
	}{
		"001 01-BC_ĐH Báo cáo.pdf":                {1, 0, document("01-BC/ĐH", "Báo cáo"), "a.pdf"},
		"001 Báo cáo.pdf":                         {1, 0, document("", "Báo cáo"), "a.pdf"},
		"002 Báo cáo.pdf":                         {2, 0, document("", "Báo cáo.pdf"), "Báo cáo.pdf"},
		"002 Báo cáo.PDF":                         {2, 0, document("", "Báo cáo.pdf"), "Báo cáo.PDF"},
		"003 Báo cáo.docx":                        {3, 0, document("", "Báo cáo.DOCX"), "x.docx"},
		"004 01-BC_ĐH Báo cáo.pdf":                {4, 0, document("01-BC/ĐH", "01-BC/ĐH Báo cáo"), "a.pdf"},
		"005 01-BC_ĐH- Báo cáo.pdf":               {5, 0, document("01-BC/ĐH", "01-BC_ĐH- Báo cáo"), "a.pdf"},
		"006 01-BC_ĐH 01-BC_ĐHX Báo cáo.pdf":      {6, 0, document("01-BC/ĐH", "01-BC/ĐHX Báo cáo"), "a.pdf"},
		"007 1 10 năm xây dựng.pdf":               {7, 0, document("1", "10 năm xây dựng"), "a.pdf"},
		"008.1 Phụ lục 1 - Biểu mẫu.docx":         {8, 1, document("", "x"), "Biểu mẫu.docx"},
		"008.2 Phụ lục 2. Biểu mẫu.docx":          {8, 2, document("", "x"), "Phụ lục 2. Biểu mẫu.docx"},
		"008.3 phu luc so 3 bieu mau.docx":        {8, 3, document("", "x"), "phu luc so 3 bieu mau.docx"},
		"008.4 PL4_Biểu mẫu.xlsx":                 {8, 4, document("", "x"), "PL4_Biểu mẫu.xlsx"},
		"008.5 Phụ lục IV Biểu mẫu.xlsx":          {8, 5, document("", "x"), "Phụ lục IV Biểu mẫu.xlsx"},
		"008.6 Phụ lục 6 - Phụ lục biểu mẫu.xlsx": {8, 6, document("", "x"), "Phụ lục biểu mẫu.xlsx"},
		"009 A_ B_ C_.pdf":                        {9, 0, document("", `A: B? C*`), "a.pdf"},
		"010 Hai blank.pdf":                       {10, 0, document("", "Hai  blank . ."), "a.pdf"},
		"011 Không đuôi":                          {11, 0, document("", "Không đuôi"), "a"},
	} {
		if got := (archiveNames{}).of(c.n, c.document, c.annex, c.file); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	names, seen := archiveNames{}, map[string]bool{}
	for range 12 {
		for _, title := range []string{"Báo cáo", "BÁO CÁO", strings.Repeat("ệ", 500)} {
			name := names.of(1, document("", title), 0, "a.pdf")
			if key := strings.ToLower(name); seen[key] || len(name) > 200 || !utf8.ValidString(name) || !strings.HasSuffix(name, ".pdf") {
				t.Errorf("%q", name)
			} else {
				seen[key] = true
			}
		}
	}
	if !seen["001 báo cáo (2).pdf"] {
		t.Errorf("%v", seen)
	}
}
