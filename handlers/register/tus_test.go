package register_test

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"plenum/handlers"
	"plenum/handlers/handlerstest"
)

func TestTusSaysWhatItDoes(t *testing.T) {
	h := handlerstest.Open(t, nil)
	res, location := h.Begin(10, nil)
	if res.StatusCode != 201 || !strings.HasPrefix(location, "/api/v1/congresses/") || res.Header.Get("Upload-Offset") != "0" || res.Header.Get("Upload-Expires") == "" {
		t.Fatalf("begun: %s %v", res.Status, res.Header)
	}
	options := h.Do("OPTIONS", location[:strings.LastIndex(location, "/")], "", nil)
	if options.StatusCode != 204 || options.Header.Get("Tus-Version") != "1.0.0" || options.Header.Get("Tus-Max-Size") != fmt.Sprint(5<<30) ||
		options.Header.Get("Tus-Extension") != "creation,creation-with-upload,checksum,expiration,termination" || options.Header.Get("Tus-Checksum-Algorithm") != "sha1,sha256" {
		t.Errorf("options: %s %v", options.Status, options.Header)
	}
	for n, c := range []struct {
		offset int
		text   string
		after  string
	}{{0, "0123", "4"}, {4, "", "4"}, {4, "456789", "10"}} {
		res := h.Do("PATCH", location, c.text, handlerstest.Part(c.offset))
		if res.StatusCode != 204 || res.Header.Get("Upload-Offset") != c.after || res.Header.Get("Tus-Resumable") != "1.0.0" {
			t.Errorf("part %d: %s %s %v", n, res.Status, res.Body, res.Header)
		}
	}
	head := h.Do("HEAD", location, "", handlerstest.Tus)
	if head.StatusCode != 200 || head.Header.Get("Upload-Offset") != "10" || head.Header.Get("Upload-Length") != "10" || head.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("HEAD: %s %v", head.Status, head.Header)
	}
	got := h.Do("GET", strings.Replace(location, "/tus/", "/uploads/", 1)+"/content", "", nil)
	if string(got.Body) != "0123456789" || !strings.Contains(got.Header.Get("Content-Disposition"), "T%E1%BB%87p.txt") {
		t.Errorf("the file is %q, %v", got.Body, got.Header)
	}
	if res := h.Do("DELETE", location, "", handlerstest.Tus); res.StatusCode != 404 {
		t.Errorf("a received file is given up: %s", res.Status)
	}
}

func TestTusGivesTheMetadataBackAsItWasSent(t *testing.T) {
	h := handlerstest.Open(t, nil)
	sent := "filename " + base64.StdEncoding.EncodeToString([]byte("Tệp.txt")) + ",filetype dGV4dA==,note bW9p,is_confidential"
	_, location := h.Begin(10, map[string]string{"Upload-Metadata": sent})
	if head := h.Do("HEAD", location, "", handlerstest.Tus); head.Header.Get("Upload-Metadata") != sent {
		t.Errorf("got %q, want %q", head.Header.Get("Upload-Metadata"), sent)
	}
}

// A way that lets only GET and POST through is enough.
func TestTusTakesTheMethodFromItsHeader(t *testing.T) {
	h := handlerstest.Open(t, nil)
	_, location := h.Begin(10, nil)
	as := func(method, body string, header map[string]string) handlerstest.Answer {
		all := map[string]string{"X-HTTP-Method-Override": method}
		for name, value := range header {
			all[name] = value
		}
		return h.Do("POST", location, body, all)
	}
	if res := as("PATCH", "0123", handlerstest.Part(0)); res.StatusCode != 204 || res.Header.Get("Upload-Offset") != "4" {
		t.Errorf("PATCH: %s %s", res.Status, res.Body)
	}
	if res := as("HEAD", "", handlerstest.Tus); res.StatusCode != 200 || res.Header.Get("Upload-Offset") != "4" || res.Header.Get("Upload-Length") != "10" || len(res.Body) > 0 {
		t.Errorf("HEAD: %s %v %q", res.Status, res.Header, res.Body)
	}
	for _, method := range []string{"", "GET", "PUT", "POST"} {
		if res := as(method, "", handlerstest.Tus); res.StatusCode != 405 || res.Header.Get("Allow") == "" {
			t.Errorf("%q: %s", method, res.Status)
		}
	}
	if res := as("DELETE", "", handlerstest.Tus); res.StatusCode != 204 {
		t.Errorf("DELETE: %s %s", res.Status, res.Body)
	}
	if res := h.Do("HEAD", location, "", handlerstest.Tus); res.StatusCode != 404 {
		t.Errorf("given up, it is there: %s", res.Status)
	}
}

