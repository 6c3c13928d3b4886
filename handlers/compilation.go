package handlers

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/discussion/report"
	"plenum/documents"
	"plenum/documents/sheets"
	"plenum/journal"
)

// CompilationOptions are what the secretaries' routes need; all of them.
type CompilationOptions struct {
	Service  *compilation.Service
	Register *documents.Service
	Stall    time.Duration   // how long who follows the map may stand still
	Stop     context.Context //nolint:containedctx // the server's: ends what a client follows
}

type compilationRoutes struct {
	service  *compilation.Service
	register *documents.Service
	pusher   pusher
}

// CompilationRoutes are the secretaries' way from the opinions of a discussion to its signed report.
func CompilationRoutes(o CompilationOptions) []Route {
	r := compilationRoutes{o.Service, o.Register, pusher{o.Stall, o.Stop}}
	const (
		inside     = "/api/v1/congresses/:congress"
		discussion = inside + "/discussions/:discussion"
		comment    = inside + "/comments/:comment"
		finding    = inside + "/findings/:finding"
	)
	compile := func(method, path string, handle func(*Call) error) Route {
		return Route{Method: method, Path: path, Access: Inside, Action: auth.ReadComments, Handle: handle}
	}
	return []Route{
		compile("GET", discussion+"/workbench", r.list),
		compile("GET", discussion+"/suggestions", r.suggest),
		compile("GET", discussion+"/findings", r.outline),
		compile("POST", discussion+"/findings", r.found),
		compile("PUT", finding, r.reword),
		compile("PUT", finding+"/merger", r.merge),
		compile("DELETE", finding+"/merger", r.unmerge),
		compile("PUT", finding+"/removal", r.remove),
		compile("PUT", finding+"/answer", r.answer),
		compile("DELETE", finding+"/answer", r.unanswer),
		compile("PUT", comment+"/placement", r.place),
		compile("PUT", comment+"/claim", r.claim),
		compile("PUT", comment+"/unlike", r.unlike),
		compile("GET", inside+"/steps/:object", r.steps),
		compile("POST", inside+"/steps/:object", r.restore),
		compile("PUT", discussion+"/report/settings", r.set),
		compile("PUT", discussion+"/report/state", r.submit),
		compile("POST", discussion+"/report/remarks", r.remark),
		compile("PUT", discussion+"/report/remarks/:remark", r.settle),
		compile("POST", discussion+"/report/signature", r.sign),
		compile("DELETE", discussion+"/report/signature", r.unsign),
		compile("GET", discussion+"/report.docx", r.ofGroup(r.written("docx"))),
		compile("GET", discussion+"/report.pdf", r.written("pdf")),
		compile("GET", discussion+"/report.xlsx", r.written("xlsx")),
		compile("GET", discussion+"/report.json", r.written("json")),
		compile("GET", discussion+"/report.csv", r.written("csv")),
		compile("GET", discussion+"/report/answers.xlsx", r.answers),
		{Method: "POST", Path: discussion + "/report/document", Access: Inside, Action: auth.EditDocuments, Handle: r.intoRegister},
		compile("GET", discussion+"/map", r.overview),
		{Method: "GET", Path: discussion + "/map/live", Access: Inside, Action: auth.ReadComments, Raw: true, Handle: r.overviewLive},
		compile("GET", discussion+"/silent", r.silent),
		compile("POST", discussion+"/silent/reminders", r.remind),
		{Method: "GET", Path: "/verify/:stream/:hash", Access: Anyone, Page: true, Handle: r.verify},
	}
}

// TraceRoute is where a delegate sees what became of an opinion.
func TraceRoute(inside string, service *compilation.Service) Route {
	return Route{Method: "GET", Path: inside + "/comments/:comment/trace", Access: Inside, Action: auth.ReadComments, Handle: func(c *Call) error {
		comment, err := c.Object("comment")
		if err != nil {
			return err
		}
		trace, err := service.Trace(c.Req, c.Seat.Hall, c.Seat.Actor, comment)
		if err != nil {
			return err
		}
		return c.Answer(trace)
	}}
}

