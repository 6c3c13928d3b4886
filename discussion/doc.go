// Package discussion is the thảo luận tổ: discussions with their outline, the groups' threads,
// comments, and the groups' minutes.
//
// It promises: a comment stands once however often it was sent; it belongs to one group's thread
// and is seen by that group, the secretariat and the presidium; nothing is posted into a thread
// that is closed; signed minutes hold the hash of their comments, and sealed ones change by
// additions only; minutes made as of a record are the same, byte for byte, whenever they are made
// again.
//
// The flow of a comment: Post cleans the words (wording), and the hall commits a function that
// finds the thread (thread.go), asks the policy, and makes the record with the thread's audience
// (comment.go). Hidden, late and withdrawn comments have fewer readers. Agreement and reading are
// marks in the side stream (marks.go). How many comments of a thread there are for whom, and which,
// is kept by thread (said.go), so that a tablet's list of threads and a part of a list of comments
// cost by what they answer.
//
// A comment that was written offline is never refused for being late: where its thread is closed,
// or its author in another group by then, it waits in the late tray (late.go). A comment that a
// secretary recorded comes in after the signature too, and as an addition after the seal
// (spoken.go).
//
// A comment carries one attachment, and its readers have it: they are read from the comment when
// the attachment's record is written, which is after the comment's. A start finishes a crash
// between the two (attached.go).
package discussion
