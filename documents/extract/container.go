package extract

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/congress/messages"
)

// Limits of a container (ZIP), against those made to burst.
const (
	maxParts    = 20_000
	maxPart     = 128 << 20 // bytes of one part, inflated
	maxInflated = 512 << 20 // bytes of all parts that are read
	maxDepth    = 1000      // of elements
)

// container is an Office file: a ZIP with XML in it.
type container struct {
	parts map[string]*zip.File
	files []*zip.File // in their order
	left  int64       // bytes that may still be inflated

	folded map[string]string // the names of the parts by themselves in small letters
	walked map[string]bool
	named  families // in what was walked

	aside aside // what stands beside the words in what was walked
	gone  words // what figures do not show

	faulty map[string]bool // parts that could not be read, though the file could
	text   bool            // it is a text, not slides or a workbook

	pictures, commented bool // an Open XML file has pictures that may carry words, and comments
}

func openContainer(f source) (*container, error) {
	z, err := zip.NewReader(f, f.size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if len(z.File) > maxParts {
		return nil, errTooMuch
	}
	if err := once(z.File); err != nil {
		return nil, err
	}
	c := &container{parts: map[string]*zip.File{}, files: z.File, left: maxInflated, folded: map[string]string{}, faulty: map[string]bool{}, walked: map[string]bool{}, named: families{names: map[string]bool{}, faces: map[string]string{}}}
	for _, part := range z.File {
		name := partName(part)
		c.parts[name] = part
		c.folded[strings.ToLower(name)] = name
	}
	return c, nil
}

// errTwice says that a container has two parts of one name.
var errTwice = congress.E(congress.Conflict, messages.PartsTwice)

// once refuses two parts that are one to some program: of one name, or of names that differ in the
// letters' case, the direction of a slash or the way they go about folders. Programs differ on which
// of the two they show.
func once(files []*zip.File) error {
	seen := make(map[string]bool, len(files))
	for _, part := range files {
		name := partName(part)
		if strings.HasSuffix(name, "/") {
			continue // a folder
		}
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		name = strings.ToLower(norm.NFC.String(path.Clean("/" + name)))
		if seen[name] {
			return errTwice
		}
		seen[name] = true
	}
	return nil
}

func partName(part *zip.File) string {
	return strings.TrimPrefix(strings.ReplaceAll(part.Name, `\`, "/"), "/")
}

// called is the name of a part as the file writes it: the letters' case is no matter (ECMA-376,
// part 2, 7.2.2.1).
func (c *container) called(name string) string {
	if known, ok := c.folded[strings.ToLower(name)]; ok && !c.has(name) {
		return known
	}
	return name
}

func (c *container) has(name string) bool { return c.parts[name] != nil }

// matching are the names of the parts in a folder whose names begin and end so, in no order.
func (c *container) matching(begin, end string) (names []string) {
	for name := range c.parts {
		if strings.HasPrefix(name, begin) && strings.HasSuffix(name, end) {
			names = append(names, name)
		}
	}
	return names
}

// inflating ends with errTooMuch where a part or all of them become too large.
type inflating struct {
	io.ReadCloser
	c    *container
	left int64
}

func (i *inflating) Read(b []byte) (int, error) {
	n, err := i.ReadCloser.Read(b)
	i.left -= int64(n)
	i.c.left -= int64(n)
	if i.left < 0 || i.c.left < 0 {
		return 0, errTooMuch
	}
	return n, err
}

// errEnough ends a walk early, without an error.
var errEnough = errors.New("enough was read")

// walk reads a part's XML as it comes and calls f for each token, with the prefixes that the
// standards use. An absent part is no error. The XML of Office files has no entities of its own, so
// none is known.
func (c *container) walk(name string, f func(xml.Token) error) error {
	name = c.called(name)
	part := c.parts[name]
	if part == nil {
		return nil
	}
	r, err := part.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	c.walked[name] = true
	c.aside.inText = 0
	c.aside.off = aboutFile(name)
	in := &inflating{r, c, maxPart}
	defer func() { _ = in.Close() }()
	d := xml.NewDecoder(transform.NewReader(in, unicode.BOMOverride(transform.Nop))) // a part may be of UTF-16
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	depth := 0
	var called prefixes
	for {
		token, err := d.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errTooMuch):
			return err
		case err != nil:
			return fmt.Errorf("%w: %s: %w", ErrBroken, name, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return errTooMuch
			}
			called.open(&e)
			token = e
		case xml.EndElement:
			depth--
			called.close(&e)
			token = e
		}
		c.named.token(token)
		c.aside.token(token)
		if err := f(token); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// aboutFile reports whether a part tells of the file and its parts: its properties are looked at as
// such.
func aboutFile(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".rels") || strings.HasPrefix(name, "docprops/") || strings.HasPrefix(name, "meta-inf/") || name == "[content_types].xml" || name == "meta.xml"
}

// attr gives an attribute by its name without prefix.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// attrIn gives an attribute by prefix and name.
func attrIn(e xml.StartElement, prefix, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == prefix {
			return a.Value
		}
	}
	return ""
}
