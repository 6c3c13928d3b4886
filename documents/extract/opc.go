package extract

import (
	"context"
	"encoding/xml"
	"net/url"
	"path"
	"slices"
	"strings"
)

// Parts of an Open XML file are found by what points to them, and by their content types (ECMA-376,
// part 2): their names are the choice of the program that wrote it.

// relation is what a part points to (9.3).
type relation struct{ kind, target string }

// relations are those of a part by their id; those of the file itself by "".
func (c *container) relations(name string) (map[string]relation, error) {
	out := map[string]relation{}
	folder, file := path.Split(name)
	err := c.walk(folder+"_rels/"+file+".rels", func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && attr(e, "TargetMode") != "External" && len(out) < maxParts {
			target, _, _ := strings.Cut(strings.ReplaceAll(attr(e, "Target"), `\`, "/"), "#")
			if strings.HasPrefix(target, "/") {
				target = strings.TrimPrefix(path.Clean(target), "/")
			} else {
				target = path.Join(folder, target)
			}
			if plain, err := url.PathUnescape(target); err == nil && !c.has(target) {
				target = plain
			}
			out[attr(e, "Id")] = relation{path.Base(attr(e, "Type")), c.called(target)}
		}
		return nil
	})
	return out, err
}

// relatedBy are the parts that a part points to by relations of some kinds, in the order of their
// names.
func (c *container) relatedBy(name string, kinds ...string) (parts []string, err error) {
	relations, err := c.relations(name)
	if err != nil {
		return nil, err
	}
	for _, r := range relations {
		if slices.Contains(kinds, r.kind) && c.has(r.target) && !slices.Contains(parts, r.target) {
			parts = append(parts, r.target)
		}
	}
	slices.Sort(parts)
	return parts, nil
}

// mainOf is the main part of an Open XML file: what the file points to, or what has such a content
// type, or the usual name. Errors: ErrBroken.
func (c *container) mainOf(kind, usual string) (string, error) {
	found, err := c.relatedBy("", "officeDocument")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return found[0], c.isKind(found[0], kind)
	}
	main := usual
	if err := c.walk("[Content_Types].xml", func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Override" && strings.Contains(attr(e, "ContentType"), ".main+xml") {
			main = strings.TrimPrefix(attr(e, "PartName"), "/")
		}
		return nil
	}); err != nil {
		return "", err
	}
	if main = c.called(main); !c.has(main) {
		return "", ErrBroken
	}
	return main, c.isKind(main, kind)
}

// isKind holds a main part to its outermost element, so that a workbook under the name of a text is
// not read for one.
func (c *container) isKind(name, outermost string) error {
	found := ""
	err := c.walk(name, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok {
			found = e.Name.Local
			return errEnough
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, other := range []string{"document", "presentation", "workbook"} {
		if found == other && other != outermost {
			return ErrBroken
		}
	}
	return nil
}

// finish notes programs, properties, fonts and inner files of an Open XML file, and gives the door
// what nothing that is shown points to.
func (c *container) finish(ctx context.Context, f source, r *Result, main string) error {
	for name := range c.parts {
		switch base := strings.ToLower(path.Base(name)); {
		case base == "vbaproject.bin":
			r.warn(Macros, 0)
		case strings.Contains(strings.ToLower(name), "/embeddings/"):
			r.warn(Attachments, 0)
		}
	}
	if err := c.embedded(r); err != nil {
		return err
	}
	if err := c.properties(r); err != nil {
		return err
	}
	if c.pictures {
		r.warn(Unchecked, 0)
	}
	if c.commented {
		r.warn(Comments, 0)
	}
	c.fonts(r, main)
	if err := c.rest(r); err != nil {
		return err
	}
	c.asides(r)
	return c.carried(ctx, f, r)
}

// embedded notes files and programs by the relations to them.
func (c *container) embedded(r *Result) error {
	for name := range c.parts {
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		if err := c.walk(name, func(t xml.Token) error {
			e, ok := t.(xml.StartElement)
			if !ok || e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
				return nil
			}
			switch path.Base(attr(e, "Type")) {
			case "oleObject", "package", "control":
				r.warn(Attachments, 0)
			case "vbaProject":
				r.warn(Macros, 0)
			case "aFChunk":
				r.warn(Attachments, 0)
				r.warn(Unchecked, 0) // a file of another format that is shown amid the text
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// rest gives the door the words of parts that were not read: what is in the file though nothing
// shown points to it, and data of other programs.
func (c *container) rest(r *Result) error {
	var names []string
	for name := range c.parts {
		if ext := strings.ToLower(path.Ext(name)); !c.walked[name] && (ext == ".xml" || ext == ".vml") && !strings.HasPrefix(name, "_xmlsignatures/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		w := leftover{all: strings.HasPrefix(strings.ToLower(name), "customxml/")}
		if err := c.walk(name, w.token); err != nil {
			if err == errTooMuch { //nolint:errorlint // walk gives it as it is
				return err
			}
			r.warn(Unchecked, 0)
		}
		r.hide(w.String(), 0)
	}
	return nil
}

// leftover collects words without knowing what they are for.
type leftover struct {
	words
	all    bool // not those of text elements only
	inText bool
}

func (w *leftover) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		w.inText = w.all || t.Name.Local == "t" || t.Name.Local == "v"
		if t.Name.Local == "s" || t.Name.Local == "textpath" {
			w.write(attr(t, "v") + attr(t, "string") + "\n")
		}
	case xml.EndElement:
		if w.all || t.Name.Local == "p" || t.Name.Local == "v" || t.Name.Local == "si" {
			w.write("\n")
		}
		w.inText = false
	case xml.CharData:
		if w.inText {
			w.write(string(t))
		}
	}
	return nil
}

// properties reads the properties of an Open XML file, its own ones too.
func (c *container) properties(r *Result) error {
	relations, err := c.relations("")
	if err != nil {
		return err
	}
	parts := map[string]bool{"docProps/core.xml": true, "docProps/app.xml": true, "docProps/custom.xml": true}
	for _, rel := range relations {
		switch rel.kind {
		case "core-properties", "extended-properties", "custom-properties", "metadata/core-properties", "extendedProperties", "customProperties":
			parts[rel.target] = true
		}
	}
	for part := range parts {
		name, own := "", ""
		var text strings.Builder
		var values []string
		err := c.walk(part, func(t xml.Token) error {
			switch t := t.(type) {
			case xml.StartElement:
				text.Reset()
				if name = t.Name.Local; name == "property" {
					own, values = attr(t, "name"), nil
				}
			case xml.CharData:
				if text.Len() < 4096 {
					text.Write(t)
				}
			case xml.EndElement:
				switch value := strings.TrimSpace(text.String()); {
				case t.Name.Local == "property" && own != "":
					r.property(own, strings.Join(values, "\n"))
					own = ""
				case own != "" && value != "" && len(values) < 100:
					values = append(values, value)
				case value != "":
					r.property(t.Name.Local, value)
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
