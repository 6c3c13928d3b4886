package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"plenum/handlers"
	"plenum/handlers/handlerstest"
)

func headerList(s string) (out []string) {
	for part := range strings.SplitSeq(s, ",") {
		out = append(out, strings.ToLower(strings.TrimSpace(part)))
	}
	return out
}

// Pages of the configured origins use the whole API from a browser: the preflight allows what they send, the answer shows what they read. Others hear nothing of it.
func TestPagesOfConfiguredOriginsUseTheAPI(t *testing.T) {
	origins := []string{"https://app.example", "http://localhost:5173", "capacitor://localhost", "ionic://localhost", "tauri://localhost"}
	h := handlerstest.Open(t, func(o *handlers.Options) { o.Origins = origins })
	for _, tt := range []struct {
		origin string
		ok     bool
	}{
		{"https://app.example", true},
		{"http://localhost:5173", true},
		{"capacitor://localhost", true},
		{"ionic://localhost", true},
		{"tauri://localhost", true},
		{"https://app.example:444", false},
		{"http://app.example", false},
		{"https://app.example.evil.example", false},
		{"https://evil.example", false},
		{"https://APP.example", false},
		{"capacitor://evil", false},
		{"null", false},
		{"*", false},
		{"", false},
		{h.URL, false}, // the server's own page needs none
	} {
		for _, ask := range []struct{ method, path, header string }{
			{"PATCH", "~/documents/" + string(h.ID()) + "/tus/" + string(h.ID()), "tus-resumable, upload-offset, upload-checksum, content-type, authorization"},
			{"POST", "~/documents", "authorization, content-type, idempotency-key"},
			{"PUT", "~/rules", "authorization, if-match"},
			{"DELETE", "/api/v1/session", "authorization"},
			{"GET", "/healthz", "range, if-none-match, accept-language"},
		} {
			res := h.Do("OPTIONS", ask.path, "", map[string]string{
				"Authorization": "", "Origin": tt.origin, "Access-Control-Request-Method": ask.method, "Access-Control-Request-Headers": ask.header,
			})
			if !tt.ok {
				if res.Header.Get("Access-Control-Allow-Origin")+res.Header.Get("Access-Control-Allow-Credentials")+res.Header.Get("Access-Control-Allow-Methods") != "" {
					t.Errorf("%q is allowed to %s: %v", tt.origin, ask.method, res.Header)
				}
				continue
			}
			taken := headerList(res.Header.Get("Access-Control-Allow-Headers"))
			missing := slices.DeleteFunc(headerList(ask.header), func(name string) bool { return slices.Contains(taken, name) })
			if res.StatusCode != 204 || len(res.Body) > 0 || res.Header.Get("Access-Control-Allow-Origin") != tt.origin || res.Header.Get("Access-Control-Allow-Credentials") != "true" ||
				!slices.Contains(headerList(res.Header.Get("Access-Control-Allow-Methods")), strings.ToLower(ask.method)) || len(missing) > 0 || res.Header.Get("Access-Control-Max-Age") == "" {
				t.Errorf("the preflight of %s from %q: %s %v, without %q", ask.method, tt.origin, res.Status, res.Header, missing)
			}
		}
		for path, status := range map[string]int{"/healthz": 200, "~/documents": 200, "/nothing": 404, "/api/v1/session": 200} {
			res := h.Do("GET", path, "", map[string]string{"Origin": tt.origin})
			shown := headerList(res.Header.Get("Access-Control-Expose-Headers"))
			if res.StatusCode != status || !slices.Contains(headerList(strings.Join(res.Header.Values("Vary"), ",")), "origin") {
				t.Errorf("%s from %q: %s, Vary %q", path, tt.origin, res.Status, res.Header.Values("Vary"))
			}
			if !tt.ok {
				if res.Header.Get("Access-Control-Allow-Origin") != "" || res.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
					t.Errorf("%s is shown to %q: %v", path, tt.origin, res.Header)
				}
				continue
			}
			for _, name := range []string{"etag", "location", "retry-after", "content-disposition", "content-range", "upload-offset", "upload-length", "upload-expires", "tus-resumable", "tus-max-size", "x-request-id"} {
				if !slices.Contains(shown, name) {
					t.Errorf("%s does not show %s to %q", path, name, tt.origin)
				}
			}
			if res.Header.Get("Access-Control-Allow-Origin") != tt.origin || strings.Contains(fmt.Sprint(res.Header["Access-Control-Allow-Origin"]), "*") {
				t.Errorf("%s from %q: %v", path, tt.origin, res.Header)
			}
		}
	}
}

