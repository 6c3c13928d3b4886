// Package blobs is the one room that touches the bytes of files.
//
// Store is the contract of a place for bytes; storage/files and storage/minio fulfil it, and
// storage/storagetest is its fine print. Files is a Store as the product uses it:
//
//   - Sound gives a file only while the store has it as it was received (SHA-256), and says
//     ErrDamaged otherwise. A file is read for that once after a start, and again when its size or
//     time in the store changed.
//   - The cache keeps files of an S3 store on this server's disk, without a name (ADR 0008).
//     Restricted documents are never cached: their caller does not ask for it.
//   - Erase, EraseFolder and DeleteWhere are the ways to take bytes away: a recall, a rejection and
//     the sweep go through them, and nothing of an erased file stays in the cache or in what is
//     known of it. Uploads that are under way in an erased folder are given up, on every server.
//
// Holding every download to its hash would cost sendfile and tell only at the end. A file that rots
// later and looks unchanged is found by `plenum verify`, the next start, and tablets, which know
// the SHA-256; pictures of pages are derived and have none.
//
// The keys of a document's files begin with its Folder, so that a recall finds also those that no
// record names; folders.go has the names of the folders in it.
package blobs