// changed reads the object of the path, the record id and If-Match, decodes the body into in, and sends what f made.
func changed[T any](c *Call, object string, in *T, f func(discussion.Change, congress.ObjectID) (journal.Result, error)) error {
	id, err := c.Object(object)
	if err != nil {
		return err
	}
	change := discussion.Change{}
	if change.ID, err = c.RecordID(); err != nil {
		return err
	}
	if change.IfMatch, err = c.IfMatch(); err != nil {
		return err
	}
	if in != nil {
		if err := c.Decode(in); err != nil {
			return err
		}
	}
	res, err := f(change, id)
	if err != nil {
		return err
	}
	return c.Record(res)
}

func (r compilationRoutes) list(c *Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	f := compilation.Filter{
		Group: congress.GroupID(c.Query("group")), Stance: discussion.Stance(c.Query("stance")), Kind: c.Query("kind"), State: c.Query("state"),
		Finding: congress.ObjectID(c.Query("finding")), Tag: c.Query("tag"), Query: c.Query("q"), Sort: c.Query("sort"),
		After: c.QueryInt("after"), Limit: c.QueryInt("limit"),
	}
	if text := c.Query("issue"); text != "" {
		issue, err := strconv.Atoi(text)
		if err != nil {
			return congress.FieldError("request_invalid", "issue", "issue is a number")
		}
		f.Issue = &issue
	}
	l, err := r.service.List(c.Req, c.Seat.Hall, c.Seat.Actor, id, f)
	if err != nil {
		return err
	}
	return c.Answer(l)
}

func (r compilationRoutes) suggest(c *Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	all, err := r.service.Suggest(c.Seat.Hall, c.Seat.Actor, id, congress.ObjectID(c.Query("comment")), c.QueryInt("after"), c.QueryInt("limit"))
	if err != nil {
		return err
	}
	return c.Answer(all)
}

func (r compilationRoutes) outline(c *Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	o, err := r.service.Outline(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(o)
}

func (r compilationRoutes) found(c *Call) error {
	var in struct {
		compilation.Sentence
		Group congress.GroupID `json:"group"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Found(c.Req, c.Seat.Hall, c.Seat.Actor, change.ID, id, in.Group, in.Sentence)
	})
}

func (r compilationRoutes) reword(c *Call) error {
	var in compilation.Sentence
	return changed(c, "finding", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Reword(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in)
	})
}

func (r compilationRoutes) merge(c *Call) error {
	var in struct {
		Into congress.ObjectID `json:"into"`
	}
	return changed(c, "finding", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Merge(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Into)
	})
}

func (r compilationRoutes) unmerge(c *Call) error {
	return changed[struct{}](c, "finding", nil, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Merge(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, "")
	})
}

func (r compilationRoutes) remove(c *Call) error {
	var in struct {
		Removed bool `json:"removed"`
	}
	return changed(c, "finding", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Remove(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Removed)
	})
}

func (r compilationRoutes) answer(c *Call) error {
	var in compilation.Answer
	return changed(c, "finding", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.SetAnswer(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, &in)
	})
}

func (r compilationRoutes) unanswer(c *Call) error {
	return changed[struct{}](c, "finding", nil, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.SetAnswer(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, nil)
	})
}

func (r compilationRoutes) place(c *Call) error {
	var in struct {
		Parts []compilation.Part `json:"parts"`
	}
	return changed(c, "comment", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Place(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Parts)
	})
}

func (r compilationRoutes) claim(c *Call) error {
	var in struct {
		Take bool `json:"take"`
	}
	return changed(c, "comment", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Claim(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Take)
	})
}

func (r compilationRoutes) unlike(c *Call) error {
	var in struct {
		Comment congress.ObjectID `json:"comment"`
		Unlike  bool              `json:"unlike"`
	}
	return changed(c, "comment", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Unlike(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Comment, in.Unlike)
	})
}

func (r compilationRoutes) steps(c *Call) error {
	object, err := c.Object("object")
	if err != nil {
		return err
	}
	steps, err := r.service.Steps(c.Req, c.Seat.Hall, c.Seat.Actor, object)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": steps})
}

func (r compilationRoutes) restore(c *Call) error {
	var in struct {
		Record congress.RecordID `json:"record"`
	}
	return changed(c, "object", &in, func(change discussion.Change, object congress.ObjectID) (journal.Result, error) {
		return r.service.Restore(c.Req, c.Seat.Hall, c.Seat.Actor, change, object, in.Record)
	})
}

func (r compilationRoutes) set(c *Call) error {
	var in compilation.Settings
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		// The version is written down, so that a later one changes no report; what cannot be filled is refused now rather than after the signature.
		if in.TemplateVersion = max(in.TemplateVersion, 0); in.Template == "" {
			in.TemplateVersion = 0
		} else if template, err := r.template(c, &in); err != nil {
			return journal.Result{}, err
		} else if _, err := report.FillTemplate(template, report.Compiled{}); err != nil {
			return journal.Result{}, err
		}
		return r.service.Set(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in)
	})
}

func (r compilationRoutes) submit(c *Call) error {
	var in struct {
		Review bool `json:"review"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Submit(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Review)
	})
}

