package stories_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// board reads the organizers' board as it is pushed.
func (w *person) board(t *testing.T) <-chan []map[string]any {
	t.Helper()
	return w.pushed(t, "readiness")
}

// pushed reads what is pushed, the board or the register: each value is the lines of one event.
func (w *person) pushed(t *testing.T, what string) <-chan []map[string]any {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/api/v1/congresses/"+w.congress+"/"+what+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+w.token)
	res, err := http.DefaultClient.Do(request)
	if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatal(res, err)
	}
	out := make(chan []map[string]any, 100)
	done := make(chan struct{})
	t.Cleanup(func() { cancel(); <-done })
	go func() {
		defer close(done)
		defer close(out)
		defer func() { _ = res.Body.Close() }()
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var event []map[string]any
				if err := json.Unmarshal([]byte(text), &event); err != nil {
					t.Errorf("an event is %q", text)
				}
				out <- event
			}
		}
	}()
	return out
}

// From the second person's approval to the proof that a recall is complete, with the board following live.
func TestARegistersLifeFromReviewToTheLedger(t *testing.T) {
	p := start(t, t.TempDir(), "--demo") // its own: this changes what other tests look at
	first, second, reader, other := p.as("bantochuc1"), p.as("bantochuc2"), p.as("to1-daibieu01"), p.as("to2-daibieu01")
	if res := first.do("PUT", "~/rules", map[string]any{"twoPersons": true, "grace": 600}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	document, upload := newID(), newID()
	if res := first.do("POST", "~/documents", map[string]any{"title": "Phương án nhân sự", "number": "21-PA/ĐHM", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	doc := "~/documents/" + document
	file := doc + "/uploads/" + upload
	if res := first.do("PUT", file+"?name=phuong-an.txt", strings.NewReader("Phương án nhân sự khóa mới"), nil); res.status != 201 {
		t.Fatal(res)
	}
	first.ready(file)
	publish := func() response {
		return first.do("POST", doc+"/publication", map[string]any{"upload": upload}, key(newID()))
	}
	if res := publish(); res.status != 409 || res.str("code") != "not_approved" {
		t.Fatalf("one person publishes: %s", res)
	}
	if res := first.do("POST", file+"/review", map[string]any{}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	if res := first.do("POST", file+"/approval", map[string]any{}, key(newID())); res.status != 403 || res.str("code") != "second_person" {
		t.Fatalf("the same person approves: %s", res)
	}
	if res := second.do("POST", file+"/approval", map[string]any{}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	if res := second.get("~/register"); !strings.Contains(string(res.body), `"state":"approved"`) {
		t.Errorf("the register: %s", res)
	}
	board := first.board(t)
	<-board // all of it
	if res := publish(); res.status != 201 {
		t.Fatal(res)
	}
	line := func(what string, is func(map[string]any) bool) {
		t.Helper()
		late := time.After(20 * time.Second)
		for {
			select {
			case event := <-board:
				for _, l := range event {
					if l["document"] == document && is(l) {
						return
					}
				}
			case <-late:
				t.Fatalf("the board never told: %s", what)
			}
		}
	}
	line("published", func(l map[string]any) bool { return l["version"] == 1.0 && l["received"] == 0.0 })

	// Two read it; one confirms, which the board tells.
	for _, who := range []*person{reader, other} {
		if res := who.get("~m/documents/" + document + "/versions/1/content"); res.status != 200 {
			t.Fatal(res)
		}
	}
	now := time.Now().UTC().Format(time.RFC3339)
	if res := reader.do("POST", "~m/receipts", map[string]any{"facts": []any{map[string]any{"id": newID(), "document": document, "version": 1, "confirmed": now}}}, nil); res.status != 200 {
		t.Fatal(res)
	}
	line("confirmed", func(l map[string]any) bool { return l["confirmed"] == 1.0 })
	if res := first.get("~/audit/reads?document=" + document); strings.Count(string(res.body), `"what":"content"`) != 2 {
		t.Errorf("the read audit: %s", res)
	}

	// It turns out to be a state secret: gone everywhere, a line for paper stays, and the ledger proves it.
	tablet := reader.live("")
	tablet.caughtUp()
	if res := first.do("POST", doc+"/reclassification", map[string]any{
		"classification": "tuyet-mat", "reason": "xác định lại", "collect": "Phòng bảo mật, tầng 2", "audience": map[string]any{"groups": reader.groups},
	}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	tablet.until("the document is gone", 2*time.Second, func(f frame) bool { return f.Type == "gone" && f.Object == document })
	line("off the board", func(l map[string]any) bool { return l["version"] == 0.0 })
	if res := reader.get("~m/documents/" + document + "/versions/1/content"); res.status != 404 {
		t.Errorf("it is still served: %s", res)
	}
	lines := reader.get("~/papers")
	if !bytes.Contains(lines.body, []byte("21-PA/ĐHM")) || bytes.Contains(lines.body, []byte("Phương án")) {
		t.Errorf("the lines: %s", lines)
	}
	if res := other.get("~/papers"); bytes.Contains(res.body, []byte("21-PA/ĐHM")) {
		t.Errorf("another group sees the line: %s", res)
	}
	if res := reader.do("POST", "~m/erasures", map[string]any{"documents": []string{document}}, nil); res.status != 200 || strings.Contains(string(res.body), "code") {
		t.Error(res)
	}
	ledger := first.get(doc + "/ledger").json()
	if ledger["erased"] != 1.0 || ledger["outstanding"] != 1.0 || ledger["left"] != 0.0 {
		t.Errorf("the ledger: %v", ledger)
	}
	if res := first.get(doc + "/ledger.xlsx"); res.status != 200 || !bytes.HasPrefix(res.body, []byte("PK")) {
		t.Error(res)
	}
	if text := p.log.whole(); strings.Contains(text, "Phương án nhân sự") {
		t.Error("the log of the server has the title")
	}
}

// An organizer sees how far a file is, to its last page, until they sign out.
func TestFilesOnTheirWayInAreFollowed(t *testing.T) {
	p := start(t, t.TempDir(), "--demo")
	organizer, second := p.as("bantochuc1"), p.as("bantochuc2")
	document, upload := newID(), newID()
	if res := organizer.do("POST", "~/documents", map[string]any{"title": "Báo cáo tổng hợp"}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	files := organizer.pushed(t, "register")
	<-files
	content, err := os.ReadFile("../demo/materials/bao-cao-tong-hop.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if res := second.do("PUT", "~/documents/"+document+"/uploads/"+upload+"?name=bao-cao.pdf", bytes.NewReader(content), nil); res.status != 201 {
		t.Fatal(res)
	}
	stages := map[string]bool{}
	for late := time.After(60 * time.Second); !stages["ready"]; {
		select {
		case event := <-files:
			for _, line := range event {
				if line["upload"] != upload {
					continue
				}
				stages[fmt.Sprint(line["stage"])] = true
				if line["document"] != document || line["name"] != "bao-cao.pdf" || line["size"] != float64(len(content)) {
					t.Errorf("%v", line)
				}
			}
		case <-late:
			t.Fatalf("only %v was told", stages)
		}
	}
	if !stages["reading"] {
		t.Errorf("the stages were %v", stages)
	}
	broken := "~/documents/" + document + "/uploads/" + newID()
	if res := second.do("PUT", broken+"?name=a.docx", strings.NewReader("không phải docx"), nil); res.status != 400 {
		t.Fatal(res)
	}
	for failed, late := false, time.After(20*time.Second); !failed; {
		select {
		case event := <-files:
			for _, line := range event {
				failed = failed || line["stage"] == "failed" && line["reason"] == "type_mismatch" && line["detail"] != ""
			}
		case <-late:
			t.Fatal("the failure was not told")
		}
	}
	if res := organizer.do("DELETE", "/api/v1/session", nil, nil); res.status != 204 {
		t.Fatal(res)
	}
	for late := time.After(10 * time.Second); ; {
		select {
		case _, open := <-files:
			if !open {
				return
			}
		case <-late:
			t.Fatal("the events went on after the session's end")
		}
	}
}

// A server that stops ends what is followed, and does not wait for it.
func TestAFollowedBoardDoesNotKeepTheServerFromStopping(t *testing.T) {
	p := newServer(t)
	who, _ := thread(t, p)
	<-who.board(t)
	begin := time.Now()
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
