package extract_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plenum/documents/extract"
	"plenum/internal/need"
)

// odd is a PDF of one page that says "harmless", and of more objects, from number 6.
type odd struct {
	resources, content string
	page, catalog      string
	more               []string
}

func (o odd) bytes() []byte {
	objects := append([]string{
		"<</Type/Catalog/Pages 2 0 R" + o.catalog + ">>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R" + strings.TrimPrefix(o.resources, "FONT") + ">>" + o.page + ">>",
		pdfStream("", "BT /T 12 Tf 20 700 Td (harmless) Tj ET "+o.content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}, o.more...)
	if !strings.HasPrefix(o.resources, "FONT") {
		objects[2] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>" + o.resources + ">>" + o.page + ">>"
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, object := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func pdfStream(dict, body string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(body), body)
}

func deflated(dict, body string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(body))
	_ = z.Close()
	return pdfStream(dict+"/Filter/FlateDecode", b.String())
}

const (
	oddWords = "BT /T 12 Tf 10 10 Td (beside the page) Tj ET"
	oddFonts = "/Resources<</Font<</T 5 0 R>>>>"
	tiling   = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 200 40]/XStep 200/YStep 40"
	oddForm  = "/Type/XObject/Subtype/Form/BBox[0 0 200 40]"
	oddGlyph = "<</Type/Font/Subtype/Type3/FontBBox[0 0 900 900]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 7 0 R>>/Encoding<</Type/Encoding/Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[900]"
	oddFill  = "/Pattern cs /P scn 50 50 300 300 re f"
	oddMask  = "/ExtGState<</G<</Type/ExtGState/SMask<</Type/Mask/S/Luminosity/G 6 0 R>>>>>>"
	oddGroup = "/Group<</S/Transparency/CS/DeviceGray>>"
)

