package stories_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"plenum/documents/pictures"
	"plenum/internal/need"
)

// BenchmarkCommentsWhileIngesting posts 200 comments/s at their due times while a PDF of hundreds of pages is received,
// read, published and drawn to its last page, and alone before and after that, and reports how long posts take from their due time (no coordinated omission).
func BenchmarkCommentsWhileIngesting(b *testing.B) {
	const perSecond = 200
	content, err := os.ReadFile(filepath.Join(need.Shared(b), "corpus", "book-352-pages.pdf"))
	pages := 352
	if err != nil {
		if content, err = os.ReadFile("../demo/materials/bao-cao-tong-hop.pdf"); err != nil {
			b.Fatal(err)
		}
		pages = 43
		b.Log("the book of 352 pages is not here: a report of 43 pages instead")
	}
	for b.Loop() {
		p := newServer(b)
		who, discussion := thread(b, p)
		// Once in the life of a data folder the PDF reader is compiled, which is no part of a file's ingest.
		takeIn(b, who, plainPDF("Warm"))
		p.drawn(b, 1)
		syscall.Sync() // what was built and compiled just before is not written while we measure
		alone := p.posting(b, who, discussion, perSecond, time.After(15*time.Second))

		done := make(chan time.Time)
		go func() {
			defer close(done)
			takeIn(b, who, content)
			p.drawn(b, 1+pages)
		}()
		began := time.Now()
		beside := p.posting(b, who, discussion, perSecond, done)
		took := time.Since(began)
		alone = append(alone, p.posting(b, who, discussion, perSecond, time.After(15*time.Second))...)
		for name, posts := range map[string][]time.Duration{"alone": alone, "beside": beside} {
			slices.Sort(posts)
			b.ReportMetric(posts[len(posts)/2].Seconds()*1000, name+"-p50-ms")
			b.ReportMetric(posts[len(posts)*99/100].Seconds()*1000, name+"-p99-ms")
		}
		b.ReportMetric(float64(beside[len(beside)*99/100])/float64(alone[len(alone)*99/100]), "p99-ratio")
		b.ReportMetric(took.Seconds(), "ingest-s")
		p.kill()
	}
}

// drawn waits, some minutes at most, until so many pages of documents are stored as pictures.
func (p *process) drawn(b *testing.B, pages int) {
	b.Helper()
	for range 1500 {
		n := 0
		_ = filepath.WalkDir(filepath.Join(p.data, filesFolder), func(path string, _ os.DirEntry, _ error) error {
			if strings.HasPrefix(filepath.Base(path), fmt.Sprint(pictures.PageWidth, "-")) {
				n++
			}
			return nil
		})
		if n >= pages {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	b.Errorf("%d pages are never drawn", pages)
}

// posting posts so many comments a second until the end, five minutes at most, and tells how long each took from when it was due.
func (p *process) posting(b *testing.B, who *person, discussion string, perSecond int, end <-chan time.Time) []time.Duration {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, 300*perSecond)
	begin := time.Now()
	var all sync.WaitGroup
	for i := range took {
		due := begin.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		select {
		case <-end:
			all.Wait()
			return took[:i]
		case <-time.After(time.Until(due)):
		}
		all.Go(func() {
			id := newID()
			request, err := http.NewRequest("POST", p.url+"/mobile/v1/congresses/"+who.congress+"/discussions/"+discussion+"/comments",
				strings.NewReader(fmt.Sprintf(`{"group":%q,"issue":1,"text":"Ý kiến %d"}`, who.groups[0], i)))
			if err != nil {
				b.Error(err)
				return
			}
			request.Header.Set("Authorization", "Bearer "+who.token)
			request.Header.Set("Idempotency-Key", id)
			request.Header.Set("Content-Type", "application/json")
			res, err := client.Do(request)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			if res.StatusCode != 201 {
				b.Error(res.Status)
			}
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	b.Error("the file is not in after five minutes")
	return took
}

// takeIn uploads a PDF, waits until it is read, and publishes it, whereupon its pages are drawn.
func takeIn(b *testing.B, who *person, content []byte) {
	b.Helper()
	document, upload := newID(), newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Sách", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		b.Error(res)
		return
	}
	file := "~/documents/" + document + "/uploads/" + upload
	if res := who.do("PUT", file+"?name=sach.pdf", bytes.NewReader(content), nil); res.status != 201 {
		b.Error(res)
		return
	}
	for range 600 {
		if who.get(file).str("state") == "ready" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if res := who.do("POST", "~/documents/"+document+"/publication", map[string]any{"upload": upload}, key(newID())); res.status != 201 {
		b.Error(res)
	}
}
