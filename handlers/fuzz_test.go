package handlers_test

import (
	"strings"
	"testing"
)

// FuzzRequestBody: whatever is sent as the body of an operation, the answer is a success or a problem document, never a fault of ours.
func FuzzRequestBody(f *testing.F) {
	h := open(f, nil)
	mobile := "/mobile/v1/congresses/" + string(h.congress)
	discussion := h.id()
	res := h.do("POST", "~/discussions", `{"title":"Thảo luận","issues":[{"title":"Một"}],"groups":["`+string(h.group)+`"],"open":["`+string(h.group)+`"]}`,
		map[string]string{"Idempotency-Key": string(discussion)})
	if res.StatusCode != 201 {
		f.Fatal(res.Status, string(res.body))
	}
	operations := []struct{ method, path string }{
		{"POST", "/api/v1/sessions"}, {"POST", "~/documents"}, {"POST", "~/discussions"}, {"PUT", "~/discussions/" + string(discussion)},
		{"POST", mobile + "/discussions/" + string(discussion) + "/comments"}, {"PUT", "~/members/" + string(h.id())}, {"PUT", "~/agenda/" + string(h.id())},
	}
	for i, body := range []string{
		`{"login":"a","password":"b"}`, `{"title":"Tài liệu","classification":"mat"}`, `{"title":"x","issues":[],"groups":[]}`,
		`{"title":"x","issues":[{"title":"y"}],"groups":["` + string(h.group) + `"]}`, `{"group":"` + string(h.group) + `","issue":1,"text":"Ý kiến"}`,
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
		res, err := h.try(o.method, o.path, body, map[string]string{"Idempotency-Key": string(h.id()), "Content-Type": contentType})
		if err != nil {
			return // the client would not send it
		}
		if res.StatusCode >= 500 || res.StatusCode < 200 {
			t.Fatalf("%s %s %q: %s %s", o.method, o.path, body, res.Status, res.body)
		}
		if res.StatusCode >= 400 {
			if p := res.problem(t); p.Code == "" || p.Detail == "" {
				t.Errorf("%s %s %q: %s", o.method, o.path, body, res.body)
			}
		}
	})
}
