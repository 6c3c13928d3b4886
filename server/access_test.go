package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// material is a document whose every word is one that stands nowhere else.
type material struct {
	state, word string
	id, upload  string
	readers     []string // logins of who may see it, besides the organizers
}

// walkers are one of each role that is no organizer; two of one role differ by group.
var walkers = []string{
	"quantri", "thuky1", "chutich1", "to1-thuky", "to1-totruong", "to1-topho", "to1-daibieu01", "to1-daibieu02", "to2-daibieu01", "khachmoi1", "baochi1",
}

// Every way to a byte or a title, for every role and every state of a
// document: lists, single objects, search, comparison, pictures, ZIP, socket, sync, exports, receipts and error texts.
// Nobody gets a word of what is not for them, and cannot tell it from what never was.
func TestNoWayLeadsToWhatIsNotForMe(t *testing.T) {
	p := start(t, t.TempDir(), "--demo") // its own: this changes what other tests look at
	organizer := p.as("bantochuc1")
	people := map[string]*person{}
	tablets := map[string]*tablet{}
	for _, login := range walkers {
		people[login] = p.as(login)
		if login == "quantri" {
			people[login].congress = organizer.congress
		}
		tablets[login] = people[login].live("")
	}
	secrets := manyStates(t, p, organizer, people)
	discussion, _ := items(organizer.get("~/discussions"))[0]["object"].(string)

	for _, login := range walkers {
		who := people[login]
		t.Run(login, func(t *testing.T) {
			hidden := func(s *material) bool { return !slices.Contains(s.readers, login) }
			for i, s := range secrets {
				for _, o := range operations(who, s.id, s.upload, discussion) {
					if strings.HasSuffix(o.path, "/sessions") || strings.HasSuffix(o.path, "/session") || strings.Contains(o.path, "/live") || strings.Contains(o.path, "/accounts") {
						continue // would sign out, or is asked elsewhere
					}
					if strings.Contains(o.path, "search?q=") {
						o.path = strings.Replace(o.path, "q=a", "q="+s.word, 1)
					}
					if i > 0 && !strings.Contains(o.path, s.id) && !strings.Contains(o.path, s.word) {
						continue // the same for every document
					}
					res := ask(t, who, o)
					for _, other := range secrets {
						if hidden(other) && other.word != s.word && leaks(t, res, other.word) {
							t.Errorf("%s %s shows the %s document: %s", o.method, o.path, other.state, res)
						}
					}
					if !hidden(s) {
						continue
					}
					if said := strings.ReplaceAll(o.path, s.word, ""); leaks(t, res, s.word) && said == o.path {
						t.Errorf("%s %s shows the %s document: %s", o.method, o.path, s.state, res)
					}
					if !strings.Contains(o.path, s.id) && !strings.Contains(o.path, s.word) {
						continue
					}
					// The same question about what never was has the same answer.
					never := o
					never.path = strings.NewReplacer(s.id, newID(), s.upload, newID(), s.word, "zqnever").Replace(o.path)
					if unknown := ask(t, who, never); res.status != unknown.status || faceless(res, s) != faceless(unknown, s) {
						t.Errorf("%s %s: the %s document is answered with\n%s, what never was with\n%s", o.method, o.path, s.state, res, unknown)
					}
					if res.status < 400 && strings.Contains(o.path, s.id) {
						t.Errorf("%s %s: %s", o.method, o.path, res)
					}
				}
			}
		})
	}

	// The sockets were open all the time: they heard of what was theirs and of nothing else.
	time.Sleep(time.Second)
	for _, login := range walkers {
		heard := drained(tablets[login])
		for _, s := range secrets {
			if hidden := !slices.Contains(s.readers, login); hidden && strings.Contains(heard, s.word) && !was(s, login) {
				t.Errorf("the socket of %s heard of the %s document", login, s.state)
			}
		}
		if login == "to1-daibieu01" && !strings.Contains(heard, "zqgroup") {
			t.Errorf("the socket of %s heard nothing: %d bytes", login, len(heard))
		}
	}
	if text := p.log.whole(); regexp.MustCompile(`zq[a-z]`).MatchString(text) {
		t.Error("the server's log has words of documents")
	}
}

// was: what was published for a while may have been heard of then.
func was(s *material, login string) bool {
	return slices.Contains([]string{"withdrawn", "undone", "recalled", "reclassified"}, s.state) && login != "quantri" && login != "khachmoi1" && login != "baochi1"
}

func ask(t *testing.T, who *person, o operation) response {
	t.Helper()
	header := map[string]string{}
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
func faceless(res response, s *material) string {
	text := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|"instance":"[^"]*"`).ReplaceAllString(string(res.body), "ID")
	text = strings.NewReplacer(s.word, "W", "zqnever", "W").Replace(text)
	names := []string{}
	for name := range res.header {
		if name != "Date" && name != "X-Request-Id" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ") + "\n" + text
}

func drained(x *tablet) string {
	var out bytes.Buffer
	for {
		select {
		case f, ok := <-x.frames:
			if !ok {
				return out.String()
			}
			_ = json.NewEncoder(&out).Encode(f)
		default:
			return out.String()
		}
	}
}

// manyStates makes a document in every state, for different readers.
func manyStates(t *testing.T, p *process, organizer *person, people map[string]*person) []*material {
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
		name, content := s.word+".txt", []byte("Nội dung "+s.word+" của tài liệu.")
		if level == "restricted" {
			name, content = s.word+".pdf", plainPDF("Noi dung "+s.word)
		}
		if state == "quarantined" {
			content = []byte("MẬT\n\n" + string(content))
		}
		must(organizer.do("PUT", file+"?name="+url.QueryEscape(name)+"&note="+s.word, bytes.NewReader(content), nil))
		eventually(t, "read", func() bool { return organizer.get(file).str("state") != "checking" })
		return s
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
	s := make("in-review", "internal", everyone)
	then(s, "/uploads/"+s.upload+"/review", map[string]any{})
	s = make("planned", "internal", everyone)
	then(s, "/publication", map[string]any{"upload": s.upload, "at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})
	publish(make("group", "internal", map[string]any{"groups": group1}, "to1-thuky", "to1-totruong", "to1-topho", "to1-daibieu01", "to1-daibieu02"))
	publish(make("role", "internal", map[string]any{"roles": []string{"presidium"}}, "chutich1"))
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
