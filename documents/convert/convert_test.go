package convert_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents/convert"
	"plenum/internal/need"
)

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o700); err != nil { //nolint:gosec // some are programs
		t.Fatal(err)
	}
	return path
}

// converter is one that keeps its files in a folder that must be empty in the end.
func converter(t testing.TB, setting string) *convert.Converter {
	t.Helper()
	c, err := convert.New(setting)
	if err != nil {
		t.Fatal(err)
	}
	c.Temp = t.TempDir()
	t.Cleanup(func() {
		if left, err := os.ReadDir(c.Temp); len(left) > 0 || err != nil {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
	return c
}

// made converts and gives the PDF.
func made(t testing.TB, c *convert.Converter, path, mime string) ([]byte, error) {
	t.Helper()
	out, err := c.Convert(t.Context(), path, mime)
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(out) }()
	return os.ReadFile(out)
}

func TestASettingThatCannotWorkIsRefused(t *testing.T) {
	for _, setting := range []string{"/nowhere/soffice", "ftp://host/", "http://", "https:///x"} {
		if _, err := convert.New(setting); err == nil || !strings.HasPrefix(err.Error(), "converter") {
			t.Errorf("%q: %v", setting, err)
		}
	}
}

func TestGotenbergIsSentItsFormAndGivesThePDF(t *testing.T) {
	file := bytes.Repeat([]byte("nội dung "), 100_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, header, err := r.FormFile("files")
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/office/forms/libreoffice/convert" || header.Filename != "document.docx" {
			t.Errorf("%s %s: %v %v", r.Method, r.URL, header, err)
			return
		}
		got, err := io.ReadAll(in)
		if err != nil || !bytes.Equal(got, file) {
			t.Errorf("it got %d bytes, %v", len(got), err)
		}
		fmt.Fprint(w, "%PDF-1.7 made")
	}))
	defer server.Close()
	got, err := made(t, converter(t, server.URL+"/office"), write(t, "tờ trình", file), docx)
	if err != nil || string(got) != "%PDF-1.7 made" {
		t.Errorf("%q %v", got, err)
	}
}

func TestAConverterThatFailsIsAnErrorOfThatFile(t *testing.T) {
	hang := make(chan struct{})
	for name, answer := range map[string]http.HandlerFunc{
		"refused":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusBadRequest) },
		"elsewhere": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/other", http.StatusFound) },
		"no PDF":    func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
		"nothing":   func(http.ResponseWriter, *http.Request) {},
		"too large": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "%PDF-"+strings.Repeat("x", 2000)) },
		"broken off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99")
			fmt.Fprint(w, "%PDF-1")
		},
		"too slow for it": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/health" {
				http.Error(w, "its own limit", http.StatusServiceUnavailable)
			}
		},
		"hangs": func(_ http.ResponseWriter, r *http.Request) { <-hang },
	} {
		server := httptest.NewServer(answer)
		c := converter(t, server.URL)
		c.Most, c.Time = 1000, 20*time.Second
		if name == "hangs" {
			c.Time = 200 * time.Millisecond
		}
		if got, err := made(t, c, write(t, "a", []byte("x")), docx); err == nil || congress.KindOf(err) == congress.Unavailable {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if name == "hangs" {
			close(hang)
		}
		server.Close()
	}
	if _, err := made(t, converter(t, "http://127.0.0.1:1"), write(t, "a", nil), "image/png"); err == nil {
		t.Error("a picture is converted")
	}
}

