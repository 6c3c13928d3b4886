// Package documents is the register of materials: documents with their
// versions, from upload to the reader.
//
// It promises: a classified file's bytes never enter, whoever asks; nothing of a draft, a file not yet
// published or a recalled document reaches a reader; bytes are what their SHA-256 says; an upload
// leaves everything or nothing; a recalled document is not served from the moment its record stands, and its
// bytes and earlier texts are erased, over restarts too.
//
// A received file is read before it may be published: by the function that the service is given, a few at a time,
// over restarts. Where there is an antivirus it is asked before that, and a file with a virus is erased. One that carries a marking
// of a state secret waits for an organizer's decision; rejected, its bytes and words are erased.
//
// Files that are a PDF, or of which one was made, have pictures of their pages. They are made of a file that is ready and of no other,
// and whatever the moment they are finished at, none outlives a recall or rejection.
//
// A document is one object. What readers may not have yet lives elsewhere: a
// received file is an object of its own (KindUpload) for organizers, and becomes a version of the document when it
// is published. So the one body of a document's record is right for everybody who may see it, and the audience in the
// record's header is always the one in effect. It holds over time as well: the versions that a body lists were all
// published to no fewer people than may see it now. When a document goes to others than before, its older versions leave
// the body, and their files stay with the organizers as uploads.
//
// The files of a document share a folder of the blob store, files/CONGRESS/DOCUMENT/, so that a recall finds those
// too whose record was never written; every attempt to upload has a key of its own in it.
package documents
