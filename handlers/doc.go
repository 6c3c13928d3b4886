// Package handlers is the HTTP side of Plenum: the one Fiber app with its middleware, the routes of
// organizers, secretaries and administrators (/api/v1), and the contract (OpenAPI 3.1) that both
// APIs are held to.
//
// It promises: a route without an access rule does not start; a failed request is a problem
// document (RFC 9457) with a stable code, in Vietnamese or English; an object that the actor may
// not see is not_found, always in the same words; requests are checked against the contract before
// a rule sees them; no body is read without a limit; proxy headers count only from proxies that
// were configured.
//
// A request's way (route.go): its first line and the ends of bodies before it are checked as its
// bytes come (strict.go), its head before its body is waited for (framing.go). It gets an id, its
// session is found, and it enters the congress's hall, which is loaded if nobody is in it. A
// connection ends with an answer that was given before the body had come whole (app.go). The policy
// is asked for the route's action, the contract for the request's form (contract.go). The route's
// function then calls a service, and answers a record, a list or a file. An error becomes a problem
// document in one place (problem.go, messages.go).
//
// A file on its way out is sent by content.go, which asks again and again whether its reader may
// still have it. tus.go speaks the protocol of resumable uploads.
package handlers
