package extract

import (
	"encoding/xml"
	"strconv"

	"plenum/documents/sheets"
)

// cellFormats are the number formats of a workbook's cells.
type cellFormats struct {
	sheets.Formats
	own   map[int]string // by their number in the file
	cells []string       // those of the cells' styles, by their order

	inCells bool
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
		case "numFmt":
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
		if t.Name.Local == "cellXfs" {
			f.inCells = false
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
