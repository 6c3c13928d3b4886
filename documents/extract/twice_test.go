package extract_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"plenum/congress"
)

// Two parts of one name are refused: programs differ on which of them they show.
func TestAContainerWithTwoPartsOfOneNameIsRefused(t *testing.T) {
	t.Parallel()
	const (
		text  = `<w:document><w:p><w:r><w:t>một</w:t></w:r></w:p></w:document>`
		types = `<Types><Override PartName="/word/document.xml" ContentType="x.main+xml"/></Types>`
		book  = `<workbook><sheets><sheet name="a" r:id="r"/></sheets></workbook>`
		show  = `<p:presentation><p:sldIdLst/></p:presentation>`
		odf   = `<office:document-content><office:body><office:text><text:p>một</text:p></office:text></office:body></office:document-content>`
	)
	zipped := func(parts ...string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := 0; i < len(parts); i += 2 {
			w, err := z.Create(parts[i])
			if err == nil {
				_, err = w.Write([]byte(parts[i+1]))
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
	for name, c := range map[string]struct {
		mime    string
		content []byte
		code    string
	}{
		"a text":                       {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text), ""},
		"a text, twice":                {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "word/document.xml", text), "parts_twice"},
		"in other letters":             {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "Word/Document.XML", text), "parts_twice"},
		"in other Vietnamese letters":  {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "word/tối.png", "x", "word/TỐI.png", "x"), "parts_twice"},
		"composed and decomposed":      {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "word/t\u1ed1i.png", "x", "word/to\u0302\u0301i.png", "x"), "parts_twice"},
		"by a backslash":               {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, `word\document.xml`, text), "parts_twice"},
		"from the root":                {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "/word/document.xml", text), "parts_twice"},
		"by a dot":                     {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "./word/document.xml", text), "parts_twice"},
		"by two dots":                  {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "word/x/../document.xml", text), "parts_twice"},
		"by two slashes":               {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "word//document.xml", text), "parts_twice"},
		"by an escaped letter":         {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "word/%64ocument.xml", text), "parts_twice"},
		"the list of types":            {docxType, zipped("[Content_Types].xml", types, "[content_types].xml", types, "word/document.xml", text), "parts_twice"},
		"a part that nobody asks for":  {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "a.bin", "x", "A.bin", "y"), "parts_twice"},
		"folders":                      {docxType, zipped("[Content_Types].xml", types, "word/", "", "word/", "", "word/document.xml", text), ""},
		"one name in two folders":      {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "word/a/document.xml", text), ""},
		"a sign that escapes nothing":  {docxType, zipped("[Content_Types].xml", types, "word/document.xml", text, "word/100%.png", "x"), ""},
		"a workbook":                   {xlsxType, zipped("[Content_Types].xml", types, "xl/workbook.xml", book, "xl/Workbook.xml", book), "parts_twice"},
		"a presentation":               {pptxType, zipped("[Content_Types].xml", types, "ppt/presentation.xml", show, "ppt/presentation.xml", show), "parts_twice"},
		"OpenDocument":                 {odtType, zipped("mimetype", odtType, "content.xml", odf, "content.xml", odf), "parts_twice"},
		"OpenDocument in other letter": {odtType, zipped("mimetype", odtType, "content.xml", odf, "Content.xml", odf), "parts_twice"},
	} {
		_, err := reader.Read(t.Context(), write(t, c.content), c.mime, nil)
		if congress.CodeOf(err) != c.code && (err != nil || c.code != "") {
			t.Errorf("%s: %v, want the code %q", name, err, c.code)
		}
	}
}
