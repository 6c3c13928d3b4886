package congress_test

import (
	"testing"

	"plenum/congress"
)

func TestPagesAreWrittenAsRanges(t *testing.T) {
	t.Parallel()
	for want, in := range map[string][]int{"": nil, "4": {4}, "1-3, 7": {7, 1, 2, 3, 2}, "1, 3, 5-6": {1, 3, 5, 6}, "1-72": seq(72)} {
		if got := congress.Ranges(in); got != want {
			t.Errorf("%v is %q, want %q", in, got, want)
		}
	}
}

func seq(n int) (out []int) {
	for i := range n {
		out = append(out, i+1)
	}
	return out
}
