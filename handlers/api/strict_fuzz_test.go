package api

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"testing"

	"github.com/valyala/fasthttp"
)

var wellFormed = regexp.MustCompile(`^[!-~]+ [^ ]+ HTTP/1\.[01]\r\n`)

// given is all that a judge gives of bytes that come in pieces of a length.
func given(t *testing.T, whole []byte, piece int) []byte {
	t.Helper()
	var j judge
	out, err := io.ReadAll(io.MultiReader(reading{&j, bytes.NewReader(whole), piece}))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type reading struct {
	j     *judge
	from  io.Reader
	piece int
}

func (r reading) Read(p []byte) (int, error) { return r.j.read(r.from, p[:min(len(p), r.piece)]) }

// Whatever comes, and however it is cut, fasthttp is given the same bytes, and takes no request whose first line is not in its form.
func FuzzStrict(f *testing.F) {
	for _, s := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\r\nGET / HTTP/1.0\r\nHost: x\r\n\r\nGET /\n\n", "GET / HTTP/1.1\nHost: x\n\n", "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /\r\nHost: x\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX-A: b\r\n\r\nGET / HTTP/1.1\nHost: x\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n0ab: c\r\n\r\nGET /\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\nGET /\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	} {
		f.Add([]byte(s), 5)
	}
	f.Fuzz(func(t *testing.T, whole []byte, piece int) {
		out := given(t, whole, 4096)
		if other := given(t, whole, 1+max(0, piece)%64); !bytes.Equal(out, other) {
			t.Fatalf("%q is given as %q and, cut, as %q", whole, out, other)
		}
		rest := bytes.NewReader(out)
		r := bufio.NewReaderSize(rest, 16<<10)
		var request fasthttp.Request
		for {
			at := len(out) - rest.Len() - r.Buffered()
			if request.Header.Read(r) != nil {
				return
			}
			if framed(&request.Header).Code() != "" {
				return // the connection ends
			}
			line := out[at:]
			for bytes.HasPrefix(line, []byte("\r\n")) {
				line = line[2:]
			}
			if !wellFormed.Match(line) {
				t.Fatalf("of %q fasthttp takes the request %q", whole, line)
			}
			if request.ContinueReadBody(r, 1<<20, false) != nil {
				return
			}
		}
	})
}

// BenchmarkStrict is what looking at a request of a tablet costs, without and with a body of 64 KB.
func BenchmarkStrict(b *testing.B) {
	head := "GET /mobile/v1/congresses/01a22bae-577a-74a3-a0fd-72e93dc00569/changes HTTP/1.1\r\nHost: daihoi.example\r\nUser-Agent: Mozilla/5.0 (iPad)\r\n" +
		"Accept: application/json\r\nAccept-Encoding: gzip\r\nAccept-Language: vi\r\nAuthorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789abcdefg\r\n"
	for name, text := range map[string]string{"no body": head + "\r\n", "64 KB": head + "Content-Length: 65536\r\n\r\n" + string(make([]byte, 64<<10))} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			p, j := []byte(text), judge{}
			for b.Loop() {
				if j.follow(p) != len(p) || j.at != inLine {
					b.Fatal("the request is refused")
				}
			}
		})
	}
}
