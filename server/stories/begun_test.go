package stories_test

import (
	"io"
	"io/fs"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"plenum/storage/storagetest"
)

// unfinished is how many bytes MinIO's folder has of uploads in parts that never came to their end.
func unfinished(t testing.TB, dir string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, ".minio.sys", "multipart"), func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil //nolint:nilerr // it went meanwhile
		}
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// within asks again and again until it holds.
func within(t testing.TB, what string, most time.Duration, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(most)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v", what, most)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// half sends the first bytes of a file to the document and keeps the request open until the server is gone, or drop is called.
func (w *person) half(t *testing.T, dir, document, upload string, parts bool) (path string, drop func()) {
	t.Helper()
	const size = 60 << 20
	url := w.url + "/api/v1/congresses/" + w.congress + "/documents/" + document + "/uploads/" + upload + "?name=a.txt"
	method, header := http.MethodPut, map[string]string{}
	if parts {
		// The part has a checksum, so that it is one part of whatever size.
		res := w.do("POST", "~/documents/"+document+"/tus", nil, map[string]string{
			"Tus-Resumable": "1.0.0", "Upload-Length": strconv.Itoa(size), "Upload-Metadata": "filename YS50eHQ=", "Idempotency-Key": upload,
		})
		if res.status != 201 {
			t.Fatal(res)
		}
		path = strings.TrimPrefix(res.header.Get("Location"), w.url)
		url = w.url + path
		method = http.MethodPatch
		header = map[string]string{
			"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Upload-Checksum": "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
		}
	}
	r, pipe := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), method, url, r)
	if err != nil {
		t.Fatal(err)
	}
	request.ContentLength = size
	request.Header.Set("Authorization", "Bearer "+w.token)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	ended := make(chan struct{})
	go func() { // ends with the server, or by drop
		defer close(ended)
		if res, err := http.DefaultClient.Do(request); err == nil {
			_ = res.Body.Close()
		}
	}()
	before := unfinished(t, dir)
	go func() { // ends with the request
		_, _ = io.Copy(pipe, io.LimitReader(forever{}, 50<<20))
	}()
	within(t, "a part is in the bucket", 30*time.Second, func() bool { return unfinished(t, dir) > before+16<<20 })
	return path, func() { _ = pipe.CloseWithError(io.ErrClosedPipe); <-ended }
}

type forever struct{}

func (forever) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	return len(b), nil
}

// draft registers a document without a file.
func (w *person) draft(t *testing.T) string {
	t.Helper()
	document := newID()
	if res := w.do("POST", "~/documents", map[string]any{"title": "Tài liệu", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	return document
}

func (w *person) recall(t *testing.T, document string) {
	t.Helper()
	if res := w.do("POST", "~/documents/"+document+"/recall", map[string]any{"reason": "nhầm"}, key(newID())); res.status != 200 && res.status != 201 {
		t.Fatal(res)
	}
}

// A server that is killed or stopped during a large upload leaves bytes that no list of files shows. They are gone once it
// is started again, and after a recall, and plenum verify sees them while they are there.
func TestAnUnfinishedUploadLeavesNoByte(t *testing.T) {
	for _, tt := range []struct {
		name           string
		parts          bool // by tus
		stop           bool // SIGTERM, not SIGKILL
		minio          bool // the file store is started again too
		recall, giveUp bool
	}{
		{name: "killed"},
		{name: "killed, recalled", recall: true},
		{name: "killed with the store, recalled", minio: true, recall: true},
		{name: "killed in a part", parts: true},
		{name: "killed in a part, given up", parts: true, giveUp: true, minio: true},
		{name: "killed in a part, recalled", parts: true, recall: true, minio: true},
		{name: "stopped, recalled", stop: true, recall: true},
		{name: "stopped in a part", stop: true, parts: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "minio")
			store := storagetest.StartMinIOIn(t, dir)
			args := []string{"--s3", store.Addr, "--s3-access-key", storagetest.MinIOAccessKey, "--s3-secret-key", storagetest.MinIOSecretKey, "--drain", "1s"}
			data := t.TempDir()
			if out, code := run(t, "mật khẩu dài\n", append([]string{"admin", "create", "--data", data}, append(args, "quantri", "Quản", "Trị")...)...); code != 0 {
				t.Fatal(out)
			}
			p := start(t, data, args...)
			who, _ := thread(t, p)
			document, upload := who.draft(t), newID()
			path, drop := who.half(t, dir, document, upload, tt.parts)
			if tt.stop {
				_ = p.stop()
			} else {
				p.kill()
			}
			drop()
			if !tt.stop && unfinished(t, dir) < 16<<20 {
				t.Fatal("the kill left nothing, so this test shows nothing")
			}
			if tt.minio {
				store.Kill()
				store.Restart()
			}
			if !tt.stop {
				if out, _ := run(t, "", append([]string{"verify", "--data", data}, args...)...); !strings.Contains(out, "part "+who.congress) {
					t.Errorf("verify does not see the upload:\n%s", out)
				}
			}
			who = who.on(start(t, data, args...))
			within(t, "the bucket has no unfinished upload after the start", 10*time.Second, func() bool { return unfinished(t, dir) == 0 })
			if tt.giveUp {
				if res := who.do("DELETE", path, nil, map[string]string{"Tus-Resumable": "1.0.0"}); res.status != 204 {
					t.Error(res)
				}
			}
			if tt.recall {
				who.recall(t, document)
			}
			who.process.kill()
			out, code := run(t, "", append([]string{"verify", "--data", data}, args...)...)
			if code != 0 || strings.Contains(out, "\npart ") || !strings.Contains(out, "not looked at: unfinished uploads in the bucket") || tt.recall && !strings.Contains(out, "1 recalled documents of which the store shows no byte") {
				t.Errorf("verify: %d\n%s", code, out)
			}
			if left := unfinished(t, dir); left > 0 {
				t.Errorf("%d bytes are left", left)
			}
		})
	}
}

// What the killed server had begun, and what the other is at, is given up by a recall on the server that is left.
func TestARecallGivesUpUploadsOfEveryServer(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil)
	who, _ := thread(t, p.a)
	folder := p.minio.Dir()
	dead, alive := who.draft(t), who.draft(t)
	_, drop := who.half(t, folder, dead, newID(), false)
	p.a.kill()
	drop()
	p.minio.Kill() // from now on it lists nothing of its own accord
	p.minio.Restart()
	here := who.on(p.b)
	_, drop = here.half(t, folder, alive, newID(), false)
	defer drop()
	out, code := run(t, "", append([]string{"verify", "--data", t.TempDir()}, p.at(p.mongo.Addr, p.minio.Addr)...)...)
	if code != 0 || strings.Count(out, "\npart ") != 2 {
		t.Errorf("verify before: %d\n%s", code, out)
	}
	here.recall(t, dead)
	here.recall(t, alive)
	if left := unfinished(t, folder); left > 0 {
		t.Errorf("%d bytes are left after the recalls", left)
	}
	out, code = run(t, "", append([]string{"verify", "--data", t.TempDir()}, p.at(p.mongo.Addr, p.minio.Addr)...)...)
	if code != 0 || !strings.Contains(out, "2 recalled documents of which the store shows no byte") || strings.Contains(out, "\npart ") || !strings.Contains(out, "not looked at: heads that other servers noted") {
		t.Errorf("verify after: %d\n%s", code, out)
	}
}
