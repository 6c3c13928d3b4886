package extract_test

import (
	"archive/zip"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"plenum/documents/extract"
)

// Another program may show the alternative that this reader passes over, so its words are for the door, once, without a warning.
func TestAlternativesThatAreNotTakenAreForTheDoor(t *testing.T) {
	t.Parallel()
	const w = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:x="urn:example:x"`
	word := func(body string) extract.Result {
		return read(t, docxType, office(t, "word/document.xml", map[string]string{"word/document.xml": `<w:document` + w + `><w:body><w:p><w:r><w:t>Trước</w:t></w:r></w:p>` + body + `<w:p><w:r><w:t>Sau</w:t></w:r></w:p></w:body></w:document>`}))
	}
	slide := func(body string) extract.Result {
		return read(t, pptxType, packed(t, map[string]string{
			"ppt/presentation.xml":            `<p:presentation><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
			"ppt/_rels/presentation.xml.rels": `<Relationships><Relationship Id="r1" Type="x/slide" Target="slides/slide1.xml"/></Relationships>`,
			"ppt/slides/slide1.xml":           `<p:sld` + w + `><a:p><a:r><a:t>Trước</a:t></a:r></a:p>` + body + `<a:p><a:r><a:t>Sau</a:t></a:r></a:p></p:sld>`,
		}))
	}
	box := func(text string) string {
		return `<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>`
	}
	for name, tt := range map[string]struct {
		got          extract.Result
		shown, door  []string
		shownNowhere []string
	}{
		"a text box of another program": {word(`<mc:AlternateContent><mc:Choice Requires="wps">` + box("abc") + `</mc:Choice><mc:Fallback>` + box("TỐI MẬT") + `</mc:Fallback></mc:AlternateContent>`),
			[]string{"Trước", "abc", "Sau"}, []string{"TỐI MẬT"}, []string{"TỐI MẬT"}},
		"letters drawn along a path": {word(`<mc:AlternateContent><mc:Choice Requires="wps">` + box("abc") + `</mc:Choice><mc:Fallback><w:p><w:r><w:pict><v:shape><v:textpath string="TUYỆT MẬT"/></v:shape></w:pict></w:r></w:p></mc:Fallback></mc:AlternateContent>`),
			[]string{"abc", "Sau"}, []string{"TUYỆT MẬT"}, []string{"TUYỆT MẬT"}},
		"two runs and two paragraphs": {word(`<mc:AlternateContent><mc:Choice Requires="wps">` + box("abc") + `</mc:Choice><mc:Fallback><w:p><w:r><w:t>TỐI </w:t></w:r><w:r><w:t>MẬT</w:t></w:r></w:p><w:p><w:r><w:t>dòng hai</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>`),
			[]string{"abc", "Sau"}, []string{"TỐI MẬT\ndòng hai"}, []string{"dòng hai"}},
		"nothing was taken: it is shown": {word(`<mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback>` + box("dự phòng") + `</mc:Fallback></mc:AlternateContent>`),
			[]string{"Trước", "dự phòng", "Sau"}, nil, nil},
		"what stands behind is read on": {word(`<mc:AlternateContent><mc:Choice Requires="wps">` + box("abc") + `</mc:Choice><mc:Fallback>` + box("một") + `</mc:Fallback></mc:AlternateContent>` + box("hai")),
			[]string{"abc", "hai", "Sau"}, []string{"một"}, []string{"một"}},
		"the second of two is for another program": {word(`<mc:AlternateContent><mc:Choice Requires="wps">` + box("abc") + `</mc:Choice><mc:Choice Requires="w14">` + box("TỐI MẬT") + `</mc:Choice><mc:Fallback>` + box("một") + `</mc:Fallback></mc:AlternateContent>`),
			[]string{"abc", "Sau"}, []string{"TỐI MẬT", "một"}, []string{"TỐI MẬT", "một"}},
		"the first is of an unknown kind: the second": {word(`<mc:AlternateContent><mc:Choice Requires="x">` + box("TỐI MẬT") + `</mc:Choice><mc:Choice Requires="wps">` + box("abc") + `</mc:Choice><mc:Fallback>` + box("một") + `</mc:Fallback></mc:AlternateContent>`),
			[]string{"abc", "Sau"}, []string{"TỐI MẬT", "một"}, []string{"TỐI MẬT", "một"}},
		"one of two kinds is unknown": {word(`<mc:AlternateContent><mc:Choice Requires="wps x">` + box("TỐI MẬT") + `</mc:Choice><mc:Choice Requires="wps w14">` + box("abc") + `</mc:Choice></mc:AlternateContent>`),
			[]string{"abc", "Sau"}, []string{"TỐI MẬT"}, []string{"TỐI MẬT"}},
		"three, the last is taken": {word(`<mc:AlternateContent><mc:Choice Requires="x">` + box("một") + `</mc:Choice><mc:Choice Requires="y">` + box("hai") + `</mc:Choice><mc:Choice Requires="w14">` + box("abc") + `</mc:Choice></mc:AlternateContent>`),
			[]string{"abc", "Sau"}, []string{"một", "hai"}, []string{"một", "hai"}},
		"none is known: what stands in their place": {word(`<mc:AlternateContent><mc:Choice Requires="x">` + box("TỐI MẬT") + `</mc:Choice><mc:Fallback>` + box("abc") + `</mc:Fallback></mc:AlternateContent>`),
			[]string{"Trước", "abc", "Sau"}, []string{"TỐI MẬT"}, []string{"TỐI MẬT"}},
		"none is known, and nothing stands in their place": {word(`<mc:AlternateContent><mc:Choice Requires="x">` + box("TỐI MẬT") + `</mc:Choice></mc:AlternateContent>`),
			[]string{"Trước", "Sau"}, []string{"TỐI MẬT"}, []string{"TỐI MẬT"}},
		"one within another": {word(`<mc:AlternateContent><mc:Choice Requires="wps">` + box("abc") + `<mc:AlternateContent><mc:Choice Requires="x">` + box("một") + `</mc:Choice><mc:Choice Requires="w14">` + box("def") + `</mc:Choice></mc:AlternateContent></mc:Choice><mc:Choice Requires="w14">` + box("hai") + `</mc:Choice></mc:AlternateContent>`),
			[]string{"abc", "def", "Sau"}, []string{"một", "hai"}, []string{"một", "hai"}},
		"the prefix is another's within": {word(`<w:p xmlns:x="http://schemas.microsoft.com/office/word/2010/wordml"><mc:AlternateContent><mc:Choice Requires="x"><w:r><w:t>abc</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>TỐI MẬT</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>`),
			[]string{"abc", "Sau"}, []string{"TỐI MẬT"}, []string{"TỐI MẬT"}},
		"a slide of an unknown kind": {slide(`<mc:AlternateContent><mc:Choice Requires="x"><p:sp><p:txBody><a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></p:txBody></p:sp></mc:Choice><mc:Choice Requires="wps"><p:sp><p:txBody><a:p><a:r><a:t>abc</a:t></a:r></a:p></p:txBody></p:sp></mc:Choice></mc:AlternateContent>`),
			[]string{"Trước", "abc", "Sau"}, []string{"TỐI MẬT"}, []string{"TỐI MẬT"}},
		"a slide": {slide(`<mc:AlternateContent><mc:Choice Requires="wps"><p:sp><p:txBody><a:p><a:r><a:t>abc</a:t></a:r></a:p></p:txBody></p:sp></mc:Choice><mc:Fallback><p:sp><p:txBody><a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></p:txBody></p:sp></mc:Fallback></mc:AlternateContent>`),
			[]string{"Trước", "abc", "Sau"}, []string{"TỐI MẬT"}, []string{"TỐI MẬT"}},
	} {
		pages, door := strings.Join(tt.got.Pages, "|"), fmt.Sprint(tt.got.Hidden)
		for _, want := range tt.shown {
			if !strings.Contains(pages, want) {
				t.Errorf("%s: %q is not shown in %q", name, want, pages)
			}
		}
		for _, want := range tt.door {
			if strings.Count(door, want) != 1 {
				t.Errorf("%s: the door has %q %d times in %q, want once", name, want, strings.Count(door, want), door)
			}
		}
		for _, no := range tt.shownNowhere {
			if strings.Contains(pages, no) {
				t.Errorf("%s: %q is shown in %q", name, no, pages)
			}
		}
		if has(tt.got, extract.HiddenText) {
			t.Errorf("%s: hidden words are told: %v", name, tt.got.Warnings)
		}
	}
}

