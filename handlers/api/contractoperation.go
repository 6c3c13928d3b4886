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
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/valyala/fasthttp"

	"plenum/congress/messages"
	"plenum/handlers/api/shape"
)

const keyHeader = "Idempotency-Key"

// operation is one of the contract.
type operation struct {
	shape *shape.Operation

	path, query, header []parameter
	depth               int // segments of the path

	takesBody bool
	body      *schema // of a JSON body; nil: there is none

	answers map[string]map[string]*schema // by status or "default", then by media type; nil: not JSON
}

// parameter is one value of a request: the contract has neither lists nor objects there.
type parameter struct {
	name     string
	segment  int // of the path
	required bool
	kind     string // string, integer or boolean
	schema   *schema
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

// schemas compiles those of one document, each once, when it is first asked. It is safe for
// concurrent use.
type schemas struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
}

// schema is one of a document.
type schema struct {
	of *schemas
	at string
}

const document = "contract.json"

// newSchemas gives also the document as it was decoded.
func newSchemas(text []byte) (*schemas, any, error) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, nil, err
	}
	s := &schemas{compiler: jsonschema.NewCompiler()}
	s.compiler.DefaultDraft(jsonschema.Draft2020) // that of OpenAPI 3.1
	s.compiler.AssertFormat()
	return s, value, s.compiler.AddResource(document, value)
}

func (s *schemas) at(n node) *schema { return &schema{s, document + n.fragment()} }

// compiled is the schema, which the compiler keeps.
func (s *schema) compiled() (*jsonschema.Schema, error) {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	return s.of.compiler.Compile(s.at)
}

// validate holds a value to the schema.
func (s *schema) validate(value any) error {
	compiled, err := s.compiled()
	if err != nil {
		return err
	}
	return compiled.Validate(value)
}

func newOperation(s *schemas, path string, item, op node) (*operation, error) {
	segments := segmentsOf(path)
	o := &operation{depth: len(segments), takesBody: op.get("requestBody").there(), answers: map[string]map[string]*schema{}}
	for _, n := range slices.Concat(item.get("parameters").items(), op.get("parameters").items()) {
		of := n.get("schema")
		p := parameter{name: n.get("name").text(), required: n.get("required").text() == "true", kind: of.get("type").text(), schema: s.at(of)}
		if !slices.Contains([]string{"string", "integer", "boolean"}, p.kind) {
			return nil, fmt.Errorf("the parameter %s is of the type %q, which is not known here", p.name, p.kind)
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
	if of := op.get("requestBody", "content", fiber.MIMEApplicationJSON, "schema"); of.there() {
		o.body = s.at(of)
	}
	for status := range op.get("responses").members() {
		o.answers[status] = map[string]*schema{}
		for media, content := range op.get("responses", status, "content").members() {
			o.answers[status][media] = nil
			if of := content.get("schema"); of.there() && isJSON(media) {
				o.answers[status][media] = s.at(of)
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
func checkValue(of *schema, value any, name string, faults map[string]messages.Fault) {
	var wrong *jsonschema.ValidationError
	switch err := of.validate(value); {
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
	of, ok := described[media]
	if !ok {
		if _, any := described["*/*"]; !any {
			return fmt.Errorf("an answer %d of the type %q is not described", status, media)
		}
	}
	if of == nil {
		return nil
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("the answer %d: %w", status, err)
	}
	return of.validate(value)
}
