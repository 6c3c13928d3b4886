package auth

import (
	"plenum/congress"
	"plenum/journal"
)

// systemIndex finds accounts by login, and sessions by token and account. It
// is guarded by the hall's lock (journal.Index).
type systemIndex struct {
	accounts map[congress.AccountID]accountBody
	logins   map[string]congress.AccountID
	sessions map[congress.SessionID]sessionBody
	tokens   map[string]congress.SessionID // by hash
}

// memberIndex finds a member by account, and feeds the congress's policy rows to the Policy.
type memberIndex struct {
	policy  *Policy
	id      congress.CongressID
	members map[congress.AccountID]congress.MemberID
}

// NewIndex fits journal.Options.NewIndex.
func (p *Policy) NewIndex(stream congress.StreamID) journal.Index {
	if stream == congress.System {
		return &systemIndex{
			accounts: map[congress.AccountID]accountBody{}, logins: map[string]congress.AccountID{},
			sessions: map[congress.SessionID]sessionBody{}, tokens: map[string]congress.SessionID{},
		}
	}
	return &memberIndex{policy: p, id: congress.CongressID(stream), members: map[congress.AccountID]congress.MemberID{}}
}

// Apply implements journal.Index.
func (x *systemIndex) Apply(_, r *congress.Record) {
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
		}
		var body sessionBody
		if r.Op == congress.Put && r.Decode(&body) == nil {
			x.sessions[id] = body
			x.tokens[body.TokenHash] = id
		}
	}
}

// Apply implements journal.Index.
func (x *memberIndex) Apply(old, r *congress.Record) {
	switch r.Kind {
	case congress.KindMember:
		if m, ok := memberBody(old); ok && x.members[m.Account] == congress.MemberID(r.Object) {
			delete(x.members, m.Account)
		}
		if m, ok := memberBody(r); ok && m.Account != "" {
			x.members[m.Account] = congress.MemberID(r.Object)
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

func memberBody(r *congress.Record) (m congress.Member, ok bool) {
	if r == nil || r.Op == congress.Erase {
		return m, false
	}
	return m, r.Decode(&m) == nil
}
