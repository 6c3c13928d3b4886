package documents_test

import (
	"archive/zip"
	"bytes"
	"strings"
)

// odfSpaces are the namespaces of OpenDocument.
const odfSpaces = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ` +
	`xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" ` +
	`xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" ` +
	`xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"`

// openDocument is a file of OpenDocument; its parts are in an odd order if late is set.
func openDocument(kind, automatic, body, styles, meta string, late bool) []byte {
	mime := "application/vnd.oasis.opendocument." + kind
	parts := [][2]string{
		{"mimetype", mime},
		{"content.xml", `<?xml version="1.0" encoding="UTF-8"?><office:document-content ` + odfSpaces + `><office:automatic-styles>` + automatic + `</office:automatic-styles><office:body><office:` + kind + `>` + body + `</office:` + kind + `></office:body></office:document-content>`},
		{"styles.xml", `<?xml version="1.0" encoding="UTF-8"?><office:document-styles ` + odfSpaces + `>` + styles + `</office:document-styles>`},
		{"meta.xml", `<?xml version="1.0" encoding="UTF-8"?><office:document-meta ` + odfSpaces + `><office:meta>` + meta + `</office:meta></office:document-meta>`},
		{"META-INF/manifest.xml", `<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="` + mime +
			`"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`},
	}
	if late {
		parts = append(parts[1:], parts[0])
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range parts {
		method := zip.Deflate
		if part[0] == "mimetype" && !late {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: part[0], Method: method})
		if err == nil {
			_, err = w.Write([]byte(part[1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func odfPlaces() []place {
	const before, after = `<text:p>BÁO CÁO</text:p>`, `<text:p>Thực hiện chương trình công tác năm.</text:p>`
	master := func(inside string) string {
		return `<office:automatic-styles><style:page-layout style:name="L"><style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">` + inside + `</style:master-page></office:master-styles>`
	}
	odt := func(where, automatic, body, styles, meta string, sees, office sight) place {
		return place{"odt", where, func(words string) []byte {
			put := func(s string) string {
				s = strings.ReplaceAll(s, "%s", words)
				return strings.ReplaceAll(s, "%l", strings.ToLower(words))
			}
			return openDocument("text", put(automatic), before+put(body)+after, put(styles), put(meta), where == "in any order of parts")
		}, sees, office}
	}
	frame := `<draw:frame text:anchor-type="paragraph" svg:width="8cm" svg:height="2cm" svg:x="1cm" svg:y="1cm">%t</draw:frame>`
	box := func(inside string) string { return strings.Replace(frame, "%t", inside, 1) }
	ods := func(where, automatic, table string, sees, office sight) place {
		return place{"ods", where, func(words string) []byte {
			return openDocument("spreadsheet", strings.ReplaceAll(automatic, "%s", words), strings.ReplaceAll(table, "%s", words), "", "", false)
		}, sees, office}
	}
	odp := func(where, automatic, page string, sees, office sight) place {
		return place{"odp", where, func(words string) []byte {
			return openDocument("presentation", automatic, `<draw:page draw:name="a"><draw:frame svg:width="10cm" svg:height="2cm" svg:x="1cm" svg:y="1cm"><draw:text-box><text:p>Mở đầu</text:p></draw:text-box></draw:frame></draw:page>`+strings.ReplaceAll(page, "%s", words), "", "", false)
		}, sees, office}
	}
	cell := func(inside string) string {
		return `<table:table-cell office:value-type="string">` + inside + `</table:table-cell>`
	}
	sheet := func(name, rows string) string {
		return `<table:table table:name="` + name + `">` + rows + `</table:table>`
	}
	row := func(cells string) string { return `<table:table-row>` + cells + `</table:table-row>` }
	first := sheet("Bảng", row(cell("<text:p>Số</text:p>")+cell("<text:p>Nội dung</text:p>")))
	slide := func(inside string) string { return `<draw:page draw:name="b">` + inside + `</draw:page>` }
	onSlide := func(inside string) string {
		return `<draw:frame svg:width="20cm" svg:height="3cm" svg:x="2cm" svg:y="5cm"><draw:text-box>` + inside + `</draw:text-box></draw:frame>`
	}
	return []place{
		odt("a paragraph", "", `<text:p>%s</text:p>`, "", "", shown, shown),
		odt("in any order of parts", "", `<text:p>%s</text:p>`, "", "", shown, shown),
		odt("a heading", "", `<text:h text:outline-level="1">%s</text:h>`, "", "", shown, shown),
		odt("capitals by its style", `<style:style style:name="C" style:family="text"><style:text-properties fo:text-transform="uppercase"/></style:style>`, `<text:p><text:span text:style-name="C">%l</text:span></text:p>`, "", "", shown, shown),
		odt("small capitals by the paragraph's style", `<style:style style:name="C" style:family="paragraph"><style:text-properties fo:font-variant="small-caps"/></style:style>`, `<text:p text:style-name="C">%l</text:p>`, "", "", shown, shown),
		odt("a cell", "", `<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>`+row(cell(`<text:p>1</text:p>`)+cell(`<text:p>%s</text:p>`))+`</table:table>`, "", "", shown, shown),
		odt("a text box", "", `<text:p>KẾ HOẠCH`+box(`<draw:text-box><text:p>%s</text:p></draw:text-box>`)+`</text:p>`, "", "", shown, shown),
		odt("a shape", "", `<text:p>KẾ HOẠCH<draw:custom-shape text:anchor-type="paragraph" svg:width="9cm" svg:height="3cm" svg:x="1cm" svg:y="1cm"><text:p>%s</text:p></draw:custom-shape></text:p>`, "", "", shown, shown),
		odt("a header", "", "", master(`<style:header><text:p>%s</text:p></style:header>`), "", shown, shown),
		odt("a footer", "", "", master(`<style:footer><text:p>%s</text:p></style:footer>`), "", shown, shown),
		odt("a footnote", "", `<text:p>câu<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>%s</text:p></text:note-body></text:note></text:p>`, "", "", shown, shown),
		odt("a list", `<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>`, `<text:list text:style-name="N"><text:list-item><text:p>một</text:p></text:list-item></text:list><text:p>%s</text:p>`, "", "", shown, shown),
		odt("a form's field", "", `<text:p><text:placeholder text:placeholder-type="text">%s</text:placeholder></text:p>`, "", "", shown, doorway), /* a form that nobody filled is printed empty */
		odt("a section that is hidden", "", `<text:section text:name="S" text:display="none"><text:p>%s</text:p></text:section>`, "", "", doorway, doorway),
		odt("hidden text by its style", `<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>`, `<text:p>x</text:p><text:p><text:span text:style-name="H">%s</text:span></text:p>`, "", "", doorway, doorway),
		odt("a paragraph that is hidden", "", `<text:p><text:hidden-paragraph text:condition="ooow:TRUE" text:is-hidden="true"/>%s</text:p>`, "", "", doorway, doorway),
		odt("a text that a condition hides", "", `<text:p>x</text:p><text:p>y<text:hidden-text text:condition="ooow:TRUE" text:string-value="%s" text:is-hidden="true"/></text:p>`, "", "", doorway, doorway),
		odt("a section that a condition hides", "", `<text:section text:name="S" text:condition="ooow:FALSE" text:display="condition" text:is-hidden="true"><text:p>%s</text:p></text:section>`, "", "", doorway, doorway),
		odt("a comment", "", `<text:p>x<office:annotation><dc:creator>A</dc:creator><text:p>%s</text:p></office:annotation></text:p>`, "", "", doorway, doorway),
		odt("deleted text", "", `<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><text:p>%s</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>x<text:change text:change-id="c1"/></text:p>`, "", "", doorway, doorway),
		odt("deleted text of a header", "", "", master(`<style:header><text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><text:p>%s</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>x<text:change text:change-id="c1"/></text:p></style:header>`), "", doorway, doorway),
		odt("inserted text", "", `<text:tracked-changes><text:changed-region text:id="c1"><text:insertion><office:change-info><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info></text:insertion></text:changed-region></text:tracked-changes><text:p>x <text:change-start text:change-id="c1"/>%s<text:change-end text:change-id="c1"/></text:p><text:p>%s</text:p>`, "", "", shown, shown),
		odt("a picture", "", `<text:p>x<draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm"><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="Pictures/a.png"/></draw:frame></text:p>`, "", "", unreadable, unreadable),
		odt("a picture in a header", "", "", master(`<style:header><text:p><draw:frame text:anchor-type="paragraph" svg:width="2in" svg:height="40mm"><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="Pictures/a.png"/></draw:frame></text:p></style:header>`), "", unreadable, unreadable),
		odt("a description", "", `<text:p>x`+box(`<svg:desc>%s</svg:desc><draw:text-box><text:p>hình</text:p></draw:text-box>`)+`</text:p>`, "", "", doorway, doorway),
		odt("an attribute that no program knows", "", `<text:p xmlns:q="urn:example:q" q:note="%s">x</text:p>`, "", "", doorway, doorway),
		odt("a comment of its XML", "", `<!-- %s --><text:p>x</text:p>`, "", "", doorway, doorway),
		odt("the title of the file", "", "", "", `<dc:title>%s</dc:title>`, doorway, doorway),
		odt("a property of its own", "", "", "", `<meta:user-defined meta:name="Nhãn">%s</meta:user-defined>`, doorway, doorway),
		{"odt", "in TCVN3", func(words string) []byte {
			return openDocument("text", `<style:style style:name="V" style:family="text"><style:text-properties fo:font-family="'.VnTime'"/></style:style>`, before+`<text:p><text:span text:style-name="V">`+latin1(inTCVN3(words))+`</text:span></text:p>`+after, "", "", false)
		}, shown, shown},
		ods("a cell", "", first+sheet("B", row(cell(`<text:p>1</text:p>`)+cell(`<text:p>%s</text:p>`))), shown, shown),
		ods("the name of a sheet", "", first+sheet("%s", row(cell(`<text:p>1</text:p>`))), shown, shown),
		ods("a hidden sheet", `<style:style style:name="t" style:family="table"><style:table-properties table:display="false"/></style:style>`, first+`<table:table table:name="B" table:style-name="t">`+row(cell(`<text:p>%s</text:p>`))+`</table:table>`, doorway, doorway),
		ods("a picture", "", first+sheet("B", row(cell(`<draw:frame svg:width="5cm" svg:height="2cm" svg:x="1cm" svg:y="1cm"><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="Pictures/a.png"/></draw:frame><text:p>x</text:p>`))), unreadable, unreadable),
		ods("a hidden row", "", first+sheet("B", row(cell(`<text:p>x</text:p>`))+`<table:table-row table:visibility="collapse">`+cell(`<text:p>%s</text:p>`)+`</table:table-row>`), doorway, doorway),
		ods("a hidden column", "", first+sheet("B", `<table:table-column/><table:table-column table:visibility="collapse"/>`+row(cell(`<text:p>x</text:p>`)+cell(`<text:p>%s</text:p>`))), doorway, doorway),
		ods("a comment", "", first+sheet("B", row(cell(`<office:annotation><text:p>%s</text:p></office:annotation><text:p>x</text:p>`))), doorway, doorway),
		ods("a comment that is always shown", "", first+sheet("B", row(cell(`<office:annotation office:display="true" svg:width="5cm" svg:height="2cm" svg:x="6cm" svg:y="1cm"><text:p>%s</text:p></office:annotation><text:p>x</text:p>`))), doorway, doorway),
		ods("what a cell said before", "", `<table:tracked-changes><table:cell-content-change table:id="ct1"><table:cell-address table:column="0" table:row="0" table:table="1"/><office:change-info><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><table:previous><table:change-track-table-cell office:value-type="string"><text:p>%s</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>`+first+sheet("B", row(cell(`<text:p>x</text:p>`))), doorway, doorway),
		ods("a deleted row", "", `<table:tracked-changes><table:deletion table:id="ct1" table:type="row" table:position="1" table:table="0"><office:change-info><dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><table:deletions><table:cell-content-deletion><table:cell-address table:column="0" table:row="1" table:table="0"/><table:change-track-table-cell office:value-type="string"><text:p>%s</text:p></table:change-track-table-cell></table:cell-content-deletion></table:deletions></table:deletion></table:tracked-changes>`+first, doorway, doorway),
		ods("the number format of a cell", `<number:number-style xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" style:name="N1"><number:text>%s</number:text></number:number-style><style:style style:name="co" style:family="table-column"><style:table-column-properties style:column-width="18cm"/></style:style><style:style style:name="ce" style:family="table-cell" style:data-style-name="N1"/>`, first+sheet("B", `<table:table-column table:style-name="co"/>`+row(`<table:table-cell table:style-name="ce" office:value-type="float" office:value="0"><text:p>0</text:p></table:table-cell>`)), doorway, shown),
		ods("the number format of a condition", `<number:number-style xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" style:name="N1P0"><number:text>%s</number:text></number:number-style><number:number-style xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" style:name="N1"><number:number number:min-integer-digits="1"/><style:map style:condition="value()&lt;0" style:apply-style-name="N1P0"/></number:number-style><style:style style:name="ce" style:family="table-cell" style:data-style-name="N1"/>`, first+sheet("B", row(`<table:table-cell table:style-name="ce" office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>`)), doorway, doorway),
		ods("a text of a formula", "", first+sheet("B", row(`<table:table-cell table:formula="of:=IF([.A1]=1;&quot;%s&quot;;&quot;x&quot;)" office:value-type="string" office:string-value="x"><text:p>x</text:p></table:table-cell>`)), doorway, doorway),
		odp("a text box", "", slide(onSlide(`<text:p>%s</text:p>`)), shown, shown),
		odp("a picture", "", slide(`<draw:frame svg:width="5cm" svg:height="2cm" svg:x="1cm" svg:y="1cm"><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="Pictures/a.png"/></draw:frame>`), unreadable, unreadable),
		odp("a hidden slide", `<style:style style:name="h" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>`, `<draw:page draw:name="b" draw:style-name="h">`+onSlide(`<text:p>%s</text:p>`)+`</draw:page>`, doorway, doorway),
		odp("a comment", "", slide(onSlide(`<text:p>x</text:p>`)+`<office:annotation svg:x="1cm" svg:y="1cm"><dc:creator>A</dc:creator><text:p>%s</text:p></office:annotation>`), doorway, doorway),
		odp("a comment as Impress writes it", "", slide(onSlide(`<text:p>x</text:p>`)+`<o:annotation xmlns:o="http://openoffice.org/2009/office" svg:x="1cm" svg:y="1cm"><dc:creator>A</dc:creator><text:p>%s</text:p></o:annotation>`), doorway, doorway),
		odp("the notes of a slide", "", slide(onSlide(`<text:p>x</text:p>`)+`<presentation:notes><draw:frame presentation:class="notes" svg:width="16cm" svg:height="10cm" svg:x="2cm" svg:y="12cm"><draw:text-box><text:p>%s</text:p></draw:text-box></draw:frame></presentation:notes>`), shown, doorway),
	}
}
