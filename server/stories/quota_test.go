package stories_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
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

// Of two servers each counts its own minute, while what stands in all is the log's: a file that came to one is known on the other.
// A dry run is one request like any other, and its rows are nothing that stands.
func TestWhatAMemberBringsToTwoServers(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	const atOnce = 15 // five minutes' worth
	p := newPair(t, nil, "--organizer-writes", "3", "--organizer-total", "300000", "--poll", "100ms")
	who, discussion := thread(t, p.a)
	there := who.on(p.b)
	writes := map[*process]int{p.a: 1} // that were let in: thread opened a discussion
	do := func(w *person, method, path string, body any, headers map[string]string) response {
		res := w.do(method, path, body, headers)
		if res.str("code") != "too_many_writes" {
			writes[w.process]++
		}
		return res
	}
	document := newID()
	if res := do(who, "POST", "~/documents", map[string]any{"title": "Kế hoạch", "audience": map[string]any{"everyone": true}}, key(document)); res.status != 201 {
		t.Fatal(res)
	}
	newest := ""
	file := func(w *person, bytesOfIt int) response {
		newest = "~/documents/" + document + "/uploads/" + newID()
		return do(w, "PUT", newest+"?name=b.txt", strings.NewReader(strings.Repeat("Văn bản.\n", bytesOfIt/12)), nil)
	}
	if res := file(who, 200_000); res.status != 201 {
		t.Fatal(res)
	}
	eventually(t, "the other server knows the file", func() bool { return there.get(newest).status == 200 })
	if res := file(there, 200_000); res.status != 429 || res.str("code") != "quota_total" {
		t.Errorf("a second file on the other server: %s", res)
	}

	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, name := range []string{"mot.txt", "hai.txt", "ba.txt"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, strings.Repeat("Văn bản "+name+".\n", 1500))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	before := writes[p.b]
	if res := do(there, "POST", "~/imports?dryRun=true", bytes.NewReader(archive.Bytes()), key(newID())); res.status != 200 || len(res.json()["rows"].([]any)) != 3 {
		t.Errorf("a dry run: %s", res)
	}
	if res := file(there, 90_000); res.status != 201 || writes[p.b] != before+2 {
		t.Errorf("what fits without the rows of a dry run: %s, %d writes", res, writes[p.b]-before)
	}
	eventually(t, "the first server knows the file of the other", func() bool { return who.get(newest).status == 200 })
	if res := file(who, 90_000); res.status != 429 || res.str("code") != "quota_total" {
		t.Errorf("a third file on the first server: %s", res)
	}

	say := func(w *person) response {
		return do(w, "POST", "~m/discussions/"+discussion+"/comments", map[string]any{"group": who.groups[0], "issue": 1, "text": "Ý kiến"}, key(newID()))
	}
	for _, w := range []*person{who, there} { // the first is over when the second begins
		var last response
		for range 3 * atOnce {
			if last = say(w); last.status != 201 {
				break
			}
		}
		more := 1 + int(3*time.Since(begun)/time.Minute) // that came meanwhile
		if n := writes[w.process]; last.str("code") != "too_many_writes" || n < atOnce || n > atOnce+more {
			t.Errorf("%d writes were let in, want %d and at most %d more: %s", n, atOnce, more, last)
		}
	}
}
