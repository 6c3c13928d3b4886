package realtime

import (
	"math/rand/v2"
	"net/netip"
	"time"
)

// Limits of the hub; zero fields take the defaults.
type Limits struct {
	Sockets    int           // open at once; default 20,000. One more is refused before the upgrade
	PerAccount int           // open at once; default 8; the oldest goes when there is one more
	PerAddress int           // open at once; default 15,000: 10,000 tablets share a hall's one address (NAT), and some are back before their old socket is known to be dead. Loopback is not counted: it is a proxy of ours
	Ping       time.Duration // between pings; default 30 s. Two unanswered end the socket
	Hello      time.Duration // until the first frame; default 10 s
	Frames     int           // that a client may send in a second, on average; default 20, and three times that at once
	Resumes    int           // in a minute, on average and at once; default 10
	Enters     int           // of threads in a minute, on average and at once; default 60
	Typing     time.Duration // until a member who does not say it again types no longer, there or at all; default 8 s
	Hand       time.Duration // that a hand stays up after its member's last socket, so that a lost Wi-Fi loses no turn; default 2 min
	Return     time.Duration // that each open socket adds to the time over which clients return; default 1 ms
}

// maxFrame is the size of a client's frame in bytes.
const maxFrame = 4096

func (l Limits) orDefaults() Limits {
	for _, n := range []struct {
		set *int
		to  int
	}{{&l.Sockets, 20_000}, {&l.PerAccount, 8}, {&l.PerAddress, 15_000}, {&l.Frames, 20}, {&l.Resumes, 10}, {&l.Enters, 60}} {
		if *n.set == 0 {
			*n.set = n.to
		}
	}
	for _, d := range []struct {
		set *time.Duration
		to  time.Duration
	}{
		{&l.Ping, 30 * time.Second}, {&l.Hello, 10 * time.Second}, {&l.Return, time.Millisecond},
		{&l.Typing, 8 * time.Second}, {&l.Hand, 2 * time.Minute},
	} {
		if *d.set == 0 {
			*d.set = d.to
		}
	}
	return l
}

// bucket lets so many things through at once, and refills over the time.
type bucket struct {
	spent float64
	at    time.Time
}

// take reports whether one more is let through.
func (b *bucket) take(now time.Time, size int, refill time.Duration) bool {
	if since := now.Sub(b.at); since > 0 {
		b.spent = max(0, b.spent-float64(size)*float64(since)/float64(refill))
		b.at = now
	}
	if b.spent+1 > float64(size) {
		return false
	}
	b.spent++
	return true
}

// window is when clients that were cut should come back: each at a time of its own choice in it, so
// that those that are cut together do not return together. The more are connected, the wider.
type window struct {
	Min int64 `json:"min"` // milliseconds
	Max int64 `json:"max"`
}

func (h *Hub) window() window {
	spread := time.Duration(h.count.Load()) * h.options.Limits.Return
	return window{Min: 200, Max: max(1000, min(20_000, spread.Milliseconds()))}
}

// pick is a moment of the window.
func (w window) pick() int64 {
	return w.Min + rand.Int64N(w.Max-w.Min+1) //nolint:gosec // jitter needs no secret
}

// slowReturn is the least time, in milliseconds, after which clients come back that were sent away
// because they were too much.
const slowReturn = 10_000

// uncounted reports whether sockets of the address are not counted against PerAddress.
func uncounted(address string) bool {
	a, err := netip.ParseAddr(address)
	return err == nil && a.IsLoopback()
}
