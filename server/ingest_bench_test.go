package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// BenchmarkCommentsWhileIngesting posts 200 comments/s at their due times, first alone and then while PDFs of hundreds of pages
// are read and drawn one after the other, and reports how long posts take from their due time (no coordinated omission).
func BenchmarkCommentsWhileIngesting(b *testing.B) {
	const perSecond, long = 200, 15 * time.Second
	content, err := os.ReadFile("../../shared/corpus/book-352-pages.pdf")
	if err != nil {
		if content, err = os.ReadFile("demo/materials/bao-cao-tong-hop.pdf"); err != nil {
			b.Fatal(err)
		}
		b.Log("the book of 352 pages is not here: a report of 43 pages instead")
	}
	for b.Loop() {
		p := newServer(b)
		who, discussion := thread(b, p)
		// Once in the life of a data folder the PDF reader is compiled, which is no part of a file's ingest.
		ingest(b, who, plainPDF("Warm"))
		syscall.Sync() // what was built and compiled just before is not written while we measure
		alone := p.posting(b, who, discussion, perSecond, long)

		stop := make(chan struct{})
		var ingesting sync.WaitGroup
		files := 0
		ingesting.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				ingest(b, who, content)
				files++
			}
		})
		beside := p.posting(b, who, discussion, perSecond, long)
		close(stop)
		ingesting.Wait()
		for name, took := range map[string][]time.Duration{"alone": alone, "beside": beside} {
			slices.Sort(took)
			b.ReportMetric(took[len(took)/2].Seconds()*1000, name+"-p50-ms")
			b.ReportMetric(took[len(took)*99/100].Seconds()*1000, name+"-p99-ms")
		}
		b.ReportMetric(float64(beside[len(beside)*99/100])/float64(alone[len(alone)*99/100]), "p99-ratio")
		b.ReportMetric(float64(files), "files")
		p.kill()
	}
}

// posting posts so many comments a second for a while and tells how long each took from when it was due.
func (p *process) posting(b *testing.B, who *person, discussion string, perSecond int, long time.Duration) []time.Duration {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	n := int(long.Seconds()) * perSecond
	took := make([]time.Duration, n)
	begin := time.Now()
	var all sync.WaitGroup
	for i := range n {
		due := begin.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(due))
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
	return took
}

// ingest uploads a PDF, waits until it is read, and publishes it, whereupon its pages are drawn.
func ingest(b *testing.B, who *person, content []byte) {
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
