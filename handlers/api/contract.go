package api

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/valyala/fasthttp"
	"go.yaml.in/yaml/v3"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/handlers/api/shape"
)

// Contract is the OpenAPI document that requests are checked against, and answers in tests. It is
// safe for concurrent use.
type Contract struct {
	json  []byte
	root  node
	paths map[string]*operation // by "METHOD /path/{name}"
}

// ReadContract reads the contract, as it is written in YAML, and compiles its schemas.
func ReadContract(written []byte) (*Contract, error) {
	c, err := readContract(written)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	return c, nil
}

// JSON is the contract as clients get it.
func (c *Contract) JSON() []byte { return c.json }

func readContract(text []byte) (*Contract, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	if len(document.Content) != 1 {
		return nil, errors.New("it is empty")
	}
	root := unfold(document.Content[0])
	var plain, served bytes.Buffer
	if err := asJSON(&plain, root); err != nil {
		return nil, err
	}
	if err := stdjson.Indent(&served, plain.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	c := &Contract{json: served.Bytes(), root: node{yaml: root, root: root}, paths: map[string]*operation{}}
	schemas, value, err := newSchemas(plain.Bytes())
	if err != nil {
		return nil, err
	}
	shapes := shape.Read(value)
	for path, item := range c.root.get("paths").members() {
		for method, op := range operationsOf(item) {
			name := method + " " + path
			if c.paths[name], err = newOperation(schemas, path, item, op); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			c.paths[name].shape = shapes[name]
		}
	}
	return c, nil
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

// operation is that of a route, whose path is named as Fiber does; nil: there is none.
func (c *Contract) operation(method, path string) *operation { return c.paths[method+" "+braced(path)] }

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

// check holds a request to the operation: first by what package shape is sure of, which costs
// little, and else by the schemas. The error says which field is wrong, and never repeats what was
// sent.
func (o *operation) check(f *fiber.Ctx, raw bool, body []byte) error {
	withBody := !raw && o.takesBody
	if withBody {
		switch {
		case !isJSONBody(f.Get(fiber.HeaderContentType)):
			return congress.FieldError(messages.ContentTypeWrong, "Content-Type", messages.ContentTypeWrong.Fault())
		case !utf8.Valid(body):
			return congress.E(congress.Invalid, messages.BodyNotUTF8)
		}
	}
	if o.shape.Fits(f.Context(), withBody, body) {
		return nil
	}
	return o.faults(f, withBody, body)
}

func isJSONBody(header string) bool {
	if header == fiber.MIMEApplicationJSON {
		return true
	}
	media, _, err := mime.ParseMediaType(header)
	return err == nil && media == fiber.MIMEApplicationJSON
}

// faults looks for what is wrong with a request, by the schemas.
func (o *operation) faults(f *fiber.Ctx, withBody bool, body []byte) error {
	if withBody && !stdjson.Valid(body) {
		return congress.E(congress.Invalid, messages.BodyInvalid)
	}
	query := f.Context().QueryArgs()
	for _, value := range []string{string(query.QueryString()), f.Path()} {
		if text, err := url.PathUnescape(value); err != nil || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return congress.Wrap(errors.New("the address is not UTF-8"), congress.Invalid, messages.RequestInvalid)
		}
	}
	if err := o.unknown(query); err != nil {
		return err
	}
	faults := map[string]messages.Fault{}
	if !o.checkPath(f.Path()) {
		return congress.ErrNotFound // an id in the path that is no id is not found, like any that is not there
	}
	o.checkQuery(query, faults)
	o.checkHeader(f, faults)
	switch {
	case !withBody:
	case o.body == nil: // a route that is not Raw takes JSON alone
		faults["body"] = messages.NotRight()
	default:
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			return congress.Wrap(err, congress.Invalid, messages.BodyInvalid)
		}
		checkValue(o.body, value, "body", faults)
	}
	if len(faults) == 0 {
		return nil
	}
	e := congress.FieldErrors(messages.RequestInvalid, faults)
	if _, wrong := faults[keyHeader]; wrong {
		e.Code = messages.RecordIDInvalid
	}
	return e
}

// unknown refuses parameters of the query that the operation does not have: a misspelt one would
// otherwise do nothing, unsaid.
func (o *operation) unknown(query *fasthttp.Args) error {
	fields, secret := map[string]messages.Fault{}, false
	query.VisitAll(func(key, _ []byte) {
		if name := string(key); !o.takes(name) {
			fields[FirstRunes(name, 64)] = messages.NoParameter()
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

// CheckAnswer holds an answer, read whole, against the contract: its status
// must be described and its body fit. A request that no operation takes has no faults here.
func (c *Contract) CheckAnswer(request *http.Request, status int, header http.Header, body []byte) error {
	op, ok := c.find(request.Method, request.URL.Path)
	if !ok {
		return nil
	}
	return op.checkAnswer(request.Method, status, header.Get(fiber.HeaderContentType), body)
}

// find gives the operation that takes the path.
func (c *Contract) find(method, path string) (*operation, bool) {
	parts := strings.Split(path, "/")
	for name, op := range c.paths {
		m, template, _ := strings.Cut(name, " ")
		if m == method && slices.EqualFunc(strings.Split(template, "/"), parts, func(want, have string) bool {
			return want == have || strings.HasPrefix(want, "{")
		}) {
			return op, true
		}
	}
	return nil, false
}
