package bulk_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/bulk"
)

// entry is an entry as programs write them: the bytes of the name, whether they are said to be UTF-8, and further fields.
type entry struct {
	name   string
	utf8   bool
	extra  []byte
	mode   os.FileMode
	folder bool
}

func entries(t testing.TB, list ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range list {
		h := &zip.FileHeader{Name: e.name, NonUTF8: !e.utf8, Extra: e.extra}
		if e.mode != 0 {
			h.SetMode(e.mode)
		}
		w, err := z.CreateHeader(h)
		if err == nil && !strings.HasSuffix(e.name, "/") && !e.folder {
			_, err = io.WriteString(w, "x"+e.name)
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

// unicodePath is the field 0x7075 for a name.
func unicodePath(of, name string, version byte) []byte {
	field := []byte{0x75, 0x70, 0, 0, version}
	field = binary.LittleEndian.AppendUint32(field, crc32.ChecksumIEEE([]byte(of)))
	field = append(field, name...)
	binary.LittleEndian.PutUint16(field[2:], uint16(len(field)-4))
	return field
}

func encoded(t testing.TB, page *charmap.Charmap, s string) string {
	t.Helper()
	out, err := page.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// vietnamese1258 writes tones apart from their letters, as the code page has them.
func vietnamese1258(t testing.TB, s string) string {
	t.Helper()
	whole := ""
	for _, r := range norm.NFC.String(s) {
		letter, tone := "", ""
		for _, part := range norm.NFD.String(string(r)) {
			if part != '\u031b' && part != '\u0302' && part != '\u0306' && part >= 0x300 && part < 0x370 {
				tone += string(part)
			} else {
				letter += string(part)
			}
		}
		whole += norm.NFC.String(letter) + tone
	}
	return encoded(t, charmap.Windows1258, whole)
}

func TestNamesAreReadAsTheyWereMeant(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]entry{
		"Báo cáo chính trị.pdf":        {name: "Báo cáo chính trị.pdf", utf8: true},
		"Báo cáo không cờ.pdf":         {name: "Báo cáo không cờ.pdf"}, // UTF-8 without its flag, as macOS writes
		"Báo cáo rời.pdf":              {name: norm.NFD.String("Báo cáo rời.pdf")},
		"Bảng mã 1258 – đề án.pdf":     {name: vietnamese1258(t, "Bảng mã 1258 – đề án.pdf")},
		"Tờ trình Đại hội.docx":        {name: vietnamese1258(t, "Tờ trình Đại hội.docx")},
		"résumé.pdf":                   {name: encoded(t, charmap.CodePage437, "résumé.pdf")},
		"Từ trường.pdf":                {name: "T_ tr__ng.pdf", extra: unicodePath("T_ tr__ng.pdf", "Từ trường.pdf", 1)},
		"Từ trường 2.pdf":              {name: "T\x97.pdf", extra: append([]byte{1, 0, 2, 0, 9, 9}, unicodePath("T\x97.pdf", "Từ trường 2.pdf", 1)...)},
		"other.pdf":                    {name: "other.pdf", extra: unicodePath("was called so.pdf", "Cũ.pdf", 1)}, // renamed since: the sum is of another name
		"version.pdf":                  {name: "version.pdf", extra: unicodePath("version.pdf", "Mới.pdf", 2)},
		"broken.pdf":                   {name: "broken.pdf", extra: unicodePath("broken.pdf", "\xff\xfe", 1)},
		"cut.pdf":                      {name: "cut.pdf", extra: []byte{0x75, 0x70, 99, 0, 1}},
		"Văn kiện/Báo cáo.pdf":         {name: `Văn kiện\Báo cáo.pdf`, utf8: true},
		"Văn kiện/a b.pdf":             {name: "./Văn kiện//a \u00a0 b.pdf", utf8: true},
		"Báo cáo 10_30.pdf":            {name: "Báo cáo 10:30.pdf", utf8: true},
		"zero width.pdf":               {name: "zero\u200b width\ufeff.pdf", utf8: true},
		"quay lại.pdf":                 {name: "quay\u202e lại\u202c.pdf", utf8: true},
		"hai dòng.pdf":                 {name: "hai\r\ndòng.pdf", utf8: true},
		"a.TXT":                        {name: "a.TXT"},
		"C_a.txt":                      {name: "C:a.txt"},
		"…“ngoặc” & 'nháy', #1 (2).md": {name: "…“ngoặc” & 'nháy', #1 (2).md", utf8: true},
	} {
		a, err := open(t, entries(t, e))
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		p, err := bulk.Read(a)
		if err != nil || len(p.Rows) != 1 || p.Rows[0].Err != nil {
			t.Errorf("%s: %+v %v", want, p, err)
			continue
		}
		if got := strings.Join(append(p.Around, p.Rows[0].Path), "/"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if r, _, err := a.Read(p.Rows[0].Path); err != nil {
			t.Errorf("%s: %v", want, err)
		} else if content, err := io.ReadAll(r); err != nil || string(content) != "x"+e.name {
			t.Errorf("%s: %q %v", want, content, err)
		}
	}
}

// One name never refuses the others.
func TestABadNameIsAnErrorOfItsRow(t *testing.T) {
	t.Parallel()
	for shown, c := range map[string]struct {
		entry entry
		code  string
	}{
		"../a.txt":           {entry{name: "../a.txt"}, "zip_path"},
		"a/../../b.txt":      {entry{name: "a/../../b.txt"}, "zip_path"},
		"a/../b.txt":         {entry{name: "a/../b.txt"}, "zip_path"},
		"/etc/passwd":        {entry{name: "/etc/passwd"}, "zip_path"},
		`..\a.txt`:           {entry{name: `..\a.txt`}, "zip_path"},
		`\\server\a.txt`:     {entry{name: `\\server\a.txt`}, "zip_path"},
		`C:\a.txt`:           {entry{name: `C:\a.txt`}, "zip_path"},
		"C:/a.txt":           {entry{name: "C:/a.txt"}, "zip_path"},
		"a\ufffdb.txt":       {entry{name: "a\x00b.txt"}, "zip_path"},
		". ./\ufffd../x.txt": {entry{name: ". ./\u200b../x.txt", utf8: true}, "zip_path"},
		"link.txt":           {entry{name: "link.txt", mode: os.ModeSymlink | 0o777}, "zip_path"},
		"fifo":               {entry{name: "fifo", mode: os.ModeNamedPipe | 0o600}, "zip_path"},
		"../up/x.txt":        {entry{name: "x", extra: unicodePath("x", "../up/x.txt", 1)}, "zip_path"},
		"twice.txt":          {entry{name: "twice.txt"}, "zip_name_twice"},
		"ế.txt":              {entry{name: "ế.txt", utf8: true}, "zip_name_twice"},
	} {
		list := []entry{{name: "tốt.txt", utf8: true}, c.entry, {name: "Văn kiện/", folder: true}, {name: `Thư mục\`, folder: true}}
		if c.code == "zip_name_twice" {
			list = append(list, entry{name: norm.NFD.String(c.entry.name), utf8: true})
		}
		a, err := open(t, entries(t, list...))
		if err != nil {
			t.Errorf("%q: %v", shown, err)
			continue
		}
		p, err := bulk.Read(a)
		if err != nil || len(p.Rows) != 2 {
			t.Errorf("%q: %+v %v", shown, p, err)
			continue
		}
		if good := p.Rows[0]; good.Path != "tốt.txt" || good.Err != nil || good.Number != 1 {
			t.Errorf("%q: the other is %+v", shown, good)
		}
		if bad := p.Rows[1]; bad.Path != "" || bad.File != shown || congress.CodeOf(bad.Err) != c.code || bad.Number != 2 {
			t.Errorf("%q: %+v", shown, bad)
		}
	}
	a, err := open(t, zipped(t, file{"../a.txt", "x"}, file{"b.txt", "x"}, file{"../c.txt", "x"}, file{"danh-muc.csv", "Tệp,Tên\n../a.txt,Một\nb.txt,Hai\n"}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := bulk.Read(a)
	if err != nil || len(p.Rows) != 2 || congress.CodeOf(p.Rows[0].Err) != "zip_path" || p.Rows[1].Path != "b.txt" || strings.Join(p.Extra, " ") != "../c.txt" {
		t.Errorf("%+v %v", p, err)
	}
}

func TestNamesThatDifferByCaseAreTwoFiles(t *testing.T) {
	t.Parallel()
	p := plan(t, file{"a.txt", "x"}, file{"A.TXT", "y"}, file{"danh-muc.csv", "Tệp,Tên\nA.TXT,Một\na.txt,Hai\na.Txt,Ba\n"})
	if p.Rows[0].Path != "A.TXT" || p.Rows[1].Path != "a.txt" || p.Rows[2].Faults["file"].Code() != messages.SeveralFiles("").Code() {
		t.Errorf("%+v", p.Rows)
	}
}
