package realtime_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"plenum/auth"
	"plenum/congress"
	"plenum/realtime"
)

// amid does something once, when a socket's catch-up asks for the n-th time who sees comments: for
// each audience in a part of everything, for each comment among what is new.
func (h *house) amid(n int, do func()) {
	var mu sync.Mutex
	seen := 0
	look := func(_ congress.Actor, kind congress.ObjectKind) {
		if kind != congress.KindComment {
			return
		}
		mu.Lock()
		seen++
		now := seen == n
		mu.Unlock()
		if now {
			do()
		}
	}
	h.looking.Store(&look)
}

// holds reads to a caught-up and gives what a client then has: it drops everything at a full hello.
func holds(tb testing.TB, conn *websocket.Conn, has map[congress.ObjectID]bool) {
	tb.Helper()
	for _, m := range readTo(tb, conn, "caught-up") {
		switch m.Type {
		case "hello":
			if m.Full {
				clear(has)
			}
		case "record":
			has[m.Object] = true
		case "gone":
			delete(has, m.Object)
		}
	}
}

// A catch-up of several parts takes its time with a tablet that hardly reads. Whatever moment of it the member is moved
// at, the socket ends up with what the member may see now, and goes on with it.
func TestAChangeOfGroupDuringTheCatchUpTakesEffect(t *testing.T) {
	const each = 550 // two parts
	for name, tt := range map[string]struct {
		at     int // as of amid
		resume bool
	}{
		"before the first part is chosen": {at: 1}, "in the first part": {at: 2}, "in the second part": {at: 3},
		"in the first part after a resume": {at: 100, resume: true},
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, realtime.Limits{})
			a := h.attend("mot", 0, congress.Delegate)
			cursor, has := "", map[congress.ObjectID]bool{}
			if tt.resume {
				conn, got := a.follow("")
				for _, m := range got {
					has[m.Object] = m.Type == "record"
				}
				cursor = last(got).Cursor
				_ = conn.Close()
			}
			var sets [2][]congress.ObjectID
			for i := range 2 * each {
				object := congress.ObjectID(newID())
				h.post(object, h.toGroup(i%2))
				sets[i%2] = append(sets[i%2], object)
			}
			h.amid(tt.at, func() { a.sit(1, congress.Delegate) })
			conn := a.dial(http.Header{"Authorization": {a.token}})
			send(t, conn, map[string]any{"type": "hello", "congress": a.congress, "cursor": cursor})
			holds(t, conn, has)
			for begun := time.Now(); !has[sets[1][0]] && time.Since(begun) < 5*time.Second; { // caught up before it heard of the change
				holds(t, conn, has)
			}
			for g, set := range sets {
				n := 0
				for _, object := range set {
					if has[object] {
						n++
					}
				}
				if n != g*each {
					t.Errorf("the client has %d of the %d comments of group %d", n, each, g+1)
				}
			}
			other, own := congress.ObjectID(newID()), congress.ObjectID(newID())
			h.post(other, h.toGroup(0))
			h.post(own, h.toGroup(1))
			if live := objects(readTo(t, conn, "record"), "record"); !slices.Equal(live, []congress.ObjectID{own}) {
				t.Errorf("then it hears of %v, want %v and not %v", live, own, other)
			}
		})
	}
}

func TestWhoMayFollowNoLongerIsToldSoDuringTheCatchUp(t *testing.T) {
	for name, change := range map[string]func(*attendee){
		"by the policy":     func(a *attendee) { a.deny(congress.Delegate, auth.FollowChanges) },
		"by the membership": func(a *attendee) { a.stand() },
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, realtime.Limits{})
			a := h.attend("mot", 0, congress.Delegate)
			for range 20 {
				h.post(congress.ObjectID(newID()), h.toGroup(0))
			}
			h.amid(1, func() { change(a) })
			conn := a.dial(http.Header{"Authorization": {a.token}})
			send(t, conn, map[string]any{"type": "hello", "congress": a.congress})
			if bye := last(readTo(t, conn, "bye")); bye.Reason != "not-here" || bye.Reconnect {
				t.Errorf("it hears %+v", bye)
			}
		})
	}
}

// deny puts a row of its own into the congress's policy.
func (h *house) deny(role congress.Role, action auth.Action) {
	h.tb.Helper()
	h.setup(auth.Setup{Object: congress.ObjectID(newID()), Policy: &auth.PolicyBody{Rows: []auth.PolicyRow{{Role: role, Action: action}}}})
}

// stand takes the member's account away from the seat.
func (a *attendee) stand() {
	a.tb.Helper()
	a.setup(auth.Setup{Object: a.member, Member: &congress.Member{Name: "Thử", Roles: []congress.Role{congress.Delegate}}})
}

// A resume while the socket is being told everything anew is answered after that, not amid it.
func TestAResumeDuringANewCatchUpIsToldApart(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	for range 20 {
		h.post(congress.ObjectID(newID()), h.toGroup(1))
	}
	conn, _ := a.follow("")
	amid, resumed := make(chan struct{}), make(chan struct{})
	h.amid(1, func() {
		close(amid)
		select {
		case <-resumed: // the other catch-up is under way, which must not be
		case <-time.After(300 * time.Millisecond):
		}
	})
	a.sit(1, congress.Delegate)
	<-amid
	h.amid(1, func() { close(resumed) })
	send(t, conn, map[string]any{"type": "resume", "congress": a.congress})
	got := readTo(t, conn, "caught-up")
	if n := len(objects(got, "record")); n != 23 || got[0].Type != "hello" {
		t.Errorf("the catch-up has %d records and begins with %+v", n, got[0])
	}
	send(t, conn, map[string]any{"type": "ping"})
	if rest := readTo(t, conn, "pong"); len(rest) != 1 {
		t.Errorf("afterwards come %d frames more, the first %+v", len(rest)-1, rest[0])
	}
}

func TestAnAdministratorWhoBecomesAMemberHearsAsOne(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.administer("quan-tri")
	h.post(congress.ObjectID(newID()), h.toGroup(0))
	conn, got := a.follow("")
	if len(objects(got, "record")) != 2 { // the groups
		t.Errorf("the administrator has %v", objects(got, "record"))
	}
	a.sit(0, congress.Delegate)
	if got := readTo(t, conn, "caught-up"); !got[0].Full || len(objects(got, "record")) != 4 {
		t.Errorf("the member has %v", objects(got, "record"))
	}
}
