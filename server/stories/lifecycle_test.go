package stories_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"
)

// run runs the program with a command line and gives what it said and how it ended.
func run(t testing.TB, stdin string, args ...string) (string, int) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}

// thread is a congress with one open thread, set up through the API from nothing, and a member who may post there.
func thread(t testing.TB, p *process) (*person, string) {
	t.Helper()
	admin := p.signIn("quantri", "mật khẩu dài")
	id := newID()
	if res := admin.do("POST", "/api/v1/congresses", map[string]string{"title": "Hội nghị thử"}, key(id)); res.status != 201 {
		t.Fatal(res)
	}
	account := admin.do("POST", "/api/v1/accounts", map[string]any{"login": "dai-bieu", "name": "Đại biểu Thử", "password": "mật khẩu dài"}, key(newID()))
	if account.status != 201 {
		t.Fatal(account)
	}
	admin.congress = id
	group := newID()
	for path, body := range map[string]any{
		"~/groups/" + group: map[string]any{"name": "Tổ 1", "number": 1},
	} {
		if res := admin.do("PUT", path, body, key(newID())); res.status != 201 {
			t.Fatal(res)
		}
	}
	// The person is organizer, delegate and chair at once, which one membership may be.
	if res := admin.do("PUT", "~/members/"+newID(), map[string]any{
		"name": "Đại biểu Thử", "account": account.str("account"), "roles": []string{"organizer", "delegate", "chair"}, "groups": []string{group},
	}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	who := p.signIn("dai-bieu", "mật khẩu dài")
	discussion := newID()
	if res := who.do("POST", "~/discussions", map[string]any{
		"title": "Thảo luận", "issues": []map[string]string{{"title": "Một"}}, "groups": []string{group}, "open": []string{group},
	}, key(discussion)); res.status != 201 {
		t.Fatal(res)
	}
	return who, discussion
}

func (w *person) say(discussion, id string) (response, error) {
	return w.try("POST", "~m/discussions/"+discussion+"/comments", map[string]any{"group": w.groups[0], "issue": 1, "text": "Ý kiến " + id}, key(id))
}

// newServer makes an administrator in an empty folder and starts a server there.
func newServer(t testing.TB, args ...string) *process {
	t.Helper()
	data := t.TempDir()
	if out, code := run(t, "mật khẩu dài\n", "admin", "create", "--data", data, "quantri", "Quản", "Trị"); code != 0 {
		t.Fatalf("admin create: %d %s", code, out)
	}
	return start(t, data, args...)
}

// posts has writers post until stop ends; it gives the ids that were acknowledged.
func posts(t *testing.T, who *person, discussion string, writers int, stop <-chan struct{}) func() []string {
	var mu sync.Mutex
	var acknowledged []string
	var wait sync.WaitGroup
	for range writers {
		wait.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				id := newID()
				res, err := who.say(discussion, id)
				if err != nil {
					return // the server is gone
				}
				switch res.status {
				case 201:
					mu.Lock()
					acknowledged = append(acknowledged, id)
					mu.Unlock()
				case 503:
				default:
					t.Errorf("post: %s", res)
					return
				}
			}
		})
	}
	return func() []string {
		wait.Wait()
		return acknowledged
	}
}

// standing gives how often each comment stands.
func (w *person) standing(discussion string) map[string]int {
	w.tb.Helper()
	count := map[string]int{}
	for cursor := ""; ; {
		res := w.get("~/discussions/" + discussion + "/comments?limit=1000" + cursor)
		if res.status != 200 {
			w.tb.Fatal(res)
		}
		for _, i := range items(res) {
			count[fmt.Sprint(i["object"])]++
		}
		if res.str("next") == "" {
			return count
		}
		cursor = "&cursor=" + res.str("next")
	}
}

func holdsAll(t *testing.T, what string, acknowledged []string, standing map[string]int) {
	t.Helper()
	if len(acknowledged) == 0 {
		t.Fatalf("%s: nothing was acknowledged", what)
	}
	for _, id := range acknowledged {
		if standing[id] != 1 {
			t.Errorf("%s: the acknowledged comment %s stands %d times", what, id, standing[id])
		}
	}
	t.Logf("%s: %d acknowledged, %d stand", what, len(acknowledged), len(standing))
}

func TestSIGTERMDuringAnUploadPostsAndSocketsLosesNothing(t *testing.T) {
	p := newServer(t)
	who, discussion := thread(t, p)
	tablet := who.live("")
	tablet.caughtUp()
	document, upload := newID(), newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Tài liệu"}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	file := bytes.Repeat([]byte("tài liệu "), 30_000)
	body, rest := io.Pipe()
	uploaded := make(chan response, 1)
	go func() {
		res, err := who.try("PUT", "~/documents/"+document+"/uploads/"+upload+"?name=t.txt", body, nil)
		if err != nil {
			t.Error("upload:", err)
		}
		uploaded <- res
	}()
	if _, err := rest.Write(file[:100_000]); err != nil {
		t.Fatal(err)
	}
	acknowledged := posts(t, who, discussion, 8, nil)
	tablet.until("the first comments", 10*time.Second, func(f frame) bool { return f.Kind == "comment" })

	ended := make(chan error, 1)
	go func() { ended <- p.stop() }()
	bye := tablet.until("bye", 10*time.Second, func(f frame) bool { return f.Type == "bye" })
	if bye.Reason != "restart" || !bye.Reconnect || bye.AfterMS <= 0 {
		t.Errorf("the socket hears %+v, want restart with a time to come back", bye)
	}
	if _, err := rest.Write(file[100_000:]); err != nil {
		t.Error("the upload was cut:", err)
	}
	_ = rest.Close()
	if res := <-uploaded; res.status != 201 {
		t.Errorf("the upload under way: %s, want 201", res)
	}
	if err := <-ended; err != nil {
		t.Errorf("the program ended with %v\n%s", err, p.log)
	}
	said := acknowledged()

	again := start(t, p.data)
	who.process = again
	who.ready("~/documents/" + document + "/uploads/" + upload) // after the restart
	holdsAll(t, "SIGTERM", said, who.standing(discussion))
	if err := again.stop(); err != nil {
		t.Error(err)
	}
	if out, code := run(t, "", "verify", "--data", p.data); code != 0 {
		t.Errorf("verify: %d %s", code, out)
	}
}

