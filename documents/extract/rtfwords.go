package extract

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"plenum/documents/legacy"
)

// rtfCharacters are control words that stand for a character.
var rtfCharacters = map[string]rune{
	"tab": '\t', "cell": '\t', "nestcell": '\t', "line": '\n', "lbr": '\n', "column": '\n', "page": '\f', "softpage": '\f',
	"endash": '–', "emdash": '—', "bullet": '•', "lquote": '‘', "rquote": '’', "ldblquote": '“', "rdblquote": '”',
	"emspace": ' ', "enspace": ' ', "qmspace": ' ', "zwbo": '\u200b', "zwnbo": '\u2060', "zwj": '\u200d', "zwnj": '\u200c',
}

// rtfSilent are destinations whose text is not of the document, or is there a second time.
var rtfSilent = wordSet(`colortbl stylesheet themedata colorschememapping datastore latentstyles listtable listoverridetable
	generator fldinst shprslt nonshppict nonesttables revtbl rsidtbl filetbl xmlnstbl wgrffmtfilter mmathPr pgptbl protusertbl bkmkstart bkmkend
	atnid atnauthor atntime atndate atnicn atnref atnparent template passwordhash oleclsid objclass objname objalias objsect
	ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn pnseclvl pn panose falt fontemb fname mctrlPr mmathPict xe tc rxe txe datafield fchars lchars`)

// rtfProperties are the destinations within the file's information, and the property that each is.
var rtfProperties = map[string]string{
	"title": "title", "subject": "subject", "author": "author", "manager": "manager", "company": "company", "operator": "operator",
	"category": "category", "keywords": "keywords", "comment": "comment", "doccomm": "comments", "hlinkbase": "hlinkbase",
}

// wordSet is a set of words.
func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// word does what a control word says.
func (p *rtf) word(word string, value int, valued bool) {
	g := p.top()
	if c, ok := rtfCharacters[word]; ok {
		p.char(c)
		if word == "cell" && g.to != nil && g.name == nil && !g.hidden && !g.deleted {
			g.to.cell = g.to.row
		}
		return
	}
	if g.star {
		g.star = false
		p.destination(word, true)
		return
	}
	on := !valued || value != 0
	switch word {
	case "par", "row", "nestrow":
		switch {
		case g.to == nil || !g.to.row:
		case word == "row":
			g.to.mark(rowEnds)
		case !p.inTable: // it did not come to its end
			g.to.mark(rowOff)
		}
		p.end()
	case "pard":
		p.inTable = false
	case "intbl", "itap":
		p.inTable = word == "intbl" || value > 0
		if p.inTable && g.to != nil && g.name == nil && !g.to.row {
			g.to.mark(rowBegins)
		}
	case "sect":
		p.end()
		p.endSection()
	case "ftnrestart", "sftnrestart":
		p.restarts = true
	case "u":
		if valued {
			p.unit(value)
		}
	case "uc":
		if valued && value >= 0 && value < 10 {
			g.fallback = value
		}
	case "f":
		if valued {
			if g.table {
				p.fonts[value] = rtfFont{}
			}
			g.font = value
		}
	case "deff":
		if valued {
			p.first, g.font = value, value
		}
	case "plain":
		g.font, g.caps, g.hidden, g.deleted = p.first, false, false, false
	case "caps", "scaps":
		g.caps = on
	case "v":
		if g.hidden = on; on {
			p.result.warn(HiddenText, 0)
		}
	case "deleted", "mvf":
		if g.deleted = on || word == "mvf"; g.deleted {
			p.result.warn(TrackedChanges, 0)
		}
	case "revised", "mvt":
		if on || word == "mvt" {
			p.result.warn(TrackedChanges, 0)
		}
	case "picwgoal":
		p.picture.wide = value
	case "pichgoal":
		p.picture.high = value
	case "picscalex":
		p.picture.byWide = value
	case "picscaley":
		p.picture.byHigh = value
	case "chftn":
		if g.to != &p.notes {
			p.note++
		}
		for _, c := range strconv.Itoa(p.note) {
			p.char(c)
		}
	case "ansicpg":
		if valued {
			p.codepage = codepages[value]
			if p.codepage == nil && value != 65001 {
				p.codepage = charmap.Windows1252
			}
		}
	case "mac":
		p.codepage = charmap.Macintosh
	case "pc", "pca":
		p.codepage = charmap.CodePage437
	case "fcharset", "cpg":
		if font, ok := p.fonts[g.font]; ok && g.table && valued {
			if word == "cpg" {
				font.codepage = codepages[value]
			} else {
				font.codepage, font.symbols = codepages[charsets[value]], value == 2
			}
			p.fonts[g.font] = font
		}
	default:
		p.destination(word, false)
	}
}

