package api_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"plenum/auth"
	"plenum/handlers"
	"plenum/handlers/api"
	"plenum/handlers/handlerstest"
)

func nothing(c *api.Call) error { return c.SendString("nothing") }

func page(path string, handle func(*api.Call) error) api.Route {
	return api.Route{Method: "GET", Path: path, Access: api.Anyone, Page: true, Handle: handle}
}

func TestARouteWithoutItsRuleDoesNotStart(t *testing.T) {
	const inside = "/api/v1/congresses/:congress/thing"
	for name, route := range map[string]api.Route{
		"no access":                   {Method: "GET", Path: "/thing", Page: true, Handle: nothing},
		"an access that there is not": {Method: "GET", Path: "/thing", Access: 99, Page: true, Handle: nothing},
		"inside without action":       {Method: "GET", Path: inside, Access: api.Inside, Page: true, Handle: nothing},
		"in the system, no action":    {Method: "GET", Path: "/thing", Access: api.InSystem, Page: true, Handle: nothing},
		"an action for anyone":        {Method: "GET", Path: "/thing", Access: api.Anyone, Action: auth.ReadDocuments, Page: true, Handle: nothing},
		"inside of no congress":       {Method: "GET", Path: "/thing", Access: api.Inside, Action: auth.ReadDocuments, Page: true, Handle: nothing},
		"of a congress, not inside":   {Method: "GET", Path: inside, Access: api.SignedIn, Page: true, Handle: nothing},
		"no handler":                  {Method: "GET", Path: "/thing", Access: api.Anyone, Page: true},
		"not in the contract":         {Method: "GET", Path: "/thing", Access: api.Anyone, Handle: nothing},
		"twice":                       {Method: "GET", Path: "/healthz", Access: api.Anyone, Handle: nothing},
	} {
		h := &handlerstest.House{TB: t, Logged: &handlerstest.Buffer{}, Clock: &handlerstest.Clock{At: time.Date(2027, 3, 2, 8, 0, 0, 0, time.UTC)}}
		if _, err := h.Build(nil, route); err == nil {
			t.Errorf("a route starts: %s", name)
		}
	}
}

func TestForwardedAddressesCountOnlyFromTrustedProxies(t *testing.T) {
	for _, c := range []struct {
		name    string
		trusted []string
		forward string
		want    string
	}{
		{"nobody is trusted", nil, "203.0.113.9", "127.0.0.1"},
		{"another proxy is trusted", []string{"10.0.0.0/8"}, "203.0.113.9", "127.0.0.1"},
		{"the proxy is trusted", []string{"127.0.0.0/8"}, "203.0.113.9", "203.0.113.9"},
		{"what the client wrote before it is not", []string{"127.0.0.0/8"}, "198.51.100.1, 203.0.113.9", "203.0.113.9"},
		{"a chain of trusted ones is passed through", []string{"127.0.0.0/8", "10.0.0.0/8"}, "203.0.113.9, 10.1.2.3", "203.0.113.9"},
		{"IPv6", []string{"127.0.0.1/32"}, "2001:db8::7", "2001:db8::7"},
		{"the proxy adds a line of its own", []string{"127.0.0.0/8"}, "198.51.100.1\n203.0.113.9", "203.0.113.9"},
		{"two proxies add lines", []string{"127.0.0.0/8", "10.0.0.0/8"}, "198.51.100.1, 192.0.2.7\n203.0.113.9\n10.1.2.3", "203.0.113.9"},
		{"no address", []string{"127.0.0.0/8"}, "unknown", "127.0.0.1"},
		{"nothing forwarded", []string{"127.0.0.0/8"}, "", "127.0.0.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := handlerstest.Open(t, func(o *handlers.Options) {
				for _, p := range c.trusted {
					o.TrustedProxies = append(o.TrustedProxies, netip.MustParsePrefix(p))
				}
			})
			header := map[string]string{
				"X-Forwarded-For": c.forward, "X-Real-Ip": "192.0.2.1", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
			}
			request, err := http.NewRequest("GET", h.URL+"/healthz", nil)
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range header {
				request.Header[name] = strings.Split(value, "\n")
			}
			res, err := handlerstest.Client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			lines := h.Lines()
			if got := lines[len(lines)-1]["address"]; got != c.want {
				t.Errorf("the address is %v, want %s", got, c.want)
			}
			if res.Header.Get("Strict-Transport-Security") != "" {
				t.Error("a forwarded protocol is believed")
			}
		})
	}
}

