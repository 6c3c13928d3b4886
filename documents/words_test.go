package documents

import (
	"testing"

	"plenum/congress"
	"plenum/vietnamese/vietnamesetest"
)

// A new value of an enumeration that workbooks show needs its Vietnamese word.
func TestWhatWorkbooksShowHasAVietnameseWord(t *testing.T) {
	t.Parallel()
	vietnamesetest.EachIsSaid(t, ".", "What", func(v string) string { return whatWords[What(v)] })
	vietnamesetest.EachIsSaid(t, "../congress", "Role", func(v string) string { return roleWords[congress.Role(v)] },
		string(congress.Administrator)) // belongs to accounts: nobody publishes to it
}
