package extract_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents/extract"
	"plenum/internal/need"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "plenum-extract")
	if err != nil {
		panic(err)
	}
	reader.Cache, reader.Program = filepath.Join(dir, "cache"), filepath.Join(dir, "reader")
	if out, err := exec.Command("go", "build", "-o", reader.Program, "./testdata/reader").CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v: %s", err, out))
	}
	// PDFium is compiled before any test whose pictures have a limit of time.
	_, _ = reader.Read(context.Background(), "../../server/demo/materials/bao-cao-tong-hop.pdf", pdfType, nil)
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

var reader = extract.Reader{}

const (
	pdfType  = "application/pdf"
	docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	pptxType = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	odtType  = "application/vnd.oasis.opendocument.text"
)

func TestItIsToldWhichPageIsRead(t *testing.T) {
	var pages []int
	_, err := reader.Read(t.Context(), "../../server/demo/materials/bao-cao-tong-hop.pdf", pdfType, func(done, of int) {
		if pages = append(pages, done); of != 43 {
			t.Errorf("page %d of %d, want of 43", done, of)
		}
	})
	if err != nil || len(pages) == 0 || pages[0] != 1 {
		t.Errorf("pages %v, %v", pages, err)
	}
}

func write(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t testing.TB, mime string, content []byte) extract.Result {
	t.Helper()
	r, err := reader.Read(t.Context(), write(t, content), mime, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// packed makes a container of parts.
func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// office packs parts of an Open XML file with the relations that a writing program gives them: by the beginning of their names.
func office(t testing.TB, main string, parts map[string]string) []byte {
	t.Helper()
	all := maps.Clone(parts)
	of := func(to, kind string) string {
		return `<Relationship Id="` + strings.ReplaceAll(to, "/", "-") + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="/` + to + `"/>`
	}
	inner := ""
	folder := filepath.Dir(main)
	for name := range parts {
		for begin, kind := range map[string]string{
			"header": "header", "footer": "footer", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "styles": "styles", "numbering": "numbering",
			"settings": "settings", "sharedStrings": "sharedStrings", "theme/": "theme", "charts/": "chart", "diagrams/": "diagramData",
		} {
			if strings.HasPrefix(name, folder+"/"+begin) {
				inner += of(name, kind)
			}
		}
	}
	all["_rels/.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + of(main, "officeDocument") + `</Relationships>`
	rels := folder + "/_rels/" + filepath.Base(main) + ".rels"
	if parts[rels] != "" {
		inner = strings.Replace(parts[rels], "</Relationships>", inner+"</Relationships>", 1)
	} else {
		inner = `<Relationships>` + inner + `</Relationships>`
	}
	all[rels] = inner
	return packed(t, all)
}

func has(r extract.Result, code string) bool {
	for _, w := range r.Warnings {
		if w.Code == code {
			return true
		}
	}
	return false
}

func TestOurMaterialsAreReadWithTheirPages(t *testing.T) {
	for name, want := range map[string]struct {
		pages int
		words string
		mime  string
	}{
		"bao-cao-tong-hop.pdf":    {43, "Báo cáo", pdfType},
		"chuong-trinh.pdf":        {0, "Chương trình", pdfType},
		"du-thao-nghi-quyet.docx": {0, "Nghị quyết", docxType},
	} {
		content, err := os.ReadFile("../../server/demo/materials/" + name)
		if err != nil {
			t.Fatal(err)
		}
		r := read(t, want.mime, content)
		if want.pages != 0 && len(r.Pages) != want.pages {
			t.Errorf("%s has %d pages, want %d", name, len(r.Pages), want.pages)
		}
		if text := strings.Join(r.Pages, "\n"); !strings.Contains(strings.ToLower(text), strings.ToLower(want.words)) {
			t.Errorf("%s does not say %q: %.200s", name, want.words, text)
		}
		if len(r.Warnings) > 0 {
			t.Errorf("%s has warnings %v", name, r.Warnings)
		}
	}
}

func TestADOCXIsReadWhereverWordsHide(t *testing.T) {
	const w = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	r := read(t, docxType, office(t, "word/document.xml", map[string]string{
		"word/document.xml": `<w:document` + w + `><w:body><w:p><w:r><w:t>Trang</w:t><w:tab/><w:t>một</w:t></w:r></w:p>
			<w:p><w:r><w:lastRenderedPageBreak/><w:t>Trang hai</w:t></w:r><w:del><w:r><w:delText>đã xóa</w:delText></w:r></w:del></w:p>
			<mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>TỐI MẬT</w:t></w:r></w:p></w:txbxContent></mc:Choice>
			<mc:Fallback><w:txbxContent><w:p><w:r><w:t>TỐI MẬT</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:body></w:document>`,
		"word/header1.xml":    `<w:hdr` + w + `><w:p><w:r><w:t>ĐẦU TRANG</w:t></w:r></w:p></w:hdr>`,
		"word/footer1.xml":    `<w:ftr` + w + `><w:p><w:r><w:t>CHÂN TRANG</w:t></w:r></w:p></w:ftr>`,
		"word/footnotes.xml":  `<w:footnotes` + w + `><w:footnote><w:p><w:r><w:t>Chú thích</w:t></w:r></w:p></w:footnote></w:footnotes>`,
		"word/comments.xml":   `<w:comments` + w + `><w:comment><w:p><w:r><w:t>Nhận xét</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/vbaProject.bin": "x",
		"docProps/core.xml":   `<cp:coreProperties><dc:title>Tên</dc:title><cp:keywords>MẬT</cp:keywords></cp:coreProperties>`,
		"docProps/custom.xml": `<Properties><property name="Độ mật"><vt:lpwstr>Tối mật</vt:lpwstr></property></Properties>`,
	}))
	text := strings.Join(r.Pages, "|")
	for _, want := range []string{"ĐẦU TRANG\nTrang\tmột", "|Trang hai", "TỐI MẬT", "CHÂN TRANG", "Chú thích"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	if hidden := fmt.Sprint(r.Hidden); !strings.Contains(hidden, "Nhận xét") || !strings.Contains(hidden, "đã xóa") || !has(r, extract.Comments) || !has(r, extract.TrackedChanges) {
		t.Errorf("for the door: %s, %v", hidden, r.Warnings)
	}
	if len(r.Pages) != 2 || strings.Count(text, "TỐI MẬT") != 1 || strings.Contains(text, "đã xóa") {
		t.Errorf("%q", r.Pages)
	}
	if !has(r, extract.Macros) || r.Properties["title"] != "Tên" || r.Properties["keywords"] != "MẬT" || r.Properties["Độ mật"] != "Tối mật" {
		t.Errorf("%v %v", r.Warnings, r.Properties)
	}
}

func TestSlidesAndSheetsArePagesInTheirOrder(t *testing.T) {
	slides := read(t, pptxType, packed(t, map[string]string{
		"ppt/presentation.xml":             `<p:presentation><p:sldIdLst><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels":  `<Relationships><Relationship Id="r1" Type="x/slide" Target="slides/slide1.xml"/><Relationship Id="r2" Type="x/slide" Target="/ppt/slides/slide2.xml"/></Relationships>`,
		"ppt/slides/slide1.xml":            `<p:sld><a:p><a:r><a:t>Sau</a:t></a:r></a:p></p:sld>`,
		"ppt/slides/slide2.xml":            `<p:sld><a:p><a:r><a:t>Trước</a:t></a:r></a:p></p:sld>`,
		"ppt/slides/_rels/slide1.xml.rels": `<Relationships><Relationship Id="n" Type="x/notesSlide" Target="../notesSlides/notesSlide9.xml"/></Relationships>`,
		"ppt/notesSlides/notesSlide9.xml":  `<p:notes><a:p><a:r><a:t>Ghi chú</a:t></a:r></a:p></p:notes>`,
	}))
	if len(slides.Pages) != 2 || !strings.Contains(slides.Pages[0], "Trước") || !strings.Contains(slides.Pages[1], "Sau") || !strings.Contains(slides.Pages[1], "Ghi chú") {
		t.Errorf("slides %q", slides.Pages)
	}
	sheets := read(t, xlsxType, office(t, "xl/workbook.xml", map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="Số liệu" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row><c t="s"><v>1</v></c><c><v>42</v></c><c t="inlineStr"><is><t>tại chỗ</t></is></c><c t="s"><v>99</v></c></row></sheetData></worksheet>`,
		"xl/sharedStrings.xml":       `<sst><si><t>không</t></si><si><r><t>Dân </t></r><r><t>số</t></r></si></sst>`,
	}))
	if len(sheets.Pages) != 1 || !strings.HasPrefix(sheets.Pages[0], "Số liệu\nDân số\t42\ttại chỗ\t") {
		t.Errorf("sheets %q", sheets.Pages)
	}
}

func TestOpenDocumentTextIsReadByItsPages(t *testing.T) {
	r := read(t, odtType, packed(t, map[string]string{
		"content.xml": `<office:document-content><text:tracked-changes><text:p>đã xóa</text:p></text:tracked-changes><text:h>Một</text:h><text:p>dòng<text:line-break/>hai<text:soft-page-break/></text:p><text:p>Trang hai</text:p></office:document-content>`,
		"styles.xml":  `<s><style:header><text:p>MẬT</text:p></style:header><text:p>không phải đầu trang</text:p></s>`,
		"meta.xml":    `<m><dc:title>Tên</dc:title><meta:user-defined meta:name="Độ mật">Mật</meta:user-defined></m>`,
	}))
	if len(r.Pages) != 2 || r.Pages[0] != "MẬT\nMột\ndòng\nhai" || !strings.Contains(r.Pages[1], "Trang hai") || r.Properties["Độ mật"] != "Mật" {
		t.Errorf("%q %v", r.Pages, r.Properties)
	}
	_, err := reader.Read(t.Context(), write(t, packed(t, map[string]string{
		"content.xml": "x", "META-INF/manifest.xml": `<m><manifest:encryption-data/></m>`,
	})), odtType, nil)
	if !errors.Is(err, extract.ErrEncrypted) {
		t.Errorf("with a password: %v", err)
	}
}

func TestPlainAndRichTextAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		mime, content, want, warning string
	}{
		"UTF-8":         {"text/plain", "\ufeffĐại hội\r\nhai", "Đại hội\nhai", ""},
		"UTF-16":        {"text/plain", "\xff\xfe\x10\x01\xa1\x1e", "Đạ", ""},
		"UTF-16 BE":     {"text/plain", "\xfe\xff\x01\x10\x1e\xa1", "Đạ", ""},
		"decomposed":    {"text/plain", "Đa\u0323i ho\u0323\u0302i nghi\u0323 đa\u0323i biểu", "Đại hội nghị đại biểu", extract.TextDecomposed},
		"TCVN3":         {"text/plain", latin1(strings.Repeat("§¹i héi ®¹i biÓu lÇn thø nhÊt cña thµnh phè ", 5)), "", extract.TextLegacy},
		"VNI":           {"text/plain", latin1(strings.Repeat("Ñaïi hoäi ñaïi bieåu laàn thöù nhaát cuûa thaønh phoá ", 5)), "", extract.TextLegacy},
		"French":        {"text/plain", strings.Repeat("Le congrès a été organisé après les élections municipales ", 5), "", ""},
		"pages":         {"text/plain", "một\fhai", "một|hai", ""},
		"RTF":           {"text/rtf", `{\rtf1\ansi{\fonttbl{\f0 Times;}}{\info{\title x}}\uc1 Tr\u432?\'e0ng \u7897?i\par hai\page ba{\*\generator y}}`, "Trưàng ội\nhai|ba", ""},
		"nothing in it": {"text/plain", " ", " ", extract.Unchecked},
	} {
		r := read(t, c.mime, []byte(c.content))
		if got := strings.Join(r.Pages, "|"); c.want != "" && got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if c.warning != "" && !has(r, c.warning) || c.warning == "" && len(r.Warnings) > 0 {
			t.Errorf("%s: warnings %v, want %q", name, r.Warnings, c.warning)
		}
	}
}

