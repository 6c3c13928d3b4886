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
)

// The work of a server that is killed is done by the one that is left, within seconds and once: publications that it had
// planned, files that it was reading, and files that waited for it.
func TestWhatADeadServerLeftIsDoneOnceWithinSeconds(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	scans := map[string]int{} // by the file's text
	held := make(chan struct{})
	clamd := antivirustest.Start(t, "", func(conn net.Conn, content []byte) {
		mu.Lock()
		scans[string(content)]++
		mu.Unlock()
		gone := make(chan struct{})
		go func() { // ends with the connection
			_, _ = conn.Read(make([]byte, 1))
			close(gone)
		}()
		select {
		case <-held:
			_, _ = io.WriteString(conn, "stream: OK\x00")
		case <-gone:
		}
	})
	count := func(text string) int {
		mu.Lock()
		defer mu.Unlock()
		return scans[text]
	}
	p := newPair(t, nil, "--clamd", clamd.Address)
	who, _ := thread(t, p.a)

	// Three publications for a time at which only the other server is left.
	release := sync.OnceFunc(func() { close(held) })
	defer release()
	document := who.draft(t)
	texts := []string{"Một.\n", "Hai.\n", "Ba.\n", "Bốn.\n", "Năm.\n", "Sáu.\n"}
	paths := make([]string, len(texts))
	for i, text := range texts {
		paths[i] = "~/documents/" + document + "/uploads/" + newID()
		if res := who.do("PUT", paths[i]+"?name=a.txt", strings.NewReader(text), nil); res.status != 201 {
			t.Fatal(res)
		}
	}
	// Each server reads two; two wait for whoever is free.
	eventually(t, "both servers read", func() bool { mu.Lock(); defer mu.Unlock(); return len(scans) == 4 })
	p.a.kill()
	here := who.on(p.b)
	killed := time.Now()
	release()
	for i, path := range paths {
		if res := here.ready(path); res.str("state") != "ready" {
			t.Errorf("%d: %s", i, res)
		}
	}
	t.Logf("six files are ready %v after the kill", time.Since(killed).Round(100*time.Millisecond))
	if took := time.Since(killed); took > 30*time.Second {
		t.Errorf("the files took %v", took)
	}
	twice := 0
	for _, text := range texts {
		if n := count(text); n == 2 {
			twice++ // the dead server had begun it
		} else if n != 1 {
			t.Errorf("%q was read %d times", text, n)
		}
	}
	if twice > 2 {
		t.Errorf("%d files were read twice, and the dead server was at two", twice)
	}

	// Planned publications: on a third server, which is killed before their time.
	third := start(t, t.TempDir(), append(p.at(p.mongo.Addr, p.minio.Addr), "--clamd", clamd.Address)...)
	there := who.on(third)
	at := time.Now().Add(6 * time.Second)
	planned := make([]string, 3)
	for i := range planned {
		planned[i] = there.draft(t)
		upload := newID()
		if res := there.do("PUT", "~/documents/"+planned[i]+"/uploads/"+upload+"?name=a.txt", strings.NewReader("Kế hoạch.\n"), nil); res.status != 201 {
			t.Fatal(res)
		}
		there.ready("~/documents/" + planned[i] + "/uploads/" + upload)
		if at.Before(time.Now().Add(2 * time.Second)) {
			at = time.Now().Add(2 * time.Second)
		}
		if res := there.do("POST", "~/documents/"+planned[i]+"/publication", map[string]any{"upload": upload, "at": at.UTC().Format(time.RFC3339)}, key(newID())); res.status >= 300 {
			t.Fatal(res)
		}
	}
	third.kill()
	for _, id := range planned {
		eventually(t, "the planned publication is done", func() bool {
			body, _ := here.get("~/documents/" + id).json()["body"].(map[string]any)
			return body["state"] == "published"
		})
	}
	if late := time.Since(at); late > 15*time.Second {
		t.Errorf("the publications were done %v late", late)
	}

	log, err := mongodb.Open(t.Context(), mongodb.Config{URI: p.mongo.URI(), Database: "plenum"})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	records, err := log.Read(t.Context(), congress.StreamID(who.congress), 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	read, publications := map[congress.ObjectID]int{}, map[congress.ObjectID]int{}
	for _, r := range records {
		var u documents.Upload
		var d documents.Document
		if r.Kind == congress.KindUpload && r.Decode(&u) == nil && u.Read != nil && u.Review == nil {
			read[r.Object]++
		}
		if r.Kind == congress.KindDocument && r.Decode(&d) == nil && d.State == documents.Published {
			publications[r.Object]++
		}
	}
	if len(read) != len(texts)+len(planned) || len(publications) != len(planned) {
		t.Errorf("%d files were read and %d documents published", len(read), len(publications))
	}
	for object, n := range read {
		if n != 1 {
			t.Errorf("file %s was noted as read %d times", object, n)
		}
	}
	for object, n := range publications {
		if n != 1 {
			t.Errorf("document %s was published %d times", object, n)
		}
	}
}
