package handlers_test

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
)

// begin registers a document and announces a file of size bytes; it gives the upload's address.
func (h *house) begin(size int, header map[string]string) (answer, string) {
	h.Helper()
	document := string(h.id())
	if res := h.do("POST", "~/documents", `{"title":"Tài liệu"}`, map[string]string{"Idempotency-Key": document}); res.StatusCode != 201 {
		h.Fatal(res.Status)
	}
	all := map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Length": fmt.Sprint(size), "Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte("Tệp.txt")) + ",filetype dGV4dA==",
	}
	for name, value := range header {
		all[name] = value
	}
	res := h.do("POST", "~/documents/"+document+"/tus", "", all)
	return res, res.Header.Get("Location")
}

func part(offset int, more ...string) map[string]string {
	header := map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": fmt.Sprint(offset), "Content-Type": "application/offset+octet-stream"}
	for i := 0; i < len(more); i += 2 {
		header[more[i]] = more[i+1]
	}
	return header
}

var tus = map[string]string{"Tus-Resumable": "1.0.0"}

func TestTusSaysWhatItDoes(t *testing.T) {
	h := open(t, nil)
	res, location := h.begin(10, nil)
	if res.StatusCode != 201 || !strings.HasPrefix(location, "/api/v1/congresses/") || res.Header.Get("Upload-Offset") != "0" || res.Header.Get("Upload-Expires") == "" {
		t.Fatalf("begun: %s %v", res.Status, res.Header)
	}
	options := h.do("OPTIONS", location[:strings.LastIndex(location, "/")], "", nil)
	if options.StatusCode != 204 || options.Header.Get("Tus-Version") != "1.0.0" || options.Header.Get("Tus-Max-Size") != fmt.Sprint(5<<30) ||
		options.Header.Get("Tus-Extension") != "creation,creation-with-upload,checksum,expiration,termination" || options.Header.Get("Tus-Checksum-Algorithm") != "sha1,sha256" {
		t.Errorf("options: %s %v", options.Status, options.Header)
	}
	for n, c := range []struct {
		offset int
		text   string
		after  string
	}{{0, "0123", "4"}, {4, "", "4"}, {4, "456789", "10"}} {
		res := h.do("PATCH", location, c.text, part(c.offset))
		if res.StatusCode != 204 || res.Header.Get("Upload-Offset") != c.after || res.Header.Get("Tus-Resumable") != "1.0.0" {
			t.Errorf("part %d: %s %s %v", n, res.Status, res.body, res.Header)
		}
	}
	head := h.do("HEAD", location, "", tus)
	if head.StatusCode != 200 || head.Header.Get("Upload-Offset") != "10" || head.Header.Get("Upload-Length") != "10" || head.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("HEAD: %s %v", head.Status, head.Header)
	}
	got := h.do("GET", strings.Replace(location, "/tus/", "/uploads/", 1)+"/content", "", nil)
	if string(got.body) != "0123456789" || !strings.Contains(got.Header.Get("Content-Disposition"), "T%E1%BB%87p.txt") {
		t.Errorf("the file is %q, %v", got.body, got.Header)
	}
	if res := h.do("DELETE", location, "", tus); res.StatusCode != 404 {
		t.Errorf("a received file is given up: %s", res.Status)
	}
}

func TestTusGivesTheMetadataBackAsItWasSent(t *testing.T) {
	h := open(t, nil)
	sent := "filename " + base64.StdEncoding.EncodeToString([]byte("Tệp.txt")) + ",filetype dGV4dA==,note bW9p,is_confidential"
	_, location := h.begin(10, map[string]string{"Upload-Metadata": sent})
	if head := h.do("HEAD", location, "", tus); head.Header.Get("Upload-Metadata") != sent {
		t.Errorf("got %q, want %q", head.Header.Get("Upload-Metadata"), sent)
	}
}

// A way that lets only GET and POST through is enough.
func TestTusTakesTheMethodFromItsHeader(t *testing.T) {
	h := open(t, nil)
	_, location := h.begin(10, nil)
	as := func(method, body string, header map[string]string) answer {
		all := map[string]string{"X-HTTP-Method-Override": method}
		for name, value := range header {
			all[name] = value
		}
		return h.do("POST", location, body, all)
	}
	if res := as("PATCH", "0123", part(0)); res.StatusCode != 204 || res.Header.Get("Upload-Offset") != "4" {
		t.Errorf("PATCH: %s %s", res.Status, res.body)
	}
	if res := as("HEAD", "", tus); res.StatusCode != 200 || res.Header.Get("Upload-Offset") != "4" || res.Header.Get("Upload-Length") != "10" || len(res.body) > 0 {
		t.Errorf("HEAD: %s %v %q", res.Status, res.Header, res.body)
	}
	for _, method := range []string{"", "GET", "PUT", "POST"} {
		if res := as(method, "", tus); res.StatusCode != 405 || res.Header.Get("Allow") == "" {
			t.Errorf("%q: %s", method, res.Status)
		}
	}
	if res := as("DELETE", "", tus); res.StatusCode != 204 {
		t.Errorf("DELETE: %s %s", res.Status, res.body)
	}
	if res := h.do("HEAD", location, "", tus); res.StatusCode != 404 {
		t.Errorf("given up, it is there: %s", res.Status)
	}
}

