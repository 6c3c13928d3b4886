package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"plenum/internal/need"
)

func write(tb testing.TB, m Minutes) []byte {
	tb.Helper()
	b, err := MinutesDOCX(m)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// unpack gives the parts of the document by name.
func unpack(tb testing.TB, docx []byte) map[string]string {
	tb.Helper()
	archive, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		tb.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			tb.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

// node is an element as it was read back.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (n node) val() string {
	for _, a := range n.Attrs {
		if a.Name.Local == "val" {
			return a.Value
		}
	}
	return ""
}

func (n node) each(visit func(node)) {
	visit(n)
	for _, c := range n.Children {
		c.each(visit)
	}
}

func parse(tb testing.TB, part string) node {
	tb.Helper()
	var n node
	d := xml.NewDecoder(strings.NewReader(part))
	if err := d.Decode(&n); err != nil {
		tb.Fatalf("%v in %q", err, part)
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if space, ok := token.(xml.CharData); err != nil || !ok || strings.TrimSpace(string(space)) != "" {
			tb.Fatalf("something stands behind the document: %v %v", token, err)
		}
	}
}

// paragraphText is a paragraph's style and text.
func paragraphText(p node) (style, text string) {
	style = "Normal"
	p.each(func(n node) {
		switch n.XMLName.Local {
		case "pStyle":
			style = n.val()
		case "t":
			text += n.Text
		case "br":
			text += "\n"
		case "tab":
			text += "\t"
		}
	})
	return style, text
}

// outline gives the document as people read it: paragraphs with their style, tables as rows.
func outline(tb testing.TB, docx []byte) string {
	tb.Helper()
	return outlineOf(tb, unpack(tb, docx)["word/document.xml"])
}

func outlineOf(tb testing.TB, part string) string {
	tb.Helper()
	var b strings.Builder
	for _, n := range parse(tb, part).Children[0].Children {
		switch n.XMLName.Local {
		case "p":
			style, text := paragraphText(n)
			fmt.Fprintf(&b, "[%s] %s\n", style, text)
		case "tbl":
			outlineOfTable(&b, n)
		}
	}
	return b.String()
}

// outlineOfTable gives a table as rows; a table within a cell stands as rows of its own before the cell's row.
func outlineOfTable(b *strings.Builder, table node) {
	for _, row := range table.Children {
		if row.XMLName.Local != "tr" {
			continue
		}
		line := "|"
		for _, cell := range row.Children {
			if cell.XMLName.Local != "tc" {
				continue
			}
			var lines []string
			for _, c := range cell.Children {
				switch c.XMLName.Local {
				case "p":
					if _, text := paragraphText(c); text != "" {
						lines = append(lines, text)
					}
				case "tbl":
					outlineOfTable(b, c)
				}
			}
			line += " " + strings.Join(lines, " / ") + " |"
		}
		b.WriteString(line + "\n")
	}
}

// order is how ECMA-376 orders the children that we write; Word refuses another order.
var order = map[string]string{
	"pPr":    "pStyle keepNext keepLines widowControl pBdr spacing ind jc outlineLvl",
	"rPr":    "rFonts b bCs i iCs caps sz szCs lang",
	"tblPr":  "tblStyle tblW tblInd tblBorders tblLayout tblCellMar",
	"trPr":   "cantSplit tblHeader",
	"tcPr":   "tcW vAlign",
	"sectPr": "headerReference pgSz pgMar titlePg",
	"style":  "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
}

// elements are all that a document may have: nothing but text. No field, link, picture, object or foreign part.
var elements = strings.Fields("document body p pPr pStyle keepNext ind r rPr b bCs i iCs t br tab tbl tblPr tblStyle tblW tblLayout tblCellMar left right tblGrid gridCol tr trPr cantSplit tblHeader tc tcPr tcW vAlign sectPr headerReference pgSz pgMar titlePg")

// check holds what must be true of every document.
func check(tb testing.TB, docx []byte) {
	tb.Helper()
	styleIDs := styleIDs(tb)
	for name, part := range unpack(tb, docx) {
		checkPart(tb, name, part, styleIDs)
	}
}

// styleIDs are the styles that there are.
func styleIDs(tb testing.TB) map[string]bool {
	tb.Helper()
	ids := map[string]bool{}
	parse(tb, styles).each(func(n node) {
		for _, a := range n.Attrs {
			if a.Name.Local == "styleId" {
				ids[a.Value] = true
			}
		}
	})
	return ids
}

func checkPart(tb testing.TB, name, part string, styleIDs map[string]bool) {
	tb.Helper()
	if !utf8.ValidString(part) {
		tb.Errorf("%s is not UTF-8", name)
	}
	parse(tb, part).each(func(n node) {
		local := n.XMLName.Local
		if name == "word/document.xml" && !slices.Contains(elements, local) {
			tb.Errorf("the document has an element %s", local)
		}
		if local == "pStyle" && !styleIDs[n.val()] {
			tb.Errorf("%s uses style %q, which does not exist", name, n.val())
		}
		if local == "Relationship" && slices.ContainsFunc(n.Attrs, func(a xml.Attr) bool { return a.Name.Local == "TargetMode" }) {
			tb.Errorf("%s points outside", name)
		}
		if local == "tc" {
			checkCell(tb, name, n)
		}
		want, ok := order[local]
		if !ok {
			return
		}
		rest := strings.Fields(want)
		for _, c := range n.Children {
			i := slices.Index(rest, c.XMLName.Local)
			if i < 0 {
				tb.Errorf("%s: %s is not at its place in %s", name, c.XMLName.Local, local)
				return
			}
			rest = rest[i+1:]
		}
	})
}

// checkCell holds a cell to its order: its properties, paragraphs and tables, and a paragraph at its end.
func checkCell(tb testing.TB, part string, cell node) {
	tb.Helper()
	for i, c := range cell.Children {
		switch local := c.XMLName.Local; {
		case local == "tcPr" && i == 0, local == "p", local == "tbl" && i < len(cell.Children)-1:
		default:
			tb.Errorf("%s: %s is not at its place in tc", part, local)
		}
	}
}

func TestDocumentIsWellFormedAndUsesItsStyles(t *testing.T) { check(t, write(t, sample())) }

func TestEachPartIsDeclaredAndEachRelationLeadsToAPart(t *testing.T) {
	parts := unpack(t, write(t, sample()))
	declared := map[string]bool{}
	parse(t, parts["[Content_Types].xml"]).each(func(n node) {
		for _, a := range n.Attrs {
			if a.Name.Local == "PartName" {
				declared[strings.TrimPrefix(a.Value, "/")] = true
			}
		}
	})
	for name := range declared {
		if _, ok := parts[name]; !ok {
			t.Errorf("%s is declared and not there", name)
		}
	}
	for name := range parts {
		if name != "[Content_Types].xml" && !strings.HasSuffix(name, ".rels") && !declared[name] {
			t.Errorf("%s is not declared", name)
		}
	}
	for rels, folder := range map[string]string{"_rels/.rels": "", "word/_rels/document.xml.rels": "word"} {
		parse(t, parts[rels]).each(func(n node) {
			for _, a := range n.Attrs {
				if a.Name.Local == "Target" {
					if _, ok := parts[filepath.ToSlash(filepath.Join(folder, a.Value))]; !ok {
						t.Errorf("%s leads to %s, which is not there", rels, a.Value)
					}
				}
			}
		})
	}
}

func TestPageNumberIsTheOnlyFieldAndNotOnTheFirstPage(t *testing.T) {
	parts := unpack(t, write(t, sample()))
	if !strings.Contains(parts["word/header1.xml"], " PAGE ") || !strings.Contains(parts["word/document.xml"], "<w:titlePg/>") {
		t.Error("want a page number from the second page on")
	}
}

// hostile are texts that strangers may write, and how they must read.
var hostile = []struct{ name, text, want string }{
	{"markup", `</w:t></w:r></w:p><w:p><w:r><w:fldSimple w:instr="DATE"/>`, `</w:t></w:r></w:p><w:p><w:r><w:fldSimple w:instr="DATE"/>`},
	{"entities", `&amp; &lt; <!ENTITY x SYSTEM "file:///etc/passwd"> &x; ]]>`, `&amp; &lt; <!ENTITY x SYSTEM "file:///etc/passwd"> &x; ]]>`},
	{"fields and formulas", `{ DDEAUTO cmd "/c calc" } =HYPERLINK("http://example.org") @SUM(1)`, `{ DDEAUTO cmd "/c calc" } =HYPERLINK("http://example.org") @SUM(1)`},
	{"control characters", "a\x00b\x07c\x1bd\x7fe", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe"},
	{"broken UTF-8", "a\xffb\xc3(\xed\xa0\x80", "a\uFFFDb\uFFFD(\uFFFD"},
	{"not characters", "a\uFFFEb\uFFFFc\uFDD0d\U0001FFFEe", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe"},
	{"decomposed", "Tie\u0302\u0301ng Vie\u0323\u0302t", "Tie\u0302\u0301ng Vie\u0323\u0302t"},
	{"emoji", "đồng ý 👍🏽 👨‍👩‍👧 🇻🇳", "đồng ý 👍🏽 👨‍👩‍👧 🇻🇳"},
	{"right to left", "نص عربي và עברית", "نص عربي và עברית"},
	{"turned direction", "a\u202Eb\u2066c\u2069d\u202Ce", "abcde"},
	{"tab", "một\thai", "một\thai"},
	{"private use and joiners", "\uE000\u200B\u200D\uFEFF", "\uE000\u200B\u200D\uFEFF"},
}

func TestAnyTextGivesAValidDocumentAndReadsTheSame(t *testing.T) {
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			docx := write(t, everywhere(c.text))
			check(t, docx)
			if got := outline(t, docx); !strings.Contains(got, "Ý kiến số 1 ("+oneLine(c.text)+"): "+c.want) {
				t.Errorf("want %q in:\n%s", c.want, got)
			}
		})
	}
}

