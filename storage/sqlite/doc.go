// Package sqlite keeps the log of records in one SQLite file: the embedded
// storage of a server that runs alone.
//
// It promises what journal.Log promises. A record is in the write-ahead log
// and synced when Append returns; one Append is one transaction. Erased bodies
// are overwritten in the file, and the write-ahead log is emptied after each
// erasure. The file and its companions (-wal, -shm) belong to the owner only (0600).
// Several processes may open one file on one machine.
package sqlite
