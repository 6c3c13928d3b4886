package extract

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// pdfReader reads one PDF. Words that a reader's program shows are the text of its pages, with what
// annotations and filled fields show there; words that it shows on a click, elsewhere or not at all
// are hidden text: notes, bookmarks, attached files, what stands beside the page.
type pdfReader struct {
	in     pdfium.Pdfium
	doc    references.FPDF_DOCUMENT
	second references.FPDF_DOCUMENT // the same opened once more; "": not needed yet
	open   func() (references.FPDF_DOCUMENT, error)
	form   references.FPDF_FORMHANDLE
	fills  bool // there is a form
	r      *Result

	fonts map[references.FPDF_FONT]bool // seen already
	shown map[string]bool               // fonts with Latin letters, seen already
	seals map[[2]int]bool               // sizes of pictures that may be stamps, seen already

	pictures []int // pages that are pictures, from 1
	covered  []int // pages with text and a picture as large
	inside   takenApart
	source   source
}

func readPDF(ctx context.Context, f source, r *Result) error {
	if f.in == nil {
		in, done, err := startPDF(ctx, f.cache)
		if err != nil {
			return err
		}
		defer done()
		f.in = in
	}
	if f.files == nil {
		f.files = new(int)
	}
	return readDocument(ctx, f, r)
}

// readDocument reads a PDF.
func readDocument(ctx context.Context, f source, r *Result) error {
	in := f.in
	open := func() (references.FPDF_DOCUMENT, error) {
		return openBytes(in, io.NewSectionReader(f, 0, f.size), f.size)
	}
	doc, err := open()
	if err != nil {
		return err
	}
	p := &pdfReader{in: in, doc: doc, open: open, r: r, source: f, fonts: map[references.FPDF_FONT]bool{}, shown: map[string]bool{}, seals: map[[2]int]bool{}}
	defer func() { _, _ = in.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc}) }()
	p.form, p.fills = fillForms(in, doc)
	if p.fills {
		defer func() {
			_, _ = in.FPDFDOC_ExitFormFillEnvironment(&requests.FPDFDOC_ExitFormFillEnvironment{FormHandle: p.form})
		}()
	}
	p.look(ctx, f)
	if err := p.pages(ctx, f.pages); err != nil {
		return err
	}
	if scripts, err := in.FPDFDoc_GetJavaScriptActionCount(&requests.FPDFDoc_GetJavaScriptActionCount{Document: doc}); err == nil && scripts.JavaScriptActionCount > 0 || p.inside.Programs {
		r.warn(Macros, 0)
	}
	if form, err := in.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: doc}); err == nil &&
		(form.FormType == enums.FPDF_FORMTYPE_XFA_FULL || form.FormType == enums.FPDF_FORMTYPE_XFA_FOREGROUND) {
		r.warn(Unchecked, 0) // such a form is drawn by a program in it, which is not run
	}
	p.properties(f)
	p.bookmarks()
	p.attachments(ctx)
	p.doors()
	p.earlier(ctx, f)
	return nil
}

// pages reads the pages. told, if it is not nil, hears which.
func (p *pdfReader) pages(ctx context.Context, told func(done, of int)) error {
	count, err := p.in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: p.doc})
	if err != nil || count.PageCount == 0 {
		return fmt.Errorf("%w: it has no pages", ErrBroken)
	}
	broken := 0
	for i := range count.PageCount {
		if err := ctx.Err(); err != nil {
			return err
		}
		if told != nil {
			told(i+1, count.PageCount)
		}
		if p.page(ctx, i) != nil {
			broken++
			p.r.warn(BrokenPage, i+1)
			p.r.add("")
		}
	}
	if broken == count.PageCount {
		return fmt.Errorf("%w: none of its pages opens", ErrBroken)
	}
	if len(p.pictures)*2 >= count.PageCount {
		p.r.warn(ScannedWithoutText, 0)
		p.r.warn(Unchecked, 0)
		return nil
	}
	if len(p.covered)*2 >= count.PageCount && len(p.covered) > 1 { // a scan with text that a machine read
		p.r.warn(Unchecked, 0)
		p.covered = nil
	}
	for _, page := range append(p.pictures, p.covered...) {
		p.r.warn(Unchecked, page)
	}
	return nil
}

// page reads one page, from 0.
func (p *pdfReader) page(ctx context.Context, index int) error {
	loaded, err := p.in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: p.doc, Index: index})
	if err != nil {
		return err
	}
	page := loaded.Page
	defer func() { _, _ = p.in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page}) }()
	at := requests.Page{ByReference: &page}
	if p.fills {
		_, _ = p.in.FORM_OnAfterLoadPage(&requests.FORM_OnAfterLoadPage{Page: at, FormHandle: p.form})
	}
	n := p.notesOf(at)
	l := looker{in: p.in, fonts: p.fonts, shown: p.shown, r: p.r, at: at, page: index + 1, left: maxObjects}
	if index < fontPages {
		l.look()
	}
	if n.drawn {
		if p.fills {
			_, _ = p.in.FORM_OnBeforeClosePage(&requests.FORM_OnBeforeClosePage{Page: at, FormHandle: p.form})
		}
		page = flat(p.in, p.doc, index, page)
		at = requests.Page{ByReference: &page}
	}
	shown, beside, err := pageText(p.in, at)
	if err != nil {
		return err
	}
	for _, note := range n.shown {
		shown += "\n\n" + strings.TrimSpace(note)
	}
	for _, drawn := range p.inside.on[index+1] {
		if more := unsaid(shown, drawn); more != "" {
			shown += "\n\n" + more
		}
	}
	p.r.add(shown)
	p.r.hide(beside, index+1)
	if len(n.hidden) > 0 {
		n.asides = append(n.asides, p.looksHidden(index, n.hidden))
	}
	p.hideNew(strings.Join(n.asides, "\n"), shown, index+1)
	for _, file := range n.carries {
		p.attached(ctx, file)
	}
	p.judgePictures(&l, letters(shown) < 20, index)
	return nil
}

// judgePictures notes whether a page has pictures that may carry a marking, which nobody here can
// read: the page is a picture, or one covers it, or one as large as a stamp stands where stamps are
// put. A picture that comes again and again, as in a letterhead, is told once.
func (p *pdfReader) judgePictures(l *looker, without bool, index int) {
	if without && index >= fontPages {
		l.look()
	}
	switch {
	case without && l.picture:
		p.pictures = append(p.pictures, index+1)
	case l.covers:
		p.covered = append(p.covered, index+1)
	}
	for _, size := range l.stamps {
		if !p.seals[size] && !without {
			p.seals[size] = true
			p.covered = append(p.covered, index+1)
			return
		}
	}
}

func letters(s string) (n int) {
	for _, c := range s {
		if unicode.IsLetter(c) {
			n++
		}
	}
	return n
}
