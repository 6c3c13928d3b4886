package compilation

import (
	"plenum/congress"
	"plenum/congress/messages"
)

var (
	errForbidden    = congress.E(congress.Forbidden, messages.Forbidden)
	errIDReused     = congress.E(congress.Conflict, messages.IDReused)
	errSigned       = congress.E(congress.Conflict, messages.ReportSigned)
	errClaimed      = congress.E(congress.Conflict, messages.Claimed)
	errSources      = congress.E(congress.Conflict, messages.FindingHasSources)
	errNoFinding    = congress.E(congress.Conflict, messages.FindingMissing)
	errElsewhere    = congress.E(congress.Conflict, messages.PlacedElsewhere)
	errAnswered     = congress.E(congress.Conflict, messages.FindingAnswered)
	errCircle       = congress.E(congress.Conflict, messages.FindingCircle)
	errText         = congress.E(congress.Conflict, messages.TextChanged)
	errNotPlaced    = congress.E(congress.Conflict, messages.NotAllPlaced)
	errNoAddress    = congress.E(congress.Conflict, messages.PublicURLMissing)
	errNotReview    = congress.E(congress.Conflict, messages.ReportNotInReview)
	errNotSigned    = congress.E(congress.Conflict, messages.ReportNotSigned)
	errRegistered   = congress.E(congress.Conflict, messages.ReportRegistered)
	errNobodySilent = congress.E(congress.Conflict, messages.NobodySilent)
	errNoConverter  = congress.E(congress.Conflict, messages.NoConverter)
	errOpenReview   = congress.E(congress.Conflict, messages.ReviewOpen)
	errUnwritten    = congress.E(congress.Conflict, messages.SentenceMissing)
	errSourceless   = congress.E(congress.Conflict, messages.SentenceSourceless)
)
