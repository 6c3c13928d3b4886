package extract_test

import (
	"strings"
	"testing"

	"plenum/documents/extract"
)

func TestOpenDocumentIsReadAsItIsShown(t *testing.T) {
	t.Parallel()
	const numbers = `<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="Điều " style:num-suffix="."/>` +
		`<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/><text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3" style:num-suffix="."/></text:list-style>` +
		`<text:list-style style:name="R"><text:list-level-style-number text:level="1" style:num-format="I" text:start-value="4" style:num-suffix="."/></text:list-style>` +
		`<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>` +
		`<text:outline-style><text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format="1" style:num-suffix="." text:display-levels="1"/></text:outline-style>` +
		`<style:style style:name="P" style:family="paragraph"><style:text-properties fo:text-transform="uppercase"/></style:style><style:style style:name="Q" style:family="paragraph" style:parent-style-name="P"/>` +
		`<style:style style:name="L" style:family="text"><style:text-properties fo:text-transform="none"/></style:style>`
	item := func(s string) string { return `<text:list-item><text:p>` + s + `</text:p></text:list-item>` }
	for name, c := range map[string]struct{ in, want string }{
		"numbers of a list":            {`<text:list text:style-name="N">` + item("một") + item("hai") + `</text:list>`, "Điều 1. một\nĐiều 2. hai\n"},
		"a list within":                {`<text:list text:style-name="N">` + item("một") + `<text:list-item><text:p>hai</text:p><text:list>` + item("x") + item("y") + `</text:list></text:list-item></text:list>`, "Điều 1. một\nĐiều 2. hai\na) x\nb) y\n"},
		"three levels":                 {`<text:list text:style-name="N"><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p><text:list>` + item("c") + `</text:list></text:list-item></text:list></text:list-item></text:list>`, "Điều 1. a\na) b\n1.a.1. c\n"},
		"a list begins anew":           {`<text:list text:style-name="N">` + item("a") + `</text:list><text:list text:style-name="N">` + item("b") + `</text:list>`, "Điều 1. a\nĐiều 1. b\n"},
		"a list goes on":               {`<text:list text:style-name="N">` + item("a") + `</text:list><text:p>x</text:p><text:list text:style-name="N" text:continue-numbering="true">` + item("b") + `</text:list>`, "Điều 1. a\nx\nĐiều 2. b\n"},
		"Roman numbers from a start":   {`<text:list text:style-name="R">` + item("a") + item("b") + `</text:list>`, "IV. a\nV. b\n"},
		"a start of its own":           {`<text:list text:style-name="N"><text:list-item text:start-value="7"><text:p>a</text:p></text:list-item>` + item("b") + `</text:list>`, "Điều 7. a\nĐiều 8. b\n"},
		"bullets":                      {`<text:list text:style-name="B">` + item("a") + `</text:list>`, "• a\n"},
		"the second paragraph of one":  {`<text:list text:style-name="N"><text:list-item><text:p>a</text:p><text:p>b</text:p></text:list-item></text:list>`, "Điều 1. a\nb\n"},
		"headings":                     {`<text:h text:outline-level="1">A</text:h><text:h text:outline-level="2">B</text:h><text:h text:outline-level="2">C</text:h><text:h text:outline-level="1">D</text:h><text:h text:outline-level="2">E</text:h>`, "I. A\n1. B\n2. C\nII. D\n1. E\n"},
		"blanks":                       {`<text:p>a <text:s text:c="3"/>b<text:tab/>c<text:line-break/>d` + "\n  e</text:p>", "a    b\tc\nd e\n"},
		"capitals of a parent":         {`<text:p text:style-name="Q">báo cáo <text:span text:style-name="L">nhỏ</text:span></text:p>`, "BÁO CÁO nhỏ\n"},
		"a text box":                   {`<text:p>a<draw:frame><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>c</text:p>`, "ac\nb\n"},
		"a note":                       {`<text:p>câu<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>chú</text:p></text:note-body></text:note> nữa</text:p>`, "câu1 nữa\nchú\n"},
		"a caption":                    {`<text:p>Bảng <text:sequence text:name="Table">2</text:sequence>. Số liệu</text:p>`, "Bảng 2. Số liệu\n"},
		"a reference":                  {`<text:p>xem <text:bookmark-ref text:ref-name="x">Điều 3</text:bookmark-ref></text:p>`, "xem Điều 3\n"},
		"inserted and deleted":         {`<text:tracked-changes><text:changed-region><text:deletion><text:p>cũ</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>a<text:change/><text:change-start/>b<text:change-end/></text:p>`, "ab\n"},
		"rows":                         {`<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell/><table:table-cell><text:p>b</text:p><text:p>c</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>d</text:p></table:table-cell></table:table-row></table:table>`, "a\tb\nc\nd\n"},
		"cells as they are shown":      {`<table:table><table:table-row><table:table-cell office:value-type="date" office:date-value="2026-05-03"><text:p>03/05/2026</text:p></table:table-cell><table:table-cell office:value-type="percentage" office:value="0.125"><text:p>12,5%</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="7"><text:p>007</text:p></table:table-cell></table:table-row></table:table>`, "03/05/2026\t12,5%\t007\n"},
		"pages":                        {`<text:p>a</text:p><text:p><text:soft-page-break/>b</text:p>`, "a\n|b\n"},
		"a text that is hidden":        {`<text:p>a<text:hidden-text text:condition="x" text:string-value="ẩn" text:is-hidden="true"/>b</text:p>`, "ab\n"},
		"a text that is not hidden":    {`<text:p>a<text:hidden-text text:condition="x" text:string-value=" hiện " text:is-hidden="false"/>b</text:p>`, "a hiện b\n"},
		"one of two texts":             {`<text:p>a <text:conditional-text text:string-value-if-true="có" text:string-value-if-false="không">có</text:conditional-text></text:p>`, "a có\n"},
		"a hidden part of a paragraph": {`<text:p>a<text:hidden-paragraph text:is-hidden="true"/>b</text:p><text:p>c</text:p>`, "c\n"},
	} {
		content := `<office:document-content><office:automatic-styles>` + numbers + `</office:automatic-styles><office:body><office:text>` + c.in + `</office:text></office:body></office:document-content>`
		r := read(t, odtType, packed(t, map[string]string{"content.xml": content}))
		if got := strings.Join(r.Pages, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestObjectsWithinOpenDocumentAreRead(t *testing.T) {
	t.Parallel()
	r := read(t, odtType, packed(t, map[string]string{
		"content.xml":          `<office:document-content><office:body><office:text><text:p>thân</text:p></office:text></office:body></office:document-content>`,
		"Object 1/content.xml": `<office:document-content><office:body><office:chart><chart:chart><chart:title><text:p>Biểu đồ</text:p></chart:title></chart:chart></office:chart></office:body></office:document-content>`,
	}))
	formula := read(t, odtType, packed(t, map[string]string{
		"content.xml":          `<office:document-content><office:body><office:text><text:p>thân</text:p></office:text></office:body></office:document-content>`,
		"Object 1/content.xml": `<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>e</mi><mo>=</mo><mtext>hệ số</mtext></mrow><annotation>e=x</annotation></semantics></math>`,
	}))
	if got := strings.Join(formula.Pages, "|"); got != "thân\n\ne = hệ số \n" {
		t.Errorf("a formula is %q", got)
	}
	hidden := read(t, odtType, packed(t, map[string]string{"content.xml": `<office:document-content><office:body><office:text><text:p>a<text:hidden-text text:string-value="TỐI MẬT" text:is-hidden="true"/></text:p></office:text></office:body></office:document-content>`}))
	if len(hidden.Hidden) != 1 || hidden.Hidden[0].Text != "TỐI MẬT" || !has(hidden, extract.HiddenText) {
		t.Errorf("a hidden text: %v %v", hidden.Hidden, hidden.Warnings)
	}
	if got := strings.Join(r.Pages, "|"); got != "thân\n\nBiểu đồ\n" {
		t.Errorf("got %q", got)
	}
}
