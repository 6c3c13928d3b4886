// Package cost counts what a request allocates, for tests that hold it flat while a congress grows.
//
// It promises steady figures on a noisy machine: the least of several runs is taken, and time plays
// no part. What other goroutines allocate meanwhile counts too, so that such a test does not run
// beside others.
package cost

import (
	"fmt"
	"runtime"
	"testing"
)

// Cost is what one run allocated.
type Cost struct {
	Objects, Bytes uint64
}

const runs = 12

// Of is the cost of do, after it ran once.
func Of(do func()) (least Cost) {
	do()
	for run := range runs {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
		one := Cost{after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc}
		if run == 0 {
			least = one
		}
		least.Objects, least.Bytes = min(least.Objects, one.Objects), min(least.Bytes, one.Bytes)
	}
	return least
}

// Flat holds requests to what they cost at the first size: at each further one they may allocate a
// quarter more, and a little. grow brings the congress to a size, and requests gives what is asked
// of it then, by name.
func Flat(t *testing.T, sizes []int, grow func(size int), requests func() map[string]func()) {
	t.Helper()
	first := map[string]Cost{}
	for i, size := range sizes {
		grow(size)
		for name, do := range requests() {
			now := Of(do)
			if i == 0 {
				first[name] = now
			}
			t.Logf("%s at %d: %s", name, size, now)
			if was := first[name]; now.above(was) {
				t.Errorf("%s costs %s at %d, and %s at %d", name, now, size, was, sizes[0])
			}
		}
	}
}

func (c Cost) above(was Cost) bool {
	return c.Objects > was.Objects+was.Objects/4+10 || c.Bytes > was.Bytes+was.Bytes/4+2<<10
}

func (c Cost) String() string { return fmt.Sprintf("%d objects, %d bytes", c.Objects, c.Bytes) }
