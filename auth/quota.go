package auth

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// ErrTotal refuses what is more than one member may bring in all, until something of it is taken
// back or the setting is raised.
var ErrTotal = &congress.Error{Kind: congress.TooMany, Code: messages.QuotaTotal, RetryAfter: 3600}

// Quota bounds what one member brings into one congress, by whatever door. The zero value bounds
// nothing.
type Quota struct {
	Member    Allowance
	Organizer Allowance
}

// Allowance is what one member may bring. A field of 0 bounds nothing.
type Allowance struct {
	Writes int   // requests that may change something, in a minute
	Bytes  int64 // of their bodies, in a minute
	Total  int64 // of the files that stand and, apart from them, of the words in records
}

// Of gives the allowance of the actor: an organizer's for who brings documents; everybody else has
// a member's, but as many writes as an organizer who seats members, keeps what a group says or
// compiles the report.
func (q Quota) Of(p *Policy, actor congress.Actor) Allowance {
	if p.Allow(actor, EditDocuments) {
		return q.Organizer
	}
	out := q.Member
	if p.Allow(actor, EditMembers) || p.Allow(actor, KeepThreads) || p.Allow(actor, CompileReport) {
		out.Writes = q.Organizer.Writes
	}
	return out
}
