package extract

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// numbering counts the automatic numbers of a Word file (ECMA-376, part 1, 17.9).
type numbering struct {
	lists     map[string]*list   // by their number
	abstracts map[string]*levels // what lists are made of
	linked    map[string]string  // the abstract list of a style of lists
	counts    map[*levels]*count
}

// levels are those of a list.
type levels struct {
	at    [9]*level
	style string // the style of lists whose levels are meant
}

// level says how the numbers of a level of a list look.
type level struct {
	start    int
	format   string
	text     string // with %1 for the number of the first level, and so on
	suffix   string
	restart  int // the level, from 1, after which it starts again; 0: never; -1: any above
	decimal  bool
	style    string // the style of paragraphs that are of this level
	capitals bool
	vanish   bool
}

// list is one that paragraphs are of.
type list struct {
	abstract string
	starts   [9]*int
	own      [9]*level
	begun    [9]bool
}

// count is how far a list is.
type count struct {
	at [9]int
	on [9]bool
}

func (c *container) numbering(name string) (*numbering, error) {
	n := &numbering{lists: map[string]*list{}, abstracts: map[string]*levels{}, linked: map[string]string{}, counts: map[*levels]*count{}}
	var abstract *levels
	var of *list
	var now *level
	id, at := "", 0
	err := c.walk(name, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			if end, ok := t.(xml.EndElement); ok && (end.Name.Local == "lvl" || end.Name.Local == "abstractNum" || end.Name.Local == "num") {
				now = nil
			}
			return nil
		}
		value := attr(e, "val")
		switch e.Name.Local {
		case "abstractNum":
			abstract, of, id = &levels{}, nil, attr(e, "abstractNumId")
			if len(n.abstracts) < maxStyles {
				n.abstracts[id] = abstract
			}
		case "styleLink":
			n.linked[value] = id
		case "numStyleLink":
			if abstract != nil {
				abstract.style = value
			}
		case "num":
			of, abstract = &list{}, nil
			if len(n.lists) < maxStyles {
				n.lists[attr(e, "numId")] = of
			}
		case "abstractNumId":
			if of != nil {
				of.abstract = value
			}
		case "lvlOverride":
			at = levelOf(attr(e, "ilvl"))
		case "startOverride":
			if start, err := strconv.Atoi(value); err == nil && of != nil {
				of.starts[at] = &start
			}
		case "lvl":
			now = &level{format: "decimal", restart: -1}
			switch at = levelOf(attr(e, "ilvl")); {
			case of != nil:
				of.own[at] = now
			case abstract != nil:
				abstract.at[at] = now
			}
		}
		if now != nil {
			now.set(e, value)
		}
		return nil
	})
	return n, err
}

// set takes an element of a level.
func (l *level) set(e xml.StartElement, value string) {
	switch e.Name.Local {
	case "start":
		l.start, _ = strconv.Atoi(value)
	case "numFmt":
		l.format = value
	case "lvlText":
		l.text = firstBytes(value, 200)
	case "suff":
		l.suffix = value
	case "lvlRestart":
		l.restart, _ = strconv.Atoi(value)
	case "isLgl":
		l.decimal = switched(e)
	case "pStyle":
		l.style = value
	case "caps", "smallCaps":
		l.capitals = switched(e)
	case "vanish":
		l.vanish = switched(e)
	}
}

func levelOf(s string) int {
	n, _ := strconv.Atoi(s)
	return min(max(n, 0), 8)
}

// levels are those of a list, by way of the style that it may name instead.
func (n *numbering) levels(l *list, s *styles) *levels {
	id := l.abstract
	for range 3 {
		a := n.abstracts[id]
		if a == nil || a.style == "" {
			return a
		}
		if linked, ok := n.linked[a.style]; ok {
			id = linked
		} else if other := n.lists[s.of(a.style).num]; other != nil {
			id = other.abstract
		} else {
			return a
		}
	}
	return nil
}

