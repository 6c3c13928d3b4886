package report

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"plenum/congress"
)

// template is a DOCX whose main part has that body.
func template(tb testing.TB, body string, more ...part) []byte {
	tb.Helper()
	out, err := zipped(append([]part{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rels}, {"docProps/app.xml", app}, {"docProps/core.xml", core("Mẫu", "Mẫu", time.Time{})}, {"word/_rels/document.xml.rels", documentRels}, {"word/styles.xml", styles}, {"word/settings.xml", settings}, {"word/header1.xml", header},
		{mainPart, xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`},
	}, more...))
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func TestATemplateIsFilled(t *testing.T) {
	c := invented(StateForm)
	c.Congress = `Đại hội <thử> & "nghiệm" {{hash}}`
	body := `<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>Kính gửi {{con</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>gress}</w:t></w:r><w:r><w:t xml:space="preserve">} số {{ number }}, </w:t></w:r><w:r><w:t>hết</w:t></w:r></w:p>` +
		`<w:p><w:r><w:t>{{body}}</w:t></w:r></w:p><w:p><w:r><w:t>{{ASOF}} &amp; {{groups}}</w:t></w:r></w:p>`
	out, err := FillTemplate(template(t, body), c)
	if err != nil {
		t.Fatal(err)
	}
	main := unpack(t, out)[mainPart]
	var texts []string
	parse(t, main).each(func(n node) {
		if n.XMLName.Local == "t" {
			texts = append(texts, n.Text)
		}
	})
	got := strings.Join(texts, "|")
	for _, want := range []string{
		`Kính gửi Đại hội <thử> & "nghiệm" {{hash}}| số 12-BC/ĐTK, |hết`, "|I. VỀ VẤN ĐỀ CHUNG|- Đa số ý kiến nhất trí với bố cục của dự thảo. (Gồm: Tổ 1 có 02 ý kiến; Tổ 2 có 02 ý kiến.)|+ Ý kiến khác: ", "|812 & 2",
	} {
		if !strings.Contains(strings.ReplaceAll(got, "||", "|"), want) {
			t.Errorf("the filled template has no %q:\n%s", want, got)
		}
	}
	if !strings.Contains(main, `<w:jc w:val="center"/>`) || strings.Contains(main, "{{body}}") {
		t.Errorf("the template's own is not as it was: %s", main)
	}
	if again, _ := FillTemplate(template(t, body), c); !bytes.Equal(again, out) {
		t.Error("the same gives other bytes")
	}
}

// What a template has behind the chapters, as a rule the signature, stands with two paragraphs of them on its page.
func TestTheEndOfTheChaptersStaysWithWhatATemplateHasBehindThem(t *testing.T) {
	empty := invented(StateForm)
	empty.General, empty.Specific, empty.Outside = Chapter{}, nil, Chapter{}
	for name, c := range map[string]Compiled{"a report": invented(StateForm), "an empty one": empty} {
		out, err := FillTemplate(template(t, `<w:p><w:r><w:t>trước</w:t></w:r></w:p><w:p><w:r><w:t>{{body}}</w:t></w:r></w:p><w:p><w:r><w:t>TM. {{issuer}}</w:t></w:r></w:p>`), c)
		if err != nil {
			t.Fatal(err)
		}
		var kept []bool
		parse(t, unpack(t, out)[mainPart]).each(func(n node) {
			if n.XMLName.Local != "p" {
				return
			}
			kept = append(kept, false)
			n.each(func(n node) {
				if n.XMLName.Local == "keepNext" {
					kept[len(kept)-1] = true
				}
			})
		})
		n := len(kept)
		if name == "a report" && (n < 5 || !kept[n-2] || !kept[n-3]) || kept[n-1] || kept[0] {
			t.Errorf("%s: of the paragraphs those stay with the next: %v", name, kept)
		}
	}
}

// texts are the texts of a part in their order, and whether a program that follows the standard keeps the spaces around each.
func texts(tb testing.TB, part string) (out []string) {
	tb.Helper()
	parse(tb, part).each(func(n node) {
		if n.XMLName.Local != "t" {
			return
		}
		text := n.Text
		for _, a := range n.Attrs {
			if a.Name.Local == "space" && a.Value == "preserve" {
				out = append(out, text)
				return
			}
		}
		out = append(out, strings.TrimSpace(text))
	})
	return out
}

func TestATemplatesSpacesStay(t *testing.T) {
	body := `<w:p><w:r><w:t>số {{num</w:t></w:r><w:r><w:t>ber}} của</w:t></w:r><w:r><w:t>{{ issuer }}</w:t></w:r></w:p>` +
		`<w:p><w:r><w:t xml:space="default">{{as</w:t></w:r><w:r><w:t >of}}</w:t></w:r><w:r><w:t>hết</w:t></w:r></w:p>`
	out, err := FillTemplate(template(t, body), invented(StateForm))
	if err != nil {
		t.Fatal(err)
	}
	main := unpack(t, out)[mainPart]
	if got := strings.Join(texts(t, main), "|"); got != "số 12-BC/ĐTK| của|Đoàn Thư ký|812||hết" {
		t.Errorf("the template reads %q", got)
	}
	if !strings.Contains(main, "<w:t>hết</w:t>") {
		t.Errorf("what has no placeholder is not as it was: %s", main)
	}
}

func TestATemplatesHeadersAndBlocksAreFilled(t *testing.T) {
	margin := func(root, text string) string {
		return xmlHead + `<w:` + root + ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:` + root + `>`
	}
	alone := func(name string) string { return `<w:p><w:r><w:t>` + name + `</w:t></w:r></w:p>` }
	body := alone("{{ body }}") + alone("{{Annexes}}") + `<w:tbl><w:tr><w:tc>` + alone("{{ answers}}") + `</w:tc><w:tc>` + alone("{{qr}}") + `</w:tc></w:tr></w:tbl>`
	marked := template(t, body, part{"word/header7.xml", margin("hdr", "Số {{number}}")}, part{"word/footer.xml", margin("ftr", "Bản ghi {{ asof }}")})
	c := invented(StateForm)
	out, err := FillTemplate(marked, c)
	if err != nil {
		t.Fatal(err)
	}
	parts := unpack(t, out)
	if h, f := texts(t, parts["word/header7.xml"]), texts(t, parts["word/footer.xml"]); strings.Join(h, "") != "Số 12-BC/ĐTK" || strings.Join(f, "") != "Bản ghi 812" {
		t.Errorf("the header reads %q, the footer %q", h, f)
	}
	main := strings.Join(texts(t, parts[mainPart]), "|")
	for _, want := range []string{"I. VỀ VẤN ĐỀ CHUNG", "Phụ lục I|Ý KIẾN CỦA TỔ 1|(Kèm theo Báo cáo số ", "Phụ lục III|TIẾP THU, GIẢI TRÌNH|(Kèm theo", "Sở Mẫu"} {
		if !strings.Contains(main, want) {
			t.Errorf("the filled template has no %q: %s", want, main)
		}
	}
	if strings.Contains(main, "{{") || strings.Contains(parts[mainPart], "Style w:val") {
		t.Errorf("there is a placeholder or a style that the template may not have: %s", parts[mainPart])
	}
	if parts["word/"+templateImage] == "" || !strings.Contains(parts[mainPart], `r:embed="`+templatePicture+`"`) || !strings.Contains(parts[relationPart], templatePicture) || !strings.Contains(parts[typesPart], templateImage) {
		t.Errorf("there is no QR code: %s", parts[relationPart])
	}

	c.Hash, c.Answers = "", nil // a draft
	if out, err = FillTemplate(marked, c); err != nil {
		t.Fatal(err)
	}
	parts = unpack(t, out)
	if parts["word/"+templateImage] != "" || strings.Contains(parts[relationPart], templatePicture) || strings.Count(parts[mainPart], "<w:p/>") != 2 {
		t.Errorf("a draft has a code or a cell without a paragraph: %s", parts[mainPart])
	}
	if _, err := FillTemplate(template(t, "<w:p/>", part{"word/header7.xml", margin("hdr", "{{body}}")}), c); congress.CodeOf(err) != "template_invalid" {
		t.Errorf("chapters in a header: %v", err)
	}
}

func TestWhatIsNoTemplateIsRefused(t *testing.T) {
	c := invented(StateForm)
	for name, data := range map[string][]byte{
		"no ZIP":        []byte("PK\x03\x04 nothing"),
		"nothing":       nil,
		"macros":        template(t, "<w:p/>", part{"word/vbaProject.bin", "x"}),
		"unknown names": template(t, `<w:p><w:r><w:t>{{secret}} {{body}}</w:t></w:r></w:p>`),
		"broken":        template(t, `<w:p><w:r><w:t>{{body}}</w:t></w:r>`),
		"an entity":     template(t, `<!DOCTYPE x [<!ENTITY a "b">]><w:p><w:r><w:t>&a;</w:t></w:r></w:p>`),
		"twice":         template(t, "<w:p/>", part{mainPart, "<w:document/>"}),
	} {
		if _, err := FillTemplate(data, c); congress.CodeOf(err) != "template_invalid" {
			t.Errorf("%s: %v", name, err)
		}
	}
	var bomb bytes.Buffer
	w := zip.NewWriter(&bomb)
	f, _ := w.Create(mainPart)
	for range 30 {
		_, _ = f.Write(make([]byte, 1<<20))
	}
	_ = w.Close()
	if _, err := FillTemplate(bomb.Bytes(), c); err == nil {
		t.Error("a bomb is taken")
	}
}

// Whatever a template is, it is filled to something that opens, or refused.
func FuzzFillTemplate(f *testing.F) {
	for _, body := range []string{
		`<w:p><w:r><w:t>{{con</w:t></w:r><w:r><w:t>gress}}</w:t></w:r></w:p>`, `<w:p><w:r><w:t>{{body}}</w:t></w:r></w:p>`, `<w:p><w:t>a<b/>c</w:t></w:p>`, `<w:p><w:p><w:t>{{body}}</w:t></w:p></w:p>`,
		`<w:t>{{body}}</w:t>`, `<w:p><w:t>{{ qr }}</w:t></w:p>`, `<w:p><w:t>{{annexes}}</w:t></w:p><w:tbl><w:tr><w:tc><w:p><w:t>{{answers}}</w:t></w:p></w:tc></w:tr></w:tbl>`, `<w:p><w:t><![CDATA[{{hash}}]]></w:t></w:p>`, `<w:p><w:t>&#x7b;{hash}}</w:t></w:p>`, "<w:p",
	} {
		f.Add(body)
	}
	c := invented(StateForm)
	f.Fuzz(func(t *testing.T, body string) {
		out, err := FillTemplate(template(t, body), c)
		if err != nil {
			return
		}
		main := unpack(t, out)[mainPart]
		if _, err := paragraphsOf([]byte(main)); err != nil {
			t.Fatalf("%q became %q, which does not open: %v", body, main, err)
		}
	})
}
