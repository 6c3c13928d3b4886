package stories_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/antivirus/antivirustest"
	"plenum/storage/mongodb"
	"plenum/storage/storagetest"
)

// A server is killed amid a recall, amid an attachment's bytes, and while it reads an attachment that a comment carries. The
// server that is left finishes each, within seconds and once.
func TestWhatADeadServerBrokeOffIsFinishedOnce(t *testing.T) {
	for _, name := range []string{"a recall", "an attachment on its way in", "an attachment that is read"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			held := make(chan struct{})
			release := sync.OnceFunc(func() { close(held) })
			defer release()
			var mu sync.Mutex
			scans := 0
			clamd := antivirustest.Start(t, "", func(conn net.Conn, content []byte) {
				if strings.Contains(string(content), "bảng kê") {
					mu.Lock()
					scans++
					mu.Unlock()
					select {
					case <-held:
					case <-t.Context().Done():
					}
				}
				_, _ = io.WriteString(conn, "stream: OK\x00")
			})
			var store *storagetest.Proxy
			p := newPair(t, func(mongo, minio string) (string, string) {
				store = storagetest.NewProxy(t, minio)
				return mongo, store.Addr
			}, "--clamd", clamd.Address)
			who, discussion := thread(t, p.a)
			there := who.on(p.b) // the one that is killed
			background := func(method, path string, body any, header map[string]string) {
				go func() { _, _ = there.try(method, path, body, header) }() // ends with the server
			}
			document := newID()
			attachment := "~m/discussions/" + discussion + "/threads/" + who.groups[0] + "/attachments/" + document + "?name=a.txt"
			var killed time.Time
			kill := func() {
				p.b.kill()
				killed = time.Now()
			}
			switch name {
			case "a recall":
				release()
				document = who.published(t, "Kế hoạch", []byte("Kế hoạch năm.\n"), "a.txt", map[string]any{"everyone": true})
				eventually(t, "the other server knows the document", func() bool { return there.get("~/documents/"+document).status == 200 })
				store.Hold()
				background("POST", "~/documents/"+document+"/recall", map[string]any{"reason": "nhầm"}, key(newID()))
				eventually(t, "the recall stands", func() bool { return who.state(document) == "recalled" })
				kill()
				if text := string(who.get("~/documents/" + document).body); strings.Contains(text, `"erased":"`) {
					t.Fatal("the recall was finished before the kill, so this test shows nothing")
				}
				eventually(t, "the recall is finished", func() bool { return strings.Contains(string(who.get("~/documents/"+document).body), `"erased":"`) })
			case "an attachment on its way in":
				release()
				store.Hold()
				background("PUT", attachment, strings.NewReader("một bảng kê\n"), nil)
				eventually(t, "the attachment has begun", func() bool { return who.get("~m/attachments/"+document).status == 200 })
				kill()
				if state := who.get("~m/attachments/" + document).str("ingest"); state != string(documents.Receiving) {
					t.Fatalf("the attachment is %s, so this test shows nothing", state)
				}
				if res := who.do("PUT", attachment, strings.NewReader("một bảng kê\n"), nil); res.status != 201 && res.status != 200 {
					t.Fatal(res)
				}
				eventually(t, "the attachment is published", func() bool { return who.state(document) == "published" })
			default:
				if res := there.do("PUT", attachment, strings.NewReader("một bảng kê\n"), nil); res.status != 201 {
					t.Fatal(res)
				}
				eventually(t, "it is being read", func() bool { mu.Lock(); defer mu.Unlock(); return scans == 1 })
				if res := there.do("POST", "~m/discussions/"+discussion+"/comments", map[string]any{"group": who.groups[0], "issue": 1, "text": "Có bảng kê", "attached": []string{document}}, key(newID())); res.status != 201 {
					t.Fatal(res)
				}
				kill()
				release()
				eventually(t, "the attachment is published", func() bool { return who.state(document) == "published" })
				eventually(t, "the attachment is for the group", func() bool {
					var last congress.Audience
					for _, r := range who.records(t, p) {
						if string(r.Object) == document {
							last = r.Audience
						}
					}
					return strings.Contains(mustJSON(t, last), who.groups[0])
				})
				mu.Lock()
				if scans != 2 {
					t.Errorf("the file was read %d times, want twice: by the dead server and by the other", scans)
				}
				mu.Unlock()
			}
			took := time.Since(killed)
			t.Logf("%v after the kill", took.Round(100*time.Millisecond))
			if took > 30*time.Second {
				t.Errorf("it took %v", took)
			}
			who.doneOnce(t, who.records(t, p), document)
			out, code := run(t, "", append([]string{"verify", "--data", t.TempDir()}, p.at(p.mongo.Addr, p.minio.Addr)...)...)
			if code != 0 || name == "a recall" && !strings.Contains(out, "1 recalled documents of which the store shows no byte") {
				t.Errorf("verify: %d\n%s", code, out)
			}
		})
	}
}

func (w *person) state(document string) string {
	body, _ := w.get("~/documents/" + document).json()["body"].(map[string]any)
	state, _ := body["state"].(string)
	return state
}

// records are those of the congress, as the database has them.
func (w *person) records(t *testing.T, p *pair) []congress.Record {
	t.Helper()
	log, err := mongodb.Open(t.Context(), mongodb.Config{URI: p.mongo.URI(), Database: "plenum"})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	records, err := log.Read(t.Context(), congress.StreamID(w.congress), 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// doneOnce counts in the log how often the document was published, recalled and noted as erased.
func (w *person) doneOnce(t *testing.T, records []congress.Record, document string) {
	t.Helper()
	var before documents.Document
	turns := map[string]int{}
	for _, r := range records {
		var d documents.Document
		if string(r.Object) != document || r.Body == nil || r.Decode(&d) != nil {
			continue
		}
		if d.State != before.State {
			turns[string(d.State)]++
		}
		if d.Recall != nil && d.Recall.Erased != nil && (before.Recall == nil || before.Recall.Erased == nil) {
			turns["erased"]++
		}
		before = d
	}
	if len(before.Versions) > 1 {
		t.Errorf("the document has %d versions", len(before.Versions))
	}
	for what, n := range turns {
		if n != 1 {
			t.Errorf("the document was %s %d times", what, n)
		}
	}
}
