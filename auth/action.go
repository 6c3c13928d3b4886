package auth

import "slices"

// Action is something that a role may or may not do in a congress. Routes and
// services name actions; the policy (policy.csv) says which roles have them.
type Action string

// The actions. Reading an object needs its kind's read action and its audience.
const (
	CreateCongress Action = "congress:create"
	ListCongresses Action = "congress:list" // every congress of the server, not only one's own
	ReadCongress   Action = "congress:read"
	EditCongress   Action = "congress:edit"

	CreateAccount  Action = "account:create"
	RevokeSessions Action = "account:revoke-sessions"

	ReadMembers   Action = "member:read"
	EditMembers   Action = "member:edit"
	LiftLockouts  Action = "lockout:lift" // and see them
	ReadGroups    Action = "group:read"
	EditGroups    Action = "group:edit"
	ReadAgenda    Action = "agenda:read"
	EditAgenda    Action = "agenda:edit"
	ReadPolicy    Action = "policy:read"
	EditPolicy    Action = "policy:edit"
	ExplainAccess Action = "access:explain"
	FollowChanges Action = "changes:follow" // sync and the live socket

	ReadDocuments    Action = "document:read"
	EditDocuments    Action = "document:edit" // register and upload
	PublishDocuments Action = "document:publish"
	RecallDocuments  Action = "document:recall"
	ReadAudit        Action = "audit:read" // who read what

	ReadDiscussions Action = "discussion:read"
	EditDiscussions Action = "discussion:edit" // set up, open and close
	ReadComments    Action = "comment:read"
	PostComments    Action = "comment:post"
	OpenThreads     Action = "thread:open" // and close: a chair that of the own group
	KeepThreads     Action = "thread:keep" // record what was said, moderate, write the group's minutes
	SignMinutes     Action = "minutes:sign"
	SendNotices     Action = "notice:send"
	CompileReport   Action = "report:compile"
)

// Actions lists every action, in the order of the constants.
func Actions() []Action {
	return []Action{
		CreateCongress, ListCongresses, ReadCongress, EditCongress, CreateAccount, RevokeSessions,
		ReadMembers, EditMembers, LiftLockouts, ReadGroups, EditGroups, ReadAgenda, EditAgenda,
		ReadPolicy, EditPolicy, ExplainAccess, FollowChanges,
		ReadDocuments, EditDocuments, PublishDocuments, RecallDocuments, ReadAudit,
		ReadDiscussions, EditDiscussions, ReadComments, PostComments, OpenThreads, KeepThreads, SignMinutes, SendNotices, CompileReport,
	}
}

// Valid reports whether a is a known action.
func (a Action) Valid() bool { return slices.Contains(Actions(), a) }

// ofServer reports whether the action concerns the whole server, so that no
// congress can give it away.
func (a Action) ofServer() bool {
	switch a {
	case CreateCongress, ListCongresses, CreateAccount, RevokeSessions:
		return true
	default:
		return false
	}
}

// formerWords are actions as records and clients of earlier versions write them.
var formerWords = map[Action]Action{"record:sign": SignMinutes}

// UnmarshalText reads an action by its word of today or of an earlier version. It takes any text;
// Valid tells whether there is such an action.
func (a *Action) UnmarshalText(text []byte) error {
	*a = Action(text)
	if today, ok := formerWords[*a]; ok {
		*a = today
	}
	return nil
}
