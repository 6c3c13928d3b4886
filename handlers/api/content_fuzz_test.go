package api

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"plenum/congress"
)

var plainRange = regexp.MustCompile(`^bytes=[0-9]*-[0-9]*$`)

// FuzzRangeOf: a range lies within the file, and where net/http gives a part of a file too, it is the same part.
func FuzzRangeOf(f *testing.F) {
	for _, header := range []string{"", "bytes=0-", "bytes=-5", "bytes=3-7", "bytes=7-3", "bytes=0-0,2-3", "bytes=99-", "bytes=-0", "bytes=-99999999999999999999", "bytes=18446744073709551615-", "items=0-1", "bytes= 1-2 "} {
		f.Add(header, "", int64(10))
	}
	f.Add("bytes=1-2", `"other"`, int64(10))
	f.Add("bytes=0-0", "", int64(0))
	f.Fuzz(func(t *testing.T, header, ifRange string, size int64) {
		if size < 0 {
			return
		}
		const etag = `"etag"`
		offset, length, partial, err := rangeOf(header, ifRange, etag, size)
		switch {
		case err != nil:
			if congress.CodeOf(err) != "range_not_satisfiable" || partial || length != 0 {
				t.Errorf("%q of %d: %d %d %v %v", header, size, offset, length, partial, err)
			}
		case !partial:
			if offset != 0 || length != size {
				t.Errorf("%q of %d: the whole file is %d %d", header, size, offset, length)
			}
		case offset < 0 || length < 1 || length > size || offset > size-length:
			t.Errorf("%q of %d: the part %d %d is not in it", header, size, offset, length)
		}
		if (partial || err != nil) && (ifRange != "" && ifRange != etag || strings.Contains(header, ",") || !strings.HasPrefix(header, "bytes=")) {
			t.Errorf("%q if %q: a part, where the whole file is asked for", header, ifRange)
		}
		if !plainRange.MatchString(header) || ifRange != "" || size == 0 || size > 1<<20 {
			return
		}
		peer := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodHead, "/", nil)
		request.Header.Set("Range", header)
		http.ServeContent(peer, request, "", time.Time{}, io.NewSectionReader(zeros{}, 0, size))
		if want := peer.Header().Get("Content-Range"); peer.Code == http.StatusPartialContent && header != "bytes=-0" && strings.TrimLeft(header, "bytes=-0") != "" {
			if got := fmt.Sprintf("bytes %d-%d/%d", offset, offset+length-1, size); !partial || got != want {
				t.Errorf("%q of %d: %v %s, net/http gives %s", header, size, partial, got, want)
			}
		}
	})
}

type zeros struct{}

func (zeros) ReadAt(b []byte, _ int64) (int, error) { clear(b); return len(b), nil }

// FuzzMatches: a list has an entity tag only if the tag, or a star, stands in it; more items take none away.
func FuzzMatches(f *testing.F) {
	const etag = `"0123abcd"`
	for _, tags := range []string{"", "*", etag, "W/" + etag, `"x", ` + etag, `"x",W/` + etag + `,"y"`, "0123abcd", `W/W/` + etag, etag[:5]} {
		f.Add(tags)
	}
	f.Fuzz(func(t *testing.T, tags string) {
		has := matches(tags, etag)
		if has && !strings.Contains(tags, etag) && !strings.Contains(tags, "*") {
			t.Errorf("%q has %s", tags, etag)
		}
		if !matches(tags+","+etag, etag) || !matches("W/"+etag+" , "+tags, etag) || has && !matches(tags+`, "x"`, etag) {
			t.Errorf("%q and the tag has it not", tags)
		}
	})
}

// FuzzDisposition: the header is ASCII and a standard parser reads back the name as it was; only what is safe is shown.
func FuzzDisposition(f *testing.F) {
	for _, name := range []string{"Số liệu đầy đủ.txt", `a"b\c.pdf`, "100%.pdf", "", "a;filename=b.exe", "x\r\nSet-Cookie: a=b", "\u202egnp.exe", "日本.pdf", "'*=", "a%41.pdf"} {
		f.Add(name, "application/pdf", false)
		f.Add(name, "text/html", false)
		f.Add(name, "text/plain", true)
	}
	f.Fuzz(func(t *testing.T, name, mimeType string, download bool) {
		header := disposition(File{Name: name, Type: mimeType, Download: download})
		for i := range len(header) {
			if header[i] < ' ' || header[i] > '~' {
				t.Fatalf("%q: the header has the byte %#x: %q", name, header[i], header)
			}
		}
		kind, params, err := mime.ParseMediaType(header)
		if err != nil {
			t.Fatalf("%q: %q: %v", name, header, err)
		}
		if utf8.ValidString(name) && params["filename"] != name || len(params) != 1 {
			t.Errorf("%q comes back as %q", name, params)
		}
		if kind != "attachment" && (kind != "inline" || download || strings.Contains(strings.ToLower(mimeType), "html") || strings.Contains(strings.ToLower(mimeType), "svg")) {
			t.Errorf("%q of type %q, download %v, is %q", name, mimeType, download, kind)
		}
	})
}

// FuzzIfMatch: only the ETag of an object names its number.
func FuzzIfMatch(f *testing.F) {
	for _, value := range []string{"", "*", `"5"`, `W/"5"`, `"0"`, `"05"`, "5", "`5`", `"\x35"`, `"18446744073709551616"`, `"1","2"`} {
		f.Add(value)
	}
	app := fiber.New()
	f.Fuzz(func(t *testing.T, value string) {
		ctx := app.AcquireCtx(&fasthttp.RequestCtx{})
		defer app.ReleaseCtx(ctx)
		ctx.Request().Header.Set(fiber.HeaderIfMatch, value)
		value = ctx.Get(fiber.HeaderIfMatch) // as a header can say it
		n, err := (&Call{Ctx: ctx}).IfMatch()
		switch {
		case err != nil:
			if n != 0 || congress.CodeOf(err) != "request_invalid" {
				t.Errorf("%q: %d %v", value, n, err)
			}
		case n == 0:
			if value != "" && value != "*" {
				t.Errorf("%q is none", value)
			}
		case value != ETag(n):
			t.Errorf("%q is taken for %s", value, ETag(n))
		}
	})
}
