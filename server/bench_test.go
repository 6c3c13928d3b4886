package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
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

// 550 tablets fetch the same 100 MB at once, 8 MB each by range. In the same run as many readers read them from the store
// directly, out of the machine's memory, and as many clients fetch them from net/http's file server,
// which is what a TCP connection between two programs of this machine can carry.
func BenchmarkOpeningStorm(b *testing.B) {
	const tablets, size, part = 550, 100 << 20, 8 << 20
	p := newServer(b)
	who, _ := thread(b, p)
	document, upload := newID(), newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Lớn"}, key(document)); res.status != 201 {
		b.Fatal(res)
	}
	path := "/api/v1/congresses/" + who.congress + "/documents/" + document + "/uploads/" + upload
	if res := who.do("PUT", path+"?name=a.txt", io.LimitReader(letters{rand.NewChaCha8([32]byte{})}, size), nil); res.status != 201 {
		b.Fatal(res)
	}
	who.ready(path)
	blob := ""
	_ = filepath.WalkDir(filepath.Join(p.data, filesFolder), func(path string, _ os.DirEntry, _ error) error {
		if info, err := os.Stat(path); err == nil && info.Size() == size {
			blob = path
		}
		return nil
	})
	before := p.resident(b)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: tablets}}
	storm := func(fetch func(i int) (io.ReadCloser, error)) float64 {
		begin := time.Now()
		var all sync.WaitGroup
		for i := range tablets {
			all.Go(func() {
				r, err := fetch(i)
				if err != nil {
					b.Error(err)
					return
				}
				if n, err := io.Copy(io.Discard, r); err != nil || n != part {
					b.Errorf("%d bytes: %v", n, err)
				}
				_ = r.Close()
			})
		}
		all.Wait()
		return tablets * part / 1e6 / time.Since(begin).Seconds()
	}
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, blob) }))
	defer plain.Close()
	for b.Loop() {
		direct := storm(func(i int) (io.ReadCloser, error) {
			f, err := os.Open(blob)
			if err != nil {
				return nil, err
			}
			offset := int64(i % 12 * part)
			return struct {
				io.Reader
				io.Closer
			}{io.NewSectionReader(f, offset, part), f}, nil
		})
		fetch := func(i int, url string) (io.ReadCloser, error) {
			request, err := http.NewRequest("GET", url, http.NoBody)
			if err != nil {
				return nil, err
			}
			offset := i % 12 * part
			request.Header.Set("Authorization", "Bearer "+who.token)
			request.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", offset, offset+part-1))
			res, err := client.Do(request)
			if err != nil {
				return nil, err
			}
			return res.Body, nil
		}
		served := storm(func(i int) (io.ReadCloser, error) { return fetch(i, p.url+path+"/content") })
		bare := storm(func(i int) (io.ReadCloser, error) { return fetch(i, plain.URL) })
		b.ReportMetric(served, "served-MB/s")
		b.ReportMetric(bare, "net/http-MB/s")
		b.ReportMetric(direct, "direct-MB/s")
		b.ReportMetric(p.resident(b)-before, "MB-growth")
	}
}
