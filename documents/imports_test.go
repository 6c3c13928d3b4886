package documents_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/sheets"
	"plenum/documents/uploads"
)

// bundle is a ZIP of these files by name.
func bundle(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, files[name])
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

func list(t testing.TB, rows ...[]any) string {
	t.Helper()
	book, err := sheets.Write(sheets.Sheet{Name: "A", Rows: append([][]any{{"Tệp", "Số ký hiệu", "Tên", "Độ mật", "Chương trình", "Đối tượng"}}, rows...)})
	if err != nil {
		t.Fatal(err)
	}
	return string(book)
}

func (h *house) bring(id congress.RecordID, content []byte, dry, partial bool) uploads.Imported {
	h.Helper()
	out, err := h.Import(h.Context(), h.Hall, h.organizer, uploads.Import{ID: id, Body: bytes.NewReader(content), DryRun: dry, Partial: partial})
	if err != nil {
		h.Fatal(err)
	}
	return out
}

func TestAFolderIsImportedByItsSpreadsheet(t *testing.T) {
	h := openHouse(t)
	agenda := h.put(congress.KindAgenda, "", congress.Agenda{Title: "Khai mạc Đại hội"})
	content := bundle(t, map[string]string{
		"danh-muc.xlsx": list(t, []any{"bc.pdf", "01-BC/ĐH", "Báo cáo", "công khai", "khai mạc đại hội", "Tất cả"}, []any{"vk/tt.txt", "02-TTr/ĐH", "Tờ trình", "", "", "tổ 1; ĐOÀN THƯ KÝ"}),
		"bc.pdf":        string(pdf("báo cáo")), "vk/tt.txt": "Tờ trình", "thua.txt": "không ai nêu",
	})
	head, id := h.Head().N, newID()
	dry := h.bring(id, content, true, false)
	if dry.Creates != 2 || dry.Errors != 0 || dry.Done || h.Head().N != head || len(h.keys()) != 0 || !slices.Equal(dry.Extra, []string{"thua.txt"}) {
		t.Fatalf("a dry run: %+v, head %d to %d", dry, head, h.Head().N)
	}
	done := h.bring(id, content, false, false)
	if done.Creates != 2 || !done.Done {
		t.Fatalf("%+v", done)
	}
	d := h.document(h.organizer, done.Rows[0].Document)
	if d.Title != "Báo cáo" || d.Number != "01-BC/ĐH" || d.Classification != congress.Public || d.Agenda != agenda || !d.Audience.Everyone || d.State != documents.Draft {
		t.Errorf("%+v", d)
	}
	if u := h.upload(done.Rows[1].Upload); u.Name != "tt.txt" || u.Ingest != documents.Ready || u.Document != done.Rows[1].Document {
		t.Errorf("%+v", u)
	}
	if a := h.document(h.organizer, done.Rows[1].Document).Audience; !slices.Equal(a.Groups, h.groups[:1]) || !slices.Equal(a.Roles, []congress.Role{congress.Secretariat}) {
		t.Errorf("%+v", a)
	}
	again := h.bring(id, content, false, false)
	if again.Skips != 2 || again.Creates != 0 || len(h.keys()) != 2 {
		t.Errorf("again: %+v, %d files", again, len(h.keys()))
	}
	for name, other := range map[string]map[string]string{
		"another file":  {"bc.pdf": string(pdf("khác"))},
		"another title": {"danh-muc.xlsx": list(t, []any{"bc.pdf", "01-BC/ĐH", "Báo cáo khác", "công khai", "khai mạc đại hội", "Tất cả"})},
		"other readers": {"danh-muc.xlsx": list(t, []any{"bc.pdf", "01-BC/ĐH", "Báo cáo", "công khai", "khai mạc đại hội", "tổ 1"})},
	} {
		files := map[string]string{
			"danh-muc.xlsx": list(t, []any{"bc.pdf", "01-BC/ĐH", "Báo cáo", "công khai", "khai mạc đại hội", "Tất cả"}), "bc.pdf": string(pdf("báo cáo")),
		}
		maps.Copy(files, other)
		out := h.bring(id, bundle(t, files), false, false)
		if out.Done || len(out.Rows) != 1 || len(out.Rows[0].Errors) != 1 || out.Rows[0].Errors[0].Code.String() != "key_reused" {
			t.Errorf("%s under the same id: %+v", name, out)
		}
	}
	if twice := h.bring(newID(), content, true, false); twice.Rows[0].Warnings[0].Code != "same_bytes" {
		t.Errorf("the same bytes under another import: %+v", twice.Rows[0])
	}
}

