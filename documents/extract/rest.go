package extract

import (
	"syscall"
	"time"
)

// A process that draws pages for which nobody waits rests after each one: ten times as long as
// others kept it waiting for the processor meanwhile, at most half as long as the page took, and a
// second. The kernel gives a processor to what wants it least now and then for a tick (4 ms) all
// the same, which a comment has to wait for; where nothing else is to be done there is no rest.
const (
	restPerWait = 10
	longestRest = time.Second
)

// rest is how long to rest after a page that took so long, of it busy on a processor.
func rest(took, busy time.Duration) time.Duration {
	return max(0, min(restPerWait*(took-busy), took/2, longestRest))
}

// processorTime is how long this process has been on a processor.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
