// Package handlers puts the HTTP side of Plenum together: the one Fiber app with the routes of
// organizers, secretaries and administrators (/api/v1) and of whoever runs the server, and the
// contract (openapi.yaml, OpenAPI 3.1) that both APIs are held to. `New` is the list of all routes.
//
//   - handlers/api is the way of a request, whatever it asks for: its bytes, its session, its body,
//     the contract, its answer or problem document. It knows no document and no discussion.
//   - handlers/register has the routes of documents, files, readers and imports.
//   - handlers/discussions has the routes of discussions, minutes, comments and the report.
//   - This package has those of accounts, congresses, lockouts, health and metrics.
//
// It promises: a route without an access rule does not start; a route and the contract agree, or the
// server does not start.
package handlers
