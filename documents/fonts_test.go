package documents_test

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/documents"
	"plenum/documents/convert"
	"plenum/documents/extract"
	"plenum/documents/ingest"
	"plenum/internal/need"
)

// onPage are fonts that a PDF shows first on that page.
func onPage(page int, names ...string) (out []ingest.Font) {
	for _, name := range names {
		out = append(out, ingest.Font{Name: name, Page: page})
	}
	return out
}

func TestLettersInAFontThatTheFileDoesNotNameAreTold(t *testing.T) {
	for name, c := range map[string]struct {
		named []ingest.Font
		shown []ingest.Font
		pages []string
	}{
		"the same":                   {onPage(0, "Be Vietnam Pro", "Times New Roman", "Arial"), onPage(1, "BeVietnamPro-SemiBold", "TimesNewRomanPS-BoldMT", "ArialMT"), nil},
		"of the same widths":         {onPage(0, "Times New Roman", "Calibri", "Courier New"), onPage(1, "LiberationSerif-Bold", "Carlito", "Cousine"), nil},
		"the other way":              {onPage(0, "Liberation Sans"), onPage(1, "Arial-BoldMT"), nil},
		"a style that is a family":   {onPage(0, "DejaVu Sans Light"), onPage(1, "DejaVuSans-ExtraLight"), nil},
		"of other widths":            {onPage(0, "Times New Roman", "Arial"), onPage(1, "LiberationSerif", "Carlito"), []string{"1"}},
		"letters that it lacks":      {onPage(0, "Times New Roman"), slices.Concat(onPage(1, "LiberationSerif"), onPage(7, "DejaVuSerif", "DejaVuSerif-Bold"), onPage(3, "DejaVuSans")), []string{"3, 7"}},
		"none named":                 {nil, onPage(1, "DejaVuSans"), nil},
		"named in other letters":     {onPage(0, "Arial", "宋体"), onPage(1, "SimSun"), nil},
		"no name of Latin letters":   {onPage(0, "Arial"), onPage(1, "---", "宋体"), nil},
		"another of the family":      {onPage(0, "DejaVu Sans Mono"), onPage(1, "DejaVuSans", "DejaVuSans-Bold"), []string{"1"}},
		"a longer family than shown": {onPage(0, "Arial Black"), onPage(1, "ArialMT"), []string{"1"}},
	} {
		h := openHouse(t)
		h.leave()
		dir := t.TempDir()
		h.reader = func(_ context.Context, _ string, f documents.File) (ingest.Reading, error) {
			if f.Type == "application/pdf" {
				return ingest.Reading{Pages: []string{"một"}, Fonts: c.shown}, nil
			}
			return ingest.Reading{Pages: []string{"một"}, Fonts: c.named}, nil
		}
		h.office = func(context.Context, string, documents.File) (string, error) {
			out := filepath.Join(dir, string(newID()))
			return out, os.WriteFile(out, pdf("một"), 0o600)
		}
		h.serve(h.Stream, 0)
		u := h.await(h.receive(h.draft("Báo cáo"), "a.rtf", []byte(rtf)), documents.Ready)
		var pages []string
		for _, w := range u.Warnings {
			if name == "letters that it lacks" && w.Fonts != "DejaVuSerif, DejaVuSerif-Bold, DejaVuSans" {
				t.Errorf("%s: the fonts are %q", name, w.Fonts)
			}
			if pages = append(pages, w.Pages); w.Code != "fonts_missing" {
				t.Errorf("%s: %+v", name, w)
			}
		}
		if diff := cmp.Diff(c.pages, pages); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		h.leave()
	}
}

// fontDOCX has a page for each font.
func fontDOCX(t testing.TB, fonts ...string) []byte {
	t.Helper()
	var body strings.Builder
	for i, font := range fonts {
		if i > 0 {
			body.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
		}
		body.WriteString(`<w:p><w:r><w:rPr><w:rFonts w:ascii="` + font + `" w:hAnsi="` + font + `"/></w:rPr><w:t>Congress of delegates</w:t></w:r></w:p>`)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(part[1]))
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

// ask gives the first line that a program of fontconfig prints.
func ask(t testing.TB, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(need.Program(t, program), args...).Output()
	if err != nil {
		t.Fatal(program, err)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return line
}

// What LibreOffice puts in the place of a font that is not on this machine is told; what it has, or has of the same widths, is not.
func TestLibreOfficeSubstitutesFonts(t *testing.T) {
	soffice := need.Program(t, "soffice")
	const invented = "Chuviet Grotesk"
	here := ask(t, "fc-match", "-f", "%{family[0]}", invented) // whatever it is, it is here
	converter, err := convert.New(soffice)
	if err != nil {
		t.Fatal(err)
	}
	converter.Temp = t.TempDir()
	cache := t.TempDir()
	h := openHouse(t)
	h.leave()
	h.reader = func(ctx context.Context, path string, f documents.File) (ingest.Reading, error) {
		found, err := extract.Extract(ctx, path, f.Type, cache, nil)
		r := ingest.Reading{Pages: found.Pages}
		for _, font := range found.Fonts {
			r.Fonts = append(r.Fonts, ingest.Font(font))
		}
		return r, err
	}
	h.office = func(ctx context.Context, path string, f documents.File) (string, error) {
		return converter.Convert(ctx, path, f.Type)
	}
	h.serve(h.Stream, 0)
	document := h.draft("Báo cáo")
	told := func(name string, content []byte) (pages []int) {
		t.Helper()
		u := h.await(h.receive(document, name, content), documents.Ready)
		if u.PDF == nil {
			t.Errorf("%s: %+v", name, u)
		}
		for _, w := range u.Warnings {
			pages = append(pages, w.Page)
		}
		return pages
	}
	if got := told("a.docx", fontDOCX(t, here)); got != nil {
		t.Errorf("%q is on this machine, and told on pages %v", here, got)
	}
	if got := told("b.docx", fontDOCX(t, "DejaVu Sans Mono", invented)); here != "DejaVu Sans Mono" && ask(t, "fc-match", "-f", "%{family[0]}", "DejaVu Sans Mono") == "DejaVu Sans Mono" && !slices.Equal(got, []int{2}) {
		t.Errorf("an invented font on page 2 is told on pages %v", got)
	}
	for name, family := range map[string]string{"charts.docx": "Calibri", "text.odt": "Calibri", "nghi-dinh-105-2021.docx": "Times New Roman"} {
		content, err := os.ReadFile(filepath.Join(need.Shared(t), "corpus", name))
		if err != nil {
			t.Log("the corpus is not here")
			continue
		}
		used := ask(t, "fc-match", "-f", "%{family[0]}", family)
		fits := slices.Contains([]string{"Calibri", "Carlito", "Times New Roman", "Liberation Serif", "Tinos"}, used)
		if name == "nghi-dinh-105-2021.docx" { // in Vietnamese, whose letters not every edition of a font has
			fits = fits && ask(t, "fc-list", used+":charset=1ea1") != ""
		}
		if got := told(name, content); fits && got != nil || !fits && !slices.Contains(got, 1) {
			t.Errorf("%s: its %s is shown in %s, and told on pages %v", name, family, used, got)
		}
	}
}
