package documents

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (
	// ErrClassified is the door: levels of state secrets never enter.
	ErrClassified = congress.FieldError(messages.ClassifiedRefused, "classification", messages.ClassifiedRefused.Fault())

	errState           = congress.E(congress.Conflict, messages.DocumentState)
	ErrRecalled        = congress.E(congress.Conflict, messages.DocumentRecalled)
	errAudienceEmpty   = congress.FieldError(messages.AudienceEmpty, "audience", messages.AudienceEmpty.Fault())
	ErrAudienceNamed   = congress.FieldError(messages.AudienceNotNamed, "audience", messages.AudienceNotNamed.Fault())
	errAudienceUnknown = congress.FieldError(messages.AudienceUnknown, "audience", messages.AudienceUnknown.Fault())
	errAudienceLarge   = congress.E(congress.TooLarge, messages.AudienceTooLarge)
	ErrRecordID        = congress.FieldError(messages.RecordIDInvalid, "id", messages.NotUUIDv7())
	ErrIDReused        = congress.E(congress.Conflict, messages.IDReused)
	errAttachments     = congress.E(congress.Conflict, messages.TooManyAttachments)
	ErrForbidden       = congress.E(congress.Forbidden, messages.Forbidden)
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
	ErrNeedsPDF        = congress.E(congress.Conflict, messages.RestrictedNeedsPDF)
	errAnnex           = congress.E(congress.Conflict, messages.UploadIsAnnex)
	ErrNotReady        = congress.E(congress.Conflict, messages.UploadNotReady)
	errNoFile          = congress.E(congress.Conflict, messages.NoFile)
	errFileName        = congress.FieldError(messages.FileNameInvalid, "name", messages.FileNameInvalid.Fault())
	errFileNameLong    = congress.FieldError(messages.FileNameTooLong, "name", messages.FileNameTooLong.Fault())
	errReason          = congress.FieldError(messages.ReasonMissing, "reason", messages.ReasonMissing.Fault())
)
