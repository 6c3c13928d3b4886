package readership

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// Errors with fixed codes; the handlers have Vietnamese words for each.
var (
	errReceipt = congress.E(congress.Invalid, messages.ReceiptInvalid)
)