func TestWithoutOriginsNothingIsSaidOfThem(t *testing.T) {
	h := handlerstest.Open(t, nil)
	for _, origin := range []string{"https://app.example", "null", "*"} {
		res := h.Do("OPTIONS", "/api/v1/sessions", "", map[string]string{"Origin": origin, "Access-Control-Request-Method": "POST"})
		for name := range res.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("to %q it says %s: %v", origin, name, res.Header[name])
			}
		}
	}
}

// A session of a browser is good over the scheme that its cookie was set over, and only as that cookie.
func TestACookieIsOfOneScheme(t *testing.T) {
	for _, secure := range []bool{false, true} {
		h := handlerstest.Open(t, func(o *handlers.Options) { o.Secure, o.PublicURL = secure, "https://daihoi.example" })
		own, ours, other := h.URL, "plenum", "__Host-plenum"
		if secure {
			own, ours, other = strings.Replace(h.URL, "http://", "https://", 1), other, ours
		}
		signIn := fmt.Sprintf(`{"login":"bantochuc","password":%q,"cookie":true}`, handlerstest.Password)
		res := h.Do("POST", "/api/v1/sessions", signIn, map[string]string{"Authorization": "", "Origin": own})
		if len(res.Cookies()) != 1 || res.Cookies()[0].Name != ours || res.Cookies()[0].Secure != secure {
			t.Fatalf("secure %t: %s %v", secure, res.Status, res.Cookies())
		}
		token := res.Cookies()[0].Value
		for _, tt := range []struct {
			name, cookie, bearer string
			want                 int
		}{
			{"the cookie", ours + "=" + token, "", 200},
			{"the other scheme's cookie with its token", other + "=" + token, "", 401},
			{"its token as an app's", "", "Bearer " + token, 401},
			{"an app's token", "", "Bearer " + h.Token, 200},
			{"an app's token in any case", "", "bEARER " + h.Token, 200},
			{"an app's token as the other scheme's cookie", other + "=" + h.Token, "", 401},
		} {
			if res := h.Do("GET", "/api/v1/session", "", map[string]string{"Authorization": tt.bearer, "Cookie": tt.cookie}); res.StatusCode != tt.want {
				t.Errorf("secure %t, %s: %s, want %d", secure, tt.name, res.Status, tt.want)
			}
		}
		// What was set over the one scheme is nothing over the other, with the same store behind both.
		there := handlerstest.Open(t, func(o *handlers.Options) { o.Secure, o.Auth = !secure, h.Auth })
		for _, name := range []string{ours, other} {
			if res := there.Do("GET", "/api/v1/session", "", map[string]string{"Authorization": "", "Cookie": name + "=" + token}); res.StatusCode != 401 {
				t.Errorf("a cookie of secure %t is taken over the other scheme as %s: %s", secure, name, res.Status)
			}
		}
		for _, page := range []struct {
			origin string
			want   int
		}{
			{own, 201}, {"https://daihoi.example", 201}, {"http://daihoi.example", 403}, {"https://daihoi.example:444", 403},
			{h.URL, map[bool]int{true: 403, false: 201}[secure]}, // over HTTPS a page that came by HTTP is another's
		} {
			if res := h.Do("POST", "/api/v1/sessions", signIn, map[string]string{"Authorization": "", "Origin": page.origin}); res.StatusCode != page.want {
				t.Errorf("secure %t, signing in from %s: %s, want %d", secure, page.origin, res.Status, page.want)
			}
		}
	}
}
