package api

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"plenum/auth"
	"plenum/congress"
)

// A body that breaks off costs what came of it, so that an upload over a bad network, begun again and again, is not refused in the end.
func TestBytesThatNeverCameDoNotCount(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 2, 8, 0, 0, 0, time.UTC)
	q := newQuotas(Options{Now: func() time.Time { return now }, Registry: prometheus.NewRegistry()})
	by := bringer{congress: "c", account: "a", may: auth.Allowance{Bytes: 100}} // 500 at once
	begin := func(n int64) *coming {
		t.Helper()
		on, err := q.begin(by, n)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		return on
	}
	for range 40 { // 40 times 500 said, 10 sent
		on := begin(500)
		if _, err := q.begin(by, 1); congress.CodeOf(err) != "too_many_bytes" {
			t.Fatalf("while all of it may still come: %v", err)
		}
		if err := on.come(10); err != nil {
			t.Fatal(err)
		}
		on.end()
		now = now.Add(6 * time.Second) // ten bytes' time
	}
	on := begin(5000) // longer than all that may come at once: alone, when nothing else came
	for range 50 {
		if err := on.come(100); err != nil {
			t.Fatalf("bytes that were said are refused: %v", err)
		}
	}
	on.end()
	if _, err := q.begin(by, 1); congress.CodeOf(err) != "too_many_bytes" {
		t.Errorf("after all of them: %v", err)
	}
	now = now.Add(time.Minute)
	on = begin(50)
	if err := on.come(50); err != nil {
		t.Error(err)
	}
	if err := on.come(50); err != nil { // more than was said, and there is room
		t.Error(err)
	}
	if err := on.come(1); congress.CodeOf(err) != "too_many_bytes" {
		t.Errorf("more than was said: %v", err)
	}
	on.end()

	now = now.Add(time.Hour)
	begin(0).end()
	for i := range 1000 {
		one := bringer{congress: "c", account: congress.AccountID(rune('b' + i)), may: by.may}
		if on, err := q.begin(one, 1); err == nil {
			on.end()
		}
	}
	now = now.Add(time.Hour)
	begin(0).end()
	if n := len(q.by); n != 1 {
		t.Errorf("%d members are remembered who have all of it again", n)
	}
	// Nothing is bounded by 0.
	free := bringer{account: "z"}
	for range 1000 {
		on, err := q.begin(free, 1<<50)
		if err != nil || on.come(1<<50) != nil || on.come(1<<50) != nil {
			t.Fatal("a bound of 0 bounds")
		}
	}
}
