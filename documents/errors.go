package documents

import (
	"plenum/congress"
	"plenum/journal"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (
	// ErrClassified is the door: levels of state secrets never enter.
	ErrClassified = congress.FieldError("classified_refused", "classification", "classified documents are not taken, whole or in part")

	errStale           = congress.E(congress.Stale, "stale", "the document changed since it was read")
	errState           = congress.E(congress.Conflict, "document_state", "the document is in a state that does not allow this")
	errRecalled        = congress.E(congress.Conflict, "document_recalled", "the document was recalled")
	errAudienceEmpty   = congress.FieldError("audience_empty", "audience", "say for whom the document is")
	errAudienceNamed   = congress.FieldError("audience_not_named", "audience", "a restricted document needs a named audience, not everyone")
	errAudienceUnknown = congress.FieldError("audience_unknown", "audience", "a role, group or member of the audience is not in this congress")
	errAudienceLarge   = congress.E(congress.TooLarge, "audience_too_large", "name at most 5000 roles, groups and members; use everyone, roles or groups for more")
	errIDReused        = congress.E(congress.Conflict, journal.CodeIDReused, "this id belongs to something else")
	errForbidden       = congress.E(congress.Forbidden, "forbidden", "this is not allowed for you here")
	errAgenda          = &congress.Error{Kind: congress.Invalid, Code: "document_invalid", Message: "some fields of the document are not right", Fields: map[string]string{"agenda": "there is no such agenda item"}}
	errTime            = congress.FieldError("time_invalid", "at", "a publication is planned for a time to come, within a year")
	errNoReview        = congress.E(congress.Conflict, "no_review", "the file is not in review")
	errNotApproved     = congress.E(congress.Conflict, "not_approved", "this congress asks for a second person's approval first")
	errOutdated        = congress.E(congress.Conflict, "review_outdated", "the document or its audience changed since it was sent for review")
	errSecondPerson    = congress.E(congress.Forbidden, "second_person", "somebody else must approve it")
	errUndoLate        = congress.E(congress.Conflict, "undo_too_late", "the time to undo the publication is over; recall the document")
	errSuccessor       = congress.FieldError("successor_not_read", "by", "name a published document that all of its readers have")
	errReclassify      = congress.E(congress.Conflict, "reclassify_recalls", "readers have the document; raise its level by reclassifying it, which takes it back")
	errReclassifyDown  = congress.E(congress.Conflict, "reclassify_down", "the level is not higher than it is")
	errPaperLevel      = congress.FieldError("paper_level", "classification", "a paper-only line is for mat, toi-mat or tuyet-mat")
	errPaperTitle      = congress.FieldError("paper_title", "title", "the title of a tuyet-mat document is not kept")
	errNeedsPDF        = congress.E(congress.Conflict, "restricted_needs_pdf", "a restricted document is read as a PDF with the reader's name on it; upload a PDF")
	errMarkBusy        = congress.E(congress.Unavailable, "mark_busy", "many readers' copies are being made; try again")
	errTypeRefused     = congress.FieldError("type_refused", "file", "files of this type are not taken")
	errTypeMismatch    = congress.FieldError("type_mismatch", "file", "the content is not what the name says")
	errLocked          = congress.FieldError("encrypted", "file", "the file is locked by a password")
	errAnnex           = congress.E(congress.Conflict, "upload_is_annex", "the file is an annex, which is published with its main file")
	errNotConfirmed    = congress.E(congress.Conflict, "not_confirmed", "you have confirmed no earlier version of this document")
	errNotReady        = congress.E(congress.Conflict, "upload_not_ready", "the file did not pass its checks")
	errNotQuarantined  = congress.E(congress.Conflict, "not_quarantined", "the file does not wait for a decision")
	errNotRetried      = congress.E(congress.Conflict, "not_retried", "reading this file again would end the same")
	errOffset          = congress.E(congress.Conflict, "offset_wrong", "the part does not begin where the file ends so far")
	errTooManyParts    = congress.E(congress.TooLarge, "too_many_parts", "the file came in too many parts; send it anew in larger ones")
	errChecksum        = congress.E(congress.Invalid, "checksum_mismatch", "the part is not what its checksum says")
	errReceipt         = congress.E(congress.Invalid, "receipt_invalid", "the fact is not one that a tablet can measure")
	errNoText          = congress.E(congress.Conflict, "no_text", "one of the versions has no text, or was not read yet")
	errNoPDF           = congress.E(congress.Conflict, "no_pdf", "there is no PDF of this version")
	errNoPictures      = congress.E(congress.Conflict, "no_pictures", "there are no pictures of this version's pages")
	errNotDrawn        = congress.E(congress.Conflict, "picture_failed", "this page cannot be drawn")
	errDrawnLater      = congress.E(congress.Unavailable, "pictures_busy", "the picture is not made yet; ask again")
	errWatermarkedOnly = congress.E(congress.Conflict, "restricted_watermarked_only", "a restricted document is shown with the reader's name only")
	errNoFile          = congress.E(congress.Conflict, "no_file", "the document has no file to publish")
	errFileEmpty       = congress.E(congress.Invalid, "file_empty", "the file has no bytes")
	errFileTooLarge    = congress.E(congress.TooLarge, "file_too_large", "the file is larger than this server takes")
	errFileName        = congress.FieldError("file_name_invalid", "name", "the file name is empty, too long or has characters that no file name has")
	errReason          = congress.FieldError("reason_missing", "reason", "say why, in 1 to 1000 characters")
)
