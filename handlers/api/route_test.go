package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"plenum/handlers"
	"plenum/handlers/handlerstest"
)

// RFC 9110, 15.5.6: a path that is there takes its methods and names them to whoever asks by another; nothing else is told.
func TestAnotherMethodThanAPathHasIs405(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	contract, err := handlers.LoadContract()
	if err != nil {
		t.Fatal(err)
	}
	has := map[string][]string{}
	for _, operation := range contract.Operations() {
		method, path, _ := strings.Cut(operation, " ")
		parts := strings.Split(path, "/")
		for i, part := range parts {
			if strings.HasPrefix(part, ":") {
				parts[i] = "x"
			}
		}
		path = strings.Join(parts, "/")
		has[path] = append(has[path], method)
		if method == "GET" {
			has[path] = append(has[path], "HEAD")
		}
	}
	for path, methods := range has {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} {
			if slices.Contains(methods, method) {
				continue
			}
			res := h.Do(method, path, "", nil)
			allow := strings.Split(res.Header.Get("Allow"), ", ")
			slices.Sort(methods)
			if res.StatusCode != 405 || !subset(slices.Compact(methods), allow) || slices.Contains(allow, method) {
				t.Errorf("%s %s: %s, Allow %v, want %v", method, path, res.Status, allow, methods)
				continue
			}
			if p := res.Problem(t); p.Code != "method_not_allowed" || !strings.HasPrefix(p.Detail, "Địa chỉ") {
				t.Errorf("%s %s: %+v", method, path, p)
			}
		}
	}
	for _, path := range []string{"/", "/api", "/api/v1", "/api/v1/sessionx", "/API/v1/session", "/api/v1/session/", "/mobile/v1/nothing"} {
		if res := h.Do("DELETE", path, "", nil); res.Header.Get("Allow") != "" && res.StatusCode == 404 || res.StatusCode != 404 && res.StatusCode != 405 {
			t.Errorf("%s: %s %v", path, res.Status, res.Header)
		}
	}
}

func subset(of, all []string) bool {
	return !slices.ContainsFunc(of, func(s string) bool { return !slices.Contains(all, s) })
}

// RFC 9110, 11.1: the scheme is in any case.
func TestTheSchemeOfATokenIsInAnyCase(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	for header, status := range map[string]int{
		"Bearer " + h.Token: 200, "bearer " + h.Token: 200, "BEARER " + h.Token: 200, "bEaReR  " + h.Token: 200,
		"Bearer": 401, "Bearer ": 401, "Bearerx " + h.Token: 401, "Basic " + h.Token: 401, h.Token: 401, "Bearer x" + h.Token: 401,
	} {
		if res := h.Do("GET", "/api/v1/session", "", map[string]string{"Authorization": header}); res.StatusCode != status {
			t.Errorf("%q: %s, want %d", strings.ReplaceAll(header, h.Token, "TOKEN"), res.Status, status)
		}
	}
}

// A parameter that an operation does not have is refused, as an unknown field of a body is: misspelt, it would do nothing and nobody knew.
func TestUnknownParametersOfTheQueryAreRefused(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	document := string(h.ID())
	if res := h.Do("POST", "~/documents", `{"title":"Báo cáo","audience":{"everyone":true}}`, map[string]string{"Idempotency-Key": document}); res.StatusCode != 201 {
		t.Fatal(res.Status, string(res.Body))
	}
	search := "/mobile/v1/congresses/" + string(h.Congress) + "/search"
	for _, c := range []struct {
		method, path, body, field string
		status                    int
	}{
		{"GET", "/api/v1/session?x=1", "", "x", 400},
		{"GET", "/api/v1/session?", "", "", 200},
		{"GET", "/api/v1/congresses?limit=1", "", "limit", 400},
		{"GET", "~/documents?Limit=1", "", "Limit", 400},
		{"GET", "~/readiness?group=1", "", "group", 400},
		{"GET", search + "?q=a&lmit=1", "", "lmit", 400},
		{"GET", search + "?q=a&limit=1", "", "", 200},
		{"HEAD", "/api/v1/session?x", "", "", 400},
		{"PUT", "~/documents/" + document + "/uploads/" + string(h.ID()) + "?name=a.txt&nmae=b", "văn bản", "nmae", 400},
		{"PUT", "~/documents/" + document + "/uploads/" + string(h.ID()) + "?name=a.txt", "văn bản", "", 201},
		{"GET", "/api/v1/session?" + strings.Repeat("a", 3000) + "=1", "", strings.Repeat("a", 64), 400},
	} {
		res := h.Do(c.method, c.path, c.body, nil)
		if res.StatusCode != c.status {
			t.Errorf("%s %s: %s %s", c.method, c.path, res.Status, res.Body)
			continue
		}
		if c.field == "" {
			continue
		}
		if p := res.Problem(t); p.Code != "request_invalid" || fmt.Sprint(p.Fields) != "map["+c.field+":không có tham số này]" {
			t.Errorf("%s %s: %+v", c.method, c.path, p)
		}
	}
}

// A file that comes as a form would be stored with the form's boundaries: it is refused at every door that takes a file.
func TestAFileInAFormIsRefused(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	document := string(h.ID())
	if res := h.Do("POST", "~/documents", `{"title":"Báo cáo","audience":{"everyone":true}}`, map[string]string{"Idempotency-Key": document}); res.StatusCode != 201 {
		t.Fatal(res.Status, string(res.Body))
	}
	form := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nvăn bản\r\n--b--\r\n"
	for _, kind := range []string{"multipart/form-data; boundary=b", "Multipart/Form-Data; boundary=b", "multipart/mixed; boundary=b", "multipart/related", " multipart / form-data"} {
		for _, door := range []struct{ method, path string }{
			{"PUT", "~/documents/" + document + "/uploads/" + string(h.ID()) + "?name=a.txt"},
			{"POST", "~/documents/" + document + "/uploads?name=a.txt"},
			{"POST", "~/imports"},
			{"POST", "~/documents/" + document + "/tus"},
		} {
			res := h.Do(door.method, door.path, form, map[string]string{"Content-Type": kind, "Idempotency-Key": string(h.ID())})
			if p := res.Problem(t); res.StatusCode != 400 || p.Code != "form_refused" || !strings.HasPrefix(p.Fields["Content-Type"], "Xin gửi chính tệp") {
				t.Errorf("%s %s as %q: %s %+v", door.method, door.path, kind, res.Status, p)
			}
		}
	}
}
