package extract

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// While the process of a file reads, it says before its answer how many pages it has read: lines
// such as "12 300". The answer begins with a brace. The listener trusts nothing: what is no such
// line is taken for the answer, and there are no more lines than pages.

// tellEvery is how often it is said.
const tellEvery = 100 * time.Millisecond

// teller writes such lines.
func teller(out io.Writer) func(done, of int) {
	var last time.Time
	return func(done, of int) {
		if now := time.Now(); now.Sub(last) >= tellEvery {
			last = now
			_, _ = fmt.Fprintf(out, "%d %d\n", done, of) // a pipe that broke is seen with the answer
		}
	}
}

// told splits what the process says into what it tells and the answer.
type told struct {
	pages  func(done, of int) // nil: nobody asks
	answer firstOf

	line  []byte
	last  int
	begun bool // the answer has
}

const maxTold = 32 // bytes of a line

func (t *told) Write(b []byte) (int, error) {
	n := len(b)
	for !t.begun && len(b) > 0 {
		end := bytes.IndexByte(b, '\n')
		if b[0] == '{' && len(t.line) == 0 || end < 0 && len(t.line)+len(b) > maxTold || end+len(t.line) > maxTold {
			t.begin()
			break
		}
		if end < 0 {
			t.line = append(t.line, b...)
			return n, nil
		}
		t.line = append(t.line, b[:end+1]...)
		b = b[end+1:]
		if !t.heed(string(t.line)) {
			t.begin()
			break
		}
		t.line = t.line[:0]
	}
	if t.begun {
		_, _ = t.answer.Write(b)
	}
	return n, nil
}

func (t *told) begin() {
	t.begun = true
	_, _ = t.answer.Write(t.line)
	t.line = nil
}

// heed reports whether the line is one.
func (t *told) heed(line string) bool {
	first, second, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	done, err := strconv.Atoi(first)
	of, errOf := strconv.Atoi(second)
	if err != nil || errOf != nil || done <= t.last || done > of || of > 1<<20 {
		return false
	}
	t.last = done
	if t.pages != nil {
		t.pages(done, of)
	}
	return true
}
