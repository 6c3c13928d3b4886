package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"plenum/documents"
	"plenum/documents/convert"
	"plenum/documents/delivery"
	"plenum/documents/extract"
	"plenum/documents/ingest"
	"plenum/documents/marking"
	"plenum/documents/pictures"
	"plenum/documents/rooms"
	"plenum/documents/watermark"
)

// The folders of the data folder that reading files uses. Their files can be deleted while the
// server is stopped.
const (
	cacheFolder   = "cache"   // PDFium's compiled form
	readingFolder = "reading" // files while they are read, and without names those at hand
)

// reading is what the register uses to read received files and to draw their pages, each in a
// process of its own.
type reading struct {
	reader    extract.Reader
	folder    string
	converter *convert.Converter // nil: no PDF of Office files

	first  sync.Mutex // the first PDF fills the cache, which costs seconds; the next ones wait for that rather than doing it too
	filled atomic.Bool
}

// openReading makes the folders; what a crash left in them goes.
func openReading(c *Config) (*reading, error) {
	cache, err := filepath.Abs(filepath.Join(c.Data, cacheFolder))
	if err != nil {
		return nil, err
	}
	r := &reading{reader: extract.Reader{Cache: cache}, folder: filepath.Join(c.Data, readingFolder)}
	if err := os.RemoveAll(r.folder); err != nil {
		return nil, fmt.Errorf("data: %s cannot be emptied: %w", r.folder, err)
	}
	for _, dir := range []string{cache, r.folder} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("data: %s cannot be made: %w", dir, err)
		}
	}
	if c.Converter != "" {
		if r.converter, err = convert.New(c.Converter); err != nil {
			return nil, err
		}
		r.converter.Temp = r.folder
	}
	return r, nil
}

// pdf is what turns a Word file of ours into PDF; nil without a converter.
func (r *reading) pdf() func(context.Context, []byte) ([]byte, error) {
	if r.converter == nil {
		return nil
	}
	return func(ctx context.Context, docx []byte) ([]byte, error) {
		file, err := os.CreateTemp(r.folder, "plenum-*.docx")
		if err != nil {
			return nil, fmt.Errorf("make the file to convert: %w", err)
		}
		defer func() { _ = os.Remove(file.Name()) }()
		_, err = file.Write(docx)
		if err = errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("write the file to convert: %w", err)
		}
		made, err := r.converter.Convert(ctx, file.Name(), wordType)
		if err != nil {
			return nil, err
		}
		defer func() { _ = os.Remove(made) }()
		return os.ReadFile(made) //nolint:gosec // the converter made it
	}
}

const (
	wordType       = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	formerWordType = "application/msword"
)

// options gives the register what it reads with.
func (r *reading) options(o rooms.Options) rooms.Options {
	o.Read, o.Draw, o.Watermark, o.Kept, o.Temp = r.read, r.draw, r.mark, r.kept, r.folder
	if r.converter != nil {
		o.ConverterHere = r.converter.Here
		o.Convert = r.convert
		o.ShowsChanges = !r.converter.Opens(formerWordType)
	}
	return o
}

// convert makes the PDF that readers are meant to see: what was deleted from a file is no reader's
// business.
func (r *reading) convert(ctx context.Context, path string, f documents.File) (string, error) {
	mime := f.Type
	if mime == formerWordType && r.converter.Opens(mime) {
		opened, as, err := r.converter.Open(ctx, path, mime)
		if err != nil {
			return "", err
		}
		defer func() { _ = os.Remove(opened) }()
		pdf, made, err := r.final(ctx, opened, as)
		if made || err != nil {
			return pdf, err
		}
	}
	pdf, made, err := r.final(ctx, path, mime)
	if made || err != nil {
		return pdf, err
	}
	return r.converter.Convert(ctx, path, mime)
}

// final makes the PDF of a copy of the file that says what readers are meant to see; made is false
// where the file itself does.
func (r *reading) final(ctx context.Context, path, mime string) (pdf string, made bool, err error) {
	final := path + "-final"
	if made, err = r.reader.Final(ctx, path, mime, final); !made || err != nil {
		return "", false, err
	}
	defer func() { _ = os.Remove(final) }()
	pdf, err = r.converter.Convert(ctx, final, mime)
	return pdf, true, err
}

func (r *reading) read(ctx context.Context, path string, f documents.File, pages func(done, of int)) (ingest.Reading, error) {
	if f.Type == "application/pdf" {
		defer r.fill()()
	}
	found, err := r.reader.Read(ctx, path, f.Type, pages)
	if err != nil {
		return ingest.Reading{}, err
	}
	out := ingest.Reading{Pages: found.Pages, Rows: found.Rows, Properties: found.Properties}
	for _, hidden := range found.Hidden {
		out.Hidden = append(out.Hidden, marking.HiddenText(hidden))
	}
	for _, w := range found.Warnings {
		out.Warnings = append(out.Warnings, documents.Warning{Code: w.Code, Page: w.Page, Pages: w.Pages, Fonts: w.Fonts})
	}
	for _, font := range found.Fonts {
		out.Fonts = append(out.Fonts, ingest.Font(font))
	}
	return out, nil
}

func (r *reading) draw(ctx context.Context, path string, wanted []pictures.Picture, urgent bool, each func(pictures.Picture, []byte) error) error {
	filled := sync.OnceFunc(r.fill())
	defer filled()
	asked := make([]extract.Picture, len(wanted))
	for i, p := range wanted {
		asked[i] = extract.Picture(p)
	}
	return r.reader.Draw(ctx, path, asked, urgent, func(p extract.Picture, jpeg []byte) error {
		filled() // a long file does not keep others waiting
		return each(pictures.Picture(p), jpeg)
	})
}

func (r *reading) mark(ctx context.Context, path, out string, text delivery.Watermark) error {
	return r.reader.Mark(ctx, path, out, watermark.Text(text))
}

func (r *reading) kept(ctx context.Context, path, copied string) error {
	defer r.fill()()
	return r.reader.Kept(ctx, path, copied)
}

// fill lets one PDF through alone, the first; what it gives is called when that is done.
func (r *reading) fill() (done func()) {
	if r.filled.Load() {
		return func() {}
	}
	r.first.Lock()
	return func() {
		r.filled.Store(true)
		r.first.Unlock()
	}
}
