package stories_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// What a member's files take in all is the records': the same after a restart, less once something is taken back, and nothing that words are short of.
func TestFilesOfOneMemberAreBoundedInAll(t *testing.T) {
	args := []string{"--organizer-total", "1000000"}
	p := newServer(t, args...)
	who, discussion := thread(t, p)
	var d shelved
	d.publish(t, who, bytes.Repeat([]byte("Nội dung.\n"), 50_000)) // 650,000 bytes
	large := bytes.Repeat([]byte("Nội dung.\n"), 40_000)
	small := []byte("Nội dung.\n")
	attachment := "~m/discussions/" + discussion + "/threads/" + who.groups[0] + "/attachments/"
	over := func(when string) {
		t.Helper()
		tus := map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": "520000", "Upload-Metadata": "filename ZC50eHQ="}
		for what, res := range map[string]response{
			"a file":                              who.do("PUT", d.document+"/uploads/"+newID()+"?name=b.txt", bytes.NewReader(large), nil),
			"a file that does not say its length": who.do("PUT", d.document+"/uploads/"+newID()+"?name=b.txt", io.MultiReader(bytes.NewReader(large)), nil),
			"an attachment":                       who.do("PUT", attachment+newID()+"?name=b.txt", bytes.NewReader(large), nil),
			"an attachment that does not say it":  who.do("PUT", attachment+newID()+"?name=b.txt", io.MultiReader(bytes.NewReader(large)), nil),
			"a resumable file":                    who.do("POST", d.document+"/tus", nil, tus),
			"an import":                           who.do("POST", "~/imports", bytes.NewReader(large), key(newID())),
		} {
			if res.status != 429 || res.str("code") != "quota_total" || res.header.Get("Retry-After") != "3600" || !strings.HasPrefix(res.str("detail"), "Đã quá tổng") {
				t.Errorf("%s, %s: %s %v", when, what, res, res.header)
			}
		}
		if res := who.do("PUT", attachment+newID()+"?name=c.txt", bytes.NewReader(small), nil); res.status != 201 {
			t.Errorf("%s, what fits: %s", when, res)
		}
		if res, err := who.say(discussion, newID()); err != nil || res.status != 201 {
			t.Errorf("%s, a comment: %s %v", when, res, err)
		}
	}
	over("at first")
	p.kill()
	p = start(t, p.data, args...)
	who = p.signIn("dai-bieu", "mật khẩu dài")
	over("after a restart")
	// Files in parts are counted once they are announced, and no more when they are given up.
	half := map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": "300000", "Upload-Metadata": "filename ZC50eHQ="}
	first := who.do("POST", d.document+"/tus", nil, half)
	if first.status != 201 {
		t.Fatal(first)
	}
	if res := who.do("POST", d.document+"/tus", nil, half); res.str("code") != "quota_total" {
		t.Errorf("a second one: %s", res)
	}
	if res := who.do("DELETE", strings.TrimPrefix(first.header.Get("Location"), p.url), nil, map[string]string{"Tus-Resumable": "1.0.0"}); res.status != 204 {
		t.Fatal(res)
	}
	if res := who.do("POST", d.document+"/tus", nil, half); res.status != 201 {
		t.Errorf("after the first was given up: %s", res)
	}
	if res := who.do("POST", d.document+"/recall", map[string]string{"reason": "Nhầm tệp."}, key(newID())); res.status != 201 {
		t.Fatal(res)
	}
	if res := who.do("PUT", attachment+newID()+"?name=b.txt", bytes.NewReader(large), nil); res.status != 201 {
		t.Errorf("once a file was taken back: %s", res)
	}
}

// So are words, apart from files.
func TestWordsOfOneMemberAreBoundedInAll(t *testing.T) {
	args := []string{"--organizer-total", "300000"}
	p := newServer(t, args...)
	who, discussion := thread(t, p)
	say := func(id string) response {
		return who.do("POST", "~m/discussions/"+discussion+"/comments", map[string]any{"group": who.groups[0], "issue": 1, "text": strings.Repeat("Ý kiến dài. ", 1500)}, key(id))
	}
	said := 0
	for said < 30 && say(newID()).status == 201 {
		said++
	}
	if said < 8 || said > 20 {
		t.Errorf("%d comments of about 25,000 bytes were taken of 300,000", said)
	}
	for _, when := range []string{"at first", "after a restart"} {
		if res := say(newID()); res.status != 429 || res.str("code") != "quota_total" {
			t.Errorf("%s: %s", when, res)
		}
		if res := who.get("~m/changes"); res.status != 200 {
			t.Errorf("%s, reading: %s", when, res)
		}
		p.kill()
		p = start(t, p.data, args...)
		who = p.signIn("dai-bieu", "mật khẩu dài")
	}
}
