// Package ingest is where the server reads a received file before it may be published: antivirus,
// converter, text, markings of state secrets, and what an organizer decides of a file that was held
// back.
//
// It promises: no file is ready unread where files are read; a file with a marking is quarantined,
// and one with a virus is erased; a file is read once although servers die, and what waits is read
// after the next start.
//
// A file's state (checking, ready, quarantined, failed) is in the upload's record. A record that
// says checking is put into the queue (QueueFile, queue.go), and a few files are read at a time
// (ingest.go). Where an antivirus is configured it is asked first (virus.go); while it or a
// Gotenberg converter is away, files wait in checking, and Reason says why. An Office file gets a
// PDF while it is read, if there is a converter (convert.go): the PDF is named in the upload's
// record, read for text and markings as well, and erased with the file. The rows of the file's
// tables are kept with the text, for comparisons. A quarantined file waits until an organizer
// releases or rejects it (decide.go); rejected, its bytes and words are erased. A file that was
// quarantined before the server had read it (the twin of a secret) goes back to checking when it is
// released.
//
// The warning "fonts_missing" of an Office file says that its PDF has Latin letters in a font that
// the file does not name, nor one of the same widths (fonts.go). Nothing is said of RTF, without a
// converter, and where fonts cannot be known: with EMF, WMF or SVG pictures or OpenDocument objects
// in the file, or fonts named in other letters. A font replaced by one that the file names as well
// is not noticed.
//
// A server claims a file before it reads it (takeover.go): a record in the side stream, anew every
// two seconds. A claim that stands still for seven seconds, by the clock of the server that looks,
// is a dead server's. Results are written only while the file waits, so that a server which was
// believed dead writes nothing twice.
//
// Steps says what this server does with which file right now, and Processors keeps one processor
// free for people; package pictures shares both.
package ingest
