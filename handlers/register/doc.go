// Package register has the routes of the register of materials, for either API: entries, review,
// publication and recall (documents.go, registry.go), files on their way in (uploads.go, tus.go,
// imports.go) and out (versions.go, archive.go, search.go), and who was given what (audit.go,
// receipts.go).
//
// It promises nothing of its own: a route decodes, calls one room of the documents, and answers.
// tus.go speaks the protocol of resumable uploads (ADR 0007). warnings.go has the words for what
// organizers should know of a file.
package register
