package pictures

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (
	errNoPictures = congress.E(congress.Conflict, messages.NoPictures)
	errNotDrawn   = congress.E(congress.Conflict, messages.PictureFailed)
	errDrawnLater = congress.E(congress.Unavailable, messages.PicturesBusy)
)
