// Package typeface knows which families of fonts stand for one another: their letters are as wide,
// so that lines and pages end where they did.
//
// Its functions are safe for concurrent use. The list is in typeface.go.
package typeface
