package uploads

import (
	"testing"

	"plenum/congress"
	"plenum/vietnamese/vietnamesetest"
)

// A new role, which the import's template shows, needs its Vietnamese word.
func TestEachRoleThatWorkbooksShowHasAVietnameseWord(t *testing.T) {
	t.Parallel()
	vietnamesetest.EachIsSaid(t, "../../congress", "Role", func(v string) string { return roleWords[congress.Role(v)] },
		string(congress.Administrator)) // belongs to accounts: nobody publishes to it
}
