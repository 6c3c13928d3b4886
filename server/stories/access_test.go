package stories_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/documents/antivirus/antivirustest"
)

// material is a document whose every word is one that stands nowhere else.
type material struct {
	state, word string
	id, upload  string
	readers     []string // logins of who may see it, besides the organizers
	within      bool     // the word is of a part of the document only, which others have: an older version
}

// nobody is signed in; stranger is of another congress.
const nobody, stranger = "nobody", "hn-daibieu1"

// walkers are one of each role that is no organizer; two of one role differ by group.
var walkers = []string{
	"quantri", "thuky1", "chutich1", "to1-thuky", "to1-totruong", "to1-topho", "to1-daibieu01", "to1-daibieu02", "to2-daibieu01", "khachmoi1", "baochi1",
}

// Every way to a byte or a title, for every role and every state of a
// document: lists, single objects, search, comparison, pictures, ZIP, socket, sync, exports, receipts and error texts.
// Nobody gets a word of what is not for them, and cannot tell it from what never was.
func TestNoWayLeadsToWhatIsNotForMe(t *testing.T) {
	clamd := antivirustest.Start(t, "", nil)
	p := start(t, t.TempDir(), "--demo", "--clamd", clamd.Address) // its own: this changes what other tests look at
	organizer := p.as("bantochuc1")
	people := map[string]*person{nobody: {process: p, congress: organizer.congress}}
	tablets, cursors := map[string]*tablet{}, map[string]string{}
	for _, login := range append([]string{stranger}, walkers...) {
		people[login] = p.as(login)
		people[login].congress = organizer.congress // the administrator is in none
		tablets[login] = people[login].live("")
		if login != stranger && login != "quantri" {
			tablets[login].caughtUp()
			cursors[login] = tablets[login].cursor
		}
	}
	secrets := manyStates(t, p, organizer, people, clamd.Close)
	discussion, _ := items(organizer.get("~/discussions"))[0]["object"].(string)

	for _, login := range append([]string{nobody, stranger}, walkers...) {
		who := people[login]
		t.Run(login, func(t *testing.T) {
			hidden := func(s *material) bool { return !slices.Contains(s.readers, login) }
			for i, s := range secrets {
				shown, annex := false, map[string]bool{} // to who may see it; else nothing is tested here
				for _, o := range append(operations(who, s.id, s.upload, discussion), sideways(who, s, discussion)...) {
					if strings.HasSuffix(o.path, "/sessions") || strings.HasSuffix(o.path, "/session") || strings.Contains(o.path, "/live") || strings.Contains(o.path, "/accounts") {
						continue // would sign out, or is asked elsewhere
					}
					if strings.Contains(o.path, "search?q=") {
						o.path = strings.Replace(o.path, "q=a", "q="+s.word, 1)
					}
					asked := o.path + mustJSON(t, o.body)
					about := strings.Contains(asked, s.id) || strings.Contains(asked, s.word)
					if i > 0 && !about {
						continue // the same for every document
					}
					res := ask(t, who, o)
					for _, other := range secrets {
						if hidden(other) && other.word != s.word && leaks(t, res, other.word) {
							t.Errorf("%s %s shows the %s document: %s", o.method, o.path, other.state, res)
						}
					}
					if !hidden(s) {
						shown = shown || leaks(t, res, s.word)
						for _, way := range annexWays {
							annex[way] = annex[way] || strings.Contains(o.path, way) && strings.Contains(string(res.body), " khác")
						}
						continue
					}
					if leaks(t, res, s.word) && !strings.Contains(asked, s.word) {
						t.Errorf("%s %s shows the %s document: %s", o.method, o.path, s.state, res)
					}
					if !about || s.within {
						continue
					}
					// The same question about what never was has the same answer.
					never := o
					unknown := strings.NewReplacer(s.id, newID(), s.upload, newID(), s.word, "zqnever")
					never.path = unknown.Replace(o.path)
					if o.body != nil {
						never.body = map[string]any{}
						if err := json.Unmarshal([]byte(unknown.Replace(mustJSON(t, o.body))), &never.body); err != nil {
							t.Fatal(err)
						}
					}
					if unknown := ask(t, who, never); res.status != unknown.status || faceless(o, res, s) != faceless(o, unknown, s) {
						t.Errorf("%s %s %s: the %s document is answered with\n%s, what never was with\n%s", o.method, o.path, mustJSON(t, o.body), s.state, res, unknown)
					}
					if res.status < 400 && strings.Contains(o.path, s.id) {
						t.Errorf("%s %s: %s", o.method, o.path, res)
					}
				}
				if !hidden(s) && (!shown && !s.within || s.state == "annexed" && slices.Contains(annexRead(annex), false)) {
					t.Errorf("%s does not see the %s document either", login, s.state)
				}
			}
			for _, live := range []string{"readiness", "register"} {
				if res := ask(t, who, operation{method: "GET", path: "/api/v1/congresses/" + who.congress + "/" + live + "/live"}); res.status < 400 {
					t.Errorf("the live %s: %s", live, res)
				}
			}
		})
	}

	// The sockets were open all the time: they heard of what was theirs and of nothing else.
	last := organizer.lastForAll()
	for _, login := range walkers {
		heard := tablets[login].heard(last)
		for _, s := range secrets {
			if hidden := !slices.Contains(s.readers, login); hidden && strings.Contains(heard, s.word) && !was(s, login) {
				t.Errorf("the socket of %s heard of the %s document", login, s.state)
			}
		}
		if login == "to1-daibieu01" && !strings.Contains(heard, "zqgroup") {
			t.Errorf("the socket of %s heard nothing: %d bytes", login, len(heard))
		}
	}
	// Nor does a tablet that comes back, from the beginning or from before there was any of it.
	for _, login := range append([]string{stranger}, walkers...) {
		for _, cursor := range []string{"", cursors[login]} {
			back := people[login].live(cursor)
			heard := ""
			for f := range back.frames { // to caught-up, or until the server ends what it refuses
				heard += mustJSON(t, f)
				if f.Type == "caught-up" {
					break
				}
			}
			for _, s := range secrets {
				if !slices.Contains(s.readers, login) && strings.Contains(heard, s.word) {
					t.Errorf("the socket of %s, come back from %q, heard of the %s document", login, cursor, s.state)
				}
			}
			if login == "to1-daibieu01" && !strings.Contains(heard, "zqgroup") {
				t.Errorf("the socket of %s, come back from %q, heard nothing", login, cursor)
			}
			_ = back.conn.Close()
		}
	}
	if text := p.log.whole(); regexp.MustCompile(`zq[a-z]`).MatchString(text) {
		t.Error("the server's log has words of documents")
	}
}

