package documents_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/uploads"
)

func TestFileNames(t *testing.T) {
	for in, want := range map[string]string{
		"Báo cáo.pdf":                     "Báo cáo.pdf",
		"Ba\u0301o ca\u0301o.pdf":         "Báo cáo.pdf",
		"Đề án – Đường 3\u00b74.docx":     "Đề án – Đường 3\u00b74.docx",
		"  a.pdf ":                        "a.pdf",
		`C:\Tài liệu\a.pdf`:               "a.pdf",
		"../../etc/passwd":                "passwd",
		"thư mục/tệp.pdf":                 "tệp.pdf",
		".bashrc":                         ".bashrc",
		strings.Repeat("a", 196) + ".pdf": strings.Repeat("a", 196) + ".pdf",

		"":                         "",
		"   ":                      "",
		".":                        "",
		"..":                       "",
		"a/":                       "",
		`a\`:                       "",
		"a\x00.pdf":                "",
		"a\r\nSet-Cookie: x.pdf":   "",
		"a\u0085b.pdf":             "",
		"a\u2028b.pdf":             "",
		"báo cáo\u202efdp.exe":     "",
		"a\u2066b\u2069.pdf":       "",
		"a\u200f.pdf":              "",
		"\ufeffa.pdf":              "",
		"a\ufffd.pdf":              "",
		"B\xe1o c\xe1o.pdf":        "",
		strings.Repeat("a/", 1500): "",
		"  ":                       "",
		"\u00a0":                   "",
		" . ":                      "",

		// Blanks are one blank.
		"Báo  cáo\u00a0chính \u2009trị.pdf": "Báo cáo chính trị.pdf",
		"\u3000a\u202f.pdf\u00a0":           "a .pdf",
	} {
		got, err := documents.CleanName(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", in, got, err, want)
		}
		if err != nil {
			wantCode(t, err, congress.Invalid, "file_name_invalid")
		}
	}
}

// A name has as many letters as file systems have room for, however many bytes they are, in any form, at every door.
func TestNamesAreCountedInLetters(t *testing.T) {
	real := "Báo cáo tổng hợp tiếp thu, giải trình ý kiến góp ý của các tổ thảo luận, của đại biểu Quốc hội và của các cơ quan, tổ chức đối với dự thảo Nghị quyết Đại hội (lần 2).txt" // 161 and more letters
	long := strings.Repeat("ệ", 251) + ".txt"
	for name, code := range map[string]string{
		real: "", norm.NFD.String(real): "", long: "", norm.NFD.String(long): "", "C:\\" + strings.Repeat("ở", 300) + "\\" + long: "", strings.Repeat("a", 251) + ".txt": "",
		strings.Repeat("𠀀", 251) + ".txt": "", strings.Repeat("ệ", 252) + ".txt": "file_name_too_long", strings.Repeat("a", 252) + ".txt": "file_name_too_long",
		norm.NFD.String(strings.Repeat("ệ", 252)) + ".txt": "file_name_too_long", strings.Repeat("a", 30_000): "file_name_too_long",
	} {
		h := openHouse(t)
		document := h.draft("Báo cáo")
		_, received := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: name, Size: 1, Body: strings.NewReader("a")})
		_, begun := h.Begin(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: name, Size: 9})
		_, attached := h.attach(h.delegate, newID(), name, "a")
		errs := map[string]error{"upload": received, "tus": begun, "attachment": attached}
		if path := strings.TrimPrefix(strings.ReplaceAll(name, "\\", "/"), "C:/"); len(path) < 10_000 {
			out := h.bring(newID(), bundle(t, map[string]string{path: "b"}), true, false)
			errs["import"] = nil
			if list := out.Rows[0].Errors; len(list) > 0 {
				errs["import"] = list[0]
			}
		}
		for door, err := range errs {
			if code == "" && err != nil || code != "" && congress.CodeOf(err) != code {
				t.Errorf("%s of %d letters: %v, want %q", door, len([]rune(norm.NFC.String(name))), err, code)
			}
		}
	}
}

func TestABadNameIsRefusedBeforeTheBodyIsRead(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	_, err := h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "..", Size: -1, Body: unread{t}})
	wantCode(t, err, congress.Invalid, "file_name_invalid")
	_, err = h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: newID(), Document: document, Name: "a.pdf", Note: strings.Repeat("ệ", 1001), Size: -1, Body: unread{t}})
	wantCode(t, err, congress.Invalid, "document_invalid")
	_, err = h.Receive(t.Context(), h.Hall, h.organizer, uploads.Receive{ID: "x", Document: document, Name: "a.pdf", Size: -1, Body: unread{t}})
	wantCode(t, err, congress.Invalid, "record_id_invalid")
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"Báo cáo.pdf", "Ba\u0301o.pdf", `..\..\a`, "a\u202eb", "\xff", "..", "a\u0340\u0341", "ẛ̣.txt"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		name, err := documents.CleanName(in)
		if err != nil {
			if name != "" || !strings.HasPrefix(congress.CodeOf(err), "file_name_") {
				t.Fatalf("%q: %q, %v", in, name, err)
			}
			return
		}
		bad := func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`/\`, r)
		}
		if name == "" || name == "." || name == ".." || utf8.RuneCountInString(name) > 255 || !utf8.ValidString(name) || strings.ContainsFunc(name, bad) || !norm.NFC.IsNormalString(name) {
			t.Fatalf("%q became %q", in, name)
		}
		if again, err := documents.CleanName(name); err != nil || again != name {
			t.Fatalf("%q became %q and then %q, %v", in, name, again, err)
		}
	})
}
