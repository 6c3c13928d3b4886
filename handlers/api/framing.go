package api

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"plenum/congress/messages"
)

// misframed is the name under which frame leaves its verdict in a request's head. No client can
// send it: no name begins with a colon.
const misframed = ":misframed"

// frame holds a request's head, of which fasthttp has read the bytes, to the letter of RFC 9112,
// before its body is waited for. A request that it does not pass has no body from then on, and its
// connection ends with the answer, because what follows on it cannot be told.
func frame(h *fasthttp.RequestHeader) (config fasthttp.RequestConfig) {
	if why := framed(h); why.Code() != "" {
		h.SetMethod(fasthttp.MethodGet)
		h.SetRequestURI("/")
		h.SetContentLength(0)
		h.Del(fasthttp.HeaderTransferEncoding)
		h.Del(fasthttp.HeaderExpect)
		h.Set(misframed, why.Code())
		h.SetConnectionClose()
	}
	return config
}

// misframing is the fault that frame found, by its code.
func misframing(code string) messages.Fault {
	for _, f := range []messages.Fault{
		messages.RequestLine(), messages.LineEnd(), messages.HeadLine(), messages.HostInvalid(), messages.LengthInvalid(), messages.CodingRefused(),
		messages.LengthTwice(), messages.HostMissing(),
	} {
		if f.Code() == code {
			return f
		}
	}
	return messages.NotRight()
}

// framed says what is wrong with a head that a proxy in front could read otherwise than this
// server: the body could end in two places, no host is named or two, or lines could end elsewhere
// (RFC 9112, sections 2.2, 3.2, 5 and 6.3). Empty: nothing is.
func framed(h *fasthttp.RequestHeader) messages.Fault {
	if !requestLine(h) {
		return messages.RequestLine()
	}
	f := fields{old: string(h.Protocol()) != "HTTP/1.1"}
	for rest := h.RawHeaders(); len(rest) > 0; {
		line, after, ended := bytes.Cut(rest, []byte("\n"))
		if rest = after; !ended {
			return messages.LineEnd()
		}
		if why := f.take(line); why.Code() != "" {
			return why
		}
		if len(line) == 1 {
			break
		}
	}
	return f.whole()
}

// fields are what the lines of a head say of where its body ends.
type fields struct {
	old                     bool // HTTP/1.0
	hosts, lengths, codings int
	length                  int64 // of the body, when it is not chunked
}

// take holds one line of a head, without its LF, to the rules; an empty one ends the head.
func (f *fields) take(line []byte) messages.Fault {
	line, returned := bytes.CutSuffix(line, []byte("\r"))
	if !returned {
		return messages.LineEnd()
	}
	if len(line) == 0 {
		return messages.Fault{}
	}
	name, value, colon := bytes.Cut(line, []byte(":"))
	if !colon || !isToken(name) || bytes.ContainsFunc(value, control) {
		return messages.HeadLine()
	}
	value = bytes.Trim(value, " \t")
	switch {
	case bytes.EqualFold(name, []byte("Host")):
		if f.hosts++; !hostOf(value) {
			return messages.HostInvalid()
		}
	case bytes.EqualFold(name, []byte("Content-Length")):
		var err error
		if f.length, err = strconv.ParseInt(string(value), 10, 64); err != nil || len(value) > 18 || len(bytes.Trim(value, "0123456789")) > 0 {
			return messages.LengthInvalid()
		}
		f.lengths++
	case bytes.EqualFold(name, []byte("Transfer-Encoding")):
		if f.codings++; string(value) != "chunked" || f.old {
			return messages.CodingRefused()
		}
	}
	return messages.Fault{}
}

// whole holds all lines together to the rules.
func (f *fields) whole() messages.Fault {
	switch {
	case f.lengths+f.codings > 1:
		return messages.LengthTwice()
	case f.hosts != 1:
		return messages.HostMissing()
	}
	return messages.Fault{}
}

// requestLine reports whether method, target and version are what they should be. Fiber answers to
// a method that it does not know by itself, before any handler, and goes on with the body as with
// requests: so such a method is refused here. fasthttp has split them at the first and the last
// blank, and does not tell how the line ended and whether it had a version: Strict has seen that
// before. A target with a host of its own (RFC 9112, 3.2.2) must name the one that Host names.
func requestLine(h *fasthttp.RequestHeader) bool {
	version, target := string(h.Protocol()), string(h.RequestURI())
	if !slices.Contains(fiber.DefaultMethods, string(h.Method())) || version != "HTTP/1.1" && version != "HTTP/1.0" || strings.ContainsFunc(target, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false
	}
	if target[0] == '/' || target == "*" {
		return true
	}
	scheme, rest, _ := strings.Cut(target, "://")
	host, _, _ := strings.Cut(rest, "/")
	return (scheme == "http" || scheme == "https") && strings.EqualFold(host, string(h.Host()))
}

// control: characters that no value of a header has. A tab is none of them.
func control(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// isToken reports whether the name is one of RFC 9110, 5.6.2.
func isToken(name []byte) bool {
	return len(name) > 0 && !bytes.ContainsFunc(name, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || bytes.ContainsRune([]byte("!#$%&'*+-.^_`|~"), r))
	})
}

// hostOf reports whether the value is a host, with a port or without (RFC 3986, 3.2.2): no path, no user, no list.
func hostOf(value []byte) bool {
	return len(value) > 0 && !bytes.ContainsFunc(value, func(r rune) bool {
		return r <= ' ' || bytes.ContainsRune([]byte(`/\@,?#"<>^{}|`+"`"), r)
	})
}
