package extract

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// drawing stands in the place of the type where the process is to draw pages and not to read.
const drawing = "draw"

const (
	quality    = 80 // of JPEG: letters stay sharp at 1,600 pixels, at half the bytes of 90
	maxWidth   = 4096
	tallest    = 3 // times the width: a longer page is drawn narrower
	maxPicture = 16 << 20
)

// drawMain is the process that draws: each picture goes out as it is done.
func drawMain(ctx context.Context, path, cache, list string, urgent bool, out io.Writer) int {
	wanted, err := parsePictures(list)
	if err != nil {
		return 2
	}
	w := frameWriter{bufio.NewWriterSize(out, 64<<10)}
	err = draw(ctx, path, cache, wanted, urgent, w.picture)
	if errors.Is(err, errEnded) {
		return 1 // another process goes on after this picture
	}
	if err := w.end(faultOf(err)); err != nil {
		return 1
	}
	return 0
}

// draw gives the pictures in their order; nil for one that cannot be drawn. It rests after each
// that is not urgent.
func draw(ctx context.Context, path, cache string, wanted []Picture, urgent bool, each func(Picture, []byte) error) error {
	in, doc, done, err := openPath(ctx, path, cache)
	if err != nil {
		return err
	}
	defer done()
	var buffer limited
	for _, p := range wanted {
		if err := ctx.Err(); err != nil {
			return err
		}
		began, before := time.Now(), processorTime()
		buffer.b = buffer.b[:0]
		if err := drawPage(in, doc, p, &buffer); err != nil {
			if _, deadErr := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc}); deadErr != nil {
				return fmt.Errorf("%w: %w", errEnded, err)
			}
			buffer.b = nil
		}
		pause := rest(time.Since(began), processorTime()-before)
		if err := each(p, buffer.b); err != nil {
			return err
		}
		if !urgent {
			time.Sleep(pause)
		}
	}
	return nil
}

// drawPage draws a page on white, turned as the file says, with its annotations and the values of
// its forms.
func drawPage(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, p Picture, to io.Writer) error {
	page, err := in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: p.Page - 1})
	if err != nil {
		return err
	}
	// Pages that stay open keep their fonts and pictures in memory.
	defer func() { _, _ = in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page.Page}) }()
	drawn, err := in.RenderPageInPixels(&requests.RenderPageInPixels{
		Page: requests.Page{ByReference: &page.Page}, Width: p.Width, Height: tallest * p.Width,
		RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT, RenderForm: true, Document: &doc,
	})
	if err != nil {
		return err
	}
	defer drawn.Cleanup()
	picture, ok := drawn.Result.RenderedImage.(*image.RGBA)
	if !ok {
		return errors.New("it is no picture")
	}
	return jpeg.Encode(to, withoutColour(picture), &jpeg.Options{Quality: quality})
}

// withoutColour gives a picture that is only grey as such: it takes a third of
// the time to encode and fewer bytes. Most pages are black on white.
func withoutColour(picture *image.RGBA) image.Image {
	grey := image.NewGray(picture.Rect)
	for y := range picture.Rect.Dy() {
		row := picture.Pix[y*picture.Stride:][:4*picture.Rect.Dx()]
		to := grey.Pix[y*grey.Stride:][:picture.Rect.Dx()]
		for x := range to {
			c := row[4*x : 4*x+4 : 4*x+4]
			if c[0] != c[1] || c[1] != c[2] {
				return picture
			}
			to[x] = c[0]
		}
	}
	return grey
}

// errEnded: PDFium itself broke over a page, and draws no other.
var errEnded = errors.New("PDFium ended")

var errPicture = errors.New("the picture is too large")

// limited keeps what is written, up to what a picture may take.
type limited struct{ b []byte }

func (l *limited) Write(b []byte) (int, error) {
	if len(l.b)+len(b) > maxPicture {
		return 0, errPicture
	}
	l.b = append(l.b, b...)
	return len(b), nil
}