// annexWays are the ways to an annex's words, by what their paths have.
var annexWays = []string{"/annexes/1/content", "/versions/1/content?annex=1", "/pages/1/text?annex=1", "/search?q="}

func annexRead(by map[string]bool) (all []bool) {
	for _, way := range annexWays {
		all = append(all, by[way])
	}
	return all
}

// was: what was published for a while may have been heard of then.
func was(s *material, login string) bool {
	return slices.Contains([]string{"withdrawn", "undone", "recalled", "reclassified"}, s.state) && login != "quantri" && login != "khachmoi1" && login != "baochi1"
}

func ask(t *testing.T, who *person, o operation) response {
	t.Helper()
	header := map[string]string{}
	for name, value := range o.header {
		header[name] = value
	}
	if o.keyed {
		header["Idempotency-Key"] = newID()
	}
	if strings.Contains(o.path, "/tus") {
		header["Tus-Resumable"] = "1.0.0"
	}
	var body any
	switch {
	case o.body != nil:
		body = o.body
	case o.raw:
		body = strings.NewReader("x")
	}
	return who.do(o.method, o.path, body, header)
}

// sideways are ways to the material beside the operations: other methods and headers, and bodies that name it.
func sideways(w *person, s *material, discussion string) (all []operation) {
	in, mob := "/api/v1/congresses/"+w.congress, "/mobile/v1/congresses/"+w.congress
	doc, read := in+"/documents/"+s.id, mob+"/documents/"+s.id
	for _, file := range []string{doc + "/versions/1/content", read + "/versions/1/content", doc + "/uploads/" + s.upload + "/content", doc + "/versions/1/annexes/1/content", read + "/versions/1/pages/1/picture"} {
		for _, header := range []map[string]string{{"If-None-Match": "*"}, {"If-None-Match": `"` + s.hash() + `"`}, {"Range": "bytes=0-3"}, {"Range": "bytes=999999-"}, {"Range": "bytes=0-", "If-Range": `"` + s.hash() + `"`}} {
			all = append(all, operation{method: "GET", path: file, header: header})
		}
		all = append(all, operation{method: "HEAD", path: file})
	}
	for _, tus := range []operation{
		{method: "HEAD"}, {method: "POST", raw: true, header: map[string]string{"X-HTTP-Method-Override": "HEAD"}}, {method: "PATCH", raw: true, header: map[string]string{"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}}, {method: "DELETE"},
	} {
		tus.path = doc + "/tus/" + s.upload
		all = append(all, tus)
	}
	group := newID()
	if len(w.groups) > 0 {
		group = w.groups[0]
	}
	for _, words := range []map[string]any{
		{"quotes": []any{map[string]any{"document": s.id, "version": 1}}}, {"quotes": []any{map[string]any{"document": s.id, "version": 1, "page": 1, "from": 0, "to": 8}}}, {"attached": []any{s.id}}, {"replyTo": s.id},
	} {
		words["group"], words["issue"], words["text"] = group, 1, "Ý kiến"
		all = append(all, operation{method: "POST", path: mob + "/discussions/" + discussion + "/comments", body: words, keyed: true})
	}
	return append(all,
		operation{method: "GET", path: mob + "/attachments/" + s.id}, operation{method: "GET", path: doc + "/versions/2/comparison?since=1"}, operation{method: "GET", path: read + "/versions/2/comparison?since=1"},
		operation{method: "PUT", path: in + "/discussions/" + discussion + "/report/settings", keyed: true, body: map[string]any{
			"form": "state", "smallest": 5, "template": s.id, "rule": map[string]any{"base": "all", "most": 50, "many": 20, "some": 2},
		}},
	)
}

// hash is of the file: somebody may have it from elsewhere, and ask whether it is here.
func (s *material) hash() string { return fmt.Sprintf("%x", sha256.Sum256(s.content())) }

func (s *material) content() []byte {
	switch s.state {
	case "restricted":
		return plainPDF("Noi dung " + s.word)
	case "quarantined":
		return []byte("MẬT\n\nNội dung " + s.word + " của tài liệu.")
	case "infected":
		return []byte("Nội dung " + s.word + " " + antivirustest.Virus)
	case "failed": // a container that is no Word file, with the word as it is
		var b bytes.Buffer
		archive := zip.NewWriter(&b)
		if part, err := archive.CreateHeader(&zip.FileHeader{Name: "a.txt", Method: zip.Store}); err == nil {
			_, _ = part.Write([]byte("Nội dung " + s.word))
		}
		_ = archive.Close()
		return b.Bytes()
	}
	return []byte("Nội dung " + s.word + " của tài liệu.")
}

// leaks looks for the word in the answer's headers, its text, and in the files of a ZIP.
func leaks(t *testing.T, res response, word string) bool {
	t.Helper()
	if strings.Contains(strings.ToLower(fmt.Sprint(res.header)), word) || bytes.Contains(bytes.ToLower(res.body), []byte(word)) {
		return true
	}
	if !bytes.HasPrefix(res.body, []byte("PK")) {
		return false
	}
	z, err := zip.NewReader(bytes.NewReader(res.body), int64(len(res.body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(f.Name), word) || bytes.Contains(bytes.ToLower(content), []byte(word)) {
			return true
		}
	}
	return false
}

// faceless is an answer without what differs between any two.
func faceless(o operation, res response, s *material) string {
	text := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|"instance":"[^"]*"`).ReplaceAllString(string(res.body), "ID")
	text = strings.NewReplacer(s.word, "W", "zqnever", "W").Replace(text)
	names := []string{}
	for name := range res.header {
		if name != "Date" && name != "X-Request-Id" {
			names = append(names, name)
		}
		if o.method == "HEAD" && (name == "Content-Length" || name == "Content-Type") {
			names = append(names, res.header.Get(name))
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ") + "\n" + text
}

// manyStates makes a document in every state, for different readers.
func manyStates(t *testing.T, p *process, organizer *person, people map[string]*person, antivirusAway func()) []*material {
	t.Helper()
	must := func(res response) {
		t.Helper()
		if res.status >= 300 {
			t.Fatal(res)
		}
	}
	group1 := people["to1-daibieu01"].groups
	inside := []string{"thuky1", "chutich1", "to1-thuky", "to1-totruong", "to1-topho", "to1-daibieu01", "to1-daibieu02", "to2-daibieu01"}
	everyone := map[string]any{"everyone": true}
	var all []*material
	make := func(state, level string, audience map[string]any, readers ...string) *material {
		t.Helper()
		s := &material{state: state, word: "zq" + strings.ReplaceAll(state, "-", ""), id: newID(), upload: newID(), readers: readers}
		all = append(all, s)
		must(organizer.do("POST", "~/documents", map[string]any{
			"title": "Tài liệu " + s.word, "number": "07-" + s.word, "kind": s.word, "issuedBy": s.word, "tags": []string{s.word}, "classification": level, "audience": audience,
		}, key(s.id)))
		file := "~/documents/" + s.id + "/uploads/" + s.upload
		name := s.word + ".txt"
		switch {
		case level == "restricted":
			name = s.word + ".pdf"
		case state == "failed":
			name = s.word + ".docx"
		}
		must(organizer.do("PUT", file+"?name="+url.QueryEscape(name)+"&note="+s.word, bytes.NewReader(s.content()), nil))
		eventually(t, "read", func() bool {
			res := organizer.get(file)
			return res.str("state") != "checking" || state == "checking" && res.str("reason") == "antivirus_away"
		})
		return s
	}
	more := func(s *material, word, query string) (upload string) {
		t.Helper()
		upload = newID()
		file := "~/documents/" + s.id + "/uploads/" + upload
		must(organizer.do("PUT", file+"?name="+word+".txt"+query, strings.NewReader("Nội dung "+word+" khác."), nil))
		organizer.ready(file)
		return upload
	}
	publish := func(s *material) {
		t.Helper()
		must(organizer.do("POST", "~/documents/"+s.id+"/publication", map[string]any{"upload": s.upload}, key(newID())))
	}
	then := func(s *material, path string, body map[string]any) {
		t.Helper()
		must(organizer.do("POST", "~/documents/"+s.id+path, body, key(newID())))
	}
	make("draft", "internal", everyone)
	make("quarantined", "internal", everyone)
	make("failed", "internal", everyone)
	infected := make("infected", "internal", everyone)
	if res := organizer.get("~/documents/" + infected.id + "/uploads/" + infected.upload); res.str("reason") != "virus_found" {
		t.Fatal(res)
	}
	s := make("in-review", "internal", everyone)
	then(s, "/uploads/"+s.upload+"/review", map[string]any{})
	s = make("approved", "internal", everyone)
	then(s, "/uploads/"+s.upload+"/review", map[string]any{})
	must(p.as("bantochuc2").do("POST", "~/documents/"+s.id+"/uploads/"+s.upload+"/approval", map[string]any{}, key(newID())))
	s = make("planned", "internal", everyone)
	then(s, "/publication", map[string]any{"upload": s.upload, "at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})
	publish(make("group", "internal", map[string]any{"groups": group1}, "to1-thuky", "to1-totruong", "to1-topho", "to1-daibieu01", "to1-daibieu02"))
	publish(make("role", "internal", map[string]any{"roles": []string{"presidium"}}, "chutich1"))
	s = make("annexed", "internal", map[string]any{"roles": []string{"presidium"}}, "chutich1")
	more(s, s.word, "&annexTo="+s.upload)
	publish(s)
	// An older version for fewer: its words are not for those who came with the newer one.
	s = make("older", "internal", map[string]any{"roles": []string{"presidium"}}, "chutich1")
	publish(s)
	must(organizer.do("PUT", "~/documents/"+s.id, map[string]any{"title": "Tài liệu nhiều phiên bản"}, with(key(newID()), "If-Match", organizer.get("~/documents/"+s.id).header.Get("ETag"))))
	newer := more(s, "moi", "")
	then(s, "/publication", map[string]any{"upload": newer, "audience": everyone})
	s.within = true
	publish(make("restricted", "restricted", map[string]any{"members": []string{people["to1-daibieu02"].member}}, "to1-daibieu02"))
	publish(make("public", "public", everyone, append(slices.Clone(inside), "khachmoi1", "baochi1")...))
	old, successor := make("superseded", "internal", everyone, inside...), make("successor", "internal", everyone, inside...)
	publish(old)
	publish(successor)
	then(old, "/supersession", map[string]any{"by": successor.id})
	for _, gone := range []struct {
		state, path string
		body        map[string]any
	}{
		{"withdrawn", "/withdrawal", map[string]any{}},
		{"undone", "/undo", map[string]any{}},
		{"recalled", "/recall", map[string]any{"reason": "đăng nhầm"}},
		{"reclassified", "/reclassification", map[string]any{"classification": "toi-mat", "reason": "xác định lại", "collect": "Phòng 201"}},
	} {
		s := make(gone.state, "internal", everyone)
		publish(s)
		then(s, gone.path, gone.body)
	}
	antivirusAway()
	make("checking", "internal", everyone)
	return all
}

// plainPDF is a PDF of one page with a line of ASCII text.
func plainPDF(text string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	stream := fmt.Sprintf("BT /F1 24 Tf 72 720 Td (%s) Tj ET", text)
	var at []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}
