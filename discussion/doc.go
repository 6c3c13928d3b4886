// Package discussion is the thảo luận tổ: discussions with their outline, the
// groups' threads, comments, and the first compiled report.
//
// It promises: a comment stands once however often it was sent; it belongs to
// one group's thread and is seen by that group, the secretariat and the
// presidium; nothing is posted into a thread that is closed; a report made as of a
// record is the same, byte for byte, whenever it is made again.
package discussion