// next counts a paragraph of a list and gives its number with what follows it; "" where it has
// none.
func (n *numbering) next(num string, at int, style string, s *styles) string {
	l := n.lists[num]
	if l == nil {
		return ""
	}
	all := n.levels(l, s)
	if all == nil {
		return ""
	}
	level := func(i int) *level {
		if l.own[i] != nil {
			return l.own[i]
		}
		return all.at[i]
	}
	if at < 0 { // the list is that of the style, which a level names
		at = 0
		for i := range 9 {
			if v := level(i); v != nil && v.style != "" && v.style == style {
				at = i
			}
		}
	}
	at = min(at, 8)
	v := level(at)
	if v == nil {
		return ""
	}
	c := n.counts[all]
	if c == nil {
		c = &count{}
		n.counts[all] = c
	}
	start := func(i int) int {
		if l.starts[i] != nil {
			return *l.starts[i]
		}
		if o := level(i); o != nil {
			return o.start
		}
		return 1
	}
	if !l.begun[at] && l.starts[at] != nil {
		c.on[at] = false
	}
	l.begun[at] = true
	if c.on[at] {
		c.at[at]++
	} else {
		c.at[at], c.on[at] = start(at), true
	}
	for i := at + 1; i < 9; i++ {
		if o := level(i); o == nil || o.restart < 0 || at < o.restart && o.restart > 0 {
			c.on[i] = false
		}
	}
	if v.format == "none" && !strings.ContainsFunc(v.text, func(r rune) bool { return r != '%' && (r < '0' || r > '9') }) || v.vanish {
		return ""
	}
	text := v.text
	if v.format == "bullet" {
		text = bullet(text)
	}
	for i := range 9 {
		mark := "%" + strconv.Itoa(i+1)
		if !strings.Contains(text, mark) {
			continue
		}
		format, value := "decimal", start(i)
		if o := level(i); o != nil && !v.decimal {
			format = o.format
		}
		if c.on[i] {
			value = c.at[i]
		}
		text = strings.ReplaceAll(text, mark, numeral(format, value))
	}
	if v.capitals {
		text = strings.ToUpper(text)
	}
	if text != "" && v.suffix != "nothing" {
		text += " "
	}
	return text
}

// bullet is a list's sign, which in the fonts of signs is a letter for private use.
func bullet(text string) string {
	for _, r := range text {
		if r >= 0xe000 && r <= 0xf8ff || r < 0x20 {
			return "•"
		}
	}
	return text
}

// numeral writes a number as a list does (ECMA-376, part 1, 17.18.59); formats of other languages
// as digits.
func numeral(format string, n int) string {
	switch format {
	case "none", "bullet":
		return ""
	case "decimalZero":
		return fmt.Sprintf("%02d", n)
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperLetter":
		return letter(n)
	case "lowerLetter":
		return strings.ToLower(letter(n))
	case "numberInDash":
		return fmt.Sprintf("- %d -", n)
	case "ordinal":
		return ordinal(n)
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n > 0 && n <= 20 {
			return string(rune('①' + n - 1)) //nolint:gosec // up to ⑳
		}
	case "vietnameseCounting":
		return inWords(n)
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		n int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.n; n -= r.n {
			b.WriteString(r.s)
		}
	}
	return b.String()
}

// letter is A to Z, then AA, BB, and so on.
func letter(n int) string {
	if n < 1 || n > 26*30 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
}

func ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

// inWords counts in Vietnamese up to 99.
func inWords(n int) string {
	digits := strings.Fields("không một hai ba bốn năm sáu bảy tám chín")
	tens, ones := n/10, n%10
	if n < 0 || n > 99 {
		return strconv.Itoa(n)
	}
	last := digits[ones]
	switch {
	case ones == 5 && tens > 0:
		last = "lăm"
	case ones == 1 && tens > 1:
		last = "mốt"
	}
	switch {
	case tens == 0:
		return digits[ones]
	case tens == 1 && ones == 0:
		return "mười"
	case tens == 1:
		return "mười " + last
	case ones == 0:
		return digits[tens] + " mươi"
	}
	return digits[tens] + " mươi " + last
}
