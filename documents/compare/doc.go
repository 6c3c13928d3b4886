// Package compare tells what changed between two versions of a document, for readers who have
// confirmed the one and are asked to read the other.
//
// The text is compared by units over the whole document, not by lines or pages: by sentences, and
// in tables by rows. Text which only moved over a line or page break has not changed; page numbers
// and repeated running lines do not count. Each difference is a passage with its page in both
// versions, and in a changed passage the words that differ. What was taken out in one place and put
// in at another, exactly or nearly, is one passage that moved.
//
// Rows are told by the readers of Office files. Where the pages of a PDF are shown instead, OnPages
// finds the rows on them by their words: all other text, and where it stands, is the pages'.
//
// It promises: the answer depends on the input alone; putting the new passages in the place of the
// old ones gives the new version's units; time grows little faster than the text, however different
// the two are; what is shown is bounded. Differences of spacing, of Unicode normal form, of
// invisible characters, of which vowel carries the tone (hòa, hoà) and of the numbers of lists,
// articles and rows are none.
package compare
