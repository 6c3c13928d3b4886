// Package rooms builds the rooms of the documents and connects them: the register at the bottom,
// and above it readership, ingest, uploads, delivery and pictures.
//
// It promises nothing of its own. New says what each room is given, and follow is the list of what
// happens after each change of a document or a file. It is a package so that the server, the demo's
// filling and the tests have the same house; package server cannot be imported.
package rooms
