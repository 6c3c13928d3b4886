package realtime_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/realtime"
)

// discuss makes a discussion of the groups with a plenary thread, all open.
func (h *house) discuss(groups ...congress.GroupID) congress.ObjectID {
	h.tb.Helper()
	return h.redo("", 0, groups...)
}

// redo gives a discussion, read at record n, to other groups.
func (h *house) redo(id congress.ObjectID, n uint64, groups ...congress.GroupID) congress.ObjectID {
	h.tb.Helper()
	made, err := h.threads.Put(context.Background(), h.hall, auth.ServerActor(h.congress), discussion.Save{
		ID: congress.RecordID(newID()), Object: id, IfMatch: n,
		Discussion: discussion.Discussion{Title: "Thử", Issues: []discussion.Issue{{Title: "Một"}}, Groups: groups, Open: groups, Plenary: true},
	})
	if err != nil {
		h.tb.Fatal(err)
	}
	return made.Record.Object
}

func (a *attendee) actor() congress.Actor {
	a.tb.Helper()
	enter, leave, err := a.auth.Enter(context.Background(), a.session, a.congress)
	if err != nil {
		a.tb.Fatal(err)
	}
	leave()
	return enter.Actor
}

// at opens a socket that is at a thread.
func (a *attendee) at(thread congress.ObjectID, g congress.GroupID) (*websocket.Conn, message) {
	a.tb.Helper()
	conn, _ := a.follow("")
	send(a.tb, conn, map[string]any{"type": "enter", "discussion": thread, "group": g})
	all := readTo(a.tb, conn, "presence")
	return conn, all[len(all)-1]
}

// hears reads presence until the condition holds of what it adds up to.
func hears(tb testing.TB, conn *websocket.Conn, what string, ok func(message) bool) {
	tb.Helper()
	for {
		all := readTo(tb, conn, "presence")
		if m := all[len(all)-1]; ok(m) {
			return
		} else if len(all) > 20 {
			tb.Fatalf("%s did not come: %+v", what, all)
		}
	}
}

func TestThoseAtAThreadSeeWhoComesTypesAndAsksForTheFloor(t *testing.T) {
	h := build(t, realtime.Limits{})
	one := h.discuss(h.groups...)
	chair := h.attend("to-truong", 0, congress.Delegate, congress.Chair)
	a, b := h.attend("mot", 0, congress.Delegate), h.attend("hai", 0, congress.Delegate)

	onChair, first := chair.at(one, h.groups[0])
	if !first.Whole || !slices.Equal(first.Here, []congress.ObjectID{chair.member}) {
		t.Fatalf("the chair finds %+v", first)
	}
	onA, _ := a.at(one, h.groups[0])
	onB, whole := b.at(one, h.groups[0])
	if len(whole.Here) != 3 {
		t.Errorf("the third finds %+v", whole)
	}
	hears(t, onChair, "who came", func(m message) bool { return slices.Contains(m.Here, b.member) })

	object := newID()
	send(t, onA, map[string]any{"type": "typing", "object": object})
	hears(t, onB, "who types where", func(m message) bool {
		return len(m.Typing) == 1 && m.Typing[0].Member == a.member && string(m.Typing[0].Object) == object
	})
	send(t, onA, map[string]any{"type": "typing", "stop": true})
	hears(t, onB, "who stopped", func(m message) bool { return m.Typing != nil && len(m.Typing) == 0 })

	send(t, onB, map[string]any{"type": "hand", "up": true})
	hears(t, onChair, "the first hand", func(m message) bool { return reflect.DeepEqual(m.Hands, []raised{{b.member, false}}) })
	send(t, onA, map[string]any{"type": "hand", "up": true})
	hears(t, onChair, "the second hand behind", func(m message) bool {
		return reflect.DeepEqual(m.Hands, []raised{{b.member, false}, {a.member, false}})
	})
	send(t, onChair, map[string]any{"type": "call", "member": b.member})
	hears(t, onA, "who has the floor", func(m message) bool { return reflect.DeepEqual(m.Hands, []raised{{b.member, true}, {a.member, false}}) })
	send(t, onChair, map[string]any{"type": "call", "member": a.member})
	hears(t, onB, "that the one before is done", func(m message) bool { return reflect.DeepEqual(m.Hands, []raised{{a.member, true}}) })
	send(t, onChair, map[string]any{"type": "lower", "member": a.member})
	hears(t, onB, "that no hand is up", func(m message) bool { return m.Hands != nil && len(m.Hands) == 0 })

	_ = onA.Close()
	hears(t, onB, "who left", func(m message) bool { return slices.Contains(m.Left, a.member) })
}

