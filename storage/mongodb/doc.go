// Package mongodb keeps the log of records in MongoDB: the storage of several
// servers, or of one that an organisation already runs.
//
// It promises what journal.Log promises, with inserts against unique indexes,
// range reads and idempotent changes only: no counters, no compare-and-swap,
// no transactions, no change streams. So it is right on a replica set and on any server that
// answers unique indexes rightly. Writes are acknowledged by a majority, with
// their journal; reads come from the primary.
//
// Bodies are native sub-documents, so that operators can query them ({"body.group": …}). A body
// that would not come back byte for byte is kept as text in bodyText instead.
package mongodb
