package readership

import (
	"testing"

	"plenum/vietnamese/vietnamesetest"
)

// A new kind of access, which workbooks show, needs its Vietnamese word.
func TestEachAccessThatWorkbooksShowHasAVietnameseWord(t *testing.T) {
	t.Parallel()
	vietnamesetest.EachIsSaid(t, ".", "What", func(v string) string { return whatWords[What(v)] })
}
