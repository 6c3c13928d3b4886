package sheets

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxRepeated bounds what cells would repeat of shared texts: a small workbook can name one long
// text very often.
const maxRepeated = 256 << 20

// heavy refuses a workbook whose cells could repeat too much. It reads no more than it says it has,
// and that is bounded.
func heavy(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	var all, marks, longest int64
	for _, part := range z.File {
		if all += int64(min(part.UncompressedSize64, maxInflated+1)); all > maxInflated {
			return errors.New("the workbook inflates too far")
		}
		text, err := readPart(part)
		if err != nil {
			return err
		}
		marks += int64(bytes.Count(text, []byte("<")))
		if strings.EqualFold(strings.ReplaceAll(part.Name, `\`, "/"), "xl/sharedStrings.xml") {
			if longest = max(longest, longestText(text)); longest < 0 {
				return errors.New("the workbook's texts cannot be read")
			}
		}
	}
	if marks/4*longest > maxRepeated { // a cell with a text has four: <c><v></v></c>
		return errors.New("the workbook repeats too much")
	}
	return nil
}

func readPart(part *zip.File) ([]byte, error) {
	r, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(io.LimitReader(r, maxInflated))
}

// longestText is the length of the longest shared text; -1 when they cannot be read.
func longestText(text []byte) (longest int64) {
	var now int64
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return longest
		}
		if err != nil {
			return -1
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "si" {
				now = 0
			}
		case xml.CharData:
			now += int64(len(token))
			longest = max(longest, now)
		}
	}
}