// Everything that is wrong is said of its row, and nothing is taken; or, if asked, the rows that are right.
func TestErrorsNameTheRow(t *testing.T) {
	h := openHouse(t)
	content := bundle(t, map[string]string{
		"danh-muc.xlsx": list(t,
			[]any{"a.txt", "", "Được", "", "", "Tất cả"},
			[]any{"b.txt", "", "Mật", "tối mật", "", ""},
			[]any{"c.txt", "", "Không rõ", "", "mục lạ", "Tổ 99"},
			[]any{"d.txt", "", "Hạn chế cho mọi người", "hạn chế", "", "tất cả"},
			[]any{"e.txt", "", "", "", "", ""},
			[]any{"f.txt", "", "Không có tệp", "", "", ""},
			[]any{"g.pdf", "", "Không phải PDF", "", "", ""},
			[]any{"h.docx", "", "ZIP trong ZIP", "", "", ""},
			[]any{"i.zip", "", "ZIP trong ZIP", "", "", ""},
			[]any{"k.txt", "", "Trống", "", "", ""}),
		"a.txt": "a", "b.txt": "zqsecret", "c.txt": "c", "d.txt": "d", "e.txt": "e", "g.pdf": "chữ", "k.txt": "",
		"h.docx": string(bundle(t, map[string]string{"x.txt": "x"})), "i.zip": string(bundle(t, map[string]string{"x.txt": "x"})),
	})
	want := map[int]string{
		3: "classified_refused", 4: "document_invalid", 5: "audience_not_named", 6: "document_invalid", 7: "document_invalid", 8: "type_mismatch",
		9: "type_mismatch", 10: "type_refused", 11: "file_empty",
	}
	head := h.Head().N
	out := h.bring(newID(), content, false, false)
	if out.Done || out.Errors != len(want) || h.Head().N != head || len(h.keys()) != 0 {
		t.Errorf("something was taken: %+v", out)
	}
	for _, r := range out.Rows {
		code := ""
		if len(r.Errors) > 0 {
			code = r.Errors[0].Code.String()
		}
		if code != want[r.Row] {
			t.Errorf("row %d: %q, want %q", r.Row, code, want[r.Row])
		}
	}
	if f := out.Rows[2].Errors[0].Fields; len(f) != 2 || !strings.Contains(f["audience"].String(), "Tổ 99") || f["agenda"].Code() == "" {
		t.Errorf("row 4: %v", f)
	}
	part := h.bring(newID(), content, false, true)
	if !part.Done || part.Creates != 1 || len(h.keys()) != 1 {
		t.Errorf("in part: %+v", part)
	}
}

func TestAFolderThatIsMarkedIsRefused(t *testing.T) {
	h := openHouse(t)
	out := h.bring(newID(), bundle(t, map[string]string{"Tài liệu mật/a.txt": "a", "Mật độ dân số/b.txt": "b", "c.txt": "c"}), true, false)
	for _, r := range out.Rows {
		if refused := len(r.Errors) > 0 && r.Errors[0].Code.String() == "classified_refused"; refused != strings.HasPrefix(r.File, "Tài liệu mật") {
			t.Errorf("%s: %+v", r.File, r)
		}
	}
}

