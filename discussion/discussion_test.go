package discussion_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// house is a congress with two groups and a discussion open in both, on the embedded store.
type house struct {
	testing.TB
	*discussion.Service
	*journal.Hall
	groups     [2]congress.GroupID
	discussion congress.ObjectID
	now        func() time.Time
	shown      map[congress.ObjectID]congress.Audience // attachments, and for whom they are
	pages      map[congress.ObjectID][]string          // the text of documents
	away       bool                                    // attachments cannot be shown or hidden for now

	organizer, chair, secretariat, presidium, secretary, delegate, other, guest congress.Actor
}

func openHouse(t testing.TB) *house {
	t.Helper()
	log, err := sqlite.Open(filepath.Join(t.TempDir(), "plenum.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	policy, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	halls := journal.New(journal.Options{Log: log, Visible: policy.Visible, NewIndex: policy.NewIndex, Now: time.Now})
	t.Cleanup(func() { halls.Close(context.Background()) })
	service, err := auth.New(auth.Options{
		Halls: halls, Policy: policy, Now: time.Now,
		Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16},
	})
	if err != nil {
		t.Fatal(err)
	}
	hall, leave, err := halls.Enter(t.Context(), congress.StreamID(newID()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(leave)
	t.Cleanup(func() { // whoever asked what records say has left it as it was
		hall.Follow(0, congress.KindDiscussion, func(r *congress.Record, _ uint64) {
			if !r.Unchanged() {
				t.Errorf("what record %d says was changed in memory", r.N)
			}
		})
	})
	h := &house{TB: t, Hall: hall, now: time.Now, shown: map[congress.ObjectID]congress.Audience{}}
	h.Service = discussion.New(discussion.Options{
		Halls: halls, Log: log, Require: service.Require, Visible: policy.Visible, Allow: policy.Allow, Now: func() time.Time { return h.now() }, Reveal: h.reveal,
		Pages: func(_ context.Context, _ *journal.Hall, _ congress.Actor, document congress.ObjectID, _ int) ([]string, error) {
			return h.pages[document], nil
		},
	})
	for i, name := range []string{"Tổ 1", "Tổ 2"} {
		h.groups[i] = congress.GroupID(h.put(congress.KindGroup, congress.Group{Name: name, Number: i + 1}))
	}
	h.organizer = h.seat(nil, congress.Organizer)
	h.secretariat = h.seat(nil, congress.Secretariat)
	h.presidium = h.seat(nil, congress.Presidium)
	h.secretary = h.seat(h.groups[:1], congress.GroupSecretary, congress.Delegate)
	h.chair = h.seat(h.groups[:1], congress.Chair, congress.Delegate)
	h.delegate = h.seat(h.groups[:1], congress.Delegate)
	h.other = h.seat(h.groups[1:], congress.Delegate)
	h.guest = h.seat(h.groups[:1], congress.Guest)
	res, err := h.Service.Put(t.Context(), hall, h.organizer, discussion.Save{ID: newID(), Discussion: h.outline(h.groups[:]...)})
	if err != nil {
		t.Fatal(err)
	}
	h.discussion = res.Record.Object
	return h
}

func (h *house) outline(open ...congress.GroupID) discussion.Discussion {
	return discussion.Discussion{
		Title: "Thảo luận tổ", Issues: []discussion.Issue{{Title: "Kết quả"}, {Title: "Giao thông", Question: "Cần làm gì trước?"}},
		Groups: h.groups[:], Open: open,
	}
}

func newID() congress.RecordID { return congress.RecordID(congress.NewUUID(time.Now())) }

func (h *house) put(kind congress.ObjectKind, body any) congress.ObjectID {
	h.Helper()
	return h.putFor(congress.Audience{Everyone: true}, kind, body)
}

func (h *house) putFor(to congress.Audience, kind congress.ObjectKind, body any) congress.ObjectID {
	h.Helper()
	id := newID()
	if _, err := h.Commit(h.Context(), journal.Request{ID: id, Kind: kind, Actor: auth.ServerActor(congress.CongressID(h.Stream)), Make: func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(id), Audience: to, Body: body}, nil
	}}); err != nil {
		h.Fatal(err)
	}
	return congress.ObjectID(id)
}

func (h *house) seat(groups []congress.GroupID, roles ...congress.Role) congress.Actor {
	h.Helper()
	account := congress.AccountID(newID())
	member := h.put(congress.KindMember, congress.Member{Account: account, Name: "Lê Văn Mẫu", Roles: roles, Groups: groups})
	return congress.Actor{
		Account: account, Session: congress.SessionID(newID()), Congress: congress.CongressID(h.Stream), Member: congress.MemberID(member), Roles: roles, Groups: groups,
	}
}

func (h *house) say(actor congress.Actor, group int, text string) congress.ObjectID {
	h.Helper()
	res, err := h.Post(h.Context(), h.Hall, actor, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[group], Words: discussion.Words{Issue: 1, Stance: discussion.Propose, Text: text}})
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

func TestACommentStandsOnceHoweverOftenItIsSent(t *testing.T) {
	h := openHouse(t)
	post := discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: discussion.Words{Issue: 1, Text: "Đề nghị bổ sung chỉ tiêu."}}
	first, err := h.Post(t.Context(), h.Hall, h.delegate, post)
	if err != nil || first.Again {
		t.Fatal(first, err)
	}
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if again, err := h.Post(t.Context(), h.Hall, h.delegate, post); err != nil || !again.Again || again.Record.N != first.Record.N {
				t.Errorf("again: %v %v", again, err)
			}
		})
	}
	wait.Wait()
	if n := len(h.Service.List(h.Hall, h.delegate, discussion.Filter{Discussion: h.discussion}, 0, 0).Records); n != 1 {
		t.Errorf("%d comments, want 1", n)
	}
}

