package stories_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"plenum/congress"
	"plenum/handlers"
)

// binary is the program as a newcomer gets it, built once for the tests of this package.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "plenum-test")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "plenum")
	out, err := exec.Command("go", "build", "-o", path, "plenum/server").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// process is a running plenum.
type process struct {
	tb   testing.TB
	cmd  *exec.Cmd
	url  string
	data string
	log  *lockedBuffer
	done chan struct{} // closed when it ended, and err is how
	err  error
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.b.String()
	return text[max(0, len(text)-4000):] // its end
}

func (l *lockedBuffer) whole() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// compiled is one folder of PDFium's compiled form for all servers of the tests: making it costs seconds each time.
var compiled = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "plenum-cache") })

// start runs `plenum serve` on a free port and waits until it says that it is ready.
func start(tb testing.TB, data string, args ...string) *process {
	tb.Helper()
	path, err := binary()
	if err != nil {
		tb.Fatal(err)
	}
	return startBuilt(tb, path, data, args...)
}

// startBuilt is start with a program that was built in a way of its own.
func startBuilt(tb testing.TB, path, data string, args ...string) *process {
	tb.Helper()
	cache, err := compiled()
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		tb.Fatal(err)
	}
	if err := os.Symlink(cache, filepath.Join(data, cacheFolder)); err != nil && !errors.Is(err, os.ErrExist) {
		tb.Fatal(err)
	}
	p := &process{tb: tb, data: data, log: &lockedBuffer{}, done: make(chan struct{})}
	p.cmd = exec.Command(path, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, args...)...)
	p.cmd.Stderr = p.log
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(p.kill)
	ready := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if url, ok := strings.CutPrefix(lines.Text(), "Plenum is ready: "); ok {
				ready <- strings.TrimSuffix(url, "/")
			}
		}
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	select {
	case p.url = <-ready:
	case <-p.done:
		tb.Fatalf("plenum ended: %v\n%s", p.err, p.log)
	case <-time.After(60 * time.Second):
		tb.Fatalf("plenum is not ready\n%s", p.log)
	}
	return p
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// stop sends SIGTERM and gives how the program ended.
func (p *process) stop() error {
	p.tb.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
		return p.err
	case <-time.After(40 * time.Second):
		p.tb.Fatalf("plenum does not stop\n%s", p.log)
		return nil
	}
}

// demoServer is one server with the demo, for all tests that do not stop it.
func demoServer(t *testing.T) *process {
	t.Helper()
	sharedMu.Lock()
	defer sharedMu.Unlock()
	if shared == nil {
		dir, err := os.MkdirTemp("", "plenum-demo")
		if err != nil {
			t.Fatal(err)
		}
		shared = start(sharedTB{t}, dir, "--demo")
	}
	mine := *shared
	mine.tb = t // faults belong to the test that asks, not to the one that came first
	return &mine
}

var (
	sharedMu sync.Mutex
	shared   *process
)

// sharedTB has no Cleanup: TestMain ends the shared server.
type sharedTB struct{ testing.TB }

func (sharedTB) Cleanup(func()) {}

func TestMain(m *testing.M) {
	if path := os.Getenv(bareFile); path != "" {
		fmt.Fprintln(os.Stderr, serveBare(path))
		os.Exit(1)
	}
	code := m.Run()
	if shared != nil {
		shared.kill()
		_ = os.RemoveAll(shared.data)
	}
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	if cache, err := compiled(); err == nil {
		_ = os.RemoveAll(cache)
	}
	os.Exit(code)
}

// person is somebody signed in, in one congress.
type person struct {
	*process
	client   *http.Client // nil: the default one
	many     bool         // there are so many answers that not each is held to the contract
	token    string
	account  string
	congress string
	member   string
	groups   []string
}

// as signs a demo login in and enters the first congress.
func (p *process) as(login string) *person {
	p.tb.Helper()
	return p.signIn(login, p.password(login))
}

// password is that of a demo login.
func (p *process) password(login string) string {
	p.tb.Helper()
	text, err := os.ReadFile(filepath.Join(p.data, demoLoginsFile))
	if err != nil {
		p.tb.Fatal(err)
	}
	var logins []demoLogin
	if err := json.Unmarshal(text, &logins); err != nil {
		p.tb.Fatal(err)
	}
	for _, l := range logins {
		if l.Login == login {
			return l.Password
		}
	}
	p.tb.Fatalf("no demo login %s", login)
	return ""
}

