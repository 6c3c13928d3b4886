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
		if _, err := FillTemplate(data, c); err == nil || congress.AsError(err).Code != "template_invalid" {
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
		`<w:t>{{body}}</w:t>`, `<w:p><w:t><![CDATA[{{hash}}]]></w:t></w:p>`, `<w:p><w:t>&#x7b;{hash}}</w:t></w:p>`, "<w:p",
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
