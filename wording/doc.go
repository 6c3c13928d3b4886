// Package wording gives typed words the one form in which Plenum keeps them: NFC (Unicode Standard
// Annex #15), without control characters, with one kind of line end and, where a line is meant,
// single blanks.
//
// It promises that lengths, positions, hashes and searches mean the same everywhere, because the
// form is made once, where words come in. Text that is not UTF-8 stays so: the code that takes it
// in refuses it. The functions are safe for concurrent use.
package wording
