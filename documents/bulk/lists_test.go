package bulk_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"plenum/documents/bulk"
	"plenum/internal/need"
)

// said is what a list says of a file, in short.
func said(p bulk.Plan) (out []string) {
	for _, r := range p.Rows {
		out = append(out, strings.Join([]string{fmt.Sprint(r.Number), r.Path, r.Order, r.Texts["number"], r.Date, r.Texts["title"], r.Texts["issuedBy"], string(r.Classification), r.Audience}, "|"))
	}
	return out
}

var three = []file{{"Báo cáo chính trị.pdf", "x"}, {"Tờ trình.docx", "x"}, {"Phụ lục/Biểu mẫu.xlsx", "x"}}

// office is a list as an office makes it: a title, a heading in everyday words with line breaks, numbered columns, sections, sums, signatures.
var office = [][]any{
	{"ĐẢNG BỘ TỈNH VÍ DỤ"},
	{"DANH MỤC TÀI LIỆU TRÌNH ĐẠI HỘI"},
	{"(Kèm theo Công văn số 12-CV/BTC)"},
	{},
	{"STT", "TÊN FILE\n(đính kèm)", "Số và\r\nký hiệu", "Ngày, tháng,\nnăm", "Trích yếu nội dung", "Cơ quan ban hành", "Độ mật", "Nơi nhận", "Ghi chú", "", "Số trang"},
	{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "", "(10)"},
	{"I", "", "", "", "Văn kiện"},
	{1, "Báo cáo chính trị", "01-BC/TU", "09/11/2026", "Báo cáo chính trị", "Tỉnh ủy", "Nội bộ", "Tất cả đại biểu", "", "x", 120},
	{2, "./To trinh/../Tờ trình.docx", "02-TTr/TU", "", "Tờ trình", "Tỉnh ủy"},
	{"II", "", "", "", "Phụ lục"},
	{"TT", "Tên file", "Số và ký hiệu", "Ngày tháng năm", "Trích yếu nội dung", "Cơ quan ban hành", "Độ mật", "Nơi nhận"},
	{"3.", "biểu mẫu.xlsx", "", "ngày 1 tháng 2 năm 2026", "Biểu mẫu", "Ban Tổ chức"},
	{4, "", "", "", "Chưa có tệp"},
	{"", "Tổng cộng: 4 tài liệu"},
	{"", "", "", "", "", "NGƯỜI LẬP"},
}

func TestAListAsAnOfficeMakesIt(t *testing.T) {
	t.Parallel()
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	if err := book.SetCellStr("Sheet1", "A1", "Hướng dẫn: xem trang sau"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Ẩn", "Danh mục"} {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range office {
			if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := book.SetCellStr("Ẩn", "E8", "Không phải bảng này"); err != nil {
		t.Fatal(err)
	}
	if err := book.SetSheetVisible("Ẩn", false); err != nil {
		t.Fatal(err)
	}
	content, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, append(slices.Clone(three), file{"Bảng kê (bản cuối).xlsx", content.String()})...)
	want := []string{
		"8|Báo cáo chính trị.pdf|1|01-BC/TU|2026-11-09|Báo cáo chính trị|Tỉnh ủy|internal|Tất cả đại biểu",
		"9|Tờ trình.docx|2|02-TTr/TU||Tờ trình|Tỉnh ủy||",
		"12|Phụ lục/Biểu mẫu.xlsx|3||2026-02-01|Biểu mẫu|Ban Tổ chức||",
		"13||4|||Chưa có tệp|||",
	}
	if diff := cmp.Diff(want, said(p)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Ghi chú", "J", "Số trang"}, p.Others); diff != "" {
		t.Error(diff)
	}
	passed := []string{}
	for _, r := range p.Passed {
		passed = append(passed, fmt.Sprint(r.Row, " ", r.Why))
	}
	if diff := cmp.Diff([]string{"6 heading", "7 heading", "10 heading", "11 heading", "14 total", "15 heading"}, passed); diff != "" {
		t.Error(diff)
	}
	if p.Passed[4].Text != "Tổng cộng: 4 tài liệu" || p.Sheet != "Bảng kê (bản cuối).xlsx" {
		t.Errorf("%+v", p)
	}
	if p.Rows[2].Above[1] != "DANH MỤC TÀI LIỆU TRÌNH ĐẠI HỘI" || !slices.Contains(p.Rows[1].Above, "I Văn kiện") {
		t.Errorf("%q", p.Rows[1].Above)
	}
}