// oddities are places of a PDF that PDFium does not read, and whether readers see the words there.
var oddities = map[string]struct {
	file odd
	seen bool
}{
	"a pattern that fills":                   {odd{resources: "/Pattern<</P 6 0 R>>", content: oddFill, more: []string{pdfStream(tiling+oddFonts, oddWords)}}, true},
	"a compressed pattern":                   {odd{resources: "/Pattern<</P 6 0 R>>", content: oddFill, more: []string{deflated(tiling+oddFonts, oddWords)}}, true},
	"a pattern of strokes":                   {odd{resources: "/Pattern<</P 6 0 R>>", content: "/Pattern CS /P SCN 9 w 50 50 300 300 re S", more: []string{pdfStream(tiling+oddFonts, oddWords)}}, true},
	"a pattern without colours":              {odd{resources: "/Pattern<</P 6 0 R>>/ColorSpace<</C[/Pattern/DeviceRGB]>>", content: "/C cs 1 0 0 /P scn 50 50 300 300 re f", more: []string{pdfStream(strings.Replace(tiling, "PaintType 1", "PaintType 2", 1)+oddFonts, oddWords)}}, true},
	"words of an array":                      {odd{resources: "/Pattern<</P 6 0 R>>", content: oddFill, more: []string{pdfStream(tiling+oddFonts, "BT /T 12 Tf 10 10 Td [(bes) -5 (ide the page)] TJ ET")}}, true},
	"words by the operator of a new line":    {odd{resources: "/Pattern<</P 6 0 R>>", content: oddFill, more: []string{pdfStream(tiling+oddFonts, "BT /T 12 Tf 12 TL 10 30 Td (beside the page) ' ET")}}, true},
	"words of hexadecimal digits":            {odd{resources: "/Pattern<</P 6 0 R>>", content: oddFill, more: []string{pdfStream(tiling+oddFonts, "BT /T 12 Tf 10 10 Td <626573696465207468652070616765> Tj ET")}}, true},
	"a pattern of a form":                    {odd{resources: "/XObject<</X 7 0 R>>", content: "/X Do", more: []string{pdfStream(tiling+oddFonts, oddWords), pdfStream(oddForm+"/Resources<</Pattern<</P 6 0 R>>>>", oddFill)}}, true},
	"a pattern of a pattern":                 {odd{resources: "/Pattern<</P 7 0 R>>", content: oddFill, more: []string{pdfStream(tiling+oddFonts, oddWords), pdfStream(tiling+"/Resources<</Pattern<</P 6 0 R>>>>", oddFill)}}, true},
	"a form of a pattern":                    {odd{resources: "/Pattern<</P 7 0 R>>", content: oddFill, more: []string{pdfStream(oddForm+oddFonts, oddWords), pdfStream(tiling+"/Resources<</XObject<</X 6 0 R>>>>", "/X Do")}}, true},
	"a mask of light":                        {odd{resources: oddMask, content: "/G gs 0 0 600 800 re f", more: []string{pdfStream(oddForm+oddFonts+oddGroup, "1 g "+oddWords)}}, true},
	"a mask of opacity":                      {odd{resources: strings.Replace(oddMask, "Luminosity", "Alpha", 1), content: "/G gs 0 0 600 800 re f", more: []string{pdfStream(oddForm+oddFonts+oddGroup, oddWords)}}, true},
	"a glyph":                                {odd{resources: "FONT/A 6 0 R>>", content: "BT /A 12 Tf 20 20 Td (a) Tj ET", more: []string{oddGlyph + oddFonts + ">>", pdfStream("", "900 0 d0 "+oddWords)}}, true},
	"a glyph with resources of its own":      {odd{resources: "FONT/A 6 0 R>>", content: "BT /A 12 Tf 20 20 Td (a) Tj ET", more: []string{oddGlyph + ">>", pdfStream(oddFonts, "900 0 d0 "+oddWords)}}, true},
	"a glyph of the page's fonts":            {odd{resources: "FONT/A 6 0 R>>", content: "BT /A 12 Tf 20 20 Td (a) Tj ET", more: []string{oddGlyph + ">>", pdfStream("", "900 0 d0 "+oddWords)}}, true},
	"a form that a glyph draws":              {odd{resources: "FONT/A 6 0 R>>", content: "BT /A 12 Tf 20 20 Td (a) Tj ET", more: []string{oddGlyph + "/Resources<</XObject<</X 8 0 R>>>>>>", pdfStream("", "900 0 d0 /X Do"), pdfStream(oddForm+oddFonts, oddWords)}}, true},
	"a glyph of many words":                  {odd{resources: "FONT/A 6 0 R>>", content: "BT /A 12 Tf 20 20 Td (a) Tj ET", more: []string{oddGlyph + oddFonts + ">>", pdfStream("", "900 0 d0 BT /T 1000 Tf 0 0 Td ("+strings.Repeat("word after word ", 10)+"beside the page) Tj ET")}}, true},
	"a pattern that nothing uses":            {odd{resources: "/Pattern<</P 6 0 R>>", more: []string{pdfStream(tiling+oddFonts, oddWords)}}, false},
	"a mask that nothing uses":               {odd{resources: oddMask, more: []string{pdfStream(oddForm+oddFonts+oddGroup, oddWords)}}, false},
	"a font that nothing uses":               {odd{resources: "FONT/A 6 0 R>>", more: []string{oddGlyph + oddFonts + ">>", pdfStream("", "900 0 d0 "+oddWords)}}, false},
	"a form that nothing draws":              {odd{resources: "/XObject<</X 6 0 R>>", more: []string{pdfStream(oddForm+oddFonts, oddWords)}}, false},
	"a form that nothing names":              {odd{more: []string{pdfStream(oddForm+oddFonts, oddWords)}}, false},
	"a page that is not in the tree":         {odd{more: []string{"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 7 0 R/Resources<</Font<</T 5 0 R>>>>>>", pdfStream("", oddWords)}}, false},
	"a page that has its fonts from another": {odd{more: []string{"<</Type/Page/Parent 2 0 R/Contents[7 0 R 8 0 R]>>", pdfStream("", "BT /T 12 Tf 10 10 Td"), pdfStream("", "(beside the page) Tj ET")}}, false},
	"content that no page has":               {odd{more: []string{pdfStream("", oddWords)}}, false},
	"compressed content that no page has":    {odd{more: []string{deflated("", oddWords)}}, false},
	"content that some program put away":     {odd{page: "/PieceInfo<</A<</Private 6 0 R>>>>", more: []string{deflated("", oddWords)}}, false},
}

// Words that PDFium does not read are read all the same: those that are seen are text, and all others are for the door.
func TestWordsOfPatternsMasksAndGlyphsAreRead(t *testing.T) {
	t.Parallel()
	for name, c := range oddities {
		wantOdd(t, name, c.file.bytes(), c.seen)
	}
}

func wantOdd(t *testing.T, name string, content []byte, seen bool) {
	t.Helper()
	r := read(t, pdfType, content)
	shown, hidden := strings.Join(r.Pages, "|"), fmt.Sprint(r.Hidden)
	if !strings.Contains(shown, "harmless") || len(r.Pages) != 1 || has(r, extract.Unchecked) {
		t.Errorf("%s: pages %q with %v", name, r.Pages, r.Warnings)
	}
	if got := strings.Count(shown, "beside the page"); got != 0 != seen || got > 1 {
		t.Errorf("%s: the words are %d times in %q, seen: %v", name, got, shown, seen)
	}
	if got := strings.Count(hidden, "beside the page"); got != 0 == seen || got > 1 {
		t.Errorf("%s: the door has them %d times in %q, seen: %v", name, got, hidden, seen)
	}
}

