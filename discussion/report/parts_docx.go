package report

import (
	"archive/zip"
	"bytes"
	"fmt"
)

// noteStyles are those of footnotes, which only this report has.
const noteStyles = `<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/></w:pPr><w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr></w:style>`

// part is a file of the package.
type part struct{ name, text string }

func zipped(parts []part) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, p := range parts {
		file, err := archive.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: partTime})
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
		if _, err := file.Write([]byte(p.text)); err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("close archive: %w", err)
	}
	return out.Bytes(), nil
}
