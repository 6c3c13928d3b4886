package api

import (
	"regexp"

	"github.com/gofiber/fiber/v2"
)

// former are addresses that operations had in earlier releases, each with the one of today. A
// request to a former address is answered as one to today's, with the headers Deprecation (RFC
// 9745) and Link (rel "successor-version", RFC 5829). Release 0.2 takes them away.
var former = []struct {
	address *regexp.Regexp
	today   string
}{
	{regexp.MustCompile(`^(/api/v1/congresses/[\w-]+/discussions/[\w-]+/threads/[\w-]+)/record([./]\w+)?$`), "${1}/minutes${2}"},
	{regexp.MustCompile(`^(/api/v1/congresses/[\w-]+/discussions/[\w-]+/report)$`), "${1}.docx"},
}

// deprecated is when the former addresses were left: 2026-11-30, as RFC 9745 writes it.
const deprecated = "@1795996800"

// byTodaysPath gives the request the address of today where it came to a former one. The two begin
// alike, because Fiber looks a route up by the first three letters of its path.
func byTodaysPath(c *fiber.Ctx) {
	path := c.Path()
	for _, f := range former {
		if !f.address.MatchString(path) {
			continue
		}
		today := f.address.ReplaceAllString(path, f.today)
		c.Set("Deprecation", deprecated)
		c.Set(fiber.HeaderLink, "<"+today+`>; rel="successor-version"`)
		c.Path(today)
		return
	}
}
