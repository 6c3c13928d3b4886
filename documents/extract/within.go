package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// Bounds of files within a file.
const (
	maxAttached    = 50 // in all
	maxNested      = 3  // in one another
	attachedLength = 64 << 20
)

// within reads a file that stands in this one, for the door alone. Parts that cannot be read could
// not be checked.
func (r *Result) within(ctx context.Context, f source, name string, content []byte) {
	r.warn(Attachments, 0)
	r.hide(strings.TrimSuffix(name, path.Ext(name)), 0)
	if f.files == nil {
		f.files = new(int)
	}
	if *f.files++; *f.files > maxAttached || f.depth >= maxNested || len(content) > attachedLength {
		r.warn(Unchecked, 0)
		return
	}
	f.depth++
	inner := Result{Properties: map[string]string{}, text: r.text}
	if f.readWithin(ctx, name, content, &inner) != nil {
		r.warn(Unchecked, 0)
	}
	for _, page := range inner.Pages {
		r.hide(page, 0)
	}
	for _, hidden := range inner.Hidden {
		r.hide(hidden.Text, 0)
	}
	for _, key := range slices.Sorted(maps.Keys(inner.Properties)) {
		r.also(key, inner.Properties[key])
	}
	for _, w := range inner.Warnings {
		switch w.Code {
		case Unchecked, BrokenPage, TextTruncated:
			r.warn(Unchecked, 0)
		case Macros, TextLegacy:
			r.warn(w.Code, 0)
		}
	}
}

func (f source) readWithin(ctx context.Context, name string, content []byte, r *Result) error {
	read := formats()[typeWithin(name, content)]
	if read == nil {
		return ErrBroken
	}
	file, err := os.CreateTemp("", "plenum-")
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if err := os.Remove(file.Name()); err != nil {
		return err
	}
	if _, err := file.Write(content); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	f.File, f.size, f.pages = file, int64(len(content)), nil
	if err := read(ctx, f, r); err != nil {
		return err
	}
	if len(content) > 0 && strings.TrimSpace(strings.Join(r.Pages, "")) == "" && len(r.Hidden) == 0 {
		r.warn(Unchecked, 0)
	}
	return nil
}

// typeWithin is the type of a file within another: by its first bytes, and else by its name.
func typeWithin(name string, content []byte) string {
	if mime := typeOf(content); mime != "" {
		return mime
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".csv", ".xml", ".json", ".md":
		return "text/plain"
	}
	return ""
}

// typeOf is the type of a file by its bytes; "" where it is none that is read.
func typeOf(content []byte) string {
	switch {
	case bytes.Contains(content[:min(len(content), 1024)], []byte("%PDF-")):
		return "application/pdf"
	case bytes.HasPrefix(content, []byte(`{\rtf`)):
		return "text/rtf"
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")):
		return "application/msword"
	case !bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return ""
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return ""
	}
	const office = "application/vnd.openxmlformats-officedocument."
	for _, part := range z.File {
		name := strings.ToLower(partName(part))
		if name != "mimetype" && name != "[content_types].xml" {
			continue
		}
		in, err := part.Open()
		if err != nil {
			continue
		}
		text, err := io.ReadAll(io.LimitReader(in, 1<<20))
		_ = in.Close()
		switch {
		case err != nil:
		case name == "mimetype":
			return strings.TrimSpace(string(text))
		case bytes.Contains(text, []byte("wordprocessingml.")):
			return office + "wordprocessingml.document"
		case bytes.Contains(text, []byte("presentationml.")):
			return office + "presentationml.presentation"
		case bytes.Contains(text, []byte("spreadsheetml.")):
			return office + "spreadsheetml.sheet"
		}
	}
	return ""
}

// carried reads the files that stand in an Office file: as objects, and under any other name.
func (c *container) carried(ctx context.Context, f source, r *Result) error {
	if f.files == nil {
		f.files = new(int)
	}
	for _, part := range c.files {
		name := partName(part)
		switch strings.ToLower(path.Ext(name)) {
		case ".xml", ".rels", ".vml":
			continue
		}
		if part.UncompressedSize64 < 8 || path.Base(strings.ToLower(name)) == "vbaproject.bin" {
			continue
		}
		content, err := c.fileAt(part)
		if err != nil {
			return err
		}
		if content != nil {
			r.within(ctx, f, path.Base(name), content)
		}
	}
	return nil
}

// fileAt gives the content of a part that is a file of a kind that is read; nil for any other.
func (c *container) fileAt(part *zip.File) ([]byte, error) {
	in, err := part.Open()
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // nobody reads it
	}
	limited := &inflating{in, c, maxPart}
	defer func() { _ = limited.Close() }()
	head := make([]byte, 1024)
	n, err := io.ReadFull(limited, head)
	if err == errTooMuch { //nolint:errorlint // inflating gives it as it is
		return nil, err
	}
	if head = head[:n]; !isFile(head) {
		return nil, nil //nolint:nilnil // as is said above
	}
	rest, err := io.ReadAll(io.LimitReader(limited, attachedLength+1))
	if err == errTooMuch { //nolint:errorlint // as above
		return nil, err
	}
	return append(head, rest...), nil
}

// isFile reports whether bytes begin as a file of a kind that is read.
func isFile(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")) || bytes.HasPrefix(head, []byte(`{\rtf`)) || bytes.Contains(head, []byte("%PDF-"))
}

// asides gives the door what stands in the XML beside the text.
func (c *container) asides(r *Result) {
	r.hideAll(c.gone.String())
	r.hideAll(c.aside.beyond(r))
}

// leftXML walks the parts that were not read, for what stands in them.
func (c *container) leftXML(r *Result) error {
	var names []string
	for name := range c.parts {
		if ext := strings.ToLower(path.Ext(name)); !c.walked[name] && (ext == ".xml" || ext == ".rdf") && !strings.HasPrefix(name, "META-INF/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if err := c.walk(name, func(xml.Token) error { return nil }); err != nil {
			if err == errTooMuch { //nolint:errorlint // walk gives it as it is
				return err
			}
			r.warn(Unchecked, 0)
		}
	}
	return nil
}
