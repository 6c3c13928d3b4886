package api

import (
	stdjson "encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

const keywords = `
openapi: 3.1.0
info: {title: Every keyword, version: "1"}
paths:
  /things/{id}:
    put:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, pattern: "^[a-z0-9-]{1,40}$"}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 500}}
        - {name: q, in: query, schema: {type: string, minLength: 2, maxLength: 5}}
        - {name: full, in: query, schema: {type: boolean}}
        - {name: as, in: query, schema: {type: string, enum: [pdf, docx]}}
        - {name: width, in: query, schema: {type: integer, enum: [320, 1600], default: 1600}}
        - {name: If-Match, in: header, required: true, schema: {type: string, maxLength: 8}}
        - {name: Offset, in: header, schema: {type: integer, minimum: 0}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"200": {description: Done}}
components:
  schemas:
    Name: {type: string, minLength: 1, maxLength: 3}
    Thing:
      type: object
      additionalProperties: false
      required: [name]
      properties:
        name: {$ref: "#/components/schemas/Name"}
        kind: {type: string, enum: [a, b]}
        n: {type: integer, minimum: -2, maximum: 7}
        size: {type: integer, enum: [1, 5]}
        on: {type: boolean}
        day: {type: string, format: date}
        at: {type: string, format: date-time}
        hex: {type: string, pattern: "^[0-9a-f]{4}$"}
        list: {type: array, minItems: 1, maxItems: 2, items: {$ref: "#/components/schemas/Name"}}
        either: {anyOf: [{const: ""}, {$ref: "#/components/schemas/Name"}]}
        open: {type: object, required: [x], properties: {x: {type: integer}}}
        counts: {type: object, additionalProperties: {type: integer, minimum: 0}}
        tree: {type: object, additionalProperties: false, properties: {inner: {type: object, additionalProperties: false, properties: {v: {type: string}}}}}
`

// asked is a request to an operation of a contract.
type asked struct {
	name   string            // "POST /path/{part}"
	parts  map[string]string // of the path; the others are an id
	query  string
	header [][2]string
	body   string // "": none is sent
}

const anID = "0190a000-0000-7000-8000-000000000001"

func (r asked) part(name string) string {
	if v, ok := r.parts[name]; ok {
		return v
	}
	return anID
}

func (r asked) path() string {
	_, path, _ := strings.Cut(r.name, " ")
	return regexp.MustCompile(`\{[^}]*\}`).ReplaceAllStringFunc(path, func(name string) string { return r.part(name[1 : len(name)-1]) })
}

// both are the two answers about a request: that it surely fits, and what is wrong with it.
func (r asked) both(c *Contract) (sure bool, wrong error) {
	method, _, _ := strings.Cut(r.name, " ")
	ctx := &fasthttp.RequestCtx{}
	ctx.Request.Header.SetMethod(method)
	ctx.Request.SetRequestURI(r.path() + "?" + r.query)
	ctx.Request.Header.SetContentType(fiber.MIMEApplicationJSON)
	for _, h := range r.header {
		ctx.Request.Header.Add(h[0], h[1])
	}
	app := fiber.New()
	f := app.AcquireCtx(ctx)
	defer app.ReleaseCtx(f)
	op := c.paths[r.name]
	return op.shape.Fits(ctx, r.body != "", []byte(r.body)), op.faults(f, r.body != "", []byte(r.body))
}

func keywordsContract(tb testing.TB) *Contract {
	tb.Helper()
	c, err := ReadContract([]byte(keywords))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// Each body with whether this package is sure of it; what it is sure of fits for the library too.
func TestABodyIsSureOnlyWhereItFits(t *testing.T) {
	contract := keywordsContract(t)
	for body, sure := range map[string]bool{
		`{"name":"abc"}`: true, ` { "name" : "abc" } `: true, `{"name":"đại"}`: true, `{"name":"\u0111ại"}`: true,
		`{"name":""}`: false, `{"name":"abcd"}`: false, `{"name":"đạiiii"}`: false, `{"name":1}`: false, `{"name":null}`: false,
		`{}`: false, `[]`: false, `"x"`: false, `null`: false, `{"name":"abc"}x`: false, `{"name":"abc"`: false, `{"name":"abc"}{}`: false,
		`{"name":"abc","extra":1}`: false, `{"name":"abc","name":"abcd"}`: false, `{"n\u0061me":"abc"}`: false,
		`{"name":"a","kind":"a"}`: true, `{"name":"a","kind":"c"}`: false, `{"name":"a","kind":""}`: false,
		`{"name":"a","n":7}`: true, `{"name":"a","n":-2}`: true, `{"name":"a","n":8}`: false, `{"name":"a","n":-3}`: false,
		`{"name":"a","n":7.0}`: false, `{"name":"a","n":7e0}`: false, `{"name":"a","n":7.5}`: false, `{"name":"a","n":"7"}`: false,
		`{"name":"a","n":99999999999999999999}`: false, `{"name":"a","n":-0}`: true,
		`{"name":"a","size":5}`: true, `{"name":"a","size":4}`: false,
		`{"name":"a","on":true}`: true, `{"name":"a","on":false}`: true, `{"name":"a","on":"true"}`: false, `{"name":"a","on":0}`: false,
		`{"name":"a","day":"2026-11-30"}`: true, `{"name":"a","day":"2026-02-30"}`: false, `{"name":"a","day":"2026-1-1"}`: false,
		`{"name":"a","at":"2026-11-30T08:00:00Z"}`: true, `{"name":"a","at":"2026-11-30T08:00:00.123+07:00"}`: true,
		`{"name":"a","at":"2026-11-30T24:00:00Z"}`: false, `{"name":"a","at":"2026-11-30 08:00:00Z"}`: false, `{"name":"a","at":"2026-11-30T08:00:00"}`: false,
		`{"name":"a","hex":"00ff"}`: true, `{"name":"a","hex":"00FF"}`: false, `{"name":"a","hex":"00ff\n"}`: false,
		`{"name":"a","list":["a"]}`: true, `{"name":"a","list":["a","b"]}`: true, `{"name":"a","list":[]}`: false,
		`{"name":"a","list":["a","b","c"]}`: false, `{"name":"a","list":["abcd"]}`: false, `{"name":"a","list":"a"}`: false,
		`{"name":"a","either":""}`: true, `{"name":"a","either":"abc"}`: true, `{"name":"a","either":"abcd"}`: false, `{"name":"a","either":1}`: false,
		`{"name":"a","open":{"x":1,"y":[{}]}}`: true, `{"name":"a","open":{"y":1}}`: false, `{"name":"a","open":{"x":"1"}}`: false,
		`{"name":"a","counts":{"b":0,"c":5}}`: true, `{"name":"a","counts":{"b":-1}}`: false, `{"name":"a","counts":{}}`: true,
		`{"name":"a","tree":{"inner":{"v":"x"}}}`: true, `{"name":"a","tree":{"inner":{"w":"x"}}}`: false, `{"name":"a","tree":{}}`: true,
	} {
		r := asked{name: "PUT /things/{id}", parts: map[string]string{"id": "a-1"}, header: [][2]string{{"If-Match", `"1"`}}, body: body}
		got, err := r.both(contract)
		if got != sure {
			t.Errorf("%s: sure %v, want %v (%v)", body, got, sure, err)
		}
		if got && err != nil {
			t.Errorf("%s: sure, but it is wrong: %v", body, err)
		}
	}
}

func TestParametersAreSureOnlyWhereTheyFit(t *testing.T) {
	contract := keywordsContract(t)
	match := [2]string{"If-Match", `"1"`}
	for name, c := range map[string]struct {
		id, query string
		header    [][2]string
		sure      bool
	}{
		"only what is required":            {"a", "", [][2]string{match}, true},
		"a header is missing":              {"a", "", nil, false},
		"a header twice":                   {"a", "", [][2]string{match, match}, false},
		"a header too long":                {"a", "", [][2]string{{"If-Match", `"123456789"`}}, false},
		"a header in other letters":        {"a", "", [][2]string{{"if-match", `"1"`}}, true},
		"a header of digits":               {"a", "", [][2]string{match, {"Offset", "0"}}, true},
		"a header of other letters":        {"a", "", [][2]string{match, {"Offset", "x"}}, false},
		"a header below its least":         {"a", "", [][2]string{match, {"Offset", "-1"}}, false},
		"an empty header":                  {"a", "", [][2]string{match, {"Offset", ""}}, false},
		"a part that does not fit":         {"A", "", [][2]string{match}, false},
		"a part that is encoded":           {"%61", "", [][2]string{match}, false},
		"a number":                         {"a", "limit=500", [][2]string{match}, true},
		"a number above its most":          {"a", "limit=501", [][2]string{match}, false},
		"a number with a fraction":         {"a", "limit=5.5", [][2]string{match}, false},
		"a number with a sign":             {"a", "limit=%2B5", [][2]string{match}, false},
		"no value":                         {"a", "limit=", [][2]string{match}, false},
		"no sign of equality":              {"a", "limit", [][2]string{match}, false},
		"twice":                            {"a", "limit=5&limit=6", [][2]string{match}, false},
		"letters with marks":               {"a", "q=%C4%91%E1%BA%A5t", [][2]string{match}, true},
		"letters with marks, too many":     {"a", "q=%C4%91%E1%BA%A5t+nh%C3%A0", [][2]string{match}, false},
		"a blank":                          {"a", "q=a+b", [][2]string{match}, true},
		"a letter that stands for itself":  {"a", "q=a:b", [][2]string{match}, false},
		"a boolean":                        {"a", "full=true", [][2]string{match}, true},
		"a boolean in another form":        {"a", "full=1", [][2]string{match}, false},
		"one of a list":                    {"a", "as=docx", [][2]string{match}, true},
		"one of a list of numbers":         {"a", "width=320", [][2]string{match}, true},
		"none of a list of numbers":        {"a", "width=1601", [][2]string{match}, false},
		"none of a list":                   {"a", "as=exe", [][2]string{match}, false},
		"a name that is not there":         {"a", "x=1", [][2]string{match}, false},
		"a name in brackets":               {"a", "q%5Bx%5D=abc", [][2]string{match}, false},
		"semicolons":                       {"a", "q=abc;limit=5", [][2]string{match}, false},
		"a zero":                           {"a", "q=a%00b", [][2]string{match}, false},
		"bytes that are no UTF-8":          {"a", "q=%C4%91%FF", [][2]string{match}, false},
		"a percent sign that stands alone": {"a", "q=a%zz", [][2]string{match}, false},
		"a percent sign at the end":        {"a", "q=ab%4", [][2]string{match}, false},
		"several":                          {"a", "limit=5&q=ab&full=false&as=pdf", [][2]string{match, {"Offset", "12"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := asked{name: "PUT /things/{id}", parts: map[string]string{"id": c.id}, query: c.query, header: c.header, body: `{"name":"a"}`}
			got, err := r.both(contract)
			if got != c.sure {
				t.Errorf("sure %v, want %v (%v)", got, c.sure, err)
			}
			if got && err != nil {
				t.Errorf("sure, but it is wrong: %v", err)
			}
		})
	}
}

// Of each operation of the product's contract, requests made from its schemas: one with everything
// as it fits, and each with one thing at a border, beyond it or of another type.
func TestTheContractIsToldFromBytesAsFromItsSchemas(t *testing.T) {
	c, err := ReadContract(written(t))
	if err != nil {
		t.Fatal(err)
	}
	requests, sure := 0, 0
	for _, name := range slices.Sorted(maps.Keys(c.paths)) {
		method, path, _ := strings.Cut(name, " ")
		item := c.root.get("paths", path)
		op := item.get(strings.ToLower(method))
		whole := asked{name: name, parts: map[string]string{}}
		query := url.Values{}
		var parameters []node
		for _, p := range slices.Concat(item.get("parameters").items(), op.get("parameters").items()) {
			parameters = append(parameters, p)
			whole.set(p, query, textOf(valuesOf(p.get("schema"), 0)[0]))
		}
		answer := func(r asked) {
			t.Helper()
			requests++
			switch fits, wrong := r.both(c); {
			case fits && wrong != nil:
				t.Errorf("%s %v %q %v %.300s: sure, but it is wrong: %v", name, r.parts, r.query, r.header, r.body, wrong)
			case fits:
				sure++
			case wrong == nil && !doubtful(r):
				t.Errorf("%s %v %q %v %.300s: it fits, and nothing in it is hard to read", name, r.parts, r.query, r.header, r.body)
			}
		}
		bodies := []any{nil}
		if schema := op.get("requestBody", "content", fiber.MIMEApplicationJSON, "schema"); schema.there() {
			bodies = valuesOf(schema, 0)
		}
		for _, body := range bodies {
			if whole.body = ""; body != nil {
				text, err := stdjson.Marshal(body)
				if err != nil {
					t.Fatal(err)
				}
				whole.body = string(text)
			}
			answer(whole)
		}
		for _, p := range parameters { // each by itself, with the first body
			if len(bodies) > 0 && bodies[0] != nil {
				text, err := stdjson.Marshal(bodies[0])
				if err != nil {
					t.Fatal(err)
				}
				whole.body = string(text)
			}
			for _, v := range valuesOf(p.get("schema"), 0)[1:] {
				changed := whole
				changed.parts, changed.header = maps.Clone(whole.parts), slices.Clone(whole.header)
				changed.set(p, maps.Clone(query), textOf(v))
				answer(changed)
			}
		}
	}
	if t.Logf("%d requests, sure of %d", requests, sure); requests < 1000 || sure < 300 {
		t.Errorf("%d requests, sure of %d", requests, sure)
	}
}

// set gives a parameter its value.
func (r *asked) set(p node, query url.Values, text string) {
	switch name := p.get("name").text(); p.get("in").text() {
	case "path":
		r.parts[name] = text
	case "header":
		r.header = slices.DeleteFunc(r.header, func(h [2]string) bool { return h[0] == name })
		r.header = append(r.header, [2]string{name, text})
	case "query":
		query.Set(name, text)
		r.query = query.Encode()
	}
}

// doubtful reports whether a request has a value that may fit and is never sure: an empty one, a
// boolean written as 1, or a part of a path with letters that are encoded there.
func doubtful(r asked) bool {
	for _, part := range r.parts {
		if part == "" || url.PathEscape(part) != part {
			return true
		}
	}
	return slices.ContainsFunc(r.header, func(h [2]string) bool { return h[1] == "" }) ||
		strings.Contains(r.query+"&", "=&") || strings.Contains(r.query+"&", "=1&")
}

func textOf(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	text, _ := stdjson.Marshal(v)
	return string(text)
}

var samples = []string{
	anID, "plenary", strings.Repeat("a", 64), "2026-11-30", "08:00", "12", "12-3", "2026-11-30T08:00:00Z", "a", "văn bản", "12-" + anID,
}

// valuesOf are values of a schema: the first fits, later ones may not.
func valuesOf(s node, depth int) (out []any) {
	s = s.followed()
	if depth > 6 {
		return nil
	}
	if any := s.get("anyOf"); any.there() {
		for _, a := range any.items() {
			out = append(out, valuesOf(a, depth+1)...)
		}
		return out
	}
	if value := s.get("const"); value.there() {
		return []any{value.text(), value.text() + "x"}
	}
	if values := s.get("enum").texts(); len(values) > 0 {
		if s.get("type").text() == "integer" {
			return []any{border(s.get("enum").items()[0], 0), border(s.get("enum").items()[0], 0) + 1, values[0]}
		}
		return []any{values[0], values[len(values)-1], "not-one"}
	}
	least, most := s.get("minimum"), s.get("maximum")
	switch s.get("type").text() {
	case "string":
		return textsOf(s)
	case "integer":
		low, high := border(least, 0), border(most, max(3, border(least, 0)))
		out = []any{high, low, "1", true}
		if least.there() {
			out = append(out, low-1)
		}
		if most.there() {
			out = append(out, high+1)
		}
		return out
	case "boolean":
		return []any{true, false, 1, "true"}
	case "array":
		item := valuesOf(s.get("items"), depth+1)
		n, limit := max(1, border(s.get("minItems"), 1)), border(s.get("maxItems"), 0)
		out = append(out, slices.Repeat(item[:1], n), "x")
		for _, one := range item[1:] {
			out = append(out, append(slices.Repeat(item[:1], n-1), one))
		}
		if limit > 0 && limit < 3000 {
			out = append(out, slices.Repeat(item[:1], limit), slices.Repeat(item[:1], limit+1))
		}
		return out
	case "object":
		return objectsOf(s, depth)
	}
	return nil
}

func border(n node, otherwise int) int {
	if v, err := strconv.Atoi(n.text()); err == nil {
		return v
	}
	return otherwise
}

func objectsOf(s node, depth int) (out []any) {
	whole := map[string]any{}
	each := map[string][]any{}
	for name, property := range s.get("properties").members() {
		if each[name] = valuesOf(property, depth+1); len(each[name]) > 0 {
			whole[name] = each[name][0]
		}
	}
	out = append(out, whole)
	for _, name := range slices.Sorted(maps.Keys(each)) {
		for _, v := range each[name][min(1, len(each[name])):] {
			changed := maps.Clone(whole)
			changed[name] = v
			out = append(out, changed)
		}
		less := maps.Clone(whole)
		delete(less, name)
		out = append(out, less)
	}
	more := maps.Clone(whole)
	more["notThere"] = 1
	return append(out, more, []any{}, "x")
}

func textsOf(s node) (out []any) {
	least, most := border(s.get("minLength"), 0), border(s.get("maxLength"), 0)
	pattern, format := s.get("pattern").text(), s.get("format").text()
	if pattern == "" && format == "" {
		out = append(out, strings.Repeat("đ", max(least, min(most, 9), 1)), strings.Repeat("a", max(least, 1)))
	}
	for _, v := range samples {
		out = append(out, v)
	}
	fits := func(v any) int { // 1 comes first
		if text := v.(string); pattern != "" && regexp.MustCompile(pattern).MatchString(text) ||
			format == "date" && text == "2026-11-30" || format == "date-time" && strings.HasSuffix(text, "Z") {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b any) int { return fits(b) - fits(a) })
	out = append(out, 1, true, strings.Repeat("đ", least))
	if most > 0 && most < 5000 {
		out = append(out, strings.Repeat("đ", most), strings.Repeat("đ", most+1), strings.Repeat("a", most), strings.Repeat("a", most+1))
	}
	if least > 0 {
		out = append(out, strings.Repeat("đ", least-1))
	}
	return out
}

// Whatever a stranger sends: what is told as sure from the bytes is never wrong by the schemas.
func FuzzSure(f *testing.F) {
	c := keywordsContract(f)
	for _, body := range []string{`{"name":"abc","n":7,"at":"2026-11-30T08:00:00Z","list":["a"],"either":"","counts":{"a":1}}`, `{"name":"\u0111"}`, `[`} {
		f.Add("a-1", "limit=5&q=ab&full=true&as=pdf", `"1"`, "12", body)
	}
	f.Add("a%2F", "limit=-5&q=%61%00", "", "007", `{"name":"a","n":-0}`)
	f.Fuzz(func(t *testing.T, part, query, match, offset, body string) {
		for _, text := range []string{part, query, match, offset} {
			for i := range len(text) {
				if text[i] <= ' ' || text[i] >= 0x7f || text[i] == '#' || text[i] == '?' || text[i] == '/' { // it does not come so far
					return
				}
			}
		}
		if !utf8.ValidString(body) {
			return
		}
		r := asked{
			name: "PUT /things/{id}", parts: map[string]string{"id": part}, query: query,
			header: [][2]string{{"If-Match", match}, {"Offset", offset}}, body: body,
		}
		if sure, wrong := r.both(c); sure && wrong != nil {
			t.Errorf("sure of %+v, but it is wrong: %v", r, wrong)
		}
	})
}
