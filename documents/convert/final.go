package convert

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
)

// mostFinal is how many bytes of a file, or of its text inflated, are made anew for its final view; a larger one is converted as it is.
const mostFinal = 64 << 20

var (
	rtfKept    = regexp.MustCompile(`\\deleted0([^0-9]|$)`)
	rtfDeleted = regexp.MustCompile(`\\deleted1?([^a-z0-9-]|$)`)
	rtfNew     = regexp.MustCompile(`\\revised1?([^a-z0-9-]|$)`)
	odtChanges = regexp.MustCompile(`(?s)<text:tracked-changes\b[^>]*?>.*?</text:tracked-changes>|<text:tracked-changes\b[^>]*/>|<text:change(?:-start|-end)?\b[^>]*/>`)
)

// final gives the file in the final view of its tracked changes, since a converter draws what was deleted, struck through: in Rich Text
// deleted words become hidden ones, and OpenDocument keeps them apart from the text. It is the file itself where nothing was changed; else a new one, which the caller deletes.
func (c *Converter) final(path, ending string) (string, error) {
	if ending != ".rtf" && ending != ".odt" {
		return path, nil
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > mostFinal {
		return path, err
	}
	content, err := os.ReadFile(path) //nolint:gosec // the caller's file
	if err != nil {
		return "", fmt.Errorf("open the file: %w", err)
	}
	var made []byte
	if ending == ".rtf" {
		made = rtfKept.ReplaceAll(content, []byte(`\v0$1`))
		made = rtfNew.ReplaceAll(rtfDeleted.ReplaceAll(made, []byte(`\v$1`)), []byte(`$1`))
	} else if made, err = finalODT(content); err != nil {
		return path, nil //nolint:nilerr // the converter says what it thinks of it
	}
	if bytes.Equal(made, content) {
		return path, nil
	}
	out, err := os.CreateTemp(c.Temp, "plenum-final-*")
	if err != nil {
		return "", fmt.Errorf("make the file for the final view: %w", err)
	}
	_, err = out.Write(made)
	if err = errors.Join(err, out.Close()); err != nil {
		return "", errors.Join(err, os.Remove(out.Name()))
	}
	return out.Name(), nil
}

// finalODT writes the container anew without the changes in its text.
func finalODT(content []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	text, err := in.Open("content.xml")
	if err != nil {
		return nil, err
	}
	defer func() { _ = text.Close() }()
	was, err := io.ReadAll(io.LimitReader(text, mostFinal+1))
	if err != nil || len(was) > mostFinal {
		return content, err
	}
	is := odtChanges.ReplaceAll(was, nil)
	if len(is) == len(was) {
		return content, nil
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, part := range in.File {
		if part.Name != "content.xml" {
			if err := out.Copy(part); err != nil {
				return nil, err
			}
			continue
		}
		w, err := out.Create(part.Name)
		if err == nil {
			_, err = w.Write(is)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
