package stories_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// utterance is a comment whose every word stands nowhere else.
type utterance struct {
	what, id string
	readers  []string
}

// Every way to a comment, for every role and every state of one: the thread of another group, the plenary one, a hidden
// comment, one in the late tray, what a comment carries, a group's record, a notice. Nobody gets a word that is not for them.
func TestNoWayLeadsToAnotherGroupsWords(t *testing.T) {
	p := start(t, t.TempDir(), "--demo")
	organizer := p.as("bantochuc1")
	people, tablets := map[string]*person{}, map[string]*tablet{}
	everyone := append(slices.Clone(walkers), "bantochuc1")
	for _, login := range everyone {
		people[login] = p.as(login)
		people[login].congress = organizer.congress
		tablets[login] = people[login].live("")
	}
	must := func(res response) response {
		t.Helper()
		if res.status >= 300 {
			t.Fatal(res)
		}
		return res
	}
	author, secretary := people["to1-daibieu01"], people["to1-thuky"]
	group := author.groups[0]
	discussion, _ := items(organizer.get("~/discussions"))[0]["object"].(string)
	keepers := []string{"thuky1", "to1-thuky", "to1-totruong", "to1-topho"}
	inGroup := append(slices.Clone(keepers), "chutich1", "to1-daibieu01", "to1-daibieu02")
	speakers := append(slices.Clone(inGroup), "to2-daibieu01")

	var all []utterance
	post := func(what, thread string, body map[string]any, readers ...string) utterance {
		t.Helper()
		s := utterance{what, newID(), readers}
		body["group"], body["issue"], body["text"] = thread, 1, "Ý kiến "+what
		must(author.do("POST", "~m/discussions/"+discussion+"/comments", body, key(s.id)))
		all = append(all, s)
		return s
	}
	file := newID()
	must(author.do("PUT", "~m/discussions/"+discussion+"/threads/"+group+"/attachments/"+file+"?name=zqattached.txt", strings.NewReader("Bảng kê zqattached."), nil))
	eventually(t, "the attachment", func() bool { return author.get("~m/attachments/"+file).str("state") == "published" })
	if n := strings.Count(string(people["to1-daibieu02"].get("~m/changes?limit=1000").body), "zqattached"); n > 0 {
		t.Error("the group sees what nobody has said anything with yet")
	}
	post("zqgroup", group, map[string]any{"attached": []string{file}}, inGroup...)
	all = append(all, utterance{"zqattached", file, append(slices.Clone(inGroup), "bantochuc1")})
	must(organizer.do("PUT", "~/discussions/"+discussion+"/threads/plenary/open", map[string]any{"open": true}, key(newID())))
	post("zqplenary", "plenary", map[string]any{}, speakers...)
	hiddenFile := newID()
	must(author.do("PUT", "~m/discussions/"+discussion+"/threads/"+group+"/attachments/"+hiddenFile+"?name=zqsunk.txt", strings.NewReader("zqsunk"), nil))
	eventually(t, "the attachment", func() bool { return author.get("~m/attachments/"+hiddenFile).str("state") == "published" })
	hidden := post("zqhidden", group, map[string]any{"attached": []string{hiddenFile}}, append(slices.Clone(keepers), "to1-daibieu01")...)
	must(secretary.do("POST", "~/comments/"+hidden.id+"/hiding", map[string]string{"reason": "lời lẽ không phù hợp"}, key(newID())))
	all = append(all, utterance{"zqsunk", hiddenFile, append(slices.Clone(keepers), "to1-daibieu01", "bantochuc1")})
	must(organizer.do("PUT", "~/discussions/"+discussion+"/threads/"+group+"/open", map[string]any{"open": false}, key(newID())))
	post("zqlate", group, map[string]any{"written": time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)}, append(slices.Clone(keepers), "to1-daibieu01")...)
	must(secretary.do("PUT", "~/discussions/"+discussion+"/threads/"+group+"/minutes", map[string]any{"place": "Phòng zqrecord"}, key(newID())))
	all = append(all, utterance{"zqrecord", "", inGroup})
	must(organizer.do("POST", "~/notices", map[string]any{"title": "zqnotice", "audience": map[string]any{"members": []string{author.member}}}, key(newID())))
	all = append(all, utterance{"zqnotice", "", []string{"to1-daibieu01", "bantochuc1"}})

	must(people["thuky1"].do("POST", "~/discussions/"+discussion+"/findings", map[string]any{"issue": 1, "text": "câu zqfinding"}, key(newID())))
	all = append(all, utterance{"zqfinding", "", []string{"thuky1", "chutich1"}})
	must(secretary.do("POST", "~/discussions/"+discussion+"/findings", map[string]any{"issue": 1, "text": "câu zqours", "group": group}, key(newID())))
	all = append(all, utterance{"zqours", "", append(slices.Clone(keepers), "chutich1")})

	for _, login := range everyone {
		who := people[login]
		t.Run(login, func(t *testing.T) {
			seen := map[string]bool{}
			for _, o := range operations(who, file, newID(), discussion) {
				if strings.HasSuffix(o.path, "/sessions") || strings.HasSuffix(o.path, "/session") || strings.Contains(o.path, "/live") || strings.Contains(o.path, "/accounts") ||
					o.method != "GET" && !strings.Contains(o.path, "/comments/") {
					continue // would sign out, is asked elsewhere, or would change what the others look at
				}
				paths := []string{strings.ReplaceAll(o.path, "q=a", "q=zqattached")}
				if strings.Contains(o.path, "/threads/") {
					paths = append(paths, strings.ReplaceAll(o.path, "/threads/"+who.group(), "/threads/"+group), strings.ReplaceAll(o.path, "/threads/"+who.group(), "/threads/plenary"))
				}
				if _, rest, ok := strings.Cut(o.path, "/comments/"); ok {
					paths = nil
					for _, s := range all[:len(all)-4] {
						if !slices.Contains(s.readers, login) {
							id, tail, _ := strings.Cut(rest, "/")
							paths = append(paths, strings.Replace(o.path, id+"/"+tail, s.id+"/"+tail, 1))
						}
					}
				}
				for _, path := range paths {
					o.path = path
					res := ask(t, who, o)
					if strings.Contains(path, "/comments/") && res.status < 400 {
						t.Errorf("%s %s: %s", o.method, path, res)
					}
					for _, s := range all {
						if leaks(t, res, s.what) && !strings.Contains(path, s.what) {
							seen[s.what] = true
							if !slices.Contains(s.readers, login) {
								t.Errorf("%s %s shows %s: %s", o.method, path, s.what, res)
							}
						}
					}
				}
			}
			for _, s := range all {
				if slices.Contains(s.readers, login) && !seen[s.what] {
					t.Errorf("%s is for them, and nothing shows it", s.what)
				}
			}
		})
	}
	last := organizer.lastForAll()
	for _, login := range everyone {
		heard := tablets[login].heard(last)
		for _, s := range all {
			if s.what == "zqfinding" || s.what == "zqours" {
				if strings.Contains(heard, s.what) && !slices.Contains(s.readers, login) {
					t.Errorf("the socket of %s heard %s", login, s.what)
				}
				continue // the presidium finds it in the map
			}
			was := (s.what == "zqhidden" || s.what == "zqsunk") && slices.Contains(inGroup, login) // until it was hidden
			if strings.Contains(heard, s.what) != slices.Contains(s.readers, login) && !was {
				t.Errorf("the socket of %s and %s: heard %v", login, s.what, strings.Contains(heard, s.what))
			}
		}
	}
	if strings.Contains(p.log.whole(), "zq") {
		t.Error("the server's log has words of comments")
	}

	// The passage of a quote is read in the document, by the reader's own right.
	var quoted struct{ Text string }
	res := must(people["to1-daibieu02"].get("~m/documents/" + file + "/versions/1/pages/1/text"))
	if err := json.Unmarshal(res.body, &quoted); err != nil || !strings.Contains(quoted.Text, "zqattached") {
		t.Errorf("the page's text is %s", res)
	}
}

// group is the person's first group; what is none for who has none.
func (w *person) group() string {
	if len(w.groups) == 0 {
		return w.congress
	}
	return w.groups[0]
}
