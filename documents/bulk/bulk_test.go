package bulk_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/bulk"
	"plenum/documents/sheets"
)

type file struct{ name, content string }

func zipped(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const most = 100 << 20

func open(t testing.TB, content []byte) (*bulk.Archive, error) {
	t.Helper()
	at := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(at, content, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := bulk.Open(at, most)
	if err == nil {
		t.Cleanup(func() { _ = a.Close() })
	}
	return a, err
}

func plan(t testing.TB, files ...file) bulk.Plan {
	t.Helper()
	a, err := open(t, zipped(t, files...))
	if err != nil {
		t.Fatal(err)
	}
	p, err := bulk.Read(a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFolderAndFileNamesSayWhatFilesAre(t *testing.T) {
	p := plan(t,
		file{"01. Văn kiện/07-HD_ĐHM Hướng dẫn thảo luận.docx", "x"}, file{"01. Văn kiện/03. Báo cáo chính trị.pdf", "x"},
		file{"Bài phát biểu.pdf", "x"}, file{"2027 năm bản lề.pdf", "x"}, file{"__MACOSX/._a.pdf", "x"}, file{".DS_Store", "x"}, file{"~$khóa.docx", "x"}, file{"Thumbs.db", "x"},
		file{"Tham lua\u0323\u0302n/Ý kiê\u0301n.txt", "x"}, // decomposed, as macOS writes names
	)
	want := []bulk.Row{
		{Number: 1, Path: "01. Văn kiện/03. Báo cáo chính trị.pdf", Order: "03", Texts: map[string]string{"title": "Báo cáo chính trị"}, Folders: []string{"01. Văn kiện"}},
		{Number: 2, Path: "01. Văn kiện/07-HD_ĐHM Hướng dẫn thảo luận.docx", Texts: map[string]string{"number": "07-HD/ĐHM", "title": "Hướng dẫn thảo luận"}, Folders: []string{"01. Văn kiện"}},
		{Number: 3, Path: "2027 năm bản lề.pdf", Order: "2027", Texts: map[string]string{"title": "năm bản lề"}},
		{Number: 4, Path: "Bài phát biểu.pdf", Texts: map[string]string{"title": "Bài phát biểu"}},
		{Number: 5, Path: "Tham luận/Ý kiến.txt", Texts: map[string]string{"title": "Ý kiến"}, Folders: []string{"Tham luận"}},
	}
	for i := range want {
		want[i].File = want[i].Path
	}
	if diff := cmp.Diff(want, p.Rows); diff != "" {
		t.Error(diff)
	}
}

func TestASpreadsheetSaysWhatFilesAre(t *testing.T) {
	rows := [][]any{
		{"TT", "TÊN TỆP", "Số, ký hiệu", "Trích yếu", "Ngày", "Độ mật", "Đối tượng", "Từ khóa", "Cột lạ"},
		{1, "vk/bao-cao.pdf", "01-BC/ĐH", "Báo cáo", "23/11/2026", "Nội bộ", "Tổ 1; Đoàn chủ tịch", "kinh tế; xã hội", "?"},
		{},
		{2, `VK\to-trinh.pdf`, "", "Tờ trình", 46349, "TUYỆT MẬT", "", "", ""},
		{3, "vk/bao-cao.pdf", "", "Lại báo cáo", "hôm nay", "rất mật", "", "", ""},
		{4, "khong-co.pdf", "", "Không có tệp", "", "", "", "", ""},
	}
	book, err := sheets.Write(sheets.Sheet{Name: "A", Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	text := "\xef\xbb\xbfTên tệp;Trích yếu;Ngày\nvk/bao-cao.pdf;\"Báo cáo; có dấu\";2026-11-23\n"
	p := plan(t, file{"danh muc.xlsx", string(book)}, file{"vk/bao-cao.pdf", "x"}, file{"vk/to-trinh.pdf", "x"}, file{"thua.pdf", "x"})
	want := []bulk.Row{
		{Number: 2, Path: "vk/bao-cao.pdf", File: "vk/bao-cao.pdf", Texts: map[string]string{"number": "01-BC/ĐH", "title": "Báo cáo"}, Date: "2026-11-23", Classification: congress.InternalUse, Audience: "Tổ 1; Đoàn chủ tịch", Tags: []string{"kinh tế", "xã hội"}, Order: "1"},
		{Number: 4, Path: "vk/to-trinh.pdf", File: `VK\to-trinh.pdf`, Texts: map[string]string{"title": "Tờ trình"}, Date: "2026-11-23", Classification: congress.TuyetMat, Order: "2"},
		{Number: 5, File: "vk/bao-cao.pdf", Texts: map[string]string{"title": "Lại báo cáo"}, Classification: "?", Order: "3", Faults: map[string]messages.Fault{"file": messages.NamedBefore(2), "date": messages.RowDate(), "classification": messages.NoLevel()}},
		{Number: 6, File: "khong-co.pdf", Texts: map[string]string{"title": "Không có tệp"}, Order: "4", Faults: map[string]messages.Fault{"file": messages.NotInZIP()}},
	}
	if diff := cmp.Diff(want, p.Rows, cmpopts.EquateEmpty(), cmpopts.EquateComparable(messages.Fault{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Cột lạ"}, p.Others); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"thua.pdf"}, p.Extra); diff != "" || p.Sheet != "danh muc.xlsx" {
		t.Error(diff, p.Sheet)
	}
	p = plan(t, file{"register.csv", text}, file{"vk/bao-cao.pdf", "x"})
	if len(p.Rows) != 1 || p.Rows[0].Texts["title"] != "Báo cáo; có dấu" || p.Rows[0].Date != "2026-11-23" {
		t.Errorf("%+v", p.Rows)
	}
}

func TestAFolderAroundEverythingSaysNothing(t *testing.T) {
	p := plan(t, file{"Bộ tài liệu/danh-muc.csv", "Tệp,Tên\na.pdf,Báo cáo\n"}, file{"Bộ tài liệu/a.pdf", "x"})
	if p.Sheet != "danh-muc.csv" || len(p.Rows) != 1 || p.Rows[0].Path != "a.pdf" || !slices.Equal(p.Around, []string{"Bộ tài liệu"}) {
		t.Errorf("%+v", p)
	}
	p = plan(t, file{"Bộ/Văn kiện/a.pdf", "x"}, file{"Bộ/Văn kiện/b.pdf", "x"}, file{"Bộ/Tham luận/c.pdf", "x"})
	if p.Rows[0].Folders[0] != "Tham luận" || p.Rows[1].Folders[0] != "Văn kiện" {
		t.Errorf("%+v", p.Rows)
	}
}

func TestAnOrderNumberIsNoPartOfAName(t *testing.T) {
	for name, want := range map[string]string{
		"01. Khai mạc": "Khai mạc", "1.2. Khai mạc": "Khai mạc", "1 - Khai mạc": "Khai mạc", "02-Khai mạc": "Khai mạc", "03 Khai mạc": "Khai mạc",
		"Tổ 1": "Tổ 1", "2. Tổ 1": "Tổ 1", "01": "01", "3D": "3D", "": "",
	} {
		if got := bulk.WithoutOrder(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestALevelCountsWhereverItIsWritten(t *testing.T) {
	p := plan(t, file{"danh-muc.csv", "Tệp,Tên,Ghi chú\na.pdf,Báo cáo,Tối mật\nb.pdf,Tờ trình,mật độ dân số\n"}, file{"a.pdf", "x"}, file{"b.pdf", "x"})
	if p.Rows[0].Classification != congress.ToiMat || p.Rows[1].Classification != "" {
		t.Errorf("%+v", p.Rows)
	}
}

func TestWhatIsNoArchiveOfMaterialsIsRefused(t *testing.T) {
	plain := zipped(t, file{"a.txt", "chữ"})
	locked := bytes.Clone(plain)
	for _, signature := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(locked, []byte(signature)) + 6 // the flags, behind the version
		if signature == "PK\x01\x02" {
			at += 2
		}
		locked[at] |= 1
	}
	over := zipped(t, file{"a.txt", strings.Repeat("a", 100)}, file{"b.txt", strings.Repeat("b", 100)})
	second := bytes.LastIndex(over, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(over[second+42:], 0) // the second file's place is the first's
	many := make([]file, 2001)
	for i := range many {
		many[i] = file{strings.Repeat("x", i/100+1) + "-" + string(rune('a'+i%26)) + strings.Repeat("y", i%100) + ".txt", ""}
	}
	lying := bytes.Clone(plain)
	binary.LittleEndian.PutUint16(lying[len(lying)-22+10:], 60_000) // so many it says to have
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"a list that lies": {lying, "zip_too_many"},
		"no zip":           {[]byte("chữ"), "zip_unreadable"},
		"a list in text":   {[]byte("Tệp;Tên\na.pdf;Báo cáo\n"), "zip_unreadable"},
		"a list alone":     {workbook(t, []any{"Tệp", "Tên"}, []any{"a.pdf", "Báo cáo"}), "import_one_file"},
		"a Word file":      {zipped(t, file{"word/document.xml", "<w/>"}, file{"[Content_Types].xml", "<Types/>"}), "import_one_file"},
		"OpenDocument":     {zipped(t, file{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, file{"content.xml", "<c/>"}), "import_one_file"},
		"cut":              {plain[:len(plain)-10], "zip_unreadable"},
		"locked":           {locked, "zip_locked"},
		"over each other":  {over, "zip_bomb"},
		"a bomb":           {zipped(t, file{"a.txt", strings.Repeat("\x00", 20<<20)}), "zip_bomb"},
		"too large":        {zipped(t, file{"a.txt", strings.Repeat("0123456789abcdef", most/16)}, file{"b.txt", "x"}), "zip_bomb zip_too_large"},
		"too many":         {zipped(t, many...), "zip_too_many"},
	} {
		_, err := open(t, c.content)
		if got := congress.CodeOf(err); got == "" || !strings.Contains(c.code, got) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// What a list says of sizes is not believed: a file that inflates to more ends with an error.
func TestALyingSizeGivesNoMoreBytes(t *testing.T) {
	content := zipped(t, file{"a.txt", strings.Repeat("chữ ", 1<<20)})
	central := bytes.LastIndex(content, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(content[central+24:], 10)
	a, err := open(t, content)
	if err != nil {
		return
	}
	r, _, err := a.Read("a.txt")
	if err != nil {
		return
	}
	if n, err := io.Copy(io.Discard, r); err == nil {
		t.Errorf("it gave %d bytes and no error", n)
	}
}

func TestAnEmptyArchiveOrSheetIsSaid(t *testing.T) {
	for code, files := range map[string][]file{
		"import_empty":         {{".DS_Store", "x"}},
		"sheet_unreadable":     {{"danh-muc.xlsx", "chữ"}, {"a.pdf", "x"}},
		"sheet_no_file_column": {{"danh-muc.csv", "a,b\n1,2\n"}, {"a.pdf", "x"}},
	} {
		a, err := open(t, zipped(t, files...))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bulk.Read(a); congress.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	// Another spreadsheet is a material like any.
	if p := plan(t, file{"so-lieu.csv", "năm,số\n2026,1\n"}); len(p.Rows) != 1 || p.Rows[0].Texts["title"] != "so-lieu" {
		t.Errorf("%+v", p.Rows)
	}
}

// workbook is a list of its rows.
func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	book, err := sheets.Write(sheets.Sheet{Name: "A", Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func FuzzRead(f *testing.F) {
	f.Add(zipped(f, file{"danh-muc.csv", "Tệp,Tên\na.pdf,Báo cáo\n"}, file{"a.pdf", "x"}))
	f.Add(zipped(f, file{"01. Kỳ/07-HD_ĐHM Hướng dẫn.docx", "x"}))
	book, err := sheets.Write(sheets.Sheet{Name: "A", Rows: [][]any{{"Tệp", "Tên"}, {"a.pdf", "x"}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(zipped(f, file{"danh-muc.xlsx", string(book)}, file{"a.pdf", "x"}))
	f.Add(book)
	f.Fuzz(func(t *testing.T, content []byte) {
		a, err := open(t, content)
		if err != nil {
			return
		}
		for _, p := range a.Paths() {
			if strings.Contains(p, "..") && strings.Contains("/"+p+"/", "/../") || strings.HasPrefix(p, "/") {
				t.Errorf("a path leads out: %q", p)
			}
		}
		p, err := bulk.Read(a)
		if err == nil && len(p.Rows) == 0 {
			t.Error("a plan of nothing")
		}
	})
}

func FuzzSheet(f *testing.F) {
	f.Add([]byte("Tệp;Tên;Ngày\na.pdf;Báo cáo;23/11/2026\n"))
	f.Add([]byte("File,Title\n\"a.pdf\",\"=1+1\"\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		a, err := open(t, zipped(t, file{"danh-muc.csv", string(content)}, file{"a.pdf", "x"}))
		if err != nil {
			t.Fatal(err)
		}
		p, err := bulk.Read(a)
		if err != nil {
			return
		}
		for _, r := range p.Rows {
			if r.Path != "" && r.Path != "a.pdf" {
				t.Errorf("a row of %q", r.Path)
			}
		}
	})
}
