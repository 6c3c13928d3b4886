package similar_test

import (
	"strconv"
	"testing"
	"time"

	"plenum/discussion/generate"
	"plenum/discussion/similar"
)

func items(all []generate.Opinion) []similar.Item {
	out := make([]similar.Item, len(all))
	for i, o := range all {
		out[i] = similar.Item{ID: strconv.Itoa(i), Text: o.Text, Issue: o.Issue, Stance: o.Stance}
	}
	return out
}

// Seeds 1, 3 and 5 are for tuning; the even ones share no point with them and are never looked at for it.
func TestNineOfTenSuggestionsAreRightAndSevenOfTenPairsAreFound(t *testing.T) {
	for _, seed := range []uint64{2, 4, 6} {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			all := generate.Opinions(seed, generate.Options{})
			start := time.Now()
			found := similar.Find(items(all), similar.Options{})
			took := time.Since(start)
			truth, right := 0, 0
			for i := range all {
				for j := range i {
					if generate.Same(all[i], all[j]) {
						truth++
					}
				}
			}
			for _, s := range found {
				a, _ := strconv.Atoi(s.A)
				b, _ := strconv.Atoi(s.B)
				if generate.Same(all[a], all[b]) {
					right++
				}
			}
			precision, recall := float64(right)/float64(len(found)), float64(right)/float64(truth)
			t.Logf("precision %.3f, recall %.3f of %d pairs, in %v", precision, recall, truth, took)
			if precision < 0.9 || recall < 0.7 {
				t.Errorf("got precision %.3f and recall %.3f, want 0.9 and 0.7", precision, recall)
			}
		})
	}
}
