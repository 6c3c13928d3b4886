package compilation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"time"

	"plenum/congress"
	"plenum/discussion/report"
	"plenum/journal"
)

// ReportName is how a report is called, as a file and in the register.
const ReportName = "Báo cáo tổng hợp ý kiến thảo luận tổ"

// Materials is the register of materials, as far as reports use it. The rules of reports do not know
// package documents: its functions are passed in.
type Materials struct {
	// Template reads a version of a document whole, the latest for 0, and gives its number.
	Template func(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, version int) (content []byte, number int, err error)
	// Create makes a document, a draft, whose id is that of the record.
	Create func(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, e Entry) error
	// Receive takes in the file of a document's next version.
	Receive func(ctx context.Context, h *journal.Hall, actor congress.Actor, f File) error
}

// Entry is what the register says of a report.
type Entry struct {
	Title, Number, Kind, IssuedBy, Date, Language string
	Classification                                congress.Classification
}

// File is a report on its way into the register.
type File struct {
	ID       congress.RecordID // of the upload; the server made it
	Document congress.ObjectID
	Name     string
	Note     string // of the version: why there is another one
	Size     int64
	Body     io.Reader
}

// DOCX is the report in the congress's form, or in its own template. Errors: Invalid
// "template_invalid" when the template is not there any more or cannot be filled.
func (s *Service) DOCX(ctx context.Context, h *journal.Hall, actor congress.Actor, c report.Compiled, w Settings) ([]byte, error) {
	if w.Template == "" {
		return report.CompiledDOCX(c)
	}
	template, _, err := s.options.Materials.Template(ctx, h, actor, w.Template, w.TemplateVersion)
	if err != nil {
		return nil, err
	}
	return report.FillTemplate(template, c)
}

// fixTemplate writes down which version of the template the report is made with, so that a later
// version changes no report. A template that cannot be filled is refused now rather than after the
// signature.
func (s *Service) fixTemplate(ctx context.Context, h *journal.Hall, actor congress.Actor, w *Settings) error {
	if w.Template == "" {
		w.TemplateVersion = 0
		return nil
	}
	template, number, err := s.options.Materials.Template(ctx, h, actor, w.Template, max(w.TemplateVersion, 0))
	if err != nil {
		return err
	}
	w.TemplateVersion = number
	_, err = report.FillTemplate(template, report.Compiled{})
	return err
}

// PrintSigned begins to make the PDF of the report that was just signed: everybody will ask for it.
// A fault here is told to whoever asks.
func (s *Service) PrintSigned(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, d congress.ObjectID) {
	compiled, rep, err := s.Compiled(ctx, h, actor, info, d, 0)
	if err != nil {
		return
	}
	if docx, err := s.DOCX(ctx, h, actor, compiled, rep.Settings); err == nil {
		s.Print(docx)
	}
}

// IntoRegister makes the signed report a document of the register, a draft with its file, or the
// next version of the one that it was before; from there it goes to its readers like any. It gives
// the document. The actor needs EditDocuments. The same request again makes nothing twice, because
// the id of each step is made of the first one's. Errors: as of Signed and Register, and those of
// the materials.
func (s *Service) IntoRegister(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, d congress.ObjectID, request congress.RecordID) (congress.ObjectID, error) {
	compiled, rep, err := s.Signed(ctx, h, actor, info, d, request)
	if err != nil {
		return "", err
	}
	content, err := s.DOCX(ctx, h, actor, compiled, rep.Settings)
	if err != nil {
		return "", err
	}
	step := func(what string) congress.RecordID {
		return congress.RecordID(congress.DerivedUUID("report", what, string(request)))
	}
	document, note := rep.Document, ""
	if document == "" {
		document = congress.ObjectID(request)
		if err := s.options.Materials.Create(ctx, h, actor, request, Entry{
			Title: ReportName + ": " + compiled.Discussion, Number: compiled.Number, Kind: "báo cáo", IssuedBy: compiled.IssuedBy,
			Date: compiled.SignedAt.Format(time.DateOnly), Language: "vi", Classification: congress.InternalUse,
		}); err != nil {
			return "", err
		}
	} else if rep.Reopened != nil {
		note = rep.Reopened.Reason
	}
	if _, err := s.Register(ctx, h, actor, step("registered"), d, Registration{
		Document: document, Upload: congress.ObjectID(step("file")), SHA256: sha256.Sum256(content), Request: request,
	}); err != nil {
		return "", err
	}
	return document, s.options.Materials.Receive(ctx, h, actor, File{
		ID: step("file"), Document: document, Name: ReportName + ".docx", Note: note, Size: int64(len(content)), Body: bytes.NewReader(content),
	})
}