// A tablet that loses its Wi-Fi does not lose its member's turn, nor does one that closes a second window.
func TestAHandStaysUpWhileItsTabletIsAway(t *testing.T) {
	h := build(t, realtime.Limits{})
	one := h.discuss(h.groups...)
	a, b := h.attend("mot", 0, congress.Delegate), h.attend("hai", 0, congress.Delegate)
	onA, _ := a.at(one, h.groups[0])
	onB, _ := b.at(one, h.groups[0])
	send(t, onA, map[string]any{"type": "hand", "up": true})
	hears(t, onB, "the hand", func(m message) bool { return len(m.Hands) == 1 })
	_ = onA.Close()
	hears(t, onB, "who left", func(m message) bool { return slices.Contains(m.Left, a.member) })
	if _, m := a.at(one, h.groups[0]); len(m.Hands) != 1 || m.Hands[0].Member != a.member {
		t.Errorf("the one who comes back finds %+v", m)
	}
}

func TestAThreadIsToldToThoseWhoMayReadItAndDoneByThoseWhoMayDoIt(t *testing.T) {
	h := build(t, realtime.Limits{})
	one := h.discuss(h.groups...)
	delegate := h.attend("mot", 0, congress.Delegate)
	other := h.attend("hai", 1, congress.Delegate)
	secretariat := h.attend("thu-ky", -1, congress.Secretariat)
	presidium := h.attend("chu-tich", -1, congress.Presidium)
	at := func(g congress.GroupID) map[string]any {
		return map[string]any{"type": "enter", "discussion": one, "group": g}
	}
	refused := func(who *attendee, code string, frames ...map[string]any) {
		t.Helper()
		conn, _ := who.follow("")
		for _, f := range frames {
			send(t, conn, f)
		}
		all := readTo(t, conn, "error")
		if m := all[len(all)-1]; m.Code != code || m.Of != frames[len(frames)-1]["type"] {
			t.Errorf("%v: %+v, want %s", frames, m, code)
		}
	}
	refused(other, "not_found", at(h.groups[0]))
	refused(delegate, "not_found", at(congress.GroupID(newID())))
	refused(delegate, "not_found", map[string]any{"type": "enter", "discussion": newID(), "group": h.groups[0]})
	refused(delegate, "no_thread", map[string]any{"type": "typing"})
	refused(delegate, "no_thread", at(h.groups[0]), map[string]any{"type": "leave"}, map[string]any{"type": "hand", "up": true})
	refused(delegate, "forbidden", at(h.groups[0]), map[string]any{"type": "call", "member": delegate.member})
	refused(delegate, "forbidden", at(discussion.Plenary), map[string]any{"type": "lower", "member": other.member})
	refused(secretariat, "forbidden", at(h.groups[0]), map[string]any{"type": "hand", "up": true})
	refused(secretariat, "no_hand", at(h.groups[0]), map[string]any{"type": "call", "member": delegate.member})
	refused(presidium, "no_hand", at(discussion.Plenary), map[string]any{"type": "call", "member": delegate.member})
	refused(presidium, "forbidden", at(h.groups[1]), map[string]any{"type": "call", "member": other.member})
}

// What a member may read is asked again when the member or the discussion changes.
func TestWhoMayNoLongerReadAThreadIsTakenFromIt(t *testing.T) {
	for name, change := range map[string]func(h *house, a *attendee, one congress.ObjectID){
		"the member goes to another group": func(_ *house, a *attendee, _ congress.ObjectID) { a.sit(1, congress.Delegate) },
		"the discussion is for others only now": func(h *house, _ *attendee, one congress.ObjectID) {
			now, err := h.hall.Get(auth.ServerActor(h.congress), one)
			if err != nil {
				h.tb.Fatal(err)
			}
			h.redo(one, now.N, h.groups[1])
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, realtime.Limits{})
			one := h.discuss(h.groups...)
			a, watcher := h.attend("mot", 0, congress.Delegate), h.attend("thu-ky", -1, congress.Secretariat)
			onA, _ := a.at(one, h.groups[0])
			_, _ = watcher.at(one, h.groups[0])
			change(h, a, one)
			all := readTo(t, onA, "error")
			if m := all[len(all)-1]; m.Of != "enter" || m.Code != "not_found" {
				t.Errorf("the member hears %+v", m)
			}
		})
	}
}

