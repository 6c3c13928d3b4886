package minio_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"plenum/storage/minio"
	"plenum/storage/storagetest"
)

// A link gives the one blob, with its name and type, for its time; not when the blob is gone, and nothing else.
func TestALinkGivesTheBlobForAWhile(t *testing.T) {
	server := storagetest.StartMinIO(t)
	b, err := minio.Open(t.Context(), minio.Config{
		Endpoint: server.Addr, Bucket: "links", AccessKey: storagetest.MinIOAccessKey, SecretKey: storagetest.MinIOSecretKey, Public: "http://" + server.Addr,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Put(t.Context(), "files/a", 5, strings.NewReader("chữ"[:5])); err != nil {
		t.Fatal(err)
	}
	link := func(life time.Duration) string {
		u, err := b.Link(context.Background(), "files/a", "text/plain; charset=utf-8", `attachment; filename="a.txt"`, life)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	get := func(url string, header ...string) (*http.Response, string) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range header {
			name, value, _ := strings.Cut(h, ": ")
			request.Header.Set(name, value)
		}
		res, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, string(body)
	}
	long := link(time.Minute)
	res, body := get(long)
	if res.StatusCode != 200 || body != "chữ"[:5] || res.Header.Get("Content-Type") != "text/plain; charset=utf-8" || res.Header.Get("Content-Disposition") != `attachment; filename="a.txt"` {
		t.Errorf("%s %q %v", res.Status, body, res.Header)
	}
	if res, body := get(long, "Range: bytes=1-2"); res.StatusCode != 206 || body != "chữ"[1:3] {
		t.Errorf("a range: %s %q", res.Status, body)
	}
	if res, _ := get(strings.Replace(long, "files/a", "files/b", 1)); res.StatusCode != 403 {
		t.Errorf("another blob: %s", res.Status)
	}
	short := link(time.Second)
	for tries := 0; ; tries++ {
		res, _ := get(short)
		if res.StatusCode == 403 {
			break
		}
		if tries > 100 {
			t.Fatalf("a link that ran out: %s", res.Status)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err := b.Delete(t.Context(), "files/a"); err != nil {
		t.Fatal(err)
	}
	if res, _ := get(long); res.StatusCode != 404 {
		t.Errorf("once it is deleted: %s", res.Status)
	}
}