// Where a request comes from says nothing: a proxy on the same machine brings everybody's.
func TestWhoReadsMetrics(t *testing.T) {
	const token = "một mã đủ dài 123456"
	for _, set := range []string{"", token} {
		h := handlerstest.Open(t, func(o *handlers.Options) { o.MetricsToken = set })
		_, admin, err := func() (auth.Session, string, error) {
			if _, err := h.Auth.CreateAccount(t.Context(), auth.ServerActor(""), auth.NewAccount{ID: h.ID(), Login: "quantri", Name: "Quản Trị", Password: handlerstest.Password, Administrator: true}); err != nil {
				return auth.Session{}, "", err
			}
			return h.Auth.SignIn(t.Context(), auth.SignIn{Login: "quantri", Password: handlerstest.Password})
		}()
		if err != nil {
			t.Fatal(err)
		}
		h.Do("GET", "/healthz", "", nil)
		for _, tt := range []struct {
			name, path, bearer, forwarded string
			read                          bool
		}{
			{name: "nobody on this machine", path: "/metrics"},
			{name: "nobody through a proxy", path: "/metrics", forwarded: "203.0.113.9"},
			{name: "nobody, encoded", path: "/%6detrics"},
			{name: "nobody, twice the slash", path: "//metrics"},
			{name: "nobody, by another folder", path: "/x/../metrics"},
			{name: "an organizer", path: "/metrics", bearer: "Bearer " + h.Token},
			{name: "an administrator", path: "/metrics", bearer: "Bearer " + admin, read: true},
			{name: "an administrator through a proxy", path: "/metrics", bearer: "Bearer " + admin, forwarded: "203.0.113.9", read: true},
			{name: "the token", path: "/metrics", bearer: "Bearer " + token, read: set != ""},
			{name: "the token through a proxy", path: "/metrics", bearer: "bearer " + token, forwarded: "203.0.113.9", read: set != ""},
			{name: "a beginning of the token", path: "/metrics", bearer: "Bearer " + token[:len(token)-1]},
			{name: "an empty token", path: "/metrics", bearer: "Bearer "},
			{name: "the token at another door", path: "/api/v1/session", bearer: "Bearer " + token},
		} {
			res := h.Do("GET", tt.path, "", map[string]string{"Authorization": tt.bearer, "X-Forwarded-For": tt.forwarded})
			if got := res.StatusCode == 200 && strings.Contains(string(res.Body), "plenum_http_requests_total"); got != tt.read && tt.path != "/api/v1/session" || res.StatusCode == 200 && !tt.read {
				t.Errorf("with the setting %q, %s: %s", set, tt.name, res.Status)
			}
		}
	}
}

// However a path is written, the guard of its route stands before it.
func TestAnEncodedPathPassesNoGuard(t *testing.T) {
	h := handlerstest.Open(t, nil)
	for _, path := range []string{
		"/api/v1/session", "/%61pi/v1/session", "/api%2Fv1%2Fsession", "/api/v1/%73ession", "/api/./v1/session", "//api/v1/session", "/API/v1/session",
		"/api/v1/session/", "/api/v1/x/../session", "/api/v1/session;x=1", "/api/v1/session%00", "/api/v1/session%3f",
	} {
		if res := h.Do("GET", path, "", map[string]string{"Authorization": ""}); res.StatusCode != 401 && res.StatusCode != 404 && res.StatusCode != 400 {
			t.Errorf("%s without a session: %s %s", path, res.Status, res.Body)
		}
	}
}

func TestWhatARequestSaidStaysWhatItWas(t *testing.T) {
	type said struct{ query, header, path string }
	var kept []said
	h := handlerstest.Open(t, nil, page("/keep/:name", func(c *api.Call) error {
		kept = append(kept, said{c.Query("q"), c.Get("X-Word"), c.Params("name")})
		return c.SendString("kept")
	}))
	const requests = 200
	for i := range requests {
		h.Do("GET", fmt.Sprintf("/keep/name-%03d?q=query-%03d", i, i), "", map[string]string{"X-Word": fmt.Sprintf("word-%03d", i)})
	}
	for i, got := range kept {
		if want := (said{fmt.Sprintf("query-%03d", i), fmt.Sprintf("word-%03d", i), fmt.Sprintf("name-%03d", i)}); got != want {
			t.Fatalf("request %d said %v and now reads %v", i, want, got)
		}
	}
	if len(kept) != requests {
		t.Errorf("%d requests were kept, want %d", len(kept), requests)
	}
}

