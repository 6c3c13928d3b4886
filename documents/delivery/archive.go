package delivery

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/readership"
	"plenum/journal"
	"plenum/vietnamese"
)

// Archive writes the version in force of every published document that the actor may see, as a ZIP,
// in the register's order and as it comes: memory is a buffer, whatever the size. Restricted
// documents and what came with comments are not in it. Documents recalled or withdrawn while it is
// written are left out from then on; if that befalls the file that is being written, the archive
// ends there with ErrNotFound. An error after the first byte leaves a ZIP that no program opens.
func (s *Delivery) Archive(ctx context.Context, h *journal.Hall, actor congress.Actor, w io.Writer) error {
	type member struct {
		id       congress.ObjectID
		document documents.Document
	}
	var members []member
	for r := range h.All(actor, congress.KindDocument) {
		var d documents.Document
		if err := r.Decode(&d); err != nil {
			return err
		}
		if d.State == documents.Published && len(d.Versions) > 0 && d.Attachment == nil && d.Classification != congress.Restricted {
			members = append(members, member{r.Object, d})
		}
	}
	vietnamese.Sort(members, func(m member) []string { return m.document.InOrder() })
	z, names := zip.NewWriter(w), archiveNames{}
	for i, m := range members {
		v := m.document.Versions[len(m.document.Versions)-1]
		for annex := range len(v.Annexes) + 1 {
			content, err := s.content(h, actor, documents.VersionFile{Document: m.id, Version: v.Number, Annex: annex}, readership.ReadArchive)
			if congress.KindOf(err) == congress.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			if err := s.addToZip(ctx, h, actor, z, names.of(i+1, m.document, annex, content.Name), *m.document.PublishedAt, content); err != nil {
				return err
			}
		}
	}
	return z.Close()
}

// archiveNames are those that the archive has, as systems compare them that know no case.
type archiveNames map[string]bool

// of sorts as the register does: "007 07-HD_ĐHM Hướng dẫn thảo luận tổ.docx", and "007.1 Phụ lục 1
// - Biểu mẫu.docx". A title that begins with its number, ends with the file's ending, or an annex
// that says which it is does not say so twice; no two names are the same.
func (a archiveNames) of(n int, d documents.Document, annex int, file string) string {
	ending := path.Ext(file)
	name := d.Title
	if number := vietnamese.Plain(d.Number); !strings.ContainsFunc(number, unicode.IsLetter) || !strings.HasPrefix(vietnamese.Plain(name)+" ", number+" ") {
		name = d.Number + " " + name
	}
	name = fmt.Sprintf("%03d %s", n, vietnamese.Blanks(name))
	if annex > 0 {
		name = strings.TrimSuffix(file, ending)
		if !saysAnnex.MatchString(vietnamese.Plain(name)) {
			name = fmt.Sprintf("Phụ lục %d - %s", annex, name)
		}
		name = fmt.Sprintf("%03d.%d %s", n, annex, name)
	}
	if len(name) > len(ending) && strings.EqualFold(name[len(name)-len(ending):], ending) {
		name = name[:len(name)-len(ending)]
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || documents.Unprintable(r) {
			return '_'
		}
		return r
	}, name)
	for again := 1; ; again++ {
		tail := ending
		if again > 1 {
			tail = fmt.Sprintf(" (%d)%s", again, ending)
		}
		whole := strings.TrimRight(cut(name, maxArchiveName-len(tail)), " .") + tail
		if key := strings.ToLower(whole); !a[key] {
			a[key] = true
			return whole
		}
	}
}

// maxArchiveName is in bytes: file systems of tablets have room for 255.
const maxArchiveName = 200

// saysAnnex finds the names of annexes that begin with the word and a number.
var saysAnnex = regexp.MustCompile(`^(?:phu luc|pl) ?(?:so )?[0-9ivx]+\b`)

// cut is the text without its end, in so many bytes at most, and no letter halved.
func cut(s string, most int) string {
	for len(s) > most {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// archiveStretch is how much of a file is copied before it is asked for again.
const archiveStretch = 1 << 20

// addToZip copies a file. Only plain text is worth compressing; the other types are compressed
// already.
func (s *Delivery) addToZip(ctx context.Context, h *journal.Hall, actor congress.Actor, z *zip.Writer, name string, published time.Time, content Content) error {
	method := zip.Store
	if strings.HasPrefix(content.Type, "text/") {
		method = zip.Deflate
	}
	out, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: published})
	if err != nil {
		return err
	}
	in, err := content.Open(ctx, 0, -1)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	for {
		if err := content.Still(h, actor); err != nil {
			return err
		}
		n, err := io.CopyN(out, in, archiveStretch)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("copy after %d bytes: %w", n, err)
		}
	}
}
