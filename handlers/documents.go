package handlers

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// DocumentOptions are what the register's routes need; all of them.
type DocumentOptions struct {
	Service *documents.Service
	Stall   time.Duration                                    // how long an upload or download may stand still
	Stop    context.Context                                  //nolint:containedctx // the server's: ends what a client follows
	Online  func(congress.AccountID, congress.DeviceID) bool // whether a device has an open socket
}

type documentRoutes struct {
	service *documents.Service
	stall   time.Duration
	stop    context.Context //nolint:containedctx // as in the options
	online  func(congress.AccountID, congress.DeviceID) bool
}

// DocumentRoutes are the register of materials.
func DocumentRoutes(o DocumentOptions) []Route {
	d := documentRoutes{o.Service, o.Stall, o.Stop, o.Online}
	const inside = congressPath + "/documents"
	return append([]Route{
		list(inside, auth.ReadDocuments, congress.KindDocument),
		{Method: "POST", Path: inside, Access: Inside, Action: auth.EditDocuments, Handle: d.create},
		{Method: "GET", Path: inside + "/:document", Access: Inside, Action: auth.ReadDocuments, Handle: d.get},
		{Method: "PUT", Path: inside + "/:document", Access: Inside, Action: auth.EditDocuments, Handle: d.edit},
		{Method: "GET", Path: inside + "/:document/audience", Access: Inside, Action: auth.PublishDocuments, Handle: d.audience},
		{Method: "POST", Path: inside + "/:document/uploads", Access: Inside, Action: auth.EditDocuments, Raw: true, Handle: d.upload},
		{Method: "PUT", Path: inside + "/:document/uploads/:upload", Access: Inside, Action: auth.EditDocuments, Raw: true, Handle: d.upload},
		{Method: "GET", Path: inside + "/:document/uploads/:upload", Access: Inside, Action: auth.EditDocuments, Handle: d.progress},
		{Method: "GET", Path: inside + "/:document/uploads/:upload/content", Access: Inside, Action: auth.EditDocuments, Raw: true, Handle: d.uploadContent},
		{Method: "POST", Path: inside + "/:document/uploads/:upload/decision", Access: Inside, Action: auth.PublishDocuments, Handle: d.decide},
		{Method: "POST", Path: inside + "/:document/uploads/:upload/retry", Access: Inside, Action: auth.EditDocuments, Handle: d.retry},
		{Method: "POST", Path: inside + "/:document/publication", Access: Inside, Action: auth.PublishDocuments, Handle: d.publish},
		{Method: "POST", Path: inside + "/:document/withdrawal", Access: Inside, Action: auth.PublishDocuments, Handle: d.withdraw},
		{Method: "POST", Path: inside + "/:document/recall", Access: Inside, Action: auth.RecallDocuments, Handle: d.recall},
		VersionContent(inside, o.Service, o.Stall),
		AnnexContent(inside, o.Service, o.Stall),
		PagePicture(inside, o.Service, o.Stall),
		PageText(inside, o.Service),
		Comparison(inside, o.Service),
		Search(congressPath, o.Service),
		Archive(congressPath, o.Service, o.Stall),
	}, slices.Concat(d.tusRoutes(inside), d.readinessRoutes(congressPath), d.registerRoutes(congressPath), d.auditRoutes(congressPath), d.importRoutes(congressPath))...)
}

const congressPath = "/api/v1/congresses/:congress"

// Comparison is the route that tells what a version changed, under either API.
func Comparison(documentsPath string, service *documents.Service) Route {
	return Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/comparison", Access: Inside, Action: auth.ReadDocuments,
		Handle: func(c *Call) error {
			file, err := c.versionFile()
			if err != nil {
				return err
			}
			result, err := service.Comparison(c.Req, c.Seat.Hall, c.Seat.Actor, file, c.QueryInt("since"))
			if err != nil {
				return err
			}
			return c.Answer(result)
		},
	}
}

// VersionContent is the route that serves a version's file, under either API.
func VersionContent(documentsPath string, service *documents.Service, stall time.Duration) Route {
	return Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/content", Access: Inside, Action: auth.ReadDocuments, Raw: true,
		Handle: versionContent(service, stall),
	}
}

// AnnexContent is the route that serves an annex of a version, under either API.
func AnnexContent(documentsPath string, service *documents.Service, stall time.Duration) Route {
	return Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/annexes/:annex/content", Access: Inside, Action: auth.ReadDocuments, Raw: true,
		Handle: versionContent(service, stall),
	}
}

func versionContent(service *documents.Service, stall time.Duration) func(*Call) error {
	return func(c *Call) error {
		file, err := c.versionFile()
		if err != nil {
			return err
		}
		give := service.Content
		if c.Query("as") == "pdf" {
			give = service.PDF
		}
		content, err := give(c.Seat.Hall, c.Seat.Actor, file)
		if err != nil {
			return err
		}
		return Content(c, fileOf(c, content), stall)
	}
}

