package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/handlers/api"
	"plenum/handlers/handlerstest"
)

// file is served under a page of its own, so that the rules of ranges and names stand alone.
func file(name, mime string, text []byte, open func(offset, length int64) (io.ReadCloser, error)) api.Route {
	if open == nil {
		open = func(offset, length int64) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(text[offset : offset+length])), nil
		}
	}
	return page("/file", func(c *api.Call) error {
		return api.Content(c, api.File{
			Name: name, Type: mime, Size: int64(len(text)), SHA256: congress.Hash(sha256.Sum256(text)), Download: c.QueryBool("download"),
			Open: func(_ context.Context, offset, length int64) (io.ReadCloser, error) { return open(offset, length) },
		}, time.Minute)
	})
}

// RFC 9110, 13 and 14.
func TestAFileIsServedByRange(t *testing.T) {
	text := []byte(strings.Repeat("0123456789", 1000))
	h := handlerstest.Open(t, nil, file("a.txt", "text/plain", text, nil))
	tag := h.Do("GET", "/file", "", nil).Header.Get("ETag")
	sum := congress.Hash(sha256.Sum256(text))
	if tag != strconv.Quote(sum.String()) {
		t.Fatalf("the tag is %s", tag)
	}
	for name, c := range map[string]struct {
		header map[string]string
		status int
		want   []byte
		rng    string
	}{
		"the whole":                     {nil, 200, text, ""},
		"from the start":                {map[string]string{"Range": "bytes=0-9"}, 206, text[:10], "bytes 0-9/10000"},
		"in the middle":                 {map[string]string{"Range": "bytes=5005-5014"}, 206, text[5005:5015], "bytes 5005-5014/10000"},
		"to the end":                    {map[string]string{"Range": "bytes=9990-"}, 206, text[9990:], "bytes 9990-9999/10000"},
		"beyond the end":                {map[string]string{"Range": "bytes=9990-99999"}, 206, text[9990:], "bytes 9990-9999/10000"},
		"the last":                      {map[string]string{"Range": "bytes=-3"}, 206, text[9997:], "bytes 9997-9999/10000"},
		"more than all":                 {map[string]string{"Range": "bytes=-20000"}, 206, text, "bytes 0-9999/10000"},
		"the unit in capitals":          {map[string]string{"Range": "Bytes=0-9"}, 206, text[:10], "bytes 0-9/10000"},
		"all of it in capitals":         {map[string]string{"Range": "BYTES=-3"}, 206, text[9997:], "bytes 9997-9999/10000"},
		"a longer unit":                 {map[string]string{"Range": "bytesx=0-9"}, 200, text, ""},
		"no unit":                       {map[string]string{"Range": "=0-9"}, 200, text, ""},
		"several":                       {map[string]string{"Range": "bytes=0-1,5-6"}, 200, text, ""},
		"another unit":                  {map[string]string{"Range": "lines=0-1"}, 200, text, ""},
		"turned around":                 {map[string]string{"Range": "bytes=9-5"}, 200, text, ""},
		"no numbers":                    {map[string]string{"Range": "bytes=a-b"}, 200, text, ""},
		"behind the file":               {map[string]string{"Range": "bytes=10000-"}, 416, nil, "bytes */10000"},
		"the last nothing":              {map[string]string{"Range": "bytes=-0"}, 416, nil, "bytes */10000"},
		"a number too large for us":     {map[string]string{"Range": "bytes=99999999999999999999-"}, 200, text, ""},
		"if it is still this version":   {map[string]string{"Range": "bytes=0-9", "If-Range": tag}, 206, text[:10], "bytes 0-9/10000"},
		"if it were another version":    {map[string]string{"Range": "bytes=0-9", "If-Range": `"other"`}, 200, text, ""},
		"a weak tag is no If-Range":     {map[string]string{"Range": "bytes=0-9", "If-Range": "W/" + tag}, 200, text, ""},
		"already there":                 {map[string]string{"If-None-Match": tag}, 304, nil, ""},
		"already there, among others":   {map[string]string{"If-None-Match": `"x", W/` + tag}, 304, nil, ""},
		"anything is there":             {map[string]string{"If-None-Match": "*"}, 304, nil, ""},
		"another version is there":      {map[string]string{"If-None-Match": `"x"`}, 200, text, ""},
		"not compressed though allowed": {map[string]string{"Accept-Encoding": "gzip"}, 200, text, ""},
	} {
		res := h.Do("GET", "/file", "", c.header)
		if res.StatusCode != c.status || res.Header.Get("Content-Range") != c.rng {
			t.Errorf("%s: %s, range %q", name, res.Status, res.Header.Get("Content-Range"))
			continue
		}
		if c.status == 416 {
			res.Problem(t)
			c.header["Accept-Language"] = "en"
			if res := h.Do("GET", "/file", "", c.header); !strings.Contains(string(res.Body), "the range lies outside the file") {
				t.Errorf("%s, in English: %s", name, res.Body)
			}
			continue
		}
		if !bytes.Equal(res.Body, c.want) || res.Header.Get("Content-Encoding") != "" || res.Header.Get("ETag") != tag {
			t.Errorf("%s: %d bytes, want %d; %v", name, len(res.Body), len(c.want), res.Header)
		}
	}
	res := h.Do("HEAD", "/file", "", map[string]string{"Range": "bytes=0-9"})
	if res.StatusCode != 206 || res.Header.Get("Content-Length") != "10" || len(res.Body) != 0 {
		t.Errorf("HEAD: %s %v", res.Status, res.Header)
	}
	if res := h.Do("HEAD", "/file", "", nil); res.StatusCode != 200 || res.Header.Get("Content-Length") != "10000" || len(res.Body) != 0 {
		t.Errorf("HEAD of the whole: %s %v", res.Status, res.Header)
	}
}

