package stories_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"plenum/storage/minio"
	"plenum/storage/storagetest"
)

// shelf is where a server's files are, with a way past the server.
type shelf struct {
	args      []string
	hand      bool                                 // files are kept at hand
	cut, mend func()                               // nil: such a store has no line to be cut
	moved     func(p *process) (back func() error) // takes its folder away; nil: it has none
	replace   func(t *testing.T, p *process, key string, content []byte)
}

func shelves(t *testing.T) map[string]shelf {
	t.Helper()
	store := storagetest.StartMinIO(t)
	proxy := storagetest.NewProxy(t, store.Addr)
	direct, err := minio.Open(t.Context(), minio.Config{Endpoint: store.Addr, Bucket: "plenum", AccessKey: storagetest.MinIOAccessKey, SecretKey: storagetest.MinIOSecretKey})
	if err != nil {
		t.Fatal(err)
	}
	distant := shelf{
		args: []string{"--s3", proxy.Addr, "--s3-access-key", storagetest.MinIOAccessKey, "--s3-secret-key", storagetest.MinIOSecretKey}, hand: true, cut: proxy.Cut, mend: proxy.Mend,
		replace: func(t *testing.T, _ *process, key string, content []byte) {
			t.Helper()
			if err := direct.Delete(context.Background(), key); err != nil {
				t.Fatal(err)
			}
			if _, err := direct.Put(context.Background(), key, int64(len(content)), bytes.NewReader(content)); err != nil {
				t.Fatal(err)
			}
		},
	}
	away := distant
	away.args, away.hand = append(slices.Clone(distant.args), "--copies", "0"), false
	return map[string]shelf{
		"files": {moved: func(p *process) func() error {
			blobs := filepath.Join(p.data, filesFolder, "blobs")
			if err := os.Rename(blobs, blobs+"-away"); err != nil {
				return func() error { return err }
			}
			return func() error { return os.Rename(blobs+"-away", blobs) }
		}, replace: func(t *testing.T, p *process, key string, content []byte) {
			t.Helper()
			at, err := filepath.Glob(filepath.Join(p.data, filesFolder, filepath.FromSlash(key)) + "*")
			if err == nil && len(at) == 0 {
				at, err = filepath.Glob(filepath.Join(p.data, filesFolder, "*", filepath.FromSlash(key)) + "*")
			}
			if err != nil || len(at) != 1 {
				t.Fatalf("%v %v", at, err)
			}
			if err := os.WriteFile(at[0], content, 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		"MinIO": away, "MinIO, at hand": distant,
	}
}

// shelved is a published document on a shelf: its file's content, its paths and the key of its blob.
type shelved struct {
	who                       *person
	document, content, upload string
	key                       string
}

func (s *shelved) publish(t *testing.T, who *person, content []byte) {
	t.Helper()
	document, upload := newID(), newID()
	s.who, s.document = who, "~/documents/"+document
	s.content, s.upload = "~m/documents/"+document+"/versions/1/content", s.document+"/uploads/"+upload
	if res := who.do("POST", "~/documents", map[string]any{"title": "Tài liệu", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	res := who.do("PUT", s.upload+"?name=a.txt", bytes.NewReader(content), nil)
	if res.status != 201 {
		t.Fatal(res)
	}
	body, _ := res.json()["body"].(map[string]any)
	s.key, _ = body["blob"].(string)
	who.ready(s.upload)
	if res := who.do("POST", s.document+"/publication", map[string]any{"upload": upload}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
}

// read gives what came of the file, and whether it came to its end.
func (s *shelved) read(t *testing.T, between func()) (n int64, status int, err error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.who.url+strings.Replace(s.content, "~m", "/mobile/v1/congresses/"+s.who.congress, 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.who.token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, ReadBufferSize: 4096}, Timeout: time.Minute}
	res, err := client.Do(request)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = res.Body.Close() }()
	if between != nil {
		between()
	}
	n, err = io.Copy(io.Discard, res.Body)
	return n, res.StatusCode, err
}

// What is wrong with a store is said, never passed on as if it was the file, and over as soon as the store is right.
func TestFaultsOfTheFileStore(t *testing.T) {
	content := bytes.Repeat([]byte("Nội dung của tài liệu.\n"), 1<<20) // 27 MB: more than all buffers on the way
	for name, s := range shelves(t) {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			if out, code := run(t, "mật khẩu dài\n", "admin", "create", "--data", data, "quantri", "Quản", "Trị"); code != 0 {
				t.Fatal(out)
			}
			p := start(t, data, s.args...)
			who, _ := thread(t, p)
			var d shelved
			d.publish(t, who, content)
			if s.moved != nil {
				folderAway(t, p, &d, content, s.moved)
			}
			if s.cut != nil {
				n, status, err := d.read(t, s.cut)
				switch {
				case s.hand && (err != nil || n != int64(len(content))):
					t.Errorf("the store went away in the middle of a download of a file at hand: %d of %d bytes (%d), %v", n, len(content), status, err)
				case !s.hand && err == nil:
					t.Errorf("the store went away in the middle of a download, and %d of %d bytes (%d) ended well", n, len(content), status)
				}
				if res := who.get(d.content); res.status != 503 || res.str("code") != "storage_unavailable" {
					t.Errorf("a download without a store: %s", res)
				}
				another := d.document + "/uploads/" + newID() + "?name=b.txt"
				if res := who.do("PUT", another, strings.NewReader("ngắn"), nil); res.status != 503 || res.str("code") != "storage_unavailable" {
					t.Errorf("an upload without a store: %s", res)
				}
				s.mend()
				if res := who.do("PUT", another, strings.NewReader("ngắn"), nil); res.status != 201 {
					t.Errorf("the same upload once the store is back: %s", res)
				}

				// In the middle of an upload: nothing of it is there, and the same again is taken.
				another = d.document + "/uploads/" + newID() + "?name=c.txt"
				half := io.MultiReader(bytes.NewReader(content[:len(content)/2]), once(s.cut), bytes.NewReader(content[len(content)/2:]))
				if res, err := who.try("PUT", another, half, nil); err == nil && res.status != 503 {
					t.Errorf("the store went away in the middle of an upload: %s", res)
				}
				s.mend()
				if res := who.do("PUT", another, bytes.NewReader(content), nil); res.status != 201 {
					t.Errorf("the same upload again: %s", res)
				}
				resumed(t, who, d.document, content, s.cut, s.mend)
			}
			if n, status, err := d.read(t, nil); err != nil || n != int64(len(content)) || status != 200 {
				t.Errorf("once all is well: %d of %d bytes, %d, %v", n, len(content), status, err)
			}
			// What is not what was received goes to nobody, and is given again as soon as it is right.
			wrong := bytes.Clone(content)
			wrong[len(wrong)/2]++
			for what, other := range map[string][]byte{"half": content[:len(content)/2], "other bytes": wrong} {
				s.replace(t, p, d.key, other)
				for _, header := range []map[string]string{nil, {"Range": "bytes=5-9"}} {
					res := who.do("GET", d.content, nil, header)
					if res.status != 503 || res.str("code") != "file_damaged" || res.header.Get("ETag") != "" || res.header.Get("Content-Range") != "" {
						t.Errorf("%s of an object, asked for with %v: %s %v", what, header, res, res.header)
					}
				}
				s.replace(t, p, d.key, content)
				if n, status, err := d.read(t, nil); err != nil || n != int64(len(content)) || status != 200 {
					t.Errorf("once it is right: %d of %d bytes, %d, %v", n, len(content), status, err)
				}
			}
			s.replace(t, p, d.key, wrong)
			if err := p.stop(); err != nil {
				t.Fatal(err)
			}
			out, code := run(t, "", append([]string{"verify", "--data", data}, s.args...)...)
			if code == 0 || !strings.Contains(out, d.key) {
				t.Errorf("verify says of other bytes: %d %s", code, out)
			}
		})
	}
}

// resumed uploads by tus while the store goes away and comes back: what was kept is told, and it goes on from there.
func resumed(t *testing.T, who *person, document string, content []byte, cut, mend func()) {
	t.Helper()
	version := map[string]string{"Tus-Resumable": "1.0.0"}
	created := who.do("POST", document+"/tus", nil, map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": fmt.Sprint(len(content)), "Upload-Metadata": "filename ZC50eHQ="})
	at := strings.TrimPrefix(created.header.Get("Location"), who.url)
	if created.status != 201 || at == "" {
		t.Fatal(created, created.header)
	}
	part := func(offset int, body io.Reader) (response, error) {
		return who.try("PATCH", at, body, map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": fmt.Sprint(offset), "Content-Type": "application/offset+octet-stream"})
	}
	if res, err := part(0, bytes.NewReader(content[:1<<20])); err != nil || res.status != 204 {
		t.Fatal(res, err)
	}
	half := len(content) / 2
	if res, err := part(1<<20, io.MultiReader(bytes.NewReader(content[1<<20:half]), once(cut), bytes.NewReader(content[half:]))); err == nil && (res.status != 503 || res.str("code") != "storage_unavailable") {
		t.Errorf("a part while the store went away: %s", res)
	}
	if res := who.do("HEAD", at, nil, version); res.status != 423 || res.header.Get("X-Plenum-Code") != "storage_unavailable" {
		t.Errorf("how far it is, without a store: %s %v", res, res.header)
	}
	if res, err := part(1<<20, strings.NewReader("x")); err != nil || res.status != 503 || res.str("code") != "storage_unavailable" {
		t.Errorf("a part without a store: %s %v", res, err)
	}
	mend()
	res := who.do("HEAD", at, nil, version)
	offset, err := strconv.Atoi(res.header.Get("Upload-Offset"))
	if err != nil || res.status != 200 || offset < 1<<20 || offset > len(content) {
		t.Fatalf("how far it is once the store is back: %s %v", res, res.header)
	}
	if res, err := part(offset, bytes.NewReader(content[offset:])); err != nil || res.status != 204 {
		t.Errorf("the rest: %s %v", res, err)
	}
	upload := document + "/uploads/" + path.Base(at)
	who.ready(upload)
	if got := who.get(upload + "/content"); !bytes.Equal(got.body, content) {
		t.Errorf("the file has %d bytes, not the %d that were sent", len(got.body), len(content))
	}
}

// wantFailed: of an upload that failed organizers see that, and nobody gets a byte.
func wantFailed(t *testing.T, who *person, upload string) {
	t.Helper()
	if res := who.get(upload); res.status != 404 && (res.str("state") != "failed" || res.str("reason") != "storage_unavailable") {
		t.Errorf("an upload that failed is there: %s", res)
	}
	if res := who.get(upload + "/content"); res.status != 404 {
		t.Errorf("an upload that failed is given: %s", res)
	}
}

// folderAway takes the folder of the files away while one is fetched and one is sent.
func folderAway(t *testing.T, p *process, d *shelved, content []byte, moved func(*process) func() error) {
	t.Helper()
	var back func() error
	if n, status, err := d.read(t, func() { back = moved(p) }); err == nil && (n != int64(len(content)) || status != 200) {
		t.Errorf("without the folder %d of %d bytes (%d) ended well", n, len(content), status)
	}
	another := d.document + "/uploads/" + newID()
	for what, res := range map[string]response{
		"a download": d.who.get(d.content), "an upload": d.who.do("PUT", another+"?name=a.txt", strings.NewReader("ngắn"), nil), "readyz": d.who.get("/readyz"),
	} {
		if res.status != 503 {
			t.Errorf("%s without the folder: %s", what, res)
		}
	}
	wantFailed(t, d.who, another)
	if err := back(); err != nil {
		t.Fatal(err)
	}
	half := io.MultiReader(bytes.NewReader(content[:len(content)/2]), once(func() { back = moved(p) }), bytes.NewReader(content[len(content)/2:]))
	if res, err := d.who.try("PUT", another+"?name=a.txt", half, nil); err != nil || res.status != 503 || res.str("code") != "storage_unavailable" {
		t.Errorf("the folder went away in the middle of an upload: %s %v", res, err)
	}
	if err := back(); err != nil {
		t.Fatal(err)
	}
	if res := d.who.do("PUT", another+"?name=a.txt", bytes.NewReader(content), nil); res.status != 201 {
		t.Errorf("the same upload once the folder is back: %s", res)
	}
	if res := d.who.get("/readyz"); res.status != 200 {
		t.Errorf("once the folder is back: %s", res)
	}
}

// once calls f and gives no bytes.
func once(f func()) io.Reader {
	return readerFunc(func([]byte) (int, error) { f(); return 0, io.EOF })
}

type readerFunc func([]byte) (int, error)

func (r readerFunc) Read(b []byte) (int, error) { return r(b) }
