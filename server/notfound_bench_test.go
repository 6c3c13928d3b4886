package main

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// BenchmarkNotFound asks, in turns, for a document that another group has and for one that never was, and reports how long the
// answers take. Both say the same; nobody should read from the time which it is.
func BenchmarkNotFound(b *testing.B) {
	p := start(b, b.TempDir(), "--demo")
	organizer, delegate := p.as("bantochuc1"), p.as("to1-daibieu01")
	hidden, upload := newID(), newID()
	for _, res := range []response{
		organizer.do("POST", "~/documents", map[string]any{"title": "Tài liệu của Tổ 2", "audience": map[string]any{"groups": p.as("to2-daibieu01").groups}}, key(hidden)),
		organizer.do("PUT", "~/documents/"+hidden+"/uploads/"+upload+"?name=a.txt", bytes.NewReader([]byte("nội dung")), nil),
	} {
		if res.status >= 300 {
			b.Fatal(res)
		}
	}
	organizer.ready("~/documents/" + hidden + "/uploads/" + upload)
	if res := organizer.do("POST", "~/documents/"+hidden+"/publication", map[string]any{"upload": upload}, key(newID())); res.status >= 300 {
		b.Fatal(res)
	}
	delegate.many = true
	took := map[string][]time.Duration{}
	for b.Loop() {
		for _, i := range rand.Perm(2) {
			name, id := "hidden", hidden
			if i == 0 {
				name, id = "never", newID()
			}
			begin := time.Now()
			res := delegate.get("~/documents/" + id)
			took[name] = append(took[name], time.Since(begin))
			if res.status != 404 {
				b.Fatal(res)
			}
		}
	}
	medians := map[string]time.Duration{}
	for name, all := range took {
		slices.Sort(all)
		medians[name] = all[len(all)/2]
		b.ReportMetric(float64(medians[name].Microseconds()), name+"-p50-µs")
	}
	b.ReportMetric(float64(medians["hidden"])/float64(medians["never"]), "p50-ratio")
}
