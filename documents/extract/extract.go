package extract

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/legacy"
)

// Result is what was found in a file.
type Result struct {
	Pages      []string          `json:"pages"`      // text of each page (slide, sheet), NFC; formats without pages break where the file says
	Rows       [][]int           `json:"rows"`       // of tables in order, as compare.Text has them; nil of formats that do not tell them
	Properties map[string]string `json:"properties"` // title, subject, keywords, … and custom ones by name
	Hidden     []Hidden          `json:"hidden,omitempty"`
	Warnings   []Warning         `json:"warnings"`
	Fonts      []Font            `json:"fonts,omitempty"` // those of its Latin letters; none where that is not known

	text   int // bytes in Pages and Hidden
	tables tables
	on     map[string][]int // the pages that warnings are about, by their codes

	lacking []string // fonts that are not in the file
}

// Hidden is text that no reader sees, though who opens the file may find it: for the door alone.
type Hidden struct {
	Page int    `json:"page,omitempty"` // from 1; 0: of the file
	Text string `json:"text"`           // NFC
}

// Warning is something to know of the file, or of one of its pages.
type Warning struct {
	Code  string `json:"code"`
	Page  int    `json:"page,omitempty"`  // from 1; 0: the whole file
	Pages string `json:"pages,omitempty"` // all of them, where the code is said once for a file: "1-3, 7"
	Fonts string `json:"fonts,omitempty"` // of FontsMissing: which, in order, at most MaxFontNames
}

// The codes of warnings.
const (
	ScannedWithoutText = "scanned_without_text"  // pictures of pages; nothing in them can be searched or checked
	TextDecomposed     = "text_decomposed"       // letters and marks apart (NFD): other programs may not find its words
	TextLegacy         = "text_legacy_encoding"  // no Unicode (TCVN3, VNI, VISCII, Windows-1258): words come out garbled elsewhere
	Macros             = "macros"                // it carries programs, or a PDF starts or opens something else
	FontsMissing       = "fonts_missing"         // a font is not in the PDF: it may look different on a tablet
	BrokenPage         = "page_broken"           // a page cannot be opened
	TextTruncated      = "text_truncated"        // more text than is looked at
	Attachments        = "attachments"           // files within the file, which are looked at for the door alone
	Unchecked          = "could_not_be_checked"  // no text was found, in the file or on the page, or a picture that may be a stamp, so no marking could be
	TooLarge           = "too_large_for_tablets" // over 100 MB or 1,000 pages

	TrackedChanges = "tracked_changes" // it carries what it said before; the text is that of the final view
	Comments       = "comments"        // it carries the notes of who worked on it
	HiddenText     = "hidden_text"     // it carries words, rows or shapes that are not shown
	HiddenSheets   = "hidden_sheets"   // it carries sheets or slides that are not shown

	FootnoteNumbers = "footnote_numbers" // its footnotes are numbered anew in each section, which LibreOffice cannot
)

// Errors of files; any other error of a file is Conflict with code "extract_failed",
// "extract_timeout" or "extract_memory".
var (
	ErrEncrypted = congress.E(congress.Conflict, messages.Encrypted)
	ErrBroken    = congress.E(congress.Conflict, messages.Broken)
	errTooMuch   = congress.E(congress.Conflict, messages.InflatesTooFar)
)

// Limits of what is looked at.
const (
	maxPageText   = 256 << 10 // bytes
	maxText       = 16 << 20  // bytes in all
	maxPages      = 5000
	tabletBytes   = 100 << 20
	tabletPages   = 1000
	maxProperties = 200
)

// source is a file to be read.
type source struct {
	*os.File
	size  int64
	cache string // folder for PDFium's compiled form
	pages func(done, of int)

	depth  int           // files that it stands in
	files  *int          // those that were read within the outermost one
	in     pdfium.Pdfium // nil: it is not started yet
	former bool          // it is what a file was before
}

// formats are the readers by type. Other types have no text and are not looked into.
func formats() map[string]func(context.Context, source, *Result) error {
	return map[string]func(context.Context, source, *Result) error{
		"application/pdf": readPDF,
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   readDOCX,
		"application/vnd.openxmlformats-officedocument.presentationml.presentation": readPPTX,
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         readXLSX,
		"application/vnd.oasis.opendocument.text":                                   readODF,
		"application/vnd.oasis.opendocument.spreadsheet":                            readODF,
		"application/vnd.oasis.opendocument.presentation":                           readODF,
		"text/plain":                    readText,
		"text/rtf":                      readRTF,
		"application/msword":            readFormer,
		"application/vnd.ms-excel":      readFormer,
		"application/vnd.ms-powerpoint": readFormer,
	}
}

// Extract reads the file at path, of the given type (RFC 2046), in this process; use a Reader for
// files of strangers. cache is a folder that may keep PDFium's compiled form, or "". pages, if it
// is not nil, hears which of a PDF's pages is read.
func Extract(ctx context.Context, path, mime, cache string, pages func(done, of int)) (Result, error) {
	result := Result{Pages: []string{}, Properties: map[string]string{}, Warnings: []Warning{}}
	f, err := os.Open(path)
	if err != nil {
		return result, fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return result, fmt.Errorf("open the file: %w", err)
	}
	if read := formats()[mime]; read != nil {
		if err := read(ctx, source{File: f, size: info.Size(), cache: cache, pages: pages}, &result); err != nil {
			return result, err
		}
	}
	result.judge(info.Size())
	return result, nil
}

