package extract_test

import (
	"fmt"
	"strings"
	"testing"

	"plenum/documents/extract"
)

// What Word generates stands in no text of the file: it is counted as Word counts.
func TestGeneratedTextOfWordFilesIsReadAsItIsShown(t *testing.T) {
	t.Parallel()
	const w = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	level := func(n int, format, text, more string) string {
		return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/>%s</w:lvl>`, n, format, text, more)
	}
	list := func(id int, levels ...string) string {
		return fmt.Sprintf(`<w:abstractNum w:abstractNumId="%d">%s</w:abstractNum>`, id, strings.Join(levels, ""))
	}
	num := func(id, abstract int, more string) string {
		return fmt.Sprintf(`<w:num w:numId="%d"><w:abstractNumId w:val="%d"/>%s</w:num>`, id, abstract, more)
	}
	begin := func(level, n int) string {
		return fmt.Sprintf(`<w:lvlOverride w:ilvl="%d"><w:startOverride w:val="%d"/></w:lvlOverride>`, level, n)
	}
	numbers := list(1, level(0, "decimal", "Điều %1.", ""), level(1, "decimal", "%2.", ""), level(2, "lowerLetter", "%3)", "")) +
		list(2, level(0, "decimal", "%1.", ""), level(1, "decimal", "%1.%2.", ""), level(2, "lowerLetter", "%1.%2.%3)", ""), level(3, "lowerRoman", "(%4)", "")) +
		list(3, level(0, "upperRoman", "Chương %1", `<w:suff w:val="nothing"/>`), level(1, "decimal", "Điều %1.%2.", "<w:isLgl/>"), level(2, "decimal", "%1.%3", "")) +
		list(4, level(0, "upperRoman", "Phần %1.", ""), level(1, "decimal", "Điều %2.", `<w:lvlRestart w:val="0"/>`), level(2, "decimal", "%3.", ""), level(3, "lowerLetter", "%4)", `<w:lvlRestart w:val="2"/>`)) +
		list(5, level(0, "decimalZero", "%1", ""), level(1, "upperLetter", "%2.", ""), level(2, "ordinal", "%3", ""), level(3, "vietnameseCounting", "Một là %4", ""), level(4, "numberInDash", "%5", ""), level(5, "decimalEnclosedCircle", "%6", ""), level(6, "bullet", "–", ""), level(7, "none", "", "")) +
		list(6, strings.Replace(level(0, "decimal", "Điều %1.", `<w:pStyle w:val="Dieu"/>`), `w:start w:val="1"`, `w:start w:val="3"`, 1), level(1, "decimal", "%2.", `<w:pStyle w:val="Khoan"/>`)) +
		list(7, level(0, "decimal", "%1)", `<w:rPr><w:vanish/></w:rPr>`), level(1, "upperLetter", "mục %2", `<w:rPr><w:caps/></w:rPr>`)) +
		num(1, 1, "") + num(2, 2, "") + num(3, 3, "") + num(4, 4, "") + num(5, 5, "") + num(6, 6, "") + num(7, 7, "") +
		num(11, 1, "") + num(12, 1, begin(0, 1)) + num(13, 1, begin(0, 9)+begin(1, 5)) +
		num(14, 1, `<w:lvlOverride w:ilvl="0">`+level(0, "upperRoman", "Khoản %1.", "")+`</w:lvlOverride>`)
	styles := `<w:style w:type="paragraph" w:styleId="Dieu"><w:pPr><w:numPr><w:numId w:val="6"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Khoan"><w:basedOn w:val="Dieu"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>`
	text := func(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
	at := func(num, level int, s string) string {
		return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr></w:pPr>%s</w:p>`, level, num, text(s))
	}
	styled := func(style, more, s string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + more + `</w:pPr>` + text(s) + `</w:p>`
	}
	field := func(code, result string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + code + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + result + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	for name, c := range map[string]struct{ body, want string }{
		"articles":                            {at(1, 0, "a") + at(1, 0, "b") + at(1, 0, "c"), "Điều 1. a\nĐiều 2. b\nĐiều 3. c"},
		"clauses begin anew in each article":  {at(1, 0, "a") + at(1, 1, "x") + at(1, 1, "y") + at(1, 0, "b") + at(1, 1, "z"), "Điều 1. a\n1. x\n2. y\nĐiều 2. b\n1. z"},
		"points":                              {at(1, 0, "a") + at(1, 1, "x") + at(1, 2, "p") + at(1, 2, "q") + at(1, 1, "y") + at(1, 2, "r"), "Điều 1. a\n1. x\na) p\nb) q\n2. y\na) r"},
		"several levels in one number":        {at(2, 0, "a") + at(2, 1, "b") + at(2, 1, "c") + at(2, 2, "d") + at(2, 3, "e") + at(2, 3, "f"), "1. a\n1.1. b\n1.2. c\n1.2.a) d\n(i) e\n(ii) f"},
		"a level that was not begun":          {at(2, 2, "a") + at(2, 1, "b"), "1.1.a) a\n1.1. b"},
		"legal numbers below Roman ones":      {at(3, 0, ". a") + at(3, 1, "b") + at(3, 0, ". c") + at(3, 1, "d") + at(3, 1, "e") + at(3, 2, "f"), "Chương I. a\nĐiều 1.1. b\nChương II. c\nĐiều 2.1. d\nĐiều 2.2. e\nII.1 f"},
		"articles go on through the parts":    {at(4, 0, "a") + at(4, 1, "b") + at(4, 1, "c") + at(4, 0, "d") + at(4, 1, "e"), "Phần I. a\nĐiều 1. b\nĐiều 2. c\nPhần II. d\nĐiều 3. e"},
		"begun anew after a level further up": {at(4, 0, "a") + at(4, 1, "b") + at(4, 2, "c") + at(4, 3, "d") + at(4, 2, "e") + at(4, 3, "f") + at(4, 1, "g") + at(4, 3, "h"), "Phần I. a\nĐiều 1. b\n1. c\na) d\n2. e\nb) f\nĐiều 2. g\na) h"},
		"forms of numbers":                    {at(5, 0, "a") + at(5, 1, "b") + at(5, 2, "c") + at(5, 3, "d") + at(5, 4, "e") + at(5, 5, "f") + at(5, 6, "g") + at(5, 7, "h"), "01 a\nA. b\n1st c\nMột là một d\n- 1 - e\n① f\n– g\nh"},
		"by the style of the paragraph":       {styled("Dieu", "", "a") + styled("Khoan", "", "b") + styled("Khoan", "", "c") + styled("Dieu", "", "d"), "Điều 3. a\n1. b\n2. c\nĐiều 4. d"},
		"a style without its number":          {styled("Dieu", "", "a") + styled("Dieu", `<w:numPr><w:numId w:val="0"/></w:numPr>`, "b") + styled("Dieu", "", "c"), "Điều 3. a\nb\nĐiều 4. c"},
		"two lists that are one":              {at(1, 0, "a") + `<w:p>` + text("x") + `</w:p>` + at(11, 0, "b"), "Điều 1. a\nx\nĐiều 2. b"},
		"a list that begins anew":             {at(1, 0, "a") + at(1, 0, "b") + at(12, 0, "c") + at(12, 0, "d"), "Điều 1. a\nĐiều 2. b\nĐiều 1. c\nĐiều 2. d"},
		"a list that begins elsewhere":        {at(13, 0, "a") + at(13, 1, "b") + at(13, 1, "c") + at(13, 0, "d"), "Điều 9. a\n5. b\n6. c\nĐiều 10. d"},
		"a level of a list's own":             {at(14, 0, "a") + at(14, 0, "b"), "Khoản I. a\nKhoản II. b"},
		"hidden numbers and capitals":         {at(7, 0, "a") + at(7, 1, "b"), "a\nMỤC A b"},
		"an empty paragraph counts":           {at(1, 0, "a") + at(1, 0, "") + at(1, 0, "b"), "Điều 1. a\nĐiều 2. \nĐiều 3. b"},
		"a deleted one does not":              {at(1, 0, "a") + `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:del w:id="2"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>` + at(1, 0, "b"), "Điều 1. a\nĐiều 2. b"},
		"a caption":                           {`<w:p>` + text("Bảng ") + field(`SEQ Bảng \* ARABIC`, text("2")) + text(". Số liệu") + `</w:p>`, "Bảng 2. Số liệu"},
		"captions that were never counted":    {`<w:p>` + text("Bảng ") + field(`SEQ Bảng \* ARABIC`, "") + `</w:p><w:p>` + text("Hình ") + field(`SEQ Hình \* ROMAN`, "") + `</w:p><w:p>` + text("Bảng ") + field(`SEQ Bảng \* ARABIC`, "") + `</w:p>`, "Bảng 1\nHình I\nBảng 2"},
		"a caption from a number":             {`<w:p>` + field(`SEQ A \r 7`, "") + `</w:p><w:p>` + field(`SEQ A \c`, "") + `</w:p><w:p>` + field(`SEQ A \n`, "") + `</w:p>`, "7\n7\n8"},
		"a simple field":                      {`<w:p>` + text("Hình ") + `<w:fldSimple w:instr=" SEQ Hình ">` + text("4") + `</w:fldSimple></w:p>`, "Hình 4"},
		"cross references":                    {`<w:p>` + text("theo ") + field(`REF _Ref1 \r \h`, text("Điều 3")) + text(" (trang ") + field(`PAGEREF _Ref1 \h`, text("12")) + text(")") + `</w:p>`, "theo Điều 3 (trang 12)"},
		"a field within a field":              {`<w:p>` + field(`IF `+`1 = 1 "a" "b"`, text("xem ")+field(`REF x`, text("Điều 5"))) + `</w:p>`, "xem Điều 5"},
		"a table of contents": {`<w:sdt><w:sdtContent><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \o "1-3" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:hyperlink>` + text("Chương I") + `<w:r><w:tab/></w:r>` + field("PAGEREF _Toc1", text("5")) + `</w:hyperlink></w:p><w:p><w:hyperlink>` + text("Chương II") + `<w:r><w:tab/></w:r>` + field("PAGEREF _Toc2", text("9")) +
			`</w:hyperlink></w:p><w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>`, "Chương I\t5\nChương II\t9"},
	} {
		r := read(t, docxType, office(t, "word/document.xml", map[string]string{
			"word/document.xml":  `<w:document` + w + `><w:body>` + c.body + `</w:body></w:document>`,
			"word/numbering.xml": `<w:numbering` + w + `>` + numbers + `</w:numbering>`,
			"word/styles.xml":    `<w:styles` + w + `>` + styles + `</w:styles>`,
		}))
		if got := strings.Trim(strings.Join(r.Pages, "|"), "\n"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The schemes are all that PowerPoint has (ECMA-376, part 1, 20.1.10.61), shown from the second to the third.
func TestAutomaticNumbersOfSlidesAreReadInEachScheme(t *testing.T) {
	t.Parallel()
	for scheme, want := range map[string]string{
		"alphaLcParenBoth": "(b) x\n(c) y", "alphaUcParenBoth": "(B) x\n(C) y", "alphaLcParenR": "b) x\nc) y", "alphaUcParenR": "B) x\nC) y", "alphaLcPeriod": "b. x\nc. y", "alphaUcPeriod": "B. x\nC. y",
		"arabicParenBoth": "(2) x\n(3) y", "arabicParenR": "2) x\n3) y", "arabicPeriod": "2. x\n3. y", "arabicPlain": "2 x\n3 y", "arabicDbPeriod": "2. x\n3. y", "arabicDbPlain": "2 x\n3 y",
		"romanLcParenBoth": "(ii) x\n(iii) y", "romanUcParenBoth": "(II) x\n(III) y", "romanLcParenR": "ii) x\niii) y", "romanUcParenR": "II) x\nIII) y", "romanLcPeriod": "ii. x\niii. y", "romanUcPeriod": "II. x\nIII. y",
		"circleNumDbPlain": "② x\n③ y", "circleNumWdBlackPlain": "② x\n③ y", "circleNumWdWhitePlain": "② x\n③ y",
		"ea1ChsPeriod": "二. x\n三. y", "ea1ChsPlain": "二 x\n三 y", "ea1ChtPeriod": "二. x\n三. y", "ea1ChtPlain": "二 x\n三 y", "ea1JpnChsDbPeriod": "二. x\n三. y", "ea1JpnKorPlain": "二 x\n三 y", "ea1JpnKorPeriod": "二. x\n三. y",
		"arabic1Minus": "ب- x\nت- y", "arabic2Minus": "ب- x\nج- y", "hebrew2Minus": "ב- x\nג- y",
		"thaiAlphaPeriod": "ข. x\nค. y", "thaiAlphaParenR": "ข) x\nค) y", "thaiAlphaParenBoth": "(ข) x\n(ค) y", "thaiNumPeriod": "๒. x\n๓. y", "thaiNumParenR": "๒) x\n๓) y", "thaiNumParenBoth": "(๒) x\n(๓) y",
		"hindiAlphaPeriod": "ख. x\nग. y", "hindiAlpha1Period": "आ. x\nइ. y", "hindiNumPeriod": "२. x\n३. y", "hindiNumParenR": "२) x\n३) y",
	} {
		line := func(s string) string {
			return `<a:p><a:pPr><a:buAutoNum type="` + scheme + `" startAt="2"/></a:pPr><a:r><a:t>` + s + `</a:t></a:r></a:p>`
		}
		if got := slide(t, line("x")+line("y")); got != want {
			t.Errorf("%s: %q, want %q", scheme, got, want)
		}
	}
	auto := func(level int, more, s string) string {
		return fmt.Sprintf(`<a:p><a:pPr lvl="%d">%s</a:pPr><a:r><a:t>%s</a:t></a:r></a:p>`, level, more, s)
	}
	const one, letter, none = `<a:buAutoNum type="arabicPeriod"/>`, `<a:buAutoNum type="alphaLcParenR"/>`, `<a:buNone/>`
	for name, c := range map[string]struct{ body, want string }{
		"levels":               {auto(0, one, "x") + auto(1, letter, "y") + auto(1, letter, "z") + auto(0, one, "w") + auto(1, letter, "v"), "1. x\na) y\nb) z\n2. w\na) v"},
		"a paragraph between":  {auto(0, one, "x") + auto(0, none, "y") + auto(0, one, "z"), "1. x\ny\n1. z"},
		"bullets below":        {auto(0, one, "x") + auto(1, `<a:buChar char="•"/>`, "y") + auto(0, one, "z"), "1. x\ny\n2. z"},
		"another scheme":       {auto(0, one, "x") + auto(0, letter, "y"), "1. x\na) y"},
		"empty paragraphs":     {auto(0, one, "x") + auto(0, one, "") + auto(0, one, "z"), "1. x\n2. z"},
		"by the shape's style": {`<a:lstStyle><a:lvl1pPr>` + one + `</a:lvl1pPr></a:lstStyle>` + auto(0, "", "x") + auto(0, none, "y") + auto(0, "", "z"), "1. x\ny\n1. z"},
	} {
		if got := slide(t, c.body); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// slide is what a slide of one shape says.
func slide(t *testing.T, body string) string {
	t.Helper()
	r := read(t, pptxType, packed(t, map[string]string{
		"ppt/presentation.xml":            `<p:presentation><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels": `<Relationships><Relationship Id="r1" Type="x/slide" Target="slides/slide1.xml"/></Relationships>`,
		"ppt/slides/slide1.xml":           `<p:sld><p:sp><p:txBody>` + body + `</p:txBody></p:sp></p:sld>`,
	}))
	return strings.Trim(strings.Join(r.Pages, "|"), "\n")
}

