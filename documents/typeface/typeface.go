package typeface

import (
	"slices"
	"strings"
)

// alike are such families, by their folded names.
var alike = [][]string{
	{"timesnewroman", "times", "liberationserif", "tinos", "nimbusroman", "texgyretermes"},
	{"arial", "helvetica", "liberationsans", "arimo", "nimbussans", "texgyreheros"},
	{"arialnarrow", "liberationsansnarrow"},
	{"couriernew", "courier", "liberationmono", "cousine", "nimbusmono", "texgyrecursor"},
	{"calibri", "calibrilight", "carlito"},
	{"cambria", "caladea"},
	{"georgia", "gelasio"},
}

// Twins are the families that stand for one another with that one, itself among them, by their
// folded names; none when nothing stands for it.
func Twins(folded string) []string {
	for _, families := range alike {
		if slices.Contains(families, folded) {
			return families
		}
	}
	return nil
}

// styles are how the styles of a family are called, folded.
var styles = []string{"", "regular", "roman", "normal", "bold", "italic", "oblique", "bolditalic", "boldoblique", "italicbold"}

// HasTwin reports whether a font of a PDF, by the name that stands in it (ArialMT,
// TimesNewRomanPS-BoldMT, "Calibri,Bold"), is of a family for which another one stands wherever
// PDFs are read: the letters look a little different and end where they did.
func HasTwin(name string) bool {
	family, style := name, ""
	if at := strings.IndexAny(name, "-,"); at >= 0 {
		family, style = name[:at], name[at+1:]
	}
	family, whole := Folded(family)
	style, _ = Folded(style)
	plain := func(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "mt"), "ps") }
	return whole && Twins(plain(family)) != nil && slices.Contains(styles, plain(style))
}

// Folded are the letters and digits of a name, in lower case, and whether they are all of ASCII and
// there are any.
func Folded(name string) (out string, whole bool) {
	out = strings.Map(func(c rune) rune {
		switch {
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c > 127:
			return c
		}
		return -1
	}, name)
	return out, out != "" && !strings.ContainsFunc(out, func(c rune) bool { return c > 127 })
}
