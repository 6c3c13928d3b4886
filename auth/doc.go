// Package auth decides who somebody is and what they may do and see: accounts
// and sessions, the policy of actions, and the one visibility rule.
//
// It promises: nobody is let in by default; passwords are kept as argon2id and
// tokens as SHA-256, so neither can be read from the data; a session that was
// ended, alone or with all of its account, ends at once and by one record; what
// another server wrote a moment ago counts before somebody is refused;
// guessing is slowed down without locking out an owner who is elsewhere, and organizers lift what keeps out who is not; roles count as the
// congress's log has them at that moment; and every answer can be explained by the rule that gave it.
//
// The decisions stand in testdata/matrix.golden, the rows that they come from in policy.csv.
package auth
