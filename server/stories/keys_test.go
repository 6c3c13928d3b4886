package stories_test

import (
	"maps"
	"strings"
	"testing"
	"time"
)

// keyed is a request with a key, and what else could be asked for under the same key.
type keyed struct {
	who    *person
	method string
	path   string
	body   map[string]any
	other  map[string]any // another body; nil: another path
	path2  string
	hidden bool // nobody sees what stands
	read   bool // takes the If-Match of what the path names
}

// The same request again is the same record; another one under its key is 422 key_reused with what stands, and changes nothing.
func TestAKeyStandsForWhatItWasAskedFor(t *testing.T) {
	p := start(t, t.TempDir(), "--demo")
	organizer, secretary, delegate, admin := p.as("bantochuc1"), p.as("thuky1"), p.as("to1-daibieu01"), p.as("quantri")
	neighbour := p.as("to1-daibieu02") // nobody agrees with a comment of their own
	group := delegate.groups[0]
	discussion, _ := items(organizer.get("~/discussions"))[0]["object"].(string)
	dis, mdis := "~/discussions/"+discussion, "~m/discussions/"+discussion
	must := func(res response) response {
		t.Helper()
		if res.status >= 300 {
			t.Fatal(res)
		}
		return res
	}
	document, second, upload, comment, finding := newID(), newID(), newID(), newID(), newID()
	everyone := map[string]any{"everyone": true}
	for _, id := range []string{document, second} {
		must(organizer.do("POST", "~/documents", map[string]any{"title": "Tài liệu", "audience": everyone}, key(id)))
	}
	must(organizer.do("PUT", "~/documents/"+document+"/uploads/"+upload+"?name=a.txt", strings.NewReader("chữ"), nil))
	organizer.ready("~/documents/" + document + "/uploads/" + upload)
	must(delegate.do("POST", mdis+"/comments", map[string]any{"group": group, "issue": 1, "text": "Ý kiến"}, key(comment)))
	must(secretary.do("POST", dis+"/findings", map[string]any{"issue": 1, "text": "Câu"}, key(finding)))
	later := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	issue := func(text string) map[string]any { return map[string]any{"group": group, "issue": 1, "text": text} }
	member, group2, item, line := "~/members/"+newID(), "~/groups/"+newID(), "~/agenda/"+newID(), "~/papers/"+newID()
	day := func(title string) map[string]any {
		return map[string]any{"day": "2027-01-01", "from": "07:00", "to": "08:00", "title": title}
	}
	for _, k := range []keyed{
		{who: admin, method: "POST", path: "/api/v1/congresses", body: map[string]any{"title": "Một"}, other: map[string]any{"title": "Hai"}},
		{who: admin, method: "POST", path: "/api/v1/accounts", body: map[string]any{"login": "thu-mot", "name": "Một", "password": "mật khẩu dài"}, other: map[string]any{"login": "thu-mot", "name": "Hai", "password": "mật khẩu dài"}, hidden: true},
		{who: admin, method: "POST", path: "/api/v1/accounts", body: map[string]any{"login": "thu-hai", "name": "Một", "password": "mật khẩu dài"}, other: map[string]any{"login": "thu-hai", "name": "Một", "password": "mật khẩu khác"}, hidden: true},
		{who: organizer, method: "PUT", path: member, body: map[string]any{"name": "An", "roles": []string{"delegate"}}, other: map[string]any{"name": "Bình", "roles": []string{"delegate"}}},
		{who: organizer, method: "PUT", path: group2, body: map[string]any{"name": "Tổ 8", "number": 8}, other: map[string]any{"name": "Tổ 9", "number": 8}},
		{who: organizer, method: "PUT", path: item, body: day("Khai mạc"), other: day("Bế mạc")},
		{who: organizer, method: "PUT", path: item, body: day("Khai mạc trọng thể"), path2: "~/agenda/" + newID(), read: true},
		{who: organizer, method: "POST", path: "~/documents", body: map[string]any{"title": "Một"}, other: map[string]any{"title": "Hai"}},
		{who: organizer, method: "POST", path: "~/documents", body: map[string]any{"title": "Một"}, other: map[string]any{"title": "Một", "audience": everyone}},
		{who: organizer, method: "PUT", path: "~/documents/" + document, body: map[string]any{"title": "Sửa"}, other: map[string]any{"title": "Sửa nữa"}, read: true},
		{who: organizer, method: "POST", path: "~/documents/" + document + "/publication", body: map[string]any{"upload": upload, "at": later, "audience": everyone}, other: map[string]any{"upload": upload, "audience": everyone}},
		{who: organizer, method: "POST", path: "~/documents/" + document + "/publication", body: map[string]any{"upload": upload, "audience": everyone}, other: map[string]any{"upload": upload, "audience": map[string]any{"groups": []string{group}}}},
		{who: organizer, method: "POST", path: "~/documents/" + document + "/withdrawal", body: map[string]any{}, path2: "~/documents/" + second + "/withdrawal"},
		{who: organizer, method: "POST", path: "~/documents/" + second + "/recall", body: map[string]any{"reason": "nhầm"}, other: map[string]any{"reason": "khác"}},
		{who: organizer, method: "PUT", path: "~/rules", body: map[string]any{"twoPersons": false, "grace": 600}, other: map[string]any{"twoPersons": false, "grace": 60}},
		{who: organizer, method: "PUT", path: line, body: map[string]any{"classification": "mat", "collect": "Phòng 201"}, other: map[string]any{"classification": "mat", "collect": "Phòng 202"}},
		{who: organizer, method: "PUT", path: dis + "/threads/plenary/open", body: map[string]any{"open": true}, other: map[string]any{"open": false}},
		{who: organizer, method: "POST", path: "~/notices", body: map[string]any{"title": "Một", "audience": everyone}, other: map[string]any{"title": "Hai", "audience": everyone}},
		{who: organizer, method: "POST", path: "~/discussions", body: map[string]any{"title": "Một", "issues": []any{}, "groups": []string{group}}, other: map[string]any{"title": "Hai", "issues": []any{}, "groups": []string{group}}},
		{who: delegate, method: "POST", path: mdis + "/comments", body: issue("Đề nghị một"), other: issue("Đề nghị hai")},
		{who: delegate, method: "POST", path: mdis + "/comments", body: issue("Đề nghị ba"), other: map[string]any{"group": group, "issue": 1, "stance": "propose", "text": "Đề nghị ba"}},
		{who: delegate, method: "PUT", path: "~m/comments/" + comment, body: map[string]any{"issue": 1, "text": "Ý kiến sửa"}, other: map[string]any{"issue": 1, "text": "Ý kiến khác"}},
		{who: delegate, method: "PUT", path: mdis + "/threads/" + group + "/read", body: map[string]any{"n": 1}, other: map[string]any{"n": 2}, hidden: true},
		{who: neighbour, method: "PUT", path: "~m/comments/" + comment + "/agreement", body: nil, path2: "~m/comments/" + comment + "/agreement?x", hidden: true},
		{who: secretary, method: "POST", path: dis + "/findings", body: map[string]any{"issue": 1, "text": "Một"}, other: map[string]any{"issue": 1, "text": "Hai"}},
		{who: secretary, method: "PUT", path: "~/comments/" + comment + "/placement", body: map[string]any{"parts": []any{map[string]any{"from": 0, "to": 10, "issue": 1, "finding": finding}}}, other: map[string]any{"parts": []any{map[string]any{"from": 0, "to": 10, "issue": 1, "aside": "trùng"}}}},
		{who: secretary, method: "PUT", path: dis + "/threads/" + group + "/minutes", body: map[string]any{"place": "Phòng 1"}, other: map[string]any{"place": "Phòng 2"}},
		{who: secretary, method: "PUT", path: dis + "/report/state", body: map[string]any{"review": true}, other: map[string]any{"review": false}},
		{who: secretary, method: "POST", path: dis + "/threads/" + group + "/spoken", body: map[string]any{"issue": 1, "text": "Nói", "member": delegate.member}, other: map[string]any{"issue": 1, "text": "Nói khác", "member": delegate.member}},
	} {
		id := newID()
		header := key(id)
		if k.read {
			name, of, _ := strings.Cut(strings.TrimPrefix(k.path, "~/"), "/")
			for _, o := range items(k.who.get("~/" + name + "?limit=1000")) {
				if o["object"] == of {
					header["If-Match"] = quoted(o["n"].(float64))
				}
			}
		}
		send := func(path string, body map[string]any) response {
			if body == nil {
				return k.who.do(k.method, path, nil, maps.Clone(header))
			}
			return k.who.do(k.method, path, body, maps.Clone(header))
		}
		first := send(k.path, k.body)
		if first.status >= 300 {
			t.Errorf("%s %s: %s", k.method, k.path, first)
			continue
		}
		again := func() {
			t.Helper()
			if res := send(k.path, k.body); res.status >= 300 || res.status == 201 && !strings.HasSuffix(k.path, "/accounts") || res.json()["n"] != first.json()["n"] || res.json()["account"] != first.json()["account"] {
				t.Errorf("%s %s, the same again: %s, was %s", k.method, k.path, res, first)
			}
		}
		again()
		path, body, method := k.path, k.other, k.method
		if k.path2 != "" {
			path, body = k.path2, k.body
		}
		if strings.HasSuffix(path, "?x") {
			path, k.method = strings.TrimSuffix(path, "?x"), "DELETE"
		}
		res := send(path, body)
		k.method = method
		current, _ := res.json()["current"].(map[string]any)
		if res.status != 422 || res.str("code") != "key_reused" || !k.hidden && (current == nil || current["object"] != first.json()["object"]) {
			t.Errorf("%s %s with another body or path: %s", k.method, k.path, res)
		}
		again()
	}

	// Facts have keys of their own, whatever batch they come in.
	must(organizer.do("POST", "~/documents/"+document+"/publication", map[string]any{"upload": upload}, key(newID())))
	version := len(must(organizer.get("~/documents/" + document)).json()["body"].(map[string]any)["versions"].([]any))
	one := map[string]any{"id": newID(), "document": document, "version": version, "seconds": 5}
	two := maps.Clone(one)
	two["seconds"] = 6
	for want, facts := range map[string][]any{`"code":"key_reused"`: {one, two}} {
		must(delegate.do("POST", "~m/receipts", map[string]any{"facts": []any{one}}, nil))
		res := must(delegate.do("POST", "~m/receipts", map[string]any{"facts": facts}, nil))
		if strings.Count(string(res.body), want) != 1 {
			t.Errorf("a fact again, and another one with its id: %s", res)
		}
	}
	// Who else has the key hears nothing of what stands.
	if res := secretary.do("POST", dis+"/findings", map[string]any{"issue": 1, "text": "Của người khác"}, key(comment)); res.status != 409 || res.str("code") != "id_reused" || res.json()["current"] != nil {
		t.Errorf("another's key: %s", res)
	}
}
