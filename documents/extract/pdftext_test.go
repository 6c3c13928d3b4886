package extract_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plenum/documents/extract"
)

// Words stand in the text as they stand on the page, however the library guesses that it is written.
func TestWordsAreReadByWhereTheirLettersAre(t *testing.T) {
	t.Parallel()
	wide := map[rune]int{'i': 222, 'm': 833, 'K': 667, 'H': 722, 'N': 722, 'B': 667, ' ': 278} // of Helvetica; 556 else
	spread := func(word string, x, y int) string {                                             // each letter by an operator of its own
		var b strings.Builder
		at := float64(x)
		for _, c := range word {
			fmt.Fprintf(&b, "BT /T 8 Tf %.2f %d Td (%c) Tj ET ", at, y, c)
			w, known := wide[c]
			if !known {
				w = 556
			}
			at += float64(w) * 0.008
		}
		return b.String()
	}
	var narrow, down strings.Builder
	for row := range 90 {
		for column, name := range []string{"Kim", "Lan", "Hoa", "Binh", "Nam", "Mai", "Hue"} {
			narrow.WriteString(spread(name, 40+75*column, 780-8*row))
		}
	}
	for i, c := range "HAI CHU" {
		if c != ' ' {
			fmt.Fprintf(&down, "BT /T 14 Tf 560 %d Td (%c) Tj ET ", 600-18*i, c)
		}
	}
	lines := func(of ...string) string {
		return "BT /T 12 Tf 14 TL 60 700 Td (" + strings.Join(of, ") Tj T* (") + ") Tj ET "
	}
	for name, c := range map[string]struct{ content, want string }{
		"narrow columns":            {narrow.String(), "Kim Lan Hoa Binh Nam Mai Hue"},
		"letters under one another": {lines("a line of the page") + down.String(), "\nHAI CHU"},
		"a hyphen at a line's end":  {lines("phat trien kinh te-", "xa hoi nam nay"), "kinh te-xa hoi"},
		"a hyphen between years":    {lines("nhiem ky 2020-", "2025 cua tinh"), "2020-\n2025"},
		"two hyphens":               {lines("chinh tri-", "tu tuong-", "van hoa"), "chinh tri-tu tuong-van hoa"},
		"a line beside two columns": {
			lines("mot hai ba", "bon nam sau") + "BT /T 12 Tf 14 TL 320 700 Td (bay tam chin) Tj T* (muoi muoi mot) Tj ET q 0 1 -1 0 40 100 cm BT /T 12 Tf 0 0 Td (tren le trang) Tj ET Q",
			"\ntren le trang",
		},
		"two lines turned":    {"q 0 1 -1 0 40 100 cm BT /T 12 Tf 14 TL 0 0 Td (dong thu nhat) Tj T* (dong thu hai) Tj ET Q " + lines("noi dung"), "noi dung\ndong thu nhat\ndong thu hai"},
		"upside down":         {"q -1 0 0 -1 400 500 cm BT /T 12 Tf 0 0 Td (lon nguoc day) Tj ET Q", "lon nguoc day"},
		"turned to the left":  {"q 0 1 -1 0 40 100 cm BT /T 12 Tf 0 0 Td (tren le trang) Tj ET Q", "tren le trang"},
		"turned to the right": {"q 0 -1 1 0 560 700 cm BT /T 12 Tf 0 0 Td (tren le trang) Tj ET Q", "tren le trang"},
	} {
		got := read(t, pdfType, pages("", c.content)).Pages[0]
		if !strings.Contains("\n"+got, c.want) {
			t.Errorf("%s: %.300q, want in it %q", name, got, c.want)
		}
	}
}

// What stands beside the part of the page that is shown is hidden, and what stands on its edge is not.
func TestWordsBesideThePageAreHidden(t *testing.T) {
	t.Parallel()
	line := func(word string, x, y int) string { return fmt.Sprintf("BT /T 12 Tf %d %d Td (%s) Tj ET ", x, y, word) }
	for name, c := range map[string]struct {
		content, shown string
		hidden         []extract.Hidden
	}{
		"below":       {line("inside", 60, 700) + line("below", 60, -50), "inside", []extract.Hidden{{Page: 1, Text: "below"}}},
		"above":       {line("inside", 60, 700) + line("above", 60, 900), "inside", []extract.Hidden{{Page: 1, Text: "above"}}},
		"to the left": {line("inside", 60, 700) + line("left", -90, 700), "inside", []extract.Hidden{{Page: 1, Text: "left"}}},
		"all of it":   {line("right", 700, 700), "", []extract.Hidden{{Page: 1, Text: "right"}}},
		"nothing":     {line("inside", 60, 700), "inside", nil},
		"at the edge": {line("inside", 1, 790), "inside", nil},
	} {
		r := read(t, pdfType, pages("", c.content))
		c.hidden = append(c.hidden, extract.Hidden{Text: "So 12"}) // a form that no content draws
		if r.Pages[0] != c.shown || !slices.Equal(r.Hidden, c.hidden) {
			t.Errorf("%s: %q and hidden %v, want %q and %v", name, r.Pages[0], r.Hidden, c.shown, c.hidden)
		}
	}
}

