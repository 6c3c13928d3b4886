package extract

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

// Bounds of what stands in a PDF beside its pages.
const (
	maxNotes     = 5000 // annotations of a page
	maxBookmarks = 10_000
)

// fillForms starts what fills the fields of a document with their values, where they have no look
// of their own. It runs no script.
func fillForms(in pdfium.Pdfium, doc references.FPDF_DOCUMENT) (references.FPDF_FORMHANDLE, bool) {
	kind, err := in.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: doc})
	if err != nil || kind.FormType == enums.FPDF_FORMTYPE_NONE {
		return "", false
	}
	form, err := startForms(in, doc)
	return form, err == nil
}

// startForms starts it for any document.
func startForms(in pdfium.Pdfium, doc references.FPDF_DOCUMENT) (references.FPDF_FORMHANDLE, error) {
	form, err := in.FPDFDOC_InitFormFillEnvironment(&requests.FPDFDOC_InitFormFillEnvironment{Document: doc, FormFillInfo: structs.FPDF_FORMFILLINFO{
		FFI_Invalidate:         func(references.FPDF_PAGE, float64, float64, float64, float64) {},
		FFI_OutputSelectedRect: func(references.FPDF_PAGE, float64, float64, float64, float64) {},
		FFI_SetCursor:          func(enums.FXCT) {},
		FFI_SetTimer:           func(int, func(int)) int { return 0 },
		FFI_KillTimer:          func(int) {},
		FFI_GetLocalTime:       func() structs.FPDF_SYSTEMTIME { return structs.FPDF_SYSTEMTIME{} },
		FFI_GetPage:            func(references.FPDF_DOCUMENT, int) *references.FPDF_PAGE { return nil },
		FFI_GetRotation:        func(references.FPDF_PAGE) enums.FPDF_PAGE_ROTATION { return 0 },
		FFI_ExecuteNamedAction: func(string) {},
	}})
	if err != nil {
		return "", err
	}
	return form.FormHandle, nil
}

// notes are what the annotations of a page say.
type notes struct {
	shown   []string // by readers' programs, though they have no look of their own
	asides  []string // on a click, or to nobody
	drawn   bool     // some have a look
	hidden  []int    // those with a look that is not shown
	carries []references.FPDF_ATTACHMENT
}

// notesOf reads the annotations of an open page.
func (p *pdfReader) notesOf(page requests.Page) (n notes) {
	count, err := p.in.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil {
		return n
	}
	for i := range min(count.Count, maxNotes) {
		one, err := p.in.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue
		}
		p.note(one.Annotation, i, &n)
		_, _ = p.in.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: one.Annotation})
	}
	return n
}

func (p *pdfReader) note(a references.FPDF_ANNOTATION, index int, n *notes) {
	kind, err := p.in.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: a})
	if err != nil || kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_POPUP { // its words are those of what it belongs to
		return
	}
	var seen = true
	if flags, err := p.in.FPDFAnnot_GetFlags(&requests.FPDFAnnot_GetFlags{Annotation: a}); err == nil {
		seen = flags.Flags&(enums.FPDF_ANNOT_FLAG_HIDDEN|enums.FPDF_ANNOT_FLAG_NOVIEW) == 0
	}
	look, err := p.in.FPDFAnnot_HasKey(&requests.FPDFAnnot_HasKey{Annotation: a, Key: "AP"})
	looks := err == nil && look.HasKey
	widget := kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_WIDGET
	switch {
	case kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_LINK:
	case seen && (looks || widget):
		n.drawn = true
	case looks:
		n.hidden = append(n.hidden, index)
	}
	for _, key := range []string{"Contents", "Subj", "RC", "V", "TU", "DV"} {
		value, err := p.in.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: a, Key: key})
		switch {
		case err != nil || strings.TrimSpace(value.Value) == "":
		case key == "Contents" && seen && !looks && kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_FREETEXT:
			n.shown = append(n.shown, value.Value)
		case key == "RC": // the same with its looks, as XHTML
			n.asides = append(n.asides, withoutTags(value.Value))
		default:
			n.asides = append(n.asides, value.Value)
		}
	}
	if widget && p.fills {
		if value, err := p.in.FPDFAnnot_GetFormFieldValue(&requests.FPDFAnnot_GetFormFieldValue{FormHandle: p.form, Annotation: a}); err == nil {
			n.asides = append(n.asides, value.FormFieldValue)
		}
		if name, err := p.in.FPDFAnnot_GetFormFieldAlternateName(&requests.FPDFAnnot_GetFormFieldAlternateName{FormHandle: p.form, Annotation: a}); err == nil {
			n.asides = append(n.asides, name.FormFieldAlternateName)
		}
	}
	if kind.Subtype == enums.FPDF_ANNOT_SUBTYPE_FILEATTACHMENT {
		if file, err := p.in.FPDFAnnot_GetFileAttachment(&requests.FPDFAnnot_GetFileAttachment{Document: p.doc, Annotation: a}); err == nil && file.Attachment != "" {
			n.carries = append(n.carries, file.Attachment)
		}
	}
}