// How a file is written makes no difference: its cross-reference, its encryption, what stands before and behind it.
func TestWordsOfPatternsAreReadHoweverTheFileIsWritten(t *testing.T) {
	t.Parallel()
	qpdf := need.Program(t, "qpdf")
	plain := oddities["a pattern that fills"].file.bytes()
	for name, content := range map[string][]byte{
		"something before its head":   append([]byte("\r\nFrom a mail\r\n"), plain...),
		"something behind its end":    append(bytes.Clone(plain), "\r\n\r\n"...),
		"a cross-reference elsewhere": bytes.Replace(plain, []byte("startxref\n"), []byte("startxref\n1"), 1),
		"no cross-reference":          append(bytes.Clone(plain[:bytes.Index(plain, []byte("xref\n0 "))]), plain[bytes.Index(plain, []byte("trailer")):]...),
	} {
		wantOdd(t, name, content, true)
	}
	for name, args := range map[string][]string{
		"object streams":                {"--object-streams=generate"},
		"a table":                       {"--object-streams=disable"},
		"linearized":                    {"--linearize"},
		"linearized object streams":     {"--linearize", "--object-streams=generate"},
		"locked by an empty password":   {"--encrypt", "", "x", "256", "--"},
		"locked by an older one":        {"--allow-weak-crypto", "--encrypt", "", "x", "128", "--use-aes=n", "--"},
		"locked, with object streams":   {"--object-streams=generate", "--encrypt", "", "x", "256", "--"},
		"streams that are not deflated": {"--stream-data=uncompress"},
	} {
		dir := t.TempDir()
		in, out := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "out.pdf")
		if err := os.WriteFile(in, plain, 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.CommandContext(t.Context(), qpdf, append(args, in, out)...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, said)
		}
		content, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		wantOdd(t, name, content, true)
	}
}

// A word that the page has as a part of others is a line of its own elsewhere, and the door is told of it.
func TestALineIsToldThoughItsLettersStandWithinOthers(t *testing.T) {
	t.Parallel()
	r := read(t, pdfType, odd{content: "BT /T 12 Tf 20 600 Td (TOP SECRETARY OF THE PAGE) Tj ET", more: []string{pdfStream(oddForm+oddFonts, "BT /T 12 Tf 10 10 Td (TOP SECRET) Tj ET")}}.bytes())
	if door := fmt.Sprint(r.Hidden); !strings.Contains(door, "TOP SECRET}") {
		t.Errorf("the door has %q", door)
	}
}