func TestGeneratedTextOfRichTextAndOpenDocumentIsReadAsItIsShown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"an article":            {`{\listtext\pard\plain \u272?i\u7873?u 3.\tab}\ls1 a\par{\listtext\pard\plain \u272?i\u7873?u 4.\tab}\ls1 b\par`, "Điều 3.\ta\nĐiều 4.\tb"},
		"several levels":        {`{\listtext 1.2.a)\tab}\ls1\ilvl2 a\par`, "1.2.a)\ta"},
		"an old list":           {`{\pntext\pard\plain 1)\tab}{\*\pn\pnlvlbody\pndec{\pntxta )}}a\par{\pntext 2)\tab}b\par`, "1)\ta\n2)\tb"},
		"a caption":             {`B\u7843?ng {\field{\*\fldinst SEQ B\u7843?ng \\* ARABIC }{\fldrslt 2}}. a\par`, "Bảng 2. a"},
		"a cross reference":     {`xem {\field{\*\fldinst REF _Ref1 \\r \\h {\*\datafield 08d0}}{\fldrslt \u272?i\u7873?u 3}}, trang {\field{\*\fldinst PAGEREF _Ref1}{\fldrslt 12}}\par`, "xem Điều 3, trang 12"},
		"a table of contents":   {`{\field{\*\fldinst TOC \\o "1-3"}{\fldrslt Ch\u432?\u417?ng I\tab {\field{\*\fldinst PAGEREF _Toc1}{\fldrslt 5}}\par Ch\u432?\u417?ng II\tab 9}}\par`, "Chương I\t5\nChương II\t9"},
		"footnotes are counted": {`a{\super\chftn}{\footnote\chftn  m\u7897?t}b{\super\chftn}{\footnote\chftn  hai}\par`, "a1b2\n1 một\n2 hai"},
	} {
		r := read(t, "text/rtf", []byte(`{\rtf1\ansi\uc1 `+c.in+`}`))
		if got := strings.Trim(strings.Join(r.Pages, "|"), "\n"); got != c.want {
			t.Errorf("rtf: %s: %q, want %q", name, got, c.want)
		}
	}
	const styles = `<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix="."/><text:list-level-style-number text:level="3" style:num-format="a" text:display-levels="3" style:num-suffix=")"/></text:list-style>`
	for name, c := range map[string]struct{ in, want string }{
		"several levels in one number": {`<text:list text:style-name="L"><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item><text:list-item><text:p>c</text:p><text:list><text:list-item><text:p>d</text:p></text:list-item></text:list></text:list-item></text:list></text:list-item></text:list>`, "1. a\n1.1. b\n1.2. c\n1.2.a) d"},
		"a caption":                    {`<text:p>Bảng <text:sequence text:name="Bảng" text:formula="ooow:Bảng+1" style:num-format="1">2</text:sequence>. a</text:p>`, "Bảng 2. a"},
		"cross references":             {`<text:p>xem <text:bookmark-ref text:reference-format="number" text:ref-name="_Ref1">Điều 3</text:bookmark-ref>, trang <text:bookmark-ref text:reference-format="page" text:ref-name="_Ref1">12</text:bookmark-ref>, <text:sequence-ref text:ref-name="r">Bảng 2</text:sequence-ref>, <text:reference-ref text:ref-name="x">mục I</text:reference-ref>, <text:note-ref>4</text:note-ref></text:p>`, "xem Điều 3, trang 12, Bảng 2, mục I, 4"},
		"a table of contents":          {`<text:table-of-content text:name="M"><text:table-of-content-source text:outline-level="3"><text:index-title-template>Mẫu</text:index-title-template></text:table-of-content-source><text:index-body><text:index-title text:name="T"><text:p>MỤC LỤC</text:p></text:index-title><text:p><text:a>Chương I<text:tab/>5</text:a></text:p><text:p>Chương II<text:tab/>9</text:p></text:index-body></text:table-of-content>`, "MỤC LỤC\nChương I\t5\nChương II\t9"},
		"fields":                       {`<text:p>Trang <text:page-number>3</text:page-number>/<text:page-count>9</text:page-count>, ngày <text:date>09/11/2026</text:date>, <text:chapter>Chương I</text:chapter></text:p>`, "Trang 3/9, ngày 09/11/2026, Chương I"},
	} {
		content := `<office:document-content><office:automatic-styles>` + styles + `</office:automatic-styles><office:body><office:text>` + c.in + `</office:text></office:body></office:document-content>`
		r := read(t, odtType, packed(t, map[string]string{"content.xml": content}))
		if got := strings.Trim(strings.Join(r.Pages, "|"), "\n"); got != c.want {
			t.Errorf("odt: %s: %q, want %q", name, got, c.want)
		}
	}
}

