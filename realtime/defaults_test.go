package realtime

import (
	"testing"
	"time"
)

// What docs/asyncapi.yaml and docs/architecture.md promise of a hub that nobody set anything of.
func TestDefaultLimits(t *testing.T) {
	want := Limits{
		Sockets: 20_000, PerAccount: 8, PerAddress: 15_000, Frames: 20, Resumes: 10, Enters: 60,
		Ping: 30 * time.Second, Hello: 10 * time.Second, Typing: 8 * time.Second, Hand: 2 * time.Minute, Return: time.Millisecond,
	}
	if got := (Limits{}).orDefaults(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	some := Limits{Ping: time.Hour, Hand: time.Second}
	if got := some.orDefaults(); got.Ping != time.Hour || got.Hand != time.Second || got.Typing != want.Typing {
		t.Errorf("what is set is not kept: %+v", got)
	}
}
