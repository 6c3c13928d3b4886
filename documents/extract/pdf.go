package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// pdfMemory is how much PDFium may take, in WebAssembly pages of 64 KB.
const pdfMemory = 8192

// openPDF starts PDFium and opens the file in it. Compiling it takes seconds the first time; cache keeps the result.
func openPDF(ctx context.Context, f source) (in pdfium.Pdfium, doc references.FPDF_DOCUMENT, done func(), err error) {
	runtime := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(pdfMemory).WithCloseOnContextDone(true)
	if f.cache != "" {
		cache, err := wazero.NewCompilationCacheWithDir(f.cache)
		if err != nil {
			return nil, doc, nil, fmt.Errorf("open the cache: %w", err)
		}
		runtime = runtime.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 1, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: runtime,
		FSConfig: wazero.NewFSConfig(), // no folder of this machine: the default would be all of it
		Stdout:   io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, doc, nil, fmt.Errorf("start PDFium: %w", err)
	}
	if in, err = pool.GetInstance(time.Minute); err != nil {
		return nil, doc, nil, errors.Join(fmt.Errorf("start PDFium: %w", err), pool.Close())
	}
	opened, err := in.OpenDocument(&requests.OpenDocument{FileReader: f, FileReaderSize: f.size})
	if err != nil {
		_ = pool.Close()
		if errors.Is(err, pdfiumerrors.ErrPassword) || errors.Is(err, pdfiumerrors.ErrSecurity) {
			return nil, doc, nil, fmt.Errorf("%w: %w", ErrEncrypted, err)
		}
		return nil, doc, nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return in, opened.Document, func() { _ = pool.Close() }, nil
}

func readPDF(ctx context.Context, f source, r *Result) error {
	in, doc, done, err := openPDF(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	if err != nil || count.PageCount == 0 {
		return fmt.Errorf("%w: it has no pages", ErrBroken)
	}
	broken, pictures := 0, 0
	fonts := map[references.FPDF_FONT]bool{}
	for i := range count.PageCount {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, err := in.GetPageText(&requests.GetPageText{Page: pageAt(doc, i)})
		if err != nil {
			broken++
			r.warn(BrokenPage, i+1)
			r.add("")
			continue
		}
		r.add(text.Text)
		if i < 200 {
			picture := look(in, pageAt(doc, i), fonts, i, r)
			if picture && strings.IndexFunc(text.Text, unicode.IsLetter) < 0 || picture && letters(text.Text) < 20 {
				pictures++
			}
		}
	}
	if broken == count.PageCount {
		return fmt.Errorf("%w: none of its pages opens", ErrBroken)
	}
	if pictures*2 >= min(count.PageCount, 200) {
		r.warn(ScannedWithoutText, 0)
		r.warn(Unchecked, 0)
	}
	if form, err := in.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: doc}); err == nil &&
		(form.FormType == enums.FPDF_FORMTYPE_XFA_FULL || form.FormType == enums.FPDF_FORMTYPE_XFA_FOREGROUND) {
		r.warn(Unchecked, 0) // such a form is drawn by a program in it, which is not run
	}
	if files, err := in.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: doc}); err == nil && files.AttachmentCount > 0 {
		r.warn(Attachments, 0)
	}
	for _, tag := range []string{"Title", "Author", "Subject", "Keywords"} {
		if meta, err := in.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc, Tag: tag}); err == nil {
			r.property(strings.ToLower(tag), meta.Value)
		}
	}
	return nil
}

func pageAt(doc references.FPDF_DOCUMENT, i int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}}
}

func letters(s string) (n int) {
	for _, c := range s {
		if unicode.IsLetter(c) {
			n++
		}
	}
	return n
}

// maxObjects is how many objects of a page are looked at.
const maxObjects = 300

// look reports whether the page has a picture, and notes fonts that are not in the file.
func look(in pdfium.Pdfium, page requests.Page, fonts map[references.FPDF_FONT]bool, i int, r *Result) (picture bool) {
	objects, err := in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return false
	}
	for n := range min(objects.Count, maxObjects) {
		object, err := in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: n})
		if err != nil {
			continue
		}
		kind, err := in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		switch kind.Type {
		case enums.FPDF_PAGEOBJ_IMAGE:
			picture = true
		case enums.FPDF_PAGEOBJ_TEXT:
			font, err := in.FPDFTextObj_GetFont(&requests.FPDFTextObj_GetFont{PageObject: object.PageObject})
			if err != nil || fonts[font.Font] {
				continue
			}
			fonts[font.Font] = true
			embedded, err := in.FPDFFont_GetIsEmbedded(&requests.FPDFFont_GetIsEmbedded{Font: font.Font})
			if err == nil && !embedded.IsEmbedded && !standardFont(in, font.Font) {
				r.warn(FontsMissing, i+1)
			}
			if legacyFont(in, font.Font) {
				r.warn(TextLegacy, 0)
			}
		}
	}
	return picture
}

func fontName(in pdfium.Pdfium, font references.FPDF_FONT) string {
	name, err := in.FPDFFont_GetBaseFontName(&requests.FPDFFont_GetBaseFontName{Font: font})
	if err != nil {
		return ""
	}
	_, after, subset := strings.Cut(name.BaseFontName, "+")
	if !subset {
		after = name.BaseFontName
	}
	return after
}

// standardFont reports whether it is one of the fourteen that every reader has (ISO 32000-1, 9.6.2.2).
func standardFont(in pdfium.Pdfium, font references.FPDF_FONT) bool {
	name := fontName(in, font)
	for _, family := range []string{"Times-", "Helvetica", "Courier", "Symbol", "ZapfDingbats"} {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	return false
}

// legacyFont reports whether the font is one of the families made for TCVN3 (.VnTime) or VNI (VNI-Times).
func legacyFont(in pdfium.Pdfium, font references.FPDF_FONT) bool {
	name := strings.ToLower(fontName(in, font))
	return strings.HasPrefix(name, ".vn") || strings.HasPrefix(name, "vni-")
}
