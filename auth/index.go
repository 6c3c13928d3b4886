package auth

import (
	"strings"

	"plenum/congress"
	"plenum/journal"
)

// systemIndex finds accounts by login, and sessions by token. It is guarded by
// the hall's lock (journal.Index).
type systemIndex struct {
	head     uint64 // number of the last record taken in
	accounts map[congress.AccountID]accountBody
	logins   map[string]congress.AccountID
	sessions map[congress.SessionID]openSession
	tokens   map[string]congress.SessionID // by hash
	devices  map[signedDevice]int          // how many sessions
}

// signedDevice is a device that an account is signed in on.
type signedDevice struct {
	account congress.AccountID
	device  congress.DeviceID
}

// openSession is a session and the number of its record.
type openSession struct {
	sessionBody
	n uint64
}

// memberIndex finds a member by account, and feeds the congress's policy rows to the Policy.
type memberIndex struct {
	head    uint64
	policy  *Policy
	id      congress.CongressID
	members map[congress.AccountID]congress.MemberID
	cards   map[string]congress.MemberID // by cardOf
}

// NewIndex fits journal.Options.NewIndex: every hall that auth serves needs it.
func (p *Policy) NewIndex(stream congress.StreamID) journal.Index {
	if stream == congress.System {
		return &systemIndex{
			accounts: map[congress.AccountID]accountBody{}, logins: map[string]congress.AccountID{},
			sessions: map[congress.SessionID]openSession{}, tokens: map[string]congress.SessionID{},
			devices: map[signedDevice]int{},
		}
	}
	return &memberIndex{policy: p, id: congress.CongressID(stream), members: map[congress.AccountID]congress.MemberID{}, cards: map[string]congress.MemberID{}}
}

// Apply implements journal.Index.
func (x *systemIndex) Apply(_, r *congress.Record) {
	x.head = max(x.head, r.N)
	switch r.Kind {
	case congress.KindAccount:
		id := congress.AccountID(r.Object)
		if old, ok := x.accounts[id]; ok && x.logins[old.Login] == id {
			delete(x.logins, old.Login)
		}
		delete(x.accounts, id)
		var body accountBody
		if r.Op == congress.Put && r.Decode(&body) == nil {
			x.accounts[id] = body
			x.logins[body.Login] = id
		}
	case congress.KindSession:
		id := congress.SessionID(r.Object)
		if old, ok := x.sessions[id]; ok {
			delete(x.tokens, old.TokenHash)
			delete(x.sessions, id)
			on := signedDevice{old.Account, old.Device}
			if x.devices[on]--; x.devices[on] <= 0 {
				delete(x.devices, on)
			}
		}
		var body sessionBody
		if r.Op == congress.Put && r.Decode(&body) == nil {
			x.sessions[id] = openSession{body, r.N}
			x.tokens[body.TokenHash] = id
			x.devices[signedDevice{body.Account, body.Device}]++
		}
	}
}

// revoked reports whether the session was ended with all others of its account.
func (x *systemIndex) revoked(s openSession) bool {
	account, ok := x.accounts[s.Account]
	return !ok || s.n <= account.SessionsAfter
}

// Apply implements journal.Index.
func (x *memberIndex) Apply(old, r *congress.Record) {
	x.head = max(x.head, r.N)
	switch r.Kind {
	case congress.KindMember:
		if m, ok := memberBody(old); ok {
			if x.members[m.Account] == congress.MemberID(r.Object) {
				delete(x.members, m.Account)
			}
			if x.cards[cardOf(m)] == congress.MemberID(r.Object) {
				delete(x.cards, cardOf(m))
			}
		}
		if m, ok := memberBody(r); ok {
			if m.Account != "" {
				x.members[m.Account] = congress.MemberID(r.Object)
			}
			if card := cardOf(m); card != "" {
				x.cards[card] = congress.MemberID(r.Object)
			}
		}
	case congress.KindPolicy:
		var body PolicyBody
		if r.Op == congress.Put && r.Decode(&body) == nil {
			x.policy.setOwn(x.id, r.Object, &body)
		} else {
			x.policy.setOwn(x.id, r.Object, nil)
		}
	}
}

// cardOf is a member's card number as people read it: whatever its case and blanks; "" for none.
func cardOf(m congress.Member) string {
	return strings.ToLower(strings.Join(strings.Fields(m.Card), ""))
}

func memberBody(r *congress.Record) (m congress.Member, ok bool) {
	if r == nil || r.Op == congress.Erase {
		return m, false
	}
	return m, r.Decode(&m) == nil
}

// sinceIndex gives the objects of a kind that this batch of changes made or
// changed, which the index does not know yet: what is to be unique is looked up in both.
func sinceIndex(tx *journal.Tx, kind congress.ObjectKind, head uint64) func(yield func(*congress.Record) bool) {
	return func(yield func(*congress.Record) bool) {
		for r := range tx.All(kind) {
			if r.N > head && !yield(r) {
				return
			}
		}
	}
}
