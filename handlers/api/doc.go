// Package api is the way of a request through the HTTP side, the same for every route.
//
// It promises: a route without an access rule does not start; a failed request is a problem
// document (RFC 9457) with a stable code, in Vietnamese or English; an object that the actor may
// not see is not_found, always in the same words; requests are checked against the contract before
// a rule sees them; no body is read without a limit; proxy headers count only from proxies that
// were configured.
//
// A request's way: its first line and the ends of bodies before it are checked as its bytes come
// (strict.go), its head before its body is waited for (framing.go). It gets an id (app.go), its
// session is found (session.go), and it enters the congress's hall, which is loaded if nobody is in
// it (route.go). A connection ends with an answer that was given before the body had come whole.
// The policy is asked for the route's action, the member's quota for what the request brings
// (quota.go), the contract for the request's form (contract.go, and package shape before it). The
// route's function then calls a service, and answers a record, a list or a file (answer.go). An
// error becomes a problem document in one place (problem.go).
//
// A file on its way in is read by incoming.go. A file on its way out is sent by content.go, which
// asks again and again whether its reader may still have it, and events.go pushes what is watched.
package api
