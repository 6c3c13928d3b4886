package stories_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plenum/internal/need"
	"plenum/server/demo"
)

// put uploads a file for a new document and publishes it to everyone.
func (w *person) put(name string, file []byte) (document string) {
	w.tb.Helper()
	document = newID()
	if res := w.do("POST", "~/documents", map[string]any{"title": "Tài liệu có ảnh", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		w.tb.Fatal(res)
	}
	w.publish(document, name, file)
	return document
}

// publish makes the file the next version of the document.
func (w *person) publish(document, name string, file []byte) {
	w.tb.Helper()
	upload := newID()
	path := "~/documents/" + document + "/uploads/" + upload
	if res := w.do("PUT", path+"?name="+urlEncode(name), bytes.NewReader(file), nil); res.status != 201 {
		w.tb.Fatal(res)
	}
	w.ready(path)
	if res := w.do("POST", "~/documents/"+document+"/publication", map[string]any{"upload": upload}, key(newID())); res.status != 201 {
		w.tb.Fatal(res)
	}
}

func TestADelegateSeesThePagesOfADocument(t *testing.T) {
	p := demoServer(t)
	organizer, delegate, guest := p.as("bantochuc1"), p.as("to1-daibieu01"), p.as("khachmoi1")
	file, err := demo.Files.ReadFile("materials/bao-cao-tong-hop.pdf")
	if err != nil {
		t.Fatal(err)
	}
	document := organizer.put("Báo cáo.pdf", file)
	if res := delegate.get("~/documents/" + document); !strings.Contains(string(res.body), `"pages":43,"pdf":true`) {
		t.Errorf("the tablet is not told of pages: %s", res)
	}
	path := "~m/documents/" + document + "/versions/1/pages/30/picture"
	res := delegate.get(path) // at once, whatever is drawn already
	m, err := jpeg.Decode(bytes.NewReader(res.body))
	if err != nil || res.status != 200 || m.Bounds().Dx() != 1600 || m.Bounds().Dy() < 2000 || res.header.Get("Content-Type") != "image/jpeg" {
		t.Fatalf("page 30: %d %v %v", res.status, res.header, err)
	}
	if name := res.header.Get("Content-Disposition"); !strings.Contains(name, "trang%2030.jpg") || !strings.HasPrefix(name, "inline") {
		t.Errorf("it is called %s", name)
	}
	tag := res.header.Get("ETag")
	if res := delegate.do("GET", path, nil, map[string]string{"If-None-Match": tag}); res.status != 304 {
		t.Errorf("unchanged: %s", res)
	}
	if head := delegate.do("HEAD", path, nil, nil); head.status != 200 || head.header.Get("Content-Length") != fmt.Sprint(len(res.body)) {
		t.Errorf("HEAD: %d %v", head.status, head.header)
	}
	small := delegate.get("~/documents/" + document + "/versions/1/pages/1/picture?width=320")
	if m, err := jpeg.Decode(bytes.NewReader(small.body)); err != nil || m.Bounds().Dx() != 320 || small.header.Get("ETag") == tag {
		t.Errorf("the thumbnail: %d %v", small.status, err)
	}
	for path, status := range map[string]int{"/versions/1/pages/44/picture": 404, "/versions/2/pages/1/picture": 404, "/versions/1/pages/0/picture": 404, "/versions/1/pages/1/picture?width=1601": 400} {
		if res := delegate.get("~m/documents/" + document + path); res.status != status {
			t.Errorf("%s: %s, want %d", path, res, status)
		}
	}
	if res := delegate.get("~m/documents/" + document + "/versions/1/content?as=pdf"); res.status != 200 || !bytes.Equal(res.body, file) {
		t.Errorf("a PDF is its own: %d, %d bytes", res.status, len(res.body))
	}
	there, nowhere := guest.get(path), guest.get(strings.Replace(path, document, newID(), 1))
	if there.status != 404 || there.str("detail") != nowhere.str("detail") || len(there.body) != len(nowhere.body) {
		t.Errorf("a guest: %s, where nothing is: %s", there, nowhere)
	}
	note := organizer.put("ghi-chu.txt", []byte("Chỉ có chữ."))
	for path, code := range map[string]string{"/versions/1/pages/1/picture": "no_pictures", "/versions/1/content?as=pdf": "no_pdf"} {
		if res := delegate.get("~m/documents/" + note + path); res.status != 409 || res.str("code") != code {
			t.Errorf("%s of a text: %s, want %s", path, res, code)
		}
	}
	if res := organizer.do("POST", "~/documents/"+document+"/recall", map[string]any{"reason": "thử"}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	if res := delegate.get(path); res.status != 404 {
		t.Errorf("after the recall: %s", res)
	}
}

func TestAnOfficeFileIsReadAsPDFWhereThereIsAConverter(t *testing.T) {
	made, err := demo.Files.ReadFile("materials/chuong-trinh.pdf")
	if err != nil {
		t.Fatal(err)
	}
	gotenberg := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(made) }))
	defer gotenberg.Close()
	p := start(t, t.TempDir(), "--demo", "--converter", gotenberg.URL)
	organizer, delegate := p.as("bantochuc1"), p.as("to1-daibieu01")
	file, err := demo.Files.ReadFile("materials/tom-tat-bao-cao.docx")
	if err != nil {
		t.Fatal(err)
	}
	path := "~m/documents/" + organizer.put("Tóm tắt.docx", file) + "/versions/1"
	if res := delegate.get(path + "/content"); res.status != 200 || !bytes.Equal(res.body, file) {
		t.Errorf("the file itself: %d, %d bytes", res.status, len(res.body))
	}
	res := delegate.get(path + "/content?as=pdf")
	if res.status != 200 || !bytes.Equal(res.body, made) || res.header.Get("Content-Type") != "application/pdf" || !strings.Contains(res.header.Get("Content-Disposition"), "T%C3%B3m%20t%E1%BA%AFt.pdf") {
		t.Errorf("as PDF: %d, %d bytes, %v", res.status, len(res.body), res.header)
	}
	if res := delegate.get(path + "/pages/1/picture"); res.status != 200 || res.header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("its first page: %s", res)
	}
}