// PagePicture is the route that serves a picture of a version's page, under either API.
func PagePicture(documentsPath string, service *documents.Service, stall time.Duration) Route {
	return Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/pages/:page/picture", Access: Inside, Action: auth.ReadDocuments, Raw: true,
		Handle: func(c *Call) error {
			file, page, err := c.versionPage()
			if err != nil {
				return err
			}
			picture := documents.Picture{Page: page, Width: c.QueryInt("width", documents.PageWidth)}
			content, err := service.Picture(c.Req, c.Seat.Hall, c.Seat.Actor, file, picture)
			if err != nil {
				return err
			}
			return Content(c, fileOf(c, content), stall)
		},
	}
}

// PageText is the route that serves the text of a version's page, under either API.
func PageText(documentsPath string, service *documents.Service) Route {
	return Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/pages/:page/text", Access: Inside, Action: auth.ReadDocuments,
		Handle: func(c *Call) error {
			file, page, err := c.versionPage()
			if err != nil {
				return err
			}
			text, err := service.PageText(c.Req, c.Seat.Hall, c.Seat.Actor, file, page)
			if err != nil {
				return err
			}
			return c.Answer(map[string]any{"text": text})
		},
	}
}

// versionFile is the file of a version that the path names; an annex where the path or the query names one.
func (c *Call) versionFile() (f documents.VersionFile, err error) {
	if f.Document, err = c.Object("document"); err != nil {
		return f, err
	}
	if f.Version, err = number(c.Params("version")); err != nil {
		return f, err
	}
	if annex := cmp.Or(c.Params("annex"), c.Query("annex")); annex != "" {
		f.Annex, err = number(annex)
	}
	return f, err
}

// versionPage is a page of such a file.
func (c *Call) versionPage() (f documents.VersionFile, page int, err error) {
	if f, err = c.versionFile(); err != nil {
		return f, 0, err
	}
	page, err = number(c.Params("page"))
	return f, page, err
}

// number is one that counts from 1; nothing has another.
func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, congress.ErrNotFound
	}
	return n, nil
}

func fileOf(c *Call, content documents.Content) File {
	again, ctx := c.again(), c.UserContext()
	return File{
		Still: func() error {
			seat, leave, err := again(ctx)
			if err != nil {
				return err
			}
			defer leave()
			return content.Still(seat.Hall, seat.Actor)
		},
		Name: content.Name, Type: content.Type, Size: content.Size, SHA256: content.SHA256,
		Download: c.QueryBool("download"), Marked: content.Marked, Open: content.Open, Link: content.Link,
	}
}

// registerBody is a document as it is sent: the register's entry and for whom it is.
type registerBody struct {
	documents.Register
	Audience *congress.Audience `json:"audience"`
}

func (d documentRoutes) create(c *Call) error {
	id, err := c.RecordID()
	if err != nil {
		return err
	}
	var in registerBody
	if err := c.Decode(&in); err != nil {
		return err
	}
	n := documents.NewDocument{ID: id, Register: in.Register}
	if in.Audience != nil {
		n.Audience = *in.Audience
	}
	return d.answer(c)(d.service.Create(c.Req, c.Seat.Hall, c.Seat.Actor, n))
}

func (d documentRoutes) get(c *Call) error {
	id, err := c.Object("document")
	if err != nil {
		return err
	}
	_, r, err := d.service.Get(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.One(r)
}

func (d documentRoutes) edit(c *Call) error {
	change, err := d.change(c)
	if err != nil {
		return err
	}
	var in registerBody
	if err := c.Decode(&in); err != nil {
		return err
	}
	return d.answer(c)(d.service.Edit(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.Register, in.Audience))
}

// audience tells organizers for whom the document is now.
func (d documentRoutes) audience(c *Call) error {
	id, err := c.Object("document")
	if err != nil {
		return err
	}
	doc, r, err := d.service.Get(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"state": doc.State, "inEffect": r.Audience, "intended": doc.Audience})
}

func (d documentRoutes) publish(c *Call) error {
	change, err := d.change(c)
	if err != nil {
		return err
	}
	var in struct {
		Upload   congress.ObjectID  `json:"upload"`
		Audience *congress.Audience `json:"audience"`
		At       *time.Time         `json:"at"`
	}
	if err := c.Decode(&in); err != nil {
		return err
	}
	if in.At != nil {
		return d.answer(c)(d.service.Plan(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.Upload, in.Audience, *in.At))
	}
	return d.answer(c)(d.service.Publish(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.Upload, in.Audience))
}

func (d documentRoutes) withdraw(c *Call) error {
	change, err := d.change(c)
	if err != nil {
		return err
	}
	return d.answer(c)(d.service.Withdraw(c.Req, c.Seat.Hall, c.Seat.Actor, change))
}

func (d documentRoutes) recall(c *Call) error {
	change, err := d.change(c)
	if err != nil {
		return err
	}
	var in struct {
		Reason string `json:"reason"`
	}
	if err := c.Decode(&in); err != nil {
		return err
	}
	return d.answer(c)(d.service.Recall(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.Reason))
}

func (d documentRoutes) change(c *Call) (ch documents.Change, err error) {
	if ch.ID, err = c.RecordID(); err != nil {
		return ch, err
	}
	if ch.Document, err = c.Object("document"); err != nil {
		return ch, err
	}
	ch.IfMatch, err = c.IfMatch()
	return ch, err
}

