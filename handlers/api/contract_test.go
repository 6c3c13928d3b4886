package api

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// written is the contract as it is written.
func written(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheContractLoads(t *testing.T) {
	c, err := ReadContract(written(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled(c); err != nil {
		t.Error(err)
	}
	if n := len(c.Operations()); n < 150 {
		t.Errorf("it has %d operations", n)
	}
}

// The form of the whole description is Redocly's to judge (lint_test.go); here each part is refused that requests could not be held to.
func TestAContractThatCannotBeHeldToIsRefused(t *testing.T) {
	t.Parallel()
	const parameter = "paths: {'/a/{b}': {get: {parameters: [%s], responses: {default: {description: x}}}}}"
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"nothing":                    {"", false},
		"no YAML":                    {"a: [", false},
		"a parameter":                {fmt.Sprintf(parameter, "{name: b, in: path, required: true, schema: {type: integer}}"), true},
		"a parameter of no type":     {fmt.Sprintf(parameter, "{name: b, in: path, schema: {pattern: x}}"), false},
		"a list":                     {fmt.Sprintf(parameter, "{name: q, in: query, schema: {type: array}}"), false},
		"a cookie":                   {fmt.Sprintf(parameter, "{name: q, in: cookie, schema: {type: string}}"), false},
		"a name that the path lacks": {fmt.Sprintf(parameter, "{name: c, in: path, schema: {type: string}}"), false},
		"a parameter's schema":       {fmt.Sprintf(parameter, "{name: b, in: path, schema: {type: string, minLength: x}}"), false},
		"a body's schema":            {"paths: {/a: {put: {requestBody: {content: {application/json: {schema: {properties: 1}}}}}}}", false},
		"an answer's schema":         {"paths: {/a: {put: {responses: {default: {content: {application/problem+json: {schema: {type: 1}}}}}}}}", false},
		"a reference to nothing":     {"paths: {/a: {put: {requestBody: {content: {application/json: {schema: {items: {$ref: '#/b'}}}}}}}}", false},
		"a pattern":                  {"paths: {/a: {put: {requestBody: {content: {application/json: {schema: {pattern: '('}}}}}}}", false},
	} {
		read, err := readContract([]byte(c.text))
		if err == nil {
			err = compiled(read)
		}
		if (err == nil) != c.ok {
			t.Errorf("%s: %v, want taken %v", name, err, c.ok)
		}
	}
}

// A merge that is not written out would be a field of that name, and what it brings would be refused.
func TestNoMergeOfYAMLIsInTheContract(t *testing.T) {
	c, err := ReadContract(written(t))
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(c.json, []byte(`"\u003c\u003c"`)); n > 0 {
		t.Errorf("the contract has %d merges", n)
	}
	if n := bytes.Count(c.json, []byte(`"dissentOf"`)); n < 3 {
		t.Errorf("a finding's fields are there %d times", n)
	}
}

// An unquoted comma in a description ends it, and what follows becomes a member of the schema without a value.
func TestNoTextOfTheContractIsCutByAComma(t *testing.T) {
	var document yaml.Node
	if err := yaml.Unmarshal(written(t), &document); err != nil {
		t.Fatal(err)
	}
	seen := 0
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 1 {
				if seen++; child.Tag == "!!null" && child.Value == "" {
					t.Errorf("line %d: %q has no value; quote the text before it", child.Line, n.Content[i-1].Value)
				}
			}
			walk(child)
		}
	}
	walk(&document)
	if seen < 4000 {
		t.Errorf("only %d members were looked at", seen)
	}
}

// Without a type the values of a parameter are not compared, and whatever it says is let through.
func TestEveryEnumOfTheContractHasItsType(t *testing.T) {
	c, err := ReadContract(written(t))
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := stdjson.Unmarshal(c.json, &document); err != nil {
		t.Fatal(err)
	}
	found := 0
	var walk func(at string, node any)
	walk = func(at string, node any) {
		switch n := node.(type) {
		case map[string]any:
			if _, ok := n["enum"].([]any); ok {
				if found++; n["type"] == nil {
					t.Errorf("%s has no type", at)
				}
			}
			for name, child := range n {
				walk(at+"/"+name, child)
			}
		case []any:
			for i, child := range n {
				walk(fmt.Sprint(at, "/", i), child)
			}
		}
	}
	walk("", document)
	if found < 30 {
		t.Errorf("%d enums were found", found)
	}
}

// compiled compiles every schema, as requests and answers do when they first ask for it.
func compiled(c *Contract) error {
	var all []*schema
	for _, op := range c.paths {
		for _, p := range slices.Concat(op.path, op.query, op.header) {
			all = append(all, p.schema)
		}
		all = append(all, op.body)
		for _, media := range op.answers {
			all = append(all, slices.Collect(maps.Values(media))...)
		}
	}
	for _, s := range all {
		if s == nil {
			continue
		}
		if _, err := s.compiled(); err != nil {
			return err
		}
	}
	return nil
}
