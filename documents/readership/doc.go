// Package readership knows who was given what: the read audit, receipts, the organizers' readiness
// board, workbooks for calling, and the ledger of a document's copies.
//
// It promises: each reading of a restricted document is a line of the log before its first byte,
// and any other within about a second; a receipt that was acknowledged is durable; nobody but
// organizers sees what others have read.
//
// Audit notes each reading in the congress's side stream, in batches of a second, and at once when
// the document is restricted (audit.go). Lines that the log does not have yet wait in memory and in
// a folder of this server (kept.go), each in the file of the record that it will be part of, so
// that they come into the log once, over a stop or a kill while the log is away too. A congress
// that cannot be written keeps nobody else's lines waiting.
//
// Receipts (received, opened, studied, confirmed) are many and must not delay a comment: they are
// records of the side stream, an object for each member and version (receipts.go). Nobody sees
// those objects; the organizers' board (board.go) is kept from them in memory, and a member reads
// their own. The recall's ledger (ledger.go) is counted from the audit's lines, with what tablets
// say they have erased.
package readership