// What is away comes back: its files wait, and are not said to have no PDF.
func TestAServerThatIsAwayIsNoErrorOfTheFile(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	starting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "not yet", http.StatusServiceUnavailable) }))
	defer starting.Close()
	behind := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "nobody there", http.StatusBadGateway)
	}))
	defer behind.Close()
	for name, server := range map[string]*httptest.Server{"gone": gone, "starting": starting, "behind a proxy": behind} {
		c := converter(t, server.URL)
		_, err := made(t, c, write(t, "a", []byte("x")), docx)
		for what, err := range map[string]error{"convert": err, "here": c.Here(t.Context())} {
			if congress.KindOf(err) != congress.Unavailable || congress.CodeOf(err) != convert.CodeAway {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
	here := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer here.Close()
	if err := converter(t, here.URL).Here(t.Context()); err != nil {
		t.Error(err)
	}
}

// A program in the place of soffice, to see what it gets and that it is ended.
func TestAProgramGetsItsOwnFolderAndNothingElse(t *testing.T) {
	t.Setenv("PLENUM_S3_SECRET_KEY", "geheim")
	program := write(t, "soffice", []byte(`#!/bin/sh
for last in "$@"; do :; done
[ "$last" = "$PWD/document.docx" ] || exit 3
[ -f profile/user/registrymodifications.xcu ] || exit 4
{ printf '%%PDF-1.7 '; env; echo "$@"; } > document.pdf
`))
	got, err := made(t, converter(t, program), write(t, "a", []byte("x")), docx)
	if err != nil || !strings.Contains(string(got), "--headless") || strings.Contains(string(got), "geheim") {
		t.Errorf("%q %v", got, err)
	}
}

func TestAProgramThatHangsIsEndedWithAllItStarted(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	program := write(t, "soffice", []byte("#!/bin/sh\nsleep 300 &\necho $! > "+pids+"\nwait\n"))
	c := converter(t, program)
	c.Time = 500 * time.Millisecond
	if _, err := made(t, c, write(t, "a", []byte("x")), docx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want that it took too long", err)
	}
	pid, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		state, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
		if err != nil || strings.Contains(string(state), ") Z ") {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("what it started still runs: %s", state)
		}
	}
}

// TestMain is the server that TestAKilledServerLeavesNothingThatConverts kills, where that asks for it.
func TestMain(m *testing.M) {
	if program := os.Getenv("PLENUM_TEST_CONVERTS_WITH"); program != "" {
		c, err := convert.New(program)
		if err != nil {
			panic(err)
		}
		c.Temp = filepath.Dir(program)
		_, err = c.Convert(context.Background(), program, docx)
		panic(err) // it is killed before
	}
	os.Exit(m.Run())
}

// Nobody ends what a killed server began, so it ends by itself.
func TestAKilledServerLeavesNothingThatConverts(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	program := write(t, "soffice", []byte("#!/bin/sh\nsleep 300 &\necho $$ $! > "+pids+".new\nmv "+pids+".new "+pids+"\nwait\n"))
	server := exec.CommandContext(t.Context(), os.Args[0])
	server.Env = append(os.Environ(), "PLENUM_TEST_CONVERTS_WITH="+program)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	var all []string
	for end := time.Now().Add(time.Minute); len(all) == 0; time.Sleep(10 * time.Millisecond) {
		text, err := os.ReadFile(pids)
		if all = strings.Fields(string(text)); err != nil && time.Now().After(end) {
			t.Fatalf("the program was not started: %v", err)
		}
	}
	for _, pid := range all {
		if !runs(pid) {
			t.Fatalf("process %s does not run", pid)
		}
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait()
	for _, pid := range all {
		for end := time.Now().Add(time.Minute); runs(pid); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("process %s still runs", pid)
			}
		}
	}
}

// runs reports whether the process is there and has not ended.
func runs(pid string) bool {
	state, err := os.ReadFile("/proc/" + pid + "/stat")
	return err == nil && !strings.Contains(string(state), ") Z ")
}

func TestFilesAreConvertedOneAtATime(t *testing.T) {
	var now, most atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		_, _ = io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, "%PDF-1.7")
	}))
	defer server.Close()
	c := converter(t, server.URL)
	done := make(chan error, 5)
	for range cap(done) {
		go func() {
			_, err := made(t, c, write(t, "a", []byte("x")), docx)
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d at once", most.Load())
	}
}

// soffice is the real one; CI installs it.
func soffice(t testing.TB) string {
	t.Helper()
	return need.Program(t, "soffice")
}

// packed makes a DOCX whose body is this XML.
func packed(t testing.TB, body, relations string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":          `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":                  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":            `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>` + body + `</w:body></w:document>`,
		"word/_rels/document.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + relations + `</Relationships>`,
	} {
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
	return b.Bytes()
}

