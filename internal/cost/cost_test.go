package cost

import "testing"

func TestMoreThanAQuarterMoreIsNoticed(t *testing.T) {
	was := Cost{100, 40_000}
	for now, want := range map[Cost]bool{{100, 40_000}: false, {134, 40_000}: false, {136, 40_000}: true, {10, 53_000}: true, {0, 0}: false} {
		if got := now.above(was); got != want {
			t.Errorf("%s after %s: %v", now, was, got)
		}
	}
	var kept []byte
	if of := Of(func() { kept = make([]byte, 1<<20) }); of.Bytes < 1<<20 || of.Objects == 0 || len(kept) == 0 {
		t.Errorf("a megabyte costs %s", of)
	}
}