// What was deleted from a file with changes tracked is no reader's business, and organizers are told that the file has it, in words.
func TestThePDFShowsTheFinalView(t *testing.T) {
	t.Parallel()
	soffice, pdftotext := need.Program(t, "soffice"), need.Program(t, "pdftotext")
	dir := t.TempDir()
	source := filepath.Join(dir, "a.rtf")
	if err := os.WriteFile(source, []byte(`{\rtf1\ansi\deff0{\fonttbl{\f0 Liberation Serif;}}{\*\revtbl{Unknown;}{A;}}\pard Cau con lai{\deleted\revauthdel1\revdttmdel1  bi xoa di}{\revised\revauth1\revdttm1  them vao}\par}`), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--norestore", "--convert-to", "doc", "--outdir", dir, source)
	cmd.Env = append(os.Environ(), "HOME="+dir, "SAL_USE_VCLPLUGIN=svp")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v: %s", err, said)
	}
	p := start(t, t.TempDir(), "--demo", "--converter", soffice)
	organizer := p.as("bantochuc1")
	for _, name := range []string{"a.rtf", "a.doc"} {
		file, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		res := organizer.get("~m/documents/" + organizer.put(name, file) + "/versions/1/content?as=pdf")
		if res.status != 200 {
			t.Fatal(res)
		}
		pdf := filepath.Join(dir, "a.pdf")
		if err := os.WriteFile(pdf, res.body, 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.CommandContext(t.Context(), pdftotext, pdf, "-").Output()
		if err != nil || strings.Join(strings.Fields(string(text)), " ") != "Cau con lai them vao" {
			t.Errorf("%s: its readers see %q, %v", name, text, err)
		}
	}
	register := organizer.get("~/register")
	if strings.Count(string(register.body), `"code":"tracked_changes"`) != 2 || !strings.Contains(string(register.body), "Track Changes") {
		t.Errorf("the organizers are not told of its changes: %s", register)
	}
}
