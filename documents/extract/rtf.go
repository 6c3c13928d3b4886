package extract

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"plenum/documents/legacy"
)

// readRTF takes the words of a Rich Text file (Rich Text Format 1.9.1) as Word shows them: headers
// before the first page, footers and notes after the last, text boxes as paragraphs of their own
// after the one that they are anchored in.
func readRTF(_ context.Context, f source, r *Result) error {
	raw, err := io.ReadAll(io.LimitReader(f, maxText+1))
	if err != nil {
		return fmt.Errorf("read the text: %w", err)
	}
	if !strings.HasPrefix(string(raw), `{\rtf`) {
		return ErrBroken
	}
	if len(raw) > maxText {
		r.warn(TextTruncated, 0)
	}
	p := rtf{in: string(raw), result: r, fonts: map[int]rtfFont{}, codepage: charmap.Windows1252}
	p.parse()
	if p.endSection(); p.restarts && p.sections > 1 {
		r.warn(FootnoteNumbers, 0)
	}
	pages := strings.Split(p.body.text(), "\f")
	pages[0] = ended(p.head.text()) + pages[0]
	if tail := ended(p.foot.text()) + p.notes.text(); tail != "" {
		pages[len(pages)-1] = ended(pages[len(pages)-1]) + tail
	}
	for _, page := range pages {
		r.addTables(page)
	}
	r.hide(p.door.text(), 0)
	if p.legacy {
		r.warn(TextLegacy, 0)
	}
	return nil
}

// rtfFont is a font of the file's table.
type rtfFont struct {
	codepage *charmap.Charmap // nil: the file's
	encoding legacy.Encoding
	symbols  bool // its letters are pictures
}

// rtfGroup is what holds until the group ends.
type rtfGroup struct {
	to       *flow // where text goes; nil: nowhere
	font     int
	fallback int  // how many characters stand for a unicode escape in old readers
	star     bool // \* came: a destination that is not known is left out
	caps     bool
	hidden   bool
	deleted  bool

	name     *strings.Builder // where the characters of a name go, instead of to the text
	property string           // of the file, whose value name becomes
	table    bool             // the table of fonts
	shape    bool             // the name or the value of a property of a shape
	either   bool             // a text in two forms, of which the later is taken (\upr)
	box      *flow            // the flow that the group's text box stands in
	picture  bool
}

// flow is a stream of text: the body, the headers, a text box.
type flow struct {
	strings.Builder
	boxes    strings.Builder // of the paragraph
	run      strings.Builder // in one encoding
	encoding legacy.Encoding
	row      bool // one of a table has begun
	cell     bool // a cell of it has ended
}

// mark writes a mark of a row.
func (f *flow) mark(mark string) {
	f.flush()
	if f.Len() < 2*maxText {
		f.WriteString(mark)
	}
	f.row, f.cell = mark == rowBegins || mark == cellNext, false
}

func (f *flow) put(c rune, e legacy.Encoding) {
	if f.cell {
		f.mark(cellNext)
	}
	if e != f.encoding {
		f.flush()
		f.encoding = e
	}
	if f.Len()+f.run.Len() < 2*maxText {
		f.run.WriteRune(c)
	}
}

func (f *flow) flush() {
	f.WriteString(unmarked(f.encoding.Text(f.run.String())))
	f.run.Reset()
}

// end ends a paragraph; the text boxes in it follow.
func (f *flow) end() {
	f.put('\n', f.encoding)
	if f.boxes.Len() > 0 {
		f.flush()
		f.WriteString(f.boxes.String())
		f.boxes.Reset()
	}
}

// text is all of it.
func (f *flow) text() string {
	if f.boxes.Len() > 0 {
		f.end()
	}
	f.flush()
	return f.String()
}

// trimmed is the text without white space around it; "" of one without words.
func trimmed(text string) string {
	if strings.TrimSpace(unmarked(text)) == "" {
		return ""
	}
	text = strings.TrimSpace(text)
	if rest, ends := strings.CutSuffix(text, rowEnds); ends {
		return strings.TrimSpace(rest) + rowEnds
	}
	return text
}