// destination sends the text of the group where the control word says.
func (p *rtf) destination(word string, starred bool) {
	g := p.top()
	switch word {
	case "fonttbl":
		g.table, g.to = true, nil
		g.name = &p.prop
		p.prop.Reset()
	case "info", "userprops":
		g.to = nil
	case "propname":
		p.sn.Reset()
		g.name = &p.sn
	case "staticval":
		g.name, g.property = &p.prop, strings.TrimSpace(p.sn.String())
		p.prop.Reset()
	case "header", "headerl", "headerr", "headerf":
		p.to(&p.head)
	case "footer", "footerl", "footerr", "footerf":
		p.to(&p.foot)
	case "footnote":
		p.noted = p.noted || g.to != nil
		p.to(&p.notes)
	case "annotation":
		p.result.warn(Comments, 0)
		p.to(&p.door)
	case "formfield":
		p.to(&p.door)
	case "ffname", "ffformat", "ffentrymcr", "ffexitmcr":
		g.to = nil
	case "shptxt", "dptxbxtext", "txbxtext":
		if g.to != nil {
			g.box, g.to = g.to, &flow{}
		}
	case "sp":
		g.shape = true
		g.name = &p.prop // and what is in it neither
	case "sn":
		g.name = &p.sn
	case "sv":
		g.name = &p.sv
	case "upr":
		g.either = true
	case "ud":
		g.to, g.name, g.either = p.outer().to, p.outer().name, false
	case "objdata", "objemb":
		p.result.warn(Attachments, 0)
		if word == "objdata" {
			g.to = nil
		}
	case "pict":
		g.to, g.name, g.picture = nil, nil, true
		p.picture = rtfPicture{byWide: 100, byHigh: 100}
	case "shppict", "nesttableprops":
		g.to = nil
	case "shp", "shpinst", "shpgrp", "do", "result", "field", "fldrslt", "listtext", "pntext", "object",
		"moMath", "moMathPara", "mmath", "ffdeftext", "ffl", "ffhelptext", "ffstattext": // what is in them is text
	default:
		switch name, isProperty := rtfProperties[word]; {
		case isProperty && g.to == nil && g.name == nil:
			g.name, g.property = &p.prop, name
			p.prop.Reset()
		case rtfSilent[word] || starred:
			g.to, g.name = nil, nil
		}
	}
}

// outer is the group around the two forms of a text.
func (p *rtf) outer() rtfGroup {
	for i := len(p.groups) - 1; i > 0; i-- {
		if p.groups[i].either && !p.groups[i-1].either {
			return p.groups[i-1]
		}
	}
	return p.groups[0]
}

// to sends the group's text to a flow, if it is text at all.
func (p *rtf) to(f *flow) {
	g := p.top()
	if g.to == nil {
		return
	}
	if text := f.String() + f.run.String(); text != "" && !strings.HasSuffix(text, "\n") {
		f.end()
	}
	g.to = f
	g.hidden, g.deleted, g.caps = false, false, false
}

// endSection counts a section with footnotes.
func (p *rtf) endSection() {
	p.sections += one(p.noted)
	p.noted = false
}

// end ends a paragraph or a row.
func (p *rtf) end() {
	if g := p.top(); g.to != nil && g.name == nil {
		if g.hidden || g.deleted { // the break is hidden as well, but words are not glued for that
			p.door.end()
		}
		g.to.end()
	}
}

// fontName takes the name of a font of the table, which ends with a semicolon.
func (p *rtf) fontName(name string) {
	font := p.fonts[p.top().font]
	if e := legacy.Of(name); e != "" && font.encoding == "" {
		font.encoding = e
	}
	if lower := strings.ToLower(name); strings.Contains(lower, "wingdings") || strings.TrimSpace(lower) == "symbol" || strings.Contains(lower, "webdings") {
		font.symbols = true
	}
	p.fonts[p.top().font] = font
}

// codepages are the encodings of bytes by their number; nil for UTF-8 and those that are not known.
var codepages = map[int]*charmap.Charmap{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 855: charmap.CodePage855, 858: charmap.CodePage858,
	866: charmap.CodePage866, 874: charmap.Windows874, 1250: charmap.Windows1250, 1251: charmap.Windows1251, 1252: charmap.Windows1252,
	1253: charmap.Windows1253, 1254: charmap.Windows1254, 1255: charmap.Windows1255, 1256: charmap.Windows1256, 1257: charmap.Windows1257,
	1258: charmap.Windows1258, 10000: charmap.Macintosh, 10007: charmap.MacintoshCyrillic,
}

// charsets are the code pages of the numbers that fonts have for them.
var charsets = map[int]int{0: 1252, 77: 10000, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850}
