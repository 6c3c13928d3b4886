package sheets

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"plenum/congress"
	"plenum/congress/messages"
)

// Limits of a workbook that is read.
const (
	maxInflated = 50 << 20 // bytes
	maxCells    = 100      // in a row
	maxSheets   = 20
	maxMerged   = 10_000 // ranges in a sheet
)

// ErrUnreadable is the answer to what is no workbook, is locked, or is too large.
var ErrUnreadable = congress.E(congress.Invalid, messages.SheetUnreadable)

// Table is a visible sheet that was read. Row 0 is the sheet's first.
type Table struct {
	Name   string
	Rows   [][]string // cells as they are shown
	Raw    [][]string // cells as the file says them; days are numbers, see Day
	Merged []Range    // in the file's order
	Early  bool       // its days are counted from 1904, which is 1,462 more
	More   bool       // it has more rows than were asked for; those are missing
}

// Range is a block of cells, with its last row and column.
type Range struct{ Row, Column, LastRow, LastColumn int }

// emptyRows is how many rows are looked at at most: programs leave thousands of rows that have but
// a colour.
const emptyRows = 20_000

// Read gives a workbook's visible sheets in order, of each at most so many rows that are not empty.
// Errors: ErrUnreadable.
func Read(content []byte, most int) (tables []Table, err error) {
	defer func() {
		if p := recover(); p != nil { // the library's, on files that nobody thought of
			tables, err = nil, unreadable(fmt.Errorf("panic: %v", p))
		}
	}()
	if err := heavy(content); err != nil {
		return nil, unreadable(err)
	}
	if usual, ok, err := renamed(content); err != nil {
		return nil, unreadable(err)
	} else if ok {
		if err := heavy(usual); err != nil { // its shared texts are known by their name now
			return nil, unreadable(err)
		}
		content = usual
	}
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxInflated, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, unreadable(err)
	}
	defer func() { _ = f.Close() }()
	merged := mergedOf(content)
	props, err := f.GetWorkbookProps()
	early := err == nil && props.Date1904 != nil && *props.Date1904
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, ErrUnreadable
	}
	for _, name := range names[:min(len(names), maxSheets)] {
		if visible, err := f.GetSheetVisible(name); err == nil && !visible {
			continue
		}
		t := Table{Name: name, Merged: merged[name], Early: early}
		if t.Rows, t.More, err = rowsOf(f, name, most, false); err == nil {
			t.Raw, _, err = rowsOf(f, name, most, true)
		}
		if err != nil {
			return nil, unreadable(err)
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil, ErrUnreadable
	}
	return tables, nil
}

func rowsOf(f *excelize.File, sheet string, most int, raw bool) (rows [][]string, more bool, err error) {
	all, err := f.Rows(sheet)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = all.Close() }()
	filled, last := 0, 0
	for all.Next() && len(rows) < emptyRows {
		cells, err := all.Columns(excelize.Options{RawCellValue: raw})
		if err != nil {
			return nil, false, err
		}
		cells = slices.Clone(cells[:min(len(cells), maxCells)]) // the library makes room for many more
		if rows = append(rows, cells); strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if filled++; filled > most {
			return rows[:last], true, nil
		}
		last = len(rows)
	}
	return rows[:last], false, all.Error()
}

func unreadable(cause error) error {
	return congress.Wrap(cause, ErrUnreadable.Kind, ErrUnreadable.Code)
}

// Day is the date of a spreadsheet's day number (ECMA-376, 18.17.4.1, in the 1900 system).
func Day(n int) time.Time { return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC) }
