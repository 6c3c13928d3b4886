package extract

import (
	"testing"
	"time"
)

func TestRest(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct{ took, busy, want time.Duration }{
		{100 * ms, 100 * ms, 0},
		{100 * ms, 101 * ms, 0}, // the clocks are two
		{100 * ms, 99 * ms, 10 * ms},
		{100 * ms, 90 * ms, 50 * ms},
		{100 * ms, 10 * ms, 50 * ms},
		{20 * time.Second, 10 * time.Second, time.Second},
	} {
		if got := rest(tt.took, tt.busy); got != tt.want {
			t.Errorf("after %s, %s of it busy: %s, want %s", tt.took, tt.busy, got, tt.want)
		}
	}
}

func TestProcessorTimeIsOfWorkOnly(t *testing.T) {
	before := processorTime()
	time.Sleep(50 * time.Millisecond)
	slept := processorTime()
	for began := time.Now(); time.Since(began) < 50*time.Millisecond; {
		continue
	}
	if rested, worked := slept-before, processorTime()-slept; worked <= rested {
		t.Errorf("%s asleep and %s at work", rested, worked)
	}
}
