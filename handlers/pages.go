package handlers

import (
	"bytes"
	_ "embed"
	"html/template"

	"github.com/gofiber/fiber/v2"
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
}

type docParameter struct{ Name, In, Description string }

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
				doc.Parameters = append(doc.Parameters, docParameter{p.Name, p.In, p.Description})
			}
			if tag := byName[op.Tags[0]]; tag != nil {
				tag.Operations = append(tag.Operations, doc)
			}
		}
	}
	return page(c, docsHTML, map[string]any{"Title": info.Title, "Description": info.Description, "Tags": tags})
}

func upper(s string) string { return string(bytes.ToUpper([]byte(s))) }

func page(c *Call, text string, data any) error {
	t, err := template.New("page").Parse(text)
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
