package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
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

// invented is a report about nothing and nobody.
func invented(form Form) Compiled {
	f := func(q, text, note string, dissent ...Finding) Finding {
		return Finding{Quantifier: q, Text: text, Note: note, Opinions: 4, Groups: []int{2, 2}, Dissent: dissent}
	}
	return Compiled{
		Form: form, Superior: "Đại hội thử nghiệm", IssuedBy: "Đoàn Thư ký", Number: "12-BC/ĐTK", Place: "Thành phố Hồ Chí Minh", Congress: "Đại hội thử nghiệm",
		Discussion: "Thảo luận tổ về dự thảo báo cáo", AsOf: 812, Date: time.Date(2026, 11, 24, 9, 30, 0, 0, time.FixedZone("+07", 7*3600)),
		Groups: []string{"Tổ 1", "Tổ 2"}, Opinions: 312, Members: 201,
		General: Chapter{Number: "I", Headings: []Heading{{Findings: []Finding{f("Đa số ý kiến", "nhất trí với bố cục của dự thảo", "Gồm: Tổ 1 có 02 ý kiến; Tổ 2 có 02 ý kiến.", f("Có ý kiến", "cho rằng dự thảo còn dài", "Gồm: Tổ 2 có 01 ý kiến."))}}}},
		Specific: []Chapter{
			{Number: "II.1", Title: "Giao thông", Question: "Cần làm gì trước?", Headings: []Heading{{Title: "Về đường vành đai", Findings: []Finding{f("Một số ý kiến", "đề nghị làm sớm đường vành đai", "Gồm: Tổ 1 có 03 ý kiến.")}}}, Silent: []string{"Tổ 2"}},
			{Number: "II.2", Title: "Nhà ở"},
		},
		Annexes: []Annex{
			{Group: "Tổ 1", Opinions: []AnnexOpinion{{Number: 1, Issue: "Nội dung 1", Stance: "đề nghị", Text: "Đề nghị làm sớm.\nNhà tôi ở đó.", Place: "II.1, ý 1"}}},
			{Group: "Tổ 2"},
		},
		Answers:  []AnswerRow{{Finding: "II.1, ý 1: đề nghị làm sớm đường vành đai", Unit: "Sở Mẫu", State: "Tiếp thu", Text: "Đã bổ sung.", Deadline: "01/12/2026", Document: "bản 2, trang 14"}},
		Matrix:   Matrix{Rows: []string{"Nội dung 1", "Nội dung 2", "Ngoài đề cương", "Vấn đề chung"}, Counts: [][]int{{3, 0}, {0, 0}, {0, 0}, {2, 2}}},
		SignedBy: "Nguyễn Văn Mẫu", SignedAt: time.Date(2026, 11, 24, 10, 0, 0, 0, time.FixedZone("+07", 7*3600)),
		Hash: strings.Repeat("0a", 32), Verify: "https://plenum.example/verify/0190a000-0000-7000-8000-000000000001/" + strings.Repeat("0a", 32),
	}
}

