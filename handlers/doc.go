// Package handlers is the HTTP side of Plenum: the one Fiber app with its
// middleware, the routes of organizers, secretaries and administrators
// (/api/v1), and the contract (OpenAPI 3.1) that both APIs are held to.
//
// It promises: a route without an access rule does not start; what goes wrong
// is a problem document (RFC 9457) with a stable code, in Vietnamese or
// English; what the actor may not see is not_found, always in the same words;
// requests are checked against the contract before a rule sees them; no body
// is read without a limit; proxy headers count only from proxies that were configured.
package handlers
