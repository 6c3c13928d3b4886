package stories_test

import (
	"bytes"
	"testing"
)

// A restricted document leaves the server as the reader's own copy and is kept by nobody.
func TestARestrictedDocumentIsServedAsTheReadersOwnCopy(t *testing.T) {
	p := demoServer(t)
	reader, outsider := p.as("chutich1"), p.as("to1-daibieu01")
	document, _ := reader.the("documents", "number", "09-KB/ĐHM")["object"].(string)
	for _, api := range []string{"~", "~m"} {
		path := api + "/documents/" + document + "/versions/1/content"
		whole := reader.get(path)
		part := reader.do("GET", path+"?download=true", nil, map[string]string{"Range": "bytes=0-9", "If-None-Match": "*"})
		for what, res := range map[string]response{"whole": whole, "a range": part} {
			if res.status != 200 || !bytes.HasPrefix(res.body, []byte("%PDF-")) || len(res.body) < 1000 ||
				res.header.Get("Cache-Control") != "private, no-store" || res.header.Get("Accept-Ranges") != "none" || res.header.Get("ETag") != "" || res.header.Get("Content-Length") == "" {
				t.Errorf("%s: %d, %d bytes, %v", what, res.status, len(res.body), res.header)
			}
		}
		if res := reader.do("HEAD", path, nil, nil); res.status != 200 || res.header.Get("ETag") != "" {
			t.Errorf("HEAD: %d %v", res.status, res.header)
		}
		if res := outsider.get(path); res.status != 404 {
			t.Errorf("an outsider: %s", res)
		}
		if res := reader.get(api + "/documents/" + document + "/versions/1/pages/1/picture"); res.status != 409 || res.str("code") != "restricted_watermarked_only" {
			t.Errorf("a picture: %s", res)
		}
	}
}