// An import that broke off anywhere is sent again and completed.
func TestAnImportThatBrokeOffIsCompletedByTheSameAgain(t *testing.T) {
	h := openHouse(t)
	files := map[string]string{}
	for _, c := range "abcdefgh" {
		files[string(c)+".txt"] = strings.Repeat(string(c), 1000)
	}
	content, id := bundle(t, files), newID()
	_, err := h.Import(t.Context(), h.Hall, h.organizer, uploads.Import{ID: id, Body: io.MultiReader(bytes.NewReader(content[:500]), iotest.ErrReader(errCut))})
	wantCode(t, err, congress.Invalid, "body_truncated")
	h.blobs.failPutAfter(3)
	_, err = h.Import(t.Context(), h.Hall, h.organizer, uploads.Import{ID: id, Body: bytes.NewReader(content)})
	wantCode(t, err, congress.Unavailable, "storage_unavailable")
	h.blobs.failPutAfter(-1)
	h.restart()
	if out := h.bring(id, content, false, false); !out.Done || out.Skips != 3 || out.Creates != 5 {
		t.Errorf("%+v", out)
	}
	if s, err := h.Standings(h.Hall, h.organizer); err != nil || len(s) != 8 {
		t.Errorf("%d documents, %v", len(s), err)
	}
	h.wantBlobs(8)
	for name, actor := range h.everybody() {
		if _, err := h.Import(t.Context(), h.Hall, actor, uploads.Import{ID: newID(), Body: unread{t}}); congress.KindOf(err) != congress.Forbidden {
			t.Errorf("%s imports: %v", name, err)
		}
	}
}

func TestTheTemplateIsAnImportItself(t *testing.T) {
	h := openHouse(t)
	book, err := uploads.ImportTemplate(h.Hall)
	if err != nil {
		t.Fatal(err)
	}
	out := h.bring(newID(), bundle(t, map[string]string{"danh-muc.xlsx": string(book), "01-bao-cao.pdf": string(pdf("x")), "phu-luc/02-to-trinh.docx": "x"}), true, false)
	if out.Rows[0].Action != uploads.ImportCreate || out.Rows[0].Entry.Date != "2026-11-23" || out.Rows[1].Errors[0].Code.String() != "type_mismatch" {
		t.Errorf("%+v", out.Rows)
	}
	if len(out.Others) > 0 {
		t.Errorf("its own columns are not taken: %q", out.Others)
	}
	register := reflect.ValueOf(*out.Rows[0].Entry)
	for i := range register.NumField() {
		if name := register.Type().Field(i).Name; name != "Agenda" && register.Field(i).IsZero() { // this congress has no agenda
			t.Errorf("the template's first row leaves %s out", name)
		}
	}
}

// The dry run says what would be quarantined for its name.
func TestADryRunWarnsOfAMarkingInAName(t *testing.T) {
	h := openHouse(t)
	files := map[string]string{"MẬT bao cao.txt": "a", "Vé mặt nước.txt": "b"}
	for _, row := range h.bring(newID(), bundle(t, files), true, false).Rows { // it would be the title too
		if refused := len(row.Errors) > 0 && row.Errors[0].Code.String() == "classified_refused"; refused != (row.File == "MẬT bao cao.txt") {
			t.Errorf("%+v", row)
		}
	}
	files["danh-muc.xlsx"] = list(t, []any{"MẬT bao cao.txt", "", "Báo cáo", "", "", ""}, []any{"Vé mặt nước.txt", "", "Vé", "", "", ""})
	out := h.bring(newID(), bundle(t, files), true, false)
	for _, row := range out.Rows {
		marked := slices.ContainsFunc(row.Warnings, func(w documents.Warning) bool { return w.Code == "marked" })
		if row.Action != uploads.ImportCreate || marked != (row.File == "MẬT bao cao.txt") {
			t.Errorf("%+v", row)
		}
	}
}

// Two rows of one number are a copied line, or two documents that nobody can tell apart: each is told of the others.
func TestRowsOfOneNumberAreWarnedOfEachOther(t *testing.T) {
	h := openHouse(t)
	numbers := []string{"01-BC/ĐH", "02-BC/ĐH", "01-bc/đh", "", "", "01 -BC/ĐH", "03-BC/ĐH"}
	files, rows := map[string]string{}, make([][]any, len(numbers))
	for i, number := range numbers {
		name := fmt.Sprintf("%d.txt", i)
		files[name], rows[i] = name, []any{name, number, "Báo cáo", "", "", "Tất cả"}
	}
	files["danh-muc.xlsx"] = list(t, rows...)
	out := h.bring(newID(), bundle(t, files), true, false)
	var got []string
	for _, row := range out.Rows {
		others := ""
		for _, w := range row.Warnings {
			if w.Code == "number_twice" {
				others += w.Rows
			}
		}
		got = append(got, others)
	}
	if diff := cmp.Diff([]string{"4, 7", "", "2, 7", "", "", "2, 4", ""}, got); diff != "" || out.Errors > 0 {
		t.Errorf("%d errors, %s", out.Errors, diff)
	}
}
