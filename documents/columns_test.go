package documents

import (
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"plenum/congress"
	"plenum/documents/bulk"
)

// A field of the register has its column in lists, with a heading of the template that is read back, and stands in the contract
// where a client sends it and where the register is listed.
func TestEachFieldOfTheRegisterHasItsPlaces(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../handlers/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var contract map[string]any
	if err := yaml.Unmarshal(text, &contract); err != nil {
		t.Fatal(err)
	}
	properties := func(path ...string) map[string]any {
		t.Helper()
		at := contract
		for _, step := range append(path, "properties") {
			next, ok := at[step].(map[string]any)
			if !ok {
				t.Fatalf("the contract has no %s in %q", step, path)
			}
			at = next
		}
		return at
	}
	places := map[string]map[string]any{
		"what a client sends": properties("components", "schemas", "Register"),
		"the register":        properties("paths", "/api/v1/congresses/{congress}/register", "get", "responses", "200", "content", "application/json", "schema", "properties", "items", "items"),
	}
	columns := map[string]bulk.Column{}
	for _, c := range bulk.Columns() {
		columns[c.Name] = c
	}
	fields := (&Entry{}).fields()
	if len(fields) < 10 || len(fields) != reflect.TypeFor[Entry]().NumField() {
		t.Fatalf("%d fields are found", len(fields))
	}
	for name, field := range fields {
		column, ok := columns[name]
		if !ok || column.Heading == "" || len(column.Called) == 0 {
			t.Errorf("%s has no column in lists, or one without a heading", name)
		}
		if plain := field.Type() == reflect.TypeFor[string]() && name != "date"; column.Text != plain {
			t.Errorf("%s is taken as it is: %v, want %v", name, column.Text, plain)
		}
		for place, known := range places {
			if known[name] == nil {
				t.Errorf("%s is not in %s", name, place)
			}
		}
	}
	for name := range columns {
		if _, ok := fields[name]; !ok && !slices.Contains([]string{"file", "audience", "line"}, name) {
			t.Errorf("the column %s is no field of the register", name)
		}
	}
}

// What people type into a field is held to markings, bounded, and kept in one form, whichever field it is.
func TestEachTextOfTheRegisterIsCleanedAndHeldToMarkings(t *testing.T) {
	t.Parallel()
	texts := 0
	for name, field := range (&Entry{}).fields() {
		var set func(f reflect.Value, text string)
		secret := "Độ mật: TUYỆT MẬT"
		switch field.Interface().(type) {
		case string:
			set = func(f reflect.Value, text string) { f.SetString(text) }
		case []string:
			set = func(f reflect.Value, text string) { f.Set(reflect.ValueOf([]string{text})) }
			secret = "tuyệt mật"
		default:
			continue
		}
		texts++
		with := func(text string) (Entry, error) {
			r := Entry{Title: "Báo cáo"}
			set(r.fields()[name], text)
			return r.Clean()
		}
		var e *congress.Error
		if _, err := with(secret); !errors.As(err, &e) || e.Code != ErrClassified.Code || e.Fields[name].Code() == "" {
			t.Errorf("%s takes a marking: %v", name, err)
		}
		for what, text := range map[string]string{"20,000 letters": strings.Repeat("a", 20_000), "a turned direction": "a \u202e b"} {
			if _, err := with(text); !errors.As(err, &e) || e.Fields[name].Code() == "" {
				t.Errorf("%s takes %s: %v", name, what, err)
			}
		}
		if name == "date" {
			continue
		}
		if r, err := with("  ba\u0301o \u00a0 ca\u0301o "); err != nil || !strings.Contains(r.words()[name], "báo cáo") || strings.Contains(r.words()[name], "  ") {
			t.Errorf("%s is kept as %q, %v", name, r.words()[name], err)
		}
	}
	if texts < 6 {
		t.Errorf("%d texts are found", texts)
	}
}
