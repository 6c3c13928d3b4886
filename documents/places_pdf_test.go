package documents_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// pdfPlaces are the places of PDF. The same words stand there in no converter's way: a PDF is read as it came.
func pdfPlaces() []place {
	const tile = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 400 40]/XStep 400/YStep 40/Resources<</Font<</T 5 0 R>>>>"
	const look = "/Type/XObject/Subtype/Form/BBox[0 0 400 40]/Resources<</Font<</T 5 0 R>>>>"
	note := func(entries string, looks bool) func(string) []byte {
		return func(words string) []byte {
			f := pdfFile{words: words, page: "/Annots[7 0 R]"}
			if looks {
				entries += "/AP<</N 8 0 R>>"
			}
			f.more = []string{"<</Type/Annot/Rect[100 400 500 440]" + strings.ReplaceAll(entries, "WORDS", pdfString(words)) + ">>"}
			if looks {
				f.more = append(f.more, pdfStream(look, pdfLine(words, 5, 15)))
			}
			if strings.Contains(entries, "/Widget") {
				f.catalog = "/AcroForm<</Fields[7 0 R]/DR<</Font<</T 5 0 R>>>>/DA(/T 12 Tf 0 g)>>"
			}
			return f.bytes()
		}
	}
	content := func(of func(words string) string) func(string) []byte {
		return func(words string) []byte { return pdfFile{words: words, content: of(words)}.bytes() }
	}
	whole := func(of func(words string) pdfFile) func(string) []byte {
		return func(words string) []byte {
			f := of(words)
			f.words = words
			return f.bytes()
		}
	}
	attached := func(name string, of func(words string) string) func(string) []byte {
		return whole(func(words string) pdfFile {
			return pdfFile{
				catalog: "/Names<</EmbeddedFiles<</Names[(a) 7 0 R]>>>>",
				more: []string{
					"<</Type/Filespec/F(a)/UF" + pdfString(strings.ReplaceAll(name, "WORDS", words)) + "/EF<</F 8 0 R>>>>",
					pdfStream("/Type/EmbeddedFile", of(words)),
				},
			}
		})
	}
	rows := []place{
		{where: "a line of the page", make: content(func(words string) string { return pdfLine(words, 60, 500) }), sees: shown},
		{where: "a line turned by a quarter", make: content(func(words string) string {
			return "q 0 1 -1 0 40 100 cm " + pdfLine(words, 0, 0) + " Q"
		}), sees: shown},
		{where: "a line turned down", make: content(func(words string) string {
			return "q 0 -1 1 0 560 700 cm " + pdfLine(words, 0, 0) + " Q"
		}), sees: shown},
		{where: "letters under one another", make: whole(pdfDown), sees: shown},
		{where: "a table of narrow columns", make: content(func(words string) string {
			return pdfNarrow() + pdfLine(words, 40, 60)
		}), sees: shown},
		{where: "a form of the page", make: whole(func(words string) pdfFile {
			return pdfFile{content: "q 1 0 0 1 60 300 cm /X Do Q", resources: "/XObject<</X 7 0 R>>", more: []string{pdfStream(look, pdfLine(words, 5, 15))}}
		}), sees: shown},
		{where: "a pattern", make: whole(func(words string) pdfFile {
			return pdfFile{content: "/Pattern cs /P scn 60 300 400 40 re f", resources: "/Pattern<</P 7 0 R>>", more: []string{pdfStream(tile, pdfLine(words, 5, 15))}}
		}), sees: shown},
		{where: "a pattern of strokes", make: whole(func(words string) pdfFile {
			return pdfFile{content: "/Pattern CS /P SCN 40 w 60 300 m 460 300 l S", resources: "/Pattern<</P 7 0 R>>", more: []string{pdfStream(tile, pdfLine(words, 5, 15))}}
		}), sees: shown},
		{where: "a mask", make: whole(func(words string) pdfFile {
			return pdfFile{content: "/G gs 60 300 400 40 re f", resources: "/ExtGState<</G<</SMask<</Type/Mask/S/Luminosity/G 7 0 R>>>>>>", more: []string{pdfStream(look+"/Group<</S/Transparency/CS/DeviceGray>>", "1 g "+pdfLine(words, 5, 15))}}
		}), sees: shown},
		{where: "a glyph that is words", make: whole(func(words string) pdfFile {
			return pdfFile{content: "/X Do", resources: "/XObject<</X 7 0 R>>", more: []string{
				pdfStream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</D 8 0 R>>>>", "BT /D 12 Tf 60 300 Td (a) Tj ET"),
				"<</Type/Font/Subtype/Type3/FontBBox[0 0 9000 900]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 9 0 R>>/Encoding<</Type/Encoding/Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9000]/Resources<</Font<</T 5 0 R>>>>>>",
				pdfStream("", "9000 0 d0 "+strings.Replace(pdfLine(words, 0, 0), "12 Tf", "1000 Tf", 1)),
			}}
		}), sees: shown},
		{where: "a pattern that nothing uses", make: whole(func(words string) pdfFile {
			return pdfFile{resources: "/Pattern<</P 7 0 R>>", more: []string{pdfStream(tile, pdfLine(words, 5, 15))}}
		}), sees: doorway},
		{where: "a form that nothing draws", make: whole(func(words string) pdfFile {
			return pdfFile{more: []string{pdfStream(look, pdfLine(words, 5, 15))}}
		}), sees: doorway},
		{where: "a page that is not in the tree", make: whole(func(words string) pdfFile {
			return pdfFile{more: []string{"<</Type/Page/MediaBox[0 0 595 842]/Contents 8 0 R/Resources<</Font<</T 5 0 R>>>>>>", pdfStream("", pdfLine(words, 60, 500))}}
		}), sees: doorway},
		{where: "content that no page has", make: whole(func(words string) pdfFile {
			return pdfFile{more: []string{pdfStream("", pdfLine(words, 60, 500))}}
		}), sees: doorway},
		{where: "free text", make: note("/Subtype/FreeText/Contents WORDS/DA(/T 12 Tf 0 g)", true), sees: shown},
		{where: "free text without a look", make: note("/Subtype/FreeText/Contents WORDS/DA(/T 12 Tf 0 g)", false), sees: shown},
		{where: "the look of a stamp", make: note("/Subtype/Stamp", true), sees: shown},
		{where: "the look of a signature", make: note("/Subtype/Widget/FT/Sig/T(s)", true), sees: shown},
		{where: "a filled field", make: note("/Subtype/Widget/FT/Tx/T(f)/V WORDS/DA(/T 12 Tf 0 g)", true), sees: shown},
		{where: "a choice", make: note("/Subtype/Widget/FT/Ch/T(f)/V WORDS/Opt[WORDS]/DA(/T 12 Tf 0 g)", true), sees: shown},
		{where: "the value of a field that is not seen", make: note("/Subtype/Widget/FT/Tx/T(f)/F 2/V WORDS/DA(/T 12 Tf 0 g)", false), sees: doorway},
		{where: "the hint of a field", make: note("/Subtype/Widget/FT/Tx/T(f)/TU WORDS/DA(/T 12 Tf 0 g)", false), sees: doorway},
		{where: "a note", make: note("/Subtype/Text/Contents WORDS", false), sees: doorway},
		{where: "what a highlight says", make: note("/Subtype/Highlight/QuadPoints[100 440 500 440 100 400 500 400]/Contents WORDS", false), sees: doorway},
		{where: "what a link says", make: note("/Subtype/Link/Contents WORDS", false), sees: doorway},
		{where: "the subject of a stamp", make: note("/Subtype/Stamp/Subj WORDS", false), sees: doorway},
		{where: "the look of a hidden stamp", make: note("/Subtype/Stamp/F 2", true), sees: doorway},
		{where: "the look of a stamp that is only printed", make: note("/Subtype/Stamp/F 36", true), sees: doorway},
		{where: "what a picture shows", make: whole(func(words string) pdfFile {
			return pdfFile{catalog: "/StructTreeRoot<</Type/StructTreeRoot/K<</Type/StructElem/S/Figure/Alt" + pdfString(words) + ">>>>"}
		}), sees: doorway},
		{where: "the label of a page", make: whole(func(words string) pdfFile {
			return pdfFile{catalog: "/PageLabels<</Nums[0<</P" + pdfString(words) + ">>]>>"}
		}), sees: doorway},
		{where: "the name of a layer", make: whole(func(words string) pdfFile {
			return pdfFile{catalog: "/OCProperties<</OCGs[7 0 R]/D<<>>>>", more: []string{"<</Type/OCG/Name" + pdfString(words) + ">>"}}
		}), sees: doorway},
		{where: "a bookmark", make: whole(func(words string) pdfFile {
			return pdfFile{catalog: "/Outlines 7 0 R", more: []string{
				"<</Type/Outlines/First 8 0 R/Last 8 0 R/Count 1>>", "<</Title(Chuong 1)/Parent 7 0 R/First 9 0 R/Last 9 0 R/Count 1>>", "<</Title" + pdfString(words) + "/Parent 8 0 R>>",
			}}
		}), sees: doorway},
		{where: "beside the crop box", make: whole(func(words string) pdfFile {
			return pdfFile{page: "/CropBox[0 200 595 842]", content: pdfLine(words, 60, 100)}
		}), sees: doorway},
		{where: "beside the media box", make: content(func(words string) string { return pdfLine(words, 60, -80) }), sees: doorway},
		{where: "an attached text", make: attached("ghi-chu.txt", func(words string) string { return words }), sees: doorway},
		{where: "an attached PDF", make: attached("ghi-chu.pdf", func(words string) string {
			return string(pdfFile{words: words, content: pdfLine(words, 60, 500)}.bytes())
		}), sees: doorway},
		{where: "a PDF attached to an attached PDF", make: attached("1.pdf", func(words string) string {
			return string(attached("2.pdf", func(words string) string {
				return string(pdfFile{words: words, content: pdfLine(words, 60, 500)}.bytes())
			})(words))
		}), sees: doorway},
		{where: "the name of an attached file", make: attached("WORDS.txt", func(string) string { return "không có gì" }), sees: doorway},
		{where: "a file attached to a page", make: whole(func(words string) pdfFile {
			return pdfFile{page: "/Annots[7 0 R]", more: []string{
				"<</Type/Annot/Subtype/FileAttachment/Rect[100 100 120 120]/FS 8 0 R>>", "<</Type/Filespec/F(a.txt)/UF(a.txt)/EF<</F 9 0 R>>>>", pdfStream("/Type/EmbeddedFile", words),
			}}
		}), sees: doorway},
		{where: "a portfolio", make: whole(func(words string) pdfFile {
			return pdfFile{catalog: "/Collection<</Type/Collection/View/D>>/Names<</EmbeddedFiles<</Names[(a) 7 0 R]>>>>", more: []string{
				"<</Type/Filespec/F(a.txt)/UF(a.txt)/EF<</F 8 0 R>>>>", pdfStream("/Type/EmbeddedFile", words),
			}}
		}), sees: doorway},
		{where: "what it said before it was changed", make: func(words string) []byte {
			return pdfUpdated(pdfFile{words: words, content: pdfLine(words, 60, 500)}.bytes(), 4, pdfStream("", pdfLine(harmless, 60, 700)))
		}, sees: doorway},
		{where: "a note that was taken out", make: func(words string) []byte {
			return pdfUpdated(note("/Subtype/Text/Contents WORDS", false)(words), 7, "null")
		}, sees: doorway},
		{where: "its title", make: whole(func(words string) pdfFile { return pdfFile{info: "/Title" + pdfString(words)} }), sees: doorway},
		{where: "a property of its own", make: whole(func(words string) pdfFile { return pdfFile{info: "/GhiChu" + pdfString(words)} }), sees: doorway},
		{where: "XMP", make: whole(func(words string) pdfFile {
			return pdfFile{catalog: "/Metadata 7 0 R", more: []string{pdfStream("/Type/Metadata/Subtype/XML", pdfXMP(words))}}
		}), sees: doorway},
		{where: "an attached picture", make: attached("anh.png", func(string) string { return "\x89PNG" }), sees: unreadable},
		{where: "a picture where stamps are put", make: whole(func(string) pdfFile {
			return pdfFile{content: "q 120 0 0 40 60 760 cm /I Do Q", resources: "/XObject<</I 6 0 R>>"}
		}), sees: unreadable},
		{where: "a picture that covers a page with text", make: whole(func(string) pdfFile {
			return pdfFile{content: "q 595 0 0 842 0 0 cm /I Do Q", resources: "/XObject<</I 6 0 R>>"}
		}), sees: unreadable},
	}
	for i := range rows {
		rows[i].format = "pdf"
	}
	return rows
}

