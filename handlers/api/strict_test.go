package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenum/handlers"
	"plenum/handlers/api"
	"plenum/handlers/handlerstest"
)

// sent is what a client writes on a connection, in pieces, and the statuses of the answers; "end": the connection ends then.
type sent struct {
	pieces []string // {h} stands for the host
	want   string
	single bool // byte by byte
}

// answers writes the pieces and reads answers until the connection ends, or as many as are wanted.
func (s sent) answers(t *testing.T, host string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", host, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	go func() { // ends with the connection
		for _, piece := range s.pieces {
			piece = strings.ReplaceAll(piece, "{h}", host)
			each := []string{piece}
			if s.single {
				each = strings.Split(piece, "")
			}
			for _, part := range each {
				if _, err := io.WriteString(conn, part); err != nil {
					return
				}
			}
		}
	}()
	var got []string
	r := bufio.NewReader(conn)
	for n := len(strings.Fields(s.want)); len(got) < n; {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			got = append(got, "end")
			break
		}
		_, _ = io.Copy(io.Discard, res.Body)
		got = append(got, fmt.Sprint(res.StatusCode))
	}
	return strings.Join(got, " ")
}

const (
	wellGet = "GET /healthz HTTP/1.1\r\nHost: {h}\r\n\r\n"
	wellEnd = wellGet + wellGet
)

