package realtime

import (
	"encoding/json"
	"fmt"

	"github.com/gorilla/websocket"

	"plenum/congress"
	"plenum/journal"
)

// Subprotocol is what a client must offer.
const Subprotocol = "plenum.v1"

// Reason says why the server ends a socket. Clients decide by it whether to come back.
type Reason string

// The reasons of a bye frame. After the first group the client comes back after the given delay;
// after the second it must sign in again or stop.
const (
	ByeRestart  Reason = "restart"  // the server stops or starts anew
	ByeSlow     Reason = "slow"     // the reader did not keep up
	ByeReplaced Reason = "replaced" // too many sockets of this account; the oldest goes

	ByeRevoked  Reason = "revoked"  // the session was ended
	ByeExpired  Reason = "expired"  // the session ran out
	ByeNotHere  Reason = "not-here" // no such congress for this account
	ByeRefused  Reason = "refused"  // not allowed to follow
	ByeProtocol Reason = "protocol" // a frame the server does not understand
	ByeIdle     Reason = "idle"     // no hello in time
)

// Close codes (RFC 6455, 7.4): 4000 and above are the application's.
func (r Reason) code() int {
	switch r {
	case ByeRestart:
		return websocket.CloseServiceRestart
	case ByeSlow, ByeReplaced:
		return websocket.CloseTryAgainLater
	case ByeProtocol, ByeIdle:
		return websocket.ClosePolicyViolation
	case ByeRevoked, ByeExpired:
		return 4401
	default:
		return 4404
	}
}

// Reconnect reports whether a client should come back by itself.
func (r Reason) Reconnect() bool {
	return r == ByeRestart || r == ByeSlow || r == ByeReplaced
}

// clientFrame is anything a client may send: "hello" (the first frame),
// "resume" (the same again later) or "ping".
type clientFrame struct {
	Type     string              `json:"type"`
	Ticket   string              `json:"ticket,omitempty"`
	Congress congress.CongressID `json:"congress,omitempty"`
	Cursor   string              `json:"cursor,omitempty"`
}

// readFrame reads a client's frame strictly; its error is for the log and the bye message.
func readFrame(data []byte) (f clientFrame, err error) {
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("the frame is not a JSON object of the protocol: %w", err)
	}
	switch f.Type {
	case "hello", "resume":
		if !f.Congress.Valid() {
			return f, fmt.Errorf("%s without a congress", f.Type)
		}
		if len(f.Ticket) > 256 {
			return f, fmt.Errorf("%s with a ticket that is too long", f.Type)
		}
		_, err = journal.ParseCursor(f.Cursor)
		return f, err
	case "ping":
		return f, nil
	default:
		return f, fmt.Errorf("unknown frame type %.40q", f.Type)
	}
}

type helloFrame struct {
	Type    string `json:"type"`
	Cursor  string `json:"cursor"` // where what follows begins
	Full    bool   `json:"full"`   // drop everything first
	Time    string `json:"time"`   // the server's clock, for tablets whose own is wrong
	PingSec int    `json:"pingSeconds"`
}

type recordFrame struct {
	Type string `json:"type"`
	journal.Wire
}

type goneFrame struct {
	Type   string            `json:"type"`
	N      uint64            `json:"n"`
	Object congress.ObjectID `json:"object"`
}

type caughtUpFrame struct {
	Type   string `json:"type"`
	Cursor string `json:"cursor"`
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
	message *websocket.PreparedMessage
	size    int
}

func encode(v any) *frame {
	data, err := json.Marshal(v)
	if err != nil {
		panic("realtime: a frame of ours does not encode: " + err.Error())
	}
	message, err := websocket.NewPreparedMessage(websocket.TextMessage, data)
	if err != nil {
		panic("realtime: a frame of ours does not prepare: " + err.Error())
	}
	return &frame{message: message, size: len(data) + 14}
}

func recordOf(r *congress.Record) *frame {
	return encode(recordFrame{Type: "record", Wire: journal.WireOf(r)})
}

func goneOf(object congress.ObjectID, n uint64) *frame {
	return encode(goneFrame{Type: "gone", N: n, Object: object})
}
