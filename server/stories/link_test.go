package stories_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"plenum/storage/storagetest"
)

// Where tablets reach the store they fetch files from it, by links that no log has; restricted documents still come from the server.
func TestFilesAreFetchedFromAStoreThatTabletsReach(t *testing.T) {
	store := storagetest.StartMinIO(t)
	p := start(t, t.TempDir(), "--demo", "--log-level", "debug", "--s3", store.Addr, "--s3-access-key", storagetest.MinIOAccessKey, "--s3-secret-key", storagetest.MinIOSecretKey, "--s3-public", "http://"+store.Addr)
	reader := p.as("chutich1")
	open, _ := reader.the("documents", "number", "07-HD/ĐHM")["object"].(string)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/mobile/v1/congresses/"+reader.congress+"/documents/"+open+"/versions/1/content", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+reader.token)
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	location := res.Header.Get("Location")
	if res.StatusCode != 307 || !strings.HasPrefix(location, "http://"+store.Addr+"/") || res.Header.Get("Cache-Control") != "private, no-store" {
		t.Fatalf("%s %v", res.Status, res.Header)
	}
	file, err := http.Get(location) //nolint:gosec,noctx // the store's
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Body.Close() }()
	var body bytes.Buffer
	if _, err := body.ReadFrom(file.Body); err != nil || file.StatusCode != 200 || !bytes.HasPrefix(body.Bytes(), []byte("PK")) || !strings.Contains(file.Header.Get("Content-Disposition"), "filename*=UTF-8''") {
		t.Errorf("%s, %d bytes, %v, %v", file.Status, body.Len(), file.Header, err)
	}
	restricted, _ := reader.the("documents", "number", "09-KB/ĐHM")["object"].(string)
	if res := reader.get("~m/documents/" + restricted + "/versions/1/content"); res.status != 200 || !bytes.HasPrefix(res.body, []byte("%PDF-")) || res.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("a restricted one: %d %v", res.status, res.header)
	}
	if log := p.log.whole(); strings.Contains(log, "X-Amz") || strings.Contains(log, "Signature") {
		t.Error("the log has a link")
	}
}
