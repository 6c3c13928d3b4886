package shape

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// reader reads an OpenAPI document.
type reader struct {
	root map[string]any
	made map[string]*schema // by reference
}

// Read gives every operation of an OpenAPI document by "METHOD /path/{name}". The document is as
// encoding/json decodes it, with numbers as json.Number. What is written wrongly or not known makes
// an operation that nothing fits.
func Read(document any) map[string]*Operation {
	out := map[string]*Operation{}
	root, _ := document.(map[string]any)
	r := &reader{root: root, made: map[string]*schema{}}
	paths, _ := root["paths"].(map[string]any)
	for path, item := range paths {
		item, _ := item.(map[string]any)
		for _, method := range []string{"get", "head", "put", "post", "patch", "delete", "options", "trace"} {
			if op, ok := item[method].(map[string]any); ok {
				out[strings.ToUpper(method)+" "+path] = r.operation(path, item, op)
			}
		}
	}
	return out
}

// operation reads one; what is not known of it makes it one that nothing fits.
func (r *reader) operation(path string, item, op map[string]any) *Operation {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	out := &Operation{known: true, path: make([]*schema, len(segments))}
	for _, listed := range []any{item["parameters"], op["parameters"]} {
		list, _ := listed.([]any)
		for _, p := range list {
			out.add(r, r.follow(p), segments)
		}
	}
	if op["requestBody"] == nil {
		return out
	}
	content, _ := r.follow(op["requestBody"])["content"].(map[string]any)
	if media, ok := content["application/json"].(map[string]any); ok && len(content) == 1 {
		out.body = r.schema(media["schema"], 0)
	}
	return out
}

func (o *Operation) add(r *reader, p map[string]any, segments []string) {
	name, _ := p["name"].(string)
	in, _ := p["in"].(string)
	one := param{name: name}
	one.required, _ = p["required"].(bool)
	one.schema = r.schema(p["schema"], 0)
	for key := range p {
		if !slices.Contains([]string{"name", "in", "required", "schema", "description", "example"}, key) {
			o.known = false
		}
	}
	if one.schema == nil || one.schema.anyOf != nil || strings.IndexByte("\"0t", byte(one.schema.kind)) < 0 {
		o.known = false
	}
	switch in {
	case "path":
		if i := slices.Index(segments, "{"+name+"}"); i >= 0 && one.schema != nil {
			o.path[i] = one.schema
		} else {
			o.known = false
		}
	case "query":
		o.query = append(o.query, one)
	case "header":
		o.header = append(o.header, one)
	default:
		o.known = false
	}
	if len(o.query) > 64 {
		o.known = false
	}
}

// follow gives the object itself where one refers to it.
func (r *reader) follow(v any) map[string]any {
	m, _ := v.(map[string]any)
	for range 16 {
		ref, ok := m["$ref"].(string)
		if !ok {
			return m
		}
		m = r.at(ref)
	}
	return nil
}

func (r *reader) at(ref string) map[string]any {
	var at any = r.root
	local, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return nil
	}
	for part := range strings.SplitSeq(local, "/") {
		m, _ := at.(map[string]any)
		at = m[part]
	}
	m, _ := at.(map[string]any)
	return m
}

// schema is the check of a schema; nil when something in it is not known, or when it refers to
// itself.
func (r *reader) schema(v any, depth int) *schema {
	m, ok := v.(map[string]any)
	if !ok || depth > 16 {
		return nil
	}
	if ref, ok := m["$ref"].(string); ok {
		if !onlyOf(m, "$ref") {
			return nil
		}
		if s, ok := r.made[ref]; ok {
			return s
		}
		s := r.schema(r.at(ref), depth+1)
		r.made[ref] = s
		return s
	}
	if alternatives, ok := m["anyOf"].([]any); ok {
		return r.anyOf(m, alternatives, depth)
	}
	if value, ok := m["const"].(string); ok && onlyOf(m, "const") {
		return &schema{kind: '"', enum: [][]byte{[]byte(value)}, max: math.MaxInt64}
	}
	s := &schema{kind: kinds[fmt.Sprint(m["type"])], min: math.MinInt64, max: math.MaxInt64}
	if !onlyOf(m, keywords[s.kind]...) {
		return nil
	}
	switch s.kind {
	case '"':
		return s.ofText(m)
	case '0':
		return s.ofNumber(m)
	case 't':
		return s
	case '[':
		if s.items = r.schema(m["items"], depth+1); s.items == nil {
			return nil
		}
		return s.between(m, "minItems", "maxItems")
	case '{':
		return r.object(s, m, depth)
	}
	return nil
}

