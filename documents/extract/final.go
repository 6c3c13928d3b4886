package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// finalView is the job of the process that accepts the tracked changes of a Word file; it stands where the type of a file to read does.
const finalView = "final-view"

// finalTime bounds it.
const finalTime = time.Minute

// Final makes at out, which must not be there, a copy of the Word file at path in which all tracked changes are accepted, so that who
// makes a PDF of it shows what its readers are meant to see. made is false, and nothing at out, where the file has none. Errors: Conflict
// "final_failed"; Canceled when ctx ended.
func (r Reader) Final(ctx context.Context, path, out string) (made bool, err error) {
	if r.Memory == 0 {
		r.Memory = defaultMemory
	}
	if out, err = filepath.Abs(out); err != nil {
		return false, err
	}
	limited, cancel := context.WithTimeout(ctx, finalTime)
	defer cancel()
	cmd, faults, err := r.process(limited, path, finalView, "", memoryArg(r.Memory), out)
	if err != nil {
		return false, err
	}
	answer := &firstOf{most: 64 << 10}
	cmd.Stdout = answer
	err = cmd.Run()
	if ctx.Err() != nil {
		return false, errors.Join(ctx.Err(), removed(out))
	}
	var f fault
	if jsonErr := json.Unmarshal(answer.Bytes(), &f); err != nil || jsonErr != nil || f.Code != "" {
		err = errors.Join(err, jsonErr, errors.New(f.Cause), errors.New(faults.String()), removed(out))
		return false, congress.Wrap(err, congress.Conflict, messages.FinalFailed)
	}
	_, err = os.Stat(out)
	return err == nil, nil
}

func removed(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// AcceptChanges is what Final does, in this process; use Final for files of strangers.
func AcceptChanges(path, out string) (made bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return false, fmt.Errorf("open the file: %w", err)
	}
	c, err := openContainer(source{File: f, size: info.Size()})
	if err != nil {
		return false, err
	}
	main, err := c.mainOf("document", "word/document.xml")
	if err != nil {
		return false, err
	}
	names, err := c.relatedBy(main, "header", "footer", "footnotes", "endnotes")
	if err != nil {
		return false, err
	}
	accepted := map[string][]byte{}
	for _, name := range append(names, main) {
		text, changed, err := c.accepted(name)
		if err != nil {
			return false, err
		}
		if changed {
			accepted[name] = text
		}
	}
	if len(accepted) == 0 {
		return false, nil
	}
	return true, c.rewrite(out, accepted)
}

// rewrite writes the file anew with some parts replaced.
func (c *container) rewrite(out string, parts map[string][]byte) (err error) {
	to, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the copy: %w", err)
	}
	z := zip.NewWriter(to)
	for name, part := range c.parts {
		text, changed := parts[name]
		if !changed {
			err = errors.Join(err, z.Copy(part))
			continue
		}
		w, createErr := z.Create(part.Name)
		if createErr == nil {
			_, createErr = w.Write(text)
		}
		err = errors.Join(err, createErr)
	}
	if err = errors.Join(err, z.Close(), to.Close()); err != nil {
		return errors.Join(fmt.Errorf("write the copy: %w", err), removed(out))
	}
	return nil
}

// accepted gives the part with its tracked changes accepted, and whether it has any.
func (c *container) accepted(name string) (text []byte, changed bool, err error) {
	part := c.parts[name]
	in, err := part.Open()
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	limited := &inflating{in, c, maxPart}
	data, err := io.ReadAll(limited)
	_ = limited.Close()
	if err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	a := &accepting{containers: []inner{{}}}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var called prefixes
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return a.out, a.changed, nil
		}
		if err != nil {
			return nil, false, fmt.Errorf("%w: %s: %w", ErrBroken, name, err)
		}
		raw := data[from:d.InputOffset()]
		switch e := token.(type) {
		case xml.StartElement:
			if len(a.path) > maxDepth {
				return nil, false, errTooMuch
			}
			written := e.Name
			called.open(&e)
			a.start(e.Name, written, raw)
		case xml.EndElement:
			called.close(&e)
			a.end(e.Name, raw)
		default:
			if a.skip == 0 {
				a.out = append(a.out, raw...)
			}
		}
	}
}

// accepting copies a part without what was deleted and the marks of what was inserted.
type accepting struct {
	out     []byte
	changed bool
	path    []string
	skip    int
	lines   []line // paragraphs within each other
	rows    []cut
	cells   []cut

	containers []inner // the bodies, cells and boxes within each other
}

// line is a paragraph: where it begins in the copy, and where its words do.
type line struct {
	at, words int
	name      string // as the file writes it
	closed    bool   // it came as an empty element
	gone      bool   // its mark
	section   bool
}

// cut is a row or a cell.
type cut struct {
	at   int
	gone bool
}

// inner is what holds paragraphs.
type inner struct {
	carry      []byte // words of paragraphs whose mark is deleted
	paragraphs int
}

func (a *accepting) parent(n int) string {
	if i := len(a.path) - n; i >= 0 {
		return a.path[i]
	}
	return ""
}

