package discussion_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
)

func (h *house) comment(object congress.ObjectID) discussion.Comment {
	h.Helper()
	r, err := h.Hall.Get(h.secretariat, object)
	if err != nil {
		h.Fatal(err)
	}
	var c discussion.Comment
	if err := r.Decode(&c); err != nil {
		h.Fatal(err)
	}
	return c
}

func (h *house) sees(actor congress.Actor, object congress.ObjectID) bool {
	_, err := h.Hall.Get(actor, object)
	return err == nil
}

func change() discussion.Change { return discussion.Change{ID: newID()} }

// read is a change of an object as it is now.
func (h *house) read(object congress.ObjectID) discussion.Change {
	h.Helper()
	r, err := h.Hall.Get(auth.ServerActor(congress.CongressID(h.Stream)), object)
	if err != nil {
		h.Fatal(err)
	}
	return discussion.Change{ID: newID(), IfMatch: r.N}
}

// minuted is a change of a thread's record as it is now.
func (h *house) minuted(g congress.GroupID) discussion.Change {
	c := change()
	if _, r, err := h.Minutes(h.Hall, auth.ServerActor(congress.CongressID(h.Stream)), h.discussion, g); err == nil {
		c.IfMatch = r.N
	}
	return c
}

// whole are minutes that can be signed.
func (h *house) whole(m discussion.Minutes) discussion.Minutes {
	from, to := time.Now().Add(-time.Hour), time.Now()
	m.From, m.To, m.Chair, m.Secretaries, m.Present = &from, &to, h.chair.Member, []congress.MemberID{h.secretary.Member}, []congress.MemberID{h.delegate.Member}
	return m
}

func (h *house) open(group int, open bool) {
	h.Helper()
	if _, err := h.SetOpen(h.Context(), h.Hall, h.organizer, change(), h.discussion, h.groups[group], open); err != nil {
		h.Fatal(err)
	}
}

func (h *house) want(what string, err error, code string) {
	h.Helper()
	if congress.CodeOf(err) != code {
		h.Errorf("%s: %v, want %q", what, err, code)
	}
}

func TestAnAuthorEditsAndWithdrawsWhileTheThreadIsOpen(t *testing.T) {
	h := openHouse(t)
	object := h.say(h.delegate, 0, "Một.")
	words := discussion.Words{Issue: 2, Stance: discussion.Agree, Text: "Hai."}
	for _, c := range []struct {
		name  string
		actor congress.Actor
		code  string
	}{
		{"somebody else of the group", h.chair, "not_your_comment"}, {"the group's secretary", h.secretary, "not_your_comment"},
		{"who does not see it", h.other, "not_found"}, {"a guest", h.guest, "forbidden"}, {"the author", h.delegate, ""},
	} {
		_, err := h.Edit(t.Context(), h.Hall, c.actor, change(), object, words)
		h.want("an edit by "+c.name, err, c.code)
	}
	r, _ := h.Hall.Get(h.delegate, object)
	_, err := h.Edit(t.Context(), h.Hall, h.delegate, discussion.Change{ID: newID(), IfMatch: r.N - 1}, object, words)
	h.want("an edit of what was read too long ago", err, "stale")
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), object, discussion.Words{Issue: 1, Text: "Ba."})
	h.want("a second edit", err, "")
	was, err := h.Wordings(t.Context(), h.Hall, h.secretariat, object)
	if err != nil || len(was) != 2 || was[0].Text != "Một." || was[1].Text != "Hai." || was[1].Issue != 2 {
		t.Errorf("the earlier wordings are %+v, %v", was, err)
	}
	_, err = h.Wordings(t.Context(), h.Hall, h.other, object)
	h.want("the wordings for another group", err, "not_found")

	h.open(0, false)
	_, err = h.Withdraw(t.Context(), h.Hall, h.delegate, change(), object)
	h.want("a withdrawal after the thread closed", err, "thread_closed")
	h.open(0, true)
	_, err = h.Withdraw(t.Context(), h.Hall, h.delegate, change(), object)
	h.want("a withdrawal", err, "")
	if c := h.comment(object); c.Withdrawn == nil || c.Text != "" {
		t.Errorf("a withdrawn comment is %+v", c)
	}
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), object, words)
	h.want("an edit of a withdrawn comment", err, "comment_withdrawn")
	for _, c := range []struct {
		name  string
		actor congress.Actor
		code  string
	}{
		{"a neighbour", h.seat(h.groups[:1], congress.Delegate), "forbidden"}, {"the presidium", h.presidium, "forbidden"},
		{"the author", h.delegate, ""}, {"the group's secretary", h.secretary, ""}, {"the secretariat", h.secretariat, ""},
	} {
		_, err := h.Wordings(t.Context(), h.Hall, c.actor, object)
		h.want("what was withdrawn, read by "+c.name, err, c.code)
	}
}

