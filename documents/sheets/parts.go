package sheets

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

// workbook is the parts of a workbook, found as the format says: by the types of relationships
// (ECMA-376, part 2, 6.5), never by a name.
type workbook struct {
	zip       *zip.Reader
	parts     map[string]*zip.File // by their names without a slash before them
	main      string
	relations relationships // of the main part
}

func open(content []byte) (*workbook, error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	w := &workbook{zip: z, parts: map[string]*zip.File{}, main: "xl/workbook.xml"}
	for _, part := range z.File {
		w.parts[partName(part)] = part
	}
	var root relationships
	decode(w.parts["_rels/.rels"], &root)
	for _, r := range root.List {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			w.main = strings.TrimPrefix(path.Clean("/"+r.Target), "/")
		}
	}
	decode(w.parts[path.Join(path.Dir(w.main), "_rels", path.Base(w.main)+".rels")], &w.relations)
	return w, nil
}

func partName(part *zip.File) string {
	return strings.TrimPrefix(strings.ReplaceAll(part.Name, `\`, "/"), "/")
}

// target is the name of the part that a relationship of the main part leads to.
func (w *workbook) target(to string) string {
	if !strings.HasPrefix(to, "/") {
		to = path.Join("/", path.Dir(w.main), to)
	}
	return strings.TrimPrefix(path.Clean(to), "/")
}

// usualNames are where the library looks for parts, whatever the relationships say, by what ends
// their type.
var usualNames = map[string]string{"/sharedStrings": "xl/sharedStrings.xml", "/styles": "xl/styles.xml", "/theme": "xl/theme/theme1.xml"}

// renamed gives the workbook with its parts under the names that the library knows; ok is false
// when they have them.
func renamed(content []byte) (usual []byte, ok bool, err error) {
	w, err := open(content)
	if err != nil {
		return nil, false, err
	}
	names, taken := map[string]string{}, map[string]bool{}
	for _, r := range w.relations.List {
		for kind, usual := range usualNames {
			if name := w.target(r.Target); strings.HasSuffix(r.Type, kind) && !strings.EqualFold(name, usual) && w.parts[name] != nil && !taken[strings.ToLower(usual)] {
				names[name], taken[strings.ToLower(usual)] = usual, true
			}
		}
	}
	if len(names) == 0 {
		return nil, false, nil
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range w.zip.File {
		header := part.FileHeader
		switch usual := names[partName(part)]; {
		case usual != "":
			header.Name = usual
		case taken[strings.ToLower(partName(part))]: // a part of the usual name that no relationship means
			continue
		}
		raw, err := part.OpenRaw()
		if err != nil {
			return nil, false, err
		}
		copied, err := to.CreateRaw(&header)
		if err == nil {
			_, err = io.Copy(copied, raw)
		}
		if err != nil {
			return nil, false, err
		}
		if out.Len() > 2*len(content)+1<<16 { // its parts lie over each other
			return nil, false, errors.New("the workbook's parts are not what its list says")
		}
	}
	if err := to.Close(); err != nil {
		return nil, false, err
	}
	return out.Bytes(), true, nil
}
