package ingest

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (
	errNotQuarantined = congress.E(congress.Conflict, messages.NotQuarantined)
	errNotRetried     = congress.E(congress.Conflict, messages.NotRetried)
)
