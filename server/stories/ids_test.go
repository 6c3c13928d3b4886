package stories_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/congress"
)

// derived is an id that the server makes of what an object belongs to.
type derivedID struct{ what, id string }

var uuidInPath = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// Every id that the server makes, and one of each other version, at every door where a client brings an id: nothing is
// made, and afterwards each of the server's own objects comes to life at its place.
func TestNobodyTakesAnIDThatTheServerMakes(t *testing.T) {
	p := start(t, t.TempDir(), "--demo", "--member-writes", "0", "--organizer-writes", "0") // thousands of requests
	organizer, secretary, delegate, administrator := p.as("bantochuc1"), p.as("thuky1"), p.as("to1-daibieu01"), p.as("quantri")
	administrator.congress = organizer.congress
	group := delegate.groups[0]
	discussion, _ := items(organizer.get("~/discussions"))[0]["object"].(string)
	must := func(res response) response {
		t.Helper()
		if res.status >= 300 {
			t.Fatal(res)
		}
		return res
	}
	document, upload, comment, request := newID(), newID(), newID(), newID()
	must(organizer.do("POST", "~/documents", map[string]any{"title": "Tài liệu", "audience": map[string]any{"everyone": true}}, key(document)))
	must(organizer.do("PUT", "~/documents/"+document+"/uploads/"+upload+"?name=a.txt", strings.NewReader("chữ"), nil))
	organizer.ready("~/documents/" + document + "/uploads/" + upload)
	must(organizer.do("POST", "~/documents/"+document+"/publication", map[string]any{"upload": upload}, key(newID())))
	must(delegate.do("POST", "~m/discussions/"+discussion+"/comments", map[string]any{"group": group, "issue": 1, "text": "Ý kiến"}, key(comment)))

	of := congress.DerivedUUID
	all := []derivedID{
		{"side stream", of("side", organizer.congress)}, {"report", of("report", discussion)}, {"placement", of("placement", comment)},
		{"group record", of("group-record", discussion, group)}, {"plenary record", of("group-record", discussion, "plenary")},
		{"rules", of("document-rules", organizer.congress)}, {"paper line", of("paper", document)}, {"attachment's file", of("attached", request)},
		{"attachment's publication", of("attached", of("attached", request))}, {"mark", of("mark", delegate.member, discussion, group)},
		{"receipt", of("receipt", delegate.member, document, "1")}, {"import's document", of("import", request, "a.txt")}, {"import's file", of("import file", request, "a.txt")},
		{"report's entry", of("report", "registered", request)}, {"report's file", of("report", "file", request)},
		{"planned publication", of("planned", upload, time.Now().UTC().Format(time.RFC3339Nano))},
		{"UUIDv4", "b2a7f0de-1c3b-4f6a-8d2e-5a9c7e410b36"}, {"UUIDv1", "b2a7f0de-1c3b-1f6a-8d2e-5a9c7e410b36"}, {"nil", "00000000-0000-0000-0000-000000000000"},
	}
	heads := func() string { // what the changes do not tell: the side stream's, and the congresses
		t.Helper()
		return string(delegate.get("~m/receipts").body) + string(administrator.get("/api/v1/congresses").body) +
			string(delegate.get("~m/discussions/"+discussion+"/threads").body)
	}
	before, cursors := heads(), map[*person]string{}
	for _, w := range []*person{organizer, secretary, delegate} {
		cursors[w] = w.get("~m/changes?limit=1000").str("cursor")
	}
	doors := 0
	for _, who := range []*person{organizer, secretary, delegate, administrator} {
		who.many = true
		for _, o := range operations(who, document, upload, discussion) {
			if o.method == "GET" || strings.HasSuffix(o.path, "/session") || strings.HasSuffix(o.path, "/sessions") || strings.HasSuffix(o.path, "/preview") || strings.HasSuffix(o.path, "/tickets") {
				continue // makes nothing
			}
			keyed := o.keyed || strings.HasSuffix(o.path, "/tus") && o.method == "POST"
			found := uuidInPath.FindAllString(o.path, -1)
			for _, d := range all {
				if keyed {
					o := o
					o.header = map[string]string{"Idempotency-Key": d.id}
					if strings.HasSuffix(o.path, "/tus") {
						o.header["Tus-Resumable"], o.header["Upload-Length"], o.header["Upload-Metadata"] = "1.0.0", "3", "filename YS50eHQ="
					}
					res := knock(t, who, o)
					if doors++; res.status != 403 && res.status != 404 && res.str("code") != "record_id_invalid" {
						t.Errorf("%s %s with the id of a %s as its key: %s", o.method, o.path, d.what, res)
					}
				}
				// The last id of a path is the object's own; the one before it is where it would be.
				if n := len(found) - 1; n > 0 && found[n] != document && found[n] != discussion && found[n] != group && found[n] != upload {
					o := o
					o.path = strings.Replace(o.path, found[n], d.id, 1)
					o.header = map[string]string{}
					if keyed {
						o.header["Idempotency-Key"] = newID()
					}
					if doors++; knock(t, who, o).status < 400 {
						t.Errorf("%s %s is taken in place of a %s", o.method, o.path, d.what)
					}
				}
			}
		}
		for _, d := range all { // facts have their ids in a list
			res := who.do("POST", "~m/receipts", map[string]any{"facts": []any{map[string]any{"id": d.id, "document": document, "version": 1}}}, nil)
			if doors++; res.status == 200 && !strings.Contains(string(res.body), `"code":"record_id_invalid"`) && !strings.Contains(string(res.body), `"code":"not_found"`) {
				t.Errorf("a fact with the id of a %s: %s", d.what, res)
			}
		}
	}
	if after := heads(); after != before {
		t.Errorf("something was made:\n%s\nwas\n%s", after, before)
	}
	for w, cursor := range cursors {
		changes := w.get("~m/changes?limit=1000&since=" + cursor).json()
		list, _ := changes["records"].([]any)
		for _, one := range list {
			r, _ := one.(map[string]any)
			// Of the demo's own files the server may still be reading some.
			taken := slices.ContainsFunc(all, func(d derivedID) bool { return r["id"] == d.id || r["object"] == d.id })
			if taken || r["kind"] != "upload" || r["by"] != nil {
				t.Errorf("something was made: %v", r)
			}
		}
		if changes["full"] != false {
			t.Errorf("changes after %s are everything anew", cursor)
		}
	}
	t.Logf("%d doors and ids", doors)

	// Each of the server's own objects is made where it belongs.
	must(organizer.do("PUT", "~/rules", map[string]any{"twoPersons": false, "grace": 600}, key(newID())))
	must(secretary.do("PUT", "~/comments/"+comment+"/placement", map[string]any{"parts": []any{map[string]any{"from": 0, "to": 6, "issue": 1, "aside": "thử"}}}, key(newID())))
	must(secretary.do("PUT", "~/discussions/"+discussion+"/report/state", map[string]any{"review": true}, key(newID())))
	for _, g := range []string{group, "plenary"} {
		must(secretary.do("PUT", "~/discussions/"+discussion+"/threads/"+g+"/minutes", map[string]any{"place": "Phòng 1"}, key(newID())))
	}
	must(delegate.do("PUT", "~m/discussions/"+discussion+"/threads/"+group+"/read", map[string]any{"n": 1}, key(newID())))
	if res := delegate.do("POST", "~m/receipts", map[string]any{"facts": []any{map[string]any{"id": newID(), "document": document, "version": 1}}}, nil); strings.Contains(string(res.body), "code") {
		t.Error(res)
	}
	must(delegate.do("PUT", "~m/discussions/"+discussion+"/threads/"+group+"/attachments/"+request+"?name=a.txt", strings.NewReader("Bảng kê"), nil))
	must(organizer.do("POST", "~/documents/"+document+"/reclassification", map[string]any{"classification": "mat", "reason": "thử", "title": "Dòng giấy", "collect": "Phòng 2", "audience": map[string]any{"everyone": true}}, key(newID())))
	if res := organizer.get("~/papers"); !strings.Contains(string(res.body), "Dòng giấy") {
		t.Errorf("the paper line: %s", res)
	}
}

// knock sends the operation's right request with its headers.
func knock(t *testing.T, who *person, o operation) response {
	t.Helper()
	switch {
	case o.raw:
		return who.do(o.method, o.path, strings.NewReader("chữ"), o.header)
	case o.body != nil:
		return who.do(o.method, o.path, o.body, o.header)
	default:
		return who.do(o.method, o.path, nil, o.header)
	}
}