func TestTheCompiledReportIsAWholePackage(t *testing.T) {
	for _, form := range []Form{StateForm, PartyForm} {
		docx, err := CompiledDOCX(invented(form))
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := CompiledDOCX(invented(form)); !bytes.Equal(again, docx) {
			t.Errorf("%s: the same report gives other bytes", form)
		}
		parts := unpack(t, docx)
		for name, part := range parts {
			if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") {
				parse(t, part)
			}
		}
		attr := func(n node, name string) string {
			for _, a := range n.Attrs {
				if a.Name.Local == name {
					return a.Value
				}
			}
			return ""
		}
		known := map[string]bool{}
		parse(t, parts["word/_rels/document.xml.rels"]).each(func(n node) {
			if id := attr(n, "Id"); id != "" {
				known[id] = true
				if parts["word/"+attr(n, "Target")] == "" {
					t.Errorf("%s: %s leads to %s, which is not there", form, id, attr(n, "Target"))
				}
			}
		})
		notes, styled := map[string]bool{}, map[string]bool{}
		parse(t, parts["word/footnotes.xml"]).each(func(n node) {
			if n.XMLName.Local == "footnote" {
				notes[attr(n, "id")] = true
			}
		})
		parse(t, parts["word/styles.xml"]).each(func(n node) {
			if n.XMLName.Local == "style" {
				styled[attr(n, "styleId")] = true
			}
		})
		references := 0
		parse(t, parts["word/document.xml"]).each(func(n node) {
			switch n.XMLName.Local {
			case "footnoteReference":
				references++
				if !notes[attr(n, "id")] {
					t.Errorf("%s: there is no footnote %s", form, attr(n, "id"))
				}
			case "pStyle", "rStyle", "tblStyle":
				if !styled[n.val()] {
					t.Errorf("%s: there is no style %s", form, n.val())
				}
			case "headerReference", "blip":
				if id := attr(n, "id") + attr(n, "embed"); !known[id] {
					t.Errorf("%s: %s leads nowhere", form, id)
				}
			}
		})
		if references != 3 || len(notes) != 5 {
			t.Errorf("%s: %d references to %d footnotes", form, references, len(notes))
		}
		for name := range parts {
			if ext := filepath.Ext(name); ext == ".png" && !strings.Contains(parts["[Content_Types].xml"], `Extension="png"`) {
				t.Errorf("%s: %s has no type", form, name)
			}
		}
	}
}