func TestModerationHidesWithAReasonThatTheAuthorSees(t *testing.T) {
	h := openHouse(t)
	object := h.say(h.delegate, 0, "Lời không phải.")
	for _, c := range []struct {
		actor  congress.Actor
		reason string
		code   string
	}{
		{h.delegate, "x", "forbidden"}, {h.other, "x", "forbidden"}, {h.secretary, " ", "reason_missing"}, {h.secretary, "Ngoài nội dung.", ""}, {h.chair, "Lần nữa.", "comment_hidden"},
	} {
		_, err := h.Hide(t.Context(), h.Hall, c.actor, change(), object, c.reason)
		h.want("hiding for "+c.reason, err, c.code)
	}
	if c := h.comment(object); c.Hidden == nil || c.Hidden.Reason != "Ngoài nội dung." || c.Hidden.By != h.secretary.Member {
		t.Errorf("the hidden comment is %+v", c)
	}
	neighbour := h.seat(h.groups[:1], congress.Delegate)
	for name, c := range map[string]struct {
		actor congress.Actor
		sees  bool
	}{
		"author": {h.delegate, true}, "secretary": {h.secretary, true}, "chair": {h.chair, true}, "secretariat": {h.secretariat, true},
		"neighbour": {neighbour, false}, "presidium": {h.presidium, false}, "other group": {h.other, false},
	} {
		if h.sees(c.actor, object) != c.sees {
			t.Errorf("%s sees a hidden comment: %v, want %v", name, !c.sees, c.sees)
		}
	}
	_, err := h.Edit(t.Context(), h.Hall, h.delegate, change(), object, discussion.Words{Issue: 1, Text: "Sửa."})
	h.want("an edit of a hidden comment", err, "comment_hidden")
	_, err = h.Show(t.Context(), h.Hall, h.secretary, change(), object)
	h.want("showing it", err, "")
	if !h.sees(neighbour, object) {
		t.Error("a comment that is shown again is not there for the group")
	}
}

func TestWhatWasWrittenOfflineGoesToTheLateTray(t *testing.T) {
	h := openHouse(t)
	written := time.Now().Add(-time.Hour)
	post := discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Written: &written, Words: discussion.Words{Issue: 1, Text: "Viết lúc mất mạng."}}
	h.open(0, false)
	late, err := h.Post(t.Context(), h.Hall, h.delegate, post)
	h.want("a late comment", err, "")
	if again, err := h.Post(t.Context(), h.Hall, h.delegate, post); err != nil || !again.Again {
		t.Errorf("the late comment sent again: %+v %v", again, err)
	}
	object := late.Record.Object
	neighbour := h.seat(h.groups[:1], congress.Delegate)
	if h.sees(neighbour, object) || h.sees(h.presidium, object) || !h.sees(h.delegate, object) || !h.sees(h.secretary, object) {
		t.Error("a comment in the late tray is for its author and those who keep the thread")
	}
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), object, discussion.Words{Issue: 1, Text: "Viết lúc mất mạng, sửa."})
	h.want("its author edits it in the tray", err, "")
	_, err = h.TakeLate(t.Context(), h.Hall, h.delegate, change(), object)
	h.want("taking it by its author", err, "forbidden")
	h.want("agreeing with what waits", h.Agree(t.Context(), h.Hall, h.secretary, newID(), object, true), "comment_late")
	_, err = h.ReturnLate(t.Context(), h.Hall, h.secretary, change(), object, "Trùng ý.")
	h.want("returning it", err, "")
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), object, discussion.Words{Issue: 1, Text: "Lần nữa."})
	h.want("an edit of a returned comment", err, "thread_closed")
	_, err = h.TakeLate(t.Context(), h.Hall, h.secretary, change(), object) // the undo of the return
	h.want("taking it", err, "")
	_, err = h.TakeLate(t.Context(), h.Hall, h.secretary, change(), object)
	h.want("taking it twice", err, "comment_not_late")
	h.want("agreeing with what was taken", h.Agree(t.Context(), h.Hall, h.secretary, newID(), object, true), "")
	if c := h.comment(object); !h.sees(neighbour, object) || c.Addition || c.Late.State != discussion.LateTaken {
		t.Errorf("a taken comment is %+v", c)
	}
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), object, discussion.Words{Issue: 1, Text: "Sửa sau khi đóng."})
	h.want("an edit of a taken comment in a closed thread", err, "thread_closed")
	h.open(0, true)
	open, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Written: &written, Words: discussion.Words{Text: "Kịp."}})
	h.want("a comment that was written offline and is in time", err, "")
	if c := h.comment(open.Record.Object); c.Late != nil || c.Written == nil {
		t.Errorf("it is %+v", c)
	}
}

