package extract

import (
	"context"
	"strings"
)

// readDOCX gives the body by pages where the writing program noted their ends.
// Headers stand before the first page and footers after the last, where a marking would be seen; notes and comments follow.
func readDOCX(_ context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	if !c.has("word/document.xml") {
		return ErrBroken
	}
	body, err := c.text("word/document.xml", true)
	if err != nil {
		return err
	}
	headers, err := c.all(c.matching("word/header", ".xml"))
	if err != nil {
		return err
	}
	var rest []string
	for _, begin := range []string{"word/footer", "word/footnotes", "word/endnotes", "word/comments"} {
		rest = append(rest, c.matching(begin, ".xml")...)
	}
	tail, err := c.all(rest)
	if err != nil {
		return err
	}
	pages := strings.Split(body, "\f")
	pages[0] = headers + pages[0]
	pages[len(pages)-1] += "\n" + tail
	for _, page := range pages {
		r.add(page)
	}
	return c.finish(r, "word/")
}
