package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
)

// Limits of a congress's own template; a DOCX is far below them.
const (
	maxTemplate      = 10 << 20 // bytes, packed
	maxTemplateParts = 500
	maxTemplatePart  = 20 << 20 // bytes, unpacked
	maxTemplateWhole = 60 << 20
)

const (
	mainPart     = "word/document.xml"
	typesPart    = "[Content_Types].xml"
	relationPart = "word/_rels/document.xml.rels"
)

var (
	placeholder = regexp.MustCompile(`\{\{\s*([\p{L}\d._-]{1,40})\s*\}\}`)
	aloneHolder = regexp.MustCompile(`^\s*` + placeholder.String() + `\s*$`)
	marginPart  = regexp.MustCompile(`^word/(?:header|footer)\d*\.xml$`)
)

// FillTemplate puts the report into a congress's own DOCX: {{congress}}, {{discussion}},
// {{number}}, {{place}}, {{date}}, {{issuer}}, {{superior}}, {{asof}}, {{opinions}}, {{members}},
// {{groups}}, {{signer}}, {{hash}} and {{verify}} in the text, headers and footers; and alone in a
// paragraph of the text {{body}} for the chapters and their dissents, {{annexes}} for what each
// group said, {{answers}} for the table of answers, and {{qr}} for the code that leads to the
// verification page. Text that is put in needs no style of the template. Word may have cut a
// placeholder into several runs. Footnotes become text in parentheses, because the template's own
// stay as they are. Errors: Invalid "template_invalid" for what is no DOCX, has macros, is too
// large, or names what there is not.
func FillTemplate(template []byte, c Compiled) ([]byte, error) {
	if len(template) > maxTemplate {
		return nil, badTemplate(messages.TemplateLarge())
	}
	archive, err := zip.NewReader(bytes.NewReader(template), int64(len(template)))
	if err != nil || len(archive.File) > maxTemplateParts {
		return nil, badTemplate(messages.TemplateNoDOCX())
	}
	picture, err := c.picture()
	if err != nil {
		return nil, err
	}
	var parts []part
	whole, found, drawn := int64(0), false, false
	for _, f := range archive.File {
		if strings.Contains(strings.ToLower(f.Name), "vbaproject") {
			return nil, badTemplate(messages.TemplateMacros())
		}
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, badTemplate(messages.TemplateBroken())
		}
		text, err := io.ReadAll(io.LimitReader(r, maxTemplatePart+1))
		_ = r.Close()
		if whole += int64(len(text)); err != nil || len(text) > maxTemplatePart || whole > maxTemplateWhole {
			return nil, badTemplate(messages.TemplateUnpacks())
		}
		var blocks map[string]func(*compiledWriter)
		switch {
		case f.Name == mainPart && found:
			return nil, badTemplate(messages.TemplateBroken())
		case f.Name == mainPart:
			found = true
			blocks = map[string]func(*compiledWriter){"body": (*compiledWriter).chapters, "annexes": (*compiledWriter).annexes, "answers": (*compiledWriter).answers, "qr": func(k *compiledWriter) {
				if picture != nil {
					drawn = true
					k.qr(templatePicture)
				}
			}}
			fallthrough
		case marginPart.MatchString(f.Name):
			if text, err = filled(text, c, blocks); err != nil {
				return nil, err
			}
		}
		parts = append(parts, part{f.Name, string(text)})
	}
	if !found {
		return nil, badTemplate(messages.TemplateNoDOCX())
	}
	if drawn {
		if parts, err = withPicture(parts, picture); err != nil {
			return nil, err
		}
	}
	return zipped(parts)
}

// The picture of the QR code in a template, by names that no program gives.
const (
	templatePicture = "rIdPlenumVerify"
	templateImage   = "media/plenum-verify.png"
)

// withPicture adds the picture that the main part names.
func withPicture(parts []part, picture []byte) ([]part, error) {
	added := 0
	before := func(p *part, end, what string) {
		if at := strings.LastIndex(p.text, end); at >= 0 {
			p.text = p.text[:at] + what + p.text[at:]
			added++
		}
	}
	for i := range parts {
		switch p := &parts[i]; p.name {
		case typesPart:
			before(p, "</Types>", `<Override PartName="/word/`+templateImage+`" ContentType="image/png"/>`)
		case relationPart:
			before(p, "</Relationships>", `<Relationship Id="`+templatePicture+`" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="`+templateImage+`"/>`)
		case "word/" + templateImage:
			added = -2
		}
	}
	if added != 2 {
		return nil, badTemplate(messages.TemplatePicture())
	}
	return append(parts, part{"word/" + templateImage, string(picture)}), nil
}

func badTemplate(fault messages.Fault) error {
	return congress.FieldError(messages.TemplateInvalid, "template", fault)
}

// values are what placeholders stand for.
func (c Compiled) values() map[string]string {
	return map[string]string{
		"congress": oneLine(c.Congress), "discussion": oneLine(c.Discussion), "number": oneLine(c.Number), "place": oneLine(c.Place), "date": dateLine(c.Date),
		"issuer": c.issuer(), "superior": oneLine(c.Superior), "asof": fmt.Sprint(c.AsOf), "opinions": fmt.Sprint(c.Opinions), "members": fmt.Sprint(c.Members),
		"groups": fmt.Sprint(len(c.Groups)), "signer": oneLine(c.SignedBy), "hash": c.Hash, "verify": oneLine(c.Verify),
	}
}

