package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// originAllowed reports whether the Origin header is the server's own or one
// of the configured; a missing one is not.
func (s *server) originAllowed(c *fiber.Ctx) bool { return s.foreign(c) || s.own(c) }

// own: the page came from this server. Over HTTPS a page that came by HTTP is another's (RFC 6454):
// whoever is on the line can write it.
func (s *server) own(c *fiber.Ctx) bool {
	origin := c.Get(fiber.HeaderOrigin)
	if origin != "" && origin == s.options.PublicURL {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == string(c.Request().Host()) && (u.Scheme == "https" || u.Scheme == s.scheme())
}

// foreign: the page is of a configured origin besides the server's own.
func (s *server) foreign(c *fiber.Ctx) bool {
	origin := c.Get(fiber.HeaderOrigin)
	return origin != "" && slices.Contains(s.options.Origins, origin)
}

// OwnPage reports whether the request comes from a page of the server or of a configured origin. A
// missing Origin header is no page.
func (c *Call) OwnPage() bool { return c.server.originAllowed(c.Ctx) }

// OriginAllowed is for the socket: a browser always sends Origin, an app need not when it brings a
// bearer token.
func (c *Call) OriginAllowed() bool {
	if c.Get(fiber.HeaderOrigin) == "" {
		return c.Cookies("plenum")+c.Cookies("__Host-plenum") == ""
	}
	return c.server.originAllowed(c.Ctx)
}

// Headers that pages of the configured origins may send and read, besides the Fetch standard's
// safelists.
var (
	corsMethods = strings.Join([]string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}, ", ")
	corsTaken   = strings.Join([]string{
		"Authorization", "Content-Type", "Accept-Language", "Idempotency-Key", "If-Match", "If-None-Match", "If-Range", "Range", "X-Requested-With",
		"Tus-Resumable", "Upload-Checksum", "Upload-Concat", "Upload-Defer-Length", "Upload-Length", "Upload-Metadata", "Upload-Offset", "X-HTTP-Method-Override", "X-Request-Id",
	}, ", ")
	corsShown = strings.Join([]string{
		"Accept-Ranges", "Content-Disposition", "Content-Encoding", "Content-Length", "Content-Range", "ETag", "Location", "Retry-After", "WWW-Authenticate",
		"Tus-Checksum-Algorithm", "Tus-Extension", "Tus-Max-Size", "Tus-Resumable", "Tus-Version", "Upload-Expires", "Upload-Length", "Upload-Metadata", "Upload-Offset",
		"X-Plenum-As-Of", "X-Plenum-Code", "X-Request-Id",
	}, ", ")
)

// shared answers pages of the configured origins as the Fetch standard's CORS asks; others hear
// nothing of it. It reports whether the request was a preflight and is answered.
func (s *server) shared(c *fiber.Ctx) bool {
	if len(s.options.Origins) == 0 {
		return false
	}
	c.Vary(fiber.HeaderOrigin)
	if !s.foreign(c) {
		return false
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, c.Get(fiber.HeaderOrigin))
	c.Set(fiber.HeaderAccessControlAllowCredentials, "true")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if c.Method() != fiber.MethodOptions || c.Get(fiber.HeaderAccessControlRequestMethod) == "" {
		c.Set(fiber.HeaderAccessControlExposeHeaders, corsShown)
		return false
	}
	c.Vary(fiber.HeaderAccessControlRequestMethod, fiber.HeaderAccessControlRequestHeaders, "Access-Control-Request-Private-Network")
	c.Set(fiber.HeaderAccessControlAllowMethods, corsMethods)
	c.Set(fiber.HeaderAccessControlAllowHeaders, corsTaken)
	c.Set(fiber.HeaderAccessControlMaxAge, "7200") // as long as any browser keeps it
	if c.Get("Access-Control-Request-Private-Network") == "true" {
		c.Set("Access-Control-Allow-Private-Network", "true") // the server stands in the hall's network
	}
	c.Status(http.StatusNoContent)
	return true
}
