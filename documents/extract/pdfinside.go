package extract

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"plenum/documents/watermark"
)

// Bounds of looking into a PDF.
const (
	insideTime = 20 * time.Second
	insideFile = 48 << 20 // bytes: of longer files only what PDFium finds, and what stands in them plainly, is read
)

// takenApart is what a PDF has besides the pages that PDFium reads.
type takenApart struct {
	watermark.Inside
	err  error            // it could not be looked into
	on   map[int][]string // what patterns, masks and glyphs say, by the page that they are seen on
	door []string         // what others say
}

// look looks into the file, and reads what draws words beside the content of its pages.
func (p *pdfReader) look(ctx context.Context, f source) {
	p.inside.err = errors.New("it is too long")
	if f.size <= insideFile {
		p.inside.Inside, p.inside.err = lookInto(f)
	}
	if p.inside.err != nil || p.inside.More {
		p.r.warn(Unchecked, 0)
	}
	if p.inside.err == nil && len(p.inside.Drawn) > 0 && p.readDrawn(ctx, f) != nil {
		p.r.warn(Unchecked, 0)
	}
}

// lookInto gives up on a file that takes too long.
func lookInto(f source) (watermark.Inside, error) {
	type found struct {
		watermark.Inside
		err error
	}
	done := make(chan found, 1)
	go func() { // which ends with the process of the file at the latest
		in, err := watermark.Look(io.NewSectionReader(f, 0, f.size))
		done <- found{in, err}
	}()
	select {
	case all := <-done:
		return all.Inside, all.err
	case <-time.After(insideTime):
		return watermark.Inside{}, errors.New("it takes too long")
	}
}

// readDrawn reads them as the pages of a file of its own.
func (p *pdfReader) readDrawn(ctx context.Context, f source) error {
	all := lengthened{f, f.size, p.inside.Pages}
	size := f.size + int64(len(p.inside.Pages))
	doc, err := openBytes(p.in, io.NewSectionReader(all, 0, size), size)
	if err != nil {
		return err
	}
	defer func() { _, _ = p.in.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc}) }()
	count, err := p.in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	if err != nil || count.PageCount != len(p.inside.Drawn) {
		return errors.Join(errors.New("it is not read as it was written"), err)
	}
	p.inside.on = map[int][]string{}
	until := time.Now().Add(insideTime)
	for i, drawn := range p.inside.Drawn {
		if err := ctx.Err(); err != nil || time.Now().After(until) {
			return errors.Join(errors.New("it takes too long"), err)
		}
		text, err := p.textOf(doc, i)
		switch {
		case err != nil:
			return err
		case strings.TrimSpace(text) == "":
		case len(drawn.On) == 0:
			p.inside.door = append(p.inside.door, text)
		default:
			for _, page := range drawn.On {
				p.inside.on[page] = append(p.inside.on[page], text)
			}
		}
	}
	return nil
}

// textOf gives all words of a page, from 0.
func (p *pdfReader) textOf(doc references.FPDF_DOCUMENT, index int) (string, error) {
	loaded, err := p.in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return "", err
	}
	defer func() { _, _ = p.in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	shown, beside, err := pageText(p.in, requests.Page{ByReference: &loaded.Page})
	return shown + "\n" + beside, err
}

// doors gives the door what no page shows.
func (p *pdfReader) doors() {
	if len(p.inside.door) > 0 {
		p.r.hideAll(unsaid(strings.Join(p.r.Pages, "\n"), p.inside.door...))
	}
	var texts aside
	for _, text := range p.inside.Strings {
		texts.say(text)
	}
	p.r.hideAll(texts.beyond(p.r))
}

// lengthened is a file with more bytes behind it.
type lengthened struct {
	io.ReaderAt
	size int64
	more []byte
}

func (l lengthened) ReadAt(b []byte, at int64) (n int, err error) {
	if at < l.size {
		n, err = l.ReaderAt.ReadAt(b[:min(int64(len(b)), l.size-at)], at)
		if err != nil && !errors.Is(err, io.EOF) || n == len(b) {
			return n, err
		}
		if at+int64(n) < l.size {
			return n, io.ErrUnexpectedEOF
		}
	}
	if from := at + int64(n) - l.size; from < int64(len(l.more)) {
		n += copy(b[n:], l.more[from:])
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}