// RFC 6266 and RFC 8187: old clients get ASCII, all others the name as it is.
func TestAFileHasItsName(t *testing.T) {
	for name, want := range map[string]string{
		"Báo cáo đại hội.pdf": `inline; filename="Bao cao dai hoi.pdf"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%C4%91%E1%BA%A1i%20h%E1%BB%99i.pdf`,
		`a"b\c%.pdf`:          `inline; filename="a_b_c_.pdf"; filename*=UTF-8''a%22b%5Cc%25.pdf`,
		"x\r\nSet-Cookie: a":  `inline; filename="x__Set-Cookie: a"; filename*=UTF-8''x%0D%0ASet-Cookie%3A%20a`,
		"文件.pdf":              `inline; filename="__.pdf"; filename*=UTF-8''%E6%96%87%E4%BB%B6.pdf`,
	} {
		h := handlerstest.Open(t, nil, file(name, "application/pdf", []byte("x"), nil))
		if got := h.Do("GET", "/file", "", nil).Header.Get("Content-Disposition"); got != want {
			t.Errorf("%q is\n%s, want\n%s", name, got, want)
		}
		if got := h.Do("GET", "/file?download=true", "", nil).Header.Get("Content-Disposition"); got != strings.Replace(want, "inline", "attachment", 1) {
			t.Errorf("%q for saving is %s", name, got)
		}
	}
}

func TestNoFileRunsInOurPages(t *testing.T) {
	for mime, kind := range map[string]string{
		"application/pdf": "inline", "image/png": "inline", "text/plain": "inline", "text/html": "attachment", "image/svg+xml": "attachment",
		"application/xml": "attachment", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "attachment", "": "attachment",
	} {
		h := handlerstest.Open(t, nil, file("a.html", mime, []byte("<script>alert(1)</script>"), nil))
		res := h.Do("GET", "/file", "", nil)
		if got, _, _ := strings.Cut(res.Header.Get("Content-Disposition"), ";"); got != kind || res.Header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v", mime, res.Header)
		}
	}
}

func TestABrokenStoreNeverLooksLikeAWholeFile(t *testing.T) {
	text := bytes.Repeat([]byte("x"), 1<<20)
	away := congress.E(congress.Unavailable, messages.StorageUnavailable)
	h := handlerstest.Open(t, nil, file("a.pdf", "application/pdf", text, func(offset, length int64) (io.ReadCloser, error) {
		if offset > 0 {
			return nil, away
		}
		return io.NopCloser(io.MultiReader(bytes.NewReader(text[:length/2]), brokenReader{})), nil
	}))
	res := h.Do("GET", "/file", "", map[string]string{"Range": "bytes=100-200"})
	if p := res.Problem(t); res.StatusCode != 503 || p.Code != "storage_unavailable" || res.Header.Get("Retry-After") == "" {
		t.Errorf("a store that is away: %s %s", res.Status, res.Body)
	}
	request, err := http.NewRequest("GET", h.URL+"/file", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	broken, err := http.DefaultClient.Do(request)
	if err != nil {
		return // cut before the first byte arrived: not a whole file either
	}
	defer broken.Body.Close()
	if n, err := io.Copy(io.Discard, broken.Body); err == nil {
		t.Errorf("a file that broke off after %d bytes looks whole", n)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

// Whoever may not have the file any more is cut off in it, whichever way its bytes go out.
func TestAFileEndsWhereTheRightToItEnds(t *testing.T) {
	text := bytes.Repeat([]byte("x"), 32<<20)
	for name, body := range map[string]func() io.ReadCloser{
		"read":   func() io.ReadCloser { return io.NopCloser(bytes.NewReader(text)) },
		"copied": func() io.ReadCloser { return copied{bytes.NewReader(text)} },
	} {
		var lost atomic.Bool
		h := handlerstest.Open(t, nil, page("/file", func(c *api.Call) error {
			return api.Content(c, api.File{
				Name: "a.pdf", Type: "application/pdf", Size: int64(len(text)),
				Open: func(context.Context, int64, int64) (io.ReadCloser, error) { return body(), nil },
				Still: func() error {
					if lost.Load() {
						return congress.ErrNotFound
					}
					return nil
				},
			}, time.Minute)
		}))
		for _, loses := range []bool{false, true} {
			res, err := http.Get(h.URL + "/file") //nolint:noctx // a test's
			if err != nil {
				t.Fatal(err)
			}
			lost.Store(loses)
			n, err := io.Copy(io.Discard, slow{res.Body})
			_ = res.Body.Close()
			if whole := n == int64(len(text)) && err == nil; whole == loses {
				t.Errorf("%s, lost %v: %d bytes, %v", name, loses, n, err)
			}
		}
	}
}

// copied goes out as a file of the store that the kernel can send.
type copied struct{ *bytes.Reader }

func (c copied) CopyTo(w io.Writer, n int64) (int64, error) {
	n, err := io.CopyN(w, c, n)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

func (copied) Close() error { return nil }

// slow takes 64 KB at most in two milliseconds, so that what the system holds on the way does not hide who stopped.
type slow struct{ io.Reader }

func (s slow) Read(b []byte) (int, error) {
	time.Sleep(2 * time.Millisecond)
	return s.Reader.Read(b[:min(len(b), 64<<10)])
}
