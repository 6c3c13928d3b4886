package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"plenum/documents/typeface"
)

// pdfMemory is how much PDFium may take, in WebAssembly pages of 64 KB.
const pdfMemory = 8192

// startPDF starts PDFium, which done ends. Compiling it takes seconds the first time; cache keeps
// the result.
func startPDF(ctx context.Context, cache string) (in pdfium.Pdfium, done func(), err error) {
	runtime := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(pdfMemory).WithCloseOnContextDone(true)
	if cache != "" {
		cache, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, nil, fmt.Errorf("open the cache: %w", err)
		}
		runtime = runtime.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 1, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: runtime,
		FSConfig: wazero.NewFSConfig(), // no folder of this machine: the default would be all of it
		Stdout:   io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("start PDFium: %w", err)
	}
	if in, err = pool.GetInstance(time.Minute); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("start PDFium: %w", err), pool.Close())
	}
	return in, func() { _ = pool.Close() }, nil
}

// openDocument opens a file, which stays open for as long as the document is used.
func openDocument(in pdfium.Pdfium, f *os.File) (references.FPDF_DOCUMENT, error) {
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("open the file: %w", err)
	}
	return openBytes(in, f, info.Size())
}

// openBytes is openDocument for what need not be all of a file.
func openBytes(in pdfium.Pdfium, f io.ReadSeeker, size int64) (references.FPDF_DOCUMENT, error) {
	opened, err := in.OpenDocument(&requests.OpenDocument{FileReader: f, FileReaderSize: size})
	if errors.Is(err, pdfiumerrors.ErrPassword) || errors.Is(err, pdfiumerrors.ErrSecurity) {
		return "", fmt.Errorf("%w: %w", ErrEncrypted, err)
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return opened.Document, nil
}

// openPDF starts PDFium and opens the file in it.
func openPDF(ctx context.Context, f *os.File, cache string) (pdfium.Pdfium, references.FPDF_DOCUMENT, func(), error) {
	in, done, err := startPDF(ctx, cache)
	if err != nil {
		return nil, "", nil, err
	}
	doc, err := openDocument(in, f)
	if err != nil {
		done()
		return nil, "", nil, err
	}
	return in, doc, done, nil
}

// openPath is openPDF for the file at path.
func openPath(ctx context.Context, path, cache string) (pdfium.Pdfium, references.FPDF_DOCUMENT, func(), error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, "", nil, fmt.Errorf("open the file: %w", err)
	}
	in, doc, done, err := openPDF(ctx, f, cache)
	if err != nil {
		_ = f.Close()
		return nil, "", nil, err
	}
	return in, doc, func() { done(); _ = f.Close() }, nil
}

// Bounds of what is looked at besides text.
const (
	fontPages  = 200 // pages; of later ones only those with hardly any text are looked at, for pictures
	maxObjects = 300 // of a page, with those in its forms
	maxForms   = 5   // in one another
)

// looker looks at what a page is made of.
type looker struct {
	in    pdfium.Pdfium
	fonts map[references.FPDF_FONT]bool // seen already
	shown map[string]bool               // fonts with Latin letters, seen already
	r     *Result
	at    requests.Page
	page  int // from 1
	left  int // objects that are still looked at

	picture bool
	covers  bool     // a picture covers most of the page
	stamps  [][2]int // the sizes of pictures that may be stamps
	box     rectangle
	text    references.FPDF_TEXTPAGE // of the page; "": not needed yet
}

// look notes the page's pictures, its fonts and those that are not in the file.
func (l *looker) look() {
	objects, err := l.in.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: l.at})
	if err != nil {
		return
	}
	if box, err := l.in.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: l.at}); err == nil {
		l.box = rectangle{float64(box.Rect.Left), float64(box.Rect.Bottom), float64(box.Rect.Right), float64(box.Rect.Top)}
	}
	for n := 0; n < objects.Count && l.left > 0; n++ {
		if object, err := l.in.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: l.at, Index: n}); err == nil {
			before := l.picture
			l.picture = false
			l.object(object.PageObject, 0)
			if l.picture {
				l.place(object.PageObject)
			}
			l.picture = l.picture || before
		}
	}
	if l.text != "" {
		_, _ = l.in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: l.text})
	}
}

// Sizes of what may be a stamp, in points: from 15 × 6 mm to 120 × 60 mm.
const (
	leastStampWide, leastStampHigh = 42, 17
	mostStampWide, mostStampHigh   = 340, 170
)

// place notes where a picture stands: a stamp of secrecy is put at the head of a page.
func (l *looker) place(object references.FPDF_PAGEOBJECT) {
	at, err := l.in.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object})
	if err != nil {
		return
	}
	x0, y0 := max(float64(at.Left), l.box.x0), max(float64(at.Bottom), l.box.y0)
	x1, y1 := min(float64(at.Right), l.box.x1), min(float64(at.Top), l.box.y1)
	wide, high := x1-x0, y1-y0
	page := (l.box.x1 - l.box.x0) * (l.box.y1 - l.box.y0)
	switch {
	case wide <= 0 || high <= 0 || page <= 0:
	case wide*high >= page/2:
		l.covers = true
	case wide >= leastStampWide && wide <= mostStampWide && high >= leastStampHigh && high <= mostStampHigh &&
		(y0+y1)/2 > l.box.y1-(l.box.y1-l.box.y0)/3:
		l.stamps = append(l.stamps, [2]int{int(wide), int(high)})
	}
}

func (l *looker) object(object references.FPDF_PAGEOBJECT, depth int) {
	l.left--
	kind, err := l.in.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil {
		return
	}
	switch kind.Type {
	case enums.FPDF_PAGEOBJ_IMAGE:
		l.picture = true
	case enums.FPDF_PAGEOBJ_TEXT:
		l.font(object)
	case enums.FPDF_PAGEOBJ_FORM:
		inside, err := l.in.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: object})
		if err != nil || depth == maxForms {
			return
		}
		for n := 0; n < inside.Count && l.left > 0; n++ {
			one, err := l.in.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: object, Index: uint64(n)}) //nolint:gosec // it counts from 0
			if err == nil {
				l.object(one.PageObject, depth+1)
			}
		}
	}
}

func (l *looker) font(object references.FPDF_PAGEOBJECT) {
	font, err := l.in.FPDFTextObj_GetFont(&requests.FPDFTextObj_GetFont{PageObject: object})
	if err != nil || l.fonts[font.Font] {
		return
	}
	l.fonts[font.Font] = true
	name := fontName(l.in, font.Font)
	l.shows(object, name)
	embedded, err := l.in.FPDFFont_GetIsEmbedded(&requests.FPDFFont_GetIsEmbedded{Font: font.Font})
	if err == nil && !embedded.IsEmbedded && !standardFont(name) && !typeface.HasTwin(name) {
		l.r.warn(FontsMissing, l.page)
		l.r.lacks(name)
	}
	if legacyFont(name) {
		l.r.warn(TextLegacy, 0)
	}
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

// standardFont reports whether it is one of the fourteen that every reader has (ISO 32000-1,
// 9.6.2.2).
func standardFont(name string) bool {
	for _, family := range []string{"Times-", "Helvetica", "Courier", "Symbol", "ZapfDingbats"} {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	return false
}

// legacyFont reports whether the font is one of the families made for TCVN3 (.VnTime) or VNI
// (VNI-Times).
func legacyFont(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, ".vn") || strings.HasPrefix(name, "vni-")
}
