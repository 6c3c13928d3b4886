package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// maxGlyphs is how many letters of a page are put in their places one by one; a page with more
// stays as the library reads it.
const maxGlyphs = 60_000

// pageText is the text of an open page: what is shown of it, and what stands beside the part that
// is shown.
//
// The library guesses whether a page is written across or down, and takes a table of many narrow
// columns, or a stamp whose letters stand under one another, for writing down, letter for letter.
// Such a page is read by where its letters are.
func pageText(in pdfium.Pdfium, page requests.Page) (shown, beside string, err error) {
	loaded, err := in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return "", "", err
	}
	text := loaded.TextPage
	defer func() { _, _ = in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text}) }()
	count, err := in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil || count.Count == 0 {
		return "", "", err
	}
	all, err := in.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: text, StartIndex: 0, Count: count.Count})
	if err != nil {
		return "", "", err
	}
	shown = hyphens(all.Text)
	box, err := in.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page})
	if err != nil || count.Count > maxGlyphs {
		return shown, "", nil //nolint:nilerr // a page without a box shows all
	}
	inside := rectangle{float64(box.Rect.Left), float64(box.Rect.Bottom), float64(box.Rect.Right), float64(box.Rect.Top)}
	part, err := in.FPDFText_GetBoundedText(&requests.FPDFText_GetBoundedText{TextPage: text, Left: inside.x0, Top: inside.y1, Right: inside.x1, Bottom: inside.y0})
	down := stacked(all.Text) || stands(in, text, all.Text)
	level, turned := levelText(in, text, all.Text)
	if err != nil || letters(part.Text) == letters(all.Text) && !down && !turned {
		return shown, "", nil //nolint:nilerr // as above
	}
	var within, out []glyph
	for _, g := range glyphs(in, text, count.Count) {
		if inside.has((g.x0+g.x1)/2, (g.y0+g.y1)/2) {
			within = append(within, g)
		} else {
			out = append(out, g)
		}
	}
	switch {
	case down, turned && len(out) > 0:
		shown = layOut(within)
	case turned:
		upright := func(g glyph) bool { return g.turn == 0 }
		shown = strings.TrimSpace(hyphens(level) + "\n" + layOut(slices.DeleteFunc(within, upright)))
	case len(out) > 0:
		shown = hyphens(part.Text)
	}
	return shown, layOut(out), nil
}

// hyphens brings back those at ends of lines, which the library replaces by a mark of its own.
func hyphens(text string) string {
	return strings.NewReplacer("\x02\r\n", "-", "\x02", "-", "\ufffe\r\n", "-", "\ufffe", "-").Replace(text)
}

// stacked reports whether letters stand under one another, each on a line of its own.
func stacked(text string) bool {
	lines, single := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		lines++
		if c := []rune(line); len(c) == 1 && unicode.IsLetter(c[0]) {
			single++
		}
	}
	return single >= 3 && single*20 >= lines
}

// stands reports whether the letters of some short line, which the library reads in one, stand
// under one another.
func stands(in pdfium.Pdfium, text references.FPDF_TEXTPAGE, all string) bool {
	const most = 200 // lines that are looked at
	at, looked := 0, 0
	for line := range strings.Lines(all) {
		units := utf16.Encode([]rune(line))
		word := strings.TrimSpace(line)
		if n := letters(word); n >= 3 && n <= 40 && looked < most && !strings.ContainsAny(word, " \t") {
			looked++
			a, errA := in.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: text, Index: at})
			b, errB := in.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: text, Index: at + 1})
			c, errC := in.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: text, Index: at})
			if errA == nil && errB == nil && errC == nil && c.CharAngle == 0 && a.Bottom >= b.Top-1 && a.Left < b.Right && b.Left < a.Right {
				return true
			}
		}
		at += len(units)
	}
	return false
}

// levelText is the text of a page without the letters of lines that run up, down or upside down,
// which the library gives from the wrong end; turned reports whether there are such lines, by the
// first letter of each.
func levelText(in pdfium.Pdfium, text references.FPDF_TEXTPAGE, all string) (level string, turned bool) {
	isTurned := func(at int) bool {
		var g glyph
		if c, err := in.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: text, Index: at}); err == nil {
			g.place(0, 0, float64(c.CharAngle))
		}
		return g.turn != 0
	}
	at := 0
	for line := range strings.Lines(all) {
		turned = turned || strings.TrimSpace(line) != "" && isTurned(at+len(line)-len(strings.TrimLeft(line, " \t")))
		at += len(utf16.Encode([]rune(line)))
	}
	if !turned {
		return all, false
	}
	var out strings.Builder
	at = 0
	for _, c := range all {
		if unicode.IsSpace(c) || !isTurned(at) {
			out.WriteRune(c)
		}
		at += utf16.RuneLen(c)
	}
	var lines []string
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n"), true
}

type rectangle struct{ x0, y0, x1, y1 float64 }

func (r rectangle) has(x, y float64) bool { return x >= r.x0 && x <= r.x1 && y >= r.y0 && y <= r.y1 }

// glyph is a letter and its box, along its line (x) and across it (y).
type glyph struct {
	c rune
	rectangle
	base, u0, u1, height float64
	turn                 int // of its line, in quarters
	number               int // which of the page's it is: two may stand at one place
}

