package api

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/valyala/fasthttp"

	"plenum/congress/messages"
)

const keyHeader = "Idempotency-Key"

// operation is one of the contract, with its schemas compiled.
type operation struct {
	path, query, header []parameter
	depth               int // segments of the path

	takesBody bool
	body      *jsonschema.Schema // of a JSON body; nil: there is none

	answers map[string]map[string]*jsonschema.Schema // by status or "default", then by media type; nil: not JSON
}

// parameter is one value of a request: the contract has neither lists nor objects there.
type parameter struct {
	name     string
	segment  int // of the path
	required bool
	kind     string // string, integer or boolean
	schema   *jsonschema.Schema
}

// methods are those that OpenAPI knows.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// operationsOf are those of a path, by the method in capitals, in the order of the text.
func operationsOf(item node) iter.Seq2[string, node] {
	return func(yield func(string, node) bool) {
		for name, op := range item.members() {
			if slices.Contains(methods, name) && !yield(strings.ToUpper(name), op) {
				return
			}
		}
	}
}

// schemas compiles those of one document, each once.
type schemas struct{ compiler *jsonschema.Compiler }

const document = "contract.json"

func newSchemas(text []byte) (schemas, error) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return schemas{}, err
	}
	s := schemas{jsonschema.NewCompiler()}
	s.compiler.DefaultDraft(jsonschema.Draft2020) // that of OpenAPI 3.1
	s.compiler.AssertFormat()
	return s, s.compiler.AddResource(document, value)
}

func (s schemas) at(n node) (*jsonschema.Schema, error) {
	return s.compiler.Compile(document + n.fragment())
}

func newOperation(s schemas, path string, item, op node) (*operation, error) {
	segments := segmentsOf(path)
	o := &operation{depth: len(segments), takesBody: op.get("requestBody").there(), answers: map[string]map[string]*jsonschema.Schema{}}
	for _, n := range slices.Concat(item.get("parameters").items(), op.get("parameters").items()) {
		schema := n.get("schema")
		p := parameter{name: n.get("name").text(), required: n.get("required").text() == "true", kind: schema.get("type").text()}
		if !slices.Contains([]string{"string", "integer", "boolean"}, p.kind) {
			return nil, fmt.Errorf("the parameter %s is of the type %q, which is not known here", p.name, p.kind)
		}
		var err error
		if p.schema, err = s.at(schema); err != nil {
			return nil, err
		}
		switch in := n.get("in").text(); in {
		case "path":
			if p.segment = slices.Index(segments, "{"+p.name+"}"); p.segment < 0 {
				return nil, fmt.Errorf("the path has no parameter %s", p.name)
			}
			o.path = append(o.path, p)
		case "query":
			o.query = append(o.query, p)
		case "header":
			o.header = append(o.header, p)
		default:
			return nil, fmt.Errorf("the parameter %s stands in %q, which is not known here", p.name, in)
		}
	}
	if schema := op.get("requestBody", "content", fiber.MIMEApplicationJSON, "schema"); schema.there() {
		var err error
		if o.body, err = s.at(schema); err != nil {
			return nil, err
		}
	}
	for status := range op.get("responses").members() {
		o.answers[status] = map[string]*jsonschema.Schema{}
		for media, content := range op.get("responses", status, "content").members() {
			o.answers[status][media] = nil
			if schema := content.get("schema"); schema.there() && isJSON(media) {
				var err error
				if o.answers[status][media], err = s.at(schema); err != nil {
					return nil, err
				}
			}
		}
	}
	return o, nil
}

// segmentsOf are the parts of a path; a slash at its end is none.
func segmentsOf(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}

func isJSON(media string) bool {
	return media == fiber.MIMEApplicationJSON || strings.HasSuffix(media, "+json")
}

// takes says whether the query may have a parameter of the name.
func (o *operation) takes(name string) bool {
	return slices.ContainsFunc(o.query, func(p parameter) bool { return p.name == name })
}

// checkPath says whether each parameter of the path is of its form.
func (o *operation) checkPath(path string) bool {
	segments := segmentsOf(path)
	if len(segments) != o.depth {
		return len(o.path) == 0
	}
	faults := map[string]messages.Fault{}
	for _, p := range o.path {
		text, err := url.PathUnescape(segments[p.segment])
		if err != nil || text == "" {
			return false
		}
		p.check(text, faults)
	}
	return len(faults) == 0
}

// checkQuery holds each value of a parameter to its schema, also of one that comes twice.
func (o *operation) checkQuery(query *fasthttp.Args, faults map[string]messages.Fault) {
	for _, p := range o.query {
		values := query.PeekMulti(p.name)
		if len(values) == 0 && p.required {
			faults[p.name] = messages.Absent()
		}
		for _, value := range values {
			p.check(string(value), faults)
		}
	}
}

// checkHeader holds the headers that the operation names to their schemas; an empty one is absent.
func (o *operation) checkHeader(f *fiber.Ctx, faults map[string]messages.Fault) {
	for _, p := range o.header {
		switch value := f.Get(p.name); {
		case value != "":
			p.check(value, faults)
		case p.required:
			faults[p.name] = messages.Absent()
		}
	}
}

// check holds the text to the parameter's type and schema.
func (p parameter) check(text string, faults map[string]messages.Fault) {
	var value any = text
	var err error
	switch p.kind {
	case "integer":
		value, err = strconv.ParseInt(text, 10, 64)
	case "boolean":
		value, err = strconv.ParseBool(text)
	}
	if err != nil {
		faults[p.name] = typeFault([]string{p.kind})
		return
	}
	checkValue(p.schema, value, p.name, faults)
}

// checkValue holds a value to its schema. Faults of the value itself have the name.
func checkValue(schema *jsonschema.Schema, value any, name string, faults map[string]messages.Fault) {
	var wrong *jsonschema.ValidationError
	switch err := schema.Validate(value); {
	case errors.As(err, &wrong):
		inSchema(wrong, func(at string, f messages.Fault) {
			if at == "" {
				at = name
			}
			faults[at] = f
		})
	case err != nil:
		faults[name] = messages.NotRight()
	}
}

// checkAnswer holds an answer to what the contract says of its status.
func (o *operation) checkAnswer(method string, status int, media string, body []byte) error {
	media, _, _ = mime.ParseMediaType(media)
	described, ok := o.answers[strconv.Itoa(status)]
	if !ok {
		described, ok = o.answers["default"]
	}
	switch {
	case !ok:
		return fmt.Errorf("the status %d is not described", status)
	case len(described) == 0 || method == http.MethodHead:
		return nil
	}
	schema, ok := described[media]
	if !ok {
		if _, any := described["*/*"]; !any {
			return fmt.Errorf("an answer %d of the type %q is not described", status, media)
		}
	}
	if schema == nil {
		return nil
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("the answer %d: %w", status, err)
	}
	return schema.Validate(value)
}
