package stories_test

import (
	"strings"
	"testing"

	"plenum/documents/antivirus/antivirustest"
)

func TestAVirusNeverReachesAnybody(t *testing.T) {
	for name, daemon := range map[string]func(*testing.T) (string, func()){
		"a daemon of ours": func(t *testing.T) (string, func()) { c := antivirustest.Start(t, "", nil); return c.Address, c.Close },
		"the real one":     func(t *testing.T) (string, func()) { return antivirustest.Real(t, "") },
	} {
		t.Run(name, func(t *testing.T) { antivirusStory(t, daemon) })
	}
}

func antivirusStory(t *testing.T, daemon func(*testing.T) (address string, kill func())) {
	address, kill := daemon(t)
	p := start(t, t.TempDir(), "--demo", "--clamd", address)
	organizer := p.as("bantochuc1")
	document := newID()
	if res := organizer.do("POST", "~/documents", map[string]any{"title": "Báo cáo", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	upload := func(text string) (path string) {
		path = "~/documents/" + document + "/uploads/" + newID()
		if res := organizer.do("PUT", path+"?name=bao-cao.txt", strings.NewReader(text), nil); res.status != 201 {
			t.Fatal(res)
		}
		return path
	}
	clean, infected := upload("Nội dung sạch.\n"), upload("Nội dung "+antivirustest.Virus+"\n")
	if res := organizer.ready(clean); res.str("scanned") != "clean" {
		t.Errorf("a clean file: %s", res)
	}
	gone := func() {
		t.Helper()
		eventually(t, "the virus is found", func() bool { return organizer.get(infected).str("state") != "checking" })
		res := organizer.get(infected)
		if res.str("state") != "failed" || res.str("reason") != "virus_found" || !strings.Contains(res.str("detail"), "vi-rút") || strings.Contains(string(res.body), antivirustest.Signature) {
			t.Errorf("a file with a virus: %s", res)
		}
		if res := organizer.get(infected + "/content"); res.status != 404 {
			t.Errorf("it is given: %s", res)
		}
		if res := organizer.do("POST", infected+"/retry", map[string]any{}, key(newID())); res.status != 409 || res.str("code") != "not_retried" {
			t.Errorf("it is tried again: %s", res)
		}
		publication := map[string]any{"upload": infected[strings.LastIndex(infected, "/")+1:]}
		if res := organizer.do("POST", "~/documents/"+document+"/publication", publication, key(newID())); res.status != 409 {
			t.Errorf("it is published: %s", res)
		}
	}
	gone()
	if !strings.Contains(p.log.whole(), antivirustest.Signature) {
		t.Error("the log does not name the virus")
	}

	kill()
	waits := upload("Tệp chờ kiểm tra.\n")
	eventually(t, "organizers are told why it waits", func() bool { return organizer.get(waits).str("reason") != "" })
	if res := organizer.get(waits); res.str("state") != "checking" || res.str("reason") != "antivirus_away" || !strings.Contains(res.str("detail"), "diệt vi-rút") {
		t.Errorf("without the daemon: %s", res)
	}
	if res := organizer.get(waits + "/content"); res.status != 409 || res.str("code") != "upload_not_ready" {
		t.Errorf("a file that was not scanned is given: %s", res)
	}
	if res := organizer.get("/readyz"); res.status != 200 {
		t.Errorf("the server is not ready: %s", res)
	}

	p.kill()
	address, _ = daemon(t)
	again := start(t, p.data, "--demo", "--clamd", address)
	organizer.process = again
	if res := organizer.ready(waits); res.str("scanned") != "clean" {
		t.Errorf("the file that waited: %s", res)
	}
	gone()
	if err := again.stop(); err != nil {
		t.Error(err)
	}
	if out, code := run(t, "", "verify", "--data", p.data); code != 0 {
		t.Errorf("verify: %d %s", code, out)
	}
}
