package stories_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// BenchmarkNotFound asks in several ways, in turns, for a document that another group has and for one that never was, and reports how
// long the answers take. Both say the same; nobody should read from the time which it is.
func BenchmarkNotFound(b *testing.B) {
	p := start(b, b.TempDir(), "--demo")
	organizer, delegate := p.as("bantochuc1"), p.as("to1-daibieu01")
	hidden, upload := newID(), newID()
	for _, res := range []response{
		organizer.do("POST", "~/documents", map[string]any{"title": "Tài liệu zqhidden của Tổ 2", "audience": map[string]any{"groups": p.as("to2-daibieu01").groups}}, key(hidden)),
		organizer.do("PUT", "~/documents/"+hidden+"/uploads/"+upload+"?name=a.txt", bytes.NewReader([]byte("nội dung zqhidden")), nil),
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
	for name, way := range map[string]func(id, word string) string{
		"document":   func(id, _ string) string { return "~/documents/" + id },
		"content":    func(id, _ string) string { return "~m/documents/" + id + "/versions/1/content" },
		"picture":    func(id, _ string) string { return "~m/documents/" + id + "/versions/1/pages/1/picture" },
		"comparison": func(id, _ string) string { return "~m/documents/" + id + "/versions/1/comparison?since=1" },
		"search":     func(_, word string) string { return "~m/search?q=" + word },
	} {
		b.Run(name, func(b *testing.B) {
			took := map[string][]time.Duration{}
			for b.Loop() {
				for _, i := range rand.Perm(2) {
					kind, path := "hidden", way(hidden, "zqhidden")
					if i == 0 {
						kind, path = "never", way(newID(), "zqneveri")
					}
					begin := time.Now()
					res := delegate.get(path)
					took[kind] = append(took[kind], time.Since(begin))
					if res.status != 404 && (name != "search" || res.json()["total"] != 0.0) {
						b.Fatal(res)
					}
				}
			}
			medians := map[string]time.Duration{}
			for kind, all := range took {
				slices.Sort(all)
				medians[kind] = all[len(all)/2]
				b.ReportMetric(float64(medians[kind].Microseconds()), kind+"-p50-µs")
			}
			b.ReportMetric(float64(medians["hidden"])/float64(medians["never"]), "p50-ratio")
		})
	}
}
