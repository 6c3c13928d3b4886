package realtime

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/gorilla/websocket"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/journal"
)

// Subprotocol is what a client must offer.
const Subprotocol = "plenum.v1"

// Reason says why the server ends a socket. Clients decide by it whether to come back.
type Reason string

// The reasons of a bye frame. After the first group the client comes back after the given delay;
// after the second it must sign in again, wait for its person, or stop.
const (
	ByeRestart Reason = "restart" // the server stops or starts anew
	ByeSlow    Reason = "slow"    // the reader did not keep up
	ByeFull    Reason = "full"    // too many sockets of this network address
	ByeRate    Reason = "rate"    // too many frames in a short time
	ByeTicket  Reason = "ticket"  // it was used or ran out; the session may hold, and with another ticket the socket opens

	ByeReplaced Reason = "replaced" // a newer socket of the device took its place, or the account has too many
	ByeRevoked  Reason = "revoked"  // the session was ended
	ByeExpired  Reason = "expired"  // the session ran out
	ByeNotHere  Reason = "not-here" // no such congress for this account
	ByeRefused  Reason = "refused"  // not allowed to follow
	ByeProtocol Reason = "protocol" // a frame the server does not understand, or too large a one
	ByeIdle     Reason = "idle"     // no hello in time
)

// Reasons lists the reasons.
func Reasons() []Reason {
	return []Reason{
		ByeRestart, ByeSlow, ByeFull, ByeRate, ByeTicket,
		ByeReplaced, ByeRevoked, ByeExpired, ByeNotHere, ByeRefused, ByeProtocol, ByeIdle,
	}
}

// Code is the close code that goes with it (RFC 6455, 7.4): 4000 and above are the application's.
func (r Reason) Code() int {
	switch r {
	case ByeRestart:
		return websocket.CloseServiceRestart
	case ByeSlow, ByeFull:
		return websocket.CloseTryAgainLater
	case ByeProtocol, ByeIdle, ByeRate:
		return websocket.ClosePolicyViolation
	case ByeRevoked, ByeExpired:
		return 4401
	case ByeTicket:
		return 4410
	case ByeReplaced:
		return 4409
	default:
		return 4404
	}
}

// Reconnect reports whether a client should come back by itself.
func (r Reason) Reconnect() bool {
	switch r {
	case ByeRestart, ByeSlow, ByeFull, ByeRate, ByeTicket:
		return true
	default: // who was replaced and came back by itself would replace the other in turn, for ever
		return false
	}
}

// clientFrame is anything a client may send. docs/asyncapi.yaml describes each.
type clientFrame struct {
	Type string `json:"type"`

	// hello (the first frame) and resume (the same again later)
	Ticket   string              `json:"ticket"`
	Congress congress.CongressID `json:"congress"`
	Cursor   string              `json:"cursor"`

	// enter: the thread that is on the screen; leave: none is
	Discussion congress.ObjectID `json:"discussion"`
	Group      congress.GroupID  `json:"group"`

	// typing
	Object congress.ObjectID `json:"object"` // what is typed in; empty: a new comment
	Stop   bool              `json:"stop"`

	// hand: my own; call and lower: a member's
	Up     bool              `json:"up"`
	Member congress.MemberID `json:"member"`
}

// readFrame reads a client's frame strictly. The fault is the bye's; the zero fault says that there
// is none.
func readFrame(data []byte) (f clientFrame, wrong messages.Fault) {
	if err := json.Unmarshal(data, &f); err != nil {
		return f, messages.FrameNotJSON()
	}
	switch f.Type {
	case "hello", "resume":
		_, err := journal.ParseCursor(f.Cursor)
		switch {
		case !f.Congress.Valid():
			wrong = messages.FrameLacks(f.Type, "congress")
		case len(f.Ticket) > 256:
			wrong = messages.FrameLacks(f.Type, "ticket")
		case err != nil:
			wrong = messages.FrameLacks(f.Type, "cursor")
		}
	case "enter":
		if !f.Discussion.Valid() || f.Group != discussion.Plenary && !congress.ObjectID(f.Group).Valid() {
			wrong = messages.FrameLacks(f.Type, "discussion, group")
		}
	case "typing":
		if f.Object != "" && !f.Object.Valid() {
			wrong = messages.FrameLacks(f.Type, "object")
		}
	case "call", "lower":
		if !congress.ObjectID(f.Member).Valid() {
			wrong = messages.FrameLacks(f.Type, "member")
		}
	case "ping", "leave", "hand":
	default:
		wrong = messages.FrameUnknown(fmt.Sprintf("%.40s", f.Type))
	}
	return f, wrong
}