// glyphs are the letters of a page, without the blanks and breaks that the library adds.
func glyphs(in pdfium.Pdfium, text references.FPDF_TEXTPAGE, count int) []glyph {
	var all []glyph
	for i := range count {
		if made, err := in.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: text, Index: i}); err != nil || made.IsGenerated {
			continue
		}
		c, err := in.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: text, Index: i})
		if err != nil || c.Unicode == 0 || c.Unicode > unicode.MaxRune {
			continue
		}
		box, err := in.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: text, Index: i})
		origin, originErr := in.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: i})
		angle, angleErr := in.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: text, Index: i})
		if err != nil || originErr != nil || angleErr != nil {
			continue
		}
		g := glyph{c: rune(c.Unicode), rectangle: rectangle{float64(box.Rect.Left), float64(box.Rect.Bottom), float64(box.Rect.Right), float64(box.Rect.Top)}} //nolint:gosec // as looked at above
		if g.c == 2 || g.c == 0xfffe {
			g.c = '-'
		}
		g.place(origin.X, origin.Y, float64(angle.CharAngle))
		all = append(all, g)
	}
	return all
}

// place finds where the glyph is on its line, which may run in any of four directions.
func (g *glyph) place(x, y, angle float64) {
	g.turn = int(math.Round(angle/(math.Pi/2))) & 3
	switch g.turn {
	case 0:
		g.base, g.u0, g.u1, g.height = y, g.x0, g.x1, g.y1-g.y0
	case 1: // downwards: the library counts angles with the clock
		g.base, g.u0, g.u1, g.height = x, -g.y1, -g.y0, g.x1-g.x0
	case 2:
		g.base, g.u0, g.u1, g.height = -y, -g.x1, -g.x0, g.y1-g.y0
	default: // upwards
		g.base, g.u0, g.u1, g.height = -x, g.y0, g.y1, g.x1-g.x0
	}
}

// layOut reads letters line by line by where they are: a wide gap is a blank, and letters that
// stand alone under one another are a line.
func layOut(all []glyph) string {
	for i := range all {
		all[i].number = i
	}
	slices.SortStableFunc(all, func(a, b glyph) int {
		return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(b.base, a.base))
	})
	var lines [][]glyph
	for _, g := range all {
		if n := len(lines); n > 0 {
			first := lines[n-1][0]
			if first.turn == g.turn && math.Abs(first.base-g.base) < 0.3*max(first.height, g.height, 1) {
				lines[n-1] = append(lines[n-1], g)
				continue
			}
		}
		lines = append(lines, []glyph{g})
	}
	var alone []glyph
	for _, line := range lines {
		slices.SortStableFunc(line, func(a, b glyph) int { return cmp.Compare(a.u0, b.u0) })
		for _, part := range parts(line) {
			if len(part) == 1 && unicode.IsLetter(part[0].c) {
				alone = append(alone, part[0])
			}
		}
	}
	down, used := columns(alone)
	var out strings.Builder
	for _, line := range lines {
		var b strings.Builder
		for _, part := range parts(line) {
			if len(part) > 1 || !used[part[0].number] {
				b.WriteString(written(part) + " ")
			}
		}
		if b.Len() > 0 {
			out.WriteString(strings.TrimSpace(b.String()) + "\n")
		}
	}
	for _, word := range down {
		out.WriteString(word + "\n")
	}
	return strings.TrimSpace(out.String())
}

// parts are those of a line between gaps that are wider than three letters.
func parts(line []glyph) (all [][]glyph) {
	for i, g := range line {
		if i == 0 || g.u0-line[i-1].u1 > 1.5*max(g.height, line[i-1].height) {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], g)
	}
	return all
}

func written(part []glyph) string {
	var b strings.Builder
	for i, g := range part {
		if i > 0 && g.u0-part[i-1].u1 > 0.2*max(g.height, part[i-1].height) && !unicode.IsSpace(g.c) {
			b.WriteByte(' ')
		}
		b.WriteRune(g.c)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// columns are words whose letters stand alone under one another, such as a stamp at the margin.
func columns(alone []glyph) (all []string, used map[int]bool) {
	used = map[int]bool{}
	for i := range alone {
		if used[alone[i].number] {
			continue
		}
		chain := []int{i}
		for j := i + 1; j < len(alone); j++ {
			last, g := alone[chain[len(chain)-1]], alone[j]
			below := last.base - g.base
			if !used[g.number] && g.turn == last.turn && math.Abs(g.u0+g.u1-last.u0-last.u1) < g.height && below > 0.5*g.height && below < 3.2*g.height {
				chain = append(chain, j)
			}
		}
		if len(chain) < 3 {
			continue
		}
		step := math.Inf(1)
		for k := 1; k < len(chain); k++ {
			step = min(step, alone[chain[k-1]].base-alone[chain[k]].base)
		}
		var b strings.Builder
		for k, at := range chain {
			used[alone[at].number] = true
			if k > 0 && alone[chain[k-1]].base-alone[at].base > 1.4*step {
				b.WriteByte(' ')
			}
			b.WriteRune(alone[at].c)
		}
		all = append(all, b.String())
	}
	return all, used
}
