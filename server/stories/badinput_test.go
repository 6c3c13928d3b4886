package stories_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
)

// operation is one of the contract, with a request that is right but for what a test spoils.
type operation struct {
	method, path string
	body         map[string]any // nil: it takes none
	keyed        bool           // takes Idempotency-Key
	raw          bool           // the body is a file
	header       map[string]string
}

// operations has every operation of the API; a test holds it to the contract.
func operations(w *person, document, upload, discussion string) []operation {
	in := "/api/v1/congresses/" + w.congress
	mob := "/mobile/v1/congresses/" + w.congress
	doc, dis := in+"/documents/"+document, in+"/discussions/"+discussion
	group := newID()
	if len(w.groups) > 0 {
		group = w.groups[0]
	}
	member := map[string]any{"name": "Thử", "roles": []string{"delegate"}}
	register := map[string]any{"title": "Thử"}
	discuss := map[string]any{"title": "Thử", "issues": []any{map[string]any{"title": "Một"}}, "groups": []string{group}}
	return []operation{
		{method: "GET", path: "/openapi.json"}, {method: "GET", path: "/healthz"}, {method: "GET", path: "/readyz"}, {method: "GET", path: "/metrics"},
		{method: "POST", path: "/api/v1/sessions", body: map[string]any{"login": "aaa", "password": "bbbbbbbb"}},
		{method: "GET", path: "/api/v1/session"}, {method: "DELETE", path: "/api/v1/session"},
		{method: "POST", path: "/api/v1/accounts", body: map[string]any{"login": "thu-nghiem", "name": "Thử", "password": "mật khẩu dài"}, keyed: true},
		{method: "DELETE", path: "/api/v1/accounts/" + newID() + "/sessions"},
		{method: "GET", path: "/api/v1/accounts/" + newID() + "/sessions"}, {method: "DELETE", path: "/api/v1/accounts/" + newID() + "/devices/tablet-1/sessions"},
		{method: "GET", path: "/api/v1/congresses"},
		{method: "POST", path: "/api/v1/congresses", body: map[string]any{"title": "Thử"}, keyed: true},
		{method: "GET", path: in + "/members"}, {method: "PUT", path: in + "/members/" + newID(), body: member, keyed: true},
		{method: "GET", path: in + "/groups"}, {method: "PUT", path: in + "/groups/" + newID(), body: map[string]any{"name": "Tổ", "number": 9}, keyed: true},
		{method: "GET", path: in + "/agenda"},
		{method: "PUT", path: in + "/agenda/" + newID(), body: map[string]any{"day": "2027-01-01", "from": "07:00", "to": "08:00", "title": "Thử"}, keyed: true},
		{method: "GET", path: in + "/access?member=" + w.member + "&object=" + document},
		{method: "GET", path: in + "/documents"}, {method: "POST", path: in + "/documents", body: register, keyed: true},
		{method: "GET", path: doc}, {method: "PUT", path: doc, body: register, keyed: true}, {method: "GET", path: doc + "/audience"},
		{method: "POST", path: doc + "/uploads?name=a.txt", raw: true, keyed: true},
		{method: "PUT", path: doc + "/uploads/" + newID() + "?name=a.txt", raw: true}, {method: "GET", path: doc + "/uploads/" + upload},
		{method: "GET", path: doc + "/uploads/" + upload + "/content"},
		{method: "OPTIONS", path: doc + "/tus"}, {method: "POST", path: doc + "/tus", raw: true},
		{method: "PATCH", path: doc + "/tus/" + newID(), raw: true}, {method: "DELETE", path: doc + "/tus/" + newID(), raw: true},
		{method: "POST", path: doc + "/tus/" + newID(), raw: true, header: map[string]string{"X-HTTP-Method-Override": "PATCH"}},
		{method: "POST", path: doc + "/uploads/" + upload + "/decision", body: map[string]any{"release": true, "reason": "thử"}, keyed: true},
		{method: "POST", path: doc + "/uploads/" + upload + "/retry", body: map[string]any{}, keyed: true},
		{method: "POST", path: doc + "/publication", body: map[string]any{"upload": newID()}, keyed: true},
		{method: "POST", path: doc + "/withdrawal", body: map[string]any{}, keyed: true},
		{method: "POST", path: in + "/documents/" + newID() + "/recall", body: map[string]any{"reason": "thử"}, keyed: true},
		{method: "GET", path: doc + "/versions/1/content"}, {method: "GET", path: mob + "/documents/" + document + "/versions/1/content"},
		{method: "GET", path: doc + "/versions/1/pages/1/picture?width=320"}, {method: "GET", path: mob + "/documents/" + document + "/versions/1/pages/1/picture"},
		{method: "GET", path: doc + "/versions/1/annexes/1/content"}, {method: "GET", path: mob + "/documents/" + document + "/versions/1/annexes/1/content"},
		{method: "GET", path: doc + "/versions/1/annexes/1/content?as=pdf"}, {method: "GET", path: doc + "/versions/1/content?annex=1"}, {method: "GET", path: mob + "/documents/" + document + "/versions/1/content?as=pdf&annex=1"},
		{method: "GET", path: doc + "/versions/1/pages/1/picture?annex=1"}, {method: "GET", path: mob + "/documents/" + document + "/versions/1/pages/1/picture?annex=1"},
		{method: "GET", path: doc + "/versions/1/pages/1/text?annex=1"}, {method: "GET", path: mob + "/documents/" + document + "/versions/1/pages/1/text?annex=1"},
		{method: "GET", path: mob + "/documents/" + document + "/versions/1/comparison?since=1&annex=1"},
		{method: "GET", path: doc + "/versions/1/comparison?since=1"}, {method: "GET", path: mob + "/documents/" + document + "/versions/1/comparison?since=1"},
		{method: "GET", path: in + "/search?q=a"}, {method: "GET", path: mob + "/search?q=a"},
		{method: "GET", path: in + "/register"}, {method: "GET", path: in + "/rules"},
		{method: "PUT", path: in + "/rules", body: map[string]any{"twoPersons": false, "grace": 600}, keyed: true},
		{method: "POST", path: doc + "/audience/preview", body: map[string]any{}},
		{method: "POST", path: doc + "/uploads/" + upload + "/review", body: map[string]any{}, keyed: true},
		{method: "POST", path: doc + "/uploads/" + upload + "/approval", body: map[string]any{}, keyed: true},
		{method: "POST", path: doc + "/uploads/" + upload + "/return", body: map[string]any{"reason": "thử"}, keyed: true},
		{method: "POST", path: in + "/documents/" + newID() + "/undo", body: map[string]any{}, keyed: true},
		{method: "POST", path: doc + "/supersession", body: map[string]any{"by": document}, keyed: true},
		{method: "POST", path: in + "/documents/" + newID() + "/reclassification", body: map[string]any{"classification": "mat", "reason": "thử"}, keyed: true},
		{method: "POST", path: in + "/imports", raw: true, keyed: true}, {method: "GET", path: in + "/imports/template.xlsx"},
		{method: "GET", path: in + "/papers"}, {method: "DELETE", path: in + "/papers/" + newID(), keyed: true},
		{method: "PUT", path: in + "/papers/" + newID(), body: map[string]any{"classification": "mat", "collect": "Phòng 201"}, keyed: true},
		{method: "GET", path: in + "/audit/reads"}, {method: "GET", path: in + "/audit/reads.xlsx"},
		{method: "GET", path: doc + "/ledger"}, {method: "GET", path: doc + "/ledger.xlsx"},
		{method: "GET", path: in + "/lockouts"}, {method: "POST", path: in + "/lockouts/" + newID() + "/lift", keyed: true},
		{method: "GET", path: in + "/readiness/live"}, {method: "GET", path: in + "/register/live"},
		{method: "POST", path: mob + "/erasures", body: map[string]any{"documents": []string{document}}},
		{method: "GET", path: in + "/readiness"}, {method: "GET", path: in + "/readiness/members"}, {method: "GET", path: in + "/readiness.xlsx"}, {method: "GET", path: doc + "/readiness"}, {method: "GET", path: doc + "/readiness.xlsx"},
		{method: "GET", path: mob + "/receipts"},
		{method: "POST", path: mob + "/receipts", body: map[string]any{"facts": []any{map[string]any{"id": newID(), "document": document, "version": 1}}}},
		{method: "GET", path: in + "/archive"}, {method: "GET", path: mob + "/archive"},
		{method: "GET", path: in + "/discussions"}, {method: "POST", path: in + "/discussions", body: discuss, keyed: true},
		{method: "GET", path: dis}, {method: "PUT", path: dis, body: discuss, keyed: true},
		{method: "GET", path: dis + "/comments"},
		{method: "PUT", path: dis + "/threads/" + group + "/open", body: map[string]any{"open": true}, keyed: true},
		{method: "POST", path: dis + "/threads/" + group + "/spoken", body: map[string]any{"issue": 1, "text": "Thử", "member": newID()}, keyed: true},
		{method: "POST", path: in + "/comments/" + newID() + "/hiding", body: map[string]any{"reason": "Thử"}, keyed: true},
		{method: "POST", path: in + "/comments/" + newID() + "/showing", keyed: true}, {method: "POST", path: in + "/comments/" + newID() + "/taking", keyed: true},
		{method: "POST", path: in + "/comments/" + newID() + "/return", body: map[string]any{"reason": "Thử"}, keyed: true},
		{method: "GET", path: dis + "/threads/" + group + "/minutes"}, {method: "GET", path: dis + "/threads/" + group + "/minutes/check"},
		{method: "GET", path: dis + "/threads/" + group + "/minutes.docx"}, {method: "GET", path: dis + "/threads/" + group + "/minutes.pdf"},
		{method: "PUT", path: dis + "/threads/" + group + "/minutes", body: map[string]any{"place": "Phòng 3"}, keyed: true},
		{method: "POST", path: dis + "/threads/" + group + "/minutes/signature", keyed: true}, {method: "DELETE", path: dis + "/threads/" + group + "/minutes/signature", keyed: true},
		{method: "POST", path: dis + "/threads/" + group + "/minutes/seal", keyed: true},
		{method: "POST", path: dis + "/threads/" + group + "/minutes/additions", body: map[string]any{"text": "Thử"}, keyed: true},
		{method: "GET", path: in + "/notices"}, {method: "DELETE", path: in + "/notices/" + newID(), keyed: true},
		{method: "POST", path: in + "/notices", body: map[string]any{"title": "Thử", "audience": map[string]any{"everyone": true}}, keyed: true},
		{method: "GET", path: mob + "/attachments/" + newID()},
		{method: "PUT", path: mob + "/discussions/" + discussion + "/threads/" + group + "/attachments/" + newID() + "?name=a.txt", raw: true},
		{method: "GET", path: doc + "/versions/1/pages/1/text"}, {method: "GET", path: mob + "/documents/" + document + "/versions/1/pages/1/text"},
		{method: "GET", path: mob + "/discussions/" + discussion + "/threads"},
		{method: "PUT", path: mob + "/discussions/" + discussion + "/threads/" + group + "/read", body: map[string]any{"n": 1}, keyed: true},
		{method: "PUT", path: mob + "/comments/" + newID(), body: map[string]any{"issue": 1, "text": "Thử"}, keyed: true},
		{method: "GET", path: mob + "/comments/" + newID() + "/wordings"}, {method: "POST", path: mob + "/comments/" + newID() + "/withdrawal", keyed: true},
		{method: "POST", path: mob + "/comments/" + newID() + "/confirmation", keyed: true},
		{method: "PUT", path: mob + "/comments/" + newID() + "/agreement", keyed: true}, {method: "DELETE", path: mob + "/comments/" + newID() + "/agreement", keyed: true},
		{method: "GET", path: dis + "/workbench?state=waiting"}, {method: "GET", path: dis + "/findings"}, {method: "GET", path: dis + "/suggestions"},
		{method: "POST", path: dis + "/findings", body: map[string]any{"issue": 1, "text": "Thử"}, keyed: true},
		{method: "PUT", path: in + "/findings/" + newID(), body: map[string]any{"issue": 1, "text": "Thử"}, keyed: true},
		{method: "PUT", path: in + "/findings/" + newID() + "/merger", body: map[string]any{"into": newID()}, keyed: true},
		{method: "DELETE", path: in + "/findings/" + newID() + "/merger", keyed: true},
		{method: "PUT", path: in + "/findings/" + newID() + "/removal", body: map[string]any{"removed": true}, keyed: true},
		{method: "PUT", path: in + "/findings/" + newID() + "/answer", body: map[string]any{"unit": "Thử", "state": "asked"}, keyed: true},
		{method: "DELETE", path: in + "/findings/" + newID() + "/answer", keyed: true},
		{method: "PUT", path: in + "/comments/" + newID() + "/placement", body: map[string]any{"parts": []any{map[string]any{"from": 0, "to": 1, "issue": 1}}}, keyed: true},
		{method: "PUT", path: in + "/comments/" + newID() + "/claim", body: map[string]any{"take": true}, keyed: true},
		{method: "PUT", path: in + "/comments/" + newID() + "/unlike", body: map[string]any{"comment": newID(), "unlike": true}, keyed: true},
		{method: "GET", path: in + "/steps/" + newID()}, {method: "POST", path: in + "/steps/" + newID(), body: map[string]any{"record": newID()}, keyed: true},
		{method: "PUT", path: dis + "/report/settings", body: map[string]any{"form": "state", "smallest": 5, "rule": map[string]any{"base": "all", "most": 50, "many": 20, "some": 2}}, keyed: true},
		{method: "PUT", path: dis + "/report/state", body: map[string]any{"review": true}, keyed: true},
		{method: "POST", path: dis + "/report/remarks", body: map[string]any{"text": "Thử"}, keyed: true}, {method: "PUT", path: dis + "/report/remarks/" + newID(), body: map[string]any{"settled": true}, keyed: true},
		{method: "POST", path: dis + "/report/signature", keyed: true}, {method: "DELETE", path: dis + "/report/signature", body: map[string]any{"reason": "x"}, keyed: true},
		{method: "GET", path: dis + "/report.docx"}, {method: "GET", path: dis + "/report.pdf"}, {method: "GET", path: dis + "/report.xlsx"}, {method: "GET", path: dis + "/report.json"}, {method: "GET", path: dis + "/report.csv"}, {method: "GET", path: dis + "/report/answers.xlsx"},
		{method: "POST", path: dis + "/report/document", keyed: true}, {method: "POST", path: dis + "/silent/reminders", body: map[string]any{"text": "Thử"}, keyed: true},
		{method: "GET", path: dis + "/map"}, {method: "GET", path: dis + "/map/live"}, {method: "GET", path: dis + "/silent"}, {method: "GET", path: mob + "/comments/" + newID() + "/trace"},
		{method: "GET", path: mob + "/changes"},
		{method: "POST", path: mob + "/discussions/" + discussion + "/comments", body: map[string]any{"group": group, "issue": 1, "text": "Thử"}, keyed: true},
		{method: "POST", path: "/mobile/v1/tickets"}, {method: "GET", path: "/mobile/v1/live"},
	}
}

