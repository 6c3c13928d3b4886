// Package delivery is the way out of files, of their texts, and of what is found in them.
//
// It promises: nobody is given a byte or a word of a document that they may not see now; bytes are
// what their SHA-256 says; a restricted document leaves with its reader's name on every page or not
// at all; each reading is noted by package readership first.
//
// Content is the only way to a version's bytes (content.go). A restricted document is given as a
// watermarked copy made for the reader (watermarked.go, package watermark), which is deleted as it
// is opened; pictures, page texts and comparisons of it are refused, and the search knows its entry
// only. While a file is being sent, Content.Still is asked every quarter of a second, with the
// session and the member as they are then: after a recall, withdrawal, lost role or ended session
// the download breaks off, and bytes that the system still held for the client are thrown away.
// With
// --s3-public files that are not restricted are links to the store, which hold a minute.
//
// Find searches, and brings the index up to the hall's state before each search (find.go, package
// search); DropFromIndex takes out at once what is not given any more. Comparison tells what
// changed between two versions, Archive gives all materials as a ZIP, text.go has the texts of
// pages and the PDF for reading.
package delivery