func TestHeadingsInEverydayWords(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]string{
		"Tệp|Tên": "f|t", "TÊN FILE|TRÍCH YẾU": "f|t", "ten file|trich yeu noi dung": "f|t", "Tên tệp tin|Tên văn bản": "f|t", "File đính kèm|Tiêu đề": "f|t", "Tên file (PDF)|Nội dung*": "f|t",
		"Đường dẫn|Tên tài liệu:": "f|t", "filename|title": "f|t", "File Name|Subject": "f|t", "Tên loại và trích yếu nội dung văn bản|Tên tập tin": "t|f", norm.NFD.String("Tên tệp|Trích yếu"): "f|t",
		"Tên  tệp\u00a0đính kèm|Tên tài liệu": "f|t", "Ðường dẫn|Tên": "f|t",
	} {
		a, b := "a.pdf", "Báo cáo"
		if want == "t|f" {
			a, b = b, a
		}
		p := plan(t, file{"a.pdf", "x"}, file{"x.csv", strings.ReplaceAll(heading, "|", "\t") + "\n" + a + "\t" + b + "\n"})
		if p.Sheet != "x.csv" || len(p.Rows) != 1 || p.Rows[0].Path != "a.pdf" || p.Rows[0].Texts["title"] != "Báo cáo" || len(p.Others) > 0 {
			t.Errorf("%s: %+v", heading, p)
		}
	}
	for _, heading := range []string{"Số", "Số, ký hiệu", "SỐ/KÝ HIỆU", "Số hiệu", "Số văn bản", "Số, ký hiệu văn bản", "Số kí hiệu", "Số VB", "Ký hiệu"} {
		if p := plan(t, file{"a.pdf", "x"}, file{"x.csv", "Tệp\t" + heading + "\na.pdf\t01-BC\n"}); p.Rows[0].Texts["number"] != "01-BC" || p.Rows[0].Texts["title"] != "a" {
			t.Errorf("%s: %+v", heading, p)
		}
	}
	for _, heading := range []string{"Cơ quan ban hành", "CƠ QUAN, TỔ CHỨC BAN HÀNH", "Nơi ban hành", "Đơn vị soạn thảo", "Tác giả văn bản", "Đơn vị trình"} {
		if p := plan(t, file{"a.pdf", "x"}, file{"x.csv", "Tệp;" + heading + "\na.pdf;Sở\n"}); p.Rows[0].Texts["issuedBy"] != "Sở" {
			t.Errorf("%s: %+v", heading, p)
		}
	}
	for _, heading := range []string{"Ngày", "Ngày tháng", "Ngày, tháng, năm", "Ngày ban hành", "Ngày ký", "Ngày tháng năm văn bản", "Ngày, tháng, năm ban hành văn bản", "Thời gian ban hành", "NGÀY VB"} {
		if p := plan(t, file{"a.pdf", "x"}, file{"x.csv", "Tệp\t" + heading + "\na.pdf\t1/2/26\n"}); p.Rows[0].Date != "2026-02-01" {
			t.Errorf("%s: %+v", heading, p)
		}
	}
}

