// Package minio keeps blobs in MinIO or any other S3: the storage of several servers.
//
// It promises what blobs.Store promises. A stream goes to the store in parts of 16 MB, of
// which one is in memory; nothing is visible before the last part is confirmed. A key is written
// once by asking the store to refuse a second write (If-None-Match). A bucket that keeps versions
// of deleted objects is refused.
//
// An upload that never comes to its end has bytes in the bucket that no list of files shows, and
// MinIO, started again, finds an unfinished upload by its exact key only. So a note under .begun/
// and the file's key is written before the first byte (begun.go), and anew every five seconds.
// Uploads that this server's earlier process had begun are given up at the start; those of another
// server once their note has stood still for half a minute. Giving an upload up, or a recall, ends
// on whatever server all that is begun in the folder. `plenum verify` names what is begun. Uploads
// left by versions before these notes are listed by no MinIO that was started since; MinIO removes
// them itself after a day.
package minio
