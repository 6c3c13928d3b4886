package sheets

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"strings"

	"github.com/xuri/excelize/v2"
)

// mergedOf gives the merged cells of each sheet by its name. Those that cannot be read are left
// out: they say less than the cells. The library's own way takes memory for each cell of a range,
// of which a workbook can name very many.
func mergedOf(content []byte) map[string][]Range {
	w, err := open(content)
	if err != nil {
		return nil
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	decode(w.parts[w.main], &book)
	out := map[string][]Range{}
	for _, sheet := range book.Sheets[:min(len(book.Sheets), maxSheets)] {
		for _, r := range w.relations.List {
			if r.ID == sheet.ID {
				out[sheet.Name] = rangesOf(w.parts[w.target(r.Target)])
			}
		}
	}
	return out
}

type relationships struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

func decode(part *zip.File, into any) {
	if part == nil {
		return
	}
	if text, err := readPart(part); err == nil {
		_ = xml.Unmarshal(text, into)
	}
}

func rangesOf(part *zip.File) (out []Range) {
	if part == nil {
		return nil
	}
	text, err := readPart(part)
	if err != nil {
		return nil
	}
	for d := xml.NewDecoder(bytes.NewReader(text)); len(out) < maxMerged; {
		token, err := d.RawToken()
		if err != nil {
			return out
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "mergeCell" {
			continue
		}
		for _, a := range e.Attr {
			from, to, _ := strings.Cut(a.Value, ":")
			column, row, err := excelize.CellNameToCoordinates(from)
			lastColumn, lastRow, err2 := excelize.CellNameToCoordinates(to)
			if a.Name.Local == "ref" && err == nil && err2 == nil && column <= lastColumn && row <= lastRow {
				out = append(out, Range{row - 1, column - 1, lastRow - 1, lastColumn - 1})
			}
		}
	}
	return out
}
