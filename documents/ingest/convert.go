package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/compare"
	"plenum/documents/marking"
)

// office are the types that a PDF is made of.
var office = map[string]bool{
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   true,
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": true,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         true,
	"application/vnd.oasis.opendocument.text":                                   true,
	"application/vnd.oasis.opendocument.spreadsheet":                            true,
	"application/vnd.oasis.opendocument.presentation":                           true,
	"text/rtf":           true,
	"application/msword": true, "application/vnd.ms-excel": true, "application/vnd.ms-powerpoint": true,
}

// formerTypes are those of Office's formats before Open XML, by their endings; they are taken where
// a converter makes PDFs of them.
var formerTypes = map[string]string{
	".doc": "application/msword",
	".xls": "application/vnd.ms-excel",
	".ppt": "application/vnd.ms-powerpoint",
}

// FormerType is the type of files with the ending, where it is one of Office's former formats; else
// "".
func FormerType(ending string) string { return formerTypes[ending] }

// former reports whether a file of the type has no text but that of a PDF that is made of it.
func former(mime string) bool {
	return mime == formerTypes[".doc"] || mime == formerTypes[".xls"] || mime == formerTypes[".ppt"]
}

// Codes of warnings about Office files. Those of the reader that are looked for here are named as
// there.
const (
	warningNoPDF   = "pdf_not_made"  // no PDF could be made of it
	warningShown   = "changes_shown" // its PDF shows what was deleted from it
	warningTracked = "tracked_changes"
	warningUnread  = "could_not_be_checked"
)

const formerWord = "application/msword"

// converts reports whether a PDF is made of the file.
func (s *Ingest) converts(u *documents.Upload) bool {
	return s.options.Convert != nil && office[u.Type]
}

// MakesPDFs reports whether PDFs are made of Office files.
func (s *Ingest) MakesPDFs() bool { return s.options.Convert != nil }

// Reads reports whether files are read before they are ready.
func (s *Ingest) Reads() bool { return s.options.Read != nil }

// converterHere answers nil when the file can be converted now, or need not be; it is asked before
// a file is brought.
func (s *Ingest) converterHere(ctx context.Context, u *documents.Upload) error {
	if !s.converts(u) || s.options.ConverterHere == nil {
		return nil
	}
	err := s.options.ConverterHere(ctx)
	if err == nil {
		s.unmade.answered()
	}
	return err
}

// convert makes a PDF of the Office file and keeps it. From then on the text is that of its pages,
// which are the pages that people see; markings are those of both. That none could be made is a
// warning; the error is that of the stores or of ctx.
func (s *Ingest) convert(ctx context.Context, j documents.Job, file string, u documents.Upload, found *documents.Upload, reading *Reading) error {
	pdf, seen, err := s.makePDF(ctx, j, file, u)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case congress.KindOf(err) == congress.Unavailable:
		return err
	case err != nil:
		s.options.Log.Warn("no PDF could be made of a file", "document", string(u.Document), "type", u.Type, "error", err)
		reading.Warnings = append(reading.Warnings, documents.Warning{Code: warningNoPDF})
		return nil
	}
	if s.unmade.over() {
		s.options.Log.Info("the converter answers again")
	}
	found.PDF = &pdf
	found.Markings = both(marking.Find(marking.Input{Pages: seen.Pages, Properties: propertiesOf(u.Type, seen), Hidden: seen.Hidden}), found.Markings)
	placed := compare.OnPages(compare.Text{Pages: reading.Pages, Rows: reading.Rows}, seen.Pages)
	if reading.Pages, reading.Rows = seen.Pages, placed.Rows; len(placed.Rows) > 0 {
		reading.Compared = placed.Pages
	}
	if former(u.Type) { // there was no other text
		if s.options.ShowsChanges && u.Type == formerWord && reading.warns(warningTracked) {
			seen.Warnings = append(seen.Warnings, documents.Warning{Code: warningShown})
		}
		carried := slices.DeleteFunc(reading.Warnings, func(w documents.Warning) bool { return w.Code == warningUnread })
		reading.Warnings, reading.Properties = append(carried, seen.Warnings...), seen.Properties
	}
	reading.Warnings = append(reading.Warnings, substituted(reading.Fonts, seen.Fonts)...)
	return nil
}

func (r Reading) warns(code string) bool {
	return slices.ContainsFunc(r.Warnings, func(w documents.Warning) bool { return w.Code == code })
}

// propertiesOf are those of a PDF that are the file's own; a converter writes those of its source,
// which were looked at unless the source is of a former format.
func propertiesOf(mime string, seen Reading) map[string]string {
	if former(mime) {
		return seen.Properties
	}
	return nil
}

// makePDF converts, reads and keeps.
func (s *Ingest) makePDF(ctx context.Context, j documents.Job, file string, u documents.Upload) (pdf documents.PDF, seen Reading, err error) {
	s.steps.Set(j, Step{Stage: StageConverting})
	made, err := s.options.Convert(ctx, file, u.File)
	switch {
	case congress.KindOf(err) == congress.Unavailable:
		return pdf, seen, err
	case err != nil:
		return pdf, seen, congress.Wrap(fmt.Errorf("no PDF could be made: %w", err), congress.Conflict, messages.PDFNotMade)
	}
	defer func() { _ = os.Remove(made) }()
	if seen, err = s.options.Read(ctx, made, documents.File{Name: u.Name, Type: documents.PDFType}, s.readingStep(j)); err != nil {
		return pdf, seen, err
	}
	if len(seen.Pages) == 0 {
		return pdf, seen, congress.Wrap(errors.New("the PDF has no pages"), congress.Conflict, messages.PDFNotMade)
	}
	in, err := os.Open(made)
	if err != nil {
		return pdf, seen, err
	}
	defer func() { _ = in.Close() }()
	sum := sha256.New()
	pdf.Pages, pdf.Key = len(seen.Pages), blobs.Folder(j.Stream, u.Document)+"pdf/"+congress.NewUUID(s.options.Now())
	if pdf.Size, err = s.files.Put(ctx, pdf.Key, -1, io.TeeReader(in, sum)); err != nil {
		return pdf, seen, err
	}
	sum.Sum(pdf.SHA256[:0])
	return pdf, seen, nil
}

// both are the findings on the pages that people see, and what else was found in the file, such as
// in comments.
func both(seen, file []marking.Finding) []marking.Finding {
	same := func(a, b marking.Finding) bool {
		return a.Level == b.Level && a.Where == b.Where && strings.EqualFold(a.Passage, b.Passage)
	}
	all := slices.Clone(seen)
	for _, f := range file {
		if !slices.ContainsFunc(seen, func(g marking.Finding) bool { return same(f, g) }) {
			all = append(all, f)
		}
	}
	return all
}
