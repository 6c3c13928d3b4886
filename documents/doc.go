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
// # The rooms
//
// This package is the register, and the rooms around it have packages and pages of their own:
//
//	blobs        the bytes: contract of the stores, verified reading, local cache, erasing
//	documents    entries, review, publication, undo, recall, paper: this package
//	readership   who was given what: read audit, receipts, readiness board, ledger
//	ingest       the server reads a received file: antivirus, converter, markings, decisions
//	uploads      files on their way in: one request, resumable, import, attachment
//	delivery     files on their way out: content, watermarked copies, comparison, search
//	pictures     pictures of pages, and the processes that draw them
//	rooms        builds them all, and has the list of what follows a change
//
// Uses point downwards: blobs <- documents <- readership <- delivery <- pictures, and documents <-
// ingest <- uploads; pictures shares steps and processors with ingest. The register calls none of
// them: each room that has to hear of a change asks to be told (OnChange), and rooms.New lists who
// is told of what.
//
// # Entries, review, publication, recall
//
// State secrets are refused at every door before a byte is read, and words of the register that
// carry a marking are refused (entry.go), at every door to readers again. Their lines in the
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
// Each record of a document or a file that this server commits is told to the listeners
// (OnChange) before whoever made the change has an answer: the search and the cache let go, a
// file is queued to be read, a publication is planned, pictures are drawn, an attachment is
// published.
//
// # The files
//
// Uses between the files point downwards too, so each can be read without those above it:
//
//	planned, onchange, putrules, preview            what goes on by itself, and what organizers ask
//	attached, undo, edit
//	publish, recall
//	review, twins, paper, erased, listed, watermark
//	rules, received, register                       the type, its commit, and who is told
//	schedule, members, audience, annex
//	document, entry, file, reviewed, state          the nouns: bodies of records
//
// Only unseen.go and verify.go use each other.
//
// An annex is a file like any other: a VersionFile names a version's file, and there is no other
// way to an annex.
package documents
