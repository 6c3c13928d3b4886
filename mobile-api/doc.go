// Package mobileapi is the tablets' side of the HTTP API (/mobile/v1): sync by
// cursor, files, posting comments, tickets and the live socket.
//
// It promises what package handlers promises, under which it runs; commands
// are exactly-once by their Idempotency-Key, so a tablet may send anything again.
package mobileapi
