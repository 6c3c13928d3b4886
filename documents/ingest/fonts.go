package ingest

import (
	"slices"
	"strings"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/typeface"
)

// Font is the name of a font, and the first page of a PDF that shows it; 0 in an Office file.
type Font struct {
	Name string
	Page int
}

// warningFonts is the code of the warning that letters are in another font than the author's.
const warningFonts = "fonts_missing"

// maxNames is how many fonts a warning names.
const maxNames = 10

// substituted finds the letters of a PDF whose font the Office file that it was made of does not
// name, by the first page of each such font: the author's was not there, or had no such letter. A
// converter embeds what it put in its place, so the PDF itself has nothing missing. A stand-in for
// a font under a name that the file names too is not found. Without named fonts, or with one whose
// name is not of ASCII letters, which a PDF may call otherwise, nothing is said. It is told once,
// with all of its pages and the fonts that stand in.
func substituted(named, shown []Font) []documents.Warning {
	var known []string
	for _, f := range named {
		name, whole := typeface.Folded(f.Name)
		if !whole {
			return nil
		}
		known = append(append(known, name), typeface.Twins(name)...)
	}
	if len(known) == 0 {
		return nil
	}
	var pages []int
	var names []string
	for _, f := range shown {
		name, whole := typeface.Folded(f.Name)
		family, style, _ := strings.Cut(f.Name, "-")
		family, _ = typeface.Folded(family)
		style, _ = typeface.Folded(style)
		is := func(known string) bool {
			part, whole := strings.CutPrefix(known, family) // a style may be named as part of the family
			return strings.HasPrefix(name, known) || whole && family != "" && part != "" && strings.Contains(style, part)
		}
		if whole && !slices.ContainsFunc(known, is) {
			pages = append(pages, f.Page)
			if names = append(names, f.Name); len(names) > maxNames {
				names = names[:maxNames]
			}
		}
	}
	if len(pages) == 0 {
		return nil
	}
	return []documents.Warning{{Code: warningFonts, Page: slices.Min(pages), Pages: congress.Ranges(pages), Fonts: strings.Join(names, ", ")}}
}