func TestOneSpeaksInTheOpenThreadOfOnesOwnGroup(t *testing.T) {
	h := openHouse(t)
	long := strings.Repeat("ệ", discussion.MaxText)
	for _, c := range []struct {
		name  string
		actor congress.Actor
		edit  func(*discussion.Post)
		code  string
	}{
		{"as it should be", h.delegate, func(*discussion.Post) {}, ""},
		{"outside the outline", h.delegate, func(p *discussion.Post) { p.Issue = 0 }, ""},
		{"as long as may be", h.delegate, func(p *discussion.Post) { p.Text = long }, ""},
		{"in another group", h.delegate, func(p *discussion.Post) { p.Group = h.groups[1] }, "not_your_group"},
		{"in no group", h.delegate, func(p *discussion.Post) { p.Group = "" }, "not_your_group"},
		{"of an issue that there is not", h.delegate, func(p *discussion.Post) { p.Issue = 3 }, "issue_unknown"},
		{"of a negative issue", h.delegate, func(p *discussion.Post) { p.Issue = -1 }, "issue_unknown"},
		{"in a discussion that there is not", h.delegate, func(p *discussion.Post) { p.Discussion = congress.ObjectID(newID()) }, "not_found"},
		{"in what is no discussion", h.delegate, func(p *discussion.Post) { p.Discussion = congress.ObjectID(h.groups[0]) }, "not_found"},
		{"written in another age", h.delegate, func(p *discussion.Post) {
			at := time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -14*3600))
			p.Written = &at
		}, "comment_invalid"},
		{"written before all ages", h.delegate, func(p *discussion.Post) { at := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC); p.Written = &at }, "comment_invalid"},
		{"as long as may be, in decomposed letters", h.delegate, func(p *discussion.Post) { p.Text = norm.NFD.String(long) }, ""},
		{"without a word", h.delegate, func(p *discussion.Post) { p.Text = " \n\t " }, "comment_invalid"},
		{"longer than may be", h.delegate, func(p *discussion.Post) { p.Text = long + "x" }, "comment_invalid"},
		{"not in UTF-8", h.delegate, func(p *discussion.Post) { p.Text = "a\xff" }, "comment_invalid"},
		{"with a stance of their own", h.delegate, func(p *discussion.Post) { p.Stance = "angry" }, "comment_invalid"},
		{"as a guest", h.guest, func(*discussion.Post) {}, "forbidden"},
		{"as an organizer", h.organizer, func(*discussion.Post) {}, "forbidden"},
	} {
		post := discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: discussion.Words{Issue: 2, Stance: discussion.Agree, Text: "Nhất trí."}}
		c.edit(&post)
		_, err := h.Post(t.Context(), h.Hall, c.actor, post)
		if got := congress.CodeOf(err); got != c.code {
			t.Errorf("a comment %s: %q, want %q", c.name, got, c.code)
		}
	}
	_, r, err := h.Service.Get(h.Hall, h.organizer, h.discussion)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Service.Put(t.Context(), h.Hall, h.organizer, discussion.Save{ID: newID(), Object: h.discussion, IfMatch: r.N, Discussion: h.outline(h.groups[1])}); err != nil {
		t.Fatal(err)
	}
	_, err = h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: discussion.Words{Issue: 1, Text: "Muộn."}})
	if !errors.Is(err, congress.E(congress.Conflict, messages.ThreadClosed)) {
		t.Errorf("into a closed thread: %v", err)
	}
	h.say(h.other, 1, "Tổ 2 còn mở.")
}

