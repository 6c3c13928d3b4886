package documents_test

import (
	"fmt"
	"strings"
)

// tableFormats make a file with a sentence, the table and another sentence, by the ends of their names.
var tableFormats = map[string]func(what string, rows []string) []byte{
	"docx": func(_ string, rows []string) []byte {
		return word(`<w:p><w:r><w:t>Danh sách được lập theo quy định.</w:t></w:r></w:p>` + docxTable(rows, true))("")
	},
	"xlsx": xlsxTable, "pptx": pptxTable, "rtf": rtfTable,
	"odt": func(_ string, rows []string) []byte {
		return openDocument("text", "", `<text:p>Danh sách được lập theo quy định.</text:p>`+odfTable("Bảng", rows, true)+`<text:p>Danh sách có hiệu lực kể từ ngày ký.</text:p>`, "", "", false)
	},
	"ods": func(_ string, rows []string) []byte {
		const style = `<style:style style:name="co" style:family="table-column"><style:table-column-properties style:column-width="4cm"/></style:style><style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>`
		hidden := fmt.Sprintf(`<table:table table:name="Ẩn" table:style-name="gone"><table:table-row><table:table-cell office:value-type="string"><text:p>Trang bị ẩn %d</text:p></table:table-cell></table:table-row></table:table>`, len(rows))
		return openDocument("spreadsheet", style, odfTable("Danh sách", append([]string{"Danh sách được lập theo quy định."}, rows...), false)+hidden, "", "", false)
	},
	"odp": func(_ string, rows []string) []byte {
		frame := func(y int, inside string) string {
			return fmt.Sprintf(`<draw:frame svg:x="1cm" svg:y="%dcm" svg:width="22cm" svg:height="2cm">%s</draw:frame>`, y, inside)
		}
		page := frame(1, `<draw:text-box><text:p>Danh sách được lập theo quy định.</text:p></draw:text-box>`)
		if len(rows) > 0 {
			page += frame(3, odfTable("Bảng", rows, false))
		}
		return openDocument("presentation", "", `<draw:page draw:name="1">`+page+`</draw:page>`, "", "", false)
	},
}

// tableCell is one of a row, with the columns and rows that it takes.
type tableCell struct {
	text       string
	wide, high int
	covered    bool
}

// tableCells are those of each row.
func tableCells(rows []string) [][]tableCell {
	all := make([][]tableCell, len(rows))
	for i, row := range rows {
		for _, text := range strings.Split(strings.TrimPrefix(row, "!"), "|") {
			all[i] = append(all[i], tableCell{text: text, wide: 1, high: 1, covered: text == "^" || text == "<"})
		}
	}
	for i, row := range all {
		for k := range row {
			for c := k + 1; !row[k].covered && c < len(row) && row[c].text == "<"; c++ {
				row[k].wide++
			}
			for r := i + 1; !row[k].covered && r < len(all) && all[r][min(k, len(all[r])-1)].text == "^"; r++ {
				row[k].high++
			}
		}
	}
	return all
}

// tableInner is the table within a cell, by rows.
func tableInner(text string) (rows []string) {
	inner, ok := strings.CutPrefix(strings.TrimSuffix(text, "]"), "[")
	if !ok {
		return nil
	}
	for _, row := range strings.Split(inner, ";") {
		rows = append(rows, strings.ReplaceAll(row, ",", "|"))
	}
	return rows
}

