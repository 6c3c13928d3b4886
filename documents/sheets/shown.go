package sheets

import (
	"cmp"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Formats show the values of cells as a workbook does where its readers are: with Vietnamese
// points, commas and dates. The zero value is ready; it is not safe for concurrent use. Whoever
// used it closes it.
type Formats struct {
	From1904 bool // the day from which a workbook counts; to be set before the first value

	book   *excelize.File // of one cell, which shows a value
	styles map[string]int
	last   struct{ code, kind, value, text string }
}

// Close ends it.
func (f *Formats) Close() {
	if f.book != nil {
		_ = f.book.Close()
	}
}

// Show gives a value of a cell as it is shown: value and kind as they stand in the file (ECMA-376,
// part 1, 18.3.1.4), code of its number format, "" for none. Other values are given as they stand.
func (f *Formats) Show(value, kind, code string) string {
	switch kind {
	case "b":
		if value = strings.TrimSpace(value); value == "1" || strings.EqualFold(value, "true") {
			return "TRUE"
		}
		return "FALSE"
	case "e":
		return value
	case "s", "str", "inlineStr":
		if code == "" || code == "@" || !strings.Contains(code, "@") && strings.Count(code, ";") < 3 {
			return value
		}
		return f.formatted(value, "text", code)
	case "d":
		return isoDate(value)
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return value
	}
	return f.number(n, value, code)
}

// number shows a number by the section of its format that is for it.
func (f *Formats) number(n float64, value, code string) string {
	if code == "" || code == "@" || strings.EqualFold(code, "General") {
		return general(n)
	}
	section, positive := sectionFor(n, code)
	if positive {
		n = math.Abs(n)
	}
	bare := quoted.ReplaceAllString(section, "")
	switch {
	case strings.Contains(strings.ToLower(bare), "general"):
		at := strings.Index(strings.ToLower(section), "general")
		return literal(section[:at]) + general(n) + literal(section[at+len("general"):])
	case !strings.ContainsAny(bare, "0#?") && !dated.MatchString(bare) && !system.MatchString(section) && !clocked.MatchString(section) && !elapsed.MatchString(section):
		return literal(section)
	}
	if !dated.MatchString(bare) {
		for thousands.MatchString(section) { // each comma behind the digits is a thousand
			section, n = thousands.ReplaceAllString(section, "$1$2"), n/1000
		}
	}
	return f.formatted(strconv.FormatFloat(n, 'f', -1, 64), "number", section)
}

// sectionFor is the section of a format that a number is shown by, and whether the section shows it
// without its sign.
func sectionFor(n float64, code string) (section string, positive bool) {
	sections := sectionsOf(code)
	for _, s := range sections[:min(len(sections), 2)] {
		if c := condition.FindStringSubmatch(s); c != nil {
			limit, err := strconv.ParseFloat(c[2], 64)
			if holds := map[string]bool{"<": n < limit, "<=": n <= limit, ">": n > limit, ">=": n >= limit, "=": n == limit, "<>": n != limit}[c[1]]; err == nil && holds {
				return condition.ReplaceAllString(s, ""), false
			}
			continue
		}
		if condition.MatchString(code) {
			continue
		}
		switch {
		case n < 0 && len(sections) > 1:
			return sections[1], true
		case n == 0 && len(sections) > 2:
			return sections[2], false
		}
		return sections[0], false
	}
	return condition.ReplaceAllString(sections[min(len(sections)-1, 2)], ""), false
}

// sectionsOf parts a format at the semicolons that are not in its texts.
func sectionsOf(code string) (out []string) {
	from := 0
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case '\\', '_', '*':
			i++
		case ';':
			out = append(out, code[from:i])
			from = i + 1
		}
	}
	return append(out, code[min(from, len(code)):])
}

