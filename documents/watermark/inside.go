package watermark

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Inside is what a PDF has besides the pages that a reader's program draws.
type Inside struct {
	Info     map[string]string // the entries of its information dictionary, those too that some program made up
	Packets  [][]byte          // of XMP, those of pages and pictures too
	Strings  []string          // texts of its objects: what pictures show, names of layers, labels of pages, …
	Programs bool              // it acts by itself or on a click: scripts, other programs, films, other files
	Drawn    []Drawn           // what draws words beside the content of the pages
	Pages    []byte            // behind the file it makes a file whose pages are those of Drawn, in that order
	More     bool              // it has more than was looked at
}

// Drawn is something that draws words: a pattern, a mask, a glyph, a form, or content that no page
// has.
type Drawn struct {
	On []int // the pages that it is seen on, from 1, where the pages do not draw it as their own
}

// Bounds of what is looked at.
const (
	maxPackets = 100
	maxStrings = 100_000
	maxString  = 64 << 10 // bytes of one; longer ones are no text
	maxDrawn   = 1000
	maxDecoded = 128 << 20 // bytes of content in all
	maxContent = 16 << 20  // bytes of one content
)

// Look looks into a PDF. Errors: ErrBroken, where the file is none that the library reads.
func Look(file io.ReadSeeker) (in Inside, err error) {
	defer func() {
		if r := recover(); r != nil { // the library's, on files that nobody thought of
			err = broken(fmt.Errorf("panic: %v", r))
		}
	}()
	api.DisableConfigDir()
	settings := model.NewDefaultConfiguration()
	settings.Optimize, settings.OptimizeBeforeWriting, settings.OptimizeResourceDicts, settings.Offline = false, false, false, true
	pdf, err := pdfcpu.Read(file, settings)
	if err != nil {
		return in, broken(err)
	}
	in.Info = map[string]string{}
	if pdf.Info != nil {
		d, err := pdf.DereferenceDict(*pdf.Info)
		if err != nil {
			return in, broken(err)
		}
		for key, value := range d {
			if text, err := pdf.DereferenceText(value); err == nil {
				in.Info[key] = text
			}
		}
	}
	l := &looker{x: pdf.XRefTable, in: &in, drawn: map[int]*drawn{}, charprocs: map[int]types.Object{}, beside: map[int]bool{}, contents: map[int]bool{}, left: maxDecoded}
	l.reach()
	l.streams()
	if len(l.drawn) > 0 {
		l.choose()
		if len(l.beside) > 0 {
			l.place()
		}
		for _, number := range l.order {
			in.Drawn = append(in.Drawn, l.drawn[number].Drawn)
		}
		in.Pages, err = l.behind(file)
	}
	return in, err
}

// looker looks into a PDF.
type looker struct {
	x    *model.XRefTable
	in   *Inside
	left int64 // bytes that are still decoded

	numbers   []int        // of all objects, in order
	reached   map[int]bool // from the catalog
	pages     []page
	contents  map[int]bool         // of pages
	charprocs map[int]types.Object // glyphs of fonts, with the resources of the font
	beside    map[int]bool         // patterns, masks and glyphs: a page that uses them does not draw them as its own
	drawn     map[int]*drawn       // by the number of the object
	order     []int                // of drawn
	pool      types.Dict           // the resources of all pages
}

// drawn is a stream, or a page that is not in the tree.
type drawn struct {
	Drawn
	content   []byte
	resources types.Object
	page      types.Dict
}

// programs are the actions (ISO 32000-2, 12.6.4) and annotations (12.5.6) that do more than go to
// another place or address.
var (
	programs = map[string]bool{
		"JavaScript": true, "Launch": true, "SubmitForm": true, "ImportData": true, "GoToR": true, "GoToE": true,
		"Rendition": true, "RichMediaExecute": true, "Movie": true, "Sound": true,
	}
	films = map[string]bool{"RichMedia": true, "Movie": true, "Sound": true, "Screen": true, "3D": true}
)