// latin1 gives the bytes that old fonts showed as other letters.
func latin1(s string) string {
	var out []byte
	for _, c := range s {
		out = append(out, byte(c))
	}
	return string(out)
}

func TestAHostileFileIsAnErrorOfThatFileOnly(t *testing.T) {
	deep := strings.Repeat("<a>", 5000)
	huge := `<w:document><w:t>` + strings.Repeat("x", 140<<20) + `</w:t></w:document>`
	for name, c := range map[string]struct {
		mime, code string
		content    []byte
	}{
		"no PDF":             {pdfType, "broken", []byte("%PDF-1.7 and nothing more")},
		"empty":              {pdfType, "broken", nil},
		"no container":       {docxType, "broken", []byte("PK\x03\x04 and nothing more")},
		"another container":  {docxType, "broken", packed(t, map[string]string{"a": "b"})},
		"no XML":             {docxType, "broken", packed(t, map[string]string{"word/document.xml": "<a b=<"})},
		"XML without end":    {docxType, "inflates_too_far", packed(t, map[string]string{"word/document.xml": deep})},
		"a part that bursts": {docxType, "inflates_too_far", packed(t, map[string]string{"word/document.xml": huge})},
		"slides in a circle": {pptxType, "broken", packed(t, map[string]string{"ppt/_rels/presentation.xml.rels": "<x/>"})},
		"no RTF":             {"text/rtf", "broken", []byte("{rtf")},
		"a crash":            {"test/crashes", "extract_failed", nil},
	} {
		_, err := reader.Read(t.Context(), write(t, c.content), c.mime, nil)
		if congress.CodeOf(err) != c.code || congress.KindOf(err) != congress.Conflict {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if r := read(t, "text/plain", []byte("sau tất cả")); r.Pages[0] != "sau tất cả" {
		t.Errorf("afterwards: %q", r.Pages)
	}
}

// Each part of each kind of container is held to the limits.
func TestAContainerThatInflatesTooFarIsNotRead(t *testing.T) {
	crowd := map[string]string{"word/document.xml": "<w:document/>"}
	for i := range 20_000 {
		crowd[fmt.Sprintf("word/media/%d", i)] = ""
	}
	deep := strings.Repeat("<a>", 1001)
	slides := map[string]string{"ppt/presentation.xml": `<p:sldId r:id="a"/>`, "ppt/_rels/presentation.xml.rels": `<Relationship Id="a" Type="slide" Target="slides/slide1.xml"/>`}
	with := func(parts map[string]string, name, content string) map[string]string {
		parts = maps.Clone(parts)
		parts[name] = content
		return parts
	}
	for name, c := range map[string]struct {
		mime, code string
		parts      map[string]string
	}{
		"20,001 parts":           {docxType, "inflates_too_far", crowd},
		"a text's comments":      {docxType, "inflates_too_far", map[string]string{"word/document.xml": "<w:document/>", "word/comments.xml": deep}},
		"a text's properties":    {docxType, "inflates_too_far", map[string]string{"word/document.xml": "<w:document/>", "docProps/core.xml": deep}},
		"a slide":                {pptxType, "inflates_too_far", with(slides, "ppt/slides/slide1.xml", deep)},
		"a slide as deep as may": {pptxType, "", with(slides, "ppt/slides/slide1.xml", strings.Repeat("<a>", 1000))},
		"a workbook's words":     {xlsxType, "inflates_too_far", map[string]string{"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": deep}},
		"an OpenDocument text":   {odtType, "inflates_too_far", map[string]string{"content.xml": deep}},
		"its styles":             {odtType, "inflates_too_far", map[string]string{"content.xml": "<x/>", "styles.xml": deep}},
	} {
		_, err := reader.Read(t.Context(), write(t, packed(t, c.parts)), c.mime, nil)
		if congress.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
}

func TestAProcessThatHangsIsEnded(t *testing.T) {
	hasty := reader
	hasty.Time = 300 * time.Millisecond
	_, err := hasty.Read(t.Context(), write(t, nil), "test/hangs", nil)
	if congress.CodeOf(err) != "extract_timeout" {
		t.Errorf("%v, want extract_timeout", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := reader.Read(ctx, write(t, nil), "test/hangs", nil); congress.KindOf(err) != congress.Canceled {
		t.Errorf("given up: %v", err)
	}
}

func TestTheProcessSeesNothingOfTheServersEnvironment(t *testing.T) {
	t.Setenv("PLENUM_S3_SECRET_KEY", "geheim")
	r, err := reader.Read(t.Context(), write(t, nil), "test/tells", nil)
	if err != nil || strings.Contains(r.Pages[0], "geheim") || strings.Contains(r.Pages[0], "PLENUM") {
		t.Errorf("%q %v", r.Pages, err)
	}
}

func TestTextIsBounded(t *testing.T) {
	r := read(t, "text/plain", []byte(strings.Repeat("chữ ", 200_000)+"\f"+strings.Repeat("x\f", 10_000)))
	if !has(r, extract.TextTruncated) || len(r.Pages) > 5000 || len(r.Pages[0]) > 256<<10 {
		t.Errorf("%d pages, the first of %d bytes, %v", len(r.Pages), len(r.Pages[0]), r.Warnings)
	}
}

// The corpus of real files lies beside the repository where it is developed.
// A file that is heavy for a tablet is read all the same, and organizers are told.
func TestAFileTooLargeForTabletsIsTold(t *testing.T) {
	line := []byte("một dòng chữ của một tệp rất dài\n")
	for size, want := range map[int]bool{50 << 20: false, 100<<20 + len(line): true} {
		if r := read(t, "text/plain", bytes.Repeat(line, size/len(line))); has(r, extract.TooLarge) != want {
			t.Errorf("of %d bytes: told %v, want %v", size, !want, want)
		}
	}
}

func TestRealFilesGetTheirState(t *testing.T) {
	corpus := need.Corpus(t) // what its files show is shown by written ones in the other tests, too
	for name, c := range map[string]struct {
		mime, code string
		pages      int
		warnings   []string
	}{
		"article-14-pages.pdf":             {pdfType, "", 14, nil},
		"book-352-pages.pdf":               {pdfType, "", 352, []string{extract.Unchecked}}, // its cover is a picture
		"broken-xref.pdf":                  {pdfType, "", 1, nil},
		"scan.pdf":                         {pdfType, "", 1, []string{extract.ScannedWithoutText, extract.Unchecked}},
		"nghi-quyet-202-2025-scan.pdf":     {pdfType, "", 5, []string{extract.ScannedWithoutText, extract.Unchecked}},
		"mixed-fonts.pdf":                  {pdfType, "", 1, []string{extract.FontsMissing}},
		"attachment.pdf":                   {pdfType, "", 1, []string{extract.Attachments}},
		"xfa-form.pdf":                     {pdfType, "", 1, []string{extract.Unchecked}},
		"page-tree-loop.pdf":               {pdfType, "", 2, []string{extract.BrokenPage}},
		"fuzzed-blank.pdf":                 {pdfType, "", 1, []string{extract.Unchecked}},
		"fuzzed-no-pages.pdf":              {pdfType, "broken", 0, nil},
		"fuzzed-unreadable.pdf":            {pdfType, "broken", 0, nil},
		"fuzzed-bad-page.pdf":              {pdfType, "broken", 0, nil},
		"password-asdfasdf.pdf":            {pdfType, "encrypted", 0, nil},
		"various.docx":                     {docxType, "", 1, nil},
		"footnotes.docx":                   {docxType, "", 1, nil},
		"macros.docm":                      {docxType, "", 1, []string{extract.Macros}},
		"nghi-dinh-105-2021.docx":          {docxType, "", 74, nil},
		"nghi-dinh-30-2020-phu-luc-1.docx": {docxType, "", 2, []string{extract.Unchecked}}, // its samples are pictures
		"slides.pptx":                      {pptxType, "", 1, nil},
		"sheet.xlsx":                       {xlsxType, "", 3, nil},
		"sheet-textbox.xlsx":               {xlsxType, "", 3, nil},
		"text.odt":                         {odtType, "", 1, nil},
		"text.rtf":                         {"text/rtf", "", 1, nil},
		"plain.txt":                        {"text/plain", "", 1, nil},
		"picture.png":                      {"image/png", "", 0, []string{extract.Unchecked}},
	} {
		r, err := reader.Read(t.Context(), filepath.Join(corpus, name), c.mime, nil)
		if congress.CodeOf(err) != c.code || len(r.Pages) != c.pages {
			t.Errorf("%s: %d pages, %v; want %d, %q", name, len(r.Pages), err, c.pages, c.code)
		}
		for _, code := range c.warnings {
			if !has(r, code) {
				t.Errorf("%s: warnings %v, want %s", name, r.Warnings, code)
			}
		}
		if c.warnings == nil && c.code == "" && len(r.Warnings) > 0 {
			t.Errorf("%s: warnings %v, want none", name, r.Warnings)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	small := reader
	small.Memory = 40 << 20 // too little for PDFium
	content, err := os.ReadFile("../../server/demo/materials/chuong-trinh.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := small.Read(t.Context(), write(t, content), pdfType, nil); congress.CodeOf(err) != "extract_memory" {
		t.Errorf("with 40 MB: %v, want extract_memory", err)
	}
}

func BenchmarkPDF43Pages(b *testing.B) {
	content, err := os.ReadFile("../../server/demo/materials/bao-cao-tong-hop.pdf")
	if err != nil {
		b.Fatal(err)
	}
	path := write(b, content)
	for b.Loop() {
		if _, err := reader.Read(b.Context(), path, pdfType, nil); err != nil {
			b.Fatal(err)
		}
	}
}