// The paragraphs with their styles and notes are as testdata has them; PLENUM_UPDATE=1 writes it anew.
func TestTheCompiledReportsText(t *testing.T) {
	for _, form := range []Form{StateForm, PartyForm} {
		docx, err := CompiledDOCX(invented(form))
		if err != nil {
			t.Fatal(err)
		}
		parts := unpack(t, docx)
		var out strings.Builder
		for _, name := range []string{"word/document.xml", "word/footnotes.xml"} {
			fmt.Fprintf(&out, "%s\n", name)
			parse(t, parts[name]).each(func(n node) {
				if n.XMLName.Local != "p" {
					return
				}
				style, text := "Normal", ""
				n.each(func(n node) {
					switch n.XMLName.Local {
					case "pStyle":
						style = n.val()
					case "t":
						text += n.Text
					case "footnoteReference":
						text += "[^]"
					case "drawing":
						text += "[picture]"
					}
				})
				fmt.Fprintf(&out, "%s| %s\n", style, text)
			})
		}
		golden := filepath.Join("testdata", "compiled-"+string(form)+".txt")
		if os.Getenv("PLENUM_UPDATE") != "" {
			if err := os.WriteFile(golden, []byte(out.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || out.String() != string(want) {
			t.Errorf("%s: %v; the report is\n%s", form, err, out.String())
		}
	}
}

// What the report prints, as another program reads it.
func TestTheCompiledReportAsLibreOfficePrintsIt(t *testing.T) {
	soffice, pdftotext := need.Program(t, "soffice"), need.Program(t, "pdftotext")
	for _, form := range []Form{StateForm, PartyForm} {
		dir := t.TempDir()
		docx, err := CompiledDOCX(invented(form))
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "report.docx")
		if err := os.WriteFile(file, docx, 0o600); err != nil {
			t.Fatal(err)
		}
		convert := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, file)
		if out, err := convert.CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		out, err := exec.CommandContext(t.Context(), pdftotext, "-layout", filepath.Join(dir, "report.pdf"), "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		var lines []string // how wide spaces are printed is the fonts' business
		for line := range strings.Lines(strings.ReplaceAll(string(out), "\f", "")) {
			if line = strings.Join(strings.Fields(line), " "); line != "" {
				lines = append(lines, line)
			}
		}
		if !slices.ContainsFunc(lines, func(l string) bool {
			return strings.HasSuffix(l, "Thành phố Hồ Chí Minh, ngày 24 tháng 11 năm 2026")
		}) {
			t.Errorf("%s: place and date are not in one line:\n%s", form, strings.Join(lines, "\n"))
		}
		got := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
		for _, want := range []string{
			"BÁO CÁO", "I. VỀ VẤN ĐỀ CHUNG", "II. VỀ CÁC NỘI DUNG CỤ THỂ", "Không có ý kiến về: Nhà ở.", "- Đa số ý kiến nhất trí với bố cục của dự thảo.", "Ý kiến khác: có ý kiến cho rằng dự thảo còn dài.",
			"Gồm: Tổ 1 có 02 ý kiến; Tổ 2 có 02 ý kiến.", "Tổ 2: không có ý kiến.", "Phụ lục III", "TIẾP THU, GIẢI TRÌNH", "(Kèm theo Báo cáo số 12-BC/ĐTK ngày 24 tháng 11 năm 2026 của Đoàn Thư ký)", "Nơi nhận:", "Nguyễn Văn Mẫu", "Xác nhận tại: https://plenum.example/verify/",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the print has no %q:\n%s", form, want, strings.Join(lines, "\n"))
			}
		}
		head := map[Form][]string{
			StateForm: {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12-BC/ĐTK", "TM. Đoàn Thư ký"},
			PartyForm: {"ĐẢNG CỘNG SẢN VIỆT NAM", "* Số 12-BC/ĐTK", "T/M Đoàn Thư ký"},
		}
		for of, all := range head {
			for _, want := range all {
				if has := strings.Contains(strings.ToLower(got), strings.ToLower(want)); has != (of == form) {
					t.Errorf("the %s form has %q: %v", form, want, has)
				}
			}
		}
	}
}

// hostileTexts are texts that a program could take for more than text.
var hostileTexts = []string{
	"=HYPERLINK(\"http://x\",\"y\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\r\n=1", "  =1+1", "\u00A0=1", "\u3000＝1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "﹦1", "\u200B=1", "\uFEFF=1", "\u00AD=1",
	"=cmd|'/C calc'!A0", "DDE(\"cmd\";\"/C calc\")", "%0A=1", "|cmd", "_x003D_1+1", "\u200F=1+1", "\u200E=1+1", "\u061C=1+1", "\u202Eabc", "\u2066abc",
	"</w:t></w:r><w:fldSimple w:instr=\"DATE\"/>", "{ HYPERLINK \"http://x\" }", "{ DDEAUTO c:\\\\x }", "]]>", "<f>1+1</f>", "\x00=1", "\x00\x01\x1b", "\x0b=1", "\x0c=1", "\xed\xa0\x80=1", "\xff\xfe", "\uFFFE=1", "\uFFFF", "<script>", "{{body}}",
	strings.Repeat("Ý kiến rất dài. ", 1300), "a\"b,c\r\nd",
}

// full is the invented report with that text wherever people write one.
func full(text string) Compiled {
	c := invented(StateForm)
	c.Superior, c.IssuedBy, c.Number, c.Place, c.Congress, c.Discussion, c.SignedBy, c.Recipients = text, text, text, text, text, text, text, []string{text}
	c.Groups[0], c.Annexes[0].Group = text, text
	c.General.Headings[0].Findings[0].Text, c.General.Headings[0].Findings[0].Note = text, text
	c.Specific[0].Title, c.Specific[0].Question, c.Specific[0].Headings[0].Title, c.Specific[0].Headings[0].Findings[0].Text, c.Specific[0].Silent[0] = text, text, text, text, text
	c.Annexes[0].Opinions[0].Text, c.Annexes[0].Opinions[0].Place = text, text
	c.Answers[0] = AnswerRow{text, text, text, text, text, text}
	return c
}

// Whatever is in a text, it is only ever text.
func TestTextsOfTheCompiledReportAreOnlyText(t *testing.T) {
	for _, text := range hostileTexts {
		c := full(text)
		docx, err := CompiledDOCX(c)
		if err != nil {
			t.Fatal(err)
		}
		for name, part := range unpack(t, docx) {
			if strings.ContainsAny(part, "\u061C\u200E\u200F\u202E\u2066") {
				t.Errorf("%q turns the direction of %s", text, name)
			}
			if !strings.HasSuffix(name, ".xml") || name == "word/header1.xml" {
				continue
			}
			parse(t, part).each(func(n node) {
				switch n.XMLName.Local {
				case "fldSimple", "fldChar", "instrText", "hyperlink", "script":
					t.Errorf("%q became a %s in %s", text, n.XMLName.Local, name)
				}
			})
		}
		table, err := OpenCSV(c)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table, []byte("\uFEFF")))).ReadAll()
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if sign := strings.TrimLeft(cell, " \t\r\n\v\u00A0\u3000\u200B\u200E\u200F\u061C\uFEFF\u00AD"); sign != "" && strings.ContainsRune("=+-@|%＝＋－＠﹦", []rune(sign)[0]) {
					t.Errorf("%q is a cell that begins like a formula: %q", text, cell)
				}
			}
		}
		open, err := OpenJSON(c)
		if err != nil || !json.Valid(open) {
			t.Errorf("%q: %v", text, err)
		}
		for _, sheet := range c.Sheets() {
			for _, row := range sheet.Rows {
				for _, cell := range row {
					if s, ok := cell.(string); ok && (s != clean(s) || !utf8.ValidString(s)) {
						t.Errorf("%q is in the sheet %s as %q", text, sheet.Name, s)
					}
				}
			}
		}
	}
}

