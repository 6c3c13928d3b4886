package api

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/vietnamese"
)

// File is what Content serves: bytes that never change under their tag.
type File struct {
	Name     string // as a person named it, Vietnamese and all
	Type     string
	Size     int64
	SHA256   congress.Hash
	Download bool // offered for saving, not for showing
	Marked   bool // one reader's own copy, made when it is opened: whole only, never kept; Size and SHA256 are not known
	Open     func(ctx context.Context, offset, length int64) (io.ReadCloser, error)

	// Still answers nil as long as the client may have the file; it is asked while the file goes out,
	// which ends when it answers an error. nil: nobody can lose it.
	Still func() error

	// Link gives an address where the client gets the file itself, if there is one. nil: there is
	// none.
	Link func(ctx context.Context, mime, disposition string) (url string, ok bool, err error)
}

// Content sends a file or a part of it: HEAD, Range (one range, RFC 9110 14), If-Range,
// If-None-Match; the ETag is the SHA-256. It never holds more than a buffer of it in memory; a
// client that takes nothing for the stall time is cut, and one that may not have the file any more,
// too.
func Content(c *Call, f File, stall time.Duration) error {
	if f.Marked {
		return ownCopy(c, f, stall)
	}
	etag := strconv.Quote(f.SHA256.String())
	c.Set(fiber.HeaderETag, etag)
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderContentType, typed(f.Type))
	c.Set(fiber.HeaderContentDisposition, disposition(f))
	c.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	if tags := c.Get(fiber.HeaderIfNoneMatch); tags != "" && matches(tags, etag) {
		return c.SendStatus(http.StatusNotModified)
	}
	offset, length, partial, err := rangeOf(c.Get(fiber.HeaderRange), c.Get(fiber.HeaderIfRange), etag, f.Size)
	if err != nil {
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", f.Size))
		return err
	}
	if partial {
		c.Status(http.StatusPartialContent)
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", offset, offset+length-1, f.Size))
	}
	if c.Method() == http.MethodHead {
		c.Response().SkipBody = true
		c.Response().Header.SetContentLength(int(length))
		return nil
	}
	if f.Link != nil {
		if url, ok, err := f.Link(c.UserContext(), typed(f.Type), disposition(f)); err != nil {
			return err
		} else if ok {
			return elsewhere(c, url)
		}
	}
	ctx, cancel := context.WithCancel(c.UserContext())
	asked := time.Now()
	body, err := f.Open(ctx, offset, length)
	if err != nil {
		cancel()
		return err
	}
	c.Ctx.Context().SetBodyStream(&stream{Reader: body, body: body, cancel: cancel, conn: c.Ctx.Context().Conn(), stall: stall, still: f.Still, asked: asked}, int(length))
	return nil
}

// elsewhere sends the client to an address that is for it alone and for a short time.
func elsewhere(c *Call, url string) error {
	for _, name := range []string{fiber.HeaderContentRange, fiber.HeaderContentDisposition, fiber.HeaderContentType, fiber.HeaderETag, fiber.HeaderAcceptRanges} {
		c.Response().Header.Del(name)
	}
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderLocation, url)
	return c.SendStatus(http.StatusTemporaryRedirect)
}

// ownCopy sends a reader's own copy, which neither the client nor anybody between may keep.
func ownCopy(c *Call, f File, stall time.Duration) error {
	c.Set(fiber.HeaderAcceptRanges, "none")
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderContentType, typed(f.Type))
	c.Set(fiber.HeaderContentDisposition, disposition(f))
	c.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	if c.Method() == http.MethodHead {
		c.Response().SkipBody = true
		return nil
	}
	ctx, cancel := context.WithCancel(c.UserContext())
	asked := time.Now()
	body, err := f.Open(ctx, 0, -1)
	if err != nil {
		cancel()
		return err
	}
	size := -1
	if file, ok := body.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := file.Stat(); err == nil {
			size = int(info.Size())
		}
	}
	c.Ctx.Context().SetBodyStream(&stream{Reader: body, body: body, cancel: cancel, conn: c.Ctx.Context().Conn(), stall: stall, still: f.Still, asked: asked}, size)
	return nil
}

// Piped sends what is written, of a length that nobody knows, after the handler has ended. made
// gives what writes it, and what stream asks again, nil for nothing. Their ctx ends when the client
// is gone.
func (c *Call) Piped(stall time.Duration, made func(ctx context.Context, seat *auth.Seat) (write func(io.Writer) error, still func() error)) error {
	ctx, cancel := context.WithCancel(c.UserContext())
	seat, leave, err := c.Again()(ctx) // the request's own hold on the hall ends with the handler
	if err != nil {
		cancel()
		return err
	}
	write, still := made(ctx, seat)
	body, w := io.Pipe()
	go func() { // ends with what is written, or when the client is gone and the pipe's other end is closed
		defer leave()
		_ = w.CloseWithError(write(w))
	}()
	c.Ctx.Context().SetBodyStream(&stream{Reader: body, body: body, cancel: cancel, conn: c.Ctx.Context().Conn(), stall: stall, still: still}, -1)
	return nil
}