func TestLongCommentIsWhole(t *testing.T) {
	long := strings.Repeat("ồ", 20_000)
	docx := write(t, everywhere(long))
	check(t, docx)
	if !strings.Contains(outline(t, docx), ": "+long) {
		t.Error("the long comment is cut")
	}
	many := strings.TrimSpace(strings.Repeat("dòng\r\n", 4_000))
	docx = write(t, Minutes{Outside: []Comment{{Number: 1, Text: many}}})
	if got := strings.Count(outline(t, docx), "dòng"); got != 4_000 {
		t.Errorf("want 4000 paragraphs, got %d", got)
	}
}

func TestEveryLineEndBeginsAParagraph(t *testing.T) {
	docx := write(t, Minutes{Outside: []Comment{{Number: 1, Text: "a\nb\r\nc\rd\u2028e\u2029f\vg"}}})
	want := "Ý kiến số 1: a\n[Comment] b\n[Comment] c\n[Comment] d\n[Comment] e\n[Comment] f\n[Comment] g\n"
	if got := outline(t, docx); !strings.Contains(got, want) {
		t.Errorf("want %q in:\n%s", want, got)
	}
}

// everywhere are minutes with the text at each place that takes text.
func everywhere(text string) Minutes {
	comments := []Comment{{Number: 1, Stance: text, Text: text, Author: text}}
	return Minutes{
		Congress: text, Discussion: text, Group: text, Place: text, Room: text, Chair: text, Secretaries: []string{text}, Present: []string{text},
		Absent: []Absent{{text, text}}, Opening: text, Issues: []MinutesIssue{{Title: text, Comments: comments}}, Outside: comments, Conclusion: text,
		Additions: []Addition{{Opinion: &comments[0]}, {time.Unix(1_800_000_000, 0), text, text, nil}}, SignedBy: text, SealedBy: text,
	}
}