func TestWhatWasWrittenOfflineIsKeptWhateverChangedMeanwhile(t *testing.T) {
	h := openHouse(t)
	g, written := h.groups[0], time.Now().Add(-time.Hour)
	own, file := h.say(h.delegate, 0, "Trước."), h.attachment(h.delegate)
	_, err := h.Edit(t.Context(), h.Hall, h.delegate, change(), own, discussion.Words{Text: "Trước.", Attached: []congress.ObjectID{file}})
	h.want("attaching a file", err, "")
	offline := func(by congress.Actor, edit discussion.Change) (journal.Result, error) {
		edit.Written = &written
		return h.Edit(t.Context(), h.Hall, by, edit, own, discussion.Words{Text: "Sửa lúc mất mạng.", Attached: []congress.ObjectID{file}})
	}
	post := func(by congress.Actor, at *time.Time, group congress.GroupID) (journal.Result, error) {
		return h.Post(t.Context(), h.Hall, by, discussion.Post{ID: newID(), Discussion: h.discussion, Group: group, Written: at, Words: discussion.Words{Text: "Viết lúc mất mạng.", ReplyTo: own}})
	}
	tray := func(what string, object congress.ObjectID) {
		t.Helper()
		c := h.comment(object)
		if c.Late == nil || c.Late.State != discussion.LateWaiting || c.Group != g || c.Author != h.delegate.Member || !h.sees(h.secretary, object) || h.sees(h.presidium, object) {
			t.Errorf("%s does not wait in the late tray: %+v", what, c)
		}
	}

	res, err := offline(h.delegate, change())
	if h.want("an edit that comes in time", err, ""); res.Record.Object != own {
		t.Error("an edit that came in time is another comment")
	}
	h.open(0, false)
	once := change()
	late, err := offline(h.delegate, once)
	h.want("an edit that comes too late", err, "")
	tray("an edit that came too late", late.Record.Object)
	if c := h.comment(late.Record.Object); c.Edits != own || c.Text != "Sửa lúc mất mạng." || len(c.Attached) != 0 || !h.shows(file) {
		t.Errorf("it is %+v", c)
	}
	if again, err := offline(h.delegate, once); err != nil || !again.Again || again.Record.N != late.Record.N {
		t.Errorf("the same again: %+v %v", again, err)
	}
	_, err = offline(h.delegate, discussion.Change{ID: late.Record.ID, IfMatch: 1})
	h.want("the same once more, from an older reading", err, "")
	_, err = offline(h.chair, change())
	h.want("a late edit of another's", err, "not_your_comment")
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), own, discussion.Words{Text: "Không phải lúc mất mạng."})
	h.want("an edit after the end", err, "thread_closed")

	// The author is moved to another group before the tablet finds its way back.
	h.open(0, true)
	moved := h.reseat(h.delegate, h.groups[1:], congress.Delegate)
	_, err = post(moved, nil, g)
	h.want("speaking in the group that one has left", err, "not_your_group")
	res, err = post(moved, &written, g)
	h.want("what was written there offline", err, "")
	tray("what was written before the author moved", res.Record.Object)
	res, err = offline(moved, change())
	h.want("an edit that was made there offline", err, "")
	tray("an edit before the author moved", res.Record.Object)
	_, err = post(h.other, &written, g)
	h.want("offline into a group that one never was in", err, "not_your_group")
	res, err = h.Post(t.Context(), h.Hall, moved, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[1], Written: &written, Words: discussion.Words{Text: "Ở tổ mới."}})
	if h.want("offline in the new group", err, ""); h.comment(res.Record.Object).Late != nil {
		t.Error("what was written in one's own group and came in time waits")
	}
}

func TestASpokenOpinionIsConfirmedOrCorrectedByItsMember(t *testing.T) {
	h := openHouse(t)
	hear := func(by congress.Actor, who congress.MemberID) (congress.ObjectID, error) {
		res, err := h.Hear(t.Context(), h.Hall, by, discussion.Heard{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Member: who, Words: discussion.Words{Issue: 1, Stance: discussion.Wonder, Text: "Ghi lời nói."}})
		if err != nil {
			return "", err
		}
		return res.Record.Object, nil
	}
	for _, c := range []struct {
		by   congress.Actor
		who  congress.MemberID
		code string
	}{
		{h.delegate, h.delegate.Member, "forbidden"}, {h.secretary, h.other.Member, "member_unknown"}, {h.secretary, "", "member_needed"}, {h.secretary, h.delegate.Member, ""},
	} {
		_, err := hear(c.by, c.who)
		h.want("recording for "+string(c.who), err, c.code)
	}
	h.open(0, false) // secretaries go on writing after the thread closed
	first, err := hear(h.secretary, h.delegate.Member)
	h.want("recording in a closed thread", err, "")
	_, err = h.Edit(t.Context(), h.Hall, h.chair, h.read(first), first, discussion.Words{Issue: 1, Text: "Ghi lại."})
	h.want("a second secretary mends it", err, "")
	if c := h.comment(first); c.Spoken == nil || c.Spoken.Confirmed != nil || c.Author != h.delegate.Member || c.Spoken.By != h.secretary.Member {
		t.Errorf("an opinion that was recorded is %+v", c)
	}
	_, err = h.Confirm(t.Context(), h.Hall, h.secretary, h.read(first), first)
	h.want("a confirmation by the secretary", err, "not_your_comment")
	_, err = h.Confirm(t.Context(), h.Hall, h.delegate, h.read(first), first)
	h.want("the member's confirmation", err, "")
	_, err = h.Edit(t.Context(), h.Hall, h.secretary, change(), first, discussion.Words{Issue: 1, Text: "Đổi ý của người khác."})
	h.want("a secretary's edit of what was confirmed", err, "not_your_comment")
	second, _ := hear(h.secretary, h.delegate.Member)
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), second, discussion.Words{Issue: 1, Text: "Tôi nói thế này."})
	h.want("the member's correction", err, "")
	if c := h.comment(second); c.Spoken.Confirmed == nil || !c.Spoken.Corrected {
		t.Errorf("a corrected opinion is %+v", c.Spoken)
	}
	_, err = h.Confirm(t.Context(), h.Hall, h.delegate, h.read(second), second)
	h.want("confirming what was corrected", err, "comment_not_spoken")

	save := discussion.Save{ID: newID(), Object: h.discussion, IfMatch: h.read(h.discussion).IfMatch, Discussion: h.outline(h.groups[:]...)}
	save.Unnamed = true
	if _, err := h.Service.Put(t.Context(), h.Hall, h.organizer, save); err != nil {
		t.Fatal(err)
	}
	_, err = hear(h.secretary, "")
	h.want("recording as a member's, where the congress allows it", err, "")
}