// stretch is a place in the part's bytes.
type stretch struct{ from, to int64 }

// paragraph is one of the template with its texts, in their order.
type templateParagraph struct {
	stretch
	texts []templateText // its w:t elements
}

// templateText is a w:t element from its start tag on, and the character data in it.
type templateText struct {
	stretch
	data int64
}

// filled puts values into a part, and blocks into paragraphs that have nothing but their name.
// Everything outside of the texts with placeholders stays byte for byte.
func filled(text []byte, c Compiled, blocks map[string]func(*compiledWriter)) ([]byte, error) {
	list, err := paragraphsOf(text)
	if err != nil {
		return nil, err
	}
	values := c.values()
	type edit struct {
		stretch
		with string
	}
	var edits []edit
	var unknown []string
	for _, p := range list {
		var runs []string
		for _, t := range p.texts {
			raw, err := unescaped(text[t.data:t.to])
			if err != nil {
				return nil, badTemplate(messages.TemplateBroken())
			}
			runs = append(runs, raw)
		}
		whole := strings.Join(runs, "")
		if alone := aloneHolder.FindStringSubmatch(whole); alone != nil && blocks[strings.ToLower(alone[1])] != nil {
			k := &compiledWriter{writer: &writer{}, c: c, plain: true, width: textWidth}
			blocks[strings.ToLower(alone[1])](k)
			if strings.EqualFold(alone[1], "body") {
				k.keep() // what the template has behind it, as a rule the signature, is on no page of its own
			}
			if k.b.Len() == 0 {
				k.raw("<w:p/>") // a cell of a table cannot do without one
			}
			edits = append(edits, edit{p.stretch, k.b.String()})
			continue
		}
		matches := placeholder.FindAllStringSubmatchIndex(whole, -1)
		if len(matches) == 0 {
			continue
		}
		out := make([]strings.Builder, len(runs))
		at, from := 0, 0
		copyTo := func(end int) { // what is no placeholder stays in its own run
			for i, begin := 0, 0; i < len(runs); begin, i = begin+len(runs[i]), i+1 {
				if lo, hi := max(at, begin), min(end, begin+len(runs[i])); lo < hi {
					out[i].WriteString(whole[lo:hi])
				}
			}
			at = end
		}
		for _, m := range matches {
			name := strings.ToLower(whole[m[2]:m[3]])
			value, ok := values[name]
			if !ok {
				unknown = append(unknown, name)
				continue
			}
			copyTo(m[0])
			for from = 0; ; from++ { // the value goes into the run in which the placeholder begins
				if m[0] < runEnd(runs, from) {
					break
				}
			}
			out[from].WriteString(clean(value))
			at = m[1]
		}
		copyTo(len(whole))
		for i, t := range p.texts { // the start tag too: what begins or ends with a space now needs to say that it counts
			if with := out[i].String(); with != runs[i] {
				edits = append(edits, edit{t.stretch, `<w:t xml:space="preserve">` + escape(with)})
			}
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return nil, badTemplate(messages.TemplateNames(strings.Join(slices.Compact(unknown), ", ")))
	}
	slices.SortFunc(edits, func(a, b edit) int { return int(a.from - b.from) })
	var out bytes.Buffer
	at := int64(0)
	for _, e := range edits {
		if e.from < at {
			return nil, badTemplate(messages.TemplateBlock())
		}
		out.Write(text[at:e.from])
		out.WriteString(e.with)
		at = e.to
	}
	out.Write(text[at:])
	return out.Bytes(), nil
}

// runEnd is where the run of that number ends in the text of all.
func runEnd(runs []string, n int) (end int) {
	for _, r := range runs[:n+1] {
		end += len(r)
	}
	return end
}

// paragraphsOf finds the paragraphs and their texts by their places. Go's decoder knows no entities
// but XML's own five, so nothing grows in it.
func paragraphsOf(text []byte) (out []templateParagraph, err error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	var open []*templateParagraph
	inText, now := false, templateText{}
	for {
		before := d.InputOffset()
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, badTemplate(messages.TemplateBroken())
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, badTemplate(messages.TemplateDoctype())
		case xml.StartElement:
			switch {
			case t.Name.Space == "w" && t.Name.Local == "p":
				open = append(open, &templateParagraph{stretch: stretch{from: before}})
			case t.Name.Space == "w" && t.Name.Local == "t" && len(open) > 0 && !inText:
				inText, now = true, templateText{stretch{from: before}, d.InputOffset()}
			}
		case xml.EndElement:
			switch {
			case t.Name.Space == "w" && t.Name.Local == "t" && inText:
				inText = false
				if now.to = before; now.to > now.data {
					p := open[len(open)-1]
					p.texts = append(p.texts, now)
				}
			case t.Name.Space == "w" && t.Name.Local == "p" && len(open) > 0 && !inText:
				p := open[len(open)-1]
				p.to = d.InputOffset()
				out, open = append(out, *p), open[:len(open)-1]
			}
		}
	}
	if len(open) > 0 || inText {
		return nil, badTemplate(messages.TemplateBroken())
	}
	return out, nil
}

// unescaped is the text of character data.
func unescaped(data []byte) (string, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	var b strings.Builder
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		text, ok := token.(xml.CharData)
		if err != nil || !ok {
			return "", errors.New("no text")
		}
		b.Write(text)
	}
}
