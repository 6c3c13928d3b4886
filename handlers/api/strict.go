package api

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
)

// Strict gives a listener whose connections look at the bytes of their requests before fasthttp
// does, because fasthttp takes a request line that ends with LF alone or has no version, and tells
// nobody. Such a line is refused: fasthttp gets one that frame refuses in its place, and nothing
// behind it.
//
// To know the first line of each request on a connection, also of those that come together, the
// connection follows where each body ends, by the one rule that frame holds heads to. A head that
// frame refuses ends the connection, so that nothing is to be followed behind it. It takes chunked bodies in
// the form of RFC 9112, 7.1, alone: sizes, extensions and trailers in lines that end with
// CRLF. Otherwise the connection ends there.
func Strict(l net.Listener) net.Listener { return strict{l} }

type strict struct{ net.Listener }

func (l strict) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	switch c := c.(type) {
	case *net.TCPConn:
		return &plainConn{TCPConn: c}, nil
	case *tls.Conn:
		return &secureConn{Conn: c}, nil
	default:
		return nil, errors.Join(errors.New("a connection is neither TCP nor TLS"), c.Close())
	}
}

// plainConn keeps what a TCP connection can do: sendfile (ReadFrom), its buffers, its end.
type plainConn struct {
	*net.TCPConn
	judge judge
}

func (c *plainConn) Read(p []byte) (int, error) { return c.judge.read(c.TCPConn, p) }

// WriteTo is not the connection's own, which would leave Read out.
func (c *plainConn) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{c}) }

// Unjudged is the connection below, for who speaks something else on it from now on.
func (c *plainConn) Unjudged() net.Conn { return c.TCPConn }

// secureConn keeps what fasthttp asks a TLS connection for.
type secureConn struct {
	*tls.Conn
	judge judge
}

func (c *secureConn) Read(p []byte) (int, error) { return c.judge.read(c.Conn, p) }

// Unjudged is as plainConn's.
func (c *secureConn) Unjudged() net.Conn { return c.Conn }

// place is where in a request the next byte is.
type place int

const (
	inLine      place = iota // the request line, or empty lines before it
	inFields                 // the head behind it
	inBody                   // of a length
	inSize                   // the line of a chunk's size
	inChunk                  // its bytes
	behindChunk              // the end of the line behind them
	inTrailer                // lines behind the last chunk
	notJudged                // behind a head that is refused by frame
	ended                    // nothing more is given
)

// longestLine is more than fasthttp takes of a head.
const longestLine = 16 << 10

// judge follows the requests of one connection.
type judge struct {
	at      place
	line    []byte // what came of the line at hand
	fields  fields
	left    int64  // of a body or chunk
	instead []byte // what fasthttp gets before the end
}

// read reads from the connection what is to be given.
func (j *judge) read(from io.Reader, p []byte) (int, error) {
	if j.at == ended {
		n := copy(p, j.instead)
		if j.instead = j.instead[n:]; n == 0 {
			return 0, io.EOF
		}
		return n, nil
	}
	n, err := from.Read(p)
	if n == 0 && j.at == inLine && len(j.line) == 0 && errors.Is(err, os.ErrDeadlineExceeded) {
		return 0, io.EOF // nobody asked for anything: fasthttp would answer to that
	}
	if given := j.follow(p[:n]); given > 0 {
		return given, err
	}
	if n > 0 { // and none of them is given
		return j.read(from, p)
	}
	return n, err
}

// follow goes through the bytes and gives how many of them are to be given.
func (j *judge) follow(p []byte) (given int) {
	for given < len(p) {
		rest := p[given:]
		switch j.at {
		case notJudged:
			return len(p)
		case inBody, inChunk:
			n := min(j.left, int64(len(rest)))
			given += int(n)
			if j.left -= n; j.left > 0 {
				return given
			}
			if j.at == inBody {
				j.at = inLine
			} else {
				j.at = behindChunk
			}
			continue
		}
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			j.line = append(j.line, rest...)
			given = len(p)
			if len(j.line) > longestLine {
				j.end(nil)
			}
			return given
		}
		line := rest[:end]
		if len(j.line) > 0 {
			j.line = append(j.line, line...)
			line = j.line
		}
		if !j.ends(line) {
			return given + end
		}
		j.line = j.line[:0]
		given += end + 1
	}
	return given
}

// ends judges a line at its LF. False: the connection ends before that LF.
func (j *judge) ends(line []byte) bool {
	text, returned := bytes.CutSuffix(line, []byte("\r"))
	switch {
	case j.at == inLine && returned && len(text) == 0: // empty lines before a request are passed over (RFC 9112, 2.2)
		return true
	case j.at == inLine:
		version := text[bytes.LastIndexByte(text, ' ')+1:]
		if !returned || bytes.Count(text, []byte(" ")) < 2 || string(version) != "HTTP/1.1" && string(version) != "HTTP/1.0" {
			refused := " HTTP/0.0\r\nHost: x\r\n\r\n"
			if len(line) == 0 {
				refused = "GET /" + refused
			}
			return j.end([]byte(refused))
		}
		j.at, j.fields = inFields, fields{old: string(version) == "HTTP/1.0"}
	case j.at == inFields:
		if why := j.fields.take(line); why.Code() != "" || len(text) == 0 && j.fields.whole().Code() != "" {
			j.at = notJudged
			return true
		}
		if len(text) == 0 {
			j.body()
		}
	case !returned:
		return j.end(nil)
	case j.at == inSize:
		size, _, _ := bytes.Cut(text, []byte(";"))
		n, err := strconv.ParseUint(string(size), 16, 60)
		if err != nil || len(size) > 15 || bytes.ContainsAny(size, "+-_") || bytes.ContainsFunc(text, control) {
			return j.end(nil)
		}
		j.left, j.at = int64(n), inChunk //nolint:gosec // 60 bits
		if n == 0 {
			j.at = inTrailer
		}
	case j.at == behindChunk:
		if len(text) > 0 {
			return j.end(nil)
		}
		j.at = inSize
	case len(text) == 0: // the trailer ends
		j.at = inLine
	default:
		name, value, colon := bytes.Cut(text, []byte(":"))
		if !colon || !isToken(name) || name[0] == '0' || bytes.ContainsFunc(value, control) { // fasthttp takes a 0 for a chunk
			return j.end(nil)
		}
	}
	return true
}

// body goes on behind a head.
func (j *judge) body() {
	switch {
	case j.fields.codings > 0:
		j.at = inSize
	case j.fields.length > 0:
		j.at, j.left = inBody, j.fields.length
	default:
		j.at = inLine
	}
	j.fields = fields{}
}

// end gives nothing more but what is given instead.
func (j *judge) end(instead []byte) bool {
	j.at, j.instead, j.line = ended, instead, nil
	return false
}
