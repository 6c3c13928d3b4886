package api

import (
	"bytes"
	"compress/gzip"
	stdjson "encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/gofiber/fiber/v2"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// Answer sends v as JSON, compressed when that is worth it and the client takes it.
func (c *Call) Answer(v any) error {
	body, err := stdjson.Marshal(v)
	if err != nil {
		return err
	}
	return c.AnswerBytes(body)
}

// worthPacking is the length of a body in bytes from which on gzip saves more than it costs.
const worthPacking = 2 << 10

// AnswerBytes sends JSON as Answer does.
func (c *Call) AnswerBytes(body []byte) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	c.Vary(fiber.HeaderAcceptEncoding)
	p := packingOf(choices(c.Request().Header.PeekAll(fiber.HeaderAcceptEncoding)))
	if p.gzip && (len(body) > worthPacking || p.must) && c.Req.Err() == nil {
		body = gzipped(body)
		c.Set(fiber.HeaderContentEncoding, "gzip")
	}
	return c.Send(body)
}

//nolint:gochecknoglobals // a pool is shared by its nature
var gzips = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return w }}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzips.Get().(*gzip.Writer)
	w.Reset(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	gzips.Put(w)
	return out.Bytes()
}

// JSON201 sends v as something that was made.
func (c *Call) JSON201(v any) error {
	c.Status(http.StatusCreated)
	return c.Answer(v)
}

// Record sends what became of a commit: 201 for a new record, 200 when it was a retry. Its number
// is the ETag that If-Match takes.
func (c *Call) Record(r journal.Result) error {
	c.Set(fiber.HeaderETag, ETag(r.Record.N))
	if !r.Again {
		c.Status(http.StatusCreated)
	}
	return c.wire(r.Record)
}

// Wire is the client's form of a record; to organizers it says who the accounts in it are.
func (c *Call) Wire(r *congress.Record) (journal.Wire, error) {
	w := journal.WireOf(r)
	if c.Seat == nil {
		return w, nil
	}
	return w, c.server.options.Auth.Tell(c.Req, c.Seat.Hall, c.Seat.Actor, &w)
}

func (c *Call) wire(r *congress.Record) error {
	w, err := c.Wire(r)
	if err != nil {
		return err
	}
	return c.Answer(w)
}

func ETag(n uint64) string { return strconv.Quote(strconv.FormatUint(n, 10)) }

// One sends an object.
func (c *Call) One(r *congress.Record) error {
	c.Set(fiber.HeaderETag, ETag(r.N))
	return c.wire(r)
}

// Page sends a part of a list.
func (c *Call) Page(p journal.Page) error {
	next := ""
	if p.Next != 0 {
		next = strconv.FormatUint(p.Next, 10)
	}
	return c.items(p.Records, next)
}

func (c *Call) items(records []*congress.Record, next string) error {
	b, err := c.AppendWires([]byte(`{"items":`), records)
	if err != nil {
		return err
	}
	if next != "" {
		b = strconv.AppendQuote(append(b, `,"next":`...), next) // digits and an id
	}
	return c.AnswerBytes(append(b, '}'))
}

// AppendWires adds the JSON array of the client's forms of records to b.
func (c *Call) AppendWires(b []byte, records []*congress.Record) ([]byte, error) {
	size := 2
	for _, r := range records {
		size += len(r.Body) + 300 // of the rest, about
	}
	b = append(slices.Grow(b, size), '[')
	for i, r := range records {
		w, err := c.Wire(r)
		if err != nil {
			return b, err
		}
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = w.AppendTo(b); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

// Paging reads the query's cursor and limit; the contract has checked their form.
func (c *Call) Paging() (after uint64, limit int, err error) {
	if text := c.Query("cursor"); text != "" {
		if after, err = strconv.ParseUint(text, 10, 64); err != nil {
			return 0, 0, congress.FieldError(messages.CursorInvalid, "cursor", messages.CursorInvalid.Fault())
		}
	}
	limit, err = c.limit()
	return after, limit, err
}

func (c *Call) limit() (int, error) {
	limit, err := strconv.Atoi(c.Query("limit", "100"))
	if err != nil || limit < 1 || limit > 1000 {
		return 0, congress.FieldError(messages.RequestInvalid, "limit", messages.Number(1, 1000))
	}
	return limit, nil
}

// IfMatch is the record number of the If-Match header; 0 when there is none.
func (c *Call) IfMatch() (uint64, error) {
	value := c.Get(fiber.HeaderIfMatch)
	if value == "" || value == "*" {
		c.unread = true
		return 0, nil
	}
	text, err := strconv.Unquote(value)
	if err != nil {
		text = ""
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil || n == 0 || value != ETag(n) {
		return 0, congress.FieldError(messages.RequestInvalid, "If-Match", messages.ETag())
	}
	return n, nil
}

// AnyVersion says that the route needs no If-Match.
func (c *Call) AnyVersion() { c.unread = false }

// unmatched says of a change that came without If-Match, where there was something to read before,
// that it is missing; nobody else need have changed anything.
func (c *Call) unmatched(err error) error {
	e := congress.AsError(err)
	if !c.unread || e == nil || e.Code != messages.Stale {
		return err
	}
	return &congress.Error{Kind: congress.Stale, Code: messages.IfMatchMissing, Object: e.Object}
}

// Offer says that what is sent is of this type, and for saving under this name.
func (c *Call) Offer(name, mime string) {
	c.Set(fiber.HeaderContentType, mime)
	c.Set(fiber.HeaderContentDisposition, disposition(File{Name: name, Download: true}))
}

const WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Workbook sends a workbook for saving.
func (c *Call) Workbook(name string, sheet []byte, err error) error {
	if err != nil {
		return err
	}
	c.Offer(name, WorkbookType)
	return c.Send(sheet)
}
