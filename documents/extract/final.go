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
	"regexp"
	"time"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"plenum/congress"
	"plenum/congress/messages"
)

// finalView is the job of the process that makes what a converter is given; it stands where the
// type of a file to read does.
const finalView = "final-view"

// finalTime bounds it.
const finalTime = time.Minute

// Final makes at out, which must not be there, a copy of the Office file at path, of the given type
// (RFC 2046), that says no more than its readers are meant to see, for who makes a PDF of it: with
// its tracked changes accepted, without comments that a converter shows, and with the results of a
// workbook's formulas that its program saw. made is false, and nothing at out, where the file
// itself is that. Errors: Conflict "final_failed"; Canceled when ctx ended.
func (r Reader) Final(ctx context.Context, path, mime, out string) (made bool, err error) {
	if r.Memory == 0 {
		r.Memory = defaultMemory
	}
	if out, err = filepath.Abs(out); err != nil {
		return false, err
	}
	limited, cancel := context.WithTimeout(ctx, finalTime)
	defer cancel()
	cmd, faults, err := r.process(limited, path, finalView, "", memoryArg(r.Memory), mime, out)
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

// ForReaders is what Final does, in this process; use Final for files of strangers.
func ForReaders(path, mime, out string) (made bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return false, fmt.Errorf("open the file: %w", err)
	}
	if mime == "text/rtf" {
		return finalRTF(f, out)
	}
	change := finals()[mime]
	if change == nil {
		return false, nil
	}
	c, err := openContainer(source{File: f, size: info.Size()})
	if err != nil {
		return false, err
	}
	parts, err := change(c)
	if err != nil || len(parts) == 0 {
		return false, err
	}
	return true, c.rewrite(out, parts)
}

// finals give the parts of a container anew that readers are not meant to see as they are.
func finals() map[string]func(*container) (map[string][]byte, error) {
	return map[string]func(*container) (map[string][]byte, error){
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": finalDOCX,
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       finalXLSX,
		"application/vnd.oasis.opendocument.text":                                 finalODF,
		"application/vnd.oasis.opendocument.spreadsheet":                          finalODF,
		"application/vnd.oasis.opendocument.presentation":                         finalODF,
	}
}

// edit reads a part that is copied with changes: f gets each token, with the prefixes that the
// standards use, the name that the file writes, and the bytes.
func (c *container) edit(name string, f func(token xml.Token, written xml.Name, raw []byte) error) error {
	data, err := c.whole(name)
	if err != nil {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var called prefixes
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrBroken, name, err)
		}
		var written xml.Name
		switch e := token.(type) {
		case xml.StartElement:
			written = e.Name
			called.open(&e)
			token = e
		case xml.EndElement:
			written = e.Name
			called.close(&e)
			token = e
		}
		if err := f(token, written, data[from:d.InputOffset()]); err != nil {
			return err
		}
	}
}

var declaration = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

// whole gives a part in UTF-8.
func (c *container) whole(name string) ([]byte, error) {
	in, err := c.parts[name].Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	limited := &inflating{in, c, maxPart}
	defer func() { _ = limited.Close() }()
	data, err := io.ReadAll(transform.NewReader(limited, unicode.BOMOverride(transform.Nop)))
	if errors.Is(err, errTooMuch) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return declaration.ReplaceAll(data, []byte(`<?xml version="1.0" encoding="UTF-8"?>`)), nil
}

// rewrite writes the file anew with some parts replaced.
func (c *container) rewrite(out string, parts map[string][]byte) (err error) {
	to, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("make the copy: %w", err)
	}
	z := zip.NewWriter(to)
	for _, part := range c.files {
		name := partName(part)
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