func (a *accepting) start(name, written xml.Name, raw []byte) {
	if a.skip > 0 {
		a.skip++
		return
	}
	a.path = append(a.path, name.Local)
	within := a.parent(2)
	if name.Space == "w" {
		switch n := name.Local; {
		case n == "del" || n == "moveFrom" || n == "ins" || n == "moveTo" || n == "cellDel" || n == "cellIns" || n == "cellMerge":
			a.changed = true
			gone := n == "del" || n == "moveFrom" || n == "cellDel"
			switch within {
			case "rPr":
				if i := len(a.lines); i > 0 && gone && a.parent(3) == "pPr" {
					a.lines[i-1].gone = true
				}
			case "trPr":
				if i := len(a.rows); i > 0 && gone {
					a.rows[i-1].gone = true
				}
			case "tcPr":
				if i := len(a.cells); i > 0 && gone {
					a.cells[i-1].gone = true
				}
			case "numPr", "ctrlPr":
			default:
				if !gone {
					return // what is inserted stays, without its mark
				}
			}
			a.drop()
			return
		case strings.HasSuffix(n, "Change") && n != "trackChange" || strings.HasPrefix(n, "moveFromRange") || strings.HasPrefix(n, "moveToRange") || n == "numberingChange":
			a.changed = true
			a.drop()
			return
		case n == "p":
			closed := bytes.HasSuffix(raw, []byte("/>"))
			a.lines = append(a.lines, line{at: len(a.out), closed: closed, name: qualified(written)})
			if closed {
				raw = append(slices.Clone(raw[:len(raw)-2]), '>')
			}
			a.out = append(a.out, raw...)
			a.lines[len(a.lines)-1].words = len(a.out)
			return
		case n == "sectPr" && len(a.lines) > 0 && within == "pPr":
			a.lines[len(a.lines)-1].section = true
		case n == "tr":
			a.rows = append(a.rows, cut{at: len(a.out)})
		case n == "tc":
			a.cells = append(a.cells, cut{at: len(a.out)})
			a.containers = append(a.containers, inner{})
		case holds[n]:
			a.containers = append(a.containers, inner{})
		}
	}
	a.out = append(a.out, raw...)
}

// holds are the elements, besides cells, that hold paragraphs.
var holds = map[string]bool{"body": true, "txbxContent": true, "footnote": true, "endnote": true, "hdr": true, "ftr": true}

// drop leaves out the element that has begun.
func (a *accepting) drop() {
	a.path = a.path[:len(a.path)-1]
	a.skip = 1
}

func qualified(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}

func (a *accepting) end(name xml.Name, raw []byte) {
	if a.skip > 0 {
		a.skip--
		return
	}
	a.path = a.path[:max(0, len(a.path)-1)]
	if name.Space != "w" {
		a.out = append(a.out, raw...)
		return
	}
	switch n := name.Local; {
	case n == "ins" || n == "moveTo":
		return
	case n == "pPr" && len(a.lines) > 0 && a.parent(1) == "p":
		a.out = append(a.out, raw...)
		a.lines[len(a.lines)-1].words = len(a.out)
		return
	case n == "p" && len(a.lines) > 0:
		a.paragraph(raw)
		return
	case n == "tc" && len(a.cells) > 0:
		a.close(raw)
		c := a.cells[len(a.cells)-1]
		a.cells = a.cells[:len(a.cells)-1]
		if a.out = append(a.out, raw...); c.gone {
			a.out = a.out[:c.at]
		}
		return
	case n == "tr" && len(a.rows) > 0:
		r := a.rows[len(a.rows)-1]
		a.rows = a.rows[:len(a.rows)-1]
		if a.out = append(a.out, raw...); r.gone {
			a.out = a.out[:r.at]
		}
		return
	case holds[n]:
		a.close(raw)
	}
	a.out = append(a.out, raw...)
}

// paragraph ends one: without its mark its words go on in the next.
func (a *accepting) paragraph(raw []byte) {
	l := a.lines[len(a.lines)-1]
	a.lines = a.lines[:len(a.lines)-1]
	holder := &a.containers[len(a.containers)-1]
	if l.gone && !l.section {
		holder.carry = append(holder.carry, a.out[l.words:]...)
		a.out = a.out[:l.at]
		return
	}
	if len(holder.carry) > 0 {
		a.out = slices.Insert(a.out, l.words, holder.carry...)
		holder.carry = nil
	}
	holder.paragraphs++
	if l.closed {
		raw = []byte("</" + l.name + ">")
	}
	a.out = append(a.out, raw...)
}

// close ends what holds paragraphs: the last one's words stay, and there is one at least.
func (a *accepting) close(raw []byte) {
	holder := a.containers[len(a.containers)-1]
	if len(a.containers) > 1 {
		a.containers = a.containers[:len(a.containers)-1]
	}
	if len(holder.carry) == 0 && holder.paragraphs > 0 || len(raw) == 0 {
		return
	}
	prefix, _, found := strings.Cut(strings.TrimPrefix(string(raw), "</"), ":")
	name := "p"
	if found {
		name = prefix + ":p"
	}
	a.out = append(a.out, ("<" + name + ">" + string(holder.carry) + "</" + name + ">")...)
}
