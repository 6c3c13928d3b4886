package documents

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"plenum/congress"
	"plenum/journal"
)

// Archive writes the version in force of every published document that the
// actor may see, as a ZIP, in the register's order and as it comes: memory is a buffer, whatever the size. Restricted
// documents and what came with comments are not in it. What is recalled or withdrawn while it is written is left out from then on; if
// that befalls the file that is being written, the archive ends there with ErrNotFound. An error after the first byte leaves a ZIP that no program opens.
func (s *Service) Archive(ctx context.Context, h *journal.Hall, actor congress.Actor, w io.Writer) error {
	type member struct {
		id       congress.ObjectID
		document Document
	}
	var members []member
	for r := range h.All(actor, congress.KindDocument) {
		var d Document
		if err := r.Decode(&d); err != nil {
			return err
		}
		if d.State == Published && len(d.Versions) > 0 && d.Attachment == nil && d.Classification != congress.Restricted {
			members = append(members, member{r.Object, d})
		}
	}
	slices.SortStableFunc(members, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.document.Order, b.document.Order), strings.Compare(a.document.Number, b.document.Number), strings.Compare(a.document.Title, b.document.Title))
	})
	z := zip.NewWriter(w)
	for i, m := range members {
		v := m.document.Versions[len(m.document.Versions)-1]
		for annex := range len(v.Annexes) + 1 {
			content, err := s.content(h, actor, VersionFile{m.id, v.Number, annex}, ReadArchive)
			if congress.KindOf(err) == congress.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			if err := s.addToZip(ctx, h, actor, z, archiveName(i+1, m.document, annex, content.Name), *m.document.PublishedAt, content); err != nil {
				return err
			}
		}
	}
	return z.Close()
}

// archiveName sorts as the register does: "007 07-HD_ĐHM Hướng dẫn thảo luận tổ.docx", and "007.1 Phụ lục 1 - Biểu mẫu.docx".
func archiveName(n int, d Document, annex int, file string) string {
	ending := path.Ext(file)
	name := strings.TrimSpace(fmt.Sprintf("%03d %s", n, strings.TrimSpace(d.Number+" "+d.Title)))
	if annex > 0 {
		name = fmt.Sprintf("%03d.%d Phụ lục %d - %s", n, annex, annex, strings.TrimSuffix(file, ending))
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || unprintable(r) {
			return '_'
		}
		return r
	}, name)
	for len(name)+len(ending) > 200 {
		runes := []rune(name)
		name = string(runes[:len(runes)-1])
	}
	return strings.TrimRight(name, " .") + ending
}

// archiveStretch is how much of a file is copied before it is asked for again.
const archiveStretch = 1 << 20

// addToZip copies a file. Only plain text is worth compressing; the other types are compressed already.
func (s *Service) addToZip(ctx context.Context, h *journal.Hall, actor congress.Actor, z *zip.Writer, name string, published time.Time, content Content) error {
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
