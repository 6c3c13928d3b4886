package realtime_test

import (
	"slices"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"plenum/auth"
	"plenum/congress"
	"plenum/realtime"
)

func TestBothDevicesOfAMemberGetEverything(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	tablet, _ := a.on("tablet-1").follow("")
	phone, _ := a.on("phone-1").follow("")
	for range 3 {
		object := congress.ObjectID(newID())
		h.post(object, h.toGroup(0))
		if m := last(readTo(t, tablet, "record")); m.Object != object {
			t.Errorf("the tablet hears %+v", m)
		}
		if m := last(readTo(t, phone, "record")); m.Object != object {
			t.Errorf("the phone hears %+v", m)
		}
	}
}

func TestADeviceThatReturnsReplacesItsOlderSocketAndNoOther(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	tablet := a.on("tablet-1")
	old, _ := tablet.follow("")
	again, _ := a.on("tablet-1").follow("") // signed in anew
	other, _ := a.on("tablet-2").follow("")
	window, _ := a.follow("") // no device: the windows of a browser
	second, _ := a.follow("")
	back, _ := tablet.follow("")
	bye := last(readTo(t, old, "bye"))
	if bye.Reason != "replaced" || bye.Reconnect {
		t.Errorf("the old socket hears %+v; it must not come back by itself", bye)
	}
	if code := closedWith(t, old); code != 4409 {
		t.Errorf("close code %d", code)
	}
	object := congress.ObjectID(newID())
	h.post(object, h.toGroup(0))
	for _, conn := range []interface{ ReadJSON(any) error }{again, other, window, second, back} {
		var m message
		if err := conn.ReadJSON(&m); err != nil || m.Object != object {
			t.Errorf("another socket hears %+v %v", m, err)
		}
	}
}

// within holds what was read to the second that is promised. Most come within milliseconds.
func within(t *testing.T, what string, began time.Time) {
	t.Helper()
	took := time.Since(began)
	t.Logf("%s after %v", what, took.Round(time.Millisecond))
	if took > time.Second {
		t.Errorf("%s took %v", what, took)
	}
}

func TestASessionThatRunsOutEndsItsSocketsPromptly(t *testing.T) {
	h := buildWith(t, realtime.Limits{Ping: time.Hour}, time.Now, 3*time.Second)
	a := h.attend("mot", 0, congress.Delegate)
	b := h.attend("hai", 0, congress.Delegate)
	onA, _ := a.follow("")
	onB, _ := b.follow("")
	for name, s := range map[string]struct {
		of   *attendee
		byes message
	}{"first": {a, last(readTo(t, onA, "bye"))}, "second": {b, last(readTo(t, onB, "bye"))}} {
		if s.byes.Reason != "expired" || s.byes.Reconnect {
			t.Errorf("the %s hears %+v", name, s.byes)
		}
		within(t, "the "+name+"'s bye", s.of.session.Expires)
	}
}

