package discussion

import (
	"testing"
	"time"
)

func TestCountsThatNobodyAsksForAreLetGo(t *testing.T) {
	var all tallies
	now := time.Now()
	first := all.take("a", now)
	if all.take("a", now.Add(tallyLife)) != first {
		t.Error("what is asked for within the hour is counted anew")
	}
	all.take("b", now.Add(2*tallyLife+time.Second))
	if len(all.of) != 1 || all.of["b"] == nil {
		t.Errorf("%d are kept, want the one that is asked for", len(all.of))
	}
}