func (p *process) signIn(login, password string) *person {
	p.tb.Helper()
	who := &person{process: p}
	res := who.do("POST", "/api/v1/sessions", map[string]string{"login": login, "password": password}, nil)
	if res.status != 201 {
		p.tb.Fatalf("sign in %s: %s", login, res)
	}
	who.token, who.account = res.str("token"), res.str("account")
	list, _ := who.get("/api/v1/congresses").json()["items"].([]any)
	if len(list) > 0 {
		item, _ := list[0].(map[string]any)
		who.congress, _ = item["congress"].(string)
		who.member, _ = item["member"].(string)
		groups, _ := item["groups"].([]any)
		for _, g := range groups {
			who.groups = append(who.groups, g.(string))
		}
	}
	return who
}

// response is an answer, read whole.
type response struct {
	status int
	header http.Header
	body   []byte
}

func (r response) String() string { return fmt.Sprintf("%d %.600s", r.status, r.body) }

func (r response) json() map[string]any {
	var v map[string]any
	_ = json.Unmarshal(r.body, &v)
	return v
}

func (r response) str(name string) string {
	s, _ := r.json()[name].(string)
	return s
}

func (w *person) get(path string) response { return w.do("GET", path, nil, nil) }

// do sends a request: body is JSON unless it is an io.Reader. A path that begins with "~" is in the congress.
func (w *person) do(method, path string, body any, header map[string]string) response {
	w.tb.Helper()
	res, err := w.try(method, path, body, header)
	if err != nil {
		w.tb.Fatalf("%s %s: %v\n%s", method, path, err, w.log)
	}
	return res
}

func (w *person) try(method, path string, body any, header map[string]string) (response, error) {
	if rest, ok := strings.CutPrefix(path, "~m"); ok {
		path = "/mobile/v1/congresses/" + w.congress + rest
	} else if rest, ok := strings.CutPrefix(path, "~"); ok {
		path = "/api/v1/congresses/" + w.congress + rest
	}
	var reader io.Reader
	contentType := ""
	switch b := body.(type) {
	case nil:
	case io.Reader:
		reader = b
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return response{}, err
		}
		reader, contentType = bytes.NewReader(text), "application/json"
	}
	request, err := http.NewRequest(method, w.url+path, reader)
	if err != nil {
		return response{}, err
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if w.token != "" {
		request.Header.Set("Authorization", "Bearer "+w.token)
	}
	for k, v := range header {
		request.Header.Set(k, v)
		if k == "Host" {
			request.Host = v
		}
	}
	res, err := cmp.Or(w.client, http.DefaultClient).Do(request)
	if err != nil {
		return response{}, err
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		return response{}, err
	}
	if !w.many {
		w.checkAnswer(request, res, all)
	}
	return response{res.StatusCode, res.Header, all}, nil
}

// contract is read once for the tests of this package.
var contract = sync.OnceValues(handlers.LoadContract)

// checkAnswer holds every answer that a test gets to the contract.
func (w *person) checkAnswer(request *http.Request, res *http.Response, body []byte) {
	c, err := contract()
	if err != nil {
		w.tb.Error(err)
		return
	}
	if err := c.CheckAnswer(request, res.StatusCode, res.Header, body); err != nil {
		w.tb.Errorf("%s %s: the answer %d %.300s is not the contract's: %v", request.Method, request.URL.Path, res.StatusCode, body, err)
	}
}

func newID() string { return congress.NewUUID(time.Now()) }

func key(id string) map[string]string { return map[string]string{"Idempotency-Key": id} }

// the gives the object of a kind whose body has the value.
func (w *person) the(kind, field, value string) map[string]any {
	w.tb.Helper()
	items, _ := w.get("~/" + kind + "?limit=1000").json()["items"].([]any)
	for _, i := range items {
		item, _ := i.(map[string]any)
		body, _ := item["body"].(map[string]any)
		if body[field] == value {
			return item
		}
	}
	w.tb.Fatalf("no %s with %s %q", kind, field, value)
	return nil
}

func mustJSON(tb testing.TB, v any) string {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}
