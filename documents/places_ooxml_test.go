package documents_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
	"strings"
)

// ooxmlPlaces are the places of Office Open XML.
func ooxmlPlaces() []place { return slices.Concat(docxPlaces(), pptxPlaces(), xlsxPlaces()) }

// part is one of an Open XML file: what points to it, and how.
type part struct {
	name, kind, mime string // kind: the last word of its relation's type
	from             string // the part that points to it; "": the file
	id               string
	text             string
}

const (
	opcTypes = `http://schemas.openxmlformats.org/package/2006/content-types`
	opcRels  = `http://schemas.openxmlformats.org/package/2006/relationships`
	relTypes = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	allXMLNS = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"` +
		` xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"` +
		` xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram"`
	officeMIME = `application/vnd.openxmlformats-officedocument.`
)

// opc packs parts with their relations and content types.
func opc(parts ...part) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			panic(err)
		}
	}
	types, rels := "", map[string]string{}
	for _, p := range parts {
		if p.mime != "" {
			types += `<Override PartName="/` + p.name + `" ContentType="` + p.mime + `"/>`
		}
		if p.kind != "" {
			kind := p.kind
			if !strings.Contains(kind, "://") {
				kind = relTypes + kind
			}
			rels[p.from] += `<Relationship Id="` + p.id + `" Type="` + kind + `" Target="/` + p.name + `"/>`
		}
	}
	put("[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="`+opcTypes+`"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>`+types+`</Types>`)
	for _, from := range slices.Sorted(maps.Keys(rels)) {
		folder, file := "", from
		if i := strings.LastIndexByte(from, '/'); i >= 0 {
			folder, file = from[:i+1], from[i+1:]
		}
		put(folder+"_rels/"+file+".rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="`+opcRels+`">`+rels[from]+`</Relationships>`)
	}
	for _, p := range parts {
		put(p.name, p.text)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// escaped is text as it stands in XML.
func escaped(words string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(words))
	return b.String()
}

// inXML gives the file whose %s is the words.
func inXML(make func(fill func(string) string) []byte) func(words string) []byte {
	return func(words string) []byte {
		return make(func(text string) string { return strings.ReplaceAll(text, "%s", escaped(words)) })
	}
}

const docMain = officeMIME + `wordprocessingml.document.main+xml`

// word is a Word file: a letterhead, the body with the words, a sentence; and other parts of word/.
func word(body string, others ...part) func(words string) []byte {
	return inXML(func(fill func(string) string) []byte {
		parts := []part{{name: "word/document.xml", kind: "officeDocument", id: "rId1", mime: docMain,
			text: fill(`<w:document` + allXMLNS + `><w:body><w:p><w:r><w:t>Báo cáo tình hình</w:t></w:r></w:p>` + body + `<w:p><w:r><w:t>Thực hiện chương trình công tác năm.</w:t></w:r></w:p><w:sectPr>` + edges(others) + `</w:sectPr></w:body></w:document>`)}}
		for _, p := range others {
			p.text = fill(p.text)
			parts = append(parts, p)
		}
		return opc(parts...)
	})
}

// edges name the headers and footers among the parts.
func edges(parts []part) (out string) {
	for _, p := range parts {
		if (p.kind == "header" || p.kind == "footer") && p.id != "unused" {
			out += `<w:` + p.kind + `Reference w:type="default" r:id="` + p.id + `"/>`
		}
	}
	return out
}

// of is a part of a Word file.
func of(kind, text string) part {
	element := map[string]string{"header": "hdr", "footer": "ftr"}[kind]
	if element == "" {
		element = kind
	}
	return part{name: "word/" + kind + "7.xml", kind: kind, id: kind + "7", from: "word/document.xml", mime: officeMIME + "wordprocessingml." + kind + "+xml", text: `<w:` + element + allXMLNS + `>` + text + `</w:` + element + `>`}
}

const (
	para    = `<w:p><w:r><w:t>%s</w:t></w:r></w:p>`
	anchor  = `<wp:inline><wp:extent cx="3600000" cy="900000"/><wp:docPr id="7" name="Hình 7"/>`
	drawBox = `<w:p><w:r><w:t>Đoạn neo</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>` + anchor + `<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></wps:spPr><wps:txbx><w:txbxContent>` + para + `</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>` +
		`<mc:Fallback><w:pict><v:shape style="width:280pt;height:70pt"><v:textbox><w:txbxContent>` + para + `</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`
	oldBox    = `<w:p><w:r><w:t>Đoạn neo</w:t></w:r><w:r><w:pict><v:shape style="width:280pt;height:70pt"><v:textbox><w:txbxContent>` + para + `</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`
	oldMark   = `<w:p><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t"/><v:textpath on="t" fitshape="t"/></v:shapetype><v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136" style="position:absolute;width:400pt;height:120pt;rotation:315"><v:textpath style="font-family:&quot;Times New Roman&quot;" string="%s"/></v:shape></w:pict></w:r></w:p>`
	pictureIn = `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="1800000" cy="720000"/><wp:docPr id="8" name="Hình 8"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="8" name="a"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdP"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="720000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`
	chartXML  = `<c:chartSpace` + allXMLNS + `><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>%title</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>Số đại biểu</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:f>Sheet1!$A$2</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>%cat</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!$B$2</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="1"/><c:pt idx="0"><c:v>5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>`
	chartMIME = officeMIME + `drawingml.chart+xml`
	chartIn   = `<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rIdC"/></a:graphicData></a:graphic>`
	smartIn   = `<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:relIds r:dm="rIdD" r:lo="rIdL" r:qs="rIdQ" r:cs="rIdS"/></a:graphicData></a:graphic>`
)

func chartOf(from, title, category string) part {
	return part{name: strings.Split(from, "/")[0] + "/charts/c9.xml", kind: "chart", id: "rIdC", from: from, mime: chartMIME, text: strings.NewReplacer("%title", title, "%cat", category).Replace(chartXML)}
}

// smartOf are the parts of a SmartArt: its data, and the picture of it that a program without its layout shows.
func smartOf(from string) []part {
	folder := strings.Split(from, "/")[0] + "/diagrams/"
	return []part{
		{name: folder + "d9.xml", kind: "diagramData", id: "rIdD", from: from, mime: officeMIME + "drawingml.diagramData+xml", text: `<dgm:dataModel` + allXMLNS + `><dgm:ptLst><dgm:pt modelId="1" type="doc"><dgm:prSet/><dgm:spPr/><dgm:t><a:bodyPr/><a:p><a:endParaRPr/></a:p></dgm:t></dgm:pt><dgm:pt modelId="2"><dgm:prSet/><dgm:spPr/><dgm:t><a:bodyPr/><a:p><a:r><a:t>%s</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst><dgm:cxnLst><dgm:cxn modelId="3" srcId="1" destId="2" srcOrd="0" destOrd="0"/></dgm:cxnLst><dgm:bg/><dgm:whole/><a:extLst><a:ext uri="http://schemas.microsoft.com/office/drawing/2008/diagram"><dsp:dataModelExt relId="rIdX" minVer="http://schemas.openxmlformats.org/drawingml/2006/diagram"/></a:ext></a:extLst></dgm:dataModel>`},
		{name: folder + "drawing9.xml", kind: "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing", id: "rIdX", from: from, mime: "application/vnd.ms-office.drawingml.diagramDrawing+xml", text: `<dsp:drawing` + allXMLNS + `><dsp:spTree><dsp:nvGrpSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvGrpSpPr/></dsp:nvGrpSpPr><dsp:grpSpPr/><dsp:sp modelId="2"><dsp:nvSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvSpPr/></dsp:nvSpPr><dsp:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="800000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></dsp:spPr><dsp:txBody><a:bodyPr/><a:p><a:r><a:t>%s</a:t></a:r></a:p></dsp:txBody></dsp:sp></dsp:spTree></dsp:drawing>`},
		{name: folder + "layout9.xml", kind: "diagramLayout", id: "rIdL", from: from, mime: officeMIME + "drawingml.diagramLayout+xml", text: `<dgm:layoutDef` + allXMLNS + ` uniqueId="urn:x"><dgm:layoutNode><dgm:alg type="lin"/></dgm:layoutNode></dgm:layoutDef>`},
	}
}

// stampPNG is a picture with colours.
func stampPNG() string {
	m := image.NewRGBA(image.Rect(0, 0, 60, 24))
	for i := range 60 {
		m.Set(i, i%24, color.RGBA{200, 0, 0, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.String()
}

func pictureOf(from string) part {
	return part{name: strings.Split(from, "/")[0] + "/media/i9.png", kind: "image", id: "rIdP", from: from, text: stampPNG()}
}

// rubyOf is a word with another above it.
func rubyOf(above, base string) string {
	return `<w:ruby><w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="12"/><w:hpsRaise w:val="24"/><w:hpsBaseText w:val="24"/><w:lid w:val="vi-VN"/></w:rubyPr><w:rt><w:r><w:t>` + above + `</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>` + base + `</w:t></w:r></w:rubyBase></w:ruby>`
}

// choices are two alternatives of the same, and what stands in their place when the second has no attributes.
func choices(first, second string) string {
	element := "Choice"
	if second == "" {
		element = "Fallback"
	}
	return `<mc:AlternateContent xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><mc:Choice` + first + `><w:r><w:t>Được chọn</w:t></w:r></mc:Choice><mc:` + element + second + `><w:r><w:t>%s</w:t></w:r></mc:` + element + `></mc:AlternateContent>`
}

// small gives the words in small letters, which the file shows as capitals.
func small(make func(words string) []byte) func(words string) []byte {
	return func(words string) []byte { return make(strings.ToLower(words)) }
}

func docxPlaces() []place {
	const main = "word/document.xml"
	styled := of("styles", `<w:style w:type="paragraph" w:default="1" w:styleId="N"/><w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:caps/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Head"><w:basedOn w:val="Base"/></w:style><w:style w:type="character" w:styleId="Sc"><w:rPr><w:smallCaps/></w:rPr></w:style><w:style w:type="character" w:styleId="Van"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="Van2"><w:basedOn w:val="Van"/></w:style><w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>`)
	numbered := of("numbering", `<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="none"/><w:lvlText w:val="%s"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num>`)
	footnotes := of("footnotes", `<w:footnote w:id="2">`+para+`</w:footnote>`)
	endnotes := of("endnotes", `<w:endnote w:id="2">`+para+`</w:endnote>`)
	comments := of("comments", `<w:comment w:id="0" w:author="A">`+para+`</w:comment>`)
	otherName := func(name string, change func(string) string) func(words string) []byte {
		return inXML(func(fill func(string) string) []byte {
			return opc(part{name: name, kind: "officeDocument", id: "rId1", mime: docMain, text: change(fill(`<w:document` + allXMLNS + `><w:body><w:p><w:r><w:t>Báo cáo</w:t></w:r></w:p>` + para + `</w:body></w:document>`))})
		})
	}
	same := func(s string) string { return s }
	property := func(name, kind, mime, text string) func(string) []byte {
		return word("", part{name: name, kind: kind, id: "rId9", mime: mime, text: text})
	}
	const custom = `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Độ mật"><vt:lpwstr>%s</vt:lpwstr></property></Properties>`
	const core = `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title></cp:coreProperties>`
	return []place{
		{"docx", "a paragraph", word(para), shown, shown},
		{"docx", "in TCVN3", inFont(word, ".VnTime", inTCVN3), shown, shown},
		{"docx", "in TCVN3, a font of capitals", inFont(word, ".VnTimeH", func(words string) []byte { return inTCVN3(strings.ToLower(words)) }), shown, shown},
		{"docx", "in VNI", inFont(word, "VNI-Times", inVNI), shown, shown},
		{"docx", "a cell", word(`<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="6000"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc>` + para + `</w:tc></w:tr></w:tbl>`), shown, shown},
		{"docx", "a text box", word(drawBox), shown, shown},
		{"docx", "a text box of VML", word(oldBox), shown, shown},
		{"docx", "a text box in a cell", word(`<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc>` + drawBox + `</w:tc></w:tr></w:tbl>`), shown, shown},
		{"docx", "a text box in a header", word("", of("header", drawBox)), shown, shown},
		{"docx", "a header", word("", of("header", para)), shown, shown},
		{"docx", "a footer", word("", of("footer", para)), shown, shown},
		{"docx", "a footnote", word(`<w:p><w:r><w:t>Câu</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`, footnotes), shown, shown},
		{"docx", "an endnote", word(`<w:p><w:r><w:t>Câu</w:t></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>`, endnotes), shown, shown},
		{"docx", "a watermark", word("", of("header", oldMark)), shown, doorway},
		{"docx", "a watermark in the body", word(oldMark), shown, doorway},
		{"docx", "the title of a chart", word(`<w:p><w:r><w:drawing>`+anchor+chartIn+`</wp:inline></w:drawing></w:r></w:p>`, chartOf(main, "%s", "Tổ 1")), shown, shown},
		{"docx", "a category of a chart", word(`<w:p><w:r><w:drawing>`+anchor+chartIn+`</wp:inline></w:drawing></w:r></w:p>`, chartOf(main, "Biểu đồ", "%s")), shown, shown},
		{"docx", "SmartArt", word(`<w:p><w:r><w:drawing>`+anchor+smartIn+`</wp:inline></w:drawing></w:r></w:p>`, smartOf(main)...), shown, shown},
		{"docx", "the number format of a chart's axis", word(`<w:p><w:r><w:drawing>`+anchor+chartIn+`</wp:inline></w:drawing></w:r></w:p>`, func() part {
			p := chartOf(main, "Biểu đồ", "Tổ 1")
			p.text = strings.Replace(p.text, `<c:axPos val="b"/>`, `<c:axPos val="b"/><c:numFmt formatCode="0;0;&quot;%s&quot;" sourceLinked="0"/>`, 1)
			return p
		}()), doorway, doorway},
		{"docx", "a chart for another program", word(`<w:p><w:r><w:drawing>`+anchor+chartIn+`</wp:inline></w:drawing></w:r></w:p>`, func() part {
			p := chartOf(main, "Biểu đồ", "Tổ 1")
			p.text = strings.Replace(p.text, `<c:plotArea>`, `<mc:AlternateContent><mc:Choice Requires="c"/><mc:Fallback><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>%s</a:t></a:r></a:p></c:rich></c:tx></c:title></mc:Fallback></mc:AlternateContent><c:plotArea>`, 1)
			return p
		}()), shown, shown},
		{"docx", "a word with another above it", word(`<w:p><w:r>` + rubyOf("cách đọc", "%s") + `</w:r></w:p>`), shown, shown},
		{"docx", "a word above another", word(`<w:p><w:r><w:t xml:space="preserve">Câu </w:t></w:r><w:r>` + rubyOf("%s", "chữ") + `</w:r></w:p>`), shown, shown},
		{"docx", "the second of two alternatives", word(`<w:p><w:r><w:t>Đoạn</w:t></w:r></w:p><w:p>` + choices(" Requires=\"wps\"", " Requires=\"w14\"") + `</w:p>`), doorway, doorway},
		{"docx", "an alternative for another program", word(`<w:p><w:r><w:t>Đoạn</w:t></w:r></w:p><w:p>` + choices(" Requires=\"wps\"", "") + `</w:p>`), doorway, doorway},
		{"docx", "an attribute that no program knows", word(`<w:p xmlns:q="urn:example:q" q:note="%s"><w:r><w:t>Đoạn</w:t></w:r></w:p>`), doorway, doorway},
		{"docx", "a comment of its XML", word(`<!-- %s --><w:p><w:r><w:t>Đoạn</w:t></w:r></w:p>`), doorway, doorway},
		{"docx", "the code of a field", word(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE "%s"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`), doorway, doorway},
		{"docx", "a file within the file", func(words string) []byte {
			return word("", part{name: "word/embeddings/a.docx", kind: "package", id: "rIdE", from: main, mime: docMain, text: string(word(para)(words))})("x")
		}, doorway, doorway},
		{"docx", "a PDF within the file", func(words string) []byte {
			return word("", part{name: "word/embeddings/a.bin", kind: "package", id: "rIdE", from: main, mime: "application/pdf", text: string(pdfFile{words: words, content: pdfLine(words, 60, 500)}.bytes())})("x")
		}, doorway, doorway},
		{"docx", "capitals of a run", small(word(`<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>%s</w:t></w:r></w:p>`)), shown, shown},
		{"docx", "capitals of a style's base", small(word(`<w:p><w:pPr><w:pStyle w:val="Head"/></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, styled)), shown, shown},
		{"docx", "small capitals of a style", small(word(`<w:p><w:r><w:rPr><w:rStyle w:val="Sc"/></w:rPr><w:t>%s</w:t></w:r></w:p>`, styled)), shown, shown},
		{"docx", "an automatic number", word(`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr></w:p>`, numbered), shown, shown},
		{"docx", "the result of a field", word(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>%s</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`), shown, shown},
		{"docx", "a content control", word(`<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>` + para + `</w:sdtContent></w:sdt>`), shown, shown},
		{"docx", "inserted", word(`<w:p><w:ins w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>%s</w:t></w:r></w:ins></w:p>`), shown, shown},
		{"docx", "moved here", word(`<w:p><w:moveTo w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>%s</w:t></w:r></w:moveTo></w:p>`), shown, shown},
		{"docx", "deleted", word(`<w:p><w:del w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>%s</w:delText></w:r></w:del></w:p>`), doorway, doorway},
		{"docx", "moved away", word(`<w:p><w:moveFrom w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>%s</w:t></w:r></w:moveFrom></w:p>`), doorway, doorway},
		{"docx", "a deleted row", word(`<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>Còn lại</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:trPr><w:del w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"/></w:trPr><w:tc>` + para + `</w:tc></w:tr></w:tbl>`), doorway, doorway},
		{"docx", "hidden", word(`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>%s</w:t></w:r></w:p>`), doorway, doorway},
		{"docx", "hidden by a style", word(`<w:p><w:r><w:rPr><w:rStyle w:val="Van"/></w:rPr><w:t>%s</w:t></w:r></w:p>`, styled), doorway, doorway},
		{"docx", "hidden by a style's base", word(`<w:p><w:r><w:rPr><w:b/><w:rStyle w:val="Van2"/></w:rPr><w:t>%s</w:t></w:r></w:p>`, styled), doorway, doorway},
		{"docx", "hidden by the style of its paragraph", word(`<w:p><w:pPr><w:pStyle w:val="Gone"/></w:pPr><w:r><w:t>%s</w:t></w:r></w:p><w:p/>`, styled), doorway, doorway},
		{"docx", "shown though its style hides", word(`<w:p><w:r><w:rPr><w:rStyle w:val="Van"/><w:vanish w:val="0"/></w:rPr><w:t>%s</w:t></w:r></w:p>`, styled), shown, shown},
		{"docx", "a hidden row", word(`<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>Còn lại</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>` + para + `</w:tc></w:tr></w:tbl>`), doorway, doorway},
		{"docx", "a hidden text box", word(strings.Replace(drawBox, `name="Hình 7"`, `name="Hình 7" hidden="1"`, 1)), doorway, doorway},
		{"docx", "a hidden text box of VML", word(strings.Replace(oldBox, `style="`, `style="visibility:hidden;`, 1)), doorway, doorway},
		{"docx", "a comment", word(`<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>Câu</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`, comments), doorway, doorway},
		{"docx", "a picture's description", word(strings.Replace(strings.Replace(drawBox, `name="Hình 7"`, `name="Hình 7" descr="%s"`, 1), para, "", 2)), doorway, doorway},
		{"docx", "a header that no page has", word("", part{name: "word/headerX.xml", mime: officeMIME + "wordprocessingml.header+xml", text: `<w:hdr` + allXMLNS + `>` + para + `</w:hdr>`}), doorway, doorway},
		{"docx", "data of another program", word("", part{name: "customXml/item1.xml", kind: "customXml", id: "rIdZ", from: main, text: `<x:a xmlns:x="urn:x"><x:b>%s</x:b></x:a>`}), doorway, doorway},
		{"docx", "an own property", property("docProps/own.xml", "custom-properties", officeMIME+"custom-properties+xml", custom), doorway, doorway},
		{"docx", "the title among the properties", property("docProps/kern.xml", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "application/vnd.openxmlformats-package.core-properties+xml", core), doorway, doorway},
		{"docx", "a main part of another name", otherName("word/document2.xml", same), shown, shown},
		{"docx", "a main part in another folder", otherName("noidung/than.xml", same), shown, shown},
		{"docx", "other prefixes", otherName("word/document.xml", func(s string) string {
			return strings.NewReplacer("<w:", "<ns0:", "</w:", "</ns0:", "xmlns:w=", "xmlns:ns0=").Replace(s)
		}), shown, shown},
		{"docx", "the namespace by default", otherName("word/document.xml", func(s string) string {
			return strings.NewReplacer("<w:", "<", "</w:", "</", "xmlns:w=", "xmlns=").Replace(s)
		}), shown, shown},
		{"docx", "a picture", word(pictureIn, pictureOf(main)), unreadable, unreadable},
		{"docx", "a picture in a header", word("", of("header", pictureIn), func() part { p := pictureOf("word/header7.xml"); return p }()), unreadable, unreadable},
		{"docx", "a file amid the text", word(`<w:altChunk r:id="rIdA"/>`, part{name: "word/chunk.html", kind: "aFChunk", id: "rIdA", from: main, mime: "text/html", text: "<p>%s</p>"}), unreadable, unreadable},
	}
}

const (
	slideMIME = officeMIME + `presentationml.slide+xml`
	tree      = `<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>`
	treeEnd   = `</p:spTree></p:cSld>`
)

// shape is one of a slide; place is its placeholder, if it is one.
func shape(id, place, attrs, body string) string {
	return `<p:sp><p:nvSpPr><p:cNvPr id="` + id + `" name="Hình ` + id + `"` + attrs + `/><p:cNvSpPr/><p:nvPr>` + place + `</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="500000" y="` + id + `00000"/><a:ext cx="6000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>` + body + `</p:txBody></p:sp>`
}

// show is a presentation of one slide with its layout and master, and the parts that the slide points to.
type show struct {
	slide, layout, master, styles string
	attrs                         string // of the slide
	others                        []part
	second                        bool // there is another slide
}

func (s show) make() func(words string) []byte {
	return inXML(func(fill func(string) string) []byte {
		const title = `<a:p><a:r><a:t>Báo cáo tình hình</a:t></a:r></a:p>`
		slides := `<p:sldId id="256" r:id="rIdS1"/>`
		parts := []part{
			{name: "ppt/slides/s1.xml", kind: "slide", id: "rIdS1", from: "ppt/presentation.xml", mime: slideMIME, text: `<p:sld` + allXMLNS + s.attrs + `>` + tree + shape("2", "", "", title) + s.slide + treeEnd + `</p:sld>`},
			{name: "ppt/slideLayouts/l1.xml", kind: "slideLayout", id: "rIdL1", from: "ppt/slides/s1.xml", mime: officeMIME + `presentationml.slideLayout+xml`, text: `<p:sldLayout` + allXMLNS + `>` + tree + s.layout + treeEnd + `</p:sldLayout>`},
			{name: "ppt/slideMasters/m1.xml", kind: "slideMaster", id: "rIdM1", from: "ppt/presentation.xml", mime: officeMIME + `presentationml.slideMaster+xml`, text: `<p:sldMaster` + allXMLNS + `>` + tree + s.master + treeEnd + `<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rIdL2"/></p:sldLayoutIdLst><p:txStyles>` + s.styles + `</p:txStyles></p:sldMaster>`},
		}
		if s.second {
			slides += `<p:sldId id="257" r:id="rIdS2"/>`
			parts = append(parts, part{name: "ppt/slides/s2.xml", kind: "slide", id: "rIdS2", from: "ppt/presentation.xml", mime: slideMIME, text: `<p:sld` + allXMLNS + `>` + tree + shape("2", "", "", title) + treeEnd + `</p:sld>`})
		}
		parts = append([]part{{name: "ppt/presentation.xml", kind: "officeDocument", id: "rId1", mime: officeMIME + `presentationml.presentation.main+xml`, text: `<p:presentation` + allXMLNS + `><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rIdM1"/></p:sldMasterIdLst><p:sldIdLst>` + slides + `</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`}}, parts...)
		for i := range parts {
			parts[i].text = fill(parts[i].text)
		}
		for _, p := range s.others {
			p.text = fill(p.text)
			parts = append(parts, p)
		}
		return relinked(opc(parts...), map[string]string{
			"ppt/slideLayouts/_rels/l1.xml.rels": `<Relationship Id="rIdM" Type="` + relTypes + `slideMaster" Target="../slideMasters/m1.xml"/>`,
			"ppt/slideMasters/_rels/m1.xml.rels": `<Relationship Id="rIdL2" Type="` + relTypes + `slideLayout" Target="../slideLayouts/l1.xml"/>`,
		})
	})
}

// relinked adds parts of relations to a file: those that point back.
func relinked(file []byte, rels map[string]string) []byte {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range z.File {
		if err := out.Copy(f); err != nil {
			panic(err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rels)) {
		w, err := out.Create(name)
		if err == nil {
			_, err = w.Write([]byte(`<Relationships xmlns="` + opcRels + `">` + rels[name] + `</Relationships>`))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := out.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func pptxPlaces() []place {
	const slide = "ppt/slides/s1.xml"
	const line = `<a:p><a:r><a:rPr lang="vi-VN"/><a:t>%s</a:t></a:r></a:p>`
	frame := func(inner string) string {
		return `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="Khung"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="500000" y="2000000"/><a:ext cx="6000000" cy="3000000"/></p:xfrm>` + inner + `</p:graphicFrame>`
	}
	notes := part{name: "ppt/notesSlides/n1.xml", kind: "notesSlide", id: "rIdN", from: slide, mime: officeMIME + `presentationml.notesSlide+xml`, text: `<p:notes` + allXMLNS + `>` + tree + shape("3", `<p:ph type="body" idx="1"/>`, "", line) + treeEnd + `</p:notes>`}
	remark := part{name: "ppt/comments/c1.xml", kind: "comments", id: "rIdR", from: slide, mime: officeMIME + `presentationml.comments+xml`, text: `<p:cmLst` + allXMLNS + `><p:cm authorId="0" dt="2026-01-01T00:00:00" idx="1"><p:pos x="1" y="1"/><p:text>%s</p:text></p:cm></p:cmLst>`}
	table := frame(`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblPr/><a:tblGrid><a:gridCol w="2000000"/><a:gridCol w="4000000"/></a:tblGrid><a:tr h="400000"><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>1</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc><a:tc><a:txBody><a:bodyPr/>` + line + `</a:txBody><a:tcPr/></a:tc></a:tr></a:tbl></a:graphicData></a:graphic>`)
	picture := `<p:pic><p:nvPicPr><p:cNvPr id="5" name="Ảnh"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="rIdP"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="720000"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr></p:pic>`
	group := `<p:grpSp><p:nvGrpSpPr><p:cNvPr id="6" name="Nhóm"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>` + shape("7", "", "", line) + `</p:grpSp>`
	const capitalTitle = `<p:titleStyle><a:lvl1pPr><a:defRPr cap="all"/></a:lvl1pPr></p:titleStyle>`
	return []place{
		{"pptx", "a shape", show{slide: shape("3", "", "", line)}.make(), shown, shown},
		{"pptx", "a shape in a group", show{slide: group}.make(), shown, shown},
		{"pptx", "a cell", show{slide: table}.make(), shown, shown},
		{"pptx", "a layout", show{layout: shape("3", "", "", line)}.make(), shown, shown},
		{"pptx", "a master", show{master: shape("3", "", "", line)}.make(), shown, shown},
		{"pptx", "a layout's example", show{layout: shape("3", `<p:ph type="body" idx="1"/>`, "", line)}.make(), doorway, doorway},
		{"pptx", "notes", show{others: []part{notes}}.make(), shown, doorway},
		{"pptx", "capitals of a run", small(show{slide: shape("3", "", "", strings.Replace(line, `lang=`, `cap="all" lang=`, 1))}.make()), shown, shown},
		{"pptx", "capitals of the master's titles", small(show{slide: shape("3", `<p:ph type="title"/>`, "", line), styles: capitalTitle}.make()), shown, shown},
		{"pptx", "the title of a chart", show{slide: frame(chartIn), others: []part{chartOf(slide, "%s", "Tổ 1")}}.make(), shown, shown},
		{"pptx", "SmartArt", show{slide: frame(smartIn), others: smartOf(slide)}.make(), shown, shown},
		{"pptx", "a slide that is not shown", show{slide: shape("3", "", "", line), attrs: ` show="0"`, second: true}.make(), doorway, doorway},
		{"pptx", "a comment", show{others: []part{remark}}.make(), doorway, doorway},
		{"pptx", "a hidden shape", show{slide: shape("3", "", ` hidden="1"`, line)}.make(), doorway, doorway},
		{"pptx", "a description", show{slide: shape("3", "", ` descr="%s"`, `<a:p/>`)}.make(), doorway, doorway},
		{"pptx", "a picture", show{slide: picture, others: []part{pictureOf(slide)}}.make(), unreadable, unreadable},
	}
}

// book is a workbook of a sheet, and of another one when that has a state.
type book struct {
	sheet         string // after sheetData and within
	rows          string
	before        string // before sheetData
	name          string
	state, second string
	styles        string
	others        []part
}

func (b book) make() func(words string) []byte {
	return inXML(func(fill func(string) string) []byte {
		const ns = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
		const mime = officeMIME + `spreadsheetml.`
		name := b.name
		if name == "" {
			name = "Số liệu"
		}
		sheets := `<sheet name="` + name + `" sheetId="1" r:id="rIdS1"/>`
		parts := []part{
			{name: "xl/worksheets/s1.xml", kind: "worksheet", id: "rIdS1", from: "xl/workbook.xml", mime: mime + "worksheet+xml", text: `<worksheet` + ns + `>` + b.before + `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Báo cáo tình hình</t></is></c></row>` + b.rows + `</sheetData>` + b.sheet + `</worksheet>`},
			{name: "xl/styles.xml", kind: "styles", id: "rIdY", from: "xl/workbook.xml", mime: mime + "styles+xml", text: `<styleSheet` + ns + `>` + b.styles + `</styleSheet>`},
		}
		if b.second != "" {
			sheets += `<sheet name="Phụ" sheetId="2" state="` + b.state + `" r:id="rIdS2"/>`
			parts = append(parts, part{name: "xl/worksheets/s2.xml", kind: "worksheet", id: "rIdS2", from: "xl/workbook.xml", mime: mime + "worksheet+xml", text: `<worksheet` + ns + `><sheetData>` + b.second + `</sheetData></worksheet>`})
		}
		parts = append([]part{{name: "xl/workbook.xml", kind: "officeDocument", id: "rId1", mime: mime + "sheet.main+xml", text: `<workbook` + ns + `><sheets>` + sheets + `</sheets></workbook>`}}, append(parts, b.others...)...)
		for i := range parts {
			if !strings.HasSuffix(parts[i].name, ".png") {
				parts[i].text = fill(parts[i].text)
			}
		}
		return opc(parts...)
	})
}

func xlsxPlaces() []place {
	const (
		sheet  = "xl/worksheets/s1.xml"
		cell   = `<row r="3"><c r="B3" t="inlineStr"><is><t>%s</t></is></c></row>`
		format = `<numFmts count="1"><numFmt numFmtId="170" formatCode="0;0;&quot;%s&quot;"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="170" applyNumberFormat="1"/></cellXfs>`
		mark   = `<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>20</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>`
		end    = `<xdr:clientData/></xdr:twoCellAnchor>`
	)
	drawing := func(inner string) part {
		return part{name: "xl/drawings/d1.xml", kind: "drawing", id: "rIdDr", from: sheet, mime: officeMIME + "drawing+xml", text: `<xdr:wsDr` + allXMLNS + `>` + mark + inner + end + `</xdr:wsDr>`}
	}
	const uses = `<drawing r:id="rIdDr"/>`
	box := func(attrs, text string) string {
		return `<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="Hộp"` + attrs + `/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="600000" y="800000"/><a:ext cx="4000000" cy="800000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p>` + text + `</a:p></xdr:txBody></xdr:sp>`
	}
	frame := `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="3" name="Khung"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>` + chartIn + `</xdr:graphicFrame>`
	picture := `<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="4" name="Ảnh"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rIdP"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="720000"/></a:xfrm><a:prstGeom prst="rect"/></xdr:spPr></xdr:pic>`
	image := pictureOf("xl/drawings/d1.xml")
	shared := part{name: "xl/chuoi.xml", kind: "sharedStrings", id: "rIdT", from: "xl/workbook.xml", mime: officeMIME + "spreadsheetml.sharedStrings+xml", text: `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><r><t xml:space="preserve">%s</t></r></si></sst>`}
	remark := part{name: "xl/nhanxet.xml", kind: "comments", id: "rIdR", from: sheet, mime: officeMIME + "spreadsheetml.comments+xml", text: `<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>A</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>%s</t></r></text></comment></commentList></comments>`}
	return []place{
		{"xlsx", "a cell", book{rows: cell}.make(), shown, shown},
		{"xlsx", "a shared text", book{rows: `<row r="3"><c r="B3" t="s"><v>0</v></c></row>`, others: []part{shared}}.make(), shown, shown},
		{"xlsx", "the result of a formula", book{rows: `<row r="3"><c r="B3" t="str"><f>"x"</f><v>%s</v></c></row>`}.make(), shown, shown},
		{"xlsx", "the result of a formula of several cells", book{rows: `<row r="3"><c r="B3" t="str"><f t="array" ref="B3:B4">A1:A2</f><v>%s</v></c></row>`}.make(), shown, shown},
		{"xlsx", "the result of a shared formula", book{rows: `<row r="3"><c r="A3" t="str"><f t="shared" ref="A3:B3" si="0">"x"</f><v>a</v></c><c r="B3" t="str"><f t="shared" si="0"/><v>%s</v></c></row>`}.make(), shown, shown},
		{"xlsx", "a text that a formula joins", book{rows: `<row r="3"><c r="A3" t="str"><f>"x"</f><v>%s</v></c><c r="B3"><f>A1</f></c></row>`}.make(), shown, 0}, // computed anew, as a result is missing

		{"xlsx", "a header", book{sheet: `<headerFooter><oddHeader>&amp;C&amp;"Times New Roman,Bold"&amp;14%s&amp;R&amp;P</oddHeader></headerFooter>`}.make(), shown, shown},
		{"xlsx", "a footer", book{sheet: `<headerFooter><oddFooter>&amp;L%s&amp;R&amp;P</oddFooter></headerFooter>`}.make(), shown, shown},
		{"xlsx", "a number format", book{before: `<cols><col min="2" max="2" customWidth="1" width="70"/></cols>`, rows: `<row r="3"><c r="B3" s="1"><v>0</v></c></row>`, styles: format}.make(), shown, shown},
		{"xlsx", "a number format that is too wide for its column", book{rows: `<row r="3"><c r="B3" s="1"><v>0</v></c></row>`, styles: format}.make(), shown, doorway}, // ### is shown
		{"xlsx", "a text box", book{sheet: uses, others: []part{drawing(box("", `<a:r><a:t>%s</a:t></a:r>`))}}.make(), shown, shown},
		{"xlsx", "capitals of a text box", small(book{sheet: uses, others: []part{drawing(box("", `<a:r><a:rPr cap="all"/><a:t>%s</a:t></a:r>`))}}.make()), shown, shown},
		{"xlsx", "the title of a chart", book{sheet: uses, others: []part{drawing(frame), chartOf("xl/drawings/d1.xml", "%s", "Tổ 1")}}.make(), shown, shown},
		{"xlsx", "the number format of a later condition", book{sheet: `<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="cellIs" priority="1" operator="equal" id="{00000000-0000-0000-0000-000000000001}"><xm:f>99</xm:f><x14:dxf><numFmt numFmtId="165" formatCode="&quot;%s&quot;"/></x14:dxf></x14:cfRule><xm:sqref>D1</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>`}.make(), doorway, doorway},
		{"xlsx", "a text of a formula", book{rows: `<row r="3"><c r="B3" t="str"><f>IF(A1=1,"%s","")</f><v>x</v></c></row>`}.make(), doorway, doorway},
		{"xlsx", "an entry to choose", book{sheet: `<dataValidations count="1"><dataValidation type="list" sqref="A1"><formula1>"một,%s"</formula1></dataValidation></dataValidations>`}.make(), doorway, doorway},
		{"xlsx", "a hidden sheet", book{state: "hidden", second: cell}.make(), doorway, doorway},
		{"xlsx", "a very hidden sheet", book{state: "veryHidden", second: cell}.make(), doorway, doorway},
		{"xlsx", "a hidden row", book{rows: strings.Replace(cell, `r="3"`, `r="3" hidden="1"`, 1)}.make(), doorway, doorway},
		{"xlsx", "a hidden column", book{before: `<cols><col min="2" max="2" hidden="1" width="9"/></cols>`, rows: cell}.make(), doorway, doorway},
		{"xlsx", "a comment", book{others: []part{remark}}.make(), doorway, doorway},
		{"xlsx", "a hidden text box", book{sheet: uses, others: []part{drawing(box(` hidden="1"`, `<a:r><a:t>%s</a:t></a:r>`))}}.make(), doorway, doorway},
		{"xlsx", "a hint for entries", book{sheet: `<dataValidations count="1"><dataValidation type="none" showInputMessage="1" sqref="A1" prompt="%s"/></dataValidations>`}.make(), doorway, doorway},
		{"xlsx", "a description", book{sheet: uses, others: []part{drawing(box(` descr="%s"`, ``))}}.make(), doorway, doorway},
		{"xlsx", "a picture", book{sheet: uses, others: []part{drawing(picture), image}}.make(), unreadable, unreadable},
	}
}

// inFont writes the words in a font of before Unicode.
func inFont(word func(string, ...part) func(string) []byte, font string, encode func(string) []byte) func(string) []byte {
	return func(words string) []byte {
		return word(`<w:p><w:r><w:rPr><w:rFonts w:ascii="` + font + `" w:hAnsi="` + font + `"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r></w:p>`)(latin1(encode(words)))
	}
}
