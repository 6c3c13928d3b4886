package extract

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
)

// odfUnshown are elements of OpenDocument that say what its text was before, or what somebody noted
// of it.
var odfUnshown = wordSet(`text:tracked-changes table:tracked-changes text:change text:change-start text:change-end office:annotation office:annotation-end`)

// finalODF leaves out the tracked changes of an OpenDocument file, which has what was deleted apart
// from its text, its comments, and what its program found to be hidden by a condition, which
// LibreOffice asks again.
func finalODF(c *container) (map[string][]byte, error) {
	made := map[string][]byte{}
	for _, name := range []string{"content.xml", "styles.xml"} {
		if !c.has(name) {
			continue
		}
		text, changed, err := c.without(name, odfUnshown)
		if err != nil {
			return nil, err
		}
		if changed {
			made[name] = text
		}
	}
	return made, nil
}

// without copies a part without some elements, which are named with the prefixes that the standards
// use.
func (c *container) without(name string, elements map[string]bool) (out []byte, changed bool, err error) {
	skip := 0
	var words []int // where those of the paragraphs around begin
	var gone []bool // and whether they are hidden
	err = c.edit(name, func(token xml.Token, _ xml.Name, raw []byte) error {
		switch e := token.(type) {
		case xml.StartElement:
			called, hidden := e.Name.Space+":"+e.Name.Local, attrIn(e, "text", "is-hidden") == "true"
			if skip > 0 || elements[called] || hidden && (called == "text:section" || called == "text:hidden-text") {
				skip++
				changed = true
				break
			}
			switch n := len(words); {
			case called == "text:p" || called == "text:h":
				words, gone = append(words, len(out)+len(raw)), append(gone, false)
			case called == "text:hidden-paragraph" && hidden && n > 0:
				gone[n-1], changed = true, true
			}
		case xml.EndElement:
			if skip > 0 {
				skip--
				return nil
			}
			if n := len(words); n > 0 && e.Name.Space == "text" && (e.Name.Local == "p" || e.Name.Local == "h") {
				if gone[n-1] {
					out = out[:words[n-1]]
				}
				words, gone = words[:n-1], gone[:n-1]
			}
		}
		if skip == 0 {
			out = append(out, raw...)
		}
		return nil
	})
	return out, changed, err
}

var (
	rtfKept    = regexp.MustCompile(`\\deleted0([^0-9]|$)`)
	rtfDeleted = regexp.MustCompile(`\\(?:deleted1?|mvf)([^a-z0-9-]|$)`)
	rtfNew     = regexp.MustCompile(`\\(?:revised1?|mvt)([^a-z0-9-]|$)`)
)

// finalRTF makes hidden words of those that were deleted or moved away in Rich Text.
func finalRTF(f *os.File, out string) (made bool, err error) {
	content, err := io.ReadAll(io.LimitReader(f, maxPart+1))
	if err != nil || len(content) > maxPart {
		return false, errors.Join(err, fmt.Errorf("%w: it is too large", ErrBroken))
	}
	text := rtfKept.ReplaceAll(content, []byte(`\v0$1`))
	text = rtfNew.ReplaceAll(rtfDeleted.ReplaceAll(text, []byte(`\v$1`)), []byte(`$1`))
	if string(text) == string(content) {
		return false, nil
	}
	to, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, fmt.Errorf("make the copy: %w", err)
	}
	_, err = to.Write(text)
	if err = errors.Join(err, to.Close()); err != nil {
		return false, errors.Join(fmt.Errorf("write the copy: %w", err), removed(out))
	}
	return true, nil
}