func TestTheRecordOfAGroupIsSignedAndSealed(t *testing.T) {
	h := openHouse(t)
	g := h.groups[0]
	object := h.say(h.delegate, 0, "Một.")
	save := discussion.Minutes{
		Discussion: h.discussion, Group: g, Place: "Phòng 3", Chair: h.chair.Member, Secretaries: []congress.MemberID{h.secretary.Member},
		Present: []congress.MemberID{h.delegate.Member}, Absent: []discussion.Absent{{Member: h.guest.Member, Reason: "Ốm"}}, Conclusion: "Thống nhất.",
	}
	do := func(f func() (journal.Result, error)) error { _, err := f(); return err }
	put := func(by congress.Actor, r discussion.Minutes) error {
		return do(func() (journal.Result, error) { return h.PutMinutes(t.Context(), h.Hall, by, h.minuted(g), r) })
	}
	sign := func(by congress.Actor) error {
		return do(func() (journal.Result, error) { return h.Sign(t.Context(), h.Hall, by, h.minuted(g), h.discussion, g) })
	}
	seal := func() error {
		return do(func() (journal.Result, error) {
			return h.Seal(t.Context(), h.Hall, h.secretary, h.minuted(g), h.discussion, g)
		})
	}
	h.want("a record by a delegate", put(h.delegate, save), "forbidden")
	ages, age := save, time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -14*3600))
	ages.To = &age
	h.want("a meeting until another age", put(h.secretary, ages), "minutes_invalid")
	twice := save
	twice.Absent = []discussion.Absent{{Member: h.delegate.Member}}
	h.want("a member who is there and not", put(h.secretary, twice), "minutes_invalid")
	h.want("signing what is not written", sign(h.chair), "not_found")
	whole := h.whole(save)
	h.want("the draft", put(h.secretary, whole), "")
	h.want("sealing a draft", seal(), "minutes_not_signed")
	h.want("signing by the secretary", sign(h.secretary), "forbidden")
	h.want("signing while the thread is open", sign(h.chair), "thread_open")
	h.open(0, false)
	written := time.Now()
	late, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: g, Written: &written, Words: discussion.Words{Text: "Muộn."}})
	h.want("a late one", err, "")
	h.want("signing while a late one waits", sign(h.chair), "comments_open")
	_, err = h.ReturnLate(t.Context(), h.Hall, h.secretary, change(), late.Record.Object, "Trùng.")
	h.want("returning it", err, "")
	for name, lacks := range map[string]func(*discussion.Minutes){
		"from": func(m *discussion.Minutes) { m.From = nil }, "to": func(m *discussion.Minutes) { m.To = nil }, "chair": func(m *discussion.Minutes) { m.Chair = "" },
		"secretaries": func(m *discussion.Minutes) { m.Secretaries = nil }, "present": func(m *discussion.Minutes) { m.Present = nil },
	} {
		less := whole
		lacks(&less)
		h.want("a draft without "+name, put(h.secretary, less), "")
		err := sign(h.chair)
		h.want("signing without "+name, err, "minutes_incomplete")
		if e := congress.AsError(err); e == nil || len(e.Fields) != 1 || e.Fields[name].Code() != "absent" {
			t.Errorf("without %s it says %v", name, err)
		}
	}
	h.want("a whole draft", put(h.secretary, whole), "")
	h.want("signing", sign(h.chair), "")
	h.want("changing a signed record", put(h.secretary, save), "minutes_signed")
	_, err = h.Hide(t.Context(), h.Hall, h.secretary, change(), object, "Thử.")
	h.want("hiding after the signature", err, "")
	said, err := h.Hear(t.Context(), h.Hall, h.secretary, discussion.Heard{ID: newID(), Discussion: h.discussion, Group: g, Member: h.delegate.Member, Written: &written, Words: discussion.Words{Text: "Đã nói."}})
	h.want("recording after the signature", err, "")
	if at := h.comment(said.Record.Object).Written; at == nil || !at.Equal(written.Truncate(time.Millisecond)) {
		t.Errorf("it was written at %v, want %v", at, written)
	}
	h.want("sealing other comments than were signed", seal(), "minutes_changed")
	_, err = h.Unsign(t.Context(), h.Hall, h.chair, h.minuted(g), h.discussion, g)
	h.want("taking the signature back", err, "")
	_, err = h.Show(t.Context(), h.Hall, h.secretary, change(), object)
	h.want("showing it", err, "")
	_, err = h.Withdraw(t.Context(), h.Hall, h.secretary, h.read(said.Record.Object), said.Record.Object)
	h.want("taking back what was recorded by mistake", err, "")
	h.want("signing again", sign(h.chair), "")
	h.want("sealing", seal(), "")
	if c, err := h.CheckMinutes(h.Hall, h.delegate, h.discussion, g); err != nil || !c.Whole || c.Comments != 2 || c.State != discussion.Sealed {
		t.Errorf("the sealed record is %+v, %v", c, err)
	}

	// Nothing that it holds changes any more; what comes is an addition.
	_, err = h.Withdraw(t.Context(), h.Hall, h.delegate, change(), object)
	h.want("withdrawing a sealed comment", err, "minutes_sealed")
	_, err = h.Hide(t.Context(), h.Hall, h.chair, change(), object, "x")
	h.want("hiding a sealed comment", err, "minutes_sealed")
	_, err = h.SetOpen(t.Context(), h.Hall, h.organizer, change(), h.discussion, g, true)
	h.want("opening a sealed thread", err, "minutes_sealed")
	spoken, err := h.Hear(t.Context(), h.Hall, h.secretary, discussion.Heard{ID: newID(), Discussion: h.discussion, Group: g, Member: h.delegate.Member, Words: discussion.Words{Text: "x"}})
	h.want("recording into a sealed thread", err, "")
	_, err = h.Edit(t.Context(), h.Hall, h.secretary, h.read(spoken.Record.Object), spoken.Record.Object, discussion.Words{Text: "y"})
	h.want("mending what nobody confirmed", err, "")
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), spoken.Record.Object, discussion.Words{Text: "z"})
	h.want("correcting it", err, "")
	for _, by := range []congress.Actor{h.secretary, h.delegate} {
		_, err = h.Edit(t.Context(), h.Hall, by, change(), spoken.Record.Object, discussion.Words{Text: "w"})
		h.want("changing it once it is confirmed", err, "minutes_sealed")
	}
	if !h.comment(spoken.Record.Object).Addition {
		t.Error("what is recorded after the seal is not marked as an addition")
	}
	_, err = h.TakeLate(t.Context(), h.Hall, h.secretary, change(), late.Record.Object)
	h.want("taking a late comment", err, "")
	if !h.comment(late.Record.Object).Addition {
		t.Error("what comes after the seal is not marked as an addition")
	}
	_, err = h.Edit(t.Context(), h.Hall, h.delegate, change(), late.Record.Object, discussion.Words{Text: "Khác."})
	h.want("changing an addition", err, "minutes_sealed")
	_, err = h.Withdraw(t.Context(), h.Hall, h.delegate, change(), late.Record.Object)
	h.want("withdrawing an addition", err, "minutes_sealed")
	waiting, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: g, Written: &written, Words: discussion.Words{Text: "Muộn nữa."}})
	h.want("another late one", err, "")
	_, err = h.Withdraw(t.Context(), h.Hall, h.delegate, change(), waiting.Record.Object)
	h.want("withdrawing what waits in the late tray", err, "")
	_, err = h.Add(t.Context(), h.Hall, h.secretary, change(), h.discussion, g, "Đính chính tên.")
	h.want("an addition", err, "")
	if c, err := h.CheckMinutes(h.Hall, h.delegate, h.discussion, g); err != nil || !c.Whole {
		t.Errorf("with additions the record is %+v, %v", c, err)
	}
	if _, _, err := h.Minutes(h.Hall, h.other, h.discussion, g); congress.CodeOf(err) != "not_found" {
		t.Errorf("another group reads the record: %v", err)
	}
	made, err := h.MinutesDOCX(t.Context(), h.Hall, h.delegate, congress.Info{Title: "Đại hội mẫu"}, h.discussion, g)
	again, _ := h.MinutesDOCX(t.Context(), h.Hall, h.delegate, congress.Info{Title: "Đại hội mẫu"}, h.discussion, g)
	if err != nil || !bytes.Equal(made.DOCX, again.DOCX) || !strings.Contains(made.Name, "Tổ 1") {
		t.Errorf("the minutes %q: %v", made.Name, err)
	}
	_, _, err = h.MinutesPDF(t.Context(), h.Hall, h.delegate, congress.Info{}, h.discussion, g)
	h.want("a PDF without converter", err, "no_converter")
}

