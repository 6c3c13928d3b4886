// Package extract reads files that strangers made: the text of their pages, their properties, and
// what organizers should know before they publish them. It draws pages of PDFs as well.
//
// It promises that the server stays up, whatever a broken or hostile file does: Reader reads each
// file in a process of its own, without the server's environment, with bounded memory and time, and
// a process that crashes or hangs is an error of that file only. PDF is read by PDFium compiled to
// WebAssembly, which sees no file but the one it is given; containers are inflated as they are
// read, to a limit.
//
// The flow: Reader starts this same program with Command (process.go); Main in it finds the kind of
// the file and reads it (pdf.go, docx.go, xlsx.go, pptx.go, odf.go, rtf.go …), telling each page as
// it goes; the answer comes back over a pipe. On Linux these processes have the processor only
// where nothing else wants it. A process that draws pages for which nobody waits rests while others
// want the processor (rest.go).
//
// Readers see the text of pages, and the door sees all words: what readers are not shown, and what
// only somebody who takes the file apart finds. A PDF is looked into for what draws words beside its
// pages (pdfinside.go) and for what it said before it was changed (pdfearlier.go); in the XML of an
// Office file every attribute and element is looked at (aside.go); files within a file are read by
// what they are (within.go). What cannot be read is told as could_not_be_checked.
//
// Readers of Office files tell the rows of tables, and the cells of each, by the lines of the pages
// (Result.Rows, rows.go): the text of a page is the same for it. Tables within a cell are words of
// that cell, unless it is a frame around them.
//
// A converter is given a copy that says no more than readers are to see (ForReaders): tracked
// changes accepted, comments of sheets left out, what styles, rows and conditions hide hidden, and
// results in the place of formulas. LibreOffice makes OpenDocument of a .doc for that first.
package extract
