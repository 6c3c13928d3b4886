package api_test

import (
	"strings"
	"testing"

	"plenum/handlers/handlerstest"
)

// FuzzRequestBody: whatever is sent as the body of an operation, the answer is a success or a problem document, never a fault of ours.
func FuzzRequestBody(f *testing.F) {
	h := handlerstest.Open(f, nil)
	mobile := "/mobile/v1/congresses/" + string(h.Congress)
	discussion := h.ID()
	res := h.Do("POST", "~/discussions", `{"title":"Thảo luận","issues":[{"title":"Một"}],"groups":["`+string(h.Group)+`"],"open":["`+string(h.Group)+`"]}`,
		map[string]string{"Idempotency-Key": string(discussion)})
	if res.StatusCode != 201 {
		f.Fatal(res.Status, string(res.Body))
	}
	operations := []struct{ method, path string }{
		{"POST", "/api/v1/sessions"}, {"POST", "~/documents"}, {"POST", "~/discussions"}, {"PUT", "~/discussions/" + string(discussion)},
		{"POST", mobile + "/discussions/" + string(discussion) + "/comments"}, {"PUT", "~/members/" + string(h.ID())}, {"PUT", "~/agenda/" + string(h.ID())},
	}
	for i, body := range []string{
		`{"login":"a","password":"b"}`, `{"title":"Tài liệu","classification":"mat"}`, `{"title":"x","issues":[],"groups":[]}`,
		`{"title":"x","issues":[{"title":"y"}],"groups":["` + string(h.Group) + `"]}`, `{"group":"` + string(h.Group) + `","issue":1,"text":"Ý kiến"}`,
		`{"name":"x","roles":["delegate"]}`, `{"day":"2027-01-01","from":"07:00","to":"08:00","title":"x"}`,
		`{"text":"\u0000"}`, `{"text":"\ud800"}`, `[1e999]`, `{"a":{"a":{"a":[[[[]]]]}}}`, "\xef\xbb\xbf{}", `{"title":null}`, `"`, ``, `{"issue":1.5e3,"issue":2}`,
	} {
		f.Add(uint8(i), body, "application/json")
	}
	f.Fuzz(func(t *testing.T, which uint8, body, contentType string) {
		if strings.ContainsAny(contentType, "\r\n\x00") {
			return
		}
		o := operations[int(which)%len(operations)]
		h := *h
		h.TB = t
		res, err := h.Try(o.method, o.path, body, map[string]string{"Idempotency-Key": string(h.ID()), "Content-Type": contentType})
		if err != nil {
			return // the client would not send it
		}
		if res.StatusCode >= 500 || res.StatusCode < 200 {
			t.Fatalf("%s %s %q: %s %s", o.method, o.path, body, res.Status, res.Body)
		}
		if res.StatusCode >= 400 {
			if p := res.Problem(t); p.Code == "" || p.Detail == "" {
				t.Errorf("%s %s %q: %s", o.method, o.path, body, res.Body)
			}
		}
	})
}
