package realtime

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/websocket"
	"github.com/valyala/fasthttp"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
)

// Fiber is fasthttp and gorilla wants net/http, so the upgrade runs gorilla's
// Upgrader inside fasthttp's hijack, with just enough of net/http around it.

const (
	readBuffer  = 288
	writeBuffer = 1 << 10
	kernelQueue = 256 << 10 // left alone, the kernel keeps megabytes, behind which a ping is not heard in time
)

var errUpgrade = congress.Wrap(errors.New("this address speaks WebSocket, subprotocol "+Subprotocol), congress.Invalid, messages.UpgradeRequired)

// Client is who opens a socket.
type Client struct {
	Session  *auth.Session // of the request's cookie or bearer token; nil when the first frame must bring a ticket
	Address  string
	Language messages.Language // that people read errors and byes in
}

// Upgrade takes the connection over and talks to it until it ends, in goroutines of the hub's own,
// once the request's handler has returned. The server must have KeepHijackedConns set. A request
// that is no such upgrade is Invalid. The caller has checked the origin. Unavailable "sockets_full"
// and "stopping" come before the upgrade.
func (h *Hub) Upgrade(c *fasthttp.RequestCtx, client Client) error {
	header := http.Header{}
	c.Request.Header.VisitAll(func(key, value []byte) { header.Add(string(key), string(value)) })
	r := &http.Request{
		Method: string(c.Method()), Host: string(c.Host()), Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, URL: &url.URL{Path: string(c.Path())},
	}
	if lines := header["Sec-Websocket-Protocol"]; len(lines) > 1 { // lines of one name are one list (RFC 9110, 5.3); gorilla reads the first
		header.Set("Sec-Websocket-Protocol", strings.Join(lines, ", "))
	}
	offered := websocket.Subprotocols(r)
	if r.Method != http.MethodGet || !websocket.IsWebSocketUpgrade(r) || header.Get("Sec-Websocket-Version") != "13" ||
		!slices.Contains(offered, Subprotocol) {
		return errUpgrade
	}
	if err := h.opening(); err != nil {
		return err
	}
	c.HijackSetNoResponse(true)
	c.Hijack(func(raw net.Conn) {
		// fasthttp keeps a request's buffers until this function returns, and uses its wrapper again
		// afterwards. So it returns at once, and the socket lives on the connection below the wrapper,
		// which the server leaves open (KeepHijackedConns).
		if wrapper, ok := raw.(interface{ UnsafeConn() net.Conn }); ok {
			raw = wrapper.UnsafeConn()
		}
		if judged, ok := raw.(interface{ Unjudged() net.Conn }); ok { // what follows are frames, no requests
			raw = judged.Unjudged()
		}
		go h.accept(raw, r, client)
	})
	return nil
}

// accept answers the upgrade and opens the socket. Its goroutine ends then, and with it a stack
// that is too large to wait on.
func (h *Hub) accept(raw net.Conn, r *http.Request, client Client) {
	upgrader := websocket.Upgrader{
		WriteBufferSize: writeBuffer,
		WriteBufferPool: &h.writeBuffers, Subprotocols: []string{Subprotocol},
		EnableCompression: false,                                    // docs/architecture.md says why
		CheckOrigin:       func(*http.Request) bool { return true }, // checked before, where a refusal can be told
	}
	keepLittle(raw)
	below := newWire(raw)
	upgraded, err := upgrader.Upgrade(&hijacked{conn: below}, r, nil)
	if err != nil {
		h.options.Log.Debug("socket not upgraded", "error", err)
		_ = raw.Close()
		h.closing()
		return
	}
	h.open(newSocket(h, &conn{Conn: upgraded, wire: below}, client), client.Session)
}

// keepLittle bounds what the kernel keeps of what was sent and not taken.
func keepLittle(raw net.Conn) {
	if secured, ok := raw.(interface{ NetConn() net.Conn }); ok { // TLS
		raw = secured.NetConn()
	}
	if tcp, ok := raw.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = tcp.SetWriteBuffer(kernelQueue)
	}
}

// conn is an upgraded connection with what is below it: gorilla reads from it, and the socket writes
// below it.
type conn struct {
	*websocket.Conn
	wire *wire
}

// hijacked is the ResponseWriter that gorilla sees: all it can do is give the connection away, or
// refuse.
type hijacked struct {
	conn   net.Conn
	header http.Header
}

func (w *hijacked) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

func (w *hijacked) Write(b []byte) (int, error) { return len(b), nil }

func (w *hijacked) WriteHeader(status int) {
	_, _ = w.conn.Write([]byte("HTTP/1.1 400 " + http.StatusText(status) + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
}

func (w *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	// gorilla keeps this reader for the socket's life, if its buffer is larger than 256 bytes.
	return w.conn, bufio.NewReadWriter(bufio.NewReaderSize(w.conn, readBuffer), bufio.NewWriterSize(w.conn, 16)), nil
}
