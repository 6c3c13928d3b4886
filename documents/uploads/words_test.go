package uploads

import (
	"testing"

	"plenum/congress/messages"
	"plenum/vietnamese/vietnamesetest"
)

// A new role, which the import's template shows, needs its Vietnamese word.
func TestEachRoleThatWorkbooksShowHasAVietnameseWord(t *testing.T) {
	t.Parallel()
	vietnamesetest.EachIsSaid(t, "../../congress", "Role", func(v string) string { return messages.Role(v, messages.Vietnamese) })
}
