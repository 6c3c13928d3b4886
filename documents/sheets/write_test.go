package sheets_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"plenum/documents/sheets"
)

// A workbook is opened and printed as it comes: nobody widens columns first.
func TestAWorkbookIsReadyToBeReadAndPrinted(t *testing.T) {
	rows := [][]any{
		{"TT", "Họ và tên", "Số trang đã xem", "Lý do"},
		{1, "Nguyễn Thị Thùy Mẫu Danh", 7, strings.Repeat("lý do dài ", 40)},
		{2, "Lê Văn Thử", 12, "ngắn\nmột dòng nữa cũng ngắn"},
	}
	book, err := sheets.Write(
		sheets.Sheet{Name: "Tổ 'một' A", Title: "Tình hình nghiên cứu tài liệu của đại biểu ở tổ một", Rows: rows}, sheets.Sheet{Name: "Danh mục", Rows: rows}, sheets.Sheet{Name: "Trống"},
	)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for name, heading := range map[string]int{"Tổ 'một' A": 2, "Danh mục": 1} {
		for column, want := range map[string]float64{"A": 6, "B": 26, "C": 7, "D": 60} {
			if got, err := f.GetColWidth(name, column); err != nil || got != want {
				t.Errorf("%s: the column %s is %v wide, want %v, %v", name, column, got, want, err)
			}
		}
		for _, cell := range []string{fmt.Sprint("A", heading), fmt.Sprint("D", heading+1), fmt.Sprint("B", heading+2)} {
			id, err := f.GetCellStyle(name, cell)
			style, err2 := f.GetStyle(id)
			if err != nil || err2 != nil || style.Alignment == nil || !style.Alignment.WrapText {
				t.Errorf("%s: the words of %s stay on one line: %+v, %v, %v", name, cell, style, err, err2)
			}
		}
		if panes, err := f.GetPanes(name); err != nil || !panes.Freeze || panes.YSplit != heading {
			t.Errorf("%s: the panes are %+v, %v", name, panes, err)
		}
		layout, err := f.GetPageLayout(name)
		if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
			t.Errorf("%s: the page is %+v, %v", name, layout, err)
		}
		if props, err := f.GetSheetProps(name); err != nil || !*props.FitToPage {
			t.Errorf("%s: the page is not made to fit: %v", name, err)
		}
		titles := ""
		for _, defined := range f.GetDefinedName() {
			if defined.Scope == name && defined.Name == "_xlnm.Print_Titles" {
				titles = defined.RefersTo
			}
		}
		if !strings.HasSuffix(titles, fmt.Sprintf("!$1:$%d", heading)) {
			t.Errorf("%s: each page repeats %q", name, titles)
		}
	}
	if title, err := f.GetCellValue("Tổ 'một' A", "A1"); err != nil || title != "Tình hình nghiên cứu tài liệu của đại biểu ở tổ một" {
		t.Errorf("the title is %q, %v", title, err)
	}
}