func TestOpenDataPutsSmallGroupsTogether(t *testing.T) {
	c := invented(StateForm)
	c.Groups, c.Public, c.Column = []string{"Tổ 1", "Tổ 2", "Tổ 3"}, []string{"Tổ 2", "Các tổ khác"}, []int{1, 0, 1}
	c.General.Headings[0].Findings[0].Groups = []int{1, 7, 2}
	c.Matrix.Counts = [][]int{{1, 7, 2}, {0, 0, 0}, {0, 0, 0}, {0, 0, 1}}
	open := c.open()
	if got := fmt.Sprint(open.Groups, open.Findings[0].Groups, open.Matrix[0].Groups, open.Matrix[3].Groups); got != "[Tổ 2 Các tổ khác] [7 3] [7 3] [0 1]" {
		t.Errorf("open data has %s", got)
	}
	if table, err := OpenCSV(c); err != nil || bytes.Contains(table, []byte("Tổ 1")) || !bytes.Contains(table, []byte("Các tổ khác")) {
		t.Errorf("the table names a small group: %v %s", err, table)
	}
}

func TestMinutesHaveRoomForEachName(t *testing.T) {
	docx, err := MinutesDOCX(Minutes{Group: "Tổ 1", Secretaries: []string{"Trần Thị Mẫu", "Lê Văn Thử"}, Chair: "Nguyễn Văn Mẫu"})
	if err != nil {
		t.Fatal(err)
	}
	signed := 0
	parse(t, unpack(t, docx)[mainPart]).each(func(n node) {
		if n.XMLName.Local == "p" {
			if style, _ := paragraphText(n); style == "Signatory" {
				signed++
			}
		}
	})
	if text := outline(t, docx); signed != 3 || !strings.Contains(text, "Số: "+blank+"/BB") {
		t.Errorf("%d names to sign in:\n%s", signed, text)
	}
}

func TestOpenDataHasNoOpinionAndNoPerson(t *testing.T) {
	c := invented(StateForm)
	for name, make := range map[string]func(Compiled) ([]byte, error){"JSON": OpenJSON, "CSV": OpenCSV} {
		out, err := make(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Nhà tôi ở đó", "Nguyễn Văn Mẫu", "Sở Mẫu"} {
			if bytes.Contains(out, []byte(secret)) {
				t.Errorf("%s says %q", name, secret)
			}
		}
		if !bytes.Contains(out, []byte("đề nghị làm sớm đường vành đai")) {
			t.Errorf("%s has no findings: %s", name, out)
		}
	}
}

func BenchmarkCompiled2700Opinions(b *testing.B) {
	c := invented(StateForm)
	c.Annexes = nil
	for g := range 12 {
		a := Annex{Group: fmt.Sprint("Tổ ", g+1)}
		for i := range 225 {
			a.Opinions = append(a.Opinions, AnnexOpinion{Number: i + 1, Issue: "Nội dung 1", Stance: "đề nghị", Text: strings.Repeat("Đề nghị bổ sung chỉ tiêu về nhà ở xã hội. ", 8), Place: "II.1, ý 1"})
		}
		c.Annexes = append(c.Annexes, a)
	}
	for b.Loop() {
		if _, err := CompiledDOCX(c); err != nil {
			b.Fatal(err)
		}
	}
}
