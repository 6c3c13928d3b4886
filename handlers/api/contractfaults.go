package api

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"plenum/congress/messages"
)

// inSchema gives each fault of a value with the path of the field in it, "" for the value itself:
// what the validator writes in English is never read.
func inSchema(e *jsonschema.ValidationError, put func(at string, f messages.Fault)) {
	for _, cause := range e.Causes {
		inSchema(cause, put)
	}
	if len(e.Causes) > 0 {
		return // it only gathers
	}
	if f := schemaFault(e.ErrorKind); f.Code() != "" {
		put(fieldPath(e.InstanceLocation), f)
	}
}

// fieldPath writes a place in a body as people do: findings[2].text.
func fieldPath(place []string) string {
	var out strings.Builder
	for _, name := range place {
		switch {
		case strings.Trim(name, "0123456789") == "":
			fmt.Fprintf(&out, "[%s]", name)
		case strings.ContainsFunc(name, notOfName):
			fmt.Fprintf(&out, "['%s']", strings.ReplaceAll(name, "'", `\'`))
		default:
			if out.Len() > 0 {
				out.WriteByte('.')
			}
			out.WriteString(name)
		}
	}
	return out.String()
}

func notOfName(r rune) bool {
	return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
}

// schemaFault is the fault of one kind of JSON Schema; none of those that only gather others. No
// value that the client sent is in it, but names of fields.
func schemaFault(of jsonschema.ErrorKind) messages.Fault {
	switch k := of.(type) {
	case *kind.Schema, *kind.Group, *kind.Reference, *kind.AllOf, *kind.AnyOf:
		return messages.Fault{}
	case *kind.OneOf:
		if len(k.Subschemas) == 0 {
			return messages.Fault{} // the faults by which each did not fit follow
		}
	case *kind.Type:
		return typeFault(k.Want)
	case *kind.Enum:
		return messages.NotOneOf(listed(k.Want))
	case *kind.Const:
		return messages.NotThis(short(fmt.Sprint(k.Want)))
	case *kind.Format:
		return formatFault(k.Want)
	case *kind.Pattern:
		return patternFault(k.Want)
	case *kind.MinLength:
		return messages.TooShort(k.Got, k.Want)
	case *kind.MaxLength:
		return messages.TooLong(k.Got, k.Want)
	case *kind.MinItems:
		return messages.TooFew(k.Got, k.Want)
	case *kind.MaxItems:
		return messages.TooMany(k.Got, k.Want)
	case *kind.MinProperties:
		return messages.FieldsFew(k.Got, k.Want)
	case *kind.MaxProperties:
		return messages.FieldsMany(k.Got, k.Want)
	case *kind.UniqueItems:
		return messages.ItemsEqual(k.Duplicates[0], k.Duplicates[1])
	case *kind.Minimum:
		return messages.TooSmall(decimal(k.Want))
	case *kind.Maximum:
		return messages.TooLarge(decimal(k.Want))
	case *kind.ExclusiveMinimum:
		return messages.NotAbove(decimal(k.Want))
	case *kind.ExclusiveMaximum:
		return messages.NotBelow(decimal(k.Want))
	case *kind.MultipleOf:
		return messages.NotMultiple(decimal(k.Want))
	case *kind.Required:
		return messages.Lacks(short(strings.Join(k.Missing, ", ")))
	case *kind.DependentRequired:
		return messages.Lacks(short(strings.Join(k.Missing, ", ")))
	case *kind.AdditionalProperties:
		return messages.NotTaken(short(strings.Join(k.Properties, ", ")))
	}
	return messages.NotRight()
}

func typeFault(want []string) messages.Fault {
	want = slices.DeleteFunc(slices.Clone(want), func(name string) bool { return name == "null" })
	if len(want) != 1 {
		return messages.WrongType()
	}
	switch want[0] {
	case "string":
		return messages.WantString()
	case "integer":
		return messages.WantInteger()
	case "number":
		return messages.WantNumber()
	case "boolean":
		return messages.WantBoolean()
	case "object":
		return messages.WantObject()
	case "array":
		return messages.WantArray()
	}
	return messages.WrongType()
}

func formatFault(format string) messages.Fault {
	switch format {
	case "date-time":
		return messages.NotTime()
	case "date":
		return messages.NotDate()
	}
	return messages.NotOfFormat(short(format))
}

// listed are the values of an enumeration, which are codes.
func listed(values []any) string {
	var names []string
	for _, v := range values {
		if v != nil {
			names = append(names, fmt.Sprint(v))
		}
	}
	return strings.Join(names, ", ")
}

func decimal(r *big.Rat) string {
	return strings.TrimSuffix(strings.TrimRight(r.FloatString(6), "0"), ".")
}

// short keeps what an answer repeats to a length that people read.
func short(s string) string { return FirstRunes(s, 160) }

// patternWords say what each pattern of the contract's requests asks for. A pattern is for
// programs; nobody is shown one.
var patternWords = map[string]func() messages.Fault{
	`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`:           messages.NotUUID,
	`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`:    messages.NotUUIDv7,
	`^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|plenary)$`: messages.NotThread,
	`^[0-9a-f]{64}$`: messages.NotSHA256,
	`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`: messages.Day,
	`^([01][0-9]|2[0-3]):[0-5][0-9]$`:                     messages.Hour,
	`^[0-9]{1,19}(-[0-9]{1,19})?(\.[0-9a-f]{16})?$`:       messages.CursorInvalid.Fault,
	`^[0-9]{1,19}(-[0-9a-f-]{36})?$`:                      messages.CursorInvalid.Fault,
	`^[A-Za-z0-9._-]*$`:                                   deviceFault,
	`^[A-Za-z0-9._-]+$`:                                   deviceFault,
}

func deviceFault() messages.Fault { return messages.Device(64) }

func patternFault(pattern string) messages.Fault {
	if words, ok := patternWords[pattern]; ok {
		return words()
	}
	return messages.NotPattern()
}
