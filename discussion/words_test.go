package discussion_test

import (
	"testing"

	"plenum/discussion"
	"plenum/vietnamese/vietnamesetest"
)

// A new stance needs its Vietnamese word, which reports and minutes use.
func TestEachStanceHasAVietnameseWord(t *testing.T) {
	t.Parallel()
	vietnamesetest.EachIsSaid(t, ".", "Stance", func(v string) string { return discussion.StanceWord(discussion.Stance(v)) })
}
