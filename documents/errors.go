package documents

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (
	// ErrClassified is the door: levels of state secrets never enter.
	ErrClassified = congress.FieldError(messages.ClassifiedRefused, "classification", messages.ClassifiedRefused.Fault())

	// ErrTotal refuses what is more than one member may bring in all, until something of it is taken back or the setting is raised.
	ErrTotal = &congress.Error{Kind: congress.TooMany, Code: messages.QuotaTotal, RetryAfter: 3600}

	errState           = congress.E(congress.Conflict, messages.DocumentState)
	errRecalled        = congress.E(congress.Conflict, messages.DocumentRecalled)
	errAudienceEmpty   = congress.FieldError(messages.AudienceEmpty, "audience", messages.AudienceEmpty.Fault())
	errAudienceNamed   = congress.FieldError(messages.AudienceNotNamed, "audience", messages.AudienceNotNamed.Fault())
	errAudienceUnknown = congress.FieldError(messages.AudienceUnknown, "audience", messages.AudienceUnknown.Fault())
	errAudienceLarge   = congress.E(congress.TooLarge, messages.AudienceTooLarge)
	errRecordID        = congress.FieldError(messages.RecordIDInvalid, "id", messages.NotUUIDv7())
	errIDReused        = congress.E(congress.Conflict, messages.IDReused)
	errAttachments     = congress.E(congress.Conflict, messages.TooManyAttachments)
	errForbidden       = congress.E(congress.Forbidden, messages.Forbidden)
	errAgenda          = congress.FieldError(messages.DocumentInvalid, "agenda", messages.NoAgenda())
	errTime            = congress.FieldError(messages.TimeInvalid, "at", messages.TimeInvalid.Fault())
	errNoReview        = congress.E(congress.Conflict, messages.NoReview)
	errNotApproved     = congress.E(congress.Conflict, messages.NotApproved)
	errOutdated        = congress.E(congress.Conflict, messages.ReviewOutdated)
	errSecondPerson    = congress.E(congress.Forbidden, messages.SecondPerson)
	errUndoLate        = congress.E(congress.Conflict, messages.UndoTooLate)
	errSuccessor       = congress.FieldError(messages.SuccessorNotRead, "by", messages.SuccessorNotRead.Fault())
	errReclassify      = congress.E(congress.Conflict, messages.ReclassifyRecalls)
	errByPublication   = congress.E(congress.Conflict, messages.ByPublication)
	errReclassifyDown  = congress.E(congress.Conflict, messages.ReclassifyDown)
	errPaperLevel      = congress.FieldError(messages.PaperLevel, "classification", messages.PaperLevel.Fault())
	errPaperTitle      = congress.FieldError(messages.PaperTitle, "title", messages.PaperTitle.Fault())
	errNeedsPDF        = congress.E(congress.Conflict, messages.RestrictedNeedsPDF)
	errMarkBusy        = congress.E(congress.Unavailable, messages.MarkBusy)
	errTypeRefused     = congress.FieldError(messages.TypeRefused, "file", messages.TypeRefused.Fault())
	errTypeFormer      = congress.FieldError(messages.TypeFormer, "file", messages.TypeFormer.Fault())
	errTypeMismatch    = congress.FieldError(messages.TypeMismatch, "file", messages.TypeMismatch.Fault())
	errLocked          = congress.FieldError(messages.Encrypted, "file", messages.Encrypted.Fault())
	errAnnex           = congress.E(congress.Conflict, messages.UploadIsAnnex)
	errNotConfirmed    = congress.E(congress.Conflict, messages.NotConfirmed)
	errConfirmedGone   = congress.E(congress.Conflict, messages.ConfirmedGone)
	errNotReady        = congress.E(congress.Conflict, messages.UploadNotReady)
	errNotQuarantined  = congress.E(congress.Conflict, messages.NotQuarantined)
	errNotRetried      = congress.E(congress.Conflict, messages.NotRetried)
	errOffset          = congress.E(congress.Conflict, messages.OffsetWrong)
	errTooManyParts    = congress.E(congress.TooLarge, messages.TooManyParts)
	errChecksum        = congress.E(congress.Invalid, messages.ChecksumMismatch)
	errReceipt         = congress.E(congress.Invalid, messages.ReceiptInvalid)
	errNoText          = congress.E(congress.Conflict, messages.NoText)
	errNoPDF           = congress.E(congress.Conflict, messages.NoPDF)
	errNoPictures      = congress.E(congress.Conflict, messages.NoPictures)
	errNotDrawn        = congress.E(congress.Conflict, messages.PictureFailed)
	errDrawnLater      = congress.E(congress.Unavailable, messages.PicturesBusy)
	errWatermarkedOnly = congress.E(congress.Conflict, messages.RestrictedWatermarkedOnly)
	errNoFile          = congress.E(congress.Conflict, messages.NoFile)
	errFileEmpty       = congress.E(congress.Invalid, messages.FileEmpty)
	errFileTooLarge    = congress.E(congress.TooLarge, messages.FileTooLarge)
	errFileName        = congress.FieldError(messages.FileNameInvalid, "name", messages.FileNameInvalid.Fault())
	errFileNameLong    = congress.FieldError(messages.FileNameTooLong, "name", messages.FileNameTooLong.Fault())
	errReason          = congress.FieldError(messages.ReasonMissing, "reason", messages.ReasonMissing.Fault())
)
