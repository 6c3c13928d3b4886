package watermark

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

var errName = errors.New("a name has a # that no two hexadecimal digits follow")

// checkNames fails on a name with a # that no two hexadecimal digits follow (ISO 32000-2, 7.3.5),
// outside streams. Programs that show the file take it as it stands; the library (pdfcpu 0.15) drops
// the object or the entry without a word, and the copy would lack a font or a stamp. In object
// streams the library says so itself.
func checkNames(file io.Reader) error {
	in := bufio.NewReaderSize(file, 1<<16)
	var word []byte // regular characters since the last delimiter: a keyword or a name's
	name, depth := false, 0
	for {
		c, err := in.ReadByte()
		if errors.Is(err, io.EOF) {
			if name && !wellWritten(word) {
				return errName
			}
			return nil
		}
		if err != nil {
			return err
		}
		if depth > 0 { // in a string
			switch c {
			case '\\':
				_, _ = in.Discard(1)
			case '(':
				depth++
			case ')':
				depth--
			}
			continue
		}
		if !bytes.ContainsRune([]byte("\x00\t\n\f\r ()<>[]{}/%"), rune(c)) {
			if len(word) < 256 {
				word = append(word, c)
			}
			continue
		}
		if name && !wellWritten(word) {
			return errName
		}
		stream := !name && string(word) == "stream"
		word, name = word[:0], c == '/'
		switch {
		case stream && (c == '\r' || c == '\n'):
			if err := skipTo(in, "endstream"); err != nil {
				return err
			}
		case c == '(':
			depth = 1
		case c == '%': // to the end of the line
			for c != '\r' && c != '\n' {
				if c, err = in.ReadByte(); err != nil {
					break
				}
			}
		}
	}
}

// wellWritten reports whether two hexadecimal digits follow each # of a name.
func wellWritten(name []byte) bool {
	for i, c := range name {
		if c == '#' && (i+2 >= len(name) || !isHex(name[i+1]) || !isHex(name[i+2])) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

// skipTo reads past the mark, or to the end.
func skipTo(in *bufio.Reader, mark string) error {
	last := mark[len(mark)-1]
	var seen []byte // the end of what was read
	for {
		part, err := in.ReadSlice(last)
		seen = append(seen, part[max(0, len(part)-len(mark)):]...)
		switch {
		case bytes.HasSuffix(seen, []byte(mark)), errors.Is(err, io.EOF):
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
		seen = append(seen[:0], seen[max(0, len(seen)-len(mark)):]...)
	}
}
