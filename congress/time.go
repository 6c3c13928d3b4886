package congress

import "time"

// Hanoi is the time of Việt Nam, which has had no other since 1975.
var Hanoi = time.FixedZone("+07", 7*60*60)

// AsKept is a time as records keep it: in UTC, without what is below a millisecond.
func AsKept(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
