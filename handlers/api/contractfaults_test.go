package api

import (
	"bytes"
	"errors"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"plenum/congress/messages"
	"plenum/vietnamese/vietnamesetest"
)

// A value that fails a keyword of JSON Schema is told so in both languages, by the keyword and not by the validator's prose.
func TestTheContractsFaultsAreToldByTheirKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		schema, value string
		at            string
		want          messages.Fault
		vi            string
	}{
		{`{"type":"string"}`, `1`, "", messages.WantString(), "sai kiểu, cần chuỗi ký tự"},
		{`{"type":"integer"}`, `"1"`, "", messages.WantInteger(), "sai kiểu, cần số nguyên"},
		{`{"type":"number"}`, `"1"`, "", messages.WantNumber(), "sai kiểu, cần số"},
		{`{"type":"boolean"}`, `null`, "", messages.WantBoolean(), "sai kiểu, cần true hoặc false"},
		{`{"type":"object"}`, `[]`, "", messages.WantObject(), "sai kiểu, cần đối tượng JSON"},
		{`{"type":"array"}`, `{}`, "", messages.WantArray(), "sai kiểu, cần danh sách"},
		{`{"type":["string","null"]}`, `1`, "", messages.WantString(), "sai kiểu, cần chuỗi ký tự"},
		{`{"type":["string","number"]}`, `true`, "", messages.WrongType(), "sai kiểu"},
		{`{"minLength":1}`, `""`, "", messages.TooShort(0, 1), "có 0 ký tự, cần ít nhất 1"},
		{`{"maxLength":2}`, `"abc"`, "", messages.TooLong(3, 2), "có 3 ký tự, chỉ nhận tối đa 2"},
		{`{"minItems":1}`, `[]`, "", messages.TooFew(0, 1), "có 0, cần ít nhất 1"},
		{`{"maxItems":1}`, `[1,2]`, "", messages.TooMany(2, 1), "có 2, chỉ nhận tối đa 1"},
		{`{"minimum":0}`, `-1`, "", messages.TooSmall("0"), "nhỏ quá, cần từ 0"},
		{`{"maximum":1000}`, `1001`, "", messages.TooLarge("1000"), "lớn quá, chỉ nhận đến 1000"},
		{`{"exclusiveMinimum":0.5}`, `0`, "", messages.NotAbove("0.5"), "nhỏ quá, phải lớn hơn 0.5"},
		{`{"exclusiveMaximum":10}`, `10`, "", messages.NotBelow("10"), "lớn quá, phải nhỏ hơn 10"},
		{`{"multipleOf":3}`, `10`, "", messages.NotMultiple("3"), "phải là bội số của 3"},
		{`{"minProperties":1}`, `{}`, "", messages.FieldsFew(0, 1), "có 0 trường, cần ít nhất 1"},
		{`{"maxProperties":1}`, `{"a":1,"b":2}`, "", messages.FieldsMany(2, 1), "có 2 trường, chỉ nhận tối đa 1"},
		{`{"uniqueItems":true}`, `[1,1]`, "", messages.ItemsEqual(0, 1), "mục 0 và mục 1 trùng nhau"},
		{`{"enum":["mat","toi-mat"]}`, `"secret words"`, "", messages.NotOneOf("mat, toi-mat"), "phải là một trong: mat, toi-mat"},
		{`{"const":"ok"}`, `"secret words"`, "", messages.NotThis("ok"), "phải là ok"},
		{`{"pattern":"^[a-z]$"}`, `"secret words"`, "", messages.NotPattern(), "viết không đúng dạng"},
		{`{"pattern":"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}`, `"2026-13-41"`, "", messages.Day(), "một ngày, ví dụ 2026-12-31"},
		{`{"pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"}`, `"25:00"`, "", messages.Hour(), "giờ và phút từ 00:00 đến 23:59"},
		{`{"format":"date-time"}`, `"secret words"`, "", messages.NotTime(), "không phải ngày giờ theo RFC 3339"},
		{`{"format":"date"}`, `"secret words"`, "", messages.NotDate(), "không phải ngày theo dạng YYYY-MM-DD"},
		{`{"format":"uuid"}`, `"secret words"`, "", messages.NotOfFormat("uuid"), "không đúng dạng (uuid)"},
		{`{"required":["title"]}`, `{}`, "", messages.Lacks("title"), "thiếu title"},
		{`{"required":["roles","title"]}`, `{}`, "", messages.Lacks("roles, title"), "thiếu roles, title"},
		{`{"dependentRequired":{"a":["b"]}}`, `{"a":1}`, "", messages.Lacks("b"), "thiếu b"},
		{`{"additionalProperties":false}`, `{"x":"secret words"}`, "", messages.NotTaken("x"), "không nhận x"},
		{`{"propertyNames":{"maxLength":1}}`, `{"abc":1}`, "", messages.TooLong(3, 1), "có 3 ký tự, chỉ nhận tối đa 1"},
		{`{"not":{}}`, `1`, "", messages.NotRight(), "chưa đúng"},
		{`{"contains":{"const":1}}`, `[2]`, "[0]", messages.NotThis("1"), "phải là 1"},
		{`{"oneOf":[{"type":"string"},{"minLength":1}]}`, `"a"`, "", messages.NotRight(), "chưa đúng"},
		{`{"properties":{"a":{"items":{"properties":{"b":{"type":"string"}}}}}}`, `{"a":[{"b":1}]}`, "a[0].b", messages.WantString(), "sai kiểu, cần chuỗi ký tự"},
		{`{"allOf":[{"$ref":"#/$defs/t"}],"$defs":{"t":{"properties":{"a":{"minLength":2}}}}}`, `{"a":"x"}`, "a", messages.TooShort(1, 2), "có 1 ký tự, cần ít nhất 2"},
		{`{"oneOf":[{"properties":{"a":{"type":"string"}}},{"properties":{"a":{"type":"boolean"}}}]}`, `{"a":1}`, "a", messages.WantBoolean(), "sai kiểu, cần true hoặc false"},
	} {
		got := map[string]messages.Fault{}
		inSchema(failing(t, c.schema, c.value), func(at string, f messages.Fault) { got[at] = f })
		if f := got[c.at]; len(got) != 1 || f != c.want || f.In(messages.Vietnamese) != c.vi {
			t.Errorf("%s of %s: %v, want %q at %q", c.schema, c.value, got, c.vi, c.at)
		}
		for _, f := range got {
			if said := f.In(messages.Vietnamese); len(vietnamesetest.Foreign(said, "true", "false", "mat", "ok", "uuid", "title", "roles", "abc")) > 0 || bytes.Contains([]byte(said), []byte("secret")) {
				t.Errorf("%s is told as %q", c.schema, said)
			}
		}
	}
}

func failing(t *testing.T, schema, value string) *jsonschema.ValidationError {
	t.Helper()
	unmarshal := func(text string) any {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("schema.json", unmarshal(schema)); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatalf("%s: %v", schema, err)
	}
	var fault *jsonschema.ValidationError
	if err := compiled.Validate(unmarshal(value)); !errors.As(err, &fault) {
		t.Fatalf("%s takes %s: %v", schema, value, err)
	}
	return fault
}
