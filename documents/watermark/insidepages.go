package watermark

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// used are the names of resources that content uses: colours, states, forms, fonts.
var used = regexp.MustCompile(`/([^\s/<>\[\]()%{}]+)\s+(?:[-+.\d]+\s+)?(scn|SCN|gs|Do|Tf)\b`)

const maxUsed = 100_000 // looks at content in all

// place finds on which pages the patterns, masks and glyphs are seen.
func (l *looker) place() {
	looks := 0
	for i, p := range l.pages {
		var content []byte
		for _, number := range l.list(p.dict["Contents"]) {
			content = append(append(content, l.decoded(number)...), '\n')
		}
		seen := map[int]bool{}
		var walk func(content []byte, resources types.Object, beside bool)
		visit := func(o types.Object, resources types.Object, beside bool) {
			ref, ok := o.(types.IndirectRef)
			if !ok || seen[ref.ObjectNumber.Value()] {
				return
			}
			number := ref.ObjectNumber.Value()
			seen[number] = true
			if d := l.drawn[number]; d != nil && beside {
				d.On = append(d.On, i+1)
			}
			if s, ok := l.object(number).(types.StreamDict); ok {
				if own := s.Dict["Resources"]; own != nil {
					resources = own
				}
				walk(l.decoded(number), resources, beside)
			}
		}
		walk = func(content []byte, o types.Object, beside bool) {
			resources, err := l.x.DereferenceDict(o)
			if err != nil || resources == nil {
				return
			}
			entry := func(kind, name string) types.Object {
				entries, err := l.x.DereferenceDict(resources[kind])
				if err != nil {
					return nil
				}
				return entries[name]
			}
			for _, use := range used.FindAllSubmatch(content, -1) {
				if looks++; looks > maxUsed {
					return
				}
				switch name := string(use[1]); string(use[2]) {
				case "scn", "SCN":
					visit(entry("Pattern", name), nil, true)
				case "Do":
					visit(entry("XObject", name), resources, beside)
				case "gs":
					if state, err := l.x.DereferenceDict(entry("ExtGState", name)); err == nil {
						if mask, err := l.x.DereferenceDict(state["SMask"]); err == nil {
							visit(mask["G"], resources, true)
						}
					}
				case "Tf":
					font, err := l.x.DereferenceDict(entry("Font", name))
					if err != nil || l.name(font["Subtype"]) != "Type3" {
						continue
					}
					glyphs, err := l.x.DereferenceDict(font["CharProcs"])
					if err != nil {
						continue
					}
					for _, glyph := range glyphs {
						visit(glyph, font["Resources"], true)
					}
				}
			}
		}
		walk(content, p.resources, false)
	}
}

// behind writes what makes the file one whose pages are what is drawn: an incremental update (ISO
// 32000-2, 7.5.6) with another catalog. Nothing of it is encrypted, because it has no strings and no
// streams of its own.
func (l *looker) behind(file io.ReadSeeker) ([]byte, error) {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	head, err := readAt(file, 0, 1024)
	if err != nil {
		return nil, err
	}
	tail, err := readAt(file, max(0, size-4096), 4096)
	if err != nil {
		return nil, err
	}
	begins := int64(max(0, bytes.Index(head, []byte("%PDF-")))) // offsets are counted from there
	first := 1
	for _, number := range l.numbers {
		first = max(first, number+1)
	}
	var b bytes.Buffer
	b.WriteString("\n")
	var at []int64
	object := func(text string) {
		at = append(at, size-begins+int64(b.Len()))
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", first+len(at)-1, text)
	}
	object(fmt.Sprintf("<</Type/Catalog/Pages %d 0 R>>", first+1))
	kids := make([]string, len(l.order))
	for i := range l.order {
		kids[i] = fmt.Sprintf("%d 0 R", first+3+i)
	}
	object(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(l.order), strings.Join(kids, " ")))
	object(l.pooled().PDFString())
	for _, number := range l.order {
		d := l.drawn[number]
		contents, box := fmt.Sprintf("%d %d R", number, *l.x.Table[number].Generation), "[-1000000 -1000000 1000000 1000000]"
		if d.page != nil {
			contents = strings.Join(l.refs(d.page["Contents"]), " ")
			contents = "[" + contents + "]"
		}
		resources := fmt.Sprintf("%d 0 R", first+2)
		if own, err := l.x.DereferenceDict(d.resources); err == nil && own != nil {
			resources = own.PDFString()
		}
		object(fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox%s/Resources %s/Contents %s>>", first+1, box, resources, contents))
	}
	l.endUpdate(&b, update{file: file, first: first, size: size - begins, begins: begins, before: lastXRef(tail), at: at})
	return b.Bytes(), nil
}

