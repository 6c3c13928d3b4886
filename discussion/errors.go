package discussion

import "plenum/congress"

// The errors of this package, one per code.
var (
	errNotYourGroup      = congress.E(congress.Forbidden, "not_your_group", "comments are posted in the thread of one's own group")
	errNotYours          = congress.E(congress.Forbidden, "not_your_comment", "only who wrote a comment, or whose words it records, changes it")
	errForbidden         = congress.E(congress.Forbidden, "forbidden", "this is not allowed here")
	errThreadClosed      = congress.E(congress.Conflict, "thread_closed", "the thread of this group is closed")
	errThreadOpen        = congress.E(congress.Conflict, "thread_open", "the thread still takes comments; close it first")
	errSealed            = congress.E(congress.Conflict, "record_sealed", "the record of this group is sealed; what comes later is added to it")
	errRecordSigned      = congress.E(congress.Conflict, "record_signed", "the record is signed; the chair takes the signature back first")
	errNotSigned         = congress.E(congress.Conflict, "record_not_signed", "the chair has not signed the record")
	errNotSealed         = congress.E(congress.Conflict, "record_not_sealed", "the record is not sealed yet; it can still be changed itself")
	errOutlineUsed       = congress.E(congress.Conflict, "outline_in_use", "opinions stand under this issue or group; it stays where it is, and once a record is signed as it is worded")
	errRecordOld         = congress.E(congress.Conflict, "record_changed", "comments changed since the record was read or signed")
	errUnconfirmed       = congress.E(congress.Conflict, "comments_open", "comments wait for a decision in the late tray")
	errWithdrawn         = congress.E(congress.Conflict, "comment_withdrawn", "the comment was withdrawn")
	errHidden            = congress.E(congress.Conflict, "comment_hidden", "the comment was hidden")
	errNotLate           = congress.E(congress.Conflict, "comment_not_late", "the comment does not wait in the late tray")
	errNotSpoken         = congress.E(congress.Conflict, "comment_not_spoken", "the comment was written, not recorded, or is confirmed already")
	errIssueUnknown      = congress.FieldError("issue_unknown", "issue", "the outline has no such issue")
	errMemberUnknown     = congress.FieldError("member_unknown", "member", "there is no such member in this thread")
	errReplyUnknown      = congress.FieldError("reply_unknown", "replyTo", "there is no such comment in this thread")
	errQuoteUnknown      = congress.FieldError("quote_unknown", "quotes", "there is no such version of a document")
	errAttachmentUnknown = congress.FieldError("attachment_unknown", "attached", "there is no such attachment of yours")
	errAttachmentTaken   = congress.FieldError("attachment_taken", "attached", "another comment carries this attachment; attach the file again")
	errGroupUnknown      = congress.FieldError("group_unknown", "groups", "there is no such group in this congress")
	errNoNames           = congress.FieldError("member_needed", "member", "in this discussion opinions are recorded in a member's name")
	errIDReused          = congress.E(congress.Conflict, "id_reused", "this id belongs to something else")
	errNoConverter       = congress.E(congress.Conflict, "no_converter", "this server makes no PDF; take the Word file")
)