func TestTusRefusesWhatIsNotRight(t *testing.T) {
	h := handlerstest.Open(t, nil)
	sum := sha1.Sum([]byte("0123456789"))
	right := "sha1 " + base64.StdEncoding.EncodeToString(sum[:])
	for name, c := range map[string]struct {
		body   string
		header map[string]string
		status int
		code   string
	}{
		"another version":           {"x", handlerstest.Part(0, "Tus-Resumable", "0.2.2"), 412, "tus_version"},
		"no version":                {"x", handlerstest.Part(0, "Tus-Resumable", ""), 412, "tus_version"},
		"another content type":      {"x", handlerstest.Part(0, "Content-Type", "text/plain"), 415, "tus_content_type"},
		"no offset":                 {"x", handlerstest.Part(0, "Upload-Offset", ""), 400, "tus_header"},
		"a negative offset":         {"x", handlerstest.Part(-1), 400, "tus_header"},
		"an offset too far":         {"x", handlerstest.Part(5), 409, "offset_wrong"},
		"more than was announced":   {"0123456789x", handlerstest.Part(0), 413, "file_too_large"},
		"another checksum":          {"0123456788", handlerstest.Part(0, "Upload-Checksum", right), 460, "checksum_mismatch"},
		"an algorithm nobody knows": {"0123456789", handlerstest.Part(0, "Upload-Checksum", "crc32 AAAA"), 400, "tus_checksum"},
		"a checksum of no length":   {"0123456789", handlerstest.Part(0, "Upload-Checksum", "sha1 AAAA"), 400, "tus_checksum"},
	} {
		_, location := h.Begin(10, nil)
		res := h.Do("PATCH", location, c.body, c.header)
		if p := res.Problem(t); res.StatusCode != c.status || p.Code != c.code {
			t.Errorf("%s: %s %s, want %d %s", name, res.Status, res.Body, c.status, c.code)
		}
		if head := h.Do("HEAD", location, "", handlerstest.Tus); head.Header.Get("Upload-Offset") != "0" {
			t.Errorf("%s: afterwards the upload is at %s", name, head.Header.Get("Upload-Offset"))
		}
		if res := h.Do("PATCH", location, "0123456789", handlerstest.Part(0, "Upload-Checksum", right)); res.StatusCode != 204 {
			t.Errorf("%s: rightly sent it is %s %s", name, res.Status, res.Body)
		}
	}
	for name, c := range map[string]struct {
		header map[string]string
		status int
		code   string
	}{
		"no length":          {map[string]string{"Upload-Length": ""}, 400, "tus_header"},
		"a negative length":  {map[string]string{"Upload-Length": "-5"}, 400, "tus_header"},
		"no bytes":           {map[string]string{"Upload-Length": "0"}, 400, "file_empty"},
		"too many bytes":     {map[string]string{"Upload-Length": fmt.Sprint(6 << 30)}, 413, "file_too_large"},
		"no name":            {map[string]string{"Upload-Metadata": "filetype dGV4dA=="}, 400, "file_name_invalid"},
		"no base64":          {map[string]string{"Upload-Metadata": "filename Tệp"}, 400, "tus_header"},
		"an id that is none": {map[string]string{"Idempotency-Key": "42"}, 400, "record_id_invalid"},
		"another tus":        {map[string]string{"Tus-Resumable": "0.1"}, 412, "tus_version"},
	} {
		res, _ := h.Begin(10, c.header)
		if p := res.Problem(t); res.StatusCode != c.status || p.Code != c.code {
			t.Errorf("%s: %s %s, want %d %s", name, res.Status, res.Body, c.status, c.code)
		}
	}
}

func TestTusTakesAFirstPartWithTheAnnouncement(t *testing.T) {
	h := handlerstest.Open(t, nil)
	_, location := h.Begin(10, nil)
	id := string(h.ID())
	header := handlerstest.Part(0, "Upload-Length", "10", "Upload-Metadata", "filename YS50eHQ=", "Idempotency-Key", id)
	res := h.Do("POST", location[:strings.LastIndex(location, "/")], "01234", header)
	if res.StatusCode != 201 || res.Header.Get("Upload-Offset") != "5" || !strings.HasSuffix(res.Header.Get("Location"), id) {
		t.Errorf("%s %v %s", res.Status, res.Header, res.Body)
	}
	if res := h.Do("DELETE", res.Header.Get("Location"), "", handlerstest.Tus); res.StatusCode != 204 {
		t.Errorf("given up: %s", res.Status)
	}
	if res := h.Do("HEAD", res.Header.Get("Location"), "", handlerstest.Tus); res.StatusCode != 404 {
		t.Errorf("afterwards: %s", res.Status)
	}
}

// What came before the connection broke is there for who comes back, at once and though the server waits for more.
func TestTusKeepsWhatCameBeforeACut(t *testing.T) {
	for name, hang := range map[string]bool{"the connection ends": false, "the connection hangs": true} {
		h := handlerstest.Open(t, func(o *handlers.Options) { o.StallTime = time.Minute })
		_, location := h.Begin(100_000, nil)
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 100000\r\n\r\n%s",
			location, h.Token, strings.Repeat("x", 60_000))
		if hang {
			progress, came := strings.Replace(location, "/tus/", "/uploads/", 1), 0
			for deadline := time.Now().Add(20 * time.Second); came != 60_000 && time.Now().Before(deadline); {
				var p struct{ Received int }
				_ = json.Unmarshal(h.Do("GET", progress, "", nil).Body, &p)
				came = p.Received
			}
		} else {
			_ = conn.(*net.TCPConn).CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
		}
		if offset := h.Do("HEAD", location, "", handlerstest.Tus).Header.Get("Upload-Offset"); offset != "60000" {
			t.Errorf("%s: who comes back is told to go on at %s, want 60000", name, offset)
		}
		if res := h.Do("PATCH", location, strings.Repeat("y", 40_000), handlerstest.Part(60_000)); res.StatusCode != 204 || res.Header.Get("Upload-Offset") != "100000" {
			t.Errorf("%s: going on: %s %s", name, res.Status, res.Body)
		}
		_ = conn.Close()
	}
}
