package extract

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"plenum/congress"
	"plenum/congress/messages"
)

// comparing is the job of the process that holds a reader's copy to the file it was made of; it
// stands where the type of a file to read does.
const comparing = "compare"

// ErrIncomplete says that a reader's copy would show less than the file.
var ErrIncomplete = congress.E(congress.Conflict, messages.MarkIncomplete)

// kept holds a copy to its original: as many pages, and on each page every letter, font and picture
// that PDFium, which had no part in making the copy, finds on the original's. ErrIncomplete when
// something is missing.
func kept(ctx context.Context, original, copied, cache string) error {
	in, done, err := startPDF(ctx, cache)
	if err != nil {
		return err
	}
	defer done()
	return holdTo(ctx, in, original, copied)
}

func holdTo(ctx context.Context, in pdfium.Pdfium, original, copied string) error {
	var files [2]references.FPDF_DOCUMENT
	for i, path := range []string{original, copied} {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("open the file: %w", err)
		}
		defer func() { _ = f.Close() }()
		files[i], err = openDocument(in, f)
		switch {
		case err != nil && i == 1:
			return incomplete("the copy does not open: %w", err)
		case err != nil:
			return err
		}
		defer func() { _, _ = in.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: files[i]}) }()
	}
	before, after := files[0], files[1]
	want, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: before})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	got, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: after})
	if err != nil || got.PageCount != want.PageCount {
		return incomplete("%d pages of %d, %w", got.PageCount, want.PageCount, err)
	}
	for i := range want.PageCount {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, err := inventoryOf(in, before, i, 0)
		if err != nil {
			continue // nobody sees that page
		}
		b, err := inventoryOf(in, after, i, 1)
		if err != nil {
			return incomplete("page %d does not open: %w", i+1, err)
		}
		if missing := a.missing(b); missing != "" {
			return incomplete("page %d: %w", i+1, errors.New(missing))
		}
	}
	return nil
}

func incomplete(format string, args ...any) error {
	return congress.Wrap(fmt.Errorf(format, args...), ErrIncomplete.Kind, ErrIncomplete.Code)
}

// inventory is what is on a page.
type inventory struct {
	letters  map[rune]int
	fonts    map[string]bool // by name, and whether they are in the file
	pictures int

	in   pdfium.Pdfium
	left int // objects that are still counted
}

// inventoryOf counts what is on a page, whose content stands so many forms deep.
func inventoryOf(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, page, deep int) (*inventory, error) {
	loaded, err := in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: page})
	if err != nil {
		return nil, err
	}
	defer func() { _, _ = in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	at := requests.Page{ByReference: &loaded.Page}
	v := &inventory{letters: map[rune]int{}, fonts: map[string]bool{}, in: in, left: maxObjects + deep}
	text, err := in.GetPageText(&requests.GetPageText{Page: at})
	if err != nil {
		return nil, err
	}
	for _, c := range text.Text {
		if unicode.IsLetter(c) || unicode.IsNumber(c) {
			v.letters[c]++
		}
	}
	objects, err := in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: at})
	if err != nil {
		return nil, err
	}
	for n := 0; n < objects.Count && v.left > 0; n++ {
		if object, err := in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: at, Index: n}); err == nil {
			v.object(object.PageObject, maxForms+deep)
		}
	}
	return v, nil
}

func (v *inventory) object(object references.FPDF_PAGEOBJECT, deeper int) {
	v.left--
	kind, err := v.in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil {
		return
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_IMAGE:
		v.pictures++
	case enums.FPDF_PAGEOBJ_TEXT:
		if font, err := v.in.FPDFTextObj_GetFont(&requests.FPDFTextObj_GetFont{PageObject: object}); err == nil {
			embedded, err := v.in.FPDFFont_GetIsEmbedded(&requests.FPDFFont_GetIsEmbedded{Font: font.Font})
			v.fonts[fmt.Sprint(fontName(v.in, font.Font), err == nil && embedded.IsEmbedded)] = true
		}
	case enums.FPDF_PAGEOBJ_FORM:
		inside, err := v.in.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: object})
		if err != nil || deeper == 0 {
			return
		}
		for n := 0; n < inside.Count && v.left > 0; n++ {
			one, err := v.in.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: object, Index: uint64(n)}) //nolint:gosec // it counts from 0
			if err == nil {
				v.object(one.PageObject, deeper-1)
			}
		}
	}
}

// missing says what the other has not of this; "" when it has all.
func (v *inventory) missing(other *inventory) string {
	var all []string
	lost := 0
	for c, n := range v.letters {
		lost += max(0, n-other.letters[c])
	}
	if lost > 0 {
		all = append(all, fmt.Sprintf("%d letters are missing", lost))
	}
	for font := range v.fonts {
		if !other.fonts[font] {
			all = append(all, "a font is missing")
			break
		}
	}
	if other.pictures < v.pictures {
		all = append(all, fmt.Sprintf("%d pictures of %d", other.pictures, v.pictures))
	}
	return strings.Join(all, ", ")
}
