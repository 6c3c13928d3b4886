package api

import (
	stdjson "encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
)

// scheme is how browsers reach the server, as it was told; what a request says of it is not
// believed.
func (s *server) scheme() string {
	if s.options.Secure {
		return "https"
	}
	return "http"
}

// sessionCookie is the browser's. The prefix has browsers refuse it unless it
// is Secure, for the whole host and without Domain (RFC 6265bis, 4.1.3.2).
func (s *server) sessionCookie() string {
	if s.options.Secure {
		return "__Host-plenum"
	}
	return "plenum"
}

// identify finds the session of a bearer token or of the cookie. A token that
// does not hold is an error, unless anyone may come.
func (s *server) identify(c *Call, anyone bool) error {
	token, over := bearer(c.Ctx), ""
	if token == "" {
		token, over = c.Cookies(s.sessionCookie()), s.scheme()
	}
	if token == "" {
		return nil
	}
	session, err := s.options.Auth.Authenticate(c.Req, token)
	if err == nil && session.Cookie != "" && session.Cookie != over {
		session, err = auth.Session{}, errOtherScheme // whoever listened to the one must not come in by the other
	}
	if err != nil && anyone && congress.KindOf(err) == congress.Unauthorized {
		return nil
	}
	c.Session = session
	return err
}

var errOtherScheme = congress.E(congress.Unauthorized, messages.SessionUnknown)

// bearer is the token of the Authorization header; "" without one. The scheme's name is taken in
// any case (RFC 9110, 11.1).
func bearer(c *fiber.Ctx) string {
	scheme, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// checkOrigin keeps other sites' pages from using a browser's cookie: a request that changes
// something, or opens a socket, must come from an allowed origin. Browsers send no Origin with a
// reading request of the same origin. Without a cookie there is nothing to misuse, and apps send no
// Origin.
func (s *server) checkOrigin(c *Call, r Route) error {
	if c.Cookies(s.sessionCookie()) == "" || (r.Method == http.MethodGet || r.Method == http.MethodHead) && !isUpgrade(c.Ctx) {
		return nil
	}
	if s.originAllowed(c.Ctx) {
		return nil
	}
	return Closing(c.Ctx, congress.E(congress.Forbidden, messages.OriginRefused))
}

func isUpgrade(c *fiber.Ctx) bool { return strings.EqualFold(c.Get(fiber.HeaderUpgrade), "websocket") }

// GiveCookie gives the browser its session, in a cookie that no script can read.
func (c *Call) GiveCookie(token string, expires time.Time) {
	s := c.server
	c.Cookie(&fiber.Cookie{
		Name: s.sessionCookie(), Value: token, Path: "/", Expires: expires,
		HTTPOnly: true, Secure: s.options.Secure, SameSite: fiber.CookieSameSiteStrictMode,
	})
}

// DropCookie has the browser forget its session.
func (c *Call) DropCookie() { c.GiveCookie("", time.Unix(1, 0)) }

// Scheme is how browsers reach the server; a session in a cookie is good over it alone.
func (c *Call) Scheme() string { return c.server.scheme() }

// decode reads a body that the contract has accepted.
func decode(body []byte, v any) error {
	if err := stdjson.Unmarshal(body, v); err != nil {
		return congress.Wrap(fmt.Errorf("the body is not JSON of this operation: %w", err), congress.Invalid, messages.BodyInvalid)
	}
	return nil
}

// Decode reads the JSON body into v.
func (c *Call) Decode(v any) error { return decode(c.Body, v) }

func SplitList(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func FirstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
