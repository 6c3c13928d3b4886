package delivery

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (
	errWatermarkBusy   = congress.E(congress.Unavailable, messages.MarkBusy)
	errNotConfirmed    = congress.E(congress.Conflict, messages.NotConfirmed)
	errConfirmedGone   = congress.E(congress.Conflict, messages.ConfirmedGone)
	errNoText          = congress.E(congress.Conflict, messages.NoText)
	errNoPDF           = congress.E(congress.Conflict, messages.NoPDF)
	ErrWatermarkedOnly = congress.E(congress.Conflict, messages.RestrictedWatermarkedOnly)
)
