package marking

import (
	"cmp"
	"slices"
	"strings"
)

// Where on a page a marking may stand less plainly than in capitals on a line of its own: so many
// lines with text from the top and from the bottom.
const (
	topLines    = 15
	cornerLines = 4
	bottomLines = 3
)

// maxLine is how many bytes of a line are looked at; a line of a page is far shorter, and the
// heading of a page that came without line breaks is at its start.
const maxLine = 1200

// line is a line with text.
type line struct {
	text    string // clean
	number  int    // on the page, from 1
	loose   bool   // from a legacy encoding whose capitals are a matter of the font
	top     int    // how many lines with text are above it
	bottom  int    // and below
	blanked bool   // the line directly above it is blank, or there is none

	parted bool // words and rest are there
	words  []word
	rest   string
}

// split gives the words of the line and what stands after the last; it reads them once.
func (l *line) split() ([]word, string) {
	if !l.parted {
		l.words, l.rest = split(l.text)
		l.parted = true
	}
	return l.words, l.rest
}

func (l *line) atTop() bool  { return l.top < topLines }
func (l *line) atEdge() bool { return l.top < cornerLines || l.bottom < bottomLines }

// hit is a marking on a line.
type hit struct {
	match
	rule string
	at   int    // its byte in the line
	text string // what is shown, when it is not the line
}

// inPage gives the markings of a page, at most one for each line: the highest.
func inPage(text string, page int) []Finding {
	if !suspicious(text) && !disguised(text) {
		return nil
	}
	lines := linesOf(text)
	var found []Finding
	for i := range lines {
		if !suspicious(lines[i].text) && len(lines[i].text) > 2 { // a letter may be one of a level that is written downwards
			continue
		}
		best, ok := highest(hits(lines, i))
		if !ok {
			continue
		}
		found = append(found, Finding{
			Level: best.level, Where: Text, Page: page, Line: lines[i].number,
			Passage: passage(cmp.Or(best.text, lines[i].text), best.at), Rule: best.rule,
		})
	}
	return found
}

// hits are the markings on line i by every rule, also as a legacy encoding would have it.
func hits(lines []line, i int) []hit {
	found := onLine(lines, i)
	for _, decoded := range decodings(lines[i].text) {
		others := slices.Clone(lines[max(0, i-3):min(len(lines), i+4)])
		at := i - max(0, i-3)
		for k := range others {
			others[k].text = decoded.decode(others[k].text)
			others[k].loose = decoded.loose
			others[k].parted = false
		}
		for _, h := range onLine(others, at) {
			h.at, h.text = 0, ""
			found = append(found, h)
		}
	}
	return found
}

func onLine(lines []line, i int) []hit {
	l := &lines[i]
	if choices, ok := chosen(l.text); ok {
		return choices
	}
	var found []hit
	found = append(found, labelled(lines, i)...)
	found = append(found, standing(lines, i)...)
	found = append(found, torn(lines, i)...)
	found = append(found, vertical(lines, i)...)
	found = append(found, misread(lines, i)...)
	found = append(found, carriedBy(lines, i)...)
	found = append(found, bracketed(l)...)
	found = append(found, besideHeading(l)...)
	found = append(found, atEdge(l)...)
	found = append(found, declared(l)...)
	return append(found, stamped(lines, i)...)
}

// highest is the hit of the highest level, the first rule's when there are more.
func highest(found []hit) (best hit, ok bool) {
	for _, h := range found {
		if !ok || h.level.Above(best.level) {
			best, ok = h, true
		}
	}
	return best, ok
}

// suspicious is a quick look whether the text has any word that the rules
// know, in any encoding; most lines do not.
func suspicious(s string) bool {
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			ascii = false
			continue
		}
		switch c | 0x20 {
		case 'm':
			if len(s)-i >= 3 && s[i+1]|0x20 == 'a' && s[i+2]|0x20 == 't' {
				return true
			}
		case 's':
			if len(s)-i >= 6 && strings.EqualFold(s[i:i+6], "secret") {
				return true
			}
		case 'c':
			if len(s)-i >= 12 && strings.EqualFold(s[i:i+12], "confidential") {
				return true
			}
		}
	}
	if ascii {
		return spacedASCII(s)
	}
	for i := range len(s) {
		if s[i] == 0xcc || s[i] == 0xcd { // marks on their own: not composed yet
			return true
		}
	}
	for rest := s; ; { // MẬT, and M Ậ T
		at := strings.Index(rest, "ậ")
		if big := strings.Index(rest, "Ậ"); at < 0 || big >= 0 && big < at {
			at = big
		}
		if at < 0 {
			break
		}
		if at == 0 && len(rest) == len(s) {
			return true
		}
		if at > 0 {
			// Or after something that is not seen; đậu and đập are not meant.
			before := rest[at-1]
			if strings.IndexByte("mM .-_\t\n\r", before) >= 0 || before >= 0x80 && before != 0x90 && before != 0x91 {
				return true
			}
		}
		rest = rest[at+len("ậ"):]
	}
	// MÂT; a tone typed after the t; TCVN3; VNI; the stamps.
	for _, sign := range []string{"Mât", "mât", "MÂT", "MẶT", "MẠT", "MÀT", "MẢT", "MÃT", "MĂT", "MÄT", "MẰT", "MẨT", "MẦT", "MẪT", "ṭ", "Ṭ", "Ë", "\u0086", "†", "aä", "AÄ", "Aä", "THU HỒI", "BÓC B"} {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return spacedASCII(s)
}

// spacedASCII reports whether s may have S E C R E T with letters apart.
func spacedASCII(s string) bool {
	for _, sign := range []string{"M A T", "M  A  T", "S E C", "S  E  C", "C O N F", "C  O  N  F", "S\nE\nC", "C\nO\nN", "M\nA\nT"} {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return false
}

// linesOf gives the lines of a page that have text.
func linesOf(text string) []line {
	var lines []line
	number, blank := 0, true
	for len(text) > 0 {
		end := strings.IndexAny(text, "\n\r\v\f\u0085\u2028\u2029")
		raw := text
		if end < 0 {
			text = ""
		} else {
			raw = text[:end]
			size := 1
			switch text[end] {
			case '\r':
				if strings.HasPrefix(text[end:], "\r\n") {
					size = 2
				}
			case 0xc2:
				size = 2
			case 0xe2:
				size = 3
			}
			text = text[end+size:]
		}
		number++
		raw = clean(cut(raw))
		if strings.TrimSpace(raw) == "" {
			blank = true
			continue
		}
		lines = append(lines, line{text: strings.TrimRight(raw, " \t"), number: number, top: len(lines), blanked: blank})
		blank = false
	}
	for i := range lines {
		lines[i].bottom = len(lines) - 1 - i
	}
	return lines
}

// cut bounds a line, at the end of a character.
func cut(s string) string {
	if len(s) <= maxLine {
		return s
	}
	end := maxLine
	for end > 0 && s[end]&0xc0 == 0x80 {
		end--
	}
	return s[:end]
}
