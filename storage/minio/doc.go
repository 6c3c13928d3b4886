// Package minio keeps blobs in MinIO or any other S3: the storage of several
// servers.
//
// It promises what blobs.Store promises. A stream goes to the store in
// parts of 16 MB, of which one is in memory; nothing is visible before the last part is
// confirmed. A key is written once by asking the store to refuse a second write (If-None-Match).
// A bucket that keeps versions of what is deleted is refused.
package minio