func TestTheTableOfOperationsIsTheContracts(t *testing.T) {
	ids := newID()
	table := map[string]bool{}
	for _, o := range operations(&person{congress: ids, member: ids}, ids, ids, ids) {
		path, _, _ := strings.Cut(o.path, "?")
		table[o.method+" "+path] = true
	}
	c, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	described := c.Operations()
	for _, name := range described {
		if !matchesOne(name, table) {
			t.Errorf("%s is in the contract and in no bad-input test", name)
		}
	}
	if len(described) != len(table) {
		t.Errorf("the contract has %d operations, the table %d", len(described), len(table))
	}
}

func matchesOne(name string, table map[string]bool) bool {
	method, path, _ := strings.Cut(name, " ")
	want := strings.Split(path, "/")
	for have := range table {
		m, p, _ := strings.Cut(have, " ")
		parts := strings.Split(p, "/")
		ok := m == method && len(parts) == len(want)
		for i := range want {
			ok = ok && (strings.HasPrefix(want[i], ":") || want[i] == parts[i])
			if !ok {
				break
			}
		}
		if ok {
			return true
		}
	}
	return false
}

// Every operation, spoiled in every way: always a problem document with a stable code, never a 500, and nothing changes.
func TestBadInputIsAProblemDocumentAndChangesNothing(t *testing.T) {
	p := newServer(t)
	who, discussion := thread(t, p)
	if res, err := who.say(discussion, newID()); err != nil || res.status != 201 {
		t.Fatal(res, err)
	}
	document, upload := newID(), newID()
	if res := who.do("POST", "~/documents", map[string]any{"title": "Tài liệu", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	if res := who.do("PUT", "~/documents/"+document+"/uploads/"+upload+"?name=a.txt", strings.NewReader("chữ"), nil); res.status != 201 {
		t.Fatal(res)
	}
	who.ready("~/documents/" + document + "/uploads/" + upload)
	if res := who.do("POST", "~/documents/"+document+"/publication", map[string]any{"upload": upload}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	admin := p.signIn("quantri", "mật khẩu dài")
	before := who.get("~m/changes?limit=1000").body

	other := "/" + newID()
	for _, o := range operations(who, document, upload, discussion) {
		sender := who
		if strings.HasPrefix(o.path, "/api/v1/accounts") || o.path == "/api/v1/congresses" && o.method == "POST" {
			sender = admin
		}
		base, query, _ := strings.Cut(o.path, "?")
		headers := func() map[string]string {
			h := map[string]string{}
			if o.keyed {
				h["Idempotency-Key"] = newID()
			}
			if o.body != nil {
				h["Content-Type"] = "application/json"
			}
			return h
		}
		try := func(name, path string, body io.Reader, header map[string]string, token string, want ...int) {
			t.Helper()
			w := *sender
			w.token = token
			if query != "" && !strings.Contains(path, "?") {
				path += "?" + query
			}
			res := w.do(o.method, path, body, header)
			expectProblem(t, fmt.Sprintf("%s %s: %s", o.method, path, name), res, want...)
		}
		public := base == "/openapi.json" || base == "/healthz" || base == "/readyz" || base == "/api/v1/sessions"

		if !public && base != "/metrics" && base != "/mobile/v1/live" {
			var body io.Reader
			if o.body != nil {
				body = strings.NewReader(`{}`)
			}
			if o.raw {
				body = strings.NewReader("x")
			}
			try("no session", base, body, headers(), "", 401)
			try("unknown token", base, body, headers(), "kein-solches-token", 401)
			if strings.Contains(base, who.congress) {
				try("another congress", strings.Replace(base, who.congress, newID(), 1), strings.NewReader(`{}`), headers(), sender.token, 404)
				try("no congress", strings.Replace(base, who.congress, "x'%20OR%201", 1), strings.NewReader(`{}`), headers(), sender.token, 404)
			}
		}
		for _, id := range []string{document, upload, discussion} {
			if strings.Contains(base, id) && o.body == nil && !o.raw {
				try("unknown id", strings.Replace(base, "/"+id, other, 1), nil, headers(), sender.token, 403, 404)
				try("no id", strings.Replace(base, "/"+id, "/%00..%2f", 1), nil, headers(), sender.token, 400, 403, 404)
				try("bad UTF-8 in the path", strings.Replace(base, "/"+id, "/%ff%fe", 1), nil, headers(), sender.token, 400, 403, 404)
			}
		}
		if o.keyed {
			h := headers()
			h["Idempotency-Key"] = "42"
			try("bad key", base, bodyOf(t, o.body), h, sender.token, 400)
			delete(h, "Idempotency-Key")
			try("no key", base, bodyOf(t, o.body), h, sender.token, 400)
			h["Idempotency-Key"], h["If-Match"] = newID(), `"0x"`
			if !o.raw && path.Base(base) != "read" && (strings.HasPrefix(o.method, "PUT") || strings.Contains(base, document)) {
				try("bad If-Match", base, bodyOf(t, o.body), h, sender.token, 400)
			}
		}
		if o.body != nil {
			h := headers()
			try("no body", base, nil, h, sender.token, 400)
			try("not JSON", base, strings.NewReader(`{"a":`), h, sender.token, 400)
			try("an array", base, strings.NewReader(`[]`), h, sender.token, 400)
			try("bad UTF-8", base, strings.NewReader("{\"title\":\"\xff\xfe\"}"), h, sender.token, 400)
			try("too large", base, strings.NewReader(`{"title":"`+strings.Repeat("x", 600<<10)+`"}`), h, sender.token, 413)
			try("deep", base, strings.NewReader(strings.Repeat(`{"a":`, 20_000)+"1"+strings.Repeat("}", 20_000)), h, sender.token, 400)
			h["Content-Type"] = "text/plain"
			try("content type", base, bodyOf(t, o.body), h, sender.token, 400)
			for field, value := range o.body {
				spoil := func(name string, v any) {
					body := map[string]any{}
					for k, old := range o.body {
						body[k] = old
					}
					body[field] = v
					try(name+" in "+field, base, bodyOf(t, body), headers(), sender.token, 400, 401)
				}
				spoil("wrong type", map[string]any{"x": 1})
				spoil("null", nil)
				if s, ok := value.(string); ok && s != "" {
					if field != "place" && field != "record" {
						spoil("empty", "")
					}
					spoil("too long", strings.Repeat("ệ", 21_000))
				}
				missing := map[string]any{}
				for k, old := range o.body {
					if k != field {
						missing[k] = old
					}
				}
				if field != "upload" && field != "place" && field != "record" {
					try("missing "+field, base, bodyOf(t, missing), headers(), sender.token, 400)
				}
			}
			extra := map[string]any{"surprise": true}
			for k, v := range o.body {
				extra[k] = v
			}
			try("unknown field", base, bodyOf(t, extra), headers(), sender.token, 400)
		}
		if last := path.Base(base); o.method == "GET" && !strings.Contains(base, "/readiness/") && slices.Contains([]string{"members", "groups", "documents", "discussions", "comments", "agenda", "changes"}, last) {
			for _, q := range []string{"limit=0", "limit=-1", "limit=1001", "limit=x", "limit=%ff", "limit=99999999999999999999"} {
				try(q, base+"?"+q, nil, nil, sender.token, 400)
			}
			parameter := "cursor"
			if last == "changes" {
				parameter = "since"
			}
			for _, q := range []string{"abc", "-1", "1-2-3", "1;DROP", "%00", strings.Repeat("9", 40)} {
				try(parameter, base+"?"+parameter+"="+q, nil, nil, sender.token, 400)
			}
		}
		if o.body != nil || o.raw {
			truncated(t, sender, o.method, o.path, headers())
		}
	}
	for _, name := range []string{"", "?name=", "?name=..", "?name=%00.txt", "?name=a%E2%80%AEfdp.txt", "?name=" + strings.Repeat("x", 600), "?name=%ff.txt"} {
		res := who.do("PUT", "~/documents/"+document+"/uploads/"+newID()+name, strings.NewReader("x"), nil)
		expectProblem(t, "upload"+name, res, 400)
	}
	expectProblem(t, "empty file", who.do("PUT", "~/documents/"+document+"/uploads/"+newID()+"?name=a.txt", http.NoBody, nil), 400)
	for _, level := range []string{"mat", "toi-mat", "tuyet-mat", "MAT", ""} {
		res := who.do("POST", "~/documents", map[string]any{"title": "Thử", "classification": level}, key(newID()))
		expectProblem(t, "classification "+level, res, 400)
	}
	expectProblem(t, "no such method", who.do("PATCH", "~/documents", nil, nil), 405)
	expectProblem(t, "no such path", who.get("/api/v2"), 404)
	expectProblem(t, "encoded path", who.get("/%61pi/v1/congresses/"+newID()+"/members"), 404)
	for tries := 0; ; tries++ {
		res, err := who.try("GET", "/api/v1/session", nil, map[string]string{"X-Large": strings.Repeat("x", 20<<10)})
		if err != nil && tries < 20 { // the server has answered and closed before the client had written all of it
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		expectProblem(t, "large header", res, 413, 431, 400)
		break
	}

	strangers(t, who, admin)

	if after := who.get("~m/changes?limit=1000").body; !bytes.Equal(before, after) {
		t.Errorf("something changed:\n%s\nwas\n%s", after, before)
	}
	if log := p.log.whole(); strings.Contains(log, "panic") || strings.Contains(log, "level=ERROR") {
		t.Errorf("the log has faults of ours:\n%s", log)
	}
}

// strangers: what stands in another congress is not found in this one, also for a member of both.
func strangers(t *testing.T, who, admin *person) {
	t.Helper()
	other := newID()
	if res := admin.do("POST", "/api/v1/congresses", map[string]any{"title": "Hội nghị khác"}, key(other)); res.status != 201 {
		t.Fatal(res)
	}
	there := *who
	there.congress = other
	admins := *admin
	admins.congress = other
	group := newID()
	if res := admins.do("PUT", "~/groups/"+group, map[string]any{"name": "Tổ 1", "number": 1}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	if res := admins.do("PUT", "~/members/"+newID(), map[string]any{
		"name": "Đại biểu Thử", "account": who.account, "roles": []string{"organizer", "delegate", "secretariat"}, "groups": []string{group},
	}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	document, upload, discussion := newID(), newID(), newID()
	for _, step := range []func() response{
		func() response {
			return there.do("POST", "~/documents", map[string]any{"title": "Nơi khác", "audience": map[string]any{"everyone": true}}, key(document))
		},
		func() response {
			return there.do("PUT", "~/documents/"+document+"/uploads/"+upload+"?name=a.txt", strings.NewReader("chữ"), nil)
		},
		func() response {
			there.ready("~/documents/" + document + "/uploads/" + upload)
			return there.do("POST", "~/documents/"+document+"/publication", map[string]any{"upload": upload}, key(newID()))
		},
		func() response {
			return there.do("POST", "~/discussions", map[string]any{
				"title": "Nơi khác", "issues": []any{map[string]any{"title": "Một"}}, "groups": []string{group}, "open": []string{group},
			}, key(discussion))
		},
	} {
		if res := step(); res.status != 201 {
			t.Fatal(res)
		}
	}
	if res := there.get("~/documents/" + document + "/versions/1/content"); res.status != 200 {
		t.Fatalf("in its own congress: %s", res)
	}
	for _, o := range operations(who, document, upload, discussion) {
		if !strings.Contains(o.path, document) && !strings.Contains(o.path, upload) && !strings.Contains(o.path, discussion) || strings.Contains(o.path, "/access?") {
			continue
		}
		header := map[string]string{
			"Idempotency-Key": newID(), "Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Offset": "0", "Upload-Metadata": "filename YS50eHQ=",
		}
		var body any
		if o.body != nil {
			body = o.body
		}
		if o.raw {
			body, header["Content-Type"] = strings.NewReader("x"), "application/offset+octet-stream"
		}
		statuses := []int{403, 404}
		if o.method == "POST" && strings.Contains(o.path, "/tus/") { // it takes its method from a header, which is not there, whatever the address
			statuses = append(statuses, 405)
		}
		expectProblem(t, o.method+" "+o.path+" of another congress", who.do(o.method, o.path, body, header), statuses...)
	}
}

func bodyOf(t *testing.T, v map[string]any) io.Reader {
	t.Helper()
	return strings.NewReader(mustJSON(t, v))
}

// expectProblem holds an answer to RFC 9457 and our own members, and to a status.
func expectProblem(t *testing.T, what string, res response, want ...int) {
	t.Helper()
	ok := false
	for _, status := range want {
		ok = ok || res.status == status
	}
	if !ok {
		t.Errorf("%s: %s, want %v", what, res, want)
		return
	}
	body := res.json()
	if res.header.Get("Content-Type") != "application/problem+json" || res.str("code") == "" || res.str("title") == "" || res.str("detail") == "" ||
		res.str("instance") == "" || body["status"] != float64(res.status) {
		t.Errorf("%s: not a problem document: %s %s", what, res.header.Get("Content-Type"), res)
	}
}

// truncated announces more than it sends and hangs up half way: the server answers or closes, and goes on.
func truncated(t *testing.T, w *person, method, path string, header map[string]string) {
	t.Helper()
	u, err := url.Parse(w.url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialTimeout("tcp", u.Host, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Length: 1000\r\n", method, path, u.Host, w.token)
	for k, v := range header {
		fmt.Fprintf(conn, "%s: %s\r\n", k, v)
	}
	fmt.Fprint(conn, "\r\n{\"title\":\"half")
	_ = conn.(*net.TCPConn).CloseWrite()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return // closed without an answer, which a client that hung up cannot expect
	}
	defer res.Body.Close()
	if res.StatusCode < 400 || res.StatusCode >= 500 {
		t.Errorf("%s %s with half a body: %s", method, path, res.Status)
	}
}
