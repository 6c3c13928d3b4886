package watermark

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"

	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/pdfcpu/pdfcpu/pkg/font"
	pdffont "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/font"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// face is the font that marks are written in, by its PostScript name. It has every letter of
// Vietnamese.
const face = "LiberationSans"

// lettering writes text with the face; only the letters that were used go into a file.
type lettering struct {
	x    *model.XRefTable
	used map[uint16]bool
	face font.TTFLight
}

// newLettering loads the face. The library takes fonts from a folder only, which is one in scratch
// while that lasts.
func newLettering(x *model.XRefTable, scratch string) (*lettering, error) {
	dir, err := os.MkdirTemp(scratch, "font-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the font: %w", err)
	}
	font.UserFontDir = dir
	if err := font.InstallFontFromBytesQuiet(dir, face, liberationsansregular.TTF); err != nil {
		return nil, errors.Join(fmt.Errorf("install the font: %w", err), os.RemoveAll(dir))
	}
	if err := font.ReloadUserFonts(); err != nil {
		return nil, errors.Join(fmt.Errorf("load the font: %w", err), os.RemoveAll(dir))
	}
	metrics, ok, err := font.UserFont(face)
	if err != nil || !ok {
		return nil, errors.Join(errors.New("the font is not there"), err, os.RemoveAll(dir))
	}
	l := &lettering{x: x, face: metrics, used: map[uint16]bool{}}
	x.UsedGIDs[face] = l.used
	return l, nil
}

// glyph is the letter's, or a question mark's when the face has none.
func (l *lettering) glyph(r rune) uint16 {
	if g, ok := l.face.Chars[uint32(r)]; ok {
		return g
	}
	return l.face.Chars['?']
}

// glyphs is the text as the face's glyphs, in hexadecimal.
func (l *lettering) glyphs(text string) []byte {
	var b []byte
	for _, r := range text {
		g := l.glyph(r)
		l.used[g] = true
		b = append(b, byte(g>>8), byte(g))
	}
	return hex.AppendEncode(nil, b)
}

// width is the text's at size 1.
func (l *lettering) width(text string) float64 {
	sum := 0
	for _, r := range text {
		sum += l.face.GlyphWidths[l.glyph(r)]
	}
	return float64(sum) / 1000
}

// embed puts the used letters into the file; nothing can be written afterwards.
func (l *lettering) embed() (*types.IndirectRef, error) {
	ref, err := pdffont.EnsureFontDict(l.x, face, "", "", false, nil)
	if err := errors.Join(err, os.RemoveAll(font.UserFontDir)); err != nil {
		return nil, fmt.Errorf("embed the font: %w", err)
	}
	return ref, nil
}