// literal is what a part of a format says without a value.
func literal(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			end := strings.IndexByte(s[i+1:], '"')
			if end < 0 {
				end = len(s) - i - 1
			}
			b.WriteString(s[i+1 : i+1+end])
			i += end + 1
		case '\\':
			if i++; i < len(s) {
				b.WriteByte(s[i])
			}
		case '_', '*':
			i++
			b.WriteByte(' ')
		case '[':
			end := strings.IndexByte(s[i:], ']')
			if end < 0 {
				end = len(s) - i - 1
			}
			if sign, ok := strings.CutPrefix(s[i:i+end], "[$"); ok {
				sign, _, _ = strings.Cut(sign, "-")
				b.WriteString(sign)
			}
			i += end
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// general is how a number without a format is shown: of at most eleven places.
func general(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatFloat(n, 'f', 0, 64)
	}
	if a := math.Abs(n); a >= 1e-9 && a < 1e11 {
		whole := len(strconv.FormatFloat(math.Trunc(a), 'f', 0, 64))
		text := strconv.FormatFloat(n, 'f', max(0, 10-whole), 64)
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		return strings.Replace(text, ".", ",", 1)
	}
	return strings.Replace(strconv.FormatFloat(n, 'G', 6, 64), ".", ",", 1)
}

// isoDate turns 2026-11-30T00:00:00 around.
func isoDate(value string) string {
	date, clock, _ := strings.Cut(strings.TrimSpace(value), "T")
	parts := strings.Split(date, "-")
	if len(parts) != 3 {
		return value
	}
	text := parts[2] + "/" + parts[1] + "/" + parts[0]
	if clock = strings.TrimSuffix(clock, "Z"); clock != "" && clock != "00:00:00" && clock != "00:00:00.000" {
		text += " " + clock
	}
	return text
}

var (
	dated   = regexp.MustCompile(`(?i)[ydhs]|\bm|mm`)
	quoted  = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)
	elapsed = regexp.MustCompile(`(?i)^[^"]*\[[hms]+\]`)
	// Parts of a format: the comma behind its last digits, and a section's condition.
	thousands = regexp.MustCompile(`^((?:[^"]|"[^"]*")*[0#?]),((?:[^0#?"]|"[^"]*")*)$`)
	condition = regexp.MustCompile(`\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]`)
	system    = regexp.MustCompile(`^\[\$-(F800|x-sysdate)\].*`)
	clocked   = regexp.MustCompile(`^\[\$-(F400|x-systime)\].*`)
	grouped   = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)
	exchange  = strings.NewReplacer(",", ".", ".", ",")
)

// formatted has the library of workbooks show the value, and puts Vietnamese points and commas into
// it.
func (f *Formats) formatted(value, kind, code string) (text string) {
	if f.last.code == code && f.last.kind == kind && f.last.value == value {
		return f.last.text
	}
	defer func() {
		if recover() != nil { // the library's, on formats that nobody thought of
			text = value
		}
		f.last = struct{ code, kind, value, text string }{code, kind, value, text}
	}()
	shownAs := system.ReplaceAllString(code, "dd/mm/yyyy")
	shownAs = clocked.ReplaceAllString(shownAs, "h:mm:ss")
	if f.book == nil {
		f.book, f.styles = excelize.NewFile(excelize.Options{UnzipSizeLimit: 1 << 20}), map[string]int{}
		if err := f.book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &f.From1904}); err != nil {
			return value
		}
	}
	style, known := f.styles[shownAs]
	if !known {
		var err error
		if style, err = f.book.NewStyle(&excelize.Style{CustomNumFmt: &shownAs}); err != nil {
			return value
		}
		f.styles[shownAs] = style
	}
	set := f.book.SetCellStyle("Sheet1", "A1", "A1", style)
	if kind == "text" {
		set = cmp.Or(f.book.SetCellStr("Sheet1", "A1", value), set)
	} else {
		n, _ := strconv.ParseFloat(strings.TrimSpace(value), 64)
		set = cmp.Or(f.book.SetCellFloat("Sheet1", "A1", n, -1, 64), set)
	}
	if set != nil {
		return value
	}
	text, err := f.book.GetCellValue("Sheet1", "A1")
	if err != nil {
		return value
	}
	if kind == "number" && !dated.MatchString(quoted.ReplaceAllString(code, "")) {
		text = grouped.ReplaceAllStringFunc(text, exchange.Replace)
	}
	return text
}
