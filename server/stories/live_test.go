package stories_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// cookie signs a login in as a page of the server does.
func (w *person) cookie(login, password string) string {
	w.tb.Helper()
	res := w.do("POST", "/api/v1/sessions", map[string]any{"login": login, "password": password, "cookie": true}, map[string]string{"Origin": w.url})
	cookie, _, _ := strings.Cut(res.header.Get("Set-Cookie"), ";")
	if res.status != 201 || !strings.HasPrefix(cookie, "plenum=") || res.str("token") != "" {
		w.tb.Fatalf("sign in with a cookie: %s %q", res, cookie)
	}
	return cookie
}

func (w *person) ticket() string {
	w.tb.Helper()
	res := w.do("POST", "/mobile/v1/tickets", nil, nil)
	if res.status != 201 || len(res.str("ticket")) < 32 {
		w.tb.Fatal(res)
	}
	return res.str("ticket")
}

// Who may open a socket, and with what: the upgrade is answered with the status and code, or the first frame by the frame.
func TestHowASocketIsSignedIn(t *testing.T) {
	p := start(t, t.TempDir(), "--demo", "--origins", "https://app.example")
	who := p.as("to1-daibieu01")
	cookie := who.cookie("to1-daibieu01", p.password("to1-daibieu01"))
	bearer := "Bearer " + who.token
	ended := p.as("to1-daibieu01")
	if res := ended.do("DELETE", "/api/v1/session", nil, nil); res.status != 204 {
		t.Fatal(res)
	}
	used, once := who.ticket(), who.ticket()
	foreign, local := p.as("to1-daibieu02").ticket(), strings.Replace(p.url, "http://", "https://", 1)

	for _, tt := range []struct {
		name   string
		header http.Header
		query  string
		ticket string
		status int
		code   string // of a refused upgrade
		frame  string // the first; of a bye its reason
	}{
		{name: "bearer token", header: http.Header{"Authorization": {bearer}}, frame: "hello"},
		{name: "bearer token from the server's own page", header: http.Header{"Authorization": {bearer}, "Origin": {p.url}}, frame: "hello"},
		{name: "bearer token from another page", header: http.Header{"Authorization": {bearer}, "Origin": {"https://evil.example"}}, status: 403, code: "origin_refused"},
		{name: "bearer token of an ended session", header: http.Header{"Authorization": {"Bearer " + ended.token}}, frame: "revoked"},
		{name: "bearer token that is none", header: http.Header{"Authorization": {"Bearer x"}}, frame: "revoked"},
		{name: "cookie from the server's own page", header: http.Header{"Cookie": {cookie}, "Origin": {p.url}}, frame: "hello"},
		{name: "cookie from the own page over a proxy's HTTPS", header: http.Header{"Cookie": {cookie}, "Origin": {local}}, frame: "hello"},
		{name: "cookie from a page that is configured", header: http.Header{"Cookie": {cookie}, "Origin": {"https://app.example"}}, frame: "hello"},
		{name: "cookie from another page", header: http.Header{"Cookie": {cookie}, "Origin": {"https://evil.example"}}, status: 403, code: "origin_refused"},
		{name: "cookie from a host that begins alike", header: http.Header{"Cookie": {cookie}, "Origin": {p.url + ".evil.example"}}, status: 403, code: "origin_refused"},
		{name: "cookie from the host at another port", header: http.Header{"Cookie": {cookie}, "Origin": {"http://127.0.0.1:1"}}, status: 403, code: "origin_refused"},
		{name: "cookie from a sandboxed page", header: http.Header{"Cookie": {cookie}, "Origin": {"null"}}, status: 403, code: "origin_refused"},
		{name: "cookie without Origin", header: http.Header{"Cookie": {cookie}}, status: 403, code: "origin_refused"},
		{name: "cookie and bearer token without Origin", header: http.Header{"Cookie": {cookie}, "Authorization": {bearer}}, status: 403, code: "origin_refused"},
		{name: "cookie that is none, from the own page", header: http.Header{"Cookie": {"plenum=x"}, "Origin": {p.url}}, frame: "revoked"},
		{name: "nothing", frame: "revoked"},
		{name: "ticket", ticket: used, frame: "hello"},
		{name: "ticket that was used", ticket: used, frame: "ticket"},
		{name: "ticket that is none", ticket: "x", frame: "ticket"},
		{name: "ticket from the own page", header: http.Header{"Origin": {p.url}}, ticket: once, frame: "hello"},
		{name: "ticket from another page", header: http.Header{"Origin": {"https://evil.example"}}, ticket: foreign, status: 403, code: "origin_refused"},
		{name: "token in the address", query: "?token=" + who.token, status: 400, code: "address_query"},
		{name: "access_token in the address", query: "?access_token=" + who.token, status: 400, code: "address_query"},
		{name: "ticket in the address", query: "?ticket=" + url.QueryEscape(foreign), status: 400, code: "address_query"},
		{name: "bearer token, and a token in the address", header: http.Header{"Authorization": {bearer}}, query: "?token=" + who.token, status: 400, code: "address_query"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dialer := websocket.Dialer{Subprotocols: []string{"plenum.v1"}, HandshakeTimeout: 10 * time.Second}
			conn, res, err := dialer.Dial("ws"+strings.TrimPrefix(p.url, "http")+"/mobile/v1/live"+tt.query, tt.header)
			if tt.status != 0 {
				if !errors.Is(err, websocket.ErrBadHandshake) {
					t.Fatalf("the upgrade is answered with %v", err)
				}
				body, _ := io.ReadAll(res.Body)
				var problem struct{ Code string }
				if _ = json.Unmarshal(body, &problem); res.StatusCode != tt.status || problem.Code != tt.code {
					t.Errorf("the upgrade is answered with %d %s, want %d %s", res.StatusCode, body, tt.status, tt.code)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			if err := conn.WriteJSON(map[string]string{"type": "hello", "congress": who.congress, "ticket": tt.ticket}); err != nil {
				t.Fatal(err)
			}
			var first frame
			if err := conn.ReadJSON(&first); err != nil {
				t.Fatal(err)
			}
			if first.Type != tt.frame && first.Reason != tt.frame {
				t.Errorf("it hears %+v, want %s", first, tt.frame)
			}
		})
	}
	if text := p.log.whole(); strings.Contains(text, who.token) || strings.Contains(text, foreign) {
		t.Error("the log has a token or a ticket")
	}
}

// A tablet is lost: the administrator finds it among the account's sessions and ends it; what else the member has goes on.
func TestAnAdministratorEndsOneDevice(t *testing.T) {
	p := demoServer(t)
	admin, kept := p.as("quantri"), p.as("to2-daibieu03")
	lost := &person{process: kept.process, congress: kept.congress}
	lost.token = lost.do("POST", "/api/v1/sessions", map[string]string{"login": "to2-daibieu03", "password": p.password("to2-daibieu03"), "device": "tablet-lost"}, nil).str("token")
	onLost, onKept := lost.live(""), kept.live("")
	onLost.caughtUp()
	onKept.caughtUp()
	found := 0
	for _, session := range items(admin.get("/api/v1/accounts/" + kept.account + "/sessions")) {
		if session["device"] == "tablet-lost" {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d sessions are on the device", found)
	}
	path := "/api/v1/accounts/" + kept.account + "/devices/tablet-lost/sessions"
	if res := kept.do("DELETE", path, nil, nil); res.status != 403 {
		t.Errorf("a delegate ends a device: %s", res)
	}
	if res := admin.do("DELETE", path, nil, nil); res.status != 200 || res.json()["revoked"] != 1.0 {
		t.Fatal(res)
	}
	bye := onLost.until("bye", time.Second, func(f frame) bool { return f.Type == "bye" })
	if bye.Reason != "revoked" || bye.Reconnect {
		t.Errorf("the lost tablet hears %+v", bye)
	}
	if res := lost.get("/api/v1/session"); res.status != 401 {
		t.Errorf("the lost tablet goes on: %s", res)
	}
	onKept.never("a bye", func(f frame) bool { return f.Type == "bye" })
}

// Tablets of a hall come from one address, which the proxy names; how many may, is set.
func TestSoManySocketsOfOneAddress(t *testing.T) {
	p := start(t, t.TempDir(), "--demo", "--sockets-per-address", "2", "--trusted-proxies", "127.0.0.1")
	who := p.as("to1-daibieu01")
	from := func(address string) frame {
		t.Helper()
		header := http.Header{"Authorization": {"Bearer " + who.token}}
		if address != "" {
			header.Set("X-Forwarded-For", address)
		}
		x := who.dial(header)
		if err := x.conn.WriteJSON(map[string]string{"type": "hello", "congress": who.congress}); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
			t.Fatal(err) // the bye of a full server may have come and been answered already
		}
		return x.until("an answer", 10*time.Second, func(f frame) bool { return f.Type == "caught-up" || f.Type == "bye" })
	}
	for i, tt := range []struct{ address, want string }{
		{"192.0.2.7", "caught-up"}, {"192.0.2.7", "caught-up"}, {"192.0.2.7", "bye"}, {"192.0.2.8", "caught-up"},
		{"", "caught-up"}, {"", "caught-up"}, {"", "caught-up"}, // loopback itself is not counted
	} {
		if got := from(tt.address); got.Type != tt.want || got.Type == "bye" && (got.Reason != "full" || !got.Reconnect) {
			t.Errorf("socket %d, from %q, hears %+v", i+1, tt.address, got)
		}
	}
}
