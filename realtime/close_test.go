package realtime_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"plenum/congress"
	"plenum/realtime"
)

func TestACloseIsAnsweredByOneOfTheSameCode(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	for _, tt := range []struct {
		name         string
		code         int
		reason       string
		before, busy bool // before the hello; with much on its way to the client
	}{
		{name: "normal", code: websocket.CloseNormalClosure},
		{name: "going away", code: websocket.CloseGoingAway},
		{name: "with a reason", code: websocket.CloseNormalClosure, reason: "đóng ứng dụng"},
		{name: "with the longest reason", code: websocket.CloseGoingAway, reason: strings.Repeat("x", 123)},
		{name: "of a library", code: 3000},
		{name: "of an app", code: 4000},
		{name: "of an app, the last", code: 4999},
		{name: "an error of the client", code: websocket.CloseInternalServerErr},
		{name: "a code of ours", code: 4401},
		{name: "without a code", code: websocket.CloseNoStatusReceived},
		{name: "before the hello", code: websocket.CloseNormalClosure, before: true},
		{name: "without a code before the hello", code: websocket.CloseNoStatusReceived, before: true},
		{name: "while much is on its way", code: websocket.CloseGoingAway, busy: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := a.dial(http.Header{"Authorization": {a.token}})
			if !tt.before {
				send(t, conn, map[string]any{"type": "hello", "congress": a.congress})
				readTo(t, conn, "caught-up")
			}
			if tt.busy {
				for range 200 {
					h.post(congress.ObjectID(newID()), h.toGroup(0))
				}
			}
			conn.SetCloseHandler(func(int, string) error { return nil }) // the client closed first and answers nothing
			if err := conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(tt.code, tt.reason), time.Now().Add(time.Second)); err != nil {
				t.Fatal(err)
			}
			if got := closedWith(t, conn); got != tt.code {
				t.Errorf("%d was answered by %d", tt.code, got)
			}
			// And the connection ends then: nothing but the end comes.
			if n, err := conn.NetConn().Read(make([]byte, 1)); n != 0 || err == nil || strings.Contains(err.Error(), "timeout") {
				t.Errorf("after the close came %d bytes, %v", n, err)
			}
		})
	}
}

// Both may close at once; the client then hears the server's close, and after it nothing.
func TestACloseThatCrossesOursIsNotAnsweredTwice(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	for i := range 20 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			conn, _ := a.follow("")
			conn.SetCloseHandler(func(int, string) error { return nil })
			send(t, conn, map[string]any{"type": "sing"})
			_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
			if bye := last(readTo(t, conn, "bye")); bye.Reason != "protocol" {
				t.Errorf("it hears %+v", bye)
			}
			if got := closedWith(t, conn); got != websocket.ClosePolicyViolation {
				t.Errorf("it ends with %d", got)
			}
			if n, err := conn.NetConn().Read(make([]byte, 1)); n != 0 || err == nil {
				t.Errorf("after the close came %d bytes, %v", n, err)
			}
		})
	}
}

func TestATicketThatDoesNotHoldIsToldApartFromASessionThatEnded(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	ticket := func() string {
		ticket, err := h.auth.IssueTicket(t.Context(), a.session)
		if err != nil {
			t.Fatal(err)
		}
		return ticket
	}
	used := ticket()
	spent := a.dial(nil)
	send(t, spent, map[string]any{"type": "hello", "congress": a.congress, "ticket": used})
	readTo(t, spent, "caught-up")
	ended := ticket()
	for _, tt := range []struct {
		name, ticket, reason string
		code                 int
		signOut              bool
	}{
		{name: "used", ticket: used, reason: "ticket", code: 4410},
		{name: "none, and no session", reason: "revoked", code: 4401},
		{name: "invented", ticket: "abc", reason: "ticket", code: 4410},
		{name: "of the session, with a signature that is none", ticket: used[:60] + strings.Repeat("A", len(used)-60), reason: "ticket", code: 4410},
		{name: "a good one of a session that ended", ticket: ended, reason: "revoked", code: 4401, signOut: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.signOut {
				if err := h.auth.SignOut(t.Context(), a.session); err != nil {
					t.Fatal(err)
				}
			}
			conn := a.dial(nil)
			send(t, conn, map[string]any{"type": "hello", "congress": a.congress, "ticket": tt.ticket})
			bye := last(readTo(t, conn, "bye"))
			if bye.Reason != tt.reason || bye.Reconnect != (tt.reason == "ticket") || bye.Reconnect != (bye.AfterMS > 0) {
				t.Errorf("it hears %+v, want %s", bye, tt.reason)
			}
			if got := closedWith(t, conn); got != tt.code {
				t.Errorf("it ends with %d, want %d", got, tt.code)
			}
		})
	}
}

func TestSubprotocolsOfSeveralLinesAreOneList(t *testing.T) {
	h := build(t, realtime.Limits{})
	a := h.attend("mot", 0, congress.Delegate)
	for name, lines := range map[string][]string{
		"one":                {"plenum.v1"},
		"second of a list":   {"other, plenum.v1"},
		"second line":        {"other", "plenum.v1"},
		"first line":         {"plenum.v1", "other"},
		"among three":        {"a", "b,plenum.v1", "c"},
		"an empty line":      {"", "plenum.v1"},
		"none of them":       {"a", "b"},
		"blanks and commas ": {"a ,", " , plenum.v1 "},
	} {
		t.Run(name, func(t *testing.T) {
			conn, res, err := websocket.DefaultDialer.Dial(a.url, http.Header{"Authorization": {a.token}, "Sec-Websocket-Protocol": lines})
			if name == "none of them" {
				if err == nil {
					t.Fatal("it opens")
				}
				return
			}
			if err != nil {
				t.Fatal(err, res)
			}
			defer conn.Close()
			if got := conn.Subprotocol(); got != realtime.Subprotocol {
				t.Errorf("it speaks %q", got)
			}
			send(t, conn, map[string]any{"type": "hello", "congress": a.congress})
			readTo(t, conn, "caught-up")
		})
	}
}