// reach finds what the catalog leads to, the programs on the way, and which streams are what.
func (l *looker) reach() {
	for number, entry := range l.x.Table {
		if entry != nil && !entry.Free && entry.Generation != nil {
			l.numbers = append(l.numbers, number)
		}
	}
	slices.Sort(l.numbers)
	l.reached = map[int]bool{}
	var next []types.IndirectRef
	take := func(ref types.IndirectRef) {
		if number := ref.ObjectNumber.Value(); !l.reached[number] {
			l.reached[number] = true
			next = append(next, ref)
		}
	}
	if l.x.Root != nil {
		take(*l.x.Root)
	}
	for len(next) > 0 {
		ref := next[len(next)-1]
		next = next[:len(next)-1]
		if o, err := l.x.Dereference(ref); err == nil {
			l.inside(o, 0, true, take)
		}
	}
	for _, number := range l.numbers {
		if !l.reached[number] {
			l.inside(l.object(number), 0, false, func(types.IndirectRef) {})
		}
	}
	l.pages, _ = pagesOf(l.x) // as many as the tree has before it is broken
	for _, p := range l.pages {
		for _, ref := range l.list(p.dict["Contents"]) {
			l.contents[ref] = true
		}
	}
}

func (l *looker) object(number int) types.Object {
	o, err := l.x.Dereference(*types.NewIndirectRef(number, *l.x.Table[number].Generation))
	if err != nil {
		return nil
	}
	return o
}

// inside looks at an object and at those that stand in it.
func (l *looker) inside(o types.Object, depth int, live bool, take func(types.IndirectRef)) {
	if depth > maxDepth {
		return
	}
	switch o := o.(type) {
	case types.IndirectRef:
		take(o)
	case types.StringLiteral:
		l.say(o, len(o))
	case types.HexLiteral:
		l.say(o, len(o)/2)
	case types.Array:
		for _, item := range o {
			l.inside(item, depth+1, live, take)
		}
	case types.StreamDict:
		l.inside(o.Dict, depth, live, take)
	case types.Dict:
		l.in.Programs = l.in.Programs || live && l.acts(o)
		l.uses(o)
		for _, item := range o {
			l.inside(item, depth+1, live, take)
		}
	}
}

// say takes a string of the length.
func (l *looker) say(o types.Object, length int) {
	if length < 3 || length > maxString || len(l.in.Strings) == maxStrings {
		return
	}
	if text, err := model.Text(o); err == nil {
		l.in.Strings = append(l.in.Strings, text)
	}
}

// acts reports whether a dictionary is such an action or annotation.
func (l *looker) acts(d types.Dict) bool {
	kind := l.name(d["Type"])
	if programs[l.name(d["S"])] && (kind == "" || kind == "Action") {
		return true
	}
	return films[l.name(d["Subtype"])] && d["Rect"] != nil || d["JS"] != nil && (kind == "" || kind == "Action") && d["S"] != nil
}

// uses notes the streams that a font's glyphs, a mask or a pattern are.
func (l *looker) uses(d types.Dict) {
	if glyphs, err := l.x.DereferenceDict(d["CharProcs"]); err == nil && l.name(d["Subtype"]) == "Type3" {
		for _, glyph := range glyphs {
			if ref, ok := glyph.(types.IndirectRef); ok {
				l.charprocs[ref.ObjectNumber.Value()] = d["Resources"]
				l.beside[ref.ObjectNumber.Value()] = true
			}
		}
	}
	if kind := l.name(d["S"]); kind == "Luminosity" || kind == "Alpha" {
		if ref, ok := d["G"].(types.IndirectRef); ok {
			l.beside[ref.ObjectNumber.Value()] = true
		}
	}
}

func (l *looker) name(o types.Object) string {
	o, err := l.x.Dereference(o)
	if err != nil {
		return ""
	}
	name, _ := o.(types.Name)
	return name.Value()
}

// list gives the numbers of the objects that an entry names, one or an array of them.
func (l *looker) list(o types.Object) (numbers []int) {
	if ref, ok := o.(types.IndirectRef); ok {
		numbers = append(numbers, ref.ObjectNumber.Value())
	}
	all, err := l.x.Dereference(o)
	if list, ok := all.(types.Array); ok && err == nil {
		for _, item := range list {
			if ref, ok := item.(types.IndirectRef); ok {
				numbers = append(numbers, ref.ObjectNumber.Value())
			}
		}
	}
	return numbers
}

