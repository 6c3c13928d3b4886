package bulk

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"plenum/congress"
	"plenum/documents/sheets"
)

// table is a sheet, or a text of cells. A cell merged downwards stands in each of its rows.
type table struct {
	rows, raw [][]string
	merged    []sheets.Range
	early     bool
	more      bool
}

const mostFilled = 200_000 // cells that merged ones may fill

func tableOf(t sheets.Table) table {
	out := table{rows: t.Rows, raw: t.Raw, merged: t.Merged, early: t.Early, more: t.More}
	filled := 0
	for _, m := range t.Merged {
		for row := m.Row + 1; row <= m.LastRow && row < len(out.rows) && filled < mostFilled; row++ {
			filled++
			for _, cells := range []*[][]string{&out.rows, &out.raw} {
				if text := cell(*cells, m.Row, m.Column); text != "" && row < len(*cells) && cell(*cells, row, m.Column) == "" {
					for len((*cells)[row]) <= m.Column {
						(*cells)[row] = append((*cells)[row], "")
					}
					(*cells)[row][m.Column] = text
				}
			}
		}
	}
	return out
}

func cell(rows [][]string, row, at int) string {
	if row >= len(rows) || at >= len(rows[row]) {
		return ""
	}
	return strings.TrimSpace(rows[row][at])
}

// over is the text that a reader sees in the cell: its own, or that of the cell that is merged over
// it.
func (t table) over(row, at int) string {
	if text := cell(t.rows, row, at); text != "" {
		return text
	}
	for _, m := range t.merged {
		if m.Row <= row && row <= m.LastRow && m.Column <= at && at <= m.LastColumn {
			return cell(t.rows, m.Row, m.Column)
		}
	}
	return ""
}

// sameMerge reports whether the two cells of the row are one.
func (t table) sameMerge(row, a, b int) bool {
	for _, m := range t.merged {
		if m.Row <= row && row <= m.LastRow && m.Column <= a && b <= m.LastColumn {
			return true
		}
	}
	return false
}

// separator is the first line by which Excel is told what stands between cells.
var separator = regexp.MustCompile(`(?i)^"?sep=(.)"?\r?\n`)

// readText takes cells between semicolons, commas, tabs or bars, in UTF-8, UTF-16 or the code page
// of Vietnamese Windows.
func readText(content []byte) (table, error) {
	text, ok := textOf(content)
	if !ok {
		return table{}, sheets.ErrUnreadable
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if m := separator.FindStringSubmatch(text); m != nil {
		return cells(text[len(m[0]):], []rune(m[1])[0])
	}
	var best table
	var bestErr error = sheets.ErrUnreadable
	most := -1
	for _, comma := range ",;\t|" {
		t, err := cells(text, comma)
		if err != nil {
			if bestErr != nil && most < 0 {
				bestErr = err
			}
			continue
		}
		if score := len(t.find().places); score > most {
			best, bestErr, most = t, nil, score
		}
	}
	return best, bestErr
}

// cells gives the rows as a spreadsheet shows them: an empty line is a row, and a cell of several
// lines is one.
func cells(text string, comma rune) (table, error) {
	if comma == '"' || comma == '\r' || comma == '\n' || comma == utf8.RuneError {
		return table{}, sheets.ErrUnreadable
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.Comma = -1, true, comma
	t, within := table{}, 0
	for filled := 0; ; {
		row, err := r.Read()
		if err == io.EOF { //nolint:errorlint // as encoding/csv says it
			t.raw = t.rows
			return t, nil
		}
		if err != nil {
			return table{}, congress.Wrap(err, sheets.ErrUnreadable.Kind, sheets.ErrUnreadable.Code)
		}
		line, _ := r.FieldPos(0)
		for len(t.rows) < line-1-within && len(t.rows) < mostFilled {
			t.rows = append(t.rows, nil)
		}
		whole := strings.Join(row, "")
		within += strings.Count(whole, "\n")
		t.rows = append(t.rows, row)
		if strings.TrimSpace(whole) == "" {
			continue
		}
		if filled++; filled > maxRows+headingRows {
			t.more = true
			return t, nil
		}
	}
}

// textOf decodes the text.
func textOf(content []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(content, []byte("\xef\xbb\xbf")):
		content = content[3:]
	case bytes.HasPrefix(content, []byte("\xff\xfe")):
		return wide(content[2:], binary.LittleEndian)
	case bytes.HasPrefix(content, []byte("\xfe\xff")):
		return wide(content[2:], binary.BigEndian)
	case bytes.IndexByte(content, 0) >= 0: // text has no zero bytes but in UTF-16, where separators and lines have one
		little, big := 0, 0
		for i, b := range content {
			if b == 0 {
				little, big = little+i%2, big+1-i%2
			}
		}
		if little > big {
			return wide(content, binary.LittleEndian)
		}
		return wide(content, binary.BigEndian)
	}
	if utf8.Valid(content) {
		return string(content), true
	}
	return windows1258(string(content))
}

func wide(content []byte, order binary.ByteOrder) (string, bool) {
	if len(content)%2 != 0 {
		return "", false
	}
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = order.Uint16(content[2*i:])
	}
	text := string(utf16.Decode(units))
	return text, !strings.ContainsAny(text, "\x00\ufffd")
}