// LibreOffice numbers footnotes through the whole text, whatever the file says.
func TestFootnotesThatRestartAreTold(t *testing.T) {
	t.Parallel()
	const w = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	section := func(properties string) string {
		return `<w:p><w:pPr><w:sectPr>` + properties + `</w:sectPr></w:pPr><w:r><w:t>a</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`
	}
	const restart = `<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>`
	last := `<w:p><w:r><w:t>b</w:t></w:r><w:r><w:footnoteReference w:id="3"/></w:r></w:p><w:sectPr/>`
	for name, c := range map[string]struct {
		body, settings string
		want           bool
	}{
		"by a section":            {section(restart) + last, "", true},
		"by the settings":         {section("") + last, restart, true},
		"each page":               {section(strings.Replace(restart, "eachSect", "eachPage", 1)) + last, "", false},
		"through the whole text":  {section(strings.Replace(restart, "eachSect", "continuous", 1)) + last, "", false},
		"not said":                {section("") + last, "", false},
		"one section with notes":  {section(restart) + `<w:p><w:r><w:t>b</w:t></w:r></w:p><w:sectPr/>`, "", false},
		"one section":             {`<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p><w:sectPr>` + restart + `</w:sectPr>`, "", false},
		"three sections":          {section(restart) + section("") + last, "", true},
		"endnotes":                {strings.ReplaceAll(section(strings.ReplaceAll(restart, "footnotePr", "endnotePr"))+last, "footnoteReference", "endnoteReference"), "", false},
		"the settings for one":    {`<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p><w:sectPr/>`, restart, false},
		"notes in the first only": {section("") + `<w:p><w:r><w:t>b</w:t></w:r></w:p><w:sectPr/>`, restart, false},
	} {
		r := read(t, docxType, office(t, "word/document.xml", map[string]string{
			"word/document.xml":  `<w:document` + w + `><w:body>` + c.body + `</w:body></w:document>`,
			"word/settings.xml":  `<w:settings` + w + `>` + c.settings + `</w:settings>`,
			"word/footnotes.xml": `<w:footnotes` + w + `><w:footnote w:id="2"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote></w:footnotes>`,
		}))
		if got := has(r, extract.FootnoteNumbers); got != c.want {
			t.Errorf("%s: told %v, want %v", name, got, c.want)
		}
	}
	const note = `a{\super\chftn}{\footnote\chftn x}\par`
	for body, want := range map[string]bool{
		`\ftnrestart ` + note + `\sect ` + note: true, `\sectd\sftnrestart ` + note + `\sect\sectd ` + note: true, note + `\sect ` + note: false,
		`\ftnrestart ` + note + `\sect b\par`: false, `\ftnrestart ` + note: false, `\ftnrstpg ` + note + `\sect ` + note: false,
	} {
		if r := read(t, "text/rtf", []byte(`{\rtf1\ansi `+body+`}`)); has(r, extract.FootnoteNumbers) != want {
			t.Errorf("rtf: %s: told %v, want %v", body, !want, want)
		}
	}
}
