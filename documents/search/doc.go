// Package search is the full-text index of one congress's materials, by
// register entry and page, with and without Vietnamese diacritics.
//
// It promises: what the searcher may not see has no influence on the answer, neither on hits and
// totals nor on passages and order; what was removed is gone from memory as well, not only hidden;
// the words of a stranger are words and never a query language.
//
// The first promise holds by construction. Every document has a small index of its own, a segment
// in the form of the bleve library, and one that the searcher may not see is not opened. A
// document's place in the order depends on itself and on the query alone: there are no statistics
// over the collection, which would let a hidden document move the visible ones. Removing a document
// drops its index.
//
// A search has two steps. The segment says on which pages the words are, without diacritics
// (segment.go, the only file that knows bleve); a document of few pages has none, because its words
// are read as quickly. Those pages are then read word by word for
// diacritics, phrases and neighbourhood (rank.go). The second step decides; the first only saves
// work.
//
// Vietnamese writes its words in syllables, so what stands together counts first: a page about quy
// hoạch comes before a title with quy and with hoạch. A query is also read in the other ways that
// offices write the same (forms.go, dates.go).
//
// An index is derived data in memory. It is filled anew when the congress is loaded.
package search