// pdfFile is a PDF of one page, which says something harmless in a line of its own.
type pdfFile struct {
	words     string // those that its font can write, beside the harmless ones
	content   string
	resources string
	page      string   // more entries of the page
	catalog   string   // more entries of the catalogue
	info      string   // entries of the information dictionary
	more      []string // objects from number 7
}

const harmless = "Báo cáo kết quả kiểm tra công tác chuẩn bị hội nghị"

func (f pdfFile) bytes() []byte {
	const last = 14 // the font's and the information dictionary's objects stand behind more
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R" + f.catalog + ">>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>" + f.resources + ">>" + f.page + ">>",
		pdfStream("", pdfLine(harmless, 60, 700)+" "+f.content),
		fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/Times/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", last, last+1),
		pdfStream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x"),
	}
	objects = append(objects, f.more...)
	for len(objects) < last-1 {
		objects = append(objects, "null")
	}
	objects = append(objects,
		"<</Type/Font/Subtype/CIDFontType2/BaseFont/Times/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 550/FontDescriptor<</Type/FontDescriptor/FontName/Times/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>>>",
		pdfStream("", pdfUnicode(harmless+f.words)),
		"<<"+f.info+">>")
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, object := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, last+2, xref)
	return b.Bytes()
}

// pdfUpdated is a PDF with an incremental update behind it, which has an object anew.
func pdfUpdated(content []byte, number int, object string) []byte {
	at := bytes.LastIndex(content, []byte("startxref\n"))
	before, _, _ := strings.Cut(string(content[at+len("startxref\n"):]), "\n")
	b := bytes.NewBuffer(bytes.Clone(content))
	place := b.Len()
	fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", number, object)
	start := b.Len()
	fmt.Fprintf(b, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 20/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n", number, place, before, start)
	return b.Bytes()
}

func pdfStream(dict, body string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
}

func pdfCodes(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}

func pdfString(text string) string { return "<FEFF" + pdfCodes(text) + ">" }

func pdfLine(text string, x, y int) string {
	return fmt.Sprintf("BT /T 12 Tf %d %d Td <%s> Tj ET", x, y, pdfCodes(text))
}

// pdfUnicode says that the font's codes are Unicode.
func pdfUnicode(text string) string {
	codes := []rune(text + "KimLanHoBinhNa")
	slices.Sort(codes)
	codes = slices.Compact(codes)
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for some := range slices.Chunk(codes, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, c := range some {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", c, c)
		}
		b.WriteString("endbfchar\n")
	}
	return b.String() + "endcmap end end"
}

// pdfDown writes letters under one another, as on a stamp at the margin. Its font draws them itself, as boxes: PDFium leaves out a letter that
// stands alone and has no shape.
func pdfDown(words string) pdfFile {
	var text, codes, names, widths strings.Builder
	for i, c := range []rune(words) {
		if c != ' ' {
			fmt.Fprintf(&text, "BT /D 12 Tf 30 %d Td <%02X> Tj ET ", 680-14*i, i+1)
		}
		fmt.Fprintf(&codes, "1 beginbfchar\n<%02X> <%04X>\nendbfchar\n", i+1, c)
		names.WriteString("/a")
		widths.WriteString("600 ")
	}
	return pdfFile{content: "/X Do", resources: "/XObject<</X 7 0 R>>", more: []string{
		pdfStream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</D 8 0 R>>>>", text.String()),
		fmt.Sprintf("<</Type/Font/Subtype/Type3/FontBBox[0 0 600 700]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 9 0 R>>/Encoding<</Type/Encoding/Differences[1%s]>>/FirstChar 1/LastChar %d/Widths[%s]/ToUnicode 10 0 R/Resources<<>>>>", names.String(), len([]rune(words)), widths.String()),
		pdfStream("", "600 0 0 0 600 700 d1 0 0 600 700 re f"),
		pdfStream("", "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange\n"+codes.String()+"endcmap end end"),
	}}
}

// pdfNarrow is a table whose columns are so narrow, and its rows so close, that PDFium takes it for writing down.
func pdfNarrow() string {
	names := []string{"Kim", "Lan", "Hoa", "Binh", "Nam"}
	var b strings.Builder
	for row := range 60 {
		for column := range 7 {
			for i, c := range names[(row+column)%len(names)] {
				b.WriteString(pdfLine(string(c), 40+75*column+7*i, 690-10*row) + " ")
			}
		}
	}
	return b.String()
}

func pdfXMP(words string) string {
	return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">` + words +
		`</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
}
