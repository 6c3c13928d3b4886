package extract

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// readFormer takes whatever looks like words in a file of Office's former formats, for the door
// alone: comments, hidden and deleted words and properties are among it, in no order that a reader
// knows. The words that readers see are those of the PDF that is made of it.
func readFormer(ctx context.Context, f source, r *Result) error {
	raw, err := io.ReadAll(io.LimitReader(f, 4*maxText+1))
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	if len(raw) > 4*maxText {
		r.warn(TextTruncated, 0)
	}
	r.formerParts(ctx, f)
	for begin := range 2 { // a text of two bytes a letter may begin at an odd one
		r.hideAll(wide(raw[min(begin, len(raw)):]))
	}
	r.hideAll(narrow(raw))
	return nil
}

// hideAll takes hidden text of any length, in parts.
func (r *Result) hideAll(text string) {
	for text != "" {
		part := text
		if len(part) > maxPageText {
			part = part[:maxPageText]
			if at := strings.LastIndexByte(part, '\n'); at > 0 {
				part = part[:at+1]
			}
		}
		r.hide(strings.ToValidUTF8(part, ""), 0)
		text = text[len(part):]
	}
}

// fewest is how many letters in a row are words.
const fewest = 3

// wide gives what may be text in UTF-16, a line for each run of it.
func wide(raw []byte) string {
	return runs(len(raw)/2, func(i int) rune { return rune(raw[2*i]) | rune(raw[2*i+1])<<8 }, func(c rune) bool {
		return c >= 0x20 && c < 0x100 || strings.ContainsRune("ĂăĐđĨĩŨũƠơƯư", c) || c >= 0x300 && c < 0x330 || c >= 0x1e00 && c < 0x1f00 || c >= 0x2010 && c < 0x2040
	})
}

// narrow gives what may be text of a byte a letter that is not of ASCII alone, as in a font of an
// 8-bit encoding, or a level in capitals.
func narrow(raw []byte) string {
	return runs(len(raw), func(i int) rune { return rune(raw[i]) }, func(c rune) bool { return c >= 0x20 && c != 0x7f && (c < 0x80 || c >= 0xa1) })
}

func runs(n int, at func(int) rune, text func(rune) bool) string {
	var out, run strings.Builder
	letters := 0
	end := func() {
		if letters >= fewest && out.Len() < 2*maxText {
			out.WriteString(run.String())
			out.WriteByte('\n')
		}
		run.Reset()
		letters = 0
	}
	for i := range n {
		c := at(i)
		switch {
		case c == '\t' || text(c):
			run.WriteRune(c)
			if unicode.IsLetter(c) {
				letters++
			}
		default:
			end()
		}
	}
	end()
	return out.String()
}
