// Package sheets writes workbooks for people and reads those that people send.
//
// It promises that cells are text and numbers only, so that nothing in them is taken for a formula; that
// formulas of workbooks that are read are never computed; and that a hostile workbook costs bounded memory.
package sheets

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"

	"plenum/congress"
)

// Sheet is a sheet to be written; its first row is its heading. Cells are string or int; others are left empty.
type Sheet struct {
	Name string
	Rows [][]any
}

// Write gives the sheets as a workbook (XLSX).
func Write(list ...Sheet) (out []byte, err error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
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
			err = write(f, sheet, bold)
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

func write(f *excelize.File, sheet Sheet, bold int) error {
	for i, row := range sheet.Rows {
		for j, value := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
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
	if err := f.SetRowStyle(sheet.Name, 1, 1, bold); err != nil {
		return err
	}
	if err := f.SetColWidth(sheet.Name, "B", "E", 26); err != nil {
		return err
	}
	if err := f.SetColWidth(sheet.Name, "F", "L", 17); err != nil {
		return err
	}
	return f.SetPanes(sheet.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// Limits of a workbook that is read.
const (
	maxInflated = 50 << 20 // bytes
	maxCells    = 100      // in a row
)

// ErrUnreadable is the answer to what is no workbook, is locked, or is too large.
var ErrUnreadable = congress.E(congress.Invalid, "sheet_unreadable", "the spreadsheet cannot be read")

// Read gives the rows of a workbook's first sheet, at most so many, as the text
// that the file says; dates are days, see Day. Errors: ErrUnreadable.
func Read(content []byte, most int) (rows [][]string, err error) {
	defer func() {
		if p := recover(); p != nil { // the library's, on files that nobody thought of
			rows, err = nil, unreadable(fmt.Errorf("panic: %v", p))
		}
	}()
	if err := heavy(content); err != nil {
		return nil, unreadable(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxInflated, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, unreadable(err)
	}
	defer func() { _ = f.Close() }()
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, ErrUnreadable
	}
	all, err := f.Rows(names[0])
	if err != nil {
		return nil, unreadable(err)
	}
	defer func() { _ = all.Close() }()
	for all.Next() {
		if len(rows) == most {
			return nil, unreadable(fmt.Errorf("it has more than %d rows", most))
		}
		cells, err := all.Columns()
		if err != nil {
			return nil, unreadable(err)
		}
		rows = append(rows, slices.Clone(cells[:min(len(cells), maxCells)])) // the library makes room for many more
	}
	if err := all.Error(); err != nil {
		return nil, unreadable(err)
	}
	return rows, nil
}

func unreadable(cause error) error {
	return congress.Wrap(cause, ErrUnreadable.Kind, ErrUnreadable.Code, ErrUnreadable.Message)
}

// Day is the date of a spreadsheet's day number (ECMA-376, 18.17.4.1, in the 1900 system).
func Day(n int) time.Time { return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC) }
