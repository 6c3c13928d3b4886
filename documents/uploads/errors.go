package uploads

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (

	// ErrTotal refuses what is more than one member may bring in all, until something of it is taken
	// back or the setting is raised.
	ErrTotal        = &congress.Error{Kind: congress.TooMany, Code: messages.QuotaTotal, RetryAfter: 3600}
	errTypeRefused  = congress.FieldError(messages.TypeRefused, "file", messages.TypeRefused.Fault())
	errTypeFormer   = congress.FieldError(messages.TypeFormer, "file", messages.TypeFormer.Fault())
	errTypeMismatch = congress.FieldError(messages.TypeMismatch, "file", messages.TypeMismatch.Fault())
	errLocked       = congress.FieldError(messages.Encrypted, "file", messages.Encrypted.Fault())
	errOffset       = congress.E(congress.Conflict, messages.OffsetWrong)
	errTooManyParts = congress.E(congress.TooLarge, messages.TooManyParts)
	errChecksum     = congress.E(congress.Invalid, messages.ChecksumMismatch)
	errFileEmpty    = congress.E(congress.Invalid, messages.FileEmpty)
	errFileTooLarge = congress.E(congress.TooLarge, messages.FileTooLarge)
)
