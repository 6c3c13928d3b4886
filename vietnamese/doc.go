// Package vietnamese knows how Vietnamese is written: the order of words, and the forms in which
// they are compared.
//
// It promises that texts in any normal form (NFC, NFD) count the same, and that nothing in it
// depends on the machine's language. All functions are safe for concurrent use.
package vietnamese