func TestKill9DuringPostsLosesNothingAcknowledged(t *testing.T) {
	p := newServer(t)
	who, discussion := thread(t, p)
	var said []string
	for round := range 5 {
		tablet := who.live("")
		tablet.caughtUp()
		acknowledged := posts(t, who, discussion, 8, nil)
		for range 10 + round*7 {
			tablet.until("a comment", 10*time.Second, func(f frame) bool { return f.Kind == "comment" })
		}
		p.kill()
		said = append(said, acknowledged()...)
		p = start(t, p.data)
		who.process = p
	}
	holdsAll(t, "kill -9", said, who.standing(discussion))
	p.kill()
	if out, code := run(t, "", "verify", "--data", p.data); code != 0 {
		t.Errorf("verify: %d %s", code, out)
	}
}

func TestVerifyNamesTheFirstBadRecord(t *testing.T) {
	p := newServer(t)
	who, discussion := thread(t, p)
	var changed float64
	for range 3 {
		res, err := who.say(discussion, newID())
		if err != nil || res.status != 201 {
			t.Fatal(res, err)
		}
		if changed == 0 {
			changed, _ = res.json()["n"].(float64)
		}
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(p.data, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	res, err := db.Exec(`UPDATE records SET body = replace(body, 'kiến', 'đồ') WHERE n = ? AND kind = 'comment'`, int64(changed))
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n != 1 {
		t.Fatalf("changed %d rows", n)
	}
	_ = db.Close()
	out, code := run(t, "", "verify", "--data", p.data)
	if want := fmt.Sprintf("first bad record %d", int(changed)); code != 1 || !strings.Contains(out, want) {
		t.Errorf("verify: %d %s; want it to name %q", code, out, want)
	}
}

func TestTheCommandLineSaysWhatIsWrong(t *testing.T) {
	taken := t.TempDir()
	server := start(t, taken)
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 2, "plenum serve"},
		{[]string{"help"}, 0, "plenum verify"},
		{[]string{"version"}, 0, "plenum "},
		{[]string{"serve", "--help"}, 0, "--mongodb"},
		{[]string{"config"}, 0, "PLENUM_S3_SECRET_KEY_FILE"},
		{[]string{"dance"}, 2, `no command "dance"`},
		{[]string{"serve", "--adr", "x"}, 2, "adr"},
		{[]string{"serve", "--addr", "8080"}, 2, "addr must be host:port"},
		{[]string{"serve", "--session-days", "viele"}, 2, "session-days"},
		{[]string{"serve", "--tls-cert", "a.pem"}, 2, "tls-cert and tls-key go together"},
		{[]string{"serve", "--mongodb", "localhost:27017"}, 2, "mongodb must be a URI"},
		{[]string{"serve", "--s3", "http://127.0.0.1:9000"}, 2, "s3 must be host:port"},
		{[]string{"serve", "--s3", "127.0.0.1:9000"}, 2, "s3-access-key"},
		{[]string{"serve", "--trusted-proxies", "proxy"}, 2, "trusted-proxies"},
		{[]string{"serve", "--log-level", "loud"}, 2, "log-level"},
		{[]string{"serve", "--config", "/nowhere/plenum.conf"}, 2, "/nowhere/plenum.conf"},
		{[]string{"serve", "extra"}, 2, `got "extra"`},
		{[]string{"serve", "--data", taken}, 1, "another plenum works in"},
		{[]string{"serve", "--data", t.TempDir(), "--addr", strings.TrimPrefix(server.url, "http://")}, 1, "cannot be listened on"},
		{[]string{"serve", "--data", t.TempDir(), "--tls-cert", "a", "--tls-key", "b"}, 1, "tls-cert and tls-key cannot be used"},
		{[]string{"verify", "--data", t.TempDir()}, 1, "there is no log"},
		{[]string{"admin"}, 2, "create LOGIN NAME"},
		{[]string{"admin", "create", "--data", t.TempDir(), "a"}, 2, "LOGIN and NAME"},
		{[]string{"admin", "create", "--data", t.TempDir(), "quantri", "Tên"}, 1, "password"},
		{[]string{"health", "--addr", "127.0.0.1:1"}, 1, "does not answer"},
		{[]string{"health", "--addr", strings.TrimPrefix(server.url, "http://")}, 0, "ready"},
	} {
		out, code := run(t, "ngắn\n", tt.args...)
		if code != tt.code || !strings.Contains(out, tt.says) {
			t.Errorf("plenum %s: %d %s; want %d and %q", strings.Join(tt.args, " "), code, out, tt.code, tt.says)
		}
	}
}
