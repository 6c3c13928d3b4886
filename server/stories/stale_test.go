package stories_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"plenum/storage/storagetest"
)

// member makes an account and seats it, by somebody who may.
func (w *person) seatMember(t *testing.T, login string, roles ...string) (member, account string) {
	t.Helper()
	admin := w.process.signIn("quantri", "mật khẩu dài")
	admin.congress = w.congress
	made := admin.do("POST", "/api/v1/accounts", map[string]any{"login": login, "name": "Bạn Đọc Thử", "password": "mật khẩu dài"}, key(newID()))
	member, account = newID(), made.str("account")
	if res := admin.do("PUT", "~/members/"+member, map[string]any{
		"name": "Bạn Đọc Thử", "account": account, "roles": roles, "groups": []string{},
	}, key(newID())); res.status != 201 {
		t.Fatal(made, res)
	}
	return member, account
}

// published is a document for the roles with the content as its file.
func (w *person) published(t *testing.T, title string, content []byte, name string, audience map[string]any) string {
	t.Helper()
	document, upload := newID(), newID()
	if res := w.do("POST", "~/documents", map[string]any{"title": title, "audience": audience}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	if res := w.do("PUT", "~/documents/"+document+"/uploads/"+upload+"?name="+name, bytes.NewReader(content), nil); res.status != 201 {
		t.Fatal(res)
	}
	w.ready("~/documents/" + document + "/uploads/" + upload)
	if res := w.do("POST", "~/documents/"+document+"/publication", map[string]any{"upload": upload}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	return document
}

// A server that is cut off from the database goes on for as long as --stale-after says, and then serves nothing that needs a
// right: what was taken back elsewhere meanwhile it cannot know. What it gave until then stands in the audit afterwards.
func TestAServerThatIsCutOffServesNothingThatNeedsARight(t *testing.T) {
	for name, away := range map[string]func(*storagetest.Proxy) (back func()){
		"cut":  func(p *storagetest.Proxy) func() { p.Cut(); return p.Mend },
		"held": func(p *storagetest.Proxy) func() { p.Hold(); return p.Resume },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var proxy *storagetest.Proxy
			p := newPair(t, func(mongo, minio string) (string, string) {
				proxy = storagetest.NewProxy(t, mongo)
				return proxy.Addr, minio
			}, "--stale-after", "3s", "--poll", "200ms")
			who, discussion := thread(t, p.a)
			secretary, account := who.seatMember(t, "ban-doc", "secretariat")
			who.seatMember(t, "ban-khac", "delegate")
			picture := make([]byte, 32<<20)
			_, _ = rand.NewChaCha8([32]byte{}).Read(picture)
			copy(picture, "\x89PNG\r\n\x1a\n")
			large := who.published(t, "Ảnh", picture, "a.png", map[string]any{"everyone": true})
			text := who.published(t, "Kế hoạch năm", []byte("Phát triển nhà ở xã hội.\n"), "a.txt", map[string]any{"everyone": true})
			narrow := who.published(t, "Dự thảo", []byte("Chỉ cho đoàn thư ký.\n"), "a.txt", map[string]any{"roles": []string{"secretariat"}})

			reader, other := p.b.signIn("ban-doc", "mật khẩu dài"), p.b.signIn("ban-khac", "mật khẩu dài")
			for _, id := range []string{text, narrow} {
				if res := reader.get("~m/documents/" + id + "/versions/1/content"); res.status != 200 {
					t.Fatal(res)
				}
			}
			socket := reader.live("")
			socket.hear("hello")
			download, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.b.url+"/mobile/v1/congresses/"+reader.congress+"/documents/"+large+"/versions/1/content", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			download.Header.Set("Authorization", "Bearer "+reader.token)
			slow, err := http.DefaultClient.Do(download)
			if err != nil || slow.StatusCode != 200 {
				t.Fatal(slow, err)
			}
			defer slow.Body.Close()

			back := away(proxy)
			// What is given in the first moments is right by the rule, and is not lost to the audit.
			given := other.get("~m/documents/"+text+"/versions/1/content").status == 200
			// Meanwhile, on the other server: the session ends, the role is lost, a document is withdrawn.
			if res := reader.on(p.a).do("DELETE", "/api/v1/session", nil, nil); res.status >= 300 {
				t.Fatal(res)
			}
			admin := p.a.signIn("quantri", "mật khẩu dài")
			admin.congress = who.congress
			read := ""
			for _, m := range items(who.get("~/members")) {
				if m["object"] == secretary {
					read = fmt.Sprintf(`"%.0f"`, m["n"])
				}
			}
			if res := admin.do("PUT", "~/members/"+secretary, map[string]any{
				"name": "Bạn Đọc Thử", "account": account, "roles": []string{"delegate"}, "groups": []string{},
			}, with(key(newID()), "If-Match", read)); res.status >= 300 {
				t.Fatal(res)
			}
			if res := who.do("POST", "~/documents/"+text+"/withdrawal", map[string]any{}, key(newID())); res.status >= 300 {
				t.Fatal(res)
			}

			asks := map[string]func() response{
				"ended session":      func() response { return reader.get("/api/v1/session") },
				"lost role":          func() response { return reader.get("~m/documents/" + narrow + "/versions/1/content") },
				"withdrawn document": func() response { return other.get("~m/documents/" + text + "/versions/1/content") },
				"its entry":          func() response { return other.get("~/documents/" + text) },
				"search":             func() response { return other.get("~m/search?q=" + urlEncode("nhà ở")) },
				"register":           func() response { return other.get("~/documents") },
				"changes":            func() response { return other.get("~m/changes") },
				"comment": func() response {
					return who.on(p.b).do("POST", "~m/discussions/"+discussion+"/comments", map[string]any{"group": who.groups[0], "issue": 1, "text": "Ý kiến"}, key(newID()))
				},
				"sign in": func() response {
					return (&person{process: p.b}).do("POST", "/api/v1/sessions", map[string]string{"login": "ban-khac", "password": "mật khẩu dài"}, nil)
				},
				"administrator": func() response { return admin.on(p.b).get("~/members") },
				"congresses":    func() response { return other.get("/api/v1/congresses") },
			}
			// Each hall counts its own time: System's, which knows the sessions, and the congress's.
			for _, path := range []string{"/api/v1/session", "/api/v1/congresses"} {
				eventually(t, "the server is stale", func() bool { return other.get(path).status == 503 })
			}
			for what, ask := range asks {
				begun := time.Now()
				res := ask()
				if seconds, err := strconv.Atoi(res.header.Get("Retry-After")); res.status != 503 || res.str("code") != "storage_unavailable" || err != nil || seconds < 1 {
					t.Errorf("%s: %s %v", what, res, res.header)
				}
				if took := time.Since(begun); took > 10*time.Second {
					t.Errorf("%s took %v", what, took)
				}
			}
			bye := socket.hear("bye")
			if bye.Reason != "restart" || !bye.Reconnect {
				t.Errorf("the socket was told %+v", bye)
			}
			if n, err := io.Copy(io.Discard, slow.Body); err == nil || n >= int64(len(picture)) {
				t.Errorf("the download under way came to its end: %d, %v", n, err)
			}
			if res := p.b.get("/readyz"); res.status != 503 || !strings.Contains(string(res.body), `"log":"unavailable"`) || !strings.Contains(string(res.body), `"files":"ok"`) {
				t.Errorf("readyz: %s", res)
			}

			back()
			eventually(t, "it serves again", func() bool { return other.get("/api/v1/congresses").status == 200 })
			if res := reader.get("/api/v1/session"); res.status != 401 {
				t.Errorf("the ended session: %s", res)
			}
			if res := other.get("~m/documents/" + text + "/versions/1/content"); res.status != 404 {
				t.Errorf("the withdrawn document: %s", res)
			}
			if given {
				eventually(t, "what was given meanwhile is in the audit", func() bool {
					res := who.get("~/audit/reads?document=" + text)
					return strings.Count(string(res.body), other.account) == 1
				})
			} else {
				t.Log("nothing was given after the cut")
			}
		})
	}
}

// hear reads frames up to one of the type.
func (t *tablet) hear(kind string) frame {
	t.tb.Helper()
	return t.until(kind, time.Minute, func(f frame) bool { return f.Type == kind })
}

// get is for what needs nobody.
func (p *process) get(path string) response { return (&person{process: p}).get(path) }