func TestAThreadOpensAndClosesByTheClock(t *testing.T) {
	h := openHouse(t)
	now := time.Now()
	at := func(d time.Duration) *time.Time { x := now.Add(d); return &x }
	save := discussion.Save{ID: newID(), Object: h.discussion, IfMatch: h.read(h.discussion).IfMatch, Discussion: h.outline(h.groups[1])}
	save.Clock = []discussion.Clock{{Group: h.groups[0], Opens: at(time.Hour), Closes: at(2 * time.Hour)}}
	if _, err := h.Service.Put(t.Context(), h.Hall, h.organizer, save); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		code  string
	}{{0, "thread_closed"}, {time.Hour, ""}, {2*time.Hour - time.Second, ""}, {2 * time.Hour, "thread_closed"}} {
		h.now = func() time.Time { return now.Add(c.after) }
		_, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: discussion.Words{Text: "Giờ."}})
		h.want("a comment after "+c.after.String(), err, c.code)
	}
	_, err := h.SetOpen(t.Context(), h.Hall, h.delegate, change(), h.discussion, h.groups[0], true)
	h.want("opening by a delegate", err, "forbidden")
	_, err = h.SetOpen(t.Context(), h.Hall, h.chair, change(), h.discussion, h.groups[1], true)
	h.want("opening another group's thread", err, "not_your_group")
	_, err = h.SetOpen(t.Context(), h.Hall, h.chair, change(), h.discussion, h.groups[0], true)
	h.want("opening by the chair", err, "")
	h.say(h.delegate, 0, "Mở thêm.")
}

