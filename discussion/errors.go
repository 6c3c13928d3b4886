package discussion

import (
	"plenum/congress"
	"plenum/congress/messages"
)

// The errors of this package, one per code.
var (
	errNotYourGroup      = congress.E(congress.Forbidden, messages.NotYourGroup)
	errNotYours          = congress.E(congress.Forbidden, messages.NotYourComment)
	errForbidden         = congress.E(congress.Forbidden, messages.Forbidden)
	errOwnComment        = congress.E(congress.Conflict, messages.CommentOwn)
	errThreadClosed      = congress.E(congress.Conflict, messages.ThreadClosed)
	errThreadOpen        = congress.E(congress.Conflict, messages.ThreadOpen)
	errSealed            = congress.E(congress.Conflict, messages.MinutesSealed)
	errMinutesSigned     = congress.E(congress.Conflict, messages.MinutesSigned)
	errNotSigned         = congress.E(congress.Conflict, messages.MinutesNotSigned)
	errNotSealed         = congress.E(congress.Conflict, messages.MinutesNotSealed)
	errOutlineUsed       = congress.E(congress.Conflict, messages.OutlineInUse)
	errMinutesChanged    = congress.E(congress.Conflict, messages.MinutesChanged)
	errUnconfirmed       = congress.E(congress.Conflict, messages.CommentsOpen)
	errWithdrawn         = congress.E(congress.Conflict, messages.CommentWithdrawn)
	errHidden            = congress.E(congress.Conflict, messages.CommentHidden)
	errLate              = congress.E(congress.Conflict, messages.CommentLate)
	errNotLate           = congress.E(congress.Conflict, messages.CommentNotLate)
	errNotSpoken         = congress.E(congress.Conflict, messages.CommentNotSpoken)
	errIssueUnknown      = congress.FieldError(messages.IssueUnknown, "issue", messages.IssueUnknown.Fault())
	errMemberUnknown     = congress.FieldError(messages.MemberUnknown, "member", messages.MemberUnknown.Fault())
	errReplyUnknown      = congress.FieldError(messages.ReplyUnknown, "replyTo", messages.ReplyUnknown.Fault())
	errQuoteUnknown      = congress.FieldError(messages.QuoteUnknown, "quotes", messages.QuoteUnknown.Fault())
	errQuotePlace        = congress.FieldError(messages.QuotePlace, "quotes", messages.QuotePlace.Fault())
	errAttachmentUnknown = congress.FieldError(messages.AttachmentUnknown, "attached", messages.AttachmentUnknown.Fault())
	errAttachmentTaken   = congress.FieldError(messages.AttachmentTaken, "attached", messages.AttachmentTaken.Fault())
	errGroupUnknown      = congress.FieldError(messages.GroupUnknown, "groups", messages.GroupUnknown.Fault())
	errNoNames           = congress.FieldError(messages.MemberNeeded, "member", messages.MemberNeeded.Fault())
	errIDReused          = congress.E(congress.Conflict, messages.IDReused)
	errNoConverter       = congress.E(congress.Conflict, messages.NoConverter)
)
