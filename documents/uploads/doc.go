// Package uploads is the way in of files: in one request, in several, as a row of an import, or
// attached to a comment. It also tells how far each is.
//
// It promises: an upload leaves everything or nothing; the same request again stores nothing twice;
// state secrets and types that are not taken are refused before their bytes are kept; a member
// brings no more in all than they may.
//
// A file comes in one request (upload.go), in several (resumable.go, tus, docs/adr/0007), or as a
// row of an import (imports.go). Each passes the same door (admit), is hashed and measured as it
// comes, and then stands as an upload for organizers, ready or waiting to be read (package ingest).
// An import's ZIP becomes a plan of rows, and each row goes through the doors of a single document
// and file, under ids made of the import's and the path's, so that the same ZIP again makes nothing
// twice. Folders stay words in the plan; importfolders.go finds the object of the congress that is
// called so, and never guesses. brought.go holds the files of a member to their total.
//
// Standings puts each document together with its files and says why a file waits (standings.go);
// progress.go and ingestlive.go have, in memory only, what comes in right now.
package uploads