// refs are the references that an entry has, one or an array of them.
func (l *looker) refs(o types.Object) (all []string) {
	for _, number := range l.list(o) {
		if entry := l.x.Table[number]; entry != nil && entry.Generation != nil {
			if _, ok := entry.Object.(types.StreamDict); ok {
				all = append(all, fmt.Sprintf("%d %d R", number, *entry.Generation))
			}
		}
	}
	return all
}

// update is what the end of an incremental update is made of.
type update struct {
	file         io.ReadSeeker
	first        int   // number of its objects
	size, begins int64 // of the file before it; where that begins
	before       int64 // place of the cross-reference before; -1: it is not known
	at           []int64
}

// endUpdate writes the cross-reference as the file has its own: a table or a stream.
func (l *looker) endUpdate(b *bytes.Buffer, u update) {
	entries := fmt.Sprintf("/Root %d 0 R", u.first)
	if u.before >= 0 {
		entries += fmt.Sprintf("/Prev %d", u.before)
	}
	if l.x.Encrypt != nil {
		entries += "/Encrypt " + l.x.Encrypt.PDFString()
	}
	if l.x.ID != nil {
		entries += "/ID" + l.x.ID.PDFString()
	}
	start := u.size + int64(b.Len())
	next, err := readAt(u.file, u.begins+max(0, u.before), 64)
	if table := bytes.HasPrefix(bytes.TrimSpace(next), []byte("xref")); u.before < 0 || err != nil || table {
		fmt.Fprintf(b, "xref\n%d %d\n", u.first, len(u.at))
		for _, at := range u.at {
			fmt.Fprintf(b, "%010d 00000 n \n", at)
		}
		fmt.Fprintf(b, "trailer\n<</Size %d%s>>\n", u.first+len(u.at), entries)
	} else {
		var rows bytes.Buffer
		for _, at := range append(slices.Clone(u.at), start) {
			rows.Write([]byte{1, byte(at >> 32), byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at), 0}) //nolint:gosec // its bytes, one by one
		}
		n := len(u.at) + 1
		fmt.Fprintf(b, "%d 0 obj\n<</Type/XRef/Size %d/W[1 5 1]/Index[%d %d]%s/Length %d>>\nstream\n", u.first+n-1, u.first+n, u.first, n, entries, rows.Len())
		b.Write(rows.Bytes())
		b.WriteString("\nendstream\nendobj\n")
	}
	fmt.Fprintf(b, "startxref\n%d\n%%%%EOF\n", start)
}

var startXRef = regexp.MustCompile(`startxref\s+(\d+)`)

// lastXRef is the place that the end of a file names; -1 where it names none.
func lastXRef(tail []byte) int64 {
	all := startXRef.FindAllSubmatch(tail, -1)
	if len(all) == 0 {
		return -1
	}
	at, err := strconv.ParseInt(string(all[len(all)-1][1]), 10, 64)
	if err != nil {
		return -1
	}
	return at
}

func readAt(file io.ReadSeeker, at int64, n int) ([]byte, error) {
	if _, err := file.Seek(at, io.SeekStart); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	got, err := io.ReadFull(file, b)
	if err == io.EOF || err == io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull gives them as they are
		err = nil
	}
	return b[:got], err
}