func TestAgreementIsCountedLive(t *testing.T) {
	h := build(t, realtime.Limits{})
	one := h.discuss(h.groups...)
	a, b := h.attend("mot", 0, congress.Delegate), h.attend("hai", 0, congress.Delegate)
	elsewhere := h.attend("bon", 1, congress.Delegate)
	posted, err := h.threads.Post(t.Context(), h.hall, a.actor(), discussion.Post{
		ID: congress.RecordID(newID()), Discussion: one, Group: h.groups[0], Words: discussion.Words{Issue: 1, Text: "Đề nghị giữ nguyên."},
	})
	if err != nil {
		t.Fatal(err)
	}
	comment := posted.Record.Object
	onA, _ := a.at(one, h.groups[0])
	onElse, _ := elsewhere.at(one, h.groups[1])
	for n, yes := range []bool{true, false} {
		if err := h.threads.Agree(t.Context(), h.hall, b.actor(), congress.RecordID(newID()), comment, yes); err != nil {
			t.Fatal(err)
		}
		all := readTo(t, onA, "agree")
		if got, want := all[len(all)-1].Counts, (map[congress.ObjectID]int{comment: 1 - n}); !reflect.DeepEqual(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
	}
	send(t, onElse, map[string]any{"type": "ping"})
	for _, m := range readTo(t, onElse, "pong") {
		if m.Type == "agree" {
			t.Errorf("the other thread hears %+v", m)
		}
	}
}

// Many who come at once are few frames.
func TestPresenceIsGathered(t *testing.T) {
	h := build(t, realtime.Limits{})
	one := h.discuss(h.groups...)
	watcher := h.attend("thu-ky", -1, congress.Secretariat)
	conn, _ := watcher.at(one, h.groups[0])
	var guests []*attendee
	for i := range 40 {
		guests = append(guests, h.attend(fmt.Sprint("dai-bieu-", i), 0, congress.Delegate))
	}
	var conns []*websocket.Conn
	for _, g := range guests {
		c, _ := g.follow("")
		conns = append(conns, c)
	}
	for _, c := range conns {
		send(t, c, map[string]any{"type": "enter", "discussion": one, "group": h.groups[0]})
	}
	frames, seen := 0, map[congress.ObjectID]bool{}
	for begun := time.Now(); len(seen) < 41 && time.Since(begun) < 10*time.Second; frames++ {
		all := readTo(t, conn, "presence")
		for _, m := range all[len(all)-1].Here {
			seen[m] = true
		}
	}
	if len(seen) != 41 || frames > 10 {
		t.Errorf("%d came in %d frames", len(seen), frames)
	}
}

// A soft lock of somebody who went away without a word does not hold the place.
func TestTypingRunsOutUnlessItIsSaidAgain(t *testing.T) {
	const lasts = 1500 * time.Millisecond
	h := build(t, realtime.Limits{Typing: lasts})
	one := h.discuss(h.groups...)
	a, b, watcher := h.attend("mot", 0, congress.Delegate), h.attend("hai", 0, congress.Delegate), h.attend("thu-ba", 0, congress.Delegate)
	onWatcher, _ := watcher.at(one, h.groups[0])
	onA, _ := a.at(one, h.groups[0])
	onB, _ := b.at(one, h.groups[0])
	object := newID()
	begun := time.Now()
	types := func(conn *websocket.Conn) { send(t, conn, map[string]any{"type": "typing", "object": object}) }
	types(onA)
	hears(t, onWatcher, "the first lock", func(m message) bool {
		return len(m.Typing) == 1 && m.Typing[0].Member == a.member && string(m.Typing[0].Object) == object
	})
	types(onB)
	hears(t, onWatcher, "the second behind", func(m message) bool {
		return len(m.Typing) == 2 && m.Typing[0].Member == a.member && m.Typing[1].Member == b.member
	})
	for range 3 { // b says it again, a does not
		types(onB)
		send(t, onB, map[string]any{"type": "ping"})
		readTo(t, onB, "pong")
	}
	hears(t, onWatcher, "that the first ran out", func(m message) bool { return len(m.Typing) == 1 && m.Typing[0].Member == b.member })
	if took := time.Since(begun); took < lasts {
		t.Errorf("the first ran out after %v", took)
	}
	hears(t, onWatcher, "that the second ran out", func(m message) bool { return m.Typing != nil && len(m.Typing) == 0 })
}

func TestAHandComesDownSomeTimeAfterItsMembersLastSocket(t *testing.T) {
	const stays = 700 * time.Millisecond
	h := build(t, realtime.Limits{Hand: stays})
	one := h.discuss(h.groups...)
	a, b, watcher := h.attend("mot", 0, congress.Delegate), h.attend("hai", 0, congress.Delegate), h.attend("thu-ba", 0, congress.Delegate)
	onWatcher, _ := watcher.at(one, h.groups[0])
	first, _ := a.at(one, h.groups[0])
	second, _ := a.at(one, h.groups[0])
	onB, _ := b.at(one, h.groups[0])
	for _, conn := range []*websocket.Conn{first, onB} {
		send(t, conn, map[string]any{"type": "hand", "up": true})
		send(t, conn, map[string]any{"type": "ping"})
		readTo(t, conn, "pong")
	}
	both := func(m message) bool {
		return reflect.DeepEqual(m.Hands, []raised{{a.member, false}, {b.member, false}})
	}
	hears(t, onWatcher, "both hands", both)
	_ = first.Close() // it has another socket
	_ = onB.Close()
	hears(t, onWatcher, "who left", func(m message) bool {
		if m.Hands != nil && !both(m) {
			t.Errorf("hands are %+v as soon as a member leaves", m.Hands)
		}
		return slices.Contains(m.Left, b.member)
	})
	hears(t, onWatcher, "that the hand of the one who left is down", func(m message) bool {
		return reflect.DeepEqual(m.Hands, []raised{{a.member, false}})
	})
	closed := time.Now()
	_ = second.Close()
	hears(t, onWatcher, "that no hand is up", func(m message) bool { return m.Hands != nil && len(m.Hands) == 0 })
	if took := time.Since(closed); took < stays {
		t.Errorf("the hand of a member whose last socket just left came down after %v", took)
	}
}

// People stand in the order of every other list of people: by the given name, and so on; also those who came or left together.
func TestThoseAtAThreadAreInVietnameseOrder(t *testing.T) {
	h := build(t, realtime.Limits{})
	one := h.discuss(h.groups...)
	want := []string{"Lê Thị An", "Nguyễn Văn An", "Trần Ân", "Hoàng Bình", "Đỗ Thị Dung", "Phạm Văn Đăng", "Lý Đức", "Ngô Ý", "Vũ Yến"}
	names := map[congress.ObjectID]string{}
	var conns []*websocket.Conn
	for _, i := range []int{8, 3, 0, 5, 2, 7, 1, 6, 4} {
		a := h.attend(fmt.Sprint("nguoi-", i), 0, congress.Delegate)
		m := &congress.Member{Account: a.account, Name: want[i], Roles: []congress.Role{congress.Delegate}, Groups: []congress.GroupID{h.groups[0]}}
		a.setup(auth.Setup{Object: a.member, Member: m})
		names[a.member] = want[i]
		c, _ := a.at(one, h.groups[0])
		conns = append(conns, c)
	}
	told := func(list []congress.ObjectID) (out []string) {
		for _, id := range list {
			if name := names[id]; name != "" {
				out = append(out, name)
			}
		}
		return out
	}
	last := h.attend("cuoi", 0, congress.Delegate)
	onLast, whole := last.at(one, h.groups[0])
	if got := told(whole.Here); !slices.Equal(got, want) {
		t.Errorf("here are %q, want %q", got, want)
	}
	hears(t, onLast, "that all are told of", func(m message) bool { return slices.Contains(m.Here, last.member) })
	for _, c := range conns {
		_ = c.Close()
	}
	var left []congress.ObjectID
	hears(t, onLast, "who left", func(m message) bool {
		if got := told(m.Left); !slices.IsSortedFunc(got, func(a, b string) int { return slices.Index(want, a) - slices.Index(want, b) }) {
			t.Errorf("left have %q", got)
		}
		left = append(left, m.Left...)
		return len(left) == len(want)
	})
}