func (documentRoutes) answer(c *Call) func(journal.Result, error) error {
	return func(r journal.Result, err error) error {
		if err != nil {
			return err
		}
		return c.Record(r)
	}
}

// upload takes the raw body as the file. Its id in the path, or the Idempotency-Key, is the record id,
// so the same again is the same upload. The body is read as it comes, never whole; one that is not
// read to its end closes the connection.
func (d documentRoutes) upload(c *Call) error {
	document, err := c.Object("document")
	if err != nil {
		return closing(c.Ctx, err)
	}
	id := congress.RecordID(c.Params("upload"))
	if id == "" {
		if id, err = c.RecordID(); err != nil {
			return closing(c.Ctx, err)
		}
	}
	var res journal.Result
	err = c.file(d.stall, func(size int64, body io.Reader) error {
		res, err = d.service.Receive(c.Req, c.Seat.Hall, c.Seat.Actor, documents.Receive{
			ID: id, Document: document, Name: c.Query("name"), Note: c.Query("note"), AnnexTo: congress.ObjectID(c.Query("annexTo")), Size: size, Body: body,
		})
		return err
	})
	if err != nil {
		return err
	}
	return c.Record(res)
}

// file hands the request's body to who takes it as a file, with its length (-1: not said).
func (c *Call) file(stall time.Duration, take func(size int64, body io.Reader) error) error {
	size := int64(c.Request().Header.ContentLength())
	if size < 0 {
		size = -1
	}
	body := &incoming{r: c.Ctx.Context().RequestBodyStream(), conn: c.Ctx.Context().Conn(), stall: stall, left: size}
	err := take(size, body)
	switch {
	case body.broke != nil:
		c.Ctx.Context().SetConnectionClose()
		return congress.Wrap(body.broke, congress.Invalid, "body_truncated", "the body broke off")
	case err != nil:
		return closing(c.Ctx, err)
	case !body.ended():
		_ = closing(c.Ctx, nil)
	}
	return nil
}

// incoming is a request's body as a file: each read gives the client another stall time.
type incoming struct {
	r     io.Reader
	conn  net.Conn
	stall time.Duration
	left  int64 // of the announced length; negative when none was
	eof   bool
	broke error

	stopped atomic.Bool
}

func (b *incoming) Read(p []byte) (int, error) {
	if b.r == nil {
		b.eof = true
		return 0, io.EOF
	}
	_ = b.conn.SetReadDeadline(time.Now().Add(b.stall))
	if b.stopped.Load() { // asked after the deadline is set, so that a stop in between counts
		b.broke = io.ErrUnexpectedEOF
		return 0, b.broke
	}
	n, err := b.r.Read(p)
	if b.left > 0 {
		b.left -= int64(n)
	}
	switch {
	case err == nil:
	case errors.Is(err, io.EOF) && b.left <= 0:
		b.eof = true
	default:
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		b.broke = err
	}
	return n, err
}

// stop makes a Read that waits give up; what is read after it fails too.
func (b *incoming) stop() {
	b.stopped.Store(true)
	_ = b.conn.SetReadDeadline(time.Now())
}

// ended reports whether nothing of the body is left on the connection.
func (b *incoming) ended() bool { return b.eof || b.left == 0 && b.broke == nil }

func (d documentRoutes) progress(c *Call) error {
	document, err := c.Object("document")
	if err != nil {
		return err
	}
	upload, err := c.Object("upload")
	if err != nil {
		return err
	}
	p, err := d.service.Progress(c.Seat.Hall, c.Seat.Actor, document, upload)
	if err != nil {
		return err
	}
	return c.Answer(struct {
		documents.Progress
		Detail string `json:"detail,omitempty"`
	}{p, reasonIn(language(c.Ctx), p.Reason)})
}

func (d documentRoutes) decide(c *Call) error {
	change, upload, err := d.uploadChange(c)
	if err != nil {
		return err
	}
	var in struct {
		Release bool   `json:"release"`
		Reason  string `json:"reason"`
	}
	if err := c.Decode(&in); err != nil {
		return err
	}
	return d.answer(c)(d.service.Decide(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload, documents.Decision{Release: in.Release, Reason: in.Reason}))
}

func (d documentRoutes) retry(c *Call) error {
	change, upload, err := d.uploadChange(c)
	if err != nil {
		return err
	}
	return d.answer(c)(d.service.Retry(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload))
}

func (d documentRoutes) uploadChange(c *Call) (documents.Change, congress.ObjectID, error) {
	change, err := d.change(c)
	if err != nil {
		return change, "", err
	}
	upload, err := c.Object("upload")
	return change, upload, err
}

func (d documentRoutes) uploadContent(c *Call) error {
	document, err := c.Object("document")
	if err != nil {
		return err
	}
	upload, err := c.Object("upload")
	if err != nil {
		return err
	}
	content, err := d.service.UploadContent(c.Seat.Hall, c.Seat.Actor, document, upload)
	if err != nil {
		return err
	}
	return Content(c, fileOf(c, content), d.stall)
}