func TestThePlenaryThreadIsForAllGroups(t *testing.T) {
	h := openHouse(t)
	save := discussion.Save{ID: newID(), Object: h.discussion, IfMatch: h.read(h.discussion).IfMatch, Discussion: h.outline(discussion.Plenary)}
	save.Plenary = true
	if _, err := h.Service.Put(t.Context(), h.Hall, h.organizer, save); err != nil {
		t.Fatal(err)
	}
	res, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: discussion.Plenary, Words: discussion.Words{Text: "Với toàn thể."}})
	h.want("a comment to all", err, "")
	if !h.sees(h.other, res.Record.Object) || h.sees(h.guest, res.Record.Object) {
		t.Error("the plenary thread is for the members of all groups")
	}
	_, err = h.Hide(t.Context(), h.Hall, h.chair, change(), res.Record.Object, "x")
	h.want("moderating it by a group's chair", err, "forbidden")
	_, err = h.Hide(t.Context(), h.Hall, h.secretariat, change(), res.Record.Object, "x")
	h.want("moderating it by the secretariat", err, "")
}

func TestWhoElseReadsIsSaidByTheDiscussion(t *testing.T) {
	h := openHouse(t)
	save := discussion.Save{ID: newID(), Object: h.discussion, IfMatch: h.read(h.discussion).IfMatch, Discussion: h.outline(h.groups[:]...)}
	save.Readers = &congress.Audience{Groups: h.groups[1:]}
	if _, err := h.Service.Put(t.Context(), h.Hall, h.organizer, save); err != nil {
		t.Fatal(err)
	}
	if object := h.say(h.delegate, 0, "Cho tổ bạn đọc."); !h.sees(h.other, object) {
		t.Error("a group that may read all threads does not")
	}
	_, err := h.Post(t.Context(), h.Hall, h.other, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: discussion.Words{Text: "x"}})
	h.want("speaking in a thread that one only reads", err, "not_your_group")
}

