package extract

import (
	"context"
	"encoding/xml"
	"errors"
	"strings"
)

// readDOCX gives the body by pages where the writing program noted their ends, as its final view
// shows it. Headers stand before the first page and footers after the last, where a marking would
// be seen; notes follow. What readers are not shown is for the door: deleted and hidden words,
// comments, descriptions of pictures.
func readDOCX(ctx context.Context, f source, r *Result) error {
	c, err := openContainer(f)
	if err != nil {
		return err
	}
	main, err := c.mainOf("document", "word/document.xml")
	if err != nil {
		return err
	}
	c.text = true
	b := &book{c: c, r: r, seqs: map[string]int{}}
	if err := b.settings(main); err != nil {
		return err
	}
	headers, err := b.all(main, "header")
	if err != nil {
		return err
	}
	body, err := b.story(main)
	if err != nil {
		return err
	}
	tail, err := b.all(main, "footer", "footnotes", "endnotes")
	if err != nil {
		return err
	}
	pages := strings.Split(body, "\f")
	pages[0] = headers + pages[0]
	pages[len(pages)-1] += "\n" + tail
	for _, page := range pages {
		r.addTables(page)
	}
	if err := b.notes(main); err != nil {
		return err
	}
	r.hide(b.gone.String(), 0)
	if b.restarts && b.noted > 1 {
		r.warn(FootnoteNumbers, 0)
	}
	return c.finish(ctx, f, r, main)
}

// book is what the stories of a Word file share.
type book struct {
	c       *container
	r       *Result
	styles  *styles
	numbers *numbering
	seqs    map[string]int // how far captions are numbered
	gone    words          // what readers are not shown

	restarts bool // footnotes begin again with each section
	noted    int  // sections with footnotes
}

func (b *book) settings(main string) error {
	names := map[string]string{}
	for _, kind := range []string{"styles", "numbering", "settings"} {
		found, err := b.c.relatedBy(main, kind)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			names[kind] = found[0]
		}
	}
	var err error
	if b.styles, err = b.c.styles(names["styles"]); b.faulty(names["styles"], err) {
		return err
	}
	if b.numbers, err = b.c.numbering(names["numbering"]); b.faulty(names["numbering"], err) {
		return err
	}
	of := ""
	err = b.c.walk(names["settings"], func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case strings.HasSuffix(e.Name.Local, "notePr"):
			of = e.Name.Local
		case e.Name.Local == "numRestart" && of == "footnotePr" && attr(e, "val") == "eachSect":
			b.restarts = true
		}
		return nil
	})
	if b.faulty(names["settings"], err) {
		return err
	}
	return nil
}

// faulty reports whether reading ends with this error of a part. Without its styles a text can be
// read, but not as it is shown.
func (b *book) faulty(part string, err error) bool {
	if err == nil || errors.Is(err, errTooMuch) {
		return err != nil
	}
	b.c.faulty[part] = true
	b.r.warn(Unchecked, 0)
	return false
}

// all gives the words of the parts that a part points to.
func (b *book) all(main string, kinds ...string) (string, error) {
	names, err := b.c.relatedBy(main, kinds...)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, name := range names {
		text, err := b.story(name)
		if err != nil {
			return "", err
		}
		if text = strings.TrimSpace(strings.ReplaceAll(text, "\f", "\n")); text != "" && out.Len() < maxText {
			out.WriteString(text + "\n")
		}
	}
	return out.String(), nil
}

// notes gives the comments to the door.
func (b *book) notes(main string) error {
	text, err := b.all(main, "comments")
	if strings.TrimSpace(text) != "" {
		b.c.commented = true
		b.r.hide(text, 0)
	}
	return err
}

// story gives the words of a part.
func (b *book) story(name string) (string, error) {
	relations, err := b.c.relations(name)
	if err != nil {
		return "", err
	}
	s := &story{book: b, relations: relations, out: []*sink{{}}, fresh: true}
	if err := b.c.walk(name, s.token); err != nil {
		return "", err
	}
	s.flush()
	return s.out[0].all(), nil
}

// story reads a part as it comes.
type story struct {
	*book
	relations map[string]relation
	path      []string
	skip      int // elements within one that is left out
	other     unchosen
	out       []*sink // where paragraphs go: the part, and the text boxes and cells within each other
	rows      []row
	all       []*paragraph
	fields    []*field

	inText   int
	deleted  int   // elements around that are deleted
	inserted int   // that were inserted
	dark     []int // depths of the elements around that are not shown
	chosen   alternates
	read     int  // of words
	fresh    bool // nothing was read on this page
	size     [2]int64
	sized    bool // a picture's frame said its size
	notedNow bool // this section has footnotes
}

// sink is where paragraphs go.
type sink struct {
	words
	carry string // of paragraphs whose end is deleted: they go on in the next one
}

// all gives what it holds.
func (s *sink) all() string {
	s.write(s.carry)
	s.carry = ""
	return s.String()
}

// row is one of a table.
type row struct {
	cells   []string
	deleted bool
	hidden  bool
	cell    bool // the cell is deleted
}

// paragraph is one that is being read.
type paragraph struct {
	text, before words // as it is shown; as it was, with what is hidden
	alone        words // what is hidden
	changed      bool  // something is deleted from it
	style        string
	num          string
	level        int
	own          toggles // of the run
	run          string  // the style of the run
	mark         toggles
	markGone     bool
	counted      bool
	number       string
	section      bool  // it ends one
	boxes        words // text boxes, figures and watermarks that stand at it
}

