package stories_test

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"plenum/storage/storagetest"
)

// A store that is frozen answers nothing and breaks no connection. Whoever waits for it hears within seconds that it is
// away; the same request asked again is done once; and only the part that is away is named.
func TestAFrozenStoreIsToldWithinSeconds(t *testing.T) {
	for _, tt := range []struct {
		name, part string // that is away, as /readyz calls it
		freeze     func(*pair) *storagetest.Server
		asks       map[string]bool // what is asked, and whether it needs the part
	}{
		{"database", "log", func(p *pair) *storagetest.Server { return p.mongo }, map[string]bool{"comment": true, "upload": true, "sign in": true, "document": true}},
		{"file store", "files", func(p *pair) *storagetest.Server { return p.minio }, map[string]bool{"upload": true, "large upload": true, "content": true, "comment": false, "sign in": false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, nil, "--stale-after", "30s", "--copies", "0") // so that each call is waited for, not refused beforehand
			who, discussion := thread(t, p.a)
			document := who.draft(t)
			text := who.published(t, "Kế hoạch năm", bytes.Repeat([]byte("Phát triển nhà ở xã hội.\n"), 1000), "a.txt", map[string]any{"everyone": true})
			draft := newID()
			comments := make([]string, 5)
			for i := range comments {
				comments[i] = newID()
			}
			asks := map[string]func() (response, error){
				"comment": func() (response, error) { return who.say(discussion, comments[0]) },
				"upload": func() (response, error) {
					return who.try("PUT", "~/documents/"+document+"/uploads/"+newID()+"?name=a.txt", strings.NewReader("chữ"), nil)
				},
				"large upload": func() (response, error) {
					return who.try("PUT", "~/documents/"+document+"/uploads/"+newID()+"?name=a.txt", io.LimitReader(forever{}, 40<<20), nil)
				},
				"sign in": func() (response, error) {
					return (&person{process: p.a}).try("POST", "/api/v1/sessions", map[string]string{"login": "dai-bieu", "password": "mật khẩu dài"}, nil)
				},
				"document": func() (response, error) {
					return who.try("POST", "~/documents", map[string]any{"title": "Tài liệu"}, key(draft))
				},
				"content": func() (response, error) {
					return who.try("GET", "~m/documents/"+text+"/versions/1/content", nil, nil)
				},
			}
			store := tt.freeze(p)
			store.Freeze()
			defer store.Thaw()
			var wait sync.WaitGroup
			for what, needs := range tt.asks {
				wait.Go(func() {
					begun := time.Now()
					res, err := asks[what]()
					took := time.Since(begun)
					switch {
					case err != nil && what == "large upload": // it was answered and closed while the file was still being sent
					case err != nil:
						t.Errorf("%s: %v", what, err)
					case !needs && res.status != 201:
						t.Errorf("%s needs nothing of the part that is away, and: %s", what, res)
					case needs:
						if seconds, err := strconv.Atoi(res.header.Get("Retry-After")); res.status != 503 || res.str("code") != "storage_unavailable" || err != nil || seconds < 1 {
							t.Errorf("%s: %s %v", what, res, res.header)
						}
					}
					t.Logf("%s: %v", what, took.Round(100*time.Millisecond))
					if took > 20*time.Second {
						t.Errorf("%s took %v", what, took)
					}
				})
			}
			// Comments at once, as a hall sends them.
			for _, id := range comments[1:] {
				wait.Go(func() {
					if res, err := who.say(discussion, id); err != nil || tt.asks["comment"] == (res.status == 201) {
						t.Errorf("comment: %v %v", res, err)
					}
				})
			}
			wait.Wait()
			ready := p.a.get("/readyz")
			for _, part := range []string{"log", "files", "server"} {
				want := `"` + part + `":"ok"`
				if part == tt.part {
					want = `"` + part + `":"unavailable"`
				}
				if ready.status != 503 || !strings.Contains(string(ready.body), want) {
					t.Errorf("readyz does not say %s: %s", want, ready)
				}
			}
			other := map[string]string{"log": "files", "files": "log"}[tt.part]
			eventually(t, "the log names the part", func() bool { return strings.Contains(p.a.log.whole(), "not ready\" part="+tt.part) })
			log := p.a.log.whole()
			if strings.Contains(log, "not ready\" part="+other) || !strings.Contains(log, "sent again: "+tt.part+": ") || strings.Contains(log, "sent again: "+other+": ") {
				t.Errorf("the log does not name %s alone:\n%s", tt.part, p.a.log)
			}
			store.Thaw()
			eventually(t, "it is ready again", func() bool { return p.a.get("/readyz").status == 200 })
			for range 2 { // asked again it is done, and asked once more it stands
				for _, id := range comments {
					eventually(t, "the comment is taken", func() bool {
						res, err := who.say(discussion, id)
						return err == nil && (res.status == 201 || res.status == 200)
					})
				}
			}
			res := who.get("~/discussions/" + discussion + "/comments?limit=1000")
			for _, id := range comments {
				if n := strings.Count(string(res.body), "Ý kiến "+id); n != 1 {
					t.Errorf("comment %s stands %d times: %s", id, n, res)
				}
			}
			if out, code := run(t, "", append([]string{"verify", "--data", t.TempDir()}, p.at(p.mongo.Addr, p.minio.Addr)...)...); code != 0 {
				t.Errorf("verify: %s", out)
			}
		})
	}
}

// A download that is on its way when the file store freezes ends; it does not hang for as long as the store does.
func TestADownloadFromAFrozenStoreEnds(t *testing.T) {
	t.Parallel()
	p := newPair(t, nil, "--copies", "0")
	who, _ := thread(t, p.a)
	picture := make([]byte, 64<<20)
	copy(picture, "\x89PNG\r\n\x1a\n")
	document := who.published(t, "Ảnh", picture, "a.png", map[string]any{"everyone": true})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.a.url+"/mobile/v1/congresses/"+who.congress+"/documents/"+document+"/versions/1/content", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+who.token)
	res, err := http.DefaultClient.Do(request)
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res, err)
	}
	defer res.Body.Close()
	p.minio.Freeze()
	defer p.minio.Thaw()
	begun := time.Now()
	if n, err := io.Copy(io.Discard, res.Body); err == nil || n >= int64(len(picture)) {
		t.Errorf("%d bytes, %v", n, err)
	}
	if took := time.Since(begun); took > 25*time.Second {
		t.Errorf("it took %v", took)
	}
}
