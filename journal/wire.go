package journal

import (
	"encoding/json"
	"time"

	"plenum/congress"
)

// Wire is a record as clients get it, over HTTP and the socket alike. The
// chain, the audience, accounts and devices stay on the server.
type Wire struct {
	N      uint64              `json:"n"`
	ID     congress.RecordID   `json:"id"`
	Kind   congress.ObjectKind `json:"kind"`
	Object congress.ObjectID   `json:"object"`
	At     string              `json:"at"` // RFC 3339, UTC, milliseconds
	By     congress.MemberID   `json:"by,omitempty"`
	Body   json.RawMessage     `json:"body"`

	// Damaged says that the stored body is not what was written: it is not given.
	Damaged bool `json:"damaged,omitempty"`
}

// WireOf gives the client's form of a record that is there.
func WireOf(r *congress.Record) Wire {
	body := r.Body
	if body == nil {
		body = json.RawMessage("{}")
	}
	return Wire{
		N: r.N, ID: r.ID, Kind: r.Kind, Object: r.Object,
		At: r.At.Format(time.RFC3339Nano), By: r.By.Member, Body: body, Damaged: lost(r),
	}
}