// ended is the text with a line break at its end, if it is any.
func ended(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// rtfPicture is how large a picture is shown, in twips, and by which percentage.
type rtfPicture struct{ wide, high, byWide, byHigh int }

const emuPerTwip = 635

func (p rtfPicture) size() (width, height int64) {
	return int64(p.wide) * int64(p.byWide) * emuPerTwip / 100, int64(p.high) * int64(p.byHigh) * emuPerTwip / 100
}

type rtf struct {
	in       string
	result   *Result
	fonts    map[int]rtfFont
	codepage *charmap.Charmap // nil: UTF-8
	first    int              // the font of what names none

	body, head, foot, notes, door flow

	groups []rtfGroup
	skip   int    // characters still to be left out, as they stand for a unicode escape
	high   rune   // the first half of a pair
	bytes  []byte // of UTF-8, not complete
	note   int    // the number of the last note
	sn, sv strings.Builder
	prop   strings.Builder
	legacy bool

	picture rtfPicture // the last

	inTable  bool // the paragraph is
	restarts bool // footnotes begin again with each section
	noted    bool // this section has footnotes
	sections int  // those that do
}

func (p *rtf) top() *rtfGroup { return &p.groups[len(p.groups)-1] }

func (p *rtf) parse() {
	p.groups = []rtfGroup{{to: &p.body, fallback: 1}}
	for i := 0; i < len(p.in); {
		c := p.in[i]
		i++
		switch c {
		case '{':
			if len(p.groups) > 10_000 {
				return
			}
			p.open()
		case '}':
			if len(p.groups) > 1 {
				p.close()
			}
		case '\\':
			i = p.control(i)
		case '\r', '\n', 0:
		default:
			p.byte(c)
		}
	}
}

func (p *rtf) open() {
	p.skip = 0
	g := *p.top()
	g.star, g.property, g.box, g.picture = false, "", nil, false
	if g.either { // until the form in Unicode comes
		g.to, g.name = nil, nil
	}
	p.groups = append(p.groups, g)
}

// close ends a group, and takes what it collected.
func (p *rtf) close() {
	p.skip = 0
	g := *p.top()
	p.groups = p.groups[:len(p.groups)-1]
	switch {
	case g.picture:
		if mayBeStamp(p.picture.size()) {
			p.result.warn(Unchecked, 0)
		}
	case g.property != "":
		if g.name.Len() > 0 {
			p.result.property(g.property, g.name.String())
		}
		g.name.Reset()
	case g.box != nil:
		if text := trimmed(g.to.text()); text != "" && g.box.boxes.Len() < maxText {
			g.box.boxes.WriteString(text + "\n")
		}
	case g.shape && !p.top().shape:
		p.shape(p.sn.String(), p.sv.String())
		p.sn.Reset()
		p.sv.Reset()
	}
}

// shape takes the words of a shape's property: those of WordArt are shown, its description is not.
func (p *rtf) shape(name, value string) {
	g := p.top()
	switch name = strings.TrimSpace(name); {
	case g.to == nil && name != "wzDescription":
	case name == "gtextUNICODE" && strings.TrimSpace(value) != "":
		if g.to.boxes.Len() < maxText {
			g.to.boxes.WriteString(unmarked(value) + "\n")
		}
	case name == "wzDescription" || name == "wzName" || name == "wzTooltip":
		for _, c := range value {
			p.door.put(c, "")
		}
		p.door.end()
	}
}

// control reads what stands after a backslash and answers where it ends.
func (p *rtf) control(i int) int {
	if i >= len(p.in) {
		return i
	}
	c := p.in[i]
	switch {
	case c == '\'':
		if i+2 < len(p.in) {
			if b, err := strconv.ParseUint(p.in[i+1:i+3], 16, 8); err == nil {
				p.byte(byte(b))
			}
		}
		return min(len(p.in), i+3)
	case c == '*':
		p.top().star = true
		return i + 1
	case c == '\n' || c == '\r':
		p.word("par", 0, false)
		return i + 1
	case c < 'a' || c > 'z':
		switch c {
		case '\\', '{', '}':
			p.char(rune(c))
		case '~':
			p.char('\u00a0')
		case '_':
			p.char('-') // it does not break
		}
		return i + 1
	}
	begin := i
	for i < len(p.in) && i-begin < 40 && (p.in[i] >= 'a' && p.in[i] <= 'z' || i > begin && p.in[i] >= 'A' && p.in[i] <= 'Z') {
		i++
	}
	word, number := p.in[begin:i], i
	if i < len(p.in) && p.in[i] == '-' {
		i++
	}
	for i < len(p.in) && i-number < 12 && p.in[i] >= '0' && p.in[i] <= '9' {
		i++
	}
	value, err := strconv.Atoi(p.in[number:i])
	if i < len(p.in) && p.in[i] == ' ' {
		i++
	}
	if word == "bin" && err == nil && value > 0 {
		return min(len(p.in), i+value)
	}
	p.word(word, value, err == nil)
	return i
}

// byte takes a byte of text in the code page of its font.
func (p *rtf) byte(c byte) {
	font := p.fonts[p.top().font]
	page := font.codepage
	switch {
	case c < 0x80 && !font.symbols:
		p.char(rune(c))
		return
	case font.symbols:
		p.char(0xf000 + rune(c))
		return
	case font.encoding != "":
		page = charmap.Windows1252
	case page == nil:
		page = p.codepage
	}
	if page == nil {
		p.utf8(c)
		return
	}
	r := page.DecodeByte(c)
	if r == utf8.RuneError {
		r = rune(c)
	}
	p.char(r)
}

// utf8 takes a byte of a letter in UTF-8.
func (p *rtf) utf8(c byte) {
	p.bytes = append(p.bytes, c)
	if r, n := utf8.DecodeRune(p.bytes); r != utf8.RuneError {
		p.bytes = p.bytes[n:]
		p.char(r)
	} else if len(p.bytes) >= utf8.UTFMax {
		p.bytes = nil
	}
}

// unit takes a unicode escape, which is one of UTF-16.
func (p *rtf) unit(value int) {
	p.skip = 0
	c := rune(uint16(value))
	switch {
	case p.high != 0 && utf16.IsSurrogate(c):
		c = utf16.DecodeRune(p.high, c)
		p.high = 0
		p.char(c)
	case utf16.IsSurrogate(c):
		p.high = c
	default:
		p.high = 0
		p.char(c)
	}
	p.skip = p.top().fallback
}

// char takes a character of the text.
func (p *rtf) char(c rune) {
	if p.skip > 0 {
		p.skip--
		return
	}
	g := p.top()
	switch {
	case g.name != nil && g.table && c == ';':
		p.fontName(g.name.String())
		g.name.Reset()
		return
	case g.name != nil:
		if g.name.Len() < 4096 {
			g.name.WriteRune(c)
		}
		return
	case g.to == nil:
		return
	}
	font := p.fonts[g.font]
	if c >= 0xf000 && c <= 0xf0ff && font.symbols {
		c = boxOf(c)
	}
	to := g.to
	if g.hidden || g.deleted {
		to = &p.door
	}
	if g.caps {
		c = unicode.ToUpper(c)
	}
	if font.encoding != "" && c >= 0x80 {
		p.legacy = true
	}
	e := font.encoding
	if g.caps && e == legacy.TCVN3 {
		e = legacy.TCVN3Upper
	}
	to.put(c, e)
}

// boxOf gives the boxes of forms, which are letters of Wingdings.
func boxOf(c rune) rune {
	switch c {
	case 0xf0fe, 0xf052:
		return '☑'
	case 0xf0fd, 0xf053, 0xf0fb, 0xf078:
		return '☒'
	case 0xf0fc:
		return '✓'
	case 0xf0a8, 0xf06f, 0xf0a3:
		return '☐'
	}
	return c
}
