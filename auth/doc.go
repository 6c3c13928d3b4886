// Package auth decides who somebody is and what they may do and see: accounts
// and sessions, the policy of actions, and the one visibility rule.
//
// It promises: nobody is let in by default; passwords are kept as argon2id and
// tokens as SHA-256, so neither can be read from the data; a revoked session
// ends at once; roles count as the congress's log has them at that moment; and
// every answer can be explained by the rule that gave it.
package auth
