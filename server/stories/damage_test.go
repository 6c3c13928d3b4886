package stories_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// alterLog runs a statement on the stopped server's log.
func alterLog(t *testing.T, data, text string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	res, err := db.Exec(text, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n != 1 {
		t.Fatalf("%s changed %d rows", text, n)
	}
}

func copyLog(t *testing.T, from, to string) {
	t.Helper()
	v, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, v, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A byte of an account's record is wrong: all others sign in and work, and what it is is told.
func TestADamagedAccountKeepsOnlyItsOwnPersonOut(t *testing.T) {
	p := newServer(t)
	who, discussion := thread(t, p)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	alterLog(t, p.data, `UPDATE records SET body = replace(body, '"dai-bieu"', '"dai-biex"') WHERE kind = 'account' AND body LIKE '%"dai-bieu"%'`)
	p = start(t, p.data)
	admin := p.signIn("quantri", "mật khẩu dài") // writes a session
	if res := admin.do("POST", "/api/v1/sessions", map[string]string{"login": "dai-bieu", "password": "mật khẩu dài"}, nil); res.status != 401 {
		t.Errorf("the damaged account signs in: %s", res)
	}
	if res := admin.do("POST", "/api/v1/sessions", map[string]string{"login": "dai-biex", "password": "mật khẩu dài"}, nil); res.status != 401 {
		t.Errorf("what the damaged record says is believed: %s", res)
	}
	who.process = p
	if res := who.get("~/discussions"); res.status != 401 {
		t.Errorf("its session goes on: %s", res)
	}
	if res := admin.do("POST", "/api/v1/accounts", map[string]any{"login": "nguoi-moi", "name": "Người Mới", "password": "mật khẩu dài"}, key(newID())); res.status != 201 {
		t.Errorf("another account: %s", res)
	}
	if res := admin.get("/readyz"); res.status != 200 || !strings.Contains(string(res.body), `"stream":"system"`) || !strings.Contains(string(res.body), `"what":"body"`) {
		t.Errorf("readyz: %s", res)
	}
	_ = discussion
}

// Only the log was put back from an older copy. It is told, nothing is written over what is missing and no file is deleted, until the operator decides.
func TestAnOlderLogIsToldAndReadOnlyUntilItIsRepaired(t *testing.T) {
	p := newServer(t)
	who, discussion := thread(t, p)
	if res, err := who.say(discussion, newID()); err != nil || res.status != 201 {
		t.Fatal(res, err)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	database, heads := filepath.Join(p.data, databaseFile), filepath.Join(t.TempDir(), "kept.heads")
	backup := filepath.Join(t.TempDir(), "backup.db")
	copyLog(t, database, backup)
	p = start(t, p.data)
	who.process = p
	for range 3 {
		if res, err := who.say(discussion, newID()); err != nil || res.status != 201 {
			t.Fatal(res, err)
		}
	}
	cursor := who.get("~m/changes?limit=1000").str("cursor")
	document := newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Phụ lục", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	if res := who.do("PUT", "~/documents/"+document+"/uploads/"+newID()+"?name=a.txt", strings.NewReader("Phụ lục"), nil); res.status != 201 {
		t.Fatal(res)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	copyLog(t, filepath.Join(p.data, headsFile), heads)
	copyLog(t, backup, database)
	files := countFiles(t, p.data)

	if out, code := run(t, "", "verify", "--data", p.data); code != 1 || !strings.Contains(out, "missing") {
		t.Errorf("verify: %d %s", code, out)
	}
	p = start(t, p.data)
	who.process = p
	if res := who.get("~m/changes"); res.status != 200 {
		t.Errorf("reading: %s", res)
	}
	if res := who.get("~m/changes?since=" + cursor); res.status != 200 || res.json()["full"] != true {
		t.Errorf("a cursor of what is missing: %s", res)
	}
	tablet := who.live(cursor)
	if hello := tablet.until("hello", 10*time.Second, func(f frame) bool { return f.Type == "hello" }); !hello.Full {
		t.Errorf("the socket with a cursor of what is missing: %+v", hello)
	}
	if res, err := who.say(discussion, newID()); err != nil || res.status != 503 || res.str("code") != "congress_damaged" {
		t.Errorf("a comment: %v %v", res, err)
	}
	if res := who.get("/readyz"); res.status != 200 || !strings.Contains(string(res.body), `"what":"missing"`) {
		t.Errorf("readyz: %s", res)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.log.String(), "DAMAGED") {
		t.Errorf("the log says nothing:\n%s", p.log)
	}

	out, code := run(t, "", "repair", "--data", p.data)
	if code != 0 || !strings.Contains(out, "missing at the end") || !strings.Contains(out, "Nothing was changed") {
		t.Errorf("dry run: %d %s", code, out)
	}
	if out, code := run(t, "", "verify", "--data", p.data); code != 1 {
		t.Errorf("verify after a dry run: %d %s", code, out)
	}
	if out, code := run(t, "", "repair", "--data", p.data, "--yes"); code != 0 {
		t.Errorf("repair: %d %s", code, out)
	}
	p = start(t, p.data)
	who.process = p
	if res, err := who.say(discussion, newID()); err != nil || res.status != 201 {
		t.Errorf("a comment after it: %v %v", res, err)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if now := countFiles(t, p.data); now != files {
		t.Errorf("there are %d files, were %d", now, files)
	}
	if out, code := run(t, "", "verify", "--data", p.data); code != 0 {
		t.Errorf("verify after the repair: %d %s", code, out)
	}
	if out, code := run(t, "", "verify", "--data", p.data, "--heads", heads); code != 1 || !strings.Contains(out, "not the one") && !strings.Contains(out, "missing") {
		t.Errorf("verify against heads kept elsewhere: %d %s", code, out)
	}
}

func countFiles(t *testing.T, data string) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(data, filesFolder), func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil || n == 0 {
		t.Fatalf("%d files, %v", n, err)
	}
	return n
}

// The log is gone, and files or heads say that there was one.
func TestAMissingLogBesideFilesIsRefused(t *testing.T) {
	for name, also := range map[string]string{"files and heads": "", "heads": filesFolder, "files": headsFile} {
		p := newServer(t)
		who, _ := thread(t, p)
		document := newID()
		if res := who.do("POST", "~/documents", map[string]any{"title": "Phụ lục", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
			t.Fatal(res)
		}
		if res := who.do("PUT", "~/documents/"+document+"/uploads/"+newID()+"?name=a.txt", strings.NewReader("Phụ lục"), nil); res.status != 201 {
			t.Fatal(res)
		}
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}
		gone, err := filepath.Glob(filepath.Join(p.data, databaseFile+"*"))
		if err != nil {
			t.Fatal(err)
		}
		if also != "" {
			gone = append(gone, filepath.Join(p.data, also))
		}
		for _, path := range gone {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
		}
		for _, command := range []string{"serve", "admin"} {
			args := []string{command, "--data", p.data, "--addr", "127.0.0.1:0"}
			if command == "admin" {
				args = []string{"admin", "create", "--data", p.data, "moi", "Mới"}
			}
			if out, code := run(t, "mật khẩu dài\n", args...); code != 1 || !strings.Contains(out, "log_missing") {
				t.Errorf("%s beside %s: %d %s", command, name, code, out)
			}
		}
	}
}

// A record with a bad byte is shown by its number; the rest of the congress is read; the repair mends it, because its hash proves the byte.
func TestADamagedRecordIsShownByItsNumberAndMended(t *testing.T) {
	p := newServer(t)
	who, discussion := thread(t, p)
	ids := []string{newID(), newID(), newID()}
	var n float64
	for _, id := range ids {
		res, err := who.say(discussion, id)
		if err != nil || res.status != 201 {
			t.Fatal(res, err)
		}
		if id == ids[1] {
			n, _ = res.json()["n"].(float64)
		}
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	alterLog(t, p.data, `UPDATE records SET body = replace(body, 'Ý kiến', 'Ý kiẾn') WHERE n = ? AND kind = 'comment'`, int64(n)) // one letter, of three bytes one
	p = start(t, p.data)
	who.process = p
	list := fmt.Sprint(who.get("~m/changes?limit=1000").json()["records"])
	for i, id := range ids {
		if shown := strings.Contains(list, "Ý kiến "+id); shown != (i != 1) {
			t.Errorf("comment %d is shown: %v", i+1, shown)
		}
	}
	if !strings.Contains(list, "damaged:true") || strings.Contains(list, "kiẾn") {
		t.Errorf("the damaged record is not shown as such: %s", list)
	}
	for _, path := range []string{"~/members", "~/groups", "~/documents", "~/discussions", "~/discussions/" + discussion + "/comments"} {
		if res := who.get(path); res.status != 200 {
			t.Errorf("%s: %s", path, res)
		}
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if out, code := run(t, "", "repair", "--data", p.data, "--yes"); code != 0 || !strings.Contains(out, "mended") || strings.Contains(out, ids[1]) {
		t.Errorf("repair: %d %s", code, out)
	}
	p = start(t, p.data)
	who.process = p
	holdsAll(t, "repair", ids, who.standing(discussion))
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if kept, _ := filepath.Glob(filepath.Join(p.data, databaseFile+".damaged-*")); len(kept) != 1 {
		t.Errorf("the log as it was is not kept: %v", kept)
	}
	if text, err := os.ReadFile(filepath.Join(p.data, repairsFile)); err != nil || !strings.Contains(string(text), "mended") {
		t.Errorf("what was repaired is not written down: %s %v", text, err)
	}
}
