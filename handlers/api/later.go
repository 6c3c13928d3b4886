package api

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// asksHowFar reports whether a tus client asks how far an upload came.
func asksHowFar(c *fiber.Ctx) bool {
	method := c.Method()
	if method == fiber.MethodPost {
		method = strings.ToUpper(c.Get("X-HTTP-Method-Override"))
	}
	return method == fiber.MethodHead && c.Get("Tus-Resumable") != "" && strings.Contains(c.Path(), "/tus/")
}

// later reports whether a status says nothing of the upload: that the session ended, that it is too
// much for now, that a part is away. tus has one word for that, 423; a client that hears another
// one to its question begins the file anew (tus-js-client 4.3).
func later(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusTooManyRequests || status >= 500
}
