package main

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
)

// writePDF sets the text on A4 with margins 20, 20, 30 and 20 mm, in Liberation
// Serif 14 (the metrics of Times New Roman), with page numbers from page 2.
func writePDF(blocks []block) ([]byte, error) {
	pdf := fpdf.New("P", "mm", "A4", "")
	stamp := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	pdf.SetCreationDate(stamp)
	pdf.SetModificationDate(stamp)
	pdf.SetCatalogSort(true)
	pdf.SetMargins(30, 20, 20)
	pdf.SetAutoPageBreak(true, 20)
	pdf.AddUTF8FontFromBytes("serif", "", liberationserifregular.TTF)
	pdf.AddUTF8FontFromBytes("serif", "B", liberationserifbold.TTF)
	pdf.AddUTF8FontFromBytes("serif", "I", liberationserifitalic.TTF)
	pdf.SetHeaderFunc(func() {
		if pdf.PageNo() > 1 {
			pdf.SetFont("serif", "", 12)
			pdf.SetY(10)
			pdf.CellFormat(0, 6, fmt.Sprint(pdf.PageNo()), "", 0, "C", false, 0, "")
			pdf.SetY(20)
		}
	})
	pdf.AddPage()
	pdf.SetFont("serif", "", 12)
	pdf.CellFormat(60, 6, "THÀNH PHỐ MẪU", "", 0, "C", false, 0, "")
	pdf.SetFont("serif", "I", 12)
	pdf.CellFormat(0, 6, "Tài liệu minh họa, nội dung hư cấu", "", 1, "R", false, 0, "")
	pdf.Ln(6)
	for i, b := range blocks {
		switch b.kind {
		case "title":
			pdf.SetTitle(b.text, true)
			pdf.SetFont("serif", "B", 16)
			pdf.MultiCell(0, 8, b.text, "", "C", false)
			pdf.Ln(5)
		case "h1":
			if i > 0 && len(blocks) > 200 && pdf.GetY() > 60 {
				pdf.AddPage() // chapters of the long report begin on a page of their own
			}
			pdf.Ln(3)
			pdf.SetFont("serif", "B", 14)
			pdf.MultiCell(0, 7, b.text, "", "L", false)
			pdf.Ln(2)
		case "h2":
			pdf.Ln(2)
			pdf.SetFont("serif", "B", 13)
			pdf.MultiCell(0, 7, b.text, "", "L", false)
		case "item":
			pdf.SetFont("serif", "", 14)
			pdf.SetX(36)
			pdf.MultiCell(0, 8.6, "- "+b.text, "", "J", false)
			pdf.Ln(2)
		case "table":
			table(pdf, b.rows)
		default:
			pdf.SetFont("serif", "", 14)
			pdf.MultiCell(0, 8.6, "      "+b.text, "", "J", false)
			pdf.Ln(2)
		}
	}
	var out bytes.Buffer
	err := pdf.Output(&out)
	return out.Bytes(), err
}

// table gives the first column what the others leave.
func table(pdf *fpdf.Fpdf, rows [][]string) {
	const all, height = 160.0, 7.5
	rest := 24.0
	first := all - rest*float64(len(rows[0])-1)
	pdf.Ln(2)
	for i, row := range rows {
		style := ""
		if i == 0 {
			style = "B"
		}
		pdf.SetFont("serif", style, 12)
		for j, cell := range row {
			width, align := rest, "C"
			if j == 0 {
				width, align = first, "L"
			}
			pdf.CellFormat(width, height, cell, "1", 0, align, false, 0, "")
		}
		pdf.Ln(-1)
	}
	pdf.Ln(3)
}
