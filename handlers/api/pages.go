package api

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed pages/front.html
var frontHTML string

//go:embed pages/docs.html
var docsHTML string

// FrontPage says what this is and where to look.
func (k *Contract) FrontPage(c *Call) error {
	return SendHTML(c, frontHTML, map[string]any{"Title": k.root.get("info", "title").text()})
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

// DocsPage is the contract for reading, made from the same document that requests are held to.
func (k *Contract) DocsPage(c *Call) error {
	info := k.root.get("info")
	var tags []*docTag
	byName := map[string]*docTag{}
	for _, t := range k.root.get("tags").items() {
		tag := &docTag{Name: t.get("name").text(), Description: t.get("description").text()}
		tags, byName[tag.Name] = append(tags, tag), tag
	}
	for path, item := range k.root.get("paths").members() {
		for method, op := range operationsOf(item) {
			doc := docOperation{Method: method, Path: path, Summary: op.get("summary").text(), Description: op.get("description").text()}
			for _, p := range op.get("parameters").items() {
				doc.Parameters = append(doc.Parameters, docParameter{p.get("name").text(), p.get("in").text(), p.get("description").text(), p.get("required").text() == "true"})
			}
			doc.Body = bodyFields(op.get("requestBody"))
			for status, answer := range op.get("responses").members() {
				if status != "default" {
					doc.Answers = append(doc.Answers, docParameter{Name: status, Description: answer.get("description").text()})
				}
			}
			for _, name := range op.get("tags").texts()[:1] {
				if tag := byName[name]; tag != nil {
					tag.Operations = append(tag.Operations, doc)
				}
			}
		}
	}
	return SendHTML(c, docsHTML, map[string]any{"Title": info.get("title").text(), "Description": info.get("description").text(), "Tags": tags})
}

// bodyFields are the fields of a JSON body, or its one media type when it is a file.
func bodyFields(body node) (out []docParameter) {
	for media, content := range body.get("content").members() {
		schema := content.get("schema")
		if !schema.get("properties").there() {
			out = append(out, docParameter{Name: media, Description: body.get("description").text()})
			continue
		}
		required := schema.get("required").texts()
		for name, of := range schema.get("properties").members() {
			out = append(out, docParameter{
				Name: name, Required: slices.Contains(required, name),
				In: strings.Join(of.get("type").texts(), " or "), Description: of.get("description").text(),
			})
		}
	}
	return out
}
