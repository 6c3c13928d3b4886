// Package legacy reads Vietnamese text of the 8-bit encodings that were in use before Unicode:
// TCVN3 (the fonts of ABC, .VnTime), VNI, VISCII and Windows-1258.
//
// It promises Unicode in NFC, that the answer depends on the input alone, and that text of another
// language or encoding is not taken for one of these.
package legacy