func TestTextInAnyOfItsForms(t *testing.T) {
	t.Parallel()
	text := "Tên tệp;Trích yếu;Ngày\r\nBáo cáo chính trị.pdf;\"Báo cáo; có\ndấu\";9/11/2026\r\n\r\nTờ trình.docx;Tờ trình;\r\n"
	wide := func(order binary.AppendByteOrder, mark bool, s string) string {
		var b []byte
		if mark {
			b = order.AppendUint16(b, 0xfeff)
		}
		for _, u := range utf16.Encode([]rune(s)) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	with := func(comma string) string {
		return strings.NewReplacer(";\"", comma+"\"", "\";", "\""+comma, "tệp;", "tệp"+comma, "yếu;", "yếu"+comma, "docx;", "docx"+comma, "trình;\r", "trình"+comma+"\r", "pdf;", "pdf"+comma).Replace(text)
	}
	for name, content := range map[string]string{
		"semicolon": text, "comma": with(","), "tab": with("\t"), "bar": with("|"), "with mark": "\ufeff" + text, "sep": "sep=;\r\n" + text, "sep with mark": "\ufeffsep=,\r\n" + with(","), "SEP in quotes": "\"sep=;\"\r\n" + text,
		"UTF-16 LE": wide(binary.LittleEndian, true, text), "UTF-16 BE": wide(binary.BigEndian, true, text), "UTF-16 LE without mark": wide(binary.LittleEndian, false, text), "UTF-16 BE without mark": wide(binary.BigEndian, false, text),
		"UTF-16 of Excel": wide(binary.LittleEndian, true, with("\t")), "NFD": norm.NFD.String(text), "Windows-1258": vietnamese1258(t, text), "lines of Unix": strings.ReplaceAll(text, "\r\n", "\n"),
		"title above": "DANH MỤC, TÀI LIỆU\r\n;;\r\n" + text,
	} {
		p := plan(t, append(slices.Clone(three), file{"bang ke.csv", content})...)
		first := 2
		if name == "title above" {
			first = 4
		}
		want := []string{fmt.Sprint(first) + "|Báo cáo chính trị.pdf|||2026-11-09|Báo cáo; có dấu|||", fmt.Sprint(first+2) + "|Tờ trình.docx||||Tờ trình|||"}
		if diff := cmp.Diff(want, said(p)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for name, content := range map[string]string{"odd UTF-16": "\xff\xfea", "zeros": "a\x00\x00b;", "no text": "\x81\x8d;\xff"} {
		a, err := open(t, zipped(t, file{"danh-muc.csv", content}, file{"a.pdf", "x"}))
		if err != nil {
			t.Fatal(err)
		}
		if p, err := bulk.Read(a); err == nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestFilesAreFoundAsPeopleNameThem(t *testing.T) {
	t.Parallel()
	files := []file{
		{"Văn kiện/01. Báo cáo chính trị.pdf", "x"}, {"Văn kiện/Đề án.docx", "x"}, {"Tham luận/Đề án.docx", "x"}, {"Tờ trình số 2.pdf", "x"}, {"Tờ trình số 2.docx", "x"}, {"03. Báo cáo.v2.pdf", "x"}, {"Nghị quyết.pdf", "x"},
	}
	for name, want := range map[string]string{
		"Văn kiện/01. Báo cáo chính trị.pdf": "Văn kiện/01. Báo cáo chính trị.pdf", `Văn kiện\01. Báo cáo chính trị.pdf`: "Văn kiện/01. Báo cáo chính trị.pdf",
		"./Văn kiện/01. báo cáo chính trị": "Văn kiện/01. Báo cáo chính trị.pdf", "01. Báo cáo chính trị.pdf": "Văn kiện/01. Báo cáo chính trị.pdf", "01. Báo cáo chính trị": "Văn kiện/01. Báo cáo chính trị.pdf",
		"01. Báo cáo\u00a0chính  trị.PDF": "Văn kiện/01. Báo cáo chính trị.pdf", norm.NFD.String("01. Báo cáo chính trị.pdf"): "Văn kiện/01. Báo cáo chính trị.pdf",
		`D:\Đại hội\Văn kiện\01. Báo cáo chính trị.pdf`: "Văn kiện/01. Báo cáo chính trị.pdf", "/Nghị quyết.pdf": "Nghị quyết.pdf", "Nghị quyết": "Nghị quyết.pdf", "NGHỊ QUYẾT.PDF": "Nghị quyết.pdf",
		"Tờ trình số 2.pdf": "Tờ trình số 2.pdf", "03. Báo cáo.v2": "03. Báo cáo.v2.pdf", "Văn kiện/Đề án": "Văn kiện/Đề án.docx",

		"Đề án.docx":               "several files are called so: Tham luận/Đề án.docx, Văn kiện/Đề án.docx",
		"Tờ trình số 2":            "several files are called so: Tờ trình số 2.docx, Tờ trình số 2.pdf",
		"Nghi quyet.pdf":           "the ZIP has no such file; there is Nghị quyết.pdf",
		"Nghị quyết.docx":          "the ZIP has no such file; there is Nghị quyết.pdf",
		"Nghị quyêt-.pdf":          "the ZIP has no such file; there is Nghị quyết.pdf",
		"Nghị quyếtt.pdf":          "the ZIP has no such file; there is Nghị quyết.pdf",
		"Phụ lục/Nghị quyết.pdf":   "Nghị quyết.pdf", // there is no such folder
		"Tham luận/Nghị quyết.pdf": "the ZIP has no such file; there is Nghị quyết.pdf",
		"Hoàn toàn khác.pdf":       "the ZIP has no such file",
		"../Nghị quyết.pdf":        "Nghị quyết.pdf",
		"x.csv":                    "the ZIP has no such file",
	} {
		p := plan(t, append(slices.Clone(files), file{"x.csv", "Tệp\tTên\tSố\n" + name + "\tMột\t1\n"})...)
		if len(p.Rows) != 1 {
			t.Errorf("%q: %+v", name, p)
			continue
		}
		if got := p.Rows[0].Path + p.Rows[0].Faults["file"].String(); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// A list within a folder names what is beside it; a workbook that lists documents without naming files is no material.
func TestTheListIsNeverAMaterial(t *testing.T) {
	t.Parallel()
	p := plan(t, file{"Danh mục/ds.csv", "Tệp,Tên\na.pdf,Một\nVăn kiện/b.pdf,Hai\n"}, file{"Danh mục/a.pdf", "x"}, file{"Văn kiện/b.pdf", "x"})
	if p.Sheet != "Danh mục/ds.csv" || p.Rows[0].Path != "Danh mục/a.pdf" || p.Rows[1].Path != "Văn kiện/b.pdf" {
		t.Errorf("%+v", p)
	}
	p = plan(t, file{"a.pdf", "x"}, file{"bảng.csv", "STT,Số và ký hiệu,Trích yếu\n1,01-BC,Báo cáo\n"}, file{"số liệu.csv", "năm,dân số\n2026,1\n"})
	if len(p.Rows) != 3 || p.Rows[1].Path != "" || p.Rows[1].Err != bulk.ErrNoFileColumn || p.Rows[2].Err != nil || p.Sheet != "" { //nolint:errorlint // that very one
		t.Errorf("%+v", p.Rows)
	}
	p = plan(t, file{"danh-muc.csv", "Tệp,Tên\na.pdf,Một\n"}, file{"khác.csv", "Tệp,Tên\na.pdf,Một\n"}, file{"a.pdf", "x"})
	if p.Sheet != "danh-muc.csv" || len(p.Rows) != 1 || strings.Join(p.Extra, " ") != "khác.csv" {
		t.Errorf("%+v", p)
	}
	for _, name := range []string{"danh-muc.ods", "Danh mục tài liệu.xls", "danh muc.txt"} {
		a, err := open(t, zipped(t, file{name, "\x00\x01\x02"}, file{"a.pdf", "x"}))
		if err != nil {
			t.Fatal(err)
		}
		if p, err := bulk.Read(a); err == nil {
			t.Errorf("%s: %+v", name, p.Rows)
		}
	}
}

// parts is a workbook of these parts, as other programs write it.
func parts(t testing.TB, sheet, strs, styles string, more map[string]string) string {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Trang tính1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + sheet + `</worksheet>`,
		"xl/sharedStrings.xml":       `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + strs + `</sst>`,
		"xl/styles.xml":              `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + styles + `</styleSheet>`,
	}
	for name, text := range more {
		all[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range all {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWorkbooksOfOtherMakers(t *testing.T) {
	t.Parallel()
	const dates = `<numFmts count="2"><numFmt numFmtId="164" formatCode="YYYY\-MM\-DD\ HH:MM:SS"/><numFmt numFmtId="165" formatCode="0&quot;-BC/TU&quot;"/></numFmts><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs>`
	heading := `<row r="1"><c r="A1" t="inlineStr"><is><t>Tên file</t></is></c><c r="B1" t="inlineStr"><is><t>Số</t></is></c><c r="C1" t="inlineStr"><is><t>Ngày</t></is></c><c r="D1" t="inlineStr"><is><t>Trích yếu</t></is></c></row>`
	row := func(number, day string) string {
		return `<row r="2"><c r="A2" t="inlineStr"><is><t>Báo cáo chính trị.pdf</t></is></c>` + number + day + `<c r="D2" t="inlineStr"><is><r><t xml:space="preserve">Báo </t></r><r><rPr><b/></rPr><t>cáo</t></r></is></c></row></sheetData>`
	}
	number := `<c r="B2" t="str"><v>01-BC/TU</v></c>`
	for name, c := range map[string]struct{ book, want string }{
		"inline, a day of Excel":        {parts(t, heading+row(number, `<c r="C2" s="1"><v>46335</v></c>`), "", dates, nil), "2|Báo cáo chính trị.pdf||01-BC/TU|2026-11-09|Báo cáo|||"},
		"pandas: a day with hours":      {parts(t, heading+row(number, `<c r="C2" s="2"><v>46335.5</v></c>`), "", dates, nil), "2|Báo cáo chính trị.pdf||01-BC/TU|2026-11-09|Báo cáo|||"},
		"a day as ISO":                  {parts(t, heading+row(number, `<c r="C2" t="d" s="1"><v>2026-11-09T00:00:00</v></c>`), "", dates, nil), "2|Báo cáo chính trị.pdf||01-BC/TU|2026-11-09|Báo cáo|||"},
		"Google: a day without a style": {parts(t, heading+row(number, `<c r="C2"><v>46335.0</v></c>`), "", dates, nil), "2|Báo cáo chính trị.pdf||01-BC/TU|2026-11-09|Báo cáo|||"},
		"a day as a text of a formula":  {parts(t, heading+row(number, `<c r="C2" t="str"><f>TEXT(1,"d")</f><v>09/11/2026</v></c>`), "", dates, nil), "2|Báo cáo chính trị.pdf||01-BC/TU|2026-11-09|Báo cáo|||"},
		"a number with a format":        {parts(t, heading+row(`<c r="B2" s="3"><v>12</v></c>`, ``), "", dates, nil), "2|Báo cáo chính trị.pdf||12-BC/TU||Báo cáo|||"},
		"days from 1904": {parts(t, heading+row(number, `<c r="C2" s="1"><v>44873</v></c>`), "", dates, map[string]string{
			"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		}), "2|Báo cáo chính trị.pdf||01-BC/TU|2026-11-09|Báo cáo|||"},
		"shared, phonetic and rich": {parts(t,
			`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row></sheetData>`,
			`<si><t>Tên tệp</t></si><si><r><t>Trích </t></r><r><t>yếu</t></r></si><si><t>Báo cáo chính trị</t><rPh sb="0" eb="3"><t>đọc là</t></rPh><phoneticPr fontId="1"/></si><si><r><rPr><i/></rPr><t xml:space="preserve">Báo cáo </t></r><r><t>hay</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>`, dates, nil),
			"2|Báo cáo chính trị.pdf||||Báo cáo hay|||"},
		"merged both ways": {parts(t,
			`<row r="1"><c r="A1" t="inlineStr"><is><t>STT</t></is></c><c r="B1" t="inlineStr"><is><t>Tên file</t></is></c><c r="C1" t="inlineStr"><is><t>Văn bản</t></is></c><c r="E1" t="inlineStr"><is><t>Cơ quan ban hành</t></is></c></row>`+
				`<row r="2"><c r="C2" t="inlineStr"><is><t>Số</t></is></c><c r="D2" t="inlineStr"><is><t>Trích yếu</t></is></c></row>`+
				`<row r="3"><c r="A3" t="inlineStr"><is><t>VĂN KIỆN</t></is></c></row>`+
				`<row r="4"><c r="A4"><v>1</v></c><c r="B4" t="inlineStr"><is><t>Báo cáo chính trị.pdf</t></is></c><c r="C4" t="inlineStr"><is><t>1-BC</t></is></c><c r="D4" t="inlineStr"><is><t>Một</t></is></c><c r="E4" t="inlineStr"><is><t>Tỉnh ủy</t></is></c></row>`+
				`<row r="5"><c r="A5"><v>2</v></c><c r="B5" t="inlineStr"><is><t>Tờ trình.docx</t></is></c><c r="C5" t="inlineStr"><is><t>2-BC</t></is></c><c r="D5" t="inlineStr"><is><t>Hai</t></is></c></row></sheetData>`+
				`<mergeCells count="5"><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:D1"/><mergeCell ref="E1:E2"/><mergeCell ref="A3:E3"/><mergeCell ref="E4:E5"/><mergeCell ref="A1:XFD1048576"/></mergeCells>`, "", dates, nil),
			"4|Báo cáo chính trị.pdf|1|1-BC||Một|Tỉnh ủy||;5|Tờ trình.docx|2|2-BC||Hai|Tỉnh ủy||"},
	} {
		p := plan(t, append(slices.Clone(three), file{"x.xlsx", c.book})...)
		if got := strings.Join(said(p), ";"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s\n%+v", name, got, c.want, p.Passed)
		}
	}
}

// What LibreOffice makes of the office's list, as a workbook and as text.
func TestListsOfLibreOffice(t *testing.T) {
	t.Parallel()
	soffice := need.Program(t, "soffice")
	folder := t.TempDir()
	source := filepath.Join(folder, "bang.csv")
	if err := os.WriteFile(source, []byte("DANH MỤC\n\nSTT,Tên tệp,Ngày tháng năm,Trích yếu\n1,Báo cáo chính trị,2026-11-09,Báo cáo\n2,Tờ trình.docx,2026-11-10,\"Tờ trình\nhai dòng\"\nCộng,2,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, to := range []string{"xlsx", `csv:Text - txt - csv (StarCalc):59,34,65535,1`, `csv:Text - txt - csv (StarCalc):9,34,76,1`} {
		out := filepath.Join(folder, fmt.Sprint("out", i))
		run := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+folder+"/profile", "--headless", "--infilter=CSV:44,34,76,1", "--convert-to", to, "--outdir", out, source)
		run.Env = append(os.Environ(), "HOME="+folder)
		if answer, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", to, err, answer)
		}
		made, err := filepath.Glob(filepath.Join(out, "bang.*"))
		if err != nil || len(made) != 1 {
			t.Fatalf("%s: %v %v", to, made, err)
		}
		content, err := os.ReadFile(made[0])
		if err != nil {
			t.Fatal(err)
		}
		p := plan(t, append(slices.Clone(three), file{"bang" + filepath.Ext(made[0]), string(content)})...)
		want := []string{"4|Báo cáo chính trị.pdf|1||2026-11-09|Báo cáo|||", "5|Tờ trình.docx|2||2026-11-10|Tờ trình hai dòng|||"}
		if diff := cmp.Diff(want, said(p)); diff != "" || len(p.Passed) != 1 || p.Passed[0].Why != "total" {
			t.Errorf("%s: %s %+v", to, diff, p.Passed)
		}
	}
}
