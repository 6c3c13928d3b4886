package stories_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"plenum/storage/storagetest"
)

// reads counts the lines of the read audit that say that the reader was given the document.
func (w *person) reads(document string, reader *person) (n int) {
	w.tb.Helper()
	for _, line := range items(w.get("~/audit/reads?document=" + document)) {
		if line["account"] == reader.account && line["what"] == "content" {
			n++
		}
	}
	return n
}

// kept are the records of the read audit that wait in the server's data folder.
func (p *process) kept(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(p.data, readsFolder))
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// A reader who was given a document while the server was cut off from the log is in the read audit once the server is back,
// however it ended, and once.
func TestReadingsOfAnOutageAreInTheAuditAfterAnyEnd(t *testing.T) {
	t.Parallel()
	var proxy *storagetest.Proxy
	p := newPair(t, func(mongo, minio string) (string, string) {
		proxy = storagetest.NewProxy(t, mongo)
		return proxy.Addr, minio
	}, "--stale-after", "5m", "--poll", "200ms") // so that it gives documents in the outage
	who, _ := thread(t, p.a)
	who.seatMember(t, "ban-doc", "delegate")
	stop := func(b *process) { _ = b.stop() }
	b, data := p.b, p.b.data
	for _, tt := range []struct {
		name       string
		away, back func()
		end        func(*process)
	}{
		{"cut, then killed", proxy.Cut, proxy.Mend, (*process).kill},
		{"held, then killed", proxy.Hold, proxy.Resume, (*process).kill},
		{"cut, then stopped", proxy.Cut, proxy.Mend, stop},
		{"held, then stopped", proxy.Hold, proxy.Resume, stop},
	} {
		document := who.published(t, "Kế hoạch năm", []byte("Phát triển nhà ở xã hội.\n"), "a.txt", map[string]any{"everyone": true})
		reader := b.signIn("ban-doc", "mật khẩu dài")
		eventually(t, "this server has it", func() bool { return reader.get("~/documents/"+document).status == 200 })
		tt.away()
		if res := reader.get("~m/documents/" + document + "/versions/1/content"); res.status != 200 {
			t.Fatalf("%s: it is not given in the outage: %s", tt.name, res)
		}
		tt.end(b)
		if n := who.reads(document, reader); n != 0 || b.kept(t) == 0 {
			t.Errorf("%s: %d lines in the log and %d records kept before it is back", tt.name, n, b.kept(t))
		}
		tt.back()
		for again := range 2 { // the second start finds nothing to write
			if again > 0 {
				b.kill()
			}
			b = start(t, data, p.at(proxy.Addr, p.minio.Addr)...)
			eventually(t, tt.name+": the log has it", func() bool { return b.kept(t) == 0 })
			if n := who.on(b).reads(document, reader); n != 1 {
				t.Errorf("%s: %d lines, want 1", tt.name, n)
			}
		}
	}
}

// A server that owns its log loses no line either when it is killed right after it gave a document.
func TestAKillRightAfterAReadingLosesNoLine(t *testing.T) {
	t.Parallel()
	p := newServer(t)
	who, _ := thread(t, p)
	document := who.published(t, "Kế hoạch năm", []byte("Phát triển nhà ở xã hội.\n"), "a.txt", map[string]any{"everyone": true})
	var got []int
	for range 3 {
		if res := who.get("~m/documents/" + document + "/versions/1/content"); res.status != 200 {
			t.Fatal(res)
		}
		p.kill()
		p = start(t, p.data)
		who = p.signIn("dai-bieu", "mật khẩu dài")
		got = append(got, who.reads(document, who))
	}
	if want := []int{1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
}
