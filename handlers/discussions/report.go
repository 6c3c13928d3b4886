package discussions

import (
	_ "embed"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/discussion/report"
	"plenum/documents/sheets"
	"plenum/handlers/api"
	"plenum/journal"
)

func (r compilationRoutes) set(c *api.Call) error {
	var in compilation.Settings
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Set(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in)
	})
}

func (r compilationRoutes) submit(c *api.Call) error {
	var in struct {
		Review bool `json:"review"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Submit(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Review)
	})
}

func (r compilationRoutes) remark(c *api.Call) error {
	var in struct {
		Text    string            `json:"text"`
		Finding congress.ObjectID `json:"finding"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Remark(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Text, in.Finding)
	})
}

func (r compilationRoutes) settle(c *api.Call) error {
	remark, err := c.Object("remark")
	if err != nil {
		return err
	}
	var in struct {
		Settled bool `json:"settled"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Settle(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, congress.RecordID(remark), in.Settled)
	})
}

func (r compilationRoutes) sign(c *api.Call) error {
	verify := func(hash string) string {
		if r.address == "" {
			return ""
		}
		return r.address + "/verify/" + string(c.Congress()) + "/" + hash
	}
	return changed(c, "discussion", nil, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		res, err := r.service.Sign(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, c.Seat.Info, verify)
		if err == nil && !res.Again {
			r.service.PrintSigned(c.Req, c.Seat.Hall, c.Seat.Actor, c.Seat.Info, id)
		}
		return res, err
	})
}

func (r compilationRoutes) unsign(c *api.Call) error {
	var in struct {
		Reason string `json:"reason"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Unsign(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Reason)
	})
}

// written sends the report in a form.
func (r compilationRoutes) written(form string) func(*api.Call) error {
	forms := map[string]struct {
		mime string
		make func(*api.Call, report.Compiled, compilation.Report) ([]byte, error)
	}{
		"docx": {docxType, r.docx},
		"pdf": {"application/pdf", func(c *api.Call, compiled report.Compiled, settings compilation.Report) ([]byte, error) {
			docx, err := r.docx(c, compiled, settings)
			if err != nil {
				return nil, err
			}
			return r.service.PDF(c.Req, docx)
		}},
		"xlsx": {api.WorkbookType, only(workbookOf)},
		"json": {fiber.MIMEApplicationJSONCharsetUTF8, only(report.OpenJSON)},
		"csv":  {"text/csv; charset=utf-8", only(report.OpenCSV)},
	}[form]
	return func(c *api.Call) error {
		id, err := c.Object("discussion")
		if err != nil {
			return err
		}
		asOf, err := asOf(c)
		if err != nil {
			return err
		}
		compiled, settings, err := r.service.Compiled(c.Req, c.Seat.Hall, c.Seat.Actor, c.Seat.Info, id, asOf)
		if err != nil {
			return err
		}
		content, err := forms.make(c, compiled, settings)
		if err != nil {
			return err
		}
		asOf = compiled.AsOf
		if settings.Signed != nil {
			asOf = settings.Signed.N // before it, the same opinions were a draft
		}
		return sendAsOf(c, asOf, compilation.ReportName+"."+form, forms.mime, content)
	}
}

// ofGroup sends a group's own report where one is named, else all.
func (r compilationRoutes) ofGroup(all func(*api.Call) error) func(*api.Call) error {
	return func(c *api.Call) error {
		g := congress.GroupID(c.Query("group"))
		if g == "" {
			return all(c)
		}
		id, err := c.Object("discussion")
		if err != nil {
			return err
		}
		n, err := asOf(c)
		if err != nil {
			return err
		}
		made, err := r.service.OfGroup(c.Req, c.Seat.Hall, c.Seat.Actor, c.Seat.Info, id, g, n)
		if err != nil {
			return err
		}
		content, err := report.CompiledDOCX(made)
		if err != nil {
			return err
		}
		return sendAsOf(c, made.AsOf, "Báo cáo thảo luận "+made.IssuedBy+".docx", docxType, content)
	}
}

// asOf is the record that something is asked for as of; 0: now.
func asOf(c *api.Call) (uint64, error) {
	n, err := strconv.ParseUint(c.Query("asOf", "0"), 10, 64)
	if err != nil {
		return 0, congress.FieldError(messages.RequestInvalid, "asOf", messages.RecordNumber())
	}
	return n, nil
}

// sendAsOf sends a file, and the record that it was made as of.
func sendAsOf(c *api.Call, asOf uint64, name, mime string, content []byte) error {
	c.Offer(name, mime)
	c.Set("X-Plenum-As-Of", strconv.FormatUint(asOf, 10))
	return c.Send(content)
}

// answers sends the table of the answers, which go on after the signature.
func (r compilationRoutes) answers(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	n, err := asOf(c)
	if err != nil {
		return err
	}
	rows, n, err := r.service.Answers(c.Req, c.Seat.Hall, c.Seat.Actor, id, n)
	if err != nil {
		return err
	}
	content, err := workbookOfSheets(report.AnswerSheet(rows))
	if err != nil {
		return err
	}
	return sendAsOf(c, n, "Tiếp thu, giải trình.xlsx", api.WorkbookType, content)
}

func only(f func(report.Compiled) ([]byte, error)) func(*api.Call, report.Compiled, compilation.Report) ([]byte, error) {
	return func(_ *api.Call, c report.Compiled, _ compilation.Report) ([]byte, error) { return f(c) }
}

// docx is the report as a Word file.
func (r compilationRoutes) docx(c *api.Call, compiled report.Compiled, rep compilation.Report) ([]byte, error) {
	return r.service.DOCX(c.Req, c.Seat.Hall, c.Seat.Actor, compiled, rep.Settings)
}

// intoRegister makes the signed report a document of the register, and answers that.
func (r compilationRoutes) intoRegister(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	request, err := c.RecordID()
	if err != nil {
		return err
	}
	document, err := r.service.IntoRegister(c.Req, c.Seat.Hall, c.Seat.Actor, c.Seat.Info, id, request)
	if err != nil {
		return err
	}
	made, err := c.Seat.Hall.Get(c.Seat.Actor, document)
	if err != nil {
		return err
	}
	return c.Record(journal.Result{Record: made})
}

// workbookOf is the report as a workbook.
func workbookOf(c report.Compiled) ([]byte, error) { return workbookOfSheets(c.Sheets()...) }

func workbookOfSheets(all ...report.Sheet) ([]byte, error) {
	var list []sheets.Sheet
	for _, s := range all {
		list = append(list, sheets.Sheet(s))
	}
	return sheets.Write(list...)
}

//go:embed pages/verify.html
var verifyHTML string

// verify tells anybody who has the code printed on a report whether a report with it was signed.
func (r compilationRoutes) verify(c *api.Call) error {
	found, err := r.service.Verify(c.Req, congress.CongressID(c.Params("stream")), c.Params("hash"))
	if err != nil && congress.KindOf(err) != congress.NotFound {
		return err
	}
	if err != nil {
		c.Status(fiber.StatusNotFound)
	}
	type file struct {
		Name   string
		SHA256 congress.Hash
	}
	files := slices.DeleteFunc([]file{{"DOCX", found.DOCX}, {"PDF", found.PDF}}, func(f file) bool { return f.SHA256 == congress.Hash{} })
	return api.SendHTML(c, verifyHTML, map[string]any{
		"Found": err == nil, "Report": found, "Files": files, "At": found.At.In(congress.Hanoi).Format("15:04, 02/01/2006"),
	})
}