func TestRepliesQuotesAndMentionsNameWhatIsThere(t *testing.T) {
	h := openHouse(t)
	mine, theirs := h.say(h.delegate, 0, "Gốc."), h.say(h.other, 1, "Tổ khác.")
	version := func(pages int) map[string]any {
		return map[string]any{"versions": []any{map[string]any{"number": 2, "pages": pages}}}
	}
	document, paged, spoken := h.put(congress.KindDocument, version(0)), h.put(congress.KindDocument, version(3)), h.put(congress.KindDocument, version(0))
	h.pages = map[congress.ObjectID][]string{spoken: {"Trang một.", ""}}
	unseen := h.putFor(congress.Audience{Roles: []congress.Role{congress.Presidium}}, congress.KindDocument, version(3))
	hidden := h.say(h.secretary, 0, "Ẩn.")
	_, err := h.Hide(t.Context(), h.Hall, h.chair, change(), hidden, "Lý do.")
	h.want("hiding", err, "")
	quote := func(document congress.ObjectID, page, from, to int) discussion.Words {
		return discussion.Words{Quotes: []discussion.Quote{{Document: document, Version: 2, Page: page, From: from, To: to}}}
	}
	for _, c := range []struct {
		name string
		w    discussion.Words
		code string
	}{
		{"a reply", discussion.Words{ReplyTo: mine}, ""}, {"a reply to another thread", discussion.Words{ReplyTo: theirs}, "reply_unknown"},
		{"a quote", discussion.Words{Quotes: []discussion.Quote{{Document: document, Version: 2, Page: 3, From: 10, To: 90}}}, ""},
		{"a quote of a version that there is not", discussion.Words{Quotes: []discussion.Quote{{Document: document, Version: 1}}}, "quote_unknown"},
		{"a quote of its whole", quote(document, 0, 0, 0), ""},
		{"a quote of the last page", quote(paged, 3, 0, 0), ""},
		{"a quote of a page that it has not", quote(paged, 4, 0, 0), "quote_place"},
		{"a quote of a passage", quote(spoken, 1, 6, 10), ""},
		{"a quote of a passage that the page has not", quote(spoken, 1, 6, 11), "quote_place"},
		{"a quote of a page whose text is not known", quote(spoken, 2, 6, 11), ""},
		{"a quote of a page that its text has not", quote(spoken, 3, 0, 0), "quote_place"},
		{"a quote of a document that one does not see", quote(unseen, 1, 0, 0), "quote_unknown"},
		{"a reply to a comment that one does not see", discussion.Words{ReplyTo: hidden}, "reply_unknown"},
		{"a quote of no document", discussion.Words{Quotes: []discussion.Quote{{Document: mine, Version: 1}}}, "quote_unknown"},
		{"a quote that ends before it begins", discussion.Words{Quotes: []discussion.Quote{{Document: document, Version: 2, Page: 1, From: 9, To: 1}}}, "comment_invalid"},
		{"a mention", discussion.Words{Mentions: []congress.MemberID{h.chair.Member}}, ""},
		{"a mention of who does not read the thread", discussion.Words{Mentions: []congress.MemberID{h.other.Member}}, "member_unknown"},
		{"a mention of nobody", discussion.Words{Mentions: []congress.MemberID{congress.MemberID(newID())}}, "member_unknown"},
	} {
		c.w.Text = "Ý kiến."
		_, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: c.w})
		h.want(c.name, err, c.code)
	}
}

func TestWhatIsNewAndHowManyAgree(t *testing.T) {
	h := openHouse(t)
	thread := func(actor congress.Actor) discussion.ThreadState {
		t.Helper()
		all, err := h.Threads(t.Context(), h.Hall, actor, h.discussion)
		if err != nil {
			t.Fatal(err)
		}
		return all[0]
	}
	mine := h.say(h.delegate, 0, "Của tôi.")
	reply, err := h.Post(t.Context(), h.Hall, h.chair, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Words: discussion.Words{Text: "Trả lời.", ReplyTo: mine}})
	if err != nil {
		t.Fatal(err)
	}
	h.say(h.secretary, 0, "Khác.")
	if s := thread(h.delegate); s.Unread != 2 || s.Mentions != 1 || s.Comments != 3 || !s.Open {
		t.Errorf("before reading: %+v", s)
	}
	if err := h.Read(t.Context(), h.Hall, h.delegate, newID(), h.discussion, h.groups[0], reply.Record.N); err != nil {
		t.Fatal(err)
	}
	if s := thread(h.delegate); s.Unread != 1 || s.Mentions != 0 || s.Read != reply.Record.N {
		t.Errorf("after reading the reply: %+v", s)
	}
	for _, actor := range []congress.Actor{h.chair, h.secretary, h.chair} {
		if err := h.Agree(t.Context(), h.Hall, actor, newID(), mine, true); err != nil {
			t.Fatal(err)
		}
	}
	if s := thread(h.chair); s.Agree[mine] != 2 || !slices.Contains(s.Mine, mine) {
		t.Errorf("two agree: %+v", s)
	}
	if err := h.Agree(t.Context(), h.Hall, h.chair, newID(), mine, false); err != nil {
		t.Fatal(err)
	}
	if s := thread(h.delegate); s.Agree[mine] != 1 || len(s.Mine) != 0 {
		t.Errorf("one has changed their mind: %+v", s)
	}
	_, err = h.Withdraw(t.Context(), h.Hall, h.delegate, change(), mine)
	h.want("withdrawing", err, "")
	_, err = h.Hide(t.Context(), h.Hall, h.secretary, change(), reply.Record.Object, "Lý do.")
	h.want("hiding", err, "")
	if s := thread(h.secretariat); s.Unread != 1 || s.Comments != 1 {
		t.Errorf("with one withdrawn, one hidden and one that stands: %+v", s)
	}
	// Nobody asks for an hour, and what was counted is let go; the next one counts anew.
	before := h.now
	h.now = func() time.Time { return before().Add(2 * time.Hour) }
	if s := thread(h.secretary); !slices.Contains(s.Mine, mine) || s.Agree[mine] != 1 {
		t.Errorf("counted anew: %+v", s)
	}
	h.now = before
	h.want("agreeing with what is not there for one", h.Agree(t.Context(), h.Hall, h.other, newID(), mine, true), "not_found")
	h.want("reading a thread that is not there for one", h.Read(t.Context(), h.Hall, h.other, newID(), h.discussion, h.groups[0], 1), "not_found")
	all, err := h.Threads(t.Context(), h.Hall, h.secretariat, h.discussion)
	if err != nil || len(all) != 2 {
		t.Errorf("the secretariat has %d threads, %v", len(all), err)
	}
	if all, err := h.Threads(t.Context(), h.Hall, h.other, h.discussion); err != nil || len(all) != 1 || len(all[0].Agree) != 0 {
		t.Errorf("another group's threads: %+v, %v", all, err)
	}
}

