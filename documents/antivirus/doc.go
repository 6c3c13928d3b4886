// Package antivirus asks clamd, the daemon of ClamAV, whether a file carries a virus.
//
// It promises that no fault passes for a clean file: an answer that is cut, late, unknown or of a
// file that was not sent whole is an error. The bytes go to the daemon over its socket (INSTREAM),
// so the daemon may run elsewhere and sees no folder of ours.
package antivirus