// withNote is a PDF of one page with an annotation from 100, 100 to 300, 300.
func withNote(note, look string) []byte {
	w := &writer{}
	w.object(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/DR<</Font<</T 7 0 R>>>>/DA(/T 80 Tf 0 g)>>>>")
	w.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
	w.object(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Annots[5 0 R]>>")
	w.object(4, streamOf("", "1 1 1 rg 0 0 1 1 re f"))
	w.object(5, "<</Type/Annot/Rect[100 100 300 300]"+note+">>")
	w.object(6, streamOf("/Type/XObject/Subtype/Form/BBox[0 0 100 100]", look))
	w.object(7, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	w.table("/Size 8/Root 1 0 R", 1, 2, 3, 4, 5, 6, 7)
	return w.Bytes()
}

// Fields, ticks and seals are on the picture of a page, and on a reader's copy, as they are for who opens the file.
func TestPicturesAndCopiesShowFieldsAndSeals(t *testing.T) {
	t.Parallel()
	const ink = "0 0 0 rg 0 0 100 100 re f"
	read(t, pdfType, pages("", textPage)) // compiles PDFium, if no test before did, which may take longer than a picture
	for name, c := range map[string]struct {
		content []byte
		dark    bool
	}{
		"a seal of a signature":      {withNote("/Subtype/Widget/FT/Sig/T(s)/AP<</N 6 0 R>>", ink), true},
		"a filled field":             {withNote("/Subtype/Widget/FT/Tx/T(s)/V(x)/AP<</N 6 0 R>>", ink), true},
		"a field without its look":   {withNote("/Subtype/Widget/FT/Tx/T(s)/V(MMMM)/DA(/T 200 Tf 0 g)", ""), true},
		"a tick":                     {withNote("/Subtype/Widget/FT/Btn/T(s)/V/On/AS/On/AP<</N<</On 6 0 R>>>>", ink), true},
		"a box without its tick":     {withNote("/Subtype/Widget/FT/Btn/T(s)/AS/Off/AP<</N<</On 6 0 R>>>>", ink), false},
		"a stamp":                    {withNote("/Subtype/Stamp/AP<</N 6 0 R>>", ink), true},
		"a field that is not shown":  {withNote("/Subtype/Widget/FT/Tx/T(s)/F 2/AP<</N 6 0 R>>", ink), false},
		"a stamp that is not shown":  {withNote("/Subtype/Stamp/F 2/AP<</N 6 0 R>>", ink), false},
		"free text without its look": {withNote("/Subtype/FreeText/Contents(MMMM)/DA(/T 200 Tf 0 g)", ""), true},
	} {
		path := write(t, c.content)
		if n := darkPoints(t, path); (n > 300) != c.dark {
			t.Errorf("%s: %d dark points, want some: %v", name, n, c.dark)
		}
		copied := filepath.Join(t.TempDir(), "copy.pdf")
		if err := reader.Mark(t.Context(), path, copied, markText); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if n := darkPoints(t, copied); (n > 300) != c.dark {
			t.Errorf("%s: %d dark points of the copy, want some: %v", name, n, c.dark)
		}
	}
}

// darkPoints are those of the first page within the annotation; the mark of a copy is lighter.
func darkPoints(t *testing.T, path string) (dark int) {
	t.Helper()
	got, err := drawn(t, reader, path, extract.Picture{Page: 1, Width: 400})
	if err != nil || got[0] == nil {
		t.Fatal(err)
	}
	m := decoded(t, got[0])
	for y := 110; y < 290; y++ {
		for x := 110; x < 290; x++ {
			if r, _, _, _ := m.At(x, y).RGBA(); r < 0x4000 {
				dark++
			}
		}
	}
	return dark
}