// FuzzDOCXText works on the parts that have text in them; packing them is the
// same for every text, and slow.
func FuzzDOCXText(f *testing.F) {
	for _, c := range hostile {
		f.Add(c.text)
	}
	styleIDs := styleIDs(f)
	f.Fuzz(func(t *testing.T, text string) {
		m := everywhere(text)
		part := document(m.body)
		checkPart(t, "word/document.xml", part, styleIDs)
		checkPart(t, "docProps/core.xml", core(m.Discussion, oneLine(m.Group), m.Date), styleIDs)
		stance := ""
		if s := oneLine(text); s != "" {
			stance = " (" + s + ")"
		}
		want := "Ý kiến số 1" + stance + ": " + paragraphs(text)[0]
		if got := outlineOf(t, part); !strings.Contains(got, want) {
			t.Errorf("want %q in %q", want, got)
		}
	})
}

func TestLibreOfficeOpensTheMinutes(t *testing.T) {
	text := printed(t, write(t, sample()))
	for _, want := range []string{
		"CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "Độc lập - Tự do - Hạnh phúc", "Hà Nội, ngày 05 tháng 3 năm 2026", "BIÊN BẢN",
		"I. THỜI GIAN, THÀNH PHẦN", "II. NỘI DUNG THẢO LUẬN", "1. Chủ đề và phương châm của Đại hội",
		"Ý kiến số 4 (đề nghị): Đề nghị bổ sung cụm từ", "Lý do: đây là khâu đột phá", "< 9% & khả năng",
		"3. Nội dung ngoài đề cương", "bố trí thêm thời gian thảo luận tại tổ", "III. KẾT LUẬN CỦA CHỦ TRÌ", "Vắng mặt (1): Lê Văn Vắng (ốm).",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in the printed text:\n%s", want, text)
		}
	}
	var strange []string
	for _, c := range hostile {
		strange = append(strange, c.text)
	}
	if text := printed(t, write(t, everywhere(strings.Join(strange, "\n")))); !strings.Contains(text, "DDEAUTO") {
		t.Errorf("the minutes of hostile texts does not open, got %q", text)
	}
}

// printed is the text of the document as LibreOffice prints it, in single spaces.
func printed(t *testing.T, docx []byte) string {
	t.Helper()
	soffice, pdftotext := need.Program(t, "soffice"), need.Program(t, "pdftotext")
	dir := t.TempDir()
	file := filepath.Join(dir, "minutes.docx")
	if err := os.WriteFile(file, docx, 0o600); err != nil {
		t.Fatal(err)
	}
	// A profile of its own, so that another LibreOffice that runs is not asked.
	convert := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile",
		"--headless", "--convert-to", "pdf", "--outdir", dir, file)
	if out, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	text, err := exec.CommandContext(t.Context(), pdftotext, "-enc", "UTF-8", filepath.Join(dir, "minutes.pdf"), "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return strings.Join(strings.Fields(string(text)), " ")
}
