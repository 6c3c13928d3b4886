package handlers

import (
	"bytes"
	_ "embed"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	validation "github.com/pb33f/libopenapi-validator/errors"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	openapijson "github.com/pb33f/libopenapi/json"
	"github.com/valyala/fasthttp"
	"go.yaml.in/yaml/v3"

	"plenum/congress"
	"plenum/congress/messages"
)

// OpenAPI is the contract as it is written, YAML.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Contract is the OpenAPI document that requests are checked against, and answers in tests. It is
// safe for concurrent use.
type Contract struct {
	json      []byte
	validator validator.Validator
	model     *v3.Document
	paths     map[string]operation // by "METHOD /path/{name}"
}

type operation struct {
	item *v3.PathItem
	path string
	op   *v3.Operation

	query []string // names of parameters
}

// LoadContract reads the contract.
func LoadContract() (*Contract, error) {
	text, err := unfolded(OpenAPI)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	doc, err := libopenapi.NewDocument(text)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	served, err := openapijson.YAMLNodeToJSON(doc.GetSpecInfo().RootNode, "  ") // as written: the model would write some $ref out
	if err != nil {
		return nil, fmt.Errorf("render the contract: %w", err)
	}
	model, err := doc.BuildV3Model()
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	c := &Contract{json: served, model: &model.Model, paths: map[string]operation{}}
	check, faults := validator.NewValidator(doc, config.WithFormatAssertions(), config.WithoutSecurityValidation(),
		config.WithRegexCache(&sync.Map{})) // by the contract's own parts of paths; else each request compiles them
	if len(faults) > 0 {
		return nil, fmt.Errorf("read the contract: %w", errors.Join(faults...))
	}
	c.validator = check
	for path, item := range model.Model.Paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			c.paths[strings.ToUpper(method)+" "+path] = operation{item, path, op, queryOf(item, op)}
		}
	}
	return c, nil
}

// unfolded writes out YAML's merges (<<), which libopenapi takes for fields of that name.
func unfolded(text []byte) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	return yaml.Marshal(unfold(&document))
}

func unfold(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return unfold(n.Alias)
	}
	out := *n
	out.Anchor, out.Content = "", nil
	for i := 0; i < len(n.Content); i++ {
		if n.Kind == yaml.MappingNode && i%2 == 0 && n.Content[i].Tag == "!!merge" {
			i++
			out.Content = append(out.Content, unfold(n.Content[i]).Content...)
			continue
		}
		out.Content = append(out.Content, unfold(n.Content[i]))
	}
	return &out
}

