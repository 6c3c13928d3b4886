package shape

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// schema is what a value must be.
type schema struct {
	kind       jsontext.Kind // '"', '0', 't' (both booleans), '{', '['
	anyOf      []*schema     // instead of all below
	enum       [][]byte      // of a string, without quotes; nil: any
	numbers    []int64       // of an integer; nil: any
	min, max   int64         // a string's length in code points, a list's items, an integer
	pattern    *regexp.Regexp
	format     func(text []byte) bool
	items      *schema
	properties []property
	required   uint64  // bits of properties
	others     *schema // of names that are no properties
	open       bool    // other names may stand for anything
}

type property struct {
	quoted []byte // the name as it stands in JSON
	schema *schema
}

// checker walks one text; scratch is for texts with escapes.
type checker struct {
	decoder jsontext.Decoder
	reader  bytes.Reader
	scratch []byte
}

// whole reports whether the text is one value that fits.
func (c *checker) whole(s *schema, text []byte) bool {
	c.reader.Reset(text)
	c.decoder.Reset(&c.reader)
	return c.value(s) && c.decoder.InputOffset() <= int64(len(text)) && len(bytes.TrimSpace(text[c.decoder.InputOffset():])) == 0
}

func (c *checker) value(s *schema) bool {
	if s.anyOf != nil {
		return c.one(s.anyOf)
	}
	kind := c.decoder.PeekKind()
	if kind == 'f' {
		kind = 't'
	}
	if kind != s.kind {
		return false
	}
	switch kind {
	case '{':
		return c.object(s)
	case '[':
		return c.list(s)
	}
	raw, err := c.decoder.ReadValue()
	if err != nil {
		return false
	}
	switch kind {
	case '"':
		text := []byte(raw[1 : len(raw)-1])
		if bytes.IndexByte(text, '\\') >= 0 {
			if c.scratch, err = jsontext.AppendUnquote(c.scratch[:0], raw); err != nil {
				return false
			}
			text = c.scratch
		}
		return s.text(text)
	case '0':
		return s.integer(raw)
	}
	return true
}

// one reports whether the next value fits one of the schemas. None of them is of objects or lists.
func (c *checker) one(of []*schema) bool {
	if c.decoder.PeekKind() != '"' {
		return false
	}
	raw, err := c.decoder.ReadValue()
	if err != nil || bytes.IndexByte(raw, '\\') >= 0 {
		return false
	}
	return slices.ContainsFunc(of, func(s *schema) bool { return s.text(raw[1 : len(raw)-1]) })
}

func (c *checker) object(s *schema) bool {
	if _, err := c.decoder.ReadToken(); err != nil {
		return false
	}
	var seen uint64
	for c.decoder.PeekKind() == '"' {
		name, err := c.decoder.ReadValue()
		if err != nil || bytes.IndexByte(name, '\\') >= 0 {
			return false
		}
		i := slices.IndexFunc(s.properties, func(p property) bool { return bytes.Equal(p.quoted, name) })
		switch {
		case i >= 0:
			seen |= 1 << i
			if !c.value(s.properties[i].schema) {
				return false
			}
		case s.others != nil:
			if !c.value(s.others) {
				return false
			}
		case s.open:
			if c.decoder.SkipValue() != nil {
				return false
			}
		default:
			return false
		}
	}
	_, err := c.decoder.ReadToken()
	return err == nil && seen&s.required == s.required
}

func (c *checker) list(s *schema) bool {
	if _, err := c.decoder.ReadToken(); err != nil {
		return false
	}
	var n int64
	for kind := c.decoder.PeekKind(); kind != ']'; kind = c.decoder.PeekKind() {
		n++
		if n > s.max || kind == 0 || !c.value(s.items) {
			return false
		}
	}
	_, err := c.decoder.ReadToken()
	return err == nil && n >= s.min
}

// text reports whether a text fits a schema of strings.
func (s *schema) text(text []byte) bool {
	if s.kind != '"' {
		return false
	}
	if s.enum != nil && !slices.ContainsFunc(s.enum, func(v []byte) bool { return bytes.Equal(v, text) }) {
		return false
	}
	if s.min > 0 || int64(len(text)) > s.max { // else it is right whatever its letters are
		if n := int64(utf8.RuneCount(text)); n < s.min || n > s.max {
			return false
		}
	}
	return (s.pattern == nil || s.pattern.Match(text)) && (s.format == nil || s.format(text))
}

// integer reports whether a number that is written as digits alone fits.
func (s *schema) integer(raw []byte) bool {
	if s.kind != '0' || len(raw) > 18 {
		return false
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return err == nil && n >= s.min && n <= s.max && (s.numbers == nil || slices.Contains(s.numbers, n))
}

// The formats, each narrower than that of the schemas.
var formats = map[string]func([]byte) bool{
	"date":      func(b []byte) bool { return len(b) == len(time.DateOnly) && parses(time.DateOnly, b) },
	"date-time": func(b []byte) bool { return dateTime.Match(b) && parses(time.RFC3339, b) },
}

var dateTime = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])$`)

func parses(layout string, b []byte) bool {
	_, err := time.Parse(layout, string(b))
	return err == nil
}