// A condition's format shows its words instead of the value; whether it holds is not computed, so they are for the door.
func TestWordsOfAConditionsFormatAreForTheDoor(t *testing.T) {
	t.Parallel()
	r := read(t, xlsxType, office(t, "xl/workbook.xml", map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="Số liệu" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="x/styles" Target="styles.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>` +
			`<dxfs><dxf><numFmt numFmtId="164" formatCode="&quot;TỐI MẬT&quot;"/></dxf></dxfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c s="0"><v>5</v></c></row></sheetData><conditionalFormatting sqref="A1"><cfRule type="cellIs" dxfId="0"/></conditionalFormatting></worksheet>`,
	}))
	if pages, door := strings.Join(r.Pages, "|"), fmt.Sprint(r.Hidden); strings.Contains(pages, "MẬT") || !strings.Contains(door, "TỐI MẬT") || !strings.Contains(pages, "5") {
		t.Errorf("pages %q, door %q", pages, door)
	}
}

// A converter shows each alternative that it knows, so that its copy has the one alone that Word takes, and what stands in its place.
func TestAConvertersCopyHasTheAlternativeThatWordTakes(t *testing.T) {
	t.Parallel()
	const spaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:x="urn:example:x"`
	choice := func(requires, text string) string {
		return `<mc:Choice Requires="` + requires + `"><w:r><w:t>` + text + `</w:t></w:r></mc:Choice>`
	}
	for name, c := range map[string]struct {
		inside     string
		want, none []string
	}{
		"one":                         {choice("wps", "một"), []string{"một"}, nil},
		"the first of two":            {choice("wps", "một") + choice("w14", "hai"), []string{"một"}, []string{"hai"}},
		"the second, as it is known":  {choice("x", "một") + choice("w14", "hai"), []string{"hai"}, []string{"một"}},
		"the first of three":          {choice("w14", "một") + choice("wps", "hai") + choice("x", "ba"), []string{"một"}, []string{"hai", "ba"}},
		"what stands in their place":  {choice("x", "một") + `<mc:Fallback><w:r><w:t>hai</w:t></w:r></mc:Fallback>`, []string{"hai"}, []string{"một"}},
		"in the converter's judgment": {choice("wps", "một") + `<mc:Fallback><w:r><w:t>hai</w:t></w:r></mc:Fallback>`, []string{"một", "hai"}, nil},
	} {
		in := write(t, office(t, "word/document.xml", map[string]string{"word/document.xml": `<w:document` + spaces + `><w:body><w:p><mc:AlternateContent>` + c.inside + `</mc:AlternateContent></w:p></w:body></w:document>`}))
		out := filepath.Join(t.TempDir(), "out")
		made, err := extract.ForReaders(in, docxType, out)
		if err != nil || made != (len(c.none) > 0) {
			t.Errorf("%s: a copy was made: %v, %v", name, made, err)
			continue
		}
		if !made {
			continue
		}
		z, err := zip.OpenReader(out)
		if err != nil {
			t.Fatal(err)
		}
		text, err := fs.ReadFile(z, "word/document.xml")
		if err = errors.Join(err, z.Close()); err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(string(text), ">"+want+"<") {
				t.Errorf("%s: %q is missing in %s", name, want, text)
			}
		}
		for _, none := range c.none {
			if strings.Contains(string(text), ">"+none+"<") {
				t.Errorf("%s: %q is in %s", name, none, text)
			}
		}
	}
}
