package api_test

import (
	"strings"
	"testing"

	"plenum/congress"
	"plenum/handlers/handlerstest"
)

// A client of an earlier release finds the group's minutes where its release had them, and is told of
// today's address; every other address is untouched.
func TestFormerAddressesAreAnsweredAsTodays(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	discussion := strings.Split(discuss(h), "/")[6]
	h.Token = seat(h, h.Congress, false, congress.GroupSecretary)
	thread := "/api/v1/congresses/" + string(h.Congress) + "/discussions/" + discussion + "/threads/" + string(h.Group)
	if res := h.Do("PUT", thread+"/record", `{"place":"Phòng 3"}`, as(h.Token, h.ID())); res.StatusCode != 201 {
		t.Fatalf("writing the minutes at their former address: %s %s", res.Status, res.Body)
	}
	for _, way := range []struct{ method, former, today string }{
		{"GET", "/record", "/minutes"},
		{"GET", "/record/check", "/minutes/check"},
		{"GET", "/record.docx", "/minutes.docx"},
		{"GET", "/record.pdf", "/minutes.pdf"},
		{"POST", "/record/signature", "/minutes/signature"},
		{"DELETE", "/record/signature", "/minutes/signature"},
		{"POST", "/record/seal", "/minutes/seal"},
		{"POST", "/record/additions", "/minutes/additions"},
		{"PATCH", "/record", "/minutes"}, // no method of the path: 405 with the same Allow
	} {
		former, today := h.Do(way.method, thread+way.former, "", nil), h.Do(way.method, thread+way.today, "", nil)
		if former.StatusCode != today.StatusCode || former.Header.Get("Allow") != today.Header.Get("Allow") || former.Header.Get("ETag") != today.Header.Get("ETag") {
			t.Errorf("%s %s: %s, today %s", way.method, way.former, former.Status, today.Status)
		}
		if link := former.Header.Get("Link"); link != "<"+thread+way.today+`>; rel="successor-version"` || !strings.HasPrefix(former.Header.Get("Deprecation"), "@") {
			t.Errorf("%s %s: Link %q, Deprecation %q", way.method, way.former, link, former.Header.Get("Deprecation"))
		}
		if today.Header.Get("Deprecation") != "" {
			t.Errorf("%s %s is told as deprecated", way.method, way.today)
		}
	}
	report := strings.TrimSuffix(thread, "/threads/"+string(h.Group)) + "/report"
	if former, today := h.Do("GET", report, "", nil), h.Do("GET", report+".docx", "", nil); former.StatusCode != today.StatusCode || former.Header.Get("Link") != "<"+report+`.docx>; rel="successor-version"` {
		t.Errorf("the report: %s, today %s, Link %q", former.Status, today.Status, former.Header.Get("Link"))
	}
	for _, path := range []string{thread + "/records", thread + "/recordx", thread + "/record.docx%3E", thread + "/record/a/b", thread + "/minutes/record", "/mobile/v1" + strings.TrimPrefix(thread, "/api/v1") + "/record"} {
		if res := h.Do("GET", path, "", nil); res.StatusCode != 404 || res.Header.Get("Deprecation") != "" {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}