func (r compilationRoutes) remark(c *Call) error {
	var in struct {
		Text    string            `json:"text"`
		Finding congress.ObjectID `json:"finding"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Remark(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Text, in.Finding)
	})
}

func (r compilationRoutes) settle(c *Call) error {
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

func (r compilationRoutes) sign(c *Call) error {
	base := c.BaseURL() + "/verify/" + string(c.Congress()) + "/"
	return changed[struct{}](c, "discussion", nil, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Sign(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, c.Seat.Info, func(hash string) string { return base + hash })
	})
}

func (r compilationRoutes) unsign(c *Call) error {
	var in struct {
		Reason string `json:"reason"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Unsign(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Reason)
	})
}

// written sends the report in a form.
func (r compilationRoutes) written(form string) func(*Call) error {
	forms := map[string]struct {
		mime string
		make func(*Call, report.Compiled, compilation.Report) ([]byte, error)
	}{
		"docx": {docxType, r.docx},
		"pdf": {"application/pdf", func(c *Call, compiled report.Compiled, settings compilation.Report) ([]byte, error) {
			docx, err := r.docx(c, compiled, settings)
			if err != nil {
				return nil, err
			}
			return r.service.PDF(c.Req, docx)
		}},
		"xlsx": {workbookType, only(workbookOf)},
		"json": {fiber.MIMEApplicationJSONCharsetUTF8, only(report.OpenJSON)},
		"csv":  {"text/csv; charset=utf-8", only(report.OpenCSV)},
	}[form]
	return func(c *Call) error {
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
		return sendAsOf(c, asOf, reportName+"."+form, forms.mime, content)
	}
}

// ofGroup sends a group's own report where one is named, else all.
func (r compilationRoutes) ofGroup(all func(*Call) error) func(*Call) error {
	return func(c *Call) error {
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
func asOf(c *Call) (uint64, error) {
	n, err := strconv.ParseUint(c.Query("asOf", "0"), 10, 64)
	if err != nil {
		return 0, congress.FieldError("request_invalid", "asOf", "asOf is the number of a record")
	}
	return n, nil
}

// sendAsOf sends a file, and the record that it was made as of.
func sendAsOf(c *Call, asOf uint64, name, mime string, content []byte) error {
	c.Set(fiber.HeaderContentType, mime)
	c.Set(fiber.HeaderContentDisposition, disposition(File{Name: name, Download: true}))
	c.Set("X-Plenum-As-Of", strconv.FormatUint(asOf, 10))
	return c.Send(content)
}

// answers sends the table of the answers, which go on after the signature.
func (r compilationRoutes) answers(c *Call) error {
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
	return sendAsOf(c, n, "Tiếp thu, giải trình.xlsx", workbookType, content)
}

const reportName = "Báo cáo tổng hợp ý kiến thảo luận tổ"

func only(f func(report.Compiled) ([]byte, error)) func(*Call, report.Compiled, compilation.Report) ([]byte, error) {
	return func(_ *Call, c report.Compiled, _ compilation.Report) ([]byte, error) { return f(c) }
}

// docx is the report in the congress's form, or in its own template.
func (r compilationRoutes) docx(c *Call, compiled report.Compiled, settings compilation.Report) ([]byte, error) {
	if settings.Template == "" {
		return report.CompiledDOCX(compiled)
	}
	template, err := r.template(c, &settings.Settings)
	if err != nil {
		return nil, err
	}
	return report.FillTemplate(template, compiled)
}

// template reads the version of the document that the settings name, and says in them which; without a number it is the latest.
func (r compilationRoutes) template(c *Call, settings *compilation.Settings) ([]byte, error) {
	d, _, err := r.register.Get(c.Seat.Hall, c.Seat.Actor, settings.Template)
	if err != nil || len(d.Versions) == 0 || d.Classification == congress.Restricted { // its copies name their readers
		return nil, congress.FieldError("template_invalid", "template", "no such document, no version of it yet, or it is restricted")
	}
	if settings.TemplateVersion == 0 {
		settings.TemplateVersion = d.Versions[len(d.Versions)-1].Number
	}
	content, err := r.register.Content(c.Seat.Hall, c.Seat.Actor, documents.VersionFile{Document: settings.Template, Version: settings.TemplateVersion})
	if err != nil {
		return nil, congress.Wrap(err, congress.Invalid, "template_invalid", "no such version of the template")
	}
	file, err := content.Open(c.Req, 0, content.Size)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, 10<<20+1))
}

