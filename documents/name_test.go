package documents_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/documents"
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

		"":                               "",
		"   ":                            "",
		".":                              "",
		"..":                             "",
		"a/":                             "",
		`a\`:                             "",
		"a\x00.pdf":                      "",
		"a\r\nSet-Cookie: x.pdf":         "",
		"a\u0085b.pdf":                   "",
		"a\u2028b.pdf":                   "",
		"báo cáo\u202efdp.exe":           "",
		"a\u2066b\u2069.pdf":             "",
		"a\u200f.pdf":                    "",
		"\ufeffa.pdf":                    "",
		"a\ufffd.pdf":                    "",
		"B\xe1o c\xe1o.pdf":              "",
		strings.Repeat("ệ", 66) + ".pdf": "",
		strings.Repeat("a/", 1500):       "",
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

func TestABadNameIsRefusedBeforeTheBodyIsRead(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	_, err := h.Receive(t.Context(), h.Hall, h.organizer, documents.Receive{ID: newID(), Document: document, Name: "..", Size: -1, Body: unread{t}})
	wantCode(t, err, congress.Invalid, "file_name_invalid")
	_, err = h.Receive(t.Context(), h.Hall, h.organizer, documents.Receive{ID: newID(), Document: document, Name: "a.pdf", Note: "hai\ndòng", Size: -1, Body: unread{t}})
	wantCode(t, err, congress.Invalid, "document_invalid")
	_, err = h.Receive(t.Context(), h.Hall, h.organizer, documents.Receive{ID: "x", Document: document, Name: "a.pdf", Size: -1, Body: unread{t}})
	wantCode(t, err, congress.Invalid, "record_id_invalid")
}

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"Báo cáo.pdf", "Ba\u0301o.pdf", `..\..\a`, "a\u202eb", "\xff", "..", "a\u0340\u0341", "ẛ̣.txt"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		name, err := documents.CleanName(in)
		if err != nil {
			if name != "" || congress.CodeOf(err) != "file_name_invalid" {
				t.Fatalf("%q: %q, %v", in, name, err)
			}
			return
		}
		bad := func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`/\`, r)
		}
		if name == "" || name == "." || name == ".." || len(name) > 200 || !utf8.ValidString(name) || strings.ContainsFunc(name, bad) || !norm.NFC.IsNormalString(name) {
			t.Fatalf("%q became %q", in, name)
		}
		if again, err := documents.CleanName(name); err != nil || again != name {
			t.Fatalf("%q became %q and then %q, %v", in, name, again, err)
		}
	})
}
