// Package convert makes PDF of Office files, by a program that others keep:
// LibreOffice on this machine, or a Gotenberg server.
//
// It promises that a file that breaks, hangs or bloats the converter costs a bounded time and
// memory and fails alone; that LibreOffice runs no program of a file, fetches nothing that it links
// to, and keeps nothing of one file for the next; and that what it gives is a PDF of bounded size.
package convert
