package stories_test

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/handlers/api"
	"plenum/handlers/discussions"
	"plenum/internal/need"
)

// story asks like people do, and notes which operations of discussions succeeded.
type story struct {
	*testing.T
	routes []api.Route
	done   map[string]bool
}

// must asks as somebody, and fails unless it succeeds.
func (s *story) must(who *person, method, path string, body any, header map[string]string) response {
	s.Helper()
	res := who.do(method, path, body, header)
	if res.status >= 300 {
		s.Fatalf("%s %s: %s", method, path, res)
	}
	full := strings.NewReplacer("~m/", "/mobile/v1/congresses/x/", "~/", "/api/v1/congresses/x/").Replace(strings.SplitN(path, "?", 2)[0])
	for _, r := range s.routes {
		want, got := strings.Split(r.Path, "/"), strings.Split(full, "/")
		if r.Method == method && slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, ":") }) {
			s.done[r.Method+" "+r.Path] = true
		}
	}
	return res
}

// refused holds that somebody is not let in, with what code; "": with any that lets nobody in.
func (s *story) refused(who *person, code, method, path string, body any, header map[string]string) response {
	s.Helper()
	res := who.do(method, path, body, header)
	if code == "" && res.status != 403 && res.status != 404 || code != "" && res.str("code") != code {
		s.Errorf("%s %s: %s, want it refused with %q", method, path, res, code)
	}
	return res
}

// seen is the key of a change of what somebody has read just now.
func (s *story) seen(who *person, path string) map[string]string {
	s.Helper()
	return with(key(newID()), "If-Match", s.must(who, "GET", path, nil, nil).header.Get("ETag"))
}

func answered(r response) map[string]string {
	return with(key(newID()), "If-Match", r.header.Get("ETag"))
}

