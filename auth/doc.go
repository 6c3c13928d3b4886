// Package auth decides who somebody is and what they may do and see: accounts and sessions, the
// policy of actions, and the one visibility rule.
//
// It promises: nobody is let in by default; passwords are kept as argon2id and tokens as SHA-256,
// so neither can be read from the data; a session that was ended, alone or with all of its account,
// ends at once and by one record; records that another server wrote a moment ago count before
// somebody is refused; guessing is slowed down; roles count as the congress's log has them at that
// moment; and every answer can be explained by the rule that gave it.
//
// # Who sees and does what
//
// Policy.Allow answers for an action by the rows of policy.csv and a congress's own. Policy.Visible
// is the one visibility rule (visible.go): a role of the actor may read the kind of the object, and
// the object's audience names the actor. Explain and ExplainAction give the rule of an answer.
// testdata/matrix.golden shows all answers; docs/roles.md has the rules that name a role.
//
// # From a token to an actor
//
// A request shows a token, and Authenticate finds the session by its SHA-256 in the system stream.
// Enter then gives the Seat: the hall, and the actor with the roles and groups of their member in
// the congress at hand. An actor lives no longer than the request or the socket; Refresh gives it
// anew from the present state, and refuses where the log has not been heard for too long.
//
// A socket that cannot send a header redeems a ticket. Tickets are signed with the hash of their
// session's token, which every server has from the log, and are used up by a record whose id is
// made of the ticket: once, on whatever server. A session redeems at most 30 in half a minute on a
// server. Servers' clocks should agree to a few seconds.
//
// Wrong sign-ins count on every server (shared.go): each tells the others in records of System's
// side stream, at most one a second and after a minute of that one in fifteen, by digests of login
// and address, because people type passwords where the login goes. A guesser gains by a second
// server no more than the tries of about two seconds.
//
// # Who runs the server
//
// Administrators belong to no congress by that role. They seat others and never their own account
// ("own_seat"). Their acts in a congress carry their account beside the record, where a member's
// carries the member. A member stays the account's that is or was on it ("other_account").
package auth