func TestLibreOfficeMakesAPDF(t *testing.T) {
	c := converter(t, soffice(t))
	for name, f := range map[string]struct {
		mime    string
		content []byte
	}{
		"docx": {docx, packed(t, `<w:p><w:r><w:t>Đại hội đại biểu thành phố</w:t></w:r></w:p>`, "")},
		"rtf":  {"text/rtf", []byte(`{\rtf1\ansi\uc1 \u272?\u7841?i h\u7897?i}`)},
	} {
		if got, err := made(t, c, write(t, "a", f.content), f.mime); err != nil || !bytes.HasPrefix(got, []byte("%PDF-")) || len(got) < 2000 {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	if got, err := made(t, c, write(t, "a", []byte("PK\x03\x04 no container")), docx); err == nil {
		t.Logf("what is no DOCX becomes a PDF of %d bytes", len(got))
	}
}

// A file may link to a server of strangers, which would learn who opens it and
// when, and could be one inside the house; or to a file of this machine, which would come to stand in the PDF. Nothing is asked for.
func TestLibreOfficeFetchesNothingThatAFileLinksTo(t *testing.T) {
	asked := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.Method + " " + r.URL.Path }))
	defer server.Close()
	local := write(t, "secret.jpg", nil)
	if f, err := os.Create(local); err != nil || errors.Join(jpeg.Encode(f, image.NewGray(image.Rect(0, 0, 99, 99)), nil), f.Close()) != nil {
		t.Fatal(err)
	}
	drawing := `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="a"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="r1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`
	include := `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDEPICTURE "` + server.URL + `/b.png" \d</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
	relations := `<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="` + server.URL + `/a.png" TargetMode="External"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file://` + local + `" TargetMode="External"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="` + server.URL + `/t.dotm" TargetMode="External"/>`
	c := converter(t, soffice(t))
	got, err := made(t, c, write(t, "a", packed(t, drawing+strings.ReplaceAll(drawing, `"r1"`, `"r3"`)+include, relations)), docx)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("/Subtype/Image")) {
		t.Error("a picture of this machine is in the PDF")
	}
	linked := []byte(`{\rtf1 {\field{\*\fldinst INCLUDEPICTURE "` + server.URL + `/c.png" \\d}{\fldrslt x}}}`)
	if _, err := made(t, c, write(t, "a", linked), "text/rtf"); err != nil {
		t.Fatal(err)
	}
	close(asked)
	for what := range asked {
		t.Errorf("it asked for %s", what)
	}
}

func TestFormerFilesAreOpenedByLibreOfficeOnly(t *testing.T) {
	program := converter(t, write(t, "soffice", []byte("#!/bin/sh\nfor last in \"$@\"; do :; done\n[ \"$last\" = \"$PWD/document.doc\" ] || exit 3\nprintf 'PK%s' \"$*\" > document.odt\n")))
	const doc, odt = "application/msword", "application/vnd.oasis.opendocument.text"
	path, as, err := program.Open(t.Context(), write(t, "a", []byte("x")), doc)
	if err != nil || as != odt {
		t.Fatal(as, err)
	}
	defer func() { _ = os.Remove(path) }()
	if made, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(made), "PK") || !strings.Contains(string(made), "--convert-to odt") {
		t.Errorf("%q %v", made, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	gotenberg := converter(t, "http://127.0.0.1:1")
	for _, c := range []struct {
		c    *convert.Converter
		mime string
		want bool
	}{{program, doc, true}, {program, "application/vnd.ms-excel", true}, {program, "application/vnd.ms-powerpoint", true}, {program, docx, false}, {program, "text/rtf", false}, {gotenberg, doc, false}} {
		if got := c.c.Opens(c.mime); got != c.want {
			t.Errorf("%s is opened: %v, want %v", c.mime, got, c.want)
		}
	}
	if _, _, err := gotenberg.Open(t.Context(), write(t, "a", nil), doc); err == nil {
		t.Error("a Gotenberg server opens a file")
	}
}

// A sheet is read in Vietnam: 2,700 would be taken for less than three.
func TestNumbersOfSheetsAreWrittenAsVietnameseReadersDo(t *testing.T) {
	c := converter(t, soffice(t))
	pdftotext := need.Program(t, "pdftotext")
	const main = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const rel = `<Relationship Id="r%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`
	relations := func(all ...string) string {
		return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + strings.Join(all, "") + `</Relationships>`
	}
	kind := func(part, name string) string {
		return `<Override PartName="/` + part + `" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.` + name + `+xml"/>`
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` + kind("xl/workbook.xml", "sheet.main") + kind("xl/s.xml", "worksheet") + kind("xl/styles.xml", "styles") + `</Types>`,
		"_rels/.rels":                relations(fmt.Sprintf(rel, 1, "officeDocument", "xl/workbook.xml")),
		"xl/workbook.xml":            `<workbook` + main + `><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relations(fmt.Sprintf(rel, 1, "worksheet", "s.xml"), fmt.Sprintf(rel, 2, "styles", "styles.xml")),
		"xl/styles.xml":              `<styleSheet` + main + `><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf numFmtId="3" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
		"xl/s.xml":                   `<worksheet` + main + `><cols><col min="1" max="5" width="20" customWidth="1"/></cols><sheetData><row r="1"><c r="A1" s="1"><v>2700</v></c><c r="B1" s="2"><v>1234567.5</v></c><c r="C1"><v>0.5</v></c><c r="D1" s="3"><v>46335</v></c></row></sheetData></worksheet>`,
	} {
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
	pdf, err := made(t, c, write(t, "a", b.Bytes()), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	if err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(t.Context(), pdftotext, "-layout", write(t, "a.pdf", pdf), "-").Output()
	if got := strings.Join(strings.Fields(string(text)), " "); err != nil || !strings.Contains(got, "2.700 1.234.567,50 0,5 09/11/2026") {
		t.Errorf("its readers see %q, %v", got, err)
	}
}