func docxTable(rows []string, head bool) string {
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr/><w:tblGrid>` + strings.Repeat(`<w:gridCol w:w="1800"/>`, 1+strings.Count(rows[0], "|")) + `</w:tblGrid>`)
	for i, cells := range tableCells(rows) {
		props := ""
		if head && i == 0 {
			props = `<w:trPr><w:tblHeader/></w:trPr>`
		} else if strings.HasPrefix(rows[i], "!") {
			props = `<w:trPr><w:hidden/></w:trPr>`
		}
		b.WriteString(`<w:tr>` + props)
		for _, c := range cells {
			if c.text == "<" {
				continue
			}
			more := ""
			switch {
			case c.wide > 1:
				more = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, c.wide)
			case c.high > 1:
				more = `<w:vMerge w:val="restart"/>`
			case c.covered:
				more, c.text = `<w:vMerge/>`, ""
			}
			b.WriteString(`<w:tc><w:tcPr>` + more + `</w:tcPr>`)
			if inner := tableInner(c.text); inner != nil {
				b.WriteString(docxTable(inner, false) + `<w:p/>`)
			} else {
				for _, p := range strings.Split(c.text, "¶") {
					b.WriteString(`<w:p><w:r><w:t>` + p + `</w:t></w:r></w:p>`)
				}
			}
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	return b.String() + `</w:tbl>`
}

func xlsxTable(what string, rows []string) []byte {
	var b, merged strings.Builder
	for i, cells := range tableCells(rows) {
		hidden := ""
		if strings.HasPrefix(rows[i], "!") {
			hidden = ` hidden="1"`
		}
		fmt.Fprintf(&b, `<row r="%d"%s>`, i+2, hidden)
		for k, c := range cells {
			if c.wide > 1 || c.high > 1 {
				fmt.Fprintf(&merged, `<mergeCell ref="%c%d:%c%d"/>`, 'A'+k, i+2, 'A'+k+c.wide-1, i+1+c.high)
			}
			if !c.covered && c.text != "" {
				fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+k, i+2, strings.ReplaceAll(c.text, "¶", "\n"))
			}
		}
		b.WriteString(`</row>`)
	}
	sheet := ""
	if merged.Len() > 0 {
		sheet = `<mergeCells>` + merged.String() + `</mergeCells>`
	}
	if what == "a row put in on pages with a header" {
		sheet += `<headerFooter><oddHeader>&amp;CUBND TỈNH MẪU</oddHeader><oddFooter>&amp;LSở Mẫu - Trang &amp;P/&amp;N</oddFooter></headerFooter>`
	}
	return book{rows: b.String(), sheet: sheet, before: `<cols><col min="1" max="5" width="18" customWidth="1"/><col min="7" max="7" hidden="1"/></cols>`,
		state: "hidden", second: fmt.Sprintf(`<row r="1"><c r="A1" t="inlineStr"><is><t>Trang bị ẩn %d</t></is></c></row>`, len(rows))}.make()("")
}

func pptxTable(_ string, rows []string) []byte {
	if len(rows) == 0 {
		return show{}.make()("")
	}
	var b strings.Builder
	for _, cells := range tableCells(rows) {
		b.WriteString(`<a:tr h="400000">`)
		for _, c := range cells {
			more := ""
			switch {
			case c.wide > 1:
				more = fmt.Sprintf(` gridSpan="%d"`, c.wide)
			case c.high > 1:
				more = fmt.Sprintf(` rowSpan="%d"`, c.high)
			case c.text == "<":
				more, c.text = ` hMerge="1"`, ""
			case c.text == "^":
				more, c.text = ` vMerge="1"`, ""
			}
			b.WriteString(`<a:tc` + more + `><a:txBody><a:bodyPr/>`)
			for _, p := range strings.Split(c.text, "¶") {
				b.WriteString(`<a:p><a:r><a:rPr lang="vi-VN" sz="1200"/><a:t>` + p + `</a:t></a:r></a:p>`)
			}
			b.WriteString(`</a:txBody><a:tcPr/></a:tc>`)
		}
		b.WriteString(`</a:tr>`)
	}
	return show{slide: `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="Khung"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="500000" y="1000000"/><a:ext cx="8000000" cy="3000000"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblPr/><a:tblGrid>` +
		strings.Repeat(`<a:gridCol w="1600000"/>`, 5) + `</a:tblGrid>` + b.String() + `</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`}.make()("")
}

func odfTable(name string, rows []string, head bool) string {
	if len(rows) == 0 {
		return ""
	}
	columns := 1 + strings.Count(rows[len(rows)-1], "|")
	var b strings.Builder
	fmt.Fprintf(&b, `<table:table table:name="%s"><table:table-column table:style-name="co" table:number-columns-repeated="%d"/>`, name, columns)
	for i, cells := range tableCells(rows) {
		hidden := ""
		if strings.HasPrefix(rows[i], "!") {
			hidden = ` table:visibility="collapse"`
		}
		row := `<table:table-row` + hidden + `>`
		for _, c := range cells {
			if c.covered {
				row += `<table:covered-table-cell/>`
				continue
			}
			more := ""
			if c.wide > 1 || c.high > 1 {
				more = fmt.Sprintf(` table:number-columns-spanned="%d" table:number-rows-spanned="%d"`, c.wide, c.high)
			}
			row += `<table:table-cell office:value-type="string"` + more + `>`
			if inner := tableInner(c.text); inner != nil {
				row += odfTable(name+"."+fmt.Sprint(i), inner, false) + `<text:p/>`
			} else if c.text != "" {
				row += `<text:p>` + strings.ReplaceAll(c.text, "¶", `</text:p><text:p>`) + `</text:p>`
			}
			row += `</table:table-cell>`
		}
		row += `</table:table-row>`
		if head && i == 0 {
			row = `<table:table-header-rows>` + row + `</table:table-header-rows>`
		}
		b.WriteString(row)
	}
	return b.String() + `</table:table>`
}

func rtfTable(_ string, rows []string) []byte {
	var b strings.Builder
	b.WriteString(`{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0 Times New Roman;}}` + escape("Danh sách được lập theo quy định.") + `\par` + "\n")
	for i, cells := range tableCells(rows) {
		props := `\trowd`
		if i == 0 {
			props += `\trhdr`
		}
		for k := 0; k < len(cells); k++ {
			switch c := cells[k]; {
			case c.high > 1:
				props += `\clvmgf`
			case c.text == "^":
				props += `\clvmrg`
			case c.wide > 1:
				k += c.wide - 1
			}
			props += fmt.Sprintf(`\cellx%d`, 1800*(k+1))
		}
		b.WriteString(props + `\pard\intbl `)
		for _, c := range cells {
			if c.text == "<" {
				continue
			}
			if inner := tableInner(c.text); inner != nil {
				for _, row := range inner {
					cells := strings.Split(row, "|")
					nested := `{\*\nesttableprops\trowd`
					for k, text := range cells {
						b.WriteString(`\pard\intbl\itap2 ` + escape(text) + `\nestcell `)
						nested += fmt.Sprintf(`\cellx%d`, 800*(k+1))
					}
					b.WriteString(nested + `\nestrow}{\nonesttables\par}`)
				}
				b.WriteString(`\pard\intbl `)
			} else if c.text != "^" {
				b.WriteString(strings.ReplaceAll(escape(strings.ReplaceAll(c.text, "¶", "\x00")), "\x00", `\par `))
			}
			b.WriteString(`\cell `)
		}
		b.WriteString(`\row` + "\n")
	}
	return []byte(b.String() + `\pard ` + escape("Danh sách có hiệu lực kể từ ngày ký.") + `\par}`)
}
