package extract

import (
	"encoding/xml"
	"strconv"
	"strings"

	"plenum/documents/sheets"
)

// cellFormats are the number formats of a workbook's cells.
type cellFormats struct {
	sheets.Formats
	own   map[int]string // by their number in the file
	cells []string       // those of the cells' styles, by their order

	inCells bool

	onCondition bool  // the formats at hand are those of conditions (dxf)
	conditional words // the words that they show instead of a value, a line each
}

// usual are formats that have no text in a file (ECMA-376, part 1, 18.8.30); a date is written as
// the language of the reader's machine has it.
var usual = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "dd/mm/yyyy", 15: "dd-mmm-yy", 16: "dd-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
	37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)",
	41: "#,##0;-#,##0;-", 42: "#,##0;-#,##0;-", 43: "#,##0.00;-#,##0.00;-", 44: "#,##0.00;-#,##0.00;-", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}

const maxFormats = 100_000

// token takes the styles of a workbook.
func (f *cellFormats) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "dxfs":
			f.onCondition = true
		case "numFmt":
			if f.onCondition {
				f.conditional.write(literals(attr(t, "formatCode")) + "\n")
				return nil
			}
			n, err := strconv.Atoi(attr(t, "numFmtId"))
			if err == nil && len(f.own) < maxFormats {
				if f.own == nil {
					f.own = map[int]string{}
				}
				f.own[n] = firstBytes(attr(t, "formatCode"), 500)
			}
		case "cellXfs":
			f.inCells = true
		case "xf":
			if f.inCells && len(f.cells) < maxFormats {
				n, _ := strconv.Atoi(attr(t, "numFmtId"))
				code, ok := f.own[n]
				if !ok {
					code = usual[n]
				}
				f.cells = append(f.cells, code)
			}
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "cellXfs":
			f.inCells = false
		case "dxfs":
			f.onCondition = false
		}
	}
	return nil
}

// show gives a value of a cell of a kind and a style as it is shown.
func (f *cellFormats) show(value, kind string, style int) string {
	code := ""
	if style >= 0 && style < len(f.cells) {
		code = f.cells[style]
	}
	return f.Show(value, kind, code)
}

// literals gives the words that a format shows as they are: those in quotes, and signs behind a
// backslash (ECMA-376, part 1, 18.8.31). The parts of a format stand in lines of their own.
func literals(code string) string {
	var b strings.Builder
	quoted, escaped := false, false
	for _, r := range code {
		switch {
		case escaped:
			b.WriteRune(r)
			escaped = false
		case r == '"':
			quoted = !quoted
		case quoted:
			b.WriteRune(r)
		case r == '\\':
			escaped = true
		case r == ';':
			b.WriteByte('\n')
		case r >= 0x80: // a letter that needs no quotes
			b.WriteRune(r)
		}
	}
	return b.String()
}
