package report

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"regexp"
	"time"
)

// The places where a converter writes the moment at which it ran (ISO 32000-1, 14.3 and 14.4), and
// LibreOffice's own sum, in which that moment is.
var (
	pdfDates = regexp.MustCompile(`/(?:CreationDate|ModDate)\s*\(D:(\d{14})`)
	xmpDates = regexp.MustCompile(`<xmp:(?:CreateDate|ModifyDate|MetadataDate)>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)`)
	pdfIDs   = regexp.MustCompile(`/ID\s*\[\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\]|/DocChecksum\s*/([0-9A-Fa-f]+)`)
)

// StablePDF gives the PDF that was made of that Word file the Word file's date, and identifiers of
// its SHA-256, so that the same file gives the same bytes. Nothing changes its length or place.
func StablePDF(pdf, docx []byte) []byte {
	out := bytes.Clone(pdf)
	sum := sha256.Sum256(docx)
	digits, date := []byte(hex.EncodeToString(sum[:])), created(docx)
	for all, layout := range map[*regexp.Regexp]string{pdfDates: "20060102150405", xmpDates: "2006-01-02T15:04:05"} {
		for _, m := range all.FindAllSubmatchIndex(out, -1) {
			copy(out[m[2]:m[3]], date.Format(layout))
		}
	}
	for _, m := range pdfIDs.FindAllSubmatchIndex(out, -1) {
		for i := 2; i < len(m); i += 2 {
			for at := m[i]; at >= 0 && at < m[i+1]; at++ {
				out[at] = digits[(at-m[i])%len(digits)]
			}
		}
	}
	return out
}

// created is the time in a Word file's properties, which is the report's; without one the oldest
// that a zip can say.
func created(docx []byte) time.Time {
	archive, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return partTime
	}
	f, err := archive.Open("docProps/core.xml")
	if err != nil {
		return partTime
	}
	defer func() { _ = f.Close() }()
	var properties struct {
		Created string `xml:"created"`
	}
	if err := xml.NewDecoder(io.LimitReader(f, maxTemplatePart)).Decode(&properties); err != nil {
		return partTime
	}
	at, err := time.Parse(time.RFC3339, properties.Created)
	if err != nil {
		return partTime
	}
	return at.UTC()
}