// streams finds the packets and what draws words.
func (l *looker) streams() {
	orphans := map[int]bool{} // contents of pages that are not in the tree
	for _, number := range l.numbers {
		d, ok := l.object(number).(types.Dict)
		if ok && !l.reached[number] && l.name(d["Type"]) == "Page" && d["Contents"] != nil {
			l.drawn[number] = &drawn{page: d, resources: d["Resources"]}
			for _, content := range l.list(d["Contents"]) {
				orphans[content] = true
			}
		}
	}
	for _, number := range l.numbers {
		s, ok := l.x.Table[number].Object.(types.StreamDict)
		if !ok {
			continue
		}
		if l.name(s.Dict["Type"]) == "Metadata" && len(l.in.Packets) < maxPackets {
			if err := s.Decode(); err != nil {
				l.in.More = true
				continue
			}
			l.in.Packets = append(l.in.Packets, s.Content)
		}
		if l.contents[number] || orphans[number] || !l.mayDraw(s.Dict) {
			continue
		}
		if s.Dict["PatternType"] != nil {
			l.beside[number] = true
		}
		if content := l.decoded(number); showsText(content) {
			resources := s.Dict["Resources"]
			if of, ok := l.charprocs[number]; ok && resources == nil {
				resources = of
			}
			l.drawn[number] = &drawn{content: content, resources: resources}
		}
	}
}

// mayDraw reports whether a stream of such a dictionary may be content.
func (l *looker) mayDraw(d types.Dict) bool {
	switch l.name(d["Type"]) {
	case "", "XObject", "Pattern":
	default:
		return false
	}
	switch l.name(d["Subtype"]) {
	case "", "Form":
	default:
		return false
	}
	return d["Length1"] == nil && d["FunctionType"] == nil && d["ShadingType"] == nil && d["Alternate"] == nil
}

// decoded gives the content of a stream.
func (l *looker) decoded(number int) []byte {
	if d := l.drawn[number]; d != nil && d.content != nil {
		return d.content
	}
	entry := l.x.Table[number]
	if entry == nil {
		return nil
	}
	s, ok := entry.Object.(types.StreamDict)
	if !ok {
		return nil
	}
	if l.left <= 0 {
		l.in.More = true
		return nil
	}
	if err := s.DecodeWithLimit(min(maxContent, l.left)); err != nil {
		l.in.More = l.in.More || len(s.Raw) > 0 && int64(len(s.Content)) >= min(maxContent, l.left)
		return nil
	}
	l.left -= int64(len(s.Content))
	return s.Content
}

var textShown = regexp.MustCompile(`(?:\)|>|\])\s*(?:Tj|TJ|'|")`)

// showsText reports whether content has the operators of text (ISO 32000-2, 9.4).
func showsText(content []byte) bool {
	return bytes.Contains(content, []byte("BT")) && textShown.Match(content)
}

// pooled are the resources of all pages in one, for content that has none of its own.
func (l *looker) pooled() types.Dict {
	if l.pool != nil {
		return l.pool
	}
	l.pool = types.Dict{}
	add := func(o types.Object) {
		resources, err := l.x.DereferenceDict(o)
		if err != nil {
			return
		}
		for kind, entries := range resources {
			from, err := l.x.DereferenceDict(entries)
			if err != nil || from == nil {
				continue
			}
			into, ok := l.pool[kind].(types.Dict)
			if !ok {
				into = types.Dict{}
				l.pool[kind] = into
			}
			for name, entry := range from {
				if _, known := into[name]; !known && len(into) < maxDrawn {
					into[name] = entry
				}
			}
		}
	}
	for _, p := range l.pages[:min(len(l.pages), maxDrawn)] {
		add(p.resources)
	}
	for _, number := range l.numbers {
		if d, ok := l.object(number).(types.Dict); ok && l.name(d["Type"]) == "Page" {
			add(d["Resources"])
		}
	}
	return l.pool
}

// choose puts what is drawn in order: what pages do not draw as their own first, then what no page
// leads to. Too much of it is left out.
func (l *looker) choose() {
	for number := range l.drawn {
		l.order = append(l.order, number)
	}
	rank := func(number int) int {
		switch {
		case l.beside[number]:
			return 0
		case !l.reached[number]:
			return 1
		}
		return 2
	}
	slices.SortFunc(l.order, func(a, b int) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
	if len(l.order) > maxDrawn {
		l.in.More = true
		l.order = l.order[:maxDrawn]
	}
}
