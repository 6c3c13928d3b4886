package extract_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plenum/documents/extract"
	"plenum/internal/need"
)

// updated is a PDF with an incremental update behind it: objects by their numbers, and entries of the trailer.
func updated(content []byte, objects map[int]string, trailer string) []byte {
	before := bytes.LastIndex(content, []byte("startxref\n"))
	var place int
	_, _ = fmt.Sscan(string(content[before+len("startxref\n"):]), &place)
	out := bytes.NewBuffer(bytes.Clone(content))
	table := ""
	for number, object := range objects {
		table += fmt.Sprintf("%d 1\n%010d 00000 n \n", number, out.Len())
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", number, object)
	}
	start := out.Len()
	fmt.Fprintf(out, "xref\n%strailer\n<</Size 20/Root 1 0 R/Prev %d%s>>\nstartxref\n%d\n%%%%EOF\n", table, place, trailer, start)
	return out.Bytes()
}

// What a PDF said before it was changed stands in it still, and is for the door.
func TestWhatAPDFSaidBeforeIsForTheDoor(t *testing.T) {
	t.Parallel()
	say := func(words string) string { return pdfStream("", "BT /T 12 Tf 20 700 Td ("+words+") Tj ET") }
	first := odd{content: "BT /T 12 Tf 20 600 Td (said before) Tj ET"}.bytes()
	changed := updated(first, map[int]string{4: say("harmless")}, "")
	noted := odd{page: "/Annots[6 0 R]", more: []string{"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(said before)>>"}}.bytes()
	titled := updated(odd{}.bytes(), map[int]string{7: "<</Title(said before)>>"}, "/Info 7 0 R")
	attached := odd{catalog: "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.txt)/UF(a.txt)/EF<</F 6 0 R>>>>]>>>>", more: []string{pdfStream("/Type/EmbeddedFile", "said before")}}.bytes()
	many := changed
	for i := range 12 {
		many = updated(many, map[int]string{4: say(fmt.Sprintf("harmless %c", 'a'+i))}, "")
	}
	for name, c := range map[string]struct {
		content []byte
		told    bool // could_not_be_checked
	}{
		"another text":                     {changed, false},
		"several texts":                    {updated(changed, map[int]string{4: say("harmless now")}, ""), false},
		"more than are read":               {many, true},
		"a page that was taken out":        {updated(odd{catalog: "/X 1", more: []string{"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 7 0 R/Resources<</Font<</T 5 0 R>>>>>>", say("said before")}}.bytes(), map[int]string{6: "null", 7: "null"}, ""), false},
		"a note that was taken out":        {updated(noted, map[int]string{6: "null"}, ""), false},
		"a title that was taken out":       {updated(titled, map[int]string{7: "<</Title(harmless)>>"}, "/Info 7 0 R"), false},
		"a file that was taken out":        {updated(attached, map[int]string{1: "<</Type/Catalog/Pages 2 0 R>>", 6: "null"}, ""), false},
		"something stands before its head": {append([]byte("From a mail\r\n"), changed...), false},
		"an end is written twice":          {append(bytes.Clone(changed), changed[bytes.LastIndex(changed, []byte("startxref")):]...), false},
		"a form is filled": {updated(odd{catalog: "/AcroForm<</Fields[6 0 R]/DR<</Font<</T 5 0 R>>>>/DA(/T 12 Tf 0 g)>>", page: "/Annots[6 0 R]", more: []string{"<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/V(said before)/Rect[100 100 300 120]/DA(/T 12 Tf 0 g)>>"}}.bytes(),
			map[int]string{6: "<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/V(harmless)/Rect[100 100 300 120]/DA(/T 12 Tf 0 g)>>"}, ""), false},
	} {
		r := read(t, pdfType, c.content)
		shown, door := strings.Join(r.Pages, "|"), fmt.Sprint(r.Hidden)
		if strings.Contains(shown, "said before") || !strings.Contains(shown, "harmless") || !strings.Contains(door, "said before") {
			t.Errorf("%s: the pages have %q, the door %q", name, shown, door)
		}
		if has(r, extract.Unchecked) != c.told {
			t.Errorf("%s: %v, want it told that it could not be checked: %v", name, r.Warnings, c.told)
		}
	}
}

// A PDF that was never changed says nothing twice, however it was written.
func TestAPDFThatWasNeverChangedHasNothingForTheDoor(t *testing.T) {
	t.Parallel()
	qpdf := need.Program(t, "qpdf")
	plain := odd{content: "BT /T 12 Tf 20 600 Td (said once) Tj ET"}.bytes()
	files := map[string][]byte{
		"plain":                     plain,
		"signed, with the same":     updated(plain, map[int]string{8: "<<>>"}, ""),
		"an end within a stream":    odd{content: "BT /T 12 Tf 20 600 Td (said once) Tj ET %\nstartxref\n9\n%%EOF\n"}.bytes(),
		"an end that leads nowhere": append(append(bytes.Clone(plain), "\nstartxref\n77\n%%EOF\n"...), plain[bytes.LastIndex(plain, []byte("startxref")):]...),
	}
	for name, args := range map[string][]string{"linearized": {"--linearize"}, "linearized object streams": {"--linearize", "--object-streams=generate"}} {
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
		files[name] = content
	}
	for name, content := range files {
		if r := read(t, pdfType, content); len(r.Hidden) > 0 || has(r, extract.Unchecked) || !strings.Contains(strings.Join(r.Pages, ""), "said once") {
			t.Errorf("%s: the pages have %q, the door %v: %v", name, r.Pages, r.Hidden, r.Warnings)
		}
	}
}
