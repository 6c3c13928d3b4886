// Package compilation is the secretaries' way from the opinions of a discussion to its report:
// opinions are split into parts, parts are placed in findings (the report's sentences), and every
// number of the report is counted from there.
//
// It promises that each part of each opinion that counts is at exactly one place: waiting, in one
// finding (as a duplicate or not), or set aside with a reason. Nothing but a person places a part;
// merging findings moves their sources; a finding that has sources is not taken away; every step
// leaves the one before in the log, where Restore finds it. When two secretaries change the same
// thing the second is Stale.
//
// # Objects
//
// A placement says of one comment what its parts are and where each is; a finding is a sentence; a
// report has the settings, the remarks and the signature. Sources are never stored in a finding:
// they are the placements that name it, or one that was merged into it, so merging, undoing and
// taking back cannot lose any. A part whose finding is gone, or whose comment's text changed, waits
// again. Each object names the record before it, which is what undo goes back to.
//
// # Views
//
// Counts, quantifiers, footnotes and coverage are computed from a view of these objects (view.go,
// count.go): for the workbench from the hall, with bodies decoded once and one view for all who see
// the same; for a report from the log up to a record, so that the same number gives the same bytes.
// Counts of unchanged opinions and findings are taken over from the previous view. What is kept in
// memory of a discussion goes with its hall.
//
// # Who sees what
//
// The secretariat sees all. Those who keep a group's thread see and place what was said in it, into
// findings of their group, which the secretariat merges; opinions in a finding of the secretariat
// are shown to them as placed, and stay there. A group's own report is a view of one thread and of
// that group's findings, also of those that were merged; it is signed as the group's minutes. An
// answer names the passage that took it up as a comment quotes one; the report names by title and
// number only a document that every delegate may see, and a trace has the passage of one that its
// reader may see. Delegates learn of a finding by the trace of their own opinion, and its words
// only once the report is signed.
//
// # Signature
//
// Signing checks within the commit that every part is at its place and every sentence is written
// and has its opinions. The number that the signature needs (If-Match) is that of the last record
// in the findings, so that nobody signs a report that they did not read. The hash is of the
// report's words, not of its layout. The page /verify/CONGRESS/HASH confirms it to anybody who has
// it, with the discussion's title, the SHA-256 of its file in the register and whether it was
// superseded, and nothing else. From the signature's record on, the report is the one that was
// signed; a signed report can be opened again with a reason, and the published one stands until the
// next signature, which is the next version of the same document.
package compilation
