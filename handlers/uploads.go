package handlers

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/uploads"
	"plenum/journal"
)

// upload takes the raw body as the file. Its id in the path, or the Idempotency-Key, is the record
// id, so the same again is the same upload. The body is read as it comes, never whole; one that is
// not read to its end closes the connection.
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
		res, err = d.uploads.Receive(c.Req, c.Seat.Hall, c.Seat.Actor, uploads.Receive{
			ID: id, Document: document, Name: c.Query("name"), Note: c.Query("note"), AnnexTo: congress.ObjectID(c.Query("annexTo")), Size: size, Body: body,
		})
		return err
	})
	if err != nil {
		return err
	}
	return c.Record(res)
}

func (d documentRoutes) progress(c *Call) error {
	document, err := c.Object("document")
	if err != nil {
		return err
	}
	upload, err := c.Object("upload")
	if err != nil {
		return err
	}
	p, err := d.uploads.Progress(c.Seat.Hall, c.Seat.Actor, document, upload)
	if err != nil {
		return err
	}
	lang := c.Language()
	explained(lang, p.Warnings)
	return c.Answer(struct {
		uploads.Progress
		Detail string `json:"detail,omitempty"`
	}{p, messages.OfFile(p.Reason, lang)})
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
	return d.answer(c)(d.ingest.Decide(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload, documents.Decision{Release: in.Release, Reason: in.Reason}))
}

func (d documentRoutes) retry(c *Call) error {
	change, upload, err := d.uploadChange(c)
	if err != nil {
		return err
	}
	return d.answer(c)(d.ingest.Retry(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload))
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
	content, err := d.delivery.UploadContent(c.Seat.Hall, c.Seat.Actor, document, upload)
	if err != nil {
		return err
	}
	return Content(c, fileOf(c, content), d.stall)
}

// file hands the request's body to who takes it as a file, with its length (-1: not said).
func (c *Call) file(stall time.Duration, take func(size int64, body io.Reader) error) error {
	size := int64(c.Request().Header.ContentLength())
	if size < 0 {
		size = -1
	}
	body := &incoming{r: c.body, conn: c.Ctx.Context().Conn(), stall: stall, left: size}
	err := take(size, body)
	switch {
	case body.broke != nil:
		c.Ctx.Context().SetConnectionClose()
		return congress.Wrap(body.broke, congress.Invalid, messages.BodyTruncated)
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