// Programs are told wherever a reader's program would start them, and what only leads on is none.
func TestProgramsOfAPDFAreTold(t *testing.T) {
	t.Parallel()
	const js, note = "<</S/JavaScript/JS(x)>>", "/Annots[<</Type/Annot/Rect[0 0 9 9]"
	for name, c := range map[string]struct {
		file odd
		told bool
	}{
		"a name":                             {odd{catalog: "/Names<</JavaScript<</Names[(a) " + js + "]>>>>"}, true},
		"when it is opened":                  {odd{catalog: "/OpenAction" + js}, true},
		"when it is opened, of an object":    {odd{catalog: "/OpenAction 6 0 R", more: []string{"<</Type/Action/S/JavaScript/JS 7 0 R>>", pdfStream("", "x")}}, true},
		"when it is closed":                  {odd{catalog: "/AA<</WC" + js + ">>"}, true},
		"when a page is shown":               {odd{page: "/AA<</O" + js + ">>"}, true},
		"a link that starts a program":       {odd{page: note + "/Subtype/Link/A<</S/Launch/F(a.exe)>>>>]"}, true},
		"a program of another system":        {odd{page: note + "/Subtype/Link/A<</S/Launch/Win<</F(a.exe)>>>>>>]"}, true},
		"a field that is sent":               {odd{page: note + "/Subtype/Widget/FT/Btn/T(a)/A<</S/SubmitForm/F(http://a.example)>>>>]"}, true},
		"a field that is read from a file":   {odd{page: note + "/Subtype/Widget/FT/Btn/T(a)/A<</S/ImportData/F(a.fdf)>>>>]"}, true},
		"a field that computes":              {odd{catalog: "/AcroForm<</Fields[6 0 R]>>", more: []string{"<</FT/Tx/T(a)/AA<</C" + js + ">>>>"}}, true},
		"a link to another file":             {odd{page: note + "/Subtype/Link/A<</S/GoToR/F(a.pdf)/D[0/Fit]>>>>]"}, true},
		"a link to a file within":            {odd{page: note + "/Subtype/Link/A<</S/GoToE/T<</R/C/N(a)>>/D[0/Fit]>>>>]"}, true},
		"a program behind a harmless action": {odd{catalog: "/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next<</S/URI/URI(http://a.example)/Next[" + js + "]>>>>"}, true},
		"a film":                             {odd{page: note + "/Subtype/Movie/Movie<</F(a.avi)>>>>]"}, true},
		"a sound":                            {odd{page: note + "/Subtype/Sound/Sound 6 0 R>>]", more: []string{pdfStream("/R 8000", "x")}}, true},
		"rich media":                         {odd{page: note + "/Subtype/RichMedia/RichMediaContent<<>>>>]"}, true},
		"a rendition":                        {odd{page: note + "/Subtype/Screen/A<</S/Rendition/OP 0/R<<>>>>>>]"}, true},
		"a bookmark":                         {odd{catalog: "/Outlines<</First 6 0 R/Last 6 0 R/Count 1>>", more: []string{"<</Title(a)/A" + js + ">>"}}, true},
		"a place to begin":                   {odd{catalog: "/OpenAction[3 0 R/Fit]"}, false},
		"a place to begin, as an action":     {odd{catalog: "/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"}, false},
		"a link to an address":               {odd{page: note + "/Subtype/Link/A<</S/URI/URI(http://a.example)>>>>]"}, false},
		"a link to the next page":            {odd{page: note + "/Subtype/Link/A<</S/Named/N/NextPage>>>>]"}, false},
		"layers that are shown":              {odd{page: note + "/Subtype/Link/A<</S/SetOCGState/State[]>>>>]"}, false},
		"a part of the text by such a name":  {odd{catalog: "/StructTreeRoot<</Type/StructTreeRoot/K<</Type/StructElem/S/Sound>>>>"}, false},
		"a program that nothing leads to":    {odd{more: []string{js}}, false},
		"a note":                             {odd{page: note + "/Subtype/Text/Contents(JavaScript)>>]"}, false},
	} {
		if r := read(t, pdfType, c.file.bytes()); has(r, extract.Macros) != c.told || has(r, extract.Unchecked) {
			t.Errorf("%s: told of programs: %v, want %v: %v", name, !c.told, c.told, r.Warnings)
		}
	}
}

// Texts of objects that no page shows are for the door: what a picture shows to who cannot see it, names of layers, labels of pages.
func TestTextsOfTheObjectsOfAPDFAreForTheDoor(t *testing.T) {
	t.Parallel()
	const says = "<FEFF0054 1ED0 0049 0020 004D 1EAC 0054>"
	for name, file := range map[string]odd{
		"what a picture shows":           {catalog: "/StructTreeRoot<</Type/StructTreeRoot/K<</Type/StructElem/S/Figure/Alt" + says + ">>>>"},
		"what letters stand for":         {catalog: "/StructTreeRoot<</Type/StructTreeRoot/K<</Type/StructElem/S/Span/ActualText" + says + ">>>>"},
		"the label of a page":            {catalog: "/PageLabels<</Nums[0<</P" + says + ">>]>>"},
		"the name of a layer":            {catalog: "/OCProperties<</OCGs[6 0 R]/D<<>>>>", more: []string{"<</Type/OCG/Name" + says + ">>"}},
		"the reason of a signature":      {catalog: "/AcroForm<</Fields[6 0 R]>>", more: []string{"<</FT/Sig/T(s)/V<</Type/Sig/Reason" + says + ">>>>"}},
		"the name of a field":            {catalog: "/AcroForm<</Fields[6 0 R]>>", more: []string{"<</FT/Tx/T" + says + ">>"}},
		"a choice that was not taken":    {catalog: "/AcroForm<</Fields[6 0 R]>>", more: []string{"<</FT/Ch/T(f)/V(a)/Opt[(a)" + says + "]>>"}},
		"what a program put away":        {page: "/PieceInfo<</A<</Private<</B" + says + ">>>>>>"},
		"a note that nothing leads to":   {more: []string{"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents" + says + ">>"}},
		"a bookmark that nothing leads":  {more: []string{"<</Title" + says + ">>"}},
		"an array that nothing leads to": {more: []string{"[[" + says + "]]"}},
		"an entry of a picture":          {more: []string{pdfStream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Note"+says, "x")}},
		"what is printed by":             {catalog: "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(a)/Info" + says + ">>]"},
	} {
		r := read(t, pdfType, file.bytes())
		door := ""
		for _, h := range r.Hidden {
			door += "\n" + h.Text + "\n"
		}
		if shown := strings.Join(r.Pages, "|"); strings.Contains(shown, "MẬT") || strings.Count(door, "\nTỐI MẬT\n") != 1 {
			t.Errorf("%s: the pages have %q, the door %q", name, shown, door)
		}
	}
}
