package stories_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// hostile is an Office file of few bytes whose one part inflates to 140 MB.
func hostile(t testing.TB, part string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("[Content_Types].xml")
	if err == nil {
		_, err = w.Write([]byte("<Types/>"))
	}
	if err == nil {
		w, err = z.Create(part)
	}
	line := bytes.Repeat([]byte("x"), 1<<20)
	for range 140 {
		if err == nil {
			_, err = w.Write(line)
		}
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A hostile file fails by itself: it is said why in both languages, no reader gets it, and the server goes on.
func TestAFileThatInflatesTooFarFailsAndSaysSo(t *testing.T) {
	p := newServer(t, "--max-file", "1000000")
	who, _ := thread(t, p)
	document, upload := newID(), newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Báo cáo"}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	file := "~/documents/" + document + "/uploads/" + upload
	if res := who.do("PUT", file+"?name=bao-cao.docx", bytes.NewReader(hostile(t, "word/document.xml")), nil); res.status != 201 {
		t.Fatal(res)
	}
	eventually(t, "the file was looked at", func() bool { return who.get(file).str("state") != "checking" })
	if res := who.get(file); res.str("state") != "failed" || res.str("reason") != "inflates_too_far" {
		t.Errorf("%s", res)
	}
	for lang, want := range map[string]string{"vi": "phình ra", "en": "inflates"} {
		in := map[string]string{"Accept-Language": lang}
		if res := who.do("GET", file, nil, in); res.str("reason") != "inflates_too_far" || !strings.Contains(res.str("detail"), want) {
			t.Errorf("%s: %s, want words with %q", lang, res, want)
		}
		if res := who.do("GET", "~/register", nil, in); !strings.Contains(string(res.body), want) {
			t.Errorf("%s: the register says %s, want words with %q", lang, res, want)
		}
	}
	publication := map[string]any{"upload": upload, "audience": map[string]any{"everyone": true}}
	if res := who.do("POST", "~/documents/"+document+"/publication", publication, key(newID())); res.status != 409 || res.str("code") != "upload_not_ready" {
		t.Errorf("it is published: %s", res)
	}
	// A file that is large as it comes is refused at the door, and nothing of it is kept.
	other := "~/documents/" + document + "/uploads/" + newID()
	if res := who.do("PUT", other+"?name=dai.txt", strings.NewReader(strings.Repeat("x", 1_000_001)), nil); res.status != 413 || res.str("code") != "file_too_large" {
		t.Errorf("%s", res)
	}
	if res := who.get(other); res.status != 404 {
		t.Errorf("it is kept: %s", res)
	}
	// What is right after them is read.
	good := "~/documents/" + document + "/uploads/" + newID()
	if res := who.do("PUT", good+"?name=dung.txt", strings.NewReader("Đúng."), nil); res.status != 201 {
		t.Fatal(res)
	}
	who.ready(good)
}
