package stories_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// step is one thing that goes wrong, or is put right.
type step struct {
	at     time.Duration
	what   string
	device int           // which device's link
	bytes  int64         // cut: after so many more bytes of the link
	lasts  time.Duration // storage: how long it is away
	killed bool          // storage: the server is killed meanwhile
	clock  time.Duration // clock: how wrong the server's is from now on
}

func (s step) String() string {
	switch s.what {
	case "kill", "stop":
		return fmt.Sprintf("%v %s", s.at, s.what)
	case "clock":
		return fmt.Sprintf("%v clock %v", s.at, s.clock)
	case "cut", "stall", "flow", "refuse", "accept":
		return fmt.Sprintf("%v %s device %d, %d bytes", s.at, s.what, s.device, s.bytes)
	default:
		return fmt.Sprintf("%v storage %s for %v, killed %v", s.at, s.what, s.lasts, s.killed)
	}
}

// plan is all that goes wrong in a run: with the links, and with the server and its storage. The steps of each list are
// done one after the other; the lists side by side.
type plan struct{ links, server []step }

// planned makes the plan of a seed. storage names the ways in which the storage can be away.
func planned(seed uint64, length time.Duration, devices int, storage []string) plan {
	return plan{
		links:  linkSteps(rand.New(rand.NewPCG(seed, 1)), length, devices),
		server: serverSteps(rand.New(rand.NewPCG(seed, 2)), length, storage),
	}
}

func linkSteps(r *rand.Rand, length time.Duration, devices int) (steps []step) {
	next := deck(r, "cut", "cut", "cut", "cut", "cut", "cut", "refuse")
	for at := between(r, 100, 400); at < length; at += between(r, 50, 500) {
		s := step{at: at, what: next(), device: r.IntN(devices), bytes: -1}
		switch s.what {
		case "cut":
			s.bytes = r.Int64N(1 << (4 + r.IntN(13))) // in the middle of a head, of a frame, of a long catch-up
		case "refuse":
			steps = append(steps, step{at: at + between(r, 200, 2500), what: "accept", device: s.device})
		}
		steps = append(steps, s)
	}
	// A reader that stands still costs its group many long comments, so there are few.
	most := min(12_500, length.Milliseconds()/2)
	for at := between(r, 500, 3000); at < length; at += between(r, 8000, 16000) {
		device := r.IntN(devices)
		steps = append(steps, step{at: at, what: "stall", device: device}, step{at: at + between(r, 3000, most), what: "flow", device: device})
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	return slices.DeleteFunc(steps, func(s step) bool { return s.at >= length }) // at the end all links are put right
}

func serverSteps(r *rand.Rand, length time.Duration, storage []string) (steps []step) {
	next := deck(r, append([]string{"kill", "kill", "stop", "clock"}, storage...)...)
	for at := between(r, 300, 1500); at < length; at += between(r, 300, 1500) {
		s := step{at: at, what: next()}
		switch s.what {
		case "kill", "stop":
		case "clock":
			s.clock = between(r, -72*3_600_000, 72*3_600_000)
		default:
			s.lasts, s.killed = between(r, 200, 2500), r.IntN(3) == 0
			if length >= time.Minute && r.IntN(6) == 0 {
				s.lasts += 11 * time.Second // longer than the server has patience
			}
			at += s.lasts
		}
		steps = append(steps, s)
	}
	return steps
}

// deck deals the words in a new order, over and over, so that a short run has each.
func deck(r *rand.Rand, words ...string) func() string {
	var left []string
	return func() string {
		if len(left) == 0 {
			left = slices.Clone(words)
			r.Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
		}
		word := left[0]
		left = left[1:]
		return word
	}
}

// between gives a time of so many milliseconds.
func between(r *rand.Rand, least, most int64) time.Duration {
	return time.Duration(least+r.Int64N(most-least)) * time.Millisecond
}

func TestTheSameSeedGivesTheSameChaos(t *testing.T) {
	storage := []string{"full", "locked"}
	first := planned(7, time.Minute, 18, storage)
	if again := planned(7, time.Minute, 18, storage); !reflect.DeepEqual(again, first) {
		t.Errorf("again it is\n%v\nfirst it was\n%v", again, first)
	}
	if other := planned(8, time.Minute, 18, storage); reflect.DeepEqual(other.links, first.links) || reflect.DeepEqual(other.server, first.server) {
		t.Error("another seed gives the same")
	}
	seen := map[string]bool{}
	short := planned(chaosSeed, chaosLength, 18, storage)
	for _, s := range append(short.links, short.server...) {
		seen[s.what] = true
	}
	for _, what := range append(storage, "cut", "refuse", "accept", "stall", "flow", "kill", "stop", "clock") {
		if !seen[what] {
			t.Errorf("the run of every day has no %s", what)
		}
	}
}
