package extract

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

func utf16Decode(units []uint16) []rune { return utf16.Decode(units) }

// rtfHidden are groups whose text is not of the document (Rich Text Format 1.9.1).
const rtfHidden = " fonttbl colortbl stylesheet pict object info themedata datastore latentstyles listtable listoverridetable generator fldinst "

// readRTF takes the words of a Rich Text file: unicode escapes, bytes taken as Latin-1, paragraphs and page breaks.
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
	p := rtf{in: string(raw), fallback: 1}
	p.parse()
	for _, page := range strings.Split(string(p.out), "\f") {
		r.add(page)
	}
	return nil
}

type rtf struct {
	in       string
	out      []rune
	fallback int // how many characters stand for a unicode escape in old readers
	skip     int // of those, still to be left out
	hidden   []bool
}

func (p *rtf) parse() {
	p.hidden = []bool{false}
	for i := 0; i < len(p.in); {
		c := p.in[i]
		i++
		switch c {
		case '{':
			if len(p.hidden) > 10_000 {
				return
			}
			p.hidden = append(p.hidden, p.hidden[len(p.hidden)-1])
			p.skip = 0
		case '}':
			if len(p.hidden) > 1 {
				p.hidden = p.hidden[:len(p.hidden)-1]
			}
			p.skip = 0
		case '\\':
			i = p.control(i)
		case '\r', '\n':
		default:
			p.char(rune(c))
		}
	}
}

// control reads what stands after a backslash and answers where it ends.
func (p *rtf) control(i int) int {
	if i >= len(p.in) {
		return i
	}
	c := p.in[i]
	switch {
	case c == '\'' && i+2 < len(p.in):
		if b, err := strconv.ParseUint(p.in[i+1:i+3], 16, 8); err == nil {
			p.char(rune(b))
		}
		return i + 3
	case c == '*':
		p.hidden[len(p.hidden)-1] = true
		return i + 1
	case c == '~':
		p.char(' ')
		return i + 1
	case c < 'a' || c > 'z':
		if c == '\\' || c == '{' || c == '}' {
			p.char(rune(c))
		}
		return i + 1
	}
	begin := i
	for i < len(p.in) && p.in[i] >= 'a' && p.in[i] <= 'z' {
		i++
	}
	word, number := p.in[begin:i], i
	if i < len(p.in) && p.in[i] == '-' {
		i++
	}
	for i < len(p.in) && p.in[i] >= '0' && p.in[i] <= '9' {
		i++
	}
	value, err := strconv.Atoi(p.in[number:i])
	if i < len(p.in) && p.in[i] == ' ' {
		i++
	}
	switch {
	case strings.Contains(rtfHidden, " "+word+" "):
		p.hidden[len(p.hidden)-1] = true
	case word == "par" || word == "line" || word == "row":
		p.char('\n')
	case word == "tab" || word == "cell":
		p.char('\t')
	case word == "page":
		p.char('\f')
	case word == "uc" && err == nil && value >= 0 && value < 10:
		p.fallback = value
	case word == "u" && err == nil:
		p.skip = 0
		p.char(rune(uint16(value)))
		p.skip = p.fallback
	case word == "bin" && err == nil && value > 0:
		i = min(len(p.in), i+value)
	}
	return i
}

func (p *rtf) char(c rune) {
	if p.skip > 0 {
		p.skip--
		return
	}
	if p.hidden[len(p.hidden)-1] {
		return
	}
	// The second half of a pair joins the first.
	if n := len(p.out); n > 0 && utf16.IsSurrogate(p.out[n-1]) {
		p.out[n-1] = utf16.DecodeRune(p.out[n-1], c)
		return
	}
	p.out = append(p.out, c)
}
