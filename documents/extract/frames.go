package extract

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The process that draws says for each picture a line of JSON and the picture's bytes, and at last
// a line that says how it ended. Its reader trusts nothing: a process that a file took over can say
// what it likes, and is held to the pictures that it was asked for.
type frame struct {
	Page  int  `json:"page,omitempty"` // from 1
	Width int  `json:"width,omitempty"`
	Bytes int  `json:"bytes,omitempty"` // that follow; 0: the page cannot be drawn
	End   bool `json:"end,omitempty"`
	fault
}

const maxFrameLine = 4096

type frameWriter struct{ *bufio.Writer }

func (w frameWriter) picture(p Picture, jpeg []byte) error {
	if err := w.line(frame{Page: p.Page, Width: p.Width, Bytes: len(jpeg)}); err != nil {
		return err
	}
	if _, err := w.Write(jpeg); err != nil {
		return err
	}
	return w.Flush()
}

func (w frameWriter) end(f fault) error {
	f.Cause = firstBytes(f.Cause, 500)
	if err := w.line(frame{End: true, fault: f}); err != nil {
		return err
	}
	return w.Flush()
}

func (w frameWriter) line(f frame) error {
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

var errFrames = errors.New("the process that draws says what it was not asked")

// readFrames reads the pictures that were asked for, in that order, and gives each; it answers how
// many there were and with what fault the process ended. An error of each ends it.
func readFrames(r io.Reader, wanted []Picture, each func(Picture, []byte) error) (int, fault, error) {
	in := bufio.NewReaderSize(r, maxFrameLine)
	for n := 0; ; n++ {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return n, fault{}, fmt.Errorf("read what is drawn: %w", err)
		}
		var f frame
		switch err := json.Unmarshal(line, &f); {
		case err != nil:
			return n, fault{}, fmt.Errorf("%w: %w", errFrames, err)
		case f.End:
			return n, f.fault, nil
		case n >= len(wanted) || f.Page != wanted[n].Page || f.Width != wanted[n].Width || f.Bytes < 0 || f.Bytes > maxPicture:
			return n, fault{}, errFrames
		}
		var jpeg []byte
		if f.Bytes > 0 {
			jpeg = make([]byte, f.Bytes)
			if _, err := io.ReadFull(in, jpeg); err != nil {
				return n, fault{}, fmt.Errorf("read what is drawn: %w", err)
			}
			if !bytes.HasPrefix(jpeg, []byte{0xff, 0xd8, 0xff}) || !bytes.HasSuffix(jpeg, []byte{0xff, 0xd9}) {
				return n, fault{}, errFrames
			}
		}
		if err := each(wanted[n], jpeg); err != nil {
			return n, fault{}, eachError{err}
		}
	}
}

// eachError is an error of who takes the pictures.
type eachError struct{ error }

func (e eachError) Unwrap() error { return e.error }

// listPictures and parsePictures are the way of a list into the process: "1x320,1x1600".
func listPictures(wanted []Picture) string {
	var b strings.Builder
	for i, p := range wanted {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(p.Page) + "x" + strconv.Itoa(p.Width))
	}
	return b.String()
}

func parsePictures(list string) (out []Picture, err error) {
	for part := range strings.SplitSeq(list, ",") {
		page, width, _ := strings.Cut(part, "x")
		var p Picture
		if p.Page, err = strconv.Atoi(page); err != nil {
			return nil, err
		}
		if p.Width, err = strconv.Atoi(width); err != nil {
			return nil, err
		}
		if !p.valid() {
			return nil, errFrames
		}
		out = append(out, p)
	}
	return out, nil
}
