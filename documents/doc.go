// Package documents is the register of materials: documents with their versions, from upload to the
// reader.
//
// It promises: a classified file's bytes never enter, whoever asks; nothing of a draft, of a file
// not yet published or of a recalled document reaches a reader; bytes are what their SHA-256 says;
// an upload leaves everything or nothing; a recalled document is not served from the moment its
// record stands, and its bytes and earlier texts are erased, over restarts too.
//
// A document is one object. An upload (KindUpload) is an object of its own, for organizers, and
// becomes a version of the document when it is published. So the one body of a document's record is
// right for everybody who may see it, and the audience in the record's header is always the one in
// effect. That holds over time as well: the versions that a body lists were all published to no
// fewer people than may see the document now. When a document goes to others than before, its older
// versions leave the body, and their files stay with the organizers as uploads.
//
// The rest of this page has a section for each part of the package, from the bytes upwards.
//
// The bytes themselves are the room of package blobs: the stores' contract, verified reading, the
// local cache, erasing.
//
// # The register: entries, review, publication, recall
//
// State secrets are refused at every door before a byte is read, and words of the register that
// carry a marking are refused (typed.go), at every door to readers again. Their lines in the
// register are objects of another kind (paper.go), from which no way leads to bytes.
//
// On its way to readers a file may be in review, approved and planned for a time: that is Review in
// the upload's record, because the document may be with readers already. Review names the
// document's record and the files that were reviewed, and does not hold after another change. Where
// a congress asks for two persons, a published document's entry changes only in its tags, order and
// agenda item. Planned publications wait in memory and are found again in the records at the start
// and every hour; one that cannot be done at its time is returned by the server, with the code as
// reason.
//
// A published document finds other readers by another publication alone: Edit refuses an audience
// or level that would need one ("by_publication"), PublishAs lowers the level, Undo brings back the
// audience and versions that stood before, and Reclassify raises the level. To restricted, pictures
// and text in the search index go at once, while the file stays for the copies that are made of it.
// To a secret level it is a recall that leaves a line for paper.
//
// A recall is a record first: from then on nothing is served. It then erases bytes and earlier
// bodies; a start finishes a broken one. The record names other documents' files that had the same
// bytes (twins.go). They stay, because the recall may be for being in the wrong place, unless the
// document is found to be a state secret: then they are quarantined and their documents withdrawn.
// A recall keeps nothing of the file, not even its hash. The price: if somebody uploads the same
// file again, Plenum does not notice.
//
// onchange.go is the list of what else happens after a record of a document or a file: index and
// cache let go, a file is queued to be read, a publication is planned, pictures are drawn, an
// attachment is published. It is done before whoever made the change has an answer.
//
// An annex is a file like any other: a VersionFile names a version's file, and there is no other
// way to an annex.
//
// # Readership: who was given what
//
// Audit notes each reading in the congress's side stream, in batches of a second, and before the
// first byte when the document is restricted (audit.go). Lines that the log could not take wait in
// memory, each batch under the id it was first sent with; they are lost if the server is killed or
// stopped while the log is away. The recall's ledger is counted from them, with what tablets say
// they have erased.
//
// Receipts (received, opened, studied, confirmed) are many and must not delay a comment: they are
// records of the side stream, an object for each member and version. Nobody sees those objects; the
// organizers' board (Readiness) is kept from them in memory, and a member reads their own.
//
// # Ingest: the server reads a received file
//
// A file is read before it may be published, a few at a time, over restarts: its state (checking,
// ready, quarantined, failed) is in the upload's record. Where an antivirus is configured it is
// asked first, and a file with a virus is erased; while it or a Gotenberg converter is away, files
// wait in checking, and the progress says why. An Office file gets a PDF while it is read, if there
// is a converter: the PDF is named in the upload's record, read for text and markings as well, and
// erased with the file. A marking of a state secret puts the file into quarantine until an
// organizer releases or rejects it; rejected, its bytes and words are erased. A file that was
// quarantined before the server had read it (the twin of a secret) goes back to checking when it is
// released.
//
// The warning "fonts_missing" of an Office file says that its PDF has Latin letters in a font that
// the file does not name, nor one of the same widths (fonts.go). Nothing is said of RTF, without a
// converter, and where fonts cannot be known: with EMF, WMF or SVG pictures or OpenDocument objects
// in the file, or fonts named in other letters. A font replaced by one that the file names as well
// is not noticed.
//
// A server claims a file before it reads it (takeover.go): a record in the side stream, anew every
// two seconds. A claim that stands still for seven seconds, by the clock of the server that looks,
// is a dead server's. Results are written only while the file waits, so that a server which was
// believed dead writes nothing twice.
//
// # Uploads: files on their way in
//
// A file comes in one request (upload.go), in several (resumable.go, tus, docs/adr/0007), or as a
// row of an import (imports.go). An import's ZIP becomes a plan of rows, and each row goes through
// the doors of a single document and file, under ids made of the import's and the path's, so that
// the same ZIP again makes nothing twice. Folders stay words in the plan; importfolders.go finds
// the object of the congress that is called so, and never guesses. Standings puts each document
// together with its files; ingestlive.go has, in memory only, what this server does with a file
// right now.
//
// # Delivery: files on their way out
//
// Content is the only way to a version's bytes. Of a restricted document it gives a watermarked
// copy made for the reader (marked.go, package watermark), which is deleted as it is opened;
// pictures, page texts and comparisons of it are refused, and the search knows its entry only.
// While a file is being sent, Content.Still is asked every quarter of a second, with the session
// and the member as they are then: after a recall, withdrawal, lost role or ended session the
// download breaks off, and bytes that the system still held for the client are thrown away. With
// --s3-public files that are not restricted are links to the store, which hold a minute. Find
// searches, and brings the index up to the hall's state before each search (package search).
//
// # Pictures of pages
//
// Pictures are derived: blobs in the document's folder, pictures/UPLOAD/WIDTH-PAGE, drawn in a
// process of the file's own and made again when they are missing. Only a ready file has any, and a
// restricted document none. One worker draws pages that a tablet waits for, another everything
// else: the thumbnail once a file is ready, the pages, annexes too, once it is published. A picture
// that is finished after a recall or rejection, on any server, sees that in the log and takes
// itself back.
package documents
