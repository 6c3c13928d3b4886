// Package watermark makes a reader's own copy of a PDF: every page says who reads it, across the
// page again and again, and in a line at its foot.
//
// It promises that no page of a copy is without its watermark. The page's own content becomes a
// picture of its own (a form of PDF), so that nothing in it, whole or broken, can change what is
// drawn after it; the watermark is drawn last. Annotations become part of that picture, but for
// links. Attached files, scripts, form fields and earlier states of the file do not come along. A
// file that cannot be taken apart so is an error and gives no copy. Files are of strangers: Marker
// works on each in a process of its own.
//
// Look tells what a PDF has besides its pages: properties, programs, and what draws words that no
// page has as its content.
package watermark