// withoutTags is the text of XML.
func withoutTags(text string) string {
	var b strings.Builder
	inside := false
	for _, c := range text {
		switch {
		case c == '<':
			inside = true
		case c == '>' && inside:
			inside = false
			b.WriteByte(' ')
		case !inside:
			b.WriteRune(c)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// flat is an open page whose annotations have become part of it; the page as it was, when that
// cannot be. Only the document in memory changes.
func flat(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int, page references.FPDF_PAGE) references.FPDF_PAGE {
	_, err := in.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: requests.Page{ByReference: &page}, Usage: requests.FPDFPage_FlattenUsageNormalDisplay})
	if err != nil {
		return page
	}
	again, err := in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return page
	}
	_, _ = in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page})
	return again.Page
}

// looksHidden is the text of a page with those annotations alone, which are hidden. It is read from
// a second opening of the file.
func (p *pdfReader) looksHidden(index int, hidden []int) string {
	if p.second == "" {
		opened, err := p.open()
		if err != nil {
			return ""
		}
		p.second = opened
	}
	loaded, err := p.in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: p.second, Index: index})
	if err != nil {
		return ""
	}
	page := loaded.Page
	count, err := p.in.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: requests.Page{ByReference: &page}})
	if err != nil {
		count.Count = 0
	}
	for i := range min(count.Count, maxNotes) {
		if one, err := p.in.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: requests.Page{ByReference: &page}, Index: i}); err == nil {
			flags := enums.FPDF_ANNOT_FLAG_HIDDEN
			if slices.Contains(hidden, i) {
				flags = enums.FPDF_ANNOT_FLAG_PRINT
			}
			_, _ = p.in.FPDFAnnot_SetFlags(&requests.FPDFAnnot_SetFlags{Annotation: one.Annotation, Flags: flags})
			_, _ = p.in.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: one.Annotation})
		}
	}
	page = flat(p.in, p.second, index, page)
	defer func() { _, _ = p.in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page}) }()
	shown, _, err := pageText(p.in, requests.Page{ByReference: &page})
	if err != nil {
		return ""
	}
	return shown
}

// hideNew hides lines that are not in the text that is shown.
func (p *pdfReader) hideNew(text, shown string, page int) {
	p.r.hide(unsaid(shown, text), page)
}

// longLine is how many letters a line has that is none of its own where it stands within another: a
// shorter one may be a marking, though its letters are those of other words.
const longLine = 60

// unsaid gives the lines of texts that are not in the text that is shown, each once. Blank lines
// stand between the texts.
func unsaid(shown string, texts ...string) string {
	known := map[string]bool{}
	for line := range strings.Lines(shown) {
		known[squeezed(line)] = true
	}
	shown = squeezed(shown)
	var out []string
	for _, text := range texts {
		var lines []string
		for line := range strings.Lines(text) {
			if s := squeezed(line); s != "" && !known[s] && (letters(s) < longLine || !strings.Contains(shown, s)) {
				known[s] = true
				lines = append(lines, strings.TrimSpace(line))
			}
		}
		if len(lines) > 0 {
			out = append(out, strings.Join(lines, "\n"))
		}
	}
	return strings.Join(out, "\n\n")
}

func squeezed(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.IsControl(c) {
			return -1
		}
		return c
	}, text)
}

// bookmarks hides the headings of the document's own table of contents.
func (p *pdfReader) bookmarks() {
	var titles []string
	var walk func(above *references.FPDF_BOOKMARK, depth int)
	walk = func(above *references.FPDF_BOOKMARK, depth int) {
		first, err := p.in.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: p.doc, Bookmark: above})
		if err != nil || depth > 20 {
			return
		}
		for next := first.Bookmark; next != nil && len(titles) < maxBookmarks; {
			if title, err := p.in.FPDFBookmark_GetTitle(&requests.FPDFBookmark_GetTitle{Bookmark: *next}); err == nil {
				titles = append(titles, strings.Join(strings.Fields(title.Title), " "))
			}
			walk(next, depth+1)
			sibling, err := p.in.FPDFBookmark_GetNextSibling(&requests.FPDFBookmark_GetNextSibling{Document: p.doc, Bookmark: *next})
			if err != nil {
				return
			}
			next = sibling.Bookmark
		}
	}
	walk(nil, 0)
	p.r.hide(strings.Join(titles, "\n"), 0)
}

// attachments reads the files within the file, for the door alone.
func (p *pdfReader) attachments(ctx context.Context) {
	files, err := p.in.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: p.doc})
	if err != nil {
		return
	}
	for i := range files.AttachmentCount {
		if file, err := p.in.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: p.doc, Index: i}); err == nil {
			p.attached(ctx, file.Attachment)
		}
	}
}

// attached reads one such file. Parts that cannot be read could not be checked.
func (p *pdfReader) attached(ctx context.Context, file references.FPDF_ATTACHMENT) {
	name := ""
	if called, err := p.in.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: file}); err == nil {
		name = called.Name
	}
	if says, err := p.in.FPDFAttachment_GetDescription(&requests.FPDFAttachment_GetDescription{Attachment: file}); err == nil {
		p.r.hide(says.Value, 0)
	}
	content, err := p.in.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: file})
	if err != nil {
		p.r.warn(Attachments, 0)
		p.r.warn(Unchecked, 0)
		return
	}
	p.r.within(ctx, p.source, name, content.Contents)
}