// The first line of each request is held to its form, of the first and of those that come behind others and their bodies.
func TestARequestLineIsHeldToItsForm(t *testing.T) {
	h := handlerstest.Open(t, nil, api.Route{Method: "POST", Path: "/echo", Access: api.Anyone, Page: true, Handle: func(c *api.Call) error { return c.Send(c.Body) }})
	host := strings.TrimPrefix(h.URL, "http://")
	body := strings.Repeat("a", 3000)
	chunked := "POST /echo HTTP/1.1\r\nHost: {h}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
	length := func(n int) string {
		return fmt.Sprintf("POST /echo HTTP/1.1\r\nHost: {h}\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", n)
	}
	json := `{"login":"khong-co","password":"khong-co-dau"}`
	cases := map[string]sent{
		"well":                         {[]string{wellGet, wellGet}, "200 200", false},
		"well, together":               {[]string{wellGet + wellGet + wellGet}, "200 200 200", false},
		"well, byte by byte":           {[]string{wellGet + wellGet}, "200 200", true},
		"an empty line before it":      {[]string{"\r\n" + wellGet + "\r\n\r\n" + wellGet}, "200 200", false},
		"HTTP/1.0":                     {[]string{"GET /healthz HTTP/1.0\r\nHost: {h}\r\nConnection: keep-alive\r\n\r\n" + wellGet}, "200 200", false},
		"behind a body of a length":    {[]string{length(len(json)) + json + wellGet}, "200 200", false},
		"behind a chunked body":        {[]string{chunked + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(json), json) + wellGet}, "200 200", false},
		"behind many chunks":           {[]string{chunked + "1\r\n{\r\n" + fmt.Sprintf("%X;a=b\r\n%s\r\n000\r\n\r\n", len(json)-1, json[1:]) + wellGet}, "200 200", false},
		"behind a trailer":             {[]string{chunked + fmt.Sprintf("%x\r\n%s\r\n0\r\nX-A: b\r\n\r\n", len(json), json) + wellGet}, "200 200", false},
		"a body that looks like a bad": {[]string{length(3000) + "GET /healthz\n\n" + body[:2986] + wellGet}, "200 200", false},

		"LF alone":                       {[]string{"GET /healthz HTTP/1.1\nHost: {h}\r\n\r\n" + wellGet}, "400 end", false},
		"LF alone everywhere":            {[]string{"GET /healthz HTTP/1.1\nHost: {h}\n\n" + wellGet}, "400 end", false},
		"LF alone, byte by byte":         {[]string{"GET /healthz HTTP/1.1\nHost: {h}\r\n\r\n"}, "400 end", true},
		"LF alone, the LF by itself":     {[]string{"GET /healthz HTTP/1.1", "\n", "Host: {h}\r\n\r\n"}, "400 end", false},
		"LF alone in HTTP/1.0":           {[]string{"GET /healthz HTTP/1.0\nHost: {h}\r\nConnection: keep-alive\r\n\r\n"}, "400 end", false},
		"no version":                     {[]string{"GET /healthz\r\nHost: {h}\r\nConnection: keep-alive\r\n\r\n" + wellGet}, "400 end", false},
		"no version, LF alone":           {[]string{"GET /healthz\nHost: {h}\r\nConnection: keep-alive\r\n\r\n" + wellGet}, "400 end", false},
		"no version, a blank behind":     {[]string{"GET /healthz \r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"no target":                      {[]string{"GET HTTP/1.1\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"no target, two blanks":          {[]string{"GET  HTTP/1.1\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"a method alone":                 {[]string{"GET\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"no method":                      {[]string{" /healthz HTTP/1.1\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"a blank behind the version":     {[]string{"GET /healthz HTTP/1.1 \r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"a tab for a blank":              {[]string{"GET /healthz\tHTTP/1.1\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"a bare CR at the end":           {[]string{"GET /healthz HTTP/1.1\r\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"a bare CR before the version":   {[]string{"GET /healthz\r HTTP/1.1\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"a bare CR for the line's end":   {[]string{"GET /healthz HTTP/1.1\rHost: {h}\r\n\r\n"}, "400 end", false},
		"a bare CR before it":            {[]string{"\rGET /healthz HTTP/1.1\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"a zero byte":                    {[]string{"GET /healthz\x00 HTTP/1.1\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"HTTP/0.9":                       {[]string{"GET /healthz HTTP/0.9\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"HTTP/2.0":                       {[]string{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}, "400 end", false},
		"HTTP/1.10":                      {[]string{"GET /healthz HTTP/1.10\r\nHost: {h}\r\n\r\n"}, "400 end", false},
		"an empty line of LF before it":  {[]string{"\n" + wellGet}, "400 end", false},
		"empty lines, the last of LF":    {[]string{"\r\n\r\n\n" + wellGet}, "400 end", false},
		"the second, LF alone":           {[]string{wellGet + "GET /healthz HTTP/1.1\nHost: {h}\r\n\r\n" + wellGet}, "200 400 end", false},
		"the second, later":              {[]string{wellGet, "GET /healthz HTTP/1.1\nHost: {h}\r\n\r\n", wellGet}, "200 400 end", false},
		"the second, no version":         {[]string{wellGet + "GET /healthz\r\nHost: {h}\r\n\r\n" + wellGet}, "200 400 end", false},
		"the third, byte by byte":        {[]string{wellEnd + "GET /healthz\n\n"}, "200 200 400 end", true},
		"behind a body, LF alone":        {[]string{length(len(json)) + json + "GET /healthz HTTP/1.1\nHost: {h}\r\n\r\n"}, "200 400 end", false},
		"behind a body, no version":      {[]string{length(len(json)) + json, "GET /healthz\r\n\r\n"}, "200 400 end", false},
		"behind chunks, LF alone":        {[]string{chunked + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(json), json) + "GET /healthz HTTP/1.1\nHost: {h}\r\n\r\n"}, "200 400 end", false},
		"behind a GET with a body":       {[]string{"GET /healthz HTTP/1.1\r\nHost: {h}\r\nContent-Length: 3\r\n\r\nabcGET /healthz HTTP/1.1\nHost: {h}\r\n\r\n"}, "200 400 end", false},
		"behind a body one byte too far": {[]string{length(len(json)-1) + json + wellGet}, "200 400 end", false},
		"behind empty lines":             {[]string{wellGet + "\r\n\r\nGET /healthz HTTP/1.1\nHost: {h}\r\n\r\n"}, "200 400 end", false},

		"a chunk's size with LF alone":  {[]string{chunked + fmt.Sprintf("%x\n%s\r\n0\r\n\r\n", len(json), json) + wellGet}, "400 end", false},
		"an extension with a CR":        {[]string{chunked + fmt.Sprintf("%x;a\rb\r\n%s\r\n0\r\n\r\n", len(json), json) + wellGet}, "400 end", false},
		"a chunk without its end":       {[]string{chunked + fmt.Sprintf("%x\r\n%s0\r\n\r\n", len(json), json) + wellGet}, "400 end", false},
		"a chunk's end with LF alone":   {[]string{chunked + fmt.Sprintf("%x\r\n%s\n0\r\n\r\n", len(json), json) + wellGet}, "400 end", false},
		"a size by ten with a sign":     {[]string{chunked + fmt.Sprintf("+%x\r\n%s\r\n0\r\n\r\n", len(json), json) + wellGet}, "400 end", false},
		"a size that is none":           {[]string{chunked + "0x5\r\nabcde\r\n0\r\n\r\n" + wellGet}, "400 end", false},
		"a size beyond all":             {[]string{chunked + "ffffffffffffffff\r\n" + json + "\r\n0\r\n\r\n" + wellGet}, "400 end", false},
		"a trailer that is none":        {[]string{chunked + fmt.Sprintf("%x\r\n%s\r\n0\r\nGET /healthz HTTP/1.1\r\n\r\n", len(json), json) + wellGet}, "200 400 end", false},
		"a trailer that begins with 0":  {[]string{chunked + fmt.Sprintf("%x\r\n%s\r\n0\r\n0ab: x\r\n\r\n", len(json), json) + wellGet}, "200 400 end", false},
		"a head that is refused before": {[]string{"GET /healthz HTTP/1.1\r\nHost: {h}\r\nHost: {h}\r\n\r\n" + wellGet}, "400 end", false},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.answers(t, host); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
	t.Run("any cut", func(t *testing.T) { // however the bytes come, the answers are the same
		t.Parallel()
		whole := wellGet + length(len(json)) + json + chunked + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(json), json) + "GET /healthz HTTP/1.1\nHost: {h}\r\n\r\n"
		whole = strings.ReplaceAll(whole, "{h}", host)
		for cut := 1; cut < len(whole); cut += 7 {
			if got := (sent{pieces: []string{whole[:cut], whole[cut:]}, want: "200 200 200 400 end"}).answers(t, host); got != "200 200 200 400 end" {
				t.Errorf("cut at %d: %s", cut, got)
			}
		}
	})
}

// A body that nobody read is never taken for requests, whatever the answer was.
func TestABodyThatNobodyReadIsNoRequest(t *testing.T) {
	h := handlerstest.Open(t, nil, page("/nothing", nothing))
	host := strings.TrimPrefix(h.URL, "http://")
	inside := strings.Repeat("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 1000)
	for name, tt := range map[string]string{
		"a page, length":             "GET /nothing HTTP/1.1",
		"operations, length":         "GET /healthz HTTP/1.1",
		"nobody signed in, length":   "POST /api/v1/congresses HTTP/1.1",
		"a path that there is not":   "POST /khong-co HTTP/1.1",
		"a method that there is not": "POST /healthz HTTP/1.1",
		"signed out":                 "DELETE /api/v1/session HTTP/1.1",
		"a method of nobody":         "FOO / HTTP/1.1",
		"a method in small letters":  "get /healthz HTTP/1.1",
		"a method of WebDAV":         "PROPFIND /healthz HTTP/1.1",
		"the preface of HTTP/2":      "PRI /healthz HTTP/1.1",
		"a method that is refused":   "TRACE /healthz HTTP/1.1",
		"an upload of nobody":        "PUT /api/v1/congresses/" + string(h.Congress) + "/documents/" + string(h.Congress) + "/uploads/" + string(h.Congress) + "?name=a.txt HTTP/1.1",
	} {
		for form, head := range map[string]string{
			"length":  fmt.Sprintf("Content-Length: %d\r\n\r\n", len(inside)),
			"chunked": fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n", len(inside)),
		} {
			t.Run(name+", "+form, func(t *testing.T) {
				t.Parallel()
				conn, err := net.DialTimeout("tcp", host, 5*time.Second)
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
				go fmt.Fprintf(conn, "%s\r\nHost: %s\r\n%s%s%s", tt, host, head, inside, map[bool]string{true: "\r\n0\r\n\r\n"}[form == "chunked"])
				all, _ := io.ReadAll(conn)
				if n := strings.Count(string(all), "HTTP/1.1 "); n != 1 {
					t.Errorf("%d answers: %.300s", n, all)
				}
			})
		}
	}
}

// A connection on which nothing comes is ended without a word: an answer would be taken for that to the next request.
func TestAConnectionThatAsksNothingIsEndedWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, func(o *handlers.Options) { o.StallTime = 200 * time.Millisecond })
	for name, ask := range map[string]string{"at its beginning": "", "behind an answer": "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"} {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(h.URL, "http://"), 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.WriteString(conn, ask)
		r := bufio.NewReader(conn)
		if ask != "" {
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, res.Body)
			continue // a connection that has answered waits two minutes
		}
		if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
			t.Errorf("%s: %q (%v)", name, rest, err)
		}
	}
}

// The end of a chunked body is the end, however often it is read: a part of a resumable upload does not wait for the next request.
func TestTheEndOfAChunkedPartIsReadAgainAtOnce(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, func(o *handlers.Options) { o.StallTime = time.Hour })
	patient := &http.Client{Timeout: 20 * time.Second}
	for _, size := range []int{1, 1 << 10, 9 << 10, 300 << 10} {
		_, location := h.Begin(size, nil)
		request, err := http.NewRequest("PATCH", h.URL+location, io.MultiReader(strings.NewReader(strings.Repeat("a", size)))) // of no length: chunked
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{
			"Authorization": "Bearer " + h.Token, "Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream",
		} {
			request.Header.Set(name, value)
		}
		res, err := patient.Do(request)
		if err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		_ = res.Body.Close()
		if got := res.Header.Get("Upload-Offset"); res.StatusCode != 204 || got != fmt.Sprint(size) {
			t.Errorf("%d bytes: %s, offset %s", size, res.Status, got)
		}
	}
}