func (s *story) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		if s.skip > 0 {
			s.skip++
			s.other.take(t, &s.gone)
			return nil
		}
		s.path = append(s.path, t.Name.Local)
		return s.start(t)
	case xml.EndElement:
		if s.skip > 0 {
			s.other.take(t, &s.gone)
			if s.skip--; s.skip > 0 {
				return nil
			}
			s.other = unchosen{}
		} else {
			s.end(t.Name.Local)
		}
		if n := len(s.dark); n > 0 && s.dark[n-1] == len(s.path) {
			s.dark = s.dark[:n-1]
		}
		s.path = s.path[:max(0, len(s.path)-1)]
	case xml.CharData:
		if s.skip > 0 {
			s.other.take(t, &s.gone)
		} else if s.inText > 0 {
			s.say(string(t))
		} else if n := len(s.fields); n > 0 && s.parent(0) == "instrText" && s.fields[n-1].code.Len() < 1000 {
			s.fields[n-1].code.Write(t)
		}
	}
	return nil
}

// parent is the name of the element that is so far around this one; 0 is this one.
func (s *story) parent(n int) string {
	if i := len(s.path) - 1 - n; i >= 0 {
		return s.path[i]
	}
	return ""
}

// at is the paragraph that is being read.
func (s *story) at() *paragraph {
	if len(s.all) == 0 {
		return nil
	}
	return s.all[len(s.all)-1]
}

func (s *story) sink() *sink { return s.out[len(s.out)-1] }

// say takes words as they stand at this place.
func (s *story) say(text string) {
	for _, f := range s.fields {
		if !f.result {
			return
		}
	}
	p := s.at()
	if p == nil {
		s.sink().write(text)
		return
	}
	capitals, vanish := s.styles.shown(p.styled(s.styles), p.run, p.own)
	if e := s.styles.encoding(p.styled(s.styles), p.run, p.own); e != "" && !ascii(text) {
		text = e.Text(text)
		s.r.warn(TextLegacy, 0)
	}
	if capitals {
		text = strings.ToUpper(text)
	}
	s.read += len(text)
	switch {
	case s.deleted > 0:
		s.r.warn(TrackedChanges, 0)
		p.changed = true
		p.before.write(text)
	case vanish || len(s.dark) > 0:
		s.r.warn(HiddenText, 0)
		p.alone.write(text)
		p.before.write(text)
	default:
		if !p.markGone {
			s.count(p)
		}
		p.text.write(text)
		if s.inserted > 0 {
			s.r.warn(TrackedChanges, 0)
		} else {
			p.before.write(text)
		}
		if strings.TrimSpace(text) != "" {
			s.fresh = false
		}
	}
}

func (p *paragraph) styled(s *styles) string {
	if p.style == "" {
		return s.paragraph
	}
	return p.style
}

// breakPage writes the end of a page.
func (s *story) breakPage() {
	s.fresh = true
	if p := s.at(); p != nil && s.deleted == 0 {
		p.text.write("\f")
	}
}

// count gives the paragraph its automatic number, once, when it is known that it has words or ends.
func (s *story) count(p *paragraph) {
	if p.counted {
		return
	}
	p.counted = true
	num, level := p.num, p.level
	id := p.styled(s.styles)
	if num == "" {
		of := s.styles.of(id)
		if num = of.num; level < 0 && of.level > 0 {
			level = of.level
		}
	}
	if num == "" || num == "0" {
		return
	}
	p.number = s.numbers.next(num, level, id, s.styles)
	if capitals, _ := s.styles.shown(id, "", p.mark); capitals {
		p.number = strings.ToUpper(p.number)
	}
}

// finish ends a paragraph: it is a line, and what stands at it are lines of their own.
func (s *story) finish() {
	p := s.at()
	s.all = s.all[:len(s.all)-1]
	_, vanish := s.styles.shown(p.styled(s.styles), "", p.mark)
	if p.changed || p.alone.Len() > 0 {
		s.gone.write(p.before.String() + "\n" + p.alone.String() + "\n")
	}
	if p.markGone || s.deleted > 0 || vanish || len(s.dark) > 0 {
		s.sink().carry += p.text.String()
		s.sink().write(p.boxes.String())
		return
	}
	s.count(p)
	s.sink().write(p.number + s.sink().carry + p.text.String() + "\n" + p.boxes.String())
	s.sink().carry = ""
}

// flush ends what the file leaves open.
func (s *story) flush() {
	for len(s.all) > 0 {
		s.finish()
	}
	for len(s.out) > 1 {
		s.out[0].write(s.out[len(s.out)-1].all())
		s.out = s.out[:len(s.out)-1]
	}
}

// box takes words that stand at the paragraph as a text of their own.
func (s *story) box(text string) {
	text = strings.Trim(text, "\n")
	if strings.TrimSpace(text) == "" {
		return
	}
	s.read += len(text)
	switch p := s.at(); {
	case len(s.dark) > 0:
		s.r.warn(HiddenText, 0)
		s.gone.write(text + "\n")
	case s.deleted > 0:
		s.r.warn(TrackedChanges, 0)
		s.gone.write(text + "\n")
	case p == nil:
		s.sink().write(text + "\n")
	default:
		p.boxes.write(text + "\n")
	}
}
