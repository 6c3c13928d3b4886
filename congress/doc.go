// Package congress is Plenum's vocabulary: identifiers, people and their
// roles, audiences, classification levels, records and the one error type.
//
// It imports only the standard library and knows no rule that needs state;
// every other package speaks in these words (docs/glossary.md). All types are
// plain values, safe to copy and to share between goroutines as long as
// nobody writes to them.
package congress
