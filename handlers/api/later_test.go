package api_test

import (
	"testing"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/handlers/api"
	"plenum/handlers/handlerstest"
)

// A client that asks how far its upload came begins anew at every answer but 423 and success; what says nothing of the upload is 423.
func TestWhatSaysNothingOfAnUploadIsLaterForWhoAsksHowFarItCame(t *testing.T) {
	failing := map[string]error{
		"unauthorized": congress.E(congress.Unauthorized, messages.SessionMissing), "too-many": &congress.Error{Kind: congress.TooMany, Code: messages.TooManyWrites, RetryAfter: 7},
		"unavailable": congress.E(congress.Unavailable, messages.StorageUnavailable), "internal": congress.E(congress.Internal, messages.Internal),
		"forbidden": congress.E(congress.Forbidden, messages.Forbidden), "not-found": congress.ErrNotFound, "invalid": congress.E(congress.Invalid, messages.TusHeader),
	}
	var routes []api.Route
	for _, method := range []string{"HEAD", "PATCH", "POST"} {
		routes = append(routes, api.Route{Method: method, Path: "/x/tus/:upload", Access: api.Anyone, Raw: true, Page: true, Handle: func(c *api.Call) error { return failing[c.Params("upload")] }})
	}
	h := handlerstest.Open(t, nil, routes...)
	override := map[string]string{"Tus-Resumable": "1.0.0", "X-HTTP-Method-Override": "head"}
	for name, status := range map[string][2]int{ // for who asks how far it came, and for all others
		"unauthorized": {423, 401}, "too-many": {423, 429}, "unavailable": {423, 503}, "internal": {423, 500},
		"forbidden": {403, 403}, "not-found": {404, 404}, "invalid": {400, 400},
	} {
		for _, c := range []struct {
			method string
			header map[string]string
			want   int
		}{{"HEAD", handlerstest.Tus, status[0]}, {"POST", override, status[0]}, {"HEAD", nil, status[1]}, {"PATCH", handlerstest.Tus, status[1]}, {"POST", handlerstest.Tus, status[1]}} {
			res := h.Do(c.method, "/x/tus/"+name, "", c.header)
			code := ""
			if c.want == 423 {
				code = congress.CodeOf(failing[name])
			}
			if res.StatusCode != c.want || res.Header.Get("X-Plenum-Code") != code {
				t.Errorf("%s %s %v: %s, code %q, want %d %q", c.method, name, c.header, res.Status, res.Header.Get("X-Plenum-Code"), c.want, code)
			}
			if wait := res.Header.Get("Retry-After"); name == "too-many" && wait != "7" || name == "unavailable" && wait == "" {
				t.Errorf("%s %s: Retry-After is %q", c.method, name, wait)
			}
		}
	}
	_, location := h.Begin(10, nil)
	if res := h.Do("HEAD", location, "", map[string]string{"Tus-Resumable": "1.0.0", "Authorization": ""}); res.StatusCode != 423 || res.Header.Get("X-Plenum-Code") != "session_missing" {
		t.Errorf("without a session: %s %v", res.Status, res.Header)
	}
}