func TestWhatIsTakenAwayIsTakenFromOpenSocketsAtOnce(t *testing.T) {
	h := build(t, realtime.Limits{})
	a, b, c, d := h.attend("mot", 0, congress.Delegate), h.attend("hai", 0, congress.Delegate), h.attend("thu-ba", 0, congress.Delegate), h.attend("thu-tu", 0, congress.Delegate)
	lost, kept := a.on("tablet-lost"), a.on("tablet-kept")
	onLost, _ := lost.follow("")
	onKept, _ := kept.follow("")
	onB, _ := b.follow("")
	onC, _ := c.follow("")
	onD, _ := d.follow("")

	began := time.Now()
	if err := h.auth.SignOut(t.Context(), lost.session); err != nil {
		t.Fatal(err)
	}
	if bye := last(readTo(t, onLost, "bye")); bye.Reason != "revoked" {
		t.Errorf("the lost device hears %+v", bye)
	}
	within(t, "the bye of a device's session", began)

	stolen := a.on("tablet-stolen")
	onStolen, _ := stolen.follow("")
	began = time.Now()
	if n, err := h.auth.RevokeDevice(t.Context(), auth.ServerActor(""), a.account, "tablet-stolen"); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if bye := last(readTo(t, onStolen, "bye")); bye.Reason != "revoked" || bye.Reconnect {
		t.Errorf("the revoked device hears %+v", bye)
	}
	within(t, "the bye of a revoked device", began)

	began = time.Now()
	if _, err := h.auth.RevokeSessions(t.Context(), auth.ServerActor(""), b.account); err != nil {
		t.Fatal(err)
	}
	if bye := last(readTo(t, onB, "bye")); bye.Reason != "revoked" {
		t.Errorf("the revoked member hears %+v", bye)
	}
	within(t, "the bye of revoked sessions", began)

	began = time.Now()
	c.sit(1, congress.Delegate)
	if hello := last(readTo(t, onC, "hello")); !hello.Full {
		t.Errorf("the moved member hears %+v", hello)
	}
	within(t, "the new set of another group", began)

	began = time.Now()
	d.sit(0, congress.Press)
	if hello := last(readTo(t, onD, "hello")); !hello.Full {
		t.Errorf("the member with another role hears %+v", hello)
	}
	within(t, "the new set of another role", began)

	object := congress.ObjectID(newID())
	h.post(object, h.toGroup(0))
	for last(readTo(t, onKept, "record")).Object != object { // after the changed members; until it fails
	}
}

// What the congress's own policy takes or gives, sockets that are open lose or get, and those whom it shuts out are told so.
func TestAChangedPolicyTakesEffectOnOpenSockets(t *testing.T) {
	h := build(t, realtime.Limits{})
	a, b := h.attend("mot", 0, congress.Delegate), h.attend("thu-ky", -1, congress.Secretariat)
	comment := congress.ObjectID(newID())
	h.post(comment, congress.Audience{Groups: h.groups, Roles: []congress.Role{congress.Secretariat}})
	onA, _ := a.follow("")
	onB, _ := b.follow("")
	row := congress.ObjectID(newID())
	set := func(action auth.Action) {
		h.setup(auth.Setup{Object: row, Policy: &auth.PolicyBody{Rows: []auth.PolicyRow{{Role: congress.Delegate, Action: action}}}})
	}
	whole := func(conn *websocket.Conn, what string, with bool) {
		t.Helper()
		began := time.Now()
		got := readTo(t, conn, "caught-up")
		within(t, what, began)
		if !got[0].Full || slices.Contains(objects(got, "record"), comment) != with {
			t.Errorf("%s: it hears %+v", what, got)
		}
	}
	set(auth.ReadComments)
	whole(onA, "the set without comments", false)
	whole(onB, "the set of another role", true)
	next := congress.ObjectID(newID())
	h.post(congress.ObjectID(newID()), h.toGroup(0))
	h.setup(auth.Setup{Object: next, Agenda: &congress.Agenda{Day: "2027-03-02", From: "08:00", To: "09:00", Title: "Khai mạc"}})
	if live := objects(readTo(t, onA, "record"), "record"); live[0] != next {
		t.Errorf("who may not read comments hears of %v", live)
	}
	set(auth.ReadAgenda)
	whole(onA, "the set with comments again", true)
	began := time.Now()
	set(auth.FollowChanges)
	if bye := last(readTo(t, onA, "bye")); bye.Reason != "not-here" || bye.Reconnect {
		t.Errorf("who may not follow hears %+v", bye)
	}
	within(t, "the bye of who may not follow", began)
}

func TestHelloTellsTheServersClock(t *testing.T) {
	ahead := func() time.Time { return time.Now().Add(3 * time.Hour) }
	h := buildWith(t, realtime.Limits{}, ahead, 0)
	a := h.attend("mot", 0, congress.Delegate)
	_, got := a.follow("")
	if off := ahead().Sub(got[0].Time); off < 0 || off > time.Minute {
		t.Errorf("hello says %v, which is %v off the server's clock", got[0].Time, off)
	}
}