type helloFrame struct {
	Type      string `json:"type"`
	Cursor    string `json:"cursor"` // where what follows begins
	Full      bool   `json:"full"`   // drop everything first
	Time      string `json:"time"`   // the server's clock, for tablets whose own is wrong
	PingSec   int    `json:"pingSeconds"`
	Reconnect window `json:"reconnectMs"`
}

// reconnectFrame takes the place of what hello said of coming back.
type reconnectFrame struct {
	Type      string `json:"type"`
	Reconnect window `json:"reconnectMs"`
}

// errorFrame refuses what a frame asked for; the socket goes on. The code is stable.
type errorFrame struct {
	Type    string `json:"type"`
	Of      string `json:"of"` // the refused frame's type
	Code    string `json:"code"`
	Message string `json:"message"`
}

func errorOf(of string, err error, lang messages.Language) *frame {
	e := congress.AsError(err)
	return encode(errorFrame{Type: "error", Of: of, Code: e.Code.String(), Message: e.Code.In(lang)})
}

type recordFrame struct {
	Type   string `json:"type"`
	Cursor string `json:"cursor"` // of who took everything up to it
	journal.Wire
}

type goneFrame struct {
	Type   string            `json:"type"`
	N      uint64            `json:"n"`
	Cursor string            `json:"cursor"`
	Object congress.ObjectID `json:"object"`
}

type caughtUpFrame struct {
	Type   string `json:"type"`
	Cursor string `json:"cursor"`
}

// presenceFrame is who is at a thread. The first one after enter is whole; of the later ones an
// absent field means that nothing of it changed.
type presenceFrame struct {
	Type       string              `json:"type"`
	Discussion congress.ObjectID   `json:"discussion"`
	Group      congress.GroupID    `json:"group"`
	Whole      bool                `json:"whole,omitempty"`
	Here       []congress.MemberID `json:"here,omitempty"` // who came; in a whole one all that are here
	Left       []congress.MemberID `json:"left,omitempty"`
	Typing     *[]typing           `json:"typing,omitempty"` // all of them, the first to begin first
	Hands      *[]hand             `json:"hands,omitempty"`  // all of them, in the order in which they were raised
}

// typing is a member who types; in an object, others see that somebody is at it already.
type typing struct {
	Member congress.MemberID `json:"member"`
	Object congress.ObjectID `json:"object,omitempty"`
	until  time.Time
}

// hand is a member who asks for the floor.
type hand struct {
	Member congress.MemberID `json:"member"`
	Called bool              `json:"called,omitempty"`
	until  time.Time         // zero while the member is here
}

// agreeFrame is how many agree with the comments of a thread whose count changed.
type agreeFrame struct {
	Type       string                    `json:"type"`
	Discussion congress.ObjectID         `json:"discussion"`
	Group      congress.GroupID          `json:"group"`
	Counts     map[congress.ObjectID]int `json:"counts"`
}

type byeFrame struct {
	Type      string `json:"type"`
	Reason    Reason `json:"reason"`
	Reconnect bool   `json:"reconnect"`
	AfterMS   int64  `json:"afterMs,omitempty"`
	Message   string `json:"message,omitempty"`
}

// frame is an encoded message, shared by all sockets that get it.
type frame struct {
	wire []byte // as it stands on the connection, its head included
}

func encode(v any) *frame {
	data, err := json.Marshal(v)
	if err != nil {
		panic("realtime: a frame of ours does not encode: " + err.Error())
	}
	return frameOf(websocket.TextMessage, data)
}

// frameOf is one whole unmasked frame, as a server sends it (RFC 6455, 5.2). A gorilla connection
// makes the same bytes, but for each socket anew.
func frameOf(kind int, data []byte) *frame {
	wire := make([]byte, 0, len(data)+10)
	wire = append(wire, 0x80|byte(kind)) // the last frame of its message
	switch n := len(data); {
	case n < 126:
		wire = append(wire, byte(n))
	case n <= math.MaxUint16:
		wire = binary.BigEndian.AppendUint16(append(wire, 126), uint16(n))
	default:
		wire = binary.BigEndian.AppendUint64(append(wire, 127), uint64(n))
	}
	return &frame{wire: append(wire, data...)}
}

func recordOf(r *congress.Record) *frame {
	return encode(recordFrame{Type: "record", Cursor: journal.CursorAt(r).String(), Wire: journal.WireOf(r)})
}

func goneOf(object congress.ObjectID, at journal.Cursor) *frame {
	return encode(goneFrame{Type: "gone", N: at.N, Cursor: at.String(), Object: object})
}
