package api

import (
	"net/http"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fasthttp"

	"plenum/congress"
	"plenum/congress/messages"
)

const thingContract = `
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, pattern: "^[0-9a-f]{64}$"}}]
    put:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 10}}
        - {name: of, in: query, required: true, schema: {$ref: "#/components/schemas/Of"}}
        - {name: all, in: query, schema: {type: boolean}}
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string, minLength: 2}}
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: integer}}, additionalProperties: false}}}}
      responses:
        "200": {description: a thing, content: {application/json: {schema: {type: object, required: [n]}}}}
        "204": {description: nothing}
        "206": {description: bytes, content: {"*/*": {}}}
components:
  schemas:
    Of: {type: string, enum: [mat, "toi-mat"]}
`

func thing(t *testing.T) (*Contract, string) {
	t.Helper()
	c, err := readContract([]byte(thingContract))
	if err != nil {
		t.Fatal(err)
	}
	return c, "/things/00000000000000000000000000000000000000000000000000000000000000ff"
}

func TestEachValueOfARequestIsHeldToTheContract(t *testing.T) {
	t.Parallel()
	c, path := thing(t)
	app := fiber.New()
	for name, tt := range map[string]struct {
		address, key, body string
		code               string
		want               map[string]messages.Fault
	}{
		"right":              {path + "?of=mat&limit=10&all=true", "k1", `{"a":1.0}`, "", nil},
		"a slash at its end": {path + "/?of=mat", "k1", `{}`, "", nil},
		"no id":              {"/things/x?of=mat", "k1", `{}`, "not_found", nil},
		"an id in capitals":  {"/things/%4600000000000000000000000000000000000000000000000000000000000000f?of=mat", "k1", `{}`, "not_found", nil},
		"a missing one":      {path, "k1", `{}`, "request_invalid", map[string]messages.Fault{"of": messages.Absent()}},
		"no choice":          {path + "?of=thuong", "k1", `{}`, "request_invalid", map[string]messages.Fault{"of": messages.NotOneOf("mat, toi-mat")}},
		"its second value":   {path + "?of=mat&of=x", "k1", `{}`, "request_invalid", map[string]messages.Fault{"of": messages.NotOneOf("mat, toi-mat")}},
		"no number":          {path + "?of=mat&limit=1e1", "k1", `{}`, "request_invalid", map[string]messages.Fault{"limit": messages.WantInteger()}},
		"an empty number":    {path + "?of=mat&limit=", "k1", `{}`, "request_invalid", map[string]messages.Fault{"limit": messages.WantInteger()}},
		"a number too large": {path + "?of=mat&limit=11", "k1", `{}`, "request_invalid", map[string]messages.Fault{"limit": messages.TooLarge("10")}},
		"beyond 64 bits":     {path + "?of=mat&limit=99999999999999999999", "k1", `{}`, "request_invalid", map[string]messages.Fault{"limit": messages.WantInteger()}},
		"neither of two":     {path + "?of=mat&all=maybe", "k1", `{}`, "request_invalid", map[string]messages.Fault{"all": messages.WantBoolean()}},
		"a short key":        {path + "?of=mat", "k", `{}`, "record_id_invalid", map[string]messages.Fault{"Idempotency-Key": messages.TooShort(1, 2)}},
		"no key":             {path + "?of=mat", "", `{}`, "record_id_invalid", map[string]messages.Fault{"Idempotency-Key": messages.Absent()}},
		"another body":       {path + "?of=mat", "k1", `[]`, "request_invalid", map[string]messages.Fault{"body": messages.WantObject()}},
		"all at once": {path + "?of=x&all=2", "k1", `{"a":"1","b":1}`, "request_invalid", map[string]messages.Fault{
			"of": messages.NotOneOf("mat, toi-mat"), "all": messages.WantBoolean(), "a": messages.WantInteger(), "body": messages.NotTaken("b"),
		}},
	} {
		request := &fasthttp.RequestCtx{}
		request.Request.Header.SetMethod(http.MethodPut)
		request.Request.Header.SetContentType(fiber.MIMEApplicationJSON)
		request.Request.Header.Set("Idempotency-Key", tt.key)
		request.Request.SetRequestURI(tt.address)
		f := app.AcquireCtx(request)
		err := c.operation(http.MethodPut, "/things/:id").check(f, false, []byte(tt.body))
		app.ReleaseCtx(f)
		var fields map[string]messages.Fault
		if e := congress.AsError(err); e != nil {
			fields = e.Fields
		}
		if diff := cmp.Diff(tt.want, fields, cmp.Comparer(func(a, b messages.Fault) bool { return a == b })); diff != "" || congress.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %q (-want +got):\n%s", name, err, tt.code, diff)
		}
	}
}

func TestAnAnswerThatTheContractDoesNotHaveIsFound(t *testing.T) {
	t.Parallel()
	c, path := thing(t)
	for name, tt := range map[string]struct {
		status      int
		media, body string
		ok          bool
	}{
		"right":              {200, "application/json; charset=utf-8", `{"n":1}`, true},
		"lacks a member":     {200, "application/json", `{}`, false},
		"no JSON":            {200, "application/json", `{`, false},
		"empty":              {200, "application/json", ``, false},
		"another type":       {200, "text/plain", `{"n":1}`, false},
		"no type":            {200, "", `{"n":1}`, false},
		"nothing":            {204, "", "", true},
		"any type":           {206, "application/pdf", "%PDF", true},
		"an unsaid status":   {201, "application/json", `{"n":1}`, false},
		"a fault, undefined": {500, "application/problem+json", `{}`, false},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		header := http.Header{}
		header.Set("Content-Type", tt.media)
		if err := c.CheckAnswer(request, tt.status, header, []byte(tt.body)); (err == nil) != tt.ok {
			t.Errorf("%s: %v, want taken %v", name, err, tt.ok)
		}
	}
}
