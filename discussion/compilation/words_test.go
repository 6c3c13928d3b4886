package compilation

import (
	"testing"

	"plenum/vietnamese/vietnamesetest"
)

// A new state of answers needs its Vietnamese word; a quantifier has one at every count.
func TestWhatReportsSayIsVietnamese(t *testing.T) {
	t.Parallel()
	vietnamesetest.EachIsSaid(t, ".", "AnswerState", func(v string) string { return answerWords[AnswerState(v)] })
	rule := Rule{Most: 50, Many: 20, Some: 2}
	for n := 1; n <= 100; n++ {
		if word := rule.word(n, 100); word == "" || len(vietnamesetest.Foreign(word)) > 0 {
			t.Errorf("%d of 100 are %q", n, word)
		}
	}
	for issue := range 3 {
		if name := issueName(issue); len(vietnamesetest.Foreign(name)) > 0 {
			t.Errorf("issue %d is %q", issue, name)
		}
	}
}
