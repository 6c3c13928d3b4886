package api

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// TakeFile hands the request's body to a function that takes it as a file, with its length (-1: not
// said). A body that is not read to its end closes the connection.
func (c *Call) TakeFile(stall time.Duration, take func(size int64, body io.Reader) error) error {
	body := c.Incoming(stall)
	err := c.Settle(body, take(max(body.left, -1), body))
	if body.broke != nil {
		return congress.Wrap(body.broke, congress.Invalid, messages.BodyTruncated)
	}
	return err
}

// Incoming is the request's body, of which each stretch may take the stall time.
func (c *Call) Incoming(stall time.Duration) *incoming {
	return &incoming{r: c.body, conn: c.Ctx.Context().Conn(), stall: stall, left: int64(c.Request().Header.ContentLength())}
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

// Stop makes a Read that waits give up; what is read after it fails too.
func (b *incoming) Stop() {
	b.stopped.Store(true)
	_ = b.conn.SetReadDeadline(time.Now())
}

// Settle gives err, and has the connection closed where the body was not read to its end.
func (c *Call) Settle(body *incoming, err error) error {
	switch {
	case body.broke != nil:
		c.Ctx.Context().SetConnectionClose()
	case err != nil:
		return Closing(c.Ctx, err)
	case !body.ended():
		_ = Closing(c.Ctx, nil)
	}
	return err
}

// ended reports whether nothing of the body is left on the connection.
func (b *incoming) ended() bool { return b.eof || b.left == 0 && b.broke == nil }
