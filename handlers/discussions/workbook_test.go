package discussions

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"plenum/discussion/report"
)

// Whatever is in a text, a cell of the workbook is that text: never a formula, a link or a date.
func TestCellsOfTheReportsWorkbookAreOnlyText(t *testing.T) {
	hostile := []string{
		`=HYPERLINK("http://x","y")`, "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", "＝1+1", "＋1", "＠SUM(A1)", "\u200F=1+1", "=cmd|'/C calc'!A0", `DDE("cmd";"/C calc")`, "_x003D_1+1", "<f>1+1</f>",
		"\x00=1", "\x0b=1", "\xed\xa0\x80=1", "\uFFFE=1", "\x1b", "http://x.example", "1e5", "2026-01-01", "TRUE", "]]>",
	}
	c := report.Compiled{Matrix: report.Matrix{Rows: []string{"Nội dung 1"}, Counts: [][]int{{1}}}}
	for _, text := range hostile {
		c.Groups = []string{text}
		c.Annexes = append(c.Annexes, report.Annex{Group: text, Opinions: []report.AnnexOpinion{{Number: 1, Issue: text, Stance: text, Text: text, Place: text}}})
		c.Answers = append(c.Answers, report.AnswerRow{Finding: text, Unit: text, State: text, Text: text, Deadline: text, Document: text})
	}
	book, err := workbookOf(c)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	texts := 0
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(string(part), "\u200F\uFFFE") {
			t.Errorf("%s has a mark that no page has", f.Name)
		}
		for d := xml.NewDecoder(bytes.NewReader(part)); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			switch start.Name.Local {
			case "f", "hyperlink", "ddeLink", "externalReference", "connection":
				t.Errorf("%s has a %s", f.Name, start.Name.Local)
			case "c":
				for _, a := range start.Attr {
					if a.Name.Local == "t" && (a.Value == "s" || a.Value == "inlineStr") {
						texts++
					}
				}
			}
		}
	}
	if texts < len(hostile)*10 {
		t.Errorf("%d cells are text", texts)
	}
}
