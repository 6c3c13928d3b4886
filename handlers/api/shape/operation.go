package shape

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"github.com/valyala/fasthttp"
)

// Operation is what a request of one method and path must be. It is safe for concurrent use.
type Operation struct {
	known         bool
	path          []*schema // of each segment; nil: one that the route has looked at
	query, header []param
	body          *schema // nil: not known, or not JSON
}

type param struct {
	name     string
	required bool
	schema   *schema
}

var checkers = sync.Pool{New: func() any { return new(checker) }}

// Fits reports whether a request surely fits: its parameters, and its body where withBody. The route
// has found the operation by the path; the body is valid UTF-8.
func (o *Operation) Fits(c *fasthttp.RequestCtx, withBody bool, body []byte) bool {
	if !o.known || withBody && (o.body == nil || len(body) == 0) || !o.fitsPath(c.URI().PathOriginal()) || !o.fitsQuery(c) || !o.fitsHeader(c) {
		return false
	}
	if !withBody {
		return true
	}
	checks := checkers.Get().(*checker)
	defer checkers.Put(checks)
	return checks.whole(o.body, body)
}

func (o *Operation) fitsPath(path []byte) bool {
	rest, ok := bytes.CutPrefix(path, []byte("/"))
	for i, s := range o.path {
		segment, after, more := bytes.Cut(rest, []byte("/"))
		if s != nil && (!plain(segment) || !s.value(segment)) {
			return false
		}
		rest, ok = after, ok && more == (i < len(o.path)-1)
	}
	return ok
}

func (o *Operation) fitsQuery(c *fasthttp.RequestCtx) bool {
	args := c.QueryArgs()
	var seen uint64
	for rest := c.URI().QueryString(); len(rest) > 0; {
		var pair []byte
		pair, rest, _ = bytes.Cut(rest, []byte("&"))
		name, value, _ := bytes.Cut(pair, []byte("="))
		i := 0
		for i < len(o.query) && o.query[i].name != string(name) {
			i++
		}
		if i == len(o.query) || seen&(1<<i) != 0 || !encoded(value) {
			return false
		}
		if text := args.PeekBytes(name); !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 || !o.query[i].schema.value(text) {
			return false
		}
		seen |= 1 << i
	}
	for i := range o.query {
		if o.query[i].required && seen&(1<<i) == 0 {
			return false
		}
	}
	return true
}

func (o *Operation) fitsHeader(c *fasthttp.RequestCtx) bool {
	for i := range o.header {
		p := &o.header[i]
		values := c.Request.Header.PeekAll(p.name)
		switch {
		case len(values) == 0 && !p.required:
		case len(values) != 1 || !p.schema.value(values[0]):
			return false
		}
	}
	return true
}

// value reports whether the value of a parameter fits; an empty one is never sure.
func (s *schema) value(value []byte) bool {
	switch {
	case len(value) == 0:
		return false
	case s.kind == '0':
		for i, c := range value {
			if (c < '0' || c > '9') && (i > 0 || c != '-' || len(value) == 1) {
				return false
			}
		}
		return s.integer(value)
	case s.kind == 't':
		return string(value) == "true" || string(value) == "false"
	}
	return s.text(value)
}

// plain reports whether a part of a path is the same encoded and not.
func plain(s []byte) bool {
	for i := range len(s) {
		if !unreserved(s[i]) {
			return false
		}
	}
	return true
}

// encoded reports whether a value of a query has nothing that could be read in two ways.
func encoded(b []byte) bool {
	for i := 0; i < len(b); i++ {
		switch {
		case unreserved(b[i]), b[i] == '+':
		case b[i] == '%' && i+2 < len(b) && hex(b[i+1]) && hex(b[i+2]):
			i += 2
		default:
			return false
		}
	}
	return true
}

func hex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

// unreserved is RFC 3986, 2.3.
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}