// stream is a body on its way out: each read gives the client another stall time to take what is
// there.
type stream struct {
	io.Reader
	body   io.Closer
	cancel context.CancelFunc
	conn   net.Conn
	stall  time.Duration
	still  func() error // see File
	asked  time.Time
}

func (s *stream) Read(b []byte) (int, error) {
	if err := s.goOn(); err != nil {
		return 0, err
	}
	return s.Reader.Read(b)
}

// askEvery is how long a client goes on receiving what it may not have any more, besides what was
// already on its way.
const askEvery = 250 * time.Millisecond

// goOn is called before each stretch: it gives the client time for it, and asks whether it may have
// it.
func (s *stream) goOn() error {
	now := time.Now()
	_ = s.conn.SetWriteDeadline(now.Add(s.stall))
	if s.still == nil || now.Sub(s.asked) < askEvery {
		return nil
	}
	s.asked = now
	err := s.still()
	if err != nil {
		s.recallSent()
	}
	return err
}

// recallSent has the system throw away what the client has not taken yet when the connection is
// closed.
func (s *stream) recallSent() {
	conn := s.conn
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(interface{ SetLinger(sec int) error }); ok {
		_ = tcp.SetLinger(0)
	}
}

// stretch is how much goes out on one stall time: a client that takes it at 5 KB/s is not cut.
const stretch = 128 << 10

// WriteTo lets a file go out without passing through this program's memory, where the store can do
// that (sendfile(2)).
func (s *stream) WriteTo(w io.Writer) (total int64, err error) {
	file, ok := s.body.(interface {
		CopyTo(w io.Writer, n int64) (int64, error) // 0 and nil at the end
	})
	if !ok {
		return io.CopyBuffer(w, struct{ io.Reader }{s}, make([]byte, 64<<10))
	}
	for {
		if err := s.goOn(); err != nil {
			return total, err
		}
		n, err := file.CopyTo(w, stretch)
		total += n
		if n == 0 || err != nil {
			return total, err
		}
	}
}

func (s *stream) Close() error {
	s.cancel()
	_ = s.conn.SetWriteDeadline(time.Time{})
	return s.body.Close()
}

// matches reports whether a list of entity tags has this one, compared weakly (RFC 9110, 13.1.2).
func matches(tags, etag string) bool {
	for _, tag := range SplitList(tags) {
		if tag == "*" || strings.TrimPrefix(tag, "W/") == etag {
			return true
		}
	}
	return false
}

var errRange = congress.E(congress.Invalid, messages.RangeNotSatisfiable)

// rangeOf reads a Range header. Anything but a single byte range of this version (If-Range) gives
// the whole file.
func rangeOf(header, ifRange, etag string, size int64) (offset, length int64, partial bool, err error) {
	unit, spec, _ := strings.Cut(header, "=")
	if !strings.EqualFold(strings.TrimSpace(unit), "bytes") || // in any case (RFC 9110, 14.1)
		strings.Contains(spec, ",") || ifRange != "" && ifRange != etag {
		return 0, size, false, nil
	}
	from, to, ok := strings.Cut(strings.TrimSpace(spec), "-")
	if !ok {
		return 0, size, false, nil
	}
	if from == "" { // the last bytes
		n, err := strconv.ParseUint(to, 10, 63)
		if err != nil {
			return 0, size, false, nil //nolint:nilerr // a malformed range is ignored (RFC 9110, 14.2)
		}
		if n == 0 || size == 0 {
			return 0, 0, false, errRange
		}
		length = min(int64(n), size)
		return size - length, length, true, nil
	}
	first, err := strconv.ParseUint(from, 10, 63)
	if err != nil {
		return 0, size, false, nil //nolint:nilerr // as above
	}
	last := uint64(size) - 1
	if to != "" {
		n, err := strconv.ParseUint(to, 10, 63)
		if err != nil || n < first {
			return 0, size, false, nil //nolint:nilerr // as above
		}
		last = min(last, n)
	}
	if size == 0 || first >= uint64(size) {
		return 0, 0, false, errRange
	}
	return int64(first), int64(last-first) + 1, true, nil
}

// disposition names the file in both forms of RFC 6266: plain ASCII for old
// clients and UTF-8 (RFC 8187) for the rest.
func disposition(f File) string {
	kind := "inline"
	if f.Download || !showable(f.Type) {
		kind = "attachment"
	}
	return fmt.Sprintf(`%s; filename="%s"; filename*=UTF-8''%s`, kind, asciiName(f.Name), extValue(f.Name))
}

// typed says of plain text that it is UTF-8, or browsers guess. A mark at the text's beginning goes
// before that (WHATWG Encoding, 6).
func typed(mime string) string {
	if mime == fiber.MIMETextPlain {
		return fiber.MIMETextPlainCharsetUTF8
	}
	return mime
}

// showable are the types a browser may show in a page of ours without being able to run anything.
func showable(t string) bool {
	media, _, err := mime.ParseMediaType(t)
	return err == nil && (media == "application/pdf" || media == "image/png" || media == "image/jpeg" || media == "text/plain")
}

// asciiName drops diacritics (đ too) and what a quoted string cannot carry.
func asciiName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' || r == '/' {
			return '_'
		}
		return r
	}, vietnamese.Bare(name))
}

// extValue percent-encodes all but the attr-char of RFC 8187, 3.2.1.
func extValue(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