func TestAFaultTellsNothingAndTheServerGoesOn(t *testing.T) {
	h := handlerstest.Open(t, nil,
		page("/panics", func(*api.Call) error { panic("secret-of-the-panic") }),
		page("/breaks", func(*api.Call) error { return errors.New("secret-of-the-cause") }))
	for _, path := range []string{"/panics", "/breaks"} {
		res := h.Do("GET", path, "", nil)
		p := res.Problem(t)
		if res.StatusCode != 500 || p.Code != "internal" || strings.Contains(string(res.Body), "secret") || p.Instance != res.Header.Get("X-Request-Id") {
			t.Errorf("%s: %s %s", path, res.Status, res.Body)
		}
		if log := h.Logged.String(); !strings.Contains(log, "secret-of-the") || !strings.Contains(log, p.Instance) {
			t.Errorf("%s: the log does not tell what it was:\n%s", path, log)
		}
	}
	if res := h.Do("GET", "/healthz", "", nil); res.StatusCode != 200 {
		t.Errorf("afterwards: %s", res.Status)
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	h := handlerstest.Open(t, nil)
	for path, status := range map[string]int{"/": 200, "/docs": 200, "/openapi.json": 200, "~/members": 200, "/nothing": 404, "~/documents?limit=x": 400} {
		res := h.Do("GET", path, "", nil)
		if res.StatusCode != status {
			t.Errorf("%s: %s, want %d", path, res.Status, status)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if !strings.Contains(res.Header.Get("Content-Security-Policy"), "default-src 'none'") || res.Header.Get("X-Request-Id") == "" || res.Header.Get("Server") != "" {
			t.Errorf("%s: headers %v", path, res.Header)
		}
	}
	res := h.Do("GET", "/healthz", "", map[string]string{"X-Long": strings.Repeat("x", 20<<10)})
	if p := res.Problem(t); p.Code != "header_too_large" || res.Header.Get("X-Content-Type-Options") != "nosniff" || p.Instance == "" {
		t.Errorf("refused before any route: %s %v %s", res.Status, res.Header, res.Body)
	}
}

func TestAProblemIsSaidInTheLanguageAskedFor(t *testing.T) {
	h := handlerstest.Open(t, nil)
	for accept, want := range map[string]string{
		"": "vi", "vi-VN,vi;q=0.9,en;q=0.8": "vi", "en": "en", "en-GB,en;q=0.9": "en", "fr": "vi", "*": "vi", "fr,en;q=0.5": "en",
		"vi;q=0.1, en;q=0.9": "en", "EN-us": "en", "vi;q=0, *": "en", "en;q=0": "vi",
	} {
		res := h.Do("GET", "/nothing", "", map[string]string{"Accept-Language": accept})
		p := res.Problem(t)
		detail := map[string]string{"vi": "Không có nội dung này.", "en": "there is no such thing here"}[want]
		if res.Header.Get("Content-Language") != want || p.Detail != detail || p.Code != "not_found" {
			t.Errorf("Accept-Language %q: %s %+v, want %s", accept, res.Header.Get("Content-Language"), p, want)
		}
	}
}

func TestASessionThatRanOutIsRefused(t *testing.T) {
	h := handlerstest.Open(t, nil)
	if res := h.Do("GET", "/api/v1/session", "", nil); res.StatusCode != 200 {
		t.Fatal(res.Status)
	}
	h.Clock.Pass(15 * 24 * time.Hour)
	for _, path := range []string{"/api/v1/session", "~/documents", "~/members"} {
		res := h.Do("GET", path, "", nil)
		if p := res.Problem(t); res.StatusCode != 401 || p.Code != "session_expired" || res.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: %s %s", path, res.Status, res.Body)
		}
	}
}

func TestABrowsersCookieCannotBeMisused(t *testing.T) {
	h := handlerstest.Open(t, nil)
	signIn := fmt.Sprintf(`{"login":"bantochuc","password":%q,"cookie":true}`, handlerstest.Password)
	if res := h.Do("POST", "/api/v1/sessions", signIn, map[string]string{"Authorization": "", "Origin": "https://evil.example"}); res.StatusCode != 403 {
		t.Errorf("another site signs in: %s", res.Status)
	}
	res := h.Do("POST", "/api/v1/sessions", signIn, map[string]string{"Authorization": "", "Origin": h.URL})
	if res.StatusCode != 201 || len(res.Cookies()) != 1 || strings.Contains(string(res.Body), `"token"`) {
		t.Fatalf("sign in: %s %v %s", res.Status, res.Cookies(), res.Body)
	}
	cookie := res.Cookies()[0]
	if cookie.Name != "plenum" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Secure || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("the cookie is %+v", cookie)
	}
	document := string(h.ID())
	for _, c := range []struct {
		name, method, path, origin string
		want                       int
	}{
		{"reads", "GET", "/api/v1/session", "", 200},
		{"changes from its own page", "POST", "~/documents", h.URL, 201},
		{"changes from another site", "POST", "~/documents", "https://evil.example", 403},
		{"changes from a sandboxed page", "POST", "~/documents", "null", 403},
		{"changes without Origin", "POST", "~/documents", "", 403},
		{"asks how far an upload is", "HEAD", "~/documents/" + document + "/tus/" + document, "", 404},
		{"changes from a host that begins alike", "POST", "~/documents", h.URL + ".evil.example", 403},
	} {
		header := map[string]string{"Authorization": "", "Cookie": cookie.Name + "=" + cookie.Value, "Origin": c.origin, "Tus-Resumable": "1.0.0"}
		body := ""
		if c.method == "POST" {
			header["Idempotency-Key"], body = document, `{"title":"Tài liệu"}`
		}
		if res := h.Do(c.method, c.path, body, header); res.StatusCode != c.want {
			t.Errorf("a browser %s: %s %s, want %d", c.name, res.Status, res.Body, c.want)
		}
	}

	h = handlerstest.Open(t, func(o *handlers.Options) { o.Secure, o.Origins = true, []string{"https://app.example"} })
	res = h.Do("POST", "/api/v1/sessions", signIn, map[string]string{"Authorization": "", "Origin": "https://app.example"})
	if len(res.Cookies()) != 1 || res.Cookies()[0].Name != "__Host-plenum" || !res.Cookies()[0].Secure {
		t.Errorf("behind HTTPS the cookie is %+v", res.Cookies())
	}
}