// braced turns Fiber's path into the contract's.
func braced(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

func (c *Contract) has(method, path string) bool {
	_, ok := c.paths[method+" "+braced(path)]
	return ok
}

// Operations lists what the contract has as routes are named, "GET /path/:name".
func (c *Contract) Operations() []string {
	var out []string
	for name := range c.paths {
		if !strings.HasPrefix(name, "HEAD ") { // HEAD goes with GET
			out = append(out, strings.NewReplacer("{", ":", "}", "").Replace(name))
		}
	}
	return out
}

// check holds a request against the contract. The error says which field is wrong, and never
// repeats what was sent.
func (c *Contract) check(f *fiber.Ctx, r Route, body []byte) error {
	op, ok := c.paths[r.Method+" "+braced(r.Path)]
	if !ok {
		return fmt.Errorf("route %s %s is not in the contract", r.Method, r.Path)
	}
	if !r.Raw && op.op.RequestBody != nil {
		media, _, err := mime.ParseMediaType(f.Get(fiber.HeaderContentType))
		switch {
		case err != nil || media != fiber.MIMEApplicationJSON:
			return congress.FieldError(messages.ContentTypeWrong, "Content-Type", messages.ContentTypeWrong.Fault())
		case !utf8.Valid(body):
			return congress.E(congress.Invalid, messages.BodyNotUTF8)
		case !stdjson.Valid(body):
			return congress.E(congress.Invalid, messages.BodyInvalid)
		}
	}
	query := f.Context().QueryArgs()
	for _, value := range []string{string(query.QueryString()), f.Path()} {
		if text, err := url.PathUnescape(value); err != nil || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return congress.Wrap(errors.New("the address is not UTF-8"), congress.Invalid, messages.RequestInvalid)
		}
	}
	if err := op.unknown(query); err != nil {
		return err
	}
	request := &http.Request{
		Method: r.Method, Header: http.Header{}, Host: "plenum",
		URL:           &url.URL{Scheme: "http", Host: "plenum", Path: f.Path(), RawQuery: string(query.QueryString())},
		ContentLength: int64(len(body)),
	}
	f.Request().Header.VisitAll(func(k, v []byte) { request.Header.Add(string(k), string(v)) })
	var faults []*validation.ValidationError
	if r.Raw || op.op.RequestBody == nil {
		params := c.validator.GetParameterValidator()
		for _, validate := range []func(*http.Request, *v3.PathItem, string) (bool, []*validation.ValidationError){
			params.ValidatePathParamsWithPathItem, params.ValidateQueryParamsWithPathItem, params.ValidateHeaderParamsWithPathItem,
		} {
			_, found := validate(request, op.item, op.path)
			faults = append(faults, found...)
		}
	} else {
		request.Body = readCloser{bytes.NewReader(body)}
		_, faults = c.validator.ValidateHttpRequestSyncWithPathItem(request, op.item, op.path)
	}
	if len(faults) == 0 {
		return nil
	}
	return faultError(faults, len(body) == 0)
}

// unknown refuses parameters of the query that the operation does not have: a misspelt one would
// otherwise do nothing, unsaid.
func (o operation) unknown(query *fasthttp.Args) error {
	fields, secret := map[string]messages.Fault{}, false
	query.VisitAll(func(key, _ []byte) {
		if name := string(key); !slices.Contains(o.query, name) {
			fields[firstRunes(name, 64)] = messages.NoParameter()
			secret = secret || slices.Contains([]string{"token", "access_token", "ticket"}, strings.ToLower(name))
		}
	})
	switch {
	case len(fields) == 0:
		return nil
	case secret: // it stands in every log on the way now
		return congress.E(congress.Invalid, messages.AddressQuery)
	}
	return congress.FieldErrors(messages.RequestInvalid, fields)
}

// queryOf lists the names of the parameters in the query that an operation takes.
func queryOf(item *v3.PathItem, op *v3.Operation) []string {
	var out []string
	for _, p := range slices.Concat(item.Parameters, op.Parameters) {
		if p.In == "query" {
			out = append(out, p.Name)
		}
	}
	return out
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// CheckAnswer holds an answer, read whole, against the contract: its status
// must be described and its body fit. A request that no operation takes has no faults here.
func (c *Contract) CheckAnswer(request *http.Request, status int, header http.Header, body []byte) error {
	op, ok := c.find(request.Method, request.URL.Path)
	if !ok {
		return nil
	}
	answer := &http.Response{StatusCode: status, Header: header, Body: readCloser{bytes.NewReader(body)}, ContentLength: int64(len(body)), Request: request}
	_, faults := c.validator.GetResponseBodyValidator().ValidateResponseBodyWithPathItem(request, answer, op.item, op.path)
	var causes []error
	for _, fault := range faults {
		causes = append(causes, fault)
	}
	return errors.Join(causes...)
}

// find gives the operation that takes the path.
func (c *Contract) find(method, path string) (operation, bool) {
	parts := strings.Split(path, "/")
	for name, op := range c.paths {
		m, template, _ := strings.Cut(name, " ")
		if m == method && slices.EqualFunc(strings.Split(template, "/"), parts, func(want, have string) bool {
			return want == have || strings.HasPrefix(want, "{")
		}) {
			return op, true
		}
	}
	return operation{}, false
}
