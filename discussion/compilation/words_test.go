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

func TestAHeadIsCalledByTheBody(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{"Tổ 1": "Tổ trưởng", "TỔ 12": "Tổ trưởng", "Đoàn Thư ký": "Trưởng đoàn", "Nhóm 3": "Trưởng nhóm", "Ban Tổ chức": "", "Phiên toàn thể": "", "": ""} {
		if got := office(body); got != want {
			t.Errorf("the head of %q is %q, want %q", body, got, want)
		}
	}
}
