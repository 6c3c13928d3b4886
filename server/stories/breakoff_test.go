package stories_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"
)

// slowly reads 64 KB at most every two milliseconds, so that what the system holds on the way (some MB) does not hide who stopped.
type slowly struct{ io.Reader }

func (s slowly) Read(b []byte) (int, error) {
	time.Sleep(2 * time.Millisecond)
	return s.Reader.Read(b[:min(len(b), 64<<10)])
}

// Who loses a document loses it also while it is on its way to them.
func TestADownloadUnderWayEndsWithTheRightToIt(t *testing.T) {
	data := t.TempDir()
	if out, code := run(t, "mật khẩu dài\n", "admin", "create", "--data", data, "quantri", "Quản", "Trị"); code != 0 {
		t.Fatal(out)
	}
	p := start(t, data)
	organizer, _ := thread(t, p)
	content := make([]byte, 32<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(content)
	copy(content, "\x89PNG\r\n\x1a\n") // so it is taken as it is
	admin := p.signIn("quantri", "mật khẩu dài")
	admin.congress = organizer.congress
	account := admin.do("POST", "/api/v1/accounts", map[string]any{"login": "ban-doc", "name": "Bạn Đọc Thử", "password": "mật khẩu dài"}, key(newID()))
	if res := admin.do("PUT", "~/members/"+newID(), map[string]any{
		"name": "Bạn Đọc Thử", "account": account.str("account"), "roles": []string{"delegate"}, "groups": []string{},
	}, key(newID())); res.status != 201 {
		t.Fatal(account, res)
	}
	reader := p.signIn("ban-doc", "mật khẩu dài")
	for _, c := range []struct {
		name, path string
		lose       func(document string) response
	}{
		{"it is withdrawn", "content", func(document string) response {
			return organizer.do("POST", document+"/withdrawal", map[string]any{}, key(newID()))
		}},
		{"it is withdrawn, in the ZIP", "archive", func(document string) response {
			return organizer.do("POST", document+"/withdrawal", map[string]any{}, key(newID()))
		}},
		{"it is recalled", "content", func(document string) response {
			return organizer.do("POST", document+"/recall", map[string]string{"reason": "nhầm"}, key(newID()))
		}},
		{"the reader signs out, in the ZIP", "archive", func(string) response {
			again := p.signIn("ban-doc", "mật khẩu dài")
			defer func() { reader = again }()
			return reader.do("DELETE", "/api/v1/session", nil, nil)
		}},
		{"the reader signs out", "content", func(string) response { return reader.do("DELETE", "/api/v1/session", nil, nil) }},
	} {
		id, upload := newID(), newID()
		document := "~/documents/" + id
		if res := organizer.do("POST", "~/documents", map[string]any{"title": c.name, "audience": map[string]any{"roles": []string{"delegate"}}}, key(id)); res.status != 201 {
			t.Fatal(res)
		}
		if res := organizer.do("PUT", document+"/uploads/"+upload+"?name=a.png", bytes.NewReader(content), nil); res.status != 201 {
			t.Fatal(res)
		}
		organizer.ready(document + "/uploads/" + upload)
		if res := organizer.do("POST", document+"/publication", map[string]any{"upload": upload}, key(newID())); res.status != 201 {
			t.Fatal(res)
		}
		path := "/archive"
		if c.path == "content" {
			path = "/documents/" + id + "/versions/1/content"
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/mobile/v1/congresses/"+organizer.congress+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+reader.token)
		res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}).Do(request)
		if err != nil || res.StatusCode != 200 {
			t.Fatal(res, err)
		}
		if lost := c.lose(document); lost.status >= 300 {
			t.Fatalf("%s: %s", c.name, lost)
		}
		n, err := io.Copy(io.Discard, slowly{res.Body})
		_ = res.Body.Close()
		if err == nil || n >= int64(len(content)) || strings.Contains(err.Error(), "Timeout") {
			t.Errorf("%s: %d of %d bytes came, and it ended with %v", c.name, n, len(content), err)
		}
	}
}
