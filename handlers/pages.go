package handlers

import (
	"bytes"
	_ "embed"
	"html/template"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

//go:embed pages/front.html
var frontHTML string

//go:embed pages/docs.html
var docsHTML string

// frontPage says what this is and where to look.
func (s *server) frontPage(c *Call) error {
	return page(c, frontHTML, map[string]any{"Title": s.contract.model.Info.Title})
}

type docOperation struct {
	Method, Path, Summary, Description string
	Parameters                         []docParameter
	Body                               []docParameter
	Answers                            []docParameter
}

// docParameter is a parameter, a field of a body (In is its type) or an answer (Name is its
// status).
type docParameter struct {
	Name, In, Description string
	Required              bool
}

type docTag struct {
	Name, Description string
	Operations        []docOperation
}

// docsPage is the contract for reading, made from the same document that requests are held to.
func (s *server) docsPage(c *Call) error {
	info := s.contract.model.Info
	var tags []*docTag
	byName := map[string]*docTag{}
	for _, t := range s.contract.model.Tags {
		tag := &docTag{Name: t.Name, Description: t.Description}
		tags, byName[t.Name] = append(tags, tag), tag
	}
	for path, item := range s.contract.model.Paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			doc := docOperation{Method: upper(method), Path: path, Summary: op.Summary, Description: op.Description}
			for _, p := range op.Parameters {
				doc.Parameters = append(doc.Parameters, docParameter{p.Name, p.In, p.Description, p.Required != nil && *p.Required})
			}
			if op.RequestBody != nil {
				doc.Body = bodyFields(op.RequestBody)
			}
			for status, answer := range op.Responses.Codes.FromOldest() {
				doc.Answers = append(doc.Answers, docParameter{Name: status, Description: answer.Description})
			}
			if tag := byName[op.Tags[0]]; tag != nil {
				tag.Operations = append(tag.Operations, doc)
			}
		}
	}
	return page(c, docsHTML, map[string]any{"Title": info.Title, "Description": info.Description, "Tags": tags})
}

// bodyFields are the fields of a JSON body, or its one media type when it is a file.
func bodyFields(body *v3.RequestBody) (out []docParameter) {
	for media, content := range body.Content.FromOldest() {
		schema := content.Schema.Schema()
		if schema == nil || schema.Properties == nil {
			out = append(out, docParameter{Name: media, Description: body.Description})
			continue
		}
		for name, proxy := range schema.Properties.FromOldest() {
			field := docParameter{Name: name, Required: slices.Contains(schema.Required, name)}
			if of := proxy.Schema(); of != nil {
				field.In, field.Description = strings.Join(of.Type, " or "), of.Description
			}
			out = append(out, field)
		}
	}
	return out
}

// prose makes paragraphs of a description and code of what stands between backticks.
func prose(text string) template.HTML {
	var out strings.Builder
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		out.WriteString("<p>")
		for i, part := range strings.Split(paragraph, "`") {
			if part = template.HTMLEscapeString(part); i%2 == 1 {
				part = "<code>" + part + "</code>"
			}
			out.WriteString(part)
		}
		out.WriteString("</p>")
	}
	return template.HTML(out.String()) //nolint:gosec // escaped above
}

func upper(s string) string { return string(bytes.ToUpper([]byte(s))) }

func page(c *Call, text string, data any) error {
	t, err := template.New("page").Funcs(template.FuncMap{"prose": prose}).Parse(text)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(out.Bytes())
}