// intoRegister makes the signed report a document of the register, a draft with its file, or the next version of the one that it was before; from there it goes
// to its readers like any.
func (r compilationRoutes) intoRegister(c *Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	record, err := c.RecordID()
	if err != nil {
		return err
	}
	compiled, rep, err := r.service.Signed(c.Req, c.Seat.Hall, c.Seat.Actor, c.Seat.Info, id, record)
	if err != nil {
		return err
	}
	content, err := r.docx(c, compiled, rep)
	if err != nil {
		return err
	}
	// The same request again makes nothing twice: each step's id is made of the first one's.
	step := func(what string) congress.RecordID {
		return congress.RecordID(congress.DerivedUUID("report", what, string(record)))
	}
	document, note := rep.Document, ""
	if document == "" {
		document = congress.ObjectID(record)
		if _, err := r.register.Create(c.Req, c.Seat.Hall, c.Seat.Actor, documents.NewDocument{ID: record, Register: documents.Register{
			Title: reportName + ": " + compiled.Discussion, Number: compiled.Number, Kind: "báo cáo", IssuedBy: compiled.IssuedBy,
			Date: compiled.SignedAt.Format(time.DateOnly), Language: "vi", Classification: congress.InternalUse,
		}}); err != nil {
			return err
		}
	} else if rep.Reopened != nil {
		note = rep.Reopened.Reason
	}
	if _, err := r.service.Register(c.Req, c.Seat.Hall, c.Seat.Actor, step("registered"), id, compilation.Registration{
		Document: document, Upload: congress.ObjectID(step("file")), SHA256: sha256.Sum256(content), Request: record,
	}); err != nil {
		return err
	}
	if _, err := r.register.Receive(c.Req, c.Seat.Hall, c.Seat.Actor, documents.Receive{
		ID: step("file"), Document: document, Name: reportName + ".docx", Note: note, Size: int64(len(content)), Body: bytes.NewReader(content),
	}); err != nil {
		return err
	}
	_, made, err := r.register.Get(c.Seat.Hall, c.Seat.Actor, document)
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
		list = append(list, sheets.Sheet{Name: s.Name, Rows: s.Rows})
	}
	return sheets.Write(list...)
}

func (r compilationRoutes) overview(c *Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	m, err := r.service.Map(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(m)
}

// overviewLive pushes the map, and again when it changed.
func (r compilationRoutes) overviewLive(c *Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	if _, err := r.service.Map(c.Seat.Hall, c.Seat.Actor, id); err != nil {
		return err
	}
	return r.pusher.events(c, "map", func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func(any) error) error {
		return r.service.WatchMap(ctx, h, who, id, func(m *compilation.Map) error {
			if m == nil {
				return send(nil)
			}
			return send(m)
		})
	})
}

func (r compilationRoutes) silent(c *Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	all, err := r.service.Silent(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": all})
}

//go:embed pages/verify.html
var verifyHTML string

// verify tells anybody who has the code printed on a report whether a report with it was signed.
func (r compilationRoutes) verify(c *Call) error {
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
	return page(c, verifyHTML, map[string]any{
		"Found": err == nil, "Report": found, "Files": files, "At": found.At.In(time.FixedZone("+07", 7*60*60)).Format("15:04, 02/01/2006"),
	})
}

func (r compilationRoutes) remind(c *Call) error {
	var in struct {
		Groups []congress.GroupID `json:"groups"`
		Text   string             `json:"text"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Remind(c.Req, c.Seat.Hall, c.Seat.Actor, change.ID, id, in.Groups, in.Text)
	})
}
