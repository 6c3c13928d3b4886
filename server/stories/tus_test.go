package stories_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plenum/internal/need"
)

// tus-js-client uploads a file; in its middle the connection is cut and the
// server killed and started again; the client goes on, and the file is what it was.
func TestARealTusClientGoesOnAfterACutAndAKill(t *testing.T) {
	node := need.Program(t, "node")
	need.Client(t, "tus-client/node_modules")
	p := newServer(t)
	who, _ := thread(t, p)
	document := newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Số liệu", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	file := bytes.Repeat([]byte("số liệu "), 1)
	random := make([]byte, 16<<20)
	_, _ = rand.Read(random)
	for _, b := range random { // text, so that its type is taken
		file = append(file, 'a'+b%26)
	}
	path := filepath.Join(t.TempDir(), "so-lieu.txt")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	const name = "Số liệu đầy đủ.txt"
	endpoint := p.url + "/api/v1/congresses/" + who.congress + "/documents/" + document + "/tus"
	client := exec.Command(node, "../../tools/tus-client/upload.js", endpoint, who.token, path, name)
	client.Stderr = os.Stderr
	in, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Process.Kill(); _ = client.Wait() })
	lines := bufio.NewReader(out)
	location := said(t, lines, "cut")

	p.kill()
	u, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	again := start(t, p.data, "--addr", u.Host)
	who.process = again
	res := who.do("HEAD", strings.TrimPrefix(location, p.url), nil, map[string]string{"Tus-Resumable": "1.0.0"})
	var offset int
	if _, err := fmt.Sscan(res.header.Get("Upload-Offset"), &offset); err != nil || offset == 0 || offset >= len(file) || res.header.Get("Upload-Length") != fmt.Sprint(len(file)) {
		t.Errorf("after the cut and the kill the upload is %d %v", res.status, res.header)
	}
	t.Logf("%d of %d bytes were there", offset, len(file))
	if _, err := io.WriteString(in, "\n"); err != nil {
		t.Fatal(err)
	}
	said(t, lines, "done")

	upload := location[strings.LastIndex(location, "/")+1:]
	ready := who.ready("~/documents/" + document + "/uploads/" + upload)
	if ready.json()["size"] != float64(len(file)) {
		t.Errorf("the upload is %s", ready)
	}
	content := who.get("~/documents/" + document + "/uploads/" + upload + "/content")
	if sha256.Sum256(content.body) != sha256.Sum256(file) {
		t.Error("the file is not what it was")
	}
	if !strings.Contains(content.header.Get("Content-Disposition"), urlEncode("Số")[:6]) {
		t.Errorf("its name is %s", content.header.Get("Content-Disposition"))
	}
}

// said waits for a line of the client that begins with the word, and gives the rest.
func said(t *testing.T, lines *bufio.Reader, word string) string {
	t.Helper()
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the client ended without %q: %v", word, err)
		}
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), word+" "); ok {
			return rest
		}
		if strings.HasPrefix(line, "error") {
			t.Fatalf("the client says %s", line)
		}
	}
}

// tus-js-client meets an ended session in the middle of a file: its reader signs in again, and it goes on with the upload that it began.
func TestARealTusClientGoesOnAfterItsSessionEnded(t *testing.T) {
	node := need.Program(t, "node")
	need.Client(t, "tus-client/node_modules")
	p := newServer(t)
	who, _ := thread(t, p)
	document := newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Số liệu", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	path := filepath.Join(t.TempDir(), "so-lieu.txt")
	if err := os.WriteFile(path, bytes.Repeat([]byte("so lieu "), 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	endpoint := p.url + "/api/v1/congresses/" + who.congress + "/documents/" + document + "/tus"
	client := exec.Command(node, "../../tools/tus-client/upload.js", endpoint, who.token, path, "so-lieu.txt")
	client.Stderr = os.Stderr
	in, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Process.Kill(); _ = client.Wait() })
	lines := bufio.NewReader(out)
	location := said(t, lines, "cut")
	again := p.signIn("dai-bieu", "mật khẩu dài")
	if res := who.do("DELETE", "/api/v1/session", nil, nil); res.status >= 300 {
		t.Fatal(res)
	}
	if _, err := io.WriteString(in, again.token+"\n"); err != nil {
		t.Fatal(err)
	}
	if refused := said(t, lines, "refused"); refused != "423" {
		t.Errorf("the ended session is told as %s", refused)
	}
	if done := said(t, lines, "done"); done != location+" 1" {
		t.Errorf("the upload %s ended as %s: where it is, and how often it was created", location, done)
	}
}
