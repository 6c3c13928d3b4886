// Package compilation is the secretaries' way from the opinions of a
// discussion to its report: opinions are split into parts, parts are placed in findings (the report's sentences), and everything
// that the report says of numbers is counted from there.
//
// It promises that each part of each opinion that counts is at exactly one place: waiting, in one finding (as a duplicate or not), or set
// aside with a reason. Nothing but a person places a part; merging findings moves their sources, taking a finding away is
// refused while it has any, and every step leaves the one before in the log, where Restore finds it. Two secretaries who
// change the same thing do so one after the other: the second is Stale.
package compilation