func TestNoticesReachWhomTheyAreMeantFor(t *testing.T) {
	h := openHouse(t)
	send := func(by congress.Actor, to congress.Audience) (congress.ObjectID, error) {
		id := newID()
		_, err := h.Notify(t.Context(), h.Hall, by, id, discussion.Notice{Title: "Đổi phòng họp"}, to)
		return congress.ObjectID(id), err
	}
	_, err := send(h.secretary, congress.Audience{Everyone: true})
	h.want("a notice by a secretary", err, "forbidden")
	_, err = send(h.organizer, congress.Audience{})
	h.want("a notice to nobody", err, "notice_invalid")
	_, err = send(h.organizer, congress.Audience{Keepers: h.groups[:1]})
	h.want("a notice to those who keep a thread", err, "notice_invalid")
	_, err = send(h.organizer, congress.Audience{Members: []congress.MemberID{"x"}})
	h.want("a notice to a member that there is not", err, "member_unknown")
	object, err := send(h.organizer, congress.Audience{Groups: h.groups[:1]})
	h.want("a notice to a group", err, "")
	if !h.sees(h.delegate, object) || h.sees(h.other, object) || !h.sees(h.organizer, object) || !h.sees(h.guest, object) {
		t.Error("a notice to a group is for its members and the organizers")
	}
	h.want("taking it back", h.TakeBack(t.Context(), h.Hall, h.organizer, newID(), object), "")
	if h.sees(h.delegate, object) {
		t.Error("a notice that was taken back is still there")
	}
}

// reseat changes a member's roles and groups.
func (h *house) reseat(a congress.Actor, groups []congress.GroupID, roles ...congress.Role) congress.Actor {
	h.Helper()
	if _, err := h.Commit(h.Context(), journal.Request{ID: newID(), Kind: congress.KindMember, Actor: auth.ServerActor(congress.CongressID(h.Stream)), Make: func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(a.Member), Audience: congress.Audience{Everyone: true}, Body: congress.Member{
			Account: a.Account, Name: "Lê Văn Mẫu", Roles: roles, Groups: groups, Former: a.Groups,
		}}, nil
	}}); err != nil {
		h.Fatal(err)
	}
	a.Groups, a.Roles = groups, roles
	return a
}

func TestWhoKeepsTheThreadNowSeesWhatIsHiddenAndLate(t *testing.T) {
	h := openHouse(t)
	g := h.groups[0]
	hidden := h.say(h.delegate, 0, "Ẩn.")
	_, err := h.Hide(t.Context(), h.Hall, h.secretary, change(), hidden, "Lý do.")
	h.want("hiding", err, "")
	h.open(0, false)
	written := time.Now()
	late, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: g, Written: &written, Words: discussion.Words{Text: "Muộn."}})
	h.want("a late one", err, "")
	if h.sees(h.presidium, hidden) || !h.sees(h.secretariat, hidden) || !h.sees(h.delegate, hidden) || !h.sees(h.chair, late.Record.Object) {
		t.Error("what is hidden or late is for its author and those who keep the thread")
	}

	fresh := h.seat(h.groups[:1], congress.GroupSecretary)
	moved := h.reseat(h.secretary, h.groups[1:], congress.GroupSecretary, congress.Delegate)
	for _, object := range []congress.ObjectID{hidden, late.Record.Object} {
		if !h.sees(fresh, object) || h.sees(moved, object) {
			t.Errorf("the new secretary sees it: %v; the one who keeps another group's thread now: %v", h.sees(fresh, object), h.sees(moved, object))
		}
	}
	_, err = h.TakeLate(t.Context(), h.Hall, fresh, change(), late.Record.Object)
	h.want("the new secretary takes it", err, "")
	_, err = h.Show(t.Context(), h.Hall, moved, change(), hidden)
	h.want("the former one shows what was hidden", err, "not_found")
	_, err = h.PutMinutes(t.Context(), h.Hall, fresh, h.minuted(g), h.whole(discussion.Minutes{Discussion: h.discussion, Group: g}))
	h.want("the record", err, "")
	_, err = h.Sign(t.Context(), h.Hall, h.chair, h.minuted(g), h.discussion, g)
	h.want("the chair signs", err, "")
}