func TestAThreadIsReadByItsGroupTheSecretariatAndThePresidium(t *testing.T) {
	h := openHouse(t)
	first, second := h.say(h.delegate, 0, "Ý kiến Tổ 1."), h.say(h.other, 1, "Ý kiến Tổ 2.")
	administrator := congress.Actor{Account: congress.AccountID(newID()), Congress: congress.CongressID(h.Stream), Roles: []congress.Role{congress.Administrator}}
	for name, c := range map[string]struct {
		actor         congress.Actor
		first, second bool
	}{
		"a delegate of group 1": {h.delegate, true, false}, "its secretary": {h.secretary, true, false}, "a delegate of group 2": {h.other, false, true},
		"the secretariat": {h.secretariat, true, true}, "the presidium": {h.presidium, true, true},
		"an organizer": {h.organizer, false, false}, "an administrator": {administrator, false, false},
	} {
		seen := map[congress.ObjectID]bool{}
		for _, r := range h.Service.List(h.Hall, c.actor, discussion.Filter{}, 0, 0).Records {
			seen[r.Object] = true
		}
		_, err := h.Hall.Get(c.actor, first)
		if seen[first] != c.first || seen[second] != c.second || (err == nil) != c.first {
			t.Errorf("%s sees %v, want %v and %v", name, seen, c.first, c.second)
		}
	}
}

func TestACommentIsKeptInOneForm(t *testing.T) {
	h := openHouse(t)
	object := h.say(h.delegate, 0, "  "+norm.NFD.String("Đề nghị\r\nhai đoạn")+" \n")
	r, err := h.Hall.Get(h.delegate, object)
	if err != nil {
		t.Fatal(err)
	}
	var c discussion.Comment
	if err := r.Decode(&c); err != nil || c.Text != "Đề nghị\nhai đoạn" || c.Author != h.delegate.Member || c.Group != h.groups[0] {
		t.Errorf("%+v %v", c, err)
	}
}

func TestADiscussionIsSetUpByOrganizersWhole(t *testing.T) {
	h := openHouse(t)
	for _, c := range []struct {
		name  string
		actor congress.Actor
		edit  func(*discussion.Save)
		code  string
	}{
		{"as it should be", h.organizer, func(*discussion.Save) {}, ""},
		{"by a delegate", h.delegate, func(*discussion.Save) {}, "forbidden"},
		{"without title", h.organizer, func(s *discussion.Save) { s.Title = " " }, "discussion_invalid"},
		{"without groups", h.organizer, func(s *discussion.Save) { s.Groups, s.Open = nil, nil }, "discussion_invalid"},
		{"open in a group it is not for", h.organizer, func(s *discussion.Save) { s.Groups = h.groups[:1] }, "discussion_invalid"},
		{"with too many issues", h.organizer, func(s *discussion.Save) { s.Issues = make([]discussion.Issue, discussion.MaxIssues+1) }, "discussion_invalid"},
		{"with an issue without title", h.organizer, func(s *discussion.Save) { s.Issues = []discussion.Issue{{}} }, "discussion_invalid"},
		{"open until another age", h.organizer, func(s *discussion.Save) {
			at := time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -14*3600))
			s.Clock = []discussion.Clock{{Group: h.groups[0], Closes: &at}}
		}, "discussion_invalid"},
		{"for a group that there is not", h.organizer, func(s *discussion.Save) { s.Groups, s.Open = []congress.GroupID{"x"}, nil }, "group_unknown"},
		{"read along by those who keep threads", h.organizer, func(s *discussion.Save) { s.Readers = &congress.Audience{Keepers: h.groups[:1]} }, "discussion_invalid"},
		{"of an object that there is not", h.organizer, func(s *discussion.Save) { s.Object = congress.ObjectID(newID()) }, "not_found"},
		{"of an object of another kind", h.organizer, func(s *discussion.Save) { s.Object = congress.ObjectID(h.groups[0]) }, "not_found"},
		{"read too long ago", h.organizer, func(s *discussion.Save) { s.Object, s.IfMatch = h.discussion, 1 }, "stale"},
	} {
		save := discussion.Save{ID: newID(), Discussion: h.outline(h.groups[:]...)}
		c.edit(&save)
		if _, err := h.Service.Put(t.Context(), h.Hall, c.actor, save); congress.CodeOf(err) != c.code {
			t.Errorf("a discussion %s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestAListIsReadInParts(t *testing.T) {
	h := openHouse(t)
	want := []congress.ObjectID{h.say(h.delegate, 0, "Một."), h.say(h.secretary, 0, "Hai."), h.say(h.delegate, 0, "Ba.")}
	h.say(h.other, 1, "Tổ khác.")
	var got []congress.ObjectID
	after := uint64(0)
	for range 5 {
		page := h.Service.List(h.Hall, h.secretariat, discussion.Filter{Discussion: h.discussion, Group: h.groups[0]}, after, 2)
		for _, r := range page.Records {
			got = append(got, r.Object)
		}
		if after = page.Next; after == 0 {
			break
		}
	}
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%v, want %v", got, want)
	}
	none, one := 0, 1
	if n := len(h.Service.List(h.Hall, h.secretariat, discussion.Filter{Issue: &none}, 0, 0).Records); n != 0 {
		t.Errorf("%d comments outside the outline, want none", n)
	}
	if n := len(h.Service.List(h.Hall, h.secretariat, discussion.Filter{Issue: &one}, 0, 0).Records); n != 4 {
		t.Errorf("%d comments of issue 1, want 4", n)
	}
}
