package extract

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
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
	left  int64 // bytes that may still be inflated

	walked map[string]bool
	named  families // in what was walked
}

func openContainer(f source) (*container, error) {
	z, err := zip.NewReader(f, f.size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if len(z.File) > maxParts {
		return nil, errTooMuch
	}
	c := &container{parts: map[string]*zip.File{}, left: maxInflated, walked: map[string]bool{}, named: families{names: map[string]bool{}, faces: map[string]string{}}}
	for _, part := range z.File {
		c.parts[strings.TrimPrefix(part.Name, "/")] = part
	}
	return c, nil
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

// walk reads a part's XML as it comes and calls f for each token; begin tells
// the names of the elements around it are kept by f itself. An absent part is
// no error. The XML of Office files has no entities of its own, so none is known.
func (c *container) walk(name string, f func(xml.Token) error) error {
	part := c.parts[name]
	if part == nil {
		return nil
	}
	r, err := part.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	c.walked[name] = true
	in := &inflating{r, c, maxPart}
	defer func() { _ = in.Close() }()
	d := xml.NewDecoder(in)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	depth := 0
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
		switch token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return errTooMuch
			}
		case xml.EndElement:
			depth--
		}
		c.named.token(token)
		if err := f(token); err != nil {
			return err
		}
	}
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

// relation is what a part points to (ECMA-376, part 2, 9.3).
type relation struct{ kind, target string }

// relations are those of a part by their id.
func (c *container) relations(name string) (map[string]relation, error) {
	out := map[string]relation{}
	folder, file := path.Split(name)
	err := c.walk(folder+"_rels/"+file+".rels", func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && attr(e, "TargetMode") != "External" {
			target := attr(e, "Target")
			if strings.HasPrefix(target, "/") {
				target = strings.TrimPrefix(target, "/")
			} else {
				target = path.Join(folder, target)
			}
			out[attr(e, "Id")] = relation{path.Base(attr(e, "Type")), target}
		}
		return nil
	})
	return out, err
}

// properties reads the properties of an Open XML file, custom ones too.
func (c *container) properties(r *Result) error {
	for _, part := range []string{"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"} {
		name, custom := "", ""
		var text strings.Builder
		err := c.walk(part, func(t xml.Token) error {
			switch t := t.(type) {
			case xml.StartElement:
				text.Reset()
				if name = t.Name.Local; name == "property" {
					custom = attr(t, "name")
				}
			case xml.CharData:
				if text.Len() < 4096 {
					text.Write(t)
				}
			case xml.EndElement:
				switch {
				case part == "docProps/custom.xml" && custom != "":
					r.property(custom, text.String())
				case part != "docProps/custom.xml":
					r.property(t.Name.Local, text.String())
				}
				text.Reset()
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