func TestTusRefusesWhatIsNotRight(t *testing.T) {
	h := open(t, nil)
	sum := sha1.Sum([]byte("0123456789"))
	right := "sha1 " + base64.StdEncoding.EncodeToString(sum[:])
	for name, c := range map[string]struct {
		body   string
		header map[string]string
		status int
		code   string
	}{
		"another version":           {"x", part(0, "Tus-Resumable", "0.2.2"), 412, "tus_version"},
		"no version":                {"x", part(0, "Tus-Resumable", ""), 412, "tus_version"},
		"another content type":      {"x", part(0, "Content-Type", "text/plain"), 415, "tus_content_type"},
		"no offset":                 {"x", part(0, "Upload-Offset", ""), 400, "tus_header"},
		"a negative offset":         {"x", part(-1), 400, "tus_header"},
		"an offset too far":         {"x", part(5), 409, "offset_wrong"},
		"more than was announced":   {"0123456789x", part(0), 413, "file_too_large"},
		"another checksum":          {"0123456788", part(0, "Upload-Checksum", right), 460, "checksum_mismatch"},
		"an algorithm nobody knows": {"0123456789", part(0, "Upload-Checksum", "crc32 AAAA"), 400, "tus_checksum"},
		"a checksum of no length":   {"0123456789", part(0, "Upload-Checksum", "sha1 AAAA"), 400, "tus_checksum"},
	} {
		_, location := h.begin(10, nil)
		res := h.do("PATCH", location, c.body, c.header)
		if p := res.problem(t); res.StatusCode != c.status || p.Code != c.code {
			t.Errorf("%s: %s %s, want %d %s", name, res.Status, res.body, c.status, c.code)
		}
		if head := h.do("HEAD", location, "", tus); head.Header.Get("Upload-Offset") != "0" {
			t.Errorf("%s: afterwards the upload is at %s", name, head.Header.Get("Upload-Offset"))
		}
		if res := h.do("PATCH", location, "0123456789", part(0, "Upload-Checksum", right)); res.StatusCode != 204 {
			t.Errorf("%s: rightly sent it is %s %s", name, res.Status, res.body)
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
		res, _ := h.begin(10, c.header)
		if p := res.problem(t); res.StatusCode != c.status || p.Code != c.code {
			t.Errorf("%s: %s %s, want %d %s", name, res.Status, res.body, c.status, c.code)
		}
	}
}

func TestTusTakesAFirstPartWithTheAnnouncement(t *testing.T) {
	h := open(t, nil)
	_, location := h.begin(10, nil)
	id := string(h.id())
	header := part(0, "Upload-Length", "10", "Upload-Metadata", "filename YS50eHQ=", "Idempotency-Key", id)
	res := h.do("POST", location[:strings.LastIndex(location, "/")], "01234", header)
	if res.StatusCode != 201 || res.Header.Get("Upload-Offset") != "5" || !strings.HasSuffix(res.Header.Get("Location"), id) {
		t.Errorf("%s %v %s", res.Status, res.Header, res.body)
	}
	if res := h.do("DELETE", res.Header.Get("Location"), "", tus); res.StatusCode != 204 {
		t.Errorf("given up: %s", res.Status)
	}
	if res := h.do("HEAD", res.Header.Get("Location"), "", tus); res.StatusCode != 404 {
		t.Errorf("afterwards: %s", res.Status)
	}
}

// What came before the connection broke is there for who comes back, at once and though the server waits for more.
func TestTusKeepsWhatCameBeforeACut(t *testing.T) {
	for name, hang := range map[string]bool{"the connection ends": false, "the connection hangs": true} {
		h := open(t, func(o *handlers.Options) { o.StallTime = time.Minute })
		_, location := h.begin(100_000, nil)
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 100000\r\n\r\n%s",
			location, h.token, strings.Repeat("x", 60_000))
		if hang {
			progress, came := strings.Replace(location, "/tus/", "/uploads/", 1), 0
			for deadline := time.Now().Add(20 * time.Second); came != 60_000 && time.Now().Before(deadline); {
				var p struct{ Received int }
				_ = json.Unmarshal(h.do("GET", progress, "", nil).body, &p)
				came = p.Received
			}
		} else {
			_ = conn.(*net.TCPConn).CloseWrite()
			_, _ = io.Copy(io.Discard, conn)
		}
		if offset := h.do("HEAD", location, "", tus).Header.Get("Upload-Offset"); offset != "60000" {
			t.Errorf("%s: who comes back is told to go on at %s, want 60000", name, offset)
		}
		if res := h.do("PATCH", location, strings.Repeat("y", 40_000), part(60_000)); res.StatusCode != 204 || res.Header.Get("Upload-Offset") != "100000" {
			t.Errorf("%s: going on: %s %s", name, res.Status, res.body)
		}
		_ = conn.Close()
	}
}