// add takes a page's text. Too much of it is cut.
func (r *Result) add(text string) {
	if len(r.Pages) >= maxPages || r.text >= maxText {
		r.warn(TextTruncated, 0)
		return
	}
	if most := min(maxPageText, maxText-r.text); len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
		r.warn(TextTruncated, len(r.Pages)+1)
	}
	text = clean(r.mended(text))
	r.text += len(text)
	r.Pages = append(r.Pages, text)
}

// hide takes text that no reader sees. Too much of it is cut.
func (r *Result) hide(text string, page int) {
	text = strings.TrimSpace(clean(text))
	if most := min(maxPageText, max(0, maxText-r.text)); len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
		r.warn(TextTruncated, page)
	}
	if text != "" {
		r.text += len(text)
		r.Hidden = append(r.Hidden, Hidden{page, norm.NFC.String(text)})
	}
}

// warn notes each warning once, and once more with all of its pages.
func (r *Result) warn(code string, page int) {
	if page > 0 && len(r.on[code]) < maxPages {
		if r.on == nil {
			r.on = map[string][]int{}
		}
		r.on[code] = append(r.on[code], page)
	}
	for _, known := range r.Warnings {
		if known.Code == code && (known.Page == 0) == (page == 0) {
			return
		}
	}
	r.Warnings = append(r.Warnings, Warning{Code: code, Page: page})
}

func (r *Result) property(name, value string) {
	value = strings.TrimSpace(clean(value))
	if name != "" && value != "" && len(r.Properties) < maxProperties {
		r.Properties[firstBytes(clean(name), 200)] = firstBytes(value, 2000)
	}
}

func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// clean leaves line breaks and tabs and drops other controls and what is no UTF-8.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u00ad", "").Replace(strings.ToValidUTF8(text, ""))
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			return -1
		}
		return c
	}, text)
}

// judge looks at all of the text, and brings it to NFC.
func (r *Result) judge(size int64) {
	var all tally
	for i, page := range r.Pages {
		all.count(page)
		r.Pages[i] = norm.NFC.String(page)
	}
	if all.decomposed > 3 {
		r.warn(TextDecomposed, 0)
	}
	if all.words == 0 {
		r.warn(Unchecked, 0)
	}
	if size > tabletBytes || len(r.Pages) > tabletPages {
		r.warn(TooLarge, 0)
	}
	for i := range r.Warnings {
		if w := &r.Warnings[i]; w.Page > 0 {
			pages := slices.Compact(slices.Sorted(slices.Values(r.on[w.Code])))
			w.Page, w.Pages = pages[0], congress.Ranges(pages)
			if w.Code == FontsMissing {
				slices.Sort(r.lacking)
				w.Fonts = strings.Join(r.lacking[:min(len(r.lacking), MaxFontNames)], ", ")
			}
		}
	}
}

// mended is the text of a page with the lines decoded that came in a font of an 8-bit encoding.
func (r *Result) mended(page string) string {
	e := legacy.GuessText(page)
	if e == "" {
		return page
	}
	r.warn(TextLegacy, 0)
	return e.Lines(page)
}

// tally counts words: with letters, and with marks apart.
type tally struct{ words, decomposed int }

func (t *tally) count(text string) {
	for word := range strings.FieldsSeq(text) {
		var before rune
		var letter, apart bool
		for _, c := range word {
			letter = letter || unicode.IsLetter(c)
			apart = apart || unicode.Is(unicode.Mn, c) && unicode.IsLetter(before)
			before = c
		}
		if !letter {
			continue
		}
		t.words++
		t.decomposed += one(apart)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// readText reads plain text: UTF-8, UTF-16, and else an 8-bit encoding of Vietnamese or
// Windows-1252.
func readText(_ context.Context, f source, r *Result) error {
	text, err := io.ReadAll(io.LimitReader(f, maxText+1))
	if err != nil {
		return fmt.Errorf("read the text: %w", err)
	}
	if len(text) > maxText {
		r.warn(TextTruncated, 0)
		text = text[:maxText]
	}
	for _, page := range strings.Split(r.decoded(text), "\f") {
		r.add(page)
	}
	return nil
}

func (r *Result) decoded(text []byte) string {
	if s := utf16Text(text); s != "" {
		return s
	}
	// A cut may have gone through a letter.
	for cut := len(text); cut > max(0, len(text)-utf8.UTFMax); cut-- {
		if utf8.Valid(text[:cut]) {
			return strings.TrimPrefix(string(text[:cut]), "\ufeff")
		}
	}
	r.warn(TextLegacy, 0)
	if e := legacy.GuessBytes(text); e != "" {
		return e.Bytes(text)
	}
	r.warn(Unchecked, 0) // whose words these letters are is not known
	return legacy.Latin(text)
}

// utf16Text decodes UTF-16 that begins with its mark; "" for anything else.
func utf16Text(text []byte) string {
	if len(text) < 2 || !(text[0] == 0xfe && text[1] == 0xff || text[0] == 0xff && text[1] == 0xfe) {
		return ""
	}
	high := 0
	if text[0] == 0xff {
		high = 1
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i+1 < len(text); i += 2 {
		units = append(units, uint16(text[i+high])<<8|uint16(text[i+1-high]))
	}
	return string(utf16.Decode(units))
}
