package sheets

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Sheet is a sheet to be written. Title stands above its rows, "" for none; the first row is its
// heading. Cells are string or int; others are left empty.
type Sheet struct {
	Name  string
	Title string
	Rows  [][]any
}

// heading is how many rows stay in sight and are printed on every page.
func (s Sheet) heading() int {
	if s.Title != "" {
		return 2
	}
	return 1
}

// Write gives the sheets as a workbook (XLSX) that is ready to be read and printed: columns as wide
// as what is in them, long texts on several lines, the heading in sight, and pages of A4, landscape
// and as wide as the sheet.
func Write(list ...Sheet) (out []byte, err error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	styles, err := stylesOf(f)
	if err != nil {
		return nil, err
	}
	for i, sheet := range list {
		if i == 0 {
			err = f.SetSheetName("Sheet1", sheet.Name)
		} else {
			_, err = f.NewSheet(sheet.Name)
		}
		if err == nil {
			err = styles.write(f, sheet)
		}
		if err == nil {
			err = printed(f, sheet)
		}
		if err != nil {
			return nil, fmt.Errorf("write the sheet %s: %w", sheet.Name, err)
		}
	}
	buffer, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

// styles are those of the cells, by their number in the workbook.
type styles struct{ title, heading, cell int }

func stylesOf(f *excelize.File) (s styles, err error) {
	font := &excelize.Font{Bold: true, Family: "Calibri", Size: 11} // the cells' font
	wrapped := &excelize.Alignment{WrapText: true, Vertical: "top"}
	for _, one := range []struct {
		id    *int
		style excelize.Style
	}{{&s.title, excelize.Style{Font: font}}, {&s.heading, excelize.Style{Font: font, Alignment: wrapped}}, {&s.cell, excelize.Style{Alignment: wrapped}}} {
		if *one.id, err = f.NewStyle(&one.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s styles) write(f *excelize.File, sheet Sheet) error {
	for j, width := range widths(sheet.Rows) {
		column, err := excelize.ColumnNumberToName(j + 1)
		if err == nil {
			err = f.SetColStyle(sheet.Name, column, s.cell)
		}
		if err == nil {
			err = f.SetColWidth(sheet.Name, column, column, float64(width))
		}
		if err != nil {
			return err
		}
	}
	above := sheet.heading() - 1
	if above > 0 {
		if err := f.SetCellStr(sheet.Name, "A1", sheet.Title); err != nil {
			return err
		}
	}
	for i, row := range sheet.Rows {
		for j, value := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, above+i+1)
			if err != nil {
				return err
			}
			switch v := value.(type) {
			case string:
				err = f.SetCellStr(sheet.Name, cell, v)
			case int:
				err = f.SetCellInt(sheet.Name, cell, int64(v))
			}
			if err != nil {
				return err
			}
		}
	}
	if above > 0 {
		if err := f.SetRowStyle(sheet.Name, 1, 1, s.title); err != nil {
			return err
		}
	}
	if err := f.SetRowStyle(sheet.Name, above+1, above+1, s.heading); err != nil {
		return err
	}
	return f.SetPanes(sheet.Name, &excelize.Panes{Freeze: true, YSplit: above + 1, TopLeftCell: fmt.Sprintf("A%d", above+2), ActivePane: "bottomLeft"})
}

// Widths of columns, in characters.
const (
	narrowest = 6
	widest    = 60
	beside    = 2 // the edges of a cell
)

// widths are the columns' by the longest line of what is in them. A heading does not make its
// column wider than its longest word, because it goes on several lines.
func widths(rows [][]any) []int {
	var out []int
	for i, row := range rows {
		for j, value := range row {
			if j == len(out) {
				out = append(out, narrowest)
			}
			parts := strings.Split(fmt.Sprint(value), "\n")
			switch {
			case value == nil:
				continue
			case i == 0:
				parts = strings.Fields(fmt.Sprint(value))
			}
			for _, part := range parts {
				out[j] = max(out[j], min(utf8.RuneCountInString(part)+beside, widest))
			}
		}
	}
	return out
}

// a4 is the number of a paper's size (ECMA-376, 18.3.1.63).
const a4 = 9

// printed says how the sheet comes out of a printer.
func printed(f *excelize.File, sheet Sheet) error {
	size, wide, long, orientation, fit := a4, 1, 0, "landscape", true
	if err := f.SetPageLayout(sheet.Name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &long}); err != nil {
		return err
	}
	if err := f.SetSheetProps(sheet.Name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetHeaderFooter(sheet.Name, &excelize.HeaderFooterOptions{OddFooter: "&CTrang &P/&N"}); err != nil {
		return err
	}
	return f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: sheet.Name, RefersTo: fmt.Sprintf("'%s'!$1:$%d", strings.ReplaceAll(sheet.Name, "'", "''"), sheet.heading()),
	})
}