// A discussion of one group from its clock to its sealed record, by everybody who has a part in it, and before the eyes of those who have none.
// Every operation of discussions succeeds at least once.
func TestStoryBAtEveryRole(t *testing.T) {
	office := need.Program(t, "soffice")
	p := start(t, t.TempDir(), "--demo", "--converter", office)
	s := &story{T: t, done: map[string]bool{}}
	const tablets = "/mobile/v1/congresses/:congress"
	s.routes = slices.Concat(discussions.Routes(nil), discussions.CommentRoutes(tablets, nil), discussions.AttachmentRoutes(tablets, nil, nil, 0),
		[]api.Route{{Method: "POST", Path: tablets + "/discussions/:discussion/comments"}})

	organizer := p.as("bantochuc1")
	chair, deputy, secretary := p.as("to1-totruong"), p.as("to1-topho"), p.as("to1-thuky")
	delegate, neighbour := p.as("to1-daibieu01"), p.as("to1-daibieu02")
	presidium, secretariat := p.as("chutich1"), p.as("thuky1")
	outsiders := map[string]*person{"khachmoi1": p.as("khachmoi1"), "baochi1": p.as("baochi1"), "quantri": p.as("quantri"), "to2-daibieu01": p.as("to2-daibieu01")}
	outsiders["quantri"].congress = organizer.congress
	group, second := delegate.groups[0], outsiders["to2-daibieu01"].groups[0]
	material := delegate.the("documents", "title", "Quy chế làm việc của Đại hội")["object"]

	// The organizer sets the outline, the clock and the plenary thread; the chair opens.
	outline := map[string]any{
		"title": "Thảo luận mẫu", "groups": []string{group, second}, "plenary": true, "open": []string{},
		"issues": []any{map[string]any{"title": "Nội dung một", "documents": []any{map[string]any{"document": material, "from": 1, "to": 1}}}, map[string]any{"title": "Nội dung hai"}},
	}
	opened := s.must(organizer, "POST", "~/discussions", outline, key(newID()))
	id := opened.str("object")
	dis, tab := "~/discussions/"+id, "~m/discussions/"+id
	thread, mine := dis+"/threads/"+group, tab+"/threads/"+group
	outline["clock"] = []any{map[string]any{"group": group, "opens": time.Now().Add(time.Hour)}}
	s.must(organizer, "PUT", dis, outline, answered(opened))
	if res := s.refused(organizer, "stale", "PUT", dis, outline, answered(opened)); res.status != 412 || res.json()["current"].(map[string]any)["object"] != id {
		t.Errorf("an old outline: %s, want the one that there is", res)
	}
	s.must(organizer, "GET", "~/discussions", nil, nil)
	s.must(delegate, "GET", dis, nil, nil)
	say := func(who *person, thread, text string, more map[string]any) response {
		t.Helper()
		body := map[string]any{"group": thread, "issue": 1, "text": text}
		maps.Copy(body, more)
		return s.must(who, "POST", tab+"/comments", body, key(newID()))
	}
	s.refused(delegate, "thread_closed", "POST", tab+"/comments", map[string]any{"group": group, "issue": 1, "text": "Trước giờ."}, key(newID()))
	live := map[string]*tablet{}
	everyone := map[string]*person{"chutich1": presidium, "thuky1": secretariat, "to1-totruong": chair, "to1-topho": deputy, "to1-daibieu01": delegate, "to1-daibieu02": neighbour}
	maps.Copy(everyone, outsiders)
	for login, who := range everyone {
		live[login] = who.live("")
		if login != "khachmoi1" && login != "baochi1" && login != "quantri" {
			live[login].caughtUp()
		}
	}
	hears := func(object string, logins ...string) {
		t.Helper()
		for _, login := range logins {
			live[login].until("the comment for "+login, 5*time.Second, func(f frame) bool { return f.Type == "record" && f.Object == object })
		}
	}
	s.must(chair, "PUT", thread+"/open", map[string]any{"open": true}, key(newID()))

	// A delegate speaks with a quote and a file; a neighbour answers, agrees, and raises a hand, which the deputy sees and calls.
	file := newID()
	s.must(delegate, "PUT", mine+"/attachments/"+file+"?name=bang-ke.txt", strings.NewReader("Bảng kê."), nil)
	eventually(t, "the attachment", func() bool {
		return s.must(delegate, "GET", "~m/attachments/"+file, nil, nil).str("state") == "published"
	})
	first := say(delegate, group, "Đề nghị giữ chỉ tiêu.", map[string]any{
		"stance": "propose", "attached": []string{file}, "quotes": []any{map[string]any{"document": material, "version": 1, "page": 1}},
	}).str("object")
	hears(first, "chutich1", "thuky1", "to1-daibieu02")
	reply := say(neighbour, group, "Nhất trí.", map[string]any{"stance": "agree", "replyTo": first, "mentions": []string{delegate.member}}).str("object")
	hears(reply, "chutich1", "thuky1", "to1-daibieu01")
	s.must(neighbour, "PUT", "~m/comments/"+first+"/agreement", nil, key(newID()))
	s.must(neighbour, "DELETE", "~m/comments/"+first+"/agreement", nil, key(newID()))
	s.must(neighbour, "PUT", "~m/comments/"+first+"/agreement", nil, key(newID()))
	s.must(delegate, "PUT", "~m/comments/"+first, map[string]any{"issue": 1, "text": "Đề nghị giữ chỉ tiêu, có sửa.", "attached": []string{file}}, key(newID()))
	if res := s.must(neighbour, "GET", "~m/comments/"+first+"/wordings", nil, nil); len(items(res)) != 1 {
		t.Errorf("the earlier wordings: %s", res)
	}
	for _, i := range items(s.must(delegate, "GET", tab+"/threads", nil, nil)) {
		if agree, _ := i["agree"].(map[string]any); i["group"] == group && (agree[first] != 1.0 || i["mentions"] != 1.0 || i["open"] != true) {
			t.Errorf("the delegate's thread is %v", i)
		}
	}
	s.must(delegate, "PUT", mine+"/read", map[string]any{"n": 1_000_000}, key(newID()))
	for _, login := range []string{"to1-topho", "to1-daibieu02"} {
		live[login].send(map[string]string{"type": "enter", "discussion": id, "group": group})
		live[login].until("who is there", 5*time.Second, func(f frame) bool { return f.Type == "presence" && f.Whole })
	}
	live["to1-daibieu02"].send(map[string]any{"type": "hand", "up": true})
	raised := func(called bool) func(frame) bool {
		return func(f frame) bool {
			return f.Type == "presence" && len(f.Hands) == 1 && f.Hands[0].Member == neighbour.member && f.Hands[0].Called == called
		}
	}
	live["to1-topho"].until("the hand", 5*time.Second, raised(false))
	live["to1-topho"].send(map[string]string{"type": "call", "member": neighbour.member})
	live["to1-daibieu02"].until("the floor", 5*time.Second, raised(true))

	// What was said aloud is recorded; the member corrects one opinion and confirms another, each as they read it.
	spoken := s.must(secretary, "POST", thread+"/spoken", map[string]any{"member": neighbour.member, "issue": 2, "text": "Xin nói thêm."}, key(newID()))
	hears(spoken.str("object"), "chutich1", "thuky1", "to1-daibieu02")
	corrected := s.must(neighbour, "PUT", "~m/comments/"+spoken.str("object"), map[string]any{"issue": 2, "text": "Tôi nói thế này."}, key(newID()))
	if said, _ := corrected.json()["body"].(map[string]any)["spoken"].(map[string]any); said["corrected"] != true || said["confirmed"] == nil {
		t.Errorf("a corrected opinion is %s", corrected)
	}
	other := s.must(secretary, "POST", thread+"/spoken", map[string]any{"member": delegate.member, "issue": 2, "text": "Tôi đồng ý."}, key(newID()))
	s.must(deputy, "PUT", "~m/comments/"+other.str("object"), map[string]any{"issue": 2, "text": "Tôi rất đồng ý."}, answered(other))
	stale := s.refused(delegate, "stale", "POST", "~m/comments/"+other.str("object")+"/confirmation", nil, answered(other))
	if body, _ := stale.json()["current"].(map[string]any)["body"].(map[string]any); stale.status != 412 || body["text"] != "Tôi rất đồng ý." {
		t.Errorf("confirming what was changed meanwhile: %s", stale)
	}
	n, _ := stale.json()["current"].(map[string]any)["n"].(float64)
	s.must(delegate, "POST", "~m/comments/"+other.str("object")+"/confirmation", nil, with(key(newID()), "If-Match", quoted(n)))

	// Moderation: hidden with a reason and shown again; one taken back by its author.
	s.must(secretary, "POST", "~/comments/"+reply+"/hiding", map[string]string{"reason": "nhầm nội dung"}, key(newID()))
	if res := presidium.get(dis + "/comments?limit=1000"); strings.Contains(string(res.body), reply) {
		t.Error("the presidium reads what was hidden")
	}
	s.must(chair, "POST", "~/comments/"+reply+"/showing", nil, key(newID()))
	withdrawn := say(neighbour, group, "Xin rút.", nil).str("object")
	s.must(neighbour, "POST", "~m/comments/"+withdrawn+"/withdrawal", nil, key(newID()))
	s.must(organizer, "PUT", dis+"/threads/plenary/open", map[string]any{"open": true}, key(newID()))
	toAll := say(delegate, "plenary", "Với toàn thể.", nil).str("object")
	hears(toAll, "chutich1", "thuky1", "to2-daibieu01")

	// Two keep the record; the one with the old number is told, and sees what the other wrote.
	s.must(chair, "PUT", thread+"/open", map[string]any{"open": false}, key(newID()))
	draft := s.must(secretary, "PUT", thread+"/minutes", map[string]any{"place": "Phòng 3", "chair": chair.member, "secretaries": []string{secretary.member}, "present": []string{delegate.member, neighbour.member}, "opening": "Của thư ký."}, key(newID()))
	again := s.must(secretary, "PUT", thread+"/minutes", map[string]any{"place": "Phòng 3", "chair": chair.member, "opening": "Của thư ký, sửa."}, answered(draft))
	stale = s.refused(deputy, "stale", "PUT", thread+"/minutes", map[string]any{"opening": "Của tổ phó."}, answered(draft))
	if body, _ := stale.json()["current"].(map[string]any)["body"].(map[string]any); stale.status != 412 || body["opening"] != "Của thư ký, sửa." {
		t.Errorf("the second one's draft: %s", stale)
	}
	s.must(deputy, "PUT", thread+"/minutes", map[string]any{"place": "Phòng 3", "chair": chair.member, "opening": "Của thư ký, tổ phó sửa."}, answered(again))
	s.refused(chair, "minutes_incomplete", "POST", thread+"/minutes/signature", nil, s.seen(chair, thread+"/minutes"))
	s.must(deputy, "PUT", thread+"/minutes", map[string]any{
		"place": "Phòng 3", "from": time.Now().Add(-time.Hour), "to": time.Now(), "chair": chair.member, "secretaries": []string{secretary.member},
		"present": []string{delegate.member, neighbour.member}, "opening": "Của thư ký, tổ phó sửa.",
	}, s.seen(deputy, thread+"/minutes"))

	// Late ones wait in the tray: one is taken, one is returned.
	offline := map[string]any{"written": time.Now().Add(-time.Minute)}
	late, twice := say(delegate, group, "Muộn.", offline).str("object"), say(delegate, group, "Muộn, trùng.", offline).str("object")
	s.refused(chair, "comments_open", "POST", thread+"/minutes/signature", nil, s.seen(chair, thread+"/minutes"))
	s.must(secretary, "POST", "~/comments/"+late+"/taking", nil, key(newID()))
	hears(late, "chutich1", "thuky1", "to1-daibieu02")
	s.must(secretary, "POST", "~/comments/"+twice+"/return", map[string]string{"reason": "trùng ý"}, key(newID()))
	offlineEdit := s.must(delegate, "PUT", "~m/comments/"+first, map[string]any{"issue": 1, "text": "Sửa lúc mất mạng.", "written": time.Now().Add(-time.Minute)}, key(newID()))
	if body, _ := offlineEdit.json()["body"].(map[string]any); body["edits"] != first || body["late"] == nil {
		t.Errorf("an edit that came late is %s", offlineEdit)
	}
	s.must(secretary, "POST", "~/comments/"+offlineEdit.str("object")+"/return", map[string]string{"reason": "đã có"}, key(newID()))

	// The chair signs, takes it back and signs again; the secretary seals, and adds.
	s.must(chair, "POST", thread+"/minutes/signature", nil, s.seen(chair, thread+"/minutes"))
	s.must(chair, "DELETE", thread+"/minutes/signature", nil, s.seen(chair, thread+"/minutes"))
	s.must(chair, "POST", thread+"/minutes/signature", nil, s.seen(chair, thread+"/minutes"))
	s.must(secretary, "POST", thread+"/minutes/seal", nil, s.seen(secretary, thread+"/minutes"))
	s.must(secretary, "POST", thread+"/minutes/additions", map[string]any{"text": "Đính chính."}, key(newID()))
	addition := s.must(secretary, "POST", thread+"/spoken", map[string]any{"member": neighbour.member, "issue": 1, "text": "Ghi sau khi niêm phong."}, key(newID()))
	s.refused(delegate, "minutes_sealed", "PUT", "~m/comments/"+first, map[string]any{"issue": 1, "text": "Sau niêm phong."}, key(newID()))
	for _, who := range []*person{neighbour, presidium, secretariat} {
		if check := s.must(who, "GET", thread+"/minutes/check", nil, nil).json(); check["whole"] != true || check["state"] != "sealed" {
			t.Errorf("the record is %v", check)
		}
	}
	docx := s.must(neighbour, "GET", thread+"/minutes.docx", nil, nil).body
	if _, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx))); err != nil {
		t.Errorf("the minutes are no Word file: %v", err)
	}
	text := libreOfficeText(t, docx)
	for _, want := range []string{"Nội dung một", "Đề nghị giữ chỉ tiêu, có sửa.", "Tôi nói thế này.", "Của thư ký, tổ phó sửa.", "Đính chính.", "Ghi sau khi niêm phong.", "Muộn."} {
		if !strings.Contains(text, want) {
			t.Errorf("the minutes lack %q", want)
		}
	}
	pdf := s.must(neighbour, "GET", thread+"/minutes.pdf", nil, nil)
	if !bytes.HasPrefix(pdf.body, []byte("%PDF-")) || pdf.header.Get("Content-Type") != "application/pdf" || !strings.Contains(pdf.header.Get("Content-Disposition"), ".pdf") {
		t.Errorf("the minutes as PDF: %v", pdf.header)
	}
	s.must(secretariat, "GET", dis+"/comments?group="+group, nil, nil)
	s.must(secretariat, "GET", dis+"/report.docx", nil, nil)

	// Notices: to everyone, who all hear of it, and taken back.
	notice := s.must(organizer, "POST", "~/notices", map[string]any{"title": "Đổi phòng họp", "audience": map[string]any{"everyone": true}}, key(newID())).str("object")
	hears(notice, "chutich1", "thuky1", "to1-daibieu01", "to2-daibieu01")
	s.must(delegate, "GET", "~/notices", nil, nil)
	s.must(organizer, "DELETE", "~/notices/"+notice, nil, key(newID()))

	for _, r := range s.routes {
		if name := r.Method + " " + r.Path; !s.done[name] {
			t.Errorf("nobody has done %s", name)
		}
	}

	// Guests, press, the administrator and another group heard nothing of the group, and are let in at no door.
	ours := []string{first, reply, spoken.str("object"), other.str("object"), withdrawn, late, twice, offlineEdit.str("object"), addition.str("object"), file}
	marker := say(outsiders["to2-daibieu01"], "plenary", "Tổ hai nghe đến đây.", nil).str("object")
	hears(marker, "thuky1", "to2-daibieu01")
	for login, who := range outsiders {
		heard := drained(live[login]) + mustJSON(t, live[login].seen)
		for _, object := range ours {
			if strings.Contains(heard, object) {
				t.Errorf("the socket of %s heard of %s", login, object)
			}
		}
		if strings.Contains(string(who.get("~m/changes?limit=1000").body), "chỉ tiêu, có sửa") {
			t.Errorf("%s reads the group's words", login)
		}
		s.refused(who, "", "POST", tab+"/comments", map[string]any{"group": group, "issue": 1, "text": "x"}, key(newID()))
		s.refused(who, "", "POST", tab+"/comments", map[string]any{"group": group, "issue": 1, "text": "x", "written": time.Now()}, key(newID()))
		s.refused(who, "", "PUT", mine+"/attachments/"+newID()+"?name=a.txt", strings.NewReader("x"), nil)
		s.refused(who, "", "PUT", mine+"/read", map[string]any{"n": 1}, key(newID()))
		s.refused(who, "", "POST", thread+"/spoken", map[string]any{"member": delegate.member, "issue": 1, "text": "x"}, key(newID()))
		s.refused(who, "", "PUT", thread+"/open", map[string]any{"open": true}, key(newID()))
		s.refused(who, "", "PUT", thread+"/minutes", map[string]any{"opening": "x"}, key(newID()))
		s.refused(who, "", "POST", thread+"/minutes/signature", nil, key(newID()))
		s.refused(who, "", "POST", thread+"/minutes/seal", nil, key(newID()))
		for _, path := range []string{thread + "/minutes", thread + "/minutes/check", thread + "/minutes.docx", thread + "/minutes.pdf", dis + "/report.docx", "~m/attachments/" + file, "~m/comments/" + first + "/wordings"} {
			s.refused(who, "", "GET", path, nil, nil)
		}
		s.refused(who, "", "PUT", "~m/comments/"+first, map[string]any{"issue": 1, "text": "x"}, key(newID()))
		s.refused(who, "", "PUT", "~m/comments/"+first+"/agreement", nil, key(newID()))
		for _, path := range []string{"~m/comments/" + first + "/withdrawal", "~m/comments/" + first + "/confirmation", "~/comments/" + first + "/showing", "~/comments/" + late + "/taking"} {
			s.refused(who, "", "POST", path, nil, key(newID()))
		}
		s.refused(who, "", "PUT", dis, outline, key(newID()))
		s.refused(who, "", "POST", "~/notices", map[string]any{"title": "x", "audience": map[string]any{"everyone": true}}, key(newID()))
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}
