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
	schemas, err := newSchemas(plain.Bytes())
	if err != nil {
		return nil, err
	}
	for path, item := range c.root.get("paths").members() {
		for method, op := range operationsOf(item) {
			if c.paths[method+" "+path], err = newOperation(schemas, path, item, op); err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
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
	if !r.Raw && op.takesBody {
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
	faults := map[string]messages.Fault{}
	if !op.checkPath(f.Path()) {
		return congress.ErrNotFound // an id in the path that is no id is not found, like any that is not there
	}
	op.checkQuery(query, faults)
	op.checkHeader(f, faults)
	switch {
	case r.Raw || !op.takesBody:
	case op.body == nil: // a route that is not Raw takes JSON alone
		faults["body"] = messages.NotRight()
	default:
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			return congress.Wrap(err, congress.Invalid, messages.BodyInvalid)
		}
		checkValue(op.body, value, "body", faults)
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
