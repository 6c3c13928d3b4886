package journal

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"plenum/congress"
)

// Wire is a record as clients get it, over HTTP and the socket alike. The
// chain, the audience and devices stay on the server; so does the account of who is a member.
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

	// Account is who made it where that is no member of the congress: an administrator. The server
	// itself has none.
	Account congress.AccountID `json:"account,omitempty"`

	// Accounts tells organizers whose the account is, and those by which the body says that something
	// was done; nobody else.
	Accounts map[congress.AccountID]Who `json:"accounts,omitempty"`
}

// Who is the person of an account. Outside: no member of the congress, which is an administrator of
// the server.
type Who struct {
	Name    string `json:"name,omitempty"`
	Login   string `json:"login,omitempty"`
	Outside bool   `json:"outside,omitempty"`
}

// WireOf gives the client's form of a record that is there.
func WireOf(r *congress.Record) Wire {
	body := r.Body
	if body == nil {
		body = json.RawMessage("{}")
	}
	w := Wire{
		N: r.N, ID: r.ID, Kind: r.Kind, Object: r.Object,
		At: r.At.Format(time.RFC3339Nano), By: r.By.Member, Body: body, Damaged: lost(r),
	}
	if r.By.Member == "" && congress.ObjectID(r.By.Account).Valid() { // the server's name is no id
		w.Account = r.By.Account
	}
	return w
}

// AppendTo adds the JSON of w to b. The body is canonical already and is taken as it is, which
// json.Marshal would read again.
func (w *Wire) AppendTo(b []byte) ([]byte, error) {
	b = append(b, `{"n":`...)
	b = strconv.AppendUint(b, w.N, 10)
	var err error
	for _, field := range []struct {
		name, value string
		needed      bool
	}{
		{`,"id":`, string(w.ID), true}, {`,"kind":`, string(w.Kind), true}, {`,"object":`, string(w.Object), true},
		{`,"at":`, w.At, true}, {`,"by":`, string(w.By), false}, {`,"account":`, string(w.Account), false},
	} {
		if field.value == "" && !field.needed {
			continue
		}
		if b, err = jsontext.AppendQuote(append(b, field.name...), field.value); err != nil {
			return b, fmt.Errorf("encode record %d: %w", w.N, err)
		}
	}
	if w.Damaged {
		b = append(b, `,"damaged":true`...)
	}
	if len(w.Accounts) > 0 {
		accounts, err := json.Marshal(w.Accounts)
		if err != nil {
			return b, fmt.Errorf("encode record %d: %w", w.N, err)
		}
		b = append(append(b, `,"accounts":`...), accounts...)
	}
	b = append(append(b, `,"body":`...), w.Body...)
	return append(b, '}'), nil
}
