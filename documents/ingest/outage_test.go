package ingest

import (
	"testing"
	"time"
)

func TestAnOutageIsToldOnceAMinute(t *testing.T) {
	var o outage
	begin := time.Now()
	if o.lasts() || o.over() {
		t.Error("there is one before any began")
	}
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{0, true}, {2 * time.Second, false}, {59 * time.Second, false}, {time.Minute, true}, {90 * time.Second, false}} {
		if got := o.begins(begin.Add(c.after)); got != c.want || !o.lasts() {
			t.Errorf("after %s it is told: %v, want %v", c.after, got, c.want)
		}
	}
	o.answered()
	if o.lasts() {
		t.Error("it lasts although the antivirus answers")
	}
	if !o.over() || o.over() {
		t.Error("its end is not told, or twice")
	}
	if o.begins(begin.Add(100*time.Second)) || o.over() {
		t.Error("another one within the minute is told, or its end")
	}
}
