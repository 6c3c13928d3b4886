package stories_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plenum/storage/minio"
	"plenum/storage/storagetest"
)

// letters are text without end, so that a file of them is taken.
type letters struct{ state *rand.ChaCha8 }

func (l letters) Read(b []byte) (int, error) {
	_, _ = l.state.Read(b)
	for i := range b {
		b[i] = 'a' + b[i]%26
	}
	return len(b), nil
}

// resident is the most memory that the process had so far, in MB (VmHWM, proc(5)).
func (p *process) resident(b *testing.B) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			var kb float64
			_, _ = fmt.Sscan(rest, &kb)
			return kb / 1024
		}
	}
	b.Fatal("no VmHWM")
	return 0
}

func BenchmarkUpload2GB(b *testing.B) {
	const size = 2 << 30
	for b.Loop() {
		p := newServer(b)
		who, _ := thread(b, p)
		document, upload := newID(), newID()
		if res := who.do("POST", "~/documents", map[string]any{"title": "Lớn"}, key(document)); res.status != 201 {
			b.Fatal(res)
		}
		before := p.resident(b)
		request, err := http.NewRequest("PUT", p.url+"/api/v1/congresses/"+who.congress+"/documents/"+document+"/uploads/"+upload+"?name=a.txt",
			io.LimitReader(letters{rand.NewChaCha8([32]byte{})}, size))
		if err != nil {
			b.Fatal(err)
		}
		request.ContentLength = size
		request.Header.Set("Authorization", "Bearer "+who.token)
		begin := time.Now()
		res, err := http.DefaultClient.Do(request)
		if err != nil {
			b.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != 201 {
			b.Fatal(res.Status)
		}
		b.ReportMetric(p.resident(b)-before, "MB-growth")
		b.ReportMetric(size/1e6/time.Since(begin).Seconds(), "MB/s")
		p.kill()
	}
}

// 550 tablets fetch the same 100 MB at once, whole, by ranges of 8 MB, each from another one on. In the same run they fetch them from the
// store directly: of files that is a bare server that does nothing but sendfile(2), of MinIO it is MinIO, by links of its own. What reading the file into the
// clients' own memory gives, which no tablet can do, is told beside it. "MinIO" is a server whose files are there; a tablet takes
// a quarter, because all of it would take minutes.
func BenchmarkOpeningStorm(b *testing.B) {
	b.Run("files", func(b *testing.B) {
		p := newServer(b)
		openingStorm(b, p, 1, func(key string) string {
			return startBare(b, filepath.Join(p.data, filesFolder, "blobs", filepath.FromSlash(key)))
		})
	})
	b.Run("MinIO", func(b *testing.B) {
		store := storagetest.StartMinIO(b)
		direct, err := minio.Open(b.Context(), minio.Config{
			Endpoint: store.Addr, Bucket: "plenum", AccessKey: storagetest.MinIOAccessKey, SecretKey: storagetest.MinIOSecretKey, Public: "http://" + store.Addr,
		})
		if err != nil {
			b.Fatal(err)
		}
		data := b.TempDir()
		if out, code := run(b, "mật khẩu dài\n", "admin", "create", "--data", data, "quantri", "Quản", "Trị"); code != 0 {
			b.Fatal(out)
		}
		p := start(b, data, "--s3", store.Addr, "--s3-access-key", storagetest.MinIOAccessKey, "--s3-secret-key", storagetest.MinIOSecretKey)
		openingStorm(b, p, 4, func(key string) string {
			url, err := direct.Link(b.Context(), key, "text/plain", "inline", time.Hour)
			if err != nil {
				b.Fatal(err)
			}
			return url
		})
	})
}

// openingStorm has each tablet take one of so many shares of the file. stored is where the store itself gives it.
func openingStorm(b *testing.B, p *process, share int, stored func(key string) (url string)) {
	const tablets, size, part = 550, 100 << 20, 8 << 20
	who, _ := thread(b, p)
	document, upload := newID(), newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Lớn"}, key(document)); res.status != 201 {
		b.Fatal(res)
	}
	path := "/api/v1/congresses/" + who.congress + "/documents/" + document + "/uploads/" + upload
	res := who.do("PUT", path+"?name=a.txt", io.LimitReader(letters{rand.NewChaCha8([32]byte{})}, size), nil)
	if res.status != 201 {
		b.Fatal(res)
	}
	body, _ := res.json()["body"].(map[string]any)
	blob, _ := body["blob"].(string)
	who.ready(path)
	before := p.resident(b)
	parts := (size + part - 1) / part
	storm := func(fetch func(offset, length int64) (io.ReadCloser, error)) float64 {
		begin := time.Now()
		var all sync.WaitGroup
		var total atomic.Int64
		for tablet := range tablets {
			all.Go(func() {
				for i := range (parts + share - 1) / share {
					offset := int64((tablet + i) % parts * part)
					length := min(part, size-offset)
					r, err := fetch(offset, length)
					if err != nil {
						b.Error(err)
						return
					}
					n, err := io.Copy(io.Discard, r)
					if total.Add(n); err != nil || n != length {
						b.Errorf("%d of %d bytes: %v", n, length, err)
					}
					_ = r.Close()
				}
			})
		}
		all.Wait()
		return float64(total.Load()) / 1e6 / time.Since(begin).Seconds()
	}
	get := func(url, authorization string) float64 {
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: tablets}}
		defer client.CloseIdleConnections()
		return storm(func(offset, length int64) (io.ReadCloser, error) {
			request, err := http.NewRequest("GET", url, http.NoBody)
			if err != nil {
				return nil, err
			}
			if authorization != "" {
				request.Header.Set("Authorization", authorization)
			}
			request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", offset, offset+length-1))
			res, err := client.Do(request)
			if err != nil {
				return nil, err
			}
			if res.StatusCode != http.StatusPartialContent {
				return nil, fmt.Errorf("the answer is %s", res.Status)
			}
			return res.Body, nil
		})
	}
	url := stored(blob)
	for b.Loop() {
		if file := filepath.Join(p.data, filesFolder, "blobs", filepath.FromSlash(blob)); share == 1 {
			b.ReportMetric(storm(func(offset, length int64) (io.ReadCloser, error) {
				f, err := os.Open(file)
				if err != nil {
					return nil, err
				}
				return struct {
					io.Reader
					io.Closer
				}{io.NewSectionReader(f, offset, length), f}, nil
			}), "memory-MB/s")
		}
		direct := get(url, "")
		served := get(p.url+path+"/content", "Bearer "+who.token)
		b.ReportMetric(served, "served-MB/s")
		b.ReportMetric(direct, "direct-MB/s")
		b.ReportMetric(served/direct, "ratio")
		b.ReportMetric(p.resident(b)-before, "MB-growth")
	}
}
