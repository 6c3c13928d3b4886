package compilation

import "plenum/congress"

var (
	errForbidden    = congress.E(congress.Forbidden, "forbidden", "this is the secretariat's work")
	errIDReused     = congress.E(congress.Conflict, "id_reused", "the record id was used for something else")
	errSigned       = congress.E(congress.Conflict, "report_signed", "the report is signed; what it says stands")
	errClaimed      = congress.E(congress.Conflict, "claimed", "another secretary has this opinion in hand")
	errSources      = congress.E(congress.Conflict, "finding_has_sources", "the finding still has sources; move or merge them first")
	errNoFinding    = congress.E(congress.Conflict, "finding_missing", "there is no such finding, or it was taken away")
	errElsewhere    = congress.E(congress.Conflict, "placed_elsewhere", "the secretariat took this into a finding of its own")
	errAnswered     = congress.E(congress.Conflict, "finding_answered", "the finding has an answer; take that back first, or merge the other into it")
	errCircle       = congress.E(congress.Conflict, "finding_circle", "a finding cannot be merged into itself or be its own dissent")
	errText         = congress.E(congress.Conflict, "text_changed", "the opinion's text is another now")
	errNotPlaced    = congress.E(congress.Conflict, "not_all_placed", "some opinions are not placed yet")
	errNoAddress    = congress.E(congress.Conflict, "public_url_missing", "the server was not told the address at which readers reach it (--public-url), which a signed report carries")
	errNotReview    = congress.E(congress.Conflict, "report_not_in_review", "the report is not in review")
	errNotSigned    = congress.E(congress.Conflict, "report_not_signed", "the report is not signed")
	errRegistered   = congress.E(congress.Conflict, "report_registered", "the report is in the register already")
	errNobodySilent = congress.E(congress.Conflict, "nobody_silent", "everybody has spoken already")
	errNoConverter  = congress.E(congress.Conflict, "no_converter", "this server makes no PDF; take the Word file")
	errOpenReview   = congress.E(congress.Conflict, "review_open", "review comments are not settled yet")
	errUnwritten    = congress.E(congress.Conflict, "sentence_missing", "a finding with sources does not appear in the report")
	errSourceless   = congress.E(congress.Conflict, "sentence_sourceless", "a sentence of the report has no opinion behind it")
)