// What was not read of a body must never be taken for the next request of the connection.
func TestTheRestOfABodyIsNeverARequest(t *testing.T) {
	h := handlerstest.Open(t, nil)
	smuggled := "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, head := range map[string]string{
		"refused by its length": "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n",
		"no such route":         "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n",
		"not signed in":         "POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n",
		"upload refused": fmt.Sprintf("PUT /api/v1/congresses/%s/documents/%s/uploads/%s?name=a.txt HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 60000\r\n\r\n",
			h.Congress, h.ID(), h.ID(), h.Token),
		"two lengths":  "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 60\r\n\r\n{}",
		"both lengths": fmt.Sprintf("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", len(smuggled)+5),
	} {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(h.URL, "http://"), 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		_, _ = fmt.Fprint(conn, head, smuggled, strings.Repeat("x", 64<<10))
		r := bufio.NewReader(conn)
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Errorf("%s: no answer: %v", name, err)
			conn.Close()
			continue
		}
		_, _ = io.Copy(io.Discard, res.Body)
		if res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("%s: %s", name, res.Status)
		}
		if second, err := http.ReadResponse(r, nil); err == nil && second.StatusCode == 200 {
			t.Errorf("%s: the body was taken for a request", name)
		}
		conn.Close()
	}
}

func TestASlowRequestIsCut(t *testing.T) {
	h := handlerstest.Open(t, func(o *handlers.Options) { o.StallTime = 300 * time.Millisecond })
	for name, sent := range map[string]string{
		"half a header": "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"half a body":   "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"login\":",
	} {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(h.URL, "http://"), 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, sent)
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Errorf("%s: the connection stays open: %v", name, err)
		}
		conn.Close()
	}
}

func TestLongAnswersAreCompressedForWhoTakesIt(t *testing.T) {
	h := handlerstest.Open(t, nil)
	plain := h.Do("GET", "~/access?member="+string(h.ID())+"&object="+string(h.ID()), "", map[string]string{"Accept-Encoding": "gzip"})
	if plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("a short answer is %s", plain.Header.Get("Content-Encoding"))
	}
	for range 30 {
		h.Do("POST", "~/documents", `{"title":"Tài liệu với một tên đủ dài để danh sách lớn hơn hai nghìn byte"}`, map[string]string{"Idempotency-Key": string(h.ID())})
	}
	whole := h.Do("GET", "~/documents", "", nil)
	for coding, want := range map[string]string{
		"gzip;q=1.0, *;q=0.5": "gzip", "GZIP": "gzip", "br, gzip;q=0.001": "gzip", "*": "gzip", "gzip;q=0": "", "gzip;q=0, *": "", "gzip;q=0.5, identity": "", "br": "", "": "",
	} {
		for _, path := range []string{"~/documents", "/openapi.json"} {
			res := h.Do("GET", path, "", map[string]string{"Accept-Encoding": coding})
			if got := res.Header.Get("Content-Encoding"); got != want || len(res.Body) == 0 || !strings.Contains(strings.Join(res.Header.Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("%s for %q is coded %q, want %q; %v", path, coding, got, want, res.Header)
			}
		}
	}
	if res := h.Do("GET", "/healthz", "", map[string]string{"Accept-Encoding": "identity;q=0, gzip"}); res.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("a short answer to who refuses it as it is: %v", res.Header)
	}
	packed := h.Do("GET", "~/documents", "", map[string]string{"Accept-Encoding": "gzip"})
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") == "" {
		t.Fatalf("a long answer: %v", packed.Header)
	}
	r, err := gzip.NewReader(strings.NewReader(string(packed.Body)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil || string(text) != string(whole.Body) || !json.Valid(text) {
		t.Errorf("compressed it is something else: %v", err)
	}
}
