package uploads

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (
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