var (
	kinds = map[string]jsontext.Kind{"string": '"', "integer": '0', "boolean": 't', "array": '[', "object": '{'}
	// keywords are those that are known of each kind.
	keywords = map[jsontext.Kind][]string{
		'"': {"type", "minLength", "maxLength", "pattern", "format", "enum"},
		'0': {"type", "minimum", "maximum", "enum"},
		't': {"type"},
		'[': {"type", "items", "minItems", "maxItems"},
		'{': {"type", "properties", "required", "additionalProperties"},
	}
)

// onlyOf reports whether a schema has no other keywords than these, and such as ask for nothing.
func onlyOf(m map[string]any, known ...string) bool {
	for key := range m {
		if !slices.Contains(known, key) && !slices.Contains([]string{"description", "default", "example", "examples"}, key) {
			return false
		}
	}
	return true
}

func (r *reader) anyOf(m map[string]any, alternatives []any, depth int) *schema {
	out := &schema{}
	if !onlyOf(m, "anyOf") {
		return nil
	}
	for _, a := range alternatives {
		s := r.schema(a, depth+1)
		if s == nil || s.kind != '"' {
			return nil
		}
		out.anyOf = append(out.anyOf, s)
	}
	return out
}

func (s *schema) ofText(m map[string]any) *schema {
	if values, ok := m["enum"].([]any); ok {
		for _, v := range values {
			text, ok := v.(string)
			if !ok {
				return nil
			}
			s.enum = append(s.enum, []byte(text))
		}
	}
	if written, ok := m["pattern"].(string); ok {
		pattern, err := regexp.Compile(written)
		if err != nil {
			return nil
		}
		s.pattern = pattern
	}
	if format, ok := m["format"].(string); ok {
		if s.format = formats[format]; s.format == nil {
			return nil
		}
	}
	return s.between(m, "minLength", "maxLength")
}

func (s *schema) ofNumber(m map[string]any) *schema {
	if values, ok := m["enum"].([]any); ok {
		for _, v := range values {
			number, ok := v.(json.Number)
			n, err := number.Int64()
			if !ok || err != nil {
				return nil
			}
			s.numbers = append(s.numbers, n)
		}
	}
	return s.between(m, "minimum", "maximum")
}

// between takes the borders that the schema has under these names.
func (s *schema) between(m map[string]any, least, most string) *schema {
	for name, border := range map[string]*int64{least: &s.min, most: &s.max} {
		switch v := m[name].(type) {
		case nil:
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil
			}
			*border = n
		default:
			return nil
		}
	}
	return s
}

func (r *reader) object(s *schema, m map[string]any, depth int) *schema {
	properties, _ := m["properties"].(map[string]any)
	if len(properties) > 64 {
		return nil
	}
	required, _ := m["required"].([]any)
	for name, v := range properties {
		value := r.schema(v, depth+1)
		quoted, err := jsontext.AppendQuote(nil, name)
		if value == nil || err != nil {
			return nil
		}
		if slices.Contains(required, any(name)) {
			s.required |= 1 << len(s.properties)
		}
		s.properties = append(s.properties, property{quoted, value})
	}
	for _, name := range required {
		if _, ok := properties[fmt.Sprint(name)]; !ok {
			return nil
		}
	}
	switch others := m["additionalProperties"].(type) {
	case nil:
		s.open = true
	case bool:
		s.open = others
	default:
		if s.others = r.schema(others, depth+1); s.others == nil {
			return nil
		}
	}
	return s
}
